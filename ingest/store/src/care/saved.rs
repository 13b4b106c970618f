//! Decisions and alerts as the JSON that rows hold. What is written here is read for ever: a field
//! may be added with a default, none may change its name or meaning.

use risk_engine::apart::Apart;
use risk_engine::fact::{CaseResult, NextStep};
use risk_engine::outcome::{self, Change, Problem, Severity, StepAction, Undoable};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vitals::{ReadingId, StoredAt, TakenAt, VitalSign};

use self::reason::Reason;
use self::step::{Automatic, TakenStep, asked_to_measure};
use super::error::SavedError;
use crate::names;

mod answer;
mod reason;
mod step;

pub(super) use answer::{answers, items};

/// As JSON text.
pub(super) fn encode<T: Serialize>(value: &T) -> String {
    // All keys are text, and no value here can refuse: serialising can't fail.
    serde_json::to_string(value).expect("plain structs with text keys")
}

/// From JSON text.
pub(super) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, SavedError> {
    Ok(serde_json::from_str(text)?)
}

/// A severity as a number that sorts by gravity.
pub(super) fn gravity(severity: Severity) -> i64 {
    match severity {
        Severity::Review => 1,
        Severity::Urgent => 2,
        Severity::Emergency => 3,
    }
}

/// The severity of a number that [`gravity`] gave.
pub(super) fn of_gravity(gravity: i64) -> Option<Severity> {
    match gravity {
        1 => Some(Severity::Review),
        2 => Some(Severity::Urgent),
        3 => Some(Severity::Emergency),
        _ => None,
    }
}

/// A reading's id: journal offset and index.
type Id = (u64, u16);

#[derive(Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(super) enum Decision {
    /// Version 1's `Stepped`: read, and not written any more.
    AskedToMeasure {
        problem: String,
        #[serde(with = "names::sign")]
        sign: VitalSign,
        reasons: Vec<Reason>,
        due_at: i64,
    },
    Stepped {
        problem: String,
        step: TakenStep,
        reasons: Vec<Reason>,
    },
    Calmed {
        problem: String,
    },
    Alert {
        #[serde(with = "names::change")]
        change: Change,
        alert: Box<Alert>,
    },
    Refused {
        alert: String,
        current: Option<Box<Alert>>,
    },
}

#[derive(Serialize, Deserialize)]
pub(super) struct Alert {
    id: String,
    problem: String,
    #[serde(with = "names::severity")]
    severity: Severity,
    active: bool,
    acknowledged: Option<Acknowledged>,
    #[serde(default)]
    owner: Option<String>,
    raised_at: i64,
    taken_at: i64,
    known_at: i64,
    cause: Id,
    due_at: Option<i64>,
    escalated: u8,
    #[serde(default)]
    escalated_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    escalated_by: Option<EscalatedBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undone: Option<Undone>,
    #[serde(default)]
    rechecked: u8,
    #[serde(default)]
    snoozed: Option<Snoozed>,
    #[serde(default)]
    closed: Option<Closed>,
    #[serde(default)]
    superseded: Option<Superseded>,
    triggers: u32,
    version: u32,
    reasons: Vec<Reason>,
    rule: String,
    readings: Vec<Id>,
    rules_hash: String,
    automation: Vec<Automatic>,
    #[serde(default)]
    unless: Vec<Unless>,
}

#[derive(Serialize, Deserialize)]
struct Unless {
    #[serde(with = "names::sign")]
    sign: VitalSign,
    reading: Id,
    milli: i32,
    or_more: bool,
}

#[derive(Serialize, Deserialize)]
struct Acknowledged {
    by: String,
    at: i64,
    #[serde(with = "names::next_step")]
    next: NextStep,
}

#[derive(Serialize, Deserialize)]
struct Snoozed {
    until: i64,
    by: String,
    reason: String,
    #[serde(with = "names::severity")]
    severity: Severity,
}

#[derive(Serialize, Deserialize)]
struct EscalatedBy {
    by: String,
    at: i64,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct Undone {
    by: String,
    at: i64,
    #[serde(with = "names::undoable")]
    what: Undoable,
}

#[derive(Serialize, Deserialize)]
struct Closed {
    by: String,
    at: i64,
    #[serde(with = "names::case_result")]
    result: CaseResult,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct Superseded {
    at: i64,
    cause: Id,
    by: Option<String>,
}

impl From<&outcome::Decision> for Decision {
    fn from(decision: &outcome::Decision) -> Self {
        match decision {
            outcome::Decision::Stepped { problem, step, reasons } => Self::Stepped {
                problem: problem.name().into(),
                step: step.into(),
                reasons: reasons.iter().map(Reason::from).collect(),
            },
            outcome::Decision::Calmed { problem } => {
                Self::Calmed { problem: problem.name().into() }
            }
            outcome::Decision::Alert { change, alert } => {
                Self::Alert { change: *change, alert: Box::new((&**alert).into()) }
            }
            outcome::Decision::Refused { alert, current } => Self::Refused {
                alert: alert.to_string(),
                current: current.as_deref().map(|alert| Box::new(alert.into())),
            },
        }
    }
}

impl TryFrom<Decision> for outcome::Decision {
    type Error = SavedError;

    fn try_from(saved: Decision) -> Result<Self, SavedError> {
        Ok(match saved {
            Decision::AskedToMeasure { problem, sign, reasons, due_at } => {
                let due_at = StoredAt::from_unix_ms(due_at);
                Self::Stepped {
                    problem: Problem::named(&problem),
                    // Version 1 kept when it was due; when it was asked is the event's own time.
                    step: asked_to_measure(StepAction::Measure(sign), due_at, Some(due_at)),
                    reasons: all(reasons),
                }
            }
            Decision::Stepped { problem, step, reasons } => Self::Stepped {
                problem: Problem::named(&problem),
                step: step.try_into()?,
                reasons: all(reasons),
            },
            Decision::Calmed { problem } => Self::Calmed { problem: Problem::named(&problem) },
            Decision::Alert { change, alert } => {
                Self::Alert { change, alert: Box::new((*alert).try_into()?) }
            }
            Decision::Refused { alert, current } => Self::Refused {
                alert: alert.parse()?,
                current: match current {
                    Some(alert) => Some(Box::new((*alert).try_into()?)),
                    None => None,
                },
            },
        })
    }
}

impl From<&outcome::Alert> for Alert {
    fn from(alert: &outcome::Alert) -> Self {
        Self {
            id: alert.id.to_string(),
            problem: alert.problem.name().into(),
            severity: alert.severity,
            active: alert.active,
            acknowledged: alert.acknowledged.as_ref().map(|acknowledged| Acknowledged {
                by: acknowledged.by.to_string(),
                at: acknowledged.at.unix_ms(),
                next: acknowledged.next,
            }),
            owner: alert.owner.as_ref().map(ToString::to_string),
            raised_at: alert.raised_at.unix_ms(),
            taken_at: alert.taken_at.unix_ms(),
            known_at: alert.known_at.unix_ms(),
            cause: (alert.cause.offset, alert.cause.index),
            due_at: alert.due_at.map(StoredAt::unix_ms),
            escalated: alert.escalated,
            escalated_to: alert.escalated_to.as_ref().map(ToString::to_string),
            escalated_by: alert.escalated_by.as_ref().map(EscalatedBy::from),
            undone: alert.undone.as_ref().map(Undone::from),
            rechecked: alert.rechecked,
            snoozed: alert.snoozed.as_ref().map(Snoozed::from),
            closed: alert.closed.as_ref().map(Closed::from),
            superseded: alert.superseded.as_ref().map(Superseded::from),
            triggers: alert.triggers,
            version: alert.version,
            reasons: alert.reasons.iter().map(Reason::from).collect(),
            rule: alert.rule.to_string(),
            readings: alert.readings.iter().map(|id| (id.offset, id.index)).collect(),
            rules_hash: hex(&alert.rules_hash),
            automation: alert.automation.iter().map(Automatic::from).collect(),
            unless: alert.unless.iter().map(Unless::from).collect(),
        }
    }
}

impl TryFrom<Alert> for outcome::Alert {
    type Error = SavedError;

    fn try_from(saved: Alert) -> Result<Self, SavedError> {
        Ok(Self {
            id: saved.id.parse()?,
            problem: Problem::named(&saved.problem),
            severity: saved.severity,
            active: saved.active,
            acknowledged: saved.acknowledged.map(|acknowledged| outcome::Acknowledged {
                by: acknowledged.by.into(),
                at: StoredAt::from_unix_ms(acknowledged.at),
                next: acknowledged.next,
            }),
            owner: saved.owner.map(Into::into),
            raised_at: StoredAt::from_unix_ms(saved.raised_at),
            taken_at: TakenAt::from_unix_ms(saved.taken_at),
            known_at: StoredAt::from_unix_ms(saved.known_at),
            cause: reading(saved.cause),
            due_at: saved.due_at.map(StoredAt::from_unix_ms),
            escalated: saved.escalated,
            escalated_to: saved.escalated_to.map(Into::into),
            escalated_by: Apart(saved.escalated_by.map(Into::into)),
            undone: Apart(saved.undone.map(Into::into)),
            rechecked: saved.rechecked,
            snoozed: saved.snoozed.map(Into::into),
            closed: saved.closed.map(Into::into),
            superseded: saved.superseded.map(TryInto::try_into).transpose()?,
            triggers: saved.triggers,
            version: saved.version,
            reasons: all(saved.reasons),
            rule: saved.rule.into(),
            readings: saved.readings.into_iter().map(reading).collect(),
            rules_hash: hash(&saved.rules_hash).ok_or(SavedError::Hash)?,
            automation: saved
                .automation
                .into_iter()
                .map(TryInto::try_into)
                .collect::<Result<_, _>>()?,
            unless: saved.unless.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<&outcome::Unless> for Unless {
    fn from(unless: &outcome::Unless) -> Self {
        let outcome::Unless { sign, reading, milli, or_more } = *unless;
        Self { sign, reading: (reading.offset, reading.index), milli, or_more }
    }
}

impl From<Unless> for outcome::Unless {
    fn from(saved: Unless) -> Self {
        let Unless { sign, reading: id, milli, or_more } = saved;
        Self { sign, reading: reading(id), milli, or_more }
    }
}

impl From<&outcome::Snoozed> for Snoozed {
    fn from(snoozed: &outcome::Snoozed) -> Self {
        Self {
            until: snoozed.until.unix_ms(),
            by: snoozed.by.to_string(),
            reason: snoozed.reason.to_string(),
            severity: snoozed.severity,
        }
    }
}

impl From<Snoozed> for outcome::Snoozed {
    fn from(saved: Snoozed) -> Self {
        Self {
            until: StoredAt::from_unix_ms(saved.until),
            by: saved.by.into(),
            reason: saved.reason.into(),
            severity: saved.severity,
        }
    }
}

impl From<&outcome::EscalatedBy> for EscalatedBy {
    fn from(passed: &outcome::EscalatedBy) -> Self {
        let outcome::EscalatedBy { by, at, reason } = passed;
        Self { by: by.to_string(), at: at.unix_ms(), reason: reason.to_string() }
    }
}

impl From<EscalatedBy> for outcome::EscalatedBy {
    fn from(saved: EscalatedBy) -> Self {
        let at = StoredAt::from_unix_ms(saved.at);
        Self { by: saved.by.into(), at, reason: saved.reason.into() }
    }
}

impl From<&outcome::Undone> for Undone {
    fn from(undone: &outcome::Undone) -> Self {
        Self { by: undone.by.to_string(), at: undone.at.unix_ms(), what: undone.what }
    }
}

impl From<Undone> for outcome::Undone {
    fn from(saved: Undone) -> Self {
        Self { by: saved.by.into(), at: StoredAt::from_unix_ms(saved.at), what: saved.what }
    }
}

impl From<&outcome::Closed> for Closed {
    fn from(closed: &outcome::Closed) -> Self {
        Self {
            by: closed.by.to_string(),
            at: closed.at.unix_ms(),
            result: closed.result,
            reason: closed.reason.to_string(),
        }
    }
}

impl From<Closed> for outcome::Closed {
    fn from(saved: Closed) -> Self {
        Self {
            by: saved.by.into(),
            at: StoredAt::from_unix_ms(saved.at),
            result: saved.result,
            reason: saved.reason.into(),
        }
    }
}

impl From<&outcome::Superseded> for Superseded {
    fn from(superseded: &outcome::Superseded) -> Self {
        Self {
            at: superseded.at.unix_ms(),
            cause: (superseded.cause.offset, superseded.cause.index),
            by: superseded.by.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<Superseded> for outcome::Superseded {
    type Error = SavedError;

    fn try_from(saved: Superseded) -> Result<Self, SavedError> {
        Ok(Self {
            at: StoredAt::from_unix_ms(saved.at),
            cause: reading(saved.cause),
            by: saved.by.map(|id| id.parse()).transpose()?,
        })
    }
}

fn all(saved: Vec<Reason>) -> Vec<outcome::Reason> {
    saved.into_iter().map(Into::into).collect()
}

fn reading((offset, index): Id) -> ReadingId {
    ReadingId { offset, index }
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes from 64 hexadecimal digits.
pub(super) fn hash(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::contract;

    /// What version 1 wrote; rows with this text are in databases.
    const GOLDEN_1: &str = include_str!("../../golden/decision_1.json");
    /// What this version writes.
    const GOLDEN_2: &str = include_str!("../../golden/decision_2.json");

    fn read(text: &str) -> Result<outcome::Decision, SavedError> {
        decode::<Decision>(text)?.try_into()
    }

    #[test]
    fn a_decision_is_written_as_it_always_was_and_read_back() {
        let alert = Box::new(contract::alert("a-0123456789abcdef"));
        let decision = outcome::Decision::Alert { change: Change::Raised, alert };
        let saved = serde_json::to_string_pretty(&Decision::from(&decision)).unwrap();
        assert_eq!(saved, GOLDEN_2.trim_end());
        assert_eq!(read(GOLDEN_2).unwrap(), decision);
    }

    #[test]
    fn what_version_1_wrote_is_still_read() {
        let outcome::Decision::Alert { change: Change::Raised, alert } = read(GOLDEN_1).unwrap()
        else {
            panic!("version 1 wrote an alert that was raised");
        };
        assert_eq!(alert.problem.name(), "oxygen_low");
        assert_eq!((alert.owner.as_deref(), alert.superseded, alert.closed), (None, None, None));
        assert_eq!(alert.automation.len(), 2);
        let asked = r#"{"decision":"asked_to_measure","problem":"oxygen_low","sign":"spo2",
            "reasons":[],"due_at":77}"#;
        let outcome::Decision::Stepped { step, .. } = read(asked).unwrap() else {
            panic!("version 1 asked to measure");
        };
        assert_eq!(step.action, StepAction::Measure(VitalSign::Spo2));
        assert_eq!(step.due_at.map(StoredAt::unix_ms), Some(77));
    }

    #[test]
    fn what_no_version_wrote_is_an_error_that_says_so() {
        let check = |from: &str, to: &str, says: &str| {
            let error = read(&GOLDEN_2.replace(from, to)).unwrap_err();
            assert_eq!(error.to_string(), says, "{from} -> {to}");
        };
        check("\"spo2\"", "\"mood\"", "its JSON is wrong");
        check("\"triggers\": 2", "\"triggers\": -2", "its JSON is wrong");
        check("a-0123456789abcdef", "a/b", "it holds a wrong id");
        check("\"rules_hash\": \"00", "\"rules_hash\": \"0", "its hash is not 64 hex digits");
    }
}
