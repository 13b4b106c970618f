//! A cohort as a file: with its filter, its period, what each figure means and which rules decided.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use cohort::billing::{Rates, Settings};
use cohort::claims::{Claim, Month};
use cohort::day::date;
use cohort::definitions::DEFINITIONS;
use cohort::filter::Filter;
use cohort::summary::Member;
use cohort::table;
use std::sync::Arc;

use super::super::problem::Problem;
use super::asked::{Asked, OfMonth, asked};
use super::{RulesJson, rules};
use crate::language::say;
use crate::server::Shared;
use crate::survey::Survey;

/// Everybody of the list, as CSV.
pub(super) async fn csv(
    State(shared): State<Shared>,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (asked, survey, rules) = found(&shared, query).await?;
    let make = move || {
        let filter = asked.filter();
        let frame = table::table(&listed(&survey, &asked, &filter))?;
        anyhow::Ok(table::csv(&frame, &about(&survey, &asked, &rules)))
    };
    let text = made(make).await?;
    Ok(file(text.into_bytes(), "text/csv; charset=utf-8", "cohort.csv"))
}

/// The same, as Parquet: what it is about is in the file's metadata.
pub(super) async fn parquet(
    State(shared): State<Shared>,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (asked, survey, rules) = found(&shared, query).await?;
    let make = move || {
        let filter = asked.filter();
        let mut frame = table::table(&listed(&survey, &asked, &filter))?;
        Ok(table::parquet(&mut frame, &about(&survey, &asked, &rules))?)
    };
    Ok(file(made(make).await?, "application/vnd.apache.parquet", "cohort.parquet"))
}

/// What can be claimed of what ended in a month.
pub(super) async fn claims(
    State(shared): State<Shared>,
    query: Result<Query<OfMonth>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(of) = query.map_err(|error| Problem::unreadable(error.body_text()))?;
    let wrong = || Problem::bad_request(say("problem-month"));
    let month = Month::parse(&of.month).ok_or_else(wrong)?;
    let survey = survey(&shared, DAYS).await?;
    let today = Month::of(date(cohort::day::LocalClock::of("UTC", 0..0).day(survey.window.now_ms)));
    if !today.is_this_or_last(month) {
        return Err(Problem::unprocessable(say("problem-month-past")));
    }
    let make = move || {
        let rates = Rates::built_in()?;
        let filter = of.filter();
        let claims = claimed(&survey, &filter, month, &rates);
        let mut about = vec![
            ("Hearthwatch".to_owned(), "claims".to_owned()),
            ("month".to_owned(), of.month.clone()),
        ];
        about.extend(whose(&filter));
        about.push(("as of".to_owned(), moment(survey.window.now_ms)));
        let amounts = "examples, not your contract's: see rate_source";
        about.push(("amounts".to_owned(), amounts.to_owned()));
        Ok(cohort::claims::csv(&claims, &about))
    };
    let text = made(make).await?;
    Ok(file(text.into_bytes(), "text/csv; charset=utf-8", "claims.csv"))
}

/// Claims need no longer period than any survey looks back.
const DAYS: u16 = 30;

fn claimed(survey: &Survey, filter: &Filter, month: Month, rates: &Rates) -> Vec<Claim> {
    let of = |member: Member<'_>| {
        let contacts = survey.contacts.get(&member.figures.patient);
        let contacts = contacts.map_or(&[][..], Vec::as_slice);
        cohort::claims::claims(member.figures, contacts, month, rates, Settings::default())
    };
    survey.members(filter).flat_map(of).collect()
}

async fn found(
    shared: &Shared,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<(Asked, Arc<Survey>, RulesJson), Problem> {
    let asked = asked(query)?;
    let survey = survey(shared, asked.days).await?;
    Ok((asked, survey, rules(shared)))
}

async fn survey(shared: &Shared, days: u16) -> Result<Arc<Survey>, Problem> {
    let survey = shared.surveys.over(shared, days).await;
    survey.map_err(|error| Problem::unavailable(error.as_ref()))
}

fn listed<'a>(survey: &'a Survey, asked: &Asked, filter: &'a Filter) -> Vec<Member<'a>> {
    let list = asked.list();
    survey.members(filter).filter(|member| list.holds(*member)).collect()
}

/// What a file is about: it is inside the file.
fn about(survey: &Survey, asked: &Asked, rules: &RulesJson) -> Vec<(String, String)> {
    let mut about = vec![
        ("Hearthwatch".to_owned(), "cohort".to_owned()),
        ("as of".to_owned(), moment(survey.window.now_ms)),
        ("period".to_owned(), format!("{} days, the last of them today", asked.days)),
    ];
    about.extend(whose(&asked.filter()));
    about.extend([
        ("list".to_owned(), asked.list_name().to_owned()),
        ("journal".to_owned(), format!("up to entry {}", survey.cursor)),
        ("rules".to_owned(), format!("{} v{} {}", rules.name, rules.version, rules.hash)),
    ]);
    let definition =
        |(name, text): &(&str, &str)| (format!("definition: {name}"), (*text).to_owned());
    about.extend(DEFINITIONS.iter().map(definition));
    about
}

/// Whom it means, a line for each thing that can be asked for.
fn whose(filter: &Filter) -> [(String, String); 3] {
    [("condition", &filter.condition), ("team", &filter.team), ("site", &filter.site)]
        .map(|(name, asked)| (name.to_owned(), asked.as_deref().unwrap_or("all").to_owned()))
}

fn moment(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or(String::new(), |at| at.to_string())
}

async fn made<T: Send + 'static>(
    make: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let made = tokio::task::spawn_blocking(make).await.map_err(|_| Problem::stopping())?;
    made.map_err(|error| Problem::unavailable(error.as_ref()))
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
