//! The server comes back to the same state: from snapshot and journal, from the journal alone,
//! after an orderly end and after `kill -9`.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{http, wait};

const LIMIT: Duration = Duration::from_secs(20);
/// What `hearthwatch` ends with when somebody stops it.
const STOPPED: Option<i32> = Some(130);

#[test]
fn a_server_comes_back_to_the_same_bytes_whichever_way_it_ended_and_whatever_it_starts_from() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    live_through_something(&broker, &mut server, &known);
    let seen = whole(&server, &known);
    assert_eq!(server.stop().code(), STOPPED);
    let (kept, verified) = (newest_snapshot(&server), server.verify());

    // From the older snapshot and the rest of the journal.
    fs::remove_file(&kept.path).expect("it was just written");
    check_same(&again(&mut server, &known), &seen);
    check_snapshot(&server, &kept);
    // From the journal alone.
    remove(&server, &["snapshots"]);
    check_same(&again(&mut server, &known), &seen);
    check_snapshot(&server, &kept);
    // Both stores are made again, too.
    remove(
        &server,
        &["snapshots", "readings", "care.sqlite", "care.sqlite-wal", "care.sqlite-shm"],
    );
    check_same(&again(&mut server, &known), &seen);
    check_snapshot(&server, &kept);
    // A damaged snapshot is passed over.
    fs::write(&kept.path, b"not a snapshot").expect("it is there");
    check_same(&again(&mut server, &known), &seen);
    check_snapshot(&server, &kept);

    let now = server.verify();
    for part in ["state", "readings", "outcomes"] {
        assert_eq!(now[part], verified[part], "{part}");
    }
}

#[test]
fn a_server_that_was_killed_shows_what_it_showed_before() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    live_through_something(&broker, &mut server, &known);
    let seen = whole(&server, &known);
    server.kill();
    server.revive();
    server.wait_settled();
    check_same(&whole(&server, &known), &seen);
}

/// Readings that raise an alert, somebody who acknowledges it, and something for quarantine.
fn live_through_something(broker: &Mosquitto, server: &mut Server, known: &Known) {
    for (minute, spo2) in (0..).zip([97, 96, 89, 88, 88, 87]) {
        publish(broker, known, minute, spo2);
    }
    publish(broker, known, 6, 0);
    let worklist = wait::until("an alert", LIMIT, || {
        let row = server.page("/api/worklist")["rows"][0].clone();
        (row["readings"] == 6 && row["alerts"][0].is_object()).then_some(row)
    });
    let alert = &worklist["alerts"][0];
    let path = format!("/api/alerts/{}/acknowledge", alert["id"].as_str().expect("an id"));
    let wish = json!({ "version": alert["version"], "next": "calling_now", "by": "Dr Evans" });
    let answer = http::post_json(server.port(), &path, &wish).expect("the server answers");
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    for (minute, spo2) in (10..).zip([86, 90, 91, 97, 98, 97]) {
        publish(broker, known, minute, spo2);
    }
    wait::until_equal("all readings", LIMIT, &json!(12), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
    server.wait_settled();
}

/// Sends a saturation as another maker's gateway would, measured so many minutes after the first.
fn publish(broker: &Mosquitto, known: &Known, minute: u32, spo2: u32) {
    let ago = SignedDuration::from_mins(30 - i64::from(minute));
    let taken_at = (Timestamp::now() - ago).to_string();
    let reading = json!({
        "device": known.device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at,
    });
    let frame = json!({ "readings": [reading] });
    broker.publish(&known.topic(), "application/json", frame.to_string().as_bytes());
}

/// Everything that pages show, apart from the moment at which they were asked.
fn whole(server: &Server, known: &Known) -> Value {
    let ops = server.page("/api/ops");
    json!({
        "worklist": server.page("/api/worklist")["rows"],
        "patient": server.page(&format!("/api/patients/{}", known.patient)),
        "quarantine": server.page("/api/quarantine"),
        "counters": [ops["admitted"], ops["duplicates"], ops["engine"]["scored_readings"],
            ops["store"]["values"], ops["quarantined"]],
    })
}

#[track_caller]
fn check_same(now: &Value, before: &Value) {
    for (part, before) in before.as_object().expect("whole gives an object") {
        assert_eq!(now[part], *before, "{part}");
    }
}

/// Starts the server, sees what it shows, and stops it, mostly before a second has passed: no tick
/// comes.
fn again(server: &mut Server, known: &Known) -> Value {
    server.revive();
    server.wait_settled();
    let seen = whole(server, known);
    assert_eq!(server.stop().code(), STOPPED);
    seen
}

/// The last snapshot: which entries it covers is in its name.
struct Kept {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} bytes", self.path.display(), self.bytes.len())
    }
}

/// The same entries give the same bytes. A slow machine has time for a tick; then there is a later
/// snapshot, and the one before it still has to be the same, where it was made again.
#[track_caller]
fn check_snapshot(server: &Server, kept: &Kept) {
    let newest = newest_snapshot(server);
    assert!(newest.path >= kept.path, "{newest:?} is older than {kept:?}");
    if let Ok(bytes) = fs::read(&kept.path) {
        assert!(bytes == kept.bytes, "{kept:?} has other bytes now");
    }
}

fn newest_snapshot(server: &Server) -> Kept {
    let folder = fs::read_dir(server.data().join("snapshots")).expect("snapshots are kept");
    let paths = folder.map(|entry| entry.expect("it can be listed").path());
    let path = paths.max().expect("at least one is kept");
    let bytes = fs::read(&path).expect("it can be read");
    Kept { path, bytes }
}

fn remove(server: &Server, names: &[&str]) {
    for name in names {
        let path = server.data().join(name);
        let removed =
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        // An orderly end leaves no log of the database behind.
        assert!(removed.is_ok() || name.ends_with("-wal") || name.ends_with("-shm"), "{name}");
    }
}
