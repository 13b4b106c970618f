//! Admission as a table of what came in and what became of it.

use vitals::{DeviceId, Flags, Origin, TakenAt};
use wire::{Body, ClockRule, Quantity, WireReading};

use super::*;
use crate::entry::Assignment;

const NOW_MS: i64 = 1_790_000_000_000;
const MASTER: [u8; 32] = [7; 32];

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

/// A server that knows two gateways, one of which may send JSON, and one cuff.
struct Server(Admission);

impl Server {
    fn new() -> Self {
        let mut admission = Admission::default();
        for (gateway, trust) in [("gw-1", Trust::Authenticated), ("gw-json", Trust::Topic)] {
            admission.apply(&Entry::Registered { gateway: id(gateway), trust });
        }
        admission.apply(&Entry::Assigned(Assignment {
            device: id("cuff-1"),
            slot: None,
            patient: id("p-1"),
            from: TakenAt::from_unix_ms(0),
        }));
        Self(admission)
    }

    /// Decides and takes in what was decided, as the writer does.
    fn take(&mut self, message: &Message) -> Verdict {
        let key = |gateway: &GatewayId| GatewayKey::derive(&MASTER, gateway);
        let verdict = self.0.decide(message, StoredAt::from_unix_ms(NOW_MS), key);
        if let Verdict::Append(entry) = &verdict {
            self.0.apply(entry);
        }
        verdict
    }

    fn frame(&mut self, first_seq: u64, readings: Vec<WireReading>) -> Verdict {
        self.take(&message(&frame(first_seq, readings)))
    }

    fn mark(&self) -> u64 {
        self.0.mark(&id("gw-1"), Incarnation(1))
    }
}

fn frame(first_seq: u64, readings: Vec<WireReading>) -> Frame {
    Frame { gateway: id("gw-1"), incarnation: Incarnation(1), first_seq, readings }
}

fn message(frame: &Frame) -> Message {
    Message {
        gateway: Some(frame.gateway.clone()),
        content_type: None,
        payload: frame.encode(&GatewayKey::derive(&MASTER, &frame.gateway)),
    }
}

/// A blood pressure that the monitor measured so many minutes ago.
fn pressure(minutes_ago: i64) -> WireReading {
    let taken_ms = NOW_MS - minutes_ago * 60_000;
    WireReading {
        device: id("cuff-1"),
        slot: None,
        device_sequence: None,
        device_time: Some(taken_ms),
        dated: Dated::At { taken_at: TakenAt::from_unix_ms(taken_ms), rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(NOW_MS),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 1,
        flags: Flags::default(),
        body: Body::BloodPressure {
            systolic: Quantity::Milli(128_000),
            diastolic: Quantity::Milli(76_000),
            pulse: Quantity::Absent,
        },
    }
}

/// What became of each reading, in short; a whole message that was refused is one line.
fn told(verdict: &Verdict) -> Vec<&'static str> {
    match verdict {
        Verdict::Append(Entry::Delivered(delivery)) => delivery
            .items
            .iter()
            .map(|item| match item {
                Item::Admitted { .. } => "admitted",
                Item::Repeated => "repeated",
                Item::Quarantined(quarantined) => quarantined.why.name(),
            })
            .collect(),
        Verdict::Append(Entry::Refused { quarantined, .. }) => vec![quarantined.why.name()],
        Verdict::Append(_) => vec!["another entry"],
        Verdict::TellLedger(..) => vec!["ledger"],
        Verdict::Ignore => vec!["ignored"],
    }
}

#[test]
fn a_good_reading_is_admitted_and_a_bad_neighbour_does_not_hold_it_up() {
    let mut server = Server::new();
    let unknown = WireReading { device: id::<DeviceId>("cuff-of-nobody"), ..pressure(3) };
    let undatable = WireReading { dated: Dated::Undatable, ..pressure(4) };
    let ahead = pressure(-60);
    let flat = WireReading {
        body: Body::BloodPressure {
            systolic: Quantity::Milli(0),
            diastolic: Quantity::Milli(0),
            pulse: Quantity::Absent,
        },
        ..pressure(5)
    };
    let verdict = server.frame(1, vec![pressure(1), unknown, undatable, ahead, flat, pressure(2)]);
    let want = ["admitted", "unknown_device", "undatable", "undatable", "implausible", "admitted"];
    assert_eq!(told(&verdict), want);
    assert_eq!(server.mark(), 6);
}

#[test]
fn a_frame_that_comes_again_is_told_the_ledger() {
    let mut server = Server::new();
    server.frame(1, vec![pressure(1), pressure(2)]);
    assert_eq!(told(&server.frame(1, vec![pressure(1), pressure(2)])), ["ledger"]);
    assert_eq!(server.mark(), 2);
}

#[test]
fn a_frame_that_overlaps_gives_only_what_is_new() {
    let mut server = Server::new();
    server.frame(1, vec![pressure(1), pressure(2)]);
    assert_eq!(told(&server.frame(2, vec![pressure(2), pressure(3)])), ["admitted"]);
    assert_eq!(server.mark(), 3);
}

#[test]
fn a_gap_is_never_jumped() {
    let mut server = Server::new();
    assert_eq!(told(&server.frame(2, vec![pressure(1)])), ["ledger"]);
    assert_eq!(server.mark(), 0);
}

#[test]
fn what_a_monitor_sends_again_from_its_memory_counts_once() {
    let mut server = Server::new();
    server.frame(1, vec![pressure(1)]);
    let again = WireReading { heard_at: HeardAt::from_unix_ms(NOW_MS + 5), ..pressure(1) };
    assert_eq!(told(&server.frame(2, vec![again.clone(), again])), ["repeated", "repeated"]);
    assert_eq!(server.mark(), 3);
}

#[test]
fn a_message_that_is_not_a_frame_of_its_gateway_is_kept_apart_with_its_reason() {
    let good = message(&frame(1, vec![pressure(1)]));
    let with = |change: &dyn Fn(&mut Message)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed
    };
    #[rustfmt::skip]
    let table = [
        ("cut off", with(&|message| message.payload.truncate(60)), "malformed"),
        ("empty", with(&|message| message.payload.clear()), "malformed"),
        ("a flipped bit", with(&|message| message.payload[20] ^= 1), "damaged"),
        ("a newer version", with(&|message| message.payload[2] = 9), "future_version"),
        ("an unknown gateway", with(&|message| message.gateway = Some(id("gw-9"))), "unknown_gateway"),
        ("no gateway", with(&|message| message.gateway = None), "unknown_gateway"),
        ("another's topic", with(&|message| message.gateway = Some(id("gw-json"))), "not_authentic"),
        ("JSON without the right", with(&|message| message.content_type = Some(CONTENT_TYPE_JSON.into())), "not_authentic"),
    ];
    for (name, message, want) in table {
        let mut server = Server::new();
        assert_eq!(told(&server.take(&message)), [want], "{name}");
        assert_eq!(told(&server.take(&good)), ["admitted"], "after {name}");
    }
}

#[test]
fn json_of_a_gateway_that_may_send_it_is_admitted_reading_by_reading() {
    let mut server = Server::new();
    let json = |text: &str| Message {
        gateway: Some(id("gw-json")),
        content_type: Some(CONTENT_TYPE_JSON.into()),
        payload: text.as_bytes().to_vec(),
    };
    let good = r#"{"device":"cuff-1","kind":"blood_pressure","taken_at":"2026-09-21T12:00:00Z","systolic_mmhg":128,"diastolic_mmhg":76}"#;
    let message = json(&format!(r#"{{"readings":[{good},{{"device":"cuff-1","kind":"poem"}}]}}"#));
    assert_eq!(told(&server.take(&message)), ["admitted", "malformed"]);
    let alone = json(&format!(r#"{{"readings":[{good}]}}"#));
    assert_eq!(told(&server.take(&alone)), ["ignored"], "the same measurement again");
    for text in ["", "[]", "{}", "null", "{\"readings\":7}", "\u{0}"] {
        assert_eq!(told(&server.take(&json(text))), ["malformed"], "{text:?}");
    }
}

#[test]
fn the_same_entries_give_the_same_state_again() {
    let mut server = Server::new();
    let mut entries = Vec::new();
    for seq in 1..50 {
        if let Verdict::Append(entry) =
            server.frame(seq, vec![pressure(i64::try_from(seq % 7).unwrap())])
        {
            entries.push(entry);
        }
    }
    let mut again = Server::new();
    for entry in &entries {
        again.0.apply(entry);
    }
    assert_eq!(server.0, again.0);
}

#[test]
fn a_message_that_is_refused_is_kept_once_however_often_it_is_tried() {
    let mut server = Server::new();
    let mut bad = message(&frame(1, vec![pressure(1)]));
    bad.payload[20] ^= 1;
    assert_eq!(told(&server.take(&bad)), ["damaged"]);
    assert_eq!(told(&server.take(&bad)), ["ignored"]);
    bad.payload[21] ^= 1;
    assert_eq!(told(&server.take(&bad)), ["damaged"], "another one");
}
