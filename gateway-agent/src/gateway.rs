//! One gateway at work: does what `agent.rs` decides, with the spool, the uplink and the clock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use gatt::{Characteristic, E2eCrc, LocalTime, Value};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use vitals::{DeviceId, TakenAt};
use wire::{Body, GatewayKey, Incarnation, WireReading};

pub use self::monitors::MonitorState;
use self::monitors::Monitors;
pub use self::report::Report;
use self::shell::{Offer, Shell};
use crate::clock::Clock;
use crate::hear::{self, Arrival, Monitor, MonitorClock, NotHeard};
use crate::spool::{PAYLOAD_BYTES_MAX, Spool, SpoolError, SpoolKey, SpoolOptions};
use crate::uplink::{self, Ordered, Outlets, UplinkOptions, Wanted};

mod monitors;
mod report;
mod shell;
mod steady;
mod upkeep;

/// What a gateway needs.
#[derive(Clone)]
pub struct GatewayConfig {
    /// Its key, shared with the server.
    pub key: GatewayKey,
    /// Folder of its spool; made if it isn't there.
    pub spool: PathBuf,
    /// How the spool keeps its records.
    pub spool_options: SpoolOptions,
    /// How it reaches the broker; holds its id too.
    pub uplink: UplinkOptions,
    /// Its clock.
    pub clock: Clock,
}

/// Readings are on disk, under these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Which life of the spool.
    pub incarnation: Incarnation,
    /// The first.
    pub first_seq: u64,
    /// The last; one below the first if there was nothing to save.
    pub last_seq: u64,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// The value gives no reading.
    #[error(transparent)]
    NotHeard(#[from] NotHeard),
    /// The disk didn't take it. Offer it again.
    #[error("the spool could not save it")]
    Spool(#[source] Arc<SpoolError>),
    /// The gateway has stopped.
    #[error("the gateway has stopped")]
    Stopped,
}

/// Where a gateway stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayStatus {
    /// Which life of the spool.
    pub incarnation: Incarnation,
    /// Whether the broker is connected.
    pub connected: bool,
    /// The newest reading on disk.
    pub durable: u64,
    /// How far the server is known to hold them.
    pub stored: u64,
}

/// A running gateway. It stops when this is dropped.
pub struct Gateway {
    offers: mpsc::Sender<Offer>,
    wanted: Option<watch::Sender<Wanted>>,
    status: watch::Receiver<GatewayStatus>,
    reports: watch::Receiver<Report>,
    clock: Clock,
    monitors: Monitors,
    /// What each continuous sensor said of itself.
    sensors: Mutex<HashMap<DeviceId, Sensor>>,
    orders: Mutex<Option<mpsc::Receiver<Ordered>>>,
    uplink: JoinHandle<()>,
}

impl Gateway {
    /// Opens the spool and starts to work, within a tokio runtime.
    pub async fn start(config: GatewayConfig) -> Result<Self, SpoolError> {
        let GatewayConfig { key, spool, spool_options, uplink, clock } = config;
        let now = clock.now();
        let sealing = SpoolKey::derive(&key);
        let open = move || Spool::open(&spool, &sealing, spool_options, fresh(), now);
        let opened = crate::disk::blocking(open).await?;
        let (offers, mailbox) = mpsc::channel(QUEUE);
        let (news_tx, news) = mpsc::channel(QUEUE);
        let monitors = Monitors::default();
        let (shell, wanted, (status, reports)) = Shell::new(
            uplink.gateway.clone(),
            key,
            opened,
            clock.clone(),
            monitors.clone(),
            (mailbox, news),
        );
        let (orders_tx, orders) = mpsc::channel(ORDERS);
        let outlets = Outlets { news: news_tx, orders: orders_tx };
        let uplink = tokio::spawn(uplink::run(uplink, wanted.subscribe(), outlets));
        let sensors = Mutex::default();
        tokio::spawn(shell.run(wanted.clone()));
        let (wanted, orders) = (Some(wanted), Mutex::new(Some(orders)));
        Ok(Self { offers, wanted, status, reports, clock, monitors, sensors, orders, uplink })
    }

    /// Takes what a monitor sent, and returns when it is durable: only then may the monitor forget.
    pub async fn heard(
        &self,
        device: &DeviceId,
        characteristic: Characteristic,
        bytes: &[u8],
        clock: MonitorClock,
        live: bool,
    ) -> Result<Saved, NotSaved> {
        self.monitors.heard(device, self.clock.now(), None);
        let Sensor { session_start, e2e_crc } = self.sensor(device, characteristic, bytes);
        let monitor = Monitor { device: device.clone(), clock, session_start, e2e_crc };
        let readings = hear::hear(&monitor, self.arrival(live), characteristic, bytes)?;
        self.save(readings).await
    }

    /// Takes what somebody typed or an app made, at the moment given or else now.
    pub async fn typed(
        &self,
        device: DeviceId,
        body: Body,
        taken_at: Option<TakenAt>,
    ) -> Result<Saved, NotSaved> {
        self.save(vec![hear::typed(device, self.arrival(true), body, taken_at)]).await
    }

    /// Takes readings, and returns when all are durable.
    pub async fn save(&self, readings: Vec<WireReading>) -> Result<Saved, NotSaved> {
        let long = readings.iter().map(|reading| reading.encode().len()).max().unwrap_or(0);
        if long > PAYLOAD_BYTES_MAX {
            return Err(NotSaved::Spool(Arc::new(SpoolError::TooLong { bytes: long })));
        }
        let (answer, answered) = oneshot::channel();
        let offer = Offer { readings, answer };
        self.offers.send(offer).await.map_err(|_| NotSaved::Stopped)?;
        answered.await.map_err(|_| NotSaved::Stopped)?.map_err(NotSaved::Spool)
    }

    /// When and how something that comes now arrives.
    pub fn arrival(&self, live: bool) -> Arrival {
        let heard_at = self.clock.now();
        Arrival { heard_at, zone_offset_min: self.clock.zone_offset_min(heard_at), live }
    }

    /// Allows or cuts the connection: a simulated home is offline now and then.
    pub fn allow_connection(&self, allowed: bool) {
        if let Some(wanted) = &self.wanted {
            wanted.send_if_modified(|wanted| {
                std::mem::replace(&mut wanted.connected, allowed) != allowed
            });
        }
    }

    /// Where it stands, now and at each change.
    pub fn status(&self) -> watch::Receiver<GatewayStatus> {
        self.status.clone()
    }

    /// The commands that come: for one, and once. Without anybody they are not answered.
    pub fn orders(&self) -> Option<mpsc::Receiver<Ordered>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// How it is, from minute to minute.
    pub fn reports(&self) -> watch::Receiver<Report> {
        self.reports.clone()
    }

    /// Notes what is left in a monitor's battery.
    pub fn battery(&self, device: &DeviceId, percent: u8) {
        self.monitors.heard(device, self.clock.now(), Some(percent));
    }

    /// Says goodbye to the broker and stops. What is saved stays saved.
    pub async fn stop(mut self) {
        let (closed, _) = mpsc::channel(1);
        // The shell ends with the last sender of offers, and drops its half of `wanted`.
        drop(std::mem::replace(&mut self.offers, closed));
        self.wanted = None;
        let _ = (&mut self.uplink).await;
    }

    /// Remembers what a continuous sensor says of itself, if this is that, and gives what is known.
    fn sensor(&self, device: &DeviceId, characteristic: Characteristic, bytes: &[u8]) -> Sensor {
        // A panic while it was held would have left a whole map.
        let mut sensors = self.sensors.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sensors.get(device).copied().unwrap_or_default();
        let said = match gatt::decode_with_crc(characteristic, bytes, known.e2e_crc) {
            Ok(Value::CgmSessionStart(start)) => match start.time.local() {
                LocalTime::At(ms) => Sensor { session_start: Some(ms), ..known },
                LocalTime::Unknown | LocalTime::Invalid => known,
            },
            Ok(Value::Battery(battery)) => {
                self.battery(device, battery.percent);
                return known;
            }
            Ok(Value::CgmFeature(feature)) => Sensor { e2e_crc: feature.e2e_crc(), ..known },
            _ => return known,
        };
        sensors.insert(device.clone(), said);
        said
    }
}

/// What a continuous sensor said of itself.
#[derive(Debug, Clone, Copy)]
struct Sensor {
    /// When its session began, by its own clock.
    session_start: Option<i64>,
    e2e_crc: E2eCrc,
}

impl Default for Sensor {
    fn default() -> Self {
        Self { session_start: None, e2e_crc: E2eCrc::Absent }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.uplink.abort();
    }
}

/// A new random incarnation.
fn fresh() -> Incarnation {
    Incarnation(u128::from_le_bytes(crate::random::bytes()))
}

/// Offers or news that may wait while the disk is at work.
const QUEUE: usize = 256;
/// Commands that may wait: a server leaves fewer open.
const ORDERS: usize = 16;
