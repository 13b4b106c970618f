//! The journal of one machine: a folder of segment files, a mark and a lock.

mod beginning;
mod disk;
mod format;
mod kept;
mod mark;
mod marks;
mod open;
mod pruned;
mod read;
mod scan;
mod segment;
mod tail;
mod verify;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

pub use beginning::Beginning;
pub use disk::{Disk, Fault, FaultyDisk, RealDisk};
pub use open::{Opened, Recovery};
pub use pruned::Pruned;
pub use read::LocalReader;
pub use tail::Torn;
pub use verify::{Verified, verify};

use crate::error::JournalError;
use crate::port::{ChainHash, Journal, MAX_ENTRY_BYTES, Pruner, Reader};
use format::{SegmentHeader, encode_entry};
use mark::MarkFile;
use pruned::LocalPruner;
use read::Progress;
use segment::Segment;

/// Sizes of the files of a [`LocalJournal`]. They may change from one opening to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalOptions {
    /// A segment that has reached this size is followed by a new one.
    pub segment_bytes: u64,
    /// Zeros are written this far ahead, so that a commit needn't change the file's size: about
    /// one and a half times the commits per second. 0 writes none.
    pub preallocate_bytes: u64,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self { segment_bytes: 64 * 1024 * 1024, preallocate_bytes: 4 * 1024 * 1024 }
    }
}

/// The log in a folder of this machine, open for writing. See [`LocalJournal::open`].
///
/// Its lock ends with it, however the process ends.
pub struct LocalJournal {
    dir: PathBuf,
    options: LocalOptions,
    disk: Box<dyn Disk>,
    mark: MarkFile,
    segment: Segment,
    /// The offset of the next entry, and the hash of the one before it.
    next: u64,
    chain: ChainHash,
    /// The bytes of the commit in hand; kept for its capacity.
    buffer: Vec<u8>,
    poisoned: bool,
    progress: Arc<Progress>,
    /// Held, never read; by whoever prunes, too.
    lock: Arc<File>,
}

impl LocalJournal {
    /// A reading end of this journal, to be cloned at will.
    pub fn local_reader(&self) -> LocalReader {
        LocalReader::following(self.dir.clone(), self.progress.clone())
    }

    fn commit(&mut self, entries: &[&[u8]]) -> io::Result<()> {
        if self.segment.is_full(self.next, self.options.segment_bytes) {
            self.rotate()?;
        }
        self.buffer.clear();
        let mut chain = self.chain;
        for bytes in entries {
            chain = encode_entry(&mut self.buffer, self.next, chain, bytes);
        }
        let end = self.next + entries.len() as u64;
        let disk = self.disk.as_mut();
        self.segment.commit(&self.buffer, &self.options, disk)?;
        self.mark.advance(end, disk)?;
        (self.next, self.chain) = (end, chain);
        self.publish();
        Ok(())
    }

    /// Ends the segment and begins the next one. All entries are durable already.
    fn rotate(&mut self) -> io::Result<()> {
        let disk = self.disk.as_mut();
        // So the mark, however old it is after a power cut, points into the last segment.
        self.mark.sync(disk)?;
        let header = SegmentHeader { first: self.next, chain: self.chain };
        let next = Segment::create(&self.dir, header, disk)?;
        self.progress.ended(self.segment.bytes_on_disk());
        self.segment = next;
        Ok(())
    }

    fn publish(&self) {
        self.progress.publish(self.next, self.segment.bytes_on_disk());
    }
}

impl Journal for LocalJournal {
    fn append(&mut self, entries: &[&[u8]]) -> Result<Range<u64>, JournalError> {
        if self.poisoned {
            return Err(JournalError::Poisoned { end: self.next });
        }
        if let Some(index) = entries.iter().position(|bytes| bytes.len() > MAX_ENTRY_BYTES) {
            let (bytes, limit) = (entries[index].len(), MAX_ENTRY_BYTES);
            return Err(JournalError::TooLarge { index, bytes, limit });
        }
        let offset = self.next;
        if !entries.is_empty() {
            self.commit(entries).map_err(|source| {
                self.poisoned = true;
                JournalError::Append { offset, path: self.segment.path.clone(), source }
            })?;
        }
        Ok(offset..self.next)
    }

    fn durable_end(&self) -> u64 {
        self.next
    }

    fn epoch(&self) -> u128 {
        self.mark.epoch()
    }

    fn bytes_on_disk(&self) -> u64 {
        self.progress.bytes_on_disk()
    }

    fn reader(&self) -> Arc<dyn Reader> {
        Arc::new(self.local_reader())
    }

    fn pruner(&self) -> Box<dyn Pruner> {
        let (dir, progress) = (self.dir.clone(), self.progress.clone());
        Box::new(LocalPruner::new(dir, progress, self.lock.clone()))
    }
}
