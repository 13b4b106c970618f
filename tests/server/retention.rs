//! Old journal entries go, at whatever moment the server is killed over it, and everything after them is
//! decided, shown, copied and proven as if they were there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use journal::{Journal, LocalJournal, LocalOptions, LocalReader, Reader};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, run, verify};
use tests::wall::WallClock;
use tests::{access, http, wait};

const LIMIT: Duration = Duration::from_secs(60);
const DAY_S: i64 = 24 * 3600;
/// What is old enough was stored then.
const PAST_S: i64 = -60 * DAY_S;
const KEEP: &str = "\n[journal]\nkeep_days = 30\nsegment_mb = 1\n";

/// A server with a past of several segments, stopped.
struct Past {
    scene: Scene,
    clock: WallClock,
    broker: Mosquitto,
    server: Server,
    known: Known,
    /// Its data folder as it was then.
    whole: PathBuf,
}

impl Past {
    /// An alert, somebody who answers it, and much that could not be read.
    fn lived() -> Self {
        let scene = Scene::new();
        let known = Known::numbered(1).with_json();
        let broker = Mosquitto::start(&scene);
        let clock = WallClock::ahead_by(&scene, PAST_S);
        let knows = std::slice::from_ref(&known);
        let mut server = Server::start_by(&clock, &scene, broker.port(), knows, KEEP);
        for (minute, spo2) in (0..).zip([97, 96, 89, 88, 88, 87]) {
            publish(&broker, &known, PAST_S - 60 * (30 - minute), spo2);
        }
        let alert = wait::until("an alert", LIMIT, || {
            let row = server.page("/api/worklist")["rows"][0].clone();
            (row["readings"] == 6 && row["alerts"][0].is_object()).then(|| row["alerts"][0].clone())
        });
        let path = format!("/api/alerts/{}/acknowledge", alert["id"].as_str().expect("an id"));
        let wish = json!({ "version": alert["version"], "next": "calling_now", "by": "Dr Evans" });
        server.post(&path, &wish).taken();
        for number in 0..45 {
            let junk = format!("no frame {number} {}", "x".repeat(60_000));
            broker.publish(&known.topic(), "application/json", junk.as_bytes());
        }
        wait::until_equal("all that could not be read", LIMIT, &json!(45), || {
            server.ops().unwrap_or_default()["quarantined"]["total"].clone()
        });
        publish(&broker, &known, PAST_S - 60, 90);
        wait::until_equal("all readings", LIMIT, &json!(7), || {
            server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
        });
        server.wait_settled();
        server.stop();
        let whole = scene.path("whole");
        copy(server.data(), &whole);
        assert!(segments(server.data()).len() > 2, "{:?}", segments(server.data()));
        Self { scene, clock, broker, server, known, whole }
    }

    /// Starts the server in its future, without waiting for it.
    fn begin_today(&mut self) {
        self.clock.set(0);
        access::forget(self.server.port());
        self.server.revive();
    }

    /// Waits until old entries are gone, and gives the first that is left.
    fn wait_pruned(&self) -> u64 {
        wait::until("the journal to be pruned", LIMIT, || {
            let journal = self.server.ops()?["journal"].clone();
            journal["first"].as_u64().filter(|first| *first > 0)
        })
    }

    /// The data folder of the stopped server is right, and what it decides is what it would have decided
    /// with every entry that there ever was.
    fn check_as_if_whole(&self) {
        let data = self.server.data();
        let whole = self.scene.path("whole-and-more");
        let _ = fs::remove_dir_all(&whole);
        fs::create_dir(&whole).expect("the scene takes folders");
        copy(&self.whole.join("journal"), &whole.join("journal"));
        verify(data);
        let options = LocalOptions::default();
        // What a kill left unmarked a start would mark.
        drop(LocalJournal::open(&data.join("journal"), options).expect("a journal"));
        let reader = LocalReader::open(&data.join("journal")).expect("a journal");
        let mut copied =
            LocalJournal::open(&whole.join("journal"), options).expect("a journal").journal;
        let left = reader.durable_end() - copied.durable_end();
        for entry in reader.read_from(copied.durable_end()).take(left as usize) {
            copied.append(&[&entry.expect("it is sound").bytes]).expect("room");
        }
        drop(copied);
        let (pruned, whole) = (verify(data), verify(&whole));
        for part in ["entries", "head_hash", "readings", "state"] {
            assert_eq!(pruned[part], whole[part], "{part}");
        }
        assert_eq!(whole["first"], 0);
        check_replay(data, pruned["first"].as_u64().expect("a number"));
    }
}

/// What was decided live is what a replay from the kept state decides, with 1, 2 and 4 workers.
#[track_caller]
fn check_replay(data: &Path, first: u64) {
    let Output { status, stdout, stderr } = run(&["replay", "--data"], data);
    let said = String::from_utf8_lossy(&stdout);
    let why = format!("{said}{}", String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{why}");
    assert!(said.contains("all runs are equal") && said.contains("(100 %)"), "{why}");
    assert_eq!(said.contains(&format!("from entry {first} on")), first > 0, "{why}");
}

#[test]
fn a_pruned_journal_serves_replays_and_is_copied_as_a_whole_one() {
    let mut past = Past::lived();
    past.begin_today();
    let first = past.wait_pruned();
    let journal = past.server.page("/api/ops")["journal"].clone();
    let since = journal["kept_since"].as_i64().expect("a time");
    let then = Timestamp::now() + SignedDuration::from_secs(PAST_S);
    assert!((since - then.as_millisecond()).abs() < 3_600_000, "{journal}");
    assert_eq!(journal["pruning_failure"], Value::Null);
    assert_eq!(segments(past.server.data())[0], first);

    // Late, and later than anything is decided on: both as ever.
    for (ago_s, spo2) in [(3 * DAY_S, 86), (3 * DAY_S - 300, 85), (45 * DAY_S, 84), (60, 96)] {
        publish(&past.broker, &past.known, -ago_s, spo2);
    }
    wait::until_equal("all readings", LIMIT, &json!(11), || {
        past.server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
    past.server.wait_settled();
    let wish = json!({ "reason": "entered_in_error", "by": "Dr Evans" });
    let gone = past.server.post("/api/readings/4-0/withdrawals", &wish);
    let words = String::from_utf8_lossy(&gone.body).into_owned();
    assert!(gone.status == 404 && words.contains("no longer has it"), "{} {words}", gone.status);
    let metrics = http::request(past.server.port(), "GET", "/metrics", None).expect("it answers");
    let metrics = String::from_utf8_lossy(&metrics.body).into_owned();
    assert!(metrics.contains(&format!("journal_entries_pruned_total {first}\n")), "{metrics}");
    let seen = shown(&past);

    // From the kept state alone, and from a copy.
    past.server.stop();
    past.check_as_if_whole();
    fs::remove_dir_all(past.server.data().join("snapshots")).expect("it kept one");
    past.server.revive();
    past.server.wait_ready();
    past.server.wait_settled();
    assert_eq!(shown(&past), seen);
    let copy = past.scene.path("copy");
    let data = past.server.data().to_str().expect("a path that is text").to_owned();
    let Output { status, stderr, .. } = run(&["backup", "--data", &data, "--out"], &copy);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    past.server.stop();
    fs::remove_dir_all(&data).expect("it is ours");
    fs::rename(&copy, &data).expect("it is ours");
    past.server.revive();
    past.server.wait_ready();
    past.server.wait_settled();
    assert_eq!(shown(&past), seen);
    past.server.stop();
    past.check_as_if_whole();
}

#[test]
fn a_server_that_is_killed_while_it_prunes_loses_nothing() {
    let mut past = Past::lived();
    let last = *segments(past.server.data()).last().expect("a segment");
    let stages: [fn(&Path, u64) -> bool; 5] = [
        |_, _| true,
        |journal, _| journal.join("kept.new").exists(),
        |journal, last| journal.join(format!("kept-{last:020}")).exists(),
        |journal, _| journal.join("pruned").exists(),
        |journal, _| !journal.join(format!("{:020}.log", 0)).exists(),
    ];
    for (stage, is_reached) in stages.into_iter().enumerate() {
        let _ = fs::remove_dir_all(past.server.data());
        copy(&past.whole, past.server.data());
        let journal = past.server.data().join("journal");
        past.begin_today();
        // A stage may be over before it is seen: then all of it is.
        while !is_reached(&journal, last) && !journal.join("pruned").exists() {
            assert!(!past.server.has_ended(), "it runs until it is killed");
        }
        past.server.kill();
        println!("killed at stage {stage}: segments {:?}", segments(past.server.data()));
        past.check_as_if_whole();
        past.begin_today();
        past.server.wait_ready();
        assert_eq!(past.wait_pruned(), last);
        past.server.wait_settled();
        past.server.stop();
        past.check_as_if_whole();
    }
}

#[test]
fn a_care_store_that_lacks_what_was_removed_is_refused_with_the_way_out() {
    let mut past = Past::lived();
    past.begin_today();
    past.wait_pruned();
    past.server.stop();
    fs::remove_file(past.server.data().join("care.sqlite")).expect("it is there");
    let config = past.server.config().to_str().expect("a path that is text");
    let mut command = Command::new(tests::cargo::program("hearthwatch"));
    let said = command.args(["serve", "--config", config]).output().expect("it can be started");
    let words = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(1), "{words}");
    assert!(words.contains("restore the care store from a backup"), "{words}");
}

/// Sends a saturation, taken so many seconds from now.
fn publish(broker: &Mosquitto, known: &Known, seconds: i64, spo2: u32) {
    let taken_at = (Timestamp::now() + SignedDuration::from_secs(seconds)).to_string();
    let reading = json!({
        "device": known.device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at,
    });
    let message = json!({ "readings": [reading] }).to_string();
    broker.publish(&known.topic(), "application/json", message.as_bytes());
}

/// What pages show that doesn't change with time alone.
fn shown(past: &Past) -> Value {
    let patient = past.server.page(&format!("/api/patients/{}", past.known.patient));
    let ops = past.server.page("/api/ops");
    json!([
        patient["readings"],
        patient["timeline"],
        past.server.page("/api/quarantine"),
        ops["admitted"],
        ops["engine"]["scored_readings"],
        ops["store"]["values"],
        ops["journal"]["first"],
        ops["journal"]["kept_since"],
    ])
}

/// The first entries of a journal's segments.
fn segments(data: &Path) -> Vec<u64> {
    let folder = fs::read_dir(data.join("journal")).expect("a journal").flatten();
    let first =
        |entry: fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".log")?.parse().ok();
    let mut firsts: Vec<u64> = folder.filter_map(first).collect();
    firsts.sort_unstable();
    firsts
}

fn copy(from: &Path, to: &Path) {
    let Output { status, stderr, .. } =
        Command::new("cp").arg("-a").arg(from).arg(to).output().expect("cp");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
}
