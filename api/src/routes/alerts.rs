//! What people do about alerts: compare-and-set, so that the second sees who was first.

use std::time::Instant;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::Entry;
use risk_engine::fact::{Act, Action};
use risk_engine::outcome::{Alert, Decision, Severity};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vitals::{AlertId, PatientId, StoredAt};

use super::bounded;
use super::problem::Problem;
use crate::access::{Pass, policy};
use crate::json::{AcknowledgedJson, AlertJson, CaseResultJson, NextStepJson};
use crate::language::{Words, say};
use crate::lately::Gone;
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
    /// Tells the next step of the rota at once.
    Escalate {
        version: u32,
        by: Option<String>,
        reason: String,
    },
    /// Takes back the acknowledgement, the gift, the silence or the closing that made this version.
    Undo {
        version: u32,
        by: Option<String>,
    },
}

/// Nobody silences an emergency for longer. The engine takes an hour: what the journal holds stays decided.
const EMERGENCY_SNOOZE_MAX_MS: i64 = 15 * 60_000;
/// A page's clock may be ahead by so much, on the wall.
const AHEAD_MAX_MS: f64 = 5_000.0;

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
    let (patient, severity) = owner(shared, &alert).await?.ok_or_else(unknown)?;
    let patient = policy::patient(shared, pass, patient.as_str()).map_err(|_| unknown())?;
    let mut act = wish.into_act(alert, pass, shared.clock.now_ms())?;
    if let Action::Snooze { until, .. } = &mut act.action
        && severity == Severity::Emergency
    {
        *until = emergency_snooze(*until, shared)?;
    }
    if act.action == Action::Undo {
        let may = shared.lately.may_undo(&act.alert, act.version, &act.by, Instant::now());
        may.map_err(|gone| too_late(&gone))?;
    }
    let entry = Entry::Acted { patient: (*patient).clone(), act: act.clone() };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    match outcomes.into_iter().next().map(|outcome| outcome.decision) {
        Some(Decision::Alert { alert, .. }) => {
            shared.lately.note(&alert, &act.by, Instant::now());
            let (board, as_of) = (shared.pipeline.board(), shared.clock.now_ms());
            let (rules, rota) = (board.rules(), board.rota());
            let wording = Wording { words, rules: &rules };
            let on_call = (&*rota, StoredAt::from_unix_ms(as_of));
            Ok(Json(AlertJson::of(&patient, &alert, wording, on_call)))
        }
        Some(Decision::Refused { current: Some(current), .. }) => {
            Err(refused(&act, &current, shared))
        }
        _ => Err(unknown()),
    }
}

/// Until when an emergency is silent; refused if that is too long.
fn emergency_snooze(until: StoredAt, shared: &Shared) -> Result<StoredAt, Problem> {
    let longest = shared.clock.now_ms() + EMERGENCY_SNOOZE_MAX_MS;
    let ahead = (AHEAD_MAX_MS * shared.clock.speed().max(1.0)) as i64;
    if until.unix_ms() > longest + ahead {
        let what = say("problem-snooze-emergency");
        return Err(Problem::unprocessable(what.with("max", EMERGENCY_SNOOZE_MAX_MS / 60_000)));
    }
    Ok(until.min(StoredAt::from_unix_ms(longest)))
}

fn too_late(gone: &Gone) -> Problem {
    match gone {
        Gone::Late => Problem::conflict("problem-title-late", say("problem-undo-late")),
        Gone::First(by) => {
            let what = say("problem-undo-first").with_person("by", by);
            Problem::conflict("problem-title-alert-changed", what)
        }
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
            Self::Escalate { version, by, reason } => {
                let reason = bounded::reason("reason", &reason)?;
                (version, by, Action::Escalate { reason })
            }
            Self::Undo { version, by } => (version, by, Action::Undo),
        };
        Ok(Act { alert, version, by: pass.by_if_same(by.as_deref())?, action })
    }
}

/// Whose alert it is, and how grave: from the board if it is open, else from the store.
async fn owner(shared: &Shared, id: &AlertId) -> Result<Option<(PatientId, Severity)>, Problem> {
    let on_board = shared.pipeline.board().read(|_, people| {
        people
            .iter()
            .find_map(|(patient, person)| Some((patient.clone(), person.alerts.get(id)?.severity)))
    });
    if on_board.is_some() {
        return Ok(on_board);
    }
    let stored =
        shared.pipeline.care().alert(id).await.map_err(|error| Problem::unavailable(&error))?;
    Ok(stored.map(|(patient, alert)| (patient, alert.severity)))
}

fn refused(act: &Act, current: &Alert, shared: &Shared) -> Problem {
    let first = AcknowledgedJson::of(current);
    let is_as_seen = current.is_open() && current.version == act.version;
    let problem = match &first {
        _ if matches!(act.action, Action::Escalate { .. }) && is_as_seen => {
            Problem::conflict("problem-title-not-now", say("problem-nobody-on-call"))
        }
        _ if act.action == Action::Undo => {
            Problem::conflict("problem-title-alert-changed", say("problem-undo-changed"))
        }
        Some(first) => {
            let ago_min = (shared.clock.now_ms() - first.at).max(0) / 60_000;
            let what = say("problem-acknowledged").with_person("by", &first.by);
            Problem::conflict("problem-title-acknowledged", what.with("minutes", ago_min))
        }
        None => Problem::conflict("problem-title-alert-changed", say("problem-alert-changed")),
    };
    problem.with("acknowledged", json!(first)).with("version", json!(current.version))
}
