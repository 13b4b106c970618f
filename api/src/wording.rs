//! Reasons and values in words, for staff. Every text that a page shows comes from here.
//!
//! Translations come with the pages' own issue.

mod event;
mod reason;

use risk_engine::held::{Reach, Sample};
use risk_engine::news2::{tenths, whole};
use risk_engine::outcome::{Problem, Severity};
use risk_engine::rules::RuleSet;
use vitals::{Consciousness, Glucose, VitalSign};

pub(crate) use event::{automatic, decision};
pub(crate) use reason::{reasons, unless};

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
fn measured(sign: VitalSign, sample: &Sample) -> String {
    plain(sign, sample.milli, sample.reach)
}

/// The same for a value that no sample holds.
pub(crate) fn plain(sign: VitalSign, milli: i32, reach: Reach) -> String {
    let unit = unit(sign);
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { "\u{a0}" };
    format!("{}{space}{unit}", bare(sign, milli, reach))
}

/// A stretch of time in whole minutes, hours from two on, or days from two on.
fn duration(ms: u64) -> String {
    let minutes = ms.div_ceil(60_000);
    match minutes {
        0..120 => format!("{minutes} min"),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

/// What a problem is called within a sentence: by us, else by the rule set, else by its bare name.
pub(crate) fn problem(problem: &Problem, rules: &RuleSet) -> String {
    let ours = match problem.name() {
        "blood_pressure_high" => "very high blood pressure",
        "blood_pressure_low" => "low blood pressure",
        "oxygen_low" => "low oxygen",
        "glucose_low" => "low glucose",
        "glucose_high" => "very high glucose",
        "deterioration" => "high early-warning score",
        Problem::AUTOMATION_STOPPED => "automation stopped",
        name => return rules.title(problem).map_or_else(|| name.replace('_', " "), in_sentence),
    };
    ours.to_owned()
}

/// What a problem is called by itself.
pub(crate) fn title(of: &Problem, rules: &RuleSet) -> String {
    rules.title(of).map_or_else(|| capitalized(&problem(of, rules)), str::to_owned)
}

/// A title within a sentence: small, unless it begins with an abbreviation.
fn in_sentence(title: &str) -> String {
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
