//! `GET /api/patients/{id}/care`: what the automation did with a person, in the sentences that they read,
//! and the questions that wait for an answer.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use risk_engine::outcome::{Decision, Problem as Trouble, StepAction, TakenStep};
use risk_engine::rules::{Item, Kind, RuleSet};
use serde::Serialize;
use store::care::{AnswersRow, EventRow};
use utoipa::ToSchema;
use vitals::{PatientId, VitalSign};

use super::problem::Problem;
use super::unclaimed;
use crate::access::Authorized;
use crate::server::Shared;
use crate::wording;

/// A person's care, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Care {
    pub(super) steps: Vec<Step>,
    /// The questions that wait for an answer.
    pub(super) questionnaire: Option<Waiting>,
    /// Readings that may be theirs: was this you?
    pub(super) unclaimed: Vec<unclaimed::Question>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CareStep)]
pub(super) struct Step {
    pub(super) at: i64,
    /// `measure`, `ask`, `advise`, `remind`, `thank` or `fine`.
    pub(super) kind: &'static str,
    /// What the person reads.
    pub(super) text: String,
    /// What to measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) sign: Option<&'static str>,
    pub(super) due_at: Option<i64>,
    pub(super) title: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CareQuestionnaire)]
pub(super) struct Waiting {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) due_at: Option<i64>,
    pub(super) items: Vec<Question>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CareQuestion)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) unit: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) choices: Vec<String>,
    /// It is asked only if this holds of the answers before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) when: Option<String>,
}

const STEPS_MAX: u32 = 100;
const ANSWERS_MAX: u32 = 50;

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Care>, Problem> {
    of(&shared, &patient).await.map(Json)
}

/// Somebody's care.
pub(super) async fn of(shared: &Shared, patient: &Authorized<PatientId>) -> Result<Care, Problem> {
    let care = shared.pipeline.care();
    let events = care.steps_of(patient, STEPS_MAX).await;
    let events = events.map_err(|error| Problem::unavailable(&error))?;
    let answers = care.answers_of(patient, ANSWERS_MAX).await;
    let answers = answers.map_err(|error| Problem::unavailable(&error))?;
    let rules = shared.pipeline.board().rules();
    let questionnaire = waiting(&events, &answers, &rules, shared.clock.now_ms());
    let steps = events.iter().filter_map(|event| step(event, &rules)).collect();
    let unclaimed = unclaimed::questions(shared, patient).await?;
    Ok(Care { steps, questionnaire, unclaimed })
}

/// A step as the person sees it; none if they see nothing of it.
fn step(event: &EventRow, rules: &RuleSet) -> Option<Step> {
    let at = event.outcome.at.unix_ms();
    let (problem, taken) = match &event.outcome.decision {
        Decision::Stepped { problem, step, .. } => (problem, step),
        Decision::Calmed { problem } => {
            let text = "Thank you. Nothing more is needed for now.".into();
            let title = wording::title(problem, rules);
            return Some(Step { at, kind: "fine", text, sign: None, due_at: None, title });
        }
        _ => return None,
    };
    let (kind, sign): (_, Option<VitalSign>) = match &taken.action {
        StepAction::Measure(sign) => ("measure", Some(*sign)),
        StepAction::Ask(_) => ("ask", None),
        StepAction::Advise => ("advise", None),
        StepAction::Remind => ("remind", None),
        StepAction::Thank => ("thank", None),
        StepAction::Escalate(_) | StepAction::End => return None,
    };
    (!taken.say.is_empty()).then(|| Step {
        at,
        kind,
        text: taken.say.to_string(),
        sign: sign.map(wording::sign_name),
        due_at: taken.due_at.map(vitals::StoredAt::unix_ms),
        title: wording::title(problem, rules),
    })
}

/// The newest questions that nobody has answered and whose time isn't over.
fn waiting(
    events: &[EventRow],
    answers: &[AnswersRow],
    rules: &RuleSet,
    now_ms: i64,
) -> Option<Waiting> {
    let mut settled: BTreeSet<&Trouble> = BTreeSet::new();
    for event in events {
        let (problem, taken) = match &event.outcome.decision {
            Decision::Stepped { problem, step, .. } => (problem, step),
            Decision::Calmed { problem } => {
                settled.insert(problem);
                continue;
            }
            _ => continue,
        };
        // What came after it on the same way is newer, and stands before it here.
        if !settled.insert(problem) {
            continue;
        }
        if let Some(waiting) = open_questions(taken, answers, rules, now_ms) {
            return Some(waiting);
        }
    }
    None
}

fn open_questions(
    taken: &TakenStep,
    answers: &[AnswersRow],
    rules: &RuleSet,
    now_ms: i64,
) -> Option<Waiting> {
    let StepAction::Ask(id) = &taken.action else {
        return None;
    };
    let answered =
        answers.iter().any(|given| given.answers.questionnaire == *id && given.at >= taken.at);
    let over = taken.due_at.is_some_and(|due_at| due_at.unix_ms() <= now_ms);
    if answered || over {
        return None;
    }
    let questionnaire = rules.questionnaire(id)?;
    Some(Waiting {
        id: id.to_string(),
        title: questionnaire.title.to_string(),
        text: taken.say.to_string(),
        due_at: taken.due_at.map(vitals::StoredAt::unix_ms),
        items: questionnaire.items.iter().map(question).collect(),
    })
}

fn question(item: &Item) -> Question {
    let (kind, unit, choices) = match &item.kind {
        Kind::YesNo => ("yes_no", None, Vec::new()),
        Kind::Number(unit) => ("number", Some(unit.to_string()), Vec::new()),
        Kind::Choice(choices) => {
            ("choice", None, choices.iter().map(ToString::to_string).collect())
        }
    };
    let when = item.when.as_ref().map(|condition| condition.text().to_owned());
    Question { id: item.id.to_string(), text: item.text.to_string(), kind, unit, choices, when }
}
