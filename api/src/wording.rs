//! Reasons and values in words, for staff. Every text that a page shows comes from here.
//!
//! Translations come with the pages' own issue.

use risk_engine::held::{Reach, Sample};
use risk_engine::news2::{tenths, whole};
use risk_engine::outcome::{Alert, Automatic, Change, Decision, Problem, Reason, Severity};
use vitals::{Consciousness, Glucose, VitalSign};

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
        VitalSign::SupplementalOxygen | VitalSign::Consciousness => "",
    }
}

/// A value of a sign as a number in [`unit`]; whole thousandths, glucose from µmol/L.
pub(crate) fn number(sign: VitalSign, milli: i32) -> f64 {
    match sign {
        VitalSign::Glucose => (f64::from(milli) / 100.0 * Glucose::MG_DL_PER_MMOL_L).round() / 10.0,
        VitalSign::SupplementalOxygen | VitalSign::Consciousness => f64::from(milli),
        _ => f64::from(milli) / 1000.0,
    }
}

/// A value as a cell shows it, without its unit, rounded half up as the score rounds it.
pub(crate) fn value(sign: VitalSign, sample: &Sample) -> String {
    match (sign, sample.reach) {
        (_, Reach::Below) => "LO".into(),
        (_, Reach::Above) => "HI".into(),
        (VitalSign::Temperature, _) => decimal(tenths(sample.milli)),
        (VitalSign::Weight, _) => decimal(tenths(sample.milli)),
        (VitalSign::Glucose, _) => format!("{:.0}", number(sign, sample.milli)),
        (VitalSign::SupplementalOxygen, _) => {
            if sample.milli == 0 { "air" } else { "oxygen" }.into()
        }
        (VitalSign::Consciousness, _) => {
            let letter = u8::try_from(sample.milli).ok().map(char::from);
            letter
                .and_then(Consciousness::from_letter)
                .map_or("?".into(), |level| level.letter().to_string())
        }
        _ => whole(sample.milli).to_string(),
    }
}

fn decimal(tenths: i32) -> String {
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// A value with its unit: a space before words and signs, none before "/min".
fn measured(sign: VitalSign, sample: &Sample) -> String {
    let unit = unit(sign);
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { "\u{a0}" };
    format!("{}{space}{unit}", value(sign, sample))
}

/// Why an alert is here: one line for each reason, most important first.
pub(crate) fn reasons(reasons: &[Reason]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last_sign = None;
    for reason in reasons {
        match reason {
            Reason::Value { sign: of, sample, .. } => {
                lines.push(format!("{} {}", sign(*of), measured(*of, sample)));
                last_sign = Some(*of);
            }
            Reason::Twice { apart_ms, sample } => {
                let before = last_sign.map(|of| measured(of, sample)).unwrap_or_default();
                let text = format!("twice in {} ({before} before)", duration(*apart_ms));
                match lines.last_mut() {
                    Some(line) => *line = format!("{line}, {text}"),
                    None => lines.push(text),
                }
            }
            Reason::News2 { low, high, known } => {
                let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
                lines.push(format!("NEWS2 {range}, {known} of 7 known"));
            }
            Reason::Points { sign: of, points, sample } => {
                let value =
                    sample.as_ref().map_or("by care plan".into(), |sample| measured(*of, sample));
                lines.push(format!("{} {value} (+{points})", sign(*of)));
            }
            Reason::NoAnswer { waited_ms } => {
                lines.push(format!("No second measurement within {}", duration(*waited_ms)));
            }
            Reason::NoRecovery { waited_ms } => {
                lines.push(format!("No recovery within {}", duration(*waited_ms)));
            }
            Reason::RulesFailed => {
                lines.push(
                    "The rules failed for this person. Nothing is decided automatically any more"
                        .into(),
                );
            }
        }
    }
    lines
}

/// A stretch of time in whole minutes, or hours from two on.
fn duration(ms: u64) -> String {
    let minutes = ms.div_ceil(60_000);
    if minutes < 120 { format!("{minutes} min") } else { format!("{} h", minutes / 60) }
}

/// What a problem is called.
pub(crate) fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::BloodPressureHigh => "very high blood pressure",
        Problem::BloodPressureLow => "low blood pressure",
        Problem::OxygenLow => "low oxygen",
        Problem::GlucoseLow => "low glucose",
        Problem::GlucoseHigh => "very high glucose",
        Problem::Deterioration => "high early-warning score",
        Problem::AutomationStopped => "automation stopped",
    }
}

/// What the automation did.
pub(crate) fn automatic(step: &Automatic) -> (i64, &'static str) {
    match step {
        Automatic::AskedToMeasure { at_ms } => (*at_ms, "Asked to measure again (automatic)"),
        Automatic::NoAnswer { at_ms } => (*at_ms, "No second measurement came (automatic)"),
    }
}

/// One line of a person's timeline, with its kind.
pub(crate) fn decision(decision: &Decision) -> (String, &'static str) {
    match decision {
        Decision::AskedToMeasure { problem: of, reasons: why, .. } => {
            let why = reasons(why).join("; ");
            (format!("Asked to measure again: {why} ({}, automatic)", problem(*of)), "action")
        }
        Decision::Calmed { problem: of } => {
            (format!("The second measurement was fine: {} (automatic)", problem(*of)), "action")
        }
        Decision::Alert { change, alert } => alert_changed(*change, alert),
        Decision::Refused { .. } => ("An acknowledgement came too late".into(), "acknowledged"),
    }
}

fn alert_changed(change: Change, alert: &Alert) -> (String, &'static str) {
    let what = problem(alert.problem);
    let why = || reasons(&alert.reasons).join("; ");
    match change {
        Change::Raised => {
            (format!("Alert raised, {}, {what}: {}", severity(alert.severity), why()), "alert")
        }
        Change::Joined => (format!("Again, {} times by now: {}", alert.triggers, why()), "alert"),
        Change::Acknowledged => {
            let by = alert.acknowledged.as_ref().map_or("somebody", |by| &by.by);
            (format!("Acknowledged by {by}: {what}"), "acknowledged")
        }
        Change::Escalated => (
            format!("Not acknowledged in time, escalated ({} times): {what}", alert.escalated),
            "escalated",
        ),
        Change::Cleared => (format!("Measurements are fine again: {what}"), "cleared"),
    }
}
