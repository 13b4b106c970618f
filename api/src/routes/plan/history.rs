//! `GET /api/patients/{id}/plan/changes`, and `POST …/plan/reverts`: how somebody's plan became what it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{Entry, Revision, Stamped};
use risk_engine::fact::CarePlan;
use serde::{Deserialize, Serialize};
use store::care::DeedRow;
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt};

use super::super::bounded;
use super::super::problem::Problem;
use super::change::{PartJson, changed_again, parts, taken_back};
use super::{Answer, PlanJson, Settling, checked};
use crate::access::{Authorized, Pass};
use crate::language::{Words, say};
use crate::server::Shared;

/// One change of a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanChange)]
pub(super) struct ChangeJson {
    version: u32,
    at: i64,
    by: String,
    /// Empty where a change was taken back without one.
    reason: String,
    /// Which change it takes back.
    reverts: Option<u32>,
    parts: Vec<PartJson>,
}

/// Takes a change back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanRevertWish)]
pub(super) struct Revert {
    /// The plan's version that whoever asks has seen.
    version: u32,
    /// Which change.
    reverts: u32,
    #[serde(default)]
    reason: String,
}

/// A change as the journal has it.
pub(super) struct Kept {
    pub(super) at: i64,
    pub(super) by: String,
    pub(super) plan: Arc<CarePlan>,
    pub(super) revision: Revision,
}

/// So many of somebody's changes are shown; older ones are in the journal.
const CHANGES_MAX: u32 = 200;

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<ChangeJson>>, Problem> {
    let rules = shared.pipeline.board().rules();
    let changes = kept(&shared, &patient, CHANGES_MAX).await?;
    let change = |kept: Kept| ChangeJson {
        version: kept.revision.version,
        at: kept.at,
        by: kept.by,
        parts: parts(&kept.revision.before, &kept.plan, &rules),
        reason: kept.revision.why,
        reverts: kept.revision.reverts,
    };
    Ok(Json(changes.into_iter().rev().map(change).collect()))
}

pub(super) async fn revert(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    request: Result<Json<Revert>, JsonRejection>,
) -> Result<Json<Answer>, Problem> {
    let request = bounded::body(request)?;
    let why = match request.reason.trim() {
        "" => String::new(),
        reason => bounded::reason("reason", reason)?.to_string(),
    };
    let settling = Settling::begin(&shared, &patient, request.version).await?;
    let changes = kept(&shared, &patient, CHANGES_MAX).await?;
    let unknown = || Problem::not_found(say("problem-no-plan-change"));
    let change = changes.iter().find(|kept| kept.revision.version == request.reverts);
    let change = change.ok_or_else(unknown)?;
    let rules = shared.pipeline.board().rules();
    let now = StoredAt::from_unix_ms(shared.clock.now_ms());
    let of = (&*change.revision.before, &*change.plan);
    if let Some(part) = changed_again(&settling.before, of, &rules, now) {
        return Err(Problem::conflict("problem-title-changed", part.said_again(&words)));
    }
    let restored = taken_back(&settling.before, of, &rules, now);
    // The rules may have other floors by now.
    let wish = PlanJson::of(&restored).in_units_of(&rules);
    let plan = checked(&shared, &settling.before, &pass.by(), &wish, words.language)?;
    if plan == *settling.before {
        let what = say("problem-plan-as-before");
        return Err(Problem::conflict("problem-title-taken-back", what));
    }
    settling.commit(&pass, plan, Some(request.reverts), why).await
}

/// Somebody's newest changes, oldest first.
pub(super) async fn kept(
    shared: &Shared,
    patient: &PatientId,
    limit: u32,
) -> Result<Vec<Kept>, Problem> {
    let rows = shared.pipeline.care().deeds_of(patient, "plan", limit).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    rows.iter().filter_map(|row| Kept::of(row).transpose()).collect()
}

impl Kept {
    /// What a row holds; none if it is another entry.
    fn of(row: &DeedRow) -> Result<Option<Self>, Problem> {
        let stamped = Stamped::decode(&row.entry).map_err(|error| Problem::unavailable(&error))?;
        Ok(match stamped.entry {
            Entry::Planned { plan, by, revision: Some(revision), .. } => {
                Some(Self { at: row.at.unix_ms(), by, plan, revision })
            }
            _ => None,
        })
    }
}
