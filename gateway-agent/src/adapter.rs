//! Lines for radios other than Bluetooth: a monitor's value comes as one JSON object on a line, and
//! once it is durable, one object on a line goes back.

use gatt::Characteristic;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vitals::{DeviceId, HeardAt};
use wire::{Dated, WireReading};

use crate::gateway::{Gateway, NotSaved, Saved};
use crate::hear::{MonitorClock, NotHeard};

/// One line, as README.md describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    device: String,
    characteristic: Option<String>,
    hex: Option<String>,
    clock_offset_ms: Option<i64>,
    #[serde(default)]
    live: bool,
    typed: Option<Map<String, Value>>,
}

/// What a line holds.
#[derive(Debug, PartialEq)]
pub enum Said {
    /// What a monitor sent.
    Value {
        /// Which monitor.
        device: DeviceId,
        /// What it is.
        characteristic: Characteristic,
        /// As it came.
        bytes: Vec<u8>,
        /// What is known of its clock.
        clock: MonitorClock,
        /// The body was measured just now.
        live: bool,
    },
    /// What somebody typed, or an app made.
    Typed(Box<WireReading>),
}

/// Gives the gateway what a line holds, and the line to answer with.
pub async fn offer(gateway: &Gateway, line: &str) -> String {
    let said = match parse(line, gateway.arrival(true).heard_at) {
        Ok(said) => said,
        Err(reason) => return json!({ "refused": reason }).to_string(),
    };
    let (device, saved) = match said {
        Said::Value { device, characteristic, bytes, clock, live } => {
            let saved = gateway.heard(&device, characteristic, &bytes, clock, live).await;
            (device, saved)
        }
        Said::Typed(mut reading) => {
            reading.zone_offset_min = gateway.arrival(true).zone_offset_min;
            (reading.device.clone(), gateway.save(vec![*reading]).await)
        }
    };
    answer(&device, saved).to_string()
}

fn answer(device: &DeviceId, saved: Result<Saved, NotSaved>) -> Value {
    match saved {
        Ok(Saved { incarnation, first_seq, last_seq }) => json!({ "saved": {
            "device": device.as_str(),
            "incarnation": incarnation.to_string(),
            "seq": first_seq,
            "last_seq": last_seq,
        } }),
        Err(NotSaved::NotHeard(NotHeard::NotAReading(reason))) => json!({ "ignored": reason }),
        Err(error) => json!({ "refused": crate::error::chain(&error) }),
    }
}

/// Reads a line.
pub fn parse(line: &str, now: HeardAt) -> Result<Said, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match line {
        Line { device, characteristic: Some(uuid), hex: Some(hex), typed: None, .. } => {
            let device = device.parse().map_err(|error: vitals::InvalidId| error.to_string())?;
            let clock = MonitorClock { offset_ms: line.clock_offset_ms, set_at: None };
            let (characteristic, bytes) = (characteristic(&uuid)?, octets(&hex)?);
            Ok(Said::Value { device, characteristic, bytes, clock, live: line.live })
        }
        Line { device, characteristic: None, hex: None, typed: Some(typed), .. } => {
            self::typed(device, typed, now).map(|reading| Said::Typed(Box::new(reading)))
        }
        _ => Err("a line has either characteristic and hex, or typed".to_owned()),
    }
}

/// The JSON form of a reading, typed by a person, and now if it says no time.
fn typed(
    device: String,
    mut fields: Map<String, Value>,
    now: HeardAt,
) -> Result<WireReading, String> {
    if fields.contains_key("device") {
        return Err("typed.device: the device stands beside typed".to_owned());
    }
    fields.insert("device".to_owned(), Value::String(device));
    fields.entry("typed").or_insert(Value::Bool(true));
    if !fields.contains_key("taken_at") {
        fields.entry("received").or_insert(Value::Bool(true));
    }
    let text = Value::Object(fields).to_string();
    let mut reading = WireReading::from_json(text.as_bytes(), 0, now)
        .map_err(|error| format!("typed.{}: {}", error.field, error.reason))?;
    if let (None, Dated::At { taken_at, .. }) = (reading.device_time, reading.dated) {
        // So that the same line twice is two values, unless it says when.
        reading.device_time = Some(taken_at.unix_ms());
    }
    Ok(reading)
}

fn characteristic(uuid: &str) -> Result<Characteristic, String> {
    let refused = || format!("characteristic {uuid:?} is not known");
    let digits: String = uuid.chars().filter(|c| *c != '-').collect();
    let number = u128::from_str_radix(&digits, 16).map_err(|_| refused())?;
    let short = u16::try_from(number).ok().and_then(Characteristic::from_uuid16);
    short.or_else(|| Characteristic::from_uuid128(number)).ok_or_else(refused)
}

fn octets(hex: &str) -> Result<Vec<u8>, String> {
    let refused = || "hex is not pairs of hexadecimal digits".to_owned();
    let digits: Option<Vec<u8>> =
        hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or_else(refused)?;
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Body, Quantity};

    const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

    fn check(line: &str, expected: Result<Said, &str>) {
        assert_eq!(parse(line, NOW), expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn a_characteristic_comes_with_its_short_or_long_number() {
        let expected = |offset_ms, live| {
            Ok(Said::Value {
                device: "cuff-1".parse().unwrap(),
                characteristic: Characteristic::BloodPressure,
                bytes: vec![0x00, 0xFF],
                clock: MonitorClock { offset_ms, set_at: None },
                live,
            })
        };
        let line = |rest: &str| format!(r#"{{"device":"cuff-1","hex":"00fF",{rest}}}"#);
        check(&line(r#""characteristic":"2a35""#), expected(None, false));
        check(&line(r#""characteristic":"2A35","clock_offset_ms":-5"#), expected(Some(-5), false));
        let long = r#""characteristic":"00002a35-0000-1000-8000-00805f9b34fb","live":true"#;
        check(&line(long), expected(None, true));
    }

    #[test]
    fn a_typed_value_is_now_unless_it_says_when() {
        let line = r#"{"device":"app-1","typed":{"kind":"respiration","rate_per_minute":18}}"#;
        let Ok(Said::Typed(reading)) = parse(line, NOW) else { panic!("{line}") };
        assert_eq!(reading.body, Body::Respiration { rate: Quantity::Milli(18_000) });
        assert_eq!(reading.origin, vitals::Origin::Typed);
        assert!(
            matches!(reading.dated, Dated::At { taken_at, .. } if taken_at.unix_ms() == NOW.unix_ms())
        );
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        let either = "a line has either characteristic and hex, or typed";
        check(r#"{"device":"d"}"#, Err(either));
        check(r#"{"device":"d","characteristic":"2a35","typed":{}}"#, Err(either));
        let unknown = r#"{"device":"d","characteristic":"ffff","hex":""}"#;
        check(unknown, Err(r#"characteristic "ffff" is not known"#));
        let odd = r#"{"device":"d","characteristic":"2a35","hex":"0"}"#;
        check(odd, Err("hex is not pairs of hexadecimal digits"));
        let kind = r#"{"device":"d","typed":{"kind":"weight"}}"#;
        check(kind, Err("typed.weight_kg: is missing"));
        assert!(parse("", NOW).is_err());
        assert!(parse(r#"{"device":"d","colour":1}"#, NOW).is_err());
    }
}
