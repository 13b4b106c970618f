//! `/api/rules/proposal`: what somebody wants to decide from now on; somebody else may approve it.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::bounded;
use super::super::problem::Problem;
use super::activation::report;
use crate::access::Pass;
use crate::backtest::Proposal;
use crate::json::hex;
use crate::server::Shared;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProposalWish)]
pub(in super::super) struct Request {
    text: String,
    reason: String,
}

/// What is proposed, as somebody sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub(in super::super) struct Proposed {
    hash: String,
    by: String,
    at: i64,
    reason: String,
    text: String,
    /// Whether whoever asks proposed it, so that somebody else has to approve.
    is_own: bool,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
) -> Result<Json<Option<Proposed>>, Problem> {
    let found = shared.desk.proposal().read().map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(found.map(|proposal| Proposed::to(&pass, proposal))))
}

pub(super) async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Proposed>, Problem> {
    let Request { text, reason } = bounded::body(request)?;
    let rules = super::draft(&text)?;
    let reason = bounded::reason("reason", &reason)?.to_string();
    report(&shared, &rules)?;
    let proposal = Proposal {
        hash: hex(&rules.hash()),
        text,
        by: pass.by().to_string(),
        account: pass.actor().account,
        reason,
        at: shared.clock.now_ms(),
    };
    let _one_at_a_time = shared.desk.drafting();
    shared.desk.proposal().keep(&proposal).map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(Proposed::to(&pass, proposal)))
}

pub(super) async fn delete(State(shared): State<Shared>) -> Result<StatusCode, Problem> {
    let _one_at_a_time = shared.desk.drafting();
    shared.desk.proposal().discard().map_err(|error| Problem::unavailable(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

impl Proposed {
    fn to(pass: &Pass, proposal: Proposal) -> Self {
        let Proposal { text, hash, by, account, reason, at } = proposal;
        Self { hash, by, at, reason, text, is_own: account == pass.actor().account }
    }
}
