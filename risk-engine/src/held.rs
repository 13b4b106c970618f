//! What is held of one person: the samples of each vital sign, ordered by when they were taken.
//!
//! The order is a function of the set of samples, never of their arrival, so a late reading takes
//! the place that it would have had.

use std::time::Duration;

use bincode::{Decode, Encode};
use vitals::{Known, Measurement, Reading, ReadingId, StoredAt, TakenAt, VitalSign};

use crate::baseline::Memo;

/// How late a fact may come and still be decided on: the horizon of DESIGN "Decisions", ms.
const HORIZON_MS: i64 = 7 * DAY_MS;
/// How far rules look back from any moment, ms: a window of 7 d that ends with a value 7 d old. What is
/// folded again begins up to a day before the horizon.
const LOOK_BACK_MS: i64 = 15 * DAY_MS;
/// One day, ms.
pub(crate) const DAY_MS: i64 = 24 * 3600 * 1000;
/// At most so many samples of one sign: 23 days of CGM at 5 minutes are 6,624.
const SAMPLES_MAX: usize = 6_700;

/// One value of one vital sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Sample {
    taken_at_ms: i64,
    offset: u64,
    index: u16,
    /// Thousandths of the sign's unit; for yes/no 0 or 1; for consciousness the letter's code.
    pub milli: i32,
    /// Whether the sensor could tell the value.
    pub reach: Reach,
}

/// Whether a value lies within what its sensor can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Reach {
    /// It does.
    Within,
    /// It is lower than that ("LO").
    Below,
    /// It is higher than that ("HI").
    Above,
}

impl Sample {
    /// A value that is part of a reading.
    pub fn of(reading: ReadingId, taken_at: TakenAt, milli: i32, reach: Reach) -> Self {
        let ReadingId { offset, index } = reading;
        Self { taken_at_ms: taken_at.unix_ms(), offset, index, milli, reach }
    }

    /// When it was taken.
    pub fn taken_at(&self) -> TakenAt {
        TakenAt::from_unix_ms(self.taken_at_ms)
    }

    /// The reading that it is part of.
    pub fn reading(&self) -> ReadingId {
        ReadingId { offset: self.offset, index: self.index }
    }

    /// The day of UTC, since 1970-01-01.
    pub(crate) fn day(&self) -> i64 {
        self.taken_at_ms.div_euclid(DAY_MS)
    }

    /// Time from `earlier` to this sample; zero if it is the other way round.
    pub fn since(&self, earlier: &Self) -> Duration {
        Duration::from_millis(u64::try_from(self.taken_at_ms - earlier.taken_at_ms).unwrap_or(0))
    }
}

/// All samples of one person within the horizon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Held {
    /// By the sign's place in [`SIGNS`].
    series: [Vec<Sample>; SIGNS.len()],
    usual: Memo,
}

/// The signs in a fixed order, which snapshots rely on: add at the end only.
pub const SIGNS: [VitalSign; 11] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::SupplementalOxygen,
    VitalSign::Systolic,
    VitalSign::Diastolic,
    VitalSign::Pulse,
    VitalSign::Consciousness,
    VitalSign::Temperature,
    VitalSign::Weight,
    VitalSign::Glucose,
    VitalSign::Rhythm,
];

impl Held {
    /// Adds the values of a reading; calls `touched` with each sign that got one, and whether it is the
    /// sign's newest.
    pub fn insert(
        &mut self,
        id: ReadingId,
        reading: &Reading,
        mut touched: impl FnMut(VitalSign, bool),
    ) {
        for_each_value(reading, |sign, milli, reach| {
            let sample = Sample::of(id, reading.taken_at, milli, reach);
            let series = &mut self.series[usize::from(code(sign))];
            // Nearly always it is newer than everything.
            if series.last().is_none_or(|newest| *newest < sample) {
                series.push(sample);
            } else if let Err(place) = series.binary_search(&sample) {
                series.insert(place, sample);
            }
            let is_newest = series.last() == Some(&sample);
            // A sample too many takes the oldest out, of whatever day.
            let is_full = series.len() > SAMPLES_MAX;
            self.usual.changed(sign, if is_full { i64::MIN } else { sample.day() });
            if Self::is_overfull(series) {
                series.drain(..series.len() - SAMPLES_MAX);
            }
            touched(sign, is_newest);
        });
    }

    /// Forgets what no rule looks at any more, by whole days, but keeps the newest of that of each sign:
    /// it tells since when there has been nothing else.
    ///
    /// What is left is a function of the set and of the day, never of the order of arrival.
    pub fn forget_old(&mut self, now: StoredAt) {
        let oldest_ms = held_start(now).unix_ms();
        for series in &mut self.series {
            let old = series.partition_point(|sample| sample.taken_at_ms < oldest_ms);
            series.drain(..old.saturating_sub(1));
        }
        self.usual.clear();
    }

    /// Whether a sign has so many samples more than it keeps that moving the rest pays.
    fn is_overfull(series: &[Sample]) -> bool {
        series.len() > SAMPLES_MAX + SAMPLES_MAX / 8
    }

    /// Gives a sample of a sign another value, to see what would be if.
    pub(crate) fn suppose(&mut self, sign: VitalSign, sample: &Sample, milli: i32) {
        self.usual.changed(sign, sample.day());
        let same = |held: &&mut Sample| {
            held.reading() == sample.reading() && held.taken_at_ms == sample.taken_at_ms
        };
        if let Some(held) = self.series[usize::from(code(sign))].iter_mut().find(same) {
            held.milli = milli;
            held.reach = Reach::Within;
        }
    }

    /// All samples of a sign, oldest first.
    pub fn samples(&self, sign: VitalSign) -> &[Sample] {
        let series = &self.series[usize::from(code(sign))];
        &series[series.len().saturating_sub(SAMPLES_MAX)..]
    }

    /// The samples of a sign that were taken at a moment or before, oldest first.
    pub fn upto(&self, sign: VitalSign, at: TakenAt) -> &[Sample] {
        let samples = self.samples(sign);
        // What is asked most is the newest.
        if samples.last().is_none_or(|newest| newest.taken_at() <= at) {
            return samples;
        }
        &samples[..samples.partition_point(|sample| sample.taken_at() <= at)]
    }

    /// Takes the values of a reading out again; calls `touched` with each sign that had one.
    pub fn withdraw(&mut self, id: ReadingId, mut touched: impl FnMut(VitalSign, TakenAt)) {
        for (sign, series) in SIGNS.into_iter().zip(&mut self.series) {
            series.retain(|sample| {
                let keep = sample.reading() != id;
                if !keep {
                    self.usual.clear();
                    touched(sign, sample.taken_at());
                }
                keep
            });
        }
    }

    /// What was found to be usual with these samples.
    pub(crate) fn memo(&self) -> &Memo {
        &self.usual
    }

    /// The newest sample of a sign.
    pub fn latest(&self, sign: VitalSign) -> Option<&Sample> {
        self.samples(sign).last()
    }

    /// The newest sample of a sign, if it is no older than `hold` at `now`.
    pub fn fresh(&self, sign: VitalSign, now: StoredAt, hold: Duration) -> Option<&Sample> {
        self.latest(sign).filter(|sample| now.age_of(sample.taken_at()) <= hold)
    }
}

/// A sign's place in [`SIGNS`].
pub(crate) fn code(sign: VitalSign) -> u8 {
    // SIGNS lists every sign in the order of its declaration, which a test checks.
    sign as u8
}

/// The first moment of the oldest day of which late facts are decided on at `now`.
pub fn horizon_start(now: StoredAt) -> TakenAt {
    day_start(now.unix_ms().saturating_sub(HORIZON_MS))
}

/// The first moment of the oldest day that is held at `now`.
pub fn held_start(now: StoredAt) -> TakenAt {
    day_start(now.unix_ms().saturating_sub(HORIZON_MS + LOOK_BACK_MS))
}

fn day_start(at_ms: i64) -> TakenAt {
    TakenAt::from_unix_ms(at_ms.saturating_sub(at_ms.rem_euclid(DAY_MS)))
}

/// Calls `each` with every value in a reading.
pub fn for_each_value(reading: &Reading, mut each: impl FnMut(VitalSign, i32, Reach)) {
    if let Some(irregular) = irregular_pulse(reading) {
        each(VitalSign::Rhythm, i32::from(irregular), Reach::Within);
    }
    let mut within = |sign, milli| each(sign, milli, Reach::Within);
    match &reading.measurement {
        Measurement::BloodPressure(pressures) => {
            within(VitalSign::Systolic, pressures.systolic().milli_mmhg());
            within(VitalSign::Diastolic, pressures.diastolic().milli_mmhg());
            if let Some(pulse) = pressures.pulse() {
                within(VitalSign::Pulse, pulse.milli_bpm());
            }
        }
        Measurement::Systolic(pressure) => within(VitalSign::Systolic, pressure.milli_mmhg()),
        Measurement::Diastolic(pressure) => within(VitalSign::Diastolic, pressure.milli_mmhg()),
        Measurement::Oximetry(spo2, pulse) => {
            within(VitalSign::Spo2, spo2.milli_percent());
            if let Some(pulse) = pulse {
                within(VitalSign::Pulse, pulse.milli_bpm());
            }
        }
        Measurement::HeartRate(pulse, _) => within(VitalSign::Pulse, pulse.milli_bpm()),
        Measurement::Respiration(rate) => within(VitalSign::Respiration, rate.milli_per_minute()),
        Measurement::Temperature(value) => within(VitalSign::Temperature, value.milli_celsius()),
        Measurement::Weight(weight) => within(VitalSign::Weight, weight.grams()),
        Measurement::Consciousness(level) => {
            within(VitalSign::Consciousness, level.letter() as i32);
        }
        Measurement::SupplementalOxygen(on) => {
            within(VitalSign::SupplementalOxygen, i32::from(*on));
        }
        Measurement::GlucoseMeter(glucose) | Measurement::GlucoseCgm(glucose) => match glucose {
            Known::Value(glucose) => within(VitalSign::Glucose, glucose.umol_l()),
            Known::Below => each(VitalSign::Glucose, 0, Reach::Below),
            Known::Above => each(VitalSign::Glucose, i32::MAX, Reach::Above),
            Known::Missing(_) => {}
        },
    }
}

/// Whether the pulse was irregular; none if the monitor doesn't tell.
///
/// A cuff tells with a flag. Beats of a belt are judged by the IPP rule: irregular if at least 20 % of
/// the intervals lie 15 % or more off their mean. Source: CLINICAL 2.5, AF-1.
fn irregular_pulse(reading: &Reading) -> Option<bool> {
    match &reading.measurement {
        Measurement::BloodPressure(_) => Some(reading.flags.irregular_pulse),
        Measurement::HeartRate(_, intervals) if intervals.len() >= BEATS_MIN => {
            let count = intervals.len() as u64;
            let sum: u64 = intervals.iter().map(|interval| u64::from(*interval)).sum();
            // |interval − mean| / mean >= 15 %, without a division.
            let off = intervals
                .iter()
                .filter(|interval| (u64::from(**interval) * count).abs_diff(sum) * 100 >= sum * 15)
                .count() as u64;
            Some(off * 100 >= count * 20)
        }
        _ => None,
    }
}

/// Fewer beats than this make no record of the rhythm.
const BEATS_MIN: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_the_place_that_its_declaration_gives_it() {
        for (place, sign) in (0..).zip(SIGNS) {
            assert_eq!(code(sign), place, "{sign:?}");
        }
    }
}
