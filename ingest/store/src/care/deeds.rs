//! What people do for each other about somebody's care, as rows that hold the journal's entries.

use std::fmt;

use vitals::{PatientId, ReadingId, StoredAt};

use super::Care;
use super::db::{Row, Tx, query};
use super::error::{CareError, SavedError};
use super::read::{get, reading};
use super::write::column;

/// Something that somebody did about somebody's care.
#[derive(Clone, PartialEq, Eq)]
pub struct DeedRow {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// Whose care it is.
    pub patient: PatientId,
    /// When it entered the journal.
    pub at: StoredAt,
    /// What it is, as a stable code: `message`, `read`, `medicine`, `dose`, `appointment`, `document`,
    /// `reminder`, `stay`, `team`, `plan`.
    pub kind: String,
    /// Which conversation, medicine, appointment, document, stay, what the reminder is of; the person
    /// themselves, for a team and a plan.
    pub thing: String,
    /// Whose doing it was: `patient`, `carer`, `team` or `server`.
    pub side: String,
    /// When it begins or is due; the newest message that was read; the day of admission; a plan's version.
    pub mark: Option<i64>,
    /// Under which it counts once; empty if it has none.
    pub key: String,
    /// The journal's entry.
    pub entry: Vec<u8>,
}

/// Prints nothing that was said: only what it is found by.
impl fmt::Debug for DeedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeedRow")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("side", &self.side)
            .finish_non_exhaustive()
    }
}

/// The first with its key, and the first reminder of its thing, stands.
const DEED_PUT: &str = "
    INSERT INTO deeds
        (entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING";

const DEEDS_OF: &str = "
    SELECT entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry
    FROM deeds WHERE patient = $1 AND kind = $2
    ORDER BY entry_offset DESC, entry_index DESC LIMIT $3";

const DEED_WITH_KEY: &str = "
    SELECT entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry
    FROM deeds WHERE patient = $1 AND send_key = $2";

const DEEDS_OF_THING: &str = "
    SELECT entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry
    FROM deeds WHERE kind = $1 AND thing = $2
    ORDER BY entry_offset DESC, entry_index DESC LIMIT $3";

const DEED: &str = "
    SELECT entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry
    FROM deeds WHERE entry_offset = $1 AND entry_index = $2";

/// Of each thing the newest, if its mark lies there.
const STANDING: &str = "
    SELECT entry_offset, entry_index, patient, at, kind, thing, side, mark, send_key, entry
    FROM deeds d WHERE kind = $1 AND COALESCE(mark, $2) >= $2 AND COALESCE(mark, $2) < $3
        AND NOT EXISTS (SELECT 1 FROM deeds n WHERE n.kind = d.kind AND n.thing = d.thing
            AND n.entry_offset > d.entry_offset)
    ORDER BY mark, entry_offset, entry_index";

const REMINDED_SINCE: &str =
    "SELECT patient, thing FROM deeds WHERE kind = 'reminder' AND mark >= $1";

/// What the person's side wrote since the team last said that it has read everything.
const UNREAD: &str = "
    SELECT patient, entry_offset FROM deeds d
    WHERE kind = 'message' AND side IN ('patient', 'carer')
        AND entry_offset > COALESCE((SELECT MAX(r.mark) FROM deeds r
            WHERE r.patient = d.patient AND r.kind = 'read' AND r.side = 'team'), -1)
    ORDER BY entry_offset";

impl Care {
    /// The newest things of one kind that were done about a person, oldest first.
    pub async fn deeds_of(
        &self,
        patient: &PatientId,
        kind: &'static str,
        limit: u32,
    ) -> Result<Vec<DeedRow>, CareError> {
        let asked = query(DEEDS_OF).bind(patient.as_str()).bind(kind).bind(i64::from(limit));
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().rev().map(deed).collect()
    }

    /// What was done under a key.
    pub async fn deed_with_key(
        &self,
        patient: &PatientId,
        key: &str,
    ) -> Result<Option<DeedRow>, CareError> {
        let asked = query(DEED_WITH_KEY).bind(patient.as_str()).bind(key);
        let row = asked.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(deed).transpose()
    }

    /// The newest that was done about one thing, oldest first, whosever it is.
    pub async fn deeds_of_thing(
        &self,
        kind: &'static str,
        thing: &str,
        limit: u32,
    ) -> Result<Vec<DeedRow>, CareError> {
        let asked = query(DEEDS_OF_THING).bind(kind).bind(thing).bind(i64::from(limit));
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().rev().map(deed).collect()
    }

    /// What was done in one place of the journal.
    pub async fn deed(&self, id: ReadingId) -> Result<Option<DeedRow>, CareError> {
        // Nothing stands where no column can point to.
        let Ok(offset) = i64::try_from(id.offset) else { return Ok(None) };
        let asked = query(DEED).bind(offset).bind(i64::from(id.index));
        let row = asked.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(deed).transpose()
    }

    /// How everybody's things of one kind stand, of those whose mark is in `since..until` or who have none.
    pub async fn standing(
        &self,
        kind: &'static str,
        since: i64,
        until: i64,
    ) -> Result<Vec<DeedRow>, CareError> {
        let asked = query(STANDING).bind(kind).bind(since).bind(until);
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(deed).collect()
    }

    /// Who was reminded of what, of all that was due since then.
    pub async fn reminded_since(&self, since: i64) -> Result<Vec<(PatientId, String)>, CareError> {
        let rows = query(REMINDED_SINCE).bind(since).fetch_all(&self.readers).await;
        let one = |row: &Row| Ok((whose(row)?, get(row, "thing")?));
        rows.map_err(failed)?.iter().map(one).collect()
    }

    /// The messages from patients and carers that nobody of the team has read, oldest first.
    pub async fn unread(&self) -> Result<Vec<(PatientId, u64)>, CareError> {
        let rows = query(UNREAD).fetch_all(&self.readers).await.map_err(failed)?;
        let one = |row: &Row| {
            let offset: i64 = get(row, "entry_offset")?;
            let damaged = |source| damaged(offset, 0, SavedError::Number(source));
            Ok((whose(row)?, u64::try_from(offset).map_err(damaged)?))
        };
        rows.iter().map(one).collect()
    }
}

fn failed(source: sqlx::Error) -> CareError {
    CareError::Read { what: "what was done about people's care", source }
}

fn damaged(offset: i64, index: i64, source: SavedError) -> CareError {
    CareError::Damaged { table: "deeds", key: format!("{offset}.{index}"), source }
}

pub(super) async fn put(tx: &mut Tx, upto: u64, row: &DeedRow) -> Result<(), CareError> {
    let put = query(DEED_PUT)
        .bind(column("journal offset", row.id.offset)?)
        .bind(i64::from(row.id.index))
        .bind(row.patient.as_str())
        .bind(row.at.unix_ms())
        .bind(&row.kind)
        .bind(&row.thing)
        .bind(&row.side)
        .bind(row.mark)
        .bind(&row.key)
        .bind(&row.entry);
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

fn whose(row: &Row) -> Result<PatientId, CareError> {
    let patient: String = get(row, "patient")?;
    patient.parse().map_err(|source| CareError::Damaged {
        table: "deeds",
        key: patient,
        source: SavedError::Id(source),
    })
}

fn deed(row: &Row) -> Result<DeedRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let at: i64 = get(row, "at")?;
    Ok(DeedRow {
        id: reading(offset, index).map_err(|source| damaged(offset, index, source))?,
        patient: whose(row)?,
        at: StoredAt::from_unix_ms(at),
        kind: get(row, "kind")?,
        thing: get(row, "thing")?,
        side: get(row, "side")?,
        mark: get(row, "mark")?,
        key: get(row, "send_key")?,
        entry: get(row, "entry")?,
    })
}
