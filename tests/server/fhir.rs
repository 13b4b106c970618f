//! Other systems, through kills: what is subscribed to comes whole and with numbers that have no gap, a bulk
//! export is done or said to have failed, and a bundle that was taken is read back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::http::{self, Answer};
use tests::mosquitto::Mosquitto;
use tests::receiver::{self, Post, Receiver};
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{access, port, wait};

const LIMIT: Duration = Duration::from_secs(60);
const EXTENSION: &str =
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";

/// A server that another system may use, and that system.
struct Site {
    server: Server,
    token: String,
    known: Known,
    _broker: Mosquitto,
}

impl Site {
    fn start(scene: &Scene, more: &str) -> Self {
        let known = Known::numbered(1).with_json();
        let broker = Mosquitto::start(scene);
        let more = format!("\n[exchange]\n{more}\n");
        let server = Server::start_with(scene, broker.port(), std::slice::from_ref(&known), &more);
        let made = access::account(server.config(), "add", "Home Hub", &["--role", "integrator"]);
        assert!(made.expect("an account").status.success());
        let wish =
            json!({ "account": "Home Hub", "label": "t", "scopes": ["system/*.cruds"], "days": 1 });
        let made = server.post("/api/tokens", &wish).json().expect("a token");
        let token = made["token"].as_str().expect("a token").to_owned();
        Self { server, token, known, _broker: broker }
    }

    /// Asks as the other system; none if nobody answers.
    fn ask(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Option<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let own = [("Authorization", bearer.as_str()), ("Content-Type", "application/fhir+json")];
        http::send(self.server.port(), method, path, &[&own, more].concat(), body).ok()
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, &[], "").expect("the server answers");
        answer.taken()
    }

    /// A weight that nobody sent before; sent until it is taken.
    fn weigh(&self, number: usize) {
        let at = Timestamp::now() - SignedDuration::from_mins(300 - number as i64);
        let key = format!("identifier=urn:test|w-{number}");
        let weight = json!({
            "resourceType": "Observation",
            "identifier": [{ "system": "urn:test", "value": format!("w-{number}") }],
            "status": "final",
            "code": { "coding": [{ "system": "http://loinc.org", "code": "29463-7" }] },
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
            "subject": { "reference": format!("Patient/{}", self.known.patient) },
            "effectiveDateTime": at.to_string(),
            "valueQuantity": { "value": 80.0, "system": "http://unitsofmeasure.org", "code": "kg" },
        });
        let body = weight.to_string();
        wait::until("a weight to be taken", LIMIT, || {
            let answer =
                self.ask("POST", "/fhir/Observation", &[("If-None-Exist", &key)], &body)?;
            assert!(answer.status < 500, "{}", String::from_utf8_lossy(&answer.body));
            matches!(answer.status, 200 | 201).then_some(())
        });
    }

    fn subscribe(&self, id: &str, topic: &str, kind: &str, port: u16, content: &str) {
        let filter = format!("{kind}?patient={}", self.known.patient);
        let sent = json!({
            "resourceType": "Subscription",
            "id": id,
            "status": "requested",
            "reason": "to be told",
            "criteria": format!("urn:hearthwatch:topic:{topic}"),
            "_criteria": { "extension": [{ "url": format!("{EXTENSION}filter-criteria"), "valueString": filter }] },
            "channel": {
                "type": "rest-hook",
                "endpoint": format!("http://127.0.0.1:{port}/{id}"),
                "payload": "application/fhir+json",
                "_payload": { "extension": [{ "url": format!("{EXTENSION}payload-content"), "valueCode": content }] },
                "header": ["Authorization: Bearer its-own"],
                "extension": [{ "url": format!("{EXTENSION}heartbeat-period"), "valueUnsignedInt": 5 }],
            },
        });
        let path = format!("/fhir/Subscription/{id}");
        let answer = self.ask("PUT", &path, &[], &sent.to_string()).expect("the server answers");
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    }
}

fn parameter(bundle: &Value, name: &str) -> Vec<Value> {
    let all = bundle["entry"][0]["resource"]["parameter"].as_array().expect("parameters");
    all.iter().filter(|one| one["name"] == name).cloned().collect()
}

fn sort(post: &Post) -> String {
    let sort = parameter(&post.json(), "type").remove(0);
    sort["valueCode"].as_str().expect("a code").to_owned()
}

/// Every event that was taken: its number, and what it was about. What came twice is the same.
fn events(posts: &[Post]) -> BTreeMap<u64, String> {
    let mut all = BTreeMap::new();
    for post in posts {
        for event in parameter(&post.json(), "notification-event") {
            let part = |name: &str| {
                let parts = event["part"].as_array().expect("parts").iter();
                parts.clone().find(|part| part["name"] == name).cloned().unwrap_or_default()
            };
            let number = part("event-number")["valueString"].as_str().expect("a number").parse();
            let focus = part("focus")["valueReference"]["reference"].to_string();
            let before = all.insert(number.expect("a number"), focus.clone());
            assert!(before.is_none_or(|before| before == focus), "a number means one event");
        }
    }
    all
}

#[test]
fn a_foreign_client_uploads_a_bundle_and_reads_it_back_valid() {
    let scene = Scene::new();
    let site = Site::start(&scene, "");
    let tools = std::env::var("HEARTHWATCH_FHIR_TOOLS");
    let tools = PathBuf::from(tools.expect("tests/run says where HAPI is"));
    let classes = format!("{}/hapi/*:{}/classes", tools.display(), tools.display());
    let base = format!("http://127.0.0.1:{}/fhir", site.server.port());
    let mut client = Command::new("java");
    client.args(["-cp", &classes, "Client", &base, &site.token]).arg(&site.known.patient);
    let output = client.output().expect("tests/run looks for Java");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("read back, 0 mistakes"), "{said}");
    // It went the way of every reading: the patient's page has it.
    let page = site.server.page(&format!("/api/patients/{}", site.known.patient));
    assert!(page.to_string().contains("128"), "{page:#}");
    site.server.verify();
}

#[test]
fn what_is_subscribed_to_comes_through_kills_and_refusals_with_numbers_that_have_no_gap() {
    let (scene, hook) = (Scene::new(), port::free());
    // It refuses, falls silent, and takes, in turn.
    let moods = [500, 204, 503, 204, 204, 500].map(receiver::Answer::Status);
    let receiver = Receiver::start(hook, &moods.repeat(8));
    let mut site = Site::start(&scene, &format!("endpoints = [\"http://127.0.0.1:{hook}\"]"));
    site.subscribe("weights", "vital-signs", "Observation", hook, "full-resource");
    const WEIGHTS: usize = 30;
    for number in 0..WEIGHTS {
        if number % 6 == 5 {
            site.server.kill();
            site.server.revive();
        }
        site.weigh(number);
    }
    let taken = wait::until("every event", LIMIT, || {
        let taken = receiver.taken();
        (events(&taken).len() >= WEIGHTS).then_some(taken)
    });
    let all = events(&taken);
    assert_eq!(all.keys().copied().collect::<Vec<_>>(), (1..=WEIGHTS as u64).collect::<Vec<_>>());
    let distinct: BTreeSet<&String> = all.values().collect();
    assert_eq!(distinct.len(), WEIGHTS, "each is told of once");
    assert_eq!(sort(&taken[0]), "handshake");
    let order: Vec<u64> = taken
        .iter()
        .flat_map(|post| events(std::slice::from_ref(post)).into_keys().collect::<Vec<_>>())
        .collect();
    let mut firsts = Vec::new();
    order.iter().for_each(|number| {
        if !firsts.contains(number) {
            firsts.push(*number);
        }
    });
    assert!(firsts.is_sorted(), "in order: {order:?}");
    let notified = taken.iter().find(|post| sort(post) == "event-notification").expect("one");
    assert_eq!(notified.header("authorization"), "Bearer its-own");
    let resource = &notified.json()["entry"][1]["resource"];
    assert_eq!(resource["valueQuantity"]["value"], 80.0, "{resource}");
    println!("{} posts, {} taken, {WEIGHTS} events, 5 kills", receiver.posts().len(), taken.len());

    let status = wait::until("its state", LIMIT, || {
        let status = site.get("/fhir/Subscription/weights/$status");
        (parameter(&status, "status")[0]["valueCode"] == "active").then_some(status)
    });
    let numbered = &parameter(&status, "events-since-subscription-start")[0]["valueString"];
    assert_eq!(numbered, &json!(WEIGHTS.to_string()));
    let again =
        site.get("/fhir/Subscription/weights/$events?eventsSinceNumber=3&eventsUntilNumber=7");
    let numbers: Vec<String> = parameter(&again, "notification-event")
        .iter()
        .map(|event| event["part"][0]["valueString"].as_str().expect("a number").to_owned())
        .collect();
    assert_eq!(numbers, ["3", "4", "5", "6", "7"]);
    wait::until("a heartbeat", LIMIT, || {
        receiver.taken().iter().any(|post| sort(post) == "heartbeat").then_some(())
    });
    assert_eq!(site.server.stop().code(), Some(130));
}

#[test]
fn an_alert_is_told_when_it_is_raised_and_when_somebody_has_it() {
    let (scene, hook) = (Scene::new(), port::free());
    let receiver = Receiver::start(hook, &[]);
    let mut site = Site::start(&scene, &format!("endpoints = [\"http://127.0.0.1:{hook}\"]"));
    site.subscribe("alerts", "alerts", "Task", hook, "full-resource");
    for (minute, spo2) in (0..).zip([97, 96, 92, 92, 92, 92]) {
        let taken_at = (Timestamp::now() - SignedDuration::from_mins(30 - minute)).to_string();
        let reading = json!({
            "device": site.known.device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at,
        });
        let frame = json!({ "readings": [reading] }).to_string();
        site._broker.publish(&site.known.topic(), "application/json", frame.as_bytes());
    }
    let status_of = |post: &Post| post.json()["entry"][1]["resource"]["status"].clone();
    let told = || {
        let taken = receiver.taken();
        let events = taken.into_iter().filter(|post| sort(post) == "event-notification");
        events.collect::<Vec<Post>>()
    };
    let first = wait::until("an alert to be told", LIMIT, || told().first().cloned());
    assert_eq!(status_of(&first), "requested");
    let row = site.server.page("/api/worklist")["rows"][0].clone();
    let alert = &row["alerts"][0];
    let path = format!("/api/alerts/{}/acknowledge", alert["id"].as_str().expect("an id"));
    let wish = json!({ "version": alert["version"], "next": "calling_now", "by": "Dr Evans" });
    assert_eq!(site.server.post(&path, &wish).status, 200);
    wait::until("that somebody has it", LIMIT, || {
        let last = told().pop()?;
        let entries = last.json()["entry"].as_array().cloned().unwrap_or_default();
        (entries.last()?["resource"]["status"] == "in-progress").then_some(())
    });
    assert_eq!(site.server.stop().code(), Some(130));
}

/// The lines of a bulk export's files, when it is done.
fn lines(site: &Site, location: &str) -> BTreeSet<String> {
    let done = wait::until("an export", LIMIT, || {
        let answer = site.ask("GET", location, &[], "")?;
        assert!(answer.status < 300, "{}", String::from_utf8_lossy(&answer.body));
        (answer.status == 200).then(|| answer.json().expect("a manifest"))
    });
    let mut ids = BTreeSet::new();
    for file in done["output"].as_array().expect("files") {
        let (_, path) = file["url"].as_str().expect("a url").split_once("/fhir/").expect("ours");
        let answer = site.ask("GET", &format!("/fhir/{path}"), &[], "").expect("a file");
        let text = String::from_utf8(answer.body).expect("text");
        for line in text.lines() {
            let one: Value = serde_json::from_str(line).expect("a line is JSON");
            ids.insert(format!("{}/{}", file["type"], one["id"]));
        }
    }
    ids
}

#[test]
fn an_export_through_kills_is_done_and_whole() {
    let scene = Scene::new();
    let mut site = Site::start(&scene, "export_gb = 1");
    for number in 0..10 {
        site.weigh(number);
    }
    let begin = |site: &Site| {
        let asked = [("Prefer", "respond-async")];
        let answer = site.ask("GET", "/fhir/$export", &asked, "").expect("the server answers");
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        let head = answer.head.to_lowercase();
        let line = head.lines().find_map(|line| line.strip_prefix("content-location: "));
        let (_, path) = line.expect("a location").split_once("/fhir/").expect("ours");
        format!("/fhir/{path}")
    };
    let whole = lines(&site, &begin(&site));
    assert!(whole.len() >= 11, "{whole:?}");
    // Killed at whatever it does in its first moments.
    for wait_ms in [0, 2, 5, 10, 20] {
        let (location, began) = (begin(&site), Instant::now());
        while began.elapsed() < Duration::from_millis(wait_ms) {
            std::hint::spin_loop();
        }
        site.server.kill();
        site.server.revive();
        site.server.wait_ready();
        assert_eq!(lines(&site, &location), whole, "killed after {wait_ms} ms");
        let gone = site.ask("DELETE", &location, &[], "").expect("the server answers");
        assert_eq!(gone.status, 202);
    }
    let left = std::fs::read_dir(site.server.data().join("exports")).expect("a folder").count();
    assert_eq!(left, 1, "what was deleted is gone");
    assert_eq!(site.server.stop().code(), Some(130));
}

#[test]
fn a_bundle_that_was_taken_is_read_back_after_a_kill() {
    let scene = Scene::new();
    let mut site = Site::start(&scene, "");
    let at = (Timestamp::now() - SignedDuration::from_mins(5)).to_string();
    let url = |number: u32| format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let mdc = |code: &str| json!({ "coding": [{ "system": "urn:iso:std:iso:11073:10101", "code": code }] });
    let part = |code: &str, value: u32| json!({ "code": mdc(code), "valueQuantity": { "value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } });
    let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [
        { "fullUrl": url(1), "request": { "method": "POST", "url": "Patient" }, "resource": {
            "resourceType": "Patient", "identifier": [{ "system": "urn:clinic", "value": "7" }],
            "name": [{ "family": "Rahman", "given": ["Marek"] }] } },
        { "fullUrl": url(2), "request": { "method": "POST", "url": "Device" }, "resource": {
            "resourceType": "Device", "identifier": [{ "system": "urn:eui", "value": "00-09-1F" }], "manufacturer": "A&D" } },
        { "fullUrl": url(3), "request": { "method": "POST", "url": "Observation" }, "resource": {
            "resourceType": "Observation", "identifier": [{ "system": "urn:phd", "value": "bp-1" }], "status": "final",
            "code": mdc("150020"), "subject": { "reference": url(1) }, "device": { "reference": url(2) },
            "effectiveDateTime": at, "component": [part("150021", 168), part("150022", 96)] } },
    ] });
    let answer = site.ask("POST", "/fhir", &[], &bundle.to_string()).expect("the server answers");
    let taken = answer.taken();
    site.server.kill();
    site.server.revive();
    site.server.wait_ready();
    let place = |number: usize| {
        let location = taken["entry"][number]["response"]["location"].as_str().expect("a place");
        location.split("/_history").next().expect("a reference").to_owned()
    };
    let pressure = site.get(&format!("/fhir/{}", place(2)));
    assert_eq!(pressure["component"][0]["valueQuantity"]["value"], 168);
    assert_eq!(pressure["subject"]["reference"], place(0));
    assert_eq!(site.get(&format!("/fhir/{}", place(1)))["manufacturer"], "A&D");
    assert_eq!(site.get(&format!("/fhir/{}", place(0)))["name"][0]["family"], "Rahman");
    let again = site.ask("POST", "/fhir", &[], &bundle.to_string()).expect("the server answers");
    let again = again.taken();
    let there = again["entry"].as_array().expect("entries").iter();
    let there = there.map(|entry| entry["response"]["status"].as_str().expect("a status"));
    assert_eq!(there.collect::<Vec<_>>(), ["200 OK"; 3], "sent again, it is there");
    assert_eq!(site.server.stop().code(), Some(130));
}
