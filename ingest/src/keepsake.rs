//! What is kept of a journal's entries when they are removed: all that anything after them depends on.
//!
//! The state of admission and engine at that point, in the form of a snapshot; and whole, the entries that
//! somebody may still ask for: rule sets that were activated, and readings that are nobody's yet. From
//! it everything after it is decided as from the removed entries, to the bit. Unlike a snapshot it can't
//! be made again, so its form counts up with each change, and `golden/` holds an example of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journal::{JournalError, Reader};
use risk_engine::rules::RuleSet;
use risk_engine::snapshot::Snapshot;
use vitals::StoredAt;
use wire::FrameError;
use wire::bytes::{self, put_i64, put_u16, put_u32, put_u64};

use crate::admit::Admission;
use crate::entry::{Entry, Item, Stamped};
use crate::pipeline::StartError;
use crate::replay::{Stretches, replay_all};
use crate::save::{SaveError, decode_state, encode_state};

/// What was kept of the entries before a journal's first.
#[derive(Debug, Clone)]
pub struct Keepsake {
    pub(crate) admission: Admission,
    pub(crate) engine: Snapshot,
    rest: Rest,
}

/// The part that is not state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    /// When the first entry after it was stored.
    since_ms: i64,
    /// By offset.
    entries: BTreeMap<u64, Whole>,
}

/// An entry that was kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whole {
    /// The places of its readings that are nobody's yet; with none it is kept for itself.
    waiting: BTreeSet<u16>,
    bytes: Vec<u8>,
}

/// What was kept can't be used: there is no other copy in this data folder.
#[derive(Debug, thiserror::Error)]
pub enum KeepsakeError {
    /// Written in another form.
    #[error(
        "it has form {found:?}, and this program reads form {FORM}: use the version that wrote it"
    )]
    Form {
        /// What was found.
        found: Option<u8>,
    },
    /// A field is cut short or means nothing.
    #[error("it is damaged")]
    Damaged(#[from] FrameError),
    /// The state.
    #[error("its state can't be used: use the version of this program that wrote it")]
    State(#[from] SaveError),
    /// The state of another point than that where the journal begins.
    #[error("it is the state at entry {found}, and the journal begins at entry {first}")]
    Elsewhere {
        /// Where it is of.
        found: u64,
        /// Where the journal begins.
        first: u64,
    },
}

const FORM: u8 = 1;

impl Keepsake {
    /// What was kept of a journal; none if it has all of its entries.
    pub fn of(journal: &dyn Reader) -> Result<Option<Self>, StartError> {
        let Some(bytes) = journal.kept()? else { return Ok(None) };
        Ok(Some(Self::decode(&bytes)?))
    }

    /// What has to be kept when the entries before `upto` are removed, one of which there is: everything
    /// before it is decided again. None if it was stopped.
    pub fn at(
        journal: &dyn Reader,
        upto: u64,
        stop: &AtomicBool,
    ) -> Result<Option<Self>, StartError> {
        let (mut admission, mut rest) = match Self::of(journal)? {
            Some(Self { admission, rest, .. }) => (admission, rest),
            None => Default::default(),
        };
        for entry in journal.read_from(journal.first()) {
            let entry = entry?;
            let stamped = Stamped::decode(&entry.bytes)
                .map_err(|source| StartError::Entry { offset: entry.offset, source })?;
            if entry.offset >= upto {
                rest.since_ms = stamped.stored_at.unix_ms();
                break;
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            admission.apply(&stamped.entry);
            rest.note(entry.offset, &stamped.entry, entry.bytes);
        }
        let stretches = Stretches::upto(journal, upto)?.until(stop);
        let engine = replay_all(stretches, Arc::new(RuleSet::built_in()), 1, |_| {})?;
        let is_whole = !stop.load(Ordering::Relaxed);
        Ok(is_whole.then_some(Self { admission, engine, rest }))
    }

    /// The offset of the first entry that isn't in it.
    pub fn offset(&self) -> u64 {
        self.engine.offset()
    }

    /// When the first entry that isn't in it was stored.
    pub fn since(&self) -> StoredAt {
        StoredAt::from_unix_ms(self.rest.since_ms)
    }

    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![FORM];
        self.rest.put(&mut out);
        out.extend(encode_state(&self.admission, &self.engine));
        out
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, KeepsakeError> {
        let (rest, state) = Rest::take(bytes)?;
        let (admission, engine) = decode_state(state)?;
        Ok(Self { admission, engine, rest })
    }
}

impl Rest {
    /// What was kept of a journal beside its state; nothing if it has all of its entries.
    pub(crate) fn of(journal: &dyn Reader) -> Result<Self, StartError> {
        let Some(bytes) = journal.kept()? else { return Ok(Self::default()) };
        Ok(Self::take(&bytes)?.0)
    }

    /// The entries that were kept whole, oldest first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.entries.iter().map(|(offset, whole)| (*offset, whole.bytes.as_slice()))
    }

    /// Keeps an entry if somebody may ask for it, and lets go what nobody will because of it.
    fn note(&mut self, offset: u64, entry: &Entry, bytes: Vec<u8>) {
        if let Some(claim) = entry.claim()
            && let Some(whole) = self.entries.get_mut(&claim.original.offset)
            && whole.waiting.remove(&claim.original.index)
            && whole.waiting.is_empty()
        {
            self.entries.remove(&claim.original.offset);
        }
        let items = entry.delivery().map_or(&[][..], |delivery| &delivery.items);
        let is_waiting =
            |(item, index): (&Item, u16)| matches!(item, Item::Unclaimed { .. }).then_some(index);
        let waiting: BTreeSet<u16> = items.iter().zip(0..).filter_map(is_waiting).collect();
        if !waiting.is_empty() || matches!(entry, Entry::RulesActivated { .. }) {
            self.entries.insert(offset, Whole { waiting, bytes });
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_i64(out, self.since_ms);
        put_u32(out, self.entries.len() as u32);
        for (offset, Whole { waiting, bytes }) in &self.entries {
            put_u64(out, *offset);
            put_u16(out, waiting.len() as u16);
            waiting.iter().for_each(|index| put_u16(out, *index));
            put_u32(out, bytes.len() as u32);
            out.extend_from_slice(bytes);
        }
    }

    /// Reads the beginning of a keepsake, and gives the rest of it: the state.
    fn take(bytes: &[u8]) -> Result<(Self, &[u8]), KeepsakeError> {
        let Some((&FORM, body)) = bytes.split_first() else {
            return Err(KeepsakeError::Form { found: bytes.first().copied() });
        };
        let mut reader = bytes::Reader::new(body, 1);
        let mut rest = Self { since_ms: reader.i64("since")?, entries: BTreeMap::new() };
        for _ in 0..reader.u32("entries")? {
            let offset = reader.u64("offset")?;
            let count = reader.u16("waiting")?;
            let waiting = (0..count).map(|_| reader.u16("place")).collect::<Result<_, _>>()?;
            let length = reader.u32("length")? as usize;
            let bytes = reader.take(length, "entry")?.to_vec();
            rest.entries.insert(offset, Whole { waiting, bytes });
        }
        let used = reader.offset();
        Ok((rest, &bytes[used..]))
    }
}

/// The error of an entry that was removed.
pub(crate) fn removed(journal: &dyn Reader, offset: u64) -> JournalError {
    JournalError::Pruned { offset, first: journal.first() }
}

#[cfg(test)]
mod tests;
