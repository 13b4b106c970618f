//! `POST /api/readings/{offset}-{index}/attributions`: a reading is somebody else's, or somebody's at last.
//!
//! What was decided by it is decided anew for whose it was, and for whose it is as if it had come in time.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::{Attribution, Claim, Entry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{PatientId, ReadingId};

use super::problem::Problem;
use super::{bounded, found};
use crate::access::{Pass, policy};
use crate::language::say;
use crate::server::Shared;
use crate::wording;

/// What the page sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AttributionWish)]
pub(super) struct Request {
    to: String,
    by: Option<String>,
    why: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Attributed {
    /// Where the reading first stood.
    reading: String,
    /// Whose it was.
    from: Option<String>,
    to: String,
    events: Vec<Event>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttributionEvent)]
struct Event {
    patient: String,
    text: String,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Attributed>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let why = bounded::reason("why", &request.why)?.to_string();
    let patient = policy::patient(&shared, &pass, &request.to)
        .map_err(|_| Problem::bad_request(say("problem-to-unknown")))?
        .into_inner();
    let unknown = || Problem::not_found(say("problem-no-reading"));
    let reading = found::reading_id(&id).ok_or_else(unknown)?;
    let _settling = shared.settling.lock().await;
    let found = found::found(&shared, reading).await?.ok_or_else(unknown)?;
    if let Some((owner, _)) = &found.owner {
        policy::patient(&shared, &pass, owner.as_str()).map_err(|_| unknown())?;
    }
    if let Some((owner, current)) = &found.owner
        && *owner == patient
        && !is_withdrawn(&shared, owner, *current).await?
    {
        return Err(Problem::conflict("problem-title-theirs", say("problem-theirs")));
    }
    let (original, from) = (found.original, found.owner);
    let was = from.as_ref().map(|(patient, _)| patient.to_string());
    let claim = Claim { original, patient, by, confidence_percent: 100, reading: found.reading };
    let entry = Entry::Attributed(Box::new(Attribution { claim, from, why }));
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let rules = shared.pipeline.board().rules();
    let events = outcomes.iter().map(|outcome| Event {
        patient: outcome.patient.to_string(),
        text: wording::decision(&outcome.decision, &rules).0,
    });
    let events = events.collect();
    Ok(Json(Attributed {
        reading: found::reading_name(original),
        from: was,
        to: request.to,
        events,
    }))
}

async fn is_withdrawn(
    shared: &Shared,
    patient: &PatientId,
    reading: ReadingId,
) -> Result<bool, Problem> {
    let withdrawn = shared.pipeline.care().withdrawals_of(patient).await;
    let withdrawn = withdrawn.map_err(|error| Problem::unavailable(&error))?;
    Ok(withdrawn.iter().any(|row| row.reading == reading))
}
