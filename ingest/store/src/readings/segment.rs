//! One immutable segment: a Parquet file that holds the rows of a range of journal entries, sorted
//! by person, sign and time, and the index beside it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::warn;
use vitals::{PatientId, TakenAt};

use super::error::ReadingsError;
use super::index::Index;
use super::{ReadingRow, parquet};

/// The extension of a segment.
pub(super) const SEGMENT: &str = "parquet";
/// The extension of the index beside it.
pub(super) const INDEX: &str = "index";
/// The extension of a file that is not whole yet.
pub(super) const TEMP: &str = "tmp";

/// So many rows are merged at a time, or one person's.
const MERGED_ROWS: usize = 65_536;

/// One segment on disk.
#[derive(Debug)]
pub(super) struct Segment {
    path: PathBuf,
    /// The journal entries of which it holds the rows.
    pub(super) entries: Range<u64>,
    index: Index,
}

impl Segment {
    /// Writes the rows, which have to be in a segment's order. Durable when it returns.
    pub(super) fn write(
        dir: &Path,
        entries: Range<u64>,
        rows: Vec<ReadingRow>,
    ) -> Result<Self, ReadingsError> {
        Self::write_lots(dir, entries, std::iter::once(Ok(rows)))
    }

    /// Writes what segments hold that follow each other as one. Durable when it returns; they are left as they are.
    pub(super) fn merge(dir: &Path, parts: &[Arc<Self>]) -> Result<Self, ReadingsError> {
        let start = parts.iter().map(|part| part.entries.start).min().unwrap_or_default();
        let end = parts.iter().map(|part| part.entries.end).max().unwrap_or_default();
        let mut people: BTreeMap<&PatientId, usize> = BTreeMap::new();
        for (patient, rows) in parts.iter().flat_map(|part| part.index.people()) {
            *people.entry(patient).or_default() += rows;
        }
        let mut people = people.into_iter().peekable();
        let lots = std::iter::from_fn(|| {
            let (first, mut rows) = people.next()?;
            let mut last = first;
            while let Some((next, more)) = people.next_if(|(_, more)| rows + more <= MERGED_ROWS) {
                (last, rows) = (next, rows + more);
            }
            Some(rows_between(parts, first, last))
        });
        Self::write_lots(dir, start..end, lots)
    }

    fn write_lots(
        dir: &Path,
        entries: Range<u64>,
        lots: impl Iterator<Item = Result<Vec<ReadingRow>, parquet::BoxError>>,
    ) -> Result<Self, ReadingsError> {
        let path = dir.join(format!("{:020}-{:020}.{SEGMENT}", entries.start, entries.end));
        let mut index = Index::default();
        let noted = lots.inspect(|lot| {
            for row in lot.iter().flatten() {
                index.add(&row.patient, row.taken_at);
            }
        });
        let bytes = write_whole(dir, &path, noted)
            .map_err(|source| ReadingsError::Write { path: path.clone(), source })?;
        save(&index, &path, bytes);
        Ok(Self { path, entries, index })
    }

    /// Removes its files. Whatever still holds it can't be read any more.
    pub(super) fn remove(path: &Path) {
        for file in [path.to_owned(), path.with_extension(INDEX)] {
            // Left over, it is removed when the store is opened next.
            if let Err(error) = fs::remove_file(&file) {
                warn!(file = %file.display(), %error, "merged segment not removed");
            }
        }
    }

    /// Opens a segment, and makes its index again if that is missing.
    pub(super) fn open(path: PathBuf, entries: Range<u64>) -> Result<Self, ReadingsError> {
        let meta = fs::metadata(&path);
        let bytes =
            meta.map_err(|source| ReadingsError::Open { path: path.clone(), source })?.len();
        if let Some(index) = Index::load(&path.with_extension(INDEX), bytes) {
            return Ok(Self { path, entries, index });
        }
        let keys = parquet::keys(&path)
            .map_err(|source| ReadingsError::Read { path: path.clone(), source })?;
        let index = Index::of(keys.iter().map(|(patient, taken_at)| (patient, *taken_at)));
        save(&index, &path, bytes);
        Ok(Self { path, entries, index })
    }

    /// The entries that a segment of this name holds; `None` if it is not a segment's name.
    pub(super) fn entries_of(path: &Path) -> Option<Range<u64>> {
        if path.extension()? != SEGMENT {
            return None;
        }
        let (start, end) = path.file_stem()?.to_str()?.split_once('-')?;
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start < end).then_some(start..end)
    }

    /// Its file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn rows(&self) -> u64 {
        self.index.rows() as u64
    }

    /// When the newest of all rows was taken, if it holds any.
    pub(super) fn newest(&self) -> Option<TakenAt> {
        self.index.newest()
    }

    /// When the newest of a person's rows was taken, if it holds any.
    pub(super) fn newest_of(&self, patient: &PatientId) -> Option<TakenAt> {
        self.index.find(patient).map(|rows| rows.newest)
    }

    /// All of a person's rows, in the segment's order.
    pub(super) fn of_patient(&self, patient: &PatientId) -> Result<Vec<ReadingRow>, ReadingsError> {
        let Some(rows) = self.index.find(patient) else { return Ok(Vec::new()) };
        parquet::read(&self.path, rows.start, rows.count)
            .map_err(|source| ReadingsError::Read { path: self.path.clone(), source })
    }
}

/// The rows of all from one person to another, of all parts, in a segment's order.
fn rows_between(
    parts: &[Arc<Segment>],
    first: &PatientId,
    last: &PatientId,
) -> Result<Vec<ReadingRow>, parquet::BoxError> {
    let mut rows = Vec::new();
    for part in parts {
        let (start, count) = part.index.between(first, last);
        if count > 0 {
            rows.extend(parquet::read(&part.path, start, count)?);
        }
    }
    rows.sort_unstable_by(ReadingRow::by_person_and_sign);
    rows.dedup_by(|one, other| one.patient == other.patient && one.order() == other.order());
    Ok(rows)
}

fn write_whole(
    dir: &Path,
    path: &Path,
    lots: impl Iterator<Item = Result<Vec<ReadingRow>, parquet::BoxError>>,
) -> Result<u64, parquet::BoxError> {
    let temp = path.with_added_extension(TEMP);
    let write = || {
        let file = File::create(&temp)?;
        parquet::write(&file, lots)?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        fs::rename(&temp, path)?;
        sync_dir(dir)?;
        Ok(bytes)
    };
    write().inspect_err(|_| {
        // The disk may be full. Left over, it is removed when the store is opened next.
        let _ = fs::remove_file(&temp);
    })
}

/// The segment is whole without its index, so a failure here is only slower.
fn save(index: &Index, segment: &Path, bytes: u64) {
    if let Err(error) = index.save(&segment.with_extension(INDEX), bytes) {
        warn!(segment = %segment.display(), %error, "segment index not written");
    }
}

/// Makes names in a folder durable.
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
