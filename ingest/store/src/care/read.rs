//! Questions that the care store answers.

use risk_engine::outcome::{Alert, Outcome};
use vitals::{AlertId, PatientId, Private, ReadingId, StoredAt, TakenAt, UserSlot};

use super::Care;
use super::db::{Row, query};
use super::error::{CareError, SavedError};
use super::write::{NO_SLOT, column};
use super::{
    AnswersRow, AssignmentRow, Counts, EventId, EventRow, GatewayRow, PatientRow, QuarantineRow,
    SettledRow, WithdrawalRow, saved, sql,
};
use crate::names;

impl Care {
    /// All alerts that stand on the worklist: the gravest first, then the oldest.
    pub async fn open_alerts(&self) -> Result<Vec<(PatientId, Alert)>, CareError> {
        let failed = |source| CareError::Read { what: "the open alerts", source };
        let rows = query(sql::ALERTS_OPEN).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(alert).collect()
    }

    /// How one alert stands, and whose it is.
    pub async fn alert(&self, id: &AlertId) -> Result<Option<(PatientId, Alert)>, CareError> {
        let failed = |source| CareError::Read { what: "an alert", source };
        let row = query(sql::ALERT).bind(id.as_str()).fetch_optional(&self.readers);
        row.await.map_err(failed)?.as_ref().map(alert).transpose()
    }

    /// All alerts that a person ever had, newest first.
    pub async fn alerts_of(&self, patient: &PatientId) -> Result<Vec<Alert>, CareError> {
        let failed = |source| CareError::Read { what: "a person's alerts", source };
        let rows = query(sql::ALERTS_OF).bind(patient.as_str()).fetch_all(&self.readers);
        rows.await.map_err(failed)?.iter().map(|row| Ok(alert(row)?.1)).collect()
    }

    /// The newest outcomes about a person, newest first, at most `limit`.
    pub async fn events_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Result<Vec<EventRow>, CareError> {
        let failed = |source| CareError::Read { what: "a person's events", source };
        let query = query(sql::EVENTS_OF).bind(patient.as_str()).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(event).collect()
    }

    /// What the automation did with a person, newest first, at most `limit`.
    pub async fn steps_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Result<Vec<EventRow>, CareError> {
        let failed = |source| CareError::Read { what: "a person's care", source };
        let query = query(sql::STEPS_OF).bind(patient.as_str()).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(event).collect()
    }

    /// One outcome, with what it rests on.
    pub async fn event(&self, id: &EventId) -> Result<Option<EventRow>, CareError> {
        let failed = |source| CareError::Read { what: "an event", source };
        let query = query(sql::EVENT)
            .bind(super::write::column("journal offset", id.cause.offset)?)
            .bind(i64::from(id.cause.index))
            .bind(id.patient.as_str())
            .bind(i64::from(id.place));
        let row = query.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(event).transpose()
    }

    /// Outcomes about everybody in the order in which they were decided, at most `limit`: those after
    /// one, or the first.
    pub async fn events_after(
        &self,
        last: Option<&EventId>,
        limit: u32,
    ) -> Result<Vec<EventRow>, CareError> {
        let failed = |source| CareError::Read { what: "the events", source };
        let (offset, index, patient, place) = match last {
            Some(last) => (
                super::write::column("journal offset", last.cause.offset)?,
                i64::from(last.cause.index),
                last.patient.as_str(),
                i64::from(last.place),
            ),
            None => (-1, 0, "", 0),
        };
        let query = query(sql::EVENTS_FROM).bind(offset).bind(index).bind(patient);
        let query = query.bind(place).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(event).collect()
    }

    /// What a person answered, newest first, at most `limit`.
    pub async fn answers_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Result<Vec<AnswersRow>, CareError> {
        let failed = |source| CareError::Read { what: "a person's answers", source };
        let query = query(sql::ANSWERS_OF).bind(patient.as_str()).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(answers).collect()
    }

    /// Which readings of a person don't count.
    pub async fn withdrawals_of(
        &self,
        patient: &PatientId,
    ) -> Result<Vec<WithdrawalRow>, CareError> {
        let failed = |source| CareError::Read { what: "a person's withdrawn readings", source };
        let query = query(sql::WITHDRAWALS_OF).bind(patient.as_str());
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(withdrawal).collect()
    }

    /// How many things wait in quarantine, and the newest of them, at most `limit`, newest first.
    pub async fn quarantine(&self, limit: u32) -> Result<(u64, Vec<QuarantineRow>), CareError> {
        let failed = |source| CareError::Read { what: "the quarantine", source };
        let mut tx = self.readers.begin_read().await.map_err(failed)?;
        let total = query(sql::QUARANTINE_COUNT).fetch_one_in(&mut tx).await.map_err(failed)?;
        let total: i64 = total.get(0).map_err(failed)?;
        let query = query(sql::QUARANTINE).bind(i64::from(limit));
        let rows = query.fetch_all_in(&mut tx).await.map_err(failed)?;
        Ok((total.unsigned_abs(), rows.iter().map(quarantine).collect::<Result<_, _>>()?))
    }

    /// What was taken out of quarantine; none if it waits there, or never was in it.
    pub async fn settled(&self, original: ReadingId) -> Result<Option<SettledRow>, CareError> {
        let failed = |source| CareError::Read { what: "the quarantine", source };
        let offset = column("journal offset", original.offset)?;
        let query = query(sql::SETTLED).bind(offset).bind(i64::from(original.index));
        let row = query.fetch_optional(&self.readers).await.map_err(failed)?;
        let settled = |row: &Row| {
            let (entry, at): (i64, i64) = (get(row, "taken_by")?, get(row, "at")?);
            let by = get(row, "by_whom")?;
            let at = StoredAt::from_unix_ms(at);
            Ok(SettledRow { original, entry: entry.unsigned_abs(), at, by })
        };
        row.as_ref().map(settled).transpose()
    }

    /// How many things were taken out of quarantine.
    pub async fn settled_count(&self) -> Result<u64, CareError> {
        let failed = |source| CareError::Read { what: "the quarantine", source };
        let row = query(sql::SETTLED_COUNT).fetch_one(&self.readers).await.map_err(failed)?;
        let count: i64 = row.get(0).map_err(failed)?;
        Ok(count.unsigned_abs())
    }

    /// How many things wait in quarantine for each reason, by reason.
    pub async fn quarantine_by_reason(&self) -> Result<Vec<(String, u64)>, CareError> {
        let failed = |source| CareError::Read { what: "the quarantine's reasons", source };
        let rows =
            query(sql::QUARANTINE_BY_REASON).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(counted).collect::<Result<_, _>>().map_err(failed)
    }

    /// How many alerts there ever were for each problem, by problem.
    pub async fn alerts_by_problem(&self) -> Result<Vec<(String, u64)>, CareError> {
        let failed = |source| CareError::Read { what: "the alerts by problem", source };
        let rows = query(sql::ALERTS_BY_PROBLEM).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(counted).collect::<Result<_, _>>().map_err(failed)
    }

    /// All people, by id.
    pub async fn patients(&self) -> Result<Vec<PatientRow>, CareError> {
        let failed = |source| CareError::Read { what: "the people", source };
        let rows = query(sql::PATIENTS).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(patient).collect()
    }

    /// All gateways, by id.
    pub async fn gateways(&self) -> Result<Vec<GatewayRow>, CareError> {
        let failed = |source| CareError::Read { what: "the gateways", source };
        let rows = query(sql::GATEWAYS).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(gateway).collect()
    }

    /// All assignments of devices, past ones too, by device, slot and time.
    pub async fn assignments(&self) -> Result<Vec<AssignmentRow>, CareError> {
        let failed = |source| CareError::Read { what: "the assignments", source };
        let rows = query(sql::ASSIGNMENTS).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(assignment).collect()
    }

    /// The assignments of every device that a person has or had, other people's too, by device, slot and
    /// time.
    pub async fn assignments_around(
        &self,
        patient: &PatientId,
    ) -> Result<Vec<AssignmentRow>, CareError> {
        let failed = |source| CareError::Read { what: "the assignments", source };
        let asked = query(sql::ASSIGNMENTS_AROUND).bind(patient.as_str());
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(assignment).collect()
    }

    /// How many rows there are.
    pub async fn counts(&self) -> Result<Counts, CareError> {
        let failed = |source| CareError::Read { what: "the counts", source };
        let row = query(sql::COUNTS).fetch_one(&self.readers).await.map_err(failed)?;
        let count = |at: usize| row.get(at).map(i64::unsigned_abs).map_err(failed);
        Ok(Counts {
            patients: count(0)?,
            gateways: count(1)?,
            assignments: count(2)?,
            alerts: count(3)?,
            alerts_open: count(4)?,
            events: count(5)?,
            quarantined: count(6)?,
        })
    }
}

fn alert(row: &Row) -> Result<(PatientId, Alert), CareError> {
    let key: String = get(row, "alert")?;
    let state: String = get(row, "state")?;
    let patient: String = get(row, "patient")?;
    let made = || Ok((patient.parse()?, saved::decode::<saved::Alert>(&state)?.try_into()?));
    made().map_err(|source| CareError::Damaged { table: "alerts", key, source })
}

pub(super) fn event(row: &Row) -> Result<EventRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "cause_offset")?, get(row, "cause_index")?);
    let (patient, place): (String, i64) = (get(row, "patient")?, get(row, "place")?);
    let (at, kind): (i64, String) = (get(row, "at")?, get(row, "kind")?);
    let (disposition, detail): (String, String) = (get(row, "disposition")?, get(row, "detail")?);
    let (rules, engine): (Option<String>, Option<i64>) =
        (get(row, "rules_hash")?, get(row, "engine")?);
    let key = format!("{offset}.{index} {patient} {place}");
    let made = || {
        // Version 1 kept neither.
        let rules_hash = match rules {
            None => [0; 32],
            Some(rules) => saved::hash(&rules).ok_or(SavedError::Hash)?,
        };
        let engine = engine.map(u32::try_from).transpose()?;
        let unknown = || SavedError::Name { what: "disposition", given: disposition.clone() };
        Ok(EventRow {
            kind,
            disposition: names::disposition::parse(&disposition).ok_or_else(unknown)?,
            engine,
            outcome: Outcome {
                cause: reading(offset, index)?,
                place: place.try_into()?,
                at: StoredAt::from_unix_ms(at),
                patient: patient.parse()?,
                rules_hash,
                decision: saved::decode::<saved::Decision>(&detail)?.try_into()?,
            },
        })
    };
    made().map_err(|source| CareError::Damaged { table: "events", key, source })
}

fn answers(row: &Row) -> Result<AnswersRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (patient, at): (String, i64) = (get(row, "patient")?, get(row, "at")?);
    let (answered_at, items): (i64, String) = (get(row, "answered_at")?, get(row, "items")?);
    let questionnaire: String = get(row, "questionnaire")?;
    let by: Option<String> = get(row, "by_whom")?;
    let made = || {
        Ok(AnswersRow {
            id: reading(offset, index)?,
            patient: patient.parse()?,
            at: StoredAt::from_unix_ms(at),
            answers: saved::answers(answered_at, questionnaire, &items)?,
            by,
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "answers", key, source })
}

fn withdrawal(row: &Row) -> Result<WithdrawalRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (patient, at): (String, i64) = (get(row, "patient")?, get(row, "at")?);
    let (by, reason): (String, String) = (get(row, "by_whom")?, get(row, "reason")?);
    let made = || {
        let unknown = || SavedError::Name { what: "reason", given: reason.clone() };
        Ok(WithdrawalRow {
            reading: self::reading(offset, index)?,
            patient: patient.parse()?,
            at: StoredAt::from_unix_ms(at),
            by,
            reason: names::withdrawal::parse(&reason).ok_or_else(unknown)?,
        })
    };
    let key = format!("{offset}.{index}");
    made().map_err(|source| CareError::Damaged { table: "withdrawals", key, source })
}

fn quarantine(row: &Row) -> Result<QuarantineRow, CareError> {
    let (offset, index): (i64, i64) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (at, gateway): (i64, Option<String>) = (get(row, "at")?, get(row, "gateway")?);
    let (reason, detail) = (get(row, "reason")?, get(row, "detail")?);
    let bytes = get(row, "bytes")?;
    let key = format!("{offset}.{index}");
    let made = || {
        Ok(QuarantineRow {
            id: reading(offset, index)?,
            at: StoredAt::from_unix_ms(at),
            gateway: gateway.map(|gateway| gateway.parse()).transpose()?,
            reason,
            detail,
            bytes,
        })
    };
    made().map_err(|source| CareError::Damaged { table: "quarantine", key, source })
}

fn patient(row: &Row) -> Result<PatientRow, CareError> {
    let key: String = get(row, "patient")?;
    let (name, conditions): (String, String) = (get(row, "name")?, get(row, "conditions")?);
    let (born, sex, zone) = (get(row, "born")?, get(row, "sex")?, get(row, "zone")?);
    let (spo2_scale_2, oxygen) = (get(row, "spo2_scale_2")?, get(row, "oxygen")?);
    let name = Private::hide(name);
    let made = || {
        let conditions = saved::decode(&conditions)?;
        let patient = key.parse()?;
        Ok(PatientRow { patient, name, born, sex, conditions, zone, spo2_scale_2, oxygen })
    };
    made().map_err(|source| CareError::Damaged { table: "patients", key: key.clone(), source })
}

fn gateway(row: &Row) -> Result<GatewayRow, CareError> {
    let key: String = get(row, "gateway")?;
    let at = StoredAt::from_unix_ms(get(row, "at")?);
    let made = || Ok(GatewayRow { gateway: key.parse()?, at });
    made().map_err(|source| CareError::Damaged { table: "gateways", key: key.clone(), source })
}

fn assignment(row: &Row) -> Result<AssignmentRow, CareError> {
    let (device, slot): (String, i64) = (get(row, "device")?, get(row, "slot")?);
    let (patient, from_at): (String, i64) = (get(row, "patient")?, get(row, "from_at")?);
    let key = format!("{device} {slot} {from_at}");
    let made = || {
        let slot = match slot {
            NO_SLOT => None,
            index => UserSlot::from_index(index.try_into()?),
        };
        let (device, patient) = (device.parse()?, patient.parse()?);
        Ok(AssignmentRow { device, slot, patient, from: TakenAt::from_unix_ms(from_at) })
    };
    made().map_err(|source| CareError::Damaged { table: "assignments", key, source })
}

pub(super) fn reading(offset: i64, index: i64) -> Result<ReadingId, SavedError> {
    Ok(ReadingId { offset: offset.try_into()?, index: index.try_into()? })
}

/// A name and how many there are of it.
fn counted(row: &Row) -> Result<(String, u64), sqlx::Error> {
    Ok((row.get(0)?, row.get::<i64, _>(1)?.unsigned_abs()))
}

pub(super) fn get<'r, T>(row: &'r Row, column: &'static str) -> Result<T, CareError>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    row.get(column).map_err(|source| CareError::Read { what: column, source })
}
