//! Stays in hospital as they are known now, and which of them can't both be so.

use std::collections::BTreeMap;

use ingest::entry::{Done, Stay, StayKind};

use super::Placed;

/// A stay with who made it known so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) stay: Stay,
    pub(crate) by: String,
    pub(crate) at: i64,
}

/// The newest version of each, the last admission first.
pub(crate) fn known(stayed: &[Placed]) -> Vec<Known> {
    let mut newest: BTreeMap<&str, Known> = BTreeMap::new();
    for placed in stayed {
        let Done::Stayed(stay) = &placed.deed.done else { continue };
        let by = placed.deed.by.name.clone();
        newest.insert(&stay.id, Known { stay: stay.clone(), by, at: placed.at });
    }
    let mut all: Vec<Known> = newest.into_values().collect();
    all.sort_by(|one, other| {
        let rank = |known: &Known| (known.stay.admitted, known.stay.id.clone());
        rank(other).cmp(&rank(one))
    });
    all
}

/// Whether nobody can have been in both: one ends on the day on which another begins, at the earliest.
pub(crate) fn collide(one: &Stay, other: &Stay) -> bool {
    let counts = |stay: &Stay| !stay.withdrawn && stay.kind != StayKind::Emergency;
    let end = |stay: &Stay| stay.left.map_or(i32::MAX, |(day, _)| day);
    one.id != other.id
        && counts(one)
        && counts(other)
        && (one.admitted == other.admitted
            || (one.admitted < end(other) && other.admitted < end(one)))
}

#[cfg(test)]
mod tests {
    use ingest::entry::Leaving;

    use super::*;

    #[test]
    fn nobody_is_in_two_hospitals_at_once() {
        let stay = |id: &str, admitted, left: Option<i32>| Stay {
            id: id.into(),
            version: 1,
            kind: StayKind::Unplanned,
            admitted,
            left: left.map(|day| (day, Leaving::Home)),
            note: String::new(),
            withdrawn: false,
        };
        let check = |other: Stay, expected| {
            let one = stay("s-1", 100, Some(105));
            assert_eq!(collide(&one, &other), expected, "{other:?}");
            assert_eq!(collide(&other, &one), expected, "{other:?} the other way round");
        };
        check(stay("s-2", 105, Some(107)), false);
        check(stay("s-2", 104, Some(107)), true);
        check(stay("s-2", 95, Some(100)), false);
        check(stay("s-2", 95, Some(101)), true);
        check(stay("s-2", 102, Some(103)), true);
        check(stay("s-2", 100, Some(100)), true);
        check(stay("s-2", 90, None), true);
        check(stay("s-2", 106, None), false);
        check(stay("s-1", 102, Some(103)), false);
        check(Stay { withdrawn: true, ..stay("s-2", 102, Some(103)) }, false);
        check(Stay { kind: StayKind::Emergency, ..stay("s-2", 102, Some(102)) }, false);
    }
}
