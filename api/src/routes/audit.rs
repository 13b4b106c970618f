//! `GET /api/audit`: the trail, newest first; `GET /api/patients/{id}/looks`: who looked at one record.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use vitals::PatientId;

use super::limit::Limit;
use super::problem::Problem;
use crate::access::Authorized;
use crate::access::audit::{Outcome, Record};
use crate::server::Shared;

/// What of the trail is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    patient: Option<String>,
    /// Only what stands before this record.
    before: Option<u64>,
    limit: Option<u32>,
}

/// A part of the trail.
#[derive(Debug, Serialize)]
pub(super) struct Trail {
    /// How many records there are, and the last one's hash: written down elsewhere, it proves later that
    /// nothing before it was changed.
    entries: u64,
    head_hash: Option<String>,
    records: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    offset: u64,
    #[serde(flatten)]
    record: Record,
}

const USUAL: u32 = 200;
const ITEMS_MAX: u32 = 1000;

pub(super) async fn get(
    State(shared): State<Shared>,
    asked: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Trail>, Problem> {
    let Query(asked) = asked.map_err(|error| Problem::bad_request(error.body_text()))?;
    let patient: Option<PatientId> = asked
        .patient
        .map(|id| id.parse())
        .transpose()
        .map_err(|_| Problem::bad_request("`patient` is no id"))?;
    let limit = asked.limit.unwrap_or(USUAL).min(ITEMS_MAX) as usize;
    let records = newest(&shared, patient, asked.before, limit).await?;
    let (entries, head_hash) = shared.access.audit.head();
    let records = records.into_iter().map(|(offset, record)| Line { offset, record }).collect();
    Ok(Json(Trail { entries, head_hash, records }))
}

async fn newest(
    shared: &Shared,
    patient: Option<PatientId>,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, Record)>, Problem> {
    let access = shared.access.clone();
    let read = move || access.audit.newest(patient.as_ref(), before, limit);
    let found = tokio::task::spawn_blocking(read).await.map_err(|_| Problem::stopping())?;
    found.map_err(|error| Problem::unavailable(&error))
}

/// Somebody who looked at a record, or did something about it.
#[derive(Debug, Serialize)]
pub(super) struct Look {
    pub(super) at: i64,
    pub(super) who: String,
    pub(super) role: Option<String>,
    /// `looked`, `changed something` or `was refused`.
    pub(super) what: &'static str,
}

pub(super) async fn looks(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    limit: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Vec<Look>>, Problem> {
    let limit = super::limit::limit(limit)?;
    Ok(Json(looks_of(&shared, &patient, limit as usize).await?))
}

/// Who looked at somebody's record, newest first.
pub(super) async fn looks_of(
    shared: &Shared,
    patient: &Authorized<PatientId>,
    limit: usize,
) -> Result<Vec<Look>, Problem> {
    let found = newest(shared, Some((**patient).clone()), None, limit).await?;
    Ok(found.into_iter().map(|(_, record)| look(record)).collect())
}

fn look(record: Record) -> Look {
    let what = match record.outcome {
        Outcome::Denied => "was refused",
        _ if record.what.starts_with("GET ") => "looked",
        _ => "changed something",
    };
    Look { at: record.at, who: record.who, role: record.role, what }
}
