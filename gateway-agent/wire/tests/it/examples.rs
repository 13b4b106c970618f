//! Readings of every kind, fixed for golden files and random for properties.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use vitals::{Flags, HeardAt, Origin, TakenAt, UserSlot};
use wire::{Body, ClockRule, Dated, Frame, GatewayKey, Incarnation, Quantity, WireReading};

pub(crate) fn key() -> GatewayKey {
    GatewayKey::derive(&[0x5A; 32], &"gw-0001".parse().unwrap())
}

/// One reading with every kind of body, every code, and each optional field both ways.
pub(crate) fn every_kind() -> Frame {
    use Quantity::{Absent, Milli, Nan, NegativeInfinity, Nres, PositiveInfinity, Reserved};
    let bodies = vec![
        Body::BloodPressure { systolic: Milli(128_000), diastolic: Milli(76_000), pulse: Absent },
        Body::BloodPressure { systolic: Nan, diastolic: Nres, pulse: Reserved },
        Body::Oximetry { spo2: Milli(93_000), pulse: Milli(71_000) },
        Body::HeartRate { rate: Milli(64_000), rr_1024: vec![960, 971] },
        Body::Respiration { rate: Milli(18_000) },
        Body::Temperature { temperature: Milli(-17_800) },
        Body::Weight { weight: Milli(81_250) },
        Body::GlucoseMeter { glucose: NegativeInfinity },
        Body::GlucoseCgm { glucose: PositiveInfinity },
        Body::Consciousness { letter: b'V' },
        Body::SupplementalOxygen { on: true },
        Body::SupplementalOxygen { on: false },
    ];
    let readings = bodies.into_iter().enumerate().map(|(i, body)| fixed(i as i64, body)).collect();
    Frame {
        gateway: "gw-0001".parse().unwrap(),
        incarnation: Incarnation(0x0123_4567_89AB_CDEF_0011_2233_4455_6677),
        first_seq: 41,
        readings,
    }
}

fn fixed(i: i64, body: Body) -> WireReading {
    let bit = |bit: i64| i >> bit & 1 == 1;
    let taken_at = TakenAt::from_unix_ms(1_795_249_800_000 + i);
    WireReading {
        device: format!("monitor-{i}").parse().unwrap(),
        slot: bit(0).then(|| UserSlot::from_index(i as u8).unwrap()),
        device_sequence: bit(1).then_some(i as u32 * 1000),
        device_time: bit(2).then_some(1_795_253_400_000 + i),
        dated: match i % 3 {
            0 => Dated::At { taken_at, rule: ClockRule::Corrected },
            1 => Dated::At { taken_at, rule: ClockRule::Received },
            _ => Dated::Undatable,
        },
        heard_at: HeardAt::from_unix_ms(1_795_249_802_000 + i),
        zone_offset_min: -60 * i as i16,
        origin: if bit(3) { Origin::Typed } else { Origin::Device },
        raw_crc: 0xDEAD_0000 + i as u32,
        flags: Flags {
            movement: bit(0),
            poor_fit: bit(1),
            irregular_pulse: bit(2),
            questionable: bit(3),
        },
        body,
    }
}

pub(crate) fn any_frame() -> impl Strategy<Value = Frame> {
    (id(), any::<u128>(), 1..u64::MAX - 1000, vec(any_reading(), 1..20)).prop_map(
        |(gateway, incarnation, first_seq, readings)| Frame {
            gateway: gateway.parse().unwrap(),
            incarnation: Incarnation(incarnation),
            first_seq,
            readings,
        },
    )
}

pub(crate) fn any_reading() -> impl Strategy<Value = WireReading> {
    let identity = (id(), option::of(0..255_u8), any::<Option<u32>>(), any::<Option<i64>>());
    let times = (any::<Option<(i64, bool)>>(), any::<i64>(), any::<i16>());
    let rest = (any::<bool>(), any::<u32>(), any::<[bool; 4]>(), any_body());
    (identity, times, rest).prop_map(|(identity, times, rest)| {
        let (device, slot, device_sequence, device_time) = identity;
        let (taken, heard_at, zone_offset_min) = times;
        let (typed, raw_crc, [movement, poor_fit, irregular_pulse, questionable], body) = rest;
        WireReading {
            device: device.parse().unwrap(),
            slot: slot.and_then(UserSlot::from_index),
            device_sequence,
            device_time,
            dated: taken.map_or(Dated::Undatable, |(ms, received)| Dated::At {
                taken_at: TakenAt::from_unix_ms(ms),
                rule: if received { ClockRule::Received } else { ClockRule::Corrected },
            }),
            heard_at: HeardAt::from_unix_ms(heard_at),
            zone_offset_min,
            origin: if typed { Origin::Typed } else { Origin::Device },
            raw_crc,
            flags: Flags { movement, poor_fit, irregular_pulse, questionable },
            body,
        }
    })
}

fn id() -> impl Strategy<Value = String> {
    vec(0..36_u32, 1..=64).prop_map(|digits| {
        digits.into_iter().filter_map(|digit| char::from_digit(digit, 36)).collect()
    })
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![
        4 => any::<i32>().prop_map(Quantity::Milli),
        1 => prop::sample::select(vec![
            Quantity::Nan,
            Quantity::Nres,
            Quantity::PositiveInfinity,
            Quantity::NegativeInfinity,
            Quantity::Reserved,
            Quantity::Absent,
        ]),
    ]
}

fn any_body() -> impl Strategy<Value = Body> {
    let q = any_quantity;
    prop_oneof![
        (q(), q(), q()).prop_map(|(systolic, diastolic, pulse)| Body::BloodPressure {
            systolic,
            diastolic,
            pulse
        }),
        (q(), q()).prop_map(|(spo2, pulse)| Body::Oximetry { spo2, pulse }),
        (q(), vec(any::<u16>(), 0..30))
            .prop_map(|(rate, rr_1024)| Body::HeartRate { rate, rr_1024 }),
        q().prop_map(|rate| Body::Respiration { rate }),
        q().prop_map(|temperature| Body::Temperature { temperature }),
        q().prop_map(|weight| Body::Weight { weight }),
        q().prop_map(|glucose| Body::GlucoseMeter { glucose }),
        q().prop_map(|glucose| Body::GlucoseCgm { glucose }),
        any::<u8>().prop_map(|letter| Body::Consciousness { letter }),
        any::<bool>().prop_map(|on| Body::SupplementalOxygen { on }),
    ]
}
