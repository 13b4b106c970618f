//! The JSON of the HTTP interface: plain structs, apart from the types that the engine uses.

use ingest::board::Person;
use risk_engine::fact::NextStep;
use risk_engine::outcome::Alert;
use risk_engine::view::{PatientView, Status, VitalView};
use serde::{Deserialize, Serialize};
use vitals::{PatientId, VitalSign};

use crate::wording;

/// All rows, as of a moment of the server's clock.
#[derive(Debug, Serialize)]
pub(crate) struct Worklist {
    pub(crate) as_of: i64,
    pub(crate) speed: f64,
    pub(crate) demo: bool,
    pub(crate) notice: Option<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) patients: usize,
    pub(crate) seq: u64,
}

/// Rows that have changed.
#[derive(Debug, Serialize)]
pub(crate) struct Rows {
    pub(crate) as_of: i64,
    pub(crate) seq: u64,
    pub(crate) rows: Vec<Row>,
}

/// One person.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    patient: String,
    name: String,
    born: String,
    age: Option<u32>,
    sex: String,
    conditions: Vec<String>,
    news2: Option<News2>,
    alerts: Vec<AlertJson>,
    vitals: Vec<Vital>,
    trend: Vec<TrendPoint>,
    heard_at: Option<i64>,
    readings: u64,
}

#[derive(Debug, Serialize)]
struct News2 {
    score: u8,
    low: u8,
    high: u8,
    status: &'static str,
    known: u8,
    of: u8,
}

#[derive(Debug, Serialize)]
struct Vital {
    sign: &'static str,
    label: &'static str,
    text: String,
    unit: &'static str,
    points: Option<u8>,
    taken_at: i64,
    stale: bool,
}

#[derive(Debug, Serialize)]
struct TrendPoint {
    at: i64,
    news2: u8,
}

/// One alert.
#[derive(Debug, Serialize)]
pub(crate) struct AlertJson {
    id: String,
    patient: String,
    problem: &'static str,
    severity: &'static str,
    active: bool,
    why: Vec<String>,
    raised_at: i64,
    taken_at: i64,
    known_at: i64,
    due_at: Option<i64>,
    escalated: u8,
    triggers: u32,
    version: u32,
    acknowledged: Option<AcknowledgedJson>,
    automation: Vec<AutomationStep>,
    provenance: Provenance,
}

/// Who acknowledged, when, and what happens next.
#[derive(Debug, Serialize)]
pub(crate) struct AcknowledgedJson {
    pub(crate) by: String,
    pub(crate) at: i64,
    next: NextStepJson,
}

#[derive(Debug, Serialize)]
struct AutomationStep {
    at: i64,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Provenance {
    offset: u64,
    readings: Vec<String>,
    rule: String,
    rules: String,
    engine: &'static str,
}

/// What happens after an acknowledgement.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NextStepJson {
    CallingNow,
    Known,
    ReadingWrong,
    PassedOn,
    Other,
}

impl From<NextStepJson> for NextStep {
    fn from(next: NextStepJson) -> Self {
        match next {
            NextStepJson::CallingNow => Self::CallingNow,
            NextStepJson::Known => Self::Known,
            NextStepJson::ReadingWrong => Self::ReadingWrong,
            NextStepJson::PassedOn => Self::PassedOn,
            NextStepJson::Other => Self::Other,
        }
    }
}

impl From<NextStep> for NextStepJson {
    fn from(next: NextStep) -> Self {
        match next {
            NextStep::CallingNow => Self::CallingNow,
            NextStep::Known => Self::Known,
            NextStep::ReadingWrong => Self::ReadingWrong,
            NextStep::PassedOn => Self::PassedOn,
            NextStep::Other => Self::Other,
        }
    }
}

impl Row {
    /// One person's row, as of a moment of the server's clock.
    pub(crate) fn of(patient: &PatientId, person: &Person, as_of_ms: i64) -> Self {
        let enrolment = person.enrolment.as_ref();
        let view = person.view.as_ref();
        let born = enrolment.map(|enrolment| enrolment.born.reveal().clone()).unwrap_or_default();
        let mut alerts: Vec<&Alert> = person.alerts.values().collect();
        alerts.sort_by(|one, other| {
            let rank = |alert: &Alert| {
                (std::cmp::Reverse(alert.severity), alert.raised_at, alert.id.clone())
            };
            rank(one).cmp(&rank(other))
        });
        Self {
            patient: patient.to_string(),
            // Somebody who isn't enrolled yet is known by the number alone.
            name: enrolment
                .map_or(patient.to_string(), |enrolment| enrolment.name.reveal().clone()),
            age: age(&born, as_of_ms),
            born,
            sex: enrolment.map(|enrolment| enrolment.sex.clone()).unwrap_or_default(),
            conditions: enrolment.map(|enrolment| enrolment.conditions.clone()).unwrap_or_default(),
            news2: view.and_then(news2),
            alerts: alerts.into_iter().map(|alert| AlertJson::of(patient, alert)).collect(),
            vitals: view.map(cells).unwrap_or_default(),
            trend: view.map(trend).unwrap_or_default(),
            heard_at: view.and_then(|view| view.heard_at).map(vitals::HeardAt::unix_ms),
            readings: view.map_or(0, |view| view.readings),
        }
    }
}

impl AlertJson {
    /// One alert of a person.
    pub(crate) fn of(patient: &PatientId, alert: &Alert) -> Self {
        Self {
            id: alert.id.to_string(),
            patient: patient.to_string(),
            problem: alert.problem.name(),
            severity: wording::severity(alert.severity),
            active: alert.active,
            why: wording::reasons(&alert.reasons),
            raised_at: alert.raised_at.unix_ms(),
            taken_at: alert.taken_at.unix_ms(),
            known_at: alert.known_at.unix_ms(),
            due_at: alert.due_at.map(vitals::StoredAt::unix_ms),
            escalated: alert.escalated,
            triggers: alert.triggers,
            version: alert.version,
            acknowledged: AcknowledgedJson::of(alert),
            automation: alert
                .automation
                .iter()
                .map(wording::automatic)
                .map(|(at, text)| AutomationStep { at, text })
                .collect(),
            provenance: Provenance {
                offset: alert.cause.offset,
                readings: alert
                    .readings
                    .iter()
                    .map(|id| format!("{}.{}", id.offset, id.index))
                    .collect(),
                rule: alert.rule.to_string(),
                rules: hex(&alert.rules_hash),
                engine: risk_engine::ENGINE_VERSION,
            },
        }
    }
}

impl AcknowledgedJson {
    /// Who acknowledged an alert, if somebody did.
    pub(crate) fn of(alert: &Alert) -> Option<Self> {
        let by = alert.acknowledged.as_ref()?;
        Some(Self { by: by.by.to_string(), at: by.at.unix_ms(), next: by.next.into() })
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn news2(view: &PatientView) -> Option<News2> {
    let score = view.news2?;
    let status = match score.status {
        Status::Complete => "complete",
        Status::Partial => "partial",
        Status::Stale => "stale",
    };
    Some(News2 {
        score: score.low,
        low: score.low,
        high: score.high,
        status,
        known: score.known,
        of: 7,
    })
}

fn trend(view: &PatientView) -> Vec<TrendPoint> {
    view.trend.iter().map(|(at, news2)| TrendPoint { at: *at, news2: *news2 }).collect()
}

/// The cells of a row. Systolic and diastolic pressure share one, whose points are the systolic's.
fn cells(view: &PatientView) -> Vec<Vital> {
    let find = |sign| view.vitals.iter().find(|vital| vital.sign == sign);
    let cell = |sign: &'static str, label, vital: &VitalView, text| Vital {
        sign,
        label,
        text,
        unit: wording::unit(vital.sign),
        points: vital.points,
        taken_at: vital.sample.taken_at().unix_ms(),
        stale: vital.stale,
    };
    const COLUMNS: [(VitalSign, &str, &str); 7] = [
        (VitalSign::Respiration, "respiration", "Resp"),
        (VitalSign::Spo2, "spo2", "SpO₂"),
        (VitalSign::Systolic, "blood_pressure", "BP"),
        (VitalSign::Pulse, "pulse", "Pulse"),
        (VitalSign::Temperature, "temperature", "Temp"),
        (VitalSign::Glucose, "glucose", "Glucose"),
        (VitalSign::Weight, "weight", "Weight"),
    ];
    COLUMNS
        .into_iter()
        .filter_map(|(sign, name, label)| {
            let vital = find(sign)?;
            let mut text = wording::value(sign, &vital.sample);
            if sign == VitalSign::Systolic
                && let Some(diastolic) = find(VitalSign::Diastolic)
            {
                text =
                    format!("{text}/{}", wording::value(VitalSign::Diastolic, &diastolic.sample));
            }
            Some(cell(name, label, vital, text))
        })
        .collect()
}

/// Whole years from a date of birth, or from the year alone; `None` if it can't be read.
fn age(born: &str, as_of_ms: i64) -> Option<u32> {
    let today =
        jiff::Timestamp::from_millisecond(as_of_ms).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let born = match born.parse::<jiff::civil::Date>() {
        Ok(date) => date,
        Err(_) => jiff::civil::Date::new(born.parse().ok()?, 7, 1).ok()?,
    };
    u32::try_from(born.until((jiff::Unit::Year, today)).ok()?.get_years()).ok()
}
