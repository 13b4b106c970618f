//! The readings projection: follows the journal at its own pace, from its own cursor.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError};
use journal::{Entries, JournalError, Reader};
use store::readings::{Chain, ReadingRow, Readings, ReadingsError, Resumed};
use tracing::{error, info, warn};
use vitals::TakenAt;

use super::{RETRY_DELAY, rows_of};
use crate::entry::{EntryError, Stamped};
use crate::pipeline::Clock;
use crate::telemetry::Telemetry;

/// So many entries go into one append, unless their rows are more.
const ENTRIES_MAX: usize = 4096;
/// With so many rows an append is full: an imported entry alone may have hundreds.
const ROWS_MAX: usize = 50_000;
/// Old rows are forgotten so often.
const FORGET_PAUSE: Duration = Duration::from_secs(3600);
/// A store that fails is tried again after at most so long.
const RETRY_DELAY_MAX: Duration = Duration::from_secs(5);

/// The projection's parts.
pub(crate) struct ReadingsProjection {
    pub(crate) readings: Box<dyn Readings>,
    pub(crate) journal: Arc<dyn Reader>,
    pub(crate) telemetry: Telemetry,
    /// How long rows are kept at least after they were taken; none: for ever.
    pub(crate) keep: Option<Duration>,
    pub(crate) clock: Clock,
    /// Set when everything that it has must become durable.
    pub(crate) settle: Arc<AtomicBool>,
}

/// Why the projection can't go on as it was.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    /// The store. It may work again.
    #[error("the readings store does not take rows")]
    Store(#[from] ReadingsError),
    /// The journal can't be read.
    #[error("the readings store can't follow the journal")]
    Journal(#[from] JournalError),
    /// An entry can't be read.
    #[error("the readings store can't follow the journal at entry {offset}")]
    Entry { offset: u64, source: EntryError },
    /// The store was filled from elsewhere.
    #[error(
        "the readings store holds another journal's entries, or more than this one's {end} (it is at \
         {reached}): remove its tables, or name others, to have them filled from this one"
    )]
    Foreign { reached: u64, end: u64 },
    /// What it lacks is gone.
    #[error(
        "the readings store is at journal entry {reached}, and the entries from there to {first} were \
         removed: restore its tables, or remove them to have them filled with what is left"
    )]
    Behind { reached: u64, first: u64 },
}

/// What goes into one append.
struct Stretch {
    rows: Vec<ReadingRow>,
    /// How many entries.
    taken: usize,
    upto: u64,
    chain: Chain,
}

impl ReadingsProjection {
    /// Projects until the writer stops; each token says that there may be more.
    ///
    /// After an error the store says anew from where on it wants rows, and the journal is read again
    /// from there: nothing waits in memory however long the store is away.
    pub(crate) fn run(mut self, wake: &Receiver<()>) {
        let mut delay = RETRY_DELAY;
        loop {
            let Err(trouble) = self.follow(wake, &mut delay) else { break };
            let told = chain_of(&trouble);
            self.telemetry.readings_failed(Some(told.clone()));
            if !matches!(trouble, Trouble::Store(_)) {
                error!(error = told, "the readings projection has ended; a restart tries again");
                return;
            }
            warn!(error = told, "readings store tried again soon");
            if stopped_within(wake, delay) {
                break;
            }
            delay = (delay * 2).min(RETRY_DELAY_MAX);
        }
        if let Err(error) = self.readings.flush() {
            warn!(%error, "readings not flushed: the next start reads them from the journal");
        }
    }

    /// Gives the store all that it lacks and all that comes; ends well when the writer stops.
    fn follow(&mut self, wake: &Receiver<()>, delay: &mut Duration) -> Result<(), Trouble> {
        let resumed = self.readings.resume()?;
        if let Some((reached, chain)) = resumed.reached {
            self.is_of_this_journal(reached, chain)?;
        }
        let mut entries = self.journal.read_from(self.from(&resumed)?);
        let mut forgot = None;
        loop {
            let stretch = stretch(&mut entries)?;
            if stretch.taken > 0 {
                self.readings.mark(stretch.chain);
                self.readings.append(&stretch.rows, stretch.upto)?;
            }
            if self.telemetry.readings_failed(None) {
                info!(from = resumed.from, "readings store takes rows again");
            }
            *delay = RETRY_DELAY;
            // Less than a full stretch means that there is no more yet.
            let is_full = stretch.taken == ENTRIES_MAX || stretch.rows.len() >= ROWS_MAX;
            if !is_full && forgot.is_none_or(|at: Instant| at.elapsed() >= FORGET_PAUSE) {
                self.forget()?;
                forgot = Some(Instant::now());
            }
            if !is_full && wake.recv().is_err() {
                return Ok(());
            }
            if self.settle.swap(false, Ordering::Relaxed) {
                self.readings.settle()?;
            }
        }
    }

    /// Has the store forget what is old.
    fn forget(&mut self) -> Result<(), Trouble> {
        let Some(keep) = self.keep else { return Ok(()) };
        let keep_ms = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        let before_ms = (self.clock)().unix_ms().saturating_sub(keep_ms);
        let rows = self.readings.forget(TakenAt::from_unix_ms(before_ms))?;
        if rows > 0 {
            info!(rows, "old readings forgotten");
        }
        Ok(())
    }

    /// Where to go on: what was removed from the journal can't be given any more.
    fn from(&self, resumed: &Resumed) -> Result<u64, Trouble> {
        let (from, first) = (resumed.from, self.journal.first());
        if from < first {
            if let Some((reached, _)) = resumed.reached {
                return Err(Trouble::Behind { reached, first });
            }
            warn!(from, first, "charts lack what was removed from the journal");
        }
        Ok(from.max(first))
    }

    /// Refuses a store that was filled from a journal with other entries.
    fn is_of_this_journal(&self, reached: u64, chain: Chain) -> Result<(), Trouble> {
        let end = self.journal.durable_end();
        let foreign = Trouble::Foreign { reached, end };
        if reached > end {
            return Err(foreign);
        }
        // What is behind the journal's beginning can't be told apart, and is refused by `from`.
        if reached == 0 || reached < self.journal.first() {
            return Ok(());
        }
        if self.journal.chain_at(reached)?.to_bytes() == chain { Ok(()) } else { Err(foreign) }
    }
}

fn stretch(entries: &mut Entries) -> Result<Stretch, Trouble> {
    let mut stretch = Stretch { rows: Vec::new(), taken: 0, upto: 0, chain: [0; 16] };
    for entry in entries.by_ref().take(ENTRIES_MAX) {
        let entry = entry?;
        let offset = entry.offset;
        let stamped = Stamped::decode(&entry.bytes);
        let stamped = stamped.map_err(|source| Trouble::Entry { offset, source })?;
        stretch.rows.extend(rows_of(offset, &stamped));
        stretch.taken += 1;
        stretch.upto = offset + 1;
        stretch.chain = entry.hash.to_bytes();
        if stretch.rows.len() >= ROWS_MAX {
            break;
        }
    }
    Ok(stretch)
}

/// Waits, and says whether the writer stopped meanwhile. What is new is found in the journal anyway.
fn stopped_within(wake: &Receiver<()>, delay: Duration) -> bool {
    let until = Instant::now() + delay;
    loop {
        match wake.recv_deadline(until) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}

/// An error and what is behind it, in one line.
pub(crate) fn chain_of(error: &dyn Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told += ": ";
        told += &error.to_string();
        cause = error.source();
    }
    told
}
