//! One reading's way from a stranger's gateway to the page, and the server's way back after its
//! end.

use std::time::Duration;

use serde_json::json;
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn a_reading_sent_as_json_by_mosquitto_pub_is_visible() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    publish(&broker, &known, 97.0);
    let reading = wait::until("the reading on the patient's page", LIMIT, || {
        server.page(&format!("/api/patients/{}", known.patient))["readings"].get(0).cloned()
    });
    assert_eq!(reading["sign"], "spo2");
    assert_eq!(reading["value"], 97.0);
    assert_eq!(reading["device"], known.device);
    assert_eq!(reading["gateway"], known.gateway);
}

#[test]
fn a_server_that_was_killed_comes_back_to_the_same_state() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    for spo2 in [97.0, 90.0, 89.0, 88.0] {
        publish(&broker, &known, spo2);
    }
    wait::until_equal("four scored readings", LIMIT, &json!(4), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
    let path = format!("/api/patients/{}", known.patient);
    let before = (server.page(&path), server.page("/api/ops")["engine"]["state"].clone());
    assert!(before.1.is_string(), "ops names the state by its hash");
    server.kill();
    server.revive();
    server.wait_ready();
    wait::until_equal("the same offset", LIMIT, &json!(4), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
    assert_eq!(server.page("/api/ops")["engine"]["state"], before.1);
    assert_eq!(server.page(&path)["readings"], before.0["readings"]);
}

/// Sends a saturation as another maker's gateway would, measured just now.
fn publish(broker: &Mosquitto, known: &Known, spo2: f64) {
    let reading = json!({
        "device": known.device, "kind": "oximetry", "spo2_percent": spo2, "received": true,
    });
    let frame = json!({ "readings": [reading] });
    broker.publish(&known.topic(), "application/json", frame.to_string().as_bytes());
}
