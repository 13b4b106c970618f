//! What R4 and its vital-sign profiles ask of each kind of resource, as tables.

use serde_json::Value;

use crate::fhir::codes::{LOINC, UCUM};
use crate::fhir::ids::is_logical;

/// Elements that have to be there, and codes that an element has to be one of.
struct Rule {
    kind: &'static str,
    required: &'static [&'static str],
    bound: &'static [(&'static str, &'static [&'static str])],
}

#[rustfmt::skip]
const RULES: [Rule; 22] = [
    Rule { kind: "Patient", required: &["id"], bound: &[("gender", &["male", "female", "other", "unknown"])] },
    Rule { kind: "Device", required: &["id"], bound: &[("status", &["active", "inactive", "entered-in-error", "unknown"])] },
    Rule { kind: "Observation", required: &["id", "status", "code"],
        bound: &[("status", &["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"])] },
    Rule { kind: "RiskAssessment", required: &["id", "status", "subject"],
        bound: &[("status", &["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"])] },
    Rule { kind: "Flag", required: &["id", "status", "code", "subject"], bound: &[("status", &["active", "inactive", "entered-in-error"])] },
    Rule { kind: "Task", required: &["id", "status", "intent"],
        bound: &[("status", &["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed", "entered-in-error"]),
            ("intent", &["unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"]),
            ("priority", &["routine", "urgent", "asap", "stat"])] },
    Rule { kind: "Communication", required: &["id", "status"],
        bound: &[("status", &["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"])] },
    Rule { kind: "CarePlan", required: &["id", "status", "intent", "subject"],
        bound: &[("status", &["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"]),
            ("intent", &["proposal", "plan", "order", "option"])] },
    Rule { kind: "Goal", required: &["id", "lifecycleStatus", "description", "subject"],
        bound: &[("lifecycleStatus", &["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "entered-in-error", "rejected"])] },
    Rule { kind: "Questionnaire", required: &["id", "status"], bound: &[("status", &["draft", "active", "retired", "unknown"])] },
    Rule { kind: "QuestionnaireResponse", required: &["id", "status"],
        bound: &[("status", &["in-progress", "completed", "amended", "entered-in-error", "stopped"])] },
    Rule { kind: "Appointment", required: &["id", "status", "participant", "start", "end"],
        bound: &[("status", &["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error", "checked-in", "waitlist"])] },
    Rule { kind: "MedicationRequest", required: &["id", "status", "intent", "medicationCodeableConcept", "subject"],
        bound: &[("status", &["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"]),
            ("intent", &["proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"])] },
    Rule { kind: "MedicationStatement", required: &["id", "status", "medicationCodeableConcept", "subject"],
        bound: &[("status", &["active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"])] },
    Rule { kind: "DocumentReference", required: &["id", "status", "content"], bound: &[("status", &["current", "superseded", "entered-in-error"])] },
    Rule { kind: "Binary", required: &["id", "contentType", "data"], bound: &[] },
    Rule { kind: "Provenance", required: &["id", "target", "recorded", "agent"], bound: &[] },
    Rule { kind: "AuditEvent", required: &["id", "type", "recorded", "agent", "source"],
        bound: &[("action", &["C", "R", "U", "D", "E"]), ("outcome", &["0", "4", "8", "12"])] },
    Rule { kind: "Subscription", required: &["id", "status", "reason", "criteria", "channel"], bound: &[("status", &["requested", "active", "error", "off"])] },
    Rule { kind: "Bundle", required: &["type"], bound: &[("type", &["searchset", "history", "transaction-response", "batch-response"])] },
    Rule { kind: "OperationOutcome", required: &["issue"], bound: &[] },
    Rule { kind: "CapabilityStatement", required: &["status", "date", "kind", "fhirVersion", "format"], bound: &[("kind", &["instance"])] },
];

/// A vital sign: its code, and the units that its profile takes.
#[rustfmt::skip]
const VITALS: [(&str, &[&str]); 11] = [
    ("85354-9", &[]),
    ("8480-6", &["mm[Hg]"]),
    ("8462-4", &["mm[Hg]"]),
    ("8478-0", &["mm[Hg]"]),
    ("8867-4", &["/min"]),
    ("2708-6", &["%"]),
    ("59408-5", &["%"]),
    ("9279-1", &["/min"]),
    ("8310-5", &["Cel", "[degF]"]),
    ("29463-7", &["g", "kg", "[lb_av]"]),
    ("39156-5", &["kg/m2"]),
];

/// Panics at the first thing that isn't as it has to be.
#[track_caller]
pub(super) fn check(resource: &Value) {
    if let Err(wrong) = mistakes(resource) {
        panic!("{wrong}: {resource:#}");
    }
}

fn mistakes(resource: &Value) -> Result<(), String> {
    let kind = resource["resourceType"].as_str().ok_or("no resourceType")?;
    let rule = RULES.iter().find(|rule| rule.kind == kind).ok_or(format!("no rule for {kind}"))?;
    for name in rule.required {
        if resource[name].is_null() {
            return Err(format!("{kind}.{name} is missing"));
        }
    }
    for (name, codes) in rule.bound {
        if let Some(code) = resource[name].as_str().filter(|code| !codes.contains(code)) {
            return Err(format!("{kind}.{name} is {code:?}"));
        }
    }
    if resource["id"].as_str().is_some_and(|id| !is_logical(id)) {
        return Err("an id that can't be".into());
    }
    no_holes(kind, resource)?;
    if kind == "Observation" { observation(resource) } else { Ok(()) }
}

/// Nothing is `null`, empty, or an empty text.
fn no_holes(path: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Null => Err(format!("{path} is null")),
        Value::String(text) if text.is_empty() => Err(format!("{path} is an empty text")),
        Value::Array(values) if values.is_empty() => Err(format!("{path} is an empty list")),
        Value::Object(members) if members.is_empty() => Err(format!("{path} is an empty object")),
        Value::Array(values) => values.iter().try_for_each(|value| no_holes(path, value)),
        Value::Object(members) => {
            members.iter().try_for_each(|(name, value)| no_holes(&format!("{path}.{name}"), value))
        }
        _ => Ok(()),
    }
}

fn observation(resource: &Value) -> Result<(), String> {
    let values = |place: &Value| {
        let members = place.as_object().into_iter().flatten();
        members.filter(|(name, _)| name.starts_with("value")).count()
    };
    let of = |place: &Value| (values(place), usize::from(place["dataAbsentReason"].is_object()));
    let components = resource["component"].as_array().cloned().unwrap_or_default();
    match of(resource) {
        (0, 0) if components.is_empty() => {
            return Err("neither a value nor why there is none".into());
        }
        (0 | 1, 0) | (0, 1) => {}
        both => return Err(format!("{both:?} values and reasons")),
    }
    let codes = codings(&resource["category"]);
    if !codes.iter().any(|coding| coding["code"] == "vital-signs") {
        return Ok(());
    }
    for name in ["subject", "effectiveDateTime"] {
        if resource[name].is_null() {
            return Err(format!("a vital sign without {name}"));
        }
    }
    vital(resource)?;
    let loinc = |place: &Value| -> Vec<String> {
        let own = codings(&place["code"]).into_iter().filter(|coding| coding["system"] == LOINC);
        own.filter_map(|coding| coding["code"].as_str().map(str::to_owned)).collect()
    };
    if loinc(resource).iter().any(|code| code == "85354-9") {
        for code in ["8480-6", "8462-4"] {
            let of_it = |part: &&Value| loinc(part).iter().any(|own| own == code);
            let part = components.iter().find(of_it).ok_or(format!("no component {code}"))?;
            if of(part) != (1, 0) && of(part) != (0, 1) {
                return Err(format!("component {code} has neither value nor reason, or both"));
            }
            vital(part)?;
        }
    }
    Ok(())
}

/// A code of the vital signs, and a unit that goes with it.
fn vital(place: &Value) -> Result<(), String> {
    let codings = codings(&place["code"]);
    let mut known = codings
        .iter()
        .filter(|coding| coding["system"] == LOINC)
        .filter_map(|coding| VITALS.iter().find(|(code, _)| coding["code"] == *code));
    let (code, units) = known.next().ok_or("a vital sign without its LOINC code")?;
    let quantity = &place["valueQuantity"];
    if quantity.is_object() {
        let unit = quantity["code"].as_str().unwrap_or_default();
        if quantity["system"] != UCUM || !units.contains(&unit) {
            return Err(format!("{code} in {unit:?}"));
        }
    }
    Ok(())
}

fn codings(concepts: &Value) -> Vec<Value> {
    let each = match concepts {
        Value::Array(concepts) => concepts.clone(),
        concept => vec![concept.clone()],
    };
    each.iter()
        .flat_map(|concept| concept["coding"].as_array().cloned().unwrap_or_default())
        .collect()
}

#[test]
fn the_checker_finds_what_is_wrong_with_a_blood_pressure() {
    let good = super::client::pressure("p-1", "1", super::NOW, 120.0, 80.0);
    let mut good = good;
    good["id"] = "1".into();
    assert_eq!(mistakes(&good), Ok(()));
    let check = |name: &str, spoil: &dyn Fn(&mut Value)| {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(mistakes(&bad).is_err(), "{name}");
    };
    check("no status", &|bad| bad["status"] = Value::Null);
    check("bogus status", &|bad| bad["status"] = "done".into());
    check("no code", &|bad| bad["code"] = Value::Null);
    check("no subject", &|bad| bad["subject"] = Value::Null);
    check("no time", &|bad| bad["effectiveDateTime"] = Value::Null);
    check("no panel code", &|bad| bad["code"]["coding"][1]["code"] = "1-8".into());
    check("no diastolic", &|bad| drop(bad["component"].as_array_mut().unwrap().pop()));
    check("kPa", &|bad| bad["component"][0]["valueQuantity"]["code"] = "kPa".into());
    check("mmHg", &|bad| bad["component"][0]["valueQuantity"]["code"] = "mmHg".into());
    check("two values", &|bad| {
        bad["valueString"] = "a".into();
        bad["valueBoolean"] = true.into();
    });
    check("a value and a reason", &|bad| {
        bad["component"][1]["dataAbsentReason"] = serde_json::json!({ "text": "x" });
    });
}
