//! Who falls silent: beyond what is usual for themselves.
//!
//! Nobody has published after how many missed days one should worry (CLINICAL 2.7). So each person is held
//! to their own habit: the days from one day with a reading to the next, over the last 60 days. Nine of ten
//! of those gaps are at most the *usual gap*; who is silent for more than a quarter longer than that (the
//! grace of CLINICAL 2.7) is going quiet. Somebody who measures daily is so on the second day without a
//! reading, who leaves out weekends after four days, who measures weekly on the ninth day.

use serde::Serialize;
use utoipa::ToSchema;

use crate::day::Day;

/// How a person's silence compares with their habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Quiet {
    /// No reading in the last 60 days, or none ever on the second day of care.
    Silent,
    /// Too few days with readings to know what is usual.
    Unknown {
        /// Days since the newest reading.
        days: u32,
    },
    /// As usual.
    Usual {
        /// Days since the newest reading.
        days: u32,
        /// The usual gap, days.
        usual: u32,
    },
    /// Longer than usual.
    Quiet {
        /// Days since the newest reading.
        days: u32,
        /// The usual gap, days.
        usual: u32,
    },
}

/// So far back habits are looked for.
pub const HABIT_DAYS: i32 = 60;
/// Who never measured anything is silent after so many days of care.
const SILENT_DAYS: u32 = 2;
/// Fewer gaps are no habit.
const GAPS_MIN: usize = 5;

/// How silent somebody is today who is cared for since a day, from the days with readings, each once, oldest
/// first.
pub(crate) fn quiet(days: &[Day], since: Day, today: Day) -> Quiet {
    let lately: Vec<Day> =
        days.iter().copied().filter(|day| (today - HABIT_DAYS..=today).contains(day)).collect();
    let Some(newest) = lately.last() else {
        let days = (today - since).unsigned_abs();
        return if days < SILENT_DAYS { Quiet::Unknown { days } } else { Quiet::Silent };
    };
    let silent = (today - newest).unsigned_abs();
    let mut gaps: Vec<u32> = lately.windows(2).map(|pair| pair[1].abs_diff(pair[0])).collect();
    if gaps.len() < GAPS_MIN {
        return Quiet::Unknown { days: silent };
    }
    gaps.sort_unstable();
    // The smallest gap that nine of ten don't exceed.
    let usual = gaps[(gaps.len() * 9).div_ceil(10) - 1];
    if silent * 4 > usual * 5 {
        Quiet::Quiet { days: silent, usual }
    } else {
        Quiet::Usual { days: silent, usual }
    }
}

impl Quiet {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Unknown { .. } => "unknown",
            Self::Usual { .. } => "usual",
            Self::Quiet { .. } => "quiet",
        }
    }

    /// Whether somebody should ask after them: longer silent than usual, or silent for all we know.
    pub fn is_worrying(self) -> bool {
        matches!(self, Self::Quiet { .. } | Self::Silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = 20_000;

    fn check(back: impl IntoIterator<Item = i32>, expected: Quiet) {
        let mut days: Vec<Day> = back.into_iter().map(|back| TODAY - back).collect();
        days.sort_unstable();
        assert_eq!(quiet(&days, TODAY - 100, TODAY), expected, "{days:?}");
    }

    #[test]
    fn who_measures_daily_is_quiet_on_the_second_day_without_a_reading() {
        check(0..30, Quiet::Usual { days: 0, usual: 1 });
        check(1..30, Quiet::Usual { days: 1, usual: 1 });
        check(2..30, Quiet::Quiet { days: 2, usual: 1 });
    }

    #[test]
    fn who_leaves_out_weekends_is_not_quiet_on_a_monday_morning() {
        // Today is the n-th day after a Friday.
        let workdays =
            |after: i32| (0..8).flat_map(move |week| (0..5).map(move |day| after + week * 7 + day));
        check(workdays(3), Quiet::Usual { days: 3, usual: 3 });
        check(workdays(4), Quiet::Quiet { days: 4, usual: 3 });
    }

    #[test]
    fn who_measures_weekly_is_quiet_on_the_ninth_day() {
        check((0..8).map(|week| 8 + week * 7), Quiet::Usual { days: 8, usual: 7 });
        check((0..7).map(|week| 9 + week * 7), Quiet::Quiet { days: 9, usual: 7 });
    }

    #[test]
    fn a_single_long_gap_in_ten_changes_no_habit() {
        check((2..11).chain([20, 21]), Quiet::Quiet { days: 2, usual: 1 });
        check((2..8).chain([20, 40]), Quiet::Usual { days: 2, usual: 20 });
    }

    #[test]
    fn without_a_habit_nothing_is_said() {
        check([3, 4, 5, 6, 7], Quiet::Unknown { days: 3 });
        check([], Quiet::Silent);
        check([61, 62, 63], Quiet::Silent);
        assert_eq!(quiet(&[], TODAY - 1, TODAY), Quiet::Unknown { days: 1 });
        assert_eq!(quiet(&[], TODAY - 2, TODAY), Quiet::Silent);
        assert!(Quiet::Silent.is_worrying() && !Quiet::Unknown { days: 50 }.is_worrying());
    }
}
