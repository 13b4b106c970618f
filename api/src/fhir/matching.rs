//! Search parameters: one table of which there are, and whether a resource fits one.

use serde_json::Value;

use super::kind::Kind;
use super::moment;

/// How a parameter's values are written and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Token,
    Reference(Option<Kind>),
    Date,
    Text,
    Quantity,
    /// A code, `$`, and a quantity: both of one element.
    CodeQuantity,
    /// Taken by the search itself.
    Special,
}

impl Sort {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Reference(_) => "reference",
            Self::Date => "date",
            Self::Text => "string",
            Self::Quantity => "quantity",
            Self::CodeQuantity => "composite",
            Self::Special => "special",
        }
    }
}

/// A search parameter of a kind, and where a resource holds what it asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Param {
    pub(super) kind: Kind,
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    paths: &'static [&'static str],
}

const fn param(
    kind: Kind,
    name: &'static str,
    sort: Sort,
    paths: &'static [&'static str],
) -> Param {
    Param { kind, name, sort, paths }
}

const PERSON: Sort = Sort::Reference(Some(Kind::Patient));
const ANY: Sort = Sort::Reference(None);

#[rustfmt::skip]
pub(super) const PARAMS: [Param; 83] = [
    param(Kind::Patient, "identifier", Sort::Token, &["identifier"]),
    param(Kind::Patient, "name", Sort::Text, &["name.text", "name.family", "name.given"]),
    param(Kind::Patient, "family", Sort::Text, &["name.family"]),
    param(Kind::Patient, "birthdate", Sort::Date, &["birthDate"]),
    param(Kind::Patient, "gender", Sort::Token, &["gender"]),
    param(Kind::Patient, "active", Sort::Token, &["active"]),
    param(Kind::Device, "identifier", Sort::Token, &["identifier"]),
    param(Kind::Device, "patient", PERSON, &["patient"]),
    param(Kind::Device, "type", Sort::Token, &["type"]),
    param(Kind::Device, "status", Sort::Token, &["status"]),
    param(Kind::Observation, "patient", PERSON, &["subject"]),
    param(Kind::Observation, "subject", PERSON, &["subject"]),
    param(Kind::Observation, "code", Sort::Token, &["code"]),
    param(Kind::Observation, "component-code", Sort::Token, &["component.code"]),
    param(Kind::Observation, "combo-code", Sort::Token, &["code", "component.code"]),
    param(Kind::Observation, "combo-code-value-quantity", Sort::CodeQuantity, &["", "component"]),
    param(Kind::Observation, "code-value-quantity", Sort::CodeQuantity, &[""]),
    param(Kind::Observation, "value-quantity", Sort::Quantity, &["valueQuantity"]),
    param(Kind::Observation, "category", Sort::Token, &["category"]),
    param(Kind::Observation, "date", Sort::Date, &["effectiveDateTime", "effectivePeriod", "effectiveInstant"]),
    param(Kind::Observation, "device", Sort::Reference(Some(Kind::Device)), &["device"]),
    param(Kind::Observation, "identifier", Sort::Token, &["identifier"]),
    param(Kind::Observation, "status", Sort::Token, &["status"]),
    param(Kind::Observation, "derived-from", Sort::Reference(Some(Kind::Observation)), &["derivedFrom"]),
    param(Kind::Observation, "has-member", Sort::Reference(Some(Kind::Observation)), &["hasMember"]),
    param(Kind::RiskAssessment, "patient", PERSON, &["subject"]),
    param(Kind::RiskAssessment, "subject", PERSON, &["subject"]),
    param(Kind::RiskAssessment, "date", Sort::Date, &["occurrenceDateTime"]),
    param(Kind::Flag, "patient", PERSON, &["subject"]),
    param(Kind::Flag, "subject", PERSON, &["subject"]),
    param(Kind::Flag, "date", Sort::Date, &["period"]),
    param(Kind::Flag, "identifier", Sort::Token, &["identifier"]),
    param(Kind::Task, "patient", PERSON, &["for"]),
    param(Kind::Task, "subject", PERSON, &["for"]),
    param(Kind::Task, "status", Sort::Token, &["status"]),
    param(Kind::Task, "priority", Sort::Token, &["priority"]),
    param(Kind::Task, "code", Sort::Token, &["code"]),
    param(Kind::Task, "authored-on", Sort::Date, &["authoredOn"]),
    param(Kind::Task, "modified", Sort::Date, &["lastModified"]),
    param(Kind::Task, "focus", Sort::Reference(Some(Kind::Flag)), &["focus"]),
    param(Kind::Task, "identifier", Sort::Token, &["identifier"]),
    param(Kind::Communication, "patient", PERSON, &["subject"]),
    param(Kind::Communication, "subject", PERSON, &["subject"]),
    param(Kind::Communication, "recipient", PERSON, &["recipient"]),
    param(Kind::Communication, "sent", Sort::Date, &["sent"]),
    param(Kind::Communication, "status", Sort::Token, &["status"]),
    param(Kind::Communication, "category", Sort::Token, &["category"]),
    param(Kind::CarePlan, "patient", PERSON, &["subject"]),
    param(Kind::CarePlan, "status", Sort::Token, &["status"]),
    param(Kind::Goal, "patient", PERSON, &["subject"]),
    param(Kind::Goal, "lifecycle-status", Sort::Token, &["lifecycleStatus"]),
    param(Kind::Questionnaire, "url", Sort::Text, &["url"]),
    param(Kind::Questionnaire, "status", Sort::Token, &["status"]),
    param(Kind::QuestionnaireResponse, "patient", PERSON, &["subject"]),
    param(Kind::QuestionnaireResponse, "authored", Sort::Date, &["authored"]),
    param(Kind::QuestionnaireResponse, "questionnaire", Sort::Text, &["questionnaire"]),
    param(Kind::Appointment, "patient", PERSON, &["participant.actor"]),
    param(Kind::Appointment, "date", Sort::Date, &["start"]),
    param(Kind::Appointment, "status", Sort::Token, &["status"]),
    param(Kind::MedicationRequest, "patient", PERSON, &["subject"]),
    param(Kind::MedicationRequest, "subject", PERSON, &["subject"]),
    param(Kind::MedicationRequest, "status", Sort::Token, &["status"]),
    param(Kind::MedicationRequest, "intent", Sort::Token, &["intent"]),
    param(Kind::MedicationRequest, "authoredon", Sort::Date, &["authoredOn"]),
    param(Kind::MedicationStatement, "patient", PERSON, &["subject"]),
    param(Kind::MedicationStatement, "subject", PERSON, &["subject"]),
    param(Kind::MedicationStatement, "status", Sort::Token, &["status"]),
    param(Kind::MedicationStatement, "effective", Sort::Date, &["effectiveDateTime"]),
    param(Kind::DocumentReference, "patient", PERSON, &["subject"]),
    param(Kind::DocumentReference, "subject", PERSON, &["subject"]),
    param(Kind::DocumentReference, "status", Sort::Token, &["status"]),
    param(Kind::DocumentReference, "date", Sort::Date, &["date"]),
    param(Kind::DocumentReference, "contenttype", Sort::Token, &["content.attachment.contentType"]),
    param(Kind::Provenance, "patient", PERSON, &[]),
    param(Kind::Provenance, "target", ANY, &["target"]),
    param(Kind::Provenance, "recorded", Sort::Date, &["recorded"]),
    param(Kind::AuditEvent, "patient", PERSON, &["entity.what"]),
    param(Kind::AuditEvent, "date", Sort::Date, &["recorded"]),
    param(Kind::AuditEvent, "outcome", Sort::Token, &["outcome"]),
    param(Kind::Subscription, "status", Sort::Token, &["status"]),
    param(Kind::Subscription, "criteria", Sort::Text, &["criteria"]),
    param(Kind::Subscription, "type", Sort::Token, &["channel.type"]),
    param(Kind::Subscription, "url", Sort::Text, &["channel.endpoint"]),
];

/// What every kind has.
pub(super) const COMMON: [Param; 2] = [
    param(Kind::Patient, "_id", Sort::Special, &[]),
    param(Kind::Patient, "_lastUpdated", Sort::Date, &["meta.lastUpdated"]),
];

impl Param {
    /// The parameter of a kind with this name.
    pub(super) fn named(kind: Kind, name: &str) -> Option<&'static Self> {
        let own = PARAMS.iter().find(|param| param.kind == kind && param.name == name);
        own.or_else(|| COMMON.iter().find(|param| param.name == name))
    }

    /// Whether the values can be what they are said to be; else what is wrong.
    pub(super) fn check(&self, wanted: &str) -> Result<(), String> {
        let is_read = match self.sort {
            Sort::Date => moment::period(prefixed(wanted).1).is_some(),
            Sort::Quantity => number(prefixed(wanted).1).is_some(),
            Sort::CodeQuantity => {
                wanted.split_once('$').is_some_and(|(_, value)| number(prefixed(value).1).is_some())
            }
            _ => !wanted.is_empty(),
        };
        if is_read {
            Ok(())
        } else {
            Err(format!("`{}` is no {}: {wanted:?}", self.name, self.sort.name()))
        }
    }

    /// What a resource has where this parameter looks.
    pub(super) fn places<'a>(&self, resource: &'a Value) -> Vec<&'a Value> {
        self.paths.iter().flat_map(|path| walk(resource, path)).collect()
    }

    /// Whether a resource has one of these values.
    pub(super) fn fits(&self, resource: &Value, wanted: &[String]) -> bool {
        let places = self.places(resource);
        let one = |wanted: &String| match self.sort {
            Sort::Token => places.iter().any(|place| has_token(place, wanted)),
            Sort::Reference(kind) => places.iter().any(|place| refers(place, wanted, kind)),
            Sort::Date => places.iter().any(|place| is_then(place, wanted)),
            Sort::Text => places.iter().any(|place| begins(place, wanted)),
            Sort::Quantity => places.iter().any(|place| measures(place, wanted)),
            Sort::CodeQuantity => wanted.split_once('$').is_some_and(|(code, quantity)| {
                places.iter().any(|place| {
                    has_token(&place["code"], code) && measures(&place["valueQuantity"], quantity)
                })
            }),
            Sort::Special => true,
        };
        wanted.iter().any(one)
    }
}

/// All values at a path; lists are gone through.
fn walk<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut at = vec![value];
    for part in path.split('.').filter(|part| !part.is_empty()) {
        at = at.into_iter().filter_map(|value| value.get(part)).flat_map(each).collect();
    }
    at
}

fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().flat_map(each).collect(),
        value => vec![value],
    }
}

/// A code, coding, concept or identifier beside `system|code`, `|code`, `system|` or `code`.
fn has_token(place: &Value, wanted: &str) -> bool {
    let (system, code) = match wanted.split_once('|') {
        Some((system, code)) => (Some(system), code),
        None => (None, wanted),
    };
    if let Some(codings) = place.get("coding").and_then(Value::as_array) {
        return codings.iter().any(|coding| has_token(coding, wanted));
    }
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    let (own_system, own_code) = match place {
        Value::Object(_) => {
            let code = if place["code"].is_null() { &place["value"] } else { &place["code"] };
            (place["system"].as_str(), text(code))
        }
        value => (None, text(value)),
    };
    let system_fits = system.is_none_or(|wanted| wanted == own_system.unwrap_or_default());
    system_fits && (code.is_empty() && system.is_some() || own_code.as_deref() == Some(code))
}

/// A reference beside `Kind/id`, `id`, or an address that ends in one.
fn refers(place: &Value, wanted: &str, kind: Option<Kind>) -> bool {
    let Some(reference) = place["reference"].as_str() else { return false };
    if wanted.contains('/') {
        return reference == wanted || wanted.ends_with(&format!("/{reference}"));
    }
    let Some((own_kind, id)) = reference.rsplit_once('/') else { return false };
    id == wanted && kind.is_none_or(|kind| kind.name() == own_kind)
}

fn begins(place: &Value, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    place.as_str().is_some_and(|text| text.to_lowercase().starts_with(&wanted))
}

/// The comparison that a value begins with, and the value.
pub(super) fn prefixed(wanted: &str) -> (&str, &str) {
    const PREFIXES: [&str; 9] = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];
    match wanted.split_at_checked(2) {
        Some((prefix, rest)) if PREFIXES.contains(&prefix) => (prefix, rest),
        _ => ("eq", wanted),
    }
}

/// A moment or a period beside a prefix and a date.
fn is_then(place: &Value, wanted: &str) -> bool {
    let own = match place {
        Value::String(text) => moment::period(text),
        Value::Object(_) => {
            let end = |name: &str| place[name].as_str().and_then(moment::period);
            let (start, last) = (end("start"), end("end"));
            Some((start.map_or(i64::MIN, |start| start.0), last.map_or(i64::MAX, |last| last.1)))
        }
        _ => None,
    };
    let (prefix, date) = prefixed(wanted);
    let (Some((from, until)), Some((wanted_from, wanted_until))) = (own, moment::period(date))
    else {
        return false;
    };
    match prefix {
        "ne" => !(wanted_from <= from && until <= wanted_until),
        "gt" => until > wanted_until,
        "lt" => from < wanted_from,
        "ge" => until > wanted_from,
        "le" => from < wanted_until,
        "sa" => from >= wanted_until,
        "eb" => until <= wanted_from,
        "ap" => from < wanted_until && wanted_from < until,
        _ => wanted_from <= from && until <= wanted_until,
    }
}

/// `number`, `number|system|code` or `number||code`.
fn number(wanted: &str) -> Option<(f64, Option<&str>, Option<&str>)> {
    let mut parts = wanted.split('|');
    let number = parts.next()?.parse().ok()?;
    let system = parts.next().filter(|system| !system.is_empty());
    let code = parts.next().filter(|code| !code.is_empty());
    parts.next().is_none().then_some((number, system, code))
}

fn measures(place: &Value, wanted: &str) -> bool {
    let (prefix, wanted) = prefixed(wanted);
    let (Some(own), Some((number, system, code))) = (place["value"].as_f64(), number(wanted))
    else {
        return false;
    };
    let same = |name: &str, wanted: Option<&str>| wanted.is_none_or(|wanted| place[name] == wanted);
    if !same("system", system) || !(same("code", code) || same("unit", code)) {
        return false;
    }
    match prefix {
        "ne" => (own - number).abs() >= 0.5,
        "gt" | "sa" => own > number,
        "lt" | "eb" => own < number,
        "ge" => own >= number,
        "le" => own <= number,
        "ap" => (own - number).abs() <= number.abs() / 10.0,
        _ => (own - number).abs() < f64::EPSILON * own.abs().max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn observation() -> Value {
        json!({
            "meta": { "lastUpdated": "2026-09-21T14:14:00.000Z" },
            "identifier": [{ "system": "urn:x", "value": "1" }],
            "status": "final",
            "code": { "coding": [{ "system": "http://loinc.org", "code": "85354-9" }] },
            "subject": { "reference": "Patient/p-1" },
            "effectiveDateTime": "2026-09-21T15:13:20.000+01:00",
            "component": [{
                "code": { "coding": [{ "system": "http://loinc.org", "code": "8480-6" }] },
                "valueQuantity": { "value": 168, "system": "http://unitsofmeasure.org", "code": "mm[Hg]" },
            }],
        })
    }

    #[track_caller]
    fn check(name: &str, wanted: &str, fits: bool) {
        let param = Param::named(Kind::Observation, name).unwrap();
        assert_eq!(param.check(wanted), Ok(()), "{name}={wanted}");
        let wanted: Vec<String> = wanted.split(',').map(str::to_owned).collect();
        assert_eq!(param.fits(&observation(), &wanted), fits, "{name}={wanted:?}");
    }

    #[test]
    fn a_resource_fits_what_is_asked_for() {
        check("code", "85354-9", true);
        check("code", "http://loinc.org|85354-9", true);
        check("code", "http://snomed.info/sct|85354-9", false);
        check("code", "http://loinc.org|", true);
        check("code", "|85354-9", false);
        check("code", "8867-4,85354-9", true);
        check("component-code", "8480-6", true);
        check("combo-code", "8480-6", true);
        check("identifier", "urn:x|1", true);
        check("identifier", "urn:y|1", false);
        check("status", "final,amended", true);
        check("patient", "p-1", true);
        check("subject", "Patient/p-1", true);
        check("subject", "http://here/fhir/Patient/p-1", true);
        check("patient", "p-2", false);
        check("combo-code-value-quantity", "8480-6$gt160", true);
        check("combo-code-value-quantity", "8480-6$gt160|http://unitsofmeasure.org|mm[Hg]", true);
        check("combo-code-value-quantity", "8480-6$gt160||kPa", false);
        check("combo-code-value-quantity", "8462-4$gt60", false);
    }

    #[test]
    fn a_moment_fits_a_date_by_its_prefix() {
        check("date", "2026-09-21", true);
        check("date", "2026-09", true);
        check("date", "ne2026-09-21", false);
        check("date", "ge2026-09-21", true);
        check("date", "gt2026-09-21", false);
        check("date", "lt2026-09-21", false);
        check("date", "le2026-09-21T14:13:20Z", true);
        check("date", "gt2026-09-21T14:13:00Z", true);
        check("date", "sa2026-09-20", true);
        check("date", "eb2026-09-22", true);
        check("_lastUpdated", "gt2026-09-21T14:13:30Z", true);
    }

    #[test]
    fn what_is_no_date_or_number_is_told() {
        let check = |name: &str, wanted: &str| {
            let param = Param::named(Kind::Observation, name).unwrap();
            assert!(param.check(wanted).is_err(), "{name}={wanted}");
        };
        check("date", "yesterday");
        check("value-quantity", "many");
        check("combo-code-value-quantity", "8480-6");
        check("code", "");
        assert_eq!(Param::named(Kind::Observation, "colour"), None);
    }

    #[test]
    fn no_parameter_is_there_twice() {
        for (place, param) in PARAMS.iter().enumerate() {
            let same = |other: &&Param| (other.kind, other.name) == (param.kind, param.name);
            assert_eq!(PARAMS.iter().position(|other| same(&other)), Some(place), "{}", param.name);
        }
    }
}
