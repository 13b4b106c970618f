//! A person as a line of text, for tables.

use std::collections::BTreeSet;
use std::sync::Arc;

use vitals::{
    BloodPressure, Consciousness, Flags, Glucose, HeardAt, Known, Measurement, Origin, Pressure,
    PulseRate, Reading, ReadingId, RespirationRate, Spo2, TakenAt, Temperature, VitalSign, Weight,
};

use crate::baseline::Baselines;
use crate::fact::{Answer, Answers, CarePlan, PersonalLimit, Scheduled, Spo2Scale};
use crate::held::Held;
use crate::rules::Scene;

/// Noon of a day.
const NOW_MS: i64 = (20_000 * 24 + 12) * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

/// One person's facts as of noon.
#[derive(Default)]
pub(super) struct Person {
    held: Held,
    baselines: Baselines,
    plan: CarePlan,
    answered: Vec<(ReadingId, Answers)>,
    facts: u64,
}

impl Person {
    /// A person of whom a line tells, fact by fact.
    ///
    /// `spo2 92` measured now; `spo2 92 @20m` 20 minutes (`h`, `d`) ago; `daily spo2 95 x7` on each of the
    /// seven days before; `yes copd breathless,…` and `no copd …` answered; `answer ketones ketone 1.5`;
    /// and of the care plan `condition copd`, `medicine insulin`, `age 70`, `scale 2`, `on oxygen`,
    /// `pregnant`, `discharged 3d`, `schedule weight 24`, `limit O2-1 urgent 90`.
    pub(super) fn of(line: &str) -> Self {
        let mut person = Self::default();
        for fact in line.split(';').map(str::trim).filter(|fact| !fact.is_empty()) {
            let (fact, at_ms) = match fact.split_once('@') {
                Some((fact, ago)) => (fact, NOW_MS - duration_ms(ago.trim())),
                None => (fact, NOW_MS),
            };
            let words: Vec<&str> = fact.split_whitespace().collect();
            person.learn(&words, at_ms);
        }
        person.answered.sort_by_key(|(_, answers)| answers.answered_at);
        person
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            at: TakenAt::from_unix_ms(NOW_MS),
            held: &self.held,
            baselines: &self.baselines,
            plan: &self.plan,
            answered: &self.answered,
        }
    }

    fn learn(&mut self, words: &[&str], at_ms: i64) {
        let plan = &mut self.plan;
        match words {
            ["condition", name] => drop(plan.conditions.insert((*name).into())),
            ["medicine", name] => drop(plan.medicines.insert((*name).into())),
            ["age", years] => plan.born_day = Some(20_000 - number::<i32>(years) * 366),
            ["scale", "2"] => plan.spo2_scale = Spo2Scale::Two,
            ["on", "oxygen"] => plan.supplemental_oxygen = Some(true),
            ["pregnant"] => plan.pregnant = true,
            ["discharged", ago] => {
                plan.discharged_at = Some(TakenAt::from_unix_ms(NOW_MS - duration_ms(ago)));
            }
            ["schedule", name, hours] => {
                plan.schedule.push(Scheduled { sign: sign(name), every_hours: number(hours) });
            }
            ["limit", rule, name, value] => plan.limits.push(PersonalLimit {
                rule: (*rule).into(),
                name: (*name).into(),
                milli: (number::<f64>(value) * 1000.0) as i32,
                by: "Dr Evans".into(),
                reason: "usual".into(),
                until: None,
            }),
            ["yes", questionnaire, items] => self.answer(at_ms, questionnaire, items, &Answer::Yes),
            ["no", questionnaire, items] => self.answer(at_ms, questionnaire, items, &Answer::No),
            ["answer", questionnaire, item, value] => {
                let milli = Answer::Milli((number::<f64>(value) * 1000.0) as i32);
                self.answer(at_ms, questionnaire, item, &milli);
            }
            ["daily", name, values, days] => {
                let values: Vec<&str> = values.split(',').collect();
                for day in 1..=number::<i64>(days.trim_start_matches('x')) {
                    let value = values[day as usize % values.len()];
                    self.measure(at_ms - day * 24 * HOUR_MS, name, value);
                }
            }
            [name, value] => self.measure(at_ms, name, value),
            _ => panic!("{words:?} is no fact"),
        }
    }

    fn answer(&mut self, at_ms: i64, questionnaire: &str, items: &str, answer: &Answer) {
        let items = items.split(',').map(|item| (Arc::from(item), answer.clone())).collect();
        self.facts += 1;
        let answers = Answers {
            answered_at: TakenAt::from_unix_ms(at_ms),
            questionnaire: questionnaire.into(),
            items,
        };
        self.answered.push((ReadingId { offset: self.facts, index: 0 }, answers));
    }

    fn measure(&mut self, at_ms: i64, name: &str, value: &str) {
        self.facts += 1;
        let (measurement, irregular_pulse) = measurement(name, value);
        let reading = Reading {
            device: "d-1".parse().unwrap(),
            slot: None,
            taken_at: TakenAt::from_unix_ms(at_ms),
            heard_at: HeardAt::from_unix_ms(at_ms),
            origin: Origin::Device,
            measurement,
            flags: Flags { irregular_pulse, ..Flags::default() },
        };
        self.held.insert(ReadingId { offset: self.facts, index: 0 }, &reading, |_, _| {});
    }
}

/// A measurement, and whether the monitor found the pulse irregular.
fn measurement(name: &str, value: &str) -> (Measurement, bool) {
    let pressures = |text: &str| {
        let (systolic, diastolic) = text.split_once('/').unwrap();
        let [systolic, diastolic] =
            [systolic, diastolic].map(|mmhg| Pressure::from_mmhg(number(mmhg)).unwrap());
        Measurement::BloodPressure(BloodPressure::new(systolic, diastolic, None).unwrap())
    };
    let measured = match (name, value) {
        ("bp", _) => pressures(value),
        ("rhythm", _) => return (pressures("120/75"), value == "irregular"),
        ("spo2", _) => Measurement::Oximetry(Spo2::from_percent(number(value)).unwrap(), None),
        ("pulse", _) => {
            Measurement::HeartRate(PulseRate::from_bpm(number(value)).unwrap(), Vec::new())
        }
        ("respiration", _) => {
            Measurement::Respiration(RespirationRate::from_per_minute(number(value)).unwrap())
        }
        ("temperature", _) => {
            Measurement::Temperature(Temperature::from_celsius(number(value)).unwrap())
        }
        ("weight", _) => Measurement::Weight(Weight::from_kilograms(number(value)).unwrap()),
        ("glucose", "LO") => Measurement::GlucoseMeter(Known::Below),
        ("glucose", "HI") => Measurement::GlucoseMeter(Known::Above),
        ("glucose", _) => {
            Measurement::GlucoseMeter(Known::Value(Glucose::from_mg_dl(number(value)).unwrap()))
        }
        ("oxygen", _) => Measurement::SupplementalOxygen(value == "yes"),
        ("acvpu", _) => {
            let letter = value.chars().next().unwrap();
            Measurement::Consciousness(Consciousness::from_letter(letter).unwrap())
        }
        _ => panic!("{name} is not measured"),
    };
    (measured, false)
}

fn sign(name: &str) -> VitalSign {
    match name {
        "weight" => VitalSign::Weight,
        "bp" => VitalSign::Systolic,
        "spo2" => VitalSign::Spo2,
        "glucose" => VitalSign::Glucose,
        "temperature" => VitalSign::Temperature,
        "pulse" => VitalSign::Pulse,
        _ => panic!("{name} is not scheduled here"),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

fn duration_ms(text: &str) -> i64 {
    let (number_text, unit) = text.split_at(text.len() - 1);
    let unit_ms = match unit {
        "m" => 60_000,
        "h" => HOUR_MS,
        "d" => 24 * HOUR_MS,
        _ => panic!("{text} is no duration"),
    };
    number::<i64>(number_text) * unit_ms
}

#[test]
fn a_line_makes_a_person() {
    let person = Person::of("spo2 92 @20m; spo2 91; condition copd; age 70; daily weight 70,71 x6");
    assert_eq!(person.held.samples(VitalSign::Spo2).len(), 2);
    assert_eq!(person.held.samples(VitalSign::Weight).len(), 6);
    assert_eq!(person.plan.conditions, BTreeSet::from(["copd".into()]));
}
