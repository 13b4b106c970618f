//! `POST /api/patients/{id}/resumptions`: after the rules failed on a person the automation goes on.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use vitals::PatientId;

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass};
use crate::server::Shared;
use crate::wording;

/// What the page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResumptionWish)]
pub(super) struct Request {
    by: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resumed {
    events: Vec<String>,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Resumed>, Problem> {
    let by = pass.by_if_same(bounded::body(request)?.by.as_deref())?.to_string();
    let entry = Entry::Resumed { patient: patient.into_inner(), by };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let rules = shared.pipeline.board().rules();
    let events = outcomes.iter().map(|outcome| wording::decision(&outcome.decision, &rules).0);
    Ok(Json(Resumed { events: events.collect() }))
}
