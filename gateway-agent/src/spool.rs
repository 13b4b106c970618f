//! The durable spool: what a monitor gave is on disk before anybody is told that it is saved.
//!
//! Sealed records in segments, one `fdatasync` for many. A write that did not finish is cut off;
//! damage anywhere else, or a count that can't be proved to go on, starts a new incarnation with
//! everything that can still be read. No file stays open between calls, so a thousand spools fit one
//! process.
//!
//! Inside, records count from the first in the folder's oldest incarnation; outside, from the first of
//! this one, which comes after the folder's `base`.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Duration;

use vitals::HeardAt;
use wire::{Incarnation, StoreEpoch, WireReading};

pub use self::bounds::Fill;
pub use self::error::{GiveUp, SpoolError, SpoolNote, Step};
pub use self::file::DiskHook;
use self::file::{create, disk, extend};
use self::folder::Folder;
use self::mark::Mark;
pub use self::record::PAYLOAD_BYTES_MAX;
use self::record::{Found, RECORD_HEADER_BYTES, find, put_record};
pub use self::seal::SpoolKey;
use self::seal::{Cipher, TAG_BYTES};
use self::segment::{Head, Segment};

mod bounds;
mod error;
mod file;
mod folder;
mod mark;
mod record;
mod recovery;
mod renewal;
mod seal;
mod segment;
#[cfg(test)]
mod tests;

/// How a spool keeps its records.
#[derive(Clone)]
pub struct SpoolOptions {
    /// A segment that has reached this is closed.
    pub segment_bytes: u64,
    /// How long a record is kept after its segment was closed, even if the server holds it.
    pub retain_for: Duration,
    /// Above this, records that the server holds go earlier, oldest first.
    pub retain_bytes: u64,
    /// Above this, records go that the server isn't known to hold, oldest first; it is a little more
    /// only if one write is longer than a segment.
    pub max_bytes: u64,
    /// Records that are older go too, whoever holds them.
    pub max_age: Duration,
    /// Refuse to share the spool with another process; costs one open file.
    pub exclusive: bool,
    /// For tests of a failing disk.
    pub hook: Option<DiskHook>,
}

impl Default for SpoolOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 256 * 1024,
            retain_for: Duration::from_secs(7 * 24 * 60 * 60),
            retain_bytes: 64 * 1024 * 1024,
            max_bytes: 64 * 1024 * 1024,
            max_age: Duration::from_secs(30 * 24 * 60 * 60),
            exclusive: true,
            hook: None,
        }
    }
}

/// The records of one gateway on its disk.
pub struct Spool {
    root: PathBuf,
    key: SpoolKey,
    options: SpoolOptions,
    lock: Option<File>,
    folder: Folder,
    dir: PathBuf,
    /// What the headers of the segments say.
    lineage: Incarnation,
    /// Oldest first, each with at least one record.
    segments: Vec<Segment>,
    /// Folders of earlier incarnations, and what they take on the disk.
    aside: Vec<(Folder, u64)>,
    /// Index of the next segment.
    index_next: u64,
    /// What seals the records of the last segment, if that takes more.
    writing: Option<Cipher>,
    /// Appended and not written yet.
    pending: Vec<Vec<u8>>,
    appended: u64,
    durable: u64,
    /// Bytes written since it was opened.
    written: u64,
    mark: Option<Mark>,
    /// The record that the last read ended before: number, segment, offset.
    cursor: Option<(u64, u64, u64)>,
    /// The oldest record that the server isn't known to hold: its number, and when it was heard.
    oldest: Option<(u64, HeardAt)>,
    notes: Vec<SpoolNote>,
}

impl Spool {
    /// Which life of the spool this is.
    pub fn incarnation(&self) -> Incarnation {
        self.folder.incarnation
    }

    /// The newest durable record; 0 when there never was one.
    pub fn durable(&self) -> u64 {
        self.durable - self.folder.base
    }

    /// The oldest record that is kept; one above [`Spool::durable`] when there is none.
    pub fn oldest(&self) -> u64 {
        let first = self.segments.first().map_or(self.durable + 1, |it| it.head.first_seq);
        first.max(self.folder.base + 1) - self.folder.base
    }

    /// How far the server is known to hold the records.
    pub fn stored(&self) -> u64 {
        let known = self.mark.map_or(0, |mark| mark.stored.saturating_sub(self.folder.base));
        known.max(self.oldest() - 1)
    }

    /// Which life of the server's store said so.
    pub fn epoch(&self) -> Option<StoreEpoch> {
        self.mark.map(|mark| mark.epoch)
    }

    /// What the operator should hear of, since the last call.
    pub fn take_notes(&mut self) -> Vec<SpoolNote> {
        std::mem::take(&mut self.notes)
    }

    /// Takes a reading and gives it the next number. It is durable after [`Spool::sync`].
    pub fn append(&mut self, reading: &WireReading) -> Result<u64, SpoolError> {
        self.append_payload(reading.encode())
    }

    fn append_payload(&mut self, payload: Vec<u8>) -> Result<u64, SpoolError> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(SpoolError::TooLong { bytes: payload.len() });
        }
        self.appended += 1;
        self.pending.push(payload);
        Ok(self.appended - self.folder.base)
    }

    /// What is appended and not written, as it would be written.
    fn pending_bytes(&self) -> u64 {
        let record = |payload: &Vec<u8>| RECORD_HEADER_BYTES + payload.len() + TAG_BYTES;
        self.pending.iter().map(record).sum::<usize>() as u64
    }

    /// Makes durable what was appended, and says up to where everything is.
    ///
    /// A segment whose write or `fdatasync` failed is never tried again, because the kernel may
    /// have dropped the pages: the same records go into a new one. On a full disk, what the server
    /// holds makes way for that. If it fails too, they are given up, with their numbers. They may
    /// still turn up after a restart.
    pub fn sync(&mut self, now: HeardAt) -> Result<u64, SpoolError> {
        if self.pending.is_empty() {
            return Ok(self.durable());
        }
        if let Err(first) = self.write_pending(now) {
            if first.is_full() {
                self.drop_aside();
                while self.drop_oldest_held() {}
            }
            self.notes.push(SpoolNote::SegmentLeft(first));
            if let Err(second) = self.write_pending(now) {
                self.discard();
                return Err(second);
            }
        }
        self.pending.clear();
        self.durable = self.appended;
        Ok(self.durable())
    }

    /// Gives up what was appended since the last [`Spool::sync`], with its numbers.
    pub fn discard(&mut self) {
        self.pending.clear();
        self.appended = self.durable;
    }

    fn write_pending(&mut self, now: HeardAt) -> Result<(), SpoolError> {
        let fits = |segment: &Segment| segment.bytes < self.options.segment_bytes;
        let open = self.segments.last().is_some_and(fits);
        let Some(cipher) = self.writing.take().filter(|_| open) else {
            return self.write_segment(now);
        };
        let records = self.seal_pending(&cipher);
        // Made certain above: there is one.
        let Some(segment) = self.segments.last_mut() else { return self.write_segment(now) };
        extend(segment, &records, self.options.hook.as_ref())?;
        self.written += records.len() as u64;
        self.writing = Some(cipher);
        Ok(())
    }

    /// Writes what is pending as a new segment, durable with its name.
    fn write_segment(&mut self, now: HeardAt) -> Result<(), SpoolError> {
        let index = self.index_next;
        self.index_next += 1;
        let path = Segment::path(&self.dir, index);
        let (head, mut bytes, cipher) = Head::fresh(self.lineage, self.durable + 1, now, &self.key);
        bytes.extend(self.seal_pending(&cipher));
        if let Err(error) = create(&path, &bytes, &self.dir, self.options.hook.as_ref()) {
            // What is left of it has no record that counts, or the same that the next one gets.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        let bytes = bytes.len() as u64;
        self.written += bytes;
        self.segments.push(Segment { index, path, head, bytes });
        self.writing = Some(cipher);
        Ok(())
    }

    /// What is pending, as records.
    fn seal_pending(&self, cipher: &Cipher) -> Vec<u8> {
        let mut records = Vec::with_capacity(usize::try_from(self.pending_bytes()).unwrap_or(0));
        for (seq, payload) in (self.durable + 1..).zip(&self.pending) {
            put_record(&mut records, seq, &cipher.seal(seq, payload));
        }
        records
    }

    /// The readings from `first` to `last`, which are durable.
    pub fn read(&mut self, first: u64, last: u64) -> Result<Vec<WireReading>, SpoolError> {
        let mut readings = Vec::new();
        let base = self.folder.base;
        let (mut want, last) = (base + first, base + last);
        while want <= last.min(self.durable) {
            let after = self.segments.partition_point(|segment| segment.head.first_seq <= want);
            let Some(at) = after.checked_sub(1) else {
                return Err(SpoolError::Gone { seq: want - base });
            };
            let end = self.segments.get(after).map_or(self.durable + 1, |it| it.head.first_seq);
            self.read_segment(at, &mut want, (last + 1).min(end), &mut readings)?;
        }
        Ok(readings)
    }

    /// Reads records of one segment from `want` up to but not including `end`.
    fn read_segment(
        &mut self,
        at: usize,
        want: &mut u64,
        end: u64,
        readings: &mut Vec<WireReading>,
    ) -> Result<(), SpoolError> {
        let segment = &self.segments[at];
        let start = match self.cursor {
            Some((seq, index, offset)) if seq == *want && index == segment.index => offset,
            _ => segment.head.length() as u64,
        };
        let read = segment.read_from(start);
        let bytes = read.map_err(|source| disk(Step::Read, &segment.path, source))?;
        let lid = segment.head.lid(&self.key);
        let mut offset = 0;
        while *want < end {
            let damaged = || SpoolError::Damaged {
                path: segment.path.clone(),
                offset: start + offset as u64,
            };
            let Found::Record { seq, held, end } = find(&bytes, offset) else {
                return Err(damaged());
            };
            if seq > *want {
                return Err(damaged());
            }
            if seq == *want {
                let payload = lid.open(seq, held).ok_or_else(damaged)?;
                readings.push(WireReading::decode(&payload).map_err(|_| damaged())?);
                *want += 1;
            }
            offset = end;
        }
        self.cursor = Some((*want, segment.index, start + offset as u64));
        Ok(())
    }

    /// Notes how far the server holds the records, drops what was kept long enough, and says which
    /// record is now the oldest.
    pub fn release(&mut self, stored: u64, epoch: StoreEpoch, now: HeardAt) -> u64 {
        let mark = Mark { stored: self.folder.base + stored, epoch };
        self.mark = Some(mark);
        if let Err(source) = mark.save(&self.dir) {
            self.notes.push(SpoolNote::Housekeeping(disk(Step::Write, &self.dir, source)));
        }
        self.drop_aged_aside(now);
        while let [_, next, ..] = &self.segments[..] {
            let aged = now >= next.head.created_at.later(self.options.retain_for);
            if !(aged || self.bytes() > self.options.retain_bytes) || !self.drop_oldest_held() {
                break;
            }
        }
        self.oldest()
    }
}
