//! `/api/patients/{id}/messages`: conversations between a patient, their carers and the team.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{By, Done, Message, Side};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass};
use crate::circle::conversation::{Conversation, Desk, Said};
use crate::circle::{self, Placed};
use crate::language::say;
use crate::server::Shared;

/// What is written.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MessageWish)]
pub(super) struct Request {
    /// The conversation; a new one if it is missing.
    pub(super) thread: Option<String>,
    /// What a new conversation is about.
    pub(super) subject: Option<String>,
    pub(super) text: String,
    /// A document of this person's.
    pub(super) document: Option<String>,
    /// Whether carers see a new conversation.
    #[serde(default)]
    pub(super) carers: bool,
    /// Sent twice under one key, it counts once.
    pub(super) key: Option<String>,
}

/// Up to which message somebody has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MessagesRead)]
pub(super) struct Read {
    upto: u64,
}

/// What one side sees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversations)]
pub(super) struct DeskJson {
    threads: Vec<ThreadJson>,
    unread: usize,
    /// The newest message.
    upto: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
struct ThreadJson {
    id: String,
    subject: String,
    carers: bool,
    messages: Vec<MessageJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
struct MessageJson {
    id: u64,
    at: i64,
    by: String,
    side: &'static str,
    text: String,
    document: Option<String>,
    /// Whether the asking side hasn't read it.
    new: bool,
    read: Vec<ReadJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageReader)]
struct ReadJson {
    by: String,
    side: &'static str,
    at: i64,
}

const SUBJECT_CHARS_MAX: usize = 100;
const TEXT_CHARS_MAX: usize = 4_000;

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
) -> Result<Json<DeskJson>, Problem> {
    let viewer = circle::by(&pass).side;
    let desk = desk(&shared, &patient, viewer).await?;
    Ok(Json(DeskJson::of(&desk, viewer)))
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<DeskJson>, Problem> {
    let (by, request) = (circle::by(&pass), bounded::body(request)?);
    let viewer = by.side;
    write(&shared, by, &patient, request).await?;
    let desk = desk(&shared, &patient, viewer).await?;
    Ok(Json(DeskJson::of(&desk, viewer)))
}

pub(super) async fn read(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Read>, JsonRejection>,
) -> Result<Json<DeskJson>, Problem> {
    let (by, Read { upto }) = (circle::by(&pass), bounded::body(request)?);
    let viewer = by.side;
    if desk(&shared, &patient, viewer).await?.upto.is_none_or(|newest| upto > newest) {
        return Err(Problem::unreadable("`upto` is no message that you have seen"));
    }
    seen(&shared, by, &patient, upto).await?;
    let desk = desk(&shared, &patient, viewer).await?;
    Ok(Json(DeskJson::of(&desk, viewer)))
}

/// What a side sees of a person's messages.
pub(super) async fn desk(
    shared: &Shared,
    patient: &PatientId,
    viewer: Side,
) -> Result<Desk, Problem> {
    let messages: Vec<Placed> = circle::deeds(shared, patient, "message").await?;
    let reads = circle::deeds(shared, patient, "read").await?;
    Ok(Desk::of(&messages, &reads, viewer))
}

/// Notes that a side has read everything up to a message, unless it is noted.
pub(super) async fn seen(
    shared: &Shared,
    by: By,
    patient: &PatientId,
    upto: u64,
) -> Result<(), Problem> {
    let _settling = shared.circle.settling.lock().await;
    let desk = desk(shared, patient, by.side).await?;
    if desk.read_upto.is_some_and(|read| read >= upto) {
        return Ok(());
    }
    circle::commit(shared, patient, by, "", Done::Read { upto }).await
}

/// Whether it can be written at all.
pub(super) fn check(request: &Request) -> Result<String, Problem> {
    bounded::lines(&request.text, TEXT_CHARS_MAX).ok_or_else(|| {
        Problem::bad_request(say("problem-text").with("field", "text").with("max", TEXT_CHARS_MAX))
    })
}

/// Puts a message where the others read it. Whoever writes has read what stands before it.
pub(super) async fn write(
    shared: &Shared,
    by: By,
    patient: &PatientId,
    request: Request,
) -> Result<(), Problem> {
    let text = check(&request)?;
    let key = circle::key(request.key.as_deref())?;
    let _settling = shared.circle.settling.lock().await;
    if circle::is_done(shared, patient, &key).await? {
        return Ok(());
    }
    let desk = desk(shared, patient, by.side).await?;
    let (thread, subject, carers) = match &request.thread {
        Some(id) => {
            let unknown = || Problem::not_found(say("problem-no-conversation"));
            let of = desk.conversation(id).ok_or_else(unknown)?;
            (of.id.clone(), String::new(), of.carers)
        }
        None => (circle::new_id("t"), subject(&request)?, request.carers || by.side == Side::Carer),
    };
    if let Some(document) = &request.document {
        super::documents::one(shared, patient, &by, document).await?;
    }
    let read = desk.upto.filter(|upto| desk.read_upto.is_none_or(|read| read < *upto));
    let message = Message { thread, subject, text, document: request.document, carers };
    circle::commit(shared, patient, by.clone(), &key, Done::Wrote(message)).await?;
    match read {
        Some(upto) => circle::commit(shared, patient, by, "", Done::Read { upto }).await,
        None => Ok(()),
    }
}

fn subject(request: &Request) -> Result<String, Problem> {
    let subject = bounded::short(request.subject.as_deref().unwrap_or_default(), SUBJECT_CHARS_MAX);
    let wrong = || {
        Problem::bad_request(
            say("problem-text").with("field", "subject").with("max", SUBJECT_CHARS_MAX),
        )
    };
    Ok(subject.ok_or_else(wrong)?.to_string())
}

impl DeskJson {
    fn of(desk: &Desk, viewer: Side) -> Self {
        let threads = desk.conversations.iter().map(|of| ThreadJson::of(of, desk, viewer));
        Self { threads: threads.collect(), unread: desk.unread, upto: desk.upto }
    }
}

impl ThreadJson {
    fn of(conversation: &Conversation, desk: &Desk, viewer: Side) -> Self {
        let Conversation { id, subject, carers, messages } = conversation;
        let messages = messages.iter().map(|said| MessageJson::of(said, desk.is_new(said, viewer)));
        Self {
            id: id.clone(),
            subject: subject.clone(),
            carers: *carers,
            messages: messages.collect(),
        }
    }
}

impl MessageJson {
    fn of(said: &Said, new: bool) -> Self {
        let read = said.read.iter().map(|(by, side, at)| ReadJson {
            by: by.clone(),
            side: side.name(),
            at: *at,
        });
        Self {
            id: said.offset,
            at: said.at,
            by: said.by.clone(),
            side: said.side.name(),
            text: said.text.clone(),
            document: said.document.clone(),
            new,
            read: read.collect(),
        }
    }
}
