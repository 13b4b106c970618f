//! The durable spool: what a monitor gave is on disk before anybody is told that it is saved.
//!
//! Records in segments, one `fdatasync` for many. A write that did not finish is cut off; damage
//! anywhere else, or a count that can't be proved to go on, starts a new incarnation with everything
//! that can still be read. No file stays open between calls, so a thousand spools fit one process.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use vitals::HeardAt;
use wire::{Incarnation, StoreEpoch, WireReading};

use self::mark::Mark;
pub use self::segment::PAYLOAD_BYTES_MAX;
use self::segment::{Found, HEADER_BYTES, Segment, find, put_record};

mod mark;
mod recovery;
mod segment;
#[cfg(test)]
mod tests;

/// Why the spool could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// A step on the disk failed.
    #[error("could not {step} {}", path.display())]
    Disk {
        /// What was tried.
        step: Step,
        /// On which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Bytes that were durable have changed.
    #[error("segment {} is damaged at byte {offset}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: u64,
    },
    /// The record was dropped: the server holds it, and it was kept long enough.
    #[error("reading {seq} is no longer kept")]
    Gone {
        /// Its sequence number.
        seq: u64,
    },
    /// Another process has this spool open.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// A new incarnation has to begin, and the disk doesn't let it.
    #[error("the spool waits for its disk to take a new incarnation")]
    Unusable,
    /// Longer than any characteristic can make it.
    #[error("a reading of {bytes} bytes is over the limit of {PAYLOAD_BYTES_MAX}")]
    TooLong {
        /// Its encoded length.
        bytes: usize,
    },
}

/// One thing that is done to a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Make a folder or file.
    Create,
    /// Read a folder or file.
    Read,
    /// Write bytes.
    Write,
    /// Make bytes durable.
    Sync,
    /// Put a file or folder in its place.
    Rename,
    /// Take a file away, or cut it.
    Remove,
}

/// Stands before each [`Step`] that changes the disk; its error takes the place of the step. For
/// tests of a failing disk.
pub type DiskHook = Arc<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

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

/// Something that the operator should hear of.
#[derive(Debug, thiserror::Error)]
pub enum SpoolNote {
    /// The last write before a crash had not finished.
    #[error("cut {bytes} bytes of an unfinished write off {} at byte {offset}", path.display())]
    TornTail {
        /// Which file.
        path: PathBuf,
        /// From where.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// Durable bytes have changed; what could be read went into a new incarnation.
    #[error("segment {} is damaged at byte {offset}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: u64,
    },
    /// The count could not be proved to go on.
    #[error("incarnation {old} ends, {new} begins with {carried} readings")]
    Renewed {
        /// The one that ended.
        old: Incarnation,
        /// The one that begins.
        new: Incarnation,
        /// Records carried over.
        carried: u64,
    },
    /// A segment failed; the same records went into a new one.
    #[error("a segment failed and was left")]
    SegmentLeft(#[source] SpoolError),
    /// Something that only costs a repetition or some space.
    #[error("housekeeping failed")]
    Housekeeping(#[source] SpoolError),
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

/// Adds to a segment that has records.
fn extend(segment: &mut Segment, bytes: &[u8], hook: Option<&DiskHook>) -> Result<(), SpoolError> {
    let path = &segment.path;
    let opened = OpenOptions::new().write(true).open(path);
    let mut file = opened.map_err(|source| disk(Step::Write, path, source))?;
    let at = segment.bytes;
    let written = before(hook, Step::Write)
        .and_then(|()| file.seek(SeekFrom::Start(at)))
        .and_then(|_| file.write_all(bytes))
        .map_err(|source| disk(Step::Write, path, source))
        .and_then(|()| sync_data(&file, path, hook));
    match written {
        Ok(()) => segment.bytes += bytes.len() as u64,
        // As far as it goes: the records are numbered again in the next segment, which counts.
        Err(_) => drop(file.set_len(at)),
    }
    written
}

/// Makes a file with all its bytes, durable together with its name.
fn create(
    path: &Path,
    bytes: &[u8],
    dir: &Path,
    hook: Option<&DiskHook>,
) -> Result<(), SpoolError> {
    let mut file = before(hook, Step::Create)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
        .map_err(|source| disk(Step::Create, path, source))?;
    before(hook, Step::Write)
        .and_then(|()| file.write_all(bytes))
        .map_err(|source| disk(Step::Write, path, source))?;
    sync_data(&file, path, hook)?;
    sync_dir(dir, hook)
}

fn sync_data(file: &File, path: &Path, hook: Option<&DiskHook>) -> Result<(), SpoolError> {
    before(hook, Step::Sync)
        .and_then(|()| file.sync_data())
        .map_err(|source| disk(Step::Sync, path, source))
}

/// Makes the names in a folder durable.
fn sync_dir(dir: &Path, hook: Option<&DiskHook>) -> Result<(), SpoolError> {
    before(hook, Step::Sync)
        .and_then(|()| File::open(dir)?.sync_all())
        .map_err(|source| disk(Step::Sync, dir, source))
}

fn before(hook: Option<&DiskHook>, step: Step) -> io::Result<()> {
    hook.map_or(Ok(()), |hook| hook(step))
}

fn disk(step: Step, path: &Path, source: io::Error) -> SpoolError {
    SpoolError::Disk { step, path: path.to_owned(), source }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Write => "write",
            Self::Sync => "make durable",
            Self::Rename => "rename",
            Self::Remove => "remove",
        })
    }
}
