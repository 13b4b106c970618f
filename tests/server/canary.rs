//! The synthetic patient: what breaks the path of readings is on every page within a minute, and goes again.

use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tests::mosquitto::Mosquitto;
use tests::postgres::PostgreSql;
use tests::receiver::Receiver;
use tests::scene::{self, Scene};
use tests::server::{Known, Server};
use tests::{access, http, port, wait};

use crate::pages::npm;

/// So often it is tried here.
const EVERY: Duration = Duration::from_secs(2);
/// An alert that comes later is one that can't be relied on.
const IN_TIME: Duration = Duration::from_secs(5);
/// For a machine that does something else, too.
const SLACK: Duration = Duration::from_secs(5);
const LIMIT: Duration = Duration::from_secs(60);

fn start(scene: &Scene, broker: &Mosquitto, more: &str) -> (Server, Known) {
    let known = Known::numbered(1).with_json();
    let on = std::slice::from_ref(&known);
    (Server::start_watched(scene, broker.port(), on, EVERY, more), known)
}

/// Waits until the synthetic patient is well or not; gives how long that took.
fn wait_for(server: &Server, ok: bool) -> Duration {
    let began = Instant::now();
    wait::until(&format!("a canary that is ok: {ok}"), LIMIT, || {
        (server.ops()?["canary"]["ok"] == ok).then_some(())
    });
    began.elapsed()
}

fn signal(id: Option<u32>, signal: &str) {
    let id = id.expect("it runs").to_string();
    let sent = Command::new("kill").args([signal, &id]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill {signal} {id}");
}

#[test]
fn what_stops_the_broker_is_on_every_staff_page_in_time_and_goes_with_its_cause() {
    let _turn = scene::turn();
    npm("tests/browser", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &[]);
    let scene = Scene::new();
    let mut broker = Mosquitto::start(&scene);
    let hook = port::free();
    let operators = Receiver::start(hook, &[]);
    let channel = format!(
        "\n[[notify.webhook]]\nname = \"ops\"\nurl = \"http://127.0.0.1:{hook}/in\"\noperators = true\n\
         include_reason = true\nkeys = [\"whsec_{}\"]\n",
        STANDARD.encode([7; 32])
    );
    let (server, _) = start(&scene, &broker, &channel);
    wait_for(&server, true);
    let url = format!("http://127.0.0.1:{}", server.port());
    let cookie =
        access::cookie(server.port(), access::TESTER).expect("an answer").expect("a way in");
    let look = |band: &str| {
        let with = [
            ("HEARTHWATCH_URL", &*url),
            ("HEARTHWATCH_COOKIE", &*cookie),
            ("HEARTHWATCH_BAND", band),
        ];
        npm("tests/browser", &["run", "canary"], &with);
    };
    look("no");

    // It takes connections, and says nothing.
    signal(broker.id(), "-STOP");
    let took = wait_for(&server, false);
    assert!(took <= EVERY + IN_TIME + SLACK, "told after {took:?}");
    look("yes");
    signal(broker.id(), "-CONT");
    wait_for(&server, true);
    look("no");

    broker.kill();
    let took = wait_for(&server, false);
    assert!(took <= EVERY + IN_TIME + SLACK, "told after {took:?}");
    broker.revive();
    wait_for(&server, true);
    let kinds = wait::until("the operators to be told of all of it", LIMIT, || {
        let told = operators.taken();
        let kinds: Vec<String> = told.iter().map(|post| post.json()["type"].to_string()).collect();
        (kinds.len() == 4).then_some(kinds)
    });
    let told = |what: &str| json!(format!("org.hearthwatch.canary.{what}.v1")).to_string();
    assert_eq!(kinds, [told("failed"), told("works"), told("failed"), told("works")]);
}

#[test]
fn a_care_store_that_takes_nothing_is_told_too() {
    let _turn = scene::turn();
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let mut care = PostgreSql::start(&scene);
    let more = format!("\n[care]\npostgres = {:?}\n", care.database());
    let (server, _) = start(&scene, &broker, &more);
    wait_for(&server, true);
    care.kill();
    // The operator's page asks that store, and the figures don't.
    let works = || {
        let page = http::request(server.port(), "GET", "/metrics", None).ok()?;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let line = page.lines().find_map(|line| line.strip_prefix("canary_works "))?;
        Some(line == "1")
    };
    wait::until("the warning", LIMIT, || (!works()?).then_some(()));
    care.revive();
    wait::until("the all-clear", LIMIT, || works()?.then_some(()));
}

/// What somebody who may see everything sees under an address.
fn everything(server: &Server) -> Vec<(&'static str, String)> {
    let addresses = [
        "/api/worklist",
        "/api/gateways",
        "/api/cohort?days=1",
        "/api/cohort/export.csv?days=1",
        "/api/quarantine",
        "/api/unclaimed",
        "/fhir/Patient",
        "/fhir/Device",
        "/fhir/Observation?patient=p-0001",
        "/fhir/Flag",
        "/fhir/Task",
        "/fhir/Provenance",
    ];
    let page = |address: &'static str| {
        let answer = http::request(server.port(), "GET", address, None).expect("an answer");
        assert_eq!(answer.status, 200, "{address}");
        (address, String::from_utf8_lossy(&answer.body).into_owned())
    };
    addresses.map(page).into()
}

#[test]
fn the_synthetic_patient_is_in_the_journal_and_nowhere_else() {
    let _turn = scene::turn();
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let (mut server, known) = start(&scene, &broker, "");
    wait_for(&server, true);
    let reading = json!({ "readings": [
        { "device": known.device, "kind": "weight", "received": true, "weight_kg": 71.2 }
    ] });
    broker.publish(&known.topic(), "application/json", reading.to_string().as_bytes());
    let seen = |server: &Server| {
        let ops = server.ops()?;
        (ops["admitted"] == 1 && ops["engine"]["scored_readings"] == 1).then_some(ops)
    };
    let ops = wait::until("the reading", LIMIT, || seen(&server));
    let tried = ops["journal"]["entries"].as_u64();
    // Through some more of them, a stop, a snapshot and a kill.
    for is_killed in [false, true] {
        wait_for(&server, true);
        if is_killed {
            server.kill();
        } else {
            server.stop();
        }
        server.revive();
        server.wait_ready();
        wait_for(&server, true);
    }
    let ops = wait::until("the same reading", LIMIT, || seen(&server));
    assert!(ops["journal"]["entries"].as_u64() > tried, "they are journalled");
    assert_eq!(ops["store"]["values"], 1, "{ops}");
    assert_eq!(ops["quarantined"]["total"], 0, "{ops}");
    assert_eq!(ops["gateways"].as_array().map(Vec::len), Some(1), "{ops}");
    for (address, body) in everything(&server) {
        assert!(!body.contains("canary"), "{address}: {body}");
    }
    for path in ["/api/patients/canary:0", "/fhir/Patient/canary:0"] {
        let answer = http::request(server.port(), "GET", path, None).expect("an answer");
        assert_eq!(answer.status, 404, "{path}");
    }
    server.stop();
    let verified = server.verify();
    assert!(verified["readings"].as_u64().is_none_or(|readings| readings == 1), "{verified}");
    let mut replay = Command::new(tests::cargo::program("hearthwatch"));
    let replayed = replay.args(["replay", "--data"]).arg(server.data()).output();
    let replayed = replayed.expect("hearthwatch can be started");
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
}
