//! `GET /api/rules/history`: every rule set that ever decided, with what it changed.

use axum::Json;
use axum::extract::{Path, State};
use ingest::replay::Activation;
use risk_engine::rules::RuleSet;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::form::{ChangeView, changes};
use crate::json::hex;
use crate::language::{Words, recorded, say};
use crate::server::Shared;

/// A rule set that decided from a moment on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastRules)]
pub(in super::super) struct Past {
    name: String,
    version: u32,
    hash: String,
    /// The journal entry; none until the journal says so.
    offset: Option<u64>,
    since: Option<i64>,
    by: Option<String>,
    /// SHA-256 of the back-test's report; none for the rules that the program came with.
    report: Option<String>,
    /// What differs from the one before, in words.
    changes: Vec<ChangeView>,
}

/// A rule set's text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastRulesText)]
pub(in super::super) struct PastText {
    name: String,
    version: u32,
    hash: String,
    text: String,
}

/// Newest first.
pub(super) async fn get(
    State(shared): State<Shared>,
    words: Words,
) -> Result<Json<Vec<Past>>, Problem> {
    let activations = activations(&shared).await?;
    let mut before = RuleSet::built_in();
    let mut all = Vec::new();
    // A journal that doesn't begin with the rules that it was decided by began with these.
    if activations.first().is_none_or(|first| first.rules.hash() != before.hash()) {
        all.push(past(&before, None, Vec::new(), &words));
    }
    for activation in &activations {
        let changes = changes(before.text(), activation.rules.text(), &words).unwrap_or_default();
        all.push(past(&activation.rules, Some(activation), changes, &words));
        before = (*activation.rules).clone();
    }
    all.reverse();
    Ok(Json(all))
}

/// The text of one of them.
pub(super) async fn text(
    State(shared): State<Shared>,
    Path(hash): Path<String>,
) -> Result<Json<PastText>, Problem> {
    let activations = activations(&shared).await?;
    let mut sets = activations.iter().map(|activation| (*activation.rules).clone());
    let found = sets.find(|rules| hex(&rules.hash()) == hash);
    let rules = found.or_else(|| Some(RuleSet::built_in()).filter(|of| hex(&of.hash()) == hash));
    let rules = rules.ok_or_else(|| Problem::not_found(say("problem-no-rules")))?;
    Ok(Json(PastText {
        name: rules.name().to_owned(),
        version: rules.version(),
        text: rules.text().to_owned(),
        hash,
    }))
}

/// Every activation, oldest first.
pub(crate) async fn activations(shared: &Shared) -> Result<Vec<Activation>, Problem> {
    let (desk, pipeline) = (shared.desk.clone(), shared.pipeline.clone());
    let active = pipeline.board().rules().hash();
    let find = move || desk.activations(pipeline.journal().as_ref(), active);
    let found = tokio::task::spawn_blocking(find).await.map_err(|_| Problem::stopping())?;
    found.map_err(|error| Problem::unavailable(&error))
}

fn past(
    rules: &RuleSet,
    activation: Option<&Activation>,
    changes: Vec<ChangeView>,
    words: &Words,
) -> Past {
    Past {
        name: rules.name().to_owned(),
        version: rules.version(),
        hash: hex(&rules.hash()),
        offset: activation.map(|activation| activation.offset),
        since: activation.map(|activation| activation.at.unix_ms()),
        by: activation.map(|activation| recorded(words, &activation.by)),
        report: activation
            .map(|activation| activation.report.clone())
            .filter(|report| !report.is_empty()),
        changes,
    }
}

/// Takes an activation that was just made into the list.
pub(super) async fn extend(shared: &Shared) {
    let (desk, pipeline) = (shared.desk.clone(), shared.pipeline.clone());
    let read = move || desk.activated(pipeline.journal().as_ref());
    // What can't be read now is read when somebody asks.
    let _ = tokio::task::spawn_blocking(read).await;
}
