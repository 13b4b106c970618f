//! Wrong codes, counted: a code has 64 secret bits, and nobody gets to try many.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

/// Wrong codes of the last quarter of an hour.
#[derive(Debug, Default)]
pub(super) struct Tries {
    failed: HashMap<IpAddr, Vec<SystemTime>>,
}

/// So many from one address.
const FROM_ONE_MAX: usize = 5;
/// So many from anywhere.
const IN_ALL_MAX: usize = 100;
const SPAN: Duration = Duration::from_secs(15 * 60);

impl Tries {
    /// Whether somebody there may try once more.
    pub(super) fn may_try(&mut self, from: IpAddr, now: SystemTime) -> bool {
        self.failed.retain(|_, times| {
            // Those of a future that a clock came back from are over, too.
            times.retain(|at| now.duration_since(*at).is_ok_and(|age| age < SPAN));
            !times.is_empty()
        });
        let in_all: usize = self.failed.values().map(Vec::len).sum();
        in_all < IN_ALL_MAX && self.failed.get(&from).is_none_or(|it| it.len() < FROM_ONE_MAX)
    }

    /// Somebody there came with a wrong one.
    pub(super) fn failed(&mut self, from: IpAddr, now: SystemTime) {
        self.failed.entry(from).or_default().push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_codes_from_one_place_and_a_hundred_from_all_are_enough() {
        let now = SystemTime::now();
        let address = |last: u8| IpAddr::from([192, 0, 2, last]);
        let mut tries = Tries::default();
        for place in 0..20 {
            for _ in 0..5 {
                assert!(tries.may_try(address(place), now), "{place}");
                tries.failed(address(place), now);
            }
            assert!(!tries.may_try(address(place), now), "{place}");
        }
        assert!(!tries.may_try(address(99), now), "a hundred in all");
        assert!(tries.may_try(address(0), now + SPAN), "after a quarter of an hour");
    }
}
