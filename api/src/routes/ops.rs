//! `GET /api/ops`: how the server itself is doing.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use ingest::telemetry::{ClockOff, Telemetry};
use risk_engine::rota::Rota;
use serde::Serialize;
use utoipa::ToSchema;
use vitals::StoredAt;

use super::problem::Problem;
use crate::canary::Standing;
use crate::disk::DiskFigures;
use crate::notify::ChannelFigures;
use crate::server::Shared;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ops {
    as_of: i64,
    speed: f64,
    uptime_s: f64,
    oldest_unscored_s: f64,
    readings_per_s: f64,
    broker_connected: bool,
    journal: Journal,
    engine: Engine,
    store: Store,
    care: Behind,
    outbox: Outbox,
    rota: OnCall,
    admitted: u64,
    duplicates: u64,
    quarantined: Quarantined,
    unclaimed: Unclaimed,
    latency_ms: Latency,
    gateways: Vec<Gateway>,
    clocks: Clocks,
    /// None before the first look.
    disk: Option<DiskFigures>,
    /// None where there is no synthetic patient, and until its first reading was tried.
    canary: Option<Standing>,
    /// How long ago it was tried, on the wall: a demo's own clock runs faster.
    canary_age_s: Option<f64>,
    memory_bytes: u64,
    version: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsJournal)]
struct Journal {
    /// Those included that were removed.
    entries: u64,
    bytes: u64,
    durable_offset: u64,
    /// The first that is still there.
    first: u64,
    /// When that one was stored; what happened since can be decided again.
    kept_since: Option<i64>,
    /// Why old entries could not be removed when it was tried last.
    pruning_failure: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsEngine)]
struct Engine {
    scored_readings: u64,
    offset: u64,
    workers: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsStore)]
struct Store {
    /// Values: a reading may hold several.
    values: u64,
    behind: u64,
    /// Why it takes nothing, while that is so; alerts don't wait for it.
    failure: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsBehind)]
struct Behind {
    behind: u64,
}

/// Readings that wait for somebody to say whose they are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsUnclaimed)]
struct Unclaimed {
    waiting: u64,
    /// Since when the first of them has been in the journal.
    since: Option<i64>,
}

/// Whom escalations reach.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsOnCall)]
struct OnCall {
    /// When the last shift that is known ends.
    until: Option<i64>,
    /// When nobody is on call, in the next week; the first ones.
    gaps: Vec<Gap>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsGap)]
struct Gap {
    level: u8,
    from: i64,
    to: i64,
}

impl OnCall {
    fn of(rota: &Rota, now: StoredAt) -> Self {
        let gaps = rota.gaps(now, now.later(GAPS_WITHIN)).into_iter().take(GAPS_MAX);
        let gap = |gap: risk_engine::rota::Gap| Gap {
            level: gap.level,
            from: gap.from.unix_ms(),
            to: gap.to.unix_ms(),
        };
        Self { until: rota.until().map(StoredAt::unix_ms), gaps: gaps.map(gap).collect() }
    }
}

const GAPS_WITHIN: Duration = Duration::from_secs(7 * 24 * 3600);
const GAPS_MAX: usize = 50;

/// What people and programs outside have to be told, and haven't been yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsOutbox)]
struct Outbox {
    waiting: u64,
    /// Of those: tried in vain.
    failing: u64,
    oldest_s: f64,
    /// Since the server started.
    sent: u64,
    channels: Vec<Channel>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsChannel)]
struct Channel {
    channel: String,
    way: &'static str,
    waiting: u64,
    failing: u64,
    oldest_s: f64,
    sent: u64,
    /// What went wrong last, while something fails.
    failure: Option<String>,
}

impl Outbox {
    fn of(channels: Vec<ChannelFigures>) -> Self {
        let channels: Vec<Channel> = channels.into_iter().map(Channel::of).collect();
        Self {
            waiting: channels.iter().map(|channel| channel.waiting).sum(),
            failing: channels.iter().map(|channel| channel.failing).sum(),
            oldest_s: channels.iter().map(|channel| channel.oldest_s).fold(0.0, f64::max),
            sent: channels.iter().map(|channel| channel.sent).sum(),
            channels,
        }
    }
}

impl Channel {
    fn of(figures: ChannelFigures) -> Self {
        Self {
            channel: figures.channel,
            way: figures.way,
            waiting: figures.waiting,
            failing: figures.failing,
            oldest_s: figures.oldest.as_secs_f64(),
            sent: figures.sent,
            failure: figures.failure,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsQuarantined)]
struct Quarantined {
    total: u64,
    by_reason: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsLatency)]
struct Latency {
    p50: u32,
    p99: u32,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsGateway)]
struct Gateway {
    gateway: String,
    /// `null` until it says so itself.
    online: Option<bool>,
    heard_at: Option<i64>,
    stored_seq: u64,
}

/// Clocks that are off by more than two minutes, as their newest readings show.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsClocks)]
struct Clocks {
    /// Monitors and gateways.
    off: usize,
    /// The worst first, at most 100 of each.
    devices: Vec<WrongClock>,
    gateways: Vec<WrongClock>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpsWrongClock)]
struct WrongClock {
    /// The monitor or the gateway.
    id: String,
    /// How far it is behind, ms; less than 0 if it is ahead. A monitor against its gateway, a gateway
    /// against this server.
    behind_ms: i64,
    /// When that was seen.
    at: i64,
}

const CLOCKS_MAX: usize = 100;

impl Clocks {
    fn of(telemetry: &Telemetry) -> Self {
        let (devices, gateways) = telemetry.clocks_off();
        Self {
            off: devices.len() + gateways.len(),
            devices: devices.iter().take(CLOCKS_MAX).map(WrongClock::of).collect(),
            gateways: gateways.iter().take(CLOCKS_MAX).map(WrongClock::of).collect(),
        }
    }
}

impl WrongClock {
    fn of<I: std::fmt::Display>((id, off): &(I, ClockOff)) -> Self {
        Self { id: id.to_string(), behind_ms: off.behind_ms, at: off.at.unix_ms() }
    }
}

pub(super) async fn get(State(shared): State<Shared>) -> Result<Json<Ops>, Problem> {
    Ok(Json(ops(&shared).await?))
}

async fn ops(shared: &Shared) -> Result<Ops, Problem> {
    let pipeline = &shared.pipeline;
    let figures = pipeline.telemetry().figures();
    let by_reason = pipeline
        .care()
        .quarantine_by_reason()
        .await
        .map_err(|error| Problem::unavailable(&error))?;
    let channels =
        shared.outbox.read(pipeline.care()).await.map_err(|error| Problem::unavailable(&error))?;
    let by_reason: BTreeMap<String, u64> = by_reason.into_iter().collect();
    let online = pipeline.telemetry().online();
    let gateways = pipeline.telemetry().gateways().into_iter().map(|(gateway, heard)| Gateway {
        online: online.get(&gateway).copied(),
        gateway: gateway.to_string(),
        heard_at: heard.at.map(vitals::StoredAt::unix_ms),
        stored_seq: heard.stored_seq,
    });
    let unclaimed = pipeline.care().unclaimed_waiting().await;
    let unclaimed = unclaimed.map_err(|error| Problem::unavailable(&error))?;
    Ok(Ops {
        as_of: shared.clock.now_ms(),
        speed: shared.clock.speed(),
        uptime_s: shared.clock.uptime().as_secs_f64(),
        oldest_unscored_s: figures.oldest_unscored.as_secs_f64(),
        readings_per_s: figures.readings_per_s,
        broker_connected: figures.broker_connected,
        journal: Journal {
            entries: figures.durable_offset,
            bytes: pipeline.journal().bytes_on_disk(),
            durable_offset: figures.durable_offset,
            first: pipeline.journal().first(),
            kept_since: kept_since(shared).await?,
            pruning_failure: figures.pruning_failure,
        },
        engine: Engine {
            scored_readings: figures.scored,
            offset: figures.scored_offset,
            workers: pipeline.workers(),
        },
        store: Store {
            values: pipeline.readings().rows(),
            behind: figures.durable_offset.saturating_sub(pipeline.readings().cursor()),
            failure: figures.readings_failure,
        },
        care: Behind { behind: figures.durable_offset.saturating_sub(figures.care_offset) },
        outbox: Outbox::of(channels),
        rota: OnCall::of(&pipeline.board().rota(), StoredAt::from_unix_ms(shared.clock.now_ms())),
        admitted: figures.admitted,
        duplicates: figures.repeated,
        quarantined: Quarantined { total: by_reason.values().sum(), by_reason },
        unclaimed: Unclaimed {
            waiting: unclaimed.count,
            since: unclaimed.since.map(StoredAt::unix_ms),
        },
        latency_ms: Latency { p50: figures.latency_p50_ms, p99: figures.latency_p99_ms },
        gateways: gateways.collect(),
        clocks: Clocks::of(pipeline.telemetry()),
        disk: shared.disk.figures(),
        canary: shared.canary.standing(),
        canary_age_s: shared.canary.age().map(|age| age.as_secs_f64()),
        memory_bytes: resident_bytes().unwrap_or(0),
        version: env!("CARGO_PKG_VERSION"),
    })
}

async fn kept_since(shared: &Shared) -> Result<Option<i64>, Problem> {
    let pipeline = shared.pipeline.clone();
    let read = tokio::task::spawn_blocking(move || pipeline.kept_since()).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    Ok(read.map_err(|error| Problem::unavailable(&error))?.map(StoredAt::unix_ms))
}

/// Resident memory of this process; Linux only.
pub(super) fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
