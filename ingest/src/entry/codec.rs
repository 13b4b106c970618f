//! The bytes of a journal entry, version 1. Little-endian; a text is a u16 length and UTF-8.
//!
//! `version u8, tag u8, stored_at i64, body`. README lays the bodies out.

use std::str::FromStr;

use risk_engine::fact::{Acknowledge, CarePlan, NextStep, Spo2Scale};
use vitals::{Private, StoredAt, TakenAt, UserSlot};
use wire::bytes::{Reader, put_i64, put_u16, put_u32, put_u64, put_u128};
use wire::{FrameError, Incarnation, WireReading};

use super::{
    Assignment, Delivery, Enrolment, Entry, Item, Quarantined, SpoolPlace, Stamped, Trust, WHYS,
};

const VERSION: u8 = 1;

/// Bytes that are not a journal entry of ours. The journal's checksum was right, so this is a fault
/// of the program that wrote them, or a newer one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// A version that this program doesn't know.
    #[error(
        "journal entry has version {0}, and this program reads version {VERSION}: use a newer one"
    )]
    FromTheFuture(u8),
    /// A field is cut short or means nothing.
    #[error("could not read a journal entry")]
    Malformed(#[from] FrameError),
}

const ENROLLED: u8 = 1;
const REGISTERED: u8 = 2;
const ASSIGNED: u8 = 3;
const DELIVERED: u8 = 4;
const REFUSED: u8 = 5;
const ACKNOWLEDGE: u8 = 6;
const TICK: u8 = 7;

const ADMITTED: u8 = 1;
const REPEATED: u8 = 2;
const QUARANTINED: u8 = 3;

/// A next step's code is its place: add at the end only.
const NEXT_STEPS: [NextStep; 5] = [
    NextStep::CallingNow,
    NextStep::Known,
    NextStep::ReadingWrong,
    NextStep::PassedOn,
    NextStep::Other,
];

impl Stamped {
    /// The bytes for the journal.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION, tag(&self.entry)];
        put_i64(&mut out, self.stored_at.unix_ms());
        match &self.entry {
            Entry::Enrolled(enrolment) => put_enrolment(&mut out, enrolment),
            Entry::Registered { gateway, trust } => {
                put_text(&mut out, gateway.as_str());
                out.push(u8::from(*trust == Trust::Topic));
            }
            Entry::Assigned(assignment) => {
                put_text(&mut out, assignment.device.as_str());
                out.push(assignment.slot.map_or(NO_SLOT, UserSlot::index));
                put_text(&mut out, assignment.patient.as_str());
                put_i64(&mut out, assignment.from.unix_ms());
            }
            Entry::Delivered(delivery) => put_delivery(&mut out, delivery),
            Entry::Refused { gateway, quarantined } => {
                put_text(&mut out, gateway.as_ref().map_or("", |gateway| gateway.as_str()));
                put_quarantined(&mut out, quarantined);
            }
            Entry::Acknowledge { patient, wish } => {
                put_text(&mut out, patient.as_str());
                put_text(&mut out, wish.alert.as_str());
                put_u32(&mut out, wish.version);
                put_text(&mut out, &wish.by);
                out.push(NEXT_STEPS.iter().position(|step| *step == wish.next).unwrap_or(4) as u8);
            }
            Entry::Tick => {}
        }
        out
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut reader = Reader::new(bytes, 0);
        let version = reader.u8("version")?;
        if version != VERSION {
            return Err(EntryError::FromTheFuture(version));
        }
        let tag = reader.u8("tag")?;
        let stored_at = StoredAt::from_unix_ms(reader.i64("time stored")?);
        let entry = take_entry(&mut reader, tag)?;
        reader.end()?;
        Ok(Self { stored_at, entry })
    }
}

fn tag(entry: &Entry) -> u8 {
    match entry {
        Entry::Enrolled(_) => ENROLLED,
        Entry::Registered { .. } => REGISTERED,
        Entry::Assigned(_) => ASSIGNED,
        Entry::Delivered(_) => DELIVERED,
        Entry::Refused { .. } => REFUSED,
        Entry::Acknowledge { .. } => ACKNOWLEDGE,
        Entry::Tick => TICK,
    }
}

fn take_entry(reader: &mut Reader<'_>, tag: u8) -> Result<Entry, FrameError> {
    Ok(match tag {
        ENROLLED => Entry::Enrolled(take_enrolment(reader)?),
        REGISTERED => {
            let gateway = take_id(reader, "gateway")?;
            let trust = if reader.u8("trust")? == 1 { Trust::Topic } else { Trust::Authenticated };
            Entry::Registered { gateway, trust }
        }
        ASSIGNED => Entry::Assigned(Assignment {
            device: take_id(reader, "device")?,
            slot: UserSlot::from_index(reader.u8("user slot")?),
            patient: take_id(reader, "patient")?,
            from: TakenAt::from_unix_ms(reader.i64("start")?),
        }),
        DELIVERED => Entry::Delivered(take_delivery(reader)?),
        REFUSED => {
            let gateway = take_text(reader, "gateway")?;
            let gateway =
                if gateway.is_empty() { None } else { Some(parse(reader, &gateway, "gateway")?) };
            Entry::Refused { gateway, quarantined: take_quarantined(reader)? }
        }
        ACKNOWLEDGE => Entry::Acknowledge {
            patient: take_id(reader, "patient")?,
            wish: Acknowledge {
                alert: take_id(reader, "alert")?,
                version: reader.u32("version")?,
                by: take_text(reader, "name")?.into(),
                next: {
                    let code = reader.u8("next step")?;
                    *NEXT_STEPS
                        .get(usize::from(code))
                        .ok_or_else(|| reader.malformed_before(1, "next step"))?
                },
            },
        },
        TICK => Entry::Tick,
        _ => return Err(reader.malformed_before(9, "tag")),
    })
}

fn put_enrolment(out: &mut Vec<u8>, enrolment: &Enrolment) {
    put_text(out, enrolment.patient.as_str());
    put_text(out, enrolment.name.reveal());
    put_text(out, enrolment.born.reveal());
    put_text(out, &enrolment.sex);
    put_text(out, &enrolment.zone);
    put_u16(out, u16::try_from(enrolment.conditions.len()).unwrap_or(u16::MAX));
    for condition in enrolment.conditions.iter().take(usize::from(u16::MAX)) {
        put_text(out, condition);
    }
    out.push(u8::from(enrolment.plan.spo2_scale == Spo2Scale::Two));
    out.push(match enrolment.plan.supplemental_oxygen {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    });
}

fn take_enrolment(reader: &mut Reader<'_>) -> Result<Enrolment, FrameError> {
    let patient = take_id(reader, "patient")?;
    let name = Private::hide(take_text(reader, "name")?);
    let born = Private::hide(take_text(reader, "date of birth")?);
    let sex = take_text(reader, "sex")?;
    let zone = take_text(reader, "time zone")?;
    let mut conditions = Vec::new();
    for _ in 0..reader.u16("number of conditions")? {
        conditions.push(take_text(reader, "condition")?);
    }
    let spo2_scale =
        if reader.u8("saturation scale")? == 1 { Spo2Scale::Two } else { Spo2Scale::One };
    let supplemental_oxygen = match reader.u8("oxygen")? {
        1 => Some(false),
        2 => Some(true),
        _ => None,
    };
    let plan = CarePlan { spo2_scale, supplemental_oxygen };
    Ok(Enrolment { patient, name, born, sex, conditions, zone, plan })
}

fn put_delivery(out: &mut Vec<u8>, delivery: &Delivery) {
    put_text(out, delivery.gateway.as_str());
    out.push(u8::from(delivery.place.is_some()));
    if let Some(place) = delivery.place {
        put_u128(out, place.incarnation.0);
        put_u64(out, place.first_seq);
    }
    put_u16(out, u16::try_from(delivery.items.len()).unwrap_or(u16::MAX));
    for item in delivery.items.iter().take(usize::from(u16::MAX)) {
        match item {
            Item::Admitted { patient, reading } => {
                out.push(ADMITTED);
                put_text(out, patient.as_str());
                put_bytes(out, &reading.encode());
            }
            Item::Repeated => out.push(REPEATED),
            Item::Quarantined(quarantined) => {
                out.push(QUARANTINED);
                put_quarantined(out, quarantined);
            }
        }
    }
}

fn take_delivery(reader: &mut Reader<'_>) -> Result<Delivery, FrameError> {
    let gateway = take_id(reader, "gateway")?;
    let place = match reader.u8("place")? {
        0 => None,
        _ => Some(SpoolPlace {
            incarnation: Incarnation(reader.u128("incarnation")?),
            first_seq: reader.u64("first sequence number")?,
        }),
    };
    let mut items = Vec::new();
    for _ in 0..reader.u16("number of items")? {
        items.push(match reader.u8("item")? {
            ADMITTED => Item::Admitted {
                patient: take_id(reader, "patient")?,
                reading: WireReading::decode(take_bytes(reader, "reading")?)?,
            },
            REPEATED => Item::Repeated,
            QUARANTINED => Item::Quarantined(take_quarantined(reader)?),
            _ => return Err(reader.malformed_before(1, "item")),
        });
    }
    Ok(Delivery { gateway, place, items })
}

fn put_quarantined(out: &mut Vec<u8>, quarantined: &Quarantined) {
    out.push(quarantined.why as u8);
    put_text(out, &quarantined.detail);
    put_bytes(out, &quarantined.bytes);
}

fn take_quarantined(reader: &mut Reader<'_>) -> Result<Quarantined, FrameError> {
    let code = reader.u8("reason")?;
    let (why, _) =
        *WHYS.get(usize::from(code)).ok_or_else(|| reader.malformed_before(1, "reason"))?;
    let detail = take_text(reader, "detail")?;
    let bytes = take_bytes(reader, "bytes")?.to_vec();
    Ok(Quarantined { why, detail, bytes })
}

/// The user index that stands for all users.
const NO_SLOT: u8 = 0xFF;

/// A text, cut to what its length can tell.
fn put_text(out: &mut Vec<u8>, text: &str) {
    let mut length = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    put_u16(out, length as u16);
    out.extend_from_slice(&text.as_bytes()[..length]);
}

fn take_text(reader: &mut Reader<'_>, what: &'static str) -> Result<String, FrameError> {
    let length = usize::from(reader.u16(what)?);
    let bytes = reader.take(length, what)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| reader.malformed_before(length, what))
}

fn take_id<T: FromStr>(reader: &mut Reader<'_>, what: &'static str) -> Result<T, FrameError> {
    let text = take_text(reader, what)?;
    parse(reader, &text, what)
}

fn parse<T: FromStr>(reader: &Reader<'_>, text: &str, what: &'static str) -> Result<T, FrameError> {
    text.parse().map_err(|_| reader.malformed_before(text.len(), what))
}

/// Bytes under [`super::QUARANTINED_BYTES_MAX`] or one encoded reading: the length fits in 32 bits.
fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

fn take_bytes<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<&'a [u8], FrameError> {
    let length = reader.u32(what)?;
    reader.take(length as usize, what)
}

#[cfg(test)]
mod tests;
