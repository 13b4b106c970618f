//! The pages for patients and their carers: what to do today, how am I, who do I call. No script needed.

mod appointments;
pub(super) mod day;
mod documents;
mod how;
mod medicines;
mod messages;
mod questions;
pub(super) mod usual;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use vitals::PatientId;

use super::problem::Problem;
use super::signin::{check_form, form_token, html};
use super::{audit, claims};
use crate::access::{Authorized, Pass, Right, Role, Routes};
use crate::circle;
use crate::language::Words;
use crate::openapi::About;
use crate::server::Shared;
use day::{Day, Zone};

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get("/me", Right::OwnPage, start)
        .says(About::page("The page of the one person, or a list of those somebody cares for."))
        .get("/me/{id}", Right::OwnPage, my_day)
        .says(About::page("What there is to do today, and whom to call."))
        .get("/me/{id}/questions", Right::OwnPage, questions::get)
        .says(About::page("The questions that wait, one at a time.").asks::<questions::Way>())
        .post("/me/{id}/questions", Right::Answer, questions::post)
        .says(About::page("Answers a question.").takes_form::<questions::Typed>().asks_again())
        .post("/me/{id}/claims", Right::Answer, claim)
        .says(
            About::of("Answers whether a reading is theirs.")
                .takes_form::<Claim>()
                .elsewhere()
                .refuses(&[409]),
        )
        .get("/me/{id}/how/{thing}", Right::OwnPage, how::get)
        .says(About::page("How to measure, and where to type what a monitor doesn't send."))
        .post("/me/{id}/how/{thing}", Right::Answer, how::post)
        .says(
            About::of("Takes a reading that somebody typed.")
                .takes_form::<how::Typed>()
                .elsewhere()
                .asks_again(),
        )
        .get("/me/{id}/looks", Right::Looks, looks)
        .says(About::page("Who looked at a record."));
    with_appointments(with_medicines(routes))
}

fn with_medicines(routes: Routes) -> Routes {
    routes
        .get("/me/{id}/medicines", Right::OwnPage, medicines::get)
        .says(About::page("What is to be taken."))
        .post("/me/{id}/medicines", Right::Medicines, medicines::post)
        .says(
            About::of("Says that a dose was taken, or why it was not.")
                .takes_form::<medicines::Told>()
                .elsewhere()
                .asks_again(),
        )
        .post("/me/{id}/medicines/effects", Right::Medicines, medicines::effect)
        .says(
            About::of("Tells of harm that a medicine seems to do.")
                .takes_form::<medicines::Effect>()
                .elsewhere()
                .asks_again(),
        )
}

fn with_appointments(routes: Routes) -> Routes {
    routes
        .get("/me/{id}/appointments", Right::OwnPage, appointments::get)
        .says(About::page("Somebody's appointments."))
        .post("/me/{id}/appointments", Right::Appointments, appointments::post)
        .says(
            About::of("Asks for an appointment.")
                .takes_form::<appointments::Wish>()
                .elsewhere()
                .asks_again(),
        )
        .post("/me/{id}/appointments/steps", Right::Arrange, appointments::step)
        .says(
            About::of("Asks for another time, agrees, or calls off.")
                .takes_form::<appointments::Doing>()
                .elsewhere()
                .asks_again(),
        )
        .get("/me/{id}/appointments/{thing}", Right::OwnPage, appointments::file)
        .says(About::of("An appointment as an iCalendar file.").elsewhere().text("text/calendar"))
}

/// The pages whose forms may bring a file.
pub(super) fn with_files(routes: Routes) -> Routes {
    routes
        .get("/me/{id}/messages", Right::OwnPage, messages::get)
        .says(About::page("The conversations with the team."))
        .post("/me/{id}/messages", Right::Messages, messages::post)
        .says(
            About::of("Writes a message, perhaps with a file.")
                .takes_file(&["token", "key", "thread", "subject", "text", "carers"])
                .elsewhere()
                .asks_again(),
        )
        .get("/me/{id}/documents", Right::HandIn, documents::get)
        .says(About::page("What was handed in."))
        .post("/me/{id}/documents", Right::HandIn, documents::post)
        .says(
            About::of("Hands in a PDF, a photo or plain text.")
                .takes_file(&["token", "key"])
                .elsewhere()
                .asks_again(),
        )
        .get("/me/{id}/documents/{thing}", Right::Documents, documents::file)
        .says(super::documents::about_file().elsewhere())
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
    /// Whether what is measured may be missed right now.
    is_blind: bool,
    /// Whom to call with anything that is no emergency.
    team_phone: Option<String>,
    /// Of this very page: a form that is sent twice counts once.
    key: String,
    /// When it was made, in the patient's own time.
    made_at: i64,
    zone: Zone,
}

impl Frame {
    fn of(shared: &Shared, pass: &Pass, patient: &Authorized<PatientId>) -> Self {
        Self {
            name: pass.actor().name.to_string(),
            is_patient: pass.role() == Role::Patient,
            patient: patient.to_string(),
            called: called(shared, patient),
            token: form_token(pass.actor()),
            is_blind: shared.canary.has_failed(),
            team_phone: shared.access.settings.team_phone.clone(),
            key: circle::new_id("k"),
            made_at: shared.clock.now_ms(),
            zone: Zone::of(shared, patient),
        }
    }

    /// When this page was made, as it is read on another day.
    fn made_at(&self, words: &Words) -> String {
        self.zone.when(words, self.made_at, self.made_at + 7 * DAY_MS)
    }
}

const DAY_MS: i64 = 24 * 3_600_000;

/// When something was done that waited so many seconds on a phone: its true time, however long ago. Whoever takes
/// it says what is too old.
fn done_at(shared: &Shared, waited_s: i64) -> i64 {
    before(shared.clock.now_ms(), waited_s, shared.clock.speed())
}

fn before(now_ms: i64, waited_s: i64, speed: f64) -> i64 {
    // A float that is too large becomes the largest number.
    now_ms.saturating_sub((waited_s.max(0) as f64 * 1000.0 * speed) as i64)
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
    words: Words,
    name: String,
    token: String,
    /// Id, and as they are called.
    people: Vec<(String, String)>,
}

/// The page of the one person, or a list of those whom a carer cares for.
async fn start(State(shared): State<Shared>, pass: Pass, words: Words) -> Response {
    let patients = &pass.actor().patients;
    if let [patient] = patients.as_slice() {
        return Redirect::to(&format!("/me/{patient}")).into_response();
    }
    let people = patients.iter().map(|patient| (patient.to_string(), called(&shared, patient)));
    let (name, token) = (pass.actor().name.to_string(), form_token(pass.actor()));
    html(StatusCode::OK, &PeoplePage { words, name, token, people: people.collect() })
}

#[derive(Template)]
#[template(path = "me.html")]
struct DayPage {
    words: Words,
    frame: Frame,
    day: Day,
}

async fn my_day(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let day = Day::of(&shared, &words, circle::by(&pass).side, &patient).await?;
    let frame = Frame::of(&shared, &pass, &patient);
    Ok(html(StatusCode::OK, &DayPage { words, frame, day }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormClaim)]
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
    Problem::unreadable(error.body_text())
}

#[derive(Template)]
#[template(path = "looks.html")]
struct LooksPage {
    words: Words,
    frame: Frame,
    looks: Vec<LookLine>,
}

struct LookLine {
    when: String,
    who: String,
    what: String,
}

const LOOKS_MAX: usize = 200;

async fn looks(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let zone = Zone::of(&shared, &patient);
    let found = audit::looks_of(&shared, &patient, LOOKS_MAX).await?;
    let now = crate::authority::unix_ms(std::time::SystemTime::now());
    let looks = found.into_iter().map(|look| {
        let role = look.role.as_deref().and_then(|role| role.parse::<Role>().ok());
        let who = match role {
            _ if look.who.is_empty() => words.say("looks-stranger").to_string(),
            Some(role) => {
                let of = words.say("page-person").with("name", look.who);
                of.with("role", words.role(role)).to_string()
            }
            None => look.who,
        };
        let what = match look.what {
            audit::REFUSED => "refused",
            audit::CHANGED => "changed",
            _ => "looked",
        };
        let what = words.say("looks-what").with("what", what).to_string();
        LookLine { when: zone.when(&words, look.at, now), who, what }
    });
    let looks = looks.collect();
    let frame = Frame::of(&shared, &pass, &patient);
    Ok(html(StatusCode::OK, &LooksPage { words, frame, looks }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waited_on_a_phone_has_its_true_date() {
        let now = 1_790_000_000_000;
        assert_eq!(before(now, 20, 1.0), now - 20_000);
        assert_eq!(before(now, 20, 60.0), now - 1_200_000);
        assert_eq!(before(now, 20 * 86_400, 1.0), now - 20 * DAY_MS, "not six days ago");
        assert_eq!(before(now, -5, 1.0), now);
        assert!(before(now, i64::MAX, 1.0) < 0, "no overflow: whoever takes it refuses it");
    }
}
