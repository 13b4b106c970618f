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
use crate::server::Shared;

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage {
    frame: Frame,
    error: Option<&'static str>,
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
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    page(&shared, &pass, &patient, StatusCode::OK, None).await
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let form = Form::of(&headers, &body)?;
    check_form(pass.actor(), &form.text("token").unwrap_or_default())?;
    let key = circle::key(form.text("key").as_deref())?;
    let Some(file) = form.file else {
        let why = Some("Please choose a file first.");
        return page(&shared, &pass, &patient, StatusCode::UNPROCESSABLE_ENTITY, why).await;
    };
    match documents::hand_in(&shared, circle::by(&pass), &patient, file, &key).await {
        Ok(_) => Ok(Redirect::to(&format!("/me/{}/documents", *patient)).into_response()),
        Err(problem) if problem.is_of_whoever_asks() => {
            let why = match problem.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    "There is no room for this file. A file can have 10 MB, all files 100 MB."
                }
                _ => "We can not take this kind of file. Please send a photo, a PDF or plain text.",
            };
            page(&shared, &pass, &patient, problem.status(), Some(why)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn page(
    shared: &Shared,
    pass: &Pass,
    patient: &Authorized<PatientId>,
    status: StatusCode,
    error: Option<&'static str>,
) -> Result<Response, Problem> {
    let (zone, now) = (Zone::of(shared, patient), shared.clock.now_ms());
    let papers = documents::all(shared, patient).await?.into_iter().rev().map(|(filed, _)| Paper {
        id: filed.document.id,
        name: filed.document.name,
        size: size(filed.document.bytes),
        who: filed.by,
        when: zone.when(filed.at, now),
    });
    let papers = papers.collect();
    let frame = Frame::of(shared, pass, patient);
    Ok(html(status, &DocumentsPage { frame, error, papers }))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{}\u{a0}kB", bytes.div_ceil(1000)),
        _ => format!("{}.{}\u{a0}MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
