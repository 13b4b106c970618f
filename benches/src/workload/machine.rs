//! Messages in, alerts out: each stretch is admitted, made durable, and handed to the engine.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow, ensure};
use crossbeam::channel::{self, Receiver, Sender};
use ingest::entry::Stamped;
use ingest::pipeline::push_inputs_of;
use journal::{Journal, LocalJournal, LocalOptions};
use risk_engine::dataflow::{Batch, Engine, Input};
use risk_engine::rules::RuleSet;
use risk_engine::snapshot::Snapshot;

use super::alerts::{self, AlertLine, Commit, Said};

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

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
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

/// The parts of the product behind its door. What comes next is admitted while what came before is being made
/// durable.
pub struct Machine {
    /// The offset of the next entry.
    next: u64,
    /// To the thread that writes the journal, and what it has written, for its room.
    to_write: Sender<Admitted>,
    written: Receiver<Messages>,
    writer: JoinHandle<Result<Engine>>,
    /// Commits that are not durable yet.
    under_way: usize,
    teller: JoinHandle<Result<alerts::Told>>,
}

/// A commit that is to become durable.
struct Admitted {
    /// The bytes of its entries.
    bytes: Messages,
    inputs: Vec<Input>,
    commit: Commit,
}

/// Commits that may wait for the journal.
const TO_WRITE_MAX: usize = 1;
/// So many of the entries that are known at the beginning go into one commit.
const KNOWN_MAX: usize = 65_536;

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
    /// Opens a journal in a folder that has none, begins it with the entries that are known, and starts the
    /// engine; each alert goes to `each`.
    pub fn start(
        folder: &Path,
        workers: usize,
        known: &[Vec<u8>],
        each: impl FnMut(AlertLine<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        let mut journal = LocalJournal::open(folder, LocalOptions::default())?.journal;
        let mut next = 0;
        for some in known.chunks(KNOWN_MAX) {
            let slices: Vec<&[u8]> = some.iter().map(Vec::as_slice).collect();
            next = journal.append(&slices)?.end;
        }
        let (decided_tx, decided) = channel::unbounded();
        let engine = Engine::start(Arc::new(RuleSet::workload()), workers, None, decided_tx)?;
        let (commits, to_tell) = channel::unbounded();
        let named = |name: &str| std::thread::Builder::new().name(name.into());
        let teller = named("teller").spawn(move || alerts::tell(&to_tell, &decided, each))?;
        let (to_write, admitted) = channel::bounded(TO_WRITE_MAX);
        let (written_tx, written) = channel::unbounded();
        let writer = named("writer")
            .spawn(move || write(journal, engine, &admitted, &commits, &written_tx))?;
        Ok(Self { next, to_write, written, writer, under_way: 0, teller })
    }

    /// Takes entries, and what they were made of; [`Self::sync`] waits until they are durable.
    pub fn commit(&mut self, entries: &[Stamped], said: Said) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut bytes = self.written.try_recv().unwrap_or_default();
        self.under_way -= usize::from(!bytes.is_empty());
        bytes.clear();
        entries.iter().for_each(|entry| bytes.push_with(|out| entry.encode_onto(out)));
        let count = |stamped: &Stamped| stamped.entry.delivery().map_or(0, |all| all.items.len());
        let mut inputs = Vec::with_capacity(entries.iter().map(count).sum());
        let first = self.next;
        for (offset, stamped) in (first..).zip(entries) {
            push_inputs_of(offset, stamped, &mut inputs);
        }
        self.next += entries.len() as u64;
        let commit = Commit { first, upto: self.next, said };
        let admitted = Admitted { bytes, inputs, commit };
        // If the writer failed, its end says why.
        self.to_write
            .send(admitted)
            .map_err(|_| anyhow!("the journal can't be written any more"))?;
        self.under_way += 1;
        Ok(())
    }

    /// Waits until everything that was taken is durable.
    pub fn sync(&mut self) -> Result<()> {
        while self.under_way > 0 {
            self.written.recv().context("the journal can't be written any more")?;
            self.under_way -= 1;
        }
        Ok(())
    }

    /// Waits until everything is durable and decided; tells how everybody stands.
    pub fn finish(self) -> Result<Outcome> {
        let Self { to_write, writer, teller, .. } = self;
        drop(to_write);
        let engine = writer.join().map_err(|_| anyhow!("the journal's thread died"))??;
        let snapshot = engine.finish()?;
        let told = teller.join().map_err(|_| anyhow!("the alerts' thread died"))??;
        Ok(Outcome { stored: told.stored, alerts: told.alerts, snapshot })
    }
}

/// Makes commits durable, and only then hands them on; gives the engine back when no more come.
fn write(
    mut journal: LocalJournal,
    mut engine: Engine,
    admitted: &Receiver<Admitted>,
    commits: &Sender<Commit>,
    written: &Sender<Messages>,
) -> Result<Engine> {
    for Admitted { bytes, inputs, commit } in admitted {
        let mut slices = Vec::with_capacity(bytes.len());
        slices.extend(bytes.iter());
        let offsets = journal.append(&slices)?;
        let upto = commit.upto;
        ensure!(offsets == (commit.first..upto), "somebody else writes this journal");
        commits.send(commit).map_err(|_| anyhow!("the alerts can't be told any more"))?;
        engine.send(Batch { inputs, upto, ..Batch::default() })?;
        // Nobody may wait for it any more.
        let _ = written.send(bytes);
    }
    Ok(engine)
}
