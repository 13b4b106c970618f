//! How fast does the door for other systems take bundles, answer searches, and give everything away?
//!
//! The whole server in this process, asked over TCP, a connection for each request. Bundles/s: transactions of a
//! person, two devices, a blood pressure, its pulse and a clock, as a home gateway by the Personal Health Device
//! guide sends them, durable and in the care store when they are answered, from one and from eight senders. ms:
//! `Observation?patient=&code=&date=` of one day, and the newest page, with the embedded store holding
//! `HEARTHWATCH_ROWS` readings (1,000,000 unless told) of `HEARTHWATCH_PEOPLE` people (1,000). MB/s: `$export` of
//! them all as lines, up to 10 million.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

use anyhow::{Context, Result, ensure};
use api::server::{Notice, Server, ServerClock};
use benches::enlist::enlist;
use benches::runs::Runs;
use benches::{page, served};
use ingest::entry::{Enrolment, Entry};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::readings::contract::row;
use store::readings::{EmbeddedOptions, EmbeddedReadings, ReadingRow, Readings};

const ROWS: u64 = 1_000_000;
const PEOPLE: u64 = 1_000;
/// More would take hours.
const EXPORT_MAX: u64 = 10_000_000;
/// So many rows go into one append.
const APPEND: u64 = 10_000;
const DAY_MS: u64 = 24 * 3600 * 1000;
const DAYS: u64 = 90;
const BEGIN_MS: u64 = 1_780_000_000_000;
const BUNDLES: usize = 2000;
/// Of so many people in turn.
const SENT_PEOPLE: usize = 500;
const SEARCHES: u64 = 400;
const EXPORT_LIMIT: Duration = Duration::from_secs(3600);

fn main() -> Result<()> {
    let number = |name: &str, usual: u64| {
        env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let (rows, people) = (number("HEARTHWATCH_ROWS", ROWS), number("HEARTHWATCH_PEOPLE", PEOPLE));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = folder.path().join("server");
    fill(&data.join("readings"), rows, people)?;
    let config = served::config(data);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let clock = ServerClock::start(1.0, None);
    let server = runtime.block_on(Server::start(config, clock, Some(Notice::Invented)))?;
    runtime.block_on(enlist(server.pipeline(), (0..people).map(person).collect()))?;
    let hub = Hub::let_in(server.address())?;
    let stored = Stored { rows, people };
    search(&hub, stored, "one day of one person", |number| {
        let day = BEGIN_MS + (number * 31 % DAYS) * DAY_MS;
        format!("&date={}", &time(day)[..10])
    })?;
    search(&hub, stored, "a person's newest 50", |_| format!("&date=ge{}", &time(BEGIN_MS)[..10]))?;
    if rows <= EXPORT_MAX {
        export(&hub, rows)?;
    }
    for senders in [1, 8] {
        bundles(&hub, senders)?;
    }
    runtime.block_on(server.run_until(std::future::ready(())))
}

/// Rows in a store of which the journal knows nothing: it is only asked.
fn fill(place: &std::path::Path, rows: u64, people: u64) -> Result<()> {
    let mut store = EmbeddedReadings::open(place, EmbeddedOptions::default())?;
    let began = Instant::now();
    for first in (0..rows).step_by(APPEND as usize) {
        let last = (first + APPEND).min(rows);
        let stretch: Vec<ReadingRow> =
            (first..last).map(|number| made(number, rows, people)).collect();
        store.append(&stretch, last)?;
    }
    store.flush()?;
    println!(
        "fhir: {rows} rows of {people} people in {DAYS} days, filled in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Blood pressures, evenly over people and days.
fn made(number: u64, rows: u64, people: u64) -> ReadingRow {
    let at = BEGIN_MS + (u128::from(number) * u128::from(DAYS * DAY_MS) / u128::from(rows)) as u64;
    row(&patient(number % people), number, at as i64)
}

fn patient(number: u64) -> String {
    format!("p-{number:05}")
}

fn person(number: u64) -> Entry {
    let plan = ingest::entry::base_plan("", &[], risk_engine::fact::Spo2Scale::One, None);
    Entry::Enrolled(Enrolment {
        // Letters, a hyphen and digits.
        patient: patient(number).parse().expect("an id"),
        name: vitals::Private::hide(patient(number)),
        born: vitals::Private::hide(String::new()),
        sex: String::new(),
        conditions: Vec::new(),
        zone: "UTC".into(),
        plan: std::sync::Arc::new(plan),
    })
}

fn time(ms: u64) -> String {
    Timestamp::from_millisecond(ms as i64).unwrap_or_default().to_string()
}

/// What is searched.
#[derive(Debug, Clone, Copy)]
struct Stored {
    rows: u64,
    people: u64,
}

fn search(hub: &Hub, stored: Stored, what: &str, dates: impl Fn(u64) -> String) -> Result<()> {
    let Stored { rows, people } = stored;
    let (mut took, mut found) = (Runs::default(), 0);
    for number in 0..SEARCHES {
        let path = format!(
            "/fhir/Observation?patient={}&code=85354-9{}",
            patient(number * 7_919 % people),
            dates(number)
        );
        let began = Instant::now();
        let answer = hub.ask("GET", &path, "", "")?;
        took.add(began.elapsed().as_secs_f64() * 1e3);
        ensure!(answer.status == 200, "{path}: {}", answer.text());
        found +=
            serde_json::from_slice::<Value>(&answer.body)?["entry"].as_array().map_or(0, Vec::len);
    }
    println!(
        "fhir: search for {what} among {rows} rows: p50 {:.1} ms p99 {:.1} ms, {:.1} resources each",
        took.median(),
        took.at(0.99),
        found as f64 / SEARCHES as f64
    );
    Ok(())
}

fn export(hub: &Hub, rows: u64) -> Result<()> {
    let began = Instant::now();
    let asked =
        hub.ask("GET", "/fhir/$export?_type=Observation", "Prefer: respond-async\r\n", "")?;
    ensure!(asked.status == 202, "{}", asked.text());
    let head = asked.head.to_lowercase();
    let location = head.lines().find_map(|line| line.strip_prefix("content-location: "));
    let (_, path) = location.and_then(|url| url.split_once("/fhir/")).context("a location")?;
    let path = format!("/fhir/{path}");
    let manifest: Value = loop {
        let answer = hub.ask("GET", &path, "", "")?;
        match answer.status {
            200 => break serde_json::from_slice(&answer.body)?,
            202 => thread::sleep(Duration::from_millis(20)),
            _ => anyhow::bail!("{}", answer.text()),
        }
        ensure!(began.elapsed() < EXPORT_LIMIT, "the export goes on and on");
    };
    let made = began.elapsed().as_secs_f64();
    let (began, mut bytes, mut lines) = (Instant::now(), 0, 0);
    for file in manifest["output"].as_array().context("files")? {
        let (_, path) =
            file["url"].as_str().and_then(|url| url.split_once("/fhir/")).context("a url")?;
        let answer = hub.ask("GET", &format!("/fhir/{path}"), "", "")?;
        bytes += answer.body.len();
        lines += answer.body.iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    ensure!(lines >= rows, "{lines} lines of {rows}");
    let megabytes = bytes as f64 / 1e6;
    println!(
        "fhir: $export of {lines} Observations, {megabytes:.0} MB: made at {:.1} MB/s ({:.0} resources/s), \
         fetched at {:.0} MB/s",
        megabytes / made,
        lines as f64 / made,
        megabytes / began.elapsed().as_secs_f64()
    );
    Ok(())
}

fn bundles(hub: &Hub, senders: usize) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (began, start) = (Instant::now(), Timestamp::now().as_millisecond() as u64 - 3 * DAY_MS);
    let send = || -> Result<Runs> {
        let mut took = Runs::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= BUNDLES {
                return Ok(took);
            }
            let who = format!("{senders}-{}", number % SENT_PEOPLE);
            let at = time(start + number as u64 * 60_000);
            let body = bundle(&who, &format!("{senders}-{number}"), &at);
            let began = Instant::now();
            let answer = hub.ask("POST", "/fhir", "", &body.to_string())?;
            took.add(began.elapsed().as_secs_f64() * 1e3);
            let text = answer.text();
            ensure!(answer.status == 200 && !text.contains("202 Accepted"), "{text}");
        }
    };
    let took: Result<Vec<Runs>> = thread::scope(|scope| {
        let all: Vec<_> = (0..senders).map(|_| scope.spawn(send)).collect();
        all.into_iter()
            .map(|one| one.join().map_err(|_| anyhow::anyhow!("a sender died"))?)
            .collect()
    });
    let took = took?;
    println!(
        "fhir: transactions of 6 entries from {senders} at once: {:.0} bundles/s, p50 {:.1} ms",
        BUNDLES as f64 / began.elapsed().as_secs_f64(),
        took[0].median()
    );
    Ok(())
}

/// What a home gateway sends: a person, itself, a cuff, a blood pressure, its pulse, and the cuff's clock.
fn bundle(who: &str, key: &str, at: &str) -> Value {
    let url = |number: u32| format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let code = |code: &str| json!({ "coding": [{ "system": "urn:iso:std:iso:11073:10101", "code": code }] });
    let quantity = |value: u32, unit: &str| json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
    let entry = |number, kind: &str, system: &str, value: &str, mut resource: Value| {
        resource["resourceType"] = kind.into();
        resource["identifier"] = json!([{ "system": system, "value": value }]);
        let once = format!("identifier={system}|{value}");
        json!({ "fullUrl": url(number), "resource": resource, "request": { "method": "POST", "url": kind, "ifNoneExist": once } })
    };
    let measured = |mut one: Value, own: &str| {
        one["status"] = "final".into();
        one["code"] = code(own);
        one["subject"] = json!({ "reference": url(1) });
        one["device"] = json!({ "reference": url(3) });
        one["effectiveDateTime"] = at.into();
        one
    };
    let part =
        |own: &str, value| json!({ "code": code(own), "valueQuantity": quantity(value, "mm[Hg]") });
    let panel =
        measured(json!({ "component": [part("150021", 128), part("150022", 82)] }), "150020");
    let pulse = measured(json!({ "valueQuantity": quantity(72, "/min") }), "149546");
    let clock = measured(json!({ "valueDateTime": at }), "67975");
    json!({ "resourceType": "Bundle", "type": "transaction", "entry": [
        entry(1, "Patient", "urn:clinic", who, json!({ "name": [{ "family": "Rahman", "given": ["Marek"] }] })),
        entry(2, "Device", "urn:eui", &format!("hub-{who}"), json!({ "manufacturer": "LNI" })),
        entry(3, "Device", "urn:eui", &format!("cuff-{who}"), json!({ "manufacturer": "A&D" })),
        entry(4, "Observation", "urn:phd", &format!("{key}-bp"), panel),
        entry(5, "Observation", "urn:phd", &format!("{key}-pulse"), pulse),
        entry(6, "Observation", "urn:phd", &format!("{key}-clock"), clock),
    ] })
}

/// Another system, with a token for everything.
struct Hub {
    address: SocketAddr,
    token: String,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Hub {
    fn let_in(address: SocketAddr) -> Result<Self> {
        let cookie = page::sign_in_as(address, "operator")?;
        let headers = format!(
            "Cookie: {cookie}\r\nOrigin: http://{address}\r\nContent-Type: application/json\r\n"
        );
        let post = |path: &str, body: Value| -> Result<Value> {
            let answer = exchange(address, "POST", path, &headers, &body.to_string())?;
            ensure!(answer.status == 201, "{path}: {}", answer.text());
            Ok(serde_json::from_slice(&answer.body)?)
        };
        post("/api/accounts", json!({ "name": "Bench Hub", "roles": ["integrator"] }))?;
        let wish =
            json!({ "account": "Bench Hub", "label": "bench", "scopes": ["system/*.cruds"] });
        let token = post("/api/tokens", wish)?["token"].as_str().context("a token")?.to_owned();
        Ok(Self { address, token })
    }

    fn ask(&self, method: &str, path: &str, more: &str, body: &str) -> Result<Answer> {
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/fhir+json\r\n{more}",
            self.token
        );
        exchange(self.address, method, path, &headers, body)
    }
}

fn exchange(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").context("no answer")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).context("a status")?.parse()?;
    Ok(Answer { status, head, body: bytes.split_off(end + 4) })
}
