//! A copy that was made while the server ran is a server of its own.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, run};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_copy_made_while_the_server_runs_serves_what_it_served() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    for (minute, spo2) in (0..).zip([97, 96, 89, 88, 88, 87]) {
        let taken_at = Timestamp::now() - SignedDuration::from_mins(30 - minute);
        let reading = json!({
            "device": known.device, "kind": "oximetry", "spo2_percent": spo2,
            "taken_at": taken_at.to_string(),
        });
        let message = json!({ "readings": [reading] }).to_string();
        broker.publish(&known.topic(), "application/json", message.as_bytes());
    }
    // The broker has them; the server may not, yet.
    wait::until("all six readings to be seen", LIMIT, || {
        let patient = server.page(&format!("/api/patients/{}", known.patient));
        (patient["readings"].as_array()?.len() == 6).then_some(())
    });
    server.wait_settled();
    let before = shown(&server, &known);
    assert!(before[0][0]["alerts"][0].is_object(), "{before}");

    let copy = scene.path("copy");
    let made = backup(server.data(), &copy);
    assert_eq!(made.0, Some(0), "{}", made.1);
    let made: Value = serde_json::from_str(&made.1).expect("it prints JSON");
    assert!(made["care"].as_u64() <= made["entries"].as_u64(), "{made}");
    // A second copy doesn't go over the first.
    assert_ne!(backup(server.data(), &copy).0, Some(0));

    server.stop();
    std::fs::remove_dir_all(server.data()).expect("it is ours");
    std::fs::rename(&copy, server.data()).expect("it is ours");
    let verified = server.verify();
    assert_eq!(verified["head_hash"], made["head_hash"]);
    server.revive();
    server.wait_ready();
    server.wait_settled();
    assert_eq!(shown(&server, &known), before);
}

fn backup(data: &Path, copy: &Path) -> (Option<i32>, String) {
    let data = data.to_str().expect("a path that is text");
    let said = run(&["backup", "--data", data, "--out"], copy);
    let text = String::from_utf8_lossy(&said.stdout) + String::from_utf8_lossy(&said.stderr);
    (said.status.code(), text.into_owned())
}

fn shown(server: &Server, known: &Known) -> Value {
    let patient = server.page(&format!("/api/patients/{}", known.patient));
    json!([server.page("/api/worklist")["rows"], patient["readings"], patient["timeline"]])
}
