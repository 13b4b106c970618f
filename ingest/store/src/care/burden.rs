//! What figures over many people ask of alerts, outcomes and withdrawals: little of each row, of all people.

use std::collections::HashMap;

use risk_engine::fact::CaseResult;
use risk_engine::outcome::Severity;
use serde::Deserialize;
use vitals::{AlertId, PatientId, ReadingId, StoredAt};

use super::Care;
use super::db::{Row, query};
use super::error::{CareError, SavedError};
use super::read::{get, reading};
use super::saved;
use crate::names;

/// What counts of one alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertBurden {
    /// Which.
    pub alert: AlertId,
    /// Whose.
    pub patient: PatientId,
    /// About which problem.
    pub problem: String,
    /// Which rule raised it.
    pub rule: String,
    /// How grave it is, or was when it was gravest.
    pub severity: Severity,
    /// When it began.
    pub raised_at: StoredAt,
    /// When somebody acknowledged it for the first time.
    pub acknowledged_at: Option<StoredAt>,
    /// What it came to, once somebody closed it.
    pub result: Option<CaseResult>,
    /// Taken back by what became known later.
    pub superseded: bool,
}

/// Something that automation ended without a clinician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automated {
    /// With whom.
    pub patient: PatientId,
    /// About which problem.
    pub problem: String,
    /// When.
    pub at: StoredAt,
}

const ALERTS_SINCE: &str = "
    SELECT alert, patient, problem, severity, raised_at, superseded, state FROM alerts
    WHERE raised_at >= $1 ORDER BY raised_at, alert";

/// What can be taken back, and that it was, in the journal's order.
const ACTS_SINCE: &str = "
    SELECT alert, kind, at FROM events
    WHERE kind IN
        ('alert_acknowledged', 'alert_assigned', 'alert_snoozed', 'alert_closed', 'alert_undone')
        AND at >= $1 AND alert IS NOT NULL
    ORDER BY cause_offset, cause_index, patient, place";

const CALMED_SINCE: &str = "
    SELECT patient, problem, at FROM events WHERE kind = 'calmed' AND at >= $1
    ORDER BY at, cause_offset, cause_index, patient, place";

const WITHDRAWN: &str =
    "SELECT entry_offset, entry_index FROM withdrawals ORDER BY entry_offset, entry_index";

/// The part of an alert's state that counts.
#[derive(Deserialize)]
struct State {
    rule: String,
    #[serde(default)]
    closed: Option<Closed>,
}

#[derive(Deserialize)]
struct Closed {
    #[serde(with = "names::case_result")]
    result: CaseResult,
}

impl Care {
    /// The alerts that began at `since` or later, oldest first.
    pub async fn alerts_since(&self, since: StoredAt) -> Result<Vec<AlertBurden>, CareError> {
        let failed = |source| CareError::Read { what: "the alerts since a moment", source };
        let acts = query(ACTS_SINCE).bind(since.unix_ms()).fetch_all(&self.readers);
        let acts = acts.await.map_err(failed)?;
        let acts: Result<Vec<(String, String, i64)>, sqlx::Error> =
            acts.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect();
        let seen = seen(acts.map_err(failed)?);
        let rows = query(ALERTS_SINCE).bind(since.unix_ms()).fetch_all(&self.readers);
        rows.await.map_err(failed)?.iter().map(|row| alert(row, &seen)).collect()
    }

    /// What automation ended by itself at `since` or later, oldest first.
    pub async fn automated_since(&self, since: StoredAt) -> Result<Vec<Automated>, CareError> {
        let failed = |source| CareError::Read { what: "what automation ended", source };
        let rows = query(CALMED_SINCE).bind(since.unix_ms()).fetch_all(&self.readers);
        rows.await.map_err(failed)?.iter().map(automated).collect()
    }

    /// Every reading that doesn't count, in the journal's order.
    pub async fn withdrawn(&self) -> Result<Vec<ReadingId>, CareError> {
        let failed = |source| CareError::Read { what: "the withdrawn readings", source };
        let rows = query(WITHDRAWN).fetch_all(&self.readers).await.map_err(failed)?;
        let rows: Result<Vec<(i64, i64)>, sqlx::Error> =
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect();
        let key = |(offset, index)| format!("{offset}.{index}");
        let one = |row: (i64, i64)| {
            reading(row.0, row.1).map_err(|source| CareError::Damaged {
                table: "withdrawals",
                key: key(row),
                source,
            })
        };
        rows.map_err(failed)?.into_iter().map(one).collect()
    }
}

/// When each alert was acknowledged for the first time, by alert. An act that was taken back is the newest
/// before that, and doesn't count.
fn seen(acts: Vec<(String, String, i64)>) -> HashMap<String, i64> {
    // Of each alert, the acts that stand: when, if it was acknowledged then.
    let mut standing: HashMap<String, Vec<Option<i64>>> = HashMap::new();
    for (alert, kind, at) in acts {
        let stand = standing.entry(alert).or_default();
        match kind.as_str() {
            "alert_undone" => drop(stand.pop()),
            "alert_acknowledged" => stand.push(Some(at)),
            _ => stand.push(None),
        }
    }
    let first = |stand: Vec<Option<i64>>| stand.into_iter().flatten().min();
    standing.into_iter().filter_map(|(alert, stand)| Some((alert, first(stand)?))).collect()
}

fn alert(row: &Row, seen: &HashMap<String, i64>) -> Result<AlertBurden, CareError> {
    let (key, patient): (String, String) = (get(row, "alert")?, get(row, "patient")?);
    let (problem, severity): (String, i64) = (get(row, "problem")?, get(row, "severity")?);
    let (raised_at, superseded): (i64, bool) = (get(row, "raised_at")?, get(row, "superseded")?);
    let state: String = get(row, "state")?;
    let made = || -> Result<AlertBurden, SavedError> {
        let State { rule, closed } = saved::decode(&state)?;
        let unknown = || SavedError::Name { what: "severity", given: severity.to_string() };
        Ok(AlertBurden {
            alert: key.parse()?,
            patient: patient.parse()?,
            problem,
            rule,
            severity: saved::of_gravity(severity).ok_or_else(unknown)?,
            raised_at: StoredAt::from_unix_ms(raised_at),
            acknowledged_at: seen.get(&key).copied().map(StoredAt::from_unix_ms),
            result: closed.map(|closed| closed.result),
            superseded,
        })
    };
    made().map_err(|source| CareError::Damaged { table: "alerts", key: key.clone(), source })
}

fn automated(row: &Row) -> Result<Automated, CareError> {
    let (patient, at): (String, i64) = (get(row, "patient")?, get(row, "at")?);
    let problem: Option<String> = get(row, "problem")?;
    let made = || -> Result<Automated, SavedError> {
        let problem = problem.unwrap_or_default();
        Ok(Automated { patient: patient.parse()?, problem, at: StoredAt::from_unix_ms(at) })
    };
    made().map_err(|source| CareError::Damaged { table: "events", key: patient.clone(), source })
}
