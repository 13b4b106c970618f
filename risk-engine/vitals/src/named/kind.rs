//! What a row is about, and every name that we know for it.

use super::{Unit, folded};

/// What one row of a file of readings holds a value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Systolic pressure, mm[Hg].
    Systolic,
    /// Diastolic pressure, mm[Hg].
    Diastolic,
    /// Pulse or heart rate, /min.
    Pulse,
    /// Breaths, /min.
    Respiration,
    /// Oxygen saturation, %.
    Spo2,
    /// Body temperature, Cel.
    Temperature,
    /// Body weight, kg.
    Weight,
    /// Glucose from a continuous sensor, mg/dL.
    GlucoseCgm,
    /// Glucose from a finger stick, mg/dL.
    GlucoseMeter,
    /// A letter of ACVPU.
    Consciousness,
    /// Whether supplemental oxygen is given: yes or no.
    Oxygen,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Systolic,
        Self::Diastolic,
        Self::Pulse,
        Self::Respiration,
        Self::Spo2,
        Self::Temperature,
        Self::Weight,
        Self::GlucoseCgm,
        Self::GlucoseMeter,
        Self::Consciousness,
        Self::Oxygen,
    ];

    /// Its own name, which files should use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Systolic => "systolic",
            Self::Diastolic => "diastolic",
            Self::Pulse => "pulse",
            Self::Respiration => "respiration",
            Self::Spo2 => "spo2",
            Self::Temperature => "temperature",
            Self::Weight => "weight",
            Self::GlucoseCgm => "glucose_cgm",
            Self::GlucoseMeter => "glucose_meter",
            Self::Consciousness => "consciousness",
            Self::Oxygen => "oxygen",
        }
    }

    /// By its own name or another's: a word, a LOINC code or an MDC code. Case, spaces, `_` and `-`
    /// don't count. Plain `glucose` is nobody: a sensor and a meter are not the same.
    pub fn from_name(text: &str) -> Option<Self> {
        let wanted = folded(text);
        let is_named = |kind: &Self| {
            folded(kind.name()) == wanted
                || kind.aliases().iter().any(|name| folded(name) == wanted)
        };
        Self::ALL.into_iter().find(is_named)
    }

    /// The other names that we take for it. Codes: CONVENTIONS 5.4.
    #[rustfmt::skip]
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Systolic => &["SBP", "sys", "systolic_bp", "bp_systolic", "systolic_blood_pressure", "blood_pressure_systolic", "NISysABP", "nbps", "8480-6", "150021"],
            Self::Diastolic => &["DBP", "dia", "diastolic_bp", "bp_diastolic", "diastolic_blood_pressure", "blood_pressure_diastolic", "NIDiasABP", "nbpd", "8462-4", "150022"],
            Self::Pulse => &["HR", "heart_rate", "pulse_rate", "PR", "8867-4", "147842", "149530", "149546"],
            Self::Respiration => &["RR", "Resp", "RespRate", "respiratory_rate", "respiration_rate", "breathing_rate", "9279-1", "151562"],
            Self::Spo2 => &["O2Sat", "SaO2", "sat", "oxygen_saturation", "pulse_oximetry", "2708-6", "59408-5", "150456"],
            Self::Temperature => &["Temp", "body_temperature", "T", "8310-5", "150364"],
            Self::Weight => &["body_weight", "mass", "29463-7", "188736"],
            Self::GlucoseCgm => &["CGM", "cgm_glucose", "sensor_glucose", "interstitial_glucose", "99504-3", "105272-9", "160212"],
            Self::GlucoseMeter => &["SMBG", "meter_glucose", "finger_stick", "capillary_glucose", "blood_glucose", "41653-7", "14743-9", "160184", "160368"],
            Self::Consciousness => &["ACVPU", "AVPU", "level_of_consciousness", "LOC"],
            Self::Oxygen => &["supplemental_oxygen", "oxygen_therapy", "air_or_oxygen", "on_oxygen", "FiO2", "inspired_oxygen", "oxygen_flow", "3150-0", "3151-8"],
        }
    }

    /// The unit that values of this kind are held in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Systolic | Self::Diastolic => Unit::MmHg,
            Self::Pulse | Self::Respiration => Unit::PerMinute,
            Self::Spo2 => Unit::Percent,
            Self::Temperature => Unit::Celsius,
            Self::Weight => Unit::Kilogram,
            Self::GlucoseCgm | Self::GlucoseMeter => Unit::MgPerDl,
            Self::Consciousness | Self::Oxygen => Unit::None,
        }
    }

    /// The units that a value of this kind may be given in, the usual one first. Where the usual one
    /// is also taken for granted, [`Unit::None`] is among them.
    pub fn units(self) -> &'static [Unit] {
        match self {
            Self::Systolic | Self::Diastolic => &[Unit::MmHg, Unit::KiloPascal, Unit::None],
            Self::Pulse | Self::Respiration => &[Unit::PerMinute, Unit::None],
            Self::Spo2 => &[Unit::Percent, Unit::One, Unit::None],
            Self::Temperature => &[Unit::Celsius, Unit::Fahrenheit],
            Self::Weight => &[Unit::Kilogram, Unit::Gram, Unit::Pound],
            Self::GlucoseCgm | Self::GlucoseMeter => &[Unit::MgPerDl, Unit::MmolPerL],
            Self::Consciousness => &[Unit::None, Unit::One],
            Self::Oxygen => &[Unit::None, Unit::One, Unit::Percent, Unit::LitrePerMinute],
        }
    }

    /// The names of all kinds, for a message.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(text: &str, expected: Option<Kind>) {
        assert_eq!(Kind::from_name(text), expected, "{text:?}");
    }

    #[test]
    fn a_kind_is_known_by_its_own_name_and_by_others() {
        for kind in Kind::ALL {
            check(kind.name(), Some(kind));
            kind.aliases().iter().for_each(|alias| check(alias, Some(kind)));
        }
        check("O2Sat", Some(Kind::Spo2));
        check(" heart rate ", Some(Kind::Pulse));
        check("GLUCOSE-CGM", Some(Kind::GlucoseCgm));
        check("8867-4", Some(Kind::Pulse));
    }

    #[test]
    fn what_could_be_two_kinds_is_neither() {
        for text in ["", "glucose", "pressure", "lactate", "MAP", "8867"] {
            check(text, None);
        }
    }

    #[test]
    fn no_name_stands_for_two_kinds() {
        let mut known = BTreeMap::new();
        for kind in Kind::ALL {
            for name in kind.aliases().iter().copied().chain([kind.name()]) {
                let other = known.insert(folded(name), kind);
                assert!(other.is_none(), "{name} is {kind:?} and {other:?}");
            }
        }
    }

    /// The last digit of a LOINC code is the Luhn check digit of the others.
    fn is_loinc(code: &str) -> bool {
        let Some((body, check)) = code.split_once('-') else { return false };
        let sum: u32 = body
            .bytes()
            .rev()
            .zip([2, 1].into_iter().cycle())
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .map(|product| product / 10 + product % 10)
            .sum();
        check == ((10 - sum % 10) % 10).to_string()
    }

    #[test]
    fn every_loinc_code_has_the_right_check_digit() {
        let names = Kind::ALL.into_iter().flat_map(Kind::aliases);
        let codes: Vec<_> =
            names.filter(|name| name.contains('-') && name.starts_with(char::is_numeric)).collect();
        assert!(codes.len() >= 14);
        for code in codes {
            assert!(is_loinc(code), "{code}");
        }
        assert!(!is_loinc("3150-6"));
    }
}
