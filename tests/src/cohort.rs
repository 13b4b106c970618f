//! An invented cohort: readings, plans, contacts and alerts out of a seed, for figures that are checked.

use std::collections::HashMap;

use cohort::billing::Programme;
use cohort::burden::{Alert, Automated, Verdict};
use cohort::claims::Contact;
use cohort::day::DAY_MS;
use cohort::person::{Due, Gravity, Person, Plan};
use cohort::stays::{Leaving, Stay, StayKind};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use risk_engine::held::Reach;
use store::readings::ReadingRow;
use vitals::{HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

/// A cohort and everything that its figures are made of.
pub struct Cohort {
    /// The people.
    pub people: Vec<Person>,
    /// Their readings.
    pub readings: Vec<ReadingRow>,
    /// What was signed for each, in the order of the people.
    pub contacts: Vec<Vec<Contact>>,
    /// Their alerts.
    pub alerts: Vec<Alert>,
    /// What automation ended.
    pub automated: Vec<Automated>,
    /// Their stays in hospital.
    pub stays: HashMap<String, Vec<Stay>>,
}

const ZONES: [&str; 6] = [
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
];
const CONDITIONS: [&str; 5] = ["hypertension", "heart_failure", "copd", "diabetes", "rare_thing"];
const HOUR_MS: i64 = 3_600_000;

impl Cohort {
    /// So many people over so many days up to `now_ms`.
    pub fn invented(people: usize, days: i64, now_ms: i64, seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut cohort = Self {
            people: Vec::new(),
            readings: Vec::new(),
            contacts: Vec::new(),
            alerts: Vec::new(),
            automated: Vec::new(),
            stays: HashMap::new(),
        };
        for number in 0..people {
            cohort.add(number, days, now_ms, &mut dice);
        }
        cohort
    }

    fn add(&mut self, number: usize, days: i64, now_ms: i64, dice: &mut StdRng) {
        let id = format!("p-{number:05}");
        let enrolled_ms = now_ms - dice.random_range(0..days * DAY_MS);
        self.people.push(person(&id, number, enrolled_ms, now_ms, dice));
        let patient: PatientId = id.parse().expect("an id");
        // One in twelve never measures, one in six stops at some time.
        let stops = if dice.random_ratio(1, 6) { dice.random_range(0..days) } else { 0 };
        if !dice.random_ratio(1, 12) {
            let habit = Habit {
                every: dice.random_range(1..4),
                often: dice.random_range(1..3),
                typed: dice.random_range(0..4),
            };
            let high = dice.random_range(-25..25);
            for back in (stops..days).filter(|back| back % habit.every == 0) {
                self.measure(&patient, now_ms - back * DAY_MS, &habit, high, dice);
            }
        }
        if number.is_multiple_of(5) {
            self.sense(&patient, number, now_ms, dice);
        }
        self.contacts.push(contacts(now_ms, dice));
        self.alert(&id, days, now_ms, dice);
        self.stays.insert(id, stays(days, now_ms, dice));
    }

    fn measure(
        &mut self,
        patient: &PatientId,
        day_ms: i64,
        habit: &Habit,
        high: i32,
        dice: &mut StdRng,
    ) {
        for _ in 0..habit.often {
            if dice.random_ratio(1, 6) {
                continue;
            }
            // Some of it is dated after now.
            let taken_ms = day_ms - dice.random_range(-2 * HOUR_MS..20 * HOUR_MS);
            let origin =
                if dice.random_ratio(habit.typed, 6) { Origin::Typed } else { Origin::Device };
            let systolic = 126 + high + dice.random_range(-15..16);
            let diastolic = 78 + high / 2 + dice.random_range(-9..10);
            let offset = self.readings.len() as u64;
            let mut values = vec![(VitalSign::Systolic, systolic * 1000)];
            if !dice.random_ratio(1, 30) {
                values.push((VitalSign::Diastolic, diastolic * 1000));
            }
            if dice.random_ratio(1, 3) {
                values = vec![(VitalSign::Weight, 70_000 + dice.random_range(-900..900))];
            }
            for (sign, milli) in values {
                let reach = if dice.random_ratio(1, 60) { Reach::Above } else { Reach::Within };
                self.readings.push(row(patient, offset, sign, milli, reach, origin, taken_ms));
            }
        }
    }

    /// Glucose: of some by a sensor, now and then one that is off for days, of others by a meter alone.
    fn sense(&mut self, patient: &PatientId, number: usize, now_ms: i64, dice: &mut StdRng) {
        let is_sensor = !number.is_multiple_of(3);
        let pace_ms = if is_sensor { [5, 15][number % 2] * 60_000 } else { 6 * HOUR_MS };
        let (mean, swing) = (dice.random_range(80..220), dice.random_range(5..90));
        let off_days = if dice.random_ratio(1, 3) { dice.random_range(1..10) } else { 0 };
        let mut at_ms = now_ms - dice.random_range(1..25 * DAY_MS);
        let mut mg_dl = mean;
        while at_ms < now_ms - off_days * DAY_MS {
            mg_dl =
                (mg_dl + dice.random_range(-swing..=swing)).clamp(mean - 100, mean + 150).max(30);
            let reach = match dice.random_range(0..200) {
                0 => Reach::Below,
                1 => Reach::Above,
                _ => Reach::Within,
            };
            let milli = (f64::from(mg_dl) * 10_000_000.0 / 180_156.0).round() as i32;
            let offset = self.readings.len() as u64;
            let origin = if is_sensor { Origin::Device } else { Origin::Typed };
            let row = row(patient, offset, VitalSign::Glucose, milli, reach, origin, at_ms);
            let device = if is_sensor { "sensor-1" } else { "meter-1" }.parse().expect("an id");
            self.readings.push(ReadingRow { device, ..row });
            // Some values don't come through.
            at_ms += pace_ms * if dice.random_ratio(1, 25) { dice.random_range(2..40) } else { 1 };
        }
        // A finger stick beside it.
        for back in 0..20 {
            let offset = self.readings.len() as u64;
            let at_ms = now_ms - back * DAY_MS - dice.random_range(0..DAY_MS);
            let (sign, milli) = (VitalSign::Glucose, dice.random_range(3_000..15_000));
            let row = row(patient, offset, sign, milli, Reach::Within, Origin::Device, at_ms);
            let device = "meter-1".parse().expect("an id");
            self.readings.push(ReadingRow { device, ..row });
        }
    }

    fn alert(&mut self, id: &str, days: i64, now_ms: i64, dice: &mut StdRng) {
        for _ in 0..dice.random_range(0..6) {
            let raised_ms = now_ms - dice.random_range(0..days * DAY_MS);
            let seen = dice.random_ratio(3, 4);
            let verdicts = [Verdict::ActedOn, Verdict::NothingToDo, Verdict::NotTrue];
            self.alerts.push(Alert {
                patient: id.into(),
                problem: ["oxygen_low", "weight_gain"][dice.random_range(0..2)].into(),
                rule: ["O2-1", "HF-1", "NEWS2"][dice.random_range(0..3)].into(),
                gravity: gravity(dice),
                raised_ms,
                seen_ms: seen.then(|| raised_ms + dice.random_range(0..9_000_000)),
                result: (seen && dice.random_ratio(1, 2))
                    .then(|| *verdicts.choose(dice).expect("three")),
            });
        }
        for _ in 0..dice.random_range(0..8) {
            let at_ms = now_ms - dice.random_range(0..days * DAY_MS);
            self.automated.push(Automated { patient: id.into(), at_ms });
        }
    }
}

/// How somebody measures: each so many days, so often, and so many of six typed.
struct Habit {
    every: i64,
    often: i32,
    typed: u32,
}

fn person(id: &str, number: usize, enrolled_ms: i64, now_ms: i64, dice: &mut StdRng) -> Person {
    let hours = [1, 5, 12, 24, 24, 24, 36, 48, 168];
    let mut plan = |from_ms| {
        let mut schedule = Vec::new();
        for sign in ["systolic", "weight", "spo2"] {
            if dice.random_ratio(1, 3) {
                let every_hours = *hours.choose(dice).expect("some");
                schedule.push(Due { sign: sign.into(), every_hours });
            }
        }
        Plan { from_ms, schedule }
    };
    let changed_ms = enrolled_ms + (now_ms - enrolled_ms) / 2;
    let mut plans = vec![plan(enrolled_ms)];
    if number.is_multiple_of(3) {
        plans.push(plan(changed_ms));
    }
    if number.is_multiple_of(7) {
        // Said again, and nothing new.
        let again = plans.last().expect("one").schedule.clone();
        plans.push(Plan { from_ms: changed_ms + DAY_MS, schedule: again });
    }
    let mut conditions: Vec<String> = Vec::new();
    for (place, condition) in CONDITIONS.iter().enumerate() {
        if dice.random_ratio([12, 6, 5, 4, 1][place], 20) && (place < 4 || number < 40) {
            conditions.push((*condition).into());
        }
    }
    if dice.random_ratio(1, 25) {
        conditions.push("hospice".into());
    }
    let born = format!(
        "{}-{:02}-{:02}",
        dice.random_range(1935..2012),
        dice.random_range(1..13),
        dice.random_range(1..29)
    );
    Person {
        patient: id.into(),
        conditions,
        born: if dice.random_ratio(1, 20) { None } else { born.parse().ok() },
        zone: ZONES[number % ZONES.len()].into(),
        pregnant: dice.random_ratio(1, 30),
        plans,
        open: dice.random_ratio(1, 5).then(|| gravity(dice)),
        open_alerts: dice.random_range(0..3),
        // Nobody, some hundreds, and a few whose figures aren't told.
        team: ["North", "South", "", "Night"][if number < 4 { 3 } else { number % 3 }].into(),
        site: ["Riverside", "Hill"][number % 2].into(),
        programme: match number % 9 {
            4 => Programme::TherapyRespiratory,
            7 => Programme::TherapyCognitive,
            _ => Programme::Physiologic,
        },
    }
}

fn gravity(dice: &mut StdRng) -> Gravity {
    *[Gravity::Review, Gravity::Urgent, Gravity::Emergency].choose(dice).expect("three")
}

fn contacts(now_ms: i64, dice: &mut StdRng) -> Vec<Contact> {
    let of = |dice: &mut StdRng| Contact {
        began_ms: now_ms - dice.random_range(0..40 * DAY_MS),
        minutes: dice.random_range(1..50),
        live: dice.random_ratio(1, 2),
        interpretation: dice.random_ratio(1, 4),
    };
    (0..dice.random_range(0..5)).map(|_| of(dice)).collect()
}

/// Some of them a few days after one another, some at once as they can't be.
fn stays(days: i64, now_ms: i64, dice: &mut StdRng) -> Vec<Stay> {
    let today = (now_ms / DAY_MS) as i32; // thousands of years fit
    let of = |dice: &mut StdRng| {
        let kinds =
            [StayKind::Unplanned, StayKind::Unplanned, StayKind::Planned, StayKind::Emergency];
        let ends = [
            Leaving::Home,
            Leaving::Home,
            Leaving::Transferred,
            Leaving::AgainstAdvice,
            Leaving::Died,
        ];
        let admitted = today - dice.random_range(0..days as i32 + 40);
        let left = (admitted + dice.random_range(0..15)).min(today);
        let kind = *kinds.choose(dice).expect("four");
        let is_over = kind == StayKind::Emergency || !dice.random_ratio(1, 12);
        let left = is_over.then(|| (left, *ends.choose(dice).expect("five")));
        Stay { kind, admitted, left }
    };
    (0..dice.random_range(0..4)).map(|_| of(dice)).collect()
}

fn row(
    patient: &PatientId,
    offset: u64,
    sign: VitalSign,
    milli: i32,
    reach: Reach,
    origin: Origin,
    taken_ms: i64,
) -> ReadingRow {
    ReadingRow {
        id: ReadingId { offset, index: 0 },
        patient: patient.clone(),
        device: "cuff-1".parse().expect("an id"),
        sign,
        milli,
        reach,
        origin,
        taken_at: TakenAt::from_unix_ms(taken_ms),
        heard_at: HeardAt::from_unix_ms(taken_ms),
        stored_at: StoredAt::from_unix_ms(taken_ms),
        gateway: None,
        incarnation: None,
        seq: None,
    }
}
