//! Opens a folder for writing: one writer, whole to the last acknowledged entry, or an error.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, RealDisk, sync_dir, write_zeros};
use super::format::SegmentHeader;
use super::mark::{Mark, MarkFile};
use super::pruned::Pruned;
use super::read::Progress;
use super::scan::Scanner;
use super::segment::{self, Segment};
use super::tail::{Torn, examine};
use super::{LocalJournal, LocalOptions};
use crate::error::JournalError;
use crate::port::ChainHash;

/// A journal that is ready, and what had to be done to it.
pub struct Opened {
    /// The journal.
    pub journal: LocalJournal,
    /// What an operator should hear of.
    pub recovery: Recovery,
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// How many entries the journal holds.
    pub entries: u64,
    /// How many of them the mark did not vouch for: whole, but perhaps never acknowledged.
    pub unmarked: u64,
    /// What was cut off the end: the remains of a commit that never finished.
    pub torn: Option<Torn>,
    /// Whether there was no readable mark, so that the epoch is new: a new journal, one whose mark
    /// was left out on purpose when it was restored, or one whose mark was damaged.
    pub epoch_is_new: bool,
}

impl LocalJournal {
    /// Opens the journal in `dir` for writing; an absent or empty folder becomes a new journal.
    ///
    /// The last segment is read whole, and a torn write at its end is cut off and reported. Damage
    /// to an entry that was once durable is an error, and changes nothing. Earlier segments are
    /// checked when they are read, and by [`verify`](super::verify).
    pub fn open(dir: &Path, options: LocalOptions) -> Result<Opened, JournalError> {
        Self::open_on(dir, options, Box::new(RealDisk))
    }

    /// The same, writing through `disk`.
    pub fn open_on(
        dir: &Path,
        options: LocalOptions,
        mut disk: Box<dyn Disk>,
    ) -> Result<Opened, JournalError> {
        let failed = |source| JournalError::Open { path: dir.into(), source };
        create_dir(dir).map_err(failed)?;
        let lock = lock(dir)?;
        let old_mark = Mark::read(dir)?;
        let acknowledged = old_mark.map_or(0, |mark| mark.end);
        let pruned = Pruned::read(dir)?;
        // A crash may have come between the record and the files.
        pruned.remove_older(dir).map_err(failed)?;
        let mut firsts = segment::list(dir).map_err(failed)?;
        if firsts.is_empty() && acknowledged.max(pruned.first) > 0 {
            return Err(JournalError::Missing { dir: dir.into(), end: 0, acknowledged });
        }
        if firsts.is_empty() {
            let header = SegmentHeader { first: 0, chain: ChainHash::GENESIS };
            Segment::create(dir, header, disk.as_mut()).map_err(failed)?;
            firsts.push(0);
        }
        if firsts[0] != pruned.first {
            let path = segment::path(dir, pruned.first);
            return Err(failed_read(path));
        }
        let last = firsts.pop().unwrap_or(0);
        let bytes_before = segment::bytes_on_disk(dir, &firsts).map_err(failed)?;
        let chain = (last == pruned.first).then_some(pruned.chain);
        let mut scanner = Scanner::open(dir, last, chain)?;
        let tail = examine(&mut scanner, acknowledged)?;
        let (next, chain) = (scanner.next_offset(), scanner.chain());
        let segment = Segment::open(dir, last, scanner.position()).map_err(failed)?;
        settle(&segment, &mut scanner, tail.unmarked, tail.torn.as_ref(), disk.as_mut())?;
        let mark = match old_mark {
            Some(mark) => Mark { end: next, ..mark },
            None => Mark::random(next).map_err(failed)?,
        };
        let mark = MarkFile::create(dir, mark, disk.as_mut()).map_err(failed)?;
        let recovery = Recovery {
            entries: next,
            unmarked: next - acknowledged,
            torn: tail.torn,
            epoch_is_new: old_mark.is_none(),
        };
        let (progress, buffer) = (Arc::new(Progress::default()), Vec::new());
        progress.begin(pruned.first);
        progress.ended(bytes_before);
        let journal = Self {
            dir: dir.into(),
            options,
            disk,
            mark,
            segment,
            next,
            chain,
            buffer,
            poisoned: false,
            progress,
            lock: Arc::new(lock),
        };
        journal.publish();
        Ok(Opened { journal, recovery })
    }
}

/// The error of a file that has to be there.
fn failed_read(path: PathBuf) -> JournalError {
    JournalError::Read { path, source: io::ErrorKind::NotFound.into() }
}

/// Makes durable what the mark does not vouch for, and zeroes what is torn.
///
/// The unmarked entries are *written* again, not only synced: after a failed sync the system may
/// take what it has in memory for what is on the disk.
fn settle(
    segment: &Segment,
    scanner: &mut Scanner,
    unmarked: u64,
    torn: Option<&Torn>,
    disk: &mut dyn Disk,
) -> Result<(), JournalError> {
    let end = scanner.position();
    let entries = scanner.read(unmarked..end)?;
    let mut settled = || -> io::Result<()> {
        if let Some(torn) = torn {
            write_zeros(disk, segment.file(), end, end + torn.bytes)?;
        }
        if !entries.is_empty() {
            disk.write(segment.file(), unmarked, &entries)?;
        }
        disk.sync(segment.file())
    };
    settled().map_err(|source| JournalError::Open { path: segment.path.clone(), source })
}

/// The folder, durably, with those above it that are missing.
pub(super) fn create_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_dir(parent)?;
        fs::create_dir(dir)?;
        return sync_dir(parent);
    }
    fs::create_dir(dir)
}

/// The right to write, which the operating system takes back when the process ends.
pub(super) fn lock(dir: &Path) -> Result<File, JournalError> {
    let path = dir.join("lock");
    let opened = File::options().create(true).write(true).truncate(false).open(&path);
    let locked = opened.map_err(TryLockError::Error).and_then(|file| {
        file.try_lock()?;
        Ok(file)
    });
    locked.map_err(|error| match error {
        TryLockError::WouldBlock => JournalError::Locked { dir: dir.into() },
        TryLockError::Error(source) => JournalError::Open { path, source },
    })
}
