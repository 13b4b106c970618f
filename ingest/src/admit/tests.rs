//! Admission as a table of what came in and what became of it.

use vitals::{DeviceId, Flags, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use super::*;
use crate::entry::{
    Assignment, ClockCorrection, Correction, GatewayChange, GatewayFact, Serial, Wearing,
};

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
            shared: false,
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
                Item::Unclaimed { doubt, .. } => doubt.name(),
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

#[test]
fn a_gateway_that_was_shut_out_is_heard_again_only_with_a_newer_certificate() {
    let mut server = Server::new();
    let change = |change| Entry::Gateway(GatewayFact { gateway: id("gw-1"), change });
    let certified = |made_at, by| GatewayChange::Certified {
        serial: Serial::new(made_at, [9; 10]),
        not_after: NOW_MS,
        by,
    };
    server.0.apply(&change(certified(10, None)));
    assert_eq!(told(&server.frame(1, vec![pressure(3)])), ["admitted"]);
    let (by, reason) = ("Sian".to_owned(), "stolen".to_owned());
    server.0.apply(&change(GatewayChange::ShutOut { upto: 20, by, reason }));
    assert_eq!(told(&server.frame(2, vec![pressure(2)])), ["not_authentic"]);
    assert_eq!(server.mark(), 1, "what is kept apart isn't told to be durable");
    server.0.apply(&change(certified(30, Some("Sian".into()))));
    assert_eq!(told(&server.frame(2, vec![pressure(2)])), ["admitted"], "its spool goes on");
}

/// A couple with one scale that knows no users, and a cuff that does.
fn couple() -> Server {
    let mut server = Server::new();
    let assigned = |device: &str, slot: Option<u8>, patient: &str, shared| {
        Entry::Assigned(Assignment {
            device: id(device),
            slot: slot.and_then(vitals::UserSlot::from_index),
            patient: id(patient),
            from: TakenAt::from_unix_ms(0),
            shared,
        })
    };
    for entry in [
        assigned("scale-1", None, "ann", false),
        assigned("scale-1", None, "bob", true),
        assigned("cuff-2", Some(1), "ann", false),
        assigned("cuff-2", Some(2), "bob", false),
    ] {
        server.0.apply(&entry);
    }
    server
}

fn weighing(minutes_ago: i64, grams: i32) -> WireReading {
    let body = Body::Weight { weight: Quantity::Milli(grams) };
    WireReading { device: id("scale-1"), body, ..pressure(minutes_ago) }
}

/// Whose each became, in short, or why it is asked.
fn whose(verdict: &Verdict) -> Vec<String> {
    let Verdict::Append(Entry::Delivered(delivery)) = verdict else { panic!("{verdict:?}") };
    let item = |item: &Item| match item {
        Item::Admitted { patient, .. } => patient.to_string(),
        Item::Unclaimed { doubt, candidates, .. } => {
            let names: Vec<_> = candidates.iter().map(|(patient, _)| patient.as_str()).collect();
            format!("{doubt}: {}", names.join(" "))
        }
        other => panic!("{other:?}"),
    };
    delivery.items.iter().map(item).collect()
}

fn claimed(patient: &str, minutes_ago: i64, grams: i32) -> Entry {
    Entry::Claimed(Claim {
        original: vitals::ReadingId { offset: 1, index: 0 },
        patient: id(patient),
        by: "patient".into(),
        confidence_percent: 100,
        reading: weighing(minutes_ago, grams),
    })
}

#[test]
fn a_couple_s_weights_are_asked_until_both_are_known_and_then_told_apart() {
    const DAY: i64 = 24 * 60;
    let mut server = couple();
    let both = |day: i64| {
        vec![weighing(day * DAY, 70_000 + 50 * day as i32), weighing(day * DAY - 2, 84_000)]
    };
    let mut seq = 1;
    for day in (4..=6).rev() {
        let asked = whose(&server.frame(seq, both(day)));
        assert_eq!(asked, ["unknown: ann bob", "unknown: ann bob"]);
        server.0.apply(&claimed("ann", day * DAY, 70_000));
        server.0.apply(&claimed("bob", day * DAY - 2, 84_000));
        seq += 2;
    }
    assert_eq!(whose(&server.frame(seq, both(3))), ["ann", "bob"]);
    let guest = vec![weighing(2 * DAY, 55_000), weighing(2 * DAY - 1, 77_000)];
    assert_eq!(whose(&server.frame(seq + 2, guest)), ["stranger: ann bob", "stranger: ann bob"]);
    assert_eq!(server.0.totals.unclaimed, 2, "six were claimed");
    assert_eq!(server.0.totals.admitted, 8);
    let again = whose_again(&mut server, seq + 4, weighing(2 * DAY, 55_000));
    assert_eq!(again, ["repeated"], "what is nobody's yet counts once as well");
}

fn whose_again(server: &mut Server, seq: u64, reading: WireReading) -> Vec<&'static str> {
    told(&server.frame(seq, vec![reading]))
}

#[test]
fn what_one_message_says_first_counts_for_what_it_says_next() {
    let mut server = Server::new();
    let worn = Assignment {
        device: id("scale-1"),
        slot: None,
        patient: id("ann"),
        from: TakenAt::from_unix_ms(0),
        shared: false,
    };
    server.0.apply(&Entry::Assigned(worn));
    let month = vec![
        weighing(50, 70_000),
        weighing(40, 71_000),
        weighing(30, 77_000),
        weighing(20, 70_500),
    ];
    assert_eq!(whose(&server.frame(1, month)), ["ann", "ann", "jump: ann", "ann"]);
    // She says that it was her: the next is measured by it.
    server.0.apply(&claimed("ann", 30, 77_000));
    assert_eq!(whose(&server.frame(5, vec![weighing(29, 77_200)])), ["ann"]);
}

#[test]
fn a_user_index_says_who_whatever_the_value() {
    let mut server = couple();
    let user = |index: u8, minutes_ago| WireReading {
        device: id("cuff-2"),
        slot: vitals::UserSlot::from_index(index),
        ..pressure(minutes_ago)
    };
    let verdict = server.frame(1, vec![user(1, 9), user(2, 8), user(255, 7)]);
    assert_eq!(whose(&verdict), ["ann", "bob", "unknown: ann bob"]);
    assert_eq!(
        told(&server.frame(4, vec![user(3, 6)])),
        ["unknown_device"],
        "a third user is nobody"
    );
}

#[test]
fn a_reading_that_is_given_to_another_speaks_for_them_from_then_on() {
    let mut server = couple();
    for (minutes_ago, patient, grams) in
        [(90, "ann", 70_000), (80, "ann", 70_000), (70, "ann", 70_100)]
    {
        server.0.apply(&claimed(patient, minutes_ago, grams));
    }
    let wrong = [(60, 84_000), (50, 84_100), (40, 84_000)];
    for (minutes_ago, grams) in wrong {
        server.0.apply(&claimed("ann", minutes_ago, grams));
    }
    for (minutes_ago, grams) in wrong {
        let Entry::Claimed(claim) = claimed("bob", minutes_ago, grams) else { unreachable!() };
        let from = Some((id("ann"), claim.original));
        server.0.apply(&Entry::Attributed(Box::new(Attribution {
            claim,
            from,
            why: "it was Bob".into(),
        })));
    }
    assert_eq!(whose(&server.frame(1, vec![weighing(20, 84_050)])), ["bob"]);
    assert_eq!(server.0.totals.moved, 3);
}

/// What an entry kept apart, and what comes of it when it is taken again.
fn again(server: &Server, entry: &Entry, id: vitals::ReadingId) -> Result<Entry, Still> {
    let stored_at = StoredAt::from_unix_ms(NOW_MS);
    let apart = Apart::of(id, crate::entry::Stamped { stored_at, entry: entry.clone() }).unwrap();
    server.0.decide_again(&apart, "Sian", |gateway| GatewayKey::derive(&MASTER, gateway))
}

fn became(entry: &Entry) -> Vec<&'static str> {
    told(&Verdict::Append(Entry::Delivered(entry.delivery().unwrap().clone())))
}

#[test]
fn what_was_kept_apart_counts_once_when_it_is_mended_and_replayed() {
    let mut server = Server::new();
    let unknown = WireReading { device: id::<DeviceId>("cuff-of-nobody"), ..pressure(3) };
    let ahead = WireReading { device: id("cuff-1"), ..pressure(-60) };
    let undatable = WireReading { dated: Dated::Undatable, device_time: None, ..pressure(5) };
    let Verdict::Append(entry) = server.frame(1, vec![unknown.clone(), ahead.clone(), undatable])
    else {
        panic!("three readings")
    };
    let place = |index| vitals::ReadingId { offset: 7, index };
    for (index, why) in [(0, Why::UnknownDevice), (1, Why::Undatable), (2, Why::Undatable)] {
        let still = again(&server, &entry, place(index)).unwrap_err();
        assert!(matches!(&still, Still::For(found, _) if *found == why), "{still}");
    }
    server.0.apply(&Entry::Worn(Wearing {
        device: unknown.device.clone(),
        slot: None,
        patient: id("ann"),
        from: TakenAt::from_unix_ms(0),
        to: None,
        by: "Sian".into(),
        why: String::new(),
    }));
    let mut corrected = |device: &DeviceId, how| {
        server.0.apply(&Entry::ClockCorrected(ClockCorrection {
            device: device.clone(),
            from: HeardAt::from_unix_ms(0),
            to: HeardAt::from_unix_ms(i64::MAX),
            how,
            by: "Sian".into(),
            why: String::new(),
        }));
    };
    corrected(&ahead.device, Correction::Shift(-2 * 3_600_000));
    for (index, want) in [(0, "admitted"), (1, "admitted")] {
        let replayed = again(&server, &entry, place(index)).unwrap();
        assert_eq!(became(&replayed), [want], "{index}");
        server.0.apply(&replayed);
        assert_eq!(again(&server, &entry, place(index)), Err(Still::Settled), "{index}");
    }
    let still = again(&server, &entry, place(2)).unwrap_err();
    assert!(matches!(still, Still::For(Why::Undatable, _)), "a shift dates nothing: {still}");
    server.0.apply(&Entry::ClockCorrected(ClockCorrection {
        device: ahead.device.clone(),
        from: HeardAt::from_unix_ms(0),
        to: HeardAt::from_unix_ms(i64::MAX),
        how: Correction::Heard,
        by: "Sian".into(),
        why: String::new(),
    }));
    let replayed = again(&server, &entry, place(2)).unwrap();
    assert_eq!(became(&replayed), ["admitted"]);
    server.0.apply(&replayed);
    assert_eq!(told(&server.frame(4, vec![unknown, ahead])), ["repeated", "repeated"]);
}

#[test]
fn a_message_of_a_gateway_that_is_ours_by_now_is_replayed_or_comes_by_itself() {
    let mut server = Server::new();
    let of = |seq, minutes_ago| {
        let mut frame = frame(seq, vec![pressure(minutes_ago)]);
        frame.gateway = id("gw-9");
        Message { gateway: Some(id("gw-9")), ..message(&frame) }
    };
    let first = of(1, 1);
    let place = vitals::ReadingId { offset: 3, index: 0 };
    let refused = |server: &mut Server, message: &Message| match server.take(message) {
        Verdict::Append(entry) => entry,
        other => panic!("{other:?}"),
    };
    let (one, two) = (refused(&mut server, &first), refused(&mut server, &of(2, 2)));
    assert!(matches!(again(&server, &one, place), Err(Still::For(Why::UnknownGateway, _))));
    server.0.apply(&Entry::Registered { gateway: id("gw-9"), trust: Trust::Authenticated });
    assert_eq!(again(&server, &two, place), Err(Still::TooEarly));
    assert_eq!(told(&server.take(&first)), ["admitted"], "the gateway sends it again itself");
    let replayed = again(&server, &one, place).unwrap();
    assert!(became(&replayed).is_empty(), "it is there already, and settled");
    let replayed = again(&server, &two, place).unwrap();
    assert_eq!(became(&replayed), ["admitted"]);
    server.0.apply(&replayed);
    assert_eq!(told(&server.take(&of(2, 2))), ["ledger"], "the mark has moved along");
}
