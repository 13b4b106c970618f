//! `POST /api/patients/{id}/events/{offset}-{index}-{place}/replays`: one decision made again from the
//! journal, and held beside what was decided then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use store::care::EventId;
use utoipa::ToSchema;
use vitals::PatientId;

use super::events::event_id;
use super::found::unread;
use super::problem::Problem;
use crate::access::Authorized;
use crate::json::hex;
use crate::language::{Words, say};
use crate::replay::{Explained, again};
use crate::server::Shared;

/// What was decided again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Recomputed {
    /// Whether it is what was decided then, in every bit of what it says.
    same: bool,
    /// Journal entries that were read.
    entries: u64,
    /// Which rules decided then.
    rules_then: String,
    /// Which engine decided then.
    engine_then: Option<u32>,
    /// What is decided now; none if nothing is.
    now: Option<Explained>,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    words: Words,
    patient: Authorized<PatientId>,
    Path((_, event)): Path<(String, String)>,
) -> Result<Json<Recomputed>, Problem> {
    let unknown = || Problem::not_found(say("problem-no-decision"));
    let patient = patient.into_inner();
    let (cause, place) = event_id(&event).ok_or_else(unknown)?;
    let id = EventId { cause, patient, place };
    let stored = shared.pipeline.care().event(&id).await;
    let stored = stored.map_err(|error| Problem::unavailable(&error))?.ok_or_else(unknown)?;
    let Ok(_one_at_a_time) = shared.desk.replaying().try_lock_owned() else {
        return Err(Problem::conflict("problem-title-one", say("problem-recomputing")));
    };
    // Whoever leaves, or stops the server, waits for no replay.
    let stop = StopOnDrop(Arc::default());
    let (journal, flag) = (shared.pipeline.journal().clone(), stop.0.clone());
    let mut stopping = shared.stopping.clone();
    let work = tokio::task::spawn_blocking(move || again(journal.as_ref(), &id, &words, &flag));
    let found = tokio::select! {
        found = work => found.map_err(|error| Problem::unavailable(&error))?,
        _ = stopping.wait_for(|stopping| *stopping) => return Err(Problem::stopping()),
    };
    let found = found.map_err(|error| unread(error.as_ref()))?;
    Ok(Json(Recomputed {
        same: found.as_ref().is_some_and(|(outcome, _)| *outcome == stored.outcome),
        entries: cause.offset + 1,
        rules_then: hex(&stored.outcome.rules_hash),
        engine_then: stored.engine,
        now: found.map(|(_, explained)| explained),
    }))
}

/// Ends a replay when nobody waits for it any more.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
