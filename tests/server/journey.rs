//! One reading's way from a stranger's gateway to the page.

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
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let reading = json!({
        "device": known.device, "kind": "oximetry", "spo2_percent": 97, "received": true,
    });
    let frame = json!({ "readings": [reading] }).to_string();
    broker.publish(&known.topic(), "application/json", frame.as_bytes());
    let path = format!("/api/patients/{}", known.patient);
    let reading = wait::until("the reading on the patient's page", LIMIT, || {
        server.page(&path)["readings"].get(0).cloned()
    });
    assert_eq!(reading["sign"], "spo2");
    assert_eq!(reading["value"], 97.0);
    assert_eq!(reading["device"], known.device);
    assert_eq!(reading["gateway"], known.gateway.as_str());
    // The board follows the engine, the readings follow the journal: either may be first.
    wait::until_equal("the reading counted on the worklist", LIMIT, &json!(1), || {
        server.page("/api/worklist")["rows"][0]["readings"].clone()
    });
}
