//! Rules on trial: replay and its parity, back-test, activation by two, shadow.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::http;
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, run};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(30);

#[test]
fn a_replay_decides_what_was_decided_live_through_restarts_and_late_readings() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    publish(&broker, &known, &[(0, 97), (1, 89), (5, 88), (6, 88)]);
    scored(&server, 4);
    server.stop();
    server.revive();
    server.wait_ready();
    // Taken before what raised the alert.
    publish(&broker, &known, &[(3, 96), (2, 97), (9, 97), (12, 98)]);
    scored(&server, 8);

    check_replay(server.data(), "while the server runs");
    server.kill();
    check_replay(server.data(), "after a kill");

    let replayed = json_of(&run(&["replay", "--json", "--workers", "3", "--data"], server.data()));
    assert_eq!(replayed["runs"][0]["workers"], 3);
    check_moments(server.data());
}

/// Each entry's outcomes say what they rest on; there is one with a reading and a rule.
fn check_moments(data: &Path) {
    let explained = (0..40).find_map(|offset| {
        let at = offset.to_string();
        let moment = run(&["replay", "--json", "--at", &at, "--data"], data);
        let moment: Value = serde_json::from_slice(&moment.stdout).ok()?;
        let alert = moment["outcomes"].as_array()?.iter().find(|of| of["rule"].is_string())?;
        Some(alert.clone())
    });
    let alert = explained.expect("an alert was raised");
    assert_eq!(alert["rule"], "O2-1", "{alert:#}");
    assert_eq!(alert["engine"], 3);
    let values = alert["inputs"][0]["values"].to_string();
    assert!(values.contains("Oxygen"), "{alert:#}");
}

#[track_caller]
fn check_replay(data: &Path, when: &str) {
    let replayed = json_of(&run(&["replay", "--json", "--data"], data));
    assert_eq!(replayed["equal"], true, "{when}: {replayed:#}");
    let workers: Vec<_> = replayed["runs"].as_array().expect("runs").iter().collect();
    assert_eq!(workers.len(), 3);
    assert!(workers.iter().all(|run| run["outcomes_hash"] == workers[0]["outcomes_hash"]));
    assert_eq!(replayed["parity"]["different"], 0, "{when}: {replayed:#}");
    assert!(replayed["parity"]["same"].as_u64() > Some(1), "{when}: {replayed:#}");
}

#[test]
fn rules_are_activated_by_two_people_after_a_back_test_and_decide_from_then_on() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    publish(&broker, &known, &[(0, 95), (4, 95), (5, 97), (7, 97)]);
    scored(&server, 4);

    let rules = server.page("/api/rules");
    // The journal says once what the program came with.
    let by = rules["by"].as_str().expect("who");
    assert!(by.starts_with("hearthwatch "), "{rules:#}");
    let draft = stricter(rules["text"].as_str().expect("a text"));
    let wish = |by: &str, approved_by: &str| json!({ "text": draft, "by": by, "approved_by": approved_by, "reason": "tried out" });
    let activate = |wish: &Value| server.post("/api/rules/activations", wish);

    let refused = activate(&wish("Dr Evans", "Dr Jones"));
    assert_eq!(refused.status, 409);
    assert!(String::from_utf8_lossy(&refused.body).contains("/api/rules/backtests"));
    let mut wrong = wish("Dr Evans", "Dr Jones");
    wrong["text"] = "name = 7\nnonsense = true\n".into();
    let wrong = activate(&wrong);
    assert_eq!(wrong.status, 422);
    let mistakes = wrong.json().expect("a problem")["mistakes"].clone();
    assert!(mistakes.as_array().is_some_and(|all| !all.is_empty()), "{mistakes:#}");

    let report = backtest(&server, &draft);
    assert_eq!(report["added"].as_array().expect("a list").len(), 1, "{report:#}");
    assert_eq!(report["removed"], json!([]));
    assert_eq!(activate(&wish("Dr Evans", " dr evans ")).status, 409);

    let shadow = server.post("/api/rules/shadow", &json!({ "text": draft }));
    assert_eq!(shadow.status, 202);
    wait::until("the shadow to catch up", LIMIT, || {
        let seen = server.page("/api/rules/shadow");
        (seen["behind"] == 0 && seen["upto"].as_u64() > Some(0)).then_some(())
    });
    publish(&broker, &known, &[(20, 95), (24, 95), (25, 97)]);
    scored(&server, 7);
    wait::until("the shadow to see what the draft would raise", LIMIT, || {
        let seen = server.page("/api/rules/shadow");
        (seen["added"].as_array().map(Vec::len) == Some(1)).then_some(())
    });
    assert_eq!(server.page("/api/worklist")["rows"][0]["alerts"], json!([]), "nobody was told");
    let ended = http::request(server.port(), "DELETE", "/api/rules/shadow", None);
    assert_eq!(ended.expect("an answer").status, 204);

    let done = activate(&wish("Dr Evans", "Dr Jones"));
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.body));
    let now = server.page("/api/rules");
    assert_eq!(now["text"], draft);
    assert!(now["since"].is_i64(), "{now:#}");
    assert!(now["by"].as_str().is_some_and(|by| by.contains("approved by Dr Jones")));
    // Measured after the activation, so judged by the new rules.
    for _ in 0..2 {
        publish_at(&broker, &known, Timestamp::now(), 95);
        std::thread::sleep(Duration::from_secs(2));
    }
    scored(&server, 9);
    let decided = wait::until("an outcome by the new rules", LIMIT, || {
        let replayed = json_of(&run(&["replay", "--json", "--data"], server.data()));
        (replayed["parity"]["different"] == 0).then_some(replayed)
    });
    assert_eq!(decided["equal"], true);
}

#[test]
fn a_lower_threshold_adds_exactly_what_lies_between_and_the_same_rules_change_nothing() {
    let scene = Scene::new();
    let mut csv = "patient,taken_at,kind,value,unit\n".to_owned();
    for (patient, values) in [("p-1", [97, 97]), ("p-2", [95, 95]), ("p-3", [88, 88])] {
        for (minute, value) in (0..).step_by(5).zip(values) {
            csv += &format!("{patient},2026-11-01T08:{minute:02}:00Z,spo2,{value},%\n");
        }
    }
    let readings = scene.write("readings.csv", csv);
    let text = risk_engine_rules();
    let report = |draft: &str| {
        let rules = scene.write("draft.toml", draft);
        let out = scene.path("report.json");
        let arguments = ["backtest", "--rules", path(&rules), "--out", path(&out), "--from"];
        let printed = run(&arguments, &readings);
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        let report = std::fs::read(&out).expect("the report was written");
        serde_json::from_slice::<Value>(&report).expect("JSON")
    };
    let same = report(&text);
    assert_eq!([&same["added"], &same["removed"], &same["moved"]], [&json!([]); 3]);
    assert_eq!(same["by_active"]["outcomes_hash"], same["by_draft"]["outcomes_hash"]);
    assert!(same["same"].as_u64() > Some(0), "{same:#}");

    let other = report(&stricter(&text));
    let added = other["added"].as_array().expect("a list");
    assert_eq!(added.len(), 1, "{other:#}");
    assert_eq!((&added[0]["patient"], &added[0]["rule"]), (&json!("p-2"), &json!("O2-1")));
    assert_eq!([&other["removed"], &other["moved"]], [&json!([]); 2]);
}

#[test]
fn a_draft_with_mistakes_is_refused_with_all_of_them() {
    let scene = Scene::new();
    let rules = scene.write("draft.toml", "name = 7\nnonsense = true\n");
    let refused = run(&["backtest", "--data", path(&scene.path("nothing")), "--rules"], &rules);
    assert_eq!(refused.status.code(), Some(64));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("line 1") && told.contains("line 2"), "{told}");
}

/// The rules with oxygen reviewed from 95 % down.
fn stricter(text: &str) -> String {
    let before = "review = { value = \"94 %\", floor = \"88 %\" }, back = { value = \"95 %\"";
    assert!(text.contains(before), "the rules that the product starts with have changed");
    let after = "review = { value = \"95 %\", floor = \"88 %\" }, back = { value = \"96 %\"";
    text.replace(before, after)
}

/// The rules that the product starts with.
fn risk_engine_rules() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../risk-engine/src/rules/default.toml");
    std::fs::read_to_string(path).expect("the rules are there")
}

/// Back-tests a draft, and gives the report.
fn backtest(server: &Server, draft: &str) -> Value {
    let begun = server.post("/api/rules/backtests", &json!({ "text": draft, "days": 30 }));
    assert_eq!(begun.status, 202, "{}", String::from_utf8_lossy(&begun.body));
    let hash = begun.json().expect("JSON")["hash"].as_str().expect("a hash").to_owned();
    wait::until("the back-test", LIMIT, || {
        let page = server.page(&format!("/api/rules/backtests/{hash}"));
        assert_ne!(page["state"], "failed", "{page:#}");
        (page["state"] == "done").then(|| page["report"].clone())
    })
}

/// Saturations as another maker's gateway would send them, each so many minutes after the first.
fn publish(broker: &Mosquitto, known: &Known, all: &[(i64, u32)]) {
    for (minute, spo2) in all {
        let at = Timestamp::now() - SignedDuration::from_mins(40 - minute);
        publish_at(broker, known, at, *spo2);
    }
}

fn publish_at(broker: &Mosquitto, known: &Known, at: Timestamp, spo2: u32) {
    let reading = json!({
        "device": known.device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": at.to_string(),
    });
    let frame = json!({ "readings": [reading] });
    broker.publish(&known.topic(), "application/json", frame.to_string().as_bytes());
}

fn scored(server: &Server, readings: u32) {
    wait::until_equal("all readings", LIMIT, &json!(readings), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
    server.wait_settled();
}

#[track_caller]
fn json_of(output: &Output) -> Value {
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a test's folder is text")
}
