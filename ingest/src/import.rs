//! History into the journal of a stopped server: through admission, exactly once.
//!
//! A file is to the journal what a spool is: the hash of its bytes is the incarnation, and the place
//! of a measurement in it is the sequence number. So the journal itself knows how far an import has
//! come, and going on after a crash needs no file of its own.

use std::io::{self, Read};
use std::path::Path;

use journal::{Journal, JournalError, LocalJournal, LocalOptions, LocalReader, Reader};
use sha2::{Digest, Sha256};
use vitals::{GatewayId, PatientId, StoredAt};
use wire::{Incarnation, WireReading};

use crate::admit::Admission;
use crate::entry::{Entry, EntryError, Item, SpoolPlace, Stamped};
use crate::keepsake::Keepsake;
use crate::pipeline::StartError;
use crate::roster::Roster;
use crate::save::Saved;

/// What is imported: under which gateway's name, and which life of its spool the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The gateway that the readings are said to come from.
    pub gateway: GatewayId,
    /// The file's.
    pub incarnation: Incarnation,
}

impl Source {
    /// Reads a file for its hash. `meaning` is whatever else decides what the file's rows mean: the
    /// same file with another mapping is another source.
    pub fn of(gateway: GatewayId, mut file: impl Read, meaning: &str) -> io::Result<Self> {
        let mut hash = Sha256::new().chain_update(FORM).chain_update(meaning).chain_update([0]);
        io::copy(&mut file, &mut hash)?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Ok(Self { gateway, incarnation: Incarnation(u128::from_be_bytes(bytes)) })
    }
}

/// Counts up when the order or the number of measurements that come of the same rows changes.
const FORM: &str = "hearthwatch import 1\0";

/// An import that can't go on. What was committed stays, and running it again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The journal can't be opened or read.
    #[error("could not open the journal: is the server stopped?")]
    Open(#[source] JournalError),
    /// The journal can't be read.
    #[error("could not read the journal")]
    Read(#[source] JournalError),
    /// The journal can't be written.
    #[error("could not write the journal")]
    Append(#[source] JournalError),
    /// What was kept of removed entries.
    #[error("could not begin where the journal does")]
    Keepsake(#[from] StartError),
    /// An entry that this program can't read.
    #[error("journal entry {offset} can't be read")]
    Entry {
        /// Which.
        offset: u64,
        /// Why.
        source: EntryError,
    },
}

/// An import in the making.
pub struct Import {
    /// None: it is a rehearsal, and nothing is written.
    journal: Option<Box<dyn Journal>>,
    admission: Admission,
    source: Source,
    /// Sequence number of the next measurement.
    next_seq: u64,
    last_stored_at: StoredAt,
    pending: Vec<Vec<u8>>,
}

impl Import {
    /// Opens a data folder, and keeps everybody else from writing to it.
    pub fn open(data: &Path, source: Source) -> Result<Self, ImportError> {
        let folder = data.join("journal");
        let opened =
            LocalJournal::open(&folder, LocalOptions::default()).map_err(ImportError::Open)?;
        let journal = opened.journal;
        let (admission, last) = state(data, journal.reader().as_ref(), Some(journal.epoch()))?;
        Ok(Self::new(Some(Box::new(journal)), admission, source, last))
    }

    /// The same without a change to anything; a server may run.
    pub fn rehearse(data: &Path, source: Source) -> Result<Self, ImportError> {
        let folder = data.join("journal");
        let nothing = (Admission::default(), StoredAt::from_unix_ms(0));
        let (admission, last) = if folder.exists() {
            let reader = LocalReader::open(&folder).map_err(ImportError::Open)?;
            state(data, &reader, None)?
        } else {
            nothing
        };
        Ok(Self::new(None, admission, source, last))
    }

    fn new(
        journal: Option<Box<dyn Journal>>,
        admission: Admission,
        source: Source,
        last_stored_at: StoredAt,
    ) -> Self {
        let next_seq = admission.mark(&source.gateway, source.incarnation) + 1;
        Self { journal, admission, source, next_seq, last_stored_at, pending: Vec::new() }
    }

    /// How many of the file's first measurements the journal has already. The caller begins after
    /// them.
    pub fn held(&self) -> u64 {
        self.next_seq - 1
    }

    /// Who is known so far.
    pub fn roster(&self) -> &Roster {
        self.admission.roster()
    }

    /// Adds people, gateways and devices; those that are known as such already are left out.
    pub fn enlist(&mut self, entries: impl IntoIterator<Item = Entry>, now: StoredAt) {
        for entry in self.admission.roster().missing(entries) {
            self.note(entry, now);
        }
    }

    /// Adds the next measurements of the file, and says what became of each.
    pub fn deliver(&mut self, readings: Vec<WireReading>, now: StoredAt) -> Vec<Item> {
        let Source { gateway, incarnation } = &self.source;
        let place = SpoolPlace { incarnation: *incarnation, first_seq: self.next_seq };
        self.next_seq += readings.len() as u64;
        let delivery = self.admission.decide_history(gateway, place, readings, now);
        let items = delivery.items.clone();
        if !items.is_empty() {
            self.note(Entry::Delivered(delivery), now);
        }
        items
    }

    /// Makes durable what was added since the last time.
    pub fn commit(&mut self) -> Result<(), ImportError> {
        let slices: Vec<&[u8]> = self.pending.iter().map(Vec::as_slice).collect();
        if let Some(journal) = &mut self.journal {
            journal.append(&slices).map_err(ImportError::Append)?;
        }
        self.pending.clear();
        Ok(())
    }

    fn note(&mut self, entry: Entry, now: StoredAt) {
        self.last_stored_at = self.last_stored_at.max(now);
        self.admission.apply(&entry);
        if self.journal.is_some() {
            self.pending.push(Stamped { stored_at: self.last_stored_at, entry }.encode());
        }
    }
}

/// The state of admission after the whole journal, and when its last entry was stored.
pub(crate) fn state(
    data: &Path,
    journal: &dyn Reader,
    epoch: Option<u128>,
) -> Result<(Admission, StoredAt), ImportError> {
    // Snapshots are tied to the journal by its epoch, which only who has it open knows.
    let saved = epoch.and_then(|epoch| {
        Saved::newest(&data.join("snapshots"), journal, epoch, journal.durable_end())
    });
    let (from, mut admission) = match saved {
        Some((saved, _)) => (saved.engine.offset(), saved.admission),
        None => match Keepsake::of(journal)? {
            Some(kept) => (kept.offset(), kept.admission),
            None => (0, Admission::default()),
        },
    };
    let end = journal.durable_end();
    // The last entry is read again for its time, should the snapshot be right before the end.
    let first = from.min(end.saturating_sub(1));
    let mut last_stored_at = StoredAt::from_unix_ms(0);
    for entry in journal.read_from(first).take(usize::try_from(end - first).unwrap_or(usize::MAX)) {
        let entry = entry.map_err(ImportError::Read)?;
        let stamped = Stamped::decode(&entry.bytes)
            .map_err(|source| ImportError::Entry { offset: entry.offset, source })?;
        last_stored_at = stamped.stored_at;
        if entry.offset >= from {
            admission.apply(&stamped.entry);
        }
    }
    Ok((admission, last_stored_at))
}

/// An id for somebody whom a file calls this: the same text where it is safe as an id, or else what
/// is safe of it and a hash of all of it. Nobody of a file is a synthetic patient.
pub fn patient_id(text: &str) -> PatientId {
    let own = text.parse().ok().filter(|id: &PatientId| !id.is_synthetic());
    own.unwrap_or_else(|| {
        let safe: String = text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' })
            .collect();
        let safe = safe.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let begin: String = safe.chars().take(38).collect();
        let hash = Sha256::digest(text);
        let id = format!("p{begin}-{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3]);
        // A letter, at most 38 safe characters, a dash and eight digits.
        id.parse().expect("a safe id")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_where_it_is_safe_and_made_safe_where_not() {
        assert_eq!(patient_id("p-0001").as_str(), "p-0001");
        let odd = patient_id("Ward 3/17");
        assert!(odd.as_str().starts_with("pWard-3-17-"), "{odd}");
        assert_ne!(patient_id("Ward 3/17"), patient_id("Ward 3 17"));
        for text in ["", "/", "é", &"x".repeat(500)] {
            assert!(patient_id(text).as_str().len() <= 64, "{text}");
        }
    }

    #[test]
    fn the_same_bytes_are_the_same_source_and_another_mapping_is_another() {
        let of = |bytes: &[u8], meaning| {
            Source::of("import".parse().unwrap(), bytes, meaning).unwrap().incarnation
        };
        assert_eq!(of(b"a", ""), of(b"a", ""));
        assert_ne!(of(b"a", ""), of(b"b", ""));
        assert_ne!(of(b"a", ""), of(b"a", "x"));
    }
}
