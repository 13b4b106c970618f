//! `/api/patients/{id}/documents`: files that were handed in. What they are, their bytes say.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use ingest::entry::{By, Document, Done, Side};
use serde::Serialize;
use utoipa::ToSchema;
use vitals::PatientId;

use super::messages;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Right, Routes};
use crate::circle::{self, Placed, multipart, paper};
use crate::json::hex;
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

/// A file and the form around it.
pub(super) const BODY_BYTES_MAX: usize = FILE_BYTES_MAX + 64 * 1024;
/// One file.
pub(super) const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// All files of one person.
const ALL_BYTES_MAX: u64 = 100 * 1024 * 1024;
const FILES_MAX: usize = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/documents", Right::HandIn, get)
        .says(About::of("What was handed in, newest first.").gives_list::<DocumentJson>())
        .post("/api/patients/{id}/documents", Right::HandIn, post)
        .says(
            About::of("Hands in a PDF, a photo or plain text.")
                .takes_file(&["key"])
                .makes::<DocumentJson>()
                .refuses(&[413, 415]),
        )
        .get("/api/patients/{id}/documents/{thing}", Right::Documents, file)
        .says(about_file())
}

/// One of the kinds that are taken.
pub(super) fn about_file() -> About {
    let about = About::of("A document, to be kept as a file.");
    about.text("application/pdf").text("image/png").text("image/jpeg").text("text/plain")
}

/// One document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub(super) struct DocumentJson {
    id: String,
    at: i64,
    by: String,
    name: String,
    kind: String,
    bytes: u64,
    sha256: String,
}

/// A document with who handed it in and when.
pub(super) struct Filed {
    pub(super) document: Document,
    pub(super) by: String,
    pub(super) at: i64,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<DocumentJson>>, Problem> {
    let all = all(&shared, &patient).await?;
    Ok(Json(all.into_iter().rev().map(|(filed, _)| DocumentJson::of(filed)).collect()))
}

/// Takes a file: as a form with a field `file`.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<DocumentJson>), Problem> {
    let form = Form::of(&headers, &body)?;
    let key = circle::key(form.text("key").as_deref())?;
    let file = form.file.ok_or_else(|| Problem::bad_request(say("problem-no-file")))?;
    let filed = hand_in(&shared, circle::by(&pass), &patient, file, &key).await?;
    Ok((StatusCode::CREATED, Json(DocumentJson::of(filed))))
}

pub(super) async fn file(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let filed = one(&shared, &patient, &circle::by(&pass), &thing).await?;
    let (shelf, hash) = (shared.circle.shelf.clone(), filed.document.hash);
    let read = tokio::task::spawn_blocking(move || shelf.get(&hash)).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    let bytes = read.map_err(|error| Problem::unavailable(&error))?;
    Ok(paper::download(bytes, &filed.document.kind, &filed.document.name))
}

/// A form with texts and perhaps a file.
pub(super) struct Form<'a> {
    fields: Vec<multipart::Field<'a>>,
    /// What was chosen: its name and its bytes.
    pub(super) file: Option<(String, &'a [u8])>,
}

impl<'a> Form<'a> {
    pub(super) fn of(headers: &HeaderMap, body: &'a [u8]) -> Result<Self, Problem> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(multipart::boundary);
        let fields = boundary.and_then(|boundary| multipart::fields(body, boundary));
        let wrong = || Problem::unreadable("this is no form of the kind multipart/form-data");
        let fields = fields.ok_or_else(wrong)?;
        // A browser sends an empty file if none was chosen.
        let chosen = fields.iter().find_map(|field| {
            let name =
                field.file.clone().filter(|_| field.name == "file" && !field.bytes.is_empty());
            name.map(|name| (name, field.bytes))
        });
        Ok(Self { fields, file: chosen })
    }

    /// A field that isn't a file.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let field = self.fields.iter().find(|field| field.name == name && field.file.is_none())?;
        std::str::from_utf8(field.bytes).ok().map(str::to_owned)
    }
}

/// Puts a file on the shelf and then into the journal. Sent twice under one key, it is there once.
pub(super) async fn hand_in(
    shared: &Shared,
    by: By,
    patient: &PatientId,
    (name, bytes): (String, &[u8]),
    key: &str,
) -> Result<Filed, Problem> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Problem::too_large(say("problem-file-large")));
    }
    let wrong = || Problem::unsupported(say("problem-file-kind"));
    let kind = paper::kind(bytes).ok_or_else(wrong)?;
    let _settling = shared.circle.settling.lock().await;
    let all = all(shared, patient).await?;
    let (count, sum) = (all.len(), all.iter().map(|(filed, _)| filed.document.bytes).sum::<u64>());
    let is_it = |(_, under): &(Filed, String)| !key.is_empty() && under == key;
    if let Some((filed, _)) = all.into_iter().find(is_it) {
        return Ok(filed);
    }
    if count >= FILES_MAX || sum + bytes.len() as u64 > ALL_BYTES_MAX {
        return Err(Problem::too_large(say("problem-no-room")));
    }
    let (shelf, kept) = (shared.circle.shelf.clone(), bytes.to_vec());
    let put = tokio::task::spawn_blocking(move || shelf.put(&kept)).await;
    let put = put.map_err(|error| Problem::unavailable(&error))?;
    let hash = put.map_err(|error| Problem::unavailable(&error))?;
    let document = Document {
        id: circle::new_id("d"),
        hash,
        bytes: bytes.len() as u64,
        kind: kind.to_owned(),
        name: paper::name(&name, kind),
    };
    let filed =
        Filed { document: document.clone(), by: by.name.clone(), at: shared.clock.now_ms() };
    circle::commit(shared, patient, by, key, Done::Filed(document)).await?;
    Ok(filed)
}

/// A document that somebody may have: carers, what goes with a message that they see.
pub(super) async fn one(
    shared: &Shared,
    patient: &PatientId,
    by: &By,
    id: &str,
) -> Result<Filed, Problem> {
    let unknown = || Problem::not_found(say("problem-no-document"));
    let found = all(shared, patient).await?.into_iter().map(|(filed, _)| filed);
    let filed = found.into_iter().find(|filed| filed.document.id == id).ok_or_else(unknown)?;
    if by.side == Side::Carer
        && filed.by != by.name
        && !messages::desk(shared, patient, Side::Carer).await?.holds(id)
    {
        return Err(unknown());
    }
    Ok(filed)
}

/// All of a person's documents with the keys they were sent under, oldest first.
pub(super) async fn all(
    shared: &Shared,
    patient: &PatientId,
) -> Result<Vec<(Filed, String)>, Problem> {
    let deeds = circle::deeds(shared, patient, "document").await?;
    let filed = |placed: Placed| match placed.deed.done {
        Done::Filed(document) => {
            let filed = Filed { document, by: placed.deed.by.name, at: placed.at };
            Some((filed, placed.deed.key))
        }
        _ => None,
    };
    Ok(deeds.into_iter().filter_map(filed).collect())
}

impl DocumentJson {
    fn of(filed: Filed) -> Self {
        let Filed { document, by, at } = filed;
        Self {
            id: document.id,
            at,
            by,
            name: document.name,
            kind: document.kind,
            bytes: document.bytes,
            sha256: hex(&document.hash),
        }
    }
}
