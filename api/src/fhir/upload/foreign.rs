//! An Observation of another system as a reading, as far as it is one.

use serde_json::Value;
use vitals::{DeviceId, Flags, HeardAt, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use crate::fhir::codes::{Code, LEVELS, Measure, converted};
use crate::fhir::moment;

/// What an Observation says was measured; none if it says nothing that a body does.
pub(super) fn reading(sent: &Value, device: DeviceId, now_ms: i64) -> Option<WireReading> {
    let counts =
        matches!(sent["status"].as_str(), Some("final" | "amended" | "corrected" | "preliminary"));
    if !counts {
        return None;
    }
    let body = body(sent)?;
    let at = happened(sent);
    Some(WireReading {
        device,
        slot: None,
        device_sequence: None,
        // The monitor's own clock isn't told: what it came to stands for it.
        device_time: at.map(|(ms, offset)| ms + i64::from(offset) * 60_000),
        dated: at.map_or(Dated::Undatable, |(ms, _)| Dated::At {
            taken_at: TakenAt::from_unix_ms(ms),
            rule: ClockRule::Corrected,
        }),
        heard_at: HeardAt::from_unix_ms(now_ms),
        zone_offset_min: at.map_or(0, |(_, offset)| offset),
        origin: origin(sent),
        raw_crc: body.checksum(),
        flags: flags(sent),
        body,
    })
}

/// When it was measured, with the minutes that the clock there was ahead of UTC; none without an exact time.
pub(super) fn happened(sent: &Value) -> Option<(i64, i16)> {
    let period = &sent["effectivePeriod"];
    let of = |value: &Value| moment::exact(value.as_str()?);
    [&sent["effectiveDateTime"], &sent["effectiveInstant"], &period["end"], &period["start"]]
        .into_iter()
        .find_map(of)
}

/// What a device sent says so: it names the device, or is marked as such. The rest somebody typed.
fn origin(sent: &Value) -> Origin {
    if sent["device"].is_object() { Origin::Device } else { Origin::Typed }
}

fn body(sent: &Value) -> Option<Body> {
    let code = coded(&sent["code"])?;
    Some(match code.measure {
        Measure::Pressures => {
            let part = |measure| {
                let components = sent["component"].as_array().into_iter().flatten();
                let mut of_it = components.filter(|part| {
                    coded(&part["code"]).is_some_and(|code| code.measure == measure)
                });
                of_it.next().map_or(Quantity::Absent, |part| quantity(part, Code::of(measure)))
            };
            Body::BloodPressure {
                systolic: part(Measure::Systolic),
                diastolic: part(Measure::Diastolic),
                pulse: Quantity::Absent,
            }
        }
        Measure::Systolic => Body::BloodPressure {
            systolic: quantity(sent, code),
            diastolic: Quantity::Absent,
            pulse: Quantity::Absent,
        },
        Measure::Diastolic => Body::BloodPressure {
            systolic: Quantity::Absent,
            diastolic: quantity(sent, code),
            pulse: Quantity::Absent,
        },
        Measure::CuffPulse | Measure::OximeterPulse | Measure::HeartRate => {
            Body::HeartRate { rate: quantity(sent, code), rr_1024: Vec::new() }
        }
        Measure::Spo2 => Body::Oximetry { spo2: quantity(sent, code), pulse: Quantity::Absent },
        Measure::Respiration => Body::Respiration { rate: quantity(sent, code) },
        Measure::Temperature => Body::Temperature { temperature: quantity(sent, code) },
        Measure::Weight => Body::Weight { weight: quantity(sent, code) },
        Measure::Glucose | Measure::GlucoseMeter => {
            Body::GlucoseMeter { glucose: quantity(sent, code) }
        }
        Measure::GlucoseSensor => Body::GlucoseCgm { glucose: quantity(sent, code) },
        Measure::Consciousness => {
            let codings = sent["valueCodeableConcept"]["coding"].as_array()?;
            let known = |coding: &Value| LEVELS.iter().find(|(_, code, _)| coding["code"] == *code);
            let (letter, ..) = codings.iter().find_map(known)?;
            Body::Consciousness { letter: u8::try_from(*letter).ok()? }
        }
        Measure::Oxygen => Body::SupplementalOxygen { on: sent["valueBoolean"].as_bool()? },
        Measure::MeanPressure | Measure::Rhythm | Measure::Battery => return None,
    })
    .filter(has_value)
}

/// Whether there is anything in it that a decision can rest on, or that its monitor failed to measure.
fn has_value(body: &Body) -> bool {
    let known = |quantity: &Quantity| !matches!(quantity, Quantity::Absent);
    match body {
        Body::BloodPressure { systolic, diastolic, .. } => known(systolic) || known(diastolic),
        Body::Oximetry { spo2, .. } => known(spo2),
        Body::HeartRate { rate, .. } | Body::Respiration { rate } => known(rate),
        Body::Temperature { temperature } => known(temperature),
        Body::Weight { weight } => known(weight),
        Body::GlucoseMeter { glucose } | Body::GlucoseCgm { glucose } => known(glucose),
        Body::Consciousness { .. } | Body::SupplementalOxygen { .. } => true,
    }
}

/// The measure of a concept. Of several codings that are known the most telling counts: what counted a pulse
/// is known by its MDC code alone.
fn coded(concept: &Value) -> Option<&'static Code> {
    let codings = concept["coding"].as_array()?;
    let mut known = codings
        .iter()
        .filter_map(|coding| Some((coding["system"].as_str()?, coding["code"].as_str()?)));
    let first = known.clone().find(|(system, _)| *system == crate::fhir::codes::MDC);
    first
        .and_then(|(system, code)| Code::known(system, code))
        .or_else(|| known.find_map(|(system, code)| Code::known(system, code)))
}

/// A value, or why there is none. A unit that isn't known is a value that isn't.
fn quantity(place: &Value, code: &Code) -> Quantity {
    let value = &place["valueQuantity"];
    let unit = value["code"].as_str().or(value["unit"].as_str());
    if let (Some(number), Some(unit)) = (value["value"].as_f64(), unit) {
        let ours = converted(number, unit, code.unit);
        return ours.and_then(Quantity::from_units).unwrap_or(Quantity::Reserved);
    }
    let absent = place["dataAbsentReason"]["coding"].as_array();
    let why = absent.and_then(|codings| codings.first()).and_then(|coding| coding["code"].as_str());
    match why {
        Some("not-a-number") => Quantity::Nan,
        Some("positive-infinity") => Quantity::PositiveInfinity,
        Some("negative-infinity") => Quantity::NegativeInfinity,
        Some("error") => Quantity::Nres,
        _ => Quantity::Absent,
    }
}

fn flags(sent: &Value) -> Flags {
    let concepts = sent["interpretation"].as_array().into_iter().flatten();
    let mut codings =
        concepts.flat_map(|concept| concept["coding"].as_array().into_iter().flatten());
    let questionable = codings.any(|coding| coding["code"] == "questionable");
    Flags { questionable, ..Flags::default() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(sent: &Value, want: Option<Body>) {
        let device = "d-1".parse().unwrap();
        let found = reading(sent, device, 0).map(|reading| reading.body);
        let [found, want] = [found, want];
        assert_eq!(found, want, "{sent}");
    }

    fn sent(system: &str, code: &str, value: Value) -> Value {
        let mut sent = json!({
            "status": "final",
            "code": { "coding": [{ "system": system, "code": code }] },
            "effectiveDateTime": "2026-09-21T15:13:20+01:00",
        });
        let Value::Object(value) = value else { panic!("{value} is no object") };
        sent.as_object_mut().unwrap().extend(value);
        sent
    }

    fn of(value: f64, unit: &str) -> Value {
        json!({ "valueQuantity": { "value": value, "system": "http://unitsofmeasure.org", "code": unit } })
    }

    const MDC: &str = crate::fhir::codes::MDC;
    const LOINC: &str = crate::fhir::codes::LOINC;

    #[test]
    fn what_a_device_measured_is_a_reading_in_our_units() {
        use Quantity::{Absent, Milli};
        let weight = |milli| Some(Body::Weight { weight: Milli(milli) });
        check(&sent(MDC, "188736", of(80.5, "kg")), weight(80_500));
        check(&sent(LOINC, "29463-7", of(150.0, "[lb_av]")), weight(68_039));
        let rate = Body::HeartRate { rate: Milli(72_000), rr_1024: vec![] };
        check(&sent(LOINC, "8867-4", of(72.0, "/min")), Some(rate.clone()));
        check(&sent(MDC, "149546", of(72.0, "{Beats}/min")), Some(rate));
        let glucose = Some(Body::GlucoseMeter { glucose: Milli(5_551) });
        check(&sent(LOINC, "41653-7", of(100.0, "mg/dL")), glucose);
        let panel = json!({ "component": [
            { "code": { "coding": [{ "system": MDC, "code": "150021" }] }, "valueQuantity": { "value": 120, "code": "mm[Hg]" } },
            { "code": { "coding": [{ "system": MDC, "code": "150022" }] }, "valueQuantity": { "value": 10, "code": "kPa" } },
        ] });
        let pressures = Body::BloodPressure {
            systolic: Milli(120_000),
            diastolic: Milli(75_006),
            pulse: Absent,
        };
        check(&sent(MDC, "150020", panel), Some(pressures));
    }

    #[test]
    fn a_value_that_is_missing_or_in_an_unknown_unit_is_never_a_number() {
        let absent = |code: &str| json!({ "dataAbsentReason": { "coding": [{ "code": code }] } });
        let sugar = |glucose| Some(Body::GlucoseMeter { glucose });
        check(&sent(MDC, "160184", absent("positive-infinity")), sugar(Quantity::PositiveInfinity));
        check(&sent(MDC, "160184", absent("not-a-number")), sugar(Quantity::Nan));
        check(&sent(MDC, "160184", absent("not-performed")), None);
        check(
            &sent(MDC, "150364", of(37.0, "C")),
            Some(Body::Temperature { temperature: Quantity::Reserved }),
        );
        check(&sent(MDC, "67996", of(80.0, "%")), None);
        check(&sent("urn:x", "1", of(80.0, "%")), None);
        let mut registered = sent(MDC, "188736", of(80.5, "kg"));
        registered["status"] = json!("entered-in-error");
        check(&registered, None);
    }

    #[test]
    fn a_reading_without_an_exact_time_has_none() {
        let mut sent = sent(MDC, "188736", of(80.5, "kg"));
        let dated = |sent: &Value| reading(sent, "d-1".parse().unwrap(), 0).unwrap();
        let exact = dated(&sent);
        assert_eq!(exact.zone_offset_min, 60);
        assert_eq!(exact.device_time, Some(1_790_003_600_000));
        sent["effectiveDateTime"] = json!("2026-09-21");
        assert_eq!(dated(&sent).dated, Dated::Undatable);
    }
}
