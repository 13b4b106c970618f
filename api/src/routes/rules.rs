//! `/api/rules`: the active rules; a draft's check, back-test, shadow and activation.

mod activation;
mod shadow;
mod trial;

use axum::Json;
use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use risk_engine::rules::{RuleSet, RuleSetErrors};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bounded;
use super::problem::Problem;
use crate::json::hex;
use crate::server::Shared;

/// No rule set is longer.
const RULES_BYTES_MAX: usize = 1024 * 1024;

/// The routes about rules.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/api/rules", get(active))
        .route("/api/rules/checks", post(check))
        .route("/api/rules/activations", post(activation::post))
        .route("/api/rules/backtests", post(trial::post))
        .route("/api/rules/backtests/{hash}", get(trial::get))
        .route("/api/rules/shadow", get(shadow::get).post(shadow::post).delete(shadow::delete))
        .layer(DefaultBodyLimit::max(RULES_BYTES_MAX))
}

/// The rules that decide.
#[derive(Debug, Serialize)]
pub(super) struct Active {
    name: String,
    version: u32,
    hash: String,
    /// Since when, ms since 1970; none until the journal says so.
    since: Option<i64>,
    /// Who activated them, and who approved.
    by: Option<String>,
    /// SHA-256 of the back-test's report; none for the rules that the program came with.
    report: Option<String>,
    text: String,
}

async fn active(State(shared): State<Shared>) -> Result<Json<Active>, Problem> {
    let (desk, pipeline) = (shared.desk.clone(), shared.pipeline.clone());
    let find = move || desk.activated(pipeline.journal().as_ref());
    let found = tokio::task::spawn_blocking(find).await.map_err(|_| Problem::stopping())?;
    let found = found.map_err(|error| Problem::unavailable(&error))?;
    let rules = shared.pipeline.board().rules();
    // An entry may be durable a moment before the engine has seen it.
    let found = found.filter(|activation| activation.rules.hash() == rules.hash());
    Ok(Json(Active {
        name: rules.name().to_owned(),
        version: rules.version(),
        hash: hex(&rules.hash()),
        since: found.as_ref().map(|activation| activation.at.unix_ms()),
        by: found.as_ref().map(|activation| activation.by.clone()),
        report: found.map(|activation| activation.report).filter(|report| !report.is_empty()),
        text: rules.text().to_owned(),
    }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    text: String,
}

/// What is wrong with a draft: nothing, or every mistake.
async fn check(request: Result<Json<Check>, JsonRejection>) -> Result<Json<Value>, Problem> {
    let Check { text } = bounded::body(request)?;
    Ok(Json(match RuleSet::from_toml(&text) {
        Ok(rules) => json!({ "hash": hex(&rules.hash()), "mistakes": [] }),
        Err(mistakes) => json!({ "hash": null, "mistakes": told(&mistakes) }),
    }))
}

/// A draft without a mistake.
fn draft(text: &str) -> Result<RuleSet, Problem> {
    RuleSet::from_toml(text).map_err(|mistakes| {
        let what = format!("the rules have {} mistakes; nothing was changed", mistakes.0.len());
        Problem::unprocessable(what).with("mistakes", json!(told(&mistakes)))
    })
}

fn told(mistakes: &RuleSetErrors) -> Vec<Value> {
    let told = mistakes.0.iter().map(|mistake| {
        json!({
            "line": mistake.line,
            "place": mistake.place,
            "what": mistake.what,
            "remedy": mistake.remedy,
        })
    });
    told.collect()
}

/// Accepted: it goes on in the background.
const ACCEPTED: StatusCode = StatusCode::ACCEPTED;
