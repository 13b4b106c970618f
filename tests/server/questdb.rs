//! Readings in a real QuestDB: the port's contract, replies that are lost, and a QuestDB that is killed
//! beside a server that goes on.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::readings::contract::{self, row};
use store::readings::{QuestDbReadings, QuestDbSettings, ReadingRow, Readings, ReadingsError};
use tests::mosquitto::Mosquitto;
use tests::questdb::QuestDb;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::unreliable::{Fault, Unreliable};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(30);

/// A store in tables that nobody else has.
fn place(port: u16) -> QuestDbSettings {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let settings = format!("http::addr=127.0.0.1:{port};");
    QuestDbSettings::parse(&settings, &format!("test_{number}")).expect("settings")
}

fn open(settings: &QuestDbSettings) -> Box<dyn Readings> {
    let mut store = QuestDbReadings::new(settings.clone());
    store.resume().expect("QuestDB answers");
    Box::new(store)
}

#[test]
fn questdb_keeps_the_ports_promises() {
    let scene = Scene::new();
    let questdb = QuestDb::start(&scene);
    contract::check(|| {
        let place = place(questdb.port());
        move || open(&place)
    });
}

#[test]
fn a_reply_that_is_lost_doubles_nothing_and_a_refusal_loses_nothing() {
    let scene = Scene::new();
    let questdb = QuestDb::start(&scene);
    let way = Unreliable::start(questdb.port(), "/write");
    let mut store = open(&place(way.port()));
    let rows: Vec<ReadingRow> = (0..300).map(|offset| row("ann", offset, offset as i64)).collect();
    let mut failures = 0;
    // Rows are one request and the cursor is another: sometimes the one goes wrong, sometimes the other.
    for (stretch, number) in rows.chunks(50).zip(1..) {
        let fault = if number % 2 == 0 { Fault::LostReply } else { Fault::Refused };
        way.next(fault, number / 2);
        let upto = u64::from(number) * 50;
        while let Err(error) = store.append(stretch, upto) {
            assert!(matches!(error, ReadingsError::Server { .. }), "{error:?}");
            failures += 1;
            let from = store.resume().expect("only writing goes wrong").from;
            assert!(from <= upto, "it goes on at {from}, and had been given up to {upto}");
        }
    }
    assert_eq!(way.left(), 0, "everything that was to go wrong did");
    assert!(failures >= 6, "{failures} appends failed");
    assert_eq!((store.rows(), store.flushed_cursor()), (300, 300));
    let ann = "ann".parse().expect("an id");
    let since = vitals::TakenAt::from_unix_ms(0);
    let mut seen = store.of_patient(&ann, since, 1000).expect("an answer");
    seen.reverse();
    assert_eq!(seen, rows);
}

#[test]
fn tables_that_a_newer_program_made_are_left_alone() {
    let scene = Scene::new();
    let questdb = QuestDb::start(&scene);
    let place = place(questdb.port());
    drop(open(&place));
    let tables = format!("{place:?}").split('"').nth(3).expect("it prints the tables").to_owned();
    questdb.ask(&format!("INSERT INTO {tables}_schema VALUES (99, now())"));
    let known = format!("SELECT count() FROM {tables}_schema WHERE step = 99");
    wait::until_equal("the step to be there", LIMIT, &1, || questdb.number(&known));
    let refused = QuestDbReadings::new(place).resume();
    assert!(matches!(refused, Err(ReadingsError::Newer { found: 99, .. })), "{refused:?}");
}

#[test]
fn a_questdb_that_started_anew_is_given_the_last_hour_again() {
    let scene = Scene::new();
    let mut questdb = QuestDb::start(&scene);
    let place = place(questdb.port());
    let mut store = open(&place);
    store.append(&[row("ann", 1, 10), row("ann", 2, 20)], 3).expect("it takes rows");
    assert_eq!(store.resume().expect("it answers").from, 3, "the same server has all of it");
    questdb.kill();
    assert!(store.append(&[row("ann", 3, 30)], 4).is_err());
    assert!(store.resume().is_err(), "there is nobody");
    questdb.revive();
    questdb.wait_ready();
    let resumed = store.resume().expect("it is there again");
    // The first cursor is not an hour old: everything may be lost, and is given again.
    assert_eq!((resumed.from, resumed.reached.map(|(reached, _)| reached)), (0, Some(3)));
    let rows: Vec<ReadingRow> = (1..4).map(|offset| row("ann", offset, 10)).collect();
    store.append(&[row("ann", 1, 10), row("ann", 2, 20), rows[2].clone()], 4).expect("room");
    assert_eq!((store.rows(), store.flushed_cursor()), (3, 4));
}

/// What one person's oximeter sends, many values to a message.
struct Oximeter<'a> {
    broker: &'a Mosquitto,
    known: &'a Known,
    sent: u32,
}

impl Oximeter<'_> {
    /// Sends so many measurements of this saturation, a second apart, in one message.
    fn send(&mut self, count: u32, spo2: u32) {
        let begin = Timestamp::now() - SignedDuration::from_hours(20);
        let readings: Vec<Value> = (self.sent..self.sent + count)
            .map(|number| {
                let taken_at = begin + SignedDuration::from_secs(60 * i64::from(number));
                json!({
                    "device": self.known.device, "kind": "oximetry", "spo2_percent": spo2,
                    "pulse_bpm": 70, "taken_at": taken_at.to_string(),
                })
            })
            .collect();
        let message = json!({ "readings": readings }).to_string();
        self.broker.publish(&self.known.topic(), "application/json", message.as_bytes());
        self.sent += count;
    }
}

/// Every value that the server has admitted is in QuestDB, once.
fn check_complete(server: &Server, questdb: &QuestDb, readings: u32) {
    server.wait_settled();
    // It is told after the cursor has moved.
    wait::until_equal("no failure", LIMIT, &Value::Null, || {
        server.ops().map_or(json!("no answer"), |ops| ops["store"]["failure"].clone())
    });
    let ops = server.ops().expect("it answers");
    assert_eq!(ops["admitted"], readings, "{ops}");
    let values = 2 * readings;
    assert_eq!(ops["store"]["values"], values);
    let of = |query: &str| questdb.number(&format!("SELECT {query} FROM hearthwatch_readings"));
    assert_eq!(of("count()"), i64::from(values));
    let distinct = "SELECT count() FROM (SELECT DISTINCT entry_offset, entry_index, sign \
                    FROM hearthwatch_readings)";
    assert_eq!(questdb.number(distinct), i64::from(values));
}

/// What was sent is in the journal: the broker alone would lose it.
fn wait_scored(server: &Server, readings: u32) {
    wait::until_equal("all readings scored", LIMIT, &json!(readings), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
}

#[test]
fn alerts_go_on_while_questdb_is_killed_and_it_has_everything_once_afterwards() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut questdb = QuestDb::start(&scene);
    let more = format!("\n[readings]\nquestdb = {:?}\n", questdb.settings());
    let mut server = Server::start_with(&scene, broker.port(), std::slice::from_ref(&known), &more);
    let mut oximeter = Oximeter { broker: &broker, known: &known, sent: 0 };
    for _ in 0..3 {
        oximeter.send(20, 97);
    }
    wait_scored(&server, 60);
    check_complete(&server, &questdb, 60);

    // Killed while it is being written to.
    oximeter.send(50, 97);
    questdb.kill();
    for _ in 0..5 {
        oximeter.send(10, 88);
    }
    wait::until("an alert without QuestDB", LIMIT, || {
        server.page("/api/worklist")["rows"][0]["alerts"][0].as_object().cloned()
    });
    let store = wait::until("the operator to be told", LIMIT, || {
        let store = server.ops()?["store"].clone();
        (store["failure"].is_string() && store["behind"].as_u64() > Some(0)).then_some(store)
    });
    assert!(store["failure"].as_str().is_some_and(|why| why.contains("QuestDB")), "{store}");
    let path = format!("/api/patients/{}", known.patient);
    let page = server.page(&path);
    assert_eq!((&page["readings_missing"], &page["readings"]), (&json!(true), &json!([])));
    // A server that starts without it answers, scores, and keeps what it lacks in its journal.
    server.kill();
    server.revive();
    server.wait_ready();
    oximeter.send(10, 97);
    wait_scored(&server, 170);

    questdb.revive();
    questdb.wait_ready();
    check_complete(&server, &questdb, 170);
    let page = server.page(&path);
    assert_eq!(
        (&page["readings_missing"], &page["readings"][0]["value"]),
        (&Value::Null, &json!(70.0))
    );

    // The server is killed and comes back: nothing is given twice.
    oximeter.send(30, 97);
    wait_scored(&server, 200);
    server.kill();
    server.revive();
    server.wait_ready();
    check_complete(&server, &questdb, 200);
}
