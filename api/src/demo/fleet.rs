//! The homes: each with the gateway's own core, spool and uplink, driven by the demo's clock.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig, NotSaved};
use gateway_agent::hear::MonitorClock;
use gateway_agent::spool::SpoolOptions;
use gateway_agent::uplink::UplinkOptions;
use gatt::Characteristic;
use homes::{Emission, Home, Person, Sent};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tracing::warn;
use vitals::{HeardAt, PatientId, TakenAt, VitalSign};
use wire::GatewayKey;

use super::TENANT;
use crate::server::{ServerClock, kept_key};

/// All homes.
pub(super) struct Fleet {
    tasks: JoinSet<()>,
    gateways: Vec<Arc<Gateway>>,
    asks: Asks,
    counts: Arc<Counts>,
    stop: watch::Sender<bool>,
}

/// Who can be asked to measure again.
pub(super) type Asks = HashMap<PatientId, mpsc::Sender<VitalSign>>;

/// What the homes have done so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Readings that a gateway saved.
    pub(super) produced: AtomicU64,
    /// Values that gave no reading, such as a control solution.
    pub(super) not_heard: AtomicU64,
    /// Homes whose series has not ended.
    living: AtomicUsize,
    ended: Notify,
}

/// The gateway of a person's home.
pub(super) fn gateway_of(person: &Person) -> String {
    gateway_named(&person.patient)
}

/// The same, by the person's id.
pub(super) fn gateway_named(patient: &str) -> String {
    format!("gw-{patient}")
}

/// A home looks at its link so often, on the wall.
const LINK_CHECK: Duration = Duration::from_millis(500);
/// So many emissions of one home are saved at once.
const EMISSIONS_MAX: usize = 64;

impl Fleet {
    /// Opens the spools and starts to live.
    pub(super) async fn start(
        homes: Vec<Home>,
        spools: &Path,
        broker: SocketAddr,
        data: &Path,
        clock: ServerClock,
        days: Option<u32>,
    ) -> Result<Self> {
        let master_key = kept_key(data)?;
        let (stop, stopped) = watch::channel(false);
        let counts =
            Arc::new(Counts { living: AtomicUsize::new(homes.len()), ..Counts::default() });
        let end_ms = days.map(|days| clock.started_at_ms() + i64::from(days) * 86_400_000);
        let mut fleet = Self {
            tasks: JoinSet::new(),
            gateways: Vec::new(),
            asks: HashMap::new(),
            counts,
            stop,
        };
        for home in homes {
            let gateway = open(&home, spools, broker, &master_key, clock).await?;
            let gateway = Arc::new(gateway);
            let (ask, asked) = mpsc::channel(4);
            if let Ok(patient) = home.person.patient.parse() {
                fleet.asks.insert(patient, ask);
            }
            let life = Life {
                home,
                gateway: gateway.clone(),
                clock,
                asked,
                counts: fleet.counts.clone(),
                stopped: stopped.clone(),
                end_ms,
            };
            fleet.tasks.spawn(life.run());
            fleet.gateways.push(gateway);
        }
        Ok(fleet)
    }

    /// What the homes have done so far, to watch.
    pub(super) fn produced(&self) -> Arc<Counts> {
        self.counts.clone()
    }

    /// Who can be asked.
    pub(super) fn asks(&self) -> Asks {
        self.asks.clone()
    }

    /// Waits until every series has ended.
    pub(super) async fn all_done(&self) {
        loop {
            let ended = self.counts.ended.notified();
            if self.counts.living.load(Ordering::Acquire) == 0 {
                return;
            }
            ended.await;
        }
    }

    /// Lets the homes fall silent, and waits until the server holds what they have saved.
    pub(super) async fn rest(&self, at_most: Duration) {
        // A home that is offline must not keep its readings at the end of the demo.
        let _ = self.stop.send(true);
        let all = async {
            for gateway in &self.gateways {
                gateway.allow_connection(true);
                let mut status = gateway.status();
                // An error means that the gateway has stopped: it has nothing more to say.
                let _ = status.wait_for(|status| status.stored >= status.durable).await;
            }
        };
        if tokio::time::timeout(at_most, all).await.is_err() {
            warn!("some gateways still hold readings that the server has not confirmed");
        }
    }

    /// What the gateways have on disk, and what the server has confirmed.
    pub(super) fn marks(&self) -> (u64, u64) {
        let statuses = self.gateways.iter().map(|gateway| *gateway.status().borrow());
        statuses.fold((0, 0), |(durable, stored), status| {
            (durable + status.durable, stored + status.stored)
        })
    }

    /// Ends every home and its gateway.
    pub(super) async fn stop(mut self) {
        self.tasks.shutdown().await;
        for gateway in self.gateways {
            if let Some(gateway) = Arc::into_inner(gateway) {
                gateway.stop().await;
            }
        }
    }
}

async fn open(
    home: &Home,
    spools: &Path,
    broker: SocketAddr,
    master_key: &[u8; 32],
    clock: ServerClock,
) -> Result<Gateway> {
    let name = gateway_of(&home.person);
    let gateway = name.parse().with_context(|| format!("home {name} has no usable id"))?;
    let zone = home.person.zone.clone();
    let zone_offset_min = homes::zone_offset_min(&zone, clock.now_ms());
    let config = GatewayConfig {
        key: GatewayKey::derive(master_key, &gateway),
        spool: spools.join(&name),
        // One process holds a thousand of them.
        spool_options: SpoolOptions { exclusive: false, ..SpoolOptions::default() },
        uplink: UplinkOptions {
            gateway,
            host: broker.ip().to_string(),
            port: broker.port(),
            tls: None,
            credentials: None,
            tenant: TENANT.into(),
            shard: "0".into(),
            keep_alive: Duration::from_secs(30),
        },
        clock: Clock::from_fn(Zone::Fixed(zone_offset_min), move || {
            HeardAt::from_unix_ms(clock.now_ms())
        }),
    };
    Gateway::start(config).await.with_context(|| format!("could not open the spool of {name}"))
}

/// One home's life.
struct Life {
    home: Home,
    gateway: Arc<Gateway>,
    clock: ServerClock,
    asked: mpsc::Receiver<VitalSign>,
    counts: Arc<Counts>,
    stopped: watch::Receiver<bool>,
    /// Nothing that leaves a monitor later is sent.
    end_ms: Option<i64>,
}

impl Life {
    async fn run(mut self) {
        while !*self.stopped.borrow() {
            let now_ms = self.clock.now_ms();
            self.gateway.allow_connection(self.home.is_online(now_ms));
            let due = self.due(now_ms);
            if !due.is_empty() {
                self.send(due).await;
                continue;
            }
            let next_ms =
                self.home.next_at().filter(|at_ms| self.end_ms.is_none_or(|end| *at_ms <= end));
            let Some(next_ms) = next_ms else {
                break;
            };
            let wait_s = (next_ms - now_ms) as f64 / 1000.0 / self.clock.speed();
            let wait = Duration::from_secs_f64(wait_s.max(0.0)).min(LINK_CHECK);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                Some(sign) = self.asked.recv() => {
                    // Whether and when the person does it is up to them.
                    self.home.asked_to_measure(self.clock.now_ms(), sign);
                }
                _ = self.stopped.changed() => {}
            }
        }
        self.counts.living.fetch_sub(1, Ordering::Release);
        self.counts.ended.notify_waiters();
    }

    fn due(&mut self, now_ms: i64) -> Vec<Emission> {
        let by_ms = self.end_ms.map_or(now_ms, |end_ms| end_ms.min(now_ms));
        std::iter::from_fn(|| self.home.next_by(by_ms)).take(EMISSIONS_MAX).collect()
    }

    /// Gives what the monitors sent to the gateway, together, so that one sync serves them all.
    async fn send(&mut self, due: Vec<Emission>) {
        let mut saves = JoinSet::new();
        for emission in due {
            let clock = self.monitor_clock(&emission);
            let live = emission.at_ms - emission.taken_at_ms < LIVE_MS;
            if matches!(emission.what, Sent::Characteristic { uuid16: SESSION_START, .. }) {
                // What comes after it is dated by it.
                self.count(save(self.gateway.clone(), emission, clock, live).await);
                continue;
            }
            saves.spawn(save(self.gateway.clone(), emission, clock, live));
        }
        while let Some(saved) = saves.join_next().await {
            if let Ok(saved) = saved {
                self.count(saved);
            }
        }
    }

    /// The monitor's clock as the gateway reads it on connecting.
    fn monitor_clock(&mut self, emission: &Emission) -> MonitorClock {
        let now_ms = emission.at_ms;
        let zone_ms = i64::from(homes::zone_offset_min(&self.home.person.zone, now_ms)) * 60_000;
        let shown_ms =
            self.home.monitor_mut(&emission.device).and_then(|monitor| monitor.clock_ms(now_ms));
        MonitorClock {
            offset_ms: shown_ms.map(|shown_ms| now_ms + zone_ms - shown_ms),
            ..MonitorClock::default()
        }
    }

    fn count(&self, saved: Result<u64, NotSaved>) {
        match saved {
            Ok(readings) => {
                self.counts.produced.fetch_add(readings, Ordering::Relaxed);
            }
            Err(NotSaved::NotHeard(_)) => {
                self.counts.not_heard.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => warn!(%error, "a home's gateway saved nothing"),
        }
    }
}

/// A measurement that leaves its monitor within this time is live.
const LIVE_MS: i64 = 2 * 60_000;
/// The characteristic that tells when a continuous sensor's session began.
const SESSION_START: u16 = 0x2AAA;

/// Saves one emission; gives the number of readings in it.
async fn save(
    gateway: Arc<Gateway>,
    emission: Emission,
    clock: MonitorClock,
    live: bool,
) -> Result<u64, NotSaved> {
    let saved = match emission.what {
        Sent::Characteristic { uuid16, bytes } => {
            let Some(characteristic) = Characteristic::from_uuid16(uuid16) else {
                return Ok(0);
            };
            gateway.heard(&emission.device, characteristic, &bytes, clock, live).await?
        }
        Sent::Typed(body) => {
            let taken_at = TakenAt::from_unix_ms(emission.taken_at_ms);
            gateway.typed(emission.device, body, Some(taken_at)).await?
        }
    };
    Ok((saved.last_seq + 1).saturating_sub(saved.first_seq))
}
