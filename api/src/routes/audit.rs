//! `GET /api/audit`: the trail, newest first; `GET /api/patients/{id}/looks`: who looked at one record.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::limit::Limit;
use super::problem::Problem;
use crate::access::Authorized;
use crate::access::audit::{Outcome, Record};
use crate::language::say;
use crate::server::Shared;

/// What of the trail is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    patient: Option<String>,
    /// Only what somebody with this in their name did, or was done about them.
    who: Option<String>,
    /// Only what has this in it: a route, or a word.
    what: Option<String>,
    /// Only `done`, `denied` or `failed`.
    outcome: Option<Outcome>,
    /// Only what stands before this record.
    before: Option<u64>,
    limit: Option<u32>,
}

/// A part of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trail {
    /// How many records there are, and the last one's hash: written down elsewhere, it proves later that
    /// nothing before it was changed.
    entries: u64,
    head_hash: Option<String>,
    /// Where to go on: what stands before this was not looked at. None at the beginning of the trail.
    next: Option<u64>,
    records: Vec<Line>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrailLine)]
struct Line {
    offset: u64,
    #[serde(flatten)]
    record: Record,
}

const USUAL: u32 = 200;
const ITEMS_MAX: u32 = 1000;

pub(super) async fn get(
    State(shared): State<Shared>,
    asked: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Trail>, Problem> {
    let Query(asked) = asked.map_err(|error| Problem::unreadable(error.body_text()))?;
    let patient: Option<PatientId> = asked
        .patient
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Problem::bad_request(say("problem-patient-id")))?;
    let limit = asked.limit.unwrap_or(USUAL).min(ITEMS_MAX) as usize;
    let (records, next) = found(&shared, &Search::of(&asked), patient, asked.before, limit).await?;
    let (entries, head_hash) = shared.access.audit.head();
    let records = records.into_iter().map(|(offset, record)| Line { offset, record }).collect();
    Ok(Json(Trail { entries, head_hash, next, records }))
}

/// What is looked for.
struct Search {
    who: Option<String>,
    what: Option<String>,
    outcome: Option<Outcome>,
}

impl Search {
    fn of(asked: &Wanted) -> Self {
        let folded = |text: &Option<String>| {
            let text = text.as_deref().map(|text| text.trim().to_lowercase());
            text.filter(|text| !text.is_empty())
        };
        Self { who: folded(&asked.who), what: folded(&asked.what), outcome: asked.outcome }
    }

    fn holds(&self, record: &Record) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        let object = record.object.as_deref().unwrap_or_default();
        self.who.as_deref().is_none_or(|who| has(&record.who, who) || has(object, who))
            && self.what.as_deref().is_none_or(|what| has(&record.what, what))
            && self.outcome.is_none_or(|outcome| outcome == record.outcome)
    }
}

/// The newest that are looked for, and where to go on.
async fn found(
    shared: &Shared,
    search: &Search,
    patient: Option<PatientId>,
    before: Option<u64>,
    limit: usize,
) -> Result<(Vec<(u64, Record)>, Option<u64>), Problem> {
    let (mut found, mut next, mut looked) = (Vec::new(), before, 0);
    while found.len() < limit && looked < LOOKED_AT_MAX {
        let part = newest(shared, patient.clone(), next, PART).await?;
        let Some((last, _)) = part.last() else { return Ok((found, None)) };
        looked += part.len();
        next = Some(*last).filter(|last| *last > 0);
        for (offset, record) in part.into_iter().filter(|(_, record)| search.holds(record)) {
            found.push((offset, record));
            if found.len() == limit {
                next = Some(offset).filter(|offset| *offset > 0);
                break;
            }
        }
        if next.is_none() {
            break;
        }
    }
    Ok((found, next))
}

/// So many records are read at once, and for one answer.
const PART: usize = 500;
const LOOKED_AT_MAX: usize = 50_000;

async fn newest(
    shared: &Shared,
    patient: Option<PatientId>,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, Record)>, Problem> {
    let access = shared.access.clone();
    let read = move || access.audit.newest(patient.as_ref(), before, limit);
    let found = tokio::task::spawn_blocking(read).await.map_err(|_| Problem::stopping())?;
    found.map_err(|error| Problem::unavailable(&error))
}

/// Somebody who looked at a record, or did something about it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Look {
    pub(super) at: i64,
    pub(super) who: String,
    pub(super) role: Option<String>,
    /// `looked`, `changed something` or `was refused`.
    pub(super) what: &'static str,
}

pub(super) async fn looks(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
    limit: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Vec<Look>>, Problem> {
    let limit = super::limit::limit(limit)?;
    Ok(Json(looks_of(&shared, &patient, limit as usize).await?))
}

/// What somebody did, as [`Look::what`] says it.
pub(super) const LOOKED: &str = "looked";
pub(super) const CHANGED: &str = "changed something";
pub(super) const REFUSED: &str = "was refused";

/// Who looked at somebody's record, newest first.
pub(super) async fn looks_of(
    shared: &Shared,
    patient: &Authorized<PatientId>,
    limit: usize,
) -> Result<Vec<Look>, Problem> {
    let found = newest(shared, Some((**patient).clone()), None, limit).await?;
    Ok(found.into_iter().map(|(_, record)| look(record)).collect())
}

fn look(record: Record) -> Look {
    let what = match record.outcome {
        Outcome::Denied => REFUSED,
        _ if record.what.starts_with("GET ") => LOOKED,
        _ => CHANGED,
    };
    Look { at: record.at, who: record.who, role: record.role, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_who_what_and_outcome() {
        let record = Record::of(7, "Ann Moss (operator)", "locked an account").about("Ben Cole");
        let check = |who: &str, what: &str, outcome: Option<Outcome>, holds: bool| {
            let text = |text: &str| Some(text.to_owned());
            let asked = Wanted {
                patient: None,
                who: text(who),
                what: text(what),
                outcome,
                before: None,
                limit: None,
            };
            assert_eq!(Search::of(&asked).holds(&record), holds, "{who:?} {what:?}");
        };
        check("", "", None, true);
        check(" ann ", "LOCKED", None, true);
        check("cole", "", None, true);
        check("dilys", "", None, false);
        check("", "signed", None, false);
        check("", "", Some(Outcome::Done), record.outcome == Outcome::Done);
        check("", "", Some(Outcome::Denied), false);
    }
}
