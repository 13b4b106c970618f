//! The floor: the least that any program has to do for the same frames, on one thread.
//!
//! Check and decode, keep the newest values of each person in a hash map, score, and append the
//! bytes to a buffered file. No sync, no repetitions, no alerts, no acknowledgement, no screen.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use risk_engine::news2::{self, Observation};
use vitals::GatewayId;
use wire::{Body, Frame, Quantity};

use crate::household::Household;

/// Does the floor's work; gives how many readings it has scored.
pub fn run<'a>(
    frames: impl Iterator<Item = (&'a Household, &'a [u8])>,
    path: &Path,
) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut latest: HashMap<GatewayId, Observation> = HashMap::new();
    let mut scored = 0;
    for (home, bytes) in frames {
        let frame = Frame::decode(bytes, &home.key)?;
        let person = latest.entry(frame.gateway).or_default();
        for reading in &frame.readings {
            take(person, &reading.body);
            black_box(news2::score(person));
            scored += 1;
        }
        file.write_all(bytes)?;
    }
    file.flush()?;
    Ok(scored)
}

fn take(person: &mut Observation, body: &Body) {
    let milli = |quantity: &Quantity| match quantity {
        Quantity::Milli(milli) => Some(*milli),
        _ => None,
    };
    match body {
        Body::Oximetry { spo2, pulse } => {
            person.spo2_milli_percent = milli(spo2);
            person.pulse_milli_bpm = milli(pulse);
        }
        Body::BloodPressure { systolic, pulse, .. } => {
            person.systolic_milli_mmhg = milli(systolic);
            person.pulse_milli_bpm = milli(pulse);
        }
        Body::HeartRate { rate, .. } => person.pulse_milli_bpm = milli(rate),
        Body::Respiration { rate } => person.respiration_milli = milli(rate),
        Body::Temperature { temperature } => {
            person.temperature_milli_celsius = milli(temperature);
        }
        Body::SupplementalOxygen { on } => person.supplemental_oxygen = Some(*on),
        Body::Weight { .. }
        | Body::GlucoseMeter { .. }
        | Body::GlucoseCgm { .. }
        | Body::Consciousness { .. } => {}
    }
}
