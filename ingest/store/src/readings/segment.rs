//! One immutable segment: a Parquet file that holds the rows of a range of journal entries, sorted
//! by person, sign and time, and the index beside it.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
        rows: &[ReadingRow],
    ) -> Result<Self, ReadingsError> {
        let path = dir.join(format!("{:020}-{:020}.{SEGMENT}", entries.start, entries.end));
        let bytes = write_whole(dir, &path, rows)
            .map_err(|source| ReadingsError::Write { path: path.clone(), source })?;
        let index = Index::of(rows.iter().map(|row| (&row.patient, row.taken_at)));
        save(&index, &path, bytes);
        Ok(Self { path, entries, index })
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

fn write_whole(dir: &Path, path: &Path, rows: &[ReadingRow]) -> Result<u64, parquet::BoxError> {
    let temp = path.with_added_extension(TEMP);
    let file = File::create(&temp)?;
    parquet::write(&file, rows)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    fs::rename(&temp, path)?;
    sync_dir(dir)?;
    Ok(bytes)
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
