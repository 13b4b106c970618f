//! Does what a session decides, with btleplug and BlueZ, for one monitor.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use btleplug::api::{CharPropFlags, Peripheral as _, ValueNotification, WriteType};
use btleplug::platform::Peripheral;
use gatt::Characteristic;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_stream::{Stream, StreamExt};
use tracing::{debug, info, warn};
use vitals::DeviceId;

use super::bluez::Bluez;
use super::book::Book;
use super::health::Sign;
use super::profile::{Feature, Features};
use super::saver::{self, Job};
use super::session::{Done, Effect, Input, Note, Now, Operation, Session, Wishes};
use crate::gateway::Gateway;

/// What all drivers of an adapter share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) gateway: Arc<Gateway>,
    pub(super) bluez: Arc<Bluez>,
    pub(super) book: Book,
    /// BlueZ makes one link at a time, and refuses the next one meanwhile.
    pub(super) connecting: Arc<Semaphore>,
    pub(super) signs: mpsc::UnboundedSender<Sign>,
    pub(super) started: Instant,
}

/// One monitor, and its session.
pub(super) struct Driver {
    shared: Shared,
    device: DeviceId,
    address: String,
    radio: Radio,
    session: Session,
    values: Option<Values>,
    jobs: mpsc::Sender<Job>,
}

/// The handle on the monitor that operations work with.
#[derive(Clone)]
struct Radio {
    peripheral: Peripheral,
    path: String,
    bluez: Arc<Bluez>,
    connecting: Arc<Semaphore>,
    characteristics: HashMap<Characteristic, btleplug::api::Characteristic>,
}

type Values = Pin<Box<dyn Stream<Item = ValueNotification> + Send>>;

/// What an operation gave, besides its news for the session.
struct Performed {
    done: Done,
    /// After a discovery: what there is, and the stream of what it sends.
    found: Option<(HashMap<Characteristic, btleplug::api::Characteristic>, Values)>,
}

/// How an operation failed.
enum Failure {
    TimedOut,
    Refused(String),
}

type Running = Pin<Box<dyn Future<Output = Result<Performed, Failure>> + Send>>;

impl Driver {
    /// A driver, and what says which of its values are saved.
    pub(super) fn new(
        shared: Shared,
        device: DeviceId,
        (peripheral, path, address): (Peripheral, String, String),
        wishes: Wishes,
    ) -> (Self, mpsc::UnboundedReceiver<u32>) {
        let (jobs, waiting) = mpsc::channel(saver::QUEUE);
        let (saved_tx, saved) = mpsc::unbounded_channel();
        tokio::spawn(saver::run(shared.gateway.clone(), device.clone(), waiting, saved_tx));
        let radio = Radio {
            peripheral,
            path,
            bluez: shared.bluez.clone(),
            connecting: shared.connecting.clone(),
            characteristics: HashMap::new(),
        };
        let session = Session::new(shared.book.get(&address), wishes);
        (Self { shared, device, address, radio, session, values: None, jobs }, saved)
    }

    /// Works until nobody tells it any more.
    pub(super) async fn run(
        mut self,
        mut inbox: mpsc::UnboundedReceiver<Input>,
        mut saved: mpsc::UnboundedReceiver<u32>,
        linked: Arc<std::sync::atomic::AtomicUsize>,
    ) {
        let mut running: Option<Running> = None;
        let mut effects = Vec::new();
        loop {
            let was_linked = self.session.is_linked();
            let wake_at = self.session.wake_at().map(|at| self.shared.started + at);
            // In this order: what was sent before an operation ended is taken before its end.
            let input = tokio::select! {
                biased;
                value = next(&mut self.values) => match value {
                    Some((characteristic, bytes)) => Input::Value(characteristic, bytes),
                    None => continue,
                },
                told = inbox.recv() => match told {
                    Some(input) => input,
                    None => return,
                },
                Some(key) = saved.recv() => Input::Saved(key),
                ended = ended(&mut running) => {
                    running = None;
                    self.take(ended)
                }
                () = sleep_until(wake_at.unwrap_or_else(Instant::now)), if wake_at.is_some() => Input::Tick,
            };
            if input == Input::Gone {
                // Its result belongs to the link that is gone.
                running = None;
            }
            self.session.handle(self.now(), input, &mut effects);
            for effect in effects.drain(..) {
                if let Some(operation) = self.carry_out(effect).await {
                    running = Some(Box::pin(perform(self.radio.clone(), operation)));
                }
            }
            let is_linked = self.session.is_linked();
            count(&linked, was_linked, is_linked);
            if was_linked && !is_linked {
                self.values = None;
            }
        }
    }

    /// What an operation's end means to the session.
    fn take(&mut self, ended: Result<Performed, Failure>) -> Input {
        match ended {
            Ok(Performed { done, found }) => {
                let _ = self.shared.signs.send(Sign::Alive);
                if let Some((characteristics, values)) = found {
                    self.radio.characteristics = characteristics;
                    self.values = Some(values);
                }
                Input::Done(done)
            }
            Err(Failure::TimedOut) => {
                debug!(device = %self.device, "an operation ran out of time");
                let _ = self.shared.signs.send(Sign::TimedOut);
                Input::Failed
            }
            Err(Failure::Refused(reason)) => {
                debug!(device = %self.device, reason, "an operation failed");
                Input::Failed
            }
        }
    }

    /// Does an effect, but for an operation, which is given back.
    async fn carry_out(&mut self, effect: Effect) -> Option<Operation> {
        match effect {
            Effect::Do(operation) => return Some(operation),
            Effect::Save { key, characteristic, bytes, clock } => {
                let _ = self.shared.signs.send(Sign::Alive);
                // The saver ends only with the gateway.
                let _ = self.jobs.send(Job { key, characteristic, bytes, clock }).await;
            }
            Effect::Remember(memory) => {
                if let Err(error) = self.shared.book.put(&self.address, memory).await {
                    warn!(device = %self.device, %error, "can't remember: will ask for it again");
                }
            }
            Effect::Note(note) => {
                tell(&self.device, note);
                if note == Note::Ready {
                    self.look_at_battery();
                }
            }
        }
        None
    }

    /// Asks BlueZ what is left in it. Most monitors don't say.
    fn look_at_battery(&self) {
        let (shared, device) = (self.shared.clone(), self.device.clone());
        let path = self.radio.path.clone();
        tokio::spawn(async move {
            if let Ok(percent) = shared.bluez.battery(&path).await {
                shared.gateway.battery(&device, percent);
            }
        });
    }

    fn now(&self) -> Now {
        let arrival = self.shared.gateway.arrival(false);
        let zone_ms = i64::from(arrival.zone_offset_min) * 60_000;
        Now {
            passed: self.shared.started.elapsed(),
            local_ms: arrival.heard_at.unix_ms() + zone_ms,
        }
    }
}

/// The next value of a characteristic that is known here.
async fn next(values: &mut Option<Values>) -> Option<(Characteristic, Vec<u8>)> {
    let Some(stream) = values else { return std::future::pending().await };
    match stream.next().await {
        Some(value) => {
            let known = Characteristic::from_uuid128(value.uuid.as_u128())?;
            Some((known, value.value))
        }
        None => {
            *values = None;
            None
        }
    }
}

async fn ended(running: &mut Option<Running>) -> Result<Performed, Failure> {
    match running {
        Some(running) => running.await,
        None => std::future::pending().await,
    }
}

fn count(linked: &std::sync::atomic::AtomicUsize, before: bool, after: bool) {
    use std::sync::atomic::Ordering::Relaxed;
    match (before, after) {
        (false, true) => drop(linked.fetch_add(1, Relaxed)),
        (true, false) => drop(linked.fetch_sub(1, Relaxed)),
        _ => {}
    }
}

async fn perform(radio: Radio, operation: Operation) -> Result<Performed, Failure> {
    let limit = limit(&operation);
    // The wait for other links doesn't count.
    let turn = match operation {
        Operation::Connect => radio.connecting.clone().acquire_owned().await.ok(),
        _ => None,
    };
    let performed = match timeout(limit, radio.act(operation)).await {
        Ok(result) => result,
        Err(_) => Err(Failure::TimedOut),
    };
    drop(turn);
    performed
}

impl Radio {
    async fn act(&self, operation: Operation) -> Result<Performed, Failure> {
        let peripheral = &self.peripheral;
        let done = match operation {
            Operation::Connect => {
                peripheral.connect().await?;
                Done::Connected { paired: self.bluez.is_paired(&self.path).await? }
            }
            Operation::Pair => {
                self.bluez.pair(&self.path).await?;
                Done::Well
            }
            Operation::Discover => return self.discover().await,
            Operation::Read(it) => Done::Read(peripheral.read(self.find(it)?).await?),
            Operation::Subscribe(it) => {
                peripheral.subscribe(self.find(it)?).await?;
                Done::Well
            }
            Operation::Write(it, bytes) => {
                peripheral.write(self.find(it)?, &bytes, WriteType::WithResponse).await?;
                Done::Well
            }
            Operation::Check => Done::Checked(peripheral.is_connected().await?),
            Operation::Disconnect => {
                peripheral.disconnect().await?;
                Done::Well
            }
        };
        Ok(Performed { done, found: None })
    }

    /// What there is. Values are listened to before anything is subscribed: what a monitor has kept
    /// comes within milliseconds.
    async fn discover(&self) -> Result<Performed, Failure> {
        self.peripheral.discover_services().await?;
        let known = |it: btleplug::api::Characteristic| {
            Some((Characteristic::from_uuid128(it.uuid.as_u128())?, it))
        };
        let found: HashMap<_, _> =
            self.peripheral.characteristics().into_iter().filter_map(known).collect();
        let features = found.iter().map(|(known, it)| feature(*known, it.properties)).collect();
        let values = self.peripheral.notifications().await?;
        let done = Done::Discovered(Features(features));
        Ok(Performed { done, found: Some((found, values)) })
    }

    fn find(&self, it: Characteristic) -> Result<&btleplug::api::Characteristic, Failure> {
        let missing = || Failure::Refused(format!("{:04x} is gone", it.uuid16()));
        self.characteristics.get(&it).ok_or_else(missing)
    }
}

fn feature(characteristic: Characteristic, can: CharPropFlags) -> Feature {
    Feature {
        characteristic,
        readable: can.contains(CharPropFlags::READ),
        writable: can.contains(CharPropFlags::WRITE),
        sends: can.intersects(CharPropFlags::NOTIFY | CharPropFlags::INDICATE),
    }
}

/// How long an operation may take. BlueZ itself gives up after 30 s, where it does.
fn limit(operation: &Operation) -> Duration {
    Duration::from_secs(match operation {
        Operation::Connect | Operation::Discover => 35,
        Operation::Pair => 45,
        _ => 10,
    })
}

fn tell(device: &DeviceId, note: Note) {
    match note {
        Note::Ready => info!(%device, "monitor connected"),
        Note::NotPaired => warn!(%device, "the monitor was not paired: going on without"),
        Note::ClockSet { offset_ms } => info!(%device, ?offset_ms, "clock of the monitor set"),
        Note::ClockNotTaken => warn!(%device, "the monitor did not take the time"),
        Note::Failed { failures } => warn!(%device, failures, "connection failed"),
        Note::ConsentRefused => warn!(%device, "the monitor refused: wrong user or code"),
        Note::RecordsMissing => warn!(%device, "not all stored records came: asking again later"),
    }
}

impl From<btleplug::Error> for Failure {
    fn from(error: btleplug::Error) -> Self {
        match error {
            btleplug::Error::TimedOut(_) => Self::TimedOut,
            error => Self::Refused(error.to_string()),
        }
    }
}

impl From<dbus::Error> for Failure {
    fn from(error: dbus::Error) -> Self {
        match error.name() {
            Some("org.freedesktop.DBus.Error.NoReply") => Self::TimedOut,
            _ => Self::Refused(error.to_string()),
        }
    }
}
