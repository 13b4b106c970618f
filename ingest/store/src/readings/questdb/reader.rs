//! Questions about readings, as SQL.

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use vitals::{PatientId, TakenAt};

use super::super::error::ReadingsError;
use super::super::frame::{self, LazyFrame};
use super::super::{Period, Reader, ReadingRow};
use super::rows::{self, COLUMNS, Held};
use super::sql::Sql;

/// A handle for questions.
#[derive(Debug)]
pub(super) struct QuestDbReader {
    pub(super) sql: Arc<Sql>,
    pub(super) table: String,
    pub(super) figures: Arc<Figures>,
}

/// What the writer last knew: answered without asking the server, which may be down.
#[derive(Debug, Default)]
pub(super) struct Figures {
    rows: AtomicU64,
    flushed: AtomicU64,
    upto: AtomicU64,
}

impl Figures {
    pub(super) fn set(&self, rows: u64, flushed: u64, upto: u64) {
        self.counted(rows);
        self.flushed(flushed);
        self.upto.store(upto, Ordering::Release);
    }

    pub(super) fn counted(&self, rows: u64) {
        self.rows.store(rows, Ordering::Release);
    }

    pub(super) fn flushed(&self, upto: u64) {
        self.flushed.store(upto, Ordering::Release);
    }

    /// Moves the cursor on, never back, and gives it.
    pub(super) fn reached(&self, upto: u64) -> u64 {
        self.upto.fetch_max(upto, Ordering::AcqRel).max(upto)
    }

    pub(super) fn cursor(&self) -> u64 {
        self.upto.load(Ordering::Acquire)
    }

    pub(super) fn flushed_cursor(&self) -> u64 {
        self.flushed.load(Ordering::Acquire)
    }
}

/// A reading has at most so many values.
const SIGNS_MAX: usize = 16;
/// A period is asked for in slices of this length or more, of which there are at most so many.
const SLICE_MS: i64 = 24 * 3_600_000;
const SLICES_MAX: i64 = 512;
/// More is no limit: QuestDB counts in 64 bits, and no answer is that long.
const LIMIT_MAX: usize = 1 << 40;

impl Reader for QuestDbReader {
    fn flushed_cursor(&self) -> u64 {
        self.figures.flushed_cursor()
    }

    fn cursor(&self) -> u64 {
        self.figures.cursor()
    }

    fn of_period(
        &self,
        patient: &PatientId,
        period: Period,
        limit: usize,
    ) -> Result<Vec<ReadingRow>, ReadingsError> {
        let since_ms = period.since.unix_ms();
        let (since_us, early) = (since_ms.max(0).saturating_mul(1000), since_ms.min(0));
        // The smallest number is NULL, and before everything that there is.
        let early = early.max(i64::MIN + 1);
        let until = until(period.until);
        // Values of one reading have an order of our own, so one more reading than wanted is asked for.
        let asked = limit.min(LIMIT_MAX) + SIGNS_MAX;
        // An id is letters, digits and . _ : - only.
        let query = format!(
            "SELECT {COLUMNS} FROM '{}' WHERE patient = '{patient}' \
             AND taken_at >= cast({since_us} AS TIMESTAMP) AND early >= {early}{until} \
             ORDER BY taken_at DESC, early DESC, entry_offset DESC, entry_index DESC LIMIT {asked}",
            self.table
        );
        let held: Vec<Held> = self.sql.rows("ask QuestDB for a person's readings", &query)?;
        let rows: Result<Vec<ReadingRow>, _> = held.into_iter().map(rows::row).collect();
        let mut rows = rows?;
        rows.sort_unstable_by_key(|row| Reverse(row.order()));
        rows.truncate(limit);
        Ok(rows)
    }

    fn frame(&self, period: Period) -> Result<LazyFrame, ReadingsError> {
        // What was taken before 1970 is held at its first moment.
        let (since, until) = (period.since.unix_ms().max(0), period.until.unix_ms().max(1));
        let step = (until.saturating_sub(since) / SLICES_MAX).max(SLICE_MS);
        let mut frames = vec![frame::of_rows(&[])?];
        let mut from = since;
        while from < until {
            let to = from.saturating_add(step).min(until);
            frames.push(frame::of_rows(&self.between(from, to)?)?);
            from = to;
        }
        frame::within(&frames, period)
    }

    fn rows(&self) -> u64 {
        self.figures.rows.load(Ordering::Acquire)
    }
}

/// The condition that a row was taken before a moment. What was taken before 1970 is held at its first moment.
fn until(until: TakenAt) -> String {
    match until.unix_ms() {
        i64::MAX => String::new(),
        ms @ 1.. => format!(" AND taken_at < cast({} AS TIMESTAMP)", ms.saturating_mul(1000)),
        ms => format!(" AND taken_at < cast(1 AS TIMESTAMP) AND early < {ms}"),
    }
}

impl QuestDbReader {
    fn between(&self, from_ms: i64, to_ms: i64) -> Result<Vec<ReadingRow>, ReadingsError> {
        let (from_us, to_us) = (from_ms.saturating_mul(1000), to_ms.saturating_mul(1000));
        let query = format!(
            "SELECT {COLUMNS} FROM '{}' WHERE taken_at >= cast({from_us} AS TIMESTAMP) \
             AND taken_at < cast({to_us} AS TIMESTAMP)",
            self.table
        );
        let held: Vec<Held> = self.sql.rows("ask QuestDB for the readings of a period", &query)?;
        held.into_iter().map(rows::row).collect()
    }
}
