//! Notices and deliveries as rows, and back.

use risk_engine::outcome::Severity;
use vitals::{ReadingId, StoredAt};

use super::super::db::{Query, Row, query};
use super::super::error::{CareError, SavedError};
use super::super::read::get;
use super::super::saved::gravity;
use super::super::write::column;
use super::{Delivery, Notice, OutboxFigures, sql};

/// Puts a notice in, unless it is there.
pub(in super::super) fn put(notice: &Notice) -> Result<Query<'_>, CareError> {
    Ok(query(sql::NOTICE_PUT)
        .bind(&notice.id)
        .bind(column("journal offset", notice.cause.offset)?)
        .bind(i64::from(notice.cause.index))
        .bind(i64::from(notice.place))
        .bind(notice.at.unix_ms())
        .bind(&notice.kind)
        .bind(notice.alert.as_str())
        .bind(notice.patient.as_str())
        .bind(&notice.problem)
        .bind(gravity(notice.severity))
        .bind(i64::from(notice.version))
        .bind(i64::from(notice.level))
        .bind(notice.due_at.map(StoredAt::unix_ms))
        .bind(notice.person.as_deref()))
}

/// Puts a notice before a channel, unless it is there.
pub(super) fn delivery<'q>(
    notice: &'q Notice,
    channel: &'q str,
    now_ms: i64,
) -> Result<Query<'q>, CareError> {
    Ok(query(sql::DELIVERY_PUT)
        .bind(&notice.id)
        .bind(channel)
        .bind(notice.alert.as_str())
        .bind(gravity(notice.severity))
        .bind(column("journal offset", notice.cause.offset)?)
        .bind(i64::from(notice.cause.index))
        .bind(i64::from(notice.place))
        .bind(now_ms))
}

pub(super) fn notice(row: &Row) -> Result<Notice, CareError> {
    let id: String = get(row, "notice")?;
    let (offset, index): (i64, i64) = (get(row, "cause_offset")?, get(row, "cause_index")?);
    let (place, at): (i64, i64) = (get(row, "place")?, get(row, "at")?);
    let (alert, patient): (String, String) = (get(row, "alert")?, get(row, "patient")?);
    let (kind, problem, person) = (get(row, "kind")?, get(row, "problem")?, get(row, "person")?);
    let (severity, version): (i64, i64) = (get(row, "severity")?, get(row, "version")?);
    let (level, due_at): (i64, Option<i64>) = (get(row, "level")?, get(row, "due_at")?);
    let made = || {
        Ok(Notice {
            id: id.clone(),
            cause: ReadingId { offset: offset.try_into()?, index: index.try_into()? },
            place: place.try_into()?,
            at: StoredAt::from_unix_ms(at),
            kind,
            alert: alert.parse()?,
            patient: patient.parse()?,
            problem,
            severity: severity_of(severity)?,
            version: version.try_into()?,
            level: level.try_into()?,
            due_at: due_at.map(StoredAt::from_unix_ms),
            person,
        })
    };
    made().map_err(|source| CareError::Damaged { table: "notices", key: id.clone(), source })
}

pub(super) fn due(row: &Row) -> Result<Delivery, CareError> {
    let attempts: i64 = get(row, "attempts")?;
    // It counts up from 0; a machine doesn't live to see the limit.
    Ok(Delivery { notice: notice(row)?, attempts: attempts.try_into().unwrap_or(u32::MAX) })
}

pub(super) fn figures(row: &Row) -> Result<OutboxFigures, CareError> {
    let (waiting, failing): (i64, i64) = (get(row, "waiting")?, get(row, "failing")?);
    Ok(OutboxFigures {
        channel: get(row, "channel")?,
        waiting: waiting.unsigned_abs(),
        failing: failing.unsigned_abs(),
        oldest_since: get(row, "oldest")?,
        failure: get(row, "failure")?,
    })
}

/// The severity that [`gravity`] made a number of.
fn severity_of(number: i64) -> Result<Severity, SavedError> {
    let all = [Severity::Review, Severity::Urgent, Severity::Emergency];
    let unknown = || SavedError::Name { what: "severity", given: number.to_string() };
    all.into_iter().find(|severity| gravity(*severity) == number).ok_or_else(unknown)
}
