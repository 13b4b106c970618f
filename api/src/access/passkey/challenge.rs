//! What a passkey is asked to sign: random, for one use, for minutes, and no more of them than fit.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::super::secret::{Secret, SecretHash};

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Purpose {
    /// To add a passkey to this account.
    Add(i64),
    SignIn,
}

#[derive(Debug)]
struct Open {
    purpose: Purpose,
    from: IpAddr,
    began: Instant,
}

/// All that wait for their answer.
#[derive(Debug, Default)]
pub(in super::super) struct Challenges(BTreeMap<SecretHash, Open>);

/// Who takes longer begins again.
pub(crate) const CHALLENGE_LIFE: Duration = Duration::from_secs(5 * 60);
/// So many wait, and so many of one address: beyond, its oldest goes.
const OPEN_MAX: usize = 5_000;
const OF_ADDRESS_MAX: usize = 200;

impl Challenges {
    /// A new one.
    pub(in super::super) fn make(
        &mut self,
        purpose: Purpose,
        from: IpAddr,
        now: Instant,
    ) -> Secret {
        self.0.retain(|_, open| now.saturating_duration_since(open.began) < CHALLENGE_LIFE);
        let of_address = |open: &Open| open.from == from;
        if self.0.values().filter(|open| of_address(open)).count() >= OF_ADDRESS_MAX {
            self.drop_oldest(of_address);
        }
        if self.0.len() >= OPEN_MAX {
            self.drop_oldest(|_| true);
        }
        let secret = Secret::make();
        self.0.insert(secret.hash(KIND), Open { purpose, from, began: now });
        secret
    }

    /// Takes one out: whether it was asked for this, and not too long ago.
    pub(in super::super) fn take(
        &mut self,
        secret: &Secret,
        purpose: Purpose,
        now: Instant,
    ) -> bool {
        let open = self.0.remove(&secret.hash(KIND));
        open.is_some_and(|open| {
            open.purpose == purpose && now.saturating_duration_since(open.began) < CHALLENGE_LIFE
        })
    }

    fn drop_oldest(&mut self, of: impl Fn(&Open) -> bool) {
        let oldest = self.0.iter().filter(|(_, open)| of(open)).min_by_key(|(_, open)| open.began);
        if let Some(oldest) = oldest.map(|(hash, _)| *hash) {
            self.0.remove(&oldest);
        }
    }
}

const KIND: &str = "passkey challenge";

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 66));

    #[test]
    fn a_challenge_counts_once_for_what_it_was_asked_and_for_minutes() {
        let (mut all, now) = (Challenges::default(), Instant::now());
        let asked = all.make(Purpose::SignIn, HOME, now);
        assert!(!all.take(&Secret::make(), Purpose::SignIn, now), "an invented one");
        assert!(all.take(&asked, Purpose::SignIn, now));
        assert!(!all.take(&asked, Purpose::SignIn, now), "once");
        let asked = all.make(Purpose::Add(1), HOME, now);
        assert!(!all.take(&asked, Purpose::Add(2), now), "somebody else's");
        assert!(!all.take(&asked, Purpose::Add(1), now), "it is gone then");
        let asked = all.make(Purpose::SignIn, HOME, now);
        assert!(!all.take(&asked, Purpose::SignIn, now + CHALLENGE_LIFE), "for minutes");
    }

    #[test]
    fn a_flood_of_one_address_takes_no_room_from_others() {
        let (mut all, now) = (Challenges::default(), Instant::now());
        let first = all.make(Purpose::SignIn, HOME, now);
        for _ in 0..OPEN_MAX + 10 {
            all.make(Purpose::SignIn, AWAY, now + Duration::from_millis(1));
        }
        assert_eq!(all.0.len(), OF_ADDRESS_MAX + 1);
        assert!(all.take(&first, Purpose::SignIn, now));
    }

    #[test]
    fn a_flood_from_everywhere_takes_no_more_room() {
        let (mut all, now) = (Challenges::default(), Instant::now());
        for address in 0..u32::try_from(OPEN_MAX).unwrap() + 10 {
            all.make(Purpose::SignIn, IpAddr::V4(address.into()), now);
        }
        assert_eq!(all.0.len(), OPEN_MAX);
    }
}
