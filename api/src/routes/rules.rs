//! `/api/rules`: the active rules; a draft's check, back-test, shadow and activation.

mod activation;
mod draft;
mod form;
mod history;
mod proposal;
mod shadow;
mod trial;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use risk_engine::rules::{RuleSet, RuleSetErrors};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bounded;
use super::problem::Problem;
use crate::access::{Right, Routes};
use crate::json::hex;
use crate::server::Shared;

/// No rule set is longer.
pub(super) const RULES_BYTES_MAX: usize = 1024 * 1024;

pub(crate) use history::activations;

/// The routes about rules.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/rules", Right::Rules, active)
        .post("/api/rules/checks", Right::Rules, check)
        .get("/api/rules/proposal", Right::Rules, proposal::get)
        .put("/api/rules/proposal", Right::RulesActivate, proposal::put)
        .delete("/api/rules/proposal", Right::RulesActivate, proposal::delete)
        .post("/api/rules/activations", Right::RulesActivate, activation::post)
        .post("/api/rules/backtests", Right::Rules, trial::post)
        .get("/api/rules/backtests/{hash}", Right::Rules, trial::get)
        .delete("/api/rules/backtests/{hash}", Right::Rules, trial::delete)
        .get("/api/rules/draft", Right::Rules, draft::get)
        .put("/api/rules/draft", Right::Rules, draft::put)
        .delete("/api/rules/draft", Right::Rules, draft::delete)
        .get("/api/rules/history", Right::Rules, history::get)
        .get("/api/rules/history/{hash}", Right::Rules, history::text)
        .get("/api/rules/shadow", Right::Rules, shadow::get)
        .post("/api/rules/shadow", Right::Rules, shadow::post)
        .delete("/api/rules/shadow", Right::Rules, shadow::delete)
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
