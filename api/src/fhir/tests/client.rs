//! A server, and a client that knows nothing of it but HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use ingest::entry::{Entry, Stamped};
use serde_json::{Value, json};

use super::eventually;
use crate::access::{Account, NewAccount, Pass, Role, Roles, Scope};
use crate::config::Config;
use crate::fhir::moment;
use crate::server::{Server, ServerClock};

/// A server with two people.
pub(super) struct Site {
    _folder: tempfile::TempDir,
    server: Server,
    hub: Account,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: String,
    pub(super) text: String,
    pub(super) json: Value,
}

impl Answer {
    pub(super) fn list(&self, name: &str) -> Vec<Value> {
        self.json[name].as_array().cloned().unwrap_or_default()
    }

    pub(super) fn etag(&self) -> &str {
        let line = self.headers.lines().find_map(|line| line.strip_prefix("etag: "));
        line.unwrap_or_default()
    }
}

impl Site {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "listen = \"127.0.0.1:0\"\nbroker_listen = \"127.0.0.1:0\"\ndata = {:?}\n\
             [exchange]\nendpoints = [\"http://127.0.0.1:9/hooks\"]\n\
             [[patients]]\nid = \"p-0001\"\nname = \"SINGH, Priya\"\nborn = \"1974-02-11\"\nsex = \"F\"\n\
             conditions = [\"COPD\"]\nzone = \"Europe/London\"\nsupplemental_oxygen = false\n\
             [[patients]]\nid = \"p-0002\"\n\
             [[gateways]]\nid = \"gw-1\"\njson = true\n\
             [[devices]]\nid = \"00:1A:7D:DA:71:13\"\npatient = \"p-0001\"\n",
            folder.path().join("data")
        );
        let config = Config::parse(&text, |_| None).unwrap();
        let server = Server::start(config, ServerClock::start(1.0, None), None).await.unwrap();
        let roles = Roles::of([Role::Integrator]).unwrap();
        let new = NewAccount::of("Home Hub".parse().unwrap(), roles, vec![]).unwrap();
        let hub = server.shared().access.add(&new, "test").await.unwrap().account;
        Self { _folder: folder, server, hub }
    }

    pub(super) async fn token(&self, scopes: &str) -> String {
        let scopes = Scope::read_all(scopes).unwrap();
        let access = &self.server.shared().access;
        let made =
            access.add_token(&self.hub, "t", &scopes, Duration::from_secs(600), "test").await;
        made.unwrap().1.reveal().to_owned()
    }

    /// A token of another program.
    pub(super) async fn token_of_another(&self, scopes: &str) -> String {
        let scopes = Scope::read_all(scopes).unwrap();
        let access = &self.server.shared().access;
        let roles = Roles::of([Role::Integrator]).unwrap();
        let new = NewAccount::of("Other Hub".parse().unwrap(), roles, vec![]).unwrap();
        let other = access.add(&new, "test").await.unwrap().account;
        let made = access.add_token(&other, "t", &scopes, Duration::from_secs(600), "test").await;
        made.unwrap().1.reveal().to_owned()
    }

    /// Somebody who sees one person only.
    pub(super) fn pass(&self, patient: &str) -> Pass {
        Pass::of_patient(patient.parse().unwrap())
    }

    pub(super) async fn stop(self) {
        self.server.run_until(std::future::ready(())).await.unwrap();
    }

    /// A moment with an offset, for a URL and a resource.
    pub(super) fn minutes_ago(&self, minutes: i64) -> String {
        moment::instant(self.server.shared().clock.now_ms() - minutes * 60_000)
    }

    pub(super) fn shared(&self) -> &crate::server::Shared {
        self.server.shared()
    }

    pub(super) fn journal_end(&self) -> u64 {
        self.server.pipeline().journal().durable_end()
    }

    /// How many uploads the journal holds from an entry on.
    pub(super) fn uploads_since(&self, offset: u64) -> usize {
        let entries = self.server.pipeline().journal().read_from(offset);
        let entries = entries.map(|entry| Stamped::decode(&entry.unwrap().bytes).unwrap().entry);
        entries.filter(|entry| matches!(entry, Entry::Uploaded(_))).count()
    }

    /// Asks, with these headers. It doesn't borrow, so that many can ask at once.
    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        headers: String,
        body: String,
    ) -> impl Future<Output = Answer> + Send + use<> {
        let address = self.server.address();
        let sort = if headers.contains("Content-Type") {
            ""
        } else {
            "Content-Type: application/fhir+json\r\n"
        };
        let first = format!("{method} {} HTTP/1.0\r\n", path.replace(' ', "%20"));
        let last = format!("Host: {address}\r\n{sort}Content-Length: {}\r\n\r\n", body.len());
        let request = [first, headers, last, body].concat();
        async move { tokio::task::spawn_blocking(move || exchange(address, &request)).await.unwrap() }
    }

    pub(super) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, format!("Authorization: Bearer {token}\r\n"), String::new()).await
    }

    pub(super) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let headers = format!("Authorization: Bearer {token}\r\n");
        self.send("POST", path, headers, body.to_string()).await
    }

    /// A search, when it finds as many.
    pub(super) async fn until(&self, path: &str, token: &str, count: usize) -> Answer {
        eventually(path, async || {
            let answer = self.get(path, token).await;
            (answer.list("entry").len() >= count).then_some(answer)
        })
        .await
    }
}

fn exchange(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let all = String::from_utf8_lossy(&bytes).into_owned();
    let (head, text) = all.split_once("\r\n\r\n").unwrap_or((&all, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let headers = head.replace('\r', "");
    let json = serde_json::from_str(text).unwrap_or_default();
    Answer { status, headers, text: text.to_owned(), json }
}

const MDC: &str = "urn:iso:std:iso:11073:10101";
const LOINC: &str = "http://loinc.org";

fn quantity(value: &Value, unit: &str) -> Value {
    json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit })
}

fn observation(patient: &str, key: &str, at: &str, code: (&str, &str)) -> Value {
    json!({
        "resourceType": "Observation",
        "identifier": [{ "system": "urn:test", "value": key }],
        "status": "final",
        "category": [
            { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] },
            { "coding": [{ "system": "http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories", "code": "phd" }] },
        ],
        "code": { "coding": [{ "system": MDC, "code": code.0 }, { "system": LOINC, "code": code.1 }] },
        "subject": { "reference": format!("Patient/{patient}") },
        "effectiveDateTime": at,
    })
}

pub(super) fn weight(patient: &str, key: &str, at: &str, kg: f64) -> Value {
    let mut one = observation(patient, key, at, ("188736", "29463-7"));
    one["valueQuantity"] = quantity(&json!(kg), "kg");
    one
}

pub(super) fn pressure(patient: &str, key: &str, at: &str, systolic: f64, diastolic: f64) -> Value {
    let mut one = observation(patient, key, at, ("150020", "85354-9"));
    let part = |mdc: &str, loinc: &str, value: f64| {
        json!({
            "code": { "coding": [{ "system": MDC, "code": mdc }, { "system": LOINC, "code": loinc }] },
            "valueQuantity": quantity(&json!(value), "mm[Hg]"),
        })
    };
    one["component"] =
        json!([part("150021", "8480-6", systolic), part("150022", "8462-4", diastolic)]);
    one
}

/// What a home gateway by the Personal Health Device guide sends: a person, itself, a cuff, a blood pressure, its
/// pulse, and the cuff's clock. `precise` is a number whose digits have to stay.
pub(super) fn bundle(at: &str, systolic: &str, precise: &str) -> Value {
    let url = |number: u32| format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let eui = |value: &str| {
        json!([{
            "type": { "coding": [{ "system": "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers", "code": "SYSID" }] },
            "system": "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680",
            "value": value,
        }])
    };
    let entry = |number, resource: Value, method: &str, address: &str| json!({ "fullUrl": url(number), "resource": resource, "request": { "method": method, "url": address } });
    let once = |mut entry: Value, system: &str, value: &str| {
        entry["request"]["ifNoneExist"] = json!(format!("identifier={system}|{value}"));
        entry
    };
    let phd = "http://hl7.org/fhir/uv/phd/StructureDefinition/PhdBaseObservation";
    let measured = |mut one: Value, key: &str| {
        one["identifier"] = json!([{ "system": phd, "value": key }]);
        one["subject"] = json!({ "reference": url(1) });
        one["device"] = json!({ "reference": url(3) });
        one["extension"] = json!([{
            "url": "http://hl7.org/fhir/StructureDefinition/observation-gatewayDevice",
            "valueReference": { "reference": url(2) },
        }]);
        one
    };
    let patient = json!({
        "resourceType": "Patient",
        "identifier": [{ "system": "urn:oid:2.16.840.1.113883.1.13.99999.1", "value": "sisansarahId" }],
        "name": [{ "family": "Rahman", "given": ["Marek"] }],
        "gender": "male",
    });
    let hub = json!({ "resourceType": "Device", "identifier": eui("EC-21-E5-FF-FE-F4-83-AE"), "manufacturer": "LNI" });
    let cuff = json!({ "resourceType": "Device", "identifier": eui("00-09-1F-FE-FF-80-1A-1B"), "manufacturer": "A&D" });
    let mut panel = measured(pressure("", "", at, 0.0, 96.0), &format!("cuff-{at}-150020"));
    panel["component"][0]["valueQuantity"]["value"] =
        systolic.parse::<i32>().map(Value::from).unwrap();
    let precise: Value = serde_json::from_str(precise).unwrap();
    panel["component"][1]["referenceRange"] = json!([{ "low": quantity(&precise, "mm[Hg]") }]);
    let mut pulse =
        measured(observation("", "", at, ("149546", "8867-4")), &format!("cuff-{at}-149546"));
    pulse["valueQuantity"] = quantity(&json!(72), "/min");
    pulse["derivedFrom"] = json!([{ "reference": url(4) }]);
    let clock = measured(observation("", "", at, ("67975", "8480-6")), &format!("cuff-{at}-67975"));
    let clock = {
        let mut clock = clock;
        clock["code"] = json!({ "coding": [{ "system": MDC, "code": "67975" }] });
        clock["category"] = json!([{ "coding": [{ "system": "http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories", "code": "phd" }] }]);
        clock["valueDateTime"] = json!(at);
        clock
    };
    json!({ "resourceType": "Bundle", "type": "transaction", "entry": [
        once(entry(1, patient, "POST", "Patient"), "urn:oid:2.16.840.1.113883.1.13.99999.1", "sisansarahId"),
        once(entry(2, hub, "POST", "Device"), "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680", "EC-21-E5-FF-FE-F4-83-AE"),
        once(entry(3, cuff, "POST", "Device"), "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680", "00-09-1F-FE-FF-80-1A-1B"),
        once(entry(4, panel, "POST", "Observation"), phd, &format!("cuff-{at}-150020")),
        once(entry(5, pulse, "POST", "Observation"), phd, &format!("cuff-{at}-149546")),
        once(entry(6, clock, "POST", "Observation"), phd, &format!("cuff-{at}-67975")),
    ] })
}
