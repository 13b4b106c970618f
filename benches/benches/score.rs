//! How many NEWS2 scores per second does one thread give?

use std::hint::black_box;
use std::time::Instant;

use benches::runs::Runs;
use risk_engine::news2::{self, Observation};
use vitals::Consciousness;

const PEOPLE: i32 = 4_096;
const ROUNDS: usize = 1_000;
const RUNS: usize = 7;

fn main() {
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
