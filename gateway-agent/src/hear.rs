//! What a monitor said, as readings: canonical units, codes kept, times found, nothing judged.
//!
//! A measurement that failed is carried as the code that says so. What is not the patient (control
//! solution, demonstration and test data) or no measurement (a cuff still at work) is left out, and
//! the caller is told why.

use gatt::{Characteristic, DecodeError, E2eCrc, LocalTime, Value};
use vitals::{DeviceId, Flags, HeardAt, Origin, TakenAt, UserSlot};
use wire::{Body, ClockRule, Dated, WireReading};

use self::clock::{Told, date};

mod clock;
mod measured;
#[cfg(test)]
mod tests;

/// What the gateway knows of a monitor while it is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// Which one.
    pub device: DeviceId,
    /// Its clock, as read before it was set.
    pub clock: MonitorClock,
    /// When the session of a continuous glucose sensor began, by its own clock: civil ms since
    /// 1970-01-01, no zone.
    pub session_start: Option<i64>,
    /// Whether its values carry an E2E-CRC.
    pub e2e_crc: E2eCrc,
}

impl Monitor {
    /// A monitor of which nothing is known but its name.
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            clock: MonitorClock::default(),
            session_start: None,
            e2e_crc: E2eCrc::Absent,
        }
    }
}

/// What is known of a monitor's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonitorClock {
    /// The gateway's local time less the monitor's, in ms; `None` when the clock can't be read.
    pub offset_ms: Option<i64>,
    /// When it was last set, by itself: the offset says nothing about records from before.
    pub set_at: Option<i64>,
}

/// When and how a value came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The gateway's clock.
    pub heard_at: HeardAt,
    /// Minutes that local time was ahead of UTC then.
    pub zone_offset_min: i16,
    /// Whoever received it knows that the body was measured just now.
    pub live: bool,
}

/// Why a value gives no reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHeard {
    /// The bytes are no value of their characteristic.
    #[error("{0}")]
    Undecodable(#[from] DecodeError),
    /// A number that this program doesn't know.
    #[error("characteristic {0:04x} is not known")]
    UnknownCharacteristic(u16),
    /// Right as it is, and not to be sent.
    #[error("{0}")]
    NotAReading(&'static str),
}

/// The readings in a characteristic's value; a continuous sensor sends several in one.
pub fn hear(
    monitor: &Monitor,
    arrival: Arrival,
    characteristic: Characteristic,
    bytes: &[u8],
) -> Result<Vec<WireReading>, NotHeard> {
    let value = gatt::decode_with_crc(characteristic, bytes, monitor.e2e_crc)?;
    let heard = match value {
        Value::BloodPressure(value) => measured::blood_pressure(&value),
        Value::SpotCheck(value) => measured::spot_check(&value)?,
        Value::Continuous(value) => measured::continuous(&value)?,
        Value::HeartRate(value) => measured::heart_rate(value),
        Value::Temperature(value) => measured::temperature(&value),
        Value::Weight(value) => measured::weight(&value),
        Value::Glucose(value) => measured::glucose(&value)?,
        Value::Cgm(value) => return Ok(sensor(monitor, arrival, &value)),
        Value::CuffPressure(_) => return Err(NotHeard::NotAReading("the cuff is still at work")),
        Value::BodyComposition(_) => {
            return Err(NotHeard::NotAReading("weight comes with its own characteristic, 2a9d"));
        }
        _ => return Err(NotHeard::NotAReading("not a measurement")),
    };
    Ok(vec![reading(monitor, arrival, heard, crc32c::crc32c(bytes))])
}

/// A value that somebody typed or an app made, at the moment given or else now.
pub fn typed(
    device: DeviceId,
    arrival: Arrival,
    body: Body,
    taken_at: Option<TakenAt>,
) -> WireReading {
    let (taken_at, rule) = match taken_at {
        Some(taken_at) => (taken_at, ClockRule::Corrected),
        None => (TakenAt::from_unix_ms(arrival.heard_at.unix_ms()), ClockRule::Received),
    };
    let zone_ms = i64::from(arrival.zone_offset_min) * 60_000;
    WireReading {
        device,
        slot: None,
        device_sequence: None,
        device_time: Some(taken_at.unix_ms() + zone_ms),
        dated: Dated::At { taken_at, rule },
        heard_at: arrival.heard_at,
        zone_offset_min: arrival.zone_offset_min,
        origin: Origin::Typed,
        raw_crc: 0,
        flags: Flags::default(),
        body,
    }
}

/// One measurement before its time is found.
struct Measured {
    body: Body,
    told: Told,
    sequence: Option<u32>,
    user: Option<u8>,
    flags: Flags,
}

fn reading(monitor: &Monitor, arrival: Arrival, heard: Measured, raw_crc: u32) -> WireReading {
    let device_time = match heard.told.time {
        Some(LocalTime::At(ms)) => Some(ms),
        _ => None,
    };
    WireReading {
        device: monitor.device.clone(),
        slot: heard.user.and_then(UserSlot::from_index),
        device_sequence: heard.sequence,
        device_time,
        dated: date(monitor.clock, arrival, &heard.told),
        heard_at: arrival.heard_at,
        zone_offset_min: arrival.zone_offset_min,
        origin: Origin::Device,
        raw_crc,
        flags: heard.flags,
        body: heard.body,
    }
}

/// The records of a continuous sensor. Without the start of its session, the last is taken as
/// measured now, and the others as so many minutes before it.
fn sensor(monitor: &Monitor, arrival: Arrival, value: &gatt::CgmMeasurement) -> Vec<WireReading> {
    let newest = value.records.iter().map(|record| record.offset_min).max().unwrap_or(0);
    let record = |record: &gatt::CgmRecord| {
        let minutes = |count: u16| i64::from(count) * 60_000;
        let start = monitor.session_start;
        let time = start.map(|start| LocalTime::At(start + minutes(record.offset_min)));
        let crc = crc32c::crc32c(&record.encode(E2eCrc::Absent));
        let mut reading = reading(monitor, arrival, measured::cgm(record, time), crc);
        if let (None, Dated::At { taken_at, rule }) = (start, reading.dated) {
            let earlier = taken_at.unix_ms() - minutes(newest - record.offset_min);
            reading.dated = Dated::At { taken_at: TakenAt::from_unix_ms(earlier), rule };
        }
        reading
    };
    value.records.iter().map(record).collect()
}
