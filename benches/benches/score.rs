//! How many NEWS2 scores, and how many priorities, does one thread give per second?

use std::hint::black_box;
use std::time::Instant;

use benches::runs::Runs;
use risk_engine::fact::CarePlan;
use risk_engine::held::Held;
use risk_engine::news2::{self, Observation};
use risk_engine::priority;
use vitals::{
    BloodPressure, Consciousness, Flags, HeardAt, Measurement, Origin, Pressure, PulseRate,
    Reading, ReadingId, RespirationRate, Spo2, TakenAt, Temperature,
};

const PEOPLE: i32 = 4_096;
const ROUNDS: usize = 1_000;
const RUNS: usize = 7;

fn main() {
    news2_alone();
    priorities();
}

/// Priorities of people with three days of hourly signs.
fn priorities() {
    let plan = CarePlan::default();
    let people: Vec<Held> = (0..64).map(watched).collect();
    let as_of = TakenAt::from_unix_ms(72 * 3_600_000);
    let mut costs = Runs::default();
    for _ in 0..RUNS {
        let started = Instant::now();
        for _ in 0..200 {
            for held in black_box(&people) {
                black_box(priority::priority(priority::built_in(), held, &plan, as_of));
            }
        }
        costs.add(started.elapsed().as_secs_f64() * 1e6 / (200 * people.len()) as f64);
    }
    println!(
        "score: priority over 72 hours of 6 signs, one thread, µs each, least / median / most of {RUNS}: {costs:.2}"
    );
}

/// Hourly values of one person that wander within a band.
fn watched(number: i32) -> Held {
    let mut held = Held::default();
    for hour in 0..72 {
        let milli = |low: i32, span: i32| 1_000 * (low + (number * 31 + hour * 17) % span);
        // All values lie within their ranges.
        let mmhg = |low, span| Pressure::from_milli_mmhg(milli(low, span)).expect("in range");
        let cuff = BloodPressure::new(mmhg(110, 40), mmhg(60, 20), None).expect("in order");
        let measurements = [
            Measurement::BloodPressure(cuff),
            Measurement::Respiration(
                RespirationRate::from_milli_per_minute(milli(12, 12)).expect("in range"),
            ),
            Measurement::Oximetry(
                Spo2::from_milli_percent(milli(90, 10)).expect("in range"),
                Some(PulseRate::from_milli_bpm(milli(60, 50)).expect("in range")),
            ),
            Measurement::Temperature(
                Temperature::from_milli_celsius(milli(36, 3)).expect("in range"),
            ),
        ];
        for (index, measurement) in (0..).zip(measurements) {
            let id = ReadingId { offset: hour as u64, index };
            let at = i64::from(hour) * 3_600_000;
            let reading = Reading {
                device: "monitor".parse().expect("a safe id"),
                slot: None,
                taken_at: TakenAt::from_unix_ms(at),
                heard_at: HeardAt::from_unix_ms(at),
                origin: Origin::Device,
                measurement,
                flags: Flags::default(),
            };
            held.insert(id, &reading, |_, _| {});
        }
    }
    held
}

fn news2_alone() {
    let people: Vec<Observation> = (0..PEOPLE).map(observation).collect();
    let mut rates = Runs::default();
    for _ in 0..RUNS {
        let started = Instant::now();
        for _ in 0..ROUNDS {
            for person in black_box(&people) {
                black_box(news2::score(person));
            }
        }
        let scores = people.len() * ROUNDS;
        rates.add(scores as f64 / 1e6 / started.elapsed().as_secs_f64());
    }
    println!(
        "score: NEWS2, one thread, million scores/s, least / median / most of {RUNS}: {rates:.1}"
    );
}

/// One in eight parts is missing, and the rest is spread over all bands.
fn observation(number: i32) -> Observation {
    let part = |turn: i32, low: i32, span: i32| {
        let spread = (number + turn * 977) * 7_919 % span;
        ((number >> turn) % 8 != 7).then_some(1_000 * low + spread * 1_000)
    };
    Observation {
        respiration_milli: part(0, 6, 24),
        spo2_milli_percent: part(1, 86, 15),
        supplemental_oxygen: Some(number % 5 == 0),
        systolic_milli_mmhg: part(2, 80, 150),
        pulse_milli_bpm: part(3, 35, 110),
        consciousness: Some(if number % 16 == 0 {
            Consciousness::Confused
        } else {
            Consciousness::Alert
        }),
        temperature_milli_celsius: part(4, 34, 7),
        ..Observation::default()
    }
}
