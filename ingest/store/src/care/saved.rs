//! Decisions and alerts as the JSON that rows hold. What is written here is read for ever: a field
//! may be added with a default, none may change its name or meaning.

use risk_engine::fact::NextStep;
use risk_engine::outcome::{self, Change, Problem, Severity};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vitals::{ReadingId, StoredAt, TakenAt, VitalSign};

use self::reason::Reason;
use super::error::SavedError;
use crate::names;

mod reason;

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

/// A reading's id: journal offset and index.
type Id = (u64, u16);

#[derive(Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(super) enum Decision {
    AskedToMeasure {
        #[serde(with = "names::problem")]
        problem: Problem,
        #[serde(with = "names::sign")]
        sign: VitalSign,
        reasons: Vec<Reason>,
        due_at: i64,
    },
    Calmed {
        #[serde(with = "names::problem")]
        problem: Problem,
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
    #[serde(with = "names::problem")]
    problem: Problem,
    #[serde(with = "names::severity")]
    severity: Severity,
    active: bool,
    acknowledged: Option<Acknowledged>,
    raised_at: i64,
    taken_at: i64,
    known_at: i64,
    cause: Id,
    due_at: Option<i64>,
    escalated: u8,
    triggers: u32,
    version: u32,
    reasons: Vec<Reason>,
    rule: String,
    readings: Vec<Id>,
    rules_hash: String,
    automation: Vec<Automatic>,
}

#[derive(Serialize, Deserialize)]
struct Acknowledged {
    by: String,
    at: i64,
    #[serde(with = "names::next_step")]
    next: NextStep,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Automatic {
    AskedToMeasure { at: i64 },
    NoAnswer { at: i64 },
}

impl From<&outcome::Decision> for Decision {
    fn from(decision: &outcome::Decision) -> Self {
        match decision {
            outcome::Decision::AskedToMeasure { problem, sign, reasons, due_at } => {
                Self::AskedToMeasure {
                    problem: *problem,
                    sign: *sign,
                    reasons: reasons.iter().map(Reason::from).collect(),
                    due_at: due_at.unix_ms(),
                }
            }
            outcome::Decision::Calmed { problem } => Self::Calmed { problem: *problem },
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
            Decision::AskedToMeasure { problem, sign, reasons, due_at } => Self::AskedToMeasure {
                problem,
                sign,
                reasons: all(reasons),
                due_at: StoredAt::from_unix_ms(due_at),
            },
            Decision::Calmed { problem } => Self::Calmed { problem },
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
            problem: alert.problem,
            severity: alert.severity,
            active: alert.active,
            acknowledged: alert.acknowledged.as_ref().map(|acknowledged| Acknowledged {
                by: acknowledged.by.to_string(),
                at: acknowledged.at.unix_ms(),
                next: acknowledged.next,
            }),
            raised_at: alert.raised_at.unix_ms(),
            taken_at: alert.taken_at.unix_ms(),
            known_at: alert.known_at.unix_ms(),
            cause: (alert.cause.offset, alert.cause.index),
            due_at: alert.due_at.map(StoredAt::unix_ms),
            escalated: alert.escalated,
            triggers: alert.triggers,
            version: alert.version,
            reasons: alert.reasons.iter().map(Reason::from).collect(),
            rule: alert.rule.to_string(),
            readings: alert.readings.iter().map(|id| (id.offset, id.index)).collect(),
            rules_hash: alert.rules_hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            automation: alert.automation.iter().map(Automatic::from).collect(),
        }
    }
}

impl TryFrom<Alert> for outcome::Alert {
    type Error = SavedError;

    fn try_from(saved: Alert) -> Result<Self, SavedError> {
        Ok(Self {
            id: saved.id.parse()?,
            problem: saved.problem,
            severity: saved.severity,
            active: saved.active,
            acknowledged: saved.acknowledged.map(|acknowledged| outcome::Acknowledged {
                by: acknowledged.by.into(),
                at: StoredAt::from_unix_ms(acknowledged.at),
                next: acknowledged.next,
            }),
            raised_at: StoredAt::from_unix_ms(saved.raised_at),
            taken_at: TakenAt::from_unix_ms(saved.taken_at),
            known_at: StoredAt::from_unix_ms(saved.known_at),
            cause: reading(saved.cause),
            due_at: saved.due_at.map(StoredAt::from_unix_ms),
            escalated: saved.escalated,
            triggers: saved.triggers,
            version: saved.version,
            reasons: all(saved.reasons),
            rule: saved.rule.into(),
            readings: saved.readings.into_iter().map(reading).collect(),
            rules_hash: hash(&saved.rules_hash).ok_or(SavedError::Hash)?,
            automation: saved.automation.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<&outcome::Automatic> for Automatic {
    fn from(step: &outcome::Automatic) -> Self {
        match *step {
            outcome::Automatic::AskedToMeasure { at_ms } => Self::AskedToMeasure { at: at_ms },
            outcome::Automatic::NoAnswer { at_ms } => Self::NoAnswer { at: at_ms },
        }
    }
}

impl From<Automatic> for outcome::Automatic {
    fn from(saved: Automatic) -> Self {
        match saved {
            Automatic::AskedToMeasure { at } => Self::AskedToMeasure { at_ms: at },
            Automatic::NoAnswer { at } => Self::NoAnswer { at_ms: at },
        }
    }
}

fn all(saved: Vec<Reason>) -> Vec<outcome::Reason> {
    saved.into_iter().map(Into::into).collect()
}

fn reading((offset, index): Id) -> ReadingId {
    ReadingId { offset, index }
}

fn hash(hex: &str) -> Option<[u8; 32]> {
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
    const GOLDEN: &str = include_str!("../../golden/decision_1.json");

    #[test]
    fn a_decision_is_written_as_it_always_was_and_read_back() {
        let alert = Box::new(contract::alert("a-0123456789abcdef"));
        let decision = outcome::Decision::Alert { change: Change::Raised, alert };
        let saved = serde_json::to_string_pretty(&Decision::from(&decision)).unwrap();
        assert_eq!(saved, GOLDEN.trim_end());
        let read: outcome::Decision = decode::<Decision>(GOLDEN).unwrap().try_into().unwrap();
        assert_eq!(read, decision);
    }

    #[test]
    fn what_no_version_wrote_is_an_error_that_says_so() {
        let check = |from: &str, to: &str, says: &str| {
            let saved = decode::<Decision>(&GOLDEN.replace(from, to));
            let error = saved.and_then(outcome::Decision::try_from).unwrap_err();
            assert_eq!(error.to_string(), says, "{from} -> {to}");
        };
        check("\"oxygen_low\"", "\"mood_low\"", "its JSON is wrong");
        check("\"triggers\": 2", "\"triggers\": -2", "its JSON is wrong");
        check("a-0123456789abcdef", "a/b", "it holds a wrong id");
        check("\"rules_hash\": \"00", "\"rules_hash\": \"0", "its hash is not 64 hex digits");
    }
}
