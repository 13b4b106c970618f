//! Denials of people who aren't signed in: anybody can cause as many as they like, so they are written
//! down up to a number, and counted beyond it.

use std::time::{Duration, Instant};

/// Denials of late.
#[derive(Debug)]
pub(super) struct Flood {
    since: Instant,
    written: u32,
    beyond: u32,
}

const SPAN: Duration = Duration::from_secs(600);
/// So many are written down one by one in that time: some 500 kB.
const WRITTEN_MAX: u32 = 2000;

/// What is written down of a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// The denial itself; before it, how many there were beyond the number in the time before.
    Whole {
        /// Not written down one by one.
        before: u32,
    },
    /// It is counted.
    Counted,
}

impl Flood {
    pub(super) fn new(now: Instant) -> Self {
        Self { since: now, written: 0, beyond: 0 }
    }

    pub(super) fn take(&mut self, now: Instant) -> Written {
        let mut before = 0;
        if now.saturating_duration_since(self.since) >= SPAN {
            before = self.beyond;
            *self = Self::new(now);
        }
        if self.written < WRITTEN_MAX {
            self.written += 1;
            return Written::Whole { before };
        }
        self.beyond += 1;
        Written::Counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_denials_is_counted_and_the_count_is_told_with_the_next() {
        let now = Instant::now();
        let mut flood = Flood::new(now);
        let taken: Vec<Written> = (0..2500).map(|_| flood.take(now)).collect();
        assert_eq!(taken.iter().filter(|it| **it == Written::Counted).count(), 500);
        assert_eq!(flood.take(now + SPAN), Written::Whole { before: 500 });
        assert_eq!(flood.take(now + SPAN), Written::Whole { before: 0 });
    }
}
