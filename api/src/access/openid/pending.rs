//! Sign-ins that have begun and wait for the browser to come back: in memory, for minutes.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::super::secret::{Secret, SecretHash};

/// One that has begun.
pub(super) struct Pending {
    /// Of the cookie that the same browser has.
    pub(super) cookie: SecretHash,
    pub(super) nonce: Secret,
    /// PKCE's: whoever stole the code lacks it.
    pub(super) verifier: Secret,
    /// Where the browser comes back to.
    pub(super) back: String,
    pub(super) next: String,
    pub(super) began: Instant,
}

/// All of them, by what the browser brings back.
#[derive(Default)]
pub(super) struct Waiting(BTreeMap<SecretHash, Pending>);

/// Who takes longer begins again.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// More don't wait: the oldest go.
const WAITING_MAX: usize = 5_000;

impl Pending {
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.reveal()))
    }
}

impl Waiting {
    pub(super) fn add(&mut self, state: SecretHash, pending: Pending) {
        let now = pending.began;
        if self.0.len() >= WAITING_MAX {
            self.0.retain(|_, pending| now.saturating_duration_since(pending.began) < LIFE);
        }
        if self.0.len() >= WAITING_MAX {
            let oldest = self.0.iter().min_by_key(|(_, pending)| pending.began);
            if let Some(oldest) = oldest.map(|(state, _)| *state) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(state, pending);
    }

    /// Takes one out, if it is not over.
    pub(super) fn take(&mut self, state: SecretHash, now: Instant) -> Option<Pending> {
        let pending = self.0.remove(&state)?;
        (now.saturating_duration_since(pending.began) < LIFE).then_some(pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(began: Instant) -> Pending {
        let cookie = Secret::make().hash("cookie");
        let (nonce, verifier) = (Secret::make(), Secret::make());
        Pending { cookie, nonce, verifier, back: String::new(), next: String::new(), began }
    }

    #[test]
    fn one_that_waits_counts_once_and_for_minutes() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        let state = Secret::make().hash("state");
        waiting.add(state, begun(now));
        assert!(waiting.take(Secret::make().hash("state"), now).is_none());
        assert!(waiting.take(state, now).is_some());
        assert!(waiting.take(state, now).is_none(), "once");
        waiting.add(state, begun(now));
        assert!(waiting.take(state, now + LIFE).is_none(), "for minutes");
    }

    #[test]
    fn a_flood_of_them_takes_no_more_room() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        for _ in 0..WAITING_MAX + 10 {
            waiting.add(Secret::make().hash("state"), begun(now));
        }
        assert_eq!(waiting.0.len(), WAITING_MAX);
    }

    #[test]
    fn a_challenge_is_the_hash_of_its_verifier() {
        let pending = begun(Instant::now());
        assert_eq!(pending.challenge().len(), 43);
        assert_ne!(pending.challenge(), pending.verifier.reveal());
    }
}
