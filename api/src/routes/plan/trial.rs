//! `POST /api/patients/{id}/plan/trials`: what another plan would have changed for one person, decided by the
//! engine on their own facts before anybody saves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use risk_engine::fact::CaseResult;
use risk_engine::outcome::Alert;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt};

use super::super::bounded;
use super::super::problem::Problem;
use super::{PlanJson, checked, standing};
use crate::access::{Authorized, Pass};
use crate::backtest::{AlertAt, Judged, PersonTrial, PlansOnTrial, on_person};
use crate::language::{Words, say};
use crate::server::Shared;

/// A plan to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanTrialWish)]
pub(super) struct Request {
    plan: PlanJson,
}

/// What it would have changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanTrial)]
pub(super) struct Trial {
    /// Unix ms.
    from: i64,
    to: i64,
    days: u32,
    /// Readings in that time.
    readings: u64,
    /// Alerts by the plan that stands.
    before: usize,
    /// Alerts by the plan on trial.
    after: usize,
    /// Of the former, how many a clinician closed as true.
    confirmed: usize,
    /// Of those, how many the plan on trial has, too.
    kept: usize,
    gone: Vec<TrialAlert>,
    new: Vec<TrialAlert>,
    /// By both, at another time or with another severity.
    moved: Vec<TrialAlert>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanTrialAlert)]
struct TrialAlert {
    alert: AlertAt,
    /// A clinician closed it as true.
    confirmed: bool,
}

/// So many days count.
const DAYS: u32 = 30;
/// Longer nobody waits before a dialog.
const LIMIT: Duration = Duration::from_secs(20);

pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Trial>, Problem> {
    let request = bounded::body(request)?;
    let before = standing(&shared, &patient)?;
    let wished = checked(&shared, &before, &pass.by(), &request.plan, words.language)?;
    let wished = Arc::new(wished);
    let alerts = shared.pipeline.care().alerts_of(&patient).await;
    let alerts = alerts.map_err(|error| Problem::unavailable(&error))?;
    let trial = PlansOnTrial {
        confirmed: alerts.into_iter().filter(closed_as_true).map(|alert| alert.id).collect(),
        patient: patient.into_inner(),
        standing: before,
        wished,
        rules: shared.pipeline.board().rules(),
        days: DAYS,
    };
    let too_long = || Problem::unprocessable(say("problem-trial-long"));
    // Whoever leaves, or stops the server, waits for no trial; and one at a time is decided.
    let stop = StopOnDrop(Arc::default());
    let (journal, flag) = (shared.pipeline.journal().clone(), stop.0.clone());
    let replaying = shared.desk.replaying();
    let work = async {
        let alone = replaying.lock_owned().await;
        tokio::task::spawn_blocking(move || {
            let _alone = alone;
            on_person(journal.as_ref(), &trial, &flag)
        })
        .await
    };
    let mut stopping = shared.stopping.clone();
    let found = tokio::select! {
        found = tokio::time::timeout(LIMIT, work) => found.map_err(|_| too_long())?,
        _ = stopping.wait_for(|stopping| *stopping) => return Err(Problem::stopping()),
    };
    let found = found.map_err(|error| Problem::unavailable(&error))?;
    let found = found.map_err(|error| super::super::found::unread(error.as_ref()))?;
    Ok(Json(Trial::of(&found)))
}

/// Whether somebody closed it and found it to be true.
fn closed_as_true(alert: &Alert) -> bool {
    let result = alert.closed.as_ref().map(|closed| closed.result);
    matches!(result, Some(CaseResult::ActedOn | CaseResult::NothingToDo))
}

/// Ends a trial when nobody waits for it any more.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Trial {
    fn of(found: &PersonTrial) -> Self {
        let lost = found.gone.iter().filter(|judged| judged.confirmed).count();
        Self {
            from: StoredAt::unix_ms(found.from),
            to: StoredAt::unix_ms(found.to),
            days: DAYS,
            readings: found.readings,
            before: found.before,
            after: found.after,
            confirmed: found.confirmed,
            kept: found.confirmed - lost,
            gone: listed(&found.gone),
            new: listed(&found.new),
            moved: listed(&found.moved),
        }
    }
}

/// Newest first.
fn listed(alerts: &[Judged]) -> Vec<TrialAlert> {
    let mut listed: Vec<_> = alerts
        .iter()
        .map(|judged| TrialAlert { alert: AlertAt::of(&judged.alert), confirmed: judged.confirmed })
        .collect();
    listed.sort_by_key(|judged| std::cmp::Reverse(judged.alert.raised_at));
    listed
}
