//! The one writer of the journal: decides about what came in, makes it durable, then acknowledges.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender};
use journal::{Journal, JournalError};
use risk_engine::dataflow::{Batch, Engine, EngineError};
use risk_engine::outcome::Outcome;
use tokio::sync::{oneshot, watch};
use vitals::{GatewayId, PatientId, StoredAt};
use wire::{GatewayKey, Incarnation, Ledger, StoreEpoch, WireReading};

use crate::admit::{Admission, Apart, Message, Still, Verdict};
use crate::entry::{DocumentId, Enrolment, Entry, ForeignDocument, Item, Stamped, Upload};
use crate::fleet::Fleet;
use crate::intake::Ticket;
use crate::journey::{Journey, Part};
use crate::pipeline::{Clock, WORK_MAX};
use crate::project::{Prepared, Waiter, changes_of, posted_by, push_inputs_of};
use crate::save::Anchor;
use crate::telemetry::{Queue, Telemetry};

/// Something for the writer.
#[derive(Debug)]
pub enum Work {
    /// A message came in.
    Message(Message, Ticket),
    /// A gateway says that it is there, with which life of its spool.
    Hello(GatewayId, Incarnation, Ticket),
    /// Somebody has something for the journal, and waits for what comes of it.
    Command(Entry, oneshot::Sender<Vec<Outcome>>),
    /// Something that was kept apart is to be taken again, by somebody.
    Again(Box<Apart>, String, oneshot::Sender<Result<TakenAgain, Still>>),
    /// Another system's documents, for admission; who sent them waits for what became of them.
    Upload(Box<Sent>, oneshot::Sender<Taken>, oneshot::Sender<Vec<Outcome>>),
    /// Somebody asks what of this the roster doesn't say yet.
    Missing(Vec<Entry>, oneshot::Sender<Vec<Entry>>),
    /// Finish.
    Stop,
}

/// What was kept apart and counts from now on.
#[derive(Debug)]
pub struct TakenAgain {
    /// What became of it.
    pub items: Vec<Item>,
    /// What is decided because of it.
    pub outcomes: oneshot::Receiver<Vec<Outcome>>,
}

/// What another system sends.
#[derive(Debug)]
pub struct Sent {
    /// Under which gateway's name its readings stand.
    pub gateway: GatewayId,
    /// Who sent it.
    pub by: String,
    /// People who have to be known before.
    pub enrolments: Vec<Enrolment>,
    /// Whose each reading is, as the sender says.
    pub readings: Vec<(PatientId, WireReading)>,
    /// The documents.
    pub documents: Vec<ForeignDocument>,
}

/// What became of what another system sent: it is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its entry in the journal.
    pub offset: u64,
    /// When it was stored.
    pub stored_at: StoredAt,
    /// What became of each reading.
    pub items: Vec<Item>,
}

/// So many pieces of work go into one commit: all that may wait, for one flush to disk.
const COMMIT_MAX: usize = WORK_MAX;
/// Ticks are no closer than this on the wall, and than this on the server's clock.
const TICK_PAUSE: Duration = Duration::from_secs(1);
const TICK_STEP_MS: i64 = 5_000;

/// The writer can't go on; what wasn't acknowledged comes again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriterError {
    /// The journal can't be written.
    #[error("could not write the journal")]
    Journal(#[from] JournalError),
    /// The engine is gone.
    #[error("could not hand over to the engine")]
    Engine(#[from] EngineError),
    /// The projection is gone.
    #[error("the care store's projection has stopped")]
    Projection,
}

/// The writer's parts.
pub(crate) struct Writer {
    pub(crate) journal: Box<dyn Journal>,
    pub(crate) admission: Admission,
    pub(crate) engine: Engine,
    pub(crate) prepared: Sender<Prepared>,
    /// Told after each commit; it holds one token at most.
    pub(crate) wake_readings: Sender<()>,
    pub(crate) master_key: [u8; 32],
    pub(crate) clock: Clock,
    pub(crate) telemetry: Telemetry,
    /// The gateways as the journal has them, for whoever watches.
    pub(crate) fleet: watch::Sender<Arc<Fleet>>,
    /// A snapshot is taken every so many entries.
    pub(crate) snapshot_every: u64,
    pub(crate) snapshot_at: u64,
    pub(crate) last_stored_at: StoredAt,
    pub(crate) last_now: Instant,
    pub(crate) last_tick: Instant,
    pub(crate) last_tick_at: StoredAt,
    pub(crate) keys: BTreeMap<GatewayId, GatewayKey>,
}

/// What is in the making between two commits.
#[derive(Default)]
struct Commit {
    entries: Vec<Stamped>,
    tickets: Vec<Ticket>,
    /// The ticket that each gateway's ledger goes out with: the newest.
    ledgers: BTreeMap<(GatewayId, Incarnation), usize>,
    /// Gateways that only said that they are there: nobody proved that it was they.
    hellos: BTreeMap<(GatewayId, Incarnation), usize>,
    /// By place in `entries`.
    waiters: Vec<(usize, oneshot::Sender<Vec<Outcome>>)>,
    /// Messages that are traced, by place in `entries`.
    journeys: Vec<(usize, Box<Journey>)>,
    /// By place in `entries`.
    senders: Vec<(usize, oneshot::Sender<Taken>)>,
}

impl Writer {
    /// Writes until it is told to stop; takes a last snapshot then.
    pub(crate) fn run(mut self, work: &Receiver<Work>) -> Result<(), WriterError> {
        loop {
            let first = match work.recv_timeout(TICK_PAUSE.saturating_sub(self.last_tick.elapsed()))
            {
                Ok(first) => Some(first),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Work::Stop),
            };
            let arrived = Instant::now();
            self.telemetry.queued(Queue::Work, work.len());
            let mut commit = Commit::default();
            let mut stop = false;
            for piece in first.into_iter().chain(work.try_iter().take(COMMIT_MAX - 1)) {
                match piece {
                    Work::Message(message, ticket) => self.decide(&message, ticket, &mut commit),
                    Work::Hello(gateway, incarnation, ticket) => {
                        commit.hellos.insert((gateway, incarnation), commit.tickets.len());
                        commit.tickets.push(ticket);
                    }
                    Work::Command(entry, waiter) => {
                        commit.waiters.push((commit.entries.len(), waiter));
                        self.note(entry, &mut commit);
                    }
                    Work::Again(apart, by, asker) => {
                        self.decide_again(&apart, &by, asker, &mut commit);
                    }
                    Work::Upload(sent, taken, waiter) => {
                        self.take_in(*sent, &mut commit);
                        let place = commit.entries.len() - 1;
                        commit.senders.push((place, taken));
                        commit.waiters.push((place, waiter));
                    }
                    Work::Missing(wanted, asker) => {
                        // Who asked may have gone.
                        let _ = asker.send(self.admission.roster().missing(wanted));
                    }
                    Work::Stop => stop = true,
                }
            }
            if stop && commit.entries.is_empty() && self.snapshot_at < self.journal.durable_end() {
                // The last snapshot needs an entry of its own to come after everything else.
                self.note(Entry::Tick, &mut commit);
            }
            self.tick_if_due(&mut commit);
            self.commit(commit, arrived, stop)?;
            if stop {
                return Ok(());
            }
        }
    }

    fn decide(&mut self, message: &Message, mut ticket: Ticket, commit: &mut Commit) {
        self.telemetry.message_came();
        let mut journey = ticket.take_journey();
        if let Some(journey) = &mut journey {
            journey.over(Part::Receive);
        }
        let now = self.now();
        let (keys, master_key) = (&mut self.keys, &self.master_key);
        let admission = &self.admission;
        // Deriving a key costs as much as checking a frame: keep it.
        if let Some(gateway) = &message.gateway
            && !keys.contains_key(gateway)
            && admission.roster().trust(gateway).is_some()
        {
            keys.insert(gateway.clone(), GatewayKey::derive(master_key, gateway));
        }
        let key = |gateway: &GatewayId| {
            keys.get(gateway).cloned().unwrap_or_else(|| GatewayKey::derive(master_key, gateway))
        };
        let place = commit.tickets.len();
        match admission.decide(message, now, key) {
            Verdict::Append(entry) => {
                if let Entry::Delivered(delivery) = &entry
                    && let Some(spool) = delivery.place
                {
                    commit.ledgers.insert((delivery.gateway.clone(), spool.incarnation), place);
                }
                // What was there already, or says nothing, goes nowhere.
                if let Some(mut journey) = journey {
                    journey.over(Part::Admit);
                    journey.place = entry.delivery().and_then(|delivery| delivery.place);
                    journey.readings = entry.delivery().map_or(0, |delivery| delivery.items.len());
                    commit.journeys.push((commit.entries.len(), journey));
                }
                self.note(entry, commit);
            }
            Verdict::TellLedger(gateway, incarnation, _) => {
                commit.ledgers.insert((gateway, incarnation), place);
            }
            Verdict::Ignore => {}
        }
        commit.tickets.push(ticket);
    }

    fn decide_again(
        &mut self,
        apart: &Apart,
        by: &str,
        asker: oneshot::Sender<Result<TakenAgain, Still>>,
        commit: &mut Commit,
    ) {
        let key = |gateway: &GatewayId| GatewayKey::derive(&self.master_key, gateway);
        let answer = self.admission.decide_again(apart, by, key).map(|entry| {
            let items = entry.delivery().map(|delivery| delivery.items.clone());
            let (reply, outcomes) = oneshot::channel();
            commit.waiters.push((commit.entries.len(), reply));
            self.note(entry, commit);
            TakenAgain { items: items.unwrap_or_default(), outcomes }
        });
        // Whoever asked may have gone.
        let _ = asker.send(answer);
    }

    /// Notes what another system sent, as the last entry.
    fn take_in(&mut self, sent: Sent, commit: &mut Commit) {
        for enrolment in sent.enrolments {
            self.note(Entry::Enrolled(enrolment), commit);
        }
        let now = self.now();
        let delivery = self.admission.decide_upload(&sent.gateway, sent.readings, now);
        let kept = |document: &ForeignDocument| match document.id {
            // What is repeated or kept apart has no document of its own.
            DocumentId::Of(index) => {
                matches!(delivery.items.get(usize::from(index)), Some(Item::Admitted { .. }))
            }
            DocumentId::Named(_) => true,
        };
        let documents = sent.documents.into_iter().filter(kept).collect();
        self.note(Entry::Uploaded(Upload { by: sent.by, delivery, documents }), commit);
    }

    fn note(&mut self, entry: Entry, commit: &mut Commit) {
        let stored_at = self.now();
        if let Entry::Registered { gateway, .. } = &entry {
            self.telemetry.gateway_registered(gateway);
        }
        if let Entry::Delivered(delivery) = &entry {
            self.telemetry.delivered(delivery, stored_at);
        }
        self.admission.apply(&entry);
        commit.entries.push(Stamped { stored_at, entry });
    }

    fn tick_if_due(&mut self, commit: &mut Commit) {
        if self.last_tick.elapsed() < TICK_PAUSE {
            return;
        }
        self.last_tick = Instant::now();
        let now = self.now();
        if now.unix_ms() - self.last_tick_at.unix_ms() >= TICK_STEP_MS {
            self.last_tick_at = now;
            self.note(Entry::Tick, commit);
        }
    }

    /// Makes everything durable, then lets everybody know.
    fn commit(&mut self, commit: Commit, arrived: Instant, stop: bool) -> Result<(), WriterError> {
        let mut bytes = Vec::new();
        let encode = |stamped: &Stamped| {
            let start = bytes.len();
            stamped.encode_onto(&mut bytes);
            start..bytes.len()
        };
        let ranges: Vec<_> = commit.entries.iter().map(encode).collect();
        let slices: Vec<&[u8]> = ranges.into_iter().map(|range| &bytes[range]).collect();
        let began = Instant::now();
        let offsets = self.journal.append(&slices)?;
        if !slices.is_empty() {
            self.telemetry.committed(began.elapsed());
        }
        let of_gateways = |stamped: &Stamped| {
            matches!(stamped.entry, Entry::Registered { .. } | Entry::Gateway(_))
        };
        if commit.entries.iter().any(of_gateways) {
            self.fleet.send_replace(Arc::new(self.admission.fleet.clone()));
        }
        // Durable from here on: now the gateways may forget, and the broker, too.
        for (gateway, incarnation) in commit.ledgers.keys() {
            let mark = self.admission.mark(gateway, *incarnation);
            self.telemetry.gateway_heard(gateway, Some(self.last_stored_at), mark);
        }
        for ((gateway, incarnation), place) in commit.ledgers.iter().chain(&commit.hellos) {
            if let Some(ticket) = commit.tickets.get(*place)
                && !ticket.publish_ledger(self.ledger(gateway, *incarnation))
            {
                self.telemetry.ledger_dropped();
            }
        }
        for ticket in &commit.tickets {
            ticket.acknowledge();
        }
        let save = stop || offsets.end >= self.snapshot_at + self.snapshot_every;
        if offsets.is_empty() {
            return Ok(());
        }
        let upto = offsets.end;
        self.telemetry.durable(upto, self.journal.bytes_on_disk(), arrived);
        self.telemetry.totals(self.admission.totals);
        let journeys = commit.journeys.into_iter().map(|(place, mut journey)| {
            journey.offset = offsets.start + place as u64;
            journey.over(Part::Commit);
            *journey
        });
        let journeys = journeys.collect();
        let numbered = || offsets.clone().zip(&commit.entries);
        for (place, sender) in commit.senders {
            if let Some(Stamped { stored_at, entry: Entry::Uploaded(upload) }) =
                commit.entries.get(place)
            {
                let (offset, items) = (offsets.start + place as u64, upload.delivery.items.clone());
                // Who sent it may have gone.
                let _ = sender.send(Taken { offset, stored_at: *stored_at, items });
            }
        }
        let waiters = commit
            .waiters
            .into_iter()
            .map(|(place, reply)| Waiter { offset: offsets.start + place as u64, reply });
        let prepared = Prepared {
            upto,
            changes: numbered().flat_map(|(offset, entry)| changes_of(offset, entry)).collect(),
            posted: numbered().filter_map(|(offset, stamped)| posted_by(offset, stamped)).collect(),
            waiters: waiters.collect(),
            journeys,
            save: if save { Some((self.admission.clone(), self.anchor(upto)?)) } else { None },
        };
        self.telemetry.queued(Queue::Commits, self.prepared.len());
        if self.prepared.is_full() {
            self.telemetry.queue_was_full(Queue::Commits);
        }
        self.prepared.send(prepared).map_err(|_| WriterError::Projection)?;
        let mut inputs = Vec::with_capacity(commit.entries.len());
        numbered().for_each(|(offset, entry)| push_inputs_of(offset, entry, &mut inputs));
        self.engine.send(Batch { inputs, upto, show: true, save })?;
        if save {
            self.snapshot_at = upto;
        }
        // A token that is still there wakes it just as well.
        let _ = self.wake_readings.try_send(());
        Ok(())
    }

    /// What ties a snapshot to this journal.
    fn anchor(&self, upto: u64) -> Result<Anchor, WriterError> {
        Ok(Anchor::of(self.journal.reader().as_ref(), self.journal.epoch(), upto)?)
    }

    fn ledger(&self, gateway: &GatewayId, incarnation: Incarnation) -> Vec<u8> {
        let key = GatewayKey::derive(&self.master_key, gateway);
        let ledger = Ledger {
            gateway: gateway.clone(),
            incarnation,
            stored: self.admission.mark(gateway, incarnation),
            epoch: StoreEpoch(self.journal.epoch()),
        };
        ledger.encode(self.keys.get(gateway).unwrap_or(&key))
    }

    /// The server's clock, which never goes back. While it lags behind what the journal says already,
    /// time goes on from there: deadlines must not wait for a clock that was once ahead.
    fn now(&mut self) -> StoredAt {
        let went_on = self.last_stored_at.later(self.last_now.elapsed());
        let now = went_on.max((self.clock)());
        // Less than a millisecond would be rounded away again and again.
        if now > self.last_stored_at {
            self.last_stored_at = now;
            self.last_now = Instant::now();
        }
        now
    }
}
