//! Reads durable entries, beside the writer or long after it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::kept;
use super::mark::Mark;
use super::marks::{Marks, Place};
use super::pruned::Pruned;
use super::scan::{Scanner, Step};
use super::segment;
use crate::error::{Damage, JournalError};
use crate::port::{ChainHash, Entries, Entry, Reader};

/// What the writer tells its readers.
#[derive(Debug, Default)]
pub(super) struct Progress {
    first: AtomicU64,
    durable_end: AtomicU64,
    /// The space that the segments before the last take, and the last.
    bytes_before: AtomicU64,
    bytes_last: AtomicU64,
}

impl Progress {
    /// Says where the log begins.
    pub(super) fn begin(&self, first: u64) {
        self.first.store(first, Ordering::Release);
    }

    pub(super) fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// Says that a segment of this size is the last no longer.
    pub(super) fn ended(&self, bytes: u64) {
        self.bytes_before.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Says that segments of this size in all are gone.
    pub(super) fn removed(&self, bytes: u64) {
        self.bytes_before.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Says that the entries before `durable_end` may be read, and how large the last segment is.
    pub(super) fn publish(&self, durable_end: u64, bytes_last: u64) {
        self.bytes_last.store(bytes_last, Ordering::Relaxed);
        // Release: who sees the new end also sees the bytes before it.
        self.durable_end.store(durable_end, Ordering::Release);
    }

    pub(super) fn durable_end(&self) -> u64 {
        self.durable_end.load(Ordering::Acquire)
    }

    pub(super) fn bytes_on_disk(&self) -> u64 {
        self.bytes_before.load(Ordering::Relaxed) + self.bytes_last.load(Ordering::Relaxed)
    }
}

/// Reads the segments of a folder. It takes no lock.
#[derive(Debug, Clone)]
pub struct LocalReader {
    dir: PathBuf,
    progress: Arc<Progress>,
    marks: Arc<Marks>,
}

impl LocalReader {
    pub(super) fn following(dir: PathBuf, progress: Arc<Progress>) -> Self {
        Self { dir, progress, marks: Arc::default() }
    }

    /// Reads a journal that another process may be writing: what its mark says is durable now.
    ///
    /// It does not follow that process; open it again to see more.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let mark = Mark::read(dir)?.ok_or_else(|| JournalError::NoMark { dir: dir.into() })?;
        let bytes = segment::list(dir)
            .and_then(|firsts| segment::bytes_on_disk(dir, &firsts))
            .map_err(|source| JournalError::Read { path: dir.into(), source })?;
        let progress = Progress::default();
        progress.begin(Pruned::read(dir)?.first);
        progress.publish(mark.end, bytes);
        Ok(Self::following(dir.into(), Arc::new(progress)))
    }
}

impl Reader for LocalReader {
    fn first(&self) -> u64 {
        self.progress.first()
    }

    fn kept(&self) -> Result<Option<Vec<u8>>, JournalError> {
        kept::newest(&self.dir)
    }

    fn cuts(&self) -> Result<Vec<u64>, JournalError> {
        let firsts = segment::list(&self.dir)
            .map_err(|source| JournalError::Read { path: self.dir.clone(), source })?;
        let (first, end) = (self.first(), self.durable_end());
        Ok(firsts.into_iter().filter(|cut| (first + 1..end).contains(cut)).collect())
    }

    fn chain_at(&self, offset: u64) -> Result<ChainHash, JournalError> {
        if offset == self.first() {
            return Ok(Scanner::open(&self.dir, offset, None)?.chain());
        }
        let end = self.durable_end();
        let last = self.read_from(offset.saturating_sub(1)).next();
        last.map_or(Err(JournalError::Beyond { offset, end }), |entry| Ok(entry?.hash))
    }

    fn durable_end(&self) -> u64 {
        self.progress.durable_end()
    }

    fn bytes_on_disk(&self) -> u64 {
        self.progress.bytes_on_disk()
    }

    fn read_from(&self, offset: u64) -> Entries {
        Box::new(LocalEntries {
            dir: self.dir.clone(),
            progress: self.progress.clone(),
            marks: self.marks.clone(),
            segment: 0,
            state: State::Start,
            next: offset,
            seen_end: 0,
        })
    }
}

/// A place in the log.
struct LocalEntries {
    dir: PathBuf,
    progress: Arc<Progress>,
    marks: Arc<Marks>,
    /// The first entry of the segment in hand.
    segment: u64,
    state: State,
    /// The offset of the next entry to give.
    next: u64,
    /// The durable end when the scanner last had to read the file anew. What it holds in memory is
    /// right up to there; beyond, it may hold what the file was before a commit.
    seen_end: u64,
}

enum State {
    Start,
    At(Box<Scanner>),
    Failed,
}

impl Iterator for LocalEntries {
    type Item = Result<Entry, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.advance().transpose();
        if let Some(Err(_)) = item {
            self.state = State::Failed;
        }
        item
    }
}

impl LocalEntries {
    fn advance(&mut self) -> Result<Option<Entry>, JournalError> {
        let end = self.progress.durable_end();
        loop {
            let scanner = match &mut self.state {
                State::Failed => return Ok(None),
                State::Start if self.next > end => {
                    return Err(JournalError::Beyond { offset: self.next, end });
                }
                _ if self.next >= end => return Ok(None),
                State::Start if self.next < self.progress.first() => {
                    let first = self.progress.first();
                    return Err(JournalError::Pruned { offset: self.next, first });
                }
                State::Start => {
                    self.state = State::At(Box::new(self.seek()?));
                    self.seen_end = end;
                    continue;
                }
                State::At(scanner) => scanner,
            };
            if scanner.next_offset() >= self.seen_end {
                scanner.refresh();
                self.seen_end = end;
            }
            match scanner.step()? {
                Step::Bad(damage) => return Err(scanner.damaged(damage)),
                Step::End if scanner.next_offset() < self.progress.first() => {
                    // It went while we were reading.
                    let first = self.progress.first();
                    return Err(JournalError::Pruned { offset: self.next, first });
                }
                Step::End => {
                    **scanner = next_segment(&self.dir, scanner)?
                        .ok_or_else(|| scanner.damaged(Damage::Absent))?;
                    self.segment = scanner.next_offset();
                }
                // On the way to the entry that was asked for.
                Step::Entry if scanner.next_offset() <= self.next => {
                    self.marks.keep(scanner.next_offset(), place(self.segment, scanner));
                }
                Step::Entry => {
                    self.marks.keep(scanner.next_offset(), place(self.segment, scanner));
                    let offset = self.next;
                    self.next += 1;
                    let (bytes, hash) = (scanner.latest().to_vec(), scanner.chain());
                    return Ok(Some(Entry { offset, bytes, hash }));
                }
            }
        }
    }

    /// The last place that is known in the segment that holds the next entry; its start, if there is none.
    fn seek(&mut self) -> Result<Scanner, JournalError> {
        let firsts = segment::list(&self.dir)
            .map_err(|source| JournalError::Read { path: self.dir.clone(), source })?;
        let first = firsts.iter().rev().find(|first| **first <= self.next).copied();
        // With no such segment, opening the first one says which file is missing.
        self.segment = first.unwrap_or(self.progress.first());
        let mut scanner = Scanner::open(&self.dir, self.segment, None)?;
        if let Some((offset, place)) = self.marks.before(self.next, self.segment) {
            scanner.skip_to(offset, place.position, place.chain);
        }
        Ok(scanner)
    }
}

fn place(segment: u64, scanner: &Scanner) -> Place {
    Place { segment, position: scanner.position(), chain: scanner.chain() }
}

/// The segment that goes on where `scanner` has come to the end of one, if there is one.
fn next_segment(dir: &Path, scanner: &Scanner) -> Result<Option<Scanner>, JournalError> {
    let first = scanner.next_offset();
    if scanner.path() == segment::path(dir, first) || !segment::path(dir, first).exists() {
        return Ok(None);
    }
    Scanner::open(dir, first, Some(scanner.chain())).map(Some)
}
