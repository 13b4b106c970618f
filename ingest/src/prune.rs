//! Removes journal entries that are older than they are kept, once nothing needs them any more.
//!
//! It decides the oldest part of the journal again, in a thread of its own, to have what must be kept of it
//! ([`Keepsake`]). So for that time the state of everybody is in memory twice.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender};
use journal::{LocalOptions, Pruner, Reader};
use store::care::Care;
use store::readings::Reader as ReadingsReader;
use tokio::runtime::Handle;
use tracing::{info, warn};
use vitals::StoredAt;

use crate::keepsake::Keepsake;
use crate::pipeline::{Clock, StartError};
use crate::project::chain_of;
use crate::replay::entry_at;
use crate::save;
use crate::telemetry::Telemetry;

/// How the journal is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalSettings {
    /// How large one file of it becomes.
    pub segment_bytes: u64,
    /// How long entries are kept at least; none: for ever.
    pub keep: Option<Duration>,
}

impl Default for JournalSettings {
    fn default() -> Self {
        Self { segment_bytes: LocalOptions::default().segment_bytes, keep: None }
    }
}

impl JournalSettings {
    pub(crate) fn options(self) -> LocalOptions {
        LocalOptions { segment_bytes: self.segment_bytes, ..LocalOptions::default() }
    }
}

/// The pruning's parts.
pub(crate) struct Pruning {
    pub(crate) keep: Duration,
    pub(crate) journal: Arc<dyn Reader>,
    pub(crate) pruner: Box<dyn Pruner>,
    pub(crate) care: Care,
    pub(crate) readings: Arc<dyn ReadingsReader>,
    /// Asks the readings store to make durable what it has.
    pub(crate) settle: Arc<AtomicBool>,
    pub(crate) wake_readings: Sender<()>,
    pub(crate) snapshots: PathBuf,
    pub(crate) telemetry: Telemetry,
    pub(crate) runtime: Handle,
    pub(crate) clock: Clock,
    /// Set when the server stops.
    pub(crate) stopping: Arc<AtomicBool>,
}

/// It is looked so often whether something is old enough, and so often while a store holds it up.
const PAUSE: Duration = Duration::from_secs(3600);
const PAUSE_HELD_UP: Duration = Duration::from_secs(2);

/// What came of a look.
enum Looked {
    /// Nothing is old enough, or everything that is has gone.
    Nothing,
    /// The readings store has to make durable first what it has.
    HeldUp,
    /// The journal begins here now.
    Pruned(u64),
}

impl Pruning {
    /// Prunes from time to time until the sender of `stopped` is gone.
    pub(crate) fn run(mut self, stopped: &Receiver<()>) {
        loop {
            let pause = match self.prune() {
                Ok(Looked::HeldUp) => PAUSE_HELD_UP,
                Ok(looked) => {
                    if let Looked::Pruned(first) = looked {
                        info!(first, "journal pruned");
                    }
                    self.telemetry.pruning_failed(None);
                    PAUSE
                }
                Err(error) => {
                    let why = chain_of(error.as_ref());
                    warn!(error = why, "the journal could not be pruned: nothing is lost by that");
                    self.telemetry.pruning_failed(Some(why));
                    PAUSE
                }
            };
            if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn prune(&mut self) -> Result<Looked, Box<dyn Error + Send + Sync>> {
        let Some(before) = self.old_enough()? else { return Ok(Looked::Nothing) };
        if self.readings.flushed_cursor() < before {
            self.settle.store(true, Ordering::Relaxed);
            // A token that is still there wakes it just as well.
            let _ = self.wake_readings.try_send(());
            return Ok(Looked::HeldUp);
        }
        let Some(kept) = Keepsake::at(self.journal.as_ref(), before, &self.stopping)? else {
            return Ok(Looked::Nothing);
        };
        self.pruner.prune(before, &kept.encode())?;
        Ok(Looked::Pruned(before))
    }

    /// Before which entry everything is old enough, and in the care store and a snapshot.
    fn old_enough(&self) -> Result<Option<u64>, Box<dyn Error + Send + Sync>> {
        let now_ms = (self.clock)().unix_ms();
        let keep_ms = i64::try_from(self.keep.as_millis()).unwrap_or(i64::MAX);
        let until = StoredAt::from_unix_ms(now_ms.saturating_sub(keep_ms));
        let mut before = None;
        for cut in self.journal.cuts()? {
            match entry_at(self.journal.as_ref(), cut)? {
                Some(first_left) if first_left.stored_at <= until => before = Some(cut),
                _ => break,
            }
        }
        // Without a new cut nobody has to be asked.
        let Some(before) = before else { return Ok(None) };
        let care = self.runtime.block_on(self.care.cursor())?;
        let saved = save::newest_offset(&self.snapshots).unwrap_or(0);
        let upto = before.min(care).min(saved);
        Ok(self.journal.cuts()?.into_iter().rfind(|cut| *cut <= upto))
    }
}

/// When the first entry of a journal was stored; none if it has none.
pub(crate) fn first_stored_at(journal: &dyn Reader) -> Result<Option<StoredAt>, StartError> {
    Ok(entry_at(journal, journal.first())?.map(|stamped| stamped.stored_at))
}
