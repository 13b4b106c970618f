//! Appointments: how they stand, who may do what with them, and whether two are at once.

use std::collections::BTreeMap;

use ingest::entry::{Appointment, Done, Side, Stand};

use super::Placed;

/// An appointment with who made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) appointment: Appointment,
    pub(crate) by: String,
    pub(crate) side: Side,
    pub(crate) at: i64,
}

/// The newest version of each, by when they begin.
pub(crate) fn visits(arranged: &[Placed]) -> Vec<Visit> {
    let mut newest: BTreeMap<&str, Visit> = BTreeMap::new();
    for placed in arranged {
        let Done::Arranged(appointment) = &placed.deed.done else { continue };
        let visit = Visit {
            appointment: appointment.clone(),
            by: placed.deed.by.name.clone(),
            side: placed.deed.by.side,
            at: placed.at,
        };
        newest.insert(&appointment.id, visit);
    }
    let mut visits: Vec<Visit> = newest.into_values().collect();
    visits.sort_by(|one, other| {
        let rank = |visit: &Visit| (visit.appointment.starts_at, visit.appointment.id.clone());
        rank(one).cmp(&rank(other))
    });
    visits
}

/// What somebody does with an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Asks for one, or for another time.
    Request,
    /// Offers a time.
    Propose,
    /// Agrees.
    Confirm,
    /// Calls it off.
    Cancel,
}

impl Step {
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("request", Self::Request),
        ("propose", Self::Propose),
        ("confirm", Self::Confirm),
        ("cancel", Self::Cancel),
    ];

    /// How it stands afterwards, if this side may do that to one that stands so.
    pub(crate) fn leads_to(self, side: Side, from: Option<Stand>) -> Option<Stand> {
        use Stand::{Cancelled, Confirmed, Proposed, Requested};
        if from == Some(Cancelled) {
            return None;
        }
        match (self, side, from) {
            (Self::Request, Side::Patient, _) | (Self::Request, Side::Carer, None) => {
                Some(Requested)
            }
            (Self::Propose, Side::Team, _) => Some(Proposed),
            // Whoever asked or offered doesn't agree with themselves.
            (Self::Confirm, Side::Patient, Some(Proposed))
            | (Self::Confirm, Side::Team, Some(Requested)) => Some(Confirmed),
            (Self::Cancel, Side::Patient | Side::Team, Some(_)) => Some(Cancelled),
            _ => None,
        }
    }
}

/// Whether it holds its clinician's time.
pub(crate) fn holds_time(appointment: &Appointment) -> bool {
    matches!(appointment.stand, Stand::Proposed | Stand::Confirmed)
}

/// Whether two take the same clinician at the same time.
pub(crate) fn collide(one: &Appointment, other: &Appointment) -> bool {
    one.id != other.id
        && !one.with.is_empty()
        && one.with.eq_ignore_ascii_case(&other.with)
        && holds_time(one)
        && holds_time(other)
        && one.starts_at < ends_at(other)
        && other.starts_at < ends_at(one)
}

/// When it is over.
pub(crate) fn ends_at(appointment: &Appointment) -> i64 {
    appointment.starts_at.saturating_add(i64::from(appointment.minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_does_its_part_and_a_carer_only_asks() {
        use Stand::{Cancelled, Confirmed, Proposed, Requested};
        let stands = [None, Some(Requested), Some(Proposed), Some(Confirmed), Some(Cancelled)];
        #[rustfmt::skip]
        let table = [
            // side, step            none             requested        proposed         confirmed        cancelled
            (Side::Patient, Step::Request, [Some(Requested), Some(Requested), Some(Requested), Some(Requested), None]),
            (Side::Patient, Step::Propose, [None,            None,            None,            None,            None]),
            (Side::Patient, Step::Confirm, [None,            None,            Some(Confirmed), None,            None]),
            (Side::Patient, Step::Cancel,  [None,            Some(Cancelled), Some(Cancelled), Some(Cancelled), None]),
            (Side::Carer,   Step::Request, [Some(Requested), None,            None,            None,            None]),
            (Side::Carer,   Step::Propose, [None,            None,            None,            None,            None]),
            (Side::Carer,   Step::Confirm, [None,            None,            None,            None,            None]),
            (Side::Carer,   Step::Cancel,  [None,            None,            None,            None,            None]),
            (Side::Team,    Step::Request, [None,            None,            None,            None,            None]),
            (Side::Team,    Step::Propose, [Some(Proposed),  Some(Proposed),  Some(Proposed),  Some(Proposed),  None]),
            (Side::Team,    Step::Confirm, [None,            Some(Confirmed), None,            None,            None]),
            (Side::Team,    Step::Cancel,  [None,            Some(Cancelled), Some(Cancelled), Some(Cancelled), None]),
        ];
        for (side, step, expected) in table {
            let found = stands.map(|from| step.leads_to(side, from));
            assert_eq!(found, expected, "{side:?} {step:?}");
        }
    }

    #[test]
    fn one_clinician_is_in_one_place_at_a_time() {
        let visit = |id: &str, with: &str, start: i64, stand| Appointment {
            id: id.into(),
            version: 1,
            stand,
            starts_at: start * 60_000,
            minutes: 20,
            with: with.into(),
            place: String::new(),
            note: String::new(),
        };
        let check = |other: Appointment, expected| {
            let one = visit("v-1", "Ben Cole", 100, Stand::Confirmed);
            assert_eq!(collide(&one, &other), expected, "{other:?}");
            assert_eq!(collide(&other, &one), expected, "{other:?} the other way round");
        };
        check(visit("v-2", "ben cole", 119, Stand::Proposed), true);
        check(visit("v-2", "Ben Cole", 81, Stand::Confirmed), true);
        check(visit("v-2", "Ben Cole", 120, Stand::Confirmed), false);
        check(visit("v-2", "Ben Cole", 80, Stand::Confirmed), false);
        check(visit("v-2", "Ann Moss", 100, Stand::Confirmed), false);
        check(visit("v-2", "Ben Cole", 100, Stand::Cancelled), false);
        check(visit("v-2", "Ben Cole", 100, Stand::Requested), false);
        check(visit("v-1", "Ben Cole", 100, Stand::Confirmed), false);
    }
}
