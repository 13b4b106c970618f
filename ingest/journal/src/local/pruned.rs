//! The small file `pruned`: up to where older entries were removed, and the chain's hash there.
//!
//! What was kept of them (`kept.rs`) is durable before it is written, and it is written, synced and named
//! before the first segment goes. So a crash leaves files too many
//! and never a gap that nothing speaks of: what lies before it is ignored, and removed on opening.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, RealDisk, sync_dir};
use super::read::Progress;
use super::scan::Scanner;
use super::{kept, segment};
use crate::error::JournalError;
use crate::port::{ChainHash, Pruner};

/// Where a log begins whose older entries were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// The offset of the first entry that is still there, which begins a segment.
    pub first: u64,
    /// The hash of the entry before it, and so of all that were removed.
    pub chain: ChainHash,
}

impl Pruned {
    /// A log that begins at its beginning.
    pub const NOTHING: Self = Self { first: 0, chain: ChainHash::GENESIS };

    /// Reads the record of a journal; without one nothing was removed.
    pub(super) fn read(dir: &Path) -> Result<Self, JournalError> {
        let path = path(dir);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::NOTHING),
            Err(source) => return Err(JournalError::Read { path, source }),
        };
        Self::decode(&bytes).map_err(|version| match version {
            Some(version) => JournalError::FromTheFuture { path: path.clone(), version },
            None => JournalError::PrunedDamaged { path: path.clone() },
        })
    }

    /// Makes it the journal's record, durably.
    pub(super) fn write(self, dir: &Path, disk: &mut dyn Disk) -> io::Result<()> {
        let temporary = dir.join(TEMPORARY);
        let file = File::create(&temporary)?;
        disk.write(&file, 0, &self.encode())?;
        disk.sync(&file)?;
        fs::rename(&temporary, path(dir))?;
        sync_dir(dir)
    }

    /// Removes the segments that lie before it, oldest first, as far as they are still there, and what
    /// was kept at other times.
    pub(super) fn remove_older(self, dir: &Path) -> io::Result<()> {
        kept::remove_others(dir, self.first)?;
        let older: Vec<u64> =
            segment::list(dir)?.into_iter().filter(|first| *first < self.first).collect();
        for first in &older {
            fs::remove_file(segment::path(dir, *first))?;
        }
        if older.is_empty() { Ok(()) } else { sync_dir(dir) }
    }

    fn encode(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..3].copy_from_slice(MAGIC);
        bytes[3] = FORMAT;
        bytes[4..12].copy_from_slice(&self.first.to_le_bytes());
        bytes[12..28].copy_from_slice(&self.chain.to_bytes());
        let crc = crc32c::crc32c(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// The error is the format, when that is the only thing wrong.
    fn decode(bytes: &[u8]) -> Result<Self, Option<u8>> {
        let bytes: &[u8; BYTES] = bytes.try_into().map_err(|_| None)?;
        let (head, crc) = bytes.split_at(28);
        if &head[..3] != MAGIC || crc32c::crc32c(head).to_le_bytes() != crc {
            return Err(None);
        }
        if head[3] != FORMAT {
            return Err(Some(head[3]));
        }
        let (mut first, mut chain) = ([0; 8], [0; 16]);
        first.copy_from_slice(&head[4..12]);
        chain.copy_from_slice(&head[12..]);
        Ok(Self { first: u64::from_le_bytes(first), chain: ChainHash::from_bytes(chain) })
    }
}

/// Removes the oldest segments of a folder that is open for writing.
pub(super) struct LocalPruner {
    dir: PathBuf,
    progress: Arc<Progress>,
    /// Held, never read: nobody else opens the journal while it is being pruned.
    _lock: Arc<File>,
}

impl LocalPruner {
    pub(super) fn new(dir: PathBuf, progress: Arc<Progress>, lock: Arc<File>) -> Self {
        Self { dir, progress, _lock: lock }
    }
}

impl Pruner for LocalPruner {
    fn prune(&mut self, before: u64, kept: &[u8]) -> Result<(), JournalError> {
        let failed = |source| JournalError::Open { path: self.dir.clone(), source };
        let firsts = segment::list(&self.dir).map_err(failed)?;
        if before <= self.progress.first() || !firsts.contains(&before) {
            return Err(JournalError::NoCut { before });
        }
        let chain = Scanner::open(&self.dir, before, None)?.chain();
        let pruned = Pruned { first: before, chain };
        let older: Vec<u64> = firsts.into_iter().filter(|first| *first < before).collect();
        let bytes = segment::bytes_on_disk(&self.dir, &older).map_err(failed)?;
        kept::write(&self.dir, pruned, kept, &mut RealDisk).map_err(failed)?;
        pruned.write(&self.dir, &mut RealDisk).map_err(failed)?;
        // Whoever reads is told first that they are gone.
        self.progress.begin(before);
        self.progress.removed(bytes);
        pruned.remove_older(&self.dir).map_err(failed)
    }
}

const MAGIC: &[u8; 3] = b"HWP";
const FORMAT: u8 = 1;
const BYTES: usize = 32;
const TEMPORARY: &str = "pruned.new";

fn path(dir: &Path) -> PathBuf {
    dir.join("pruned")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_with_any_bit_flipped_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let record = Pruned { first: 7, chain: ChainHash::GENESIS.then(b"before") };
        record.write(dir.path(), &mut crate::local::RealDisk).unwrap();
        assert_eq!(Pruned::read(dir.path()).unwrap(), record);
        for bit in 0..BYTES * 8 {
            let mut flipped = record.encode();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(path(dir.path()), flipped).unwrap();
            let read = Pruned::read(dir.path());
            assert!(matches!(read, Err(JournalError::PrunedDamaged { .. })), "bit {bit}: {read:?}");
        }
    }
}
