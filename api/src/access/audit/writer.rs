//! The one writer of the trail: takes what waits, makes it durable in one commit, and says so.

use std::sync::{Arc, PoisonError, RwLock};

use crossbeam::channel::Receiver;
use journal::{Journal, LocalJournal};
use tokio::sync::{oneshot, watch};

use super::{Index, Record};

/// Something for the writer.
pub(super) enum Work {
    /// To be written; told when it is on the disk.
    Append(Record, Option<oneshot::Sender<()>>),
    /// Finish.
    Stop,
}

/// So many records go into one commit.
const COMMIT_MAX: usize = 1024;

/// The writer's parts.
pub(super) struct Writer {
    pub(super) journal: LocalJournal,
    pub(super) index: Arc<RwLock<Index>>,
    pub(super) breaks: watch::Sender<bool>,
}

impl Writer {
    /// Writes until it is told to stop, or can't.
    pub(super) fn run(mut self, works: &Receiver<Work>) {
        while let Ok(first) = works.recv() {
            let (mut records, mut waiters, mut stop) = (Vec::new(), Vec::new(), false);
            for work in std::iter::once(first).chain(works.try_iter().take(COMMIT_MAX - 1)) {
                match work {
                    Work::Append(record, waiter) => {
                        records.push(record);
                        waiters.extend(waiter);
                    }
                    Work::Stop => stop = true,
                }
            }
            if let Err(error) = self.commit(&records) {
                tracing::error!(%error, "the audit trail can not be written");
                // Nobody listens only if the server is gone.
                let _ = self.breaks.send(true);
                return;
            }
            for waiter in waiters {
                // Who went away doesn't wait any more.
                let _ = waiter.send(());
            }
            if stop {
                return;
            }
        }
    }

    fn commit(&mut self, records: &[Record]) -> Result<(), journal::JournalError> {
        let texts: Vec<String> = records.iter().map(Record::to_json).collect();
        let entries: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        let offsets = self.journal.append(&entries)?;
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        for ((offset, record), bytes) in offsets.zip(records).zip(entries) {
            index.add(offset, record.patient(), bytes);
        }
        Ok(())
    }
}
