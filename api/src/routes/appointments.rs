//! `/api/patients/{id}/appointments`: asked for, offered, agreed, moved, called off.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ingest::entry::{Appointment, By, Done, Side, Stand};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Role};
use crate::circle::appointment::{Step, Visit, collide, ends_at, holds_time, visits};
use crate::circle::{self, calendar};
use crate::language::{Words, say};
use crate::server::Shared;

/// A new appointment: asked for by a patient, offered by the team.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppointmentWish)]
pub(super) struct Request {
    /// Unix ms.
    pub(super) starts_at: Option<i64>,
    pub(super) minutes: Option<u16>,
    /// The clinician's account; whoever offers, if it is missing.
    pub(super) with: Option<String>,
    pub(super) place: Option<String>,
    pub(super) note: Option<String>,
    pub(super) key: Option<String>,
}

/// What is done with one that is there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppointmentStep)]
pub(super) struct StepRequest {
    /// `request`, `propose`, `confirm` or `cancel`.
    pub(super) r#do: String,
    /// Which version it is about.
    pub(super) version: u32,
    pub(super) starts_at: Option<i64>,
    pub(super) minutes: Option<u16>,
    pub(super) with: Option<String>,
    pub(super) place: Option<String>,
    pub(super) note: Option<String>,
}

/// One appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appointment)]
pub(super) struct VisitJson {
    id: String,
    version: u32,
    stand: &'static str,
    starts_at: i64,
    ends_at: i64,
    minutes: u16,
    with: String,
    place: String,
    note: String,
    by: String,
    side: &'static str,
    at: i64,
    /// What the asking side may do with it.
    can: Vec<&'static str>,
}

const MINUTES: u16 = 20;
const MINUTES_MIN: u16 = 5;
const MINUTES_MAX: u16 = 240;
const PLACE_CHARS_MAX: usize = 120;
const NOTE_CHARS_MAX: usize = 500;
const AHEAD_MS: i64 = 2 * 366 * 24 * 3_600_000;
/// So many that aren't over or called off.
const OPEN_MAX: usize = 20;
/// What is asked again and again fills the list.
const ALL_MAX: usize = 1_000;

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<VisitJson>>, Problem> {
    json(&shared, &pass, &patient).await
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Vec<VisitJson>>, Problem> {
    begin(&shared, &pass, &patient, bounded::body(request)?).await?;
    json(&shared, &pass, &patient).await
}

pub(super) async fn step(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
    request: Result<Json<StepRequest>, JsonRejection>,
) -> Result<Json<Vec<VisitJson>>, Problem> {
    go_on(&shared, &pass, &patient, &thing, bounded::body(request)?).await?;
    json(&shared, &pass, &patient).await
}

/// Somebody else did something with it first.
pub(super) const CHANGED: &str = "problem-title-changed";
/// Its clinician has another one then.
pub(super) const TAKEN: &str = "problem-title-taken";

/// An appointment as an iCalendar file.
pub(super) async fn file(
    State(shared): State<Shared>,
    words: Words,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let visits = all(&shared, &patient).await?;
    let visit = visits.iter().find(|visit| visit.appointment.id == thing).ok_or_else(unknown)?;
    let mut response = calendar::file(&words, visit, shared.clock.now_ms()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    let value = HeaderValue::from_static("attachment; filename=\"appointment.ics\"");
    headers.insert(header::CONTENT_DISPOSITION, value);
    Ok(response)
}

/// Asks for an appointment, or offers one.
pub(super) async fn begin(
    shared: &Shared,
    pass: &Pass,
    patient: &PatientId,
    request: Request,
) -> Result<(), Problem> {
    let (by, key) = (circle::by(pass), circle::key(request.key.as_deref())?);
    let step = if by.side == Side::Team { Step::Propose } else { Step::Request };
    // Each side may begin.
    let stand = step.leads_to(by.side, None).ok_or_else(|| not_now(None))?;
    let appointment = Appointment {
        id: circle::new_id("v"),
        version: 1,
        stand,
        starts_at: starts_at(shared, request.starts_at)?,
        minutes: minutes(request.minutes, MINUTES)?,
        with: with(shared, pass, step, request.with.as_deref(), "").await?,
        place: text("place", request.place.as_deref(), PLACE_CHARS_MAX)?,
        note: text("note", request.note.as_deref(), NOTE_CHARS_MAX)?,
    };
    let _settling = shared.circle.settling.lock().await;
    if circle::is_done(shared, patient, &key).await? {
        return Ok(());
    }
    let there = all(shared, patient).await?;
    let now = shared.clock.now_ms();
    let is_open = |visit: &&Visit| {
        visit.appointment.stand != Stand::Cancelled && ends_at(&visit.appointment) > now
    };
    if there.iter().filter(is_open).count() >= OPEN_MAX || there.len() >= ALL_MAX {
        return Err(Problem::unprocessable(say("problem-appointments-many").with("max", OPEN_MAX)));
    }
    settle(shared, patient, by, &key, appointment).await
}

/// Does something with an appointment that is there, if it is still as whoever does it saw it.
pub(super) async fn go_on(
    shared: &Shared,
    pass: &Pass,
    patient: &PatientId,
    thing: &str,
    request: StepRequest,
) -> Result<(), Problem> {
    let by = circle::by(pass);
    let step = Step::ALL.iter().find(|(name, _)| *name == request.r#do).map(|(_, step)| *step);
    let step = step
        .ok_or_else(|| Problem::unreadable("`do` is none of request, propose, confirm, cancel"))?;
    let _settling = shared.circle.settling.lock().await;
    let visits = all(shared, patient).await?;
    let visit = visits.iter().find(|visit| visit.appointment.id == thing).ok_or_else(unknown)?;
    let before = &visit.appointment;
    if before.version != request.version {
        let what = say("problem-appointment-changed")
            .with_person("by", &visit.by)
            .with("stand", before.stand.name());
        let problem = Problem::conflict(CHANGED, what);
        return Err(problem
            .with("version", before.version.into())
            .with("by", visit.by.clone().into()));
    }
    let stand = step.leads_to(by.side, Some(before.stand));
    let stand = stand.ok_or_else(|| not_now(Some(before.stand)))?;
    let moves = matches!(step, Step::Request | Step::Propose);
    let after = Appointment {
        id: before.id.clone(),
        version: before.version + 1,
        stand,
        starts_at: match request.starts_at {
            Some(_) if moves => starts_at(shared, request.starts_at)?,
            // What was yesterday can be called off, and nothing else.
            _ if step == Step::Cancel => before.starts_at,
            _ => starts_at(shared, Some(before.starts_at))?,
        },
        minutes: minutes(request.minutes.filter(|_| moves), before.minutes)?,
        with: with(shared, pass, step, request.with.as_deref(), &before.with).await?,
        place: match request.place.as_deref().filter(|_| moves) {
            Some(place) => text("place", Some(place), PLACE_CHARS_MAX)?,
            None => before.place.clone(),
        },
        note: match request.note.as_deref() {
            Some(note) => text("note", Some(note), NOTE_CHARS_MAX)?,
            None => before.note.clone(),
        },
    };
    settle(shared, patient, by, "", after).await
}

/// Puts it into the journal, if its clinician is free. Whoever calls holds the lock.
async fn settle(
    shared: &Shared,
    patient: &PatientId,
    by: By,
    key: &str,
    appointment: Appointment,
) -> Result<(), Problem> {
    if holds_time(&appointment) {
        let longest = i64::from(MINUTES_MAX) * 60_000;
        let since = appointment.starts_at - longest;
        let rows =
            shared.pipeline.care().standing("appointment", since, ends_at(&appointment)).await;
        let rows = rows.map_err(|error| Problem::unavailable(&error))?;
        for row in &rows {
            let placed = circle::placed(row)?;
            if let Done::Arranged(other) = &placed.deed.done
                && collide(&appointment, other)
            {
                let what = say("problem-appointment-taken").with("name", appointment.with.clone());
                return Err(Problem::conflict(TAKEN, what));
            }
        }
    }
    circle::commit(shared, patient, by, key, Done::Arranged(appointment)).await
}

/// A person's appointments, by when they begin.
pub(super) async fn all(shared: &Shared, patient: &PatientId) -> Result<Vec<Visit>, Problem> {
    Ok(visits(&circle::deeds(shared, patient, "appointment").await?))
}

fn unknown() -> Problem {
    Problem::not_found(say("problem-no-appointment"))
}

fn not_now(stand: Option<Stand>) -> Problem {
    let stand = stand.map_or("none", Stand::name);
    Problem::conflict(
        "problem-title-not-now",
        say("problem-appointment-not-now").with("stand", stand),
    )
}

fn starts_at(shared: &Shared, given: Option<i64>) -> Result<i64, Problem> {
    let now = shared.clock.now_ms();
    let wrong = || Problem::bad_request(say("problem-starts-at"));
    given.filter(|at| (now..now + AHEAD_MS).contains(at)).ok_or_else(wrong)
}

fn minutes(given: Option<u16>, otherwise: u16) -> Result<u16, Problem> {
    let minutes = given.unwrap_or(otherwise);
    let wrong = || {
        Problem::bad_request(
            say("problem-minutes").with("min", MINUTES_MIN).with("max", MINUTES_MAX),
        )
    };
    (MINUTES_MIN..=MINUTES_MAX).contains(&minutes).then_some(minutes).ok_or_else(wrong)
}

/// The clinician: whom the team names, or whoever of the team offers or agrees.
async fn with(
    shared: &Shared,
    pass: &Pass,
    step: Step,
    given: Option<&str>,
    before: &str,
) -> Result<String, Problem> {
    let decides = matches!(step, Step::Propose | Step::Confirm) && !pass.role().is_for_patients();
    if !decides {
        return Ok(before.to_owned());
    }
    let Some(name) = given.map(str::trim).filter(|name| !name.is_empty()) else {
        let own = pass.actor().name.to_string();
        return Ok(if before.is_empty() { own } else { before.to_owned() });
    };
    let wrong = || Problem::bad_request(say("problem-with"));
    let account = shared.access.account(name).await.map_err(|_| wrong())?;
    let sees_people = account.roles.has(Role::Clinician) || account.roles.has(Role::CareManager);
    sees_people.then(|| account.name.to_string()).ok_or_else(wrong)
}

fn text(key: &str, given: Option<&str>, chars_max: usize) -> Result<String, Problem> {
    let given = given.unwrap_or_default();
    if given.trim().is_empty() {
        return Ok(String::new());
    }
    let wrong = || {
        Problem::bad_request(
            say("problem-long-text").with("field", key.to_owned()).with("max", chars_max),
        )
    };
    bounded::lines(given, chars_max).ok_or_else(wrong)
}

async fn json(
    shared: &Shared,
    pass: &Pass,
    patient: &PatientId,
) -> Result<Json<Vec<VisitJson>>, Problem> {
    let side = circle::by(pass).side;
    let visits = all(shared, patient).await?;
    Ok(Json(visits.into_iter().map(|visit| VisitJson::of(visit, side)).collect()))
}

impl VisitJson {
    fn of(visit: Visit, side: Side) -> Self {
        let ends_at = ends_at(&visit.appointment);
        let stand = visit.appointment.stand;
        let can = Step::ALL.iter().filter(|(_, step)| step.leads_to(side, Some(stand)).is_some());
        let can = can.map(|(name, _)| *name).collect();
        let Appointment { id, version, starts_at, minutes, with, place, note, .. } =
            visit.appointment;
        let Visit { by, side, at, .. } = visit;
        Self {
            id,
            version,
            stand: stand.name(),
            starts_at,
            ends_at,
            minutes,
            with,
            place,
            note,
            by,
            side: side.name(),
            at,
            can,
        }
    }
}
