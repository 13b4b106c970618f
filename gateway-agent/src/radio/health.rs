//! Whether the adapter still works, and what to try when it doesn't.
//!
//! Adapters hang: scanning stays on and nothing is heard, or every operation runs out of time. A
//! quiet home looks the same, so what is tried costs little at first, and is tried ever more rarely.

use std::time::Duration;

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Any device was heard, or sent something.
    Alive,
    /// An operation ran out of time.
    TimedOut,
    /// The adapter was switched on or off.
    Powered(bool),
    /// Time passed; so many monitors are connected.
    Tick {
        /// How many are connected, or being connected to.
        linked: usize,
    },
}

/// What to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Stop scanning and start again.
    Rescan,
    /// Switch the adapter off and on.
    PowerCycle,
    /// Switch it on: somebody switched it off.
    PowerOn,
}

/// What is known of the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    alive_at: Duration,
    tried_at: Duration,
    pause: Duration,
    rescanned: bool,
    time_outs: u32,
}

impl Health {
    /// An adapter that has just begun to scan.
    pub fn new(now: Duration) -> Self {
        Self { alive_at: now, tried_at: now, pause: QUIET, rescanned: false, time_outs: 0 }
    }

    /// Takes what was noticed; says what to try, if anything.
    pub fn handle(&mut self, now: Duration, sign: Sign) -> Option<Remedy> {
        match sign {
            Sign::Alive => {
                *self = Self::new(now);
                None
            }
            Sign::Powered(true) => None,
            Sign::Powered(false) => Some(Remedy::PowerOn),
            Sign::TimedOut => {
                self.time_outs += 1;
                let hangs = self.time_outs >= TIME_OUTS_MAX;
                hangs.then(|| self.power_cycle(now))
            }
            Sign::Tick { linked } => self.tick(now, linked),
        }
    }

    fn tick(&mut self, now: Duration, linked: usize) -> Option<Remedy> {
        // Whoever is connected would lose the link, and proves that the adapter works.
        let quiet_since = self.alive_at.max(self.tried_at);
        if linked > 0 || now < quiet_since + self.pause {
            return None;
        }
        if self.rescanned {
            return Some(self.power_cycle(now));
        }
        self.rescanned = true;
        self.tried_at = now;
        Some(Remedy::Rescan)
    }

    fn power_cycle(&mut self, now: Duration) -> Remedy {
        self.time_outs = 0;
        self.rescanned = false;
        self.tried_at = now;
        self.pause = (self.pause * 2).min(QUIET_MAX);
        Remedy::PowerCycle
    }
}

/// Nothing heard for so long is strange where people live.
const QUIET: Duration = Duration::from_secs(60);
/// What that doubles up to.
const QUIET_MAX: Duration = Duration::from_secs(30 * 60);
/// Operations in a row that ran out of time, with nothing heard in between.
const TIME_OUTS_MAX: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    /// What is tried during so many seconds without a sign, and when.
    fn tried(health: &mut Health, seconds: u64, linked: usize) -> Vec<(u64, Remedy)> {
        let mut tried = Vec::new();
        for second in 0..=seconds {
            let now = START + Duration::from_secs(second);
            tried.extend(health.handle(now, Sign::Tick { linked }).map(|it| (second, it)));
        }
        tried
    }

    #[test]
    fn a_silent_adapter_scans_again_then_is_power_cycled_ever_more_rarely() {
        use Remedy::{PowerCycle, Rescan};
        let mut health = Health::new(START);
        let expected = [
            (60, Rescan),
            (120, PowerCycle),
            (240, Rescan),
            (360, PowerCycle),
            (600, Rescan),
            (840, PowerCycle),
        ];
        assert_eq!(tried(&mut health, 1000, 0), expected);
    }

    #[test]
    fn a_link_is_not_cut_to_see_whether_the_adapter_works() {
        assert_eq!(tried(&mut Health::new(START), 1000, 1), []);
    }

    #[test]
    fn four_operations_out_of_time_are_an_adapter_that_hangs() {
        let mut health = Health::new(START);
        for _ in 0..3 {
            assert_eq!(health.handle(START, Sign::TimedOut), None);
        }
        assert_eq!(health.handle(START, Sign::Alive), None);
        for _ in 0..3 {
            assert_eq!(health.handle(START, Sign::TimedOut), None);
        }
        assert_eq!(health.handle(START, Sign::TimedOut), Some(Remedy::PowerCycle));
    }

    #[test]
    fn an_adapter_that_somebody_switched_off_is_switched_on() {
        let mut health = Health::new(START);
        assert_eq!(health.handle(START, Sign::Powered(false)), Some(Remedy::PowerOn));
        assert_eq!(health.handle(START, Sign::Powered(true)), None);
    }
}
