//! Puts the parts together: opens what is on disk, replays what the snapshot lacks, and runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam::channel::{self, Receiver, Sender};
use journal::{Journal, JournalError, LocalJournal, Reader};
use risk_engine::dataflow::{Batch, Engine, EngineError};
use risk_engine::outcome::Outcome;
use risk_engine::rules::RuleSet;
use risk_engine::view::PatientView;
use store::care::{Care, CareError};
use store::readings::{Reader as ReadingsReader, ReadingsError};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tracing::info;
use vitals::StoredAt;

use crate::admit::{Admission, Apart, Still};
use crate::board::Board;
use crate::entry::{Entry, EntryError, Item, Stamped};
use crate::fleet::Fleet;
use crate::intake::{self, IntakeConfig};
use crate::journey::Tracer;
use crate::keepsake::{Keepsake, KeepsakeError};
use crate::places::Places;
use crate::project::{CareProjection, Prepared, ReadingsProjection, changes_of, posted_by};
pub use crate::project::{inputs_of, push_inputs_of, rows_of};
pub use crate::prune::JournalSettings;
use crate::prune::{Pruning, first_stored_at};
use crate::replay::activations_since;
use crate::save::{self, Anchor, SaveError, Saved};
use crate::telemetry::Telemetry;
pub use crate::writer::{Sent, Taken};
use crate::writer::{TakenAgain, Work, Writer, WriterError};

/// The server's clock. The demo's runs faster than the wall's.
pub type Clock = Arc<dyn Fn() -> StoredAt + Send + Sync>;

/// What ingest needs to know.
#[derive(Clone)]
pub struct PipelineConfig {
    /// The folder of the journal, the stores and the snapshots.
    pub data: PathBuf,
    /// Where the stores are.
    pub places: Places,
    /// How the journal is kept.
    pub journal: JournalSettings,
    /// How long readings are kept in their store after they were taken; none: for ever.
    pub readings_keep: Option<Duration>,
    /// Where messages come from.
    pub intake: IntakeConfig,
    /// The secret that the gateways' keys are derived from.
    pub master_key: [u8; 32],
    /// Workers of the engine.
    pub workers: usize,
    /// A snapshot is taken every so many journal entries.
    pub snapshot_every: u64,
    /// The server's clock.
    pub clock: Clock,
    /// Who takes messages' journeys, if anybody does.
    pub tracer: Option<Arc<Tracer>>,
}

/// The server can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The journal.
    #[error("could not open the journal")]
    Journal(#[from] JournalError),
    /// The care store.
    #[error("could not open the care store")]
    Care(#[from] CareError),
    /// The readings store.
    #[error("could not open the readings store")]
    Readings(#[from] ReadingsError),
    /// The engine.
    #[error("could not start the engine")]
    Engine(#[from] EngineError),
    /// An entry that this program can't read.
    #[error("journal entry {offset} can't be read")]
    Entry {
        /// Which.
        offset: u64,
        /// Why.
        source: EntryError,
    },
    /// The stores come from different backups.
    #[error(
        "the care store is at journal entry {care} and the journal ends at {journal}: \
         restore both from the same backup, or remove the care store to have it made again"
    )]
    CareAhead {
        /// The care store's cursor.
        care: u64,
        /// The journal's end.
        journal: u64,
    },
    /// The care store lacks what the journal no longer has.
    #[error(
        "the care store is at journal entry {care} and the journal begins at {first}, because older \
         entries were removed: restore the care store from a backup"
    )]
    CareBehind {
        /// The care store's cursor.
        care: u64,
        /// The journal's beginning.
        first: u64,
    },
    /// What was kept of the entries that were removed.
    #[error("could not use what was kept of the journal's removed entries")]
    Keepsake(#[from] KeepsakeError),
    /// A thread.
    #[error("could not start a thread")]
    Thread(#[from] std::io::Error),
}

/// A running ingest. Dropping it finishes what came in and keeps a snapshot.
pub struct Pipeline {
    work: Sender<Work>,
    stop: watch::Sender<bool>,
    stopping: Arc<AtomicBool>,
    /// The pruning ends when it is gone.
    end_pruning: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
    failed: watch::Receiver<Option<String>>,
    board: Arc<Board>,
    care: Care,
    readings: Arc<dyn ReadingsReader>,
    journal: Arc<dyn Reader>,
    telemetry: Telemetry,
    fleet: watch::Receiver<Arc<Fleet>>,
    workers: usize,
}

/// So many pieces of work may wait for the writer.
pub(crate) const WORK_MAX: usize = 4096;
/// So many batches may wait for the care store, each of [`WORK_MAX`] entries at most. What the engine has
/// decided of them waits in memory, too.
pub(crate) const PREPARED_MAX: usize = 64;
/// So many entries go into one batch of a replay.
const REPLAY_MAX: usize = 4096;
/// Who activated the rules of a new journal.
const CAME_WITH: &str =
    concat!("hearthwatch ", env!("CARGO_PKG_VERSION"), ", which came with them");

impl Pipeline {
    /// Opens the stores, replays, and starts to take messages.
    pub async fn start(config: PipelineConfig, rules: Arc<RuleSet>) -> Result<Self, StartError> {
        let options = config.journal.options();
        let opened = LocalJournal::open(&config.data.join("journal"), options)?;
        if let Some(torn) = &opened.recovery.torn {
            info!(
                entry = torn.entry,
                bytes = torn.bytes,
                "the journal's last write was torn; it was never acknowledged"
            );
        }
        let journal = opened.journal;
        let care = config.places.care.open(&config.data).await?;
        let cursor = care.cursor().await?;
        let end = journal.durable_end();
        if cursor > end {
            return Err(StartError::CareAhead { care: cursor, journal: end });
        }
        let first = journal.reader().first();
        if cursor < first {
            return Err(StartError::CareBehind { care: cursor, first });
        }
        let readings = config.places.readings.open(&config.data)?;
        let readings_reader = readings.reader();

        let snapshots = config.data.join("snapshots");
        let (saved, views) = saved(&snapshots, &journal, cursor.min(end))?.unzip();
        let standing = saved.as_ref().map(|saved| saved.engine.standards());
        let newest = standing.map_or(&rules, |standing| standing.book.newest());
        let board = Arc::new(Board::new(newest.clone()));
        if let Some(standing) = standing {
            board.restore_rota(standing.rota.clone());
        }
        crate::project::fill(&board, &care).await?;
        if let Some(saved) = &saved {
            restore_board(&board, saved, views.unwrap_or_default());
        }
        let telemetry = Telemetry::default();
        if let Some(tracer) = config.tracer {
            telemetry.trace(tracer);
        }
        telemetry.readings_scored(saved.as_ref().map_or(0, |saved| saved.engine.readings()));
        telemetry.came_back(end, saved.as_ref().map_or(0, |saved| saved.engine.offset()));

        let is_told = are_rules_told(journal.reader().as_ref(), saved.as_ref())?;
        let (decided_tx, decided) = channel::bounded(PREPARED_MAX);
        let (prepared_tx, prepared) = channel::bounded(PREPARED_MAX);
        let (from, admission, state) = match saved {
            Some(saved) => (saved.engine.offset(), saved.admission, Some(saved.engine)),
            None => (0, Admission::default(), None),
        };
        let mut engine = Engine::start(rules.clone(), config.workers, state, decided_tx)?;
        let (work, to_write) = channel::bounded(WORK_MAX);
        let (to_keep, kept) = channel::bounded(1);
        let (wake_readings, woken) = channel::bounded(1);
        let reader = journal.reader();

        let stopping = Arc::new(AtomicBool::new(false));
        let care_projection = CareProjection {
            care: care.clone(),
            board: board.clone(),
            cursor,
            to_keep,
            telemetry: telemetry.clone(),
            runtime: Handle::current(),
            clock: config.clock.clone(),
            stopping: stopping.clone(),
        };
        let settle = Arc::new(AtomicBool::new(false));
        let readings_projection = ReadingsProjection {
            readings,
            journal: reader.clone(),
            telemetry: telemetry.clone(),
            keep: config.readings_keep,
            clock: config.clock.clone(),
            settle: settle.clone(),
        };
        let pruning = config.journal.keep.map(|keep| Pruning {
            keep,
            journal: reader.clone(),
            pruner: journal.pruner(),
            care: care.clone(),
            readings: readings_reader.clone(),
            settle,
            wake_readings: wake_readings.clone(),
            snapshots: snapshots.clone(),
            telemetry: telemetry.clone(),
            runtime: Handle::current(),
            clock: config.clock.clone(),
            stopping: stopping.clone(),
        });
        let mut threads = vec![
            spawn("care", move || care_projection.run(&prepared, &decided))?,
            spawn("readings", move || readings_projection.run(&woken))?,
            spawn("snapshots", move || save::keep_all(&snapshots, &kept))?,
        ];

        let mut replay =
            Replay { engine: &mut engine, prepared: &prepared_tx, cursor, epoch: journal.epoch() };
        let replayed =
            tokio::task::block_in_place(|| replay.run(reader.as_ref(), from, admission))?;
        info!(from, end, "journal replayed");

        for gateway in replayed.admission.roster().gateways() {
            telemetry.gateway_registered(gateway);
        }
        telemetry.totals(replayed.admission.totals);
        for (gateway, _, mark) in replayed.admission.marks() {
            telemetry.gateway_heard(gateway, None, mark);
        }
        let (fleet_tx, fleet) = watch::channel(Arc::new(replayed.admission.fleet.clone()));
        let writer = Writer {
            journal: Box::new(journal),
            admission: replayed.admission,
            engine,
            prepared: prepared_tx,
            wake_readings,
            master_key: config.master_key,
            clock: config.clock.clone(),
            telemetry: telemetry.clone(),
            fleet: fleet_tx,
            snapshot_every: config.snapshot_every,
            // A replay ends in one.
            snapshot_at: end,
            last_stored_at: replayed.last_stored_at,
            last_now: Instant::now(),
            last_tick: Instant::now(),
            last_tick_at: replayed.last_stored_at,
            keys: BTreeMap::new(),
        };
        let (failed_tx, failed) = watch::channel(None);
        threads.insert(0, spawn("writer", move || run_writer(writer, &to_write, &failed_tx))?);
        if !is_told {
            // The first to read its own work: nothing else has a sender yet.
            let entry =
                Entry::RulesActivated { rules, by: CAME_WITH.into(), report: String::new() };
            let _ = work.send(Work::Command(entry, oneshot::channel().0));
        }
        let (end_pruning, pruning_ends) = channel::bounded(0);
        if let Some(pruning) = pruning {
            threads.push(spawn("prune", move || pruning.run(&pruning_ends))?);
        }
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(intake::run(config.intake, work.clone(), telemetry.clone(), stopped));
        Ok(Self {
            work,
            stop,
            stopping,
            end_pruning: Some(end_pruning),
            threads,
            failed,
            board,
            care,
            readings: readings_reader,
            journal: reader,
            telemetry,
            fleet,
            workers: config.workers,
        })
    }

    /// Puts an entry into the journal and gives what was decided because of it; `None` if the
    /// server is stopping.
    pub async fn command(&self, entry: Entry) -> Option<Vec<Outcome>> {
        let (reply, outcomes) = oneshot::channel();
        let work = self.work.clone();
        let send = move || work.send(Work::Command(entry, reply)).is_ok();
        let sent = tokio::task::spawn_blocking(send).await.unwrap_or(false);
        if sent { outcomes.await.ok() } else { None }
    }

    /// Puts what another system sent through admission into the journal. It answers when that is
    /// durable and in the care store; `None` if the server is stopping.
    pub async fn upload(&self, sent: Sent) -> Option<Taken> {
        let (taken_tx, taken) = oneshot::channel();
        let (reply, outcomes) = oneshot::channel();
        let work = self.work.clone();
        let send = move || work.send(Work::Upload(Box::new(sent), taken_tx, reply)).is_ok();
        if !tokio::task::spawn_blocking(send).await.unwrap_or(false) {
            return None;
        }
        let taken = taken.await.ok()?;
        self.telemetry.readings_uploaded(taken.items.len());
        outcomes.await.ok()?;
        Some(taken)
    }

    /// Puts entries into the journal in this order, together, and waits for the last. False if the
    /// server is stopping.
    pub async fn enlist(&self, entries: Vec<Entry>) -> bool {
        let work = self.work.clone();
        let send = move || {
            let replies = entries.into_iter().map(|entry| {
                let (reply, outcomes) = oneshot::channel();
                work.send(Work::Command(entry, reply)).ok().map(|()| outcomes)
            });
            replies.collect::<Option<Vec<_>>>()
        };
        match tokio::task::spawn_blocking(send).await {
            Ok(Some(mut replies)) => match replies.pop() {
                Some(last) => last.await.is_ok(),
                None => true,
            },
            _ => false,
        }
    }

    /// Takes something again that was kept apart: what became of it and what was decided because of it,
    /// or why it stays where it is. `None` if the server is stopping.
    pub async fn replay(
        &self,
        apart: Apart,
        by: String,
    ) -> Option<Result<(Vec<Item>, Vec<Outcome>), Still>> {
        let (reply, answer) = oneshot::channel();
        let work = self.work.clone();
        let send = move || work.send(Work::Again(Box::new(apart), by, reply)).is_ok();
        if !tokio::task::spawn_blocking(send).await.unwrap_or(false) {
            return None;
        }
        match answer.await.ok()? {
            Ok(TakenAgain { items, outcomes }) => Some(Ok((items, outcomes.await.ok()?))),
            Err(still) => Some(Err(still)),
        }
    }

    /// What of `wanted` the journal doesn't say yet about people, gateways and devices.
    /// `None` if the server is stopping.
    pub async fn missing(&self, wanted: Vec<Entry>) -> Option<Vec<Entry>> {
        let (reply, missing) = oneshot::channel();
        let work = self.work.clone();
        let send = move || work.send(Work::Missing(wanted, reply)).is_ok();
        let sent = tokio::task::spawn_blocking(send).await.unwrap_or(false);
        if sent { missing.await.ok() } else { None }
    }

    /// How everybody stands.
    pub fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// The care store.
    pub fn care(&self) -> &Care {
        &self.care
    }

    /// The readings store.
    pub fn readings(&self) -> &Arc<dyn ReadingsReader> {
        &self.readings
    }

    /// The journal, to read.
    pub fn journal(&self) -> &Arc<dyn Reader> {
        &self.journal
    }

    /// When the first entry that the journal still has was stored; none if it has none.
    pub fn kept_since(&self) -> Result<Option<StoredAt>, StartError> {
        first_stored_at(self.journal.as_ref())
    }

    /// The counters.
    pub fn telemetry(&self) -> &Telemetry {
        &self.telemetry
    }

    /// The gateways as the journal has them, now and at each change.
    pub fn fleet(&self) -> watch::Receiver<Arc<Fleet>> {
        self.fleet.clone()
    }

    /// How many workers the engine has.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Waits until the pipeline can't go on, and says why.
    pub async fn failure(&self) -> String {
        let mut failed = self.failed.clone();
        let why = failed.wait_for(Option::is_some).await;
        why.ok()
            .and_then(|why| why.clone())
            .unwrap_or_else(|| "the journal's writer is gone".into())
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        // Receivers that are gone have stopped already.
        let _ = self.stop.send(true);
        self.stopping.store(true, Ordering::Relaxed);
        drop(self.end_pruning.take());
        let _ = self.work.send(Work::Stop);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Brings the engine and the admission up to the journal's end.
struct Replay<'a> {
    engine: &'a mut Engine,
    prepared: &'a Sender<Prepared>,
    /// What lies before is in the care store already.
    cursor: u64,
    /// Of the journal.
    epoch: u128,
}

struct Replayed {
    admission: Admission,
    last_stored_at: StoredAt,
}

impl Replay<'_> {
    fn run(
        &mut self,
        journal: &dyn Reader,
        from: u64,
        admission: Admission,
    ) -> Result<Replayed, StartError> {
        let last_stored_at = last_stored_at(journal)?.unwrap_or(StoredAt::from_unix_ms(0));
        let mut replayed = Replayed { admission, last_stored_at };
        let end = journal.durable_end();
        let mut entries = journal.read_from(from);
        loop {
            let mut batch = Vec::new();
            for entry in entries.by_ref().take(REPLAY_MAX) {
                let entry = entry?;
                let stamped = Stamped::decode(&entry.bytes)
                    .map_err(|source| StartError::Entry { offset: entry.offset, source })?;
                replayed.admission.apply(&stamped.entry);
                batch.push((entry.offset, stamped));
            }
            let Some((last, _)) = batch.last() else {
                return Ok(replayed);
            };
            let upto = last + 1;
            // The last stretch gives a snapshot, so that nothing is replayed twice.
            let save = if upto == end {
                Some((replayed.admission.clone(), Anchor::of(journal, self.epoch, upto)?))
            } else {
                None
            };
            self.hand_over(upto, &batch, save)?;
        }
    }

    fn hand_over(
        &mut self,
        upto: u64,
        batch: &[(u64, Stamped)],
        save: Option<(Admission, Anchor)>,
    ) -> Result<(), StartError> {
        let new = batch.iter().filter(|(offset, _)| *offset >= self.cursor);
        let prepared = Prepared {
            upto,
            changes: new.flat_map(|(offset, stamped)| changes_of(*offset, stamped)).collect(),
            posted: batch
                .iter()
                .filter_map(|(offset, stamped)| posted_by(*offset, stamped))
                .collect(),
            waiters: Vec::new(),
            journeys: Vec::new(),
            save,
        };
        let save = prepared.save.is_some();
        self.prepared.send(prepared).map_err(|_| EngineError::Stopped)?;
        let mut inputs = Vec::with_capacity(batch.len());
        batch.iter().for_each(|(offset, stamped)| push_inputs_of(*offset, stamped, &mut inputs));
        Ok(self.engine.send(Batch { inputs, upto, show: true, save })?)
    }
}

/// The newest state that can be used, of a snapshot or where the journal begins, and how everybody stands.
fn saved(
    dir: &Path,
    journal: &LocalJournal,
    limit: u64,
) -> Result<Option<(Saved, Vec<PatientView>)>, StartError> {
    let (reader, epoch) = (journal.reader(), journal.epoch());
    if let Some(saved) = Saved::newest(dir, reader.as_ref(), epoch, limit) {
        return Ok(Some(saved));
    }
    let Some(kept) = Keepsake::of(reader.as_ref())? else { return Ok(None) };
    let (found, first) = (kept.offset(), reader.first());
    if found != first {
        return Err(KeepsakeError::Elsewhere { found, first }.into());
    }
    let anchor = Anchor::of(reader.as_ref(), epoch, first)?;
    let views = kept.engine.views().map_err(SaveError::from).map_err(KeepsakeError::from)?;
    Ok(Some((Saved { anchor, admission: kept.admission, engine: kept.engine }, views)))
}

/// Whether the journal says by which rules it is decided. What the program came with is told once, so that
/// a later program with others decides the old facts as they were decided.
fn are_rules_told(journal: &dyn Reader, saved: Option<&Saved>) -> Result<bool, StartError> {
    let since = saved.map_or(0, |saved| saved.engine.offset());
    let was_told = saved.is_some_and(|saved| saved.engine.standards().book.sets().len() > 1);
    Ok(was_told || !activations_since(journal, since)?.is_empty())
}

fn restore_board(board: &Board, saved: &Saved, views: Vec<PatientView>) {
    let enrolled = saved.admission.roster().everybody();
    let enrolled = enrolled.filter(|enrolment| !enrolment.patient.is_synthetic()).cloned();
    board.restore(
        enrolled
            .map(|enrolment| (Some(enrolment), None))
            .chain(views.into_iter().map(|view| (None, Some(view)))),
    );
}

fn run_writer(writer: Writer, work: &Receiver<Work>, failed: &watch::Sender<Option<String>>) {
    if let Err(error) = writer.run(work) {
        let why = describe(&error);
        tracing::error!(%why, "the journal's writer has stopped");
        // Nobody waits only if the server is stopping.
        let _ = failed.send(Some(why));
    }
}

/// An error with its causes, in one line.
fn describe(error: &WriterError) -> String {
    let mut line = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        line = format!("{line}: {error}");
        cause = error.source();
    }
    line
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.into()).spawn(run)
}

/// When the journal's last entry was stored: a server that starts must not be before it.
pub fn last_stored_at(journal: &dyn Reader) -> Result<Option<StoredAt>, StartError> {
    let Some(offset) = journal.durable_end().checked_sub(1) else {
        return Ok(None);
    };
    let entry = journal.read_from(offset).next().transpose()?;
    let stamped = entry.map(|entry| Stamped::decode(&entry.bytes)).transpose();
    Ok(stamped
        .map_err(|source| StartError::Entry { offset, source })?
        .map(|stamped| stamped.stored_at))
}
