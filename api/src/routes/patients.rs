//! `GET /api/patients/{id}`: one person's row, readings and timeline; with `?at=`, those of a day before
//! and after that moment.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use ingest::board::Person;
use risk_engine::fact::Spo2Scale;
use risk_engine::outcome::Outcome;
use serde::{Deserialize, Serialize};
use store::readings::ReadingRow;
use tracing::warn;
use utoipa::ToSchema;
use vitals::{PatientId, ReadingId, TakenAt, VitalSign};

use super::charts::{self, Ground, Oxygen};
use super::events::event_name;
use super::problem::Problem;
use crate::access::{Authorized, policy};
use crate::json::Row;
use crate::language::Words;
use crate::server::Shared;
use crate::wording::{self, Wording};

/// One person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatientDetail)]
pub(super) struct Patient {
    row: Row,
    readings: Vec<Reading>,
    /// The readings store doesn't answer: `readings` lacks what it holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    readings_missing: bool,
    timeline: Vec<Event>,
    /// How oxygen is scored: scale 1 or 2.
    spo2_scale: u8,
    /// What lies behind each chart.
    charts: Vec<Ground>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Reading {
    id: String,
    taken_at: i64,
    heard_at: i64,
    stored_at: i64,
    device: String,
    origin: &'static str,
    sign: &'static str,
    /// `null` where the sensor could not tell: see `reach`.
    value: Option<f64>,
    unit: &'static str,
    /// `below` or `above` where the sensor could not tell the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reach: Option<&'static str>,
    gateway: Option<String>,
    incarnation: Option<String>,
    seq: Option<u64>,
    /// It doesn't count any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineEntry)]
struct Event {
    id: String,
    at: i64,
    text: String,
    kind: &'static str,
}

/// Around which moment, ms since 1970; else the newest.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Around {
    at: Option<i64>,
}

/// So long before and after a moment.
const AROUND_MS: i64 = 24 * 3_600_000;
/// A moment is looked for among so many of the newest.
const LOOKED_AT_MAX: usize = 1_000_000;
const EVENTS_LOOKED_AT_MAX: u32 = 20_000;

/// A week of continuous glucose is 2,016 values; a page that shows more pages.
const READINGS_MAX: usize = 20_000;
const EVENTS_MAX: u32 = 200;

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    words: Words,
    asked: Result<Query<Around>, QueryRejection>,
) -> Result<Json<Patient>, Problem> {
    let Query(around) = asked.map_err(|error| Problem::unreadable(error.body_text()))?;
    let as_of = shared.clock.now_ms();
    let board = shared.pipeline.board();
    let (rules, rota) = (board.rules(), board.rota());
    let wording = Wording { words: &words, rules: &rules };
    let found = board.read(|_, people| {
        let person = people.get(&patient)?;
        Some((Row::of(&patient, person, wording, (&rota, as_of)), oxygen(person)))
    });
    let (row, oxygen) = found.ok_or_else(policy::unknown)?;
    let events = shared.pipeline.care().events_of(&patient, around.events_max()).await;
    let mut events = events.map_err(|error| Problem::unavailable(&error))?;
    events.retain(|event| around.holds(event.outcome.at.unix_ms()));
    let withdrawn = shared.pipeline.care().withdrawals_of(&patient).await;
    let withdrawn = withdrawn.map_err(|error| Problem::unavailable(&error))?;
    let withdrawn: BTreeSet<ReadingId> = withdrawn.into_iter().map(|row| row.reading).collect();
    let store = shared.pipeline.readings().clone();
    let patient = patient.into_inner();
    let read = move || store.of_patient(&patient, around.since(), around.readings_max());
    let rows =
        tokio::task::spawn_blocking(read).await.map_err(|error| Problem::unavailable(&error))?;
    // Alerts and what was done about them are elsewhere: the page goes on without its readings.
    let (mut rows, readings_missing) = match rows {
        Ok(rows) => (rows, false),
        Err(error) => {
            warn!(%error, "a patient's page goes without readings");
            (Vec::new(), true)
        }
    };
    let charts = charts::grounds(&rows, oxygen, around.at.unwrap_or(as_of));
    rows.retain(|row| around.holds(row.taken_at.unix_ms()));
    let readings = rows.into_iter().map(|row| reading(row, &withdrawn)).collect();
    let timeline = events.into_iter().map(|event| event_of(&event.outcome, wording)).collect();
    let spo2_scale = if oxygen.scale == Spo2Scale::Two { 2 } else { 1 };
    Ok(Json(Patient { row, readings, readings_missing, timeline, spo2_scale, charts }))
}

/// How a person's oxygen is scored; whether they have some is what was said last, or planned.
fn oxygen(person: &Person) -> Oxygen {
    let plan = person.enrolment.as_ref().map(|enrolment| &enrolment.plan);
    let vitals = person.view.iter().flat_map(|view| &view.vitals);
    let said = vitals
        .into_iter()
        .find(|vital| vital.sign == VitalSign::SupplementalOxygen && !vital.stale)
        .map(|vital| vital.sample.milli != 0);
    let planned = plan.and_then(|plan| plan.supplemental_oxygen);
    Oxygen {
        scale: plan.map_or(Spo2Scale::One, |plan| plan.spo2_scale),
        supplemental: said.or(planned).unwrap_or(false),
    }
}

impl Around {
    fn holds(self, at: i64) -> bool {
        self.at.is_none_or(|moment| at.abs_diff(moment) <= AROUND_MS as u64)
    }

    fn since(self) -> TakenAt {
        TakenAt::from_unix_ms(self.at.map_or(0, |at| at.saturating_sub(AROUND_MS)))
    }

    fn readings_max(self) -> usize {
        self.at.map_or(READINGS_MAX, |_| LOOKED_AT_MAX)
    }

    fn events_max(self) -> u32 {
        self.at.map_or(EVENTS_MAX, |_| EVENTS_LOOKED_AT_MAX)
    }
}

fn reading(row: ReadingRow, withdrawn: &BTreeSet<ReadingId>) -> Reading {
    use risk_engine::held::Reach;
    let ReadingId { offset, index } = row.id;
    Reading {
        id: format!("{offset}.{index}"),
        taken_at: row.taken_at.unix_ms(),
        heard_at: row.heard_at.unix_ms(),
        stored_at: row.stored_at.unix_ms(),
        device: row.device.to_string(),
        origin: match row.origin {
            vitals::Origin::Device => "device",
            vitals::Origin::Typed => "typed",
        },
        sign: wording::sign_name(row.sign),
        value: (row.reach == Reach::Within).then(|| wording::number(row.sign, row.milli)),
        unit: wording::unit(row.sign),
        reach: match row.reach {
            Reach::Within => None,
            Reach::Below => Some("below"),
            Reach::Above => Some("above"),
        },
        gateway: row.gateway.map(|gateway| gateway.to_string()),
        incarnation: row.incarnation.map(|incarnation| format!("{incarnation:032x}")),
        seq: row.seq,
        withdrawn: withdrawn.contains(&row.id),
    }
}

fn event_of(outcome: &Outcome, wording: Wording<'_>) -> Event {
    let (text, kind) = wording.decision(&outcome.decision);
    let id = event_name(outcome.cause, outcome.place);
    Event { id, at: outcome.at.unix_ms(), text, kind }
}
