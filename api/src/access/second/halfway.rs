//! Who has begun and isn't done: signed in by a password and not yet by a code, or setting codes up. In
//! memory, for minutes, a few tries each, and no more of them than fit.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::super::secret::SecretHash;
use super::totp::TotpSecret;

/// What somebody is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Half {
    /// To type a code of the app that they have.
    Code,
    /// To type a first code with this new secret.
    SetUp(TotpSecret),
}

/// Somebody halfway.
#[derive(Debug, Clone)]
pub(super) struct Waiter {
    pub(super) account: i64,
    pub(super) half: Half,
    /// Of the password that was right: halfway ends when it changes.
    pub(super) password: Option<SecretHash>,
    tries: u32,
    began: Instant,
}

/// All of them, by the secret that their browser has.
#[derive(Debug, Default)]
pub(in super::super) struct Halfway(BTreeMap<SecretHash, Waiter>);

/// Who takes longer begins again.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// Who types more wrong codes begins again.
const TRIES_MAX: u32 = 10;
const WAITING_MAX: usize = 5_000;

impl Halfway {
    pub(super) fn begin(
        &mut self,
        key: SecretHash,
        (account, password): (i64, Option<SecretHash>),
        half: Half,
        now: Instant,
    ) {
        self.0.retain(|_, waiter| now.saturating_duration_since(waiter.began) < LIFE);
        if self.0.len() >= WAITING_MAX {
            let oldest = self.0.iter().min_by_key(|(_, waiter)| waiter.began);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(key, Waiter { account, half, password, tries: 0, began: now });
    }

    pub(super) fn get(&self, key: SecretHash, now: Instant) -> Option<Waiter> {
        let waiter = self.0.get(&key)?;
        (now.saturating_duration_since(waiter.began) < LIFE).then(|| waiter.clone())
    }

    /// A wrong code.
    pub(super) fn failed(&mut self, key: SecretHash) {
        if let Some(waiter) = self.0.get_mut(&key) {
            waiter.tries += 1;
            if waiter.tries >= TRIES_MAX {
                self.0.remove(&key);
            }
        }
    }

    pub(super) fn end(&mut self, key: SecretHash) {
        self.0.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::secret::Secret;
    use super::*;

    fn key() -> SecretHash {
        Secret::make().hash("test")
    }

    #[test]
    fn who_is_halfway_stays_so_for_minutes_and_a_few_tries() {
        let (mut all, now, key) = (Halfway::default(), Instant::now(), key());
        all.begin(key, (7, None), Half::Code, now);
        assert_eq!(all.get(key, now).map(|waiter| waiter.account), Some(7));
        assert!(all.get(self::key(), now).is_none(), "another browser");
        assert!(all.get(key, now + LIFE).is_none(), "too late");
        for _ in 1..TRIES_MAX {
            all.failed(key);
        }
        assert!(all.get(key, now).is_some());
        all.failed(key);
        assert!(all.get(key, now).is_none(), "too many wrong codes");
        all.begin(key, (7, None), Half::Code, now);
        all.end(key);
        assert!(all.get(key, now).is_none(), "done");
    }

    #[test]
    fn a_flood_of_them_takes_no_more_room() {
        let (mut all, now) = (Halfway::default(), Instant::now());
        for _ in 0..WAITING_MAX + 10 {
            all.begin(key(), (7, None), Half::Code, now);
        }
        assert_eq!(all.0.len(), WAITING_MAX);
    }
}
