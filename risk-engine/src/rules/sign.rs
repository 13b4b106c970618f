//! The vital signs as rules name them: unit, resolution and the range that a reading can have.

use vitals::VitalSign;

/// What the language knows of a sign.
#[derive(Debug)]
pub(crate) struct SignWords {
    pub(crate) sign: VitalSign,
    /// Its name in a rule set.
    pub(crate) name: &'static str,
    /// The unit that its thousandths are of.
    pub(crate) unit: &'static str,
    /// Bare values are rounded half up to this before they are compared, as charts do: CLINICAL 1.2.
    pub(crate) step_milli: i64,
    /// The lowest and the highest value that a reading can have: "reject" of CLINICAL 2.6.
    pub(crate) range_milli: (i64, i64),
    /// Names of its values, where it has names in place of numbers.
    pub(crate) words: &'static [(&'static str, i64)],
}

const fn number(
    sign: VitalSign,
    name: &'static str,
    unit: &'static str,
    step_milli: i64,
    range_milli: (i64, i64),
) -> SignWords {
    SignWords { sign, name, unit, step_milli, range_milli, words: &[] }
}

const fn named(
    sign: VitalSign,
    name: &'static str,
    words: &'static [(&'static str, i64)],
) -> SignWords {
    SignWords { sign, name, unit: "", step_milli: 1, range_milli: (0, 0), words }
}

const CONSCIOUSNESS: [(&str, i64); 5] = [
    ("alert", 'A' as i64),
    ("confused", 'C' as i64),
    ("voice", 'V' as i64),
    ("pain", 'P' as i64),
    ("unresponsive", 'U' as i64),
];

/// In the order of [`VitalSign`].
#[rustfmt::skip]
static SIGNS: [SignWords; 11] = [
    number(VitalSign::Respiration, "respiration", "/min", 1000, (3_000, 70_000)),
    number(VitalSign::Spo2, "spo2", "%", 1000, (50_000, 100_000)),
    named(VitalSign::SupplementalOxygen, "supplemental_oxygen", &[("no", 0), ("yes", 1)]),
    number(VitalSign::Systolic, "systolic", "mmHg", 1000, (40_000, 300_000)),
    number(VitalSign::Diastolic, "diastolic", "mmHg", 1000, (20_000, 200_000)),
    number(VitalSign::Pulse, "pulse", "/min", 1000, (20_000, 300_000)),
    named(VitalSign::Consciousness, "consciousness", &CONSCIOUSNESS),
    number(VitalSign::Temperature, "temperature", "°C", 100, (30_000, 43_000)),
    number(VitalSign::Weight, "weight", "kg", 1, (20_000, 350_000)),
    // Micromoles: 10 to 1,000 mg/dL.
    number(VitalSign::Glucose, "glucose", "mmol/L", 1, (555, 55_507)),
    named(VitalSign::Rhythm, "rhythm", &[("regular", 0), ("irregular", 1)]),
];

/// What the language knows of a sign.
pub(crate) fn words_of(sign: VitalSign) -> &'static SignWords {
    // SIGNS lists every sign in this order, which a test checks.
    &SIGNS[sign as usize]
}

/// The sign that a rule set calls so.
pub(crate) fn sign_named(name: &str) -> Option<VitalSign> {
    SIGNS.iter().find(|words| words.name == name).map(|words| words.sign)
}

/// The names of all signs, for a remedy.
pub(crate) fn sign_names() -> String {
    SIGNS.iter().map(|words| words.name).collect::<Vec<_>>().join(", ")
}

impl SignWords {
    /// Whether it has names in place of numbers.
    pub(crate) fn is_named(&self) -> bool {
        !self.words.is_empty()
    }

    /// Rounds half up to the resolution at which bare values are compared.
    pub(crate) fn rounded(&self, milli: i64) -> i64 {
        if self.step_milli == 1 {
            return milli;
        }
        (milli + self.step_milli / 2).div_euclid(self.step_milli) * self.step_milli
    }

    /// Every value that a bare comparison can see, lowest first.
    pub(crate) fn grid(&self) -> impl Iterator<Item = i64> + use<> {
        let (low, high) = self.range_milli;
        let step = self.step_milli;
        let words = self.words;
        let numbers = (0..).map(move |place| low + place * step).take_while(move |at| *at <= high);
        let numbers = numbers.take(if words.is_empty() { usize::MAX } else { 0 });
        numbers.chain(words.iter().map(|(_, milli)| *milli))
    }

    /// A value in words, for a message.
    pub(crate) fn shown(&self, milli: i64) -> String {
        match self.words.iter().find(|(_, word)| *word == milli) {
            Some((name, _)) => (*name).to_string(),
            None => format!("{} {}", super::quantity::shown_milli(milli), self.unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::held;

    #[test]
    fn every_sign_has_words() {
        for sign in held::SIGNS {
            assert_eq!(words_of(sign).sign, sign);
            assert_eq!(sign_named(words_of(sign).name), Some(sign));
        }
    }

    #[test]
    fn a_grid_has_every_value_that_a_comparison_can_see() {
        assert_eq!(words_of(VitalSign::Spo2).grid().count(), 51);
        assert_eq!(words_of(VitalSign::Temperature).grid().count(), 131);
        assert_eq!(words_of(VitalSign::Weight).grid().count(), 330_001);
        assert_eq!(words_of(VitalSign::Consciousness).grid().count(), 5);
    }

    #[test]
    fn the_range_of_glucose_is_that_of_readings() {
        let (low, high) = words_of(VitalSign::Glucose).range_milli;
        for (milli, fits) in [(low, true), (low - 1, false), (high, true), (high + 1, false)] {
            let glucose = vitals::Glucose::from_umol_l(i32::try_from(milli).unwrap());
            assert_eq!(glucose.is_ok(), fits, "{milli}");
        }
    }
}
