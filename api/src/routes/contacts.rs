//! `/api/patients/{id}/contacts`: time that staff spent on a person, signed; and what was taken back.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use ingest::entry::{Contact, ContactWithdrawal, Entry};
use serde::{Deserialize, Serialize};
use store::care::ContactRow;
use utoipa::ToSchema;
use vitals::{PatientId, ReadingId};

use super::limit::{Limit, limit};
use super::problem::Problem;
use super::{bounded, found};
use crate::access::{Authorized, Pass, Right};
use crate::language::say;
use crate::server::Shared;

/// What the page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContactWish)]
pub(super) struct Request {
    minutes: u16,
    /// Whether they spoke with the person, or with who cares for them.
    live: bool,
    /// A physician, or another qualified professional, collected and interpreted data: counts for that only.
    #[serde(default)]
    interpretation: bool,
    /// What was done.
    what: String,
    by: Option<String>,
    /// When it began, unix ms; `minutes` ago if it is missing.
    began_at: Option<i64>,
}

/// Why a contact doesn't count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContactTakenBack)]
pub(super) struct TakenBack {
    by: Option<String>,
    why: String,
}

/// One contact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
pub(super) struct ContactJson {
    id: String,
    began_at: i64,
    entered_at: i64,
    minutes: u16,
    live: bool,
    interpretation: bool,
    what: String,
    by: String,
    withdrawn: Option<WithdrawnJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactWithdrawn)]
struct WithdrawnJson {
    at: i64,
    by: String,
    why: String,
}

/// Nobody spends longer on one person at once: a day has as many minutes.
const MINUTES_MAX: u16 = 24 * 60;
/// What was done longer ago is not entered any more: the month that it belongs to has been billed.
const BEHIND_MS: i64 = 62 * 24 * 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// Newest first; what was taken back, too.
pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    asked: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Vec<ContactJson>>, Problem> {
    let limit = limit(asked)?;
    let contacts = shared.pipeline.care().contacts_of(&patient, limit).await;
    let contacts = contacts.map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(contacts.into_iter().map(ContactJson::of).collect()))
}

/// Enters one.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<ContactJson>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?;
    let contact = contact(&request, &by, shared.clock.now_ms())?;
    if contact.interpretation && pass.actor().may(Right::Prescribe).is_none() {
        return Err(Problem::forbidden(say("problem-interpretation")));
    }
    let patient = patient.into_inner();
    let _settling = shared.settling.lock().await;
    refuse_repeated(&shared, &patient, &contact).await?;
    let entry = Entry::Contacted { patient: patient.clone(), contact: contact.clone() };
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    shared.surveys.forget().await;
    let stored = stored(&shared, &patient, &contact).await?;
    stored.map(|row| Json(ContactJson::of(row))).ok_or_else(Problem::stopping)
}

/// Takes one back.
pub(super) async fn withdraw(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, contact)): Path<(String, String)>,
    request: Result<Json<TakenBack>, JsonRejection>,
) -> Result<Json<ContactJson>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let why = bounded::reason("why", &request.why)?.to_string();
    let patient = patient.into_inner();
    let unknown = || Problem::not_found(say("problem-no-contact"));
    let contact = found::reading_id(&contact).ok_or_else(unknown)?;
    let row = one(&shared, contact).await?.filter(|row| row.patient == patient);
    if row.ok_or_else(unknown)?.withdrawn.is_some() {
        return Err(Problem::conflict("problem-title-taken-back", say("problem-taken-back")));
    }
    let entry = Entry::ContactWithdrawn(ContactWithdrawal { patient, contact, by, why });
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    shared.surveys.forget().await;
    one(&shared, contact).await?.map(|row| Json(ContactJson::of(row))).ok_or_else(unknown)
}

fn contact(request: &Request, by: &str, now_ms: i64) -> Result<Contact, Problem> {
    let minutes = request.minutes;
    if !(1..=MINUTES_MAX).contains(&minutes) {
        let what = say("problem-minutes").with("min", 1_i64).with("max", MINUTES_MAX);
        return Err(Problem::bad_request(what));
    }
    let length_ms = i64::from(minutes) * MINUTE_MS;
    let began_at_ms = request.began_at.unwrap_or(now_ms - length_ms);
    let is_over = began_at_ms.checked_add(length_ms).is_some_and(|end| end <= now_ms);
    if !is_over || began_at_ms < now_ms - BEHIND_MS {
        return Err(Problem::bad_request(say("problem-began-at")));
    }
    Ok(Contact {
        began_at_ms,
        minutes,
        live: request.live,
        interpretation: request.interpretation,
        what: bounded::reason("what", &request.what)?.to_string(),
        by: by.to_owned(),
    })
}

/// The same person can't have begun two things with the same patient at the same moment: it was sent twice.
async fn refuse_repeated(
    shared: &Shared,
    patient: &PatientId,
    contact: &Contact,
) -> Result<(), Problem> {
    match stored(shared, patient, contact).await? {
        None => Ok(()),
        Some(row) => {
            let problem = Problem::conflict("problem-title-entered", say("problem-entered"));
            Err(problem.with("id", name(row.id).into()))
        }
    }
}

/// The contact of this person that began then and that they signed.
async fn stored(
    shared: &Shared,
    patient: &PatientId,
    contact: &Contact,
) -> Result<Option<ContactRow>, Problem> {
    let began = contact.began_at_ms;
    let rows = shared.pipeline.care().contacts_between(began, began + 1).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    let is_it = |row: &ContactRow| {
        row.patient == *patient && row.by == contact.by && row.withdrawn.is_none()
    };
    Ok(rows.into_iter().rfind(is_it))
}

async fn one(shared: &Shared, id: ReadingId) -> Result<Option<ContactRow>, Problem> {
    let row = shared.pipeline.care().contact(id).await;
    row.map_err(|error| Problem::unavailable(&error))
}

fn name(id: ReadingId) -> String {
    found::reading_name(id)
}

impl ContactJson {
    fn of(row: ContactRow) -> Self {
        Self {
            id: name(row.id),
            began_at: row.began_at,
            entered_at: row.at.unix_ms(),
            minutes: row.minutes,
            live: row.live,
            interpretation: row.interpretation,
            what: row.what,
            by: row.by,
            withdrawn: row.withdrawn.map(|taken| WithdrawnJson {
                at: taken.at.unix_ms(),
                by: taken.by,
                why: taken.why,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_790_000_000_000;

    fn check(minutes: u16, began_at: Option<i64>, what: &str, accepted: bool) {
        let what = what.to_owned();
        let request =
            Request { minutes, live: true, interpretation: false, what, by: None, began_at };
        let by = "Sian Jones (clinician)";
        assert_eq!(contact(&request, by, NOW_MS).is_ok(), accepted, "{request:?}");
    }

    #[test]
    fn a_contact_is_over_signed_and_no_longer_than_a_day() {
        let hour = 60 * MINUTE_MS;
        check(10, None, "called", true);
        check(0, None, "called", false);
        check(1440, None, "called", true);
        check(1441, None, "called", false);
        check(60, Some(NOW_MS - hour), "called", true);
        check(60, Some(NOW_MS - hour + 1), "called", false);
        check(60, Some(NOW_MS - BEHIND_MS), "called", true);
        check(60, Some(NOW_MS - BEHIND_MS - 1), "called", false);
        check(60, Some(i64::MAX), "called", false);
        check(60, Some(i64::MIN), "called", false);
        check(10, None, "", false);
    }
}
