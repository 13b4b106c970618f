//! The pages for patients and their carers: what to do today, how am I, who do I call. No script needed.

mod appointments;
pub(super) mod day;
mod documents;
mod medicines;
mod messages;
mod questions;
mod usual;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use vitals::PatientId;

use super::claims;
use super::problem::Problem;
use super::signin::{check_form, form_token, html};
use crate::access::{Authorized, Pass, Right, Role, Routes};
use crate::circle;
use crate::server::Shared;
use day::{Day, Zone};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/me", Right::OwnPage, start)
        .get("/me/{id}", Right::OwnPage, my_day)
        .get("/me/{id}/questions", Right::OwnPage, questions::get)
        .post("/me/{id}/questions", Right::Answer, questions::post)
        .post("/me/{id}/claims", Right::Answer, claim)
        .get("/me/{id}/medicines", Right::OwnPage, medicines::get)
        .post("/me/{id}/medicines", Right::Medicines, medicines::post)
        .post("/me/{id}/medicines/effects", Right::Medicines, medicines::effect)
        .get("/me/{id}/appointments", Right::OwnPage, appointments::get)
        .post("/me/{id}/appointments", Right::Appointments, appointments::post)
        .post("/me/{id}/appointments/steps", Right::Arrange, appointments::step)
        .get("/me/{id}/appointments/{thing}", Right::OwnPage, appointments::file)
        .get("/me/{id}/looks", Right::Looks, looks)
}

/// The pages whose forms may bring a file.
pub(super) fn with_files(routes: Routes) -> Routes {
    routes
        .get("/me/{id}/messages", Right::OwnPage, messages::get)
        .post("/me/{id}/messages", Right::Messages, messages::post)
        .get("/me/{id}/documents", Right::HandIn, documents::get)
        .post("/me/{id}/documents", Right::HandIn, documents::post)
        .get("/me/{id}/documents/{thing}", Right::Documents, documents::file)
}

/// What every page of these shows.
struct Frame {
    /// Who is signed in.
    name: String,
    is_patient: bool,
    /// Whom it is about.
    patient: String,
    /// As they are called.
    called: String,
    token: String,
    /// Of this very page: a form that is sent twice counts once.
    key: String,
}

impl Frame {
    fn of(shared: &Shared, pass: &Pass, patient: &Authorized<PatientId>) -> Self {
        Self {
            name: pass.actor().name.to_string(),
            is_patient: pass.role() == Role::Patient,
            patient: patient.to_string(),
            called: called(shared, patient),
            token: form_token(pass.actor()),
            key: circle::new_id("k"),
        }
    }
}

/// "SINGH, Priya" is called Priya.
fn called(shared: &Shared, patient: &PatientId) -> String {
    let listed = shared.pipeline.board().read(|_, people| {
        let enrolment = people.get(patient).and_then(|person| person.enrolment.as_ref());
        enrolment.map(|enrolment| enrolment.name.reveal().clone())
    });
    let listed = listed.unwrap_or_else(|| patient.to_string());
    listed.split_once(", ").map_or(listed.clone(), |(_, given)| given.to_owned())
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    name: String,
    token: String,
    /// Id, and as they are called.
    people: Vec<(String, String)>,
}

/// The page of the one person, or a list of those whom a carer cares for.
async fn start(State(shared): State<Shared>, pass: Pass) -> Response {
    let patients = &pass.actor().patients;
    if let [patient] = patients.as_slice() {
        return Redirect::to(&format!("/me/{patient}")).into_response();
    }
    let people = patients.iter().map(|patient| (patient.to_string(), called(&shared, patient)));
    let (name, token) = (pass.actor().name.to_string(), form_token(pass.actor()));
    html(StatusCode::OK, &PeoplePage { name, token, people: people.collect() })
}

#[derive(Template)]
#[template(path = "me.html")]
struct DayPage {
    frame: Frame,
    day: Day,
}

async fn my_day(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let day = Day::of(&shared, circle::by(&pass).side, &patient).await?;
    Ok(html(StatusCode::OK, &DayPage { frame: Frame::of(&shared, &pass, &patient), day }))
}

#[derive(Debug, Deserialize)]
struct Claim {
    token: String,
    reading: String,
    answer: claims::YesNo,
}

/// "Was this you?", answered.
async fn claim(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    form: Result<Form<Claim>, FormRejection>,
) -> Result<Redirect, Problem> {
    let Form(Claim { token, reading, answer }) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &token)?;
    let back = Redirect::to(&format!("/me/{}", *patient));
    let wish = claims::Request { reading, answer, by: None };
    claims::settle(&shared, &pass, patient, wish).await?;
    Ok(back)
}

fn unread(error: &FormRejection) -> Problem {
    Problem::bad_request(error.body_text())
}

#[derive(Template)]
#[template(path = "looks.html")]
struct LooksPage {
    frame: Frame,
    looks: Vec<LookLine>,
}

struct LookLine {
    when: String,
    who: String,
    what: &'static str,
}

const LOOKS_MAX: usize = 200;

async fn looks(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let zone = Zone::of(&shared, &patient);
    let found = super::audit::looks_of(&shared, &patient, LOOKS_MAX).await?;
    let now = crate::authority::unix_ms(std::time::SystemTime::now());
    let looks = found.into_iter().map(|look| {
        let role = look.role.as_deref().and_then(|role| role.parse::<Role>().ok());
        let who = match role {
            _ if look.who.is_empty() => "Somebody who was not signed in".to_owned(),
            Some(role) => format!("{} ({})", look.who, role.words()),
            None => look.who,
        };
        LookLine { when: zone.when(look.at, now), who, what: look.what }
    });
    let looks = looks.collect();
    Ok(html(StatusCode::OK, &LooksPage { frame: Frame::of(&shared, &pass, &patient), looks }))
}
