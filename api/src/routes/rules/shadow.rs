//! `/api/rules/shadow`: a draft beside the live rules, told to nobody.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use vitals::StoredAt;

use super::super::bounded;
use super::super::problem::Problem;
use super::Check;
use crate::backtest::{Shadow, ShadowSeen};
use crate::server::Shared;

/// What it has seen; null if nothing runs.
pub(super) async fn get(State(shared): State<Shared>) -> Json<Option<ShadowSeen>> {
    Json(shared.desk.shadow().as_ref().map(Shadow::seen))
}

pub(super) async fn post(
    State(shared): State<Shared>,
    request: Result<Json<Check>, JsonRejection>,
) -> Result<(StatusCode, Json<ShadowSeen>), Problem> {
    let Check { text } = bounded::body(request)?;
    let draft = Arc::new(super::draft(&text)?);
    let active = shared.pipeline.board().rules();
    let since = StoredAt::from_unix_ms(shared.clock.now_ms());
    let started = Shadow::start(shared.pipeline.journal().clone(), active, draft, since);
    let shadow = started.map_err(|error| Problem::unavailable(&error))?;
    let seen = shadow.seen();
    let before = shared.desk.shadow().replace(shadow);
    ended(before).await;
    Ok((super::ACCEPTED, Json(seen)))
}

pub(super) async fn delete(State(shared): State<Shared>) -> StatusCode {
    let before = shared.desk.shadow().take();
    ended(before).await;
    StatusCode::NO_CONTENT
}

/// Ends a shadow. Its thread is waited for where nobody else waits.
async fn ended(shadow: Option<Shadow>) {
    // It fails only if the runtime is going.
    let _ = tokio::task::spawn_blocking(move || drop(shadow)).await;
}
