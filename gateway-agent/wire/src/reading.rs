//! One reading as a gateway sends it: what the monitor said, when, and how that time was found.

use vitals::{DeviceId, Flags, HeardAt, Origin, TakenAt, UserSlot};

use crate::Body;
use crate::bytes::{Reader, put_i16, put_i64, put_id, put_u32};
use crate::envelope::FrameError;

/// One reading, converted to canonical units but not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireReading {
    /// The monitor, or the app, that it came from.
    pub device: DeviceId,
    /// The user that the monitor took it for, where it knows users.
    pub slot: Option<UserSlot>,
    /// The monitor's own record number.
    pub device_sequence: Option<u32>,
    /// The monitor's own clock as sent, uncorrected: local civil ms since 1970-01-01, no zone.
    pub device_time: Option<i64>,
    /// When the body was measured, as far as the gateway could tell.
    pub dated: Dated,
    /// When the gateway heard of it.
    pub heard_at: HeardAt,
    /// Minutes that the gateway's local time was ahead of UTC then.
    pub zone_offset_min: i16,
    /// How the value came about.
    pub origin: Origin,
    /// CRC32C of the characteristic's bytes; of the encoded body when it came as JSON; 0 when a
    /// person typed it at the gateway.
    pub raw_crc: u32,
    /// What the monitor said about the quality of it.
    pub flags: Flags,
    /// What was measured.
    pub body: Body,
}

/// When a body was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dated {
    /// At this moment.
    At {
        /// The moment.
        taken_at: TakenAt,
        /// How it was found.
        rule: ClockRule,
    },
    /// The monitor's clock can't be trusted and the reading isn't live.
    Undatable,
}

/// How the moment of a measurement was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockRule {
    /// The monitor's clock, corrected by the offset that the gateway measured.
    Corrected,
    /// The gateway's receive time: a live reading of a monitor whose clock can't be used.
    Received,
}

/// What stays the same when a monitor sends a reading again from its memory, or when two gateways
/// both heard it. Computed before the clock is corrected.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentIdentity {
    /// The monitor.
    pub device: DeviceId,
    /// The user that it was taken for.
    pub slot: Option<UserSlot>,
    /// The kind of body, as in the binary form.
    pub kind: u8,
    /// The monitor's own clock.
    pub device_time: i64,
    /// The monitor's record number.
    pub device_sequence: Option<u32>,
    /// The bytes' checksum where there is no record number, else 0: a stored record may carry other
    /// status bits than it had when it was live.
    pub raw_crc: u32,
}

impl WireReading {
    /// What removes repetitions of the same measurement, whichever way it came.
    ///
    /// `None` for a reading without the monitor's time: a monitor that doesn't remember when doesn't
    /// send again either, and a record number alone starts over with each battery or sensor.
    pub fn content_identity(&self) -> Option<ContentIdentity> {
        let device_time = self.device_time?;
        Some(ContentIdentity {
            device: self.device.clone(),
            slot: self.slot,
            kind: self.body.kind(),
            device_time,
            device_sequence: self.device_sequence,
            raw_crc: if self.device_sequence.is_some() { 0 } else { self.raw_crc },
        })
    }

    /// The bytes of one reading, as they stand in a frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(96);
        self.encode_onto(&mut out);
        out
    }

    /// Reads one reading back.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        let mut reader = Reader::new(bytes, 0);
        let reading = Self::take(&mut reader)?;
        reader.end()?;
        Ok(reading)
    }

    /// Appends the bytes of one reading.
    pub fn encode_onto(&self, out: &mut Vec<u8>) {
        let (taken_at, rule) = match self.dated {
            Dated::At { taken_at, rule } => (Some(taken_at), Some(rule)),
            Dated::Undatable => (None, None),
        };
        put_id(out, self.device.as_str());
        out.push(bits([
            self.slot.is_some(),
            self.device_sequence.is_some(),
            self.device_time.is_some(),
            taken_at.is_some(),
            rule == Some(ClockRule::Received),
            self.origin == Origin::Typed,
        ]));
        out.push(bits([
            self.flags.movement,
            self.flags.poor_fit,
            self.flags.irregular_pulse,
            self.flags.questionable,
        ]));
        if let Some(slot) = self.slot {
            out.push(slot.index());
        }
        if let Some(sequence) = self.device_sequence {
            put_u32(out, sequence);
        }
        if let Some(time) = self.device_time {
            put_i64(out, time);
        }
        if let Some(taken_at) = taken_at {
            put_i64(out, taken_at.unix_ms());
        }
        put_i64(out, self.heard_at.unix_ms());
        put_i16(out, self.zone_offset_min);
        put_u32(out, self.raw_crc);
        self.body.put(out);
    }

    pub(crate) fn take(reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        let device = reader.id("device")?;
        let has = reader.u8("presence bits")?;
        let received_without_time = has & 0b1_1000 == 0b1_0000;
        if has >> 6 != 0 || received_without_time {
            return Err(reader.malformed_before(1, "presence bits"));
        }
        let quality = reader.u8("quality bits")?;
        if quality >> 4 != 0 {
            return Err(reader.malformed_before(1, "quality bits"));
        }
        let slot = (has & 1 != 0).then(|| take_slot(reader)).transpose()?;
        let device_sequence = (has & 2 != 0).then(|| reader.u32("device sequence")).transpose()?;
        let device_time = (has & 4 != 0).then(|| reader.i64("device time")).transpose()?;
        let taken_at = (has & 8 != 0).then(|| reader.i64("time taken")).transpose()?;
        let rule = if has & 16 != 0 { ClockRule::Received } else { ClockRule::Corrected };
        Ok(Self {
            device,
            slot,
            device_sequence,
            device_time,
            dated: taken_at.map_or(Dated::Undatable, |ms| Dated::At {
                taken_at: TakenAt::from_unix_ms(ms),
                rule,
            }),
            heard_at: HeardAt::from_unix_ms(reader.i64("time heard")?),
            zone_offset_min: reader.i16("zone offset")?,
            origin: if has & 32 != 0 { Origin::Typed } else { Origin::Device },
            raw_crc: reader.u32("raw checksum")?,
            flags: Flags {
                movement: quality & 1 != 0,
                poor_fit: quality & 2 != 0,
                irregular_pulse: quality & 4 != 0,
                questionable: quality & 8 != 0,
            },
            body: Body::take(reader)?,
        })
    }
}

fn take_slot(reader: &mut Reader<'_>) -> Result<UserSlot, FrameError> {
    let index = reader.u8("user slot")?;
    UserSlot::from_index(index).ok_or_else(|| reader.malformed_before(1, "user slot"))
}

/// Bit `i` is set where `set[i]` is true.
fn bits<const N: usize>(set: [bool; N]) -> u8 {
    set.iter().rev().fold(0, |bits, &bit| bits << 1 | u8::from(bit))
}
