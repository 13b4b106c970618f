//! `POST /api/readings/{offset}-{index}/withdrawals`: a reading doesn't count; what was decided by it is
//! decided anew.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::Entry;
use risk_engine::fact::{Withdrawal, WithdrawalReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::Problem;
use super::{bounded, found};
use crate::access::{Pass, policy};
use crate::language::say;
use crate::server::Shared;
use crate::wording;

/// What the page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawalWish)]
pub(super) struct Request {
    by: Option<String>,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WithdrawalReason)]
enum Reason {
    EnteredInError,
    AnotherPerson,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Withdrawn {
    reading: String,
    patient: String,
    events: Vec<String>,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Withdrawn>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?;
    let unknown = || Problem::not_found(say("problem-no-reading-here"));
    let reading = found::reading_id(&id).ok_or_else(unknown)?;
    let entered = found::entered(&shared, reading).await?.ok_or_else(unknown)?;
    let patient = entered.patient.ok_or_else(unknown)?;
    let patient = policy::patient(&shared, &pass, patient.as_str()).map_err(|_| unknown())?;
    let why = match request.reason {
        Reason::EnteredInError => WithdrawalReason::EnteredInError,
        Reason::AnotherPerson => WithdrawalReason::AnotherPerson,
    };
    let withdrawal = Withdrawal { reading, by, why };
    let entry = Entry::Withdrawn { patient: (*patient).clone(), withdrawal };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let rules = shared.pipeline.board().rules();
    let events = outcomes.iter().map(|outcome| wording::decision(&outcome.decision, &rules).0);
    let events = events.collect();
    Ok(Json(Withdrawn { reading: id, patient: patient.to_string(), events }))
}
