//! `hearthwatch replay --data`: everything decided again, and held beside what was decided then.

mod moment;
mod parity;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use ingest::places::CarePlace;
use ingest::replay::{Stretches, replay_all};
use journal::{LocalReader, Reader};
use risk_engine::outcome::{ENGINE_VERSION, Outcome};
use risk_engine::rules::RuleSet;
use risk_engine::trial::Chain;
use serde::Serialize;

use crate::history::meter::Meter;
use crate::json::hex;

pub(crate) use moment::again;
pub use moment::{Explained, Moment, moment};
pub use parity::Parity;

/// What a replay found.
#[derive(Debug, Serialize)]
pub struct Replayed {
    /// Journal entries.
    pub entries: u64,
    /// The first that was decided again: older ones were removed.
    pub first: u64,
    /// Of the engine that decided now.
    pub engine: u32,
    /// Each number of workers with what came of it.
    pub runs: Vec<OneRun>,
    /// Whether all runs decided the same, to the bit.
    pub equal: bool,
    /// The same outcomes beside what the care store holds; none if there is no care store.
    pub parity: Option<Parity>,
}

/// One replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneRun {
    /// Workers of the engine.
    pub workers: usize,
    /// Readings that were scored.
    pub readings: u64,
    /// Outcomes.
    pub outcomes: u64,
    /// SHA-256 over the outcomes in their order.
    pub outcomes_hash: String,
    /// SHA-256 of the state in the end.
    pub state_hash: String,
    /// How long it took.
    pub seconds: f64,
}

impl Replayed {
    /// Whether everything was as it should be.
    pub fn holds(&self) -> bool {
        self.equal && self.parity.as_ref().is_none_or(Parity::holds)
    }

    /// What was found, in words.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{} entries, engine {}", self.entries, self.engine)];
        if self.first > 0 {
            lines.push(format!("from entry {} on: older ones were removed", self.first));
        }
        lines.extend(self.runs.iter().map(|run| {
            format!(
                "{} workers: {} outcomes {}, {} readings, {:.1} s",
                run.workers,
                run.outcomes,
                &run.outcomes_hash[..16],
                run.readings,
                run.seconds
            )
        }));
        let runs = if self.equal { "all runs are equal" } else { "THE RUNS DIFFER" };
        lines.push(runs.to_owned());
        match &self.parity {
            Some(parity) => lines.extend(parity.lines()),
            None => lines.push("there is no care store to compare with".to_owned()),
        }
        lines
    }
}

/// Replays a data folder with each number of workers, beside the care store that belongs to it. A server may run: what its journal's mark says
/// is durable is read, and of the care store as much as it has of that.
pub fn run(
    data: &Path,
    care: &CarePlace,
    workers: &[usize],
    stop: &AtomicBool,
) -> Result<Replayed> {
    let journal = open(data)?;
    let end = journal.durable_end();
    let first = journal.first();
    let mut parity = parity::Comparing::open(data, care, first..end)?;
    let mut runs: Vec<OneRun> = Vec::new();
    for (place, workers) in workers.iter().enumerate() {
        let mut meter = Meter::new("replaying");
        let parity = if place == 0 { parity.as_mut() } else { None };
        runs.push(one(&journal, end, *workers, parity, &mut meter, stop)?);
        meter.end();
    }
    let same = |run: &&OneRun| {
        let hashes = |run: &OneRun| (run.outcomes_hash.clone(), run.state_hash.clone());
        hashes(run) != hashes(&runs[0])
    };
    let equal = !runs.iter().any(|run| same(&run));
    let parity = parity.map(parity::Comparing::finish).transpose()?;
    Ok(Replayed { entries: end, first, engine: ENGINE_VERSION, runs, equal, parity })
}

fn one(
    journal: &LocalReader,
    end: u64,
    workers: usize,
    mut parity: Option<&mut parity::Comparing>,
    meter: &mut Meter,
    stop: &AtomicBool,
) -> Result<OneRun> {
    let began = Instant::now();
    let mut chain = Chain::default();
    let mut failed = None;
    let mut outcomes = 0;
    let rules = Arc::new(RuleSet::built_in());
    let stretches = Stretches::upto(journal, end)?.until(stop);
    let state = replay_all(stretches, rules, workers, |decided| {
        decided.outcomes.iter().for_each(|outcome| chain.add(outcome));
        outcomes += decided.outcomes.len() as u64;
        if let Some(parity) = &mut parity
            && failed.is_none()
        {
            failed = compare(parity, &decided.outcomes).err();
        }
        meter.show(decided.upto, end, outcomes, "outcomes");
    });
    if stop.load(Ordering::Relaxed) {
        bail!("stopped");
    }
    let state = state?;
    if let Some(error) = failed {
        return Err(error);
    }
    let (hash, outcomes) = chain.finish();
    Ok(OneRun {
        workers,
        readings: state.readings(),
        outcomes,
        outcomes_hash: hex(&hash),
        state_hash: hex(&state.hash()),
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn compare(parity: &mut parity::Comparing, outcomes: &[Outcome]) -> Result<()> {
    outcomes.iter().try_for_each(|outcome| parity.take(outcome))
}

/// The journal of a data folder, whether a server runs or not.
pub(crate) fn open(data: &Path) -> Result<LocalReader> {
    let folder = data.join("journal");
    LocalReader::open(&folder).with_context(|| {
        format!("could not read the journal of {}: is it a server's data folder?", data.display())
    })
}
