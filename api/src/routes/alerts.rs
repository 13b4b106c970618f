//! `POST /api/alerts/{id}/acknowledge`: compare-and-set, so that the second sees who was first.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::Entry;
use risk_engine::fact::Acknowledge;
use risk_engine::outcome::{Alert, Decision};
use serde::Deserialize;
use serde_json::json;
use vitals::{AlertId, PatientId};

use super::problem::Problem;
use crate::json::{AcknowledgedJson, AlertJson, NextStepJson};
use crate::server::Shared;

/// What the page sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    version: u32,
    next: NextStepJson,
    by: String,
}

/// A name is no longer.
const NAME_CHARS_MAX: usize = 80;

pub(super) async fn acknowledge(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<AlertJson>, Problem> {
    let Json(request) = request.map_err(|error| Problem::bad_request(error.body_text()))?;
    let by = request.by.trim();
    if by.is_empty() || by.chars().count() > NAME_CHARS_MAX || by.chars().any(char::is_control) {
        return Err(Problem::bad_request("`by` must be a name of 1 to 80 characters"));
    }
    let unknown = || Problem::not_found("there is no open alert with this id");
    let alert: AlertId = id.parse().map_err(|_| unknown())?;
    let patient = owner(&shared, &alert).await?.ok_or_else(unknown)?;
    let wish =
        Acknowledge { alert, version: request.version, by: by.into(), next: request.next.into() };
    let entry = Entry::Acknowledge { patient: patient.clone(), wish };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    match outcomes.into_iter().next().map(|outcome| outcome.decision) {
        Some(Decision::Alert { alert, .. }) => Ok(Json(AlertJson::of(&patient, &alert))),
        Some(Decision::Refused { current: Some(current), .. }) => Err(refused(&current, &shared)),
        _ => Err(unknown()),
    }
}

/// Whose alert it is: from the board if it is open, else from the store.
async fn owner(shared: &Shared, alert: &AlertId) -> Result<Option<PatientId>, Problem> {
    let on_board = shared.pipeline.board().read(|_, people| {
        let mut found = people.iter().filter(|(_, person)| person.alerts.contains_key(alert));
        found.next().map(|(patient, _)| patient.clone())
    });
    if on_board.is_some() {
        return Ok(on_board);
    }
    let stored =
        shared.pipeline.care().alert(alert).await.map_err(|error| Problem::unavailable(&error))?;
    Ok(stored.map(|(patient, _)| patient))
}

fn refused(current: &Alert, shared: &Shared) -> Problem {
    match AcknowledgedJson::of(current) {
        Some(first) => {
            let ago_min = (shared.clock.now_ms() - first.at).max(0) / 60_000;
            let when =
                if ago_min == 0 { "just now".to_owned() } else { format!("{ago_min} min ago") };
            Problem::conflict(
                "Already acknowledged",
                format!("{} acknowledged it first, {when}", first.by),
            )
            .with("acknowledged", json!(first))
        }
        None => Problem::conflict(
            "It has changed",
            "the alert has changed since you saw it: look again, then acknowledge",
        )
        .with("acknowledged", json!(null)),
    }
}
