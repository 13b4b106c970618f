//! How many readings per second does the engine decide again, with 1 and with 2 workers, beside a
//! plain loop over the same people, without threads, channels or batches that travel?
//!
//! People with 8 readings a day, made as they are sent, a batch for each six hours and a tick after
//! it. `cargo bench --bench replay -- PATIENTS DAYS`; 10,000 and 90 is the question, 500 and 30 is
//! what fits a minute. Making the batches is measured apart and is part of neither figure's claim.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use crossbeam::channel;
use risk_engine::dataflow::{Batch, Decided, Engine, Input};
use risk_engine::fact::{Fact, PatientFact};
use risk_engine::outcome::Outcome;
use risk_engine::patient::{PatientState, Standards};
use risk_engine::rota::Rota;
use risk_engine::rules::RuleSet;
use risk_engine::timeline::RuleBook;
use risk_engine::trial::Chain;
use vitals::{
    BloodPressure, DeviceId, Flags, HeardAt, Measurement, Origin, PatientId, Pressure, PulseRate,
    Reading, ReadingId, Spo2, StoredAt, TakenAt,
};

const PER_DAY: u64 = 8;
const ROUND_MS: i64 = 6 * 3_600_000;

fn main() -> Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|of| of.parse().ok()).collect();
    let (patients, days) = match numbers.as_slice() {
        [patients, days] => (*patients, *days),
        _ => (500, 30),
    };
    let cohort = Cohort::of(patients)?;
    let readings = patients * days * PER_DAY;
    let started = Instant::now();
    let made: usize = cohort.batches(days).map(|batch| batch.inputs.len()).sum();
    let making = started.elapsed().as_secs_f64();
    println!("replay: {patients} people, {days} days, {readings} readings, {made} inputs");
    println!("making the batches: {making:.2} s");
    let (seconds, hash, outcomes) = plain(&cohort, days);
    let rate = readings as f64 / seconds;
    println!("plain loop: {seconds:.2} s, {rate:.0} readings/s, {outcomes} outcomes");
    let mut hashes = vec![hash];
    for workers in [1, 2] {
        let (seconds, hash, outcomes) = run(&cohort, days, workers, readings)?;
        let rate = readings as f64 / seconds;
        println!(
            "{workers} worker(s): {seconds:.2} s, {rate:.0} readings/s, {:.0} per core, {outcomes} outcomes",
            rate / workers as f64
        );
        hashes.push(hash);
    }
    ensure!(hashes.windows(2).all(|two| two[0] == two[1]), "the outcomes differ: {hashes:?}");
    println!("outcomes are equal, to the bit");
    Ok(())
}

fn run(cohort: &Cohort, days: u64, workers: usize, readings: u64) -> Result<(f64, [u8; 32], u64)> {
    let (tx, decided) = channel::unbounded();
    let mut engine = Engine::start(Arc::new(RuleSet::built_in()), workers, None, tx)?;
    let (mut chain, mut scored) = (Chain::default(), 0);
    let mut take = |decided: Decided| {
        scored += decided.scored;
        decided.outcomes.iter().for_each(|outcome| chain.add(outcome));
    };
    let started = Instant::now();
    for batch in cohort.batches(days) {
        engine.send(batch)?;
        decided.try_iter().for_each(&mut take);
    }
    drop(engine);
    decided.iter().for_each(&mut take);
    let seconds = started.elapsed().as_secs_f64();
    ensure!(scored == readings, "{scored} of {readings} scored");
    let (hash, outcomes) = chain.finish();
    Ok((seconds, hash, outcomes))
}

/// One thread, one map of people: each fact as it comes, and at a tick whoever has something due.
fn plain(cohort: &Cohort, days: u64) -> (f64, [u8; 32], u64) {
    let book = RuleBook::of(Arc::new(RuleSet::built_in()));
    let rota = Rota::default();
    let by = Standards { book: &book, rota: &rota, explain: true };
    let mut people: BTreeMap<PatientId, (PatientState, Option<StoredAt>)> = BTreeMap::new();
    let (mut chain, mut outcomes) = (Chain::default(), Vec::new());
    let started = Instant::now();
    for batch in cohort.batches(days) {
        for input in batch.inputs {
            match input {
                Input::Fact(fact) => {
                    let id = fact.patient.clone();
                    let unknown = || (PatientState::new(fact.patient.clone()), None);
                    let (state, due) = people.entry(id).or_insert_with(unknown);
                    state.observe(by, &fact, &mut outcomes);
                    *due = state.next_deadline(by);
                }
                Input::Tick(id, now) => {
                    for (state, due) in people.values_mut() {
                        if due.is_some_and(|due| due <= now) {
                            state.tick(by, id, now, &mut outcomes);
                            *due = state.next_deadline(by);
                        }
                    }
                }
                _ => {}
            }
        }
        // As the engine gives them: by cause, and then by person.
        outcomes.sort_by(|a: &Outcome, b| {
            (a.at, a.cause, &a.patient, a.place).cmp(&(b.at, b.cause, &b.patient, b.place))
        });
        outcomes.drain(..).for_each(|outcome| chain.add(&outcome));
    }
    let seconds = started.elapsed().as_secs_f64();
    let (hash, outcomes) = chain.finish();
    (seconds, hash, outcomes)
}

struct Cohort {
    patients: Vec<PatientId>,
    device: DeviceId,
}

impl Cohort {
    fn of(patients: u64) -> Result<Self> {
        let id = |number| format!("p-{number:05}").parse::<PatientId>().context("an id");
        Ok(Self { patients: (0..patients).map(id).collect::<Result<_>>()?, device: "d".parse()? })
    }

    /// A batch for each quarter of a day: two readings of everybody, then a tick.
    fn batches(&self, days: u64) -> impl Iterator<Item = Batch> + '_ {
        (0..days * PER_DAY / 2).map(move |round| {
            // Each reading is an entry of its own.
            let offset = 2 * round + 1;
            let at_ms = 1_700_000_000_000 + round as i64 * ROUND_MS;
            let mut inputs = Vec::with_capacity(self.patients.len() * 2 + 1);
            for (place, patient) in (0_u64..).zip(&self.patients) {
                for which in 0..2 {
                    let id = ReadingId { offset: offset + u64::from(which), index: 0 };
                    let taken_ms = at_ms - 600_000 + i64::from(which) * 60_000;
                    let fact = Fact::Read(self.reading(place, round, which, taken_ms));
                    let (stored_at, patient) = (StoredAt::from_unix_ms(at_ms), patient.clone());
                    inputs.push(Input::Fact(PatientFact { id, stored_at, patient, fact }));
                }
            }
            let id = ReadingId { offset: offset + 1, index: u16::MAX };
            inputs.push(Input::Tick(id, StoredAt::from_unix_ms(at_ms)));
            Batch { inputs, upto: offset + 2, ..Batch::default() }
        })
    }

    fn reading(&self, place: u64, round: u64, which: u32, taken_ms: i64) -> Reading {
        // A walk without a pattern that the engine could lean on; one in some hundreds is odd.
        let dice = (place.wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ round.wrapping_mul(0xD1B5_4A32_D192_ED03))
        .wrapping_mul(0x2545_F491_4F6C_DD1D)
            >> 40;
        let odd = dice.is_multiple_of(400);
        let wobble = (dice % 5) as f64;
        let measurement = if which == 0 {
            let spo2 = if odd { 90.0 } else { 96.0 + wobble % 3.0 };
            let pulse = PulseRate::from_bpm(66.0 + wobble).ok();
            Spo2::from_percent(spo2).ok().map(|spo2| Measurement::Oximetry(spo2, pulse))
        } else {
            let systolic = if odd { 188.0 } else { 122.0 + (dice % 11) as f64 };
            pressures(systolic, 74.0 + (dice % 7) as f64)
        };
        Reading {
            device: self.device.clone(),
            slot: None,
            taken_at: TakenAt::from_unix_ms(taken_ms),
            heard_at: HeardAt::from_unix_ms(taken_ms),
            origin: Origin::Device,
            // Every value above is one that a body can have.
            measurement: measurement.expect("a plausible value"),
            flags: Flags::default(),
        }
    }
}

fn pressures(systolic: f64, diastolic: f64) -> Option<Measurement> {
    let [systolic, diastolic] = [systolic, diastolic].map(|of| Pressure::from_mmhg(of).ok());
    BloodPressure::new(systolic?, diastolic?, None).ok().map(Measurement::BloodPressure)
}
