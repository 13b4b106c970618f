//! The workload as binary frames: what gateways make of its messages and sign, one home for each person.
//!
//! A home's readings stay in the order in which its messages came, repetitions with them, and leave in
//! frames as full as a gateway makes them; the frames of all homes leave in the order in which their last
//! readings came. A device's own record number says which message a reading is of and where it stood
//! there, so the server knows a repetition as it knows a monitor's. What a frame has no way to say is left
//! out and counted: text that is no message, an unknown code, a value that is no number. Values that no
//! body has, and times long ago, are sent, and the server refuses them.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use anyhow::{Context, Result};
use gateway_agent::agent::Agent;
use ingest::admit::Message;
use ingest::entry::{Assignment, Entry, Trust};
use vitals::{DeviceId, Flags, GatewayId, HeardAt, Origin, PatientId, StoredAt, TakenAt};
use wire::{CONTENT_TYPE_FRAME, ClockRule, Dated, Frame, GatewayKey, Incarnation, WireReading};

use super::message::Sent;
use crate::household::MASTER_KEY;

/// Each gateway's spool lives its first life.
const INCARNATION: Incarnation = Incarnation(1);
/// A message has fewer readings.
const PLACES: u64 = 4;

/// The workload's frames, in the order in which they leave.
pub struct Frames {
    /// The messages.
    text: Vec<u8>,
    homes: Vec<Home>,
    devices: HashMap<DeviceId, usize>,
    frames: Vec<Leaving>,
    /// What the frames don't say.
    pub left_out: LeftOut,
}

/// A frame on its way.
pub struct Leaving {
    /// As the broker delivers it.
    pub message: Message,
    /// The newest time of measurement by then: the only clock that the workload has.
    pub at: StoredAt,
    /// Of each reading, where its message begins in the text, and its place there.
    of: Vec<(usize, u16)>,
    /// Which reading of all was its last.
    last: u64,
}

/// What frames can't say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Text that is no message.
    pub messages: u64,
    /// Readings of other messages.
    pub readings: u64,
}

/// A person and their gateway.
struct Home {
    patient: PatientId,
    gateway: GatewayId,
    key: GatewayKey,
    /// So many readings have left.
    left: u64,
    waiting: Vec<WireReading>,
    of: Vec<(usize, u16)>,
    last: u64,
    at_ms: i64,
}

impl Frames {
    /// Makes frames of messages, one a line.
    pub fn of(text: Vec<u8>) -> Result<Self> {
        let mut made = Making::default();
        let mut at = 0;
        for line in text.split(|byte| *byte == b'\n') {
            if !line.is_empty() {
                made.take(line, at)?;
            }
            at += line.len() + 1;
        }
        for home in &mut made.homes {
            made.frames.extend(home.leave());
        }
        made.frames.sort_by_key(|frame| frame.last);
        let Making { homes, devices, frames, left_out, .. } = made;
        Ok(Self { text, homes, devices, frames, left_out })
    }

    /// The frames.
    pub fn frames(&self) -> &[Leaving] {
        &self.frames
    }

    /// How many readings they hold.
    pub fn readings(&self) -> usize {
        self.frames.iter().map(|frame| frame.of.len()).sum()
    }

    /// How long they are.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.message.payload.len()).sum()
    }

    /// The message that said a reading of a frame, and the reading's place in it.
    pub fn message(&self, frame: usize, index: u16) -> Option<(&[u8], u16)> {
        let (start, place) = *self.frames.get(frame)?.of.get(usize::from(index))?;
        let line = self.text.get(start..)?.split(|byte| *byte == b'\n').next()?;
        Some((line, place))
    }

    /// What the server has to know before the first frame: the gateways, and who wears what.
    pub fn roster(&self) -> impl Iterator<Item = Entry> {
        let gateways = self.homes.iter().map(|home| Entry::Registered {
            gateway: home.gateway.clone(),
            trust: Trust::Authenticated,
        });
        let worn = self.worn().map(|(device, patient)| {
            Entry::Assigned(Assignment {
                device: device.clone(),
                slot: None,
                patient: patient.clone(),
                from: TakenAt::from_unix_ms(0),
                shared: false,
            })
        });
        gateways.chain(worn)
    }

    /// Who wears what.
    pub fn worn(&self) -> impl Iterator<Item = (&DeviceId, &PatientId)> {
        self.devices.iter().map(|(device, home)| (device, &self.homes[*home].patient))
    }
}

/// Which message a record number of a device is of, and the reading's place in it.
pub fn place_of(record: u32) -> (u64, u64) {
    let record = u64::from(record);
    (record / PLACES, record % PLACES)
}

/// The other way round; none if the number has no room for it.
fn record_of(seq: u64, place: u64) -> Option<u32> {
    let record = seq.checked_mul(PLACES)? + place;
    u32::try_from(record).ok().filter(|_| place < PLACES)
}

#[derive(Default)]
struct Making {
    homes: Vec<Home>,
    /// By person and by device: which home.
    people: HashMap<PatientId, usize>,
    devices: HashMap<DeviceId, usize>,
    frames: Vec<Leaving>,
    left_out: LeftOut,
    /// Readings so far.
    count: u64,
    /// The newest time of measurement so far.
    now_ms: i64,
}

impl Making {
    /// Takes the message that begins there.
    fn take(&mut self, line: &[u8], at: usize) -> Result<()> {
        let sent = Sent::parse(line).ok();
        let sent = sent.and_then(|sent| Some((sent.dev.parse().ok()?, sent)));
        let Some((device, sent)) = sent else {
            self.left_out.messages += 1;
            return Ok(());
        };
        let Some(home) = self.home(&device, &sent.pid)? else {
            self.left_out.messages += 1;
            return Ok(());
        };
        for (place, reading) in (0..).zip(&sent.r) {
            let record = record_of(sent.seq, u64::from(place));
            let Some((record, (taken_at, body))) = record.zip(reading.sendable()) else {
                self.left_out.readings += 1;
                continue;
            };
            self.count += 1;
            self.now_ms = self.now_ms.max(taken_at.unix_ms());
            let reading = WireReading {
                device: device.clone(),
                slot: None,
                device_sequence: Some(record),
                device_time: Some(taken_at.unix_ms()),
                dated: Dated::At { taken_at, rule: ClockRule::Corrected },
                heard_at: HeardAt::from_unix_ms(self.now_ms),
                zone_offset_min: 0,
                origin: Origin::Device,
                raw_crc: body.checksum(),
                flags: Flags::default(),
                body,
            };
            let home = &mut self.homes[home];
            home.waiting.push(reading);
            home.of.push((at, place));
            (home.last, home.at_ms) = (self.count, self.now_ms);
            if home.waiting.len() as u64 == Agent::FRAME_READINGS {
                self.frames.extend(home.leave());
            }
        }
        Ok(())
    }

    /// The home of a device: that of whom it was first said to be of. None if that is no id.
    fn home(&mut self, device: &DeviceId, pid: &str) -> Result<Option<usize>> {
        if let Some(home) = self.devices.get(device) {
            return Ok(Some(*home));
        }
        let Ok(patient) = pid.parse::<PatientId>() else {
            return Ok(None);
        };
        let home = match self.people.entry(patient) {
            Place::Occupied(home) => *home.get(),
            Place::Vacant(place) => {
                self.homes.push(Home::of(place.key().clone())?);
                *place.insert(self.homes.len() - 1)
            }
        };
        self.devices.insert(device.clone(), home);
        Ok(Some(home))
    }
}

impl Home {
    fn of(patient: PatientId) -> Result<Self> {
        let gateway: GatewayId =
            format!("gw-{patient}").parse().context("no gateway can be called so")?;
        let key = GatewayKey::derive(&MASTER_KEY, &gateway);
        let (waiting, of) = Default::default();
        Ok(Self { patient, gateway, key, left: 0, waiting, of, last: 0, at_ms: 0 })
    }

    /// The frame of what waits, if anything does.
    fn leave(&mut self) -> Option<Leaving> {
        let readings = std::mem::take(&mut self.waiting);
        if readings.is_empty() {
            return None;
        }
        let first_seq = self.left + 1;
        self.left += readings.len() as u64;
        let gateway = self.gateway.clone();
        let frame = Frame { gateway, incarnation: INCARNATION, first_seq, readings };
        let message = Message {
            gateway: Some(self.gateway.clone()),
            content_type: Some(CONTENT_TYPE_FRAME.to_owned()),
            payload: frame.encode(&self.key),
        };
        let (at, of) = (StoredAt::from_unix_ms(self.at_ms), std::mem::take(&mut self.of));
        Some(Leaving { message, at, of, last: self.last })
    }
}
