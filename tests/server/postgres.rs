//! The care store in a real PostgreSQL: the port's contract, its own traps, and a server whose
//! PostgreSQL is killed.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::care::contract::{self, person};
use store::care::{Care, CareError, Change};
use tests::mosquitto::Mosquitto;
use tests::postgres::PostgreSql;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;
use vitals::Private;

const LIMIT: Duration = Duration::from_secs(30);

fn within<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

async fn open(address: &str) -> Care {
    let settings = address.parse().expect("an address");
    Care::open_postgres(&settings).await.expect("PostgreSQL answers")
}

#[test]
fn postgresql_keeps_the_care_store_s_promises() {
    let scene = Scene::new();
    let postgres = PostgreSql::start(&scene);
    within(contract::check(async || open(&postgres.database()).await));
}

#[test]
fn what_was_committed_is_there_after_a_kill_and_in_the_order_of_bytes() {
    let scene = Scene::new();
    let mut postgres = PostgreSql::start(&scene);
    let address = postgres.database();
    within(async {
        let care = open(&address).await;
        let people = ["b", "A", "a.1", "a-1", "B"].map(person);
        let mut changes: Vec<Change> = people.into_iter().map(Change::Enrolled).collect();
        // What somebody typed may hold what PostgreSQL can't.
        let mut odd = person("odd");
        odd.name = Private::hide("No\0ught".into());
        changes.push(Change::Enrolled(odd));
        care.commit(7, &changes).await.expect("it commits");
        postgres.kill();
        assert!(matches!(care.commit(8, &[]).await, Err(CareError::Commit { upto: 8, .. })));
        postgres.revive();
        postgres.wait_ready();
        // The same store goes on by itself.
        assert_eq!(care.cursor().await.expect("an answer"), 7);
        care.commit(8, &[]).await.expect("it commits");
        let people = care.patients().await.expect("an answer");
        let ids: Vec<&str> = people.iter().map(|row| row.patient.as_str()).collect();
        assert_eq!(ids, ["A", "B", "a-1", "a.1", "b", "odd"]);
        assert_eq!(people[5].name.reveal(), "No\u{FFFD}ught");
    });
}

#[test]
fn an_address_that_is_none_is_refused_and_no_password_is_printed() {
    assert!("localhost".parse::<store::care::PostgresSettings>().is_err());
    let settings = "postgres://ann:hush@db.example/care".parse::<store::care::PostgresSettings>();
    let printed = format!("{:?}", settings.expect("an address"));
    assert!(printed.contains("db.example") && !printed.contains("hush"), "{printed}");
}

#[test]
fn a_server_goes_on_where_it_was_when_postgresql_comes_back() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut postgres = PostgreSql::start(&scene);
    let address = postgres.database();
    let more = format!("\n[care]\npostgres = {address:?}\n");
    let mut server = Server::start_with(&scene, broker.port(), std::slice::from_ref(&known), &more);
    let send = |minute: i64, spo2: u32| {
        let taken_at = Timestamp::now() - SignedDuration::from_mins(30 - minute);
        let reading = json!({
            "device": known.device, "kind": "oximetry", "spo2_percent": spo2,
            "taken_at": taken_at.to_string(),
        });
        let message = json!({ "readings": [reading] }).to_string();
        broker.publish(&known.topic(), "application/json", message.as_bytes());
    };
    send(0, 97);
    server.wait_settled();
    postgres.kill();
    for (minute, spo2) in (1..).zip([89, 88, 88, 87]) {
        send(minute, spo2);
    }
    // It is durable in the journal and waits there, with the alert.
    let metrics = || {
        let answer = tests::http::request(server.port(), "GET", "/metrics", None).ok()?;
        assert_eq!(answer.status, 200, "whoever watches is told all the same");
        Some(String::from_utf8_lossy(&answer.body).into_owned())
    };
    let told = wait::until("the journal to be ahead", LIMIT, || {
        metrics().filter(|told| {
            told.contains("care_answers 0\n") && !told.contains("care_entries_behind 0\n")
        })
    });
    check_metrics(&told);
    postgres.revive();
    postgres.wait_ready();
    let alert = wait::until("the alert", LIMIT, || {
        server.page("/api/worklist")["rows"][0]["alerts"][0].as_object().cloned()
    });
    server.wait_settled();
    check_metrics(&metrics().expect("it answers"));
    let alerts = postgres.ask(&address, "SELECT alert FROM alerts WHERE open");
    assert_eq!(alerts, [alert["id"].as_str().expect("an id")]);
    let events = || postgres.ask(&address, "SELECT count(*) FROM events");
    let before = events();
    server.kill();
    server.revive();
    server.wait_ready();
    server.wait_settled();
    assert_eq!(events(), before, "nothing is decided twice");
    assert!(!server.data().join("care.sqlite").exists(), "nothing is kept beside it");
}

/// What Prometheus itself says of the page: nothing.
fn check_metrics(page: &str) {
    let mut command = Command::new("promtool");
    let mut child = command
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("tests/run installs promtool");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(page.as_bytes()).expect("promtool reads its input");
    drop(stdin);
    let output = child.wait_with_output().expect("promtool is our child");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{page}");
}
