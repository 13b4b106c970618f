//! Somebody's appointments: asked for, agreed to, moved, called off.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ingest::entry::Stand;
use serde::Deserialize;
use utoipa::ToSchema;
use vitals::PatientId;

pub(super) use super::super::appointments::file;
use super::super::appointments::{self, Request, StepRequest};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::day::Zone;
use super::{Frame, unread};
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::circle::appointment::{Step, Visit, ends_at};
use crate::language::{Words, say};
use crate::server::Shared;

#[derive(Template)]
#[template(path = "appointments.html")]
struct AppointmentsPage {
    words: Words,
    frame: Frame,
    error: Option<String>,
    typed: Wish,
    next: Vec<Line>,
    over: Vec<Line>,
    /// What the wish may lie between, as the form takes it.
    earliest: String,
}

pub(super) struct Line {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) when: String,
    pub(super) with: String,
    pub(super) place: String,
    pub(super) note: String,
    pub(super) stand: String,
    pub(super) is_confirmed: bool,
    pub(super) can_confirm: bool,
    pub(super) can_cancel: bool,
    pub(super) can_move: bool,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = FormAppointment)]
pub(super) struct Wish {
    token: String,
    key: String,
    /// Local, as `datetime-local` gives it.
    when: String,
    #[serde(default)]
    note: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormAppointmentStep)]
pub(super) struct Doing {
    token: String,
    appointment: String,
    version: u32,
    r#do: String,
    #[serde(default)]
    when: String,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    page(&shared, (&pass, words), &patient, StatusCode::OK, None, Wish::default()).await
}

/// Asks for one.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    form: Result<Form<Wish>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(wish) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &wish.token)?;
    let request = Request {
        starts_at: Zone::of(&shared, &patient).moment(&wish.when),
        note: Some(wish.note.clone()),
        key: Some(wish.key.clone()),
        ..Request::default()
    };
    let done = appointments::begin(&shared, &pass, &patient, request).await;
    answer(&shared, (&pass, words), &patient, done, wish).await
}

/// Does something with one that is there.
pub(super) async fn step(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    form: Result<Form<Doing>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(doing) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &doing.token)?;
    let starts_at = Zone::of(&shared, &patient).moment(&doing.when);
    if doing.r#do == "request" && starts_at.is_none() {
        let done = Err(Problem::bad_request(say("problem-no-starts-at")));
        return answer(&shared, (&pass, words), &patient, done, Wish::default()).await;
    }
    let request = StepRequest {
        r#do: doing.r#do,
        version: doing.version,
        starts_at,
        minutes: None,
        with: None,
        place: None,
        note: None,
    };
    let done = appointments::go_on(&shared, &pass, &patient, &doing.appointment, request).await;
    answer(&shared, (&pass, words), &patient, done, Wish::default()).await
}

async fn answer(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    done: Result<(), Problem>,
    typed: Wish,
) -> Result<Response, Problem> {
    let problem = match done {
        Ok(()) => {
            let back = format!("/me/{}/appointments", **patient);
            return Ok(Redirect::to(&back).into_response());
        }
        Err(problem) if problem.is_of_whoever_asks() => problem,
        Err(problem) => return Err(problem),
    };
    let why = match (problem.status(), problem.title()) {
        (StatusCode::CONFLICT, appointments::CHANGED) => "appointments-changed",
        (StatusCode::CONFLICT, appointments::TAKEN) => "appointments-taken",
        (StatusCode::CONFLICT, _) => "appointments-not-now",
        _ if problem.detail().contains("starts_at") => "appointments-no-time",
        _ => "appointments-failed",
    };
    let why = words.say(why).to_string();
    page(shared, (pass, words), patient, problem.status(), Some(why), typed).await
}

async fn page(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    status: StatusCode,
    error: Option<String>,
    typed: Wish,
) -> Result<Response, Problem> {
    let (zone, now) = (Zone::of(shared, patient), shared.clock.now_ms());
    let visits = appointments::all(shared, patient).await?;
    let (next, mut over): (Vec<Visit>, Vec<Visit>) = visits.into_iter().partition(|visit| {
        ends_at(&visit.appointment) > now && visit.appointment.stand != Stand::Cancelled
    });
    over.reverse();
    over.truncate(OVER_MAX);
    let lines = |visits: Vec<Visit>| -> Vec<Line> {
        visits.iter().map(|visit| line(&words, visit, pass, (now, &zone))).collect()
    };
    let (next, over) = (lines(next), lines(over));
    let frame = Frame::of(shared, pass, patient);
    let earliest = zone.form_time(now);
    let words = words.at(format!("/me/{}/appointments", **patient));
    Ok(html(status, &AppointmentsPage { words, frame, error, typed, next, over, earliest }))
}

const OVER_MAX: usize = 10;

/// One line of the list.
fn line(words: &Words, visit: &Visit, pass: &Pass, (now, zone): (i64, &Zone)) -> Line {
    let of = &visit.appointment;
    let side = circle::by(pass).side;
    let can = |step: Step| step.leads_to(side, Some(of.stand)).is_some();
    Line {
        id: of.id.clone(),
        version: of.version,
        when: zone.when(words, of.starts_at, now),
        with: words.person(&of.with),
        place: of.place.clone(),
        note: of.note.clone(),
        stand: words.say("appointments-stand").with("stand", of.stand.name()).to_string(),
        is_confirmed: of.stand == Stand::Confirmed,
        can_confirm: can(Step::Confirm),
        can_cancel: can(Step::Cancel),
        can_move: can(Step::Request),
    }
}
