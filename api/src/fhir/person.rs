//! People as Patients, and back.

use std::sync::Arc;

use ingest::entry::{Enrolment, base_plan};
use risk_engine::fact::Spo2Scale;
use serde_json::{Value, json};
use vitals::{PatientId, Private};

use super::ids;
use super::kind::Kind;
use super::resource::Resource;

/// Our own name for a person.
pub(super) const PATIENT: &str = "urn:hearthwatch:patient";

/// Somebody as the register has them.
pub(super) fn of(enrolment: &Enrolment) -> Resource {
    let id = ids::of(enrolment.patient.as_str());
    let mut value = json!({
        "identifier": [{ "system": PATIENT, "value": enrolment.patient.as_str() }],
        "active": true,
        "name": [name_of(enrolment.name.reveal())],
        "gender": gender_of(&enrolment.sex),
    });
    let born = enrolment.born.reveal();
    if crate::json::born(born).is_some() {
        value["birthDate"] = json!(born);
    }
    Resource::made(Kind::Patient, &id, 0, 0, value)
}

/// `SURNAME, Given` in parts.
fn name_of(name: &str) -> Value {
    match name.split_once(", ") {
        Some((family, given)) => {
            let given: Vec<&str> = given.split(' ').filter(|part| !part.is_empty()).collect();
            json!({ "use": "official", "text": name, "family": family, "given": given })
        }
        None => json!({ "use": "official", "text": name }),
    }
}

fn gender_of(sex: &str) -> &'static str {
    match sex.to_ascii_uppercase().as_str() {
        "F" | "FEMALE" => "female",
        "M" | "MALE" => "male",
        "" => "unknown",
        _ => "other",
    }
}

/// What a Patient says of somebody: who they were before stays where it says nothing.
pub(super) fn enrolment(patient: PatientId, sent: &Value, before: Option<&Enrolment>) -> Enrolment {
    let text =
        |value: &Value| value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(short);
    let name = &sent["name"][0];
    let given: Vec<&str> =
        name["given"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let name = match (text(&name["family"]), given.is_empty()) {
        (Some(family), false) => {
            Some(format!("{}, {}", family.to_uppercase(), short(&given.join(" "))))
        }
        (Some(family), true) => Some(family),
        (None, _) => text(&name["text"]),
    };
    let sex = match sent["gender"].as_str() {
        Some("female") => Some("F".to_owned()),
        Some("male") => Some("M".to_owned()),
        _ => None,
    };
    let born = text(&sent["birthDate"]).filter(|born| crate::json::born(born).is_some());
    match before {
        Some(before) => Enrolment {
            name: name.map_or_else(|| before.name.clone(), Private::hide),
            born: born.map_or_else(|| before.born.clone(), Private::hide),
            sex: sex.unwrap_or_else(|| before.sex.clone()),
            ..before.clone()
        },
        None => {
            let born = born.unwrap_or_default();
            let plan = Arc::new(base_plan(&born, &[], Spo2Scale::One, None));
            Enrolment {
                name: Private::hide(name.unwrap_or_else(|| patient.to_string())),
                born: Private::hide(born),
                sex: sex.unwrap_or_default(),
                conditions: Vec::new(),
                zone: "UTC".into(),
                plan,
                patient,
            }
        }
    }
}

/// No control characters, and no more than a name needs.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_comes_back_as_they_were_sent() {
        let sent = json!({ "name": [{ "family": "Singh", "given": ["Priya", "K"] }], "gender": "female", "birthDate": "1974-02-11" });
        let made = enrolment("p-1".parse().unwrap(), &sent, None);
        assert_eq!(made.name.reveal(), "SINGH, Priya K");
        let value = of(&made).value;
        assert_eq!(value["name"][0]["family"], "SINGH");
        assert_eq!(value["gender"], "female");
        assert_eq!(value["birthDate"], "1974-02-11");
        let changed = enrolment("p-1".parse().unwrap(), &json!({ "gender": "male" }), Some(&made));
        assert_eq!((changed.name.reveal().as_str(), changed.sex.as_str()), ("SINGH, Priya K", "M"));
    }

    #[test]
    fn somebody_without_a_name_has_their_id() {
        let made = enrolment("p-1".parse().unwrap(), &json!({}), None);
        assert_eq!(made.name.reveal(), "p-1");
        assert_eq!(of(&made).value["gender"], "unknown");
    }
}
