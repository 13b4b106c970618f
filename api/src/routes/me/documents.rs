//! A person's documents: what they handed in, and more.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use vitals::PatientId;

pub(super) use super::super::documents::file;
use super::super::documents::{self, Form};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::Frame;
use super::day::Zone;
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::language::Words;
use crate::server::Shared;

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage {
    words: Words,
    frame: Frame,
    error: Option<String>,
    papers: Vec<Paper>,
}

struct Paper {
    id: String,
    name: String,
    size: String,
    who: String,
    when: String,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    page(&shared, (&pass, words), &patient, StatusCode::OK, None).await
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
    check_form(pass.actor(), &form.text("token").unwrap_or_default())?;
    let key = circle::key(form.text("key").as_deref())?;
    let Some(file) = form.file else {
        let (why, status) = ("documents-no-file", StatusCode::UNPROCESSABLE_ENTITY);
        return page(&shared, (&pass, words), &patient, status, Some(why)).await;
    };
    match documents::hand_in(&shared, circle::by(&pass), &patient, file, &key).await {
        Ok(_) => Ok(Redirect::to(&format!("/me/{}/documents", *patient)).into_response()),
        Err(problem) if problem.is_of_whoever_asks() => {
            let why = match problem.status() {
                StatusCode::PAYLOAD_TOO_LARGE => "documents-no-room",
                _ => "page-no-such-file",
            };
            page(&shared, (&pass, words), &patient, problem.status(), Some(why)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn page(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    status: StatusCode,
    error: Option<&'static str>,
) -> Result<Response, Problem> {
    let (zone, now) = (Zone::of(shared, patient), shared.clock.now_ms());
    let papers = documents::all(shared, patient).await?.into_iter().rev().map(|(filed, _)| Paper {
        id: filed.document.id,
        name: filed.document.name,
        size: words.number(&size(filed.document.bytes)),
        who: words.person(&filed.by),
        when: zone.when(&words, filed.at, now),
    });
    let papers = papers.collect();
    let error = error.map(|why| words.say(why).to_string());
    let frame = Frame::of(shared, pass, patient);
    Ok(html(status, &DocumentsPage { words, frame, error, papers }))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{}\u{a0}kB", bytes.div_ceil(1000)),
        _ => format!("{}.{}\u{a0}MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
