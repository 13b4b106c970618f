//! Figures over a window of samples: median, mean, slope, spells. Integers only.
//!
//! A value that the sensor could not tell ("LO", "HI") lies beyond every number: it takes its place
//! in a median, a minimum or a maximum, but no mean and no slope is known with it.

use vitals::{SpellManner, TakenAt};

use crate::held::{Reach, Sample};

/// What a "LO" counts as: less than every value.
pub const BELOW: i64 = i32::MIN as i64;
/// What a "HI" counts as: more than every value.
pub const ABOVE: i64 = i32::MAX as i64;

/// A sample's value in thousandths, or [`BELOW`] or [`ABOVE`].
pub fn value(sample: &Sample) -> i64 {
    match sample.reach {
        Reach::Within => i64::from(sample.milli),
        Reach::Below => BELOW,
        Reach::Above => ABOVE,
    }
}

/// The samples, sorted by time, that were taken from `from` to `to`, both included.
pub fn window(samples: &[Sample], from: TakenAt, to: TakenAt) -> &[Sample] {
    let end = samples.partition_point(|sample| sample.taken_at() <= to);
    let start = samples[..end].partition_point(|sample| sample.taken_at() < from);
    &samples[start..end]
}

/// The value in the middle; of an even number the mean of the middle two, rounded half up.
pub fn median(samples: &[Sample]) -> Option<i64> {
    median_by(samples, value)
}

/// As [`median`], of anything that has a value.
pub fn median_by<T>(items: &[T], value: impl Fn(&T) -> i64) -> Option<i64> {
    let mut small = [0; SMALL];
    if let Some(scratch) = small.get_mut(..items.len()) {
        scratch.iter_mut().zip(items).for_each(|(slot, item)| *slot = value(item));
        return median_of(scratch);
    }
    median_of(&mut items.iter().map(value).collect::<Vec<_>>())
}

/// As [`median`], of numbers; their order is lost.
pub fn median_of(values: &mut [i64]) -> Option<i64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let odd = values.len() % 2 == 1;
    let (lower, upper, _) = values.select_nth_unstable(middle);
    match lower.iter().max() {
        Some(below) if !odd => Some(divided(*below + *upper, 2)),
        _ => Some(*upper),
    }
}

/// The mean, rounded half up; unknown with no sample, or with one that the sensor could not tell.
pub fn mean(samples: &[Sample]) -> Option<i64> {
    let sum = known(samples)?.sum::<i64>();
    Some(divided(sum, samples.len() as i64))
}

/// The least value.
pub fn min(samples: &[Sample]) -> Option<i64> {
    samples.iter().map(value).min()
}

/// The greatest value.
pub fn max(samples: &[Sample]) -> Option<i64> {
    samples.iter().map(value).max()
}

/// The slope of the least-squares line, thousandths per minute, rounded half up.
///
/// Unknown unless there are values of two different times, and known ones only.
pub fn slope_per_minute(samples: &[Sample]) -> Option<i64> {
    let first_ms = samples.first()?.taken_at().unix_ms();
    let (mut sum_x, mut sum_y, mut sum_xx, mut sum_xy) = (0, 0, 0, 0);
    for (sample, value) in samples.iter().zip(known(samples)?) {
        let (x, y) = (i128::from(sample.taken_at().unix_ms() - first_ms), i128::from(value));
        sum_x += x;
        sum_y += y;
        sum_xx += x * x;
        sum_xy += x * y;
    }
    let count = samples.len() as i128;
    let below = count * sum_xx - sum_x * sum_x;
    if below == 0 {
        return None;
    }
    let above = (count * sum_xy - sum_x * sum_y) * MINUTE_MS;
    i64::try_from((2 * above + below).div_euclid(2 * below)).ok()
}

/// How many spells of samples that are `beyond` there were by `at`.
pub fn spells(
    samples: &[Sample],
    at: TakenAt,
    manner: SpellManner,
    beyond: impl Fn(&Sample) -> bool,
) -> usize {
    vitals::spells(samples.iter().map(|sample| (sample.taken_at(), beyond(sample))), at, manner)
}

/// The values, if the sensor could tell all of them and there is one.
fn known(samples: &[Sample]) -> Option<impl Iterator<Item = i64>> {
    let all = samples.iter().all(|sample| sample.reach == Reach::Within);
    (all && !samples.is_empty()).then(|| samples.iter().map(|sample| i64::from(sample.milli)))
}

/// A quotient rounded half up; `by` is positive.
fn divided(number: i64, by: i64) -> i64 {
    (2 * number + by).div_euclid(2 * by)
}

/// Up to so many values are sorted without an allocation.
const SMALL: usize = 64;
const MINUTE_MS: i128 = 60_000;

#[cfg(test)]
mod tests;
