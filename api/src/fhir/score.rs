//! How somebody stands: NEWS2 as an Observation with its parts, the priority score as a RiskAssessment.

use ingest::board::Person;
use risk_engine::fact::Spo2Scale;
use risk_engine::view::{PatientView, Status};
use serde_json::{Value, json};
use vitals::PatientId;

use super::codes::{NEWS2, NEWS2_SCALE_2, SNOMED, coding, quantity};
use super::kind::Kind;
use super::observation::{absent, name};
use super::resource::Resource;
use super::{ids, moment};

const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

/// The score's name, for whom it is about.
pub(super) fn score_id(patient: &PatientId) -> String {
    ids::of(&format!("news2-{patient}"))
}

/// The priority's name.
pub(super) fn risk_id(patient: &PatientId) -> String {
    ids::of(&format!("priority-{patient}"))
}

/// NEWS2 as it stands, if anything that it scores is fresh.
pub(super) fn score(patient: &PatientId, person: &Person) -> Option<Resource> {
    let view = person.view.as_ref()?;
    let news2 = view.news2?;
    let scale = person.enrolment.as_ref().map(|enrolment| enrolment.plan.spo2_scale);
    let components = NEWS2.iter().filter_map(|(sign, code, display)| {
        let sign = (*sign)?;
        let (code, display) = match (sign, scale) {
            (vitals::VitalSign::Spo2, Some(Spo2Scale::Two)) => NEWS2_SCALE_2,
            _ => (*code, *display),
        };
        let points = view.vitals.iter().find(|vital| vital.sign == sign)?.points;
        let mut part = json!({ "code": { "coding": [coding(SNOMED, code, display)] } });
        match points {
            Some(points) => part["valueQuantity"] = quantity(i32::from(points) * 1000, "{score}"),
            None => part["dataAbsentReason"] = absent("not-performed", "Not Performed"),
        }
        Some(part)
    });
    let (_, code, display) = NEWS2[0];
    let mut value = json!({
        "status": if news2.status == Status::Complete { "final" } else { "preliminary" },
        "category": [{ "coding": [coding(CATEGORY, "survey", "Survey")] }],
        "code": { "coding": [coding(SNOMED, code, display)] },
        "subject": { "reference": format!("Patient/{}", ids::of(patient.as_str())) },
        "effectiveDateTime": moment::instant(view.at.unix_ms()),
        "issued": moment::instant(view.at.unix_ms()),
        "valueQuantity": quantity(i32::from(news2.low) * 1000, "{score}"),
        "component": components.collect::<Vec<_>>(),
        "referenceRange": [{
            "text": format!("{} of 7 parts are known: the score lies between {} and {}", news2.known, news2.low, news2.high),
        }],
    });
    let derived = inputs(view);
    if !derived.is_empty() {
        value["derivedFrom"] = json!(derived);
    }
    let at = view.at.unix_ms();
    Some(Resource::made(Kind::Observation, &score_id(patient), at, at, value))
}

/// The readings behind it.
fn inputs(view: &PatientView) -> Vec<Value> {
    let scored = view.vitals.iter().filter(|vital| vital.points.is_some());
    let mut readings: Vec<_> = scored.map(|vital| vital.sample.reading()).collect();
    readings.sort_unstable();
    readings.dedup();
    let reference = |id| json!({ "reference": format!("Observation/{}", name(id)) });
    readings.into_iter().map(reference).collect()
}

/// The priority score as it stands, if there is one.
pub(super) fn risk(patient: &PatientId, person: &Person) -> Option<Resource> {
    let view = person.view.as_ref()?;
    let priority = view.priority.as_ref()?;
    let weighs = |(what, milli): &(std::sync::Arc<str>, i32)| {
        format!("{what} {}{:.3}", if *milli < 0 { "" } else { "+" }, f64::from(*milli) / 1000.0)
    };
    let weights: Vec<String> = priority.contributions.iter().map(weighs).collect();
    let mut value = json!({
        "status": "final",
        "method": { "text": "Hearthwatch priority score: risk of deterioration within a day" },
        "subject": { "reference": format!("Patient/{}", ids::of(patient.as_str())) },
        "occurrenceDateTime": moment::instant(view.at.unix_ms()),
        "prediction": [{
            "outcome": { "text": "Deterioration within 24 hours" },
            // R4 writes probabilities in percent here.
            "probabilityDecimal": f64::from(priority.per_ten_thousand) / 100.0,
            "rationale": format!("Log-odds: {}", weights.join(", ")),
        }],
    });
    if view.news2.is_some() {
        value["basis"] = json!([{ "reference": format!("Observation/{}", score_id(patient)) }]);
    }
    let at = view.at.unix_ms();
    Some(Resource::made(Kind::RiskAssessment, &risk_id(patient), at, at, value))
}
