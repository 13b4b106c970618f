//! The adapter: keeps it on and scanning, and gives each monitor that is heard its driver.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use btleplug::api::{
    Central as _, CentralEvent, CentralState, Manager as _, Peripheral as _, ScanFilter,
};
use btleplug::platform::{Adapter, Manager, PeripheralId};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep};
use tokio_stream::StreamExt;
use tracing::{info, warn};

use super::bluez::{Bluez, address};
use super::book::Book;
use super::driver::{Driver, Shared};
use super::health::{Health, Remedy, Sign};
use super::session::{Input, Wishes};
use super::{Accept, RadioError, RadioOptions};
use crate::gateway::Gateway;

/// Listens to monitors until the bus is gone. Whatever else dies is waited for.
pub async fn run(gateway: Arc<Gateway>, options: RadioOptions) -> Result<(), RadioError> {
    let accept = options.accept.clone();
    let bluez = Bluez::connect(move |address| accept.may_pair(address)).await?;
    let bluez = Arc::new(bluez);
    let manager = Manager::new().await?;
    let book = Book::open(options.memory.clone());
    loop {
        let owner = bluez.up().await?;
        let (signs, seen) = mpsc::unbounded_channel();
        let shared = Shared {
            gateway: gateway.clone(),
            bluez: bluez.clone(),
            book: book.clone(),
            connecting: Arc::new(Semaphore::new(1)),
            signs,
            started: Instant::now(),
        };
        tokio::select! {
            ended = attend(&manager, shared, &options, seen) => match ended {
                Ok(()) => info!("the adapter is gone: looking for one"),
                Err(error) => warn!(%error, "the adapter does not answer: trying again"),
            },
            () = bluez.down(&owner) => warn!("bluetoothd is gone: waiting for it"),
            () = bluez.lost() => return Err(RadioError::BusLost),
        }
        sleep(PAUSE).await;
    }
}

/// Works with one adapter until it is gone. All its drivers end with this.
async fn attend(
    manager: &Manager,
    shared: Shared,
    options: &RadioOptions,
    mut signs: mpsc::UnboundedReceiver<Sign>,
) -> Result<(), AttendError> {
    let (adapter, name) = find(manager, options.adapter.as_deref()).await?;
    let path = format!("/org/bluez/{name}");
    shared.bluez.register_agent().await?;
    if !shared.bluez.is_powered(&path).await? {
        shared.bluez.set_powered(&path, true).await?;
    }
    let mut events = adapter.events().await?;
    scan(&adapter).await?;
    info!(adapter = name, "listening for monitors");
    let mut health = Health::new(shared.started.elapsed());
    let mut ticks = interval(TICK);
    let mut checks = interval(CHECK);
    let mut monitors = Monitors::new(adapter.clone(), shared.clone(), options);
    loop {
        let sign = tokio::select! {
            event = events.next() => match event {
                Some(event) => monitors.event(event).await,
                None => return Ok(()),
            },
            Some(sign) = signs.recv() => Some(sign),
            _ = checks.tick() => {
                monitors.check_links().await;
                None
            }
            _ = ticks.tick() => Some(Sign::Tick { linked: monitors.linked() }),
        };
        let now = shared.started.elapsed();
        let Some(remedy) = sign.and_then(|sign| health.handle(now, sign)) else { continue };
        warn!(adapter = name, ?remedy, "the adapter may hang");
        remedy_it(remedy, &adapter, &shared.bluez, &path).await?;
    }
}

async fn remedy_it(
    remedy: Remedy,
    adapter: &Adapter,
    bluez: &Bluez,
    path: &str,
) -> Result<(), AttendError> {
    match remedy {
        Remedy::Rescan => {}
        Remedy::PowerCycle => {
            bluez.set_powered(path, false).await?;
            sleep(PAUSE).await;
            bluez.set_powered(path, true).await?;
        }
        Remedy::PowerOn => bluez.set_powered(path, true).await?,
    }
    scan(adapter).await
}

/// Scans anew. BlueZ refuses to begin what has begun, and a scan from before may still be on.
async fn scan(adapter: &Adapter) -> Result<(), AttendError> {
    // It fails when nothing scans, which is what is wanted.
    drop(adapter.stop_scan().await);
    adapter.start_scan(ScanFilter::default()).await?;
    Ok(())
}

/// The adapter of that name, or the first there is. Waits for it: they are slow to appear after a
/// start, and can be plugged in.
async fn find(manager: &Manager, wanted: Option<&str>) -> Result<(Adapter, String), AttendError> {
    let mut told = false;
    loop {
        for adapter in manager.adapters().await? {
            // "hci0 (usb:v1D6Bp0246d0540)"
            let info = adapter.adapter_info().await?;
            let name = info.split_whitespace().next().unwrap_or_default().to_owned();
            if wanted.is_none_or(|wanted| wanted == name) {
                return Ok((adapter, name));
            }
        }
        if !told {
            warn!(?wanted, "no Bluetooth adapter: waiting for one");
            told = true;
        }
        sleep(PAUSE).await;
    }
}

/// The monitors that were heard, each with its driver.
struct Monitors<'a> {
    adapter: Adapter,
    shared: Shared,
    options: &'a RadioOptions,
    inboxes: HashMap<PeripheralId, mpsc::UnboundedSender<Input>>,
    linked: Arc<AtomicUsize>,
    /// Ends them when this is dropped.
    drivers: JoinSet<()>,
}

impl<'a> Monitors<'a> {
    fn new(adapter: Adapter, shared: Shared, options: &'a RadioOptions) -> Self {
        Self {
            adapter,
            shared,
            options,
            inboxes: HashMap::new(),
            linked: Arc::default(),
            drivers: JoinSet::new(),
        }
    }

    fn linked(&self) -> usize {
        self.linked.load(Ordering::Relaxed)
    }

    /// Gives an event to whom it concerns; says what it means for the adapter's health.
    async fn event(&mut self, event: CentralEvent) -> Option<Sign> {
        match event {
            CentralEvent::StateUpdate(state) => {
                return Some(Sign::Powered(state != CentralState::PoweredOff));
            }
            CentralEvent::DeviceDisconnected(id) => {
                self.give(&id, Input::Gone);
                return None;
            }
            CentralEvent::DeviceDiscovered(id) => {
                // Bluetoothd also tells of devices that it remembers and doesn't hear.
                if !self.is_in_range(&id).await {
                    return None;
                }
                self.heard(id, Input::Heard).await;
            }
            CentralEvent::DeviceConnected(id) => self.heard(id, Input::Linked).await,
            CentralEvent::DeviceUpdated(id)
            | CentralEvent::RssiUpdate { id, .. }
            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
            | CentralEvent::ServiceDataAdvertisement { id, .. } => {
                self.heard(id, Input::Heard).await;
            }
            CentralEvent::ServicesAdvertisement { .. }
            | CentralEvent::DeviceServicesModified(_) => return None,
        }
        Some(Sign::Alive)
    }

    async fn is_in_range(&self, id: &PeripheralId) -> bool {
        let Ok(peripheral) = self.adapter.peripheral(id).await else { return false };
        let properties = peripheral.properties().await.ok().flatten();
        properties.is_some_and(|it| it.rssi.is_some())
    }

    /// Tells of links that nobody here knows of: BlueZ's word that one is up can be missed.
    async fn check_links(&self) {
        for id in self.inboxes.keys() {
            let Ok(peripheral) = self.adapter.peripheral(id).await else { continue };
            if peripheral.is_connected().await.unwrap_or(false) {
                self.give(id, Input::Linked);
            }
        }
    }

    async fn heard(&mut self, id: PeripheralId, input: Input) {
        // One whose driver died of a fault in it gets another.
        if self.inboxes.get(&id).is_none_or(mpsc::UnboundedSender::is_closed) {
            self.begin(&id).await;
        }
        self.give(&id, input);
    }

    fn give(&self, id: &PeripheralId, input: Input) {
        if let Some(inbox) = self.inboxes.get(id) {
            // A driver ends only with this, but for a fault.
            let _ = inbox.send(input);
        }
    }

    /// Gives a device its driver, if it is one of ours.
    async fn begin(&mut self, id: &PeripheralId) {
        let path = format!("/org/bluez/{id}");
        let Some(address) = address(&path) else { return };
        if !self.options.accept.may_pair(&address) {
            return;
        }
        let Ok(peripheral) = self.adapter.peripheral(id).await else { return };
        let services = match &self.options.accept {
            Accept::Listed(_) => Vec::new(),
            Accept::Any => match peripheral.properties().await {
                Ok(Some(properties)) => properties.services.iter().map(|it| it.as_u128()).collect(),
                _ => return,
            },
        };
        let Some(device) = self.options.accept.device(&address, &services) else { return };
        info!(%device, address, "monitor heard");
        let (inbox, told) = mpsc::unbounded_channel();
        let wishes = Wishes {
            may_delete: self.options.may_delete,
            consent: self.options.consents.get(&address).copied(),
        };
        let handle = (peripheral, path, address);
        let (driver, saved) = Driver::new(self.shared.clone(), device, handle, wishes);
        self.drivers.spawn(driver.run(told, saved, self.linked.clone()));
        self.inboxes.insert(id.clone(), inbox);
    }
}

/// Why an adapter is tried anew.
#[derive(Debug, thiserror::Error)]
enum AttendError {
    #[error(transparent)]
    Radio(#[from] btleplug::Error),
    #[error(transparent)]
    Bus(#[from] dbus::Error),
}

/// Before the next attempt, and between off and on.
const PAUSE: Duration = Duration::from_secs(1);
/// How often links are looked for that nobody here knows of.
const CHECK: Duration = Duration::from_secs(20);
/// How often the adapter's health is looked at.
const TICK: Duration = Duration::from_secs(5);
