//! What is measured, in the codes of others: ISO 11073 (MDC), LOINC, SNOMED CT, and units in UCUM.
//!
//! The one table of codes. A test holds each LOINC and SNOMED code to its check digit, and each code to one
//! meaning.

use serde_json::{Value, json};
use vitals::VitalSign;

pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const MDC: &str = "urn:iso:std:iso:11073:10101";
pub(super) const SNOMED: &str = "http://snomed.info/sct";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    Pressures,
    Systolic,
    Diastolic,
    MeanPressure,
    CuffPulse,
    OximeterPulse,
    HeartRate,
    Spo2,
    Respiration,
    Temperature,
    Weight,
    Glucose,
    GlucoseMeter,
    GlucoseSensor,
    Consciousness,
    Oxygen,
    Rhythm,
    Battery,
}

/// A measure in everybody's codes; of each system the first is what we say, the others are understood.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) measure: Measure,
    mdc: &'static [(&'static str, &'static str)],
    loinc: &'static [(&'static str, &'static str)],
    snomed: &'static [(&'static str, &'static str)],
    /// In UCUM; empty where the value has no unit.
    pub(super) unit: &'static str,
    /// The profiles of vital signs that it follows.
    pub(super) profiles: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) const CODES: [Code; 18] = [
    Code { measure: Measure::Pressures, mdc: &[("150020", "MDC_PRESS_BLD_NONINV")],
        loinc: &[("85354-9", "Blood pressure panel with all children optional")], snomed: &[],
        unit: "", profiles: &["http://hl7.org/fhir/StructureDefinition/bp",
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"] },
    Code { measure: Measure::Systolic, mdc: &[("150021", "MDC_PRESS_BLD_NONINV_SYS")],
        loinc: &[("8480-6", "Systolic blood pressure")], snomed: &[], unit: "mm[Hg]", profiles: &[] },
    Code { measure: Measure::Diastolic, mdc: &[("150022", "MDC_PRESS_BLD_NONINV_DIA")],
        loinc: &[("8462-4", "Diastolic blood pressure")], snomed: &[], unit: "mm[Hg]", profiles: &[] },
    Code { measure: Measure::MeanPressure, mdc: &[("150023", "MDC_PRESS_BLD_NONINV_MEAN")],
        loinc: &[("8478-0", "Mean blood pressure")], snomed: &[], unit: "mm[Hg]", profiles: &[] },
    Code { measure: Measure::CuffPulse, mdc: &[("149546", "MDC_PULS_RATE_NON_INV")],
        loinc: &[("8867-4", "Heart rate")], snomed: &[],
        unit: "/min", profiles: &["http://hl7.org/fhir/StructureDefinition/heartrate"] },
    Code { measure: Measure::OximeterPulse, mdc: &[("149530", "MDC_PULS_OXIM_PULS_RATE")],
        loinc: &[("8867-4", "Heart rate")], snomed: &[],
        unit: "/min", profiles: &["http://hl7.org/fhir/StructureDefinition/heartrate"] },
    Code { measure: Measure::HeartRate, mdc: &[("147842", "MDC_ECG_HEART_RATE")],
        loinc: &[("8867-4", "Heart rate")], snomed: &[],
        unit: "/min", profiles: &["http://hl7.org/fhir/StructureDefinition/heartrate"] },
    Code { measure: Measure::Spo2, mdc: &[("150456", "MDC_PULS_OXIM_SAT_O2")],
        loinc: &[("2708-6", "Oxygen saturation in Arterial blood"),
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")], snomed: &[],
        unit: "%", profiles: &["http://hl7.org/fhir/StructureDefinition/oxygensat"] },
    Code { measure: Measure::Respiration, mdc: &[("151562", "MDC_RESP_RATE")],
        loinc: &[("9279-1", "Respiratory rate")], snomed: &[],
        unit: "/min", profiles: &["http://hl7.org/fhir/StructureDefinition/resprate"] },
    Code { measure: Measure::Temperature, mdc: &[("150364", "MDC_TEMP_BODY")],
        loinc: &[("8310-5", "Body temperature")], snomed: &[],
        unit: "Cel", profiles: &["http://hl7.org/fhir/StructureDefinition/bodytemp"] },
    Code { measure: Measure::Weight, mdc: &[("188736", "MDC_MASS_BODY_ACTUAL")],
        loinc: &[("29463-7", "Body weight")], snomed: &[],
        unit: "kg", profiles: &["http://hl7.org/fhir/StructureDefinition/bodyweight"] },
    // What the readings store holds doesn't say whether a meter or a sensor measured it.
    Code { measure: Measure::Glucose, mdc: &[("160364", "MDC_CONC_GLU_GEN"), ("160020", "MDC_CONC_GLU_GEN")],
        loinc: &[("15074-8", "Glucose [Moles/volume] in Blood"), ("2339-0", "Glucose [Mass/volume] in Blood")],
        snomed: &[], unit: "mmol/L", profiles: &[] },
    Code { measure: Measure::GlucoseMeter,
        mdc: &[("160184", "MDC_CONC_GLU_CAPILLARY_WHOLEBLOOD"), ("160368", "MDC_CONC_GLU_UNDETERMINED_PLASMA")],
        loinc: &[("14743-9", "Glucose [Moles/volume] in Capillary blood by Glucometer"),
            ("41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer")],
        snomed: &[], unit: "mmol/L", profiles: &[] },
    Code { measure: Measure::GlucoseSensor, mdc: &[("160212", "MDC_CONC_GLU_ISF")],
        loinc: &[("105272-9", "Glucose [Moles/volume] in Interstitial fluid"),
            ("99504-3", "Glucose [Mass/volume] in Interstitial fluid")],
        snomed: &[], unit: "mmol/L", profiles: &[] },
    Code { measure: Measure::Consciousness, mdc: &[], loinc: &[("80288-4", "Level of consciousness")], snomed: &[],
        unit: "", profiles: &[] },
    Code { measure: Measure::Oxygen, mdc: &[], loinc: &[], snomed: &[("371825009", "Patient on oxygen")],
        unit: "", profiles: &[] },
    Code { measure: Measure::Rhythm, mdc: &[], loinc: &[("8884-9", "Heart rate rhythm")], snomed: &[],
        unit: "", profiles: &[] },
    Code { measure: Measure::Battery, mdc: &[("67996", "MDC_ATTR_VAL_BATT_CHARGE")], loinc: &[], snomed: &[],
        unit: "%", profiles: &[] },
];

/// Levels of consciousness, by ACVPU's letter.
#[rustfmt::skip]
pub(super) const LEVELS: [(char, &str, &str); 5] = [
    ('A', "248234008", "Mentally alert"),
    ('C', "130987000", "Acute confusion"),
    ('V', "300202002", "Responds to voice"),
    ('P', "450847001", "Responds to pain"),
    ('U', "422768004", "Unresponsive"),
];

/// A pulse's rhythm: regular, irregular.
pub(super) const RHYTHMS: [(&str, &str); 2] =
    [("271636001", "Pulse regular"), ("61086009", "Pulse irregular")];

/// NEWS2 and its parts (SNOMED CT, UK edition).
#[rustfmt::skip]
pub(super) const NEWS2: [(Option<VitalSign>, &str, &str); 8] = [
    (None, "1104051000000101", "Royal College of Physicians NEWS2 (National Early Warning Score 2) total score"),
    (Some(VitalSign::Respiration), "1104301000000104", "Royal College of Physicians NEWS2 respiration rate score"),
    (Some(VitalSign::Spo2), "1104311000000102", "Royal College of Physicians NEWS2 oxygen saturation scale 1 score"),
    (Some(VitalSign::SupplementalOxygen), "1104331000000105", "Royal College of Physicians NEWS2 air or oxygen score"),
    (Some(VitalSign::Systolic), "1104341000000101", "Royal College of Physicians NEWS2 systolic blood pressure score"),
    (Some(VitalSign::Pulse), "1104351000000103", "Royal College of Physicians NEWS2 pulse score"),
    (Some(VitalSign::Consciousness), "1104361000000100", "Royal College of Physicians NEWS2 consciousness score"),
    (Some(VitalSign::Temperature), "1104371000000107", "Royal College of Physicians NEWS2 temperature score"),
];
/// In the place of scale 1.
pub(super) const NEWS2_SCALE_2: (&str, &str) =
    ("1104321000000108", "Royal College of Physicians NEWS2 oxygen saturation scale 2 score");

/// How a value in another unit becomes one in ours: unit, measures' own unit, factor, and what is taken off
/// before.
#[rustfmt::skip]
const UNITS: [(&str, &str, f64, f64); 15] = [
    ("mm[Hg]", "mm[Hg]", 1.0, 0.0),
    ("kPa", "mm[Hg]", 7.500_616_827, 0.0),
    ("/min", "/min", 1.0, 0.0),
    ("1/min", "/min", 1.0, 0.0),
    ("{beats}/min", "/min", 1.0, 0.0),
    ("{Beats}/min", "/min", 1.0, 0.0),
    ("{breaths}/min", "/min", 1.0, 0.0),
    ("%", "%", 1.0, 0.0),
    ("Cel", "Cel", 1.0, 0.0),
    ("[degF]", "Cel", 5.0 / 9.0, 32.0),
    ("kg", "kg", 1.0, 0.0),
    ("g", "kg", 0.001, 0.0),
    ("[lb_av]", "kg", 0.453_592_37, 0.0),
    ("mmol/L", "mmol/L", 1.0, 0.0),
    ("mg/dL", "mmol/L", 1.0 / vitals::Glucose::MG_DL_PER_MMOL_L, 0.0),
];

/// A value in a measure's own unit; none if the unit is another.
pub(super) fn converted(value: f64, unit: &str, own: &str) -> Option<f64> {
    let (_, _, factor, less) = UNITS.iter().find(|row| (row.0, row.1) == (unit, own))?;
    Some((value - less) * factor)
}

impl Code {
    /// The row of a measure.
    pub(super) fn of(measure: Measure) -> &'static Self {
        // A test holds that each measure has its row, in this order.
        &CODES[measure as usize]
    }

    /// What a coding stands for.
    pub(super) fn known(system: &str, code: &str) -> Option<&'static Self> {
        CODES.iter().find(|row| row.has(system, code))
    }

    fn has(&self, system: &str, code: &str) -> bool {
        let table = match system {
            MDC => self.mdc,
            LOINC => self.loinc,
            SNOMED => self.snomed,
            _ => return false,
        };
        table.iter().any(|(own, _)| *own == code)
    }

    /// What we say of it: MDC, then LOINC.
    pub(super) fn concept(&self) -> Value {
        let mdc = self.mdc.first().map(|(code, display)| coding(MDC, code, display));
        let both = usize::from(self.measure == Measure::Spo2) + 1;
        let loinc = self.loinc.iter().take(both).map(|(code, text)| coding(LOINC, code, text));
        let snomed = self.snomed.iter().take(1).map(|(code, text)| coding(SNOMED, code, text));
        let codings: Vec<Value> = mdc.into_iter().chain(loinc).chain(snomed).collect();
        json!({ "coding": codings })
    }

    /// A number in our unit.
    pub(super) fn quantity(&self, milli: i32) -> Value {
        quantity(milli, self.unit)
    }
}

/// Which measure a value of a sign is, when nothing else came with it.
pub(super) fn measure_of(sign: VitalSign) -> Measure {
    match sign {
        VitalSign::Respiration => Measure::Respiration,
        VitalSign::Spo2 => Measure::Spo2,
        VitalSign::SupplementalOxygen => Measure::Oxygen,
        VitalSign::Systolic => Measure::Systolic,
        VitalSign::Diastolic => Measure::Diastolic,
        VitalSign::Pulse => Measure::HeartRate,
        VitalSign::Consciousness => Measure::Consciousness,
        VitalSign::Temperature => Measure::Temperature,
        VitalSign::Weight => Measure::Weight,
        VitalSign::Glucose => Measure::Glucose,
        VitalSign::Rhythm => Measure::Rhythm,
    }
}

pub(super) fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": system, "code": code, "display": display })
}

/// A number of thousandths as it is written, and its unit.
pub(super) fn quantity(milli: i32, unit: &str) -> Value {
    let value =
        if milli % 1000 == 0 { json!(milli / 1000) } else { json!(f64::from(milli) / 1000.0) };
    json!({ "value": value, "unit": unit, "system": UCUM, "code": unit })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The last digit of a LOINC code: Luhn, over the digits before the hyphen.
    fn luhn(digits: &str) -> u32 {
        let sum: u32 = digits
            .chars()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = digit.to_digit(10).unwrap() * if place % 2 == 0 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        (10 - sum % 10) % 10
    }

    /// Whether a SNOMED CT id's last digit is right: Verhoeff.
    fn verhoeff(id: &str) -> bool {
        const TURN: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        let times = |a: usize, b: usize| match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b - 5) % 5 + 5,
            (false, true) => (a - 5 + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        };
        let turned = |digit: usize, times: usize| (0..times).fold(digit, |digit, _| TURN[digit]);
        let digits = id.chars().rev().map(|digit| digit.to_digit(10).unwrap() as usize);
        digits.enumerate().fold(0, |sum, (place, digit)| times(sum, turned(digit, place % 8))) == 0
    }

    fn snomeds() -> Vec<&'static str> {
        let of_table = CODES.iter().flat_map(|row| row.snomed).map(|(code, _)| *code);
        let levels = LEVELS.iter().map(|(_, code, _)| *code);
        let rhythms = RHYTHMS.iter().map(|(code, _)| *code);
        let scores = NEWS2.iter().map(|(_, code, _)| *code).chain([NEWS2_SCALE_2.0]);
        of_table.chain(levels).chain(rhythms).chain(scores).collect()
    }

    #[test]
    fn every_code_has_its_check_digit() {
        for (code, display) in CODES.iter().flat_map(|row| row.loinc) {
            let (digits, check) = code.split_once('-').unwrap();
            assert_eq!(luhn(digits).to_string(), check, "{code} {display}");
        }
        for code in snomeds() {
            assert!(verhoeff(code), "{code}");
        }
    }

    #[test]
    fn codes_that_are_wrong_in_circulation_are_found() {
        assert_ne!(luhn("3150"), 6, "inhaled oxygen is 3150-0");
        assert_eq!(luhn("3150"), 0);
        assert!(!verhoeff("1104341000000103"));
    }

    #[test]
    fn each_code_has_one_meaning_and_each_measure_one_row() {
        let mut seen: BTreeMap<(&str, &str), Vec<Measure>> = BTreeMap::new();
        for (place, row) in CODES.iter().enumerate() {
            assert_eq!(row.measure as usize, place, "{:?}", row.measure);
            for (system, table) in [(MDC, row.mdc), (LOINC, row.loinc), (SNOMED, row.snomed)] {
                for (code, _) in table {
                    seen.entry((system, code)).or_default().push(row.measure);
                }
            }
        }
        for ((_, code), measures) in seen {
            // A pulse is a pulse, whatever counted it.
            assert!(measures.len() == 1 || code == "8867-4", "{code}: {measures:?}");
        }
        let snomeds = snomeds();
        let distinct: std::collections::BTreeSet<_> = snomeds.iter().collect();
        assert_eq!(snomeds.len(), distinct.len());
    }

    #[test]
    fn a_value_in_another_unit_becomes_ours() {
        let check = |value, unit, own, want: Option<f64>| {
            let got = converted(value, unit, own).map(|value| (value * 1000.0).round() / 1000.0);
            assert_eq!(got, want, "{value} {unit}");
        };
        check(98.6, "[degF]", "Cel", Some(37.0));
        check(16.0, "kPa", "mm[Hg]", Some(120.01));
        check(150.0, "[lb_av]", "kg", Some(68.039));
        check(100.0, "mg/dL", "mmol/L", Some(5.551));
        check(37.0, "C", "Cel", None);
        check(37.0, "kg", "Cel", None);
    }

    #[test]
    fn a_number_is_written_as_short_as_it_is() {
        assert_eq!(quantity(36_800, "Cel")["value"].to_string(), "36.8");
        assert_eq!(quantity(120_000, "mm[Hg]")["value"].to_string(), "120");
    }
}
