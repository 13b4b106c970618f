//! Promise 1: nothing is lost and nothing counts twice, through `kill -9` of any part at any
//! moment.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tests::agent::Agent;
use tests::feeder::Feeder;
use tests::lives::{self, Life};
use tests::mosquitto::Mosquitto;
use tests::scene::{self, Scene};
use tests::server::{Known, Server};
use tests::{oracle, wait};

/// How often each of the five processes is killed.
const KILLS: usize = 60;
/// How long the backlog may take once everything is up again.
const DRAIN_LIMIT: Duration = Duration::from_secs(120);

#[test]
fn what_a_gateway_saved_is_durable_scored_and_visible_once_after_each_part_died_sixty_times() {
    let _turn = scene::turn();
    let seed = lives::seed();
    let scene = Scene::new();
    let known = [1, 2, 3].map(Known::numbered);
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), &known);
    let agents = known.each_ref().map(|known| Agent::new(&scene, known, broker.port()));
    let mut feeders = known.each_ref().map(|known| Feeder::new(&known.device));
    let (broker, server) = (Mutex::new(broker), Mutex::new(server));

    thread::scope(|scope| {
        scope.spawn(|| {
            for life in lives::draw(&mut lives::random(seed, "broker"), KILLS) {
                let mut broker = broker.lock().expect("one thread kills the broker");
                spend(life, || broker.wait_ready());
                broker.kill();
                thread::sleep(life.death);
                broker.revive();
            }
        });
        scope.spawn(|| {
            for life in lives::draw(&mut lives::random(seed, "server"), KILLS) {
                let mut server = server.lock().expect("one thread kills the server");
                spend(life, || server.wait_ready());
                server.kill();
                thread::sleep(life.death);
                server.revive();
            }
        });
        for (agent, feeder) in agents.iter().zip(&mut feeders) {
            scope.spawn(move || {
                let mut random = lives::random(seed, agent.name());
                let lives = lives::draw(&mut random, KILLS);
                agent.live(feeder, &lives, &mut random);
            });
        }
    });

    let server = server.into_inner().unwrap_or_else(PoisonError::into_inner);
    server.wait_ready();
    let running = agents.iter().zip(&mut feeders).map(|(agent, feeder)| agent.settle(feeder));
    for mut process in running.collect::<Vec<_>>() {
        // It has heard a ledger that covers its whole spool.
        assert!(process.wait(DRAIN_LIMIT).success());
    }
    check_everything_arrived(&server, &known, &feeders);
}

/// Lets a process run for its life: from when it is ready, or from when it was started.
fn spend(life: Life, wait_ready: impl FnOnce()) {
    if life.from_ready {
        wait_ready();
    }
    thread::sleep(life.length);
}

/// Produced = durable = scored = visible, by number and one by one, and nothing is kept apart.
pub(crate) fn check_everything_arrived(server: &Server, known: &[Known], feeders: &[Feeder]) {
    check_saved_arrived(server, known, feeders);
    let ops = server.ops().unwrap_or_default();
    assert_eq!(ops["quarantined"]["total"], 0, "{ops}");
}

/// Produced = durable = scored = visible, by number and one by one.
pub(crate) fn check_saved_arrived(server: &Server, known: &[Known], feeders: &[Feeder]) {
    let produced: u64 = feeders.iter().map(|feeder| feeder.saved().len() as u64).sum();
    let counted: BTreeMap<&str, u64> = COUNTERS.iter().map(|(name, _)| (*name, produced)).collect();
    wait::until_equal("every reading to arrive", DRAIN_LIMIT, &counted, || {
        let ops = server.ops().unwrap_or_default();
        let count = |path: &str| ops.pointer(path).and_then(Value::as_u64).unwrap_or_default();
        COUNTERS.iter().map(|(name, path)| (*name, count(path))).collect()
    });
    // The last of them may be counted before it is on the page.
    server.wait_settled();
    for (known, feeder) in known.iter().zip(feeders) {
        let page = server.page(&format!("/api/patients/{}", known.patient));
        assert_eq!(page["row"]["readings"], feeder.saved().len(), "{}", known.patient);
        let visible = oracle::visible(&page).unwrap_or_else(|e| panic!("{e:#}"));
        let differences = oracle::differences(feeder, &visible);
        assert!(differences.is_empty(), "{}: {differences:#?}", known.gateway);
    }
    // The bytes on disk say the same to a reader that saw none of it.
    let verified = server.verify();
    assert_eq!(verified["readings"], produced, "{verified}");
    let ops = server.ops().unwrap_or_default();
    println!("{produced} readings, {} given twice", ops["duplicates"]);
}

/// What `/api/ops` counts over the whole life of the data, not since the last start. A weight is
/// one value.
const COUNTERS: [(&str, &str); 3] =
    [("durable", "/admitted"), ("scored", "/engine/scored_readings"), ("visible", "/store/values")];
