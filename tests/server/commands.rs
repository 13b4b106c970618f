//! What people settle goes through the journal: it decides, it is checked at the door, and it is there
//! again after a restart.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::http;
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn an_alert_is_given_silenced_and_closed_and_the_second_learns_that_it_has_changed() {
    let (scene, known) = (Scene::new(), Known::numbered(1).with_json());
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let alert = low_oxygen(&broker, &server, &known);
    let path = format!("/api/alerts/{}/acts", alert["id"].as_str().expect("an id"));
    let act = |wish: &Value| server.post(&path, wish);
    let version = |alert: &Value| alert["version"].clone();

    let assign = json!({ "action": "assign", "version": version(&alert), "by": "Dr Evans", "to": "Sian Jones" });
    let given = act(&assign).taken();
    assert_eq!(given["owner"], "Sian Jones");
    let late = act(&assign);
    assert_eq!(late.status, 409, "the alert has changed since");
    let until = Timestamp::now().as_millisecond() + 600_000;
    let snooze = json!({
        "action": "snooze", "version": version(&given), "by": "Sian Jones", "until": until,
        "reason": "she is on the telephone",
    });
    let silent = act(&snooze).taken();
    assert_eq!(silent["snoozed"]["until"], until);
    let over = json!({ "action": "snooze", "version": version(&silent), "by": "Sian Jones", "until": 1, "reason": "x" });
    assert_eq!(act(&over).status, 400);
    let nameless = json!({ "action": "assign", "version": version(&silent), "by": " ", "to": "x" });
    assert_eq!(act(&nameless).status, 403, "nobody acts in another's name");
    let close = json!({
        "action": "close", "version": version(&silent), "by": "Sian Jones", "result": "acted_on",
        "reason": "an ambulance is on its way",
    });
    assert_eq!(act(&close).taken()["closed"]["result"], "acted_on");
    assert_eq!(server.page("/api/worklist")["rows"][0]["alerts"], json!([]));
    let told = timeline(&server, &known);
    for words in ["Given to Sian Jones", "she is on the telephone", "an ambulance is on its way"] {
        assert!(told.iter().any(|(_, text)| text.contains(words)), "{words:?} in {told:#?}");
    }
}

#[test]
fn a_reading_that_is_withdrawn_takes_its_alert_back() {
    let (scene, known) = (Scene::new(), Known::numbered(1).with_json());
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let alert = low_oxygen(&broker, &server, &known);
    let readings = alert["provenance"]["readings"].as_array().expect("it rests on some").clone();
    let wish = json!({ "by": "Dr Evans", "reason": "another_person" });
    for reading in &readings {
        let path = format!("/api/readings/{}/withdrawals", reading.as_str().expect("an id"));
        server.post(&path, &wish).taken();
    }
    assert_eq!(server.page("/api/worklist")["rows"][0]["alerts"], json!([]));
    let told = timeline(&server, &known);
    assert!(told.iter().any(|(kind, _)| kind == "superseded"), "{told:#?}");
    let page = server.page(&format!("/api/patients/{}", known.patient));
    let withdrawn = page["readings"].as_array().expect("a list").iter();
    assert_eq!(withdrawn.filter(|reading| reading["withdrawn"] == true).count(), readings.len());
    assert_eq!(server.post("/api/readings/99999-0/withdrawals", &wish).status, 404);
}

#[test]
fn a_plan_is_checked_whole_and_stands_over_the_configuration_after_a_restart() {
    let (scene, known) = (Scene::new(), Known::numbered(1).with_json());
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let path = format!("/api/patients/{}/plan", known.patient);
    let offered = server.page(&path);
    let limits = offered["limits"].as_array().expect("a list");
    let limit = limits.iter().find(|limit| limit["sign"] == "spo2" && limit["direction"] == "low");
    let limit = limit.expect("the rules let a person have their own limit of oxygen");
    let own = |value: &Value| {
        json!([{ "rule": limit["rule"], "name": limit["name"], "value": value, "unit": limit["unit"],
            "reason": "usual for her" }])
    };
    let plan = json!({ "conditions": ["COPD"], "pregnant": true, "limits": own(&limit["floor"]) });
    let settle = |server: &Server, version: u32, plan: &Value| {
        let wish = json!({ "by": "Dr Evans", "version": version, "plan": plan });
        http::request(server.port(), "PUT", &path, Some(&wish)).expect("the server answers")
    };
    let settled = settle(&server, 0, &plan).taken();
    assert_eq!(settled["version"], 1);
    let stale = settle(&server, 0, &plan);
    assert_eq!(
        (stale.status, &stale.json().expect("a problem document")["version"]),
        (409, &json!(1))
    );
    assert_eq!(settled["plan"]["conditions"], json!(["copd"]));
    assert_eq!(settled["plan"]["limits"][0]["by"], "Dr Evans (clinician)");
    let beyond = json!(limit["floor"].as_f64().expect("a number") - 1.0);
    let wrong = json!({ "spo2_scale": 3, "limits": own(&beyond), "paused": ["nothing"] });
    let refused = settle(&server, 1, &wrong);
    let mistakes = refused.json().expect("a problem document")["mistakes"].clone();
    assert_eq!((refused.status, mistakes.as_array().map(Vec::len)), (400, Some(3)), "{mistakes}");
    assert_eq!(server.page(&path), settled, "a wrong plan changes nothing");

    server.stop();
    server.revive();
    server.wait_ready();
    assert_eq!(server.page(&path), settled);
    server.verify();
}

#[test]
fn answers_and_rotas_are_checked_against_what_they_are_for() {
    let (scene, known) = (Scene::new(), Known::numbered(1).with_json());
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let path = format!("/api/patients/{}/answers", known.patient);
    let answers = |answer: Value| json!({ "questionnaire": "heart_failure", "answers": [{ "question": "breathless", "answer": answer }] });
    server.post(&path, &answers(json!(true))).taken();
    assert_eq!(server.post(&path, &answers(json!("perhaps"))).status, 400);
    let unknown = json!({ "questionnaire": "mood", "answers": [] });
    assert_eq!(server.post(&path, &unknown).status, 400);
    assert_eq!(server.post("/api/patients/nobody/answers", &answers(json!(true))).status, 404);

    let rota = |text: &str| {
        let wish = json!({ "by": "Dr Evans", "text": text });
        http::request(server.port(), "PUT", "/api/rota", Some(&wish)).expect("the server answers")
    };
    let set = rota("list = [\"Sian Jones\"]").taken();
    assert_eq!(set["people"], json!(["Sian Jones"]));
    assert_eq!(rota("lust = 1").status, 400);
    server.stop();
    server.revive();
    server.wait_ready();
    assert_eq!(server.page("/api/rota")["text"], set["text"]);
}

/// Two low saturations, five minutes apart; gives the alert that they raise.
fn low_oxygen(broker: &Mosquitto, server: &Server, known: &Known) -> Value {
    for (minutes_ago, spo2) in [(10, 87), (5, 86)] {
        let taken_at = Timestamp::now() - SignedDuration::from_mins(minutes_ago);
        let reading = json!({
            "device": known.device, "kind": "oximetry", "spo2_percent": spo2,
            "taken_at": taken_at.to_string(),
        });
        let frame = json!({ "readings": [reading] }).to_string();
        broker.publish(&known.topic(), "application/json", frame.as_bytes());
    }
    wait::until("an alert about low oxygen", LIMIT, || {
        let alerts = server.page("/api/worklist")["rows"][0]["alerts"].clone();
        alerts.as_array()?.iter().find(|alert| alert["problem"] == "oxygen_low").cloned()
    })
}

/// The kinds and texts of what happened, newest first.
fn timeline(server: &Server, known: &Known) -> Vec<(String, String)> {
    let page = server.page(&format!("/api/patients/{}", known.patient));
    let entries = page["timeline"].as_array().cloned().unwrap_or_default();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    entries.iter().map(|entry| (text(entry, "kind"), text(entry, "text"))).collect()
}
