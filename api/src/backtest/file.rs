//! A file of readings as facts for an engine: each known when it was taken, and a tick each minute.
//!
//! Deadlines are met to the minute, as by a server whose ticks come late by that much. After the last
//! reading time goes on for an hour, so that what waits for an answer is decided.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Result, bail};
use ingest::admit::reading_of;
use ingest::import::patient_id;
use risk_engine::dataflow::{Batch, Input};
use risk_engine::fact::{CarePlan, Fact, PatientFact};
use store::tabular::Names;
use vitals::{DeviceId, PatientId, Reading, ReadingId, StoredAt};

use crate::history::people;
use crate::history::refusals::Refusals;
use crate::history::sets::{measured, sets};

/// The facts of a file, by time.
pub(super) struct FileFacts {
    patients: Vec<PatientId>,
    /// When, whose by place, and what.
    readings: Vec<(i64, usize, Reading)>,
}

/// Ticks are so far apart.
const TICK_MS: i64 = 60_000;
/// Time goes on for so long after the last reading.
const AFTER_MS: i64 = 3_600_000;
/// So many inputs go into one batch.
const BATCH_MAX: usize = 4096;

/// Reads a file whole.
pub(super) fn read(path: &Path, names: &Names, stop: &AtomicBool) -> Result<FileFacts> {
    let mut refusals = Refusals::new(None)?;
    let people = people::read(path, names, &mut refusals, stop)?;
    super::stopped(stop)?;
    let device: DeviceId = "file".parse()?;
    let mut facts = FileFacts { patients: Vec::new(), readings: Vec::new() };
    let mut found = Vec::new();
    for (place, mut person) in people.everybody.into_iter().enumerate() {
        person.sort();
        facts.patients.push(patient_id(&person.id));
        for set in sets(&person.facts) {
            let at_ms = set[0].taken_at_ms; // a chunk is never empty
            measured(set, &mut found);
            for measured in &found {
                match reading_of(&measured.sent(device.clone(), at_ms)) {
                    Ok(reading) => facts.readings.push((at_ms, place, reading)),
                    Err((_, detail)) => refusals.take(&measured.refused(&detail)),
                }
            }
        }
    }
    refusals.finish()?;
    if facts.readings.is_empty() {
        bail!("there is no reading in {}", path.display());
    }
    // A stable sort: of one moment, in the order of people and rows.
    facts.readings.sort_by_key(|(at_ms, place, _)| (*at_ms, *place));
    Ok(facts)
}

impl FileFacts {
    /// When the last was taken.
    pub(super) fn until(&self) -> StoredAt {
        StoredAt::from_unix_ms(self.readings.last().map_or(0, |(at_ms, ..)| *at_ms))
    }

    /// How many there are.
    pub(super) fn readings(&self) -> u64 {
        self.readings.len() as u64
    }

    /// Plans, readings and ticks in the order of time.
    pub(super) fn batches(self) -> impl Iterator<Item = Batch> {
        let until_ms = self.until().unix_ms() + AFTER_MS;
        let first_ms = self.readings.first().map_or(0, |(at_ms, ..)| *at_ms);
        let plan = Arc::new(CarePlan::default());
        let plans: Vec<_> = self
            .patients
            .iter()
            .cloned()
            .map(move |patient| (first_ms, patient, Fact::Planned(plan.clone())))
            .collect();
        let patients = self.patients;
        let readings = self.readings.into_iter().map(move |(at_ms, place, reading)| {
            (at_ms, patients[place].clone(), Fact::Read(reading))
        });
        let mut facts = plans.into_iter().chain(readings).peekable();
        let (mut offset, mut tick_ms) = (0, first_ms.div_euclid(TICK_MS) * TICK_MS + TICK_MS);
        std::iter::from_fn(move || {
            let mut batch = Batch::default();
            while batch.inputs.len() < BATCH_MAX {
                let id = ReadingId { offset, index: 0 };
                let fact = facts.next_if(|(at_ms, ..)| *at_ms < tick_ms);
                batch.inputs.push(match fact {
                    Some((at_ms, patient, fact)) => {
                        let stored_at = StoredAt::from_unix_ms(at_ms);
                        Input::Fact(PatientFact { id, stored_at, patient, fact })
                    }
                    None if tick_ms <= until_ms => {
                        let at = StoredAt::from_unix_ms(tick_ms);
                        tick_ms += TICK_MS;
                        Input::Tick(id, at)
                    }
                    None => break,
                });
                offset += 1;
            }
            batch.upto = offset;
            (!batch.inputs.is_empty()).then_some(batch)
        })
    }
}
