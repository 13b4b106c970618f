//! The readings store that needs no other service: Parquet segments and a tail in memory.

use std::ffi::OsStr;
use std::fs;
use std::mem;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use polars::prelude::LazyFrame;
use tracing::{info, warn};
use vitals::{PatientId, TakenAt};

use super::error::ReadingsError;
use super::segment::{INDEX, SEGMENT, Segment, TEMP};
use super::tail::Tail;
use super::{Period, Reader, ReadingRow, Readings, frame};

/// What can be chosen about an [`EmbeddedReadings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedOptions {
    /// How many rows may wait in memory before they become a segment.
    pub tail_rows_max: usize,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self { tail_rows_max: 250_000 }
    }
}

/// So many small segments that follow each other become one.
const MERGED: usize = 16;
/// Unless their rows were taken further apart than this: what is old is forgotten by whole segments.
const MERGED_SPAN_MS: i64 = 31 * 24 * 3600 * 1000;

/// The writer. There must be one per folder.
#[derive(Debug)]
pub struct EmbeddedReadings {
    dir: PathBuf,
    options: EmbeddedOptions,
    shared: Arc<RwLock<State>>,
}

/// A handle for questions. Clones share the store.
#[derive(Debug, Clone)]
pub struct EmbeddedReader {
    shared: Arc<RwLock<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// By where they begin in the journal.
    segments: Vec<Arc<Segment>>,
    tail: Tail,
    /// Everything below is in segments.
    flushed: u64,
    /// Everything below is in segments or the tail.
    upto: u64,
    /// So often segments were merged.
    merges: u64,
}

impl EmbeddedReadings {
    /// Opens the store in a folder, or makes a new one.
    ///
    /// Files that were not whole when the program ended are removed. A segment that can't be read is
    /// set aside with a warning: the flushed cursor then stands before it, so that the journal gives
    /// its rows again.
    pub fn open(dir: &Path, options: EmbeddedOptions) -> Result<Self, ReadingsError> {
        let failed = |source| ReadingsError::Open { path: dir.into(), source };
        fs::create_dir_all(dir).map_err(failed)?;
        let mut segments = Vec::new();
        for entry in fs::read_dir(dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if is_leftover(&path) {
                fs::remove_file(&path).map_err(failed)?;
                info!(path = %path.display(), "leftover file removed");
            } else if let Some(entries) = Segment::entries_of(&path) {
                match Segment::open(path.clone(), entries) {
                    Ok(segment) => segments.push(Arc::new(segment)),
                    Err(error) if error.is_about_contents() => {
                        set_aside(&path, &error).map_err(failed)?;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        let all: Vec<PathBuf> = segments.iter().map(|one| one.path().to_owned()).collect();
        let state = State::of(segments);
        // A merge had been written when the program ended.
        let held = |path: &&PathBuf| !state.segments.iter().any(|one| one.path() == **path);
        all.iter().filter(held).for_each(|path| Segment::remove(path));
        info!(dir = %dir.display(), segments = state.segments.len(), flushed = state.flushed,
            "readings store opened");
        Ok(Self { dir: dir.into(), options, shared: Arc::new(RwLock::new(state)) })
    }

    /// Merges small segments, if there are enough of them and they hold no more rows than this: a question about
    /// one person opens each file that holds them.
    fn merge(&self, rows_max: u64) {
        let small = 2 * self.options.tail_rows_max as u64;
        let Some(parts) = read(&self.shared).to_merge(small, rows_max) else { return };
        match Segment::merge(&self.dir, &parts) {
            Ok(whole) => {
                info!(segments = parts.len(), rows = whole.rows(), "segments merged");
                write(&self.shared).replace(&parts, whole);
                // Whoever was about to read them asks again.
                parts.iter().for_each(|part| Segment::remove(part.path()));
            }
            // They can be read as they are.
            Err(error) => warn!(%error, "segments not merged"),
        }
    }
}

impl Readings for EmbeddedReadings {
    fn append(&mut self, rows: &[ReadingRow], upto: u64) -> Result<(), ReadingsError> {
        if let Some(row) = rows.iter().find(|row| row.id.offset >= upto) {
            return Err(ReadingsError::Beyond { offset: row.id.offset, upto });
        }
        let full = {
            let mut state = write(&self.shared);
            for row in rows {
                if !state.is_in_segment(row.id.offset) {
                    state.tail.insert(row);
                }
            }
            state.upto = state.upto.max(upto);
            state.tail.rows() >= self.options.tail_rows_max
        };
        if full {
            self.settle()?;
            self.merge(u64::MAX);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ReadingsError> {
        // A restart finds as fast that there was nothing.
        if read(&self.shared).tail.rows() == 0 {
            return Ok(());
        }
        self.settle()?;
        // Whoever stops doesn't want to wait for more.
        self.merge(self.options.tail_rows_max as u64);
        Ok(())
    }

    fn settle(&mut self) -> Result<(), ReadingsError> {
        let gaps = read(&self.shared).gaps();
        let mut written = Vec::new();
        for entries in gaps {
            // Questions are answered from the tail while the segment is being written.
            let rows = read(&self.shared).tail.sorted(&entries);
            written.push(Arc::new(Segment::write(&self.dir, entries, rows)?));
        }
        let mut state = write(&self.shared);
        let mut segments = mem::take(&mut state.segments);
        segments.extend(written);
        *state = State { merges: state.merges, ..State::of(segments) };
        Ok(())
    }

    /// A segment of which everything is old becomes an empty one of the same entries, in one rename: at
    /// every moment the folder has the one or the other.
    fn forget(&mut self, before: TakenAt) -> Result<u64, ReadingsError> {
        let is_old = |segment: &&Arc<Segment>| segment.newest().is_some_and(|at| at < before);
        let old: Vec<_> = read(&self.shared).segments.iter().filter(is_old).cloned().collect();
        let mut forgotten = 0;
        for segment in old {
            let empty = Arc::new(Segment::write(&self.dir, segment.entries.clone(), Vec::new())?);
            let mut state = write(&self.shared);
            let mut held = state.segments.iter_mut();
            if let Some(place) = held.find(|held| held.entries == empty.entries) {
                *place = empty;
                forgotten += segment.rows();
            }
        }
        Ok(forgotten)
    }

    fn reader(&self) -> Arc<dyn Reader> {
        Arc::new(EmbeddedReader { shared: self.shared.clone() })
    }
}

impl Reader for EmbeddedReader {
    fn flushed_cursor(&self) -> u64 {
        read(&self.shared).flushed
    }

    fn cursor(&self) -> u64 {
        read(&self.shared).upto
    }

    fn of_period(
        &self,
        patient: &PatientId,
        period: Period,
        limit: usize,
    ) -> Result<Vec<ReadingRow>, ReadingsError> {
        self.ask(|state| {
            let mut rows = state.tail.of_period(patient, period, limit);
            let segments = state.segments_of(patient, period.since);
            drop(state);
            for (newest, segment) in segments {
                let oldest = rows.last().map(|row| row.taken_at);
                if rows.len() == limit && oldest.is_none_or(|oldest| oldest > newest) {
                    break; // this segment and those after it hold nothing newer
                }
                let inside = |row: &ReadingRow| period.holds(row.taken_at);
                rows.extend(segment.of_patient(patient)?.into_iter().filter(inside));
                rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.order()));
                rows.dedup_by(|a, b| a.order() == b.order());
                rows.truncate(limit);
            }
            Ok(rows)
        })
    }

    fn frame(&self, period: Period) -> Result<LazyFrame, ReadingsError> {
        self.ask(|state| {
            let (tail, segments) = (state.tail.within(period), state.segments.clone());
            drop(state);
            let mut frames = vec![frame::of_rows(&tail)?];
            // Segments stand by their beginning; of an entry that two hold, the first one's rows count.
            let mut end = 0;
            for segment in &segments {
                let again = if segment.entries.start < end { end } else { 0 };
                if segment.rows() > 0 {
                    frames.push(frame::of_segment(segment.path(), again)?);
                }
                end = end.max(segment.entries.end);
            }
            frame::within(&frames, period)
        })
    }

    fn rows(&self) -> u64 {
        let state = read(&self.shared);
        state.segments.iter().map(|segment| segment.rows()).sum::<u64>() + state.tail.rows() as u64
    }
}

impl EmbeddedReader {
    /// Asks until no file was taken away meanwhile: those that are merged into another are removed.
    fn ask<T>(
        &self,
        question: impl Fn(RwLockReadGuard<'_, State>) -> Result<T, ReadingsError>,
    ) -> Result<T, ReadingsError> {
        loop {
            let state = read(&self.shared);
            let merges = state.merges;
            match question(state) {
                Err(_) if read(&self.shared).merges != merges => {}
                answer => return answer,
            }
        }
    }
}

impl State {
    /// The state with these segments and nothing else.
    fn of(mut segments: Vec<Arc<Segment>>) -> Self {
        // The widest first among those that begin at the same entry.
        segments
            .sort_by_key(|segment| (segment.entries.start, std::cmp::Reverse(segment.entries.end)));
        // What another segment holds as a whole would count twice.
        let mut end = 0;
        segments.retain(|segment| {
            let is_new = segment.entries.end > end;
            end = end.max(segment.entries.end);
            is_new
        });
        let mut flushed = 0;
        for segment in &segments {
            if segment.entries.start > flushed {
                break;
            }
            flushed = segment.entries.end;
        }
        Self { segments, tail: Tail::default(), flushed, upto: flushed, merges: 0 }
    }

    /// The oldest small segments that follow each other without a gap, if there are enough of them and they hold
    /// no more rows than this in all.
    fn to_merge(&self, small: u64, rows_max: u64) -> Option<Vec<Arc<Segment>>> {
        let follow = |one: &Arc<Segment>, next: &Arc<Segment>| {
            let are_small = one.rows() < small && next.rows() < small;
            are_small && one.entries.end == next.entries.start
        };
        let runs = self.segments.chunk_by(follow).flat_map(|run| run.windows(MERGED));
        let fits = |run: &&[Arc<Segment>]| {
            let newest = || run.iter().filter_map(|one| one.newest()).map(TakenAt::unix_ms);
            let span_ms = newest().max().zip(newest().min()).map(|(max, min)| max - min);
            run.iter().map(|one| one.rows()).sum::<u64>() <= rows_max
                && span_ms.is_some_and(|span_ms| span_ms <= MERGED_SPAN_MS)
        };
        runs.into_iter().find(fits).map(<[_]>::to_vec)
    }

    /// Puts one segment in the place of those that it holds.
    fn replace(&mut self, parts: &[Arc<Segment>], whole: Segment) {
        let is_part = |held: &Arc<Segment>| parts.iter().any(|part| Arc::ptr_eq(part, held));
        let Some(place) = self.segments.iter().position(is_part) else { return };
        self.segments.retain(|held| !is_part(held));
        self.segments.insert(place, Arc::new(whole));
        self.merges += 1;
    }

    /// The entries that were given and are in no segment: one range at the end, and one more where
    /// a segment was set aside.
    fn gaps(&self) -> Vec<Range<u64>> {
        let mut gaps = Vec::new();
        let mut from = self.flushed;
        for segment in &self.segments {
            gaps.push(from..segment.entries.start.min(self.upto));
            from = from.max(segment.entries.end);
        }
        gaps.push(from..self.upto);
        gaps.retain(|gap| gap.start < gap.end);
        gaps
    }

    fn is_in_segment(&self, offset: u64) -> bool {
        // The usual case: everything below the flushed cursor, nothing above.
        offset < self.flushed
            || self.segments.iter().rev().any(|segment| segment.entries.contains(&offset))
    }

    /// The segments that hold rows of a person taken at `since` or later, the newest first.
    fn segments_of(&self, patient: &PatientId, since: TakenAt) -> Vec<(TakenAt, Arc<Segment>)> {
        let held = self.segments.iter().filter_map(|segment| {
            let newest = segment.newest_of(patient)?;
            (newest >= since).then(|| (newest, segment.clone()))
        });
        let mut held: Vec<_> = held.collect();
        held.sort_by_key(|(newest, _)| std::cmp::Reverse(*newest));
        held
    }
}

/// A file that was being written when the program ended, or an index without its segment.
fn is_leftover(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension == Some(TEMP) || (extension == Some(INDEX) && !path.with_extension(SEGMENT).exists())
}

fn set_aside(path: &Path, error: &ReadingsError) -> std::io::Result<()> {
    warn!(path = %path.display(), %error, "segment set aside; its entries have to be given again");
    fs::rename(path, path.with_added_extension("damaged"))
}

/// A panic elsewhere leaves the state whole: each change to it is one assignment or one insert.
fn read(shared: &RwLock<State>) -> RwLockReadGuard<'_, State> {
    shared.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(shared: &RwLock<State>) -> RwLockWriteGuard<'_, State> {
    shared.write().unwrap_or_else(PoisonError::into_inner)
}
