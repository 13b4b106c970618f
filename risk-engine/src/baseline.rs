//! What is usual for one person: robust statistics per sign and time of day, from days gone by.
//!
//! A day is a day of UTC, and so are its parts: the care plan gives no zone. A day counts as soon as it
//! is over, whether its samples are still held or only its summary is left: sealing changes nothing.

mod memo;
mod packed;
mod seal;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use vitals::{Consciousness, StoredAt, TakenAt, VitalSign};

use crate::fact::CarePlan;
use crate::held::{Held, Sample, code, held_start};
use crate::news2::{Observation, score};
use crate::rules::figures::{median, median_by, median_of};
use memo::{Asked, Found, What};
use packed::Packed;

pub use memo::Memo;

/// Summaries of past days, per sign sorted by day and part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Baselines {
    /// By the sign's place in [`crate::held::SIGNS`].
    sealed: BTreeMap<u8, Packed>,
}

/// One sign on one day, or on a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Days since 1970-01-01; it ends in 2149.
    pub day: u16,
    /// The part; none for the whole day, which stands beside its parts only if there are several.
    pub part: Option<PartOfDay>,
    /// How many samples.
    pub count: u16,
    /// The median, in thousandths of the sign's unit.
    pub median_milli: i32,
    /// The least value.
    pub min_milli: i32,
    /// The greatest value.
    pub max_milli: i32,
}

/// A quarter of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum PartOfDay {
    /// 0 to 6 o'clock.
    Night,
    /// 6 to 12 o'clock.
    Morning,
    /// 12 to 18 o'clock.
    Afternoon,
    /// 18 to 24 o'clock.
    Evening,
}

/// What is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// The median of the daily medians, in thousandths of the sign's unit.
    pub milli: i32,
    /// How far days lie from it: 1.4826 times the median distance, which is the standard deviation
    /// of what is spread normally and isn't moved by a few wild days.
    pub spread_milli: i32,
    /// From so many days.
    pub days: u8,
}

/// What score is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsualScore {
    /// The median of the daily scores, rounded half up.
    pub points: u8,
    /// From so many days.
    pub days: u8,
}

impl PartOfDay {
    /// The part of the day, in UTC, of a moment.
    pub fn of(at: TakenAt) -> Self {
        match at.unix_ms().rem_euclid(DAY_MS) / (DAY_MS / 4) {
            0 => Self::Night,
            1 => Self::Morning,
            2 => Self::Afternoon,
            _ => Self::Evening,
        }
    }
}

impl Baselines {
    /// Summarizes the days that [`Held::forget_old`] is about to forget at `now`, and forgets days
    /// that are too old. Call it before, as often as you like.
    ///
    /// What comes after its day was sealed is too late to count. Parts of a day are kept for four
    /// weeks, whole days for 90 days.
    pub fn seal(&mut self, held: &Held, now: StoredAt) {
        let horizon = day_of(held_start(now));
        let today = day_of(TakenAt::from_unix_ms(now.unix_ms()));
        for sign in SEALED {
            let held = held.samples(sign);
            let held = &held[..held.partition_point(|sample| day_of(sample.taken_at()) < horizon)];
            if held.is_empty() && !self.sealed.contains_key(&code(sign)) {
                continue;
            }
            let packed = self.sealed.entry(code(sign)).or_default();
            let mut sealed: Vec<_> = packed.iter().collect();
            held.chunk_by(is_same_day).for_each(|day| seal::add(&mut sealed, day));
            seal::forget(&mut sealed, today);
            *packed = Packed::of(&sealed);
        }
        self.sealed.retain(|_, sealed| !sealed.is_empty());
    }

    /// The summaries of a sign, oldest first.
    pub fn sealed(&self, sign: VitalSign) -> impl Iterator<Item = Summary> + '_ {
        self.sealed.get(&code(sign)).into_iter().flat_map(Packed::iter)
    }

    /// What was usual in the `days` days before the day of `at`, or in one part of those days.
    ///
    /// That day itself never counts: it is what is compared. Unknown with fewer than five days. Of a
    /// part, the last four weeks count at most.
    pub fn usual(
        &self,
        held: &Held,
        sign: VitalSign,
        at: TakenAt,
        days: u8,
        part: Option<PartOfDay>,
    ) -> Option<Usual> {
        let asked = Asked { what: What::Sign(sign, part), today: day_of(at), days };
        let found = held.memo().answer(asked, || {
            Found::Sign(usual_of(&self.daily(held, sign, asked.today, days, part)))
        });
        match found {
            Found::Sign(usual) => usual,
            Found::News2(_) => None,
        }
    }

    /// The usual NEWS2, of which an alert has to be a rise: the median of daily scores, each of the
    /// medians of what was measured that day.
    ///
    /// Parts that weren't measured that day count nothing, so it is never over the true score.
    /// Source: CLINICAL 1.4.
    pub fn usual_news2(
        &self,
        held: &Held,
        plan: &CarePlan,
        at: TakenAt,
        days: u8,
    ) -> Option<UsualScore> {
        let what = What::News2(plan.spo2_scale, plan.supplemental_oxygen);
        let asked = Asked { what, today: day_of(at), days };
        let found = held
            .memo()
            .answer(asked, || Found::News2(self.usual_score(held, plan, asked.today, days)));
        match found {
            Found::News2(usual) => usual,
            Found::Sign(_) => None,
        }
    }

    fn usual_score(
        &self,
        held: &Held,
        plan: &CarePlan,
        today: i64,
        days: u8,
    ) -> Option<UsualScore> {
        let mut by_day = BTreeMap::<i64, Observation>::new();
        for sign in SCORED {
            for (day, milli) in self.daily(held, sign, today, days, None) {
                let seen = by_day.entry(day).or_insert_with(|| Observation {
                    spo2_scale: plan.spo2_scale,
                    supplemental_oxygen: plan.supplemental_oxygen,
                    ..Observation::default()
                });
                note(seen, sign, milli);
            }
        }
        let mut scores: Vec<_> = by_day.values().map(|seen| i64::from(score(seen).low)).collect();
        if scores.len() < DAYS_MIN {
            return None;
        }
        let points = median_of(&mut scores)? as u8;
        Some(UsualScore { points, days: scores.len() as u8 })
    }

    /// The medians of the days before a day, oldest first.
    fn daily(
        &self,
        held: &Held,
        sign: VitalSign,
        today: i64,
        days: u8,
        part: Option<PartOfDay>,
    ) -> Vec<(i64, i32)> {
        let days = i64::from(days).min(if part.is_some() { PARTS_KEPT_DAYS } else { KEPT_DAYS });
        let asked = today - days..today;
        let sealed = self.sealed(sign).skip_while(|summary| i64::from(summary.day) < asked.start);
        let sealed: Vec<_> =
            sealed.take_while(|summary| i64::from(summary.day) < asked.end).collect();
        let mut daily: Vec<_> = sealed
            .chunk_by(|one, next| one.day == next.day)
            .filter_map(|day| Some((i64::from(day[0].day), of_part(day, part)?.median_milli)))
            .collect();

        let held = held.samples(sign);
        let place = |day| held.partition_point(|sample| day_of(sample.taken_at()) < day);
        let held = &held[place(asked.start)..place(asked.end)];
        for samples in held.chunk_by(is_same_day) {
            let day = day_of(samples[0].taken_at());
            let is_sealed = sealed.binary_search_by_key(&day, |summary| i64::from(summary.day));
            let samples = part.map_or(samples, |part| samples_of(samples, part));
            if let (Err(_), Some(milli)) = (is_sealed, median(samples)) {
                daily.push((day, saturated(milli)));
            }
        }
        daily.sort_unstable();
        daily
    }
}

fn usual_of(daily: &[(i64, i32)]) -> Option<Usual> {
    if daily.len() < DAYS_MIN {
        return None;
    }
    let milli = median_by(daily, |(_, milli)| i64::from(*milli))?;
    let apart = median_by(daily, |(_, other)| (i64::from(*other) - milli).abs())?;
    Some(Usual {
        milli: saturated(milli),
        spread_milli: saturated((apart * 14_826 + 5_000) / 10_000),
        days: daily.len() as u8,
    })
}

/// The summary of a part of one day, or of all of it.
fn of_part(day: &[Summary], part: Option<PartOfDay>) -> Option<&Summary> {
    let found = day.iter().find(|summary| summary.part == part);
    // A day with values in one part only has no other summary.
    found.or_else(|| day.first().filter(|_| part.is_none()))
}

/// The samples of a part of the one day that all are of.
fn samples_of(samples: &[Sample], part: PartOfDay) -> &[Sample] {
    let start = samples.partition_point(|sample| part_of(sample) < part);
    let end = samples.partition_point(|sample| part_of(sample) <= part);
    &samples[start..end]
}

/// Notes a day's median in what is scored.
fn note(seen: &mut Observation, sign: VitalSign, milli: i32) {
    match sign {
        VitalSign::Respiration => seen.respiration_milli = Some(milli),
        VitalSign::Spo2 => seen.spo2_milli_percent = Some(milli),
        VitalSign::SupplementalOxygen => seen.supplemental_oxygen = Some(milli != 0),
        VitalSign::Systolic => seen.systolic_milli_mmhg = Some(milli),
        VitalSign::Pulse => seen.pulse_milli_bpm = Some(milli),
        VitalSign::Temperature => seen.temperature_milli_celsius = Some(milli),
        // Between two letters lies none: then it isn't known.
        VitalSign::Consciousness => {
            let letter = u8::try_from(milli).ok().map(char::from);
            seen.consciousness = letter.and_then(Consciousness::from_letter);
        }
        VitalSign::Diastolic | VitalSign::Weight | VitalSign::Glucose | VitalSign::Rhythm => {}
    }
}

fn day_of(at: TakenAt) -> i64 {
    at.unix_ms().div_euclid(DAY_MS)
}

fn part_of(sample: &Sample) -> PartOfDay {
    PartOfDay::of(sample.taken_at())
}

fn is_same_day(one: &Sample, next: &Sample) -> bool {
    day_of(one.taken_at()) == day_of(next.taken_at())
}

fn saturated(milli: i64) -> i32 {
    milli.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// Summaries are kept for so many days.
const KEPT_DAYS: i64 = 90;
/// Those of parts of a day, where a day has several, for so many: four weeks are usual.
const PARTS_KEPT_DAYS: i64 = 28;
/// The signs of which anything is usual: all but the rhythm, which is regular or isn't.
const SEALED: [VitalSign; 10] = [
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
];
/// Fewer days than this say nothing of what is usual: less than a week with two days missed.
const DAYS_MIN: usize = 5;
/// One day, ms.
const DAY_MS: i64 = 24 * 3600 * 1000;
/// The signs that NEWS2 scores.
const SCORED: [VitalSign; 7] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::SupplementalOxygen,
    VitalSign::Systolic,
    VitalSign::Pulse,
    VitalSign::Consciousness,
    VitalSign::Temperature,
];

#[cfg(test)]
mod tests;
