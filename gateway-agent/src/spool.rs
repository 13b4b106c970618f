//! The durable spool: what a monitor gave is on disk before anybody is told that it is saved.
//!
//! Records in segments, one `fdatasync` for many. A write that did not finish is cut off; damage
//! anywhere else, or a count that can't be proved to go on, starts a new incarnation with everything
//! that can still be read. No file stays open between calls, so a thousand spools fit one process.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Duration;

use vitals::HeardAt;
use wire::{Incarnation, StoreEpoch, WireReading};

pub use self::error::{SpoolError, SpoolNote, Step};
pub use self::file::DiskHook;
use self::file::{create, disk, extend};
use self::mark::Mark;
pub use self::segment::PAYLOAD_BYTES_MAX;
use self::segment::{Found, HEADER_BYTES, Segment, find, put_record};

mod error;
mod file;
mod mark;
mod recovery;
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
            exclusive: true,
            hook: None,
        }
    }
}

/// The records of one gateway on its disk.
pub struct Spool {
    root: PathBuf,
    options: SpoolOptions,
    _lock: Option<File>,
    generation: u64,
    dir: PathBuf,
    incarnation: Incarnation,
    /// Oldest first, each with at least one record.
    segments: Vec<Segment>,
    /// Index of the next segment.
    index_next: u64,
    /// Whether the last segment takes more.
    appendable: bool,
    pending: Vec<u8>,
    appended: u64,
    durable: u64,
    mark: Option<Mark>,
    /// The record that the last read ended before: number, segment, offset.
    cursor: Option<(u64, u64, u64)>,
    notes: Vec<SpoolNote>,
}

impl Spool {
    /// Which life of the spool this is.
    pub fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// The newest durable record; 0 when there never was one.
    pub fn durable(&self) -> u64 {
        self.durable
    }

    /// The oldest record that is kept; one above [`Spool::durable`] when there is none.
    pub fn oldest(&self) -> u64 {
        self.segments.first().map_or(self.durable + 1, |segment| segment.first_seq)
    }

    /// How far the server is known to hold the records.
    pub fn stored(&self) -> u64 {
        let gone = self.oldest() - 1;
        self.mark.map_or(gone, |mark| mark.stored.max(gone))
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
        self.append_payload(&reading.encode())
    }

    fn append_payload(&mut self, payload: &[u8]) -> Result<u64, SpoolError> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(SpoolError::TooLong { bytes: payload.len() });
        }
        self.appended += 1;
        put_record(&mut self.pending, self.appended, payload);
        Ok(self.appended)
    }

    /// Makes durable what was appended, and says up to where everything is.
    ///
    /// A segment whose write or `fdatasync` failed is never tried again, because the kernel may
    /// have dropped the pages: the same records go into a new one. If that fails too, they are
    /// given up, with their numbers. They may still turn up after a restart.
    pub fn sync(&mut self, now: HeardAt) -> Result<u64, SpoolError> {
        if self.pending.is_empty() {
            return Ok(self.durable);
        }
        if let Err(first) = self.write_pending(now) {
            self.notes.push(SpoolNote::SegmentLeft(first));
            if let Err(second) = self.write_pending(now) {
                self.discard();
                return Err(second);
            }
        }
        self.pending.clear();
        self.durable = self.appended;
        Ok(self.durable)
    }

    /// Gives up what was appended since the last [`Spool::sync`], with its numbers.
    pub fn discard(&mut self) {
        self.pending.clear();
        self.appended = self.durable;
    }

    fn write_pending(&mut self, now: HeardAt) -> Result<(), SpoolError> {
        let fits = |segment: &&mut Segment| segment.bytes < self.options.segment_bytes;
        match self.segments.last_mut().filter(|_| self.appendable).filter(fits) {
            Some(segment) => {
                let written = extend(segment, &self.pending, self.options.hook.as_ref());
                self.appendable = written.is_ok();
                written
            }
            None => self.write_segment(now),
        }
    }

    /// Writes what is pending as a new segment, durable with its name.
    fn write_segment(&mut self, now: HeardAt) -> Result<(), SpoolError> {
        let first_seq = self.durable + 1;
        let index = self.index_next;
        self.index_next += 1;
        let path = Segment::path(&self.dir, index);
        let mut bytes = Segment::header(self.incarnation, first_seq, now);
        bytes.extend_from_slice(&self.pending);
        if let Err(error) = create(&path, &bytes, &self.dir, self.options.hook.as_ref()) {
            // What is left of it has no record that counts, or the same that the next one gets.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        let bytes = bytes.len() as u64;
        self.segments.push(Segment { index, path, first_seq, created_at: now, bytes });
        self.appendable = true;
        Ok(())
    }

    /// The readings from `first` to `last`, which are durable.
    pub fn read(&mut self, first: u64, last: u64) -> Result<Vec<WireReading>, SpoolError> {
        let mut readings = Vec::new();
        let mut want = first;
        while want <= last.min(self.durable) {
            let after = self.segments.partition_point(|segment| segment.first_seq <= want);
            let Some(at) = after.checked_sub(1) else { return Err(SpoolError::Gone { seq: want }) };
            let end = self.segments.get(after).map_or(self.durable + 1, |next| next.first_seq);
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
            _ => HEADER_BYTES as u64,
        };
        let read = segment.read_from(start);
        let bytes = read.map_err(|source| disk(Step::Read, &segment.path, source))?;
        let mut offset = 0;
        while *want < end {
            let damaged = || SpoolError::Damaged {
                path: segment.path.clone(),
                offset: start + offset as u64,
            };
            let Found::Record { seq, payload, end } = find(&bytes, offset) else {
                return Err(damaged());
            };
            if seq > *want {
                return Err(damaged());
            }
            if seq == *want {
                readings.push(WireReading::decode(payload).map_err(|_| damaged())?);
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
        let mark = Mark { stored, epoch };
        self.mark = Some(mark);
        if let Err(source) = mark.save(&self.dir) {
            self.notes.push(SpoolNote::Housekeeping(disk(Step::Write, &self.dir, source)));
        }
        let mut bytes: u64 = self.segments.iter().map(|segment| segment.bytes).sum();
        while let [oldest, next, ..] = &self.segments[..] {
            let held = next.first_seq - 1 <= stored;
            let aged = now >= next.created_at.later(self.options.retain_for);
            if !held || !(aged || bytes > self.options.retain_bytes) {
                break;
            }
            if let Err(source) = fs::remove_file(&oldest.path) {
                let error = disk(Step::Remove, &oldest.path, source);
                self.notes.push(SpoolNote::Housekeeping(error));
                break;
            }
            bytes -= oldest.bytes;
            self.segments.remove(0);
        }
        self.drop_old_generations(now);
        self.oldest()
    }
}
