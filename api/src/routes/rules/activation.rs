//! `POST /api/rules/activations`: from now on these rules decide. Two people, and a back-test.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::Entry;
use risk_engine::outcome::ENGINE_VERSION;
use risk_engine::rules::RuleSet;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::bounded;
use super::super::problem::Problem;
use crate::backtest::Report;
use crate::json::hex;
use crate::server::Shared;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Request {
    text: String,
    by: String,
    approved_by: String,
    reason: String,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Value>, Problem> {
    let Request { text, by, approved_by, reason } = bounded::body(request)?;
    let rules = super::draft(&text)?;
    let (by, approved_by) =
        (bounded::name("by", &by)?, bounded::name("approved_by", &approved_by)?);
    let reason = bounded::reason("reason", &reason)?;
    if by.to_lowercase() == approved_by.to_lowercase() {
        let what = "somebody else has to approve: `approved_by` is the same as `by`";
        return Err(refused(what, &rules));
    }
    let report = report(&shared, &rules)?;
    // To bytes and back it is the same.
    let bytes = serde_json::to_vec(&report).map_err(|error| Problem::unavailable(&error))?;
    let report = hex(&Sha256::digest(bytes));
    let hash = hex(&rules.hash());
    let by = format!("{by}, approved by {approved_by}: {reason}");
    let rules = Arc::new(rules);
    let entry = Entry::RulesActivated { rules, by: by.clone(), report: report.clone() };
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    super::history::extend(&shared).await;
    super::draft::activated(&shared, &hash);
    Ok(Json(json!({ "hash": hash, "by": by, "report": report })))
}

/// The report that an activation needs: about these rules beside those that decide now, by this engine.
fn report(shared: &Shared, rules: &RuleSet) -> Result<Report, Problem> {
    let hash = hex(&rules.hash());
    let active = hex(&shared.pipeline.board().rules().hash());
    if hash == active {
        return Err(refused("these rules are active already: there is nothing to do", rules));
    }
    let found = shared.desk.shelf().find(&hash).map_err(|error| Problem::unavailable(&error))?;
    let Some(report) = found.filter(|report| report.period.source == "journal") else {
        let what = "there is no back-test of these rules: POST them to /api/rules/backtests, \
                    read its report, then activate";
        return Err(refused(what, rules));
    };
    if report.engine != ENGINE_VERSION || report.active.hash != active {
        let what = "the back-test was made against other rules or another engine: POST the draft \
                    to /api/rules/backtests again, read its report, then activate";
        return Err(refused(what, rules));
    }
    Ok(report)
}

fn refused(what: &str, rules: &RuleSet) -> Problem {
    Problem::conflict("Not activated", what).with("hash", json!(hex(&rules.hash())))
}
