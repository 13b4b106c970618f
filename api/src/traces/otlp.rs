//! Journeys as the JSON of an OTLP export request (opentelemetry-proto 1.x, `ExportTraceServiceRequest`).

use std::time::{SystemTime, UNIX_EPOCH};

use ingest::journey::{Journey, PARTS};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::json::hex;

/// A span's kind, as the protocol numbers it.
const INTERNAL: u8 = 1;
const CONSUMER: u8 = 5;

/// One request with all of these.
pub(super) fn request(journeys: &[Journey]) -> Value {
    let spans: Vec<Value> = journeys.iter().flat_map(spans).collect();
    let version = env!("CARGO_PKG_VERSION");
    let resource = [("service.name", "hearthwatch".into()), ("service.version", version.into())];
    json!({ "resourceSpans": [{
        "resource": { "attributes": attributes(resource) },
        "scopeSpans": [{ "scope": { "name": "hearthwatch", "version": version }, "spans": spans }],
    }] })
}

/// The message's span, and below it one for each part of its journey.
fn spans(journey: &Journey) -> Vec<Value> {
    let context = Context::of(journey);
    let over = journey.over_at[PARTS.len() - 1];
    let mut message = span(&context, 0, "message", CONSUMER, (journey.began_at, over));
    message["parentSpanId"] = json!(context.parent.clone().unwrap_or_default());
    let place = journey.place.map(|place| {
        let (incarnation, seq) = (place.incarnation.to_string(), place.first_seq.to_string());
        [
            ("hearthwatch.spool.incarnation", incarnation.into()),
            ("hearthwatch.spool.first_seq", json!({ "intValue": seq })),
        ]
    });
    let number = |number: u64| json!({ "intValue": number.to_string() });
    let own = [
        ("messaging.system", "mqtt".into()),
        ("hearthwatch.journal.offset", number(journey.offset)),
        ("hearthwatch.readings", number(journey.readings as u64)),
    ];
    let gateway = journey.gateway.as_ref().map(|id| ("hearthwatch.gateway", id.to_string().into()));
    message["attributes"] =
        attributes(own.into_iter().chain(gateway).chain(place.into_iter().flatten()));
    let mut spans = vec![message];
    let mut began = journey.began_at;
    for ((_, name), (over, number)) in PARTS.iter().zip(journey.over_at.into_iter().zip(1..)) {
        let mut part = span(&context, number, name, INTERNAL, (began, over));
        part["parentSpanId"] = json!(context.span(0));
        spans.push(part);
        began = over;
    }
    spans
}

fn span(
    context: &Context,
    number: u8,
    name: &str,
    kind: u8,
    (began, over): (SystemTime, SystemTime),
) -> Value {
    json!({
        "traceId": context.trace,
        "spanId": context.span(number),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": unix_ns(began),
        "endTimeUnixNano": unix_ns(over),
    })
}

/// Which trace a journey is part of, and what its spans are called.
struct Context {
    trace: String,
    parent: Option<String>,
    seed: [u8; 32],
}

impl Context {
    fn of(journey: &Journey) -> Self {
        let name = format!("{}|{:?}|{:?}", journey.offset, journey.gateway, journey.began_at);
        let seed: [u8; 32] = Sha256::digest(name).into();
        let told = journey.traceparent.as_deref().and_then(traceparent);
        let trace = told.map_or_else(|| hex(&seed[..16]), |(trace, _)| trace.to_owned());
        Self { trace, parent: told.map(|(_, parent)| parent.to_owned()), seed }
    }

    fn span(&self, number: u8) -> String {
        let digest = Sha256::new().chain_update(self.seed).chain_update([number]).finalize();
        hex(&digest[..8])
    }
}

/// Trace and span of `00-{trace}-{span}-{flags}` (W3C Trace Context 1); none if it isn't that.
fn traceparent(text: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = text.split('-').collect();
    let [_, trace, parent, _] = parts[..] else { return None };
    let is_hex = |part: &str| {
        part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte != b'0')
    };
    let is_right = trace.len() == 32 && parent.len() == 16 && is_hex(trace) && is_hex(parent);
    is_right.then_some((trace, parent))
}

fn attributes(named: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let attribute = |(key, value): (&str, Value)| match value {
        Value::String(text) => json!({ "key": key, "value": { "stringValue": text } }),
        value => json!({ "key": key, "value": value }),
    };
    named.into_iter().map(attribute).collect()
}

/// As the protocol's JSON writes 64 bits: a text.
fn unix_ns(at: SystemTime) -> String {
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_taken_as_the_standard_writes_it_and_in_no_other_way() {
        let (trace, parent) = traceparent(GIVEN).unwrap();
        assert_eq!((trace, parent), ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"));
        for wrong in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f35-00f067aa0ba902b7-01",
        ] {
            assert_eq!(traceparent(wrong), None, "{wrong}");
        }
    }
}
