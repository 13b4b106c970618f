//! What people do about alerts: compare-and-set, so that the second sees who was first.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::Entry;
use risk_engine::fact::{Act, Action};
use risk_engine::outcome::{Alert, Decision};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vitals::{AlertId, PatientId, StoredAt};

use super::bounded;
use super::problem::Problem;
use crate::access::{Pass, policy};
use crate::json::{AcknowledgedJson, AlertJson, CaseResultJson, NextStepJson};
use crate::language::{Words, say};
use crate::server::Shared;
use crate::wording::Wording;

/// What the page sends to acknowledge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acknowledgement {
    version: u32,
    next: NextStepJson,
    by: Option<String>,
}

/// Something to do about an alert, by a person who saw it as of `version`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = AlertAct)]
pub(super) enum Wish {
    Acknowledge {
        version: u32,
        by: Option<String>,
        next: NextStepJson,
    },
    Assign {
        version: u32,
        by: Option<String>,
        to: String,
    },
    Snooze {
        version: u32,
        by: Option<String>,
        /// Unix ms.
        until: i64,
        reason: String,
    },
    Close {
        version: u32,
        by: Option<String>,
        result: CaseResultJson,
        reason: String,
    },
}

/// `POST /api/alerts/{id}/acknowledge`
pub(super) async fn acknowledge(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    Path(id): Path<String>,
    request: Result<Json<Acknowledgement>, JsonRejection>,
) -> Result<Json<AlertJson>, Problem> {
    let Acknowledgement { version, next, by } = bounded::body(request)?;
    act(&shared, &pass, &words, &id, Wish::Acknowledge { version, by, next }).await
}

/// `POST /api/alerts/{id}/acts`
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    Path(id): Path<String>,
    request: Result<Json<Wish>, JsonRejection>,
) -> Result<Json<AlertJson>, Problem> {
    act(&shared, &pass, &words, &id, bounded::body(request)?).await
}

async fn act(
    shared: &Shared,
    pass: &Pass,
    words: &Words,
    id: &str,
    wish: Wish,
) -> Result<Json<AlertJson>, Problem> {
    let unknown = || Problem::not_found(say("problem-no-alert"));
    let alert: AlertId = id.parse().map_err(|_| unknown())?;
    let patient = owner(shared, &alert).await?.ok_or_else(unknown)?;
    let patient = policy::patient(shared, pass, patient.as_str()).map_err(|_| unknown())?;
    let act = wish.into_act(alert, pass, shared.clock.now_ms())?;
    let entry = Entry::Acted { patient: (*patient).clone(), act };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    match outcomes.into_iter().next().map(|outcome| outcome.decision) {
        Some(Decision::Alert { alert, .. }) => {
            let rules = shared.pipeline.board().rules();
            let wording = Wording { words, rules: &rules };
            Ok(Json(AlertJson::of(&patient, &alert, wording)))
        }
        Some(Decision::Refused { current: Some(current), .. }) => Err(refused(&current, shared)),
        _ => Err(unknown()),
    }
}

impl Wish {
    fn into_act(self, alert: AlertId, pass: &Pass, now_ms: i64) -> Result<Act, Problem> {
        let (version, by, action) = match self {
            Self::Acknowledge { version, by, next } => {
                (version, by, Action::Acknowledge(next.into()))
            }
            Self::Assign { version, by, to } => {
                (version, by, Action::Assign { to: bounded::name("to", &to)? })
            }
            Self::Snooze { version, by, until, reason } => {
                if until <= now_ms {
                    return Err(Problem::bad_request(say("problem-until-over")));
                }
                let reason = bounded::reason("reason", &reason)?;
                (version, by, Action::Snooze { until: StoredAt::from_unix_ms(until), reason })
            }
            Self::Close { version, by, result, reason } => {
                let reason = bounded::reason("reason", &reason)?;
                (version, by, Action::Close { result: result.into(), reason })
            }
        };
        Ok(Act { alert, version, by: pass.by_if_same(by.as_deref())?, action })
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
    let first = AcknowledgedJson::of(current);
    let problem = match &first {
        Some(first) => {
            let ago_min = (shared.clock.now_ms() - first.at).max(0) / 60_000;
            let what = say("problem-acknowledged").with_person("by", &first.by);
            Problem::conflict("problem-title-acknowledged", what.with("minutes", ago_min))
        }
        None => Problem::conflict("problem-title-alert-changed", say("problem-alert-changed")),
    };
    problem.with("acknowledged", json!(first)).with("version", json!(current.version))
}
