//! The journal as the rest of the server sees it: one writer, many readers, offsets that never change.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::error::JournalError;

/// The most bytes one entry may hold: 4 MiB. Checked before anything is allocated.
pub const MAX_ENTRY_BYTES: usize = 4 * 1024 * 1024;

/// The writing end of a log. There is one per log at a time.
pub trait Journal: Send {
    /// Appends the entries in order and returns their offsets once *all* of them are durable.
    ///
    /// One call is one commit (one `fdatasync`, or whatever the adapter pays), so callers batch.
    /// No entries is no work. An entry above [`MAX_ENTRY_BYTES`] refuses the whole call before
    /// anything is written.
    ///
    /// Any other error is *ambiguous*: after a restart a first part of the entries may be there.
    /// The journal then refuses every later append until it is opened again; it never repeats a
    /// failed sync and believes it.
    fn append(&mut self, entries: &[&[u8]]) -> Result<Range<u64>, JournalError>;

    /// The offset after the last durable entry: the number of entries that there ever were.
    fn durable_end(&self) -> u64;

    /// The random number made with this journal. When it changes, what was acknowledged under the
    /// old one may be missing here and has to be sent again.
    fn epoch(&self) -> u128;

    /// The disk space the log takes, space reserved ahead included.
    fn bytes_on_disk(&self) -> u64;

    /// A reading end, to be cloned and sent to other threads at will. It follows this writer, so
    /// after opening a journal again ask that one for a new reader.
    fn reader(&self) -> Arc<dyn Reader>;

    /// What removes old entries. It may be sent to another thread, and holds up neither this writer
    /// nor its readers; there is one at a time.
    fn pruner(&self) -> Box<dyn Pruner>;
}

/// What removes old entries of a log.
pub trait Pruner: Send {
    /// Removes the entries before `before`, which has to be one of [`Reader::cuts`], and keeps `kept` in
    /// their place: what the writer of the log has to know of all that there was before, and nothing
    /// can make again. The chain goes on from a record of what was removed.
    ///
    /// It happens as a whole or not at all, whenever the process ends: before it returns the log may
    /// begin here or there, each with what was kept of the rest. Once it has returned, here.
    fn prune(&mut self, before: u64, kept: &[u8]) -> Result<(), JournalError>;
}

/// The reading end of a log. It sees durable entries only.
pub trait Reader: Send + Sync {
    /// The offset of the first entry that is still there: 0 unless older ones were pruned.
    fn first(&self) -> u64;

    /// What was kept of the entries before the first; none if nothing was removed.
    fn kept(&self) -> Result<Option<Vec<u8>>, JournalError>;

    /// The offsets before which the log can be pruned, oldest first.
    fn cuts(&self) -> Result<Vec<u64>, JournalError>;

    /// The hash of the entry before `offset`, and so of all before it. Of what was removed only the
    /// hash of all is known, at [`Self::first`].
    fn chain_at(&self, offset: u64) -> Result<ChainHash, JournalError>;

    /// The offset after the last durable entry.
    fn durable_end(&self) -> u64;

    /// The disk space the log takes, space reserved ahead included.
    fn bytes_on_disk(&self) -> u64;

    /// The entries from `offset` on, in order. See [`Entries`].
    fn read_from(&self, offset: u64) -> Entries;
}

/// Entries in offset order.
///
/// `None` means that there are no more *yet*: call `next` again later and it goes on where it was,
/// without seeking. An error is the last thing it gives. A starting offset after the durable end is
/// an error ([`JournalError::Beyond`]): that reader has seen another journal than this one.
pub type Entries = Box<dyn Iterator<Item = Result<Entry, JournalError>> + Send>;

/// One entry, as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log, counted in entries from 0.
    pub offset: u64,
    /// What was appended.
    pub bytes: Vec<u8>,
    /// The hash of this entry and so of all before it. The next entry holds it.
    pub hash: ChainHash,
}

/// The hash of an entry and of all entries before it: SHA-256, its first 16 bytes.
///
/// It depends on the entries only, not on how they were batched, so two logs with the same entries
/// have the same hashes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash([u8; 16]);

impl ChainHash {
    /// The hash before the first entry.
    pub const GENESIS: Self = Self([0; 16]);

    /// The hash of an entry that holds `bytes` and comes right after the one with this hash.
    pub fn then(self, bytes: &[u8]) -> Self {
        let digest: [u8; 32] =
            Sha256::new().chain_update(self.0).chain_update(bytes).finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }

    /// The hash whose bytes are these.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({self})")
    }
}
