//! Continuous glucose: how long the sensor was on, how much of it was in range, and episodes beyond.
//!
//! Source: Battelino et al., International Consensus on Time in Range, Diabetes Care 42 (2019), 1593–1603:
//! ranges, targets, 70 % of 14 days; episodes of 15 minutes (CLINICAL 2.4).
//!
//! A meter's values are none of these. The readings store doesn't say what a device is, so its pace does: a
//! sensor's values follow each other within 20 minutes, at least three times in four.

use std::collections::HashMap;

use polars::prelude::{Column, DataType, LazyFrame, PolarsError, col, lit};
use serde::Serialize;
use utoipa::ToSchema;
use vitals::{SpellManner, TakenAt, spells};

use crate::adherence::Time;
use crate::day::DAY_MS;
use crate::person::Person;
use crate::rate::Rate;

/// One person's continuous glucose over a period. Values count in whole mg/dL, as a receiver shows them, so
/// that 70 mg/dL and 3.9 mmol/L are both in range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glucose {
    /// Values that are numbers: the mean and the spread are of these.
    pub values: u32,
    /// Their sum, mg/dL.
    pub sum: i64,
    /// The sum of their squares.
    pub squares: i64,
    /// Of all values, "LO" and "HI" among them.
    pub shares: Shares,
    /// Stretches of at least 15 minutes.
    pub episodes: Episodes,
    /// Minutes of the last 14 days for which there is a value, of those minutes.
    pub active: Rate,
    /// Minutes of the period for which there is a value.
    pub minutes: u64,
    /// Whether all targets are met; none without enough values.
    pub at_target: Option<bool>,
}

/// How many values lie where, mg/dL. "LO" is below, "HI" above all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Shares {
    /// All.
    pub all: u64,
    /// Below 54.
    pub lt54: u64,
    /// Below 63: the limit in pregnancy.
    pub lt63: u64,
    /// Below 70.
    pub lt70: u64,
    /// 70 to 180, both inside.
    pub in_70_180: u64,
    /// 63 to 140, both inside: the range in pregnancy.
    pub in_63_140: u64,
    /// Above 140: the limit in pregnancy.
    pub gt140: u64,
    /// Above 180.
    pub gt180: u64,
    /// Above 250.
    pub gt250: u64,
}

/// How many stretches of at least 15 minutes there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Episodes {
    /// Below 54 mg/dL.
    pub lt54: u32,
    /// Below 70 mg/dL, those that go below 54 among them.
    pub lt70: u32,
    /// Above 180 mg/dL, those that go above 250 among them.
    pub gt180: u32,
    /// Above 250 mg/dL.
    pub gt250: u32,
}

/// One value of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    at_ms: i64,
    /// Whole mg/dL; beyond all of them for "LO" and "HI".
    mg_dl: i64,
    /// So many minutes it speaks for: the pace of its sensor.
    minutes: i64,
    is_number: bool,
}

/// What devices sent of people's glucose, by person.
pub(crate) type OfPeople = HashMap<String, OfPerson>;

/// What devices sent of one person's glucose, by device; which of them are sensors is found in [`glucose`].
pub(crate) type OfPerson = HashMap<String, Vec<(i64, Reached)>>;

/// What a sensor could tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    /// "LO".
    Below,
    /// Micromoles per litre.
    Within(i32),
    /// "HI".
    Above,
}

/// The consensus asks for 70 % of so many days.
const ENOUGH_DAYS: i64 = 14;
/// A sensor's values follow each other within this …
const PACE_MAX_MS: i64 = 20 * MINUTE_MS;
/// … and there are at least so many of them.
const VALUES_MIN: usize = 12;
const MINUTE_MS: i64 = 60_000;
/// Coefficients of variation up to this are stable (CLINICAL 2.4).
const STABLE_CV_PERCENT: f64 = 36.0;

/// What devices sent of these people's glucose, from a frame of readings of the period that is needed.
pub(crate) fn of_devices(
    readings: &LazyFrame,
    first: &str,
    last: &str,
) -> Result<OfPeople, PolarsError> {
    let of_them = col("patient").gt_eq(lit(first)).and(col("patient").lt_eq(lit(last)));
    let sent = col("sign").eq(lit("glucose")).and(col("origin").eq(lit("device")));
    let columns = ["patient", "device", "taken_at_ms", "milli", "reach"].map(col);
    let frame = readings.clone().filter(of_them.and(sent)).select(columns);
    let frame = frame.with_columns([col("milli").cast(DataType::Int32)]).collect()?;
    let text = |name: &str| frame.column(name).and_then(Column::str);
    let (patient, device, reach) = (text("patient")?, text("device")?, text("reach")?);
    let (at, milli) = (frame.column("taken_at_ms")?.i64()?, frame.column("milli")?.i32()?);
    let mut found = OfPeople::new();
    // Rows come in runs of one device, so most of them need no look-up.
    let (mut whose, mut run) = (("", ""), Vec::new());
    for row in 0..frame.height() {
        let (Some(at_ms), Some(milli)) = (at.get(row), milli.get(row)) else { continue };
        let sender = (patient.get(row).unwrap_or_default(), device.get(row).unwrap_or_default());
        if sender != whose {
            put(&mut found, whose, &mut run);
            whose = sender;
        }
        run.push(match reach.get(row) {
            Some("below") => (at_ms, Reached::Below),
            Some("above") => (at_ms, Reached::Above),
            _ => (at_ms, Reached::Within(milli)),
        });
    }
    put(&mut found, whose, &mut run);
    Ok(found)
}

/// Puts a run of values to the others of its person and device.
fn put(found: &mut OfPeople, (patient, device): (&str, &str), run: &mut Vec<(i64, Reached)>) {
    if !run.is_empty() {
        let devices = found.entry(patient.to_owned()).or_default();
        devices.entry(device.to_owned()).or_default().append(run);
    }
}

/// One person's figures; none if no sensor sent anything in the period.
pub(crate) fn glucose(person: &Person, devices: OfPerson, time: &Time<'_>) -> Option<Glucose> {
    let mut sent: Vec<Sent> = devices.into_values().filter_map(of_sensor).flatten().collect();
    sent.sort_unstable();
    let recent_ms = time.now_ms - ENOUGH_DAYS * DAY_MS;
    let spoken = |of: &[Sent]| of.iter().map(|one| one.minutes as u64).sum::<u64>();
    let recent = &sent[sent.partition_point(|one| one.at_ms <= recent_ms)..];
    let due = (ENOUGH_DAYS * DAY_MS / MINUTE_MS) as u64;
    let active = Rate::of(spoken(recent).min(due), due);
    let asked: Vec<Sent> =
        sent.into_iter().filter(|one| time.days.contains(&time.clock.day(one.at_ms))).collect();
    if asked.is_empty() {
        return None;
    }
    let numbers = || asked.iter().filter(|one| one.is_number).map(|one| one.mg_dl);
    let shares = Shares::of(&asked);
    Some(Glucose {
        values: numbers().count() as u32, // one person's
        sum: numbers().sum(),
        squares: numbers().map(|mg_dl| mg_dl * mg_dl).sum(),
        shares,
        episodes: Episodes::of(&asked, time.now_ms),
        active,
        minutes: spoken(&asked),
        at_target: active.is_enough().then(|| Target::of(person).is_met(&shares)),
    })
}

/// A device's values with its pace, if it is a sensor's.
fn of_sensor(mut values: Vec<(i64, Reached)>) -> Option<Vec<Sent>> {
    values.sort_unstable();
    values.dedup_by_key(|(at_ms, _)| *at_ms);
    let mut gaps: Vec<i64> = values.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    gaps.sort_unstable();
    let close = gaps.partition_point(|gap| *gap <= PACE_MAX_MS);
    if values.len() < VALUES_MIN || close * 4 < gaps.len() * 3 {
        return None;
    }
    let minutes = ((gaps[gaps.len() / 2] + MINUTE_MS / 2) / MINUTE_MS).max(1);
    let sent = |(at_ms, reached)| {
        let (mg_dl, is_number) = match reached {
            Reached::Below => (i64::MIN, false),
            Reached::Within(umol_l) => (whole_mg_dl(umol_l), true),
            Reached::Above => (i64::MAX, false),
        };
        Sent { at_ms, mg_dl, minutes, is_number }
    };
    Some(values.into_iter().map(sent).collect())
}

/// Whole mg/dL of so many micromoles per litre; 180.156 g/mol.
fn whole_mg_dl(umol_l: i32) -> i64 {
    (i64::from(umol_l) * 180_156 + 5_000_000).div_euclid(10_000_000)
}

impl Shares {
    fn of(sent: &[Sent]) -> Self {
        let count =
            |is: &dyn Fn(i64) -> bool| sent.iter().filter(|one| is(one.mg_dl)).count() as u64;
        Self {
            all: sent.len() as u64,
            lt54: count(&|mg_dl| mg_dl < 54),
            lt63: count(&|mg_dl| mg_dl < 63),
            lt70: count(&|mg_dl| mg_dl < 70),
            in_70_180: count(&|mg_dl| (70..=180).contains(&mg_dl)),
            in_63_140: count(&|mg_dl| (63..=140).contains(&mg_dl)),
            gt140: count(&|mg_dl| mg_dl > 140),
            gt180: count(&|mg_dl| mg_dl > 180),
            gt250: count(&|mg_dl| mg_dl > 250),
        }
    }
}

impl Episodes {
    fn of(sent: &[Sent], now_ms: i64) -> Self {
        let at = TakenAt::from_unix_ms(now_ms);
        let count = |is: &dyn Fn(i64) -> bool| {
            let values = sent.iter().map(|one| (TakenAt::from_unix_ms(one.at_ms), is(one.mg_dl)));
            spells(values, at, SpellManner::GLUCOSE) as u32 // fewer than values
        };
        Self {
            lt54: count(&|mg_dl| mg_dl < 54),
            lt70: count(&|mg_dl| mg_dl < 70),
            gt180: count(&|mg_dl| mg_dl > 180),
            gt250: count(&|mg_dl| mg_dl > 250),
        }
    }
}

/// What somebody's glucose should be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Type 1 and type 2.
    Usual,
    /// Older people at high risk.
    Frail,
    /// In pregnancy.
    Pregnant,
}

/// Whoever has one of these is held to the targets of people at high risk.
const FRAIL: [&str; 3] = ["frailty", "frail", "hospice"];

impl Target {
    fn of(person: &Person) -> Self {
        if person.pregnant || person.has("pregnancy") {
            Self::Pregnant
        } else if FRAIL.iter().any(|condition| person.has(condition)) {
            Self::Frail
        } else {
            Self::Usual
        }
    }

    /// Whether all of them are met.
    fn is_met(self, shares: &Shares) -> bool {
        let over = |count: u64, percent: u64| count * 100 > shares.all * percent;
        let under = |count: u64, percent: u64| count * 100 < shares.all * percent;
        match self {
            Self::Usual => {
                over(shares.in_70_180, 70)
                    && under(shares.lt70, 4)
                    && under(shares.lt54, 1)
                    && under(shares.gt180, 25)
                    && under(shares.gt250, 5)
            }
            Self::Frail => {
                over(shares.in_70_180, 50) && under(shares.lt70, 1) && under(shares.gt250, 10)
            }
            Self::Pregnant => {
                over(shares.in_63_140, 70)
                    && under(shares.lt63, 4)
                    && under(shares.lt54, 1)
                    && under(shares.gt140, 25)
            }
        }
    }
}

impl Glucose {
    /// Mean, mg/dL; none if no value is a number.
    pub fn mean(&self) -> Option<f64> {
        (self.values > 0).then(|| self.sum as f64 / f64::from(self.values))
    }

    /// Sample standard deviation (n − 1), mg/dL; none for a single value.
    pub fn sd(&self) -> Option<f64> {
        let n = i128::from(self.values);
        let sum = i128::from(self.sum);
        let of_squares = n * i128::from(self.squares) - sum * sum;
        (n > 1).then(|| (of_squares as f64 / (n * (n - 1)) as f64).sqrt())
    }

    /// Coefficient of variation: standard deviation in percent of the mean.
    pub fn cv_pct(&self) -> Option<f64> {
        Some(self.sd()? * 100.0 / self.mean()?)
    }

    /// Glucose management indicator, percent: 3.31 + 0.02392 × mean.
    pub fn gmi_pct(&self) -> Option<f64> {
        Some(3.31 + 0.02392 * self.mean()?)
    }

    /// Whether the coefficient of variation is 36 % at most.
    pub fn is_stable(&self) -> Option<bool> {
        self.cv_pct().map(|cv| cv <= STABLE_CV_PERCENT)
    }
}

#[cfg(test)]
mod tests;
