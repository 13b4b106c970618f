//! `POST /api/readings/{offset}-{index}/withdrawals`: a reading doesn't count; what was decided by it is
//! decided anew.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::{Entry, Item, Stamped};
use risk_engine::fact::{Withdrawal, WithdrawalReason};
use serde::{Deserialize, Serialize};
use vitals::{PatientId, ReadingId};

use super::bounded;
use super::problem::Problem;
use crate::server::Shared;
use crate::wording;

/// What the page sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    by: String,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    EnteredInError,
    AnotherPerson,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub(super) struct Withdrawn {
    reading: String,
    patient: String,
    events: Vec<String>,
}

pub(super) async fn post(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Withdrawn>, Problem> {
    let request = bounded::body(request)?;
    let by = bounded::name("by", &request.by)?;
    let unknown = || Problem::not_found("there is no such reading of somebody cared for here");
    let reading = reading_id(&id).ok_or_else(unknown)?;
    let patient = patient_of(&shared, reading).await?.ok_or_else(unknown)?;
    let why = match request.reason {
        Reason::EnteredInError => WithdrawalReason::EnteredInError,
        Reason::AnotherPerson => WithdrawalReason::AnotherPerson,
    };
    let withdrawal = Withdrawal { reading, by, why };
    let entry = Entry::Withdrawn { patient: patient.clone(), withdrawal };
    let outcomes = shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    let rules = shared.pipeline.board().rules();
    let events = outcomes.iter().map(|outcome| wording::decision(&outcome.decision, &rules).0);
    let events = events.collect();
    Ok(Json(Withdrawn { reading: id, patient: patient.to_string(), events }))
}

/// `offset-index`, or `offset.index` as pages show it.
pub(super) fn reading_id(text: &str) -> Option<ReadingId> {
    let (offset, index) = text.split_once(['-', '.'])?;
    Some(ReadingId { offset: offset.parse().ok()?, index: index.parse().ok()? })
}

/// Whose reading it is, as the journal has it.
async fn patient_of(shared: &Shared, id: ReadingId) -> Result<Option<PatientId>, Problem> {
    let journal = shared.pipeline.journal().clone();
    let read = move || {
        if id.offset >= journal.durable_end() {
            return Ok(None);
        }
        let entry = journal.read_from(id.offset).next().transpose()?;
        anyhow::Ok(entry.map(|entry| Stamped::decode(&entry.bytes)).transpose()?)
    };
    let read = tokio::task::spawn_blocking(read).await;
    let stamped = read.map_err(|error| Problem::unavailable(&error))?;
    let stamped = stamped.map_err(|error| Problem::unavailable(error.as_ref()))?;
    Ok(stamped.and_then(|stamped| match stamped.entry {
        Entry::Delivered(delivery) => match delivery.items.into_iter().nth(id.index.into()) {
            Some(Item::Admitted { patient, .. }) => Some(patient),
            _ => None,
        },
        Entry::Claimed(claim) if id.index == 0 => Some(claim.patient),
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_named_by_its_entry_and_its_place() {
        let check = |text: &str, id: Option<(u64, u16)>| {
            let read = reading_id(text).map(|id| (id.offset, id.index));
            assert_eq!(read, id, "{text:?}");
        };
        check("118-0", Some((118, 0)));
        check("118.3", Some((118, 3)));
        check("118", None);
        check("-1", None);
        check("118-65536", None);
        check("118-0-0", None);
    }
}
