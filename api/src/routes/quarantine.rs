//! `GET /api/quarantine`: what was kept apart, newest first, with its bytes and its reason;
//! `GET /api/quarantine/{id}`: one thing, read as far as it goes;
//! `POST /api/quarantine/{id}/replays`, `POST /api/quarantine/replays`: taken again, as if it came late.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use ingest::admit::{Apart, Still, apart_at};
use ingest::entry::{Item as Became, QUARANTINED_BYTES_MAX};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::ReadingId;

use super::limit::{Limit, limit};
use super::problem::Problem;
use super::{bounded, found};
use crate::access::{Pass, Right, Routes};
use crate::json::hex;
use crate::language::{Sentence, Words, recorded, say};
use crate::openapi::About;
use crate::quarantine::{Inspected, inspect, name};
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/quarantine", Right::Operations, get)
        .says(About::of("What was kept apart, newest first.").asks::<Limit>().gives::<Quarantine>())
        .get("/api/quarantine/{id}", Right::Operations, get_one)
        .says(About::of("One thing, read as far as it goes.").gives::<One>())
        .post("/api/quarantine/{id}/replays", Right::Mend, replay)
        .says(
            About::of("Takes it again, as if it came late.")
                .takes::<Request>()
                .gives::<Replayed>()
                .refuses(&[409]),
        )
        .post("/api/quarantine/replays", Right::Mend, replay_all)
        .says(
            About::of("Takes everything again that waits, or that waits for one reason.")
                .takes::<Wanted>()
                .gives::<Batch>(),
        )
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Quarantine {
    total: u64,
    /// What was replayed since the journal began.
    replayed: u64,
    items: Vec<Item>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quarantined)]
struct Item {
    id: String,
    at: i64,
    gateway: Option<String>,
    reason: String,
    detail: String,
    bytes_hex: String,
    bytes_total: usize,
}

/// So many bytes of each are shown.
const BYTES_SHOWN: usize = 512;

pub(super) async fn get(
    State(shared): State<Shared>,
    words: Words,
    asked: Result<Query<Limit>, QueryRejection>,
) -> Result<Json<Quarantine>, Problem> {
    let limit = limit(asked)?;
    let care = shared.pipeline.care();
    let (total, rows) =
        care.quarantine(limit).await.map_err(|error| Problem::unavailable(&error))?;
    let replayed = care.settled_count().await.map_err(|error| Problem::unavailable(&error))?;
    let items = rows.into_iter().map(|row| Item {
        id: name(row.id),
        at: row.at.unix_ms(),
        gateway: row.gateway.map(|gateway| gateway.to_string()),
        reason: row.reason,
        detail: recorded(&words, &row.detail),
        bytes_hex: hex(&row.bytes[..row.bytes.len().min(BYTES_SHOWN)]),
        bytes_total: row.bytes.len(),
    });
    Ok(Json(Quarantine { total, replayed, items: items.collect() }))
}

/// One thing, with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedThing)]
pub(super) struct One {
    #[serde(flatten)]
    inspected: Inspected,
    /// Who had it taken again, and when; none while it waits.
    settled: Option<Settled>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedSettled)]
struct Settled {
    entry: u64,
    at: i64,
    by: String,
}

pub(super) async fn get_one(
    State(shared): State<Shared>,
    words: Words,
    Path(id): Path<String>,
) -> Result<Json<One>, Problem> {
    let apart = apart(&shared, &id).await?;
    let settled = shared.pipeline.care().settled(apart.id).await;
    let settled = settled.map_err(|error| Problem::unavailable(&error))?;
    let settled = settled.map(|row| Settled { entry: row.entry, at: row.at.unix_ms(), by: row.by });
    Ok(Json(One { inspected: inspect(&apart).worded(&words), settled }))
}

async fn apart(shared: &Shared, id: &str) -> Result<Apart, Problem> {
    let unknown = || Problem::not_found(say("problem-nothing-apart"));
    let id = found::reading_id(id).ok_or_else(unknown)?;
    look_up(shared, id).await?.ok_or_else(unknown)
}

async fn look_up(shared: &Shared, id: ReadingId) -> Result<Option<Apart>, Problem> {
    let journal = shared.pipeline.journal().clone();
    let read = tokio::task::spawn_blocking(move || apart_at(journal.as_ref(), id)).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    match read {
        Err(ingest::admit::ApartError::Journal(journal::JournalError::Pruned { .. })) => {
            Err(Problem::not_found(say("problem-apart-pruned")))
        }
        read => read.map_err(|error| Problem::unavailable(&error)),
    }
}

/// What came of a replay. Whose readings they are isn't said: an operator sees nobody's.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedReplayed)]
pub(super) struct Replayed {
    id: String,
    /// `admitted`, `repeated`, `unclaimed` or `quarantined` for each reading.
    became: Vec<&'static str>,
    /// How many decisions it changed.
    decisions: usize,
}

/// What the page sends: nothing that isn't in the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayWish)]
pub(super) struct Request {
    by: Option<String>,
}

pub(super) async fn replay(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Replayed>, Problem> {
    let by = pass.by_if_same(bounded::body(request)?.by.as_deref())?.to_string();
    let apart = apart(&shared, &id).await?;
    match take(&shared, apart, by).await? {
        Ok(replayed) => Ok(Json(replayed)),
        Err(Still::Settled) => {
            Err(Problem::conflict("problem-title-replayed", say("problem-replayed")))
        }
        Err(still) => Err(Problem::conflict("problem-title-apart", still_apart(&still))),
    }
}

async fn take(
    shared: &Shared,
    apart: Apart,
    by: String,
) -> Result<Result<Replayed, Still>, Problem> {
    let id = name(apart.id);
    let answer = shared.pipeline.replay(apart, by).await.ok_or_else(Problem::stopping)?;
    Ok(answer.map(|(items, outcomes)| Replayed {
        id,
        became: items.iter().map(became).collect(),
        decisions: outcomes.len(),
    }))
}

fn still_apart(still: &Still) -> Sentence {
    match still {
        Still::Settled => say("problem-replayed"),
        Still::Cut => say("problem-apart-cut").with("max", QUARANTINED_BYTES_MAX),
        Still::Unreadable => say("problem-apart-unreadable"),
        Still::TooEarly => say("problem-apart-early"),
        Still::For(_, why) => say("problem-apart-still").with_recorded("why", why),
    }
}

fn became(item: &Became) -> &'static str {
    match item {
        Became::Admitted { .. } => "admitted",
        Became::Repeated => "repeated",
        Became::Unclaimed { .. } => "unclaimed",
        Became::Quarantined(_) => "quarantined",
    }
}

/// Which of what waits is to be replayed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplaysWish)]
pub(super) struct Wanted {
    /// Only what was kept apart for this reason.
    reason: Option<String>,
}

/// What came of many replays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedReplays)]
pub(super) struct Batch {
    replayed: Vec<Replayed>,
    /// How many stay, by why.
    still: std::collections::BTreeMap<String, u64>,
    /// More wait than were tried.
    more: bool,
}

/// So many are tried at once.
const BATCH_MAX: u32 = 1000;

pub(super) async fn replay_all(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<Wanted>, JsonRejection>,
) -> Result<Json<Batch>, Problem> {
    let Wanted { reason } = bounded::body(request)?;
    let by = pass.by().to_string();
    let (total, rows) = shared
        .pipeline
        .care()
        .quarantine(BATCH_MAX)
        .await
        .map_err(|error| Problem::unavailable(&error))?;
    let more = total > rows.len() as u64;
    let mut batch = Batch { replayed: Vec::new(), still: Default::default(), more };
    // Oldest first, as it would have come.
    for row in rows.into_iter().rev() {
        if reason.as_ref().is_some_and(|reason| *reason != row.reason) {
            continue;
        }
        let Some(apart) = look_up(&shared, row.id).await? else { continue };
        match take(&shared, apart, by.clone()).await? {
            Ok(replayed) => batch.replayed.push(replayed),
            Err(still) => *batch.still.entry(still.to_string()).or_default() += 1,
        }
    }
    Ok(Json(batch))
}
