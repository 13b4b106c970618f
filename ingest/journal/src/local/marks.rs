//! Where some entries lie, in memory: who reads one entry by its offset needn't read its segment from the start.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::port::ChainHash;

/// What readers of one journal have come past. A durable entry never moves, so a mark is right for ever.
#[derive(Debug, Default)]
pub(super) struct Marks(Mutex<BTreeMap<u64, Place>>);

/// Where an entry starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The first entry of its segment.
    pub(super) segment: u64,
    /// In bytes.
    pub(super) position: u64,
    /// The hash of the entry before it.
    pub(super) chain: ChainHash,
}

/// Every so many entries: a hundred million of them need some megabytes.
pub(super) const EVERY: u64 = 1024;

impl Marks {
    /// Keeps where an entry starts, if it is one of those that are kept.
    pub(super) fn keep(&self, offset: u64, place: Place) {
        if offset.is_multiple_of(EVERY) {
            self.held().entry(offset).or_insert(place);
        }
    }

    /// The last place that is known in this segment at or before an entry, and which entry starts there.
    pub(super) fn before(&self, offset: u64, segment: u64) -> Option<(u64, Place)> {
        let held = self.held();
        let (at, place) = held.range(segment..=offset).next_back()?;
        (place.segment == segment).then_some((*at, *place))
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<u64, Place>> {
        // A panic elsewhere leaves it whole: each change is one insert.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_place_before_an_entry_is_in_its_own_segment() {
        let marks = Marks::default();
        let place = |segment, position| Place { segment, position, chain: ChainHash::GENESIS };
        marks.keep(EVERY, place(0, 100));
        marks.keep(2 * EVERY, place(0, 200));
        marks.keep(3 * EVERY, place(2 * EVERY + 5, 300));
        marks.keep(7, place(0, 7));
        let check = |offset, segment, position: Option<u64>| {
            let found = marks.before(offset, segment).map(|(_, place)| place.position);
            assert_eq!(found, position, "{offset} in {segment}");
        };
        check(EVERY - 1, 0, None);
        check(EVERY, 0, Some(100));
        check(2 * EVERY + 4, 0, Some(200));
        check(2 * EVERY + 9, 2 * EVERY + 5, None);
        check(9 * EVERY, 2 * EVERY + 5, Some(300));
    }
}
