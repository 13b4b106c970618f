//! Everybody's figures out of a frame of readings, person by person.
//!
//! Some people are taken at a time, in the order of their ids: a segment holds its rows in that order, so what
//! of it belongs to others isn't unpacked, and memory holds so many people's values at most. How many they are
//! follows from how much the people before them have measured.

use std::collections::HashMap;

use polars::prelude::{Column, DataType, Engine, LazyFrame, PolarsError, col, lit};

use crate::adherence::{Adherence, Time, adherence, days_of};
use crate::billing::Programme;
use crate::cgm::CohortError;
use crate::day::{DAY_MS, Day, LocalClock};
use crate::glucose::{Glucose, OfPeople, OfPerson, glucose, of_devices};
use crate::person::{Gravity, Person, Plan};
use crate::pressure::{Pressure, pressure};
use crate::quiet::{Quiet, quiet};
use crate::values::{Sign, Value, of_people};

/// Of when figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Now, ms since 1970. What was taken later doesn't count yet.
    pub now_ms: i64,
    /// So many days on each person's wall, the last of them today.
    pub days: u16,
}

/// One person's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Whose.
    pub patient: String,
    /// Their conditions.
    pub conditions: Vec<String>,
    /// Since when they are cared for: enrolled, or measured first, whichever came first.
    pub since_ms: i64,
    /// Today on their wall.
    pub today: Day,
    /// When their newest reading was taken.
    pub last_ms: Option<i64>,
    /// What they did of what was due.
    pub adherence: Adherence,
    /// Their blood pressure.
    pub pressure: Pressure,
    /// Their continuous glucose; none without a sensor.
    pub glucose: Option<Glucose>,
    /// How silent they are.
    pub quiet: Quiet,
    /// The days on which a device sent anything, each once, as far back as readings were given.
    pub device_days: Vec<Day>,
    /// The first day ever on which a device sent anything.
    pub device_origin: Option<Day>,
    /// The days on which anything was measured, typed values too.
    pub days: Vec<Day>,
    /// The gravest alert that they have open.
    pub open: Option<Gravity>,
    /// How many they have open.
    pub open_alerts: u32,
    /// Which team looks after them; empty: none.
    pub team: String,
    /// At which site; empty: none.
    pub site: String,
    /// What is monitored, for whoever bills it.
    pub programme: Programme,
    /// The clock on their wall.
    pub clock: LocalClock,
}

/// Readings have to reach so many days back from today, for habits, and for periods of billing that ended
/// in the month before this one.
pub const LOOKBACK_DAYS: i64 = 95;

/// So many people are taken at a time at first …
const PEOPLE_AT_FIRST: usize = 200;
/// … and then as many as have about so many values, …
const VALUES_AT_A_TIME: usize = 4_000_000;
/// … but never more.
const PEOPLE_AT_A_TIME: usize = 4000;

/// What one person sent.
struct Sent<'a> {
    values: &'a [Value],
    /// Of their glucose, by device.
    glucose: OfPerson,
}

const COLUMNS: [&str; 8] =
    ["patient", "sign", "taken_at_ms", "milli", "reach", "origin", "offset", "index"];

impl Window {
    /// The moment from which readings are needed.
    pub fn since_ms(self) -> i64 {
        // A day more on each side, for zones that are ahead or behind.
        self.now_ms - (i64::from(self.days).max(LOOKBACK_DAYS) + 2) * DAY_MS
    }
}

/// The figures of these people, in the order of their ids. The frame has the columns of the readings store,
/// and nothing in it is withdrawn or there twice; `origins` says when a device first sent anything of whom.
pub fn figures(
    readings: &LazyFrame,
    people: &[Person],
    origins: &HashMap<String, i64>,
    window: Window,
) -> Result<Vec<Figures>, CohortError> {
    let mut people: Vec<&Person> = people.iter().collect();
    people.sort_unstable_by(|a, b| a.patient.cmp(&b.patient));
    let mut clocks = Clocks::new(origins, window);
    let mut all = Vec::with_capacity(people.len());
    let (mut rest, mut at_a_time) = (&*people, PEOPLE_AT_FIRST);
    while !rest.is_empty() {
        let (some, after) = rest.split_at(at_a_time.min(rest.len()));
        let ids: Vec<&str> = some.iter().map(|person| &*person.patient).collect();
        let readings = needed(readings, &ids, window);
        let values = values_of(&readings, &ids)?;
        let mut sensed = sensed(&readings, &ids, &values)?;
        for (person, values) in some.iter().zip(&values) {
            let sent = Sent { values, glucose: sensed.remove(&person.patient).unwrap_or_default() };
            all.push(of_one(person, sent, clocks.of(&person.zone), origins, window));
        }
        let each = values.iter().map(Vec::len).sum::<usize>() / some.len();
        at_a_time = (VALUES_AT_A_TIME / each.max(1)).clamp(1, PEOPLE_AT_A_TIME);
        rest = after;
    }
    Ok(all)
}

/// When a device first sent anything of each person, ms since 1970.
pub fn first_by_device(readings: &LazyFrame) -> Result<HashMap<String, i64>, CohortError> {
    let sent = readings.clone().filter(col("origin").eq(lit("device")));
    let first = sent.group_by([col("patient")]).agg([col("taken_at_ms").min()]);
    // Piece by piece: all readings are more than memory holds. One question has one answer.
    let first = first.collect_with_engine(Engine::Streaming)?.unwrap_single();
    let (patient, at) = (first.column("patient")?.str()?, first.column("taken_at_ms")?.i64()?);
    let both = patient.iter().zip(at.iter());
    Ok(both.filter_map(|(patient, at)| Some((patient?.to_owned(), at?))).collect())
}

/// What is needed of these people; `ids` are sorted.
fn needed(readings: &LazyFrame, ids: &[&str], window: Window) -> LazyFrame {
    let (first, last) = (ids.first().copied(), ids.last().copied());
    let patient = || col("patient");
    let wanted = patient()
        .gt_eq(lit(first.unwrap_or_default()))
        .and(patient().lt_eq(lit(last.unwrap_or_default())));
    let in_time = col("taken_at_ms")
        .gt_eq(lit(window.since_ms()))
        .and(col("taken_at_ms").lt_eq(lit(window.now_ms)));
    readings.clone().filter(wanted.and(in_time))
}

/// These people's values.
fn values_of(readings: &LazyFrame, ids: &[&str]) -> Result<Vec<Vec<Value>>, PolarsError> {
    let index = col("index").cast(DataType::UInt32);
    let frame = readings.clone().select(COLUMNS.map(col)).with_columns([index]);
    of_people(&frame.collect()?, ids)
}

/// What devices sent of the glucose of those among these people of whom there is any.
fn sensed(
    readings: &LazyFrame,
    ids: &[&str],
    values: &[Vec<Value>],
) -> Result<OfPeople, PolarsError> {
    let is_sent = |value: &Value| value.sign == Sign::GLUCOSE && value.by_device;
    let mut with = ids.iter().zip(values).filter(|(_, values)| values.iter().any(is_sent));
    let Some((first, _)) = with.next() else { return Ok(OfPeople::new()) };
    let last = with.next_back().map_or(first, |(last, _)| last);
    of_devices(readings, first, last)
}

fn of_one(
    person: &Person,
    Sent { values, glucose: devices }: Sent<'_>,
    clock: &LocalClock,
    origins: &HashMap<String, i64>,
    window: Window,
) -> Figures {
    let today = clock.day(window.now_ms);
    let first = values.first().map(|value| value.at_ms);
    let enrolled = person.plans.first().map(|plan| plan.from_ms);
    let since_ms = first.into_iter().chain(enrolled).min();
    let since_ms = since_ms.unwrap_or(window.now_ms - i64::from(window.days) * DAY_MS);
    let none = Plan { from_ms: since_ms, schedule: Vec::new() };
    let mut plans = person.distinct_plans();
    if plans.is_empty() {
        plans.push(&none);
    }
    let days = today + 1 - i32::from(window.days)..today + 1;
    let time = Time { clock, days, now_ms: window.now_ms, since_ms };
    let all_days = days_of(values.iter(), clock);
    Figures {
        patient: person.patient.clone(),
        conditions: person.conditions.clone(),
        since_ms,
        today,
        last_ms: values.last().map(|value| value.at_ms),
        adherence: adherence(values, &plans, &time),
        pressure: pressure(person, &plans, values, &time),
        glucose: glucose(person, devices, &time),
        quiet: quiet(&all_days, clock.day(since_ms), today, plans.last().copied()),
        device_days: days_of(values.iter().filter(|value| value.by_device), clock),
        device_origin: origins.get(&person.patient).map(|at| clock.day(*at)),
        days: all_days,
        open: person.open,
        open_alerts: person.open_alerts,
        team: person.team.clone(),
        site: person.site.clone(),
        programme: person.programme,
        clock: clock.clone(),
    }
}

/// The clock of each zone, made once.
struct Clocks {
    range: std::ops::Range<i64>,
    by_zone: HashMap<String, LocalClock>,
}

impl Clocks {
    fn new(origins: &HashMap<String, i64>, window: Window) -> Self {
        let first = origins.values().copied().min().unwrap_or(window.now_ms);
        let range = first.min(window.since_ms())..window.now_ms;
        Self { range, by_zone: HashMap::new() }
    }

    fn of(&mut self, zone: &str) -> &LocalClock {
        let range = self.range.clone();
        self.by_zone.entry(zone.to_owned()).or_insert_with(|| LocalClock::of(zone, range))
    }
}

/// A column of a table of figures.
pub(crate) fn column<T>(name: &str, values: Vec<T>) -> Column
where
    polars::prelude::Series: polars::prelude::NamedFrom<Vec<T>, [T]>,
{
    use polars::prelude::NamedFrom;
    polars::prelude::Series::new(name.into(), values).into()
}

#[cfg(test)]
pub(crate) mod tests {
    use polars::prelude::{DataFrame, IntoLazy};

    use super::*;
    use crate::person::Due;
    use crate::rate::Rate;

    /// Noon of 4 October 2024.
    const NOW_MS: i64 = 20_000 * DAY_MS + DAY_MS / 2;

    /// A person, so many days before now, a sign, a value and whether a device sent it.
    type Row = (&'static str, i64, &'static str, i32, bool);

    fn frame(rows: &[Row]) -> LazyFrame {
        let of = |get: fn(&Row) -> String| rows.iter().map(get).collect::<Vec<_>>();
        let columns = vec![
            column("patient", of(|row| row.0.into())),
            column("sign", of(|row| row.2.into())),
            column(
                "taken_at_ms",
                rows.iter().map(|row| NOW_MS - row.1 * DAY_MS).collect::<Vec<i64>>(),
            ),
            column("milli", rows.iter().map(|row| row.3).collect::<Vec<i32>>()),
            column("reach", of(|_| "within".into())),
            column("origin", of(|row| if row.4 { "device" } else { "typed" }.into())),
            column("device", of(|_| "d-1".into())),
            column("offset", rows.iter().map(|row| row.1 as u64).collect::<Vec<u64>>()),
            column("index", vec![0_u32; rows.len()]),
        ];
        DataFrame::new(rows.len(), columns).unwrap().lazy()
    }

    pub(crate) fn person(id: &str, schedule: &[&str]) -> Person {
        let due = |sign: &&str| Due { sign: (*sign).into(), every_hours: 24 };
        let schedule = schedule.iter().map(due).collect();
        Person {
            patient: id.into(),
            conditions: vec!["hypertension".into()],
            born: "1950-01-01".parse().ok(),
            zone: "Europe/London".into(),
            pregnant: false,
            plans: vec![Plan { from_ms: NOW_MS - 50 * DAY_MS, schedule }],
            open: None,
            open_alerts: 0,
            team: String::new(),
            site: String::new(),
            programme: Programme::Physiologic,
        }
    }

    /// Somebody who has done nothing, on 4 October 2024 in UTC.
    pub(crate) fn nobody() -> Figures {
        let (plans, conditions) = (Vec::new(), Vec::new());
        let person = Person { zone: "UTC".into(), plans, conditions, ..person("nobody", &[]) };
        let window = Window { now_ms: NOW_MS, days: 30 };
        let sent = Sent { values: &[], glucose: OfPerson::new() };
        of_one(&person, sent, &LocalClock::of("UTC", 0..NOW_MS), &HashMap::new(), window)
    }

    #[test]
    fn everybody_has_figures_measured_or_not_and_nobody_else() {
        let rows: [Row; 7] = [
            ("bob", 1, "weight", 80_000, true),
            ("ann", 2, "systolic", 120_000, true),
            ("ann", 2, "diastolic", 70_000, true),
            ("zoe", 1, "weight", 60_000, true),
            ("ann", 1, "weight", 60_000, false),
            ("bob", 200, "weight", 81_000, true),
            ("bob", -1, "weight", 82_000, true),
        ];
        let readings = frame(&rows);
        let origins = first_by_device(&readings).unwrap();
        let people = [person("cy", &["weight"]), person("bob", &["weight"]), person("ann", &[])];
        let window = Window { now_ms: NOW_MS, days: 5 };
        let found = figures(&readings, &people, &origins, window).unwrap();
        let ids: Vec<&str> = found.iter().map(|one| &*one.patient).collect();
        assert_eq!(ids, ["ann", "bob", "cy"]);
        let slots: Vec<Rate> = found.iter().map(|one| one.adherence.slots).collect();
        assert_eq!(slots, [Rate::of(2, 4), Rate::of(1, 4), Rate::of(0, 4)]);
        assert_eq!(found[0].adherence.by_device, Rate::of(1, 2));
        assert_eq!(found[1].last_ms, Some(NOW_MS - DAY_MS), "what is dated tomorrow waits");
        assert_eq!((found[1].device_origin, found[1].today), (Some(19_800), 20_000));
        assert_eq!((found[0].pressure.measured, found[1].pressure.measured), (1, 0));
        assert_eq!((found[2].quiet, found[2].last_ms), (Quiet::Silent, None));
        assert_eq!((found[0].days.len(), found[0].device_days.len()), (2, 1));
    }

    /// The people on both sides of where one piece ends and the next begins have what they did.
    #[track_caller]
    fn check_around(count: usize, edge: usize) {
        let ids: Vec<String> = (0..count).map(|number| format!("p-{number:04}")).collect();
        let people: Vec<Person> = ids.iter().map(|id| person(id, &["weight"])).collect();
        let both: [&'static str; 2] =
            [edge - 1, edge].map(|number| -> &'static str { ids[number].clone().leak() });
        let rows = both.map(|id| (id, 1, "weight", 1, true));
        let window = Window { now_ms: NOW_MS, days: 5 };
        let found = figures(&frame(&rows), &people, &HashMap::new(), window).unwrap();
        let done: Vec<&str> = found
            .iter()
            .filter(|one| one.adherence.slots.n == 1)
            .map(|one| &*one.patient)
            .collect();
        assert_eq!((found.len(), done.as_slice()), (count, both.as_slice()));
    }

    #[test]
    fn one_more_than_are_taken_at_a_time_is_no_different() {
        check_around(PEOPLE_AT_FIRST + 1, PEOPLE_AT_FIRST);
        let edge = PEOPLE_AT_FIRST + PEOPLE_AT_A_TIME;
        check_around(edge + 1, edge);
    }
}
