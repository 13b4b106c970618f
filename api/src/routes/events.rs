//! `GET /api/patients/{id}/events/{offset}-{index}-{place}`: one thing that was decided, with all that it
//! rests on.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use store::care::EventId;
use utoipa::ToSchema;
use vitals::{PatientId, ReadingId};

use super::problem::Problem;
use crate::access::Authorized;
use crate::json::hex;
use crate::language::say;
use crate::server::Shared;
use crate::wording;

/// One outcome: with the journal, these say why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decided)]
pub(super) struct Event {
    id: String,
    at: i64,
    kind: String,
    text: String,
    /// The journal entry that caused it, and the place in it.
    cause: Cause,
    readings: Vec<String>,
    rules: String,
    engine: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DecidedBy)]
struct Cause {
    offset: u64,
    index: u16,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    Path((_, event)): Path<(String, String)>,
) -> Result<Json<Event>, Problem> {
    let unknown = || Problem::not_found(say("problem-no-decision"));
    let patient = patient.into_inner();
    let (cause, place) = event_id(&event).ok_or_else(unknown)?;
    let found = shared.pipeline.care().event(&EventId { cause, patient, place }).await;
    let found = found.map_err(|error| Problem::unavailable(&error))?.ok_or_else(unknown)?;
    let rules = shared.pipeline.board().rules();
    let readings = found.readings();
    Ok(Json(Event {
        id: event,
        at: found.outcome.at.unix_ms(),
        text: wording::decision(&found.outcome.decision, &rules).0,
        kind: found.kind,
        cause: Cause { offset: cause.offset, index: cause.index },
        readings: readings.iter().map(|id| format!("{}.{}", id.offset, id.index)).collect(),
        rules: hex(&found.outcome.rules_hash),
        engine: found.engine.map(|engine| engine.to_string()),
    }))
}

/// The name of an event among those of a person.
pub(super) fn event_name(cause: ReadingId, place: u16) -> String {
    format!("{}-{}-{place}", cause.offset, cause.index)
}

pub(super) fn event_id(name: &str) -> Option<(ReadingId, u16)> {
    let mut parts = name.split('-');
    let cause =
        ReadingId { offset: parts.next()?.parse().ok()?, index: parts.next()?.parse().ok()? };
    let place = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((cause, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_found_again_by_its_name() {
        let cause = ReadingId { offset: 118, index: 2 };
        assert_eq!(event_id(&event_name(cause, 3)), Some((cause, 3)));
        for wrong in ["", "118", "118-2", "118-2-3-4", "a-2-3"] {
            assert_eq!(event_id(wrong), None, "{wrong:?}");
        }
    }
}
