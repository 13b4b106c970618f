//! Reasons and values in words, for staff. Every text that a page shows comes from here; pages are told in the
//! reader's language, programs in English.

mod event;
mod reason;

use risk_engine::held::{Reach, Sample};
use risk_engine::news2::{tenths, whole};
use risk_engine::outcome::{Decision, Problem, Reason, Severity};
use risk_engine::rules::RuleSet;
use risk_engine::rules::tongue::Tongue;
use vitals::{Consciousness, Glucose, VitalSign};

pub(crate) use reason::unless;

use crate::language::Words;

/// A language, and the rules that are told of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording<'a> {
    pub(crate) words: &'a Words,
    pub(crate) rules: &'a RuleSet,
}

/// Why an alert is here, in English: one line for each thing, most important first.
pub(crate) fn reasons(reasons: &[Reason], rules: &RuleSet) -> Vec<String> {
    Wording { words: &Words::english(), rules }.reasons(reasons)
}

/// One line of a person's timeline in English, with its kind.
pub(crate) fn decision(decision: &Decision, rules: &RuleSet) -> (String, &'static str) {
    Wording { words: &Words::english(), rules }.decision(decision)
}

/// The stable name of a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Emergency => "emergency",
        Severity::Urgent => "urgent",
        Severity::Review => "review",
    }
}

/// A sign as people call it.
pub(crate) fn sign(sign: VitalSign) -> &'static str {
    match sign {
        VitalSign::Respiration => "Breathing",
        VitalSign::Spo2 => "Oxygen",
        VitalSign::SupplementalOxygen => "Oxygen supply",
        VitalSign::Systolic => "Systolic pressure",
        VitalSign::Diastolic => "Diastolic pressure",
        VitalSign::Pulse => "Pulse",
        VitalSign::Consciousness => "Consciousness",
        VitalSign::Temperature => "Temperature",
        VitalSign::Weight => "Weight",
        VitalSign::Glucose => "Glucose",
        VitalSign::Rhythm => "Pulse rhythm",
    }
}

/// The stable name of a sign.
pub(crate) fn sign_name(sign: VitalSign) -> &'static str {
    match sign {
        VitalSign::Respiration => "respiration",
        VitalSign::Spo2 => "spo2",
        VitalSign::SupplementalOxygen => "oxygen",
        VitalSign::Systolic => "systolic",
        VitalSign::Diastolic => "diastolic",
        VitalSign::Pulse => "pulse",
        VitalSign::Consciousness => "consciousness",
        VitalSign::Temperature => "temperature",
        VitalSign::Weight => "weight",
        VitalSign::Glucose => "glucose",
        VitalSign::Rhythm => "rhythm",
    }
}

/// The unit of a sign, in UCUM's print form.
pub(crate) fn unit(sign: VitalSign) -> &'static str {
    match sign {
        VitalSign::Respiration | VitalSign::Pulse => "/min",
        VitalSign::Spo2 => "%",
        VitalSign::Systolic | VitalSign::Diastolic => "mmHg",
        VitalSign::Temperature => "°C",
        VitalSign::Weight => "kg",
        VitalSign::Glucose => "mg/dL",
        VitalSign::SupplementalOxygen | VitalSign::Consciousness | VitalSign::Rhythm => "",
    }
}

/// A value of a sign as a number in [`unit`]; whole thousandths, glucose from µmol/L.
pub(crate) fn number(sign: VitalSign, milli: i32) -> f64 {
    match sign {
        VitalSign::Glucose => (f64::from(milli) / 100.0 * Glucose::MG_DL_PER_MMOL_L).round() / 10.0,
        VitalSign::SupplementalOxygen | VitalSign::Consciousness | VitalSign::Rhythm => {
            f64::from(milli)
        }
        _ => f64::from(milli) / 1000.0,
    }
}

/// A value as a cell shows it, without its unit, rounded half up as the score rounds it.
pub(crate) fn value(sign: VitalSign, sample: &Sample) -> String {
    bare(sign, sample.milli, sample.reach)
}

fn bare(sign: VitalSign, milli: i32, reach: Reach) -> String {
    match (sign, reach) {
        (_, Reach::Below) => "LO".into(),
        (_, Reach::Above) => "HI".into(),
        (VitalSign::Temperature, _) => decimal(tenths(milli)),
        (VitalSign::Weight, _) => decimal(tenths(milli)),
        (VitalSign::Glucose, _) => format!("{:.0}", number(sign, milli)),
        (VitalSign::SupplementalOxygen, _) => if milli == 0 { "air" } else { "oxygen" }.into(),
        (VitalSign::Rhythm, _) => if milli == 0 { "regular" } else { "irregular" }.into(),
        (VitalSign::Consciousness, _) => {
            let letter = u8::try_from(milli).ok().map(char::from);
            letter
                .and_then(Consciousness::from_letter)
                .map_or("?".into(), |level| level.letter().to_string())
        }
        _ => whole(milli).to_string(),
    }
}

fn decimal(tenths: i32) -> String {
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// A value with its unit: a space before words and signs, none before "/min".
pub(crate) fn plain(sign: VitalSign, milli: i32, reach: Reach) -> String {
    let unit = unit(sign);
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { "\u{a0}" };
    format!("{}{space}{unit}", bare(sign, milli, reach))
}

/// What a problem is called by itself, in English.
pub(crate) fn title(of: &Problem, rules: &RuleSet) -> String {
    Wording { words: &Words::english(), rules }.title(of)
}

impl Wording<'_> {
    /// What a problem is called by itself.
    pub(crate) fn title(&self, of: &Problem) -> String {
        let title = self.rules.title(of).map(|title| self.words.written(title));
        title.unwrap_or_else(|| capitalized(&self.problem(of)))
    }

    /// What a problem is called within a sentence: by us, else by the rule set, else by its bare name.
    fn problem(&self, of: &Problem) -> String {
        let title = self.rules.title(of).map(|title| self.words.written(title));
        let title = title.map(|title| self.words.within(&title));
        let written = title.unwrap_or_else(|| of.name().replace('_', " "));
        let ours = self.words.say("reason-problem").with("problem", of.name());
        ours.with("written", written).to_string()
    }

    /// A value with its unit.
    fn measured(&self, sign: VitalSign, sample: &Sample) -> String {
        let plain = plain(sign, sample.milli, sample.reach);
        match sign {
            VitalSign::SupplementalOxygen | VitalSign::Rhythm => {
                self.words.say("reason-value").with("value", plain).to_string()
            }
            _ => self.words.number(&plain),
        }
    }

    /// A stretch of time in whole minutes, hours from two on, or days from two on.
    fn duration(&self, ms: u64) -> String {
        let minutes = ms.div_ceil(60_000);
        let (key, n) = match minutes {
            0..120 => ("reason-span-minutes", minutes),
            120..2880 => ("reason-span-hours", minutes / 60),
            _ => ("reason-span-days", minutes / 1440),
        };
        self.words.say(key).with("n", n).to_string()
    }

    fn severity(&self, of: Severity) -> String {
        self.words.say("reason-severity").with("severity", severity(of)).to_string()
    }
}

/// A title within a sentence: small, unless it begins with an abbreviation.
pub(crate) fn in_sentence(title: &str) -> String {
    let mut letters = title.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            let rest = &title[first.len_utf8()..];
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => title.to_owned(),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
