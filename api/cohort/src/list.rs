//! The lists behind the figures: who is in each.

use crate::billing::Standing;
use crate::person::Gravity;
use crate::pressure::Quality;
use crate::summary::Member;

/// A list, as many people as its figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Everybody.
    All,
    /// Less than 70 % of what was due.
    NotMeasuring,
    /// Silent beyond what is usual for them.
    Quiet,
    /// Blood pressure at goal.
    AtGoal,
    /// Blood pressure not at goal.
    AboveGoal,
    /// Blood pressure watched, and not enough readings.
    PressureUnknown,
    /// Asked for by the quality measure and not controlled.
    NotControlled,
    /// Every target of continuous glucose met.
    GlucoseAtTarget,
    /// Not every one.
    GlucoseOffTarget,
    /// A sensor, and not enough values.
    GlucoseUnknown,
    /// An alert of this severity is open.
    Open(Gravity),
    /// Stands so on both clocks.
    Billing(Standing),
}

/// The name of each list in an address.
#[rustfmt::skip]
pub const LISTS: [(&str, List); 17] = [
    ("all",                List::All),
    ("not_measuring",      List::NotMeasuring),
    ("quiet",              List::Quiet),
    ("at_goal",            List::AtGoal),
    ("above_goal",         List::AboveGoal),
    ("pressure_unknown",   List::PressureUnknown),
    ("not_controlled",     List::NotControlled),
    ("glucose_at_target",  List::GlucoseAtTarget),
    ("glucose_off_target", List::GlucoseOffTarget),
    ("glucose_unknown",    List::GlucoseUnknown),
    ("emergency",          List::Open(Gravity::Emergency)),
    ("urgent",             List::Open(Gravity::Urgent)),
    ("review",             List::Open(Gravity::Review)),
    ("ready",              List::Billing(Standing::Ready)),
    ("on_track",           List::Billing(Standing::OnTrack)),
    ("not_on_track",       List::Billing(Standing::NotOnTrack)),
    ("no_activity",        List::Billing(Standing::NoActivity)),
];

impl List {
    /// A list by its name.
    pub fn named(name: &str) -> Option<Self> {
        LISTS.iter().find(|(known, _)| *known == name).map(|(_, list)| *list)
    }

    /// Whether somebody is in it: as many as its figure counts.
    pub fn holds(self, member: Member<'_>) -> bool {
        let Member { figures, clocks } = member;
        let (slots, pressure) = (figures.adherence.slots, &figures.pressure);
        let at_target = figures.glucose.map(|glucose| glucose.at_target);
        match self {
            Self::All => true,
            Self::NotMeasuring => slots.d > 0 && !slots.is_enough(),
            Self::Quiet => figures.quiet.is_worrying(),
            Self::AtGoal => pressure.is_watched && pressure.at_goal == Some(true),
            Self::AboveGoal => pressure.is_watched && pressure.at_goal == Some(false),
            Self::PressureUnknown => pressure.is_watched && pressure.at_goal.is_none(),
            Self::NotControlled => {
                matches!(pressure.quality, Quality::NotControlled | Quality::NotMeasured)
            }
            Self::GlucoseAtTarget => at_target == Some(Some(true)),
            Self::GlucoseOffTarget => at_target == Some(Some(false)),
            Self::GlucoseUnknown => at_target == Some(None),
            Self::Open(gravity) => figures.open == Some(gravity),
            Self::Billing(standing) => clocks.overall == standing,
        }
    }
}
