//! `POST /api/patients/{id}/claims`: "Was this you?", answered.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{Claim, Entry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::WireReading;

use vitals::PatientId;

use super::problem::Problem;
use super::{bounded, found};
use crate::access::{Authorized, Pass};
use crate::language::say;
use crate::server::Shared;
use crate::wording;

/// What the patient's page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimWish)]
pub(super) struct Request {
    pub(super) reading: String,
    pub(super) answer: YesNo,
    pub(super) by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum YesNo {
    Yes,
    No,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimSettled)]
pub(super) struct Answered {
    reading: String,
    answer: YesNo,
    events: Vec<String>,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Answered>, Problem> {
    settle(&shared, &pass, patient, bounded::body(request)?).await.map(Json)
}

/// Settles whether a reading is theirs.
pub(super) async fn settle(
    shared: &Shared,
    pass: &Pass,
    patient: Authorized<PatientId>,
    request: Request,
) -> Result<Answered, Problem> {
    let Request { reading, answer, by } = request;
    let by = pass.by_if_same(by.as_deref())?.to_string();
    let patient = patient.into_inner();
    let unknown = || Problem::not_found(say("problem-not-asked"));
    let original = found::reading_id(&reading).ok_or_else(unknown)?;
    let _settling = shared.settling.lock().await;
    let row = shared.pipeline.care().unclaimed_one(original).await;
    let row = row.map_err(|error| Problem::unavailable(&error))?.ok_or_else(unknown)?;
    let asked = |candidate: &&store::care::CandidateRow| candidate.patient == patient;
    let candidate = row.candidates.iter().find(asked).ok_or_else(unknown)?;
    if candidate.denied {
        return Err(Problem::conflict("problem-title-answered", say("problem-not-theirs")));
    }
    let entry = match answer {
        YesNo::No => Entry::Disclaimed { original, patient, by },
        YesNo::Yes => {
            let reading = WireReading::decode(&row.reading);
            let reading = reading.map_err(|error| Problem::unavailable(&error))?;
            Entry::Claimed(Claim { original, patient, by, confidence_percent: 100, reading })
        }
    };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let rules = shared.pipeline.board().rules();
    let events = outcomes.iter().map(|outcome| wording::decision(&outcome.decision, &rules).0);
    Ok(Answered { reading: found::reading_name(original), answer, events: events.collect() })
}
