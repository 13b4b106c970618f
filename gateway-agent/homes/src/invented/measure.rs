//! What a monitor makes of a body: rounding, jitter between two measurements, and its failures.

use std::ops::Range;

use super::ZONE;
use super::body::{Body, Illness, State};
use crate::civil::{DAY, HOUR, MINUTE, zone_offset_min};
use crate::dice::Dice;
use crate::monitor::MonitorKind;
use crate::sample::{Cuff, Sample, strip};

/// A body within reach of its monitors.
#[derive(Debug)]
pub(super) struct Measurer {
    dice: Dice,
    body: Body,
}

impl Measurer {
    pub(super) fn new(dice: Dice, body: Body) -> Self {
        Self { dice, body }
    }

    /// The illnesses that begin within a span.
    pub(super) fn illnesses(&self, span: &Range<i64>) -> Vec<Illness> {
        self.body.illnesses(span)
    }

    /// What one use of a monitor gives, each part with how many ms after the first it comes.
    pub(super) fn measure(&self, kind: MonitorKind, at_ms: i64) -> Vec<(i64, Sample)> {
        let local_ms = at_ms + i64::from(zone_offset_min(ZONE, at_ms)) * MINUTE;
        let hour = local_ms.rem_euclid(DAY) as f64 / HOUR as f64;
        let state = self.body.at(at_ms, hour);
        let one = |sample| vec![(0, sample)];
        match kind {
            MonitorKind::Cuff => one(Sample::Cuff(self.cuff(&state, at_ms))),
            MonitorKind::Oximeter => one(self.oximeter(&state, at_ms)),
            MonitorKind::Thermometer => one(Sample::Celsius(self.celsius(&state, at_ms))),
            MonitorKind::Scale => one(Sample::Kilograms(self.kilograms(&state, at_ms))),
            MonitorKind::Belt => self.belt(&state, at_ms),
            MonitorKind::GlucoseMeter => one(self.meter(&state, at_ms)),
            MonitorKind::Cgm => one(Sample::CgmMgDl(self.sensor(&state, at_ms))),
            MonitorKind::App => vec![
                (0, Sample::Respiration(state.respiration.round())),
                (1, Sample::Consciousness(state.letter)),
                (2, Sample::Oxygen(state.on_oxygen)),
            ],
        }
    }

    fn cuff(&self, state: &State, at_ms: i64) -> Cuff {
        if self.fails("cuff fails", at_ms, CUFF_FAILS) {
            return Cuff::failed();
        }
        Cuff {
            systolic: self.read(state.systolic, "systolic", at_ms, 4.0),
            diastolic: self.read(state.diastolic, "diastolic", at_ms, 3.0),
            pulse: Some(self.read(state.pulse, "cuff pulse", at_ms, 3.0)),
            moved: self.fails("moved", at_ms, MOVED),
            irregular: self.body.is_irregular() && self.dice.chance("irregular", at_ms, 0.7),
        }
    }

    fn oximeter(&self, state: &State, at_ms: i64) -> Sample {
        if self.fails("weak signal", at_ms, WEAK_SIGNAL) {
            return Sample::Oximetry { spo2: f64::NAN, pulse: Some(f64::NAN), weak_signal: true };
        }
        let spo2 = self.read(state.spo2, "oximeter", at_ms, 0.7).min(100.0);
        let pulse = self.read(state.pulse, "oximeter pulse", at_ms, 3.0);
        Sample::Oximetry { spo2, pulse: Some(pulse), weak_signal: false }
    }

    /// Now and then the thermometer measures the room.
    fn celsius(&self, state: &State, at_ms: i64) -> f64 {
        let room = self.fails("measures the room", at_ms, MEASURES_THE_ROOM);
        let celsius =
            if room { self.dice.within("room", at_ms, 17.0, 24.0) } else { state.temperature };
        (celsius * 10.0).round() / 10.0
    }

    fn kilograms(&self, state: &State, at_ms: i64) -> f64 {
        if self.fails("stepped off", at_ms, STEPPED_OFF) {
            return f64::NAN;
        }
        (state.weight * 10.0).round() / 10.0
    }

    /// A strip of a minute.
    fn belt(&self, state: &State, at_ms: i64) -> Vec<(i64, Sample)> {
        let spread = if self.body.is_irregular() { 0.35 } else { 0.06 };
        let mean_ms = 60_000.0 / state.pulse;
        let beats = state.pulse.round() as i64;
        let intervals: Vec<f64> = (0..beats)
            .map(|beat| mean_ms * (1.0 + spread * self.dice.bell("beat", at_ms + beat)))
            .collect();
        strip(state.pulse.round(), &intervals)
    }

    fn meter(&self, state: &State, at_ms: i64) -> Sample {
        if self.fails("control solution", at_ms, CONTROL_SOLUTION) {
            return Sample::MeterControlMgDl(self.read(120.0, "control", at_ms, 6.0));
        }
        let mg_dl = self.read(state.glucose, "meter", at_ms, 8.0).max(30.0);
        Sample::MeterMmolL((mg_dl / vitals::Glucose::MG_DL_PER_MMOL_L * 10.0).round() / 10.0)
    }

    fn sensor(&self, state: &State, at_ms: i64) -> f64 {
        if self.fails("sensor fails", at_ms, SENSOR_FAILS) {
            return f64::NAN;
        }
        self.read(state.glucose, "sensor", at_ms, 4.0).max(40.0)
    }

    /// A whole number near the truth. Who is in a story is read exactly.
    fn read(&self, truth: f64, subject: &str, at_ms: i64, jitter: f64) -> f64 {
        let exact = self.body.story().is_some();
        (truth + if exact { 0.0 } else { jitter * self.dice.bell(subject, at_ms) }).round()
    }

    fn fails(&self, how: &str, at_ms: i64, probability: f64) -> bool {
        self.body.story().is_none() && self.dice.chance(how, at_ms, probability)
    }
}

/// How often monitors fail, as a share of their uses.
const CUFF_FAILS: f64 = 0.015;
const MOVED: f64 = 0.03;
const WEAK_SIGNAL: f64 = 0.01;
const MEASURES_THE_ROOM: f64 = 0.005;
const STEPPED_OFF: f64 = 0.005;
const CONTROL_SOLUTION: f64 = 0.005;
const SENSOR_FAILS: f64 = 0.003;
