//! What staff did for people, minute by minute, and what people are asked to measure since when.

use risk_engine::fact::Scheduled;
use vitals::{PatientId, ReadingId, StoredAt};

use super::Care;
use super::db::{Row, Tx, query};
use super::error::{CareError, SavedError};
use super::read::{get, reading};
use super::saved;
use super::write::column;
use crate::names;

/// Time that somebody spent on a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// For whom.
    pub patient: PatientId,
    /// When it entered the journal.
    pub at: StoredAt,
    /// When it began, ms since 1970.
    pub began_at: i64,
    /// How long it took.
    pub minutes: u16,
    /// Whether they spoke with the person, or with who cares for them.
    pub live: bool,
    /// Whether it was a physician's, or another qualified professional's, collecting and interpreting of data.
    pub interpretation: bool,
    /// What was done.
    pub what: String,
    /// Who signed it.
    pub by: String,
    /// It doesn't count any more.
    pub withdrawn: Option<ContactWithdrawn>,
}

/// Why a contact doesn't count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactWithdrawn {
    /// When it was taken back.
    pub at: StoredAt,
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

/// A contact that doesn't count any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactWithdrawalRow {
    /// Which.
    pub contact: ReadingId,
    /// When it was taken back, by whom and why.
    pub withdrawn: ContactWithdrawn,
}

/// What a person is asked to measure from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// Who.
    pub patient: PatientId,
    /// From when on.
    pub at: StoredAt,
    /// What, and how often.
    pub schedule: Vec<Scheduled>,
}

const SCHEDULE_PUT: &str = "
    INSERT INTO schedules (entry_offset, entry_index, patient, at, items) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

const SCHEDULES: &str = "
    SELECT entry_offset, entry_index, patient, at, items FROM schedules
    ORDER BY entry_offset, entry_index";

const CONTACT_PUT: &str = "
    INSERT INTO contacts
        (entry_offset, entry_index, patient, at, began_at, minutes, live, what, by_whom, interpretation)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

/// The first who takes it back stands.
const CONTACT_WITHDRAW: &str = "
    UPDATE contacts SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5
    WHERE entry_offset = $1 AND entry_index = $2 AND withdrawn_at IS NULL";

const CONTACTS_OF: &str = "
    SELECT entry_offset, entry_index, patient, at, began_at, minutes, live, what, by_whom, interpretation,
        withdrawn_at, withdrawn_by, withdrawn_why
    FROM contacts WHERE patient = $1
    ORDER BY began_at DESC, entry_offset DESC, entry_index DESC LIMIT $2";

const CONTACT: &str = "
    SELECT entry_offset, entry_index, patient, at, began_at, minutes, live, what, by_whom, interpretation,
        withdrawn_at, withdrawn_by, withdrawn_why
    FROM contacts WHERE entry_offset = $1 AND entry_index = $2";

const CONTACTS_BETWEEN: &str = "
    SELECT entry_offset, entry_index, patient, at, began_at, minutes, live, what, by_whom, interpretation,
        withdrawn_at, withdrawn_by, withdrawn_why
    FROM contacts WHERE began_at >= $1 AND began_at < $2
    ORDER BY began_at, entry_offset, entry_index";

impl Care {
    /// What staff did for a person, newest first, at most `limit`; what was taken back, too.
    pub async fn contacts_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Result<Vec<ContactRow>, CareError> {
        let asked = query(CONTACTS_OF).bind(patient.as_str()).bind(i64::from(limit));
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(contact).collect()
    }

    /// One contact.
    pub async fn contact(&self, id: ReadingId) -> Result<Option<ContactRow>, CareError> {
        let asked =
            query(CONTACT).bind(column("journal offset", id.offset)?).bind(i64::from(id.index));
        let row = asked.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(contact).transpose()
    }

    /// What staff did for anybody from `since` on and before `until`, oldest first.
    pub async fn contacts_between(
        &self,
        since_ms: i64,
        until_ms: i64,
    ) -> Result<Vec<ContactRow>, CareError> {
        let asked = query(CONTACTS_BETWEEN).bind(since_ms).bind(until_ms);
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(contact).collect()
    }

    /// What everybody was ever asked to measure, in the journal's order.
    pub async fn schedules(&self) -> Result<Vec<ScheduleRow>, CareError> {
        let failed = |source| CareError::Read { what: "the schedules", source };
        let rows = query(SCHEDULES).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(schedule).collect()
    }
}

fn failed(source: sqlx::Error) -> CareError {
    CareError::Read { what: "the contacts", source }
}

pub(super) async fn put_contact(tx: &mut Tx, upto: u64, row: &ContactRow) -> Result<(), CareError> {
    let put = query(CONTACT_PUT)
        .bind(column("journal offset", row.id.offset)?)
        .bind(i64::from(row.id.index))
        .bind(row.patient.as_str())
        .bind(row.at.unix_ms())
        .bind(row.began_at)
        .bind(i64::from(row.minutes))
        .bind(row.live)
        .bind(&row.what)
        .bind(&row.by)
        .bind(row.interpretation);
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

pub(super) async fn put_withdrawal(
    tx: &mut Tx,
    upto: u64,
    row: &ContactWithdrawalRow,
) -> Result<(), CareError> {
    let put = query(CONTACT_WITHDRAW)
        .bind(column("journal offset", row.contact.offset)?)
        .bind(i64::from(row.contact.index))
        .bind(row.withdrawn.at.unix_ms())
        .bind(&row.withdrawn.by)
        .bind(&row.withdrawn.why);
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

pub(super) async fn put_schedule(
    tx: &mut Tx,
    upto: u64,
    row: &ScheduleRow,
) -> Result<(), CareError> {
    let items: Vec<(&str, u16)> =
        row.schedule.iter().map(|one| (names::sign::name(one.sign), one.every_hours)).collect();
    let put = query(SCHEDULE_PUT)
        .bind(column("journal offset", row.id.offset)?)
        .bind(i64::from(row.id.index))
        .bind(row.patient.as_str())
        .bind(row.at.unix_ms())
        .bind(saved::encode(&items));
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

fn contact(row: &Row) -> Result<ContactRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (patient, at): (String, i64) = (get(row, "patient")?, get(row, "at")?);
    let (began_at, minutes): (i64, i64) = (get(row, "began_at")?, get(row, "minutes")?);
    let (live, interpretation) = (get(row, "live")?, get(row, "interpretation")?);
    let (what, by) = (get(row, "what")?, get(row, "by_whom")?);
    let withdrawn: Option<i64> = get(row, "withdrawn_at")?;
    let taken_back: (Option<String>, Option<String>) =
        (get(row, "withdrawn_by")?, get(row, "withdrawn_why")?);
    let made = || -> Result<ContactRow, SavedError> {
        Ok(ContactRow {
            id: reading(offset, index)?,
            patient: patient.parse()?,
            at: StoredAt::from_unix_ms(at),
            began_at,
            minutes: minutes.try_into()?,
            live,
            interpretation,
            what,
            by,
            withdrawn: withdrawn.map(|at| ContactWithdrawn {
                at: StoredAt::from_unix_ms(at),
                by: taken_back.0.unwrap_or_default(),
                why: taken_back.1.unwrap_or_default(),
            }),
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "contacts", key, source })
}

fn schedule(row: &Row) -> Result<ScheduleRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (patient, at): (String, i64) = (get(row, "patient")?, get(row, "at")?);
    let items: String = get(row, "items")?;
    let made = || -> Result<ScheduleRow, SavedError> {
        let items: Vec<(String, u16)> = saved::decode(&items)?;
        let one = |(sign, every_hours): (String, u16)| {
            let known = names::sign::parse(&sign);
            let sign = known.ok_or(SavedError::Name { what: "sign", given: sign })?;
            Ok(Scheduled { sign, every_hours })
        };
        Ok(ScheduleRow {
            id: reading(offset, index)?,
            patient: patient.parse()?,
            at: StoredAt::from_unix_ms(at),
            schedule: items.into_iter().map(one).collect::<Result<_, SavedError>>()?,
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "schedules", key, source })
}
