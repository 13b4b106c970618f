//! `GET /api/unclaimed`: readings of which nobody knows whose they are, for the operator; and the same as
//! the people who are asked about them see it.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use ingest::admit::reading_of;
use risk_engine::held::{Reach, for_each_value};
use serde::Serialize;
use store::care::UnclaimedRow;
use utoipa::ToSchema;
use vitals::PatientId;
use wire::WireReading;

use super::found::reading_name;
use super::limit::{Limit, limit};
use super::problem::Problem;
use crate::language::Measure;
use crate::server::Shared;
use crate::wording;

/// What waits to be somebody's, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Unclaimed {
    waiting: u64,
    items: Vec<Item>,
}

/// One reading, for the operator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Held)]
struct Item {
    #[serde(flatten)]
    question: Question,
    at: i64,
    device: String,
    /// `several`, `stranger`, `unknown`, `jump` or `unusual`.
    doubt: String,
    candidates: Vec<Candidate>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldCandidate)]
struct Candidate {
    patient: String,
    per_mille: u16,
    /// They said that it wasn't them.
    denied: bool,
}

/// One reading, for somebody who may have been measured.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Question {
    pub(super) reading: String,
    pub(super) taken_at: i64,
    pub(super) text: String,
    values: Vec<Measured>,
    /// The same as a page needs them.
    #[serde(skip)]
    pub(super) measures: Vec<Measure>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldValue)]
struct Measured {
    sign: &'static str,
    /// `null` where the sensor could not tell.
    value: Option<f64>,
    unit: &'static str,
}

/// Nobody is asked about more at once.
const QUESTIONS_MAX: u32 = 20;

pub(super) async fn get(
    State(shared): State<Shared>,
    asked: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Unclaimed>, Problem> {
    let limit = limit(asked)?;
    let care = shared.pipeline.care();
    let waiting = care.unclaimed_waiting().await.map_err(|error| Problem::unavailable(&error))?;
    let rows = care.unclaimed(limit).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(Unclaimed { waiting: waiting.count, items: rows.iter().map(item).collect() }))
}

/// What a person is asked: was this you?
pub(super) async fn questions(
    shared: &Shared,
    patient: &PatientId,
) -> Result<Vec<Question>, Problem> {
    let rows = shared.pipeline.care().unclaimed_of(patient, QUESTIONS_MAX).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    Ok(rows.iter().map(question).collect())
}

fn item(row: &UnclaimedRow) -> Item {
    let candidates = row.candidates.iter().map(|candidate| Candidate {
        patient: candidate.patient.to_string(),
        per_mille: candidate.per_mille,
        denied: candidate.denied,
    });
    Item {
        question: question(row),
        at: row.at.unix_ms(),
        device: row.device.to_string(),
        doubt: row.doubt.clone(),
        candidates: candidates.collect(),
    }
}

fn question(row: &UnclaimedRow) -> Question {
    let (mut values, mut words, mut measures) = (Vec::new(), Vec::new(), Vec::new());
    // It was taken in because both succeed.
    let reading = WireReading::decode(&row.reading).ok().and_then(|sent| reading_of(&sent).ok());
    if let Some(reading) = reading {
        for_each_value(&reading, |sign, milli, reach| {
            words.push(format!("{} {}", wording::sign(sign), wording::plain(sign, milli, reach)));
            measures.push(Measure { sign, milli, reach });
            let value = (reach == Reach::Within).then(|| wording::number(sign, milli));
            values.push(Measured {
                sign: wording::sign_name(sign),
                value,
                unit: wording::unit(sign),
            });
        });
    }
    Question {
        reading: reading_name(row.id),
        taken_at: row.taken_at.unix_ms(),
        text: format!("Was this you? {}", words.join(", ")),
        values,
        measures,
    }
}
