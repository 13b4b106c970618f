//! The routes of bulk exports: asked for, looked at, fetched, deleted.

use std::io::Read;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State as Held};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::files::{Finished, blocking};
use super::job::{Job, State};
use super::{ATTEMPTS_MAX, KEPT, exported};
use crate::access::audit::Record;
use crate::access::{Pass, wall_ms};
use crate::circle::new_id;
use crate::fhir::about::{Manifest, ManifestFile};
use crate::fhir::kind::Kind;
use crate::fhir::outcome::Refusal;
use crate::fhir::scope::Verb;
use crate::fhir::serve::{asks_for, base};
use crate::fhir::upload::form_pairs;
use crate::fhir::{may, moment};
use crate::routes::Problem;
use crate::server::Shared;

type Answer = Result<Response, Refusal>;

/// So whoever asks looks again.
const LOOK_AGAIN_S: &str = "5";
const FORMATS: [&str; 3] = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

/// `GET /fhir/$export`
pub(in crate::fhir) async fn of_everybody(
    Held(shared): Held<Shared>,
    pass: Pass,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    ask(&shared, pass, "$export", query.as_deref().unwrap_or_default(), &headers).await
}

/// `GET /fhir/Patient/$export`
pub(in crate::fhir) async fn of_patients(
    Held(shared): Held<Shared>,
    pass: Pass,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    ask(&shared, pass, PATIENTS, query.as_deref().unwrap_or_default(), &headers).await
}

const PATIENTS: &str = "Patient/$export";

async fn ask(shared: &Shared, pass: Pass, what: &str, query: &str, headers: &HeaderMap) -> Answer {
    if !asks_for(headers, "respond-async") {
        let what = "an export takes a while: ask for it with `Prefer: respond-async`";
        return Err(Refusal::invalid(what));
    }
    let of_patients = what == PATIENTS;
    let wanted = Wanted::read(query, asks_for(headers, "handling=lenient"))?;
    let kinds = kinds(&pass, &wanted, of_patients)?;
    let base = base(shared, headers);
    let mark = if query.is_empty() { "" } else { "?" };
    let job = Job {
        account: pass.actor().account,
        request: format!("{base}/{what}{mark}{query}"),
        kinds: kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        of_patients,
        since: wanted.since,
        at: shared.clock.now_ms(),
        attempts: 0,
        state: State::Begun,
    };
    let told = format!("began a bulk export of {}", job.kinds.join(", "));
    let mut record = Record::of(wall_ms(), &pass.actor().name, &told).from(pass.actor().from);
    record.account = Some(pass.actor().account);
    record.role = Some(pass.role().key().to_owned());
    // Nobody takes everything along without a line in the trail.
    shared.access.audit.write(&record).await.map_err(|_| Problem::unwritten())?;
    let id = new_id("x");
    shared.exports.begin(shared, pass, &id, job).await?;
    let mut response = StatusCode::ACCEPTED.into_response();
    insert(&mut response, header::CONTENT_LOCATION, &format!("{base}/$export/{id}"));
    Ok(response)
}

/// What is asked for.
struct Wanted {
    kinds: Option<Vec<Kind>>,
    since: Option<i64>,
}

impl Wanted {
    fn read(query: &str, is_lenient: bool) -> Result<Self, Refusal> {
        let mut wanted = Self { kinds: None, since: None };
        for (name, value) in form_pairs(query) {
            let invalid = |what: String| Refusal::invalid(what).at(format!("http.{name}"));
            match name.as_str() {
                "_outputFormat" if FORMATS.contains(&value.as_str()) => {}
                "_outputFormat" => {
                    return Err(invalid(format!(
                        "an export is in {}, not in {value:?}",
                        FORMATS[0]
                    )));
                }
                "_since" => {
                    // A plus that nobody encoded has become a space.
                    let at = moment::exact(&value.replace(' ', "+"));
                    let wrong = || invalid(format!("`_since` is no instant: {value:?}"));
                    wanted.since = Some(at.ok_or_else(wrong)?.0);
                }
                "_type" => {
                    let kind = |name: &str| {
                        let kind = Kind::named(name)
                            .filter(|kind| exported(false).any(|one| one == *kind));
                        kind.ok_or_else(|| invalid(format!("{name:?} can't be exported here")))
                    };
                    let kinds: Result<Vec<Kind>, Refusal> = value.split(',').map(kind).collect();
                    wanted.kinds.get_or_insert_default().extend(kinds?);
                }
                _ if is_lenient => {}
                _ => {
                    let what = format!("an export has no parameter `{name}` here");
                    return Err(Refusal::new(400, "not-supported", what).at(format!("http.{name}")));
                }
            }
        }
        Ok(wanted)
    }
}

/// What is exported: all that is asked for, or all that whoever asks may read.
fn kinds(pass: &Pass, wanted: &Wanted, of_patients: bool) -> Result<Vec<Kind>, Refusal> {
    let reads =
        |kind: Kind| may(pass, Verb::Read, kind).and_then(|()| may(pass, Verb::Search, kind));
    if let Some(wanted) = &wanted.kinds {
        wanted.iter().try_for_each(|kind| reads(*kind))?;
    }
    let asked = |kind: &Kind| match &wanted.kinds {
        Some(wanted) => wanted.contains(kind),
        None => reads(*kind).is_ok(),
    };
    let kinds: Vec<Kind> = exported(of_patients).filter(asked).collect();
    if kinds.is_empty() {
        return Err(Refusal::forbidden(
            "no kind that can be exported: a token needs system/*.read",
        ));
    }
    Ok(kinds)
}

/// `GET /fhir/$export/{id}`
pub(in crate::fhir) async fn status(
    Held(shared): Held<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let exports = &shared.exports;
    let mut held = exports.find(pass.actor().account, &id)?;
    if held.job.state == State::Begun && held.run.is_none() {
        if held.job.attempts >= ATTEMPTS_MAX {
            let why = "the server has stopped each time that it was made".to_owned();
            held.job.state = State::Failed { at: wall_ms(), why };
            let (folder, kept) = (exports.path(&id), held.job.clone());
            blocking(move || kept.keep(&folder)).await?;
            exports.held().insert(id.clone(), held.clone());
        } else {
            let kinds = held.job.kinds.iter().filter_map(|name| Kind::named(name));
            let wanted = Wanted { kinds: Some(kinds.collect()), since: None };
            // What this token may read may be less by now.
            self::kinds(&pass, &wanted, held.job.of_patients)?;
            exports.begin(&shared, pass, &id, held.job.clone()).await?;
        }
    }
    match &held.job.state {
        State::Begun => {
            let mut response = StatusCode::ACCEPTED.into_response();
            insert(&mut response, header::HeaderName::from_static("x-progress"), &held.progress);
            insert(&mut response, header::RETRY_AFTER, LOOK_AGAIN_S);
            Ok(response)
        }
        State::Failed { why, .. } => Err(Refusal::new(500, "exception", why.clone())),
        State::Done { at, files } => {
            let address = format!("{}/$export/{id}", base(&shared, &headers));
            let mut response = Json(manifest(&held.job, files, &address)).into_response();
            insert(&mut response, header::EXPIRES, &moment::http(at + KEPT.as_millis() as i64));
            Ok(response)
        }
    }
}

fn manifest(job: &Job, files: &[Finished], address: &str) -> Manifest {
    let output = files.iter().map(|file| ManifestFile {
        kind: file.kind.clone(),
        url: format!("{address}/{}", file.name),
        count: file.count,
    });
    Manifest {
        transaction_time: moment::instant(job.at),
        request: job.request.clone(),
        requires_access_token: true,
        output: output.collect(),
        error: Vec::new(),
    }
}

/// `GET /fhir/$export/{id}/{name}`
pub(in crate::fhir) async fn file(
    Held(shared): Held<Shared>,
    pass: Pass,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    let held = shared.exports.find(pass.actor().account, &id)?;
    let State::Done { files, .. } = &held.job.state else {
        return Err(Refusal::not_found("this export is not done"));
    };
    let file = files.iter().find(|file| file.name == name);
    let file = file.ok_or_else(|| Refusal::not_found("this export has no such file"))?;
    // A kind's name: nothing else was written there.
    if let Some(kind) = Kind::named(&file.kind) {
        may(&pass, Verb::Read, kind)?;
    }
    let path = shared.exports.path(&id).join(&file.name);
    let opened = blocking(move || std::fs::File::open(path)).await?;
    let mut response = Body::from_stream(ReceiverStream::new(portions(opened))).into_response();
    insert(&mut response, header::CONTENT_TYPE, FORMATS[0]);
    insert(&mut response, header::CONTENT_LENGTH, &file.bytes.to_string());
    Ok(response)
}

/// A file's bytes, as they are asked for.
fn portions(mut file: std::fs::File) -> mpsc::Receiver<std::io::Result<Bytes>> {
    const PORTION: usize = 256 * 1024;
    let (portions, stream) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut bytes = vec![0; PORTION];
            let read = file.read(&mut bytes);
            let (portion, is_last) = match read {
                Ok(0) => return,
                Ok(count) => {
                    bytes.truncate(count);
                    (Ok(Bytes::from(bytes)), false)
                }
                Err(error) => (Err(error), true),
            };
            if portions.blocking_send(portion).is_err() || is_last {
                return;
            }
        }
    });
    stream
}

/// `DELETE /fhir/$export/{id}`
pub(in crate::fhir) async fn delete(
    Held(shared): Held<Shared>,
    pass: Pass,
    Path(id): Path<String>,
) -> Answer {
    shared.exports.find(pass.actor().account, &id)?;
    shared.exports.remove(&id).await;
    Ok(StatusCode::ACCEPTED.into_response())
}

fn insert(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
