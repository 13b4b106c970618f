//! `/api/teams`: which team looks after whom, and how much work each has.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State};
use cohort::day::DAY_MS;
use cohort::definitions::DEFINITIONS;
use cohort::filter::Filter;
use cohort::summary::Member;
use cohort::workload::{By, Workload, workload};
use ingest::entry::{Done, Membership, PROGRAMMES};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::bounded;
use super::cohort::DAYS_MAX;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Right, Routes};
use crate::circle;
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

/// The routes about teams.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/teams", Right::Cohort, page)
        .says(
            About::of("The work of each team or site. None of fewer than five patients is told.")
                .asks::<Asked>()
                .gives::<Page>(),
        )
        .get("/api/patients/{id}/team", Right::Record, get)
        .says(About::of("Which team looks after somebody.").gives::<MembershipJson>())
        .put("/api/patients/{id}/team", Right::Plan, put)
        .says(
            About::of("Settles which team looks after somebody, where, and what is monitored.")
                .takes::<Request>()
                .gives::<MembershipJson>()
                .refuses(&[409]),
        )
}

/// Of which people, over which time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TeamsAsked)]
struct Asked {
    /// Over so many days, today among them.
    #[serde(default = "usual")]
    days: u16,
    /// Only people with this condition.
    condition: Option<String>,
    /// `team` or `site`.
    by: Option<String>,
}

fn usual() -> u16 {
    30
}

/// The work of every team.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamsPage)]
struct Page {
    as_of: i64,
    days: u16,
    by: &'static str,
    condition: Option<String>,
    teams: Vec<Workload>,
    definitions: BTreeMap<&'static str, &'static str>,
}

/// Who looks after somebody from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TeamWish)]
struct Request {
    /// Empty: none.
    team: String,
    /// Empty: none.
    #[serde(default)]
    site: String,
    /// `physiologic` if it is missing, `therapy_respiratory`, `therapy_musculoskeletal` or `therapy_cognitive`.
    programme: Option<String>,
    /// Which version this changes: 0 for somebody who was in none.
    version: u32,
}

/// Who looks after somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Team)]
struct MembershipJson {
    /// 0: nobody has settled it yet.
    version: u32,
    team: String,
    site: String,
    programme: &'static str,
    by: Option<String>,
    at: Option<i64>,
}

const NAME_CHARS_MAX: usize = 60;

async fn page(
    State(shared): State<Shared>,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page>, Problem> {
    let Query(asked) = query.map_err(|error| Problem::unreadable(error.body_text()))?;
    if !(1..=DAYS_MAX).contains(&asked.days) {
        return Err(Problem::bad_request(say("problem-days").with("max", DAYS_MAX)));
    }
    let (by, name) = match asked.by.as_deref() {
        None | Some("team") => (By::Team, "team"),
        Some("site") => (By::Site, "site"),
        Some(_) => return Err(Problem::unreadable("`by` is neither team nor site")),
    };
    let survey = shared.surveys.over(&shared, asked.days).await;
    let survey = survey.map_err(|error| Problem::unavailable(error.as_ref()))?;
    let condition = asked.condition.filter(|condition| !condition.is_empty());
    let make = move || {
        let filter = Filter { condition: condition.clone(), ..Filter::default() };
        let members: Vec<Member<'_>> = survey.members(&filter).collect();
        let now = survey.window.now_ms;
        let range = now - i64::from(asked.days) * DAY_MS..now + 1;
        let (alerts, automated) = (&survey.alerts, &survey.automated);
        Json(Page {
            as_of: now,
            days: asked.days,
            by: name,
            condition,
            teams: workload(&members, by, alerts, automated, &survey.contacts, &range),
            definitions: DEFINITIONS.into_iter().collect(),
        })
    };
    tokio::task::spawn_blocking(make).await.map_err(|_| Problem::stopping())
}

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<MembershipJson>, Problem> {
    newest(&shared, &patient).await.map(Json)
}

/// Settles it, if it is still as whoever does saw it.
async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<MembershipJson>, Problem> {
    let request = bounded::body(request)?;
    let membership = membership(&request)?;
    let _settling = shared.circle.settling.lock().await;
    let before = newest(&shared, &patient).await?;
    if before.version != request.version {
        return Err(Problem::changed_first(before.by.as_deref(), before.version));
    }
    circle::commit(&shared, &patient, circle::by(&pass), "", Done::Joined(membership)).await?;
    shared.surveys.forget().await;
    newest(&shared, &patient).await.map(Json)
}

fn membership(request: &Request) -> Result<Membership, Problem> {
    let name = |key: &str, text: &str| match text.trim() {
        "" => Ok(String::new()),
        text => {
            bounded::short(text, NAME_CHARS_MAX).map(|name| name.to_string()).ok_or_else(|| {
                let what = say("problem-long-name").with("field", key.to_owned());
                Problem::bad_request(what.with("max", NAME_CHARS_MAX))
            })
        }
    };
    let wanted = request.programme.as_deref().unwrap_or("physiologic");
    let programme = PROGRAMMES.iter().find(|(_, name)| *name == wanted);
    let (programme, _) = *programme.ok_or_else(|| {
        let known = PROGRAMMES.map(|(_, name)| name).join(", ");
        Problem::unreadable(format!("`programme` is none of {known}"))
    })?;
    Ok(Membership {
        version: request.version.saturating_add(1),
        team: name("team", &request.team)?,
        site: name("site", &request.site)?,
        programme,
    })
}

async fn newest(shared: &Shared, patient: &PatientId) -> Result<MembershipJson, Problem> {
    let joined = circle::deeds(shared, patient, "team").await?;
    let newest = joined.into_iter().rev().find_map(|placed| match placed.deed.done {
        Done::Joined(membership) => Some((membership, placed.deed.by.name, placed.at)),
        _ => None,
    });
    let (membership, by, at) = match newest {
        Some((membership, by, at)) => (membership, Some(by), Some(at)),
        None => (Membership::default(), None, None),
    };
    Ok(MembershipJson {
        version: membership.version,
        team: membership.team,
        site: membership.site,
        programme: membership.programme.name(),
        by,
        at,
    })
}
