//! Messages in, alerts out: each stretch is admitted, made durable, and handed to the engine.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use crossbeam::channel::{self, Sender};
use ingest::entry::Stamped;
use ingest::pipeline::push_inputs_of;
use journal::{Journal, LocalJournal, LocalOptions};
use risk_engine::dataflow::{Batch, Engine};
use risk_engine::rules::RuleSet;
use risk_engine::snapshot::Snapshot;

use super::alerts::{self, AlertLine, Commit};
use super::door::Door;

/// Messages one after another in one buffer.
#[derive(Debug, Default)]
pub struct Messages {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Messages {
    /// None yet, with room for so many.
    pub fn with_room(count: usize) -> Self {
        // 123 bytes on average.
        Self { bytes: Vec::with_capacity(128 * count), ends: Vec::with_capacity(count) }
    }

    /// Adds one.
    pub fn push(&mut self, payload: &[u8]) {
        self.push_with(|bytes| bytes.extend_from_slice(payload));
    }

    /// Adds one that is written behind the others.
    fn push_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.bytes);
        self.ends.push(self.bytes.len());
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// One, by its place.
    pub fn get(&self, place: usize) -> Option<&[u8]> {
        let end = *self.ends.get(place)?;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.bytes[start..end])
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The parts of the product that the workload goes through.
pub struct Machine {
    door: Door,
    journal: LocalJournal,
    engine: Engine,
    commits: Sender<Commit>,
    teller: JoinHandle<Result<alerts::Told>>,
    /// The entries of the commit in hand, and their bytes; kept for their room.
    entries: Vec<Stamped>,
    bytes: Messages,
}

/// What came of everything.
pub struct Outcome {
    /// Readings that the engine has taken.
    pub stored: u64,
    /// Alerts.
    pub alerts: u64,
    /// How everybody stands.
    pub snapshot: Snapshot,
}

impl Machine {
    /// Opens a journal in a folder that has none, and starts the engine; each alert goes to `each`.
    pub fn start(
        folder: &Path,
        workers: usize,
        each: impl FnMut(AlertLine<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        let mut journal = LocalJournal::open(folder, LocalOptions::default())?.journal;
        let (door, known) = Door::new()?;
        journal.append(&[&known])?;
        let (decided_tx, decided) = channel::unbounded();
        let engine = Engine::start(Arc::new(RuleSet::workload()), workers, None, decided_tx)?;
        let (commits, to_tell) = channel::unbounded();
        let teller = std::thread::Builder::new()
            .name("teller".into())
            .spawn(move || alerts::tell(&to_tell, &decided, each))?;
        let (entries, bytes) = Default::default();
        Ok(Self { door, journal, engine, commits, teller, entries, bytes })
    }

    /// Takes messages; when it comes back they are durable.
    pub fn commit(&mut self, messages: Messages) -> Result<()> {
        let Self { door, entries, bytes, .. } = self;
        entries.clear();
        let mut of = Vec::with_capacity(messages.len());
        door.take(messages.iter(), |place, entry| {
            entries.push(entry);
            of.push(place);
        });
        bytes.clear();
        entries.iter().for_each(|entry| bytes.push_with(|out| entry.encode_onto(out)));
        let mut slices = Vec::with_capacity(bytes.len());
        slices.extend(bytes.iter());
        let offsets = self.journal.append(&slices)?;
        if offsets.is_empty() {
            return Ok(());
        }
        let count = |stamped: &Stamped| stamped.entry.delivery().map_or(0, |all| all.items.len());
        let mut inputs = Vec::with_capacity(entries.iter().map(count).sum());
        for (offset, stamped) in offsets.clone().zip(&*entries) {
            push_inputs_of(offset, stamped, &mut inputs);
        }
        let upto = offsets.end;
        let commit = Commit { first: offsets.start, upto, of, messages };
        self.commits.send(commit).map_err(|_| anyhow!("the alerts can't be told any more"))?;
        self.engine.send(Batch { inputs, upto, ..Batch::default() })?;
        Ok(())
    }

    /// Waits until everything is decided; tells how everybody stands.
    pub fn finish(self) -> Result<Outcome> {
        let Self { engine, commits, teller, .. } = self;
        let snapshot = engine.finish()?;
        drop(commits);
        let told = teller.join().map_err(|_| anyhow!("the alerts' thread died"))??;
        Ok(Outcome { stored: told.stored, alerts: told.alerts, snapshot })
    }
}
