//! One line of the trail.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

/// The form of a record; what was written stays as it is.
const RECORD_VERSION: u8 = 1;
/// No text in a record is longer.
const CHARS_MAX: usize = 300;

/// Who did what, when, from where, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrailRecord)]
pub(crate) struct Record {
    v: u8,
    /// Wall clock, ms since 1970.
    pub(crate) at: i64,
    /// The account's name, or what was typed where there is none, or `command line`, or nobody.
    pub(crate) who: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) account: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) role: Option<String>,
    /// A route, such as `GET /api/patients/{id}`, or a word, such as `signed in`.
    pub(crate) what: String,
    /// The address that was asked for, or whom an account's change is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) object: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) patient: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) from: Option<String>,
    pub(crate) outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TrailOutcome)]
pub(crate) enum Outcome {
    /// It was done.
    Done,
    /// They may not.
    Denied,
    /// They may, and it could not be done.
    Failed,
}

impl Record {
    /// That somebody did something.
    pub(crate) fn of(at: i64, who: &str, what: &str) -> Self {
        Self {
            v: RECORD_VERSION,
            at,
            who: short(who),
            account: None,
            role: None,
            what: short(what),
            object: None,
            patient: None,
            from: None,
            outcome: Outcome::Done,
        }
    }

    /// The same about something.
    pub(crate) fn about(mut self, object: &str) -> Self {
        self.object = Some(short(object));
        self
    }

    /// The same from somewhere.
    pub(crate) fn from(mut self, from: IpAddr) -> Self {
        self.from = Some(from.to_string());
        self
    }

    /// The same, with what came of it.
    pub(crate) fn with(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// Whom it is about.
    pub(crate) fn patient(&self) -> Option<PatientId> {
        self.patient.as_ref()?.parse().ok()
    }

    /// As it is kept.
    pub(crate) fn to_json(&self) -> String {
        // Plain texts and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Record::to_json`] wrote.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

fn short(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was once written has to be read for ever: add lines, never change one.
    #[test]
    fn records_of_each_version_are_read_as_they_were_meant() {
        let text = r#"{"v":1,"at":7,"who":"Ann Moss","account":3,"role":"clinician","what":"GET /api/patients/{id}","object":"/api/patients/p-1","patient":"p-1","from":"192.0.2.1","outcome":"denied"}"#;
        let record = Record::of_bytes(text.as_bytes()).unwrap();
        assert_eq!(record.to_json(), text);
        assert_eq!((record.account, record.outcome), (Some(3), Outcome::Denied));
        let least = r#"{"v":1,"at":7,"who":"","what":"x","outcome":"done"}"#;
        assert_eq!(Record::of_bytes(least.as_bytes()).unwrap().to_json(), least);
        assert_eq!(Record::of_bytes(b"{}"), None);
    }

    #[test]
    fn nobody_fills_the_disk_with_a_name() {
        let record = Record::of(0, &"x".repeat(100_000), "signed in").about(&"y".repeat(100_000));
        assert!(record.to_json().len() < 1000);
    }
}
