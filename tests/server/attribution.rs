//! Whose reading: what nobody can tell is asked and not scored, what is claimed counts as if it had come in
//! time, and what is given to another is decided anew for both.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn a_couple_s_weights_are_asked_claimed_and_then_told_apart() {
    let (scene, ann, bob, more) = couple();
    let broker = Mosquitto::start(&scene);
    let known = [ann.clone(), bob.clone()];
    let mut server = Server::start_with(&scene, broker.port(), &known, &more);
    for day in [6, 5, 4] {
        for (known, kg) in [(&ann, 70.0), (&bob, 84.0)] {
            weigh(&broker, &ann, day * 24 * 60 + i64::from(kg > 80.0), kg);
            let asked = asked(&server, known, kg);
            assert_eq!(weights(&server, known).len(), (6 - day) as usize, "nothing counts unasked");
            let claim = json!({ "reading": asked["reading"], "answer": "yes" });
            server.post(&claims(known), &claim).taken();
            wait_weights(&server, known, (7 - day) as usize);
        }
    }
    // What was measured then is then's, and not of when it was claimed.
    let newest = &weights(&server, &ann)[0];
    let then = (Timestamp::now() - SignedDuration::from_hours(4 * 24)).as_millisecond();
    assert!((newest["taken_at"].as_i64().expect("a time") - then).abs() < 60_000, "{newest}");

    weigh(&broker, &ann, 60, 70.3);
    weigh(&broker, &ann, 59, 83.6);
    wait_weights(&server, &ann, 4);
    wait_weights(&server, &bob, 4);
    assert_eq!(server.page("/api/unclaimed")["waiting"], 0);

    // A guest: neither of them.
    weigh(&broker, &ann, 30, 55.0);
    let guest = asked(&server, &ann, 55.0);
    assert_eq!(asked(&server, &bob, 55.0), guest);
    let no = json!({ "reading": guest["reading"], "answer": "no", "by": "Sian Jones" });
    for known in [&ann, &bob] {
        server.post(&claims(known), &no).taken();
        assert_eq!(server.post(&claims(known), &no).status, 409, "they have said so");
        assert_eq!(questions(&server, known), json!([]));
    }
    let held = server.page("/api/unclaimed");
    assert_eq!((&held["waiting"], &held["items"][0]["doubt"]), (&json!(1), &json!("stranger")));

    let before = [&ann, &bob].map(|known| weights(&server, known));
    server.stop();
    server.revive();
    server.wait_ready();
    server.wait_settled();
    assert_eq!([&ann, &bob].map(|known| weights(&server, known)), before);
    assert_eq!(server.page("/api/unclaimed"), held);
    weigh(&broker, &ann, 20, 70.4);
    wait_weights(&server, &ann, 5);
    server.verify();
}

#[test]
fn a_reading_that_was_another_s_takes_the_alert_along() {
    let (scene, ann, bob, more) = couple();
    let broker = Mosquitto::start(&scene);
    let known = [ann.clone(), bob.clone()];
    let server = Server::start_with(&scene, broker.port(), &known, &more);
    for (minutes_ago, spo2) in [(10, 87), (5, 86)] {
        let reading = json!({ "kind": "oximetry", "spo2_percent": spo2, "device": "oximeter-1" });
        publish(&broker, &ann, minutes_ago, reading);
    }
    let alert = wait::until("an alert about low oxygen", LIMIT, || low_oxygen(&server, &ann));
    let readings = wait_counting(&server, &ann, "spo2", 2);
    let wish = json!({ "to": bob.patient, "by": "Dr Evans", "why": "her husband had it on" });
    let mut given = Vec::new();
    for reading in &readings {
        given.push(server.post(&attributions(&reading["id"]), &wish).taken());
        let twice = server.post(&attributions(&reading["id"]), &wish);
        assert_eq!(twice.status, 409, "it is his already");
    }
    assert_eq!(given[0]["from"], json!(ann.patient));
    assert_eq!(low_oxygen(&server, &ann), None);
    let told = server.page(&format!("/api/patients/{}", ann.patient));
    let superseded = |event: &&Value| event["kind"] == "superseded";
    let timeline = told["timeline"].as_array().expect("a list");
    assert!(timeline.iter().any(|event| superseded(&event)), "{timeline:#?}");
    let his = wait::until("the alert with him", LIMIT, || low_oxygen(&server, &bob));
    let taken_at = |alert: &Value| alert["taken_at"].as_i64();
    assert_eq!(taken_at(&his), taken_at(&alert), "it was measured when it was measured");

    // And back again: whichever of its ids names it.
    let back = json!({ "to": ann.patient, "by": "Dr Evans", "why": "it was hers after all" });
    for (reading, his) in readings.iter().zip(wait_counting(&server, &bob, "spo2", 2)) {
        assert_eq!(reading["taken_at"], his["taken_at"]);
        assert_ne!(reading["id"], his["id"], "it counts under a new id");
        server.post(&attributions(&his["id"]), &back).taken();
    }
    assert_eq!(low_oxygen(&server, &bob), None);
    wait::until("the alert with her", LIMIT, || low_oxygen(&server, &ann));
    let nobody = json!({ "to": "nobody", "by": "Dr Evans", "why": "x" });
    assert_eq!(server.post(&attributions(&readings[0]["id"]), &nobody).status, 400);
    assert_eq!(server.post("/api/readings/99999-0/attributions", &back).status, 404);
    server.verify();
}

#[test]
fn a_weight_that_is_hardly_hers_is_asked_of_her_and_can_be_given_by_a_clinician() {
    let (scene, known) = (Scene::new(), Known::numbered(1).with_json());
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    weigh(&broker, &known, 3000, 70.0);
    wait_weights(&server, &known, 1);
    weigh(&broker, &known, 1500, 75.2);
    let asked = asked(&server, &known, 75.2);
    assert_eq!(weights(&server, &known).len(), 1);
    assert_eq!(asked["text"], "Was this you? Weight 75.2\u{a0}kg");
    assert_eq!(server.page("/api/unclaimed")["items"][0]["doubt"], "jump");
    assert_eq!(server.page("/api/ops")["unclaimed"]["waiting"], 1);
    let wish = json!({ "to": known.patient, "by": "Dr Evans", "why": "she rang: it was her" });
    server.post(&attributions(&asked["reading"]), &wish).taken();
    wait_weights(&server, &known, 2);
    assert_eq!(questions(&server, &known), json!([]));
    let claim = json!({ "reading": asked["reading"], "answer": "yes" });
    assert_eq!(server.post(&claims(&known), &claim).status, 404, "it is settled");
    weigh(&broker, &known, 60, 75.6);
    wait_weights(&server, &known, 3);
    server.verify();
}

/// Ann and Bob, with one scale between them and an oximeter that is Ann's.
fn couple() -> (Scene, Known, Known, String) {
    let [ann, bob] = [1, 2].map(|number| Known::numbered(number).with_json());
    let more = format!(
        "\n[[devices]]\nid = {:?}\npatient = {:?}\nshared = true\n\
         \n[[devices]]\nid = \"oximeter-1\"\npatient = {:?}\n",
        ann.device, bob.patient, ann.patient
    );
    (Scene::new(), ann, bob, more)
}

fn weigh(broker: &Mosquitto, known: &Known, minutes_ago: i64, kg: f64) {
    publish(broker, known, minutes_ago, json!({ "kind": "weight", "weight_kg": kg }));
}

fn publish(broker: &Mosquitto, known: &Known, minutes_ago: i64, mut reading: Value) {
    let taken_at = Timestamp::now() - SignedDuration::from_mins(minutes_ago);
    reading["taken_at"] = json!(taken_at.to_string());
    if reading["device"].is_null() {
        reading["device"] = json!(known.device);
    }
    let frame = json!({ "readings": [reading] }).to_string();
    broker.publish(&known.topic(), "application/json", frame.as_bytes());
}

/// What a person is asked about this weight, once they are.
fn asked(server: &Server, known: &Known, kg: f64) -> Value {
    wait::until("the question", LIMIT, || {
        let questions = questions(server, known);
        let fits = |question: &&Value| question["values"][0]["value"] == kg;
        questions.as_array()?.iter().find(fits).cloned()
    })
}

fn questions(server: &Server, known: &Known) -> Value {
    server.page(&format!("/api/patients/{}/care", known.patient))["unclaimed"].clone()
}

fn wait_weights(server: &Server, known: &Known, count: usize) {
    wait_counting(server, known, "weight", count);
}

/// So many values of a sign that count for a person, newest first, once there are.
fn wait_counting(server: &Server, known: &Known, sign: &str, count: usize) -> Vec<Value> {
    wait::until(&format!("{count} of {sign} of {}", known.patient), LIMIT, || {
        Some(counting(server, known, sign)).filter(|values| values.len() == count)
    })
}

fn weights(server: &Server, known: &Known) -> Vec<Value> {
    counting(server, known, "weight")
}

/// The values of a sign that count for a person, newest first.
fn counting(server: &Server, known: &Known, sign: &str) -> Vec<Value> {
    let page = server.page(&format!("/api/patients/{}", known.patient));
    let mut readings = page["readings"].as_array().expect("a list").clone();
    readings.retain(|reading| reading["sign"] == sign && reading["withdrawn"] != true);
    readings.sort_by_key(|reading| std::cmp::Reverse(reading["taken_at"].as_i64()));
    readings
}

fn low_oxygen(server: &Server, known: &Known) -> Option<Value> {
    let worklist = server.page("/api/worklist");
    let row = worklist["rows"].as_array()?.iter().find(|row| row["patient"] == known.patient)?;
    row["alerts"].as_array()?.iter().find(|alert| alert["problem"] == "oxygen_low").cloned()
}

fn claims(known: &Known) -> String {
    format!("/api/patients/{}/claims", known.patient)
}

fn attributions(reading: &Value) -> String {
    format!("/api/readings/{}/attributions", reading.as_str().expect("an id"))
}
