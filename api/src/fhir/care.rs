//! What is done for somebody: plan and goals, what the automation said, questions and answers.

use ingest::entry::Enrolment;
use risk_engine::fact::Answer;
use risk_engine::outcome::{Decision, StepAction};
use risk_engine::rules::{Kind as Asked, Questionnaire, RuleSet};
use serde_json::{Value, json};
use store::care::{AnswersRow, EventRow};
use vitals::PatientId;

use super::codes::{Code, UCUM, measure_of};
use super::kind::Kind;
use super::resource::Resource;
use super::{ids, moment};
use crate::wording;

fn subject(patient: &PatientId) -> Value {
    json!({ "reference": format!("Patient/{}", ids::of(patient.as_str())) })
}

/// Somebody's plan.
pub(super) fn plan(enrolment: &Enrolment) -> Resource {
    let patient = &enrolment.patient;
    let activity = |one: &risk_engine::fact::Scheduled| {
        json!({ "detail": {
            "status": "in-progress",
            "code": Code::of(measure_of(one.sign)).concept(),
            "scheduledTiming": { "repeat": { "frequency": 1, "period": one.every_hours, "periodUnit": "h" } },
            "description": format!("Measure {} at least every {} h", wording::sign(one.sign).to_lowercase(), one.every_hours),
        } })
    };
    let activities: Vec<Value> = enrolment.plan.schedule.iter().map(activity).collect();
    let mut value = json!({
        "status": "active",
        "intent": "plan",
        "title": "Remote monitoring",
        "subject": subject(patient),
    });
    if !activities.is_empty() {
        value["activity"] = json!(activities);
    }
    let goals: Vec<Value> = (0..enrolment.plan.limits.len())
        .map(|place| json!({ "reference": format!("Goal/{}", goal_id(patient, place)) }))
        .collect();
    if !goals.is_empty() {
        value["goal"] = json!(goals);
    }
    Resource::made(Kind::CarePlan, &ids::of(&format!("plan-{patient}")), 0, 0, value)
}

fn goal_id(patient: &PatientId, place: usize) -> String {
    ids::of(&format!("goal-{place}-{patient}"))
}

/// Somebody's limits of their own.
pub(super) fn goals(enrolment: &Enrolment) -> Vec<Resource> {
    let patient = &enrolment.patient;
    let limits = enrolment.plan.limits.iter().enumerate();
    limits
        .map(|(place, limit)| {
            let number = f64::from(limit.milli) / 1000.0;
            let text = format!("{} of {}: {number}", limit.name.replace('_', " "), limit.rule);
            let mut value = json!({
                "lifecycleStatus": "active",
                "description": { "text": text },
                "subject": subject(patient),
                "expressedBy": { "display": &*limit.by },
            });
            if !limit.reason.is_empty() {
                value["note"] = json!([{ "text": &*limit.reason }]);
            }
            Resource::made(Kind::Goal, &goal_id(patient, place), 0, 0, value)
        })
        .collect()
}

/// What the automation told somebody; none if it told them nothing.
pub(super) fn communication(event: &EventRow) -> Option<Resource> {
    let Decision::Stepped { step, .. } = &event.outcome.decision else { return None };
    if matches!(step.action, StepAction::Escalate(_) | StepAction::End) || step.say.is_empty() {
        return None;
    }
    let (cause, patient) = (event.outcome.cause, &event.outcome.patient);
    let id = format!("{}-{}-{}", cause.offset, cause.index, event.outcome.place);
    let at = step.at.unix_ms();
    let value = json!({
        "status": "completed",
        "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/communication-category", "code": "instruction", "display": "Instruction" }] }],
        "subject": subject(patient),
        "sent": moment::instant(at),
        "recipient": [subject(patient)],
        "sender": { "display": "Hearthwatch" },
        "payload": [{ "contentString": &*step.say }],
    });
    Some(Resource::made(Kind::Communication, &id, at, at, value))
}

/// The questions that rules ask.
pub(super) fn questionnaires(rules: &RuleSet) -> Vec<Resource> {
    rules.questionnaires().iter().map(questionnaire).collect()
}

fn questionnaire(asked: &Questionnaire) -> Resource {
    let item = |item: &risk_engine::rules::Item| {
        let mut value = json!({ "linkId": &*item.id, "text": &*item.text });
        match &item.kind {
            Asked::YesNo => value["type"] = json!("boolean"),
            Asked::Number(unit) => {
                value["type"] = json!("quantity");
                value["extension"] = json!([{
                    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption",
                    "valueCoding": { "system": UCUM, "code": &**unit },
                }]);
            }
            Asked::Choice(choices) => {
                value["type"] = json!("choice");
                let options = choices.iter().map(|choice| json!({ "valueString": &**choice }));
                value["answerOption"] = options.collect();
            }
        }
        value
    };
    let items: Vec<Value> = asked.items.iter().map(item).collect();
    let id = ids::of(&asked.id);
    let value = json!({
        "url": canonical(&id),
        "name": machine_name(&asked.id),
        "title": &*asked.title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": items,
    });
    Resource::made(Kind::Questionnaire, &id, 0, 0, value)
}

fn canonical(id: &str) -> String {
    format!("urn:hearthwatch:questionnaire:{id}")
}

/// A name that a program can use: letters, digits and `_`, beginning with a capital.
fn machine_name(id: &str) -> String {
    let safe: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut letters = safe.chars();
    let first = letters.next().map_or('Q', |first| first.to_ascii_uppercase());
    let first = if first.is_ascii_uppercase() { first } else { 'Q' };
    std::iter::once(first).chain(letters).collect()
}

/// What somebody answered.
pub(super) fn response(row: &AnswersRow) -> Resource {
    let item = |(question, answer): &(std::sync::Arc<str>, Answer)| {
        let value = match answer {
            Answer::Yes => json!({ "valueBoolean": true }),
            Answer::No => json!({ "valueBoolean": false }),
            Answer::Milli(milli) => {
                json!({ "valueQuantity": { "value": f64::from(*milli) / 1000.0 } })
            }
            Answer::Choice(choice) => json!({ "valueString": &**choice }),
        };
        json!({ "linkId": &**question, "answer": [value] })
    };
    let items: Vec<Value> = row.answers.items.iter().map(item).collect();
    let at = row.answers.answered_at.unix_ms();
    let value = json!({
        "questionnaire": canonical(&ids::of(&row.answers.questionnaire)),
        "status": "completed",
        "subject": subject(&row.patient),
        "authored": moment::instant(at),
        "item": items,
    });
    let id = format!("{}-{}", row.id.offset, row.id.index);
    Resource::made(Kind::QuestionnaireResponse, &id, at, row.at.unix_ms(), value)
}
