//! The timely dataflow: routes each fact to its patient's worker, folds, and gathers what came out.
//!
//! The timely timestamp is the journal offset, one per batch; the time of measurement is data. So one
//! reading dated 2099 holds up nobody. What comes out of a batch is sorted by cause and patient, and
//! is therefore the same with any number of workers.

mod gather;
mod worker;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam::channel::{self, Receiver, Sender};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use timely::Config;
use timely::communication::Config as Communication;
use timely::container::CapacityContainerBuilder;
use timely::dataflow::channels::pact::Exchange;
use timely::dataflow::operators::generic::Operator;
use timely::dataflow::operators::generic::operator::source;
use timely::scheduling::{Activator, SyncActivator};
use timely::worker::Worker as TimelyWorker;
use vitals::{PatientId, ReadingId, StoredAt};

use crate::fact::PatientFact;
use crate::outcome::Outcome;
use crate::rest::{Dictionary, Person, Rested, Resting};
use crate::rota::Rota;
use crate::rules::RuleSet;
use crate::snapshot::{Snapshot, Standing};
use crate::timeline::RuleBook;
use crate::view::PatientView;

/// Batches that may wait for the engine; a full queue holds up the writer, and so the gateways. A commit of the
/// writer is one, of up to some thousand messages: more only take up memory.
const BATCHES_MAX: usize = 8;

/// One thing for the engine, in the order of the journal.
#[derive(Debug, Clone)]
pub enum Input {
    /// A fact about one patient.
    Fact(PatientFact),
    /// The time has come.
    Tick(ReadingId, StoredAt),
    /// From now on these rules decide.
    Rules(ReadingId, StoredAt, Arc<RuleSet>),
    /// From now on these people are on call.
    Rota(Arc<Rota>),
}

/// A stretch of the journal.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// What it holds for the engine, in order.
    pub inputs: Vec<Input>,
    /// The offset after its last entry. Grows from batch to batch.
    pub upto: u64,
    /// Whether to tell how everybody whom it touches stands after it.
    pub show: bool,
    /// Whether to give a snapshot of the state after it.
    pub save: bool,
}

/// What came out of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The batch's `upto`.
    pub upto: u64,
    /// The outcomes, by cause.
    pub outcomes: Vec<Outcome>,
    /// How each person whom the batch touched stands after it, by id, if that was asked for.
    pub views: Vec<PatientView>,
    /// How many readings were scored.
    pub scored: u64,
    /// The state after the batch, if it was asked for.
    pub snapshot: Option<Snapshot>,
}

/// A running engine.
pub struct Engine {
    batches: Option<Sender<Batch>>,
    /// Of the last batch.
    upto: Option<u64>,
    wake: SyncActivator,
    workers: Option<timely::communication::WorkerGuards<Option<worker::Saved>>>,
    /// Whether the workers hand over their states when they end.
    keep: Arc<AtomicBool>,
    gatherer: Option<std::thread::JoinHandle<()>>,
    dictionary: Dictionary,
}

/// The engine can't go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It didn't start.
    #[error("could not start the engine: {0}")]
    Start(String),
    /// A batch that doesn't come after the last.
    #[error("a batch up to entry {upto} does not come after the one before")]
    NotLater {
        /// The batch's `upto`.
        upto: u64,
    },
    /// It has stopped.
    #[error("the engine has stopped")]
    Stopped,
}

impl Engine {
    /// Starts `workers` workers from a snapshot, or from nothing and with `rules`; results go to
    /// `decided`. The snapshot is used up: a million people don't fit into memory twice.
    pub fn start(
        rules: Arc<RuleSet>,
        workers: usize,
        from: Option<Snapshot>,
        decided: Sender<Decided>,
    ) -> Result<Self, EngineError> {
        let workers = workers.max(1);
        let (batches, to_workers) = channel::bounded(BATCHES_MAX);
        let (parts, to_gather) = channel::unbounded();
        let (wakers, woken) = channel::bounded(1);
        let (standards, people, dictionary) = from.map_or_else(
            || {
                let standards = Standing { book: RuleBook::of(rules), rota: Arc::default() };
                (standards, Vec::new(), Dictionary::default())
            },
            Snapshot::into_parts,
        );
        let (back, rested): (Vec<_>, Vec<_>) = (0..workers).map(|_| channel::unbounded()).unzip();
        let shares = shared_out(people, workers).into_iter().zip(rested);
        let shares: Mutex<Vec<Option<Share>>> = Mutex::new(shares.map(Some).collect());
        let resting = Resting { dictionary: dictionary.clone(), back: back.into() };
        let config = Config {
            communication: if workers == 1 {
                Communication::Thread
            } else {
                Communication::Process(workers)
            },
            worker: timely::WorkerConfig::default(),
        };
        let kept_dictionary = dictionary.clone();
        let keep = Arc::new(AtomicBool::new(false));
        let is_kept = keep.clone();
        let guards = timely::execute(config, move |timely_worker| {
            // No worker holds the lock while it can panic.
            let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
            // Each worker begins once.
            let (own, rested) = shares[timely_worker.index()].take().expect("a share for each");
            drop(shares);
            let rest = worker::Rest { dictionary: dictionary.clone(), rested };
            let fold = worker::Fold::new(standards.clone(), own.into_iter(), parts.clone(), rest);
            let fold = Rc::new(RefCell::new(fold));
            build(timely_worker, &to_workers, fold.clone(), &wakers);
            while timely_worker.step_or_park(None) {}
            // The dataflow has ended, and nobody works on it any more.
            is_kept.load(Ordering::Acquire).then(|| fold.borrow_mut().end())
        })
        .map_err(EngineError::Start)?;
        let wake = woken.recv().map_err(|_| EngineError::Start("worker 0 gave no waker".into()))?;
        let gatherer = std::thread::Builder::new()
            .name("gather".into())
            .spawn(move || gather::run(workers, &to_gather, &decided, &resting))
            .map_err(|error| EngineError::Start(error.to_string()))?;
        Ok(Self {
            batches: Some(batches),
            upto: None,
            wake,
            workers: Some(guards),
            gatherer: Some(gatherer),
            keep,
            dictionary: kept_dictionary,
        })
    }

    /// Hands over a batch; waits while too many are queued. Its `upto` must exceed the last one's,
    /// or two batches would be taken for one.
    pub fn send(&mut self, batch: Batch) -> Result<(), EngineError> {
        if self.upto.is_some_and(|upto| batch.upto <= upto) {
            return Err(EngineError::NotLater { upto: batch.upto });
        }
        self.upto = Some(batch.upto);
        let batches = self.batches.as_ref().ok_or(EngineError::Stopped)?;
        batches.send(batch).map_err(|_| EngineError::Stopped)?;
        self.wake.activate().map_err(|_| EngineError::Stopped)
    }

    /// Finishes what was handed over and gives the state after it. Nothing is copied for it, as it is for
    /// [`Batch::save`].
    pub fn finish(mut self) -> Result<Snapshot, EngineError> {
        let upto = self.upto.ok_or(EngineError::Stopped)?;
        self.keep.store(true, Ordering::Release);
        self.end_input();
        let workers = self.workers.take().ok_or(EngineError::Stopped)?;
        let mut all: Option<worker::Saved> = None;
        for saved in workers.join() {
            let (standards, people) = saved.ok().flatten().ok_or(EngineError::Stopped)?;
            match &mut all {
                // Every worker decides by the same.
                Some((_, all)) => all.extend(people),
                None => all = Some((standards, people)),
            }
        }
        let (standards, people) = all.ok_or(EngineError::Stopped)?;
        let resting = Resting { dictionary: self.dictionary.clone(), ..Resting::default() };
        Ok(Snapshot::of_people(upto, standards, people, resting))
    }

    fn end_input(&mut self) {
        drop(self.batches.take());
        // Fails only if worker 0 is gone already.
        let _ = self.wake.activate();
    }

    /// Whether nothing was ever handed over.
    pub fn is_idle(&self) -> bool {
        self.upto.is_none()
    }

    /// How many batches wait, and how many may.
    pub fn queue(&self) -> (usize, usize) {
        (self.batches.as_ref().map_or(0, Sender::len), BATCHES_MAX)
    }
}

impl Drop for Engine {
    /// Finishes what was handed over, then stops.
    fn drop(&mut self) {
        self.end_input();
        drop(self.workers.take());
        if let Some(gatherer) = self.gatherer.take() {
            let _ = gatherer.join();
        }
    }
}

/// One worker's part of a batch, on its way there. It travels whole: a record for each fact cost more
/// than the fact's own decision at times.
#[derive(Debug, Clone)]
struct Routed {
    /// Which worker's.
    worker: u64,
    batch: Batch,
}

// timely asks for serde so that an exchange may leave the process. Ours never does: workers are
// threads, and processes divide patients by journal partition (DESIGN "Stores").
impl Serialize for Routed {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the engine's exchange stays inside one process"))
    }
}

impl<'de> Deserialize<'de> for Routed {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("the engine's exchange stays inside one process"))
    }
}

/// Builds source → exchange by patient → fold on one worker. Only worker 0's source has input.
fn build(
    timely_worker: &mut TimelyWorker,
    batches: &Receiver<Batch>,
    fold: Rc<RefCell<worker::Fold>>,
    wakers: &Sender<SyncActivator>,
) {
    let peers = timely_worker.peers();
    let first = timely_worker.index() == 0;
    let batches = first.then(|| batches.clone());
    let wakers = first.then(|| wakers.clone());
    timely_worker.dataflow::<u64, _, _>(|scope| {
        let stream = source::<_, CapacityContainerBuilder<Vec<Routed>>, _, _>(
            scope,
            "journal",
            |capability, info| {
                let again: Activator = scope.activator_for(info.address.clone());
                if let Some(wakers) = wakers {
                    // The engine waits for exactly one.
                    let _ = wakers.send(scope.worker().sync_activator_for(info.address.to_vec()));
                }
                let mut capability = batches.is_some().then_some(capability);
                move |output| {
                    let (Some(batches), Some(open)) = (batches.as_ref(), capability.as_mut())
                    else {
                        return;
                    };
                    match batches.try_recv() {
                        Ok(batch) => {
                            let upto = batch.upto;
                            output.session(&*open).give_iterator(parts(batch, peers));
                            open.downgrade(&(upto + 1));
                            again.activate();
                        }
                        Err(channel::TryRecvError::Empty) => {}
                        Err(channel::TryRecvError::Disconnected) => capability = None,
                    }
                }
            },
        );
        let by_patient = Exchange::new(|record: &Routed| record.worker);
        stream.sink(by_patient, "fold", move |(input, frontier)| {
            let mut fold = fold.borrow_mut();
            input.for_each(|_, records| {
                records.drain(..).for_each(|record| fold.take(record.batch));
            });
            fold.finish_before(|upto| !frontier.less_equal(&upto));
        });
    });
}

/// Each worker's part of a batch: the facts about its patients, and what concerns everybody.
fn parts(batch: Batch, workers: usize) -> impl Iterator<Item = Routed> {
    let Batch { inputs, upto, show, save } = batch;
    let mut shares = Vec::with_capacity(workers);
    if workers == 1 {
        shares.push(inputs);
    } else {
        shares.resize_with(workers, || Vec::with_capacity(inputs.len() / workers));
        for input in inputs {
            match &input {
                Input::Fact(fact) => shares[worker_of(&fact.patient, workers)].push(input),
                all => shares.iter_mut().for_each(|share| share.push(all.clone())),
            }
        }
    }
    (0..).zip(shares).map(move |(worker, inputs)| {
        let batch = Batch { inputs, upto, show, save };
        Routed { worker, batch }
    })
}

/// What a worker begins with: its people, and where they are given back to it.
type Share = (Vec<Person>, Receiver<Vec<Rested>>);

/// Each worker's people.
fn shared_out(people: Vec<Person>, workers: usize) -> Vec<Vec<Person>> {
    if workers == 1 {
        return vec![people];
    }
    let mut shares = vec![Vec::new(); workers];
    for person in people {
        shares[worker_of(person.patient(), workers)].push(person);
    }
    shares
}

/// Which worker a patient belongs to. The same in every run.
pub(crate) fn worker_of(patient: &PatientId, workers: usize) -> usize {
    // FNV-1a: short ids, no seed. No bits of it are good by themselves when ids differ in their last
    // digits only, so all of them are mixed (the end of SplitMix64) and the highest taken.
    let hash = patient.as_str().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed >> 33) % workers as u64) as usize
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vitals::{Flags, HeardAt, Measurement, Origin, Reading, Spo2, TakenAt};

    use super::*;
    use crate::fact::Fact;

    const PATIENTS: u64 = 20;

    fn input(offset: u64) -> Input {
        let at_ms = i64::try_from(offset).unwrap() * 30_000;
        if offset % 10 == 9 {
            return Input::Tick(ReadingId { offset, index: 0 }, StoredAt::from_unix_ms(at_ms));
        }
        let id = ReadingId { offset, index: 0 };
        Input::Fact(oximetry(id, offset % PATIENTS, at_ms, at_ms))
    }

    /// A walk that keeps crossing the thresholds, different for each person.
    fn oximetry(id: ReadingId, person: u64, taken_ms: i64, stored_ms: i64) -> PatientFact {
        let percent = 84.0 + ((id.offset + u64::from(id.index)) * 7 % 16) as f64;
        let reading = Reading {
            device: "ox".parse().unwrap(),
            slot: None,
            taken_at: TakenAt::from_unix_ms(taken_ms),
            heard_at: HeardAt::from_unix_ms(taken_ms),
            origin: Origin::Device,
            measurement: Measurement::Oximetry(Spo2::from_percent(percent).unwrap(), None),
            flags: Flags::default(),
        };
        PatientFact {
            id,
            stored_at: StoredAt::from_unix_ms(stored_ms),
            patient: format!("p-{person}").parse().unwrap(),
            fact: Fact::Read(reading),
        }
    }

    /// Runs entries `from..2000` in batches of a size; gives the outcomes and the last snapshot.
    fn run(
        workers: usize,
        batch: u64,
        from: Option<Snapshot>,
        until: u64,
    ) -> (Vec<Outcome>, Snapshot) {
        let (tx, rx) = channel::unbounded();
        let mut start = from.as_ref().map_or(0, Snapshot::offset);
        let mut engine = Engine::start(Arc::new(RuleSet::built_in()), workers, from, tx).unwrap();
        while start < until {
            let upto = (start + batch).min(until);
            let inputs = (start..upto).map(input).collect();
            engine.send(Batch { inputs, upto, show: true, save: upto == until }).unwrap();
            start = upto;
        }
        drop(engine);
        let decided: Vec<Decided> = rx.iter().collect();
        let snapshot = decided.last().unwrap().snapshot.clone().unwrap();
        (decided.into_iter().flat_map(|decided| decided.outcomes).collect(), snapshot)
    }

    #[test]
    fn ids_that_differ_in_their_last_digits_are_shared_out_evenly() {
        fn check(named: impl Fn(u64) -> String, workers: usize) {
            let mut shares = vec![0_usize; workers];
            for number in 0..4_000 {
                shares[worker_of(&named(number).parse().unwrap(), workers)] += 1;
            }
            let fair = 4_000 / workers;
            assert!(shares.iter().all(|share| share.abs_diff(fair) < fair / 5), "{shares:?}");
        }
        for workers in [2, 3, 4, 8] {
            check(|number| format!("p-{number:05}"), workers);
            check(|number| format!("{}", 1_000_000 + number), workers);
            check(|number| format!("home-{number}.p1"), workers);
            check(|number| format!("p{}", number * 2), workers);
        }
    }

    #[test]
    fn one_two_and_four_workers_decide_the_same_and_end_in_the_same_bytes() {
        let (outcomes, snapshot) = run(1, 64, None, 2000);
        assert!(outcomes.len() > 100, "{}", outcomes.len());
        for (workers, batch) in [(2, 64), (4, 64), (2, 1000), (1, 7)] {
            let (other_outcomes, other_snapshot) = run(workers, batch, None, 2000);
            assert_eq!(outcomes, other_outcomes, "{workers} workers, batches of {batch}");
            assert_eq!(
                snapshot.encode(),
                other_snapshot.encode(),
                "{workers} workers, batches of {batch}"
            );
        }
    }

    #[test]
    fn who_else_is_in_an_entry_changes_nothing_with_any_number_of_workers() {
        // A gateway that was offline: each entry has 24 readings of four people in turn.
        let entry = |offset: u64| {
            (0..24).map(move |index: u16| {
                let taken_ms = (offset as i64 * 24 + i64::from(index)) * 30_000;
                let stored_ms = offset as i64 * 24 * 30_000 + 3_600_000;
                let id = ReadingId { offset, index };
                Input::Fact(oximetry(id, u64::from(index % 4), taken_ms, stored_ms))
            })
        };
        let decide = |workers| {
            let (tx, rx) = channel::unbounded();
            let rules = Arc::new(RuleSet::built_in());
            let mut engine = Engine::start(rules, workers, None, tx).unwrap();
            let inputs = (0..100).flat_map(entry).collect();
            engine.send(Batch { inputs, upto: 100, show: false, save: true }).unwrap();
            drop(engine);
            let decided = rx.recv().unwrap();
            (decided.outcomes, decided.snapshot.unwrap().encode())
        };
        let (outcomes, bytes) = decide(1);
        assert!(outcomes.len() > 50, "{}", outcomes.len());
        for workers in [2, 4] {
            let (others, other_bytes) = decide(workers);
            assert_eq!(outcomes, others, "{workers} workers");
            assert!(bytes == other_bytes, "{workers} workers end in another state");
        }
    }

    #[test]
    fn a_restart_from_a_snapshot_ends_in_the_same_bytes() {
        let (all, straight) = run(2, 64, None, 2000);
        let (_, half) = run(2, 64, None, 1000);
        let restored = Snapshot::decode(&half.encode()).unwrap();
        let (rest, resumed) = run(4, 64, Some(restored), 2000);
        assert_eq!(straight.encode(), resumed.encode());
        let later: Vec<_> =
            all.into_iter().filter(|outcome| outcome.cause.offset >= 1000).collect();
        assert_eq!(later, rest);
    }

    #[test]
    fn a_damaged_snapshot_is_refused_and_never_panics() {
        let bytes = run(1, 64, None, 200).1.encode();
        for cut in (0..bytes.len()).step_by(13) {
            assert!(Snapshot::decode(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for at in (0..bytes.len()).step_by(13) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x80;
            // Some flips give another state; the file around it carries a digest.
            let _ = Snapshot::decode(&flipped);
        }
    }

    #[test]
    fn the_state_that_an_engine_ends_with_is_the_one_that_a_batch_can_ask_for() {
        let (_, saved) = run(1, 64, None, 2000);
        for workers in [1, 2] {
            let (tx, _rx) = channel::unbounded();
            let rules = Arc::new(RuleSet::built_in());
            let mut engine = Engine::start(rules, workers, None, tx).unwrap();
            let inputs = (0..2000).map(input).collect();
            engine.send(Batch { inputs, upto: 2000, ..Batch::default() }).unwrap();
            assert_eq!(engine.finish().unwrap().encode(), saved.encode(), "{workers} workers");
        }
    }

    #[test]
    fn an_idle_engine_answers_the_next_batch_at_once() {
        let (tx, rx) = channel::unbounded();
        let mut engine = Engine::start(Arc::new(RuleSet::built_in()), 2, None, tx).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        engine.send(Batch { inputs: vec![input(0)], upto: 1, ..Batch::default() }).unwrap();
        assert_eq!(rx.recv_timeout(Duration::from_secs(10)).unwrap().upto, 1);
    }

    #[test]
    fn a_batch_that_does_not_come_after_the_last_is_refused() {
        let (tx, _rx) = channel::unbounded();
        let mut engine = Engine::start(Arc::new(RuleSet::built_in()), 2, None, tx).unwrap();
        engine.send(Batch { inputs: vec![input(0)], upto: 1, ..Batch::default() }).unwrap();
        let again = engine.send(Batch { upto: 1, ..Batch::default() });
        assert!(matches!(again, Err(EngineError::NotLater { upto: 1 })));
    }
}
