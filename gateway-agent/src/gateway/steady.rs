//! Whether the clock of the wall can be believed about how old something is.

use std::time::Duration;

use vitals::HeardAt;

/// Compares the clock with one that only counts. Nothing is given up for its age right after a jump:
/// a year ahead by mistake must not cost what waits.
#[derive(Debug)]
pub(super) struct Steady {
    since: Duration,
    wall_then: HeardAt,
}

impl Steady {
    pub(super) fn new(now: Duration, wall: HeardAt) -> Self {
        Self { since: now, wall_then: wall }
    }

    /// Whether the two have agreed for an hour.
    pub(super) fn check(&mut self, now: Duration, wall: HeardAt) -> bool {
        let counted = i64::try_from(now.saturating_sub(self.since).as_millis());
        let shown = wall.unix_ms().saturating_sub(self.wall_then.unix_ms());
        let off = counted.map_or(u64::MAX, |counted| shown.abs_diff(counted));
        if off > SLACK_MS {
            *self = Self::new(now, wall);
            return false;
        }
        now >= self.since + HOUR
    }
}

/// As much as a clock is corrected by while it runs.
const SLACK_MS: u64 = 60_000;
const HOUR: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_not_believed_for_an_hour() {
        let at = |minutes: u64| Duration::from_secs(60 * minutes);
        let wall = |minutes: i64| HeardAt::from_unix_ms(minutes * 60_000);
        let mut steady = Steady::new(at(0), wall(1000));
        assert!(!steady.check(at(1), wall(1001)));
        assert!(!steady.check(at(59), wall(1059)));
        assert!(steady.check(at(60), wall(1060)));
        assert!(!steady.check(at(61), wall(500_000)));
        assert!(!steady.check(at(62), wall(500_001)));
        assert!(steady.check(at(121), wall(500_060)));
        assert!(!steady.check(at(122), wall(0)));
    }
}
