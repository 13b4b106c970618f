//! The circle around a patient on a server that is killed, and its calendar file in another's hands.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use tests::access::{enter, link};
use tests::mosquitto::Mosquitto;
use tests::receiver::Receiver;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{http, port, wait};

const LIMIT: Duration = Duration::from_secs(90);
const HOUR_MS: i64 = 3_600_000;

/// Sends JSON as the patient.
fn as_patient(server: &Server, cookie: &str, path: &str, body: &Value) -> Value {
    let origin = format!("http://127.0.0.1:{}", server.port());
    let headers =
        [("Content-Type", "application/json"), ("Origin", origin.as_str()), ("Cookie", cookie)];
    let answer = http::send(server.port(), "POST", path, &headers, &body.to_string());
    answer.unwrap_or_else(|e| panic!("{e:#}")).taken()
}

/// An appointment that begins then, agreed to by both sides; gives its id.
fn agreed(server: &Server, patient: &str, starts_at: i64) -> String {
    let path = link(server.config(), "Pat Ient", &["patient"], &[patient]).expect("a link");
    let cookie = enter(server.port(), &path).expect("a session");
    let visits = format!("/api/patients/{patient}/appointments");
    let place = "Ward 3; \"second\" floor, left\nBEGIN:VEVENT";
    let offer =
        json!({ "starts_at": starts_at, "minutes": 30, "place": place, "note": "ü".repeat(200) });
    let offered = server.post(&visits, &offer).taken();
    let id = offered[0]["id"].as_str().expect("an id").to_owned();
    let step = json!({ "do": "confirm", "version": 1 });
    let agreed = as_patient(server, &cookie, &format!("{visits}/{id}/steps"), &step);
    assert_eq!(agreed[0]["stand"], "confirmed");
    id
}

#[test]
fn reminders_are_told_once_through_kills_at_the_moment_when_they_are_due() {
    let (scene, hook) = (Scene::new(), port::free());
    let receiver = Receiver::start(hook, &[]);
    let known = Known::numbered(1);
    let broker = Mosquitto::start(&scene);
    let key = format!("whsec_{}", "A".repeat(43) + "=");
    let more = format!(
        "\n[notify]\n[[notify.webhook]]\nname = \"phones\"\nurl = \"http://127.0.0.1:{hook}/\"\n\
         keys = [\"{key}\"]\nevents = [\"reminder\"]\n"
    );
    let mut server = Server::start_with(&scene, broker.port(), std::slice::from_ref(&known), &more);
    let now = Timestamp::now().as_millisecond();
    // An hour before it, in some seconds; and a dose in the minute after this one, or the next.
    agreed(&server, &known.patient, now + HOUR_MS + 15_000);
    let minute = (now / 60_000 + if now % 60_000 > 40_000 { 2 } else { 1 }) % (24 * 60);
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    let medicine = json!({ "name": "furosemide", "dose": "40 mg", "times": [time] });
    server.post(&format!("/api/patients/{}/medicines", known.patient), &medicine).taken();
    let ids = || -> BTreeSet<String> {
        receiver.taken().iter().map(|post| post.header("webhook-id").to_owned()).collect()
    };
    let (began, mut kills) = (Instant::now(), 0);
    while ids().len() < 2 && began.elapsed() < LIMIT {
        std::thread::sleep(Duration::from_millis(400 + kills * 37 % 900));
        server.kill();
        kills += 1;
        server.revive();
        server.wait_ready();
    }
    println!("{kills} kills until both reminders were told");
    // Time for one too many.
    for _ in 0..3 {
        server.kill();
        server.revive();
        server.wait_ready();
        server.wait_settled();
    }
    wait::until("the outbox to be empty", LIMIT, || {
        (server.ops()?["outbox"]["waiting"] == 0).then_some(())
    });
    assert_eq!(ids().len(), 2, "one for the dose, one for the appointment");
    let posts = receiver.taken();
    assert!(posts.iter().all(|post| post.json()["type"] == "org.hearthwatch.reminder.due.v1"));
    let told = String::from_utf8_lossy(&posts[0].body).into_owned();
    assert!(!told.contains("furosemide"), "nothing of what it is about: {told}");
    assert!(server.stop().code().is_some());
    server.verify();
}

#[test]
fn another_s_calendar_reads_an_appointment_as_it_was_agreed() {
    let python = std::env::var("HEARTHWATCH_CALENDAR_PYTHON")
        .expect("HEARTHWATCH_CALENDAR_PYTHON names a Python with icalendar: tests/run sets it");
    let scene = Scene::new();
    let known = Known::numbered(1);
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let starts_at = (Timestamp::now().as_millisecond() / 1000 + 5 * 24 * 3600) * 1000;
    let id = agreed(&server, &known.patient, starts_at);
    let path = format!("/api/patients/{}/appointments/{id}/calendar", known.patient);
    let file = http::request(server.port(), "GET", &path, None).expect("an answer");
    assert_eq!(file.status, 200);
    let mut reader = Command::new(python)
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    reader.stdin.take().expect("a pipe").write_all(&file.body).expect("it reads");
    let output = reader.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the parser refuses it");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected = json!({
        "events": 1, "errors": [], "uid": format!("{id}@hearthwatch"),
        "start": starts_at / 1000, "minutes": 30, "status": "CONFIRMED", "sequence": 1,
        "place": "Ward 3; \"second\" floor, left\nBEGIN:VEVENT", "note": "ü".repeat(200),
    });
    assert_eq!(found, expected);
}

/// Reads a calendar and says what is in it.
const READ: &str = r#"
import json, sys
from icalendar import Calendar
calendar = Calendar.from_ical(sys.stdin.buffer.read())
events = calendar.walk("VEVENT")
event = events[0]
start, end = event.decoded("DTSTART"), event.decoded("DTEND")
print(json.dumps({
    "events": len(events), "errors": [str(error) for error in event.errors], "uid": str(event["UID"]),
    "start": int(start.timestamp()), "minutes": int((end - start).total_seconds() // 60),
    "status": str(event["STATUS"]), "sequence": int(event["SEQUENCE"]),
    "place": str(event["LOCATION"]), "note": str(event["DESCRIPTION"]),
}))
"#;
