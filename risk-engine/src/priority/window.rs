//! What the last three days hold of one vital sign, by the hour.
//!
//! The newest sample of each hour counts and no other, so that a belt's thousand values weigh no
//! more than a nurse's one, and the work has a bound.

use vitals::{TakenAt, VitalSign};

use crate::held::{Held, Sample};

/// Milliseconds of an hour.
pub(super) const HOUR_MS: i64 = 3_600_000;
/// How far back a window reaches.
const WINDOW_HOURS: i64 = 72;

/// One sign over the last hours, in thousandths of its unit; what has no sample is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// The newest value, if it is no older than its hold time.
    pub(super) latest: Option<i32>,
    pub(super) mean_6h: Option<i32>,
    pub(super) mean_24h: Option<i32>,
    pub(super) mean_72h: Option<i32>,
    /// Standard deviation within 24 hours; needs two hours with a value.
    pub(super) spread_24h: Option<i32>,
    /// Mean step between neighbours within 72 hours; needs two hours with a value.
    pub(super) step_72h: Option<i32>,
    pub(super) lowest_24h: Option<i32>,
    pub(super) highest_24h: Option<i32>,
    pub(super) lowest_72h: Option<i32>,
    pub(super) highest_72h: Option<i32>,
}

impl Window {
    /// The window that ends at `as_of`: later samples don't count.
    pub(super) fn of(held: &Held, sign: VitalSign, as_of: TakenAt, hold_hours: i64) -> Self {
        let known = until(held, sign, as_of);
        let mut sums = Sums::default();
        let mut left = known;
        while let Some(sample) = left.last() {
            let hour = hours_between(sample, as_of);
            if hour >= WINDOW_HOURS {
                break;
            }
            sums.add(hour, i64::from(sample.milli));
            left = before_hour(&left[..left.len() - 1], hour, as_of);
        }
        let fresh = known.last().filter(|sample| hours_between(sample, as_of) < hold_hours);
        sums.window(fresh.map(|sample| sample.milli))
    }
}

/// The samples that are older than an hour of the window; what streams has thousands within it.
fn before_hour(samples: &[Sample], hour: i64, as_of: TakenAt) -> &[Sample] {
    match samples.last() {
        Some(next) if hours_between(next, as_of) == hour => {
            &samples[..samples.partition_point(|sample| hours_between(sample, as_of) > hour)]
        }
        _ => samples,
    }
}

/// The samples of a sign that were taken by `as_of`, oldest first.
pub(super) fn until(held: &Held, sign: VitalSign, as_of: TakenAt) -> &[Sample] {
    let samples = held.samples(sign);
    &samples[..samples.partition_point(|sample| sample.taken_at() <= as_of)]
}

/// Whole hours from a sample to a moment after it.
pub(super) fn hours_between(sample: &Sample, as_of: TakenAt) -> i64 {
    as_of.unix_ms().saturating_sub(sample.taken_at().unix_ms()) / HOUR_MS
}

/// A count with its sum.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: i64,
    total: i64,
}

impl Sum {
    fn add(&mut self, value: i64) {
        self.count += 1;
        self.total += value;
    }

    fn mean(self) -> Option<i32> {
        (self.count > 0).then(|| narrow(self.total.div_euclid(self.count)))
    }
}

/// The least and the greatest of some values.
#[derive(Debug, Clone, Copy)]
struct Range(i64, i64);

impl Range {
    const EMPTY: Self = Self(i64::MAX, i64::MIN);

    fn add(&mut self, value: i64) {
        *self = Self(self.0.min(value), self.1.max(value));
    }

    fn ends(self) -> (Option<i32>, Option<i32>) {
        if self.0 > self.1 {
            return (None, None);
        }
        (Some(narrow(self.0)), Some(narrow(self.1)))
    }
}

/// What adds up to a window.
struct Sums {
    sum_6h: Sum,
    sum_24h: Sum,
    sum_72h: Sum,
    steps: Sum,
    squares_24h: i128,
    range_24h: Range,
    range_72h: Range,
    last: Option<i64>,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            sum_6h: Sum::default(),
            sum_24h: Sum::default(),
            sum_72h: Sum::default(),
            steps: Sum::default(),
            squares_24h: 0,
            range_24h: Range::EMPTY,
            range_72h: Range::EMPTY,
            last: None,
        }
    }
}

impl Sums {
    /// Adds the value of one hour, 0 the newest.
    fn add(&mut self, hour: i64, value: i64) {
        if let Some(last) = self.last.replace(value) {
            self.steps.add((value - last).abs());
        }
        self.sum_72h.add(value);
        self.range_72h.add(value);
        if hour < 24 {
            self.sum_24h.add(value);
            self.squares_24h += i128::from(value) * i128::from(value);
            self.range_24h.add(value);
        }
        if hour < 6 {
            self.sum_6h.add(value);
        }
    }

    fn window(&self, latest: Option<i32>) -> Window {
        let (lowest_24h, highest_24h) = self.range_24h.ends();
        let (lowest_72h, highest_72h) = self.range_72h.ends();
        Window {
            latest,
            mean_6h: self.sum_6h.mean(),
            mean_24h: self.sum_24h.mean(),
            mean_72h: self.sum_72h.mean(),
            spread_24h: self.spread_24h(),
            step_72h: self.steps.mean(),
            lowest_24h,
            highest_24h,
            lowest_72h,
            highest_72h,
        }
    }

    fn spread_24h(&self) -> Option<i32> {
        let Sum { count, total } = self.sum_24h;
        if count < 2 {
            return None;
        }
        let count = i128::from(count);
        let total = i128::from(total);
        let variance = (self.squares_24h * count - total * total) / (count * count);
        i32::try_from(variance.max(0).isqrt()).ok()
    }
}

/// Means and ends of 32-bit values are 32-bit values.
fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}
