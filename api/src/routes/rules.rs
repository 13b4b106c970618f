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
use serde_json::json;
use utoipa::ToSchema;

use super::bounded;
use super::problem::Problem;
use crate::access::{Right, Routes};
use crate::json::hex;
use crate::language::{Words, recorded, say};
use crate::openapi::About;
use crate::server::Shared;

/// No rule set is longer.
pub(super) const RULES_BYTES_MAX: usize = 1024 * 1024;

pub(crate) use history::activations;

/// The routes about rules.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/rules", Right::Rules, active)
        .says(About::of("The rules that decide.").gives::<Active>())
        .post("/api/rules/checks", Right::Rules, check)
        .says(
            About::of("What a draft says, and every mistake in it.")
                .takes::<Check>()
                .gives::<Checked>(),
        )
        .get("/api/rules/proposal", Right::Rules, proposal::get)
        .says(About::of("What somebody proposes to activate.").gives_maybe::<proposal::Proposed>())
        .put("/api/rules/proposal", Right::RulesActivate, proposal::put)
        .says(
            About::of("Proposes rules that were back-tested.")
                .takes::<proposal::Request>()
                .gives::<proposal::Proposed>()
                .refuses(&[409, 422]),
        )
        .delete("/api/rules/proposal", Right::RulesActivate, proposal::delete)
        .says(About::of("Takes a proposal back.").says_done())
        .post("/api/rules/activations", Right::RulesActivate, activation::post)
        .says(
            About::of("Makes rules decide that somebody else proposed.")
                .takes::<activation::Request>()
                .gives::<activation::Activated>()
                .refuses(&[409, 422]),
        )
        .post("/api/rules/backtests", Right::Rules, trial::post)
        .says(
            About::of("Begins to try a draft on what happened.")
                .takes::<trial::Request>()
                .begins::<trial::Started>()
                .refuses(&[409, 422]),
        )
        .get("/api/rules/backtests/{hash}", Right::Rules, trial::get)
        .says(About::of("How far it is, or its report.").gives::<trial::Trial>())
        .delete("/api/rules/backtests/{hash}", Right::Rules, trial::delete)
        .says(About::of("Stops it.").says_begun())
        .get("/api/rules/draft", Right::Rules, draft::get)
        .says(About::of("The draft that people work on.").gives_maybe::<draft::Kept>())
        .put("/api/rules/draft", Right::Rules, draft::put)
        .says(
            About::of("Saves it, in the place of the one that was read.")
                .takes::<draft::Request>()
                .gives::<draft::Kept>()
                .refuses(&[409]),
        )
        .delete("/api/rules/draft", Right::Rules, draft::delete)
        .says(About::of("Throws it away.").says_done())
        .get("/api/rules/history", Right::Rules, history::get)
        .says(
            About::of("Every rule set that ever decided, newest first.")
                .gives_list::<history::Past>(),
        )
        .get("/api/rules/history/{hash}", Right::Rules, history::text)
        .says(About::of("The text of one of them.").gives::<history::PastText>())
        .get("/api/rules/shadow", Right::Rules, shadow::get)
        .says(
            About::of("What a draft beside the live rules has seen.")
                .gives_maybe::<crate::backtest::ShadowSeen>(),
        )
        .post("/api/rules/shadow", Right::Rules, shadow::post)
        .says(
            About::of("Begins to decide by a draft, too, and tells nobody.")
                .takes::<Check>()
                .begins::<crate::backtest::ShadowSeen>()
                .refuses(&[409, 422]),
        )
        .delete("/api/rules/shadow", Right::Rules, shadow::delete)
        .says(About::of("Ends that.").says_done())
}

/// The rules that decide.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActiveRules)]
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

async fn active(State(shared): State<Shared>, words: Words) -> Result<Json<Active>, Problem> {
    let found = history::activations(&shared).await?.pop();
    let rules = shared.pipeline.board().rules();
    // An entry may be durable a moment before the engine has seen it.
    let found = found.filter(|activation| activation.rules.hash() == rules.hash());
    Ok(Json(Active {
        name: rules.name().to_owned(),
        version: rules.version(),
        hash: hex(&rules.hash()),
        since: found.as_ref().map(|activation| activation.at.unix_ms()),
        by: found.as_ref().map(|activation| recorded(&words, &activation.by)),
        report: found.map(|activation| activation.report).filter(|report| !report.is_empty()),
        text: rules.text().to_owned(),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RulesText)]
pub(super) struct Check {
    text: String,
}

/// What a draft says: as a form, beside the active rules, and every mistake in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesChecked)]
pub(super) struct Checked {
    /// Of the rules; none if there is a mistake.
    hash: Option<String>,
    mistakes: Vec<Mistake>,
    /// What differs from the rules that decide; none if the draft isn't TOML.
    changes: Option<Vec<form::ChangeView>>,
    form: Option<form::Form>,
}

/// Something that is wrong in a draft, and what to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesMistake)]
struct Mistake {
    line: usize,
    place: String,
    what: String,
    remedy: String,
}

async fn check(
    State(shared): State<Shared>,
    words: Words,
    request: Result<Json<Check>, JsonRejection>,
) -> Result<Json<Checked>, Problem> {
    let Check { text } = bounded::body(request)?;
    let active = shared.pipeline.board().rules();
    // Every value that a reading can have is tried: others shall not wait for it.
    let checked = tokio::task::spawn_blocking(move || checked(&text, active.text(), &words)).await;
    checked.map(Json).map_err(|_| Problem::stopping())
}

fn checked(text: &str, active: &str, words: &Words) -> Checked {
    let (hash, mistakes) = match RuleSet::from_toml(text) {
        Ok(rules) => (Some(hex(&rules.hash())), Vec::new()),
        Err(mistakes) => (None, told(&mistakes, words)),
    };
    let changes = form::changes(active, text, words);
    Checked { hash, mistakes, changes, form: form::form(text, words) }
}

/// A draft without a mistake.
fn draft(text: &str) -> Result<RuleSet, Problem> {
    RuleSet::from_toml(text).map_err(|mistakes| {
        let what = say("problem-rules-mistakes").with("count", mistakes.0.len());
        Problem::unprocessable(what).with("mistakes", json!(told(&mistakes, &Words::english())))
    })
}

fn told(mistakes: &RuleSetErrors, words: &Words) -> Vec<Mistake> {
    let told = mistakes.0.iter().map(|mistake| Mistake {
        line: mistake.line,
        place: mistake.place.clone(),
        what: crate::language::told(words, &mistake.what),
        remedy: crate::language::told(words, &mistake.remedy),
    });
    told.collect()
}

/// Accepted: it goes on in the background.
const ACCEPTED: StatusCode = StatusCode::ACCEPTED;
