//! Days to summaries, before their samples are forgotten.

use super::{KEPT_DAYS, PARTS_KEPT_DAYS, PartOfDay, Summary, day_of, of_part, part_of, saturated};
use crate::held::Sample;
use crate::rules::figures::{max, median, min};

/// Adds the summaries of a day's samples, unless the day is sealed already.
///
/// The newest sample of a sign stays held however old it is, so a sealed day is met again.
pub(super) fn add(sealed: &mut Vec<Summary>, samples: &[Sample]) {
    let Some(day) = samples.first().and_then(|s| u16::try_from(day_of(s.taken_at())).ok()) else {
        return;
    };
    let place = sealed.partition_point(|summary| summary.day < day);
    if sealed.get(place).is_some_and(|summary| summary.day == day) {
        return;
    }
    let parts = samples.chunk_by(|one, next| part_of(one) == part_of(next));
    let mut summaries: Vec<_> =
        parts.filter_map(|part| summary(day, Some(part_of(&part[0])), part)).collect();
    if summaries.len() > 1 {
        summaries.extend(summary(day, None, samples));
    }
    sealed.splice(place..place, summaries);
}

fn summary(day: u16, part: Option<PartOfDay>, samples: &[Sample]) -> Option<Summary> {
    Some(Summary {
        day,
        part,
        count: u16::try_from(samples.len()).unwrap_or(u16::MAX),
        median_milli: saturated(median(samples)?),
        min_milli: saturated(min(samples)?),
        max_milli: saturated(max(samples)?),
    })
}

/// Forgets days, and parts of days, that are too old.
pub(super) fn forget(sealed: &mut Vec<Summary>, today: i64) {
    let mut kept = Vec::with_capacity(sealed.len());
    for day in sealed.chunk_by(|one, next| one.day == next.day) {
        let age = today - i64::from(day[0].day);
        if age <= PARTS_KEPT_DAYS {
            kept.extend_from_slice(day);
        } else if age <= KEPT_DAYS {
            kept.extend(of_part(day, None));
        }
    }
    *sealed = kept;
}
