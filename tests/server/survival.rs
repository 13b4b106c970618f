//! What a network does to a gateway's link, one trouble at a time: whatever it saved arrives once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use gateway_agent::clock::{Clock, Zone};
use gateway_agent::config::Configuration;
use gateway_agent::gateway::Gateway;
use gateway_agent::hear::MonitorClock;
use gatt::Characteristic;
use tests::agent::Agent;
use tests::feeder::Feeder;
use tests::lives;
use tests::mosquitto::Mosquitto;
use tests::proxy::Proxy;
use tests::scene::Scene;
use tests::server::{Known, Server};
use vitals::HeardAt;

use crate::chaos::check_everything_arrived;

/// How long all is well before a trouble, and after it.
const WELL: Duration = Duration::from_secs(2);
const DRAIN_LIMIT: Duration = Duration::from_secs(60);

/// A gateway measures all the time while something happens to its link.
fn check(trouble: impl FnOnce(&Proxy, &mut Mosquitto)) {
    let scene = Scene::new();
    let known = [Known::numbered(1)];
    let mut broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), &known);
    let proxy = Proxy::start(broker.port());
    // Silence is noticed in seconds, not in the minute of a home.
    let agent = Agent::new_with(&scene, &known[0], proxy.port(), "keep_alive_s = 2\n");
    let mut feeders = [Feeder::new(&known[0].device)];
    let is_over = AtomicBool::new(false);
    let mut random = lives::random(lives::seed(), agent.name());
    let mut process = thread::scope(|scope| {
        let working = scope
            .spawn(|| agent.work(&mut feeders[0], &mut random, || is_over.load(Ordering::Relaxed)));
        thread::sleep(WELL);
        trouble(&proxy, &mut broker);
        thread::sleep(WELL);
        is_over.store(true, Ordering::Relaxed);
        working.join().expect("the gateway's monitor")
    });
    assert!(process.wait(DRAIN_LIMIT).success());
    check_everything_arrived(&server, &known, &feeders);
}

#[test]
fn a_broker_that_goes_and_comes_back() {
    check(|_, broker| {
        for _ in 0..3 {
            broker.kill();
            thread::sleep(Duration::from_secs(1));
            broker.revive();
            thread::sleep(Duration::from_secs(1));
        }
    });
}

#[test]
fn a_link_that_is_open_on_one_side_only() {
    check(|proxy, _| {
        proxy.swallow(true);
        thread::sleep(Duration::from_secs(6));
        proxy.swallow(false);
    });
}

#[test]
fn a_router_that_forgets_the_connection() {
    check(|proxy, _| {
        for _ in 0..2 {
            proxy.forget();
            thread::sleep(Duration::from_secs(4));
        }
    });
}

#[test]
fn connections_that_are_reset_in_the_middle_of_a_frame() {
    check(|proxy, _| {
        proxy.reset_after(700);
        thread::sleep(Duration::from_secs(6));
        assert!(proxy.resets() > 1, "{} connections were reset", proxy.resets());
        proxy.reset_after(0);
    });
}

#[test]
fn acknowledgements_and_ledgers_that_are_held_back() {
    check(|proxy, _| {
        for _ in 0..3 {
            proxy.hold(true);
            thread::sleep(Duration::from_millis(1500));
            proxy.hold(false);
            thread::sleep(Duration::from_millis(500));
        }
    });
}

#[test]
fn a_port_that_is_closed_for_a_while() {
    check(|proxy, _| {
        proxy.refuse(true);
        proxy.reset_after(1);
        thread::sleep(Duration::from_secs(3));
        proxy.reset_after(0);
        proxy.refuse(false);
    });
}

/// The gateway's own clock, a year off either way while it works: in this process, since a computer's
/// clock isn't a test's to set.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_a_year_forth_and_back() {
    let scene = Scene::new();
    let known = [Known::numbered(1)];
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), &known);
    let text = format!(
        "gateway = \"gw-1\"\nkey = \"{}\"\nspool = {:?}\nbroker = \"127.0.0.1:{}\"\ntenant = \"test\"\n",
        known[0].key().to_hex(),
        scene.path("spool"),
        broker.port()
    );
    let mut config = Configuration::parse(&text, []).expect("a configuration").gateway;
    let off = Arc::new(AtomicI64::new(0));
    let (system, shift) = (Clock::system(Zone::Fixed(0)), off.clone());
    config.clock = Clock::from_fn(Zone::Fixed(0), move || {
        HeardAt::from_unix_ms(system.now().unix_ms() + shift.load(Ordering::Relaxed))
    });
    let gateway = Gateway::start(config).await.expect("the spool opens");
    let device = known[0].device.parse().expect("an id");
    let mut feeder = Feeder::new(&known[0].device);
    const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;
    for jump in [0, YEAR_MS, 0, -YEAR_MS, 0] {
        off.store(jump, Ordering::Relaxed);
        for _ in 0..20 {
            feeder.measure();
            let line = feeder.next_line().expect("it has measured");
            let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            let hex = line["hex"].as_str().expect("octets");
            let octets: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("a digit"))
                .collect();
            let clock = MonitorClock { offset_ms: Some(0), set_at: None };
            let saved = gateway
                .heard(&device, Characteristic::Weight, &octets, clock, false)
                .await
                .expect("it is saved");
            feeder.take(&format!("{{\"saved\":{{\"seq\":{}}}}}", saved.first_seq));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    let mut status = gateway.status();
    let held = status.wait_for(|status| status.stored == 100);
    tokio::time::timeout(DRAIN_LIMIT, held).await.expect("the server holds all").expect("it runs");
    gateway.stop().await;
    server.wait_settled();
    // Those that the wrong clock left without a time are kept apart, and are there.
    let ops = server.ops().expect("it answers");
    let count = |path: &str| ops.pointer(path).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let (admitted, apart) = (count("/admitted"), count("/quarantined/total"));
    assert_eq!((admitted + apart, count("/duplicates")), (100, 0), "{ops}");
    assert!(admitted >= 60, "{ops}");
}
