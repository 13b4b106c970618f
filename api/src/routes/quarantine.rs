//! `GET /api/quarantine`: what was kept apart, newest first, with its bytes and its reason.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::limit::{Limit, limit};
use super::problem::Problem;
use crate::json::hex;
use crate::server::Shared;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Quarantine {
    total: u64,
    items: Vec<Item>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quarantined)]
struct Item {
    id: String,
    at: i64,
    gateway: Option<String>,
    reason: String,
    detail: String,
    bytes_hex: String,
    bytes_total: usize,
}

/// So many bytes of each are shown.
const BYTES_SHOWN: usize = 512;

pub(super) async fn get(
    State(shared): State<Shared>,
    asked: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Quarantine>, Problem> {
    let limit = limit(asked)?;
    let (total, rows) = shared
        .pipeline
        .care()
        .quarantine(limit)
        .await
        .map_err(|error| Problem::unavailable(&error))?;
    let items = rows.into_iter().map(|row| Item {
        id: format!("{}.{}", row.id.offset, row.id.index),
        at: row.at.unix_ms(),
        gateway: row.gateway.map(|gateway| gateway.to_string()),
        reason: row.reason,
        detail: row.detail,
        bytes_hex: hex(&row.bytes[..row.bytes.len().min(BYTES_SHOWN)]),
        bytes_total: row.bytes.len(),
    });
    Ok(Json(Quarantine { total, items: items.collect() }))
}
