//! Messages with the team, as patients and carers read and write them.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use ingest::entry::Side;
use vitals::PatientId;

use super::super::documents::{self, Form};
use super::super::messages::{self, Request};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::Frame;
use super::day::Zone;
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::circle::conversation::{Desk, Said};
use crate::circle::medicine::side_effect_of;
use crate::language::{Words, answered_line};
use crate::server::Shared;

#[derive(Template)]
#[template(path = "messages.html")]
struct MessagesPage {
    words: Words,
    frame: Frame,
    error: Option<String>,
    /// What was typed, if it could not be sent.
    typed: Typed,
    threads: Vec<Thread>,
}

#[derive(Default)]
struct Typed {
    thread: String,
    subject: String,
    text: String,
}

struct Thread {
    id: String,
    subject: String,
    carers: bool,
    lines: Vec<Line>,
}

struct Line {
    who: String,
    is_own: bool,
    is_new: bool,
    when: String,
    text: String,
    /// Id and name.
    document: Option<(String, String)>,
    /// "Read by Ann Moss (care manager) today 10:12".
    read: Vec<String>,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let by = circle::by(&pass);
    let desk = messages::desk(&shared, &patient, by.side).await?;
    // The page shows each message in full.
    if let Some(upto) = desk.upto.filter(|_| desk.unread > 0) {
        messages::seen(&shared, by.clone(), &patient, upto).await?;
    }
    page(&shared, (&pass, words), &patient, &desk, StatusCode::OK, None, Typed::default()).await
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let form = Form::of(&headers, &body)?;
    let text = |name: &str| form.text(name).unwrap_or_default();
    check_form(pass.actor(), &text("token"))?;
    let by = circle::by(&pass);
    let typed = Typed { thread: text("thread"), subject: text("subject"), text: text("text") };
    let sent = async {
        let key = text("key");
        let document = match form.file.clone() {
            Some(file) => {
                // The file has a key of its own beside the message's.
                let key = circle::key(Some(&format!("{key}-file")))?;
                let filed = documents::hand_in(&shared, by.clone(), &patient, file, &key).await?;
                Some(filed.document.id)
            }
            None => None,
        };
        let request = Request {
            thread: Some(typed.thread.clone()).filter(|thread| !thread.is_empty()),
            subject: Some(typed.subject.clone()),
            text: typed.text.clone(),
            document,
            carers: !text("carers").is_empty(),
            key: Some(key),
        };
        messages::write(&shared, by.clone(), &patient, request).await
    };
    match sent.await {
        Ok(()) => Ok(Redirect::to(&format!("/me/{}/messages", *patient)).into_response()),
        Err(problem) if problem.is_of_whoever_asks() => {
            let desk = messages::desk(&shared, &patient, by.side).await?;
            let (status, why) = (problem.status(), words.say(said_wrong(&problem)).to_string());
            page(&shared, (&pass, words), &patient, &desk, status, Some(why), typed).await
        }
        Err(problem) => Err(problem),
    }
}

/// What was wrong, in words for patients.
fn said_wrong(problem: &Problem) -> &'static str {
    match problem.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "messages-too-big",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "page-no-such-file",
        _ if problem.detail().contains("subject") => "messages-no-subject",
        _ if problem.detail().contains("text") => "messages-no-text",
        _ => "messages-failed",
    }
}

/// A subject that we write ourselves, in the reader's language; others as somebody wrote them.
fn subject(words: &Words, subject: &str) -> String {
    let medicine = subject.strip_prefix(side_effect_of("").as_str());
    medicine.map_or_else(
        || subject.to_owned(),
        |medicine| words.say("messages-side-effect").with("medicine", medicine).to_string(),
    )
}

/// What somebody wrote; what stands under it by itself, a question with its answer, in the reader's language.
fn text(words: &Words, subject: &str, text: &str) -> String {
    if !subject.starts_with(side_effect_of("").as_str()) {
        return text.to_owned();
    }
    let lines: Vec<String> = text.lines().map(|line| answered_line(words, line)).collect();
    lines.join("\n")
}

async fn page(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    desk: &Desk,
    status: StatusCode,
    error: Option<String>,
    typed: Typed,
) -> Result<Response, Problem> {
    let (zone, now) = (Zone::of(shared, patient), shared.clock.now_ms());
    let names = documents::all(shared, patient).await?;
    let name = |id: &String| {
        let found = names.iter().find(|(filed, _)| filed.document.id == *id);
        found.map(|(filed, _)| (id.clone(), filed.document.name.clone()))
    };
    let viewer = circle::by(pass);
    let line = |about: &str, said: &Said| Line {
        who: words.person(&said.by),
        is_own: said.side == viewer.side && said.by == viewer.name,
        is_new: desk.is_new(said, viewer.side),
        when: zone.when(&words, said.at, now),
        text: text(&words, about, &said.text),
        document: said.document.as_ref().and_then(name),
        read: said
            .read
            .iter()
            .filter(|(_, side, _)| said.side != Side::Team || *side != Side::Team)
            .map(|(by, _, at)| {
                let read = words.say("messages-read").with("name", words.person(by));
                read.with("when", zone.when(&words, *at, now)).to_string()
            })
            .collect(),
    };
    let threads = desk.conversations.iter().map(|of| Thread {
        id: of.id.clone(),
        subject: subject(&words, &of.subject),
        carers: of.carers,
        lines: of.messages.iter().map(|said| line(&of.subject, said)).collect(),
    });
    let threads = threads.collect();
    let frame = Frame::of(shared, pass, patient);
    Ok(html(status, &MessagesPage { words, frame, error, typed, threads }))
}
