//! One round: everything is started, faults rain for a while, then all is left alone and checked.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;
use tests::agent::{Agent, Pace};
use tests::feeder::{self, Feeder};
use tests::lives::{self, Life};
use tests::mosquitto::Mosquitto;
use tests::port;
use tests::postgres::PostgreSql;
use tests::proxy::Proxy;
use tests::questdb::QuestDb;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wall::WallClock;

use crate::arguments::Arguments;
use crate::check;
use crate::faults::{Blow, Trouble, fail_sync, gateway_jump, ms, signal};
use crate::home::Home;
use crate::network;
use crate::volume::Volume;

/// Which parts a round has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The server's own broker, and not Mosquitto.
    pub(crate) embedded: bool,
    /// The server's data is on a file system whose power can be cut.
    pub(crate) volume: bool,
    pub(crate) postgres: bool,
    pub(crate) questdb: bool,
}

impl Kind {
    /// Each broker with and without a volume of its own, each database in half of the rounds; the first two
    /// have none.
    pub(crate) fn of(round: u64) -> Self {
        let has_questdb = std::env::var_os("HEARTHWATCH_QUESTDB_JAR").is_some();
        Self {
            embedded: round % 2 == 1,
            volume: round % 4 >= 2,
            postgres: matches!(round % 8, 2 | 4 | 5 | 7),
            questdb: has_questdb && matches!(round % 8, 3 | 4 | 6 | 7),
        }
    }
}

/// What happened in a round.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) readings: u64,
    pub(crate) given_twice: u64,
    pub(crate) episodes: u64,
    pub(crate) kills: [u64; 5],
    pub(crate) stops: u64,
    pub(crate) cuts: u64,
    pub(crate) fulls: u64,
    pub(crate) sync_failures: u64,
    pub(crate) jumps: u64,
    /// Of gateways' clocks.
    pub(crate) gateway_jumps: u64,
    pub(crate) troubles: u64,
    /// Of those, the ones in which packets were lost.
    pub(crate) losses: u64,
}

const PARTS: [&str; 5] = ["server", "broker", "gateways", "QuestDB", "PostgreSQL"];

impl Tally {
    pub(crate) fn kills(&self) -> u64 {
        self.kills.iter().sum()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.readings += other.readings;
        self.given_twice += other.given_twice;
        self.episodes += other.episodes;
        for (mine, theirs) in self.kills.iter_mut().zip(other.kills) {
            *mine += theirs;
        }
        self.stops += other.stops;
        self.cuts += other.cuts;
        self.fulls += other.fulls;
        self.sync_failures += other.sync_failures;
        self.jumps += other.jumps;
        self.gateway_jumps += other.gateway_jumps;
        self.troubles += other.troubles;
        self.losses += other.losses;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} readings ({} given twice), {} episodes, {} kills (",
            self.readings,
            self.given_twice,
            self.episodes,
            self.kills()
        )?;
        for (place, (part, kills)) in PARTS.iter().zip(self.kills).enumerate() {
            write!(f, "{}{part} {kills}", if place == 0 { "" } else { ", " })?;
        }
        write!(
            f,
            "), {} stops, {} power cuts, {} full disks, {} failed syncs, {} jumps of the server's clock and {} of gateways', {} troubles on links ({} with lost packets)",
            self.stops,
            self.cuts,
            self.fulls,
            self.sync_failures,
            self.jumps,
            self.gateway_jumps,
            self.troubles,
            self.losses
        )
    }
}

/// Counted by several threads.
#[derive(Default)]
struct Counts {
    kills: [AtomicU64; 5],
    stops: AtomicU64,
    cuts: AtomicU64,
    fulls: AtomicU64,
    sync_failures: AtomicU64,
    jumps: AtomicU64,
    gateway_jumps: AtomicU64,
    troubles: AtomicU64,
    losses: AtomicU64,
}

fn one(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

const SERVER: usize = 0;
const BROKER: usize = 1;
const GATEWAYS: usize = 2;
const QUESTDB: usize = 3;
const POSTGRES: usize = 4;

/// How long the backlog may take once everything is up again.
const DRAIN_LIMIT: Duration = Duration::from_secs(300);
/// The volume's size.
const VOLUME_BYTES: u64 = 1 << 30;

/// Runs one round to its end; panics where a promise is broken.
pub(crate) fn run(arguments: &Arguments, number: u64, kind: Kind) -> Tally {
    let part = |name: &str| lives::random(arguments.seed.wrapping_add(number * 1_000_003), name);
    let scene = Scene::new();
    let data = scene.path("data");
    let volume =
        kind.volume.then(|| Volume::mount(scene.path("disk"), data, VOLUME_BYTES)).flatten();
    if kind.volume && volume.is_none() {
        println!("NOT TESTED: power cuts and full disks; nothing can be mounted here");
    }
    let people = arguments.people as usize;
    let homes: Vec<Home> =
        (1..=arguments.gateways).map(|number| Home::numbered(number, people)).collect();
    let known: Vec<Known> = homes.iter().map(|home| home.known.clone()).collect();
    let mosquitto = (!kind.embedded).then(|| Mosquitto::start(&scene));
    let broker_port = mosquitto.as_ref().map_or_else(port::free, Mosquitto::port);
    let doors = if kind.embedded {
        format!("broker_listen = \"127.0.0.1:{broker_port}\"\n")
    } else {
        format!("broker = \"127.0.0.1:{broker_port}\"\n")
    };
    let questdb = kind.questdb.then(|| QuestDb::start(&scene));
    let postgres = kind.postgres.then(|| PostgreSql::start(&scene));
    let mut more: String = homes.iter().map(Home::settings).collect();
    if let Some(questdb) = &questdb {
        more += &format!("\n[readings]\nquestdb = {:?}\n", questdb.settings());
    }
    let database = postgres.as_ref().map(PostgreSql::database);
    if let Some(database) = &database {
        more += &format!("\n[care]\npostgres = {database:?}\n");
    }
    let mut server = Server::start_at(&scene, &known, &doors, &more);
    let clock = WallClock::is_possible().then(|| WallClock::ahead_by(&scene, 0));
    match &clock {
        Some(clock) => server.go_by(clock),
        None => println!("NOT TESTED: clock jumps; libfaketime is not installed"),
    }
    let server = Mutex::new(server);
    let proxies: Vec<Proxy> = known.iter().map(|_| Proxy::start(broker_port)).collect();
    let pace = if arguments.is_long {
        Pace { at_once: 7..20, pause_ms: 20..100, open_max: 2_000 }
    } else {
        Pace { at_once: 1..3, pause_ms: 20..100, open_max: 200 }
    };
    // Every second gateway has a clock that jumps.
    let clocks: Vec<Option<WallClock>> = (0..homes.len())
        .map(|place| place % 2 == 1 && WallClock::is_possible())
        .zip(&known)
        .map(|(jumps, known)| jumps.then(|| WallClock::of(&scene, known.gateway.as_str())))
        .collect();
    let agents: Vec<Agent> = known
        .iter()
        .zip(&proxies)
        .zip(&clocks)
        .map(|((known, proxy), clock)| {
            let agent = Agent::new_with(&scene, known, proxy.port(), "keep_alive_s = 2\n");
            let agent = agent.at(pace.clone());
            match clock {
                Some(clock) => agent.by(clock.clone()),
                None => agent,
            }
        })
        .collect();
    let start = feeder::start();
    let mut feeders: Vec<Feeder> = homes.iter().map(|home| home.feeder(start)).collect();

    let end = Instant::now() + Duration::from_secs(arguments.round_seconds);
    let is_over = || Instant::now() >= end;
    let counts = Counts::default();
    let (mosquitto, questdb, postgres) =
        (Mutex::new(mosquitto), Mutex::new(questdb), Mutex::new(postgres));
    let stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        let counts = &counts;
        scope.spawn(|| {
            let (volume, clock) = (volume.as_ref(), clock.as_ref());
            beat_server(&server, volume, clock, &mut part("server"), &is_over, counts);
        });
        if !kind.embedded {
            scope.spawn(|| {
                let mut random = part("broker");
                let mut held = lock(&mosquitto);
                let Some(broker) = held.as_mut() else { return };
                while !is_over() {
                    thread::sleep(ms(&mut random, 50..1_500));
                    match Blow::to_broker(&mut random) {
                        Blow::Stop(pause) => {
                            stop(broker.id(), pause);
                            one(&counts.stops);
                        }
                        Blow::Kill(death) => {
                            broker.kill();
                            one(&counts.kills[BROKER]);
                            thread::sleep(death);
                            broker.revive();
                        }
                        _ => {}
                    }
                }
            });
        }
        if kind.questdb {
            scope.spawn(|| {
                let mut random = part("questdb");
                let mut held = lock(&questdb);
                let Some(questdb) = held.as_mut() else { return };
                while !is_over() {
                    thread::sleep(ms(&mut random, 3_000..10_000));
                    questdb.kill();
                    one(&counts.kills[QUESTDB]);
                    thread::sleep(ms(&mut random, 100..4_000));
                    questdb.revive();
                }
            });
        }
        if kind.postgres {
            scope.spawn(|| {
                let mut random = part("postgres");
                let mut held = lock(&postgres);
                let Some(postgres) = held.as_mut() else { return };
                while !is_over() {
                    thread::sleep(ms(&mut random, 1_000..5_000));
                    postgres.kill();
                    one(&counts.kills[POSTGRES]);
                    thread::sleep(ms(&mut random, 100..2_000));
                    postgres.revive();
                }
            });
        }
        let rain: Vec<_> = agents
            .iter()
            .zip(&mut feeders)
            .map(|(agent, feeder)| {
                let mut random = part(agent.name());
                scope.spawn(move || {
                    while Instant::now() < end {
                        let life = [life(&mut random)];
                        agent.live(feeder, &life, &mut random);
                        one(&counts.kills[GATEWAYS]);
                    }
                })
            })
            .collect();
        for (place, proxy) in proxies.iter().enumerate() {
            let (stopped, mut random) = (&stopped, part(&format!("link {place}")));
            scope.spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    thread::sleep(ms(&mut random, 500..6_000));
                    let drawn = Trouble::draw(&mut random, network::has_loss());
                    trouble(proxy, drawn);
                    one(&counts.troubles);
                    if matches!(drawn, Trouble::Lossy(_)) {
                        one(&counts.losses);
                    }
                }
            });
        }
        for (place, clock) in clocks.iter().enumerate() {
            let Some(clock) = clock else { continue };
            let (stopped, mut random) = (&stopped, part(&format!("clock {place}")));
            scope.spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    thread::sleep(ms(&mut random, 500..6_000));
                    clock.set(gateway_jump(&mut random));
                    one(&counts.gateway_jumps);
                }
            });
        }
        for gateway in rain {
            gateway.join().expect("a gateway's monitor");
        }
        stopped.store(true, Ordering::Relaxed);
    });

    // From here on nothing happens to anybody.
    let rained = Instant::now();
    for held in lock(&mosquitto).iter() {
        held.wait_ready();
    }
    for held in lock(&questdb).iter() {
        held.wait_ready();
    }
    for held in lock(&postgres).iter_mut() {
        held.wait_ready();
    }
    let mut server = server.into_inner().unwrap_or_else(PoisonError::into_inner);
    if server.has_ended() {
        server.revive();
    }
    server.wait_ready();
    let running: Vec<_> =
        agents.iter().zip(&mut feeders).map(|(agent, feeder)| agent.settle(feeder)).collect();
    for mut process in running {
        assert!(process.wait(DRAIN_LIMIT).success(), "a gateway hears that all it has is held");
    }
    let drained = Instant::now();
    let mut tally = check::everything(&scene, &mut server, &homes, &feeders, database.as_deref());
    tally.kills = counts.kills.map(AtomicU64::into_inner);
    tally.stops = counts.stops.into_inner();
    tally.cuts = counts.cuts.into_inner();
    tally.fulls = counts.fulls.into_inner();
    tally.sync_failures = counts.sync_failures.into_inner();
    tally.jumps = counts.jumps.into_inner();
    tally.gateway_jumps = counts.gateway_jumps.into_inner();
    tally.troubles = counts.troubles.into_inner();
    tally.losses = counts.losses.into_inner();
    println!(
        "round {number}: {:.0} s until all was held, {:.0} s of checking",
        (drained - rained).as_secs_f64(),
        drained.elapsed().as_secs_f64()
    );
    drop(server);
    drop(volume);
    tally
}

fn beat_server(
    server: &Mutex<Server>,
    volume: Option<&Volume>,
    clock: Option<&WallClock>,
    random: &mut StdRng,
    is_over: &impl Fn() -> bool,
    counts: &Counts,
) {
    let mut server = lock(server);
    while !is_over() {
        if random.random_ratio(3, 4) {
            server.wait_ready_or(is_over);
        }
        thread::sleep(ms(random, 20..1_500));
        match Blow::to_server(random, volume.is_some()) {
            Blow::Stop(pause) => {
                stop(server.id(), pause);
                one(&counts.stops);
            }
            Blow::Kill(death) => {
                server.kill();
                one(&counts.kills[SERVER]);
                thread::sleep(death);
            }
            Blow::PowerCut => {
                let Some(volume) = volume else { continue };
                volume.cut();
                server.kill();
                volume.reboot();
                one(&counts.cuts);
            }
            Blow::Full(pause) => {
                let Some(volume) = volume else { continue };
                volume.fill();
                thread::sleep(pause);
                volume.clear();
                one(&counts.fulls);
            }
            Blow::SyncFails => {
                if fail_sync(server.id()) {
                    one(&counts.sync_failures);
                }
            }
            Blow::Jump(seconds) => {
                let Some(clock) = clock else { continue };
                clock.set(seconds);
                one(&counts.jumps);
            }
        }
        if server.id().is_none() || server.has_ended() {
            server.revive();
        }
    }
    if server.has_ended() {
        server.revive();
    }
}

fn stop(id: Option<u32>, pause: Duration) {
    signal(id, "-STOP");
    thread::sleep(pause);
    signal(id, "-CONT");
}

fn life(random: &mut StdRng) -> Life {
    Life {
        from_ready: random.random_ratio(3, 4),
        length: ms(random, 50..900),
        death: ms(random, 0..80),
    }
}

fn trouble(proxy: &Proxy, trouble: Trouble) {
    match trouble {
        Trouble::Forget => proxy.forget(),
        Trouble::Swallow(pause) => {
            proxy.swallow(true);
            thread::sleep(pause);
            proxy.swallow(false);
            // What was taken meanwhile stays silent until its gateway notices.
        }
        Trouble::Hold(pause) => {
            proxy.hold(true);
            thread::sleep(pause);
            proxy.hold(false);
        }
        Trouble::Reset(bytes, pause) => {
            proxy.reset_after(bytes);
            thread::sleep(pause);
            proxy.reset_after(0);
        }
        Trouble::Offline(pause) => {
            proxy.refuse(true);
            proxy.forget();
            thread::sleep(pause);
            proxy.refuse(false);
        }
        Trouble::Lossy(pause) => {
            network::lose(proxy.port(), true);
            thread::sleep(pause);
            network::lose(proxy.port(), false);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
