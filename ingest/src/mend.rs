//! The quarantine of a stopped server: what is in it, and the entries that mend and replay it.

use std::path::Path;

use journal::{Journal, JournalError, LocalJournal, LocalOptions, Reader};
use vitals::{GatewayId, ReadingId, StoredAt};
use wire::GatewayKey;

use crate::admit::{Admission, Apart, ApartError, Still};
use crate::entry::{Entry, Stamped};
use crate::import::{ImportError, state};

/// What waits in the quarantine of a journal, oldest first.
pub fn waiting(journal: &dyn Reader) -> Result<Vec<Apart>, ApartError> {
    let mut waiting = std::collections::BTreeMap::new();
    let end = journal.durable_end();
    let first = journal.first();
    let entries = journal.read_from(first);
    for entry in entries.take(usize::try_from(end - first).unwrap_or(usize::MAX)) {
        let entry = entry?;
        let offset = entry.offset;
        let stamped =
            Stamped::decode(&entry.bytes).map_err(|source| ApartError::Entry { offset, source })?;
        if let Entry::Replayed(replayed) = &stamped.entry {
            waiting.remove(&replayed.original);
        }
        waiting.extend(Apart::all_of(offset, &stamped).into_iter().map(|apart| (apart.id, apart)));
    }
    Ok(waiting.into_values().collect())
}

/// A stopped server's journal, open to mend what was kept apart.
pub struct Bench {
    journal: Box<dyn Journal>,
    admission: Admission,
    last_stored_at: StoredAt,
    master_key: [u8; 32],
}

impl Bench {
    /// Opens a data folder, and keeps everybody else from writing to it.
    pub fn open(data: &Path, master_key: [u8; 32]) -> Result<Self, ImportError> {
        let folder = data.join("journal");
        let opened =
            LocalJournal::open(&folder, LocalOptions::default()).map_err(ImportError::Open)?;
        let journal = opened.journal;
        let reader = journal.reader();
        let (admission, last_stored_at) = state(data, reader.as_ref(), Some(journal.epoch()))?;
        Ok(Self { journal: Box::new(journal), admission, last_stored_at, master_key })
    }

    /// What waits.
    pub fn waiting(&self) -> Result<Vec<Apart>, ApartError> {
        waiting(self.journal.reader().as_ref())
    }

    /// Whether somebody with this id is cared for.
    pub fn knows(&self, patient: &vitals::PatientId) -> bool {
        self.admission.roster().patient(patient).is_some()
    }

    /// Adds an entry, durably.
    pub fn note(&mut self, entry: Entry, now: StoredAt) -> Result<u64, JournalError> {
        self.last_stored_at = self.last_stored_at.max(now);
        self.admission.apply(&entry);
        let bytes = Stamped { stored_at: self.last_stored_at, entry }.encode();
        Ok(self.journal.append(&[&bytes])?.start)
    }

    /// Takes something again that was kept apart: the entry where it counts from now on, and what became
    /// of it.
    pub fn replay(
        &mut self,
        apart: &Apart,
        by: &str,
        now: StoredAt,
    ) -> Result<Result<ReadingId, Still>, JournalError> {
        let key = |gateway: &GatewayId| GatewayKey::derive(&self.master_key, gateway);
        match self.admission.decide_again(apart, by, key) {
            Ok(entry) => {
                let offset = self.note(entry, now)?;
                Ok(Ok(ReadingId { offset, index: 0 }))
            }
            Err(still) => Ok(Err(still)),
        }
    }
}
