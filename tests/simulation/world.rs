//! What happens when: measurements, a network and a broker that lose, repeat, reorder and damage, and
//! parts that die. One number draws everything.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_agent::agent::Input;
use ingest::entry::{Assignment, Enrolment, Entry, Trust, base_plan};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use risk_engine::fact::Spo2Scale;
use tempfile::TempDir;
use vitals::{DeviceId, Flags, HeardAt, Origin, Private, StoredAt, TakenAt};
use wire::{Body, ClockRule, Dated, Quantity, StoreEpoch, WireReading};

use crate::Bug;
use crate::home::Home;
use crate::server::{Server, Told};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// After the last day with faults: time for everything to come through, and no new day begins.
const QUIET_MS: i64 = 23 * HOUR_MS;
/// 2026-01-01.
const START_MS: i64 = 1_767_225_600_000;

/// How long a run takes, in its own time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) homes: usize,
    /// Days with faults; a day without any follows.
    pub(crate) days: i64,
    pub(crate) bug: Bug,
}

/// Something that happens.
#[derive(Debug, Clone)]
enum Event {
    Measure(usize),
    /// The disk didn't take it before.
    Offer(usize, WireReading),
    Wake(usize),
    Frame(usize, Vec<u8>),
    Ledger(usize, u64, Vec<u8>),
    Acked(usize, u64),
    LinkUp(usize),
    /// Of that connection, if there is no newer one.
    LinkDown(usize, u64),
    Restart(usize),
    Commit,
    ServerDies,
    ServerStarts,
    Hour,
    Day,
    Restore,
}

/// A run.
pub(crate) struct World {
    plan: Plan,
    random: StdRng,
    now_ms: i64,
    count: u64,
    events: BTreeMap<(i64, u64), Event>,
    pub(crate) homes: Vec<Home>,
    pub(crate) server: Server,
    folder: TempDir,
    is_commit_due: bool,
    /// When each home's agent looks again.
    wakes: Vec<Option<i64>>,
    is_backed_up: bool,
    /// What was measured and saved, in the order in which it was.
    pub(crate) measured: Vec<(i64, usize, WireReading)>,
    pub(crate) seen: Seen,
}

/// How often what went wrong.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) deaths: u64,
    pub(crate) restarts: u64,
    pub(crate) outages: u64,
    pub(crate) lost: u64,
    pub(crate) repeated: u64,
    pub(crate) damaged: u64,
    pub(crate) restores: u64,
    /// Runs in which something came later than the rules promise to mend.
    pub(crate) too_late: u64,
}

impl World {
    pub(crate) fn new(plan: Plan) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the journal");
        let at = StoredAt::from_unix_ms(START_MS);
        let server = Server::new(&folder.path().join("journal"), plan.bug, at, roster(plan.homes));
        let mut world = Self {
            plan,
            random: StdRng::seed_from_u64(plan.seed),
            now_ms: START_MS,
            count: 0,
            events: BTreeMap::new(),
            homes: (0..plan.homes).map(|number| Home::new(number, plan.bug)).collect(),
            server,
            folder,
            is_commit_due: false,
            wakes: vec![None; plan.homes],
            is_backed_up: false,
            measured: Vec::new(),
            seen: Seen::default(),
        };
        for home in 0..plan.homes {
            let first = world.random.random_range(0..8 * HOUR_MS);
            world.after(first, Event::Measure(home));
            world.after(1_000, Event::LinkUp(home));
            // Everybody's last word comes on the quiet day, so that what is old is forgotten alike.
            world.after(plan.days * DAY_MS + 20 * HOUR_MS, Event::Measure(home));
        }
        world.after(HOUR_MS, Event::Hour);
        world.after(DAY_MS, Event::Day);
        world
    }

    /// Lives through the days with faults and the quiet day, in which everything comes through.
    pub(crate) fn live(&mut self) {
        let quiet_ms = START_MS + self.plan.days * DAY_MS;
        while let Some(((at_ms, _), event)) = self.events.pop_first() {
            if at_ms > quiet_ms + QUIET_MS {
                break;
            }
            self.now_ms = at_ms;
            self.happen(event);
            if !self.server.is_up() && at_ms > quiet_ms {
                self.happen(Event::ServerStarts);
            }
        }
        self.now_ms = quiet_ms + QUIET_MS;
        self.server.note(self.at(), Entry::Tick);
        self.server.commit(None);
    }

    /// The same measurements at a server to which nothing ever happens, as they were taken.
    pub(crate) fn undisturbed(&self) -> Server {
        let at = StoredAt::from_unix_ms(START_MS);
        let folder = self.folder.path().join("undisturbed");
        let mut server = Server::new(&folder, Bug::None, at, roster(self.plan.homes));
        let end_ms = START_MS + self.plan.days * DAY_MS + QUIET_MS;
        let mut homes: Vec<Home> =
            (0..self.plan.homes).map(|number| Home::new(number, Bug::None)).collect();
        for home in &mut homes {
            home.generation = 1;
            home.is_linked = true;
            home.take(Duration::ZERO, Input::LinkUp { generation: 1 });
        }
        let mut hour_ms = START_MS + HOUR_MS;
        for (at_ms, place, reading) in &self.measured {
            while hour_ms <= *at_ms {
                server.note(StoredAt::from_unix_ms(hour_ms), Entry::Tick);
                hour_ms += HOUR_MS;
            }
            let home = &mut homes[*place];
            for frame in home.hear(Duration::ZERO, reading.clone(), true) {
                server.receive(StoredAt::from_unix_ms(*at_ms), &home.gateway, frame);
            }
            home.take(Duration::ZERO, Input::Acked { generation: 1 });
            for (_, ledger) in server.commit(None) {
                home.told(Duration::ZERO, &ledger);
            }
        }
        while hour_ms <= end_ms {
            server.note(StoredAt::from_unix_ms(hour_ms), Entry::Tick);
            hour_ms += HOUR_MS;
        }
        server.commit(None);
        server
    }

    fn at(&self) -> StoredAt {
        StoredAt::from_unix_ms(self.now_ms)
    }

    /// The gateways' steady clock.
    fn steady(&self) -> Duration {
        Duration::from_millis(self.now_ms.abs_diff(START_MS))
    }

    fn after(&mut self, ms: i64, event: Event) {
        self.count += 1;
        self.events.insert((self.now_ms + ms, self.count), event);
    }

    fn is_quiet(&self) -> bool {
        self.now_ms >= START_MS + self.plan.days * DAY_MS
    }

    /// Whether something goes wrong, so many times in a thousand; never in the quiet.
    fn fault(&mut self, per_mille: u32) -> bool {
        !self.is_quiet() && self.random.random_range(0..1_000) < per_mille
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Measure(home) => self.measure(home),
            Event::Offer(home, reading) => self.offer(home, reading),
            Event::Wake(home) => {
                self.wakes[home] = None;
                self.tell(home, Input::Tick);
            }
            Event::Frame(home, bytes) => self.arrive(home, bytes),
            Event::Ledger(home, generation, bytes) => {
                let it = &mut self.homes[home];
                if it.is_linked && it.generation == generation {
                    let now = Duration::from_millis(self.now_ms.abs_diff(START_MS));
                    let frames = it.told(now, &bytes);
                    self.check_release(home);
                    self.send(home, frames);
                }
            }
            Event::Acked(home, generation) => self.tell(home, Input::Acked { generation }),
            Event::LinkUp(home) => self.link_up(home),
            Event::LinkDown(home, generation) => self.link_down(home, generation),
            Event::Restart(home) => self.restart(home),
            Event::Commit => self.commit(),
            Event::ServerDies => self.server_dies(),
            Event::ServerStarts => self.server_starts(),
            Event::Hour => self.hour(),
            Event::Day => self.day(),
            Event::Restore => self.restore(),
        }
    }

    fn measure(&mut self, home: usize) {
        let pause = self.random.random_range(2 * HOUR_MS..10 * HOUR_MS);
        if !self.is_quiet() {
            self.after(pause, Event::Measure(home));
        }
        // Now and then a monitor sends again what it remembers.
        let mine: Vec<usize> = (0..self.measured.len())
            .rev()
            .take(50)
            .filter(|place| self.measured[*place].1 == home)
            .collect();
        let reading = if !mine.is_empty() && self.fault(60) {
            let place = self.random.random_range(0..mine.len());
            self.measured[mine[place]].2.clone()
        } else {
            self.reading(home)
        };
        self.offer(home, reading);
    }

    fn offer(&mut self, home: usize, reading: WireReading) {
        let is_written = !self.fault(30);
        let now = self.steady();
        let frames = self.homes[home].hear(now, reading.clone(), is_written);
        if is_written {
            self.measured.push((self.now_ms, home, reading));
        } else {
            self.after(MINUTE_MS, Event::Offer(home, reading));
        }
        self.send(home, frames);
    }

    fn tell(&mut self, home: usize, input: Input) {
        let now = self.steady();
        let frames = self.homes[home].take(now, input);
        self.send(home, frames);
    }

    /// Frames leave a home; the broker answers whatever becomes of them.
    fn send(&mut self, home: usize, frames: Vec<Vec<u8>>) {
        let generation = self.homes[home].generation;
        for mut bytes in frames {
            let delay = self.random.random_range(20..400);
            self.after(delay, Event::Acked(home, generation));
            if self.fault(50) {
                self.seen.lost += 1;
                continue;
            }
            if self.fault(20) {
                self.seen.damaged += 1;
                let at = self.random.random_range(0..bytes.len());
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << self.random.random_range(0..8);
                std::mem::swap(&mut damaged, &mut bytes);
            }
            let slow = if self.fault(100) { 60_000 } else { 500 };
            if self.fault(60) {
                self.seen.repeated += 1;
                let later = self.random.random_range(20..60_000);
                self.after(later, Event::Frame(home, bytes.clone()));
            }
            let delay = self.random.random_range(20..slow);
            self.after(delay, Event::Frame(home, bytes));
        }
        self.plan_wake(home);
    }

    /// The agent looks again when it wants to.
    fn plan_wake(&mut self, home: usize) {
        let Some(wake) = self.homes[home].wake_at() else { return };
        let pause = wake.saturating_sub(self.steady()).as_millis();
        let pause = i64::try_from(pause).unwrap_or(i64::MAX) + 1;
        if self.wakes[home].is_none_or(|planned| planned > self.now_ms + pause) {
            self.wakes[home] = Some(self.now_ms + pause);
            self.after(pause, Event::Wake(home));
        }
    }

    /// A frame reaches the server, if there is one.
    fn arrive(&mut self, home: usize, bytes: Vec<u8>) {
        let (at, gateway) = (self.at(), self.homes[home].gateway.clone());
        if !self.server.is_up() {
            // A broker without a store has forgotten it by the time that the server is back.
            return;
        }
        let early = self.server.receive(at, &gateway, bytes);
        self.tell_ledgers(early.into_iter().collect());
        self.plan_commit();
    }

    fn plan_commit(&mut self) {
        if !self.is_commit_due {
            self.is_commit_due = true;
            let pause = self.random.random_range(1..200);
            self.after(pause, Event::Commit);
        }
    }

    fn commit(&mut self) {
        self.is_commit_due = false;
        let dies_after = self.fault(20).then(|| self.random.random_range(0..600));
        let ledgers = self.server.commit(dies_after);
        if dies_after.is_some() {
            self.seen.deaths += 1;
            self.plan_start();
        }
        self.tell_ledgers(ledgers);
    }

    fn tell_ledgers(&mut self, ledgers: Vec<Told>) {
        for (gateway, bytes) in ledgers {
            let found = self.homes.iter().position(|home| home.gateway == gateway);
            let home = found.expect("a ledger is for one of the homes");
            if self.fault(80) {
                self.seen.lost += 1;
                continue;
            }
            let generation = self.homes[home].generation;
            let slow = if self.fault(100) { 60_000 } else { 500 };
            let delay = self.random.random_range(20..slow);
            self.after(delay, Event::Ledger(home, generation, bytes));
        }
    }

    /// No home is told more than what was durable when it was told.
    fn check_release(&self, home: usize) {
        let it = &self.homes[home];
        let Some((stored, epoch)) = it.released() else { return };
        let key: (StoreEpoch, _, _) = (epoch, it.gateway.clone(), it.incarnation());
        let promised = self.server.promised.get(&key).copied().unwrap_or(0);
        assert!(stored <= promised, "{stored} is released, and {promised} was durable");
    }

    fn link_up(&mut self, home: usize) {
        let it = &mut self.homes[home];
        it.generation += 1;
        it.is_linked = true;
        let (generation, gateway, incarnation) =
            (it.generation, it.gateway.clone(), it.incarnation());
        self.tell(home, Input::LinkUp { generation });
        self.server.hello(&gateway, incarnation);
        self.plan_commit();
        let up = self.random.random_range(HOUR_MS..4 * DAY_MS);
        self.after(up, Event::LinkDown(home, generation));
    }

    fn link_down(&mut self, home: usize, generation: u64) {
        if self.homes[home].generation != generation {
            return;
        }
        self.homes[home].is_linked = false;
        self.tell(home, Input::LinkDown { generation });
        self.seen.outages += 1;
        let down = if self.is_quiet() {
            1_000
        } else if self.random.random_range(0..10) == 0 {
            self.random.random_range(DAY_MS..3 * DAY_MS)
        } else {
            self.random.random_range(1_000..HOUR_MS)
        };
        self.after(down, Event::LinkUp(home));
    }

    fn restart(&mut self, home: usize) {
        self.seen.restarts += 1;
        let is_mark_lost = self.random.random_range(0..5) == 0;
        let was_linked = self.homes[home].is_linked;
        self.homes[home].restart(is_mark_lost);
        if was_linked {
            self.after(5_000, Event::LinkUp(home));
        }
    }

    fn server_dies(&mut self) {
        if self.server.is_up() {
            self.seen.deaths += 1;
            self.server.kill();
            self.plan_start();
        }
    }

    fn plan_start(&mut self) {
        let down = self.random.random_range(1_000..2 * HOUR_MS);
        self.after(down, Event::ServerStarts);
    }

    fn server_starts(&mut self) {
        if self.server.is_up() {
            return;
        }
        self.server.start();
        // Each gateway's status is retained, so the server hears of all at once.
        for home in 0..self.homes.len() {
            let (gateway, incarnation) =
                (self.homes[home].gateway.clone(), self.homes[home].incarnation());
            self.server.hello(&gateway, incarnation);
        }
        self.plan_commit();
    }

    fn hour(&mut self) {
        self.after(HOUR_MS, Event::Hour);
        let at = self.at();
        self.server.note(at, Entry::Tick);
        self.plan_commit();
        let home = self.random.random_range(0..self.homes.len());
        if self.fault(40) {
            self.happen(Event::Restart(home));
        }
        if self.fault(15) {
            self.happen(Event::ServerDies);
        }
        let renewed = (0..self.homes.len()).filter(|home| !self.homes[*home].is_linked);
        for home in renewed.collect::<Vec<_>>() {
            // Whatever cut it, it tries again.
            if self.is_quiet() || self.random.random_range(0..72) == 0 {
                self.happen(Event::LinkUp(home));
            }
        }
    }

    fn day(&mut self) {
        self.after(DAY_MS, Event::Day);
        let (now, at) = (self.steady(), self.at());
        self.homes.iter_mut().for_each(|home| home.tidy(now, at));
        if self.is_backed_up && self.fault(40) {
            let when = self.random.random_range(0..DAY_MS);
            self.after(when, Event::Restore);
        } else if self.server.is_up() {
            self.server.back_up(&self.folder.path().join("backup"));
            self.is_backed_up = true;
        }
    }

    fn restore(&mut self) {
        if !self.is_quiet() {
            self.seen.restores += 1;
            self.server.restore(&self.folder.path().join("backup"));
            self.plan_start();
        }
    }

    /// What a person's monitors show: mostly well, with stretches of days that are not.
    fn reading(&mut self, home: usize) -> WireReading {
        let day = (self.now_ms - START_MS) / DAY_MS + 3 * home as i64;
        let is_ill = day % 9 >= 7;
        let mut milli = |well: i32, ill: i32, spread: i32| {
            let base = if is_ill { ill } else { well };
            Quantity::Milli(1_000 * (base + self.random.random_range(-spread..=spread)))
        };
        let (monitor, body) = if milli(0, 0, 1) == Quantity::Milli(0) {
            let (systolic, diastolic, pulse) =
                (milli(128, 186, 6), milli(76, 96, 5), milli(70, 88, 6));
            ("cuff", Body::BloodPressure { systolic, diastolic, pulse })
        } else {
            ("ox", Body::Oximetry { spo2: milli(97, 88, 2), pulse: milli(72, 96, 6) })
        };
        let now_ms = self.now_ms;
        WireReading {
            device: format!("{monitor}-{home}").parse::<DeviceId>().expect("a plain id"),
            slot: None,
            device_sequence: None,
            device_time: Some(now_ms),
            dated: Dated::At {
                taken_at: TakenAt::from_unix_ms(now_ms),
                rule: ClockRule::Corrected,
            },
            heard_at: HeardAt::from_unix_ms(now_ms),
            zone_offset_min: 0,
            origin: Origin::Device,
            raw_crc: 0,
            flags: Flags::default(),
            body,
        }
    }
}

/// Everybody, with two monitors each.
fn roster(homes: usize) -> Vec<Entry> {
    (0..homes).flat_map(roster_of).collect()
}

fn roster_of(home: usize) -> Vec<Entry> {
    let patient: vitals::PatientId = format!("p-{home}").parse().expect("a plain id");
    let conditions =
        if home.is_multiple_of(2) { vec!["Heart failure".to_owned()] } else { Vec::new() };
    let enrolled = Entry::Enrolled(Enrolment {
        patient: patient.clone(),
        name: Private::hide(format!("SAMPLE, Number {home}")),
        born: Private::hide("1950-01-01".into()),
        sex: "F".into(),
        plan: std::sync::Arc::new(base_plan(
            "1950-01-01",
            &conditions,
            Spo2Scale::One,
            Some(false),
        )),
        conditions,
        zone: "UTC".into(),
    });
    let gateway = format!("gw-{home}").parse().expect("a plain id");
    let assigned = ["cuff", "ox"].map(|monitor| {
        Entry::Assigned(Assignment {
            device: format!("{monitor}-{home}").parse().expect("a plain id"),
            slot: None,
            patient: patient.clone(),
            from: TakenAt::from_unix_ms(0),
            shared: false,
        })
    });
    let registered = Entry::Registered { gateway, trust: Trust::Authenticated };
    [enrolled, registered].into_iter().chain(assigned).collect()
}
