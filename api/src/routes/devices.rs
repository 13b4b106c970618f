//! `GET /api/patients/{id}/devices`: the monitors that somebody measures with, and how each of them is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use ingest::telemetry::Said;
use serde::Serialize;
use serde_json::Value;
use store::care::AssignmentRow;
use store::readings::ReadingRow;
use utoipa::ToSchema;
use vitals::{DeviceId, GatewayId, PatientId, StoredAt, TakenAt};

use super::problem::Problem;
use crate::access::{Authorized, Right, Routes};
use crate::openapi::About;
use crate::server::Shared;
use crate::wording;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/patients/{id}/devices", Right::Record, get).says(
        About::of("The monitors that somebody measures with, and how each of them is.")
            .gives_list::<DeviceJson>(),
    )
}

/// One monitor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WornDevice)]
struct DeviceJson {
    device: String,
    /// Since when it is theirs, Unix ms; none if it was never given to them.
    from: Option<i64>,
    /// Somebody else has it, too, or had it.
    shared: bool,
    last: Option<LastReading>,
    /// Percent, as it said last.
    battery: Option<u8>,
    clock: Option<ClockJson>,
    gateway: Option<GatewayOf>,
}

/// What it measured last, of this person.
#[derive(Debug, Serialize, ToSchema)]
struct LastReading {
    taken_at: i64,
    stored_at: i64,
    signs: Vec<&'static str>,
}

/// How its clock was when it was last heard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceClock)]
struct ClockJson {
    /// How far it was behind its gateway's, ms; less than 0 if it was ahead. The gateway corrects it.
    behind_ms: i64,
    at: i64,
}

/// Through which gateway it was heard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceGateway)]
struct GatewayOf {
    gateway: String,
    /// `null` until it says so itself.
    online: Option<bool>,
    heard_at: Option<i64>,
}

/// What was measured longer ago is not looked at.
const LOOKED_AT_MS: i64 = 30 * 24 * 3_600_000;
const READINGS_MAX: usize = 20_000;

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<DeviceJson>>, Problem> {
    let worn = shared.pipeline.care().assignments_around(&patient).await;
    let worn = worn.map_err(|error| Problem::unavailable(&error))?;
    let since = TakenAt::from_unix_ms(shared.clock.now_ms() - LOOKED_AT_MS);
    let (store, whose) = (shared.pipeline.readings().clone(), (*patient).clone());
    let read = move || store.of_patient(&whose, since, READINGS_MAX);
    let rows = tokio::task::spawn_blocking(read).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    let mut devices = newest(rows);
    for row in worn.iter().filter(|row| row.patient == *patient) {
        devices.entry(row.device.clone()).or_default();
    }
    let said = shared.pipeline.telemetry().said();
    let device = |(id, newest): (DeviceId, Newest)| {
        let (battery, by_status) = told(&said, &id);
        let gateway = newest.gateway.or(by_status);
        let clock = shared.pipeline.telemetry().clock_of(&id);
        DeviceJson {
            from: from(&worn, &id, &patient),
            shared: worn.iter().any(|row| row.device == id && row.patient != *patient),
            device: id.to_string(),
            last: newest.reading,
            battery,
            clock: clock.map(|off| ClockJson { behind_ms: off.behind_ms, at: off.at.unix_ms() }),
            gateway: gateway.map(|gateway| gateway_of(&shared, &said, &gateway)),
        }
    };
    Ok(Json(devices.into_iter().map(device).collect()))
}

/// What a device measured last.
#[derive(Default)]
struct Newest {
    reading: Option<LastReading>,
    gateway: Option<GatewayId>,
}

/// Rows come newest first.
fn newest(rows: Vec<ReadingRow>) -> BTreeMap<DeviceId, Newest> {
    let mut devices: BTreeMap<DeviceId, Newest> = BTreeMap::new();
    for row in rows {
        let (taken_at, sign) = (row.taken_at.unix_ms(), wording::sign_name(row.sign));
        let known = devices.entry(row.device).or_default();
        match &mut known.reading {
            None => {
                let stored_at = row.stored_at.unix_ms();
                known.reading = Some(LastReading { taken_at, stored_at, signs: vec![sign] });
                known.gateway = row.gateway;
            }
            Some(last) if last.taken_at == taken_at && !last.signs.contains(&sign) => {
                last.signs.push(sign);
            }
            Some(_) => {}
        }
    }
    devices
}

fn from(worn: &[AssignmentRow], device: &DeviceId, patient: &PatientId) -> Option<i64> {
    let theirs = worn.iter().filter(|row| row.device == *device && row.patient == *patient);
    theirs.map(|row| row.from.unix_ms()).max()
}

/// What gateways say of a monitor: its battery, and which of them says so.
fn told(said: &BTreeMap<GatewayId, Said>, device: &DeviceId) -> (Option<u8>, Option<GatewayId>) {
    let monitors = said.iter().flat_map(|(gateway, said)| {
        let monitors = said.status["monitors"].as_array().map_or(&[][..], Vec::as_slice);
        monitors.iter().map(move |monitor| (gateway, monitor))
    });
    let its = monitors.filter(|(_, monitor)| monitor["device"] == device.as_str());
    let heard = |monitor: &Value| monitor["heard"].as_str().map(str::to_owned);
    let Some((gateway, monitor)) = its.max_by_key(|(_, monitor)| heard(monitor)) else {
        return (None, None);
    };
    let battery = monitor["battery_percent"].as_u64().and_then(|percent| percent.try_into().ok());
    (battery, Some(gateway.clone()))
}

fn gateway_of(shared: &Shared, said: &BTreeMap<GatewayId, Said>, gateway: &GatewayId) -> GatewayOf {
    let heard = shared.pipeline.telemetry().gateway(gateway);
    GatewayOf {
        gateway: gateway.to_string(),
        online: said.get(gateway).map(|said| said.online),
        heard_at: heard.at.map(StoredAt::unix_ms),
    }
}
