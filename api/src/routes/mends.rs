//! `POST /api/devices/{id}/wearings`: who wore a device for a time;
//! `POST /api/devices/{id}/clocks`: by how much its clock was wrong for a time.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::{ClockCorrection, Correction, Entry, Wearing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{DeviceId, HeardAt, TakenAt, UserSlot};

use super::bounded;
use super::problem::Problem;
use crate::access::{Pass, Right, Routes, policy};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/devices/{id}/clocks", Right::Mend, clock)
        .says(
            About::of("Says by how much a device's clock was wrong for a time.")
                .takes::<Wrong>()
                .gives::<Noted>()
                .refuses(&[422]),
        )
        .post("/api/devices/{id}/wearings", Right::Act, wear)
        .says(
            About::of("Says who wore a device for a time.")
                .takes::<Worn>()
                .gives::<Noted>()
                .refuses(&[422]),
        )
}

/// Who wore it. Times are ms since 1970.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WearingWish)]
pub(super) struct Worn {
    patient: String,
    user: Option<u8>,
    from: i64,
    to: Option<i64>,
    why: String,
}

/// How its clock was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClockWish)]
pub(super) struct Wrong {
    /// What gateways heard from then on, ms since 1970,
    heard_from: i64,
    /// up to then.
    heard_to: i64,
    /// So many ms are added to what it said; without it the gateway's time counts.
    shift_ms: Option<i64>,
    why: String,
}

/// It is in the journal. What waits in quarantine can be replayed now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceMended)]
pub(super) struct Noted {
    device: String,
    by: String,
}

pub(super) async fn wear(
    State(shared): State<Shared>,
    pass: Pass,
    Path(device): Path<String>,
    request: Result<Json<Worn>, JsonRejection>,
) -> Result<Json<Noted>, Problem> {
    let request = bounded::body(request)?;
    let device = device_id(&device)?;
    let patient = policy::patient(&shared, &pass, &request.patient)
        .map_err(|_| Problem::unprocessable(say("problem-patient-unknown")))?;
    let slot = request.user.map(|user| {
        UserSlot::from_index(user).ok_or_else(|| Problem::unprocessable(say("problem-mends-user")))
    });
    let wearing = Wearing {
        device: device.clone(),
        slot: slot.transpose()?,
        patient: patient.into_inner(),
        from: TakenAt::from_unix_ms(request.from),
        to: request.to.map(TakenAt::from_unix_ms),
        by: pass.by().to_string(),
        why: bounded::reason("why", &request.why)?.to_string(),
    };
    if wearing.to.is_some_and(|to| to <= wearing.from) {
        return Err(Problem::unprocessable(say("problem-mends-to")));
    }
    note(&shared, &pass, device, Entry::Worn(wearing)).await
}

pub(super) async fn clock(
    State(shared): State<Shared>,
    pass: Pass,
    Path(device): Path<String>,
    request: Result<Json<Wrong>, JsonRejection>,
) -> Result<Json<Noted>, Problem> {
    let request = bounded::body(request)?;
    let device = device_id(&device)?;
    if request.heard_to <= request.heard_from {
        return Err(Problem::unprocessable(say("problem-mends-heard-to")));
    }
    if request.shift_ms == Some(0) {
        return Err(Problem::unprocessable(say("problem-mends-shift")));
    }
    let correction = ClockCorrection {
        device: device.clone(),
        from: HeardAt::from_unix_ms(request.heard_from),
        to: HeardAt::from_unix_ms(request.heard_to),
        how: request.shift_ms.map_or(Correction::Heard, Correction::Shift),
        by: pass.by().to_string(),
        why: bounded::reason("why", &request.why)?.to_string(),
    };
    note(&shared, &pass, device, Entry::ClockCorrected(correction)).await
}

async fn note(
    shared: &Shared,
    pass: &Pass,
    device: DeviceId,
    entry: Entry,
) -> Result<Json<Noted>, Problem> {
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    Ok(Json(Noted { device: device.to_string(), by: pass.by().to_string() }))
}

fn device_id(text: &str) -> Result<DeviceId, Problem> {
    text.parse().map_err(|_| Problem::not_found(say("problem-no-device")))
}
