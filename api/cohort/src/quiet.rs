//! Who falls silent, and should be asked after.
//!
//! Nobody has published after how many missed days one should worry (CLINICAL 2.7). Of what was tried on
//! people who measured themselves at home, plain days of silence told best who would be silent for another
//! week: four days find two of three. A person's own usual gap told it worse. So who was silent for four days
//! is going quiet, unless their plan asks for something less often: then it is a quarter longer than the
//! plan's shortest interval (the grace of CLINICAL 2.7).

use serde::Serialize;
use utoipa::ToSchema;

use crate::day::Day;
use crate::person::Plan;

/// How silent a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Quiet {
    /// No reading in the last 60 days, or none ever on the second day of care.
    Silent,
    /// As is to be expected.
    Usual {
        /// Days since the newest reading, or since care began.
        days: u32,
        /// From so many on they would be going quiet.
        from: u32,
    },
    /// Longer.
    Quiet {
        /// Days since the newest reading.
        days: u32,
        /// From so many on they are going quiet.
        from: u32,
    },
}

/// Who has no reading in so many days is silent.
const SILENT_DAYS: i32 = 60;
/// Who never measured anything is silent after so many days of care.
const NEVER_DAYS: u32 = 2;
/// From so many days on somebody is going quiet.
const QUIET_DAYS: u32 = 4;

/// How silent somebody is today who is cared for since a day, from the days with readings, each once, oldest
/// first, and what they are asked to measure.
pub(crate) fn quiet(days: &[Day], since: Day, today: Day, plan: Option<&Plan>) -> Quiet {
    let from = going_quiet_from(plan);
    let newest = days.iter().rev().find(|day| **day <= today);
    let Some(newest) = newest.filter(|day| **day >= today - SILENT_DAYS) else {
        let days = (today - since).unsigned_abs();
        return if days < NEVER_DAYS { Quiet::Usual { days, from } } else { Quiet::Silent };
    };
    let days = (today - newest).unsigned_abs();
    if days >= from { Quiet::Quiet { days, from } } else { Quiet::Usual { days, from } }
}

/// From how many days of silence on somebody with this plan is going quiet.
fn going_quiet_from(plan: Option<&Plan>) -> u32 {
    let shortest = plan.and_then(|plan| plan.schedule.iter().map(|due| due.every_hours).min());
    // A quarter longer, in whole days of 24 hours, rounded up.
    let with_grace = shortest.map_or(0, |hours| (u32::from(hours) * 5).div_ceil(4 * 24));
    with_grace.max(QUIET_DAYS)
}

impl Quiet {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Usual { .. } => "usual",
            Self::Quiet { .. } => "quiet",
        }
    }

    /// Whether somebody should ask after them.
    pub fn is_worrying(self) -> bool {
        matches!(self, Self::Quiet { .. } | Self::Silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Due;

    const TODAY: Day = 20_000;

    #[track_caller]
    fn check(hours: &[u16], back: impl IntoIterator<Item = i32>, expected: Quiet) {
        let mut days: Vec<Day> = back.into_iter().map(|back| TODAY - back).collect();
        days.sort_unstable();
        let due = |every_hours: &u16| Due { sign: "weight".into(), every_hours: *every_hours };
        let plan = Plan { from_ms: 0, schedule: hours.iter().map(due).collect() };
        assert_eq!(quiet(&days, TODAY - 100, TODAY, Some(&plan)), expected, "{days:?}");
    }

    #[test]
    fn who_is_silent_for_four_days_is_going_quiet() {
        check(&[24], 0..30, Quiet::Usual { days: 0, from: 4 });
        check(&[24], 3..30, Quiet::Usual { days: 3, from: 4 });
        check(&[24], 4..30, Quiet::Quiet { days: 4, from: 4 });
        check(&[], [4], Quiet::Quiet { days: 4, from: 4 });
        check(&[], [60], Quiet::Quiet { days: 60, from: 4 });
    }

    #[test]
    fn who_is_asked_less_often_may_be_silent_for_a_quarter_longer_than_that() {
        check(&[168], [8], Quiet::Usual { days: 8, from: 9 });
        check(&[168], [9], Quiet::Quiet { days: 9, from: 9 });
        check(&[168, 24], [4], Quiet::Quiet { days: 4, from: 4 });
        check(&[72], [4], Quiet::Quiet { days: 4, from: 4 });
        check(&[96], [4], Quiet::Usual { days: 4, from: 5 });
    }

    #[test]
    fn who_never_measured_or_not_for_two_months_is_silent() {
        check(&[24], [], Quiet::Silent);
        check(&[24], [61, 62], Quiet::Silent);
        // Dated after today: the clock of a device is ahead.
        check(&[24], [-1, 2], Quiet::Usual { days: 2, from: 4 });
        assert_eq!(quiet(&[], TODAY - 1, TODAY, None), Quiet::Usual { days: 1, from: 4 });
        assert_eq!(quiet(&[], TODAY - 2, TODAY, None), Quiet::Silent);
        assert!(Quiet::Silent.is_worrying() && !Quiet::Usual { days: 3, from: 4 }.is_worrying());
    }
}
