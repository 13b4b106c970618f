//! What holds for all frames and all bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use vitals::HeardAt;
use wire::{Frame, FrameError, GatewayKey, Incarnation, Ledger, StoreEpoch, WireReading};

use crate::examples::{any_frame, any_reading, every_kind, key};

proptest! {
    #[test]
    fn a_frame_is_read_back_as_it_was_written(frame in any_frame()) {
        let bytes = frame.encode(&key());
        prop_assert_eq!(Frame::peek_gateway(&bytes), Ok(frame.gateway.clone()));
        prop_assert_eq!(Frame::decode(&bytes, &key()), Ok(frame));
    }

    #[test]
    fn a_reading_is_read_back_as_it_was_written(reading in any_reading()) {
        prop_assert_eq!(WireReading::decode(&reading.encode()), Ok(reading));
    }

    #[test]
    fn a_ledger_is_read_back_as_it_was_written(parts in any::<(u128, u64, u128)>()) {
        let ledger = Ledger {
            gateway: "gw-9".parse().unwrap(),
            incarnation: Incarnation(parts.0),
            stored: parts.1,
            epoch: StoreEpoch(parts.2),
        };
        prop_assert_eq!(Ledger::decode(&ledger.encode(&key()), &key()), Ok(ledger));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Frame::decode(&bytes, &key());
        let _ = Ledger::decode(&bytes, &key());
        let _ = Frame::peek_gateway(&bytes);
        let _ = Frame::from_json(&bytes, HeardAt::from_unix_ms(0));
    }

    /// What decodes has one form only, so bytes and values stand for each other.
    #[test]
    fn bytes_that_are_a_reading_are_written_back_the_same(
        reading in any_reading(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = reading.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(reading) = WireReading::decode(&bytes) {
            prop_assert_eq!(reading.encode(), bytes);
        }
    }

    #[test]
    fn nothing_like_json_makes_it_panic(text in r#"[\{\}\[\]",:a-z_0-9.eE+\-nT \\é]{0,120}"#) {
        let reading = format!(r#"{{"readings":[{{"device":"d",{text}}}]}}"#);
        for document in [&text, &reading] {
            let _ = Frame::from_json(document.as_bytes(), HeardAt::from_unix_ms(0));
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let bytes = every_kind().encode(&key());
    for length in 0..bytes.len() {
        assert!(Frame::decode(&bytes[..length], &key()).is_err(), "{length} bytes");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(Frame::decode(&longer, &key()).is_err());
}

#[test]
fn every_flipped_bit_is_refused() {
    let good = every_kind().encode(&key());
    let mut bytes = good.clone();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Frame::decode(&bytes, &key()).is_err(), "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(bytes, good);
}

#[test]
fn every_truncated_reading_is_refused() {
    for reading in every_kind().readings {
        let bytes = reading.encode();
        for length in 0..bytes.len() {
            assert!(WireReading::decode(&bytes[..length]).is_err(), "{reading:?} at {length}");
        }
    }
}

#[test]
fn another_gateways_key_is_refused() {
    let other = GatewayKey::derive(&[0x5A; 32], &"gw-0002".parse().unwrap());
    let bytes = every_kind().encode(&other);
    assert_eq!(Frame::decode(&bytes, &key()), Err(FrameError::Mac));
}

#[test]
fn a_ledger_is_not_a_frame() {
    let refused = Ledger::decode(&every_kind().encode(&key()), &key());
    assert_eq!(refused, Err(FrameError::WrongKind { found: 1, expected: 2 }));
}

#[test]
fn a_length_that_lies_costs_nothing() {
    for declared in [0, 1, 262_145, u32::MAX] {
        let mut bytes = every_kind().encode(&key());
        let length = bytes.len();
        bytes[4..8].copy_from_slice(&declared.to_le_bytes());
        let refused = Frame::decode(&bytes, &key());
        assert_eq!(refused, Err(FrameError::WrongLength { declared, length }));
    }
}

#[test]
fn a_version_from_the_future_is_named() {
    let mut bytes = every_kind().encode(&key());
    bytes[2] = 2;
    assert_eq!(Frame::decode(&bytes, &key()), Err(FrameError::FromTheFuture(2)));
}

#[test]
fn a_frame_without_readings_or_before_the_first_is_refused() {
    let check = |change: fn(&mut Frame)| {
        let mut frame = every_kind();
        change(&mut frame);
        let refused = Frame::decode(&frame.encode(&key()), &key());
        assert!(matches!(refused, Err(FrameError::Malformed { .. })), "{refused:?}");
    };
    check(|frame| frame.readings.clear());
    check(|frame| frame.first_seq = 0);
    check(|frame| frame.first_seq = u64::MAX);
    check(|frame| frame.readings = vec![frame.readings[0].clone(); 1001]);
}
