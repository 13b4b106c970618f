//! The real agent between a disk that crashes and fills, a network that loses, repeats and reorders,
//! and a server that is restored from old backups. One number replays a run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gateway_agent::agent::{Agent, Effect, Input, Standing};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use vitals::{Flags, GatewayId, HeardAt, Origin};
use wire::{Body, Dated, Incarnation, Ledger, Quantity, StoreEpoch, WireReading};

const STEPS: usize = 2_000;
const SEEDS: u64 = 300;

/// Set to one seed to see only that run.
const SEED_VARIABLE: &str = "HEARTHWATCH_SEED";

#[test]
fn what_is_durable_reaches_the_server_and_only_what_it_holds_is_released() {
    let replay = std::env::var(SEED_VARIABLE).ok().and_then(|seed| seed.parse().ok());
    let (mut crashes, mut renewals, mut given_up) = (0, 0, 0);
    for seed in replay.map_or(0..SEEDS, |seed| seed..seed + 1) {
        let command = format!("{SEED_VARIABLE}={seed} cargo test -p gateway-agent simulation");
        let world = std::panic::catch_unwind(|| World::new(seed).live());
        let world = world.unwrap_or_else(|_| panic!("replay with: {command}"));
        crashes += world.crashes;
        renewals += u32::from(world.disk.incarnation > 1);
        given_up += world.disk.given_up;
    }
    if replay.is_none() {
        assert!(crashes > 1000 && renewals > 10, "{crashes} crashes, {renewals} new incarnations");
        assert!(given_up > 1000, "{given_up} readings given up");
    }
}

/// What is on the gateway's disk.
#[derive(Default)]
struct Disk {
    incarnation: u128,
    /// Reading by sequence number.
    records: BTreeMap<u64, i32>,
    /// Appended and not durable yet.
    pending: Vec<(u64, i32)>,
    mark: Option<(u64, StoreEpoch)>,
    /// As the folder's name says it.
    given_up: u64,
}

/// What the server holds: for each incarnation the readings in order, from 1.
type Store = BTreeMap<u128, Vec<i32>>;

struct World {
    random: StdRng,
    now: Duration,
    agent: Agent,
    disk: Disk,
    generation: u64,
    linked: bool,
    /// Frames on their way: incarnation, first number, readings.
    frames: Vec<(u128, u64, Vec<i32>)>,
    /// Frames that the broker has yet to answer.
    unanswered: Vec<u64>,
    ledgers: Vec<Ledger>,
    store: Store,
    epoch: StoreEpoch,
    backup: Store,
    /// The most that the store ever held, by its life and the spool's.
    held: BTreeMap<(StoreEpoch, u128), u64>,
    measured: i32,
    /// Readings whose monitor was told that they are saved.
    saved: BTreeSet<i32>,
    /// Readings that were dropped after the server held them.
    dropped: BTreeSet<i32>,
    /// Readings that were given up, because the spool was full, and not known to be held.
    given_up: BTreeSet<i32>,
    crashes: u32,
}

impl World {
    fn new(seed: u64) -> Self {
        let disk = Disk { incarnation: 1, ..Disk::default() };
        Self {
            random: StdRng::seed_from_u64(seed),
            now: Duration::ZERO,
            agent: Agent::resume(standing(&disk)),
            disk,
            generation: 0,
            linked: false,
            frames: Vec::new(),
            unanswered: Vec::new(),
            ledgers: Vec::new(),
            store: Store::new(),
            epoch: StoreEpoch(1),
            backup: Store::new(),
            held: BTreeMap::new(),
            measured: 0,
            saved: BTreeSet::new(),
            dropped: BTreeSet::new(),
            given_up: BTreeSet::new(),
            crashes: 0,
        }
    }

    /// A life with faults, then quiet, then the promises.
    fn live(mut self) -> Self {
        for _ in 0..STEPS {
            self.step();
        }
        self.settle();
        let there: Vec<i32> = self.store.values().flatten().copied().collect();
        let unique: BTreeSet<i32> = there.iter().copied().collect();
        for reading in self.saved.difference(&self.dropped) {
            let there = unique.contains(reading) || self.given_up.contains(reading);
            assert!(there, "saved reading {reading} is not in the store");
        }
        assert_eq!(self.disk.given_up, self.given_up.len() as u64, "what is given up is counted");
        let doubled = there.len() - unique.len();
        assert!(doubled == 0 || self.disk.incarnation > 1, "{doubled} readings are there twice");
        self
    }

    fn step(&mut self) {
        self.now += Duration::from_millis(self.random.random_range(0..400));
        match self.random.random_range(0..100) {
            0..25 => self.measure(),
            25..40 => self.sync(),
            40..42 => {
                self.disk.pending.clear();
                self.input(Input::NotDurable);
            }
            42..44 => self.crash(),
            44..48 => self.link_up(),
            48..50 => self.link_down(),
            50..65 => self.frame_arrives(true),
            65..80 => self.ledger_arrives(true),
            80..88 => self.broker_answers(),
            88..96 => self.input(Input::Tick),
            96..98 => self.drop_oldest(),
            98 if self.random.random_bool(0.3) => self.give_up(),
            98 => self.backup = self.store.clone(),
            _ if self.random.random_bool(0.2) => self.restore(),
            _ => {}
        }
    }

    /// No more faults: everything must come through.
    fn settle(&mut self) {
        self.sync();
        for round in 0..200 {
            if round == 20 && self.random.random_bool(0.5) {
                self.restore();
            }
            while !self.frames.is_empty() {
                self.frame_arrives(false);
            }
            while !self.ledgers.is_empty() {
                self.ledger_arrives(false);
            }
            while !self.unanswered.is_empty() {
                self.broker_answers();
            }
            if !self.linked {
                self.link_up();
            }
            self.now += Duration::from_secs(5);
            self.say_ledger(self.disk.incarnation);
            self.input(Input::Tick);
        }
    }

    fn measure(&mut self) {
        self.measured += 1;
        self.input(Input::Heard(reading(self.measured)));
    }

    fn sync(&mut self) {
        let Some((last, _)) = self.disk.pending.last().copied() else { return };
        self.saved.extend(self.disk.pending.iter().map(|(_, reading)| reading));
        self.disk.records.extend(self.disk.pending.drain(..));
        self.input(Input::Durable(last));
    }

    /// Some of what was not durable yet may be on disk all the same.
    fn crash(&mut self) {
        self.crashes += 1;
        let kept = self.random.random_range(0..=self.disk.pending.len());
        let pending = std::mem::take(&mut self.disk.pending);
        self.disk.records.extend(pending.into_iter().take(kept));
        if self.random.random_bool(0.2) {
            self.disk.mark = None;
        }
        self.agent = Agent::resume(standing(&self.disk));
        self.linked = false;
        self.unanswered.clear();
    }

    fn link_up(&mut self) {
        self.generation += 1;
        self.linked = true;
        self.unanswered.clear();
        // Of the earlier ones the broker gives only the last, which it retained.
        self.ledgers.clear();
        let before = self.disk.incarnation - self.random.random_range(0..=1);
        self.say_ledger(before);
        self.input(Input::LinkUp { generation: self.generation });
    }

    fn link_down(&mut self) {
        self.linked = false;
        let lost = self.random.random_range(0..=self.frames.len());
        self.frames.truncate(lost);
        self.input(Input::LinkDown { generation: self.generation });
    }

    fn frame_arrives(&mut self, faults: bool) {
        if self.frames.is_empty() {
            return;
        }
        let at = if faults { self.random.random_range(0..self.frames.len()) } else { 0 };
        let (incarnation, first, readings) = match self.random.random_range(0..10) {
            0 if faults => {
                self.frames.remove(at);
                return;
            }
            1 if faults => self.frames[at].clone(),
            _ => self.frames.remove(at),
        };
        let held = self.store.entry(incarnation).or_default();
        for (seq, reading) in (first..).zip(readings) {
            match held.get(seq as usize - 1) {
                Some(there) => assert_eq!(*there, reading, "number {seq} stands for two readings"),
                None if held.len() as u64 + 1 == seq => held.push(reading),
                None => {}
            }
        }
        let most = self.held.entry((self.epoch, incarnation)).or_default();
        *most = (*most).max(held.len() as u64);
        self.say_ledger(incarnation);
    }

    fn say_ledger(&mut self, incarnation: u128) {
        let stored = self.store.get(&incarnation).map_or(0, |held| held.len() as u64);
        let incarnation = Incarnation(incarnation);
        self.ledgers.push(Ledger { gateway: gateway(), incarnation, stored, epoch: self.epoch });
    }

    fn ledger_arrives(&mut self, faults: bool) {
        if self.ledgers.is_empty() {
            return;
        }
        let at = if faults { self.random.random_range(0..self.ledgers.len()) } else { 0 };
        let ledger = match self.random.random_range(0..10) {
            0 if faults => {
                self.ledgers.remove(at);
                return;
            }
            1 if faults => self.ledgers[at].clone(),
            _ => self.ledgers.remove(at),
        };
        if self.linked {
            self.input(Input::Ledger(ledger));
        }
    }

    fn broker_answers(&mut self) {
        if let Some(generation) = self.unanswered.pop() {
            self.input(Input::Acked { generation });
        }
    }

    /// The oldest record was kept long enough.
    fn drop_oldest(&mut self) {
        let Some((stored, _)) = self.disk.mark else { return };
        let Some((&seq, &reading)) = self.disk.records.first_key_value() else { return };
        if seq <= stored && self.disk.records.len() > 1 {
            self.disk.records.remove(&seq);
            self.dropped.insert(reading);
            self.input(Input::Forgotten { oldest: seq + 1 });
        }
    }

    /// The spool is full: its oldest segments go, and a new incarnation begins with the rest, of which
    /// the server isn't known to hold anything.
    fn give_up(&mut self) {
        self.sync();
        let durable = self.disk.records.last_key_value().map_or(0, |(seq, _)| *seq);
        let stored = standing(&self.disk).stored;
        if durable < stored + 2 {
            return;
        }
        let base = self.random.random_range(stored + 1..durable);
        let kept = self.disk.records.split_off(&(base + 1));
        let gone = std::mem::take(&mut self.disk.records);
        self.dropped.extend(gone.range(..=stored).map(|(_, reading)| reading));
        let lost = gone.range(stored + 1..).map(|(_, reading)| *reading);
        self.disk.given_up += lost.clone().count() as u64;
        self.given_up.extend(lost);
        let incarnation = self.disk.incarnation + 1;
        let records = kept.into_iter().map(|(seq, reading)| (seq - base, reading)).collect();
        let mark = self.disk.mark.map(|(_, epoch)| (0, epoch));
        let given_up = self.disk.given_up;
        self.disk = Disk { incarnation, records, pending: Vec::new(), mark, given_up };
        self.agent = Agent::resume(standing(&self.disk));
        self.linked = false;
    }

    /// The server comes back from its backup, and says so.
    fn restore(&mut self) {
        self.store = self.backup.clone();
        self.epoch = StoreEpoch(self.epoch.0 + 1);
        for (incarnation, held) in &self.store {
            self.held.insert((self.epoch, *incarnation), held.len() as u64);
        }
        self.frames.clear();
    }

    fn input(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.agent.handle(self.now, input, &mut effects);
        for effect in effects {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Append(seq, reading) => {
                let Body::Respiration { rate: Quantity::Milli(n) } = reading.body else { return };
                self.disk.pending.push((seq, n));
            }
            Effect::Publish { generation, first_seq, last_seq } => {
                assert!(first_seq <= last_seq, "a frame without readings");
                let record = |seq| self.disk.records.get(&seq).copied();
                let readings: Option<Vec<i32>> = (first_seq..=last_seq).map(record).collect();
                let readings = readings.unwrap_or_else(|| {
                    panic!("{first_seq} to {last_seq} are sent and not all on disk")
                });
                if self.linked && generation == self.generation {
                    self.frames.push((self.disk.incarnation, first_seq, readings));
                    self.unanswered.push(generation);
                }
            }
            Effect::Release { stored, epoch } => {
                let held = self.held.get(&(epoch, self.disk.incarnation)).copied();
                assert!(stored <= held.unwrap_or(0), "{stored} released, {held:?} held");
                self.disk.mark = Some((stored, epoch));
            }
            Effect::Renew { first_seq, .. } => self.renew(first_seq),
        }
    }

    fn renew(&mut self, first_seq: u64) {
        let carried = self.disk.records.split_off(&first_seq);
        // What stays behind is held by the server, or was.
        self.dropped.extend(self.disk.records.values());
        let incarnation = self.disk.incarnation + 1;
        let records = (1..).zip(carried.into_values()).collect();
        let given_up = self.disk.given_up;
        self.disk = Disk { incarnation, records, given_up, ..Disk::default() };
        self.agent = Agent::resume(standing(&self.disk));
        self.linked = false;
    }
}

fn gateway() -> GatewayId {
    "gw-1".parse().unwrap()
}

fn standing(disk: &Disk) -> Standing {
    let durable = disk.records.last_key_value().map_or(0, |(seq, _)| *seq);
    let oldest = disk.records.first_key_value().map_or(durable + 1, |(seq, _)| *seq);
    Standing {
        gateway: gateway(),
        incarnation: Incarnation(disk.incarnation),
        oldest,
        durable,
        stored: disk.mark.map_or(oldest - 1, |(stored, _)| stored.max(oldest - 1)),
        epoch: disk.mark.map(|(_, epoch)| epoch),
    }
}

fn reading(n: i32) -> WireReading {
    WireReading {
        device: "belt-1".parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::Undatable,
        heard_at: HeardAt::from_unix_ms(0),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::Respiration { rate: Quantity::Milli(n) },
    }
}
