//! The readings store: every accepted value, by person and time. A projection of the journal.
//!
//! [`Readings`] is the writing side of the port and [`Reader`] the asking side, which other threads
//! may hold. [`EmbeddedReadings`] is the adapter that needs no other service, [`QuestDbReadings`] the
//! one that keeps rows in a QuestDB. All of it blocks, so async callers give it a thread.

use std::sync::Arc;

use polars::prelude::LazyFrame;
use risk_engine::held::Reach;
use vitals::{
    DeviceId, GatewayId, HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt, VitalSign,
};

pub mod contract;
mod embedded;
mod error;
pub mod frame;
mod index;
mod parquet;
mod questdb;
mod segment;
mod tail;

pub use embedded::{EmbeddedOptions, EmbeddedReader, EmbeddedReadings};
pub use error::ReadingsError;
pub use frame::Period;
pub use questdb::{QuestDbReadings, QuestDbSettings, SettingsError};

/// One value of one vital sign, with where it comes from. A reading may hold several.
///
/// `(id, sign)` identifies it: the same pair is always the same value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    /// The reading that it is part of.
    pub id: ReadingId,
    /// Whose it is.
    pub patient: PatientId,
    /// What measured it, or the app that it was typed into.
    pub device: DeviceId,
    /// Which sign.
    pub sign: VitalSign,
    /// Thousandths of the sign's unit (glucose: µmol/L; weight: grams); for yes/no 0 or 1; for
    /// consciousness the letter's code.
    pub milli: i32,
    /// Whether the sensor could tell the value.
    pub reach: Reach,
    /// How the value came about.
    pub origin: Origin,
    /// When the body was measured.
    pub taken_at: TakenAt,
    /// When the gateway heard of it.
    pub heard_at: HeardAt,
    /// When it entered the journal.
    pub stored_at: StoredAt,
    /// Which gateway sent it, if one did.
    pub gateway: Option<GatewayId>,
    /// Which spool of that gateway it was in.
    pub incarnation: Option<u128>,
    /// Its number in that spool.
    pub seq: Option<u64>,
}

/// The first bytes of the hash of all journal entries before an offset, as the journal has it.
pub type Chain = [u8; 16];

/// Where a readings store goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumed {
    /// The entries from here on have to be given.
    pub from: u64,
    /// The journal offset that it once reached, with what it was told of the journal there: a journal
    /// that says otherwise is not the one that it was filled from.
    pub reached: Option<(u64, Chain)>,
}

/// The writing side of a readings store. There is one writer.
pub trait Readings: Send {
    /// Gets ready to take rows and says from where on. To be called before the first append, and again
    /// after each one that failed: a server may have lost what it had taken.
    fn resume(&mut self) -> Result<Resumed, ReadingsError> {
        Ok(Resumed { from: self.reader().cursor(), reached: None })
    }

    /// Says what the journal's hash is where the next append ends. A store that can't be told apart
    /// from another journal's by its place keeps it.
    fn mark(&mut self, _chain: Chain) {}

    /// Takes in the rows of all journal entries below `upto` that it was not given before.
    ///
    /// Rows that it holds already change nothing. They are durable only once
    /// [`flushed_cursor`](Reader::flushed_cursor) has passed them. After an error the rows may be in
    /// or not: give them again.
    fn append(&mut self, rows: &[ReadingRow], upto: u64) -> Result<(), ReadingsError>;

    /// Makes everything durable that it was given.
    fn flush(&mut self) -> Result<(), ReadingsError>;

    /// The same, so that the flushed cursor stands after everything that it was given, even where that
    /// had no rows: the journal is about to forget it.
    fn settle(&mut self) -> Result<(), ReadingsError> {
        self.flush()
    }

    /// Forgets rows that were taken before a moment, and gives how many. A row goes with all of those
    /// that the store keeps with it, or not yet; none that was taken since ever goes. The cursors stay
    /// where they are, so that the journal doesn't give again what was forgotten.
    fn forget(&mut self, before: TakenAt) -> Result<u64, ReadingsError>;

    /// A handle for questions, for any thread; it sees each append when that has returned.
    fn reader(&self) -> Arc<dyn Reader>;

    /// As [`Reader::flushed_cursor`].
    fn flushed_cursor(&self) -> u64 {
        self.reader().flushed_cursor()
    }

    /// As [`Reader::of_patient`].
    fn of_patient(
        &self,
        patient: &PatientId,
        since: TakenAt,
        limit: usize,
    ) -> Result<Vec<ReadingRow>, ReadingsError> {
        self.reader().of_patient(patient, since, limit)
    }

    /// As [`Reader::rows`].
    fn rows(&self) -> u64 {
        self.reader().rows()
    }
}

/// The asking side of a readings store.
pub trait Reader: Send + Sync {
    /// Everything from journal entries below this is durable. After a restart the entries from here
    /// on have to be given again.
    fn flushed_cursor(&self) -> u64;

    /// The journal offset up to which entries were given: never below the flushed cursor.
    fn cursor(&self) -> u64;

    /// A person's rows of a period, newest first, at most `limit`.
    ///
    /// "Newest" is by when they were taken, then by where they stand in the journal.
    fn of_period(
        &self,
        patient: &PatientId,
        period: Period,
        limit: usize,
    ) -> Result<Vec<ReadingRow>, ReadingsError>;

    /// A person's rows taken at `since` or later, newest first, at most `limit`.
    fn of_patient(
        &self,
        patient: &PatientId,
        since: TakenAt,
        limit: usize,
    ) -> Result<Vec<ReadingRow>, ReadingsError> {
        let until = TakenAt::from_unix_ms(i64::MAX);
        self.of_period(patient, Period { since, until }, limit)
    }

    /// Everybody's rows of a period as a frame with the columns of [`frame::COLUMNS`], in no order.
    /// It sees what was appended before; an adapter that has rows at hand uses [`frame::of_rows`].
    fn frame(&self, period: Period) -> Result<LazyFrame, ReadingsError>;

    /// How many rows there are.
    fn rows(&self) -> u64;
}

impl ReadingRow {
    /// What orders a person's rows: when taken, then where in the journal, then which sign.
    pub(crate) fn order(&self) -> (TakenAt, ReadingId, VitalSign) {
        (self.taken_at, self.id, self.sign)
    }

    /// What orders a segment's rows: by person, sign and time.
    pub(crate) fn by_person_and_sign(&self, other: &Self) -> std::cmp::Ordering {
        let key = |row: &Self| (row.sign, row.taken_at, row.id);
        self.patient.cmp(&other.patient).then_with(|| key(self).cmp(&key(other)))
    }
}
