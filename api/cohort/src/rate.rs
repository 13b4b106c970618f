//! A share that always says of how many: numerator, denominator and what they count.

use serde::Serialize;
use utoipa::ToSchema;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Rate {
    /// How many are so.
    pub n: u64,
    /// Of how many.
    pub d: u64,
}

/// Groups of fewer people than this aren't broken down.
pub const GROUP_MIN: usize = 5;

/// Under this share of what was due there is no figure, in percent. CLINICAL 4.3 asks for 70 %.
pub const ENOUGH_PERCENT: u64 = 70;

impl Rate {
    /// So many of so many.
    pub fn of(n: u64, d: u64) -> Self {
        Self { n, d }
    }

    /// Takes in one more of whom this is asked.
    pub fn count(&mut self, is_so: bool) {
        self.n += u64::from(is_so);
        self.d += 1;
    }

    /// Takes in another rate's counts.
    pub fn add(&mut self, other: Self) {
        self.n += other.n;
        self.d += other.d;
    }

    /// Whether at least so many percent are so; never of nothing.
    pub fn reaches_percent(self, percent: u64) -> bool {
        self.d > 0 && self.n * 100 >= self.d * percent
    }

    /// Whether enough of what was due was measured for a figure to mean anything.
    pub fn is_enough(self) -> bool {
        self.reaches_percent(ENOUGH_PERCENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_percent_is_enough_and_anything_less_is_not() {
        let check = |n, d, enough| assert_eq!(Rate::of(n, d).is_enough(), enough, "{n} of {d}");
        check(7, 10, true);
        check(69, 100, false);
        check(21, 30, true);
        check(20, 30, false);
        check(0, 0, false);
        check(1, 1, true);
    }
}
