//! Made-up homes: one gateway, one person, seven kinds of monitors, the same in every run.

use std::sync::Arc;

use risk_engine::fact::Spo2Scale;
use vitals::{DeviceId, Flags, GatewayId, HeardAt, Origin, PatientId, Private, TakenAt};
use wire::{Body, ClockRule, Dated, Frame, GatewayKey, Incarnation, Quantity, WireReading};

use ingest::entry::{Assignment, Enrolment, Entry, Trust, base_plan};

/// From this the gateways' keys are derived.
pub const MASTER_KEY: [u8; 32] = [7; 32];
/// When the first reading is taken: 2026-11-21.
pub const START_MS: i64 = 1_795_219_200_000;
/// A home's monitors measure so often, taken together.
pub const STEP_MS: i64 = 5_000;
/// The topics' tenant.
pub const TENANT: &str = "bench";

const MONITORS: [&str; 7] = ["ox", "cuff", "belt", "breath", "thermo", "cgm", "air"];
const INCARNATION: Incarnation = Incarnation(1);

/// One home.
#[derive(Debug, Clone)]
pub struct Household {
    /// Its gateway.
    pub gateway: GatewayId,
    /// Who lives there.
    pub patient: PatientId,
    /// What the gateway signs with.
    pub key: GatewayKey,
    number: u64,
    devices: [DeviceId; MONITORS.len()],
    scale: DeviceId,
}

impl Household {
    /// The home with this number.
    pub fn numbered(number: u64) -> Self {
        let id = |kind: &str| format!("{kind}-{number:04}");
        // Letters, digits and a hyphen are an id.
        let gateway: GatewayId = id("gw").parse().expect("a plain id");
        Self {
            key: GatewayKey::derive(&MASTER_KEY, &gateway),
            gateway,
            patient: id("p").parse().expect("a plain id"),
            number,
            devices: MONITORS.map(|kind| id(kind).parse().expect("a plain id")),
            scale: id("scale").parse().expect("a plain id"),
        }
    }

    /// What the server has to know of it.
    pub fn roster(&self) -> Vec<Entry> {
        let enrolled = Entry::Enrolled(Enrolment {
            patient: self.patient.clone(),
            name: Private::hide(format!("SAMPLE, Number {}", self.number)),
            born: Private::hide("1950-01-01".into()),
            sex: "F".into(),
            conditions: vec!["COPD".into()],
            zone: "UTC".into(),
            plan: Arc::new(base_plan("1950-01-01", &["COPD".into()], Spo2Scale::One, Some(false))),
        });
        let registered =
            Entry::Registered { gateway: self.gateway.clone(), trust: Trust::Authenticated };
        let worn = self.devices.iter().chain([&self.scale]).map(|device| {
            Entry::Assigned(Assignment {
                device: device.clone(),
                slot: None,
                patient: self.patient.clone(),
                from: TakenAt::from_unix_ms(0),
                shared: false,
            })
        });
        [enrolled, registered].into_iter().chain(worn).collect()
    }

    /// The topic that ends so.
    pub fn topic(&self, last: &str) -> String {
        format!("rpm/v1/{TENANT}/0/{}/{last}", self.gateway)
    }

    /// The bytes of the frame with these readings, each taken at its place in the home's own time.
    pub fn frame(&self, first_seq: u64, count: u64) -> Vec<u8> {
        let readings =
            (first_seq..first_seq + count).map(|seq| self.reading(seq, taken_ms(seq))).collect();
        self.seal(first_seq, readings)
    }

    /// The bytes of a frame with the reading of this number, taken now.
    pub fn frame_now(&self, seq: u64, now_ms: i64) -> Vec<u8> {
        self.seal(seq, vec![self.reading(seq, now_ms)])
    }

    /// The bytes of a frame with one weighing, taken now.
    pub fn weighing(&self, seq: u64, now_ms: i64, grams: i32) -> Vec<u8> {
        let body = Body::Weight { weight: Quantity::Milli(grams) };
        self.seal(seq, vec![wire_reading(&self.scale, seq, now_ms, body)])
    }

    /// The bytes of a frame with the same oxygen saturation at each of these times.
    pub fn oximetry(&self, first_seq: u64, times_ms: &[i64], percent: i32) -> Vec<u8> {
        let (spo2, pulse) = (Quantity::Milli(1_000 * percent), Quantity::Absent);
        let readings = (first_seq..).zip(times_ms).map(|(seq, at_ms)| {
            wire_reading(&self.devices[0], seq, *at_ms, Body::Oximetry { spo2, pulse })
        });
        self.seal(first_seq, readings.collect())
    }

    fn seal(&self, first_seq: u64, readings: Vec<WireReading>) -> Vec<u8> {
        let gateway = self.gateway.clone();
        Frame { gateway, incarnation: INCARNATION, first_seq, readings }.encode(&self.key)
    }

    /// The reading of this number, taken then: each number is another monitor's, in turns.
    pub fn reading(&self, seq: u64, taken_ms: i64) -> WireReading {
        let kind = (seq % MONITORS.len() as u64) as usize;
        // One stretch in eight is a bad one, so that alerts come and go.
        let ill = (seq / 350 + self.number).is_multiple_of(8);
        let step = mix(seq ^ (self.number << 40)) as i32 & 7;
        let milli =
            |well: i32, sick: i32| Quantity::Milli(1_000 * (if ill { sick } else { well } + step));
        let body = match kind {
            0 => Body::Oximetry { spo2: milli(92, 86), pulse: milli(64, 110) },
            1 => Body::BloodPressure {
                systolic: milli(118, 165),
                diastolic: milli(72, 95),
                pulse: milli(64, 108),
            },
            2 => Body::HeartRate { rate: milli(64, 112), rr_1024: vec![930, 941] },
            3 => Body::Respiration { rate: milli(13, 22) },
            4 => Body::Temperature {
                temperature: Quantity::Milli(if ill { 38_300 } else { 36_500 } + 100 * step),
            },
            5 => Body::GlucoseCgm { glucose: milli(5, 9) },
            _ => Body::SupplementalOxygen { on: false },
        };
        wire_reading(&self.devices[kind], seq, taken_ms, body)
    }
}

/// When the reading of this number is taken, in the home's own time.
pub fn taken_ms(seq: u64) -> i64 {
    // Benches have some thousands of readings for each home.
    START_MS + seq as i64 * STEP_MS
}

/// Reads how far a home's readings are held, from a ledger's bytes.
pub fn stored(home: &Household, ledger: &[u8]) -> Option<u64> {
    let ledger = wire::Ledger::decode(ledger, &home.key).ok()?;
    (ledger.incarnation == INCARNATION).then_some(ledger.stored)
}

fn wire_reading(device: &DeviceId, seq: u64, taken_ms: i64, body: Body) -> WireReading {
    WireReading {
        device: device.clone(),
        slot: None,
        device_sequence: None,
        device_time: Some(taken_ms),
        dated: Dated::At { taken_at: TakenAt::from_unix_ms(taken_ms), rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(taken_ms),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: mix(seq) as u32,
        flags: Flags::default(),
        body,
    }
}

/// The finaliser of SplitMix64: spreads a counter over all bits.
fn mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_s_frames_are_what_its_gateway_signs() {
        let home = Household::numbered(3);
        let frame = Frame::decode(&home.frame(101, 100), &home.key).unwrap();
        assert_eq!((frame.gateway, frame.first_seq), (home.gateway.clone(), 101));
        assert_eq!(frame.readings.len(), 100);
        let identities: std::collections::BTreeSet<_> =
            frame.readings.iter().map(|reading| reading.content_identity().unwrap()).collect();
        assert_eq!(identities.len(), 100);
    }
}
