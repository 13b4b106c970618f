//! The readings of a period as a polars frame, for figures over many people at once.
//!
//! Nothing is read before somebody collects: a filter on `patient` or `taken_at_ms` skips what of a
//! segment can't match. A row is there once; what was withdrawn is taken out by [`without`].

use std::fs::File;
use std::path::Path;

use polars::prelude::*;
use vitals::{ReadingId, TakenAt, VitalSign};

use super::parquet::{self, BoxError};
use super::{ReadingRow, ReadingsError};
use crate::names;

pub use polars::prelude::LazyFrame;

/// The columns of a frame: as in a segment, without those that say how a reading came.
pub const COLUMNS: [&str; 9] =
    ["patient", "sign", "taken_at_ms", "milli", "reach", "origin", "device", "offset", "index"];

/// A reading has a smaller index than this in its entry.
const INDEXES: u64 = 1 << 16;

/// A period, `since` inside and `until` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub since: TakenAt,
    /// The first moment after it.
    pub until: TakenAt,
}

impl Period {
    /// Whether a moment is in it.
    pub fn holds(self, at: TakenAt) -> bool {
        self.since <= at && at < self.until
    }
}

/// Rows as a frame: what an adapter gives that has them in memory.
pub fn of_rows(rows: &[ReadingRow]) -> Result<LazyFrame, ReadingsError> {
    let frame = DataFrame::new(rows.len(), parquet::columns(rows));
    Ok(selected(frame.map_err(|error| failed(error.into()))?.lazy()))
}

/// A frame without these readings: withdrawn ones, and those that turned out to be another's.
pub fn without(frame: LazyFrame, readings: &[ReadingId]) -> LazyFrame {
    if readings.is_empty() {
        return frame;
    }
    let keys = readings.iter().map(|id| id.offset.wrapping_mul(INDEXES) + u64::from(id.index));
    let keys = Series::new("withdrawn".into(), keys.collect::<Vec<u64>>());
    let key = col("offset") * lit(INDEXES) + col("index").cast(DataType::UInt64);
    frame.filter(key.is_in(lit(keys).implode(true), false).not())
}

/// The name of a sign in the column `sign`.
pub fn sign_name(sign: VitalSign) -> &'static str {
    names::sign::name(sign)
}

/// A segment's rows from entries `from` on: those before are in another segment, too. Its file is opened here: it may
/// have been merged into another one and removed when somebody collects.
pub(super) fn of_segment(path: &Path, from: u64) -> Result<LazyFrame, ReadingsError> {
    let scan = || -> Result<LazyFrame, BoxError> {
        let hive_options = HiveOptions::new_disabled();
        let args = ScanArgsParquet { glob: false, hive_options, ..ScanArgsParquet::default() };
        let sources = ScanSources::Files([File::open(path)?].into());
        Ok(LazyFrame::scan_parquet_sources(sources, args)?)
    };
    let frame = scan().map_err(failed)?;
    let frame = if from > 0 { frame.filter(col("offset").gt_eq(lit(from))) } else { frame };
    Ok(selected(frame))
}

/// All of these frames' rows within a period.
pub(super) fn within(frames: &[LazyFrame], period: Period) -> Result<LazyFrame, ReadingsError> {
    let all = concat(frames, UnionArgs::default()).map_err(|error| failed(error.into()))?;
    let at = || col("taken_at_ms");
    let inside = at().gt_eq(lit(period.since.unix_ms()));
    Ok(all.filter(inside.and(at().lt(lit(period.until.unix_ms())))))
}

fn selected(frame: LazyFrame) -> LazyFrame {
    frame.select(COLUMNS.map(col))
}

fn failed(source: BoxError) -> ReadingsError {
    ReadingsError::Frame { source }
}
