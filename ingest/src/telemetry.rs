//! What ingest counts, for the operator's page and for `/metrics`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use vitals::{DeviceId, GatewayId, StoredAt};
use wire::Incarnation;

use self::clocks::Clocks;
use self::spread::Spread;
use crate::admit::Totals;
use crate::entry::Delivery;
use crate::journey::Tracer;
use crate::pipeline::{PREPARED_MAX, WORK_MAX};

pub use self::clocks::{CLOCK_OFF_MS, ClockOff, ClocksOff};
pub use self::spread::{BOUNDS_US, Spreading};

mod clocks;
mod spread;

/// The counters, shared by the parts of ingest.
#[derive(Debug, Clone, Default)]
pub struct Telemetry(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    messages: AtomicU64,
    admitted: AtomicU64,
    repeated: AtomicU64,
    unclaimed: AtomicU64,
    moved: AtomicU64,
    uploaded: AtomicU64,
    scored: AtomicU64,
    durable_offset: AtomicU64,
    scored_offset: AtomicU64,
    care_offset: AtomicU64,
    journal_bytes: AtomicU64,
    broker_connected: AtomicBool,
    readings_failure: Mutex<Option<String>>,
    pruning_failure: Mutex<Option<String>>,
    said: Mutex<BTreeMap<GatewayId, Said>>,
    gateways: Mutex<BTreeMap<GatewayId, Heard>>,
    clocks: Mutex<Clocks>,
    rate: Mutex<Rate>,
    unscored: Mutex<VecDeque<(u64, Instant)>>,
    latencies: Mutex<Latencies>,
    commits: Spread,
    shown: Spread,
    queues: [Depths; QUEUES.len()],
    ledgers_dropped: AtomicU64,
    tracer: OnceLock<Arc<Tracer>>,
}

/// A bounded queue between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Messages and commands that wait for the writer.
    Work,
    /// Commits that wait for the care store.
    Commits,
}

/// Every queue, by its stable name, with how much it takes.
pub const QUEUES: [(Queue, &str, usize); 2] =
    [(Queue::Work, "work", WORK_MAX), (Queue::Commits, "commits", PREPARED_MAX)];

/// How full a queue is.
#[derive(Debug, Default)]
struct Depths {
    depth: AtomicU64,
    full: AtomicU64,
}

/// A queue as it was looked at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// Its stable name.
    pub name: &'static str,
    /// How much waits in it.
    pub depth: u64,
    /// How much it takes.
    pub limit: usize,
    /// How often it had no room, and its source had to wait.
    pub full: u64,
}

/// What was last heard of a gateway.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// When its newest frame entered the journal, since the server started.
    pub at: Option<StoredAt>,
    /// The highest sequence number held of its newest spool.
    pub stored_seq: u64,
}

/// What a gateway last said of itself. It isn't authentic beyond what the broker checks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Whether it is online.
    pub online: bool,
    /// All of it.
    pub status: serde_json::Value,
}

/// A status that is longer says nothing.
const STATUS_BYTES_MAX: usize = 4096;

/// Readings admitted over the last seconds.
#[derive(Debug, Default)]
struct Rate {
    /// When, and the total then.
    points: VecDeque<(Instant, u64)>,
}

/// The rate is taken over so long.
const RATE_SPAN: Duration = Duration::from_secs(10);

/// The newest latencies, in milliseconds, in a ring.
#[derive(Debug, Default)]
struct Latencies {
    ring: VecDeque<u32>,
}

/// So many latencies are kept for the percentiles.
const LATENCIES_MAX: usize = 10_000;

/// All counters at one moment.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Messages that came in.
    pub messages: u64,
    /// Readings that were admitted since the journal began.
    pub admitted: u64,
    /// Readings that were there already.
    pub repeated: u64,
    /// Readings of which nobody knows whose they are.
    pub unclaimed: u64,
    /// Readings that were taken from one and given to another; they were admitted twice.
    pub moved: u64,
    /// Readings that came past the gateways since this process began: other systems sent them, or people typed
    /// them. Whatever became of them.
    pub uploaded: u64,
    /// Readings that were scored since the journal began.
    pub scored: u64,
    /// Offset after the last durable entry.
    pub durable_offset: u64,
    /// Offset after the last entry that the engine has decided on.
    pub scored_offset: u64,
    /// Offset after the last entry whose effects are in the care store.
    pub care_offset: u64,
    /// Bytes of the journal on disk.
    pub journal_bytes: u64,
    /// Whether the broker is connected and has confirmed that it sends us what gateways say.
    pub broker_connected: bool,
    /// Why the readings store takes nothing, while it does so.
    pub readings_failure: Option<String>,
    /// Why the journal could not be pruned when it was tried last.
    pub pruning_failure: Option<String>,
    /// How long the oldest durable entry that isn't decided on has waited.
    pub oldest_unscored: Duration,
    /// Readings admitted per second, over the last ten.
    pub readings_per_s: f64,
    /// How long the journal took to make a commit durable.
    pub commits: Spreading,
    /// How long commits took from their first message to the board.
    pub shown: Spreading,
    /// Half of the newest entries were decided on, and in the care store, faster than this, ms.
    pub latency_p50_ms: u32,
    /// Ninety-nine of a hundred were faster than this, ms.
    pub latency_p99_ms: u32,
}

impl Telemetry {
    pub(crate) fn message_came(&self) {
        self.0.messages.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets the totals since the journal began.
    pub(crate) fn totals(&self, totals: Totals) {
        let Totals { admitted, repeated, unclaimed, moved } = totals;
        self.0.admitted.store(admitted, Ordering::Relaxed);
        self.0.repeated.store(repeated, Ordering::Relaxed);
        self.0.unclaimed.store(unclaimed, Ordering::Relaxed);
        self.0.moved.store(moved, Ordering::Relaxed);
        let now = Instant::now();
        let points = &mut lock(&self.0.rate).points;
        points.push_back((now, admitted));
        while points.pop_front_if(|(at, _)| now.duration_since(*at) > RATE_SPAN).is_some() {}
    }

    pub(crate) fn readings_uploaded(&self, count: usize) {
        self.0.uploaded.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn gateway_registered(&self, gateway: &GatewayId) {
        lock(&self.0.gateways).entry(gateway.clone()).or_default();
    }

    /// Sets where a server begins that comes back: the journal's end, and what its snapshot covers.
    /// The replay moves the rest on.
    pub(crate) fn came_back(&self, durable: u64, covered: u64) {
        self.0.durable_offset.store(durable, Ordering::Relaxed);
        self.0.scored_offset.store(covered, Ordering::Relaxed);
        self.0.care_offset.store(covered, Ordering::Relaxed);
    }

    pub(crate) fn gateway_heard(&self, gateway: &GatewayId, at: Option<StoredAt>, stored_seq: u64) {
        lock(&self.0.gateways).insert(gateway.clone(), Heard { at, stored_seq });
    }

    /// What a delivery's readings say about the clocks of those who sent it.
    pub(crate) fn delivered(&self, delivery: &Delivery, at: StoredAt) {
        lock(&self.0.clocks).delivered(delivery, at);
    }

    /// By how much a monitor's clock was off when it was last heard, since the server started.
    pub fn clock_of(&self, device: &DeviceId) -> Option<ClockOff> {
        lock(&self.0.clocks).of_device(device)
    }

    /// The monitors and the gateways whose clocks are off by more than [`CLOCK_OFF_MS`], the worst first.
    pub fn clocks_off(&self) -> ClocksOff {
        lock(&self.0.clocks).off()
    }

    /// What was last heard of each gateway.
    pub fn gateways(&self) -> BTreeMap<GatewayId, Heard> {
        let mut gateways = lock(&self.0.gateways).clone();
        gateways.retain(|gateway, _| !gateway.is_synthetic());
        gateways
    }

    /// What was last heard of one gateway, a synthetic patient's too.
    pub fn gateway(&self, gateway: &GatewayId) -> Heard {
        lock(&self.0.gateways).get(gateway).copied().unwrap_or_default()
    }

    fn readings_per_s(&self) -> f64 {
        let rate = lock(&self.0.rate);
        let Some((from, first)) = rate.points.front() else {
            return 0.0;
        };
        let last = rate.points.back().map_or(*first, |(_, total)| *total);
        // Without new readings the span goes on to grow, and the rate falls.
        last.saturating_sub(*first) as f64
            / from.elapsed().max(Duration::from_secs(1)).as_secs_f64()
    }

    pub(crate) fn readings_scored(&self, scored: u64) {
        self.0.scored.fetch_add(scored, Ordering::Relaxed);
    }

    pub(crate) fn broker_connected(&self, connected: bool) {
        self.0.broker_connected.store(connected, Ordering::Relaxed);
    }

    /// Sets why the readings store takes nothing; true if that had been the case and no longer is.
    pub(crate) fn readings_failed(&self, why: Option<String>) -> bool {
        let mut failure = lock(&self.0.readings_failure);
        let is_over = failure.is_some() && why.is_none();
        *failure = why;
        is_over
    }

    pub(crate) fn trace(&self, tracer: Arc<Tracer>) {
        // It is said once, at the start.
        let _ = self.0.tracer.set(tracer);
    }

    /// Who takes messages' journeys, if anybody does.
    pub fn tracer(&self) -> Option<&Tracer> {
        self.0.tracer.get().map(AsRef::as_ref)
    }

    pub(crate) fn pruning_failed(&self, why: Option<String>) {
        *lock(&self.0.pruning_failure) = why;
    }

    pub(crate) fn durable(&self, upto: u64, journal_bytes: u64, arrived: Instant) {
        self.0.durable_offset.store(upto, Ordering::Relaxed);
        self.0.journal_bytes.store(journal_bytes, Ordering::Relaxed);
        lock(&self.0.unscored).push_back((upto, arrived));
    }

    /// So much waits in a queue.
    pub(crate) fn queued(&self, queue: Queue, depth: usize) {
        self.0.queues[queue as usize].depth.store(depth as u64, Ordering::Relaxed);
    }

    /// A queue had no room for something, which waits.
    pub(crate) fn queue_was_full(&self, queue: Queue) {
        self.0.queues[queue as usize].full.fetch_add(1, Ordering::Relaxed);
    }

    /// The way to the broker had no room for a ledger: its gateway asks again.
    pub(crate) fn ledger_dropped(&self) {
        self.0.ledgers_dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Ledgers that the way to the broker had no room for, since the start.
    pub fn ledgers_dropped(&self) -> u64 {
        self.0.ledgers_dropped.load(Ordering::Relaxed)
    }

    /// Every queue.
    pub fn queues(&self) -> Vec<Queued> {
        let queued = |(queue, name, limit): &(Queue, &'static str, usize)| {
            let Depths { depth, full } = &self.0.queues[*queue as usize];
            let (depth, full) = (depth.load(Ordering::Relaxed), full.load(Ordering::Relaxed));
            Queued { name, depth, limit: *limit, full }
        };
        QUEUES.iter().map(queued).collect()
    }

    /// The journal has taken so long for a commit.
    pub(crate) fn committed(&self, took: Duration) {
        self.0.commits.note(took);
    }

    pub(crate) fn scored(&self, upto: u64) {
        self.0.scored_offset.store(upto, Ordering::Relaxed);
    }

    /// Everything before `upto` is decided on and in the care store.
    pub(crate) fn visible(&self, upto: u64) {
        self.0.care_offset.store(upto, Ordering::Relaxed);
        let mut unscored = lock(&self.0.unscored);
        let mut latencies = lock(&self.0.latencies);
        while let Some((_, arrived)) = unscored.pop_front_if(|(waiting, _)| *waiting <= upto) {
            let took = arrived.elapsed();
            self.0.shown.note(took);
            let ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
            latencies.ring.push_back(ms);
            if latencies.ring.len() > LATENCIES_MAX {
                latencies.ring.pop_front();
            }
        }
    }

    /// A gateway's retained status, or its will. Gives the life of its spool if it is online.
    /// A gateway that isn't ours is passed over.
    pub(crate) fn gateway_status(
        &self,
        gateway: &GatewayId,
        payload: &[u8],
    ) -> Option<Incarnation> {
        if !lock(&self.0.gateways).contains_key(gateway) {
            return None;
        }
        let payload = if payload.len() > STATUS_BYTES_MAX { b"" } else { payload };
        let status: serde_json::Value = serde_json::from_slice(payload).unwrap_or_default();
        let online = status["online"].as_bool().unwrap_or(false);
        let incarnation = status["incarnation"].as_str().filter(|_| online);
        let incarnation = incarnation.and_then(|incarnation| incarnation.parse().ok());
        lock(&self.0.said).insert(gateway.clone(), Said { online, status });
        incarnation
    }

    /// What each gateway last said of itself, since the server started.
    pub fn said(&self) -> BTreeMap<GatewayId, Said> {
        lock(&self.0.said).clone()
    }

    /// Whether each gateway that ever said so is online.
    pub fn online(&self) -> BTreeMap<GatewayId, bool> {
        lock(&self.0.said).iter().map(|(gateway, said)| (gateway.clone(), said.online)).collect()
    }

    /// All counters now.
    pub fn figures(&self) -> Figures {
        let counters = &self.0;
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let oldest = lock(&counters.unscored).front().map(|(_, arrived)| arrived.elapsed());
        let mut sorted: Vec<u32> = lock(&counters.latencies).ring.iter().copied().collect();
        sorted.sort_unstable();
        let percentile =
            |share: usize| sorted.get(sorted.len() * share / 100).copied().unwrap_or(0);
        Figures {
            messages: get(&counters.messages),
            admitted: get(&counters.admitted),
            repeated: get(&counters.repeated),
            uploaded: get(&counters.uploaded),
            unclaimed: get(&counters.unclaimed),
            moved: get(&counters.moved),
            scored: get(&counters.scored),
            durable_offset: get(&counters.durable_offset),
            scored_offset: get(&counters.scored_offset),
            care_offset: get(&counters.care_offset),
            journal_bytes: get(&counters.journal_bytes),
            readings_failure: lock(&counters.readings_failure).clone(),
            pruning_failure: lock(&counters.pruning_failure).clone(),
            broker_connected: counters.broker_connected.load(Ordering::Relaxed),
            oldest_unscored: oldest.unwrap_or_default(),
            readings_per_s: self.readings_per_s(),
            commits: counters.commits.now(),
            shown: counters.shown.now(),
            latency_p50_ms: percentile(50),
            latency_p99_ms: percentile(99),
        }
    }
}

/// A counter is right or wrong by itself: a panic elsewhere doesn't spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
