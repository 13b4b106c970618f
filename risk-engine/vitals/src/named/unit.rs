//! Units of files, in UCUM and as people misspell them, and what they are in the unit we hold.

/// The unit that a value was given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// No unit was given.
    None,
    /// mm[Hg].
    MmHg,
    /// kPa.
    KiloPascal,
    /// /min.
    PerMinute,
    /// %.
    Percent,
    /// 1: a fraction, or a number that needs no unit.
    One,
    /// Cel.
    Celsius,
    /// \[degF\].
    Fahrenheit,
    /// kg.
    Kilogram,
    /// g.
    Gram,
    /// \[lb_av\].
    Pound,
    /// mg/dL.
    MgPerDl,
    /// mmol/L.
    MmolPerL,
    /// L/min.
    LitrePerMinute,
}

/// Each unit with its UCUM code first, then the other ways in which people write it.
#[rustfmt::skip]
const NAMES: [(Unit, &[&str]); 14] = [
    (Unit::None,           &["", "NA", "N/A", "none", "null", "-"]),
    (Unit::MmHg,           &["mm[Hg]", "mmHg", "torr"]),
    (Unit::KiloPascal,     &["kPa"]),
    (Unit::PerMinute,      &["/min", "1/min", "min-1", "bpm", "beats/min", "breaths/min", "beats per minute", "breaths per minute", "brpm", "rpm", "{beats}/min", "{breaths}/min", "insp/min"]),
    (Unit::Percent,        &["%", "percent", "pct"]),
    (Unit::One,            &["1", "fraction", "ratio", "{score}", "{fraction}"]),
    (Unit::Celsius,        &["Cel", "C", "°C", "degC", "[degC]", "celsius", "℃"]),
    (Unit::Fahrenheit,     &["[degF]", "F", "°F", "degF", "fahrenheit", "℉"]),
    (Unit::Kilogram,       &["kg", "kgs", "kilogram", "kilograms"]),
    (Unit::Gram,           &["g", "gram", "grams"]),
    (Unit::Pound,          &["[lb_av]", "lb", "lbs", "pound", "pounds", "lb_av"]),
    (Unit::MgPerDl,        &["mg/dL", "mgdl", "mg per dL", "mg%"]),
    (Unit::MmolPerL,       &["mmol/L", "mmol", "mM", "mmol per L"]),
    (Unit::LitrePerMinute, &["L/min", "lpm", "l per min", "litre/min", "liter/min"]),
];

impl Unit {
    /// By its UCUM code or a usual misspelling. Case and spaces don't count.
    pub fn from_name(text: &str) -> Option<Self> {
        let wanted = plain(text);
        let is_named = |names: &&[&str]| names.iter().any(|name| plain(name) == wanted);
        NAMES.iter().find(|(_, names)| is_named(names)).map(|(unit, _)| *unit)
    }

    /// Its UCUM code; empty for none.
    pub fn ucum(self) -> &'static str {
        NAMES.iter().find(|(unit, _)| *unit == self).map_or("", |(_, names)| names[0])
    }

    /// Every way in which it may be written, its UCUM code first.
    pub fn names(self) -> &'static [&'static str] {
        NAMES.iter().find(|(unit, _)| *unit == self).map_or(&[], |(_, names)| names)
    }

    /// Millionths of the unit that its kind is held in, from millionths of this one. `None` beyond
    /// what 64 bits hold. To the nearest; halves up.
    pub(super) fn convert(self, micro: i64) -> Option<i64> {
        let (add, times, by) = match self {
            // UCUM: 1 m[Hg] is 133.322 kPa.
            Self::KiloPascal => (0, 1_000_000, 133_322),
            Self::Fahrenheit => (-32_000_000, 5, 9),
            Self::One => (0, 100, 1),
            Self::Gram => (0, 1, 1_000),
            Self::Pound => (0, 45_359_237, 100_000_000),
            // As vitals::Glucose::MG_DL_PER_MMOL_L.
            Self::MmolPerL => (0, 180_156, 10_000),
            _ => (0, 1, 1),
        };
        let product = (i128::from(micro) + add) * times;
        i64::try_from((2 * product + by).div_euclid(2 * by)).ok()
    }
}

/// Lower case, without spaces.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(unit: Unit, micro: i64, expected: i64) {
        assert_eq!(unit.convert(micro), Some(expected), "{micro} {}", unit.ucum());
    }

    #[test]
    fn a_unit_is_known_however_it_is_spelt() {
        for (text, unit) in [
            ("mm[Hg]", Unit::MmHg),
            ("MMHG", Unit::MmHg),
            ("degF", Unit::Fahrenheit),
            ("°c", Unit::Celsius),
            ("bpm", Unit::PerMinute),
            ("MG/DL", Unit::MgPerDl),
            ("mmol/l", Unit::MmolPerL),
            ("lbs", Unit::Pound),
            ("", Unit::None),
        ] {
            assert_eq!(Unit::from_name(text), Some(unit), "{text:?}");
        }
        assert_eq!(Unit::from_name("furlong"), None);
    }

    #[test]
    fn no_spelling_stands_for_two_units() {
        let mut known = BTreeMap::new();
        for (unit, names) in NAMES {
            for name in names {
                let other = known.insert(plain(name), unit);
                assert!(other.is_none(), "{name:?} is {unit:?} and {other:?}");
            }
        }
    }

    #[test]
    fn conversions_are_exact_where_the_definition_is() {
        check(Unit::Fahrenheit, 98_600_000, 37_000_000);
        check(Unit::Fahrenheit, 32_000_000, 0);
        check(Unit::Fahrenheit, -40_000_000, -40_000_000);
        check(Unit::MmolPerL, 5_600_000, 100_887_360);
        check(Unit::KiloPascal, 13_332_200, 100_000_000);
        check(Unit::Pound, 100_000_000, 45_359_237);
        check(Unit::One, 970_000, 97_000_000);
        check(Unit::Gram, 70_500_000_000, 70_500_000);
        assert_eq!(Unit::MmolPerL.convert(i64::MAX), None);
    }
}
