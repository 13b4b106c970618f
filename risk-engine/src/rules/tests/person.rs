//! A person made for a test.

use vitals::{
    BloodPressure, Consciousness, DeviceId, Flags, Glucose, HeardAt, Known, Measurement, Origin,
    Pressure, PulseRate, Reading, ReadingId, RespirationRate, Spo2, TakenAt, Temperature,
    VitalSign, Weight,
};

use crate::baseline::Baselines;
use crate::fact::{Answer, Answers, CarePlan};
use crate::held::{Held, SIGNS};
use crate::rules::Scene;

/// A person, whose time counts in minutes from noon of a Wednesday.
#[derive(Debug, Default)]
pub(super) struct Person {
    held: Held,
    baselines: Baselines,
    pub(super) plan: CarePlan,
    answered: Vec<(ReadingId, Answers)>,
    count: u64,
}

/// A moment, in minutes.
pub(super) fn at(minute: i64) -> TakenAt {
    // 2026-01-07 12:00 UTC.
    TakenAt::from_unix_ms(1_767_787_200_000 + minute * 60_000)
}

impl Person {
    fn id(&mut self) -> ReadingId {
        self.count += 1;
        ReadingId { offset: self.count, index: 0 }
    }

    fn insert(&mut self, minute: i64, measurement: Measurement) {
        let id = self.id();
        let reading = Reading {
            device: "d-1".parse::<DeviceId>().unwrap(),
            slot: None,
            taken_at: at(minute),
            heard_at: HeardAt::from_unix_ms(0),
            origin: Origin::Device,
            measurement,
            flags: Flags::default(),
        };
        self.held.insert(id, &reading, |_, _| {});
    }

    /// A glucose that the sensor couldn't tell.
    pub(super) fn beyond(&mut self, minute: i64, low: bool) {
        let known = if low { Known::Below } else { Known::Above };
        self.insert(minute, Measurement::GlucoseMeter(known));
    }

    /// A pair of pressures, thousandths of mmHg.
    pub(super) fn pressure(&mut self, minute: i64, systolic: i32, diastolic: i32) {
        let [systolic, diastolic] =
            [systolic, diastolic].map(|milli| Pressure::from_milli_mmhg(milli).unwrap());
        let pair = BloodPressure::new(systolic, diastolic, None).unwrap();
        self.insert(minute, Measurement::BloodPressure(pair));
    }

    /// A value in thousandths; a systolic pressure comes with a diastolic one that is fine.
    pub(super) fn measure(&mut self, minute: i64, sign: VitalSign, milli: i32) {
        let measurement = match sign {
            VitalSign::Spo2 => {
                Measurement::Oximetry(Spo2::from_milli_percent(milli).unwrap(), None)
            }
            VitalSign::Pulse => {
                Measurement::HeartRate(PulseRate::from_milli_bpm(milli).unwrap(), Vec::new())
            }
            VitalSign::Respiration => {
                Measurement::Respiration(RespirationRate::from_milli_per_minute(milli).unwrap())
            }
            VitalSign::Temperature => {
                Measurement::Temperature(Temperature::from_milli_celsius(milli).unwrap())
            }
            VitalSign::Weight => Measurement::Weight(Weight::from_grams(milli).unwrap()),
            VitalSign::Glucose => {
                Measurement::GlucoseMeter(Known::Value(Glucose::from_umol_l(milli).unwrap()))
            }
            VitalSign::Systolic => {
                return self.pressure(minute, milli, (milli - 10_000).clamp(20_000, 80_000));
            }
            VitalSign::Consciousness => {
                let letter = char::from(u8::try_from(milli).unwrap());
                Measurement::Consciousness(Consciousness::from_letter(letter).unwrap())
            }
            VitalSign::SupplementalOxygen => Measurement::SupplementalOxygen(milli != 0),
            VitalSign::Diastolic | VitalSign::Rhythm => unreachable!("comes with a pressure"),
        };
        self.insert(minute, measurement);
    }

    /// Answers to a questionnaire.
    pub(super) fn answer(&mut self, minute: i64, questionnaire: &str, items: &[(&str, Answer)]) {
        let id = self.id();
        let items = items.iter().map(|(question, answer)| ((*question).into(), answer.clone()));
        let answers = Answers {
            answered_at: at(minute),
            questionnaire: questionnaire.into(),
            items: items.collect(),
        };
        self.answered.push((id, answers));
    }

    pub(super) fn scene(&self, minute: i64) -> Scene<'_> {
        self.scene_at_ms(at(minute).unix_ms())
    }

    /// When the next fact after a minute was measured or answered.
    pub(super) fn next_after(&self, minute: i64) -> Option<TakenAt> {
        let samples = SIGNS.iter().flat_map(|sign| self.held.samples(*sign));
        let times = samples.map(|sample| sample.taken_at());
        let times = times.chain(self.answered.iter().map(|(_, answers)| answers.answered_at));
        times.filter(|time| *time > at(minute)).min()
    }

    pub(super) fn scene_at_ms(&self, ms: i64) -> Scene<'_> {
        Scene {
            at: TakenAt::from_unix_ms(ms),
            held: &self.held,
            baselines: &self.baselines,
            plan: &self.plan,
            answered: &self.answered,
        }
    }
}
