//! What was kept apart is looked at, mended and replayed: then it counts once, as if it had come in time,
//! here and after a replay of the journal.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::http;
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, run};
use tests::wait;

const LIMIT: std::time::Duration = std::time::Duration::from_secs(20);

#[test]
fn what_was_quarantined_counts_once_when_it_is_mended_and_replayed_and_replays_to_the_same() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let reading = |device: &str, minutes_ago: i64, spo2: u32| {
        let taken_at = Timestamp::now() - SignedDuration::from_mins(minutes_ago);
        json!({ "device": device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at.to_string() })
    };
    // One that nobody wears, in danger; one whose clock is a day ahead; one that says nothing.
    let readings = [
        reading("lent", 40, 82),
        reading("lent", 39, 81),
        reading(&known.device, -24 * 60, 80),
        json!({ "device": known.device, "kind": "poem" }),
    ];
    let message = json!({ "readings": readings }).to_string();
    broker.publish(&known.topic(), "application/json", message.as_bytes());
    let listed = wait::until("four things in quarantine", LIMIT, || {
        let page = server.page("/api/quarantine");
        (page["total"] == 4).then_some(page)
    });
    let ids: Vec<String> = items(&listed).iter().rev().map(|item| text(&item["id"])).collect();
    let path = |id: &str| format!("/api/quarantine/{id}");

    let one = server.page(&path(&ids[0]));
    assert_eq!(one["readings"][0]["device"], "lent", "{one}");
    assert_eq!(one["readings"][0]["values"][0], "saturation 82 %", "{one}");
    assert!(text(&one["mend"]).contains("who wore"), "{one}");
    assert_eq!(one["settled"], Value::Null);
    let malformed = server.page(&path(&ids[3]));
    assert!(text(&malformed["text"]).contains("poem"), "{malformed} of {listed}");
    assert_eq!(get_status(&server, "/api/quarantine/999-0"), 404);

    let replay =
        |server: &Server, id: &str| server.post(&format!("{}/replays", path(id)), &json!({}));
    for id in &ids {
        assert_eq!(replay(&server, id).status, 409, "nothing was mended yet");
    }
    let begins = Timestamp::now() - SignedDuration::from_hours(2);
    let worn = json!({ "patient": known.patient, "from": begins.as_millisecond(), "why": "lent" });
    assert_eq!(server.post("/api/devices/lent/wearings", &worn).status, 200);
    let nobody = json!({ "patient": "p-9999", "from": 0, "why": "lent" });
    assert_eq!(server.post("/api/devices/lent/wearings", &nobody).status, 422);
    let became = replay(&server, &ids[0]).taken();
    assert_eq!(became["became"], json!(["admitted"]), "{became}");
    assert_eq!(replay(&server, &ids[0]).status, 409, "it counts once");
    let one = server.page(&path(&ids[0]));
    assert!(text(&one["settled"]["by"]).contains("Tess Ter"), "{one}");

    let ends = Timestamp::now() + SignedDuration::from_hours(1);
    let clock = json!({
        "heard_from": begins.as_millisecond(), "heard_to": ends.as_millisecond(),
        "shift_ms": -(24 * 60 + 30) * 60_000, "why": "set to tomorrow",
    });
    let clocks = format!("/api/devices/{}/clocks", known.device);
    assert_eq!(server.post(&clocks, &clock).status, 200);
    let rest = server.post("/api/quarantine/replays", &json!({})).taken();
    assert_eq!(rest["replayed"].as_array().map(Vec::len), Some(2), "{rest}");
    assert_eq!(rest["still"], json!({ "it can't be read": 1 }), "{rest}");

    server.wait_settled();
    let ops = server.ops().expect("it answers");
    assert_eq!((&ops["admitted"], &ops["quarantined"]["total"]), (&json!(3), &json!(1)), "{ops}");
    let page = server.page(&format!("/api/patients/{}", known.patient));
    assert_eq!(page["readings"].as_array().map(Vec::len), Some(3), "{page}");
    assert!(page["row"]["alerts"][0].is_object(), "what was in danger is seen: {page}");

    // The gateway's message comes again, and the server: nothing changes.
    broker.publish(&known.topic(), "application/json", message.as_bytes());
    let shown = page["readings"].clone();
    server.stop();
    check_replay(&server);
    check_desk(&server);
    server.revive();
    server.wait_ready();
    server.wait_settled();
    let page = server.page(&format!("/api/patients/{}", known.patient));
    assert_eq!(page["readings"], shown);
    assert_eq!(replay(&server, &ids[1]).status, 409, "it remembers what was replayed");
}

/// Live and replay agree.
fn check_replay(server: &Server) {
    let output = run(&["replay", "--json", "--data"], server.data());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let replayed: Value = serde_json::from_str(&said).expect("it prints JSON");
    assert_eq!((&replayed["equal"], &replayed["parity"]["different"]), (&json!(true), &json!(0)));
}

/// The same on the command line, while the server is stopped.
fn check_desk(server: &Server) {
    let desk = |words: &[&str], more: &[&str]| {
        let program = tests::cargo::program("hearthwatch");
        let mut command = std::process::Command::new(program);
        command.args(["quarantine"]).args(words).arg("--config").arg(server.config()).args(more);
        let output = command.output().expect("hearthwatch can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let listed: Value = serde_json::from_str(&desk(&["list"], &[])).expect("JSON");
    assert!(items_of(&listed).iter().all(|item| item["reason"] == "malformed"), "{listed}");
    let id = text(&listed[0]["id"]);
    let shown: Value = serde_json::from_str(&desk(&["show"], &[&id])).expect("JSON");
    assert_eq!(shown["id"], listed[0]["id"]);
    let replayed: Value = serde_json::from_str(&desk(&["replay"], &[])).expect("JSON");
    assert_eq!(replayed["replayed"], json!([]), "{replayed}");
    assert_eq!(replayed["still"][0][1], "it can't be read");
}

fn items(page: &Value) -> &[Value] {
    items_of(&page["items"])
}

fn items_of(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn get_status(server: &Server, path: &str) -> u16 {
    http::request(server.port(), "GET", path, None).expect("an answer").status
}
