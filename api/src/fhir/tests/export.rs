//! Bulk exports, as another system asks for them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::client::{Answer, Site};
use super::{Kind, eventually, profile};

async fn ask(site: &Site, path: &str, token: &str) -> Answer {
    let headers = format!("Authorization: Bearer {token}\r\nPrefer: respond-async\r\n");
    site.send("GET", path, headers, String::new()).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{}", answer.text);
    let line = answer.headers.lines().find_map(|line| line.strip_prefix("content-location: "));
    let (_, path) = line.unwrap().split_once("/fhir/").unwrap();
    format!("/fhir/{path}")
}

/// The manifest, when it is done.
async fn manifest(site: &Site, location: &str, token: &str) -> Answer {
    eventually("an export", async || {
        let answer = site.get(location, token).await;
        assert!(answer.status == 200 || answer.status == 202, "{}", answer.text);
        (answer.status == 200).then_some(answer)
    })
    .await
}

/// Every line of every file, by kind.
async fn lines(site: &Site, manifest: &Value, token: &str) -> BTreeMap<String, Vec<Value>> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for file in manifest["output"].as_array().unwrap() {
        let (_, path) = file["url"].as_str().unwrap().split_once("/fhir/").unwrap();
        let answer = site.get(&format!("/fhir/{path}"), token).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.headers.contains("content-type: application/fhir+ndjson"));
        let kind = file["type"].as_str().unwrap();
        let read: Vec<Value> =
            answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read.len() as u64, file["count"].as_u64().unwrap());
        assert!(read.iter().all(|one| one["resourceType"] == kind));
        all.entry(kind.to_owned()).or_default().extend(read);
    }
    all
}

fn ids(all: &[Value]) -> BTreeSet<String> {
    all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_what_searches_find_and_is_valid() {
    let site = Site::lively().await;
    let token = site.token("system/*.read").await;
    let asked = ask(&site, "/fhir/$export", &token).await;
    let done = manifest(&site, &location(&asked), &token).await;
    assert_eq!(done.json["requiresAccessToken"], true);
    assert!(done.headers.contains("expires: "), "{}", done.headers);
    let all = lines(&site, &done.json, &token).await;
    for kind in super::super::export::exported(false) {
        let exported = all.get(kind.name()).cloned().unwrap_or_default();
        assert!(!exported.is_empty(), "no {kind} was exported");
        exported.iter().for_each(profile::check);
        let whose = match kind {
            Kind::Patient | Kind::Device | Kind::Questionnaire => String::new(),
            _ => format!(
                "&patient={}",
                ids(&all["Patient"]).into_iter().collect::<Vec<_>>().join(",")
            ),
        };
        let found = site.get(&format!("/fhir/{kind}?_count=1000{whose}"), &token).await;
        let found: Vec<Value> =
            found.list("entry").into_iter().map(|entry| entry["resource"].clone()).collect();
        let missing: Vec<String> = ids(&found).difference(&ids(&exported)).cloned().collect();
        assert_eq!(missing, [""; 0], "{kind}");
        assert_eq!(ids(&exported).len(), exported.len(), "{kind} twice");
    }
    assert!(!all.contains_key("AuditEvent"));

    let patients = ask(&site, "/fhir/Patient/$export?_type=Patient,Observation", &token).await;
    let done = manifest(&site, &location(&patients), &token).await;
    let all = lines(&site, &done.json, &token).await;
    assert_eq!(all.keys().collect::<Vec<_>>(), ["Observation", "Patient"]);
    let about = all["Observation"].iter().all(|one| one["subject"]["reference"].is_string());
    assert!(about, "clocks of monitors belong to nobody");
    // A moment that is still to come.
    let later = site.minutes_ago(-60);
    let none = ask(&site, &format!("/fhir/$export?_type=Observation&_since={later}"), &token).await;
    let done = manifest(&site, &location(&none), &token).await;
    assert_eq!(done.json["output"].as_array().map(Vec::len), Some(0), "{}", done.text);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_whose_token_asked_for_it_and_goes_when_it_is_deleted() {
    let site = Site::lively().await;
    let token = site.token("system/Observation.rs system/Patient.r").await;
    let status = async |path: &str| ask(&site, path, &token).await.status;
    assert_eq!(site.get("/fhir/$export", &token).await.status, 400, "it takes a while");
    assert_eq!(status("/fhir/$export?_type=Patient").await, 403);
    assert_eq!(status("/fhir/$export?_type=Colour").await, 400);
    assert_eq!(status("/fhir/$export?_since=2026").await, 400);
    assert_eq!(status("/fhir/$export?_outputFormat=csv").await, 400);
    assert_eq!(status("/fhir/$export?_typeFilter=Patient%3Factive").await, 400);
    let location = location(&ask(&site, "/fhir/$export", &token).await);
    let done = manifest(&site, &location, &token).await;
    let kinds: Vec<&Value> =
        done.json["output"].as_array().unwrap().iter().map(|file| &file["type"]).collect();
    assert_eq!(kinds, ["Observation"], "what the token may list and read");
    let stranger = site.token_of_another("system/*.read").await;
    let (_, file) = done.json["output"][0]["url"].as_str().unwrap().split_once("/fhir/").unwrap();
    let file = format!("/fhir/{file}");
    assert_eq!(site.get(&file, &token).await.status, 200);
    for path in [&location, &file] {
        assert_eq!(site.get(path, &stranger).await.status, 404, "{path}");
    }
    let less = site.token("system/Patient.rs").await;
    assert_eq!(site.get(&file, &less).await.status, 403, "another token of the same program");
    let headers = format!("Authorization: Bearer {token}\r\n");
    let gone = site.send("DELETE", &location, headers, String::new()).await;
    assert_eq!(gone.status, 202);
    assert_eq!(site.get(&location, &token).await.status, 404);
    assert_eq!(site.get(&file, &token).await.status, 404);
    site.stop().await;
}
