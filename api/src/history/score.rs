//! `hearthwatch replay --from`: a file of readings through the engine, a score after each set.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use crossbeam::channel;
use ingest::admit::reading_of;
use risk_engine::fact::{Fact as EngineFact, PatientFact};
use risk_engine::news2;
use risk_engine::observation::SCORED;
use risk_engine::patient::{PatientState, Standards};
use risk_engine::rota::Rota;
use risk_engine::rules::RuleSet;
use risk_engine::timeline::RuleBook;
use risk_engine::view::{PatientView, Status};
use serde::Serialize;
use store::tabular::{Names, Rejected};
use vitals::named::rfc3339;
use vitals::{DeviceId, InvalidId, PatientId, Reading, ReadingId, StoredAt};

use super::meter::Meter;
use super::output::Output;
use super::people::{self, Person};
use super::refusals::{Refusals, quoted};
use super::sets::{measured, sets};

/// What to do.
pub struct ScoreOptions {
    /// The file of readings.
    pub from: PathBuf,
    /// Where the scores go; `-` is standard output.
    pub scores: PathBuf,
    /// Where the list of what could not be used goes.
    pub rejected: Option<PathBuf>,
    /// The file's own names.
    pub names: Names,
    /// How many threads score.
    pub workers: usize,
}

/// What was done.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Scored {
    /// Rows that could be read.
    pub rows: u64,
    /// People.
    pub patients: u64,
    /// Sets, which are lines of the result.
    pub sets: u64,
    /// Measurements that the engine took.
    pub readings: u64,
    /// Rows that could not be read, and measurements that no body has.
    pub rejected: u64,
}

/// The first line of the result.
pub const HEADING: &str = "patient,taken_at,news2,news2_low,news2_high,status,priority";

/// So many people are scored at a time.
const PORTION: usize = 32;

/// Scores a file. The result is there whole or not at all.
pub fn run(options: &ScoreOptions, stop: &AtomicBool) -> Result<Scored> {
    let mut refusals = Refusals::new(options.rejected.as_deref())?;
    let people = people::read(&options.from, &options.names, &mut refusals, stop)?;
    let mut scored =
        Scored { rows: people.rows, patients: people.everybody.len() as u64, ..Scored::default() };
    let mut out = Output::create(&options.scores)?;
    writeln!(out.file, "{HEADING}").with_context(|| out.failed())?;
    let mut meter = Meter::new("scoring");
    score_all(people.everybody, options.workers, stop, |portion| {
        out.file.write_all(portion.lines.as_bytes()).with_context(|| out.failed())?;
        portion.rejected.iter().for_each(|rejected| refusals.take(rejected));
        scored.sets += portion.sets;
        scored.readings += portion.readings;
        meter.show(portion.people_done, scored.patients, scored.sets, "sets");
        Ok(())
    })?;
    meter.end();
    if stop.load(Ordering::Relaxed) {
        bail!("stopped; {} was not written", options.scores.display());
    }
    out.keep()?;
    scored.rejected = refusals.finish()?;
    Ok(scored)
}

/// The scores of some people.
#[derive(Default)]
struct Portion {
    lines: String,
    rejected: Vec<Rejected>,
    sets: u64,
    readings: u64,
    people_done: u64,
}

/// Scores everybody on several threads and gives the portions in the order of the people.
fn score_all(
    everybody: Vec<Person>,
    workers: usize,
    stop: &AtomicBool,
    mut take: impl FnMut(Portion) -> Result<()>,
) -> Result<()> {
    let scorer = Scorer::new()?;
    let mut everybody = everybody.into_iter();
    let portions = std::iter::from_fn(move || {
        let portion: Vec<Person> = everybody.by_ref().take(PORTION).collect();
        (!portion.is_empty()).then_some(portion)
    });
    let portions = Mutex::new(portions.enumerate());
    let next = || portions.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        let (done_tx, done) = channel::bounded(2 * workers);
        for _ in 0..workers {
            let (done_tx, scorer, next) = (done_tx.clone(), &scorer, &next);
            scope.spawn(move || {
                while let Some((place, people)) = next() {
                    let portion = scorer.portion(people);
                    if stop.load(Ordering::Relaxed) || done_tx.send((place, portion)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done_tx);
        // Portions come in any order, and wait here for those before them.
        let (mut waiting, mut expected, mut people) = (BTreeMap::new(), 0, 0);
        for (place, portion) in done {
            waiting.insert(place, portion);
            while let Some(mut portion) = waiting.remove(&expected) {
                people += portion.people_done;
                portion.people_done = people;
                take(portion)?;
                expected += 1;
            }
        }
        Ok(())
    })
}

/// What every thread needs to score.
struct Scorer {
    book: RuleBook,
    rota: Rota,
    /// The engine sees one person at a time, and a replay has no devices: one id does for all.
    patient: PatientId,
    device: DeviceId,
}

impl Scorer {
    fn new() -> Result<Self, InvalidId> {
        let (patient, device) = ("replayed".parse()?, "file".parse()?);
        let book = RuleBook::of(Arc::new(RuleSet::built_in()));
        Ok(Self { book, rota: Rota::default(), patient, device })
    }

    fn portion(&self, people: Vec<Person>) -> Portion {
        let mut portion = Portion { people_done: people.len() as u64, ..Portion::default() };
        for mut person in people {
            person.sort();
            self.person(&person, &mut portion);
        }
        portion
    }

    fn person(&self, person: &Person, portion: &mut Portion) {
        let id = quoted(&person.id);
        let mut state = PatientState::new(self.patient.clone());
        let (mut found, mut readings) = (Vec::new(), Vec::new());
        for set in sets(&person.facts) {
            let at_ms = set[0].taken_at_ms; // a chunk is never empty
            measured(set, &mut found);
            for measured in &found {
                match reading_of(&measured.sent(self.device.clone(), at_ms)) {
                    Ok(reading) => readings.push((measured.row, reading)),
                    Err((_, detail)) => portion.rejected.push(measured.refused(&detail)),
                }
            }
            portion.sets += 1;
            portion.readings += readings.len() as u64;
            let by = Standards { book: &self.book, rota: &self.rota, explain: false };
            let view = observe(&mut state, by, &self.patient, at_ms, &mut readings);
            line(&mut portion.lines, &id, at_ms, &view);
        }
    }
}

/// The one place where the engine is called: the facts of one set, in the order of their rows, then
/// how the person stands at that time.
fn observe(
    state: &mut PatientState,
    by: Standards<'_>,
    patient: &PatientId,
    at_ms: i64,
    readings: &mut Vec<(u32, Reading)>,
) -> PatientView {
    let stored_at = StoredAt::from_unix_ms(at_ms);
    let id_of = |row: u32| ReadingId { offset: u64::from(row), index: 0 };
    let mut outcomes = Vec::new();
    if readings.is_empty() {
        // Nothing was taken, but time has gone on.
        state.tick(by, id_of(0), stored_at, &mut outcomes);
    }
    for (row, reading) in readings.drain(..) {
        let fact = EngineFact::Read(reading);
        let fact = PatientFact { id: id_of(row), stored_at, patient: patient.clone(), fact };
        state.observe(by, &fact, &mut outcomes);
    }
    state.view(by)
}

/// One line of the result.
fn line(out: &mut String, id: &str, at_ms: i64, view: &PatientView) {
    let (score, low, high, status) = match view.news2 {
        Some(score) => (Some(score.low), score.low, score.high, score.status),
        None => {
            let nothing = news2::score(&news2::Observation::default());
            let was_scored = view.vitals.iter().any(|vital| SCORED.contains(&vital.sign));
            let status = if was_scored { Status::Stale } else { Status::Partial };
            (None, nothing.low, nothing.high, status)
        }
    };
    let score = score.map_or_else(String::new, |score| score.to_string());
    let status = match status {
        Status::Complete => "complete",
        Status::Partial => "partial",
        Status::Stale => "stale",
    };
    let priority = priority(view);
    let at = rfc3339(at_ms);
    // A text takes everything.
    let _ = writeln!(out, "{id},{at},{score},{low},{high},{status},{priority}");
}

/// The priority column: 0 to 1 with four decimals; an empty cell says that there is none.
fn priority(view: &PatientView) -> String {
    let Some(priority) = &view.priority else {
        return String::new();
    };
    let per_ten_thousand = priority.per_ten_thousand;
    format!("{}.{:04}", per_ten_thousand / 10_000, per_ten_thousand % 10_000)
}
