//! The synthetic patient: whether a dangerous reading still becomes an alert on the pages in time.
//!
//! Once a minute a frame of their own gateway goes to the broker, and its alert is awaited where every page
//! hears of alerts. So broker, intake, admission, journal, engine, the care store's commit and the live news
//! are all passed. Nothing of them is in any store, list, figure or notice: `ingest` keeps them apart by id.

mod figures;
mod sender;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ingest::board::Changed;
use ingest::entry::{Assignment, Enrolment, Entry, Trust, base_plan};
use ingest::intake::IntakeConfig;
use ingest::pipeline::{Pipeline, last_stored_at};
use risk_engine::fact::Spo2Scale;
use risk_engine::outcome::{Decision, Severity};
use store::care::outbox::Notice;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tracing::{error, info, warn};
use vitals::{DeviceId, GatewayId, PatientId, Private, ReadingId, StoredAt, TakenAt};
use wire::GatewayKey;

use crate::clock::ServerClock;

pub(crate) use figures::{Canary, Standing};
use sender::Sender;

/// An alert that takes longer is one that can't be relied on.
const LIMIT: Duration = Duration::from_secs(5);
/// After a failure it is tried again so soon, so that the warning goes soon after its cause.
const AGAIN: Duration = Duration::from_secs(10);
/// How long to wait for a store that doesn't answer.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// What the journal has to know of the synthetic patients of these shards.
pub(crate) fn roster(shards: &[u32]) -> Vec<Entry> {
    let of = |shard: &u32| {
        let patient = PatientId::synthetic(*shard);
        let enrolment = Enrolment {
            patient: patient.clone(),
            name: Private::hide("SYNTHETIC, Patient".to_owned()),
            born: Private::hide(String::new()),
            sex: String::new(),
            conditions: Vec::new(),
            zone: "UTC".into(),
            plan: Arc::new(base_plan("", &[], Spo2Scale::One, None)),
        };
        let trust = Trust::Authenticated;
        let assignment = Assignment {
            device: DeviceId::synthetic(*shard),
            slot: None,
            patient,
            from: TakenAt::from_unix_ms(0),
            shared: false,
        };
        [
            Entry::Enrolled(enrolment),
            Entry::Registered { gateway: GatewayId::synthetic(*shard), trust },
            Entry::Assigned(assignment),
        ]
    };
    shards.iter().flat_map(of).collect()
}

/// The watch while it runs.
pub(crate) struct Watch(JoinSet<()>);

impl Watch {
    /// Begins to watch the path of each shard, over the broker that readings come from.
    pub(crate) fn start(
        every: Duration,
        broker: &IntakeConfig,
        master_key: [u8; 32],
        pipeline: &Arc<Pipeline>,
        clock: ServerClock,
        canary: &Canary,
    ) -> Self {
        let mut tasks = JoinSet::new();
        for shard in &broker.shards {
            let gateway = GatewayId::synthetic(*shard);
            let key = GatewayKey::derive(&master_key, &gateway);
            let watcher = Watcher {
                shard: *shard,
                every,
                sender: Sender::new(broker, *shard, gateway, key),
                pipeline: pipeline.clone(),
                clock,
                canary: canary.clone(),
                taken_at: last_taken(pipeline),
            };
            tasks.spawn(watcher.run());
        }
        Self(tasks)
    }

    /// Stops, and lets go of the pipeline.
    pub(crate) async fn end(mut self) {
        self.0.shutdown().await;
    }
}

/// The watch over one shard.
struct Watcher {
    shard: u32,
    every: Duration,
    sender: Sender,
    pipeline: Arc<Pipeline>,
    clock: ServerClock,
    canary: Canary,
    /// When the last reading was measured; each has a moment of its own, whatever becomes of the clock.
    taken_at: i64,
}

impl Watcher {
    async fn run(mut self) {
        let mut works = true;
        loop {
            let took = self.once().await;
            self.canary.note(self.shard, self.clock.now_ms(), took);
            if works != took.is_some() {
                works = took.is_some();
                self.tell(works);
            }
            tokio::time::sleep(if works { self.every } else { self.every.min(AGAIN) }).await;
        }
    }

    /// Sends one reading and awaits its alert; gives how long that took, if it came in time.
    async fn once(&mut self) -> Option<Duration> {
        self.taken_at = self.clock.now_ms().max(self.taken_at + 1);
        let taken_at = TakenAt::from_unix_ms(self.taken_at);
        let mut news = self.pipeline.board().listen();
        let held = self.pipeline.telemetry().gateway(self.sender.gateway()).stored_seq;
        let began = Instant::now();
        let shown = async {
            tokio::select! {
                () = self.sender.send(held + 1, taken_at) => {}
                () = shown(&mut news, self.shard, taken_at) => {}
            }
        };
        tokio::time::timeout(LIMIT, shown).await.ok().map(|()| began.elapsed())
    }

    /// Says it in the log, and to the operators.
    fn tell(&self, works: bool) {
        let shard = self.shard;
        if works {
            info!(shard, "the synthetic patient's alert comes in time again");
        } else {
            error!(shard, "the synthetic patient's alert did not come: alerts can't be relied on");
        }
        let notice =
            notice(shard, works, self.clock.now_ms(), self.pipeline.journal().durable_end());
        let care = self.pipeline.care().clone();
        tokio::spawn(async move {
            while let Err(error) = care.notice(&notice).await {
                warn!(%error, "the operators are not told of the synthetic patient yet");
                tokio::time::sleep(STORE_PAUSE).await;
            }
        });
    }
}

/// Completes when the alert of a measurement is news.
async fn shown(news: &mut Receiver<Arc<Changed>>, shard: u32, taken_at: TakenAt) {
    let patient = PatientId::synthetic(shard);
    loop {
        let changed = match news.recv().await {
            Ok(changed) => changed,
            Err(RecvError::Lagged(_)) => continue,
            // The server is stopping, which ends this, too.
            Err(RecvError::Closed) => return std::future::pending().await,
        };
        let is_it = changed.synthetic.iter().any(|outcome| match &outcome.decision {
            Decision::Alert { alert, .. } => {
                outcome.patient == patient && alert.is_open() && alert.taken_at == taken_at
            }
            _ => false,
        });
        if is_it {
            return;
        }
    }
}

/// The newest moment that a reading in the journal may have: a clock that was set back must not give it again.
fn last_taken(pipeline: &Pipeline) -> i64 {
    let last = last_stored_at(pipeline.journal().as_ref());
    last.ok().flatten().map_or(0, StoredAt::unix_ms)
}

/// What the operators are told.
fn notice(shard: u32, works: bool, now_ms: i64, offset: u64) -> Notice {
    let kind = if works { WORKS } else { FAILED };
    Notice {
        id: format!("n-canary-{shard}-{now_ms}"),
        cause: ReadingId { offset, index: 0 },
        place: u16::from(works),
        at: StoredAt::from_unix_ms(now_ms),
        kind: kind.to_owned(),
        // Letters, digits and a hyphen: an id.
        alert: format!("canary-{shard}").parse().expect("letters, digits and a hyphen are an id"),
        patient: PatientId::synthetic(shard),
        problem: "canary".to_owned(),
        severity: Severity::Emergency,
        version: 1,
        level: 0,
        due_at: None,
        person: None,
    }
}

/// What the operators' channels are told: its alert did not come, and it comes again.
pub(crate) const FAILED: &str = "canary.failed";
pub(crate) const WORKS: &str = "canary.works";
