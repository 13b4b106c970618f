//! `POST /api/patients/{id}/answers`: answers to a questionnaire, checked against the rule set's questions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{By, Entry};
use risk_engine::fact::{Answer, Answers};
use risk_engine::rules::{Item, Kind, Questionnaire};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vitals::{PatientId, TakenAt};

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::language::say;
use crate::server::Shared;
use crate::wording;

/// What the patient's page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswersGiven)]
pub(super) struct Request {
    pub(super) questionnaire: String,
    /// Unix ms; now if it is missing.
    pub(super) answered_at: Option<i64>,
    pub(super) answers: Vec<Given>,
}

/// An answer: `true` or `false`, a number in the question's unit, or one of its choices.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerGiven)]
pub(super) struct Given {
    pub(super) question: String,
    pub(super) answer: Value,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnswersTaken)]
pub(super) struct Taken {
    answered_at: i64,
    events: Vec<String>,
}

/// A phone's clock may be so far ahead.
const AHEAD_MS: i64 = 10 * 60_000;
/// Answers that were given longer ago decide nothing any more.
pub(super) const BEHIND_MS: i64 = 7 * 24 * 3_600_000;

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Taken>, Problem> {
    take(&shared, circle::by(&pass), patient, bounded::body(request)?).await.map(Json)
}

/// Takes answers in, if they fit the questions.
pub(super) async fn take(
    shared: &Shared,
    by: By,
    patient: Authorized<PatientId>,
    request: Request,
) -> Result<Taken, Problem> {
    let now_ms = shared.clock.now_ms();
    let answered_at = request.answered_at.unwrap_or(now_ms);
    if !(now_ms - BEHIND_MS..=now_ms + AHEAD_MS).contains(&answered_at) {
        return Err(Problem::bad_request(say("problem-answered-at")));
    }
    let rules = shared.pipeline.board().rules();
    let questionnaire = rules.questionnaire(&request.questionnaire).ok_or_else(|| {
        let known: Vec<&str> = rules.questionnaires().iter().map(|known| &*known.id).collect();
        Problem::unreadable(format!("`questionnaire` is none of {}", known.join(", ")))
    })?;
    let items = items(questionnaire, &request.answers)?;
    let answered_at = TakenAt::from_unix_ms(answered_at.min(now_ms));
    let answers = Answers { answered_at, questionnaire: questionnaire.id.clone(), items };
    let entry = Entry::Answered { patient: patient.into_inner(), answers, by: Some(by) };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let events = outcomes.iter().map(|outcome| wording::decision(&outcome.decision, &rules).0);
    Ok(Taken { answered_at: answered_at.unix_ms(), events: events.collect() })
}

/// The answers in the order of the questions; each question at most once.
fn items(
    questionnaire: &Questionnaire,
    given: &[Given],
) -> Result<Vec<(Arc<str>, Answer)>, Problem> {
    if given.is_empty() {
        return Err(Problem::bad_request(say("problem-no-answer")));
    }
    let known = |given: &&Given| questionnaire.items.iter().any(|item| *item.id == *given.question);
    if let Some(unknown) = given.iter().find(|given| !known(given)) {
        let what = format!("{} has no question {:?}", questionnaire.id, unknown.question);
        return Err(Problem::unreadable(what));
    }
    let mut items = Vec::new();
    for item in &questionnaire.items {
        let mut of_it = given.iter().filter(|given| given.question == *item.id);
        match (of_it.next(), of_it.next()) {
            (None, _) => {}
            (Some(given), None) => items.push((item.id.clone(), answer(item, &given.answer)?)),
            _ => return Err(Problem::unreadable(format!("{} is answered twice", item.id))),
        }
    }
    let asked = questionnaire.asked(&items);
    match items.iter().find(|(id, _)| !asked.iter().any(|item| item.id == *id)) {
        None => Ok(items),
        Some((id, _)) => {
            let what = format!("{id} isn't asked after the other answers: leave it out");
            Err(Problem::unreadable(what))
        }
    }
}

pub(super) fn answer(item: &Item, given: &Value) -> Result<Answer, Problem> {
    let wrong =
        |wanted: String| Problem::unreadable(format!("{} is answered with {wanted}", item.id));
    match (&item.kind, given) {
        (Kind::YesNo, Value::Bool(true)) => Ok(Answer::Yes),
        (Kind::YesNo, Value::Bool(false)) => Ok(Answer::No),
        (Kind::YesNo, _) => Err(wrong("true or false".into())),
        (Kind::Number(unit), given) => {
            let milli = given.as_f64().map(|number| (number * 1000.0).round());
            let fits = milli.filter(|milli| (0.0..=f64::from(i32::MAX)).contains(milli));
            fits.map(|milli| Answer::Milli(milli as i32))
                .ok_or_else(|| wrong(format!("a number of {unit}")))
        }
        (Kind::Choice(choices), given) => {
            let chosen = choices.iter().find(|choice| given.as_str() == Some(choice));
            let wanted = || wrong(format!("one of {}", choices.join(", ")));
            chosen.map(|choice| Answer::Choice(choice.clone())).ok_or_else(wanted)
        }
    }
}

#[cfg(test)]
mod tests {
    use risk_engine::rules::RuleSet;
    use serde_json::json;

    use super::*;

    fn check(answers: &Value, accepted: bool) {
        let rules = RuleSet::built_in();
        let questionnaire = rules.questionnaire("ketones").expect("the built-in set has it");
        let given: Vec<Given> = serde_json::from_value(answers.clone()).unwrap();
        assert_eq!(items(questionnaire, &given).is_ok(), accepted, "{answers}");
    }

    #[test]
    fn an_answer_fits_its_question() {
        check(&json!([{ "question": "vomiting", "answer": true }]), true);
        check(&json!([{ "question": "ketone", "answer": 1.5 }]), true);
        check(&json!([{ "question": "ketone", "answer": "high" }]), false);
        check(&json!([{ "question": "ketone", "answer": -1 }]), false);
        check(&json!([{ "question": "ketone", "answer": 1e300 }]), false);
        check(&json!([{ "question": "vomiting", "answer": "yes" }]), false);
        check(&json!([{ "question": "mood", "answer": true }]), false);
        check(&json!([]), false);
        let twice = json!({ "question": "vomiting", "answer": true });
        check(&json!([twice, twice]), false);
    }
}
