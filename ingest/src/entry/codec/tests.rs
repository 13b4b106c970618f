//! The bytes of journal entries: golden, round trip, and every way of damage.

use proptest::prelude::*;
use vitals::{Flags, HeardAt, Origin};
use wire::{Body, ClockRule, Dated, Quantity};

use super::*;
use crate::entry::Why;

fn reading() -> WireReading {
    WireReading {
        device: "cuff-1".parse().unwrap(),
        slot: UserSlot::from_index(1),
        device_sequence: Some(17),
        device_time: Some(1_790_000_000_000),
        dated: Dated::At {
            taken_at: TakenAt::from_unix_ms(1_790_000_000_000),
            rule: ClockRule::Corrected,
        },
        heard_at: HeardAt::from_unix_ms(1_790_000_005_000),
        zone_offset_min: 60,
        origin: Origin::Device,
        raw_crc: 0xDEAD_BEEF,
        flags: Flags { movement: true, ..Flags::default() },
        body: Body::BloodPressure {
            systolic: Quantity::Milli(128_000),
            diastolic: Quantity::Milli(76_000),
            pulse: Quantity::Absent,
        },
    }
}

/// One entry of every kind, with its golden file's name.
fn every_kind() -> Vec<(&'static str, Entry)> {
    let patient = || "p-1".parse().unwrap();
    let quarantined = Quarantined::new(Why::Implausible, "pressure 0 mmHg", b"\x01\x02");
    vec![
        (
            "enrolled",
            Entry::Enrolled(Enrolment {
                patient: patient(),
                name: Private::hide("SINGH, Priya".into()),
                born: Private::hide("1974-02-11".into()),
                sex: "F".into(),
                conditions: vec!["COPD".into()],
                zone: "Europe/London".into(),
                plan: CarePlan { spo2_scale: Spo2Scale::Two, supplemental_oxygen: Some(false) },
            }),
        ),
        ("registered", Entry::Registered { gateway: "gw-1".parse().unwrap(), trust: Trust::Topic }),
        (
            "assigned",
            Entry::Assigned(Assignment {
                device: "cuff-1".parse().unwrap(),
                slot: UserSlot::from_index(1),
                patient: patient(),
                from: TakenAt::from_unix_ms(5),
            }),
        ),
        (
            "delivered",
            Entry::Delivered(Delivery {
                gateway: "gw-1".parse().unwrap(),
                place: Some(SpoolPlace { incarnation: Incarnation(7), first_seq: 41 }),
                items: vec![
                    Item::Admitted { patient: patient(), reading: reading() },
                    Item::Repeated,
                    Item::Quarantined(quarantined.clone()),
                ],
            }),
        ),
        ("refused", Entry::Refused { gateway: None, quarantined }),
        (
            "acknowledge",
            Entry::Acknowledge {
                patient: patient(),
                wish: Acknowledge {
                    alert: "a-1".parse().unwrap(),
                    version: 3,
                    by: "Dr Evans".into(),
                    next: NextStep::PassedOn,
                },
            },
        ),
        ("tick", Entry::Tick),
    ]
}

fn stamped(entry: Entry) -> Stamped {
    Stamped { stored_at: StoredAt::from_unix_ms(1_790_000_010_000), entry }
}

#[test]
fn the_bytes_of_version_1_never_change() {
    for (name, entry) in every_kind() {
        let bytes = stamped(entry).encode();
        let path = format!("{}/golden/{name}-v1.bin", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("HEARTHWATCH_GOLDEN").is_some_and(|wish| wish == "write")
            && !std::path::Path::new(&path).exists()
        {
            std::fs::write(&path, &bytes).unwrap();
        }
        let golden = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            bytes, golden,
            "{name}: a journal holds these bytes already; add a version instead"
        );
    }
}

#[test]
fn every_entry_comes_back_as_it_was() {
    for (name, entry) in every_kind() {
        let entry = stamped(entry);
        assert_eq!(Stamped::decode(&entry.encode()).as_ref(), Ok(&entry), "{name}");
    }
}

#[test]
fn an_entry_that_is_cut_short_or_too_long_is_refused() {
    for (name, entry) in every_kind() {
        let bytes = stamped(entry).encode();
        for cut in 0..bytes.len() {
            assert!(Stamped::decode(&bytes[..cut]).is_err(), "{name} cut at {cut}");
        }
        let mut long = bytes;
        long.push(0);
        assert!(Stamped::decode(&long).is_err(), "{name} with a byte too many");
    }
}

#[test]
fn a_newer_version_says_so() {
    let mut bytes = stamped(Entry::Tick).encode();
    bytes[0] = 2;
    assert_eq!(Stamped::decode(&bytes), Err(EntryError::FromTheFuture(2)));
}

#[test]
fn a_text_is_cut_between_characters() {
    let mut out = Vec::new();
    put_text(&mut out, &"é".repeat(40_000));
    let mut reader = Reader::new(&out, 0);
    assert_eq!(take_text(&mut reader, "text").unwrap().chars().count(), 32_767);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), tag in 0..9_u8) {
        let _ = Stamped::decode(&bytes);
        if bytes.len() > 1 {
            bytes[0] = VERSION;
            bytes[1] = tag;
        }
        let _ = Stamped::decode(&bytes);
    }
}
