//! The small file `mark`: the journal's epoch, and how far it has been acknowledged.
//!
//! It is overwritten after each commit's sync and not synced itself, so after a power cut it may
//! be some seconds old, but it never says more than the segments hold. Whoever restores old
//! segments leaves it out: a journal without a mark makes a new epoch.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rand::TryRngCore;
use rand::rngs::OsRng;

use super::disk::{Disk, sync_dir};
use crate::error::JournalError;

/// What the mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) epoch: u128,
    /// The offset after the last entry that was acknowledged as durable.
    pub(super) end: u64,
}

impl Mark {
    /// A mark with a new random epoch.
    pub(super) fn random(end: u64) -> io::Result<Self> {
        let mut epoch = [0; 16];
        OsRng.try_fill_bytes(&mut epoch).map_err(io::Error::other)?;
        Ok(Self { epoch: u128::from_le_bytes(epoch), end })
    }

    /// Reads the mark of a journal. One that is absent or unreadable is `None`.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, JournalError> {
        let path = path(dir);
        // More than once, since a live writer may be overwriting it right now.
        for _ in 0..3 {
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(source) => return Err(JournalError::Read { path, source }),
            };
            match Self::decode(&bytes) {
                Ok(mark) => return Ok(Some(mark)),
                Err(Some(version)) => return Err(JournalError::FromTheFuture { path, version }),
                Err(None) => {}
            }
        }
        Ok(None)
    }

    fn encode(self) -> [u8; MARK_BYTES] {
        let mut bytes = [0; MARK_BYTES];
        bytes[..3].copy_from_slice(MAGIC);
        bytes[3] = FORMAT;
        bytes[4..20].copy_from_slice(&self.epoch.to_le_bytes());
        bytes[20..28].copy_from_slice(&self.end.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// The error is the format, when that is the only thing wrong.
    fn decode(bytes: &[u8]) -> Result<Self, Option<u8>> {
        let bytes: &[u8; MARK_BYTES] = bytes.try_into().map_err(|_| None)?;
        let (head, crc) = bytes.split_at(28);
        if &head[..3] != MAGIC || crc32c::crc32c(head).to_le_bytes() != crc {
            return Err(None);
        }
        if head[3] != FORMAT {
            return Err(Some(head[3]));
        }
        let (mut epoch, mut end) = ([0; 16], [0; 8]);
        epoch.copy_from_slice(&head[4..20]);
        end.copy_from_slice(&head[20..]);
        Ok(Self { epoch: u128::from_le_bytes(epoch), end: u64::from_le_bytes(end) })
    }
}

/// The mark's file, open for overwriting.
#[derive(Debug)]
pub(super) struct MarkFile {
    file: File,
    mark: Mark,
}

impl MarkFile {
    /// Makes `mark` the journal's mark, durably, replacing what was there.
    pub(super) fn create(dir: &Path, mark: Mark, disk: &mut dyn Disk) -> io::Result<Self> {
        let temporary = dir.join(TEMPORARY);
        let file = File::create(&temporary)?;
        disk.write(&file, 0, &mark.encode())?;
        disk.sync(&file)?;
        fs::rename(&temporary, path(dir))?;
        sync_dir(dir)?;
        Ok(Self { file, mark })
    }

    pub(super) fn epoch(&self) -> u128 {
        self.mark.epoch
    }

    /// Says that entries before `end` are acknowledged. They must be durable.
    pub(super) fn advance(&mut self, end: u64, disk: &mut dyn Disk) -> io::Result<()> {
        self.mark.end = end;
        disk.write(&self.file, 0, &self.mark.encode())
    }

    /// Makes what was said durable.
    pub(super) fn sync(&self, disk: &mut dyn Disk) -> io::Result<()> {
        disk.sync(&self.file)
    }
}

const MAGIC: &[u8; 3] = b"HWM";
const FORMAT: u8 = 1;
const MARK_BYTES: usize = 32;
const TEMPORARY: &str = "mark.new";

fn path(dir: &Path) -> PathBuf {
    dir.join("mark")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::disk::RealDisk;

    #[test]
    fn a_mark_with_any_bit_flipped_is_no_mark() {
        let dir = tempfile::tempdir().unwrap();
        let mark = Mark::random(7).unwrap();
        MarkFile::create(dir.path(), mark, &mut RealDisk).unwrap();
        assert_eq!(Mark::read(dir.path()).unwrap(), Some(mark));
        let bytes = mark.encode();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(path(dir.path()), flipped).unwrap();
            assert_eq!(Mark::read(dir.path()).unwrap(), None, "bit {bit}");
        }
    }

    #[test]
    fn a_mark_of_a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = Mark { epoch: 1, end: 2 }.encode();
        bytes[3] = 2;
        let crc = crc32c::crc32c(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        fs::write(path(dir.path()), bytes).unwrap();
        let read = Mark::read(dir.path());
        assert!(matches!(read, Err(JournalError::FromTheFuture { version: 2, .. })), "{read:?}");
    }
}
