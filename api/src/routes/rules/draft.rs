//! `/api/rules/draft`: the draft that people work on together, saved as it is.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::super::bounded;
use super::super::problem::Problem;
use crate::access::Pass;
use crate::backtest::Draft;
use crate::language::say;
use crate::server::Shared;

/// What the page saves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DraftWish)]
pub(in super::super) struct Request {
    text: String,
    by: Option<String>,
    /// The hash of the draft that this one replaces; none if there was none.
    over: Option<String>,
}

/// The draft with its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Draft)]
pub(in super::super) struct Kept {
    hash: String,
    #[serde(flatten)]
    draft: Draft,
}

pub(super) async fn get(State(shared): State<Shared>) -> Result<Json<Option<Kept>>, Problem> {
    Ok(Json(read(&shared)?.map(Kept::of)))
}

pub(super) async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Kept>, Problem> {
    let Request { text, by, over } = bounded::body(request)?;
    let by = pass.by_if_same(by.as_deref())?.to_string();
    let _one_at_a_time = shared.desk.drafting();
    let before = read(&shared)?;
    if before.as_ref().map(Draft::hash) != over {
        return Err(changed(before));
    }
    let draft = Draft { text, by, at: shared.clock.now_ms() };
    shared.desk.draft().keep(&draft).map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(Kept::of(draft)))
}

pub(super) async fn delete(State(shared): State<Shared>) -> Result<StatusCode, Problem> {
    let _one_at_a_time = shared.desk.drafting();
    shared.desk.draft().discard().map_err(|error| Problem::unavailable(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Once its rules decide, a draft is none any more, and nothing is proposed.
pub(super) fn activated(shared: &Shared, hash: &str) {
    let _one_at_a_time = shared.desk.drafting();
    if let Err(error) = shared.desk.proposal().discard() {
        tracing::warn!(%error, "a proposal that was approved could not be taken away");
    }
    let is_that = matches!(shared.desk.draft().read(), Ok(Some(draft)) if draft.hash() == hash);
    if is_that && let Err(error) = shared.desk.draft().discard() {
        tracing::warn!(%error, "a draft that was activated could not be taken away");
    }
}

fn read(shared: &Shared) -> Result<Option<Draft>, Problem> {
    shared.desk.draft().read().map_err(|error| Problem::unavailable(&error))
}

fn changed(now: Option<Draft>) -> Problem {
    let what = match &now {
        Some(draft) => say("problem-draft-changed").with_person("by", &draft.by),
        None => say("problem-draft-gone"),
    };
    Problem::conflict("problem-title-draft-changed", what).with("draft", json!(now.map(Kept::of)))
}

impl Kept {
    fn of(draft: Draft) -> Self {
        Self { hash: draft.hash(), draft }
    }
}
