//! `POST /api/rules/activations`: from now on these rules decide. Two accounts, and a back-test.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::Entry;
use risk_engine::outcome::ENGINE_VERSION;
use risk_engine::rules::RuleSet;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::super::bounded;
use super::super::problem::Problem;
use crate::access::Pass;
use crate::backtest::Report;
use crate::json::hex;
use crate::language::{Sentence, say};
use crate::server::Shared;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ActivationWish)]
pub(in super::super) struct Request {
    /// Of what is proposed, as the second person read it.
    hash: String,
}

/// Rules that decide from now on.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct Activated {
    hash: String,
    by: String,
    /// SHA-256 of the back-test's report.
    report: String,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Activated>, Problem> {
    let Request { hash } = bounded::body(request)?;
    let proposal = shared.desk.proposal().read().map_err(|error| Problem::unavailable(&error))?;
    let Some(proposal) = proposal.filter(|proposal| proposal.hash == hash) else {
        let problem = Problem::conflict("problem-title-not-activated", say("problem-not-proposed"));
        return Err(problem.with("hash", json!(hash)));
    };
    let rules = super::draft(&proposal.text)?;
    if proposal.account == pass.actor().account {
        return Err(refused(say("problem-own-proposal"), &rules));
    }
    let report = report(&shared, &rules)?;
    // To bytes and back it is the same.
    let bytes = serde_json::to_vec(&report).map_err(|error| Problem::unavailable(&error))?;
    let report = hex(&Sha256::digest(bytes));
    let by = format!("{}, approved by {}: {}", proposal.by, pass.by(), proposal.reason);
    let rules = Arc::new(rules);
    let entry = Entry::RulesActivated { rules, by: by.clone(), report: report.clone() };
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    super::history::extend(&shared).await;
    super::draft::activated(&shared, &hash);
    Ok(Json(Activated { hash, by, report }))
}

/// The report that an activation needs: about these rules beside those that decide now, by this engine.
pub(super) fn report(shared: &Shared, rules: &RuleSet) -> Result<Report, Problem> {
    let hash = hex(&rules.hash());
    let active = hex(&shared.pipeline.board().rules().hash());
    if hash == active {
        return Err(refused(say("problem-rules-active"), rules));
    }
    let found = shared.desk.shelf().find(&hash).map_err(|error| Problem::unavailable(&error))?;
    let Some(report) = found.filter(|report| report.period.source == "journal") else {
        return Err(refused(say("problem-no-report"), rules));
    };
    if report.engine != ENGINE_VERSION || report.active.hash != active {
        return Err(refused(say("problem-other-report"), rules));
    }
    Ok(report)
}

fn refused(what: Sentence, rules: &RuleSet) -> Problem {
    Problem::conflict("problem-title-not-activated", what).with("hash", json!(hex(&rules.hash())))
}
