//! The journeys of messages reach a collector as OTLP, and one that is away or silent holds nothing up.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::receiver::{Answer, Receiver};
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{http, port, wait};

const LIMIT: Duration = Duration::from_secs(60);
const PARTS: [&str; 5] = ["receive", "admit", "commit", "decide", "show"];

fn start(scene: &Scene, broker: &Mosquitto, collector: u16, one_in: u32) -> (Server, Known) {
    let known = Known::numbered(1).with_json();
    let more =
        format!("\n[telemetry]\notlp = \"http://127.0.0.1:{collector}\"\none_in = {one_in}\n");
    let server = Server::start_with(scene, broker.port(), std::slice::from_ref(&known), &more);
    (server, known)
}

/// Sends so many saturations, one message each, from this minute on.
fn publish(broker: &Mosquitto, known: &Known, minutes: std::ops::Range<i64>, properties: &[&str]) {
    for minute in minutes {
        let taken_at = (Timestamp::now() - SignedDuration::from_mins(300 - minute)).to_string();
        let reading = json!({
            "device": known.device, "kind": "oximetry", "spo2_percent": 97, "taken_at": taken_at,
        });
        let message = json!({ "readings": [reading] }).to_string();
        broker.publish_with(&known.topic(), "application/json", properties, message.as_bytes());
    }
}

fn wait_scored(server: &Server, count: u64) {
    wait::until_equal("all readings", LIMIT, &json!(count), || {
        server.ops().unwrap_or_default()["engine"]["scored_readings"].clone()
    });
}

/// What the metrics say of traces: taken by the collector, and not.
fn counted(server: &Server) -> (u64, u64) {
    let page = http::request(server.port(), "GET", "/metrics", None).expect("it answers");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let of = |name: &str| {
        let line = page.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|value| value.trim().parse().ok())
            .unwrap_or_else(|| panic!("{name} in {page}"))
    };
    (of("telemetry_traces_sent_total"), of("telemetry_traces_dropped_total"))
}

/// The spans that a collector has taken.
fn spans(collector: &Receiver) -> Vec<Value> {
    let posts = collector.taken().into_iter();
    posts
        .flat_map(|post| {
            assert!(post.head[0].starts_with("POST /v1/traces "), "{:?}", post.head);
            assert_eq!(post.header("content-type"), "application/json");
            let of = &post.json()["resourceSpans"][0];
            let service = &of["resource"]["attributes"][0];
            assert_eq!(service["key"], "service.name");
            assert_eq!(service["value"]["stringValue"], "hearthwatch");
            of["scopeSpans"][0]["spans"].as_array().expect("spans").clone()
        })
        .collect()
}

fn ns(span: &Value, key: &str) -> u128 {
    span[key].as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{key}: {span}"))
}

#[test]
fn each_part_of_a_messages_journey_is_a_span_below_what_its_gateway_says() {
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let at = port::free();
    let collector = Receiver::start(at, &[]);
    let (server, known) = start(&scene, &broker, at, 2);
    // One in two, from the first on: messages 0, 2 and 4.
    let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    publish(&broker, &known, 0..1, &["traceparent", given]);
    publish(&broker, &known, 1..5, &[]);
    wait_scored(&server, 5);
    let spans = wait::until("three journeys", LIMIT, || {
        Some(spans(&collector)).filter(|spans| spans.len() >= 3 * (1 + PARTS.len()))
    });
    let messages: Vec<&Value> = spans.iter().filter(|span| span["name"] == "message").collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert_eq!(messages[0]["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(messages[0]["parentSpanId"], "00f067aa0ba902b7");
    assert_eq!(messages[1]["parentSpanId"], "");
    assert_ne!(messages[1]["traceId"], messages[2]["traceId"]);
    for message in messages {
        let below: Vec<&Value> =
            spans.iter().filter(|span| span["parentSpanId"] == message["spanId"]).collect();
        let names: Vec<&str> = below.iter().filter_map(|span| span["name"].as_str()).collect();
        assert_eq!(names, PARTS);
        // One after the other, from the message's beginning to its end.
        let mut until = ns(message, "startTimeUnixNano");
        for span in below {
            assert_eq!(span["traceId"], message["traceId"]);
            assert_eq!(ns(span, "startTimeUnixNano"), until, "{span}");
            until = ns(span, "endTimeUnixNano");
            assert!(until >= ns(span, "startTimeUnixNano"), "{span}");
        }
        assert_eq!(until, ns(message, "endTimeUnixNano"));
        let told = message["attributes"].to_string();
        assert!(told.contains(known.gateway.as_str()), "{told}");
        assert!(!told.contains(&known.patient), "a trace names nobody: {told}");
    }
    wait::until_equal("the count", LIMIT, &(3, 0), || counted(&server));
}

#[test]
fn a_collector_that_is_away_refuses_or_never_answers_holds_nothing_up() {
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let at = port::free();
    let (server, known) = start(&scene, &broker, at, 1);
    // Away.
    publish(&broker, &known, 0..3, &[]);
    wait_scored(&server, 3);
    wait::until_equal("three that nobody took", LIMIT, &(0, 3), || counted(&server));
    // It refuses, then never answers: readings are on the board long before it is given up.
    let collector = Receiver::start(at, &[Answer::Status(503), Answer::Never]);
    publish(&broker, &known, 3..4, &[]);
    wait::until_equal("one that was refused", LIMIT, &(0, 4), || counted(&server));
    publish(&broker, &known, 4..5, &[]);
    wait::until("a post without an answer", LIMIT, || (collector.posts().len() == 2).then_some(()));
    let began = Instant::now();
    publish(&broker, &known, 5..8, &[]);
    wait_scored(&server, 8);
    let (_, dropped) = counted(&server);
    // The time-out of a post is 5 s: whoever was that slow says nothing about the collector.
    assert!(dropped == 4 || began.elapsed() > Duration::from_secs(4), "{dropped} dropped");
    // It is well again, and gets what came since.
    wait::until_equal("the rest", LIMIT, &(3, 5), || counted(&server));
    assert_eq!(spans(&collector).iter().filter(|span| span["name"] == "message").count(), 3);
}
