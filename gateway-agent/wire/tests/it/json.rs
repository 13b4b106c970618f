//! The JSON form: what is taken, what is refused, and where the refusal points.

use vitals::{Flags, HeardAt, Origin, TakenAt, UserSlot};
use wire::{Body, ClockRule, Dated, Frame, Incarnation, JsonError, JsonFrame, Quantity};

const NOW: HeardAt = HeardAt::from_unix_ms(1_800_000_000_000);
const TAKEN_MS: i64 = 1_795_249_800_000;

fn read(document: &str) -> Result<JsonFrame, JsonError> {
    Frame::from_json(document.as_bytes(), NOW)
}

fn one(reading: &str) -> Result<wire::WireReading, String> {
    let frame = read(&format!(r#"{{"readings":[{reading}]}}"#)).unwrap();
    frame.readings.into_iter().next().unwrap().map_err(|error| error.to_string())
}

/// The body of a reading whose fields after `kind` are `fields`.
fn check(kind: &str, fields: &str, expected: Result<Body, &str>) {
    let comma = if fields.is_empty() { "" } else { "," };
    let text = format!(
        r#"{{"device":"d-1","taken_at":"2026-11-21T08:30:00Z","kind":"{kind}"{comma}{fields}}}"#
    );
    let got = one(&text).map(|reading| reading.body);
    assert_eq!(got, expected.map_err(|path| format!("readings[0].{path}")), "{text}");
}

#[test]
fn each_kind_is_read_in_its_units() {
    use Quantity::{Absent, Milli, Nan, NegativeInfinity, PositiveInfinity};
    check(
        "blood_pressure",
        r#""systolic_mmhg":128,"diastolic_mmhg":76.5,"pulse_bpm":70"#,
        Ok(Body::BloodPressure {
            systolic: Milli(128_000),
            diastolic: Milli(76_500),
            pulse: Milli(70_000),
        }),
    );
    check(
        "blood_pressure",
        r#""systolic_mmhg":"nan","diastolic_mmhg":"nan","pulse_bpm":null"#,
        Ok(Body::BloodPressure { systolic: Nan, diastolic: Nan, pulse: Absent }),
    );
    check(
        "oximetry",
        r#""spo2_percent":93.4"#,
        Ok(Body::Oximetry { spo2: Milli(93_400), pulse: Absent }),
    );
    check(
        "heart_rate",
        r#""rate_bpm":60,"rr_ms":[1000,500]"#,
        Ok(Body::HeartRate { rate: Milli(60_000), rr_1024: vec![1024, 512] }),
    );
    check("respiration", r#""rate_per_minute":18"#, Ok(Body::Respiration { rate: Milli(18_000) }));
    check(
        "temperature",
        r#""temperature_celsius":36.6"#,
        Ok(Body::Temperature { temperature: Milli(36_600) }),
    );
    check("weight", r#""weight_kg":81.25"#, Ok(Body::Weight { weight: Milli(81_250) }));
    check(
        "glucose_meter",
        r#""glucose_mg_dl":54"#,
        Ok(Body::GlucoseMeter { glucose: Milli(2997) }),
    );
    check(
        "glucose_meter",
        r#""glucose_mmol_l":5.5"#,
        Ok(Body::GlucoseMeter { glucose: Milli(5500) }),
    );
    check("glucose_cgm", r#""glucose":"low""#, Ok(Body::GlucoseCgm { glucose: NegativeInfinity }));
    check("glucose_cgm", r#""glucose":"high""#, Ok(Body::GlucoseCgm { glucose: PositiveInfinity }));
    check("consciousness", r#""level":"C""#, Ok(Body::Consciousness { letter: b'C' }));
    check("supplemental_oxygen", r#""on":true"#, Ok(Body::SupplementalOxygen { on: true }));
}

#[test]
fn a_refusal_names_the_field() {
    check("weight", "", Err("weight_kg: is missing"));
    check("weight", r#""weight_kg":null"#, Err("weight_kg: is missing"));
    check("weight", r#""weight_kg":81,"weight_lb":180"#, Err("weight_lb: is not a field here"));
    check(
        "weight",
        r#""weight_kg":true"#,
        Err("weight_kg: invalid type: boolean `true`, expected f64"),
    );
    check("weight", r#""weight_kg":1e300"#, Err("weight_kg: is too large"));
    check("height", "", Err(r#"kind: "height" is not a kind of reading"#));
    check(
        "glucose_meter",
        r#""glucose":5"#,
        Err("glucose: has no unit: use glucose_mg_dl or glucose_mmol_l"),
    );
    check(
        "glucose_meter",
        r#""glucose_mmol_l":5,"glucose_mg_dl":90"#,
        Err("glucose: exactly one of glucose_mg_dl, glucose_mmol_l and glucose is needed"),
    );
    check("consciousness", r#""level":"X""#, Err("level: is not one of A, C, V, P, U"));
    check(
        "heart_rate",
        r#""rate_bpm":60,"rr_ms":[-1]"#,
        Err("rr_ms: an interval is outside 0 to 63999 ms"),
    );
    check(
        "respiration",
        r#""rate_per_minute":18,"slot":256"#,
        Err("slot: invalid value: integer `256`, expected u8"),
    );
    check(
        "respiration",
        r#""rate_per_minute":18,"received":true"#,
        Err("received: can't be true when taken_at is given"),
    );
}

#[test]
fn every_other_field_has_its_place() {
    let reading =
        one(r#"{"device":"cuff-1","kind":"blood_pressure","taken_at":"2026-11-21T09:30:00+01:00",
            "heard_at":"2026-11-21T09:30:02+01:00","device_time":"2026-11-21T09:29:00",
            "systolic_mmhg":128,"diastolic_mmhg":76,"typed":true,"slot":1,"sequence":17,
            "movement":true,"poor_fit":false,"irregular_pulse":true,"questionable":true}"#)
        .unwrap();
    assert_eq!(reading.device.as_str(), "cuff-1");
    assert_eq!(reading.slot, UserSlot::from_index(1));
    assert_eq!(reading.device_sequence, Some(17));
    assert_eq!(reading.device_time, Some(TAKEN_MS + 59 * 60_000));
    assert_eq!(reading.heard_at.unix_ms(), TAKEN_MS + 2000);
    assert_eq!(reading.zone_offset_min, 60);
    assert_eq!(reading.origin, Origin::Typed);
    let flags =
        Flags { movement: true, poor_fit: false, irregular_pulse: true, questionable: true };
    assert_eq!(reading.flags, flags);
}

#[test]
fn a_time_is_given_or_received_or_the_reading_is_undatable() {
    let dated = |time: &str| {
        one(&format!(r#"{{"device":"d","kind":"weight","weight_kg":80{time}}}"#)).unwrap().dated
    };
    let at = |ms, rule| Dated::At { taken_at: TakenAt::from_unix_ms(ms), rule };
    assert_eq!(dated(r#","taken_at":"2026-11-21T08:30:00Z""#), at(TAKEN_MS, ClockRule::Corrected));
    assert_eq!(dated(r#","received":true"#), at(NOW.unix_ms(), ClockRule::Received));
    assert_eq!(
        dated(r#","received":true,"heard_at":"2026-11-21T08:30:00Z""#),
        at(TAKEN_MS, ClockRule::Received)
    );
    assert_eq!(dated(""), Dated::Undatable);
    assert_eq!(dated(r#","heard_at":"2026-11-21T08:30:00Z""#), Dated::Undatable);
}

#[test]
fn a_bad_reading_is_refused_in_its_place_and_its_neighbours_survive() {
    let good = r#"{"device":"d","kind":"weight","weight_kg":80}"#;
    let bad = r#"{ "device": "d", "kind": "weight", "weight_kg": 80, "weight_kg": 81 }"#;
    let frame = read(&format!(r#"{{"readings":[{good},{bad},[],{good},7]}}"#)).unwrap();
    let refused: Vec<_> = frame.readings.iter().filter_map(|r| r.as_ref().err()).collect();
    assert_eq!(refused.iter().map(|error| error.index).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(refused[0].bytes, bad.as_bytes());
    assert_eq!(refused[0].to_string(), r#"readings[1]: "weight_kg" stands twice"#);
    assert_eq!(frame.readings.len(), 5);
}

#[test]
fn the_same_document_has_the_same_content_identity() {
    let text = r#"{"device":"d","kind":"weight","weight_kg":80,"taken_at":"2026-11-21T08:30:00Z"}"#;
    let heavier = text.replace("80", "81");
    assert!(one(text).unwrap().content_identity().is_some());
    assert_eq!(one(text).unwrap().content_identity(), one(text).unwrap().content_identity());
    assert_ne!(one(text).unwrap().content_identity(), one(&heavier).unwrap().content_identity());
}

#[test]
fn a_document_says_where_it_stands_in_the_senders_count() {
    let incarnation = "000000000000000000000000000000ff";
    let reading = r#"{"device":"d","kind":"weight","weight_kg":80}"#;
    let frame =
        read(&format!(r#"{{"incarnation":"{incarnation}","seq":41,"readings":[{reading}]}}"#))
            .unwrap();
    assert_eq!(frame.incarnation, Some(Incarnation(255)));
    assert_eq!(frame.first_seq, Some(41));
}

#[test]
fn a_document_that_is_not_one_is_refused_as_a_whole() {
    let refused = |document: &str, expected: &str| {
        let error = read(document).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{document}: {error}");
    };
    refused("", "$: EOF");
    refused("7", "$: invalid type");
    refused("[]", "$: invalid type");
    refused("{}", "readings: is missing");
    refused(r#"{"readings":{}}"#, "readings: invalid type");
    refused(r#"{"readings":[]}"#, "readings: holds 0 readings");
    refused(r#"{"readings":[1],"patient":"p"}"#, "patient: is not a field here");
    refused(r#"{"readings":[1],"readings":[1]}"#, r#"$: "readings" stands twice"#);
    refused(r#"{"readings":[1],"seq":1}"#, "seq: needs an incarnation");
    refused(r#"{"readings":[1],"incarnation":"x"}"#, "incarnation: ");
    let zero = r#"{"readings":[1],"seq":0,"incarnation":"000000000000000000000000000000ff"}"#;
    refused(zero, "seq: is not a sequence number");
    refused(&format!(r#"{{"readings":{}}}"#, "[".repeat(100_000)), "$: ");
    refused(&" ".repeat(wire::MAX_BODY_BYTES + 1), "a document of 262145 bytes is over");
}
