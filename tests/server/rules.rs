//! Rules on trial: replay and its parity, back-test, activation by two, shadow.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::access;
use tests::http::{self, Answer};
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
    check_recomputed(&server, &known);
    server.kill();
    check_replay(server.data(), "after a kill");

    let replayed = json_of(&run(&["replay", "--json", "--workers", "3", "--data"], server.data()));
    assert_eq!(replayed["runs"][0]["workers"], 3);
    check_moments(server.data());
}

/// Every decision about a person can be made again, to the bit, by whoever asks on the page.
fn check_recomputed(server: &Server, known: &Known) {
    let patient = format!("/api/patients/{}", known.patient);
    let page = server.page(&patient);
    let timeline = page["timeline"].as_array().expect("a timeline");
    assert!(!timeline.is_empty());
    for event in timeline {
        let id = event["id"].as_str().expect("an id");
        let again = server.post(&format!("{patient}/events/{id}/replays"), &json!({}));
        let again = again.json().expect("JSON");
        assert_eq!(again["same"], true, "{id}: {again:#}");
        assert_eq!(again["now"]["rules"], again["rules_then"]);
    }
    let unknown = server.post(&format!("{patient}/events/999999-0-0/replays"), &json!({}));
    assert_eq!(unknown.status, 404);
    // The same person around a moment that was long before anything.
    let before = server.page(&format!("{patient}?at=86400000"));
    assert_eq!([&before["timeline"], &before["readings"]], [&json!([]); 2]);
    let at = timeline[0]["at"].as_i64().expect("a time");
    let around = server.page(&format!("{patient}?at={at}"));
    assert_eq!(around["timeline"], page["timeline"]);
}

/// What was activated is told with what it changed, and its text can be had again.
fn check_history(server: &Server, draft: &str) {
    let history = server.page("/api/rules/history");
    let [now, first] = [&history[0], &history[1]];
    let change = json!({
        "place": "rule O2-1", "what": "limit review", "before": "94 %", "after": "95 %",
    });
    assert!(now["changes"].as_array().is_some_and(|all| all.contains(&change)), "{history:#}");
    assert!(now["by"].as_str().is_some_and(|by| by.contains("Dr Jones")), "{history:#}");
    assert_eq!(
        (&first["report"], &first["changes"]),
        (&Value::Null, &json!([])),
        "they came with it"
    );
    assert_eq!(history.as_array().map(Vec::len), Some(2));
    let hash = now["hash"].as_str().expect("a hash");
    assert_eq!(server.page(&format!("/api/rules/history/{hash}"))["text"], draft);
    let checked = server.post("/api/rules/checks", &json!({ "text": draft }));
    assert_eq!(checked.json().expect("JSON")["changes"], json!([]), "it decides already");
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
    assert_eq!(alert["engine"], 4);
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
    let propose = |text: &str| {
        let wish = json!({ "text": text, "reason": "tried out" });
        ask_as(&server, "Dr Evans", "PUT", "/api/rules/proposal", &wish)
    };
    let approve = |who: &str, hash: &Value| {
        ask_as(&server, who, "POST", "/api/rules/activations", &json!({ "hash": hash }))
    };

    let refused = propose(&draft);
    assert_eq!(refused.status, 409);
    assert!(String::from_utf8_lossy(&refused.body).contains("/api/rules/backtests"));
    let wrong = propose("name = 7\nnonsense = true\n");
    assert_eq!(wrong.status, 422);
    let mistakes = wrong.json().expect("a problem")["mistakes"].clone();
    assert!(mistakes.as_array().is_some_and(|all| !all.is_empty()), "{mistakes:#}");

    let report = backtest(&server, &draft);
    assert_eq!(report["added"].as_array().expect("a list").len(), 1, "{report:#}");
    assert_eq!(report["removed"], json!([]));
    let again = backtest(&server, &draft);
    for same in ["by_active", "by_draft", "added", "removed", "moved", "same", "readings"] {
        assert_eq!(again[same], report[same], "the same draft, the same figures: {same}");
    }
    let proposed = propose(&draft).taken();
    assert_eq!(proposed["is_own"], true);
    let own = approve("Dr Evans", &proposed["hash"]);
    assert_eq!(own.status, 409, "nobody approves what they propose");
    assert_eq!(
        approve("Dr Jones", &json!("00")).status,
        409,
        "what was proposed, and nothing else"
    );

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

    let done = approve("Dr Jones", &proposed["hash"]);
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.body));
    check_history(&server, &draft);
    let now = server.page("/api/rules");
    assert_eq!(now["text"], draft);
    assert!(now["since"].is_i64(), "{now:#}");
    assert!(now["by"].as_str().is_some_and(|by| by.contains("approved by Dr Jones (clinician)")));
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
    // The same as a file, and as a journal that the file was imported into long after.
    let data = scene.path("data");
    let imported = run(&["import", "--data", path(&data), "--from"], &readings);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    check_drafts(&text, &scene, ("--from", &readings));
    check_drafts(&text, &scene, ("--data", &data));
}

/// Back-tests the same rules and stricter ones.
fn check_drafts(text: &str, scene: &Scene, (from, facts): (&str, &Path)) {
    let report = |draft: &str| {
        let rules = scene.write("draft.toml", draft);
        let out = scene.path("report.json");
        let rules = path(&rules);
        let arguments =
            ["backtest", "--days", "36500", "--rules", rules, "--out", path(&out), from];
        let printed = run(&arguments, facts);
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        let report = std::fs::read(&out).expect("the report was written");
        serde_json::from_slice::<Value>(&report).expect("JSON")
    };
    let same = report(text);
    assert_eq!([&same["added"], &same["removed"], &same["moved"]], [&json!([]); 3]);
    assert_eq!(same["by_active"]["outcomes_hash"], same["by_draft"]["outcomes_hash"]);
    assert!(same["same"].as_u64() > Some(0), "{same:#}");

    let other = report(&stricter(text));
    let added = other["added"].as_array().expect("a list");
    assert_eq!(added.len(), 1, "{other:#}");
    assert_eq!((&added[0]["patient"], &added[0]["rule"]), (&json!("p-2"), &json!("O2-1")));
    assert_eq!([&other["removed"], &other["moved"]], [&json!([]); 2]);
    assert_eq!(other["patient_days"], 3, "{other:#}");
}

#[test]
fn a_draft_survives_a_restart_and_nobodys_is_written_over_unasked() {
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), &[Known::numbered(1).with_json()]);
    let put = |server: &Server, text: &str, by: &str, over: Option<&str>| {
        let body = json!({ "text": text, "by": by, "over": over });
        http::request(server.port(), "PUT", "/api/rules/draft", Some(&body)).expect("an answer")
    };
    assert_eq!(server.page("/api/rules/draft"), Value::Null);
    let first = put(&server, "name = ", "Ann Moss", None).json().expect("the draft");
    let hash = first["hash"].as_str().expect("a hash").to_owned();
    let late = put(&server, "name = 2", "Ben Cole", None);
    assert_eq!(late.status, 409);
    let late = late.json().expect("a problem");
    assert!(late["detail"].as_str().is_some_and(|what| what.contains("Ann Moss")), "{late:#}");
    assert_eq!(late["draft"]["text"], "name = ");

    server.stop();
    server.revive();
    server.wait_ready();
    assert_eq!(server.page("/api/rules/draft")["by"], "Ann Moss (clinician)");
    assert_eq!(put(&server, "name = 3", "Ben Cole", Some(&hash)).status, 200);
    assert_eq!(put(&server, "name = 4", "  ", Some(&hash)).status, 403, "under their own name");
    let gone = http::request(server.port(), "DELETE", "/api/rules/draft", None);
    assert_eq!(gone.expect("an answer").status, 204);
    assert_eq!(server.page("/api/rules/draft"), Value::Null);
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

/// Sends something that no name stands in, as somebody.
fn ask_as(server: &Server, who: &str, method: &str, path: &str, body: &Value) -> Answer {
    let origin = format!("http://127.0.0.1:{}", server.port());
    let cookie = access::cookie(server.port(), who).expect("a sign-in").expect("a session");
    let headers = [
        ("Content-Type", "application/json"),
        ("Origin", origin.as_str()),
        ("Cookie", cookie.as_str()),
    ];
    http::send(server.port(), method, path, &headers, &body.to_string()).expect("an answer")
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
