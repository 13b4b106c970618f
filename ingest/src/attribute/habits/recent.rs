//! The newest values of one person, and what is usual among them.

use bincode::{Decode, Encode};

use super::super::{Gauge, Usual};

/// So many values of a person are remembered: the median of nine bears four that are somebody else's.
const VALUES_MAX: usize = 9;
/// Fewer than this make nothing usual.
const USUAL_MIN: usize = 3;
/// A confirmed value that is so many times the usual deviation off begins a new usual.
const CONFIRMED_DEVIATIONS: i64 = 6;

/// The newest values, by when they were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Recent {
    values: Vec<(i64, i32)>,
    /// What is usual began anew with the value of then.
    since_ms: Option<i64>,
}

impl Recent {
    /// See [`crate::admit::Admission::fetch`].
    pub(super) fn fetch(&self) -> usize {
        self.values.last().map_or(0, |(_, milli)| *milli as usize)
    }

    pub(super) fn note(&mut self, taken_ms: i64, milli: i32) {
        let value = (taken_ms, milli);
        if let Err(place) = self.values.binary_search(&value) {
            self.values.insert(place, value);
        }
        if self.values.len() > VALUES_MAX {
            self.values.remove(0);
        }
    }

    /// The person says that it is theirs: if it is far from what was usual, that isn't any more.
    pub(super) fn confirm(&mut self, gauge: Gauge, taken_ms: i64, milli: i32) {
        let far = |usual: Usual| {
            let deviation = i64::from(usual.deviation).max(gauge.spread_min() / 2);
            (i64::from(milli) - i64::from(usual.median)).abs() > deviation * CONFIRMED_DEVIATIONS
        };
        if self.usual().is_some_and(far) {
            self.since_ms = Some(taken_ms);
        }
        self.note(taken_ms, milli);
    }

    pub(super) fn forget(&mut self, taken_ms: i64, milli: i32) {
        self.values.retain(|value| *value != (taken_ms, milli));
        self.since_ms = self.since_ms.filter(|since_ms| *since_ms != taken_ms);
    }

    pub(super) fn usual(&self) -> Option<Usual> {
        let since_ms = self.since_ms.unwrap_or(i64::MIN);
        let values =
            &self.values[self.values.partition_point(|(taken_ms, _)| *taken_ms < since_ms)..];
        if values.len() < USUAL_MIN {
            return None;
        }
        let middle = median(values.iter().map(|(_, milli)| *milli))?;
        let apart = |(_, milli): &(i64, i32)| milli.saturating_sub(middle).saturating_abs();
        Some(Usual { median: middle, deviation: median(values.iter().map(apart))? })
    }

    /// The value before a moment.
    pub(super) fn before(&self, taken_ms: i64) -> Option<i32> {
        let place = self.values.partition_point(|(taken, _)| *taken < taken_ms);
        Some(self.values.get(place.checked_sub(1)?)?.1)
    }
}

/// The lower of the two in the middle, if there are two.
fn median(values: impl Iterator<Item = i32>) -> Option<i32> {
    let mut values: Vec<i32> = values.collect();
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}
