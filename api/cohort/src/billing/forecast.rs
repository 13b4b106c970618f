//! Whether a person will reach what the full codes ask for, at the pace of so far.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FULL_MIN, PERIOD_DAYS, Spent};

/// How somebody stands on one of the clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There already.
    Ready,
    /// At this pace they will be.
    OnTrack,
    /// At this pace they won't.
    NotOnTrack,
    /// Nothing yet.
    NoActivity,
}

impl Standing {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::OnTrack => "on_track",
            Self::NotOnTrack => "not_on_track",
            Self::NoActivity => "no_activity",
        }
    }
}

/// Days with data that the full code for supply asks for.
const SUPPLY_DAYS: u32 = 16;

/// How many days are still missing for the full code.
pub fn days_missing(days: u32) -> u32 {
    SUPPLY_DAYS.saturating_sub(days)
}

/// How somebody stands who has data on `days` of the period's first `elapsed` days, today among them.
pub fn supply_standing(days: u32, elapsed: u32) -> Standing {
    let whole = PERIOD_DAYS.unsigned_abs();
    let (elapsed, left) = (elapsed.clamp(1, whole), whole.saturating_sub(elapsed));
    match days {
        0 => Standing::NoActivity,
        SUPPLY_DAYS.. => Standing::Ready,
        _ if days + left >= SUPPLY_DAYS && days * whole >= SUPPLY_DAYS * elapsed => {
            Standing::OnTrack
        }
        _ => Standing::NotOnTrack,
    }
}

/// How somebody stands on whom so much time was spent in the month's first `elapsed` of `month_days` days.
pub fn management_standing(spent: Spent, elapsed: u32, month_days: u32) -> Standing {
    let elapsed = elapsed.clamp(1, month_days.max(1));
    match spent.minutes {
        0 => Standing::NoActivity,
        FULL_MIN.. if spent.live => Standing::Ready,
        // Minutes are enough, and a call is missing: that can still be had while the month lasts.
        FULL_MIN.. if elapsed < month_days => Standing::OnTrack,
        FULL_MIN.. => Standing::NotOnTrack,
        minutes if minutes * month_days >= FULL_MIN * elapsed => Standing::OnTrack,
        _ => Standing::NotOnTrack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_reach_the_full_code_or_not() {
        use Standing::{NoActivity, NotOnTrack, OnTrack, Ready};
        #[rustfmt::skip]
        let rows = [
            // days, elapsed
            (0,  1,  NoActivity),
            (0,  30, NoActivity),
            (1,  1,  OnTrack),
            (1,  2,  NotOnTrack),   // 15 of 30 at this pace
            (8,  15, OnTrack),
            (7,  15, NotOnTrack),
            (15, 29, NotOnTrack),   // 15 × 30 / 29 = 15.5
            (15, 28, OnTrack),      // 16.07
            (15, 30, NotOnTrack),
            (16, 16, Ready),
            (16, 30, Ready),
        ];
        for (days, elapsed, standing) in rows {
            assert_eq!(supply_standing(days, elapsed), standing, "{days} days of {elapsed}");
        }
        assert_eq!((days_missing(11), days_missing(20)), (5, 0));
    }

    #[test]
    fn minutes_reach_the_full_code_or_not() {
        use Standing::{NoActivity, NotOnTrack, OnTrack, Ready};
        #[rustfmt::skip]
        let rows = [
            // minutes, live, elapsed of 30
            (0,  true,  10, NoActivity),
            (20, true,  10, Ready),
            (20, false, 10, OnTrack),
            (20, false, 30, NotOnTrack),
            (10, true,  15, OnTrack),
            (10, true,  16, NotOnTrack),
            (14, false, 20, OnTrack),
            (13, false, 20, NotOnTrack),
        ];
        for (minutes, live, elapsed, standing) in rows {
            let found = management_standing(Spent { minutes, live }, elapsed, 30);
            assert_eq!(found, standing, "{minutes} min, live {live}, day {elapsed}");
        }
    }
}
