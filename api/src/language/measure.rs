//! What is measured and what is taken, in a language: names of signs, numbers, doses.

use risk_engine::held::Reach;
use vitals::VitalSign;

use super::Words;
use crate::wording;

/// A value of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) sign: VitalSign,
    pub(crate) milli: i32,
    pub(crate) reach: Reach,
}

impl Words {
    /// A sign as patients call it.
    pub(crate) fn sign(&self, sign: VitalSign) -> String {
        self.say("day-sign").with("sign", wording::sign_name(sign)).to_string()
    }

    /// The same within a sentence.
    pub(crate) fn sign_within(&self, sign: VitalSign) -> String {
        self.say("day-sign-within").with("sign", wording::sign_name(sign)).to_string()
    }

    /// A value with its unit.
    pub(crate) fn value(&self, measure: Measure) -> String {
        let Measure { sign, milli, reach } = measure;
        let plain = wording::plain(sign, milli, reach);
        match sign {
            VitalSign::SupplementalOxygen | VitalSign::Rhythm if reach == Reach::Within => {
                self.say("day-value").with("value", plain).to_string()
            }
            _ => self.number(&plain),
        }
    }

    /// A number as it is written here: "71.2" is "71,2" in German.
    pub(crate) fn number(&self, plain: &str) -> String {
        plain.replace('.', self.language.decimal_mark().encode_utf8(&mut [0; 4]))
    }

    /// A dose ("0.5 mg", as the team wrote it) with this language's decimal mark; its digits stay, and number and
    /// unit never part at a line's end. Three decimals can be taken for thousands by whoever is used to the other
    /// mark: those are told in words, too.
    pub(crate) fn dose(&self, dose: &str) -> String {
        let shown = self.number(dose).replace(' ', "\u{a0}");
        let number = dose.split(' ').next().unwrap_or_default();
        match number.split_once('.') {
            Some((whole, decimals))
                if self.language.decimal_mark() == ',' && decimals.len() > 2 =>
            {
                self.say("medicines-dose-spoken")
                    .with("dose", shown)
                    .with("whole", whole)
                    .with("decimals", decimals)
                    .to_string()
            }
            _ => shown,
        }
    }
}
