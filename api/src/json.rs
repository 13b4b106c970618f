//! The JSON of the HTTP interface: plain structs, apart from the types that the engine uses.

use ingest::board::Person;
use risk_engine::outcome::Alert;
use risk_engine::rota::Rota;
use risk_engine::view::{PatientView, Status, VitalView};
use serde::Serialize;
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt, VitalSign};

use crate::language::Words;
use crate::wording::{self, Wording};

mod alert;

pub(crate) use alert::{AcknowledgedJson, AlertJson, CaseResultJson, NextStepJson};

/// All rows, as of a moment of the server's clock.
#[derive(Debug, Serialize, ToSchema)]
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
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RowsChanged)]
pub(crate) struct Rows {
    pub(crate) as_of: i64,
    pub(crate) seq: u64,
    pub(crate) rows: Vec<Row>,
}

/// One person.
#[derive(Debug, Serialize, ToSchema)]
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
    /// Messages that nobody of the team has read.
    unread: usize,
    /// Their telephone number, with the country first.
    phone: Option<String>,
    /// Their bed or room.
    room: Option<String>,
    /// The time zone that the person lives in, such as Europe/London.
    zone: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct News2 {
    score: u8,
    low: u8,
    high: u8,
    status: &'static str,
    known: u8,
    of: u8,
}

#[derive(Debug, Serialize, ToSchema)]
struct Vital {
    sign: &'static str,
    label: &'static str,
    text: String,
    unit: &'static str,
    points: Option<u8>,
    taken_at: i64,
    stale: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct TrendPoint {
    at: i64,
    news2: u8,
}

impl Row {
    /// One person's row, as of a moment of the server's clock.
    pub(crate) fn of(
        patient: &PatientId,
        person: &Person,
        wording: Wording<'_>,
        (rota, as_of_ms): (&Rota, i64),
    ) -> Self {
        let on_call = (rota, StoredAt::from_unix_ms(as_of_ms));
        let enrolment = person.enrolment.as_ref();
        let view = person.view.as_ref();
        let known = person.whereabouts.as_ref();
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
            alerts: alerts
                .into_iter()
                .map(|alert| AlertJson::of(patient, alert, wording, on_call))
                .collect(),
            vitals: view.map(|view| cells(view, wording.words)).unwrap_or_default(),
            trend: view.map(trend).unwrap_or_default(),
            heard_at: view.and_then(|view| view.heard_at).map(vitals::HeardAt::unix_ms),
            readings: view.map_or(0, |view| view.readings),
            unread: person.unread.len(),
            phone: known.map(|known| known.phone.reveal().clone()).filter(|it| !it.is_empty()),
            room: known.map(|known| known.room.clone()).filter(|it| !it.is_empty()),
            zone: enrolment.map_or_else(|| "UTC".to_owned(), |enrolment| enrolment.zone.clone()),
        }
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
fn cells(view: &PatientView, words: &Words) -> Vec<Vital> {
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
            Some(cell(name, label, vital, words.number(&text)))
        })
        .collect()
}

/// A date of birth, or the middle of a year alone; `None` if it can't be read.
pub(crate) fn born(born: &str) -> Option<jiff::civil::Date> {
    match born.parse::<jiff::civil::Date>() {
        Ok(date) => Some(date),
        Err(_) => jiff::civil::Date::new(born.parse().ok()?, 7, 1).ok(),
    }
}

/// Whole years from a date of birth, or from the year alone; `None` if it can't be read.
fn age(born: &str, as_of_ms: i64) -> Option<u32> {
    let today =
        jiff::Timestamp::from_millisecond(as_of_ms).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    u32::try_from(self::born(born)?.until((jiff::Unit::Year, today)).ok()?.get_years()).ok()
}
