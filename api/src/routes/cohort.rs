//! `/api/cohort`: who is not measuring, who is out of control, who can be billed, and whether a new rule
//! helped; and the same as files.

mod asked;
mod export;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use cohort::burden::{Burden, around, burden};
use cohort::day::DAY_MS;
use cohort::definitions::DEFINITIONS;
use cohort::filter::Filter;
use cohort::panel::Figures;
use cohort::stays::{Outcomes, outcomes};
use cohort::summary::{Member, Summary, summary};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) use self::asked::DAYS_MAX;
use self::asked::{Asked, asked};
use self::rows::Row;
use super::problem::Problem;
use super::rules::activations;
use crate::access::{Right, Routes};
use crate::json::hex;
use crate::language::{Words, recorded};
use crate::openapi::About;
use crate::server::Shared;
use crate::survey::{CHANGES_MAX, Survey, cared_for};

/// The routes about cohorts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/cohort", Right::Cohort, page)
        .says(
            About::of("All figures of a cohort, and the people behind one of them.")
                .asks::<asked::Asked>()
                .gives::<Page>(),
        )
        .get("/api/cohort/export.csv", Right::Cohort, export::csv)
        .says(About::of("The people of a list, as CSV.").asks::<asked::Asked>().text("text/csv"))
        .get("/api/cohort/export.parquet", Right::Cohort, export::parquet)
        .says(
            About::of("The same, as Parquet.")
                .asks::<asked::Asked>()
                .text("application/vnd.apache.parquet"),
        )
        .get("/api/cohort/claims.csv", Right::Cohort, export::claims)
        .says(
            About::of("What can be claimed of what ended in a month, as CSV.")
                .asks::<asked::OfMonth>()
                .text("text/csv")
                .refuses(&[422]),
        )
}

/// All figures of a cohort.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortPage)]
pub(super) struct Page {
    /// When this was so, ms since 1970.
    as_of: i64,
    /// Everything before this journal entry is in.
    cursor: u64,
    days: u16,
    condition: Option<String>,
    team: Option<String>,
    site: Option<String>,
    /// Every condition that somebody has.
    conditions: Vec<String>,
    /// Every team that looks after somebody.
    teams: Vec<String>,
    /// Every site that somebody is of.
    sites: Vec<String>,
    rules: RulesJson,
    summary: Summary,
    burden: Burden,
    /// Stays in hospital, and who was back.
    outcomes: Outcomes,
    /// Before and after each of the newest activations, newest first.
    changes: Vec<ChangeJson>,
    /// Which list the rows are, how many it has, and the first of them by name.
    list: &'static str,
    rows_total: usize,
    rows: Vec<Row>,
    definitions: BTreeMap<&'static str, &'static str>,
}

/// The rule set that decides now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortRules)]
pub(super) struct RulesJson {
    name: String,
    version: u32,
    hash: String,
}

/// What a rule set changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortChange)]
struct ChangeJson {
    at: i64,
    name: String,
    version: u32,
    hash: String,
    by: String,
    before: Burden,
    after: Burden,
    /// Stays in hospital in the same days.
    outcomes_before: Outcomes,
    outcomes_after: Outcomes,
}

async fn page(
    State(shared): State<Shared>,
    words: Words,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page>, Problem> {
    let asked = asked(query)?;
    let survey = shared.surveys.over(&shared, asked.days).await;
    let survey = survey.map_err(|error| Problem::unavailable(error.as_ref()))?;
    let changes = changes(&shared, &words, &survey, &asked.filter()).await?;
    let names = rows::names(&shared);
    let rules = rules(&shared);
    let make = move || Json(made(&survey, &asked, changes, &names, rules));
    tokio::task::spawn_blocking(make).await.map_err(|_| Problem::stopping())
}

fn made(
    survey: &Survey,
    asked: &Asked,
    changes: Vec<ChangeJson>,
    names: &BTreeMap<String, String>,
    rules: RulesJson,
) -> Page {
    let filter = asked.filter();
    let members: Vec<Member<'_>> = survey.members(&filter).collect();
    let days = i32::from(asked.days);
    let everybody = &survey.figures;
    let (rows_total, rows) = rows::of(&members, asked, names);
    let now = survey.window.now_ms;
    let period = now - i64::from(asked.days) * DAY_MS..now + 1;
    Page {
        as_of: now,
        cursor: survey.cursor,
        days: asked.days,
        conditions: each(everybody.iter().flat_map(|one| &one.conditions)),
        teams: each(everybody.iter().map(|one| &one.team)),
        sites: each(everybody.iter().map(|one| &one.site)),
        rules,
        summary: summary(&members, &survey.alerts),
        burden: burden(&survey.alerts, &survey.automated, &cared_for(&members), period),
        outcomes: outcomes(&members, &survey.stays, |one| one.today + 1 - days..one.today + 1),
        condition: filter.condition.clone(),
        team: filter.team.clone(),
        site: filter.site.clone(),
        changes,
        list: asked.list_name(),
        rows_total,
        rows,
        definitions: DEFINITIONS.into_iter().collect(),
    }
}

/// Each that is said, once, sorted.
fn each<'a>(said: impl Iterator<Item = &'a String>) -> Vec<String> {
    let said: BTreeSet<&String> = said.filter(|text| !text.is_empty()).collect();
    said.into_iter().cloned().collect()
}

/// The rules that decide now.
fn rules(shared: &Shared) -> RulesJson {
    let rules = shared.pipeline.board().rules();
    RulesJson { name: rules.name().to_owned(), version: rules.version(), hash: hex(&rules.hash()) }
}

/// Before and after. The rules that a journal begins with changed nothing.
async fn changes(
    shared: &Shared,
    words: &Words,
    survey: &Survey,
    filter: &Filter,
) -> Result<Vec<ChangeJson>, Problem> {
    let members: Vec<Member<'_>> = survey.members(filter).collect();
    let cared_for = cared_for(&members);
    let figures = |range| burden(&survey.alerts, &survey.automated, &cared_for, range);
    // A day belongs to the stretch that begins on it.
    let outcomes = |range: &Range<i64>| {
        let days = |one: &Figures| one.clock.day(range.start)..one.clock.day(range.end);
        outcomes(&members, &survey.stays, days)
    };
    let all = activations(shared).await?;
    let newest = all.iter().skip(1).rev().take(CHANGES_MAX);
    let change = |activation: &ingest::replay::Activation| {
        let at = activation.at.unix_ms();
        let days = i64::from(survey.window.days);
        let (before, after) = around(at, survey.window.now_ms, days)?;
        Some(ChangeJson {
            at,
            name: activation.rules.name().to_owned(),
            version: activation.rules.version(),
            hash: hex(&activation.rules.hash()),
            by: recorded(words, &activation.by),
            outcomes_before: outcomes(&before),
            outcomes_after: outcomes(&after),
            before: figures(before),
            after: figures(after),
        })
    };
    Ok(newest.filter_map(change).collect())
}
