//! Whatever comes that can't be used is kept with its bytes and its reason, and the neighbours
//! go on.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;
use vitals::{DeviceId, Flags, HeardAt, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, Frame, Incarnation, Ledger, Quantity, StoreEpoch, WireReading};

const BINARY: &str = "application/vnd.hearthwatch.frame";
const JSON: &str = "application/json";
/// Every reason there is (`ingest/src/entry.rs`), sorted.
const REASONS: [&str; 9] = [
    "damaged",
    "future_version",
    "implausible",
    "malformed",
    "not_authentic",
    "not_measured",
    "undatable",
    "unknown_device",
    "unknown_gateway",
];
const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn bad_input_is_quarantined_with_its_reason_and_the_neighbours_go_on() {
    let scene = Scene::new();
    let known = [Known::numbered(1).with_json(), Known::numbered(2)];
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), &known);

    let bad: Vec<Bad> = bad_frames(&known).into_iter().chain(bad_json(&known)).collect();
    for (at, bad) in bad.iter().enumerate() {
        broker.publish(&bad.from.topic(), bad.content_type, &bad.payload);
        let seen = wait::until(bad.what, LIMIT, || quarantined(&server).get(at).cloned());
        assert_eq!(seen["reason"], bad.reason, "{}: {seen}", bad.what);
        assert_eq!(seen["gateway"], bad.from.gateway.as_str(), "{}: {seen}", bad.what);
        let kept = seen["bytes_total"].as_u64().unwrap_or_default();
        assert_eq!(kept == 0, bad.payload.is_empty(), "{}: {seen}", bad.what);
        assert_ne!(seen["detail"], "", "{}", bad.what);
        // The neighbour's reading is taken all the same.
        let grams = 70_000 + 5 * at as i32;
        let good = frame(&known[1], 1 + at as u64, vec![weight(&known[1].device, grams)]);
        broker.publish(&known[1].topic(), BINARY, &good);
        let path = format!("/api/patients/{}", known[1].patient);
        wait::until_equal("the neighbour's reading", LIMIT, &(1 + at), || {
            server.page(&path)["readings"].as_array().map_or(0, Vec::len)
        });
    }
    let mut by_reason: BTreeMap<&str, u64> = BTreeMap::new();
    bad.iter().for_each(|bad| *by_reason.entry(bad.reason).or_default() += 1);
    let counted = &server.page("/api/ops")["quarantined"];
    assert_eq!(*counted, json!({ "total": bad.len(), "by_reason": by_reason }), "each once");
    let reasons: Vec<&str> = by_reason.into_keys().collect();
    assert_eq!(reasons, REASONS, "no reason is left out");
}

#[test]
fn a_reading_that_is_refused_is_acknowledged_so_that_it_does_not_come_back_for_ever() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let ledgers = broker.subscribe(&scene, &known.topic().replace("/readings", "/ledger"));

    let readings = vec![
        weight(&known.device, 70_000),
        pressure(&known.device, 0),
        WireReading { dated: Dated::Undatable, ..weight(&known.device, 70_005) },
        weight("somebody-else-s", 70_010),
        weight(&known.device, 70_015),
    ];
    broker.publish(&known.topic(), BINARY, &frame(&known, 1, readings));

    wait::until("a ledger that holds all five", LIMIT, || {
        let ledgers = ledgers.messages().into_iter();
        let read = |bytes: Vec<u8>| Ledger::decode(&bytes, &known.key()).expect("it is for us");
        ledgers.map(read).find(|ledger| ledger.stored == 5)
    });
    let reasons: Vec<Value> =
        quarantined(&server).iter().map(|item| item["reason"].clone()).collect();
    assert_eq!(reasons, ["implausible", "undatable", "unknown_device"]);
    let readings = server.page(&format!("/api/patients/{}", known.patient));
    assert_eq!(readings["readings"].as_array().map(Vec::len), Some(2), "{readings}");
}

#[test]
fn a_bad_reading_in_a_json_document_leaves_its_neighbours_alone() {
    let scene = Scene::new();
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), std::slice::from_ref(&known));
    let weight = |kg: Value| json!({ "device": known.device, "kind": "weight", "weight_kg": kg, "received": true });
    let undated = json!({ "device": known.device, "kind": "weight", "weight_kg": 70 });
    let strange = json!({ "device": "d-9", "kind": "weight", "weight_kg": 70, "received": true });
    let readings = [
        weight(json!(70)),
        undated,
        weight(json!("heavy")),
        strange,
        weight(json!(1)),
        weight(json!(71)),
    ];
    broker.publish(&known.topic(), JSON, json!({ "readings": readings }).to_string().as_bytes());

    wait::until_equal("two readings", LIMIT, &json!([71.0, 70.0]), || shown(&server, &known));
    // The two stores keep their own pace.
    let reasons = json!(["undatable", "malformed", "unknown_device", "implausible"]);
    wait::until_equal("four reasons", LIMIT, &reasons, || {
        quarantined(&server).iter().map(|item| item["reason"].clone()).collect()
    });
}

/// The values on the patient's page, newest first.
fn shown(server: &Server, known: &Known) -> Value {
    let page = server.page(&format!("/api/patients/{}", known.patient));
    let mut readings = page["readings"].as_array().cloned().unwrap_or_default();
    readings.sort_by_key(|reading| std::cmp::Reverse(reading["id"].to_string()));
    readings.iter().map(|reading| reading["value"].clone()).collect()
}

/// Something bad, who sends it, and what the operator must read.
struct Bad {
    what: &'static str,
    from: Known,
    content_type: &'static str,
    payload: Vec<u8>,
    reason: &'static str,
}

fn bad_frames(known: &[Known; 2]) -> Vec<Bad> {
    let [ours, neighbour] = known;
    let stranger = Known::numbered(99);
    let heavy = || weight(&ours.device, 80_000);
    let whole = frame(ours, 1, vec![heavy()]);
    let changed = |at: usize, to: u8| {
        let mut bytes = whole.clone();
        bytes[at] = to;
        bytes
    };
    let ledger = Ledger {
        gateway: ours.gateway.clone(),
        incarnation: Incarnation(7),
        stored: 1,
        epoch: StoreEpoch(1),
    };
    let twice = [whole.as_slice(), &whole].concat();
    // Each is the next of its spool.
    let mut seq = 0;
    let mut one = |reading: WireReading| {
        seq += 1;
        frame(ours, seq, vec![reading])
    };
    let undatable = WireReading { dated: Dated::Undatable, ..heavy() };
    let next_week = TakenAt::from_unix_ms(now_ms() + 7 * 24 * 3_600_000);
    let next_week = Dated::At { taken_at: next_week, rule: ClockRule::Corrected };
    let next_week = WireReading { dated: next_week, ..heavy() };
    let failed = reading(&ours.device, Body::Weight { weight: Quantity::Nan });
    let bad = |what, payload, reason| Bad {
        what,
        from: ours.clone(),
        content_type: BINARY,
        payload,
        reason,
    };
    #[rustfmt::skip]
    let mut rows = vec![
        bad("an empty message",           Vec::new(),                                "malformed"),
        bad("a frame cut off",            whole[..whole.len() - 7].to_vec(),         "malformed"),
        bad("two frames in one",          twice,                                     "malformed"),
        bad("another mark",               changed(0, b'X'),                          "malformed"),
        bad("a length beyond all limits", changed(7, 0xFF),                          "malformed"),
        bad("a ledger",                   ledger.encode(&ours.key()),                "malformed"),
        bad("a frame with a wrong bit",   changed(30, whole[30] ^ 1),                "damaged"),
        bad("a version from the future",  changed(2, 200),                           "future_version"),
        bad("another gateway's frame",    frame(neighbour, 1, vec![heavy()]),        "not_authentic"),
        bad("an unknown device",          one(weight("somebody-else-s", 80_000)),    "unknown_device"),
        bad("an undatable reading",       one(undatable),                            "undatable"),
        bad("a reading of next week",     one(next_week),                            "undatable"),
        bad("a measurement that failed",  one(failed),                               "not_measured"),
        bad("a pressure of 0",            one(pressure(&ours.device, 0)),            "implausible"),
    ];
    let theirs = frame(&stranger, 1, vec![weight(&stranger.device, 80_000)]);
    rows.push(Bad { from: stranger, ..bad("an unknown gateway", theirs, "unknown_gateway") });
    rows
}

fn bad_json(known: &[Known; 2]) -> Vec<Bad> {
    let [trusted, neighbour] = known;
    let reading = |change: Value| {
        let mut reading = json!({
            "device": "scale-1", "taken_at": "2026-11-20T08:00:00Z", "kind": "weight",
            "weight_kg": 80.0,
        });
        for (key, value) in change.as_object().expect("a change is an object") {
            reading[key] = value.clone();
        }
        json!({ "readings": [reading] }).to_string()
    };
    #[rustfmt::skip]
    let shapes = [
        ("nothing at all",         String::new()),
        ("not JSON",               "weight: 80".into()),
        ("JSON cut off",           reading(json!({}))[..40].into()),
        ("a list",                 "[]".into()),
        ("an object without any",  "{}".into()),
        ("readings as a number",   r#"{"readings":1}"#.into()),
        ("a reading as text",      r#"{"readings":["80 kg"]}"#.into()),
        ("a kind nobody knows",    reading(json!({ "kind": "mood" }))),
        ("no value",               reading(json!({ "weight_kg": null }))),
        ("a value as a list",      reading(json!({ "weight_kg": [80] }))),
        ("a value out of range",   reading(json!({ "weight_kg": 1e300 }))),
        ("a key nobody knows",     reading(json!({ "weight_lb": 176 }))),
        ("a time without a zone",  reading(json!({ "taken_at": "2026-11-20 08:00" }))),
        ("a device without name",  reading(json!({ "device": "" }))),
        ("a nest without end",     "[".repeat(100_000)),
    ];
    let bad = |(what, payload): (&'static str, String)| Bad {
        what,
        from: trusted.clone(),
        content_type: JSON,
        payload: payload.into_bytes(),
        reason: "malformed",
    };
    let forged = bad(("JSON from a gateway that has to sign", reading(json!({}))));
    let forged = Bad { from: neighbour.clone(), reason: "not_authentic", ..forged };
    shapes.into_iter().map(bad).chain([forged]).collect()
}

/// What the operator sees, oldest first.
fn quarantined(server: &Server) -> Vec<Value> {
    let mut items =
        server.page("/api/quarantine?limit=200")["items"].as_array().cloned().unwrap_or_default();
    items.reverse();
    items
}

fn frame(known: &Known, first_seq: u64, readings: Vec<WireReading>) -> Vec<u8> {
    let gateway = known.gateway.clone();
    Frame { gateway, incarnation: Incarnation(7), first_seq, readings }.encode(&known.key())
}

fn weight(device: &str, grams: i32) -> WireReading {
    reading(device, Body::Weight { weight: Quantity::Milli(grams) })
}

fn pressure(device: &str, mmhg: i32) -> WireReading {
    let pressure = Quantity::Milli(mmhg * 1000);
    let pulse = Quantity::Absent;
    reading(device, Body::BloodPressure { systolic: pressure, diastolic: pressure, pulse })
}

/// A reading heard a minute ago; its contents make it different from the others.
fn reading(device: &str, body: Body) -> WireReading {
    let at_ms = now_ms() - 60_000;
    WireReading {
        device: device.parse::<DeviceId>().expect("an id"),
        slot: None,
        device_sequence: None,
        device_time: Some(at_ms),
        dated: Dated::At { taken_at: TakenAt::from_unix_ms(at_ms), rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(at_ms),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: crc(&body),
        flags: Flags::default(),
        body,
    }
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.expect("this is after 1970").as_millis() as i64
}

/// Any number that differs where the bodies do: the bytes that a monitor sent don't exist here.
fn crc(body: &Body) -> u32 {
    format!("{body:?}").bytes().fold(0, |sum, byte| u32::rotate_left(sum, 5) ^ u32::from(byte))
}
