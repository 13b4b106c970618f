//! `GET` and `PUT /api/rota`: who is on call, and when nobody is.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::Entry;
use risk_engine::rota::Rota;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vitals::StoredAt;

use super::bounded;
use super::problem::Problem;
use crate::access::Pass;
use crate::language::{Words, recorded, say};
use crate::server::Shared;

/// What the page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotaWish)]
pub(super) struct Request {
    by: Option<String>,
    /// The document: dated layers of shifts, in UTC.
    text: String,
}

/// The rota with its gaps.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rota)]
pub(super) struct RotaJson {
    text: String,
    people: Vec<String>,
    /// When its last shift ends.
    until: Option<i64>,
    /// The stretches of the next two weeks in which an escalation would reach nobody.
    gaps: Vec<Gap>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RotaGap)]
struct Gap {
    level: u8,
    from: i64,
    to: i64,
}

/// Gaps are looked for so far ahead.
const AHEAD: Duration = Duration::from_secs(14 * 24 * 3600);

pub(super) async fn get(State(shared): State<Shared>) -> Json<RotaJson> {
    Json(RotaJson::of(&shared.pipeline.board().rota(), shared.clock.now_ms()))
}

pub(super) async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<RotaJson>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let rota = Rota::parse(&request.text).map_err(|mistakes| {
        let told: Vec<_> = mistakes
            .iter()
            .map(|mistake| json!({ "line": mistake.line, "what": worded(&words, &mistake.what) }))
            .collect();
        let what = say("problem-rota-mistakes").with("count", told.len());
        Problem::bad_request(what).with("mistakes", json!(told))
    })?;
    let rota = Arc::new(rota);
    let entry = Entry::RotaSet { rota: rota.clone(), by };
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    Ok(Json(RotaJson::of(&rota, shared.clock.now_ms())))
}

/// What is wrong, and after the last colon what to do.
fn worded(words: &Words, what: &str) -> String {
    match what.rsplit_once(": ") {
        Some((what, remedy)) => {
            format!("{}: {}", recorded(words, what), recorded(words, remedy))
        }
        None => recorded(words, what),
    }
}

impl RotaJson {
    fn of(rota: &Rota, now_ms: i64) -> Self {
        let now = StoredAt::from_unix_ms(now_ms);
        let gaps = rota.gaps(now, now.later(AHEAD)).into_iter().map(|gap| Gap {
            level: gap.level,
            from: gap.from.unix_ms(),
            to: gap.to.unix_ms(),
        });
        Self {
            text: rota.to_text(),
            people: rota.people().into_iter().map(ToString::to_string).collect(),
            until: rota.until().map(StoredAt::unix_ms),
            gaps: gaps.collect(),
        }
    }
}
