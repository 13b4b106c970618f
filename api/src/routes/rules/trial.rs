//! `POST /api/rules/backtests`; `GET` and `DELETE /api/rules/backtests/{hash}`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use journal::Reader;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::bounded;
use super::super::problem::Problem;
use crate::backtest::{self, BacktestOptions, Facts, Job, Minutes, Report, Shelf};
use crate::json::hex;
use crate::language::say;
use crate::server::Shared;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrialWish)]
pub(in super::super) struct Request {
    text: String,
    /// How many days, back from now.
    #[serde(default = "ninety")]
    days: u32,
}

/// A back-test that runs now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrialStarted)]
pub(in super::super) struct Started {
    hash: String,
    state: &'static str,
}

/// How far a back-test is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(in super::super) enum Trial {
    Running { done: u64, total: u64 },
    Failed { why: String },
    Done { report: Box<Report> },
}

fn ninety() -> u32 {
    90
}

/// What alerts cost unless somebody says otherwise.
const MINUTES: Minutes = Minutes { emergency: 6, urgent: 4, review: 2 };

pub(super) async fn post(
    State(shared): State<Shared>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let Request { text, days } = bounded::body(request)?;
    let draft = Arc::new(super::draft(&text)?);
    let hash = hex(&draft.hash());
    let job = shared.desk.begin(hash.clone()).map_err(|running| {
        let what = say("problem-trial-runs").with("hash", running.hash.to_string());
        Problem::conflict("problem-title-one", what)
    })?;
    let options = BacktestOptions {
        // The server reads its own journal.
        facts: Facts::Journal(std::path::PathBuf::new()),
        draft,
        days,
        events: None,
        minutes: MINUTES,
        workers: 1,
    };
    // Not the pipeline itself: it ends with the server, and not with this.
    let (journal, desk) = (shared.pipeline.journal().clone(), shared.desk.clone());
    let stopping = shared.stopping.clone();
    tokio::task::spawn_blocking(move || {
        let is_stopping = || *stopping.borrow();
        let failure = work(journal.as_ref(), desk.shelf(), is_stopping, &options, &job).err();
        job.end(failure.map(|error| format!("{error:#}")));
    });
    Ok((super::ACCEPTED, Json(Started { hash, state: "running" })))
}

fn work(
    journal: &dyn Reader,
    shelf: &Shelf,
    is_stopping: impl Fn() -> bool,
    options: &BacktestOptions,
    job: &Job,
) -> anyhow::Result<()> {
    let mut progress = |done, total| {
        job.done.store(done, Ordering::Relaxed);
        job.total.store(total, Ordering::Relaxed);
        if is_stopping() {
            job.stop.store(true, Ordering::Relaxed);
        }
    };
    let report = backtest::on_journal(journal, options, None, &mut progress, &job.stop)?;
    shelf.keep(&report)?;
    Ok(())
}

pub(super) async fn get(
    State(shared): State<Shared>,
    Path(hash): Path<String>,
) -> Result<Json<Trial>, Problem> {
    if let Some(job) = shared.desk.job().filter(|job| job.hash == hash) {
        if !job.is_over.load(Ordering::Acquire) {
            let (done, total) =
                (job.done.load(Ordering::Relaxed), job.total.load(Ordering::Relaxed));
            return Ok(Json(Trial::Running { done, total }));
        }
        if let Some(why) = job.why_failed() {
            return Ok(Json(Trial::Failed { why }));
        }
    }
    let found = shared.desk.shelf().find(&hash).map_err(|error| Problem::unavailable(&error))?;
    let report = found.ok_or_else(|| Problem::not_found(say("problem-no-trial")))?;
    Ok(Json(Trial::Done { report: Box::new(report) }))
}

/// Stops a back-test that runs; nothing of it is kept.
pub(super) async fn delete(
    State(shared): State<Shared>,
    Path(hash): Path<String>,
) -> Result<StatusCode, Problem> {
    let job = shared.desk.job().filter(|job| job.hash == hash);
    let running = job.filter(|job| !job.is_over.load(Ordering::Acquire));
    let running = running.ok_or_else(|| Problem::not_found(say("problem-no-trial-runs")))?;
    running.stop.store(true, Ordering::Relaxed);
    Ok(super::ACCEPTED)
}
