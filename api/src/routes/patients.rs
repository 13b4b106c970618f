//! `GET /api/patients/{id}`: one person's row, readings and timeline.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use risk_engine::outcome::Outcome;
use risk_engine::rules::RuleSet;
use serde::Serialize;
use store::readings::ReadingRow;
use vitals::{PatientId, ReadingId, TakenAt};

use super::events::event_name;
use super::problem::Problem;
use crate::json::Row;
use crate::server::Shared;
use crate::wording;

/// One person.
#[derive(Debug, Serialize)]
pub(super) struct Patient {
    row: Row,
    readings: Vec<Reading>,
    timeline: Vec<Event>,
}

#[derive(Debug, Serialize)]
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
    reach: Option<&'static str>,
    gateway: Option<String>,
    incarnation: Option<String>,
    seq: Option<u64>,
    /// It doesn't count any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

#[derive(Debug, Serialize)]
struct Event {
    id: String,
    at: i64,
    text: String,
    kind: &'static str,
}

/// A week of continuous glucose is 2,016 values; a page that shows more pages.
const READINGS_MAX: usize = 20_000;
const EVENTS_MAX: u32 = 200;

pub(super) async fn get(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Patient>, Problem> {
    let unknown = || Problem::not_found("nobody with this id is cared for here");
    let patient: PatientId = id.parse().map_err(|_| unknown())?;
    let as_of = shared.clock.now_ms();
    let board = shared.pipeline.board();
    let rules = board.rules();
    let row = board.read(|_, people| Some(Row::of(&patient, people.get(&patient)?, &rules, as_of)));
    let row = row.ok_or_else(unknown)?;
    let events = shared.pipeline.care().events_of(&patient, EVENTS_MAX).await;
    let events = events.map_err(|error| Problem::unavailable(&error))?;
    let withdrawn = shared.pipeline.care().withdrawals_of(&patient).await;
    let withdrawn = withdrawn.map_err(|error| Problem::unavailable(&error))?;
    let withdrawn: BTreeSet<ReadingId> = withdrawn.into_iter().map(|row| row.reading).collect();
    let store = shared.pipeline.readings().clone();
    let read = move || store.of_patient(&patient, TakenAt::from_unix_ms(0), READINGS_MAX);
    let rows =
        tokio::task::spawn_blocking(read).await.map_err(|error| Problem::unavailable(&error))?;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    let readings = rows.into_iter().map(|row| reading(row, &withdrawn)).collect();
    let timeline = events.into_iter().map(|event| event_of(&event.outcome, &rules)).collect();
    Ok(Json(Patient { row, readings, timeline }))
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

fn event_of(outcome: &Outcome, rules: &RuleSet) -> Event {
    let (text, kind) = wording::decision(&outcome.decision, rules);
    let id = event_name(outcome.cause, outcome.place);
    Event { id, at: outcome.at.unix_ms(), text, kind }
}
