//! Wrong passwords make the next try wait, longer each time. Nothing is locked: who waits is the pair
//! of account and address, so nobody can keep somebody else out.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Failures of late.
#[derive(Debug, Default)]
pub(super) struct Delays {
    pairs: HashMap<(String, IpAddr), Failures>,
    addresses: HashMap<IpAddr, Failures>,
    accounts: HashMap<String, Failures>,
    /// Where somebody has signed in from with success: what others fail with holds up nobody there.
    places: BTreeSet<(String, IpAddr)>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// So many failures of a pair cost nothing: people mistype.
const FREE: u32 = 3;
const WAIT_MAX: Duration = Duration::from_secs(300);
/// So many failures of one address, whatever the name, and of one name, wherever from.
const ADDRESS_FREE: u32 = 30;
const ACCOUNT_FREE: u32 = 100;
/// After so long without a failure everything is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(15 * 60);
/// So many are remembered; beyond, the oldest go. An attacker with more addresses than this gains
/// little: each hash takes its time, and few are made at once.
const REMEMBERED_MAX: usize = 20_000;

impl Delays {
    /// How long somebody has to wait before they may try; none if they may now.
    pub(super) fn wait(&mut self, name: &str, from: IpAddr, now: Instant) -> Option<Duration> {
        self.forget(now);
        let pair = (name.to_owned(), from);
        let known = self.places.contains(&pair);
        let of_pair = self.pairs.get(&pair).map(|it| it.wait(FREE, now));
        let of_address = self.addresses.get(&from).map(|it| it.wait(ADDRESS_FREE, now));
        let of_account = self.accounts.get(name).map(|it| it.wait(ACCOUNT_FREE, now));
        let elsewhere = [of_address, of_account].into_iter().flatten().filter(|_| !known);
        elsewhere.chain(of_pair).max().filter(|wait| !wait.is_zero())
    }

    /// A wrong password.
    pub(super) fn failed(&mut self, name: &str, from: IpAddr, now: Instant) {
        count(self.pairs.entry((name.to_owned(), from)), now);
        count(self.addresses.entry(from), now);
        count(self.accounts.entry(name.to_owned()), now);
    }

    /// A wrong link. Nobody guesses one of 256 bits, so only the address waits, and late: whoever tries
    /// many keeps nobody else from theirs.
    pub(super) fn failed_link(&mut self, from: IpAddr, now: Instant) {
        count(self.addresses.entry(from), now);
    }

    /// The right one.
    pub(super) fn succeeded(&mut self, name: &str, from: IpAddr) {
        let pair = (name.to_owned(), from);
        self.pairs.remove(&pair);
        if self.places.len() >= REMEMBERED_MAX {
            self.places.pop_first();
        }
        self.places.insert(pair);
    }

    fn forget(&mut self, now: Instant) {
        forget(&mut self.pairs, now);
        forget(&mut self.addresses, now);
        forget(&mut self.accounts, now);
    }
}

impl Failures {
    /// 1, 2, 4… s after what is free.
    fn wait(self, free: u32, now: Instant) -> Duration {
        let Some(beyond) = self.count.checked_sub(free) else { return Duration::ZERO };
        let wait = Duration::from_secs(1 << beyond.min(20)).min(WAIT_MAX);
        wait.saturating_sub(now.saturating_duration_since(self.last))
    }
}

fn count<K>(entry: std::collections::hash_map::Entry<'_, K, Failures>, now: Instant) {
    let failures = entry.or_insert(Failures { count: 0, last: now });
    *failures = Failures { count: failures.count.saturating_add(1), last: now };
}

fn forget<K: Clone + Eq + std::hash::Hash>(of: &mut HashMap<K, Failures>, now: Instant) {
    of.retain(|_, it| now.saturating_duration_since(it.last) < FORGOTTEN);
    while of.len() >= REMEMBERED_MAX {
        let Some(oldest) = of.iter().min_by_key(|(_, it)| it.last).map(|(key, _)| key.clone())
        else {
            return;
        };
        of.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 66));

    fn fail(delays: &mut Delays, name: &str, from: IpAddr, times: u32, now: Instant) {
        (0..times).for_each(|_| delays.failed(name, from, now));
    }

    #[test]
    fn each_failure_beyond_three_doubles_the_wait_up_to_five_minutes() {
        let (mut delays, now) = (Delays::default(), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..14 {
            delays.failed("ann", HOME, now);
            waits.push(delays.wait("ann", HOME, now).unwrap_or_default().as_secs());
        }
        assert_eq!(waits[..7], [0, 0, 1, 2, 4, 8, 16]);
        assert_eq!(waits[13], 300);
        assert_eq!(delays.wait("ann", HOME, now + Duration::from_secs(300)), None);
    }

    #[test]
    fn who_fails_elsewhere_keeps_nobody_out() {
        let (mut delays, now) = (Delays::default(), Instant::now());
        delays.succeeded("ann", HOME);
        fail(&mut delays, "ann", AWAY, 1000, now);
        assert!(delays.wait("ann", AWAY, now).is_some());
        assert_eq!(delays.wait("ann", HOME, now), None, "where she always signs in");
        assert!(
            delays.wait("ben", AWAY, now).is_some(),
            "an address that guesses waits for all names"
        );
        assert_eq!(delays.wait("ben", HOME, now), None);
    }

    #[test]
    fn who_tries_many_links_keeps_nobody_else_from_theirs() {
        let (mut delays, now) = (Delays::default(), Instant::now());
        (0..500).for_each(|_| delays.failed_link(AWAY, now));
        assert!(delays.wait("(links)", AWAY, now).is_some());
        assert_eq!(delays.wait("(links)", HOME, now), None);
    }

    #[test]
    fn a_quarter_of_an_hour_later_all_is_forgotten_and_the_right_password_forgets_at_once() {
        let (mut delays, now) = (Delays::default(), Instant::now());
        fail(&mut delays, "ann", HOME, 8, now);
        delays.succeeded("ann", HOME);
        assert_eq!(delays.wait("ann", HOME, now), None);
        fail(&mut delays, "ben", AWAY, 50, now);
        assert_eq!(delays.wait("ben", AWAY, now + FORGOTTEN), None);
        assert!(delays.pairs.is_empty());
    }
}
