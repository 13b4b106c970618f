//! The interface as another system meets it: plain HTTP against a real server.

mod client;
mod export;
mod profile;
mod scene;
mod subscribe;

use std::time::Duration;

use serde_json::{Value, json};

use self::client::{Answer, Site, bundle, pressure, weight};
use super::Kind;
use super::search::Search;
use super::source::Source;
use crate::access::Scope;

const NOW: &str = "2026-09-21T15:13:20+01:00";

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_a_home_gateway_goes_in_whole_and_comes_back_valid() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    let at = site.minutes_ago(5);
    // A number with digits that count, which no Value keeps.
    let sent = bundle(&at, "168", "2.125").to_string().replace("2.125", "2.00");
    let send = || {
        let headers = format!("Authorization: Bearer {token}\r\n");
        site.send("POST", "/fhir", headers, sent.clone())
    };
    let answer = send().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let entries = answer.list("entry");
    let status = |entry: &Value| entry["response"]["status"].as_str().unwrap().to_owned();
    let statuses: Vec<String> = entries.iter().map(status).collect();
    assert_eq!(statuses, ["201 Created"; 6], "{}", answer.text);
    let location =
        |place: usize| answer.json["entry"][place]["response"]["location"].as_str().unwrap();
    let panel = location(3).split("/_history").next().unwrap().to_owned();

    let back = site.get(&format!("/fhir/{panel}"), &token).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(back.text.contains("2.00"), "a number stays as it was written: {}", back.text);
    let device = back.json["device"]["reference"].as_str().unwrap();
    assert!(device.starts_with("Device/"), "temporary ids are gone: {device}");
    assert_eq!(site.get(&format!("/fhir/{device}"), &token).await.json["manufacturer"], "A&D");
    let patient = back.json["subject"]["reference"].as_str().unwrap().to_owned();
    assert_eq!(
        site.get(&format!("/fhir/{patient}"), &token).await.json["name"][0]["family"],
        "Rahman"
    );
    profile::check(&back.json);

    let again = send().await;
    let entries = again.list("entry");
    assert!(entries.iter().all(|entry| entry["response"]["status"] == "200 OK"), "{}", again.text);
    assert_eq!(
        again.json["entry"][3]["response"]["location"],
        answer.json["entry"][3]["response"]["location"]
    );

    let id = patient.trim_start_matches("Patient/");
    let found = site
        .until(
            &format!("/fhir/Observation?patient={id}&code=85354-9&_include=Observation:device"),
            &token,
            2,
        )
        .await;
    assert_eq!(found.list("entry")[0]["resource"]["id"], panel.trim_start_matches("Observation/"));
    assert_eq!(found.list("entry")[1]["search"]["mode"], "include");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_who_create_the_same_thing_at_once_one_makes_it() {
    let site = Site::new().await;
    let token = site.token("system/Observation.cr").await;
    let at = site.minutes_ago(5);
    let entries_before = site.journal_end();
    let asks = (0..64).map(|_| {
        let headers = format!(
            "Authorization: Bearer {token}\r\nIf-None-Exist: identifier=urn:test%7Cw-1\r\n"
        );
        site.send(
            "POST",
            "/fhir/Observation",
            headers,
            weight("p-0001", "w-1", &at, 80.5).to_string(),
        )
    });
    let asks: Vec<_> = asks.map(tokio::spawn).collect();
    let mut answers: Vec<Answer> = Vec::new();
    for ask in asks {
        answers.push(ask.await.unwrap());
    }
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let there = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((made, there), (1, 63), "{}", answers[0].text);
    let ids: std::collections::BTreeSet<&str> =
        answers.iter().map(|answer| answer.json["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
    let uploads = site.uploads_since(entries_before);
    assert_eq!(uploads, 1, "one entry of the journal");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dangerous_pressure_that_was_uploaded_is_seen_by_whoever_works_the_list() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    for minutes in [4, 2] {
        let at = site.minutes_ago(minutes);
        let one = pressure("p-0001", &format!("bp-{minutes}"), &at, 202.0, 124.0);
        let answer = site.post("/fhir/Observation", &token, &one).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let tasks = site.until("/fhir/Task?patient=p-0001", &token, 1).await;
    let task = &tasks.list("entry")[0]["resource"];
    assert_eq!(task["status"], "requested");
    let flag = task["focus"]["reference"].as_str().unwrap();
    assert_eq!(site.get(&format!("/fhir/{flag}"), &token).await.json["status"], "active");
    let id = flag.trim_start_matches("Flag/");
    let why = site.get(&format!("/fhir/Provenance/{id}"), &token).await;
    let source = why.json["entity"][0]["what"]["reference"].as_str().unwrap().to_owned();
    let source = site.get(&format!("/fhir/{source}"), &token).await;
    assert_eq!(source.json["component"][0]["valueQuantity"]["value"], 202.0, "{}", source.text);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_body_can_have_is_kept_apart_and_said_to_be() {
    let site = Site::new().await;
    let token = site.token("system/Observation.crs").await;
    let at = site.minutes_ago(5);
    let impossible = pressure("p-0001", "bp-1", &at, 12.0, 400.0);
    let answer = site.post("/fhir/Observation", &token, &impossible).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.json["issue"][0]["severity"], "warning");
    let mut unit = weight("p-0001", "w-9", &at, 80.0);
    unit["valueQuantity"]["code"] = json!("[stone_av]");
    assert_eq!(site.post("/fhir/Observation", &token, &unit).await.status, 202);
    let ahead = weight("p-0001", "w-8", "2126-09-21T15:13:20Z", 80.0);
    assert_eq!(site.post("/fhir/Observation", &token, &ahead).await.status, 202);
    let stranger = weight("p-9999", "w-7", &at, 80.0);
    assert_eq!(site.post("/fhir/Observation", &token, &stranger).await.status, 422);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_and_a_person_are_put_changed_and_kept_with_their_versions() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    let device =
        |name: &str| json!({ "resourceType": "Device", "id": "hub-1", "manufacturer": name });
    let put = |body: Value, more: &str| {
        let headers = format!("Authorization: Bearer {token}\r\n{more}");
        site.send("PUT", "/fhir/Device/hub-1", headers, body.to_string())
    };
    let first = put(device("A"), "").await;
    assert_eq!((first.status, first.etag()), (201, "W/\"1\""), "{}", first.text);
    let same = put(device("A"), "").await;
    assert_eq!((same.status, same.etag()), (200, "W/\"1\""), "the same again is no new version");
    let stale = put(device("B"), "If-Match: W/\"7\"\r\n").await;
    assert_eq!((stale.status, &stale.json["resourceType"]), (412, &json!("OperationOutcome")));
    let second = put(device("B"), "If-Match: W/\"1\"\r\nPrefer: return=minimal\r\n").await;
    assert_eq!((second.status, second.etag(), second.text.as_str()), (200, "W/\"2\"", ""));
    let history = site.get("/fhir/Device/hub-1/_history", &token).await;
    assert_eq!(history.json["total"], 2);
    let before = site.get("/fhir/Device/hub-1/_history/1", &token).await;
    assert_eq!(before.json["manufacturer"], "A");
    assert_eq!(site.get("/fhir/Device/hub-1/_history/3", &token).await.status, 404);

    let ann = json!({ "resourceType": "Patient", "identifier": [{ "system": "urn:clinic", "value": "7" }], "name": [{ "family": "Moss", "given": ["Ann"] }] });
    let headers = format!("Authorization: Bearer {token}\r\n");
    let named = "/fhir/Patient?identifier=urn:clinic%7C7";
    let made = site.send("PUT", named, headers.clone(), ann.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let again = site.send("PUT", named, headers, ann.to_string()).await;
    assert_eq!((again.status, &again.json["id"]), (200, &made.json["id"]));
    let found = site.get("/fhir/Patient?identifier=urn:clinic%7C7", &token).await;
    assert_eq!(found.list("entry").len(), 1);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_is_an_operation_outcome() {
    let site = Site::new().await;
    let token = site.token("system/Observation.cruds").await;
    let nobody = String::new();
    let check = async |method: &str, path: &str, headers: &str, body: &str, status: u16| {
        let answer = site
            .send(
                method,
                path,
                format!("Authorization: Bearer {token}\r\n{headers}"),
                body.to_owned(),
            )
            .await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        assert_eq!(
            answer.json["resourceType"], "OperationOutcome",
            "{method} {path}: {}",
            answer.text
        );
        assert!(answer.headers.contains("application/fhir+json"), "{}", answer.headers);
    };
    check("GET", "/fhir/Observation/9-9", "", "", 404).await;
    check("GET", "/fhir/Group/1", "", "", 404).await;
    check("GET", "/fhir/Patient/p-0001", "", "", 403).await;
    check(
        "GET",
        "/fhir/Observation?patient=p-0001&colour=red",
        "Prefer: handling=strict\r\n",
        "",
        400,
    )
    .await;
    check("GET", "/fhir/Observation", "", "", 400).await;
    check("GET", "/fhir/Observation?patient=p-0001&date=soon", "", "", 400).await;
    check("GET", "/fhir/Observation/9-9", "Accept: application/fhir+xml\r\n", "", 406).await;
    check("DELETE", "/fhir/Observation/9-9", "", "", 405).await;
    check("GET", "/fhir/a/b/c/d/e", "", "", 404).await;
    check("POST", "/fhir/Observation", "Content-Type: application/fhir+xml\r\n", "<x/>", 415).await;
    check("POST", "/fhir/Observation", JSON, "{", 400).await;
    check("POST", "/fhir/Task", JSON, "{}", 405).await;
    check("POST", "/fhir", JSON, "{\"resourceType\":\"Bundle\",\"type\":\"message\"}", 400).await;
    let answer = site.send("GET", "/fhir/Observation/9-9", nobody, String::new()).await;
    assert_eq!((answer.status, &answer.json["issue"][0]["code"]), (401, &json!("login")));
    let lenient = site.get("/fhir/Observation?patient=p-0001&colour=red", &token).await;
    assert_eq!(lenient.status, 200, "{}", lenient.text);
    site.stop().await;
}

const JSON: &str = "Content-Type: application/fhir+json\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_with_one_mistake_changes_nothing() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    let at = site.minutes_ago(5);
    let mut sent = bundle(&at, "168", "1");
    sent["entry"][5]["resource"]["subject"]["reference"] = json!("Patient/nobody");
    let before = site.uploads_since(0);
    let answer = site.post("/fhir", &token, &sent).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert_eq!(site.uploads_since(0), before);
    sent["type"] = json!("batch");
    let answer = site.post("/fhir", &token, &sent).await;
    // Without a transaction nothing gives temporary ids a meaning.
    let entries = answer.list("entry");
    let statuses: Vec<&Value> = entries.iter().map(|entry| &entry["response"]["status"]).collect();
    assert_eq!(statuses[0], "201 Created", "{}", answer.text);
    assert!(statuses[5].as_str().unwrap().starts_with('4'), "{}", answer.text);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_with_each_kind_what_its_scopes_say() {
    let site = Site::new().await;
    let at = site.minutes_ago(5);
    let check = async |scopes: &str, method: &str, path: &str, status: u16| {
        let token = site.token(scopes).await;
        let body = if method == "POST" {
            weight("p-0001", "w-1", &at, 80.0).to_string()
        } else {
            String::new()
        };
        let answer =
            site.send(method, path, format!("Authorization: Bearer {token}\r\n"), body).await;
        assert_eq!(answer.status, status, "{scopes}: {method} {path}: {}", answer.text);
    };
    check("system/Patient.r", "GET", "/fhir/Patient/p-0001", 200).await;
    check("system/Patient.r", "GET", "/fhir/Patient", 403).await;
    check("system/Patient.s", "GET", "/fhir/Patient", 200).await;
    check("system/Patient.s", "GET", "/fhir/Patient/p-0001", 403).await;
    check("system/Patient.rs", "GET", "/fhir/Device", 403).await;
    check("system/Observation.rs", "POST", "/fhir/Observation", 403).await;
    check("system/Observation.c", "POST", "/fhir/Observation", 201).await;
    check("system/Observation.c", "GET", "/fhir/Observation?patient=p-0001", 403).await;
    check("records", "GET", "/fhir/Patient/p-0001", 403).await;
    check("system/*.rs", "GET", "/fhir/AuditEvent?patient=p-0001", 200).await;
    check("system/*.rs", "GET", "/api/worklist", 403).await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_says_it_can_do_it_does() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    let statement = site.send("GET", "/fhir/metadata", String::new(), String::new()).await;
    assert_eq!(statement.status, 200);
    let resources = statement.json["rest"][0]["resource"].as_array().unwrap().clone();
    assert_eq!(resources.len(), Kind::ALL.len());
    for resource in resources {
        let kind = resource["type"].as_str().unwrap();
        for param in resource["searchParam"].as_array().unwrap_or(&Vec::new()) {
            let name = param["name"].as_str().unwrap();
            let value = match param["type"].as_str().unwrap() {
                "date" => "2026-09-21",
                "quantity" => "gt1",
                "composite" => "8480-6$gt1",
                _ => "x",
            };
            let path = format!("/fhir/{kind}?patient=p-0001&{name}={value}");
            let path = if ["Patient", "Questionnaire", "Subscription"].contains(&kind) {
                format!("/fhir/{kind}?{name}={value}")
            } else {
                path
            };
            let headers = format!("Authorization: Bearer {token}\r\nPrefer: handling=strict\r\n");
            let answer = site.send("GET", &path, headers, String::new()).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        }
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_from_one_to_the_next_and_count() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    for minutes in 1..=7 {
        let one = weight("p-0001", &format!("w-{minutes}"), &site.minutes_ago(minutes), 80.0);
        assert_eq!(site.post("/fhir/Observation", &token, &one).await.status, 201);
    }
    let path = "/fhir/Observation?patient=p-0001&code=29463-7";
    site.until(path, &token, 7).await;
    let count = site.get(&format!("{path}&_summary=count"), &token).await;
    assert_eq!((&count.json["total"], count.list("entry").len()), (&json!(7), 0));
    let (mut next, mut seen) = (Some(format!("{path}&_count=3")), Vec::new());
    while let Some(path) = next {
        let page = site.get(&path, &token).await;
        seen.extend(
            page.list("entry")
                .iter()
                .map(|entry| entry["resource"]["effectiveDateTime"].as_str().unwrap().to_owned()),
        );
        let link = page.list("link").into_iter().find(|link| link["relation"] == "next");
        next = link.map(|link| {
            link["url"]
                .as_str()
                .unwrap()
                .split_once("/fhir")
                .map(|(_, rest)| format!("/fhir{rest}"))
                .unwrap()
        });
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted_by(|a, b| a > b), "newest first: {seen:?}");
    let headers = format!(
        "Authorization: Bearer {token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let posted = site
        .send(
            "POST",
            "/fhir/Observation/_search",
            headers,
            "patient=p-0001&code=29463-7&_sort=date".into(),
        )
        .await;
    let first = &posted.list("entry")[0]["resource"]["effectiveDateTime"];
    assert_eq!(*first, json!(seen[6]), "{}", posted.text);
    site.stop().await;
}

/// Everything that a server emits, for validators: written into a folder if one is named.
#[tokio::test(flavor = "multi_thread")]
async fn every_resource_of_every_kind_keeps_its_profile() {
    let site = Site::lively().await;
    let token = site.token("system/*.cruds").await;
    let folder = std::env::var_os("HEARTHWATCH_FHIR_OUT").map(std::path::PathBuf::from);
    let mut count = std::collections::BTreeMap::new();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_searched()) {
        let whose = match kind.name() {
            "Patient" | "Device" | "Questionnaire" | "AuditEvent" | "Subscription" => "",
            _ => "&patient=p-0001,p-0002",
        };
        let found = site.get(&format!("/fhir/{kind}?_count=200{whose}"), &token).await;
        assert_eq!(found.status, 200, "{kind}: {}", found.text);
        profile::check(&found.json);
        for entry in found.list("entry") {
            let resource = &entry["resource"];
            profile::check(resource);
            *count.entry(kind.name()).or_insert(0) += 1;
            let path = format!("/fhir/{kind}/{}", resource["id"].as_str().unwrap());
            let read = site.get(&path, &token).await;
            assert_eq!(read.status, 200, "{path}: {}", read.text);
            assert_eq!(read.json["id"], resource["id"]);
            if let Some(folder) = &folder {
                let name = format!("{kind}-{}.json", resource["id"].as_str().unwrap());
                std::fs::write(folder.join(name), resource.to_string()).unwrap();
            }
            for content in resource["content"].as_array().into_iter().flatten() {
                let path = content["attachment"]["url"].as_str().unwrap();
                let file = site.get(&format!("/fhir/{path}?_format=json"), &token).await;
                assert_eq!(file.status, 200, "{path}: {}", file.text);
                profile::check(&file.json);
                *count.entry("Binary").or_insert(0) += 1;
                if let Some(folder) = &folder {
                    let name = format!("{}.json", path.replace('/', "-"));
                    std::fs::write(folder.join(name), file.text).unwrap();
                }
            }
        }
    }
    if let Some(folder) = &folder {
        let statement = site.send("GET", "/fhir/metadata", String::new(), String::new()).await;
        std::fs::write(folder.join("CapabilityStatement-1.json"), statement.text).unwrap();
        let wrong = site.get("/fhir/Observation/9-9", &token).await;
        std::fs::write(folder.join("OperationOutcome-1.json"), wrong.text).unwrap();
        for asked in ["status", "events"] {
            let path = format!("/fhir/Subscription/told/${asked}");
            let answer = site.get(&path, &token).await;
            std::fs::write(folder.join(format!("Bundle-{asked}.json")), answer.text).unwrap();
        }
        let page = site.get("/fhir/Observation?patient=p-0001&_count=5", &token).await;
        std::fs::write(folder.join("Bundle-1.json"), page.text).unwrap();
    }
    println!("resources by kind: {count:?}");
    for kind in Kind::ALL {
        assert!(count.contains_key(kind.name()), "none of {kind} was made: {count:?}");
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn appointments_medicines_doses_and_documents_are_found_and_read() {
    let site = Site::lively().await;
    let token = site.token("system/*.rs").await;
    let found = async |path: &str| {
        let answer = site.get(&format!("/fhir/{path}"), &token).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let entries = answer.list("entry").into_iter();
        entries
            .map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("Appointment?patient=p-0001&status=booked").await, ["v-1"]);
    assert_eq!(found("Appointment?patient=p-0001&status=proposed").await, [""; 0]);
    assert_eq!(found("Appointment?patient=p-0001&date=lt2026").await, [""; 0]);
    assert_eq!(found("MedicationRequest?patient=p-0001&status=stopped").await, ["m-3"]);
    assert_eq!(found("MedicationStatement?patient=p-0001&status=not-taken").await.len(), 1);
    assert_eq!(found("DocumentReference?patient=p-0001&contenttype=text/plain").await, ["d-1"]);
    assert_eq!(found("DocumentReference?patient=p-0002").await, [""; 0]);

    let history = site.get("/fhir/Appointment/v-1/_history", &token).await;
    assert_eq!(history.json["total"], 2, "{}", history.text);
    let first = site.get("/fhir/Appointment/v-1/_history/1", &token).await;
    assert_eq!(first.json["status"], "proposed");
    let statements = site.get("/fhir/MedicationStatement?patient=p-0001", &token).await;
    let harm = statements.list("entry").into_iter().find_map(|entry| {
        Some(entry["resource"]["derivedFrom"][0]["reference"].as_str()?.to_owned())
    });
    let answers = site.get(&format!("/fhir/{}", harm.unwrap()), &token).await;
    assert!(answers.text.contains("effect_breathing"), "{}", answers.text);

    let read = async |accept: &str, scopes: &str| {
        let token = site.token(scopes).await;
        let headers = format!("Authorization: Bearer {token}\r\nAccept: {accept}\r\n");
        site.send("GET", "/fhir/Binary/d-1", headers, String::new()).await
    };
    let file = read("*/*", "system/Binary.r").await;
    assert_eq!((file.status, file.text.as_str()), (200, "Blood group: 0 positive"));
    for header in [
        "content-type: text/plain",
        "content-disposition: attachment; filename=\"letter-d-1.txt\"",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(file.headers.contains(header), "{header} in {}", file.headers);
    }
    let resource = read("application/fhir+json", "system/Binary.r").await;
    assert_eq!(resource.json["data"], "Qmxvb2QgZ3JvdXA6IDAgcG9zaXRpdmU=", "{}", resource.text);
    assert_eq!(read("*/*", "system/DocumentReference.rs").await.status, 403);
    assert_eq!(read("application/fhir+xml", "system/Binary.r").await.status, 406);
    assert_eq!(site.get("/fhir/Binary?_id=d-1", &token).await.status, 400);
    assert_eq!(site.get("/fhir/Binary/d-9", &token).await.status, 404);
    assert_eq!(site.get("/fhir/MedicationStatement/0-0", &token).await.status, 404);
    site.stop().await;
}

/// Nobody but staff and programs comes here today; whoever sees only some people finds only theirs.
#[tokio::test(flavor = "multi_thread")]
async fn who_sees_one_person_finds_nothing_of_another() {
    let site = Site::lively().await;
    let (own, other) = (site.pass("p-0001"), site.pass("p-0002"));
    let status = async |pass: &crate::access::Pass, kind: Kind, id: &str| {
        let source = Source { shared: site.shared(), pass };
        source.versions(kind, id).await.map_or_else(|no| no.status().as_u16(), |_| 200)
    };
    let mut seen = 0;
    for kind in Kind::ALL {
        let ids: Vec<String> = match kind {
            // Not about one person, or staff's own.
            Kind::Questionnaire | Kind::AuditEvent | Kind::Subscription => continue,
            Kind::Binary => vec!["d-1".into(), "d-2".into()],
            kind => {
                let pairs = vec![("patient".to_owned(), "p-0001".to_owned())];
                let pairs = if kind == Kind::Patient { Vec::new() } else { pairs };
                let search = Search::read(kind, pairs, true).unwrap();
                let theirs = Source { shared: site.shared(), pass: &other };
                let foreign = theirs.gather(&search).await.unwrap();
                let foreign = foreign.iter().filter(|one| search.fits(one));
                let about_own = foreign.filter(|one| one.text.contains("Patient/p-0001"));
                assert_eq!(about_own.count(), 0, "{kind}");
                let mine = Source { shared: site.shared(), pass: &own };
                let mine = mine.gather(&search).await.unwrap().into_iter();
                mine.filter(|one| search.fits(one)).map(|one| one.id).collect()
            }
        };
        // A gateway is nobody's.
        for id in ids.iter().filter(|_| kind != Kind::Device) {
            assert_eq!(status(&own, kind, id).await, 200, "{kind}/{id}");
            assert_eq!(status(&other, kind, id).await, 404, "{kind}/{id}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} resources of one person");
    site.stop().await;
}

/// Waits for a state, with a limit.
async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("waited in vain for {what}")
}

#[test]
fn a_scope_of_everything_is_one_of_those_that_the_matrix_tries() {
    assert!(Scope::ALL.iter().any(|scope| scope.key() == "system/*.cruds"));
    assert!(super::moment::exact(NOW).is_some());
}
