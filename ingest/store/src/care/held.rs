//! Readings of which nobody knows whose they are: whom it is asked, and what came of it.

use std::fmt;

use vitals::{DeviceId, PatientId, ReadingId, StoredAt, TakenAt};

use super::Care;
use super::db::{Row, Tx, query};
use super::error::CareError;
use super::read::{get, reading};
use super::sql;
use super::write::column;

/// A reading that nobody knows whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct UnclaimedRow {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// When it entered the journal.
    pub at: StoredAt,
    /// When the body was measured.
    pub taken_at: TakenAt,
    /// The monitor.
    pub device: DeviceId,
    /// Why it has to be asked, as a stable code.
    pub doubt: String,
    /// Whom it is asked.
    pub candidates: Vec<CandidateRow>,
    /// As the gateway sent it.
    pub reading: Vec<u8>,
}

/// Prints no value.
impl fmt::Debug for UnclaimedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnclaimedRow")
            .field("id", &self.id)
            .field("doubt", &self.doubt)
            .field("candidates", &self.candidates)
            .finish_non_exhaustive()
    }
}

/// Somebody who may have been measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateRow {
    /// Who.
    pub patient: PatientId,
    /// How sure it is that they were, per mille.
    pub per_mille: u16,
    /// Whether it was said that they weren't.
    pub denied: bool,
}

/// Somebody who may have been measured wasn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclaimedRow {
    /// The reading.
    pub reading: ReadingId,
    /// Who wasn't.
    pub patient: PatientId,
    /// When it was said.
    pub at: StoredAt,
    /// By whom.
    pub by: String,
}

/// A reading that became somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributedRow {
    /// Its id from then on.
    pub id: ReadingId,
    /// Where it first stood in the journal.
    pub original: ReadingId,
    /// Whose it became.
    pub patient: PatientId,
    /// Whose it was.
    pub from: Option<PatientId>,
    /// When.
    pub at: StoredAt,
    /// Who said so.
    pub by: String,
    /// Why; empty if the person said so.
    pub why: String,
}

/// How many readings wait to be somebody's, and the one that waits longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// Since when the first of them has been in the journal.
    pub since: Option<StoredAt>,
}

impl Care {
    /// The readings that wait to be somebody's, oldest first, at most `limit`.
    pub async fn unclaimed(&self, limit: u32) -> Result<Vec<UnclaimedRow>, CareError> {
        let rows = query(sql::UNCLAIMED).bind(i64::from(limit)).fetch_all(&self.readers);
        self.with_candidates(rows.await.map_err(failed)?).await
    }

    /// Those of them that a person is asked about, newest first, at most `limit`.
    pub async fn unclaimed_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Result<Vec<UnclaimedRow>, CareError> {
        let query = query(sql::UNCLAIMED_OF).bind(patient.as_str()).bind(i64::from(limit));
        self.with_candidates(query.fetch_all(&self.readers).await.map_err(failed)?).await
    }

    /// One that waits.
    pub async fn unclaimed_one(&self, id: ReadingId) -> Result<Option<UnclaimedRow>, CareError> {
        let query = query(sql::UNCLAIMED_ONE)
            .bind(column("journal offset", id.offset)?)
            .bind(i64::from(id.index));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        Ok(self.with_candidates(rows).await?.pop())
    }

    /// How many wait.
    pub async fn unclaimed_waiting(&self) -> Result<Waiting, CareError> {
        let query = query(sql::UNCLAIMED_WAITING);
        let row = query.fetch_one(&self.readers).await.map_err(failed)?;
        let count: i64 = row.get(0).map_err(failed)?;
        let since: Option<i64> = row.get(1).map_err(failed)?;
        Ok(Waiting { count: count.unsigned_abs(), since: since.map(StoredAt::from_unix_ms) })
    }

    /// Whose a reading became last, by where it first stood.
    pub async fn attribution_of(
        &self,
        original: ReadingId,
    ) -> Result<Option<AttributedRow>, CareError> {
        let query = query(sql::ATTRIBUTION_OF)
            .bind(column("journal offset", original.offset)?)
            .bind(i64::from(original.index));
        let row = query.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(attributed).transpose()
    }

    async fn with_candidates(&self, rows: Vec<Row>) -> Result<Vec<UnclaimedRow>, CareError> {
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut found = unclaimed(row)?;
            let query = query(sql::CANDIDATES)
                .bind(column("journal offset", found.id.offset)?)
                .bind(i64::from(found.id.index));
            let candidates = query.fetch_all(&self.readers).await.map_err(failed)?;
            found.candidates = candidates.iter().map(candidate).collect::<Result<_, _>>()?;
            all.push(found);
        }
        Ok(all)
    }
}

fn failed(source: sqlx::Error) -> CareError {
    CareError::Read { what: "the readings that are nobody's", source }
}

pub(super) async fn put_unclaimed(
    tx: &mut Tx,
    upto: u64,
    row: &UnclaimedRow,
) -> Result<(), CareError> {
    let failed = |source| CareError::Commit { upto, source };
    let (offset, index) = key(row.id)?;
    let put = query(sql::UNCLAIMED_PUT).bind(offset).bind(index).bind(row.at.unix_ms());
    let put = put.bind(row.taken_at.unix_ms()).bind(row.device.as_str()).bind(&row.doubt);
    put.bind(&row.reading).execute_in(tx).await.map_err(failed)?;
    for (place, candidate) in (0_i64..).zip(&row.candidates) {
        let put = query(sql::CANDIDATE_PUT).bind(offset).bind(index);
        let put = put.bind(candidate.patient.as_str()).bind(place);
        let put = put.bind(i64::from(candidate.per_mille));
        put.execute_in(tx).await.map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn put_disclaimed(
    tx: &mut Tx,
    upto: u64,
    row: &DisclaimedRow,
) -> Result<(), CareError> {
    let (offset, index) = key(row.reading)?;
    let put = query(sql::CANDIDATE_DENY).bind(offset).bind(index).bind(row.patient.as_str());
    let put = put.bind(row.at.unix_ms()).bind(&row.by);
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

pub(super) async fn put_attributed(
    tx: &mut Tx,
    upto: u64,
    row: &AttributedRow,
) -> Result<(), CareError> {
    let failed = |source| CareError::Commit { upto, source };
    let ((offset, index), (first, place)) = (key(row.id)?, key(row.original)?);
    let put = query(sql::ATTRIBUTION_PUT).bind(offset).bind(index).bind(first).bind(place);
    let put = put.bind(row.patient.as_str()).bind(row.from.as_ref().map(|from| from.as_str()));
    let put = put.bind(row.at.unix_ms()).bind(&row.by).bind(&row.why);
    put.execute_in(tx).await.map_err(failed)?;
    let settle = query(sql::UNCLAIMED_SETTLE).bind(first).bind(place);
    settle.execute_in(tx).await.map_err(failed)
}

fn key(id: ReadingId) -> Result<(i64, i64), CareError> {
    Ok((column("journal offset", id.offset)?, i64::from(id.index)))
}

fn unclaimed(row: &Row) -> Result<UnclaimedRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (at, taken_at): (i64, i64) = (get(row, "at")?, get(row, "taken_at")?);
    let (device, bytes): (String, Vec<u8>) = (get(row, "device")?, get(row, "reading")?);
    let doubt = get(row, "doubt")?;
    let made = || {
        Ok(UnclaimedRow {
            id: reading(offset, index)?,
            at: StoredAt::from_unix_ms(at),
            taken_at: TakenAt::from_unix_ms(taken_at),
            device: device.parse()?,
            doubt,
            candidates: Vec::new(),
            reading: bytes,
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "unclaimed", key, source })
}

fn candidate(row: &Row) -> Result<CandidateRow, CareError> {
    let (key, per_mille): (String, i64) = (get(row, "patient")?, get(row, "per_mille")?);
    let denied: Option<i64> = get(row, "denied_at")?;
    let made = || {
        let (patient, per_mille) = (key.parse()?, per_mille.try_into()?);
        Ok(CandidateRow { patient, per_mille, denied: denied.is_some() })
    };
    made().map_err(|source| CareError::Damaged { table: "candidates", key: key.clone(), source })
}

fn attributed(row: &Row) -> Result<AttributedRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let first: (i64, i64) = (get(row, "original_offset")?, get(row, "original_index")?);
    let (patient, from): (String, Option<String>) =
        (get(row, "patient")?, get(row, "from_patient")?);
    let (at, by, why) = (get(row, "at")?, get(row, "by_whom")?, get(row, "why")?);
    let made = || {
        Ok(AttributedRow {
            id: reading(offset, index)?,
            original: reading(first.0, first.1)?,
            patient: patient.parse()?,
            from: from.map(|from| from.parse()).transpose()?,
            at: StoredAt::from_unix_ms(at),
            by,
            why,
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "attributions", key, source })
}
