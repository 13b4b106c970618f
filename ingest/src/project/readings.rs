//! The readings projection: follows the journal at its own pace, from its own cursor.

use std::sync::Arc;

use crossbeam::channel::Receiver;
use journal::Reader;
use store::readings::{ReadingRow, Readings};
use tracing::{error, warn};

use super::{RETRY_DELAY, rows_of};
use crate::entry::Stamped;

/// So many entries go into one append.
const ENTRIES_MAX: usize = 4096;

/// The projection's parts.
pub(crate) struct ReadingsProjection<R> {
    pub(crate) readings: R,
    pub(crate) journal: Arc<dyn Reader>,
}

impl<R: Readings> ReadingsProjection<R> {
    /// Projects until the writer stops; each token says that there may be more.
    pub(crate) fn run(mut self, wake: &Receiver<()>) {
        let mut entries = self.journal.read_from(self.readings.flushed_cursor());
        let mut at = self.readings.flushed_cursor();
        loop {
            let mut rows: Vec<ReadingRow> = Vec::new();
            let mut taken = 0;
            for entry in entries.by_ref().take(ENTRIES_MAX) {
                match entry.map_err(|error| error.to_string()).and_then(|entry| {
                    let stamped =
                        Stamped::decode(&entry.bytes).map_err(|error| error.to_string())?;
                    Ok((entry.offset, stamped))
                }) {
                    Ok((offset, stamped)) => {
                        rows.extend(rows_of(offset, &stamped));
                        at = offset + 1;
                        taken += 1;
                    }
                    Err(error) => {
                        error!(%error, at, "the readings store can't follow the journal");
                        return;
                    }
                }
            }
            while taken > 0
                && let Err(error) = self.readings.append(&rows, at)
            {
                warn!(%error, at, "readings store does not take rows, trying again");
                std::thread::sleep(RETRY_DELAY);
            }
            if taken < ENTRIES_MAX && wake.recv().is_err() {
                break;
            }
        }
        if let Err(error) = self.readings.flush() {
            warn!(%error, "readings not flushed: the next start reads them from the journal");
        }
    }
}
