//! The trail as AuditEvents.

use serde_json::json;

use super::kind::Kind;
use super::resource::Resource;
use super::{ids, moment};
use crate::access::audit::{Outcome, Record};

/// One line of the trail; `place` is where it stands there.
pub(super) fn of(place: u64, record: &Record) -> Resource {
    let is_look = record.what.starts_with("GET ");
    let (outcome, action) = match (record.outcome, is_look) {
        (Outcome::Done, true) => ("0", "R"),
        (Outcome::Done, false) => ("0", "E"),
        (Outcome::Denied | Outcome::Failed, true) => ("4", "R"),
        (Outcome::Denied | Outcome::Failed, false) => ("4", "E"),
    };
    let who = if record.who.is_empty() { "nobody who is signed in" } else { &record.who };
    let mut agent = json!({ "who": { "display": who }, "requestor": true });
    if let Some(role) = &record.role {
        agent["role"] = json!([{ "text": role }]);
    }
    if let Some(from) = &record.from {
        agent["network"] = json!({ "address": from, "type": "2" });
    }
    let mut value = json!({
        "type": { "system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest", "display": "RESTful Operation" },
        "action": action,
        "recorded": moment::instant(record.at),
        "outcome": outcome,
        "outcomeDesc": &record.what,
        "agent": [agent],
        "source": { "observer": { "display": "Hearthwatch" } },
    });
    let mut entities = Vec::new();
    if let Some(patient) = &record.patient {
        entities.push(json!({ "what": { "reference": format!("Patient/{}", ids::of(patient)) } }));
    }
    if let Some(object) = &record.object {
        entities.push(json!({ "what": { "display": object } }));
    }
    if !entities.is_empty() {
        value["entity"] = json!(entities);
    }
    Resource::made(Kind::AuditEvent, &place.to_string(), record.at, record.at, value)
}
