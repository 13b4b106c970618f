//! `GET /api/patients/{id}/care`: what the automation did with a person, in the sentences that they read,
//! and the questions that wait for an answer.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use risk_engine::fact::Answers;
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
    let (events, answers) = steps_and_answers(shared, patient).await?;
    let rules = shared.pipeline.board().rules();
    let questionnaire = waiting(&events, &answers, &rules, shared.clock.now_ms());
    let steps = events.iter().filter_map(|event| step(event, &rules)).collect();
    let unclaimed = unclaimed::questions(shared, patient).await?;
    Ok(Care { steps, questionnaire, unclaimed })
}

/// The questions that waited then. What was answered later doesn't count.
pub(super) async fn asked_at(
    shared: &Shared,
    patient: &Authorized<PatientId>,
    at_ms: i64,
) -> Result<Option<Waiting>, Problem> {
    let (events, answers) = steps_and_answers(shared, patient).await?;
    Ok(waiting_then(events, answers, &shared.pipeline.board().rules(), at_ms))
}

fn waiting_then(
    mut events: Vec<EventRow>,
    mut answers: Vec<AnswersRow>,
    rules: &RuleSet,
    at_ms: i64,
) -> Option<Waiting> {
    events.retain(|event| event.outcome.at.unix_ms() <= at_ms);
    answers.retain(|given| given.answers.answered_at.unix_ms() <= at_ms);
    waiting(&events, &answers, rules, at_ms)
}

/// Whether the same was answered within a minute of then: it was sent twice.
pub(super) async fn is_answered(
    shared: &Shared,
    patient: &Authorized<PatientId>,
    same: &Answers,
) -> Result<bool, Problem> {
    let (_, answers) = steps_and_answers(shared, patient).await?;
    let near_ms = (60_000.0 * shared.clock.speed()) as u64;
    Ok(answers.iter().any(|given| is_same(&given.answers, same, near_ms)))
}

fn is_same(one: &Answers, other: &Answers, near_ms: u64) -> bool {
    let apart_ms = one.answered_at.unix_ms().abs_diff(other.answered_at.unix_ms());
    one.questionnaire == other.questionnaire && one.items == other.items && apart_ms <= near_ms
}

/// Newest first.
async fn steps_and_answers(
    shared: &Shared,
    patient: &PatientId,
) -> Result<(Vec<EventRow>, Vec<AnswersRow>), Problem> {
    let care = shared.pipeline.care();
    let events = care.steps_of(patient, STEPS_MAX).await;
    let events = events.map_err(|error| Problem::unavailable(&error))?;
    let answers = care.answers_of(patient, ANSWERS_MAX).await;
    let answers = answers.map_err(|error| Problem::unavailable(&error))?;
    Ok((events, answers))
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
    let answered = answers.iter().any(|given| {
        given.answers.questionnaire == *id && {
            // As the engine does: what was said before it was asked answers nothing.
            given.answers.answered_at.unix_ms() >= taken.at.unix_ms()
        }
    });
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

#[cfg(test)]
mod tests {
    use risk_engine::fact::Answer;
    use risk_engine::outcome::{Disposition, Outcome};
    use vitals::{ReadingId, StoredAt, TakenAt};

    use super::*;

    const ASKED_MS: i64 = 1_000;

    fn given(answered_ms: i64, stored_ms: i64) -> AnswersRow {
        let answers = Answers {
            answered_at: TakenAt::from_unix_ms(answered_ms),
            questionnaire: "ketones".into(),
            items: vec![("vomiting".into(), Answer::Yes)],
        };
        AnswersRow {
            id: ReadingId { offset: 1, index: 0 },
            patient: "p-1".parse().unwrap(),
            at: StoredAt::from_unix_ms(stored_ms),
            answers,
            by: None,
        }
    }

    fn asked() -> TakenStep {
        TakenStep {
            pathway: "p".into(),
            step: "s".into(),
            action: StepAction::Ask("ketones".into()),
            say: "Please answer.".into(),
            at: StoredAt::from_unix_ms(ASKED_MS),
            due_at: Some(StoredAt::from_unix_ms(9_000)),
        }
    }

    #[test]
    fn questions_wait_until_they_are_answered_after_they_were_asked_as_the_engine_sees_it() {
        let rules = RuleSet::built_in();
        let check = |answers: &[AnswersRow], now_ms, waits: bool| {
            let open = open_questions(&asked(), answers, &rules, now_ms);
            assert_eq!(open.is_some(), waits, "{now_ms}");
        };
        check(&[], 2_000, true);
        check(&[], 9_000, false);
        check(&[given(1_500, 1_600)], 2_000, false);
        check(&[given(ASKED_MS, 1_600)], 2_000, false);
        // It waited on a phone from before they were asked.
        check(&[given(900, 1_600)], 2_000, true);
    }

    #[test]
    fn what_was_answered_in_time_and_sent_late_was_waited_for() {
        let problem = || Trouble::named("r");
        let event = |at_ms, decision| EventRow {
            kind: String::new(),
            disposition: Disposition::Assist,
            engine: None,
            outcome: Outcome {
                cause: ReadingId { offset: 1, index: 0 },
                place: 0,
                at: StoredAt::from_unix_ms(at_ms),
                patient: "p-1".parse().unwrap(),
                rules_hash: [0; 32],
                decision,
            },
        };
        let asks = Decision::Stepped { problem: problem(), step: asked(), reasons: Vec::new() };
        let calmed = Decision::Calmed { problem: problem() };
        let events = || vec![event(3_000, calmed.clone()), event(ASKED_MS, asks.clone())];
        let rules = RuleSet::built_in();
        let check = |answers: &[AnswersRow], at_ms, waited: bool| {
            let then = waiting_then(events(), answers.to_vec(), &rules, at_ms);
            assert_eq!(then.is_some(), waited, "{at_ms}");
        };
        assert!(waiting(&events(), &[], &rules, 4_000).is_none(), "now nothing waits");
        check(&[], 2_000, true);
        check(&[], 999, false);
        check(&[], 3_500, false);
        // Somebody else answered after that, or before.
        check(&[given(2_500, 2_500)], 2_000, true);
        check(&[given(1_500, 1_500)], 2_000, false);
    }

    #[test]
    fn what_was_answered_twice_within_a_minute_is_the_same() {
        let one = given(1_000, 1_000).answers;
        let check =
            |at, same| assert_eq!(is_same(&one, &given(at, at).answers, 60_000), same, "{at}");
        check(1_000, true);
        check(61_000, true);
        check(61_001, false);
        let other = Answers { items: vec![("vomiting".into(), Answer::No)], ..one.clone() };
        assert!(!is_same(&one, &other, 60_000));
    }
}
