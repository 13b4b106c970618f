//! Readings as Observations: vital signs by FHIR's own profiles, with the codes of personal health devices.

use std::collections::BTreeMap;

use risk_engine::held::Reach;
use serde_json::{Value, json};
use store::readings::ReadingRow;
use vitals::{Origin, ReadingId, StoredAt, VitalSign};

use super::codes::{Code, LEVELS, Measure, RHYTHMS, SNOMED, coding, measure_of};
use super::kind::Kind;
use super::resource::Resource;
use super::{ids, moment};

/// What else is known of whom was measured.
#[derive(Debug, Clone)]
pub(super) struct About<'a> {
    /// Their time zone.
    pub(super) zone: &'a str,
    /// Readings of theirs that don't count any more, and since when.
    pub(super) withdrawn: &'a BTreeMap<ReadingId, StoredAt>,
}

const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const PHD: &str = "http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories";
const ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
const GATEWAY: &str = "http://hl7.org/fhir/StructureDefinition/observation-gatewayDevice";
/// Names a value of ours for ever.
pub(super) const READING: &str = "urn:hearthwatch:reading";

/// The resources of one reading: its rows are all values that it holds.
pub(super) fn of_reading(rows: &[ReadingRow], about: &About<'_>) -> Vec<Resource> {
    let Some(first) = rows.first() else { return Vec::new() };
    let find = |sign| rows.iter().find(|row| row.sign == sign);
    let name = name(first.id);
    let mut all = Vec::new();
    let (systolic, diastolic) = (find(VitalSign::Systolic), find(VitalSign::Diastolic));
    if systolic.is_some() || diastolic.is_some() {
        let components = json!([
            component(Measure::Systolic, systolic),
            component(Measure::Diastolic, diastolic),
        ]);
        all.push((name.clone(), Measure::Pressures, json!({ "component": components })));
    }
    for row in rows {
        let measure = match row.sign {
            VitalSign::Systolic | VitalSign::Diastolic => continue,
            VitalSign::Pulse if systolic.or(diastolic).is_some() => Measure::CuffPulse,
            VitalSign::Pulse if find(VitalSign::Spo2).is_some() => Measure::OximeterPulse,
            sign => measure_of(sign),
        };
        let is_main = match row.sign {
            VitalSign::Rhythm => false,
            VitalSign::Pulse => measure == Measure::HeartRate,
            _ => true,
        };
        let part = if row.sign == VitalSign::Rhythm { "rhythm" } else { "pulse" };
        let id = if is_main { name.clone() } else { format!("{name}-{part}") };
        all.push((id, measure, value(measure, row)));
    }
    all.into_iter().map(|(id, measure, value)| whole(&id, measure, first, value, about)).collect()
}

/// The reading's id as a logical id.
pub(super) fn name(id: ReadingId) -> String {
    format!("{}-{}", id.offset, id.index)
}

/// The reading that a logical id names, whichever of its values.
pub(super) fn reading_of(id: &str) -> Option<ReadingId> {
    let id = id.strip_suffix("-pulse").or(id.strip_suffix("-rhythm")).unwrap_or(id);
    let (offset, index) = id.split_once('-')?;
    Some(ReadingId { offset: offset.parse().ok()?, index: index.parse().ok()? })
}

fn whole(
    id: &str,
    measure: Measure,
    row: &ReadingRow,
    mut value: Value,
    about: &About<'_>,
) -> Resource {
    let code = Code::of(measure);
    let withdrawn = about.withdrawn.get(&row.id);
    let mut category = Vec::new();
    if !code.profiles.is_empty() {
        category.push(coding(CATEGORY, "vital-signs", "Vital Signs"));
    } else {
        category.push(coding(CATEGORY, "exam", "Exam"));
    }
    let is_device = row.origin == Origin::Device;
    let mut category: Vec<Value> =
        category.into_iter().map(|coding| json!({ "coding": [coding] })).collect();
    if is_device {
        category.push(json!({ "coding": [coding(PHD, "phd", "Personal Health Device")] }));
    }
    if !code.profiles.is_empty() {
        value["meta"] = json!({ "profile": code.profiles });
    }
    value["identifier"] = json!([{ "system": READING, "value": id }]);
    value["status"] = json!(if withdrawn.is_some() { "entered-in-error" } else { "final" });
    value["category"] = json!(category);
    value["code"] = code.concept();
    let patient = format!("Patient/{}", ids::of(row.patient.as_str()));
    value["subject"] = json!({ "reference": patient });
    value["effectiveDateTime"] = json!(moment::in_zone(row.taken_at.unix_ms(), about.zone));
    value["issued"] = json!(moment::instant(row.stored_at.unix_ms()));
    if is_device {
        let device = format!("Device/{}", ids::of(row.device.as_str()));
        value["device"] = json!({ "reference": device });
    } else {
        value["performer"] = json!([{ "reference": patient }]);
    }
    if let Some(gateway) = &row.gateway {
        let gateway = format!("Device/{}", ids::of(gateway.as_str()));
        value["extension"] =
            json!([{ "url": GATEWAY, "valueReference": { "reference": gateway } }]);
    }
    let updated_at = withdrawn.copied().unwrap_or(row.stored_at).unix_ms();
    let mut resource =
        Resource::made(Kind::Observation, id, row.taken_at.unix_ms(), updated_at, value);
    // Its content never changes but by being withdrawn.
    resource.number(if withdrawn.is_some() { "2" } else { "1" });
    resource
}

fn component(measure: Measure, row: Option<&ReadingRow>) -> Value {
    let mut component = row.map_or_else(|| json!({}), |row| value(measure, row));
    if row.is_none() {
        component["dataAbsentReason"] = absent("not-performed", "Not Performed");
    }
    component["code"] = Code::of(measure).concept();
    component
}

fn value(measure: Measure, row: &ReadingRow) -> Value {
    match row.reach {
        Reach::Below => {
            return json!({ "dataAbsentReason": absent("negative-infinity", "Negative Infinity (NINF)") });
        }
        Reach::Above => {
            return json!({ "dataAbsentReason": absent("positive-infinity", "Positive Infinity (PINF)") });
        }
        Reach::Within => {}
    }
    match measure {
        Measure::Consciousness => {
            let letter = u8::try_from(row.milli).ok().map(char::from);
            let level = LEVELS.iter().find(|(own, ..)| Some(*own) == letter);
            match level {
                Some((_, code, display)) => {
                    json!({ "valueCodeableConcept": { "coding": [coding(SNOMED, code, display)] } })
                }
                None => json!({ "dataAbsentReason": absent("error", "Error") }),
            }
        }
        Measure::Rhythm => {
            let (code, display) = RHYTHMS[usize::from(row.milli != 0)];
            json!({ "valueCodeableConcept": { "coding": [coding(SNOMED, code, display)] } })
        }
        Measure::Oxygen => json!({ "valueBoolean": row.milli != 0 }),
        measure => json!({ "valueQuantity": Code::of(measure).quantity(row.milli) }),
    }
}

pub(super) fn absent(code: &str, display: &str) -> Value {
    json!({ "coding": [coding(ABSENT, code, display)] })
}
