//! An alert as others see it: a Flag on the chart, a Task for whoever works it, and the Provenance of both.

use risk_engine::outcome::{Alert, ENGINE_VERSION, Severity};
use risk_engine::rules::RuleSet;
use serde_json::{Value, json};
use vitals::PatientId;

use super::kind::Kind;
use super::observation::name;
use super::resource::Resource;
use super::{ids, moment};
use crate::json::hex;
use crate::wording;

/// The three resources of an alert; all of them have its id.
pub(super) fn of(patient: &PatientId, alert: &Alert, rules: &RuleSet) -> [Resource; 3] {
    [flag(patient, alert, rules), task(patient, alert, rules), provenance(alert)]
}

/// When it changed last.
fn updated_at(alert: &Alert) -> i64 {
    let acts = [
        alert.acknowledged.as_ref().map(|done| done.at),
        alert.closed.as_ref().map(|done| done.at),
        alert.superseded.as_ref().map(|done| done.at),
        // What was taken back has gone with its moment: taking it back is the last change.
        alert.undone.as_ref().map(|done| done.at),
        alert.escalated_by.as_ref().map(|done| done.at),
    ];
    acts.into_iter()
        .flatten()
        .fold(alert.known_at.max(alert.raised_at), |last, at| last.max(at))
        .unix_ms()
}

fn made(kind: Kind, alert: &Alert, value: Value) -> Resource {
    let id = ids::of(alert.id.as_str());
    Resource::made(kind, &id, alert.raised_at.unix_ms(), updated_at(alert), value)
}

fn subject(patient: &PatientId) -> Value {
    json!({ "reference": format!("Patient/{}", ids::of(patient.as_str())) })
}

fn flag(patient: &PatientId, alert: &Alert, rules: &RuleSet) -> Resource {
    let status = match (&alert.superseded, alert.is_open()) {
        (Some(_), _) => "entered-in-error",
        (None, true) => "active",
        (None, false) => "inactive",
    };
    let mut period = json!({ "start": moment::instant(alert.raised_at.unix_ms()) });
    if !alert.is_open() {
        period["end"] = json!(moment::instant(updated_at(alert)));
    }
    let category = json!({
        "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/flag-category", "code": "clinical", "display": "Clinical" }],
    });
    let value = json!({
        "identifier": [{ "system": "urn:hearthwatch:alert", "value": alert.id.as_str() }],
        "status": status,
        "category": [category],
        "code": { "text": wording::title(&alert.problem, rules) },
        "subject": subject(patient),
        "period": period,
    });
    made(Kind::Flag, alert, value)
}

fn task(patient: &PatientId, alert: &Alert, rules: &RuleSet) -> Resource {
    let status = if alert.superseded.is_some() {
        "entered-in-error"
    } else if alert.closed.is_some() || !alert.is_open() {
        "completed"
    } else if alert.snoozed.is_some() {
        "on-hold"
    } else if alert.acknowledged.is_some() {
        "in-progress"
    } else if alert.owner.is_some() {
        "accepted"
    } else {
        "requested"
    };
    let priority = match alert.severity {
        Severity::Emergency => "stat",
        Severity::Urgent => "urgent",
        Severity::Review => "routine",
    };
    let why = wording::reasons(&alert.reasons, rules).join("; ");
    let mut value = json!({
        "identifier": [{ "system": "urn:hearthwatch:alert", "value": alert.id.as_str() }],
        "status": status,
        "intent": "order",
        "priority": priority,
        "code": { "text": format!("See to: {}", wording::title(&alert.problem, rules)) },
        "focus": { "reference": format!("Flag/{}", ids::of(alert.id.as_str())) },
        "for": subject(patient),
        "authoredOn": moment::instant(alert.raised_at.unix_ms()),
        "lastModified": moment::instant(updated_at(alert)),
    });
    if !why.is_empty() {
        value["description"] = json!(why);
    }
    if let Some(owner) = &alert.owner {
        value["owner"] = json!({ "display": &**owner });
    }
    if let Some(due_at) = alert.due_at {
        value["restriction"] = json!({ "period": { "end": moment::instant(due_at.unix_ms()) } });
    }
    if let Some(closed) = &alert.closed {
        value["statusReason"] = json!({ "text": &*closed.reason });
    }
    made(Kind::Task, alert, value)
}

/// Which rule, rule set, engine and readings are behind it.
fn provenance(alert: &Alert) -> Resource {
    let id = ids::of(alert.id.as_str());
    let entity = |reading| json!({ "role": "source", "what": { "reference": format!("Observation/{}", name(reading)) } });
    let entities: Vec<Value> = alert.readings.iter().copied().map(entity).collect();
    let mut value = json!({
        "target": [{ "reference": format!("Flag/{id}") }, { "reference": format!("Task/{id}") }],
        "recorded": moment::instant(alert.known_at.unix_ms()),
        "policy": [format!("urn:hearthwatch:rules:{}", hex(&alert.rules_hash))],
        "activity": { "text": format!("Rule {}", alert.rule) },
        "agent": [{
            "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "code": "assembler", "display": "Assembler" }] },
            "who": { "display": format!("Hearthwatch engine {ENGINE_VERSION}") },
        }],
    });
    if !entities.is_empty() {
        value["entity"] = json!(entities);
    }
    made(Kind::Provenance, alert, value)
}

#[cfg(test)]
mod tests {
    use risk_engine::outcome::{EscalatedBy, Undoable, Undone};
    use vitals::StoredAt;

    use super::*;

    #[test]
    fn what_is_taken_back_or_passed_up_is_the_last_change() {
        let (mut alert, at) = (store::care::contract::alert("a-1"), StoredAt::from_unix_ms(90_000));
        assert!(updated_at(&alert) < 90_000);
        let (by, reason) = ("Ann", "no room here".into());
        alert.acknowledged = None;
        *alert.undone = Some(Undone { by: by.into(), at, what: Undoable::Acknowledged });
        assert_eq!(updated_at(&alert), 90_000);
        *alert.undone = None;
        *alert.escalated_by = Some(EscalatedBy { by: by.into(), at, reason });
        assert_eq!(updated_at(&alert), 90_000);
    }
}
