//! Blood pressure of one person: last, mean, time in range, at goal, and the quality measure.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::adherence::{self, Time};
use crate::day::Day;
use crate::person::{Person, Plan};
use crate::rate::Rate;
use crate::values::{Sign, Value};

/// One person's blood pressure in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressure {
    /// How many measurements have both pressures.
    pub measured: u32,
    /// The newest.
    pub last: Option<Pair>,
    /// The sums of both, thousandths of mmHg: with `measured` the mean.
    pub sum_milli: (i64, i64),
    /// Days whose mean lies in 110 to 130 over 70 to 80 mmHg, of days with a measurement.
    pub in_range: Rate,
    /// How much of what was due was done.
    pub done: Rate,
    /// Whether anybody watches it: hypertension, a schedule, or measurements.
    pub is_watched: bool,
    /// Whether the mean is below 130 and 80 mmHg; none without enough readings.
    pub at_goal: Option<bool>,
    /// The quality measure "Controlling High Blood Pressure".
    pub quality: Quality,
}

/// Both pressures of one measurement, thousandths of mmHg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// When it was taken.
    pub at_ms: i64,
    /// The upper.
    pub systolic: i32,
    /// The lower.
    pub diastolic: i32,
    /// Whether a device sent it.
    pub by_device: bool,
}

/// Where a person stands in the measure (CLINICAL 4.3: CMS165v14, CBP 2026).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// No hypertension, or not 18 to 85 years old, or the age isn't known.
    NotAsked,
    /// End-stage renal disease, pregnancy, hospice or frailty.
    Excluded,
    /// No measurement by a device in the period: counts as not controlled.
    NotMeasured,
    /// The most recent day's is 140 or 90 or more.
    NotControlled,
    /// The most recent day's lowest are below 140 and 90.
    Controlled,
}

impl Quality {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Excluded => "excluded",
            Self::NotMeasured => "not_measured",
            Self::NotControlled => "not_controlled",
            Self::Controlled => "controlled",
        }
    }
}

/// The goal: below these, thousandths of mmHg (CLINICAL 4.3).
const GOAL: (i64, i64) = (130_000, 80_000);
/// In range: from these … (CLINICAL 4.3).
const RANGE_LOW: (i64, i64) = (110_000, 70_000);
/// … to these, both inside.
const RANGE_HIGH: (i64, i64) = (130_000, 80_000);
/// Controlled: below these.
const CONTROLLED: (i32, i32) = (140_000, 90_000);
/// The measure asks for people of these ages, both inside.
const AGES: std::ops::RangeInclusive<i16> = 18..=85;
/// Who has one of these isn't asked for.
const EXCLUDING: [&str; 6] =
    ["esrd", "end_stage_renal_disease", "hospice", "frailty", "frail", "pregnancy"];

/// One person's figures. `values` are in the order of time.
pub(crate) fn pressure(
    person: &Person,
    plans: &[&Plan],
    values: &[Value],
    time: &Time<'_>,
) -> Pressure {
    let pairs: Vec<(Day, Pair)> = pairs(values)
        .into_iter()
        .map(|pair| (time.clock.day(pair.at_ms), pair))
        .filter(|(day, _)| time.days.contains(day))
        .collect();
    let sum = sum(&pairs);
    let done = adherence::of_sign(values, plans, Sign::SYSTOLIC, time);
    let scheduled = plans.last().is_some_and(|plan| adherence::schedules(plan, Sign::SYSTOLIC));
    let n = pairs.len() as i64;
    let at_goal = || sum.0 < GOAL.0 * n && sum.1 < GOAL.1 * n;
    Pressure {
        measured: pairs.len() as u32, // one person's
        last: pairs.last().map(|(_, pair)| *pair),
        sum_milli: sum,
        in_range: in_range(&pairs),
        done,
        is_watched: person.has("hypertension") || scheduled || n > 0,
        at_goal: (done.is_enough() && n > 0).then(at_goal),
        quality: quality(person, &pairs, crate::day::date(time.days.end - 1)),
    }
}

/// Measurements with both pressures, in the order of time.
fn pairs(values: &[Value]) -> Vec<Pair> {
    let pressures = |value: &&Value| {
        value.is_within && (value.sign == Sign::SYSTOLIC || value.sign == Sign::DIASTOLIC)
    };
    let both: Vec<&Value> = values.iter().filter(pressures).collect();
    let of_one = |pair: &[&Value]| {
        let (systolic, diastolic) = (pair[0], pair[1]);
        let same = systolic.reading == diastolic.reading && systolic.at_ms == diastolic.at_ms;
        let is_pair = systolic.sign == Sign::SYSTOLIC && diastolic.sign == Sign::DIASTOLIC;
        (same && is_pair).then_some(Pair {
            at_ms: systolic.at_ms,
            systolic: systolic.milli,
            diastolic: diastolic.milli,
            by_device: systolic.by_device,
        })
    };
    // Values are sorted by time, reading and sign: what belongs together stands together.
    both.windows(2).filter_map(of_one).collect()
}

fn sum(pairs: &[(Day, Pair)]) -> (i64, i64) {
    let add = |sum: (i64, i64), pair: &Pair| {
        (sum.0 + i64::from(pair.systolic), sum.1 + i64::from(pair.diastolic))
    };
    pairs.iter().fold((0, 0), |sum_so_far, (_, pair)| add(sum_so_far, pair))
}

fn in_range(pairs: &[(Day, Pair)]) -> Rate {
    let mut days = Rate::default();
    for day in pairs.chunk_by(|one, next| one.0 == next.0) {
        let (sum, n) = (sum(day), day.len() as i64);
        let inside = |sum: i64, low: i64, high: i64| low * n <= sum && sum <= high * n;
        days.count(
            inside(sum.0, RANGE_LOW.0, RANGE_HIGH.0) && inside(sum.1, RANGE_LOW.1, RANGE_HIGH.1),
        );
    }
    days
}

/// The most recent day with a device's measurement: its lowest systolic and its lowest diastolic.
fn quality(person: &Person, pairs: &[(Day, Pair)], on: Date) -> Quality {
    let is_asked = person.age(on).is_some_and(|age| AGES.contains(&age));
    if !person.has("hypertension") || !is_asked {
        return Quality::NotAsked;
    }
    if person.pregnant || EXCLUDING.iter().any(|condition| person.has(condition)) {
        return Quality::Excluded;
    }
    let by_device: Vec<&(Day, Pair)> = pairs.iter().filter(|(_, pair)| pair.by_device).collect();
    let Some(newest) = by_device.last().map(|(day, _)| *day) else { return Quality::NotMeasured };
    let of_day = || by_device.iter().filter(|(day, _)| *day == newest).map(|(_, pair)| pair);
    let systolic = of_day().map(|pair| pair.systolic).min();
    let diastolic = of_day().map(|pair| pair.diastolic).min();
    if systolic < Some(CONTROLLED.0) && diastolic < Some(CONTROLLED.1) {
        Quality::Controlled
    } else {
        Quality::NotControlled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::Programme;
    use crate::day::{DAY_MS, HOUR_MS, LocalClock};

    /// Day 20 000 is 4 October 2024.
    const TODAY: Day = 20_000;

    fn person(conditions: &[&str], born: &str) -> Person {
        Person {
            patient: "ann".into(),
            conditions: conditions.iter().map(|one| (*one).to_owned()).collect(),
            born: born.parse().ok(),
            zone: "UTC".into(),
            pregnant: false,
            plans: vec![Plan { from_ms: 0, schedule: Vec::new() }],
            open: None,
            open_alerts: 0,
            team: String::new(),
            site: String::new(),
            programme: Programme::Physiologic,
        }
    }

    /// Measurements so many days before today, at so many hours: systolic and diastolic, mmHg.
    fn values(measured: &[(i32, i64, i32, i32, bool)]) -> Vec<Value> {
        let mut values = Vec::new();
        for (place, (back, hour, systolic, diastolic, by_device)) in measured.iter().enumerate() {
            let at_ms = i64::from(TODAY - back) * DAY_MS + hour * HOUR_MS;
            for (sign, mmhg) in [(Sign::SYSTOLIC, systolic), (Sign::DIASTOLIC, diastolic)] {
                let (milli, reading) = (mmhg * 1000, (place as u64, 0));
                values.push(Value {
                    at_ms,
                    sign,
                    milli,
                    is_within: true,
                    by_device: *by_device,
                    reading,
                });
            }
        }
        values
    }

    fn figures(person: &Person, days: i32, values: &[Value]) -> Pressure {
        let now_ms = i64::from(TODAY) * DAY_MS + 12 * HOUR_MS;
        let clock = LocalClock::of("UTC", 0..now_ms);
        let time = Time { clock: &clock, days: TODAY + 1 - days..TODAY + 1, now_ms, since_ms: 0 };
        pressure(person, &person.distinct_plans(), values, &time)
    }

    #[test]
    fn the_mean_is_at_goal_below_both_limits_and_only_with_enough_readings() {
        let check = |measured: &[(i32, i64, i32, i32, bool)], expected| {
            let found = figures(&person(&[], "1950-01-01"), 5, &values(measured));
            assert_eq!(found.at_goal, expected, "{measured:?}");
        };
        // Four whole days are due: three of them are 75 %.
        check(&[(3, 8, 130, 79, true), (2, 8, 130, 79, true), (1, 8, 130, 79, true)], Some(false));
        check(&[(3, 8, 130, 79, true), (2, 8, 129, 79, true), (1, 8, 130, 80, true)], Some(true));
        check(&[(3, 8, 120, 70, true), (2, 8, 120, 80, true), (1, 8, 120, 90, true)], Some(false));
        check(&[(3, 8, 120, 70, true), (2, 8, 120, 70, true)], None);
        check(&[], None);
    }

    #[test]
    fn time_in_range_counts_days_by_their_mean() {
        let measured = [
            (3, 8, 109, 75, true),
            (3, 20, 111, 75, true),
            (2, 8, 131, 75, true),
            (1, 8, 130, 80, true),
            (0, 8, 120, 69, true),
        ];
        let found = figures(&person(&[], ""), 5, &values(&measured));
        assert_eq!((found.in_range, found.measured), (Rate::of(2, 4), 5));
        assert_eq!(found.last.map(|last| last.systolic), Some(120_000));
        assert_eq!(found.sum_milli, (601_000, 374_000));
    }

    #[test]
    fn the_quality_measure_is_as_the_rows_of_its_definition() {
        let early = "1950-01-01";
        let check =
            |conditions: &[&str], born, measured: &[(i32, i64, i32, i32, bool)], expected| {
                let found = figures(&person(conditions, born), 30, &values(measured));
                assert_eq!(found.quality, expected, "{conditions:?} {born} {measured:?}");
            };
        let fine = [(1, 8, 139, 89, true)];
        check(&["hypertension"], early, &fine, Quality::Controlled);
        check(&["hypertension"], early, &[(1, 8, 140, 80, true)], Quality::NotControlled);
        check(&["hypertension"], early, &[(1, 8, 130, 90, true)], Quality::NotControlled);
        check(&["copd"], early, &fine, Quality::NotAsked);
        // 18 on 4 October 2024, or a day too young; 85, or a year too old.
        check(&["hypertension"], "2006-10-04", &fine, Quality::Controlled);
        check(&["hypertension"], "2006-10-05", &fine, Quality::NotAsked);
        check(&["hypertension"], "1938-10-05", &fine, Quality::Controlled);
        check(&["hypertension"], "1938-10-04", &fine, Quality::NotAsked);
        check(&["hypertension"], "", &fine, Quality::NotAsked);
        check(&["hypertension", "esrd"], early, &fine, Quality::Excluded);
        check(&["hypertension", "hospice"], early, &fine, Quality::Excluded);
        check(&["hypertension", "frailty"], early, &fine, Quality::Excluded);
        check(&["hypertension"], early, &[], Quality::NotMeasured);
        check(&["hypertension"], early, &[(1, 8, 120, 70, false)], Quality::NotMeasured);
        // The lowest of each on the newest day, be they of different measurements.
        let mixed = [(2, 8, 120, 70, true), (1, 8, 150, 85, true), (1, 20, 135, 95, true)];
        check(&["hypertension"], early, &mixed, Quality::Controlled);
        let worse = [(2, 8, 120, 70, true), (1, 8, 150, 85, true)];
        check(&["hypertension"], early, &worse, Quality::NotControlled);
    }

    #[test]
    fn pregnancy_excludes() {
        let pregnant = Person { pregnant: true, ..person(&["hypertension"], "1990-01-01") };
        let found = figures(&pregnant, 30, &values(&[(1, 8, 120, 70, true)]));
        assert_eq!(found.quality, Quality::Excluded);
    }

    #[test]
    fn a_pressure_alone_is_no_measurement() {
        let mut alone = values(&[(1, 8, 120, 70, true), (1, 9, 125, 75, true)]);
        alone.remove(1);
        let found = figures(&person(&[], ""), 30, &alone);
        assert_eq!((found.measured, found.sum_milli), (1, (125_000, 75_000)));
    }
}
