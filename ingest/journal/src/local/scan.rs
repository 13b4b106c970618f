//! Walks the entries of one segment file, believing nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::format::{
    ENTRY_HEADER_BYTES, EntryHeader, HeaderError, SEGMENT_HEADER_BYTES, SegmentHeader,
    checksum_holds,
};
use super::segment;
use crate::error::{Damage, JournalError};
use crate::port::ChainHash;

/// A place in a segment, right after an entry that was sound.
#[derive(Debug)]
pub(super) struct Scanner {
    path: PathBuf,
    file: File,
    /// Where the entry at `next` starts.
    position: u64,
    next: u64,
    /// The hash of the entry before `next`.
    chain: ChainHash,
    /// Bytes of the file, from `window_at` on.
    window: Vec<u8>,
    window_at: u64,
    /// Where in the window the bytes of the entry before `next` are.
    latest: Range<usize>,
}

/// What one step of a [`Scanner`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A sound entry: [`Scanner::latest`] has its bytes, and the scanner is after it.
    Entry,
    /// The written part ends here.
    End,
    /// This is no entry. The scanner stays where it is.
    Bad(Damage),
}

impl Scanner {
    /// Opens the segment that starts with the entry `first`, which comes after one with the hash
    /// `chain`, if that is known.
    pub(super) fn open(
        dir: &Path,
        first: u64,
        chain: Option<ChainHash>,
    ) -> Result<Self, JournalError> {
        let path = segment::path(dir, first);
        let opened = File::open(&path).and_then(|mut file| {
            let mut bytes = Vec::with_capacity(SEGMENT_HEADER_BYTES);
            (&mut file).take(SEGMENT_HEADER_BYTES as u64).read_to_end(&mut bytes)?;
            Ok((file, bytes))
        });
        let (file, bytes) = match opened {
            Ok(opened) => opened,
            Err(source) => return Err(JournalError::Read { path, source }),
        };
        let damaged = |path, damage| JournalError::Damaged { path, byte: 0, entry: first, damage };
        let header = match SegmentHeader::decode(&bytes) {
            Ok(header) if header.first == first => header,
            Ok(_) | Err(HeaderError::Wrong) => return Err(damaged(path, Damage::Header)),
            Err(HeaderError::FromTheFuture(version)) => {
                return Err(JournalError::FromTheFuture { path, version });
            }
        };
        let genesis = (first == 0).then_some(ChainHash::GENESIS);
        if chain.or(genesis).is_some_and(|chain| chain != header.chain) {
            return Err(damaged(path, Damage::Chain));
        }
        Ok(Self {
            path,
            file,
            position: SEGMENT_HEADER_BYTES as u64,
            next: first,
            chain: header.chain,
            window: Vec::new(),
            window_at: 0,
            latest: 0..0,
        })
    }

    /// Goes to where the entry `next` starts, which somebody has come past before.
    pub(super) fn skip_to(&mut self, next: u64, position: u64, chain: ChainHash) {
        (self.next, self.position, self.chain) = (next, position, chain);
        self.refresh();
    }

    /// Where the next entry starts, in bytes.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The offset of the next entry.
    pub(super) fn next_offset(&self) -> u64 {
        self.next
    }

    /// The hash of the entry before the next one.
    pub(super) fn chain(&self) -> ChainHash {
        self.chain
    }

    /// The bytes of the entry that the last step found.
    pub(super) fn latest(&self) -> &[u8] {
        &self.window[self.latest.clone()]
    }

    /// Looks at the next entry, and goes past it if it is sound.
    pub(super) fn step(&mut self) -> Result<Step, JournalError> {
        self.try_step().map_err(|source| JournalError::Read { path: self.path.clone(), source })
    }

    /// Reads from the file again what may have changed since it was last read.
    pub(super) fn refresh(&mut self) {
        self.window.clear();
        self.latest = 0..0;
    }

    /// All that the file holds from the next entry on.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>, JournalError> {
        self.read(self.position..u64::MAX)
    }

    /// What the file holds in this range of positions.
    pub(super) fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, JournalError> {
        let mut bytes = Vec::new();
        self.file
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| (&mut self.file).take(range.end - range.start).read_to_end(&mut bytes))
            .map_err(|source| JournalError::Read { path: self.path.clone(), source })?;
        Ok(bytes)
    }

    /// The error that says that the next entry is damaged.
    pub(super) fn damaged(&self, damage: Damage) -> JournalError {
        let path = self.path.clone();
        JournalError::Damaged { path, byte: self.position, entry: self.next, damage }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn try_step(&mut self) -> io::Result<Step> {
        let header = match EntryHeader::decode(self.look(ENTRY_HEADER_BYTES)?) {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(Step::End),
            Err(damage) => return Ok(Step::Bad(damage)),
        };
        let entry = self.look(header.length)?;
        if entry.len() < header.length {
            return Ok(Step::Bad(Damage::CutShort));
        }
        if !checksum_holds(entry) {
            return Ok(Step::Bad(Damage::Checksum));
        }
        if header.chain != self.chain || header.commit > self.next {
            return Ok(Step::Bad(Damage::Chain));
        }
        // `look` has put the entry into the window, so this is within it.
        let start = (self.position - self.window_at) as usize;
        self.latest = start + ENTRY_HEADER_BYTES..start + header.length;
        self.chain = self.chain.then(self.latest());
        self.position += header.length as u64;
        self.next += 1;
        Ok(Step::Entry)
    }

    /// The next `length` bytes, fewer where the file ends.
    fn look(&mut self, length: usize) -> io::Result<&[u8]> {
        let window_end = self.window_at + self.window.len() as u64;
        let inside = self.window_at <= self.position && self.position + length as u64 <= window_end;
        if !inside {
            self.window.clear();
            self.window_at = self.position;
            self.file.seek(SeekFrom::Start(self.position))?;
            let wanted = length.max(WINDOW_BYTES) as u64;
            (&mut self.file).take(wanted).read_to_end(&mut self.window)?;
        }
        let start = (self.position - self.window_at) as usize;
        let end = self.window.len().min(start + length);
        Ok(&self.window[start..end])
    }
}

/// One read of the file: some hundred entries of usual size.
const WINDOW_BYTES: usize = 64 * 1024;
