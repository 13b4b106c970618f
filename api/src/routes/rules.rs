//! `/api/rules`: the active rules; a draft's check, back-test, shadow and activation.

mod activation;
mod draft;
mod form;
mod history;
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

pub(crate) use history::activations;

/// The routes about rules.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/api/rules", get(active))
        .route("/api/rules/checks", post(check))
        .route("/api/rules/activations", post(activation::post))
        .route("/api/rules/backtests", post(trial::post))
        .route("/api/rules/backtests/{hash}", get(trial::get).delete(trial::delete))
        .route("/api/rules/draft", get(draft::get).put(draft::put).delete(draft::delete))
        .route("/api/rules/history", get(history::get))
        .route("/api/rules/history/{hash}", get(history::text))
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
    let found = history::activations(&shared).await?.pop();
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

/// What a draft says: as a form, beside the active rules, and every mistake in it.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    /// Of the rules; none if there is a mistake.
    hash: Option<String>,
    mistakes: Vec<Value>,
    /// What differs from the rules that decide; none if the draft isn't TOML.
    changes: Option<Vec<form::ChangeView>>,
    form: Option<form::Form>,
}

async fn check(
    State(shared): State<Shared>,
    request: Result<Json<Check>, JsonRejection>,
) -> Result<Json<Checked>, Problem> {
    let Check { text } = bounded::body(request)?;
    let active = shared.pipeline.board().rules();
    // Every value that a reading can have is tried: others shall not wait for it.
    let checked = tokio::task::spawn_blocking(move || checked(&text, active.text())).await;
    checked.map(Json).map_err(|_| Problem::stopping())
}

fn checked(text: &str, active: &str) -> Checked {
    let (hash, mistakes) = match RuleSet::from_toml(text) {
        Ok(rules) => (Some(hex(&rules.hash())), Vec::new()),
        Err(mistakes) => (None, told(&mistakes)),
    };
    Checked { hash, mistakes, changes: form::changes(active, text), form: form::form(text) }
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
