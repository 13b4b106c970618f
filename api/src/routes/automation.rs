//! `GET /api/patients/{id}/automation`: what the automation did with somebody, newest first.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use risk_engine::outcome::{Change, Decision, Problem as Matter, TakenStep};
use risk_engine::rules::RuleSet;
use risk_engine::rules::tongue::Tongue as _;
use serde::Serialize;
use store::care::EventRow;
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt};

use super::events::event_name;
use super::problem::Problem;
use crate::access::{Authorized, Right, Routes};
use crate::json::hex;
use crate::language::Words;
use crate::openapi::About;
use crate::server::Shared;
use crate::wording::{self, Wording};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/patients/{id}/automation", Right::Record, get).says(
        About::of("What the automation did with somebody, newest first.").gives_list::<Line>(),
    )
}

/// One step that the automation took.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AutomationLine)]
struct Line {
    /// Names it among this person's events.
    id: String,
    at: i64,
    /// What it was about, as the rules call it.
    title: String,
    /// Which way of the rules it is a step of; that can be stopped for one person.
    pathway: String,
    step: String,
    /// SHA-256 of the rules that decided it, and their name and version where they are still known.
    rules: String,
    rule_set: Option<String>,
    version: Option<u32>,
    /// What it rests on, in words.
    saw: Vec<String>,
    /// What it did, in words.
    did: String,
    /// What the person read; empty if nothing.
    sent: String,
    came: Came,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AutomationCame)]
struct Came {
    /// `calmed`, `alert`, `next` (another step), `waiting`, or `nothing` so far.
    kind: &'static str,
    /// When; until when an answer is waited for.
    at: Option<i64>,
    /// The alert's severity.
    severity: Option<&'static str>,
}

/// So many events are looked at: those of weeks.
const EVENTS_MAX: u32 = 1_000;
/// So many steps are shown.
const LINES_MAX: usize = 200;

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    words: Words,
) -> Result<Json<Vec<Line>>, Problem> {
    let events = shared.pipeline.care().events_of(&patient, EVENTS_MAX).await;
    let events = events.map_err(|error| Problem::unavailable(&error))?;
    let active = shared.pipeline.board().rules();
    let sets = sets(&shared, &active, &events).await?;
    let mut ends: BTreeMap<&Matter, Came> = BTreeMap::new();
    let mut lines = Vec::new();
    // Newest first: what came of a step was seen before it.
    for event in &events {
        if let Some((matter, step, reasons)) = step_of(event) {
            let rules = sets.iter().find(|rules| rules.hash() == event.outcome.rules_hash);
            let wording = Wording { words: &words, rules: rules.unwrap_or(&active) };
            let now = shared.clock.now_ms();
            lines.push(Line {
                id: event_name(event.outcome.cause, event.outcome.place),
                at: event.outcome.at.unix_ms(),
                title: wording.title(matter),
                pathway: step.pathway.to_string(),
                step: step.step.to_string(),
                rules: hex(&event.outcome.rules_hash),
                rule_set: rules.map(|rules| rules.name().to_owned()),
                version: rules.map(|rules| rules.version()),
                saw: wording.reasons(reasons),
                did: wording.step(step),
                sent: words.written(&step.say),
                came: ends.remove(matter).unwrap_or_else(|| so_far(step, now)),
            });
        }
        if let Some((matter, came)) = came(event) {
            ends.insert(matter, came);
        }
        if lines.len() == LINES_MAX {
            break;
        }
    }
    Ok(Json(lines))
}

fn step_of(event: &EventRow) -> Option<(&Matter, &TakenStep, &[risk_engine::outcome::Reason])> {
    match &event.outcome.decision {
        Decision::Stepped { problem, step, reasons } => Some((problem, step, reasons)),
        _ => None,
    }
}

/// What an event is to the step before it.
fn came(event: &EventRow) -> Option<(&Matter, Came)> {
    let at = Some(event.outcome.at.unix_ms());
    match &event.outcome.decision {
        Decision::Stepped { problem, .. } => {
            Some((problem, Came { kind: "next", at, severity: None }))
        }
        Decision::Calmed { problem } => {
            Some((problem, Came { kind: "calmed", at, severity: None }))
        }
        Decision::Alert { change: Change::Raised | Change::Joined, alert } => {
            let severity = Some(wording::severity(alert.severity));
            Some((&alert.problem, Came { kind: "alert", at, severity }))
        }
        _ => None,
    }
}

fn so_far(step: &TakenStep, now: i64) -> Came {
    let due = step.due_at.map(StoredAt::unix_ms).filter(|due| *due > now);
    let kind = if due.is_some() { "waiting" } else { "nothing" };
    Came { kind, at: due, severity: None }
}

/// The rule sets that decided these; the journal is read only where it wasn't the active one.
async fn sets(
    shared: &Shared,
    active: &Arc<RuleSet>,
    events: &[EventRow],
) -> Result<Vec<Arc<RuleSet>>, Problem> {
    let hash = active.hash();
    if events.iter().all(|event| event.outcome.rules_hash == hash) {
        return Ok(vec![active.clone()]);
    }
    let (desk, journal) = (shared.desk.clone(), shared.pipeline.journal().clone());
    let read = move || desk.activations(journal.as_ref(), hash);
    let read = tokio::task::spawn_blocking(read).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    let activated = read.map_err(|error| Problem::unavailable(&error))?;
    let activated = activated.into_iter().map(|activation| activation.rules);
    Ok([active.clone()].into_iter().chain(activated).collect())
}
