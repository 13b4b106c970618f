//! A delivery and what was quarantined, as bytes.

use wire::bytes::{Reader, put_u16, put_u32, put_u64, put_u128};
use wire::{FrameError, Incarnation, WireReading};

use super::field::{
    put_bytes, put_choice, put_list, put_text, take_bytes, take_choice, take_id, take_list,
    take_text,
};
use crate::entry::{Confidence, Delivery, Doubt, Item, Quarantined, SpoolPlace, WHYS};

const ADMITTED: u8 = 1;
const REPEATED: u8 = 2;
const QUARANTINED: u8 = 3;
const LIKELY: u8 = 4;
const UNCLAIMED: u8 = 5;

pub(super) fn put_delivery(out: &mut Vec<u8>, delivery: &Delivery) {
    put_text(out, delivery.gateway.as_str());
    out.push(u8::from(delivery.place.is_some()));
    if let Some(place) = delivery.place {
        put_u128(out, place.incarnation.0);
        put_u64(out, place.first_seq);
    }
    put_u16(out, u16::try_from(delivery.items.len()).unwrap_or(u16::MAX));
    for item in delivery.items.iter().take(usize::from(u16::MAX)) {
        match item {
            Item::Admitted { patient, reading, confidence } => {
                let certain = *confidence == Confidence::CERTAIN;
                out.push(if certain { ADMITTED } else { LIKELY });
                put_text(out, patient.as_str());
                if !certain {
                    put_u16(out, confidence.per_mille());
                }
                put_reading(out, reading);
            }
            Item::Unclaimed { reading, doubt, candidates } => {
                out.push(UNCLAIMED);
                put_choice(out, &Doubt::ALL, doubt);
                put_list(out, candidates.iter(), |out, (patient, confidence)| {
                    put_text(out, patient.as_str());
                    put_u16(out, confidence.per_mille());
                });
                put_reading(out, reading);
            }
            Item::Repeated => out.push(REPEATED),
            Item::Quarantined(quarantined) => {
                out.push(QUARANTINED);
                put_quarantined(out, quarantined);
            }
        }
    }
}

/// A reading with its length before it, without a buffer of its own: every reading passes here.
fn put_reading(out: &mut Vec<u8>, reading: &WireReading) {
    let start = out.len();
    put_u32(out, 0);
    reading.encode_onto(out);
    // A reading is short.
    let length = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

pub(super) fn take_delivery(reader: &mut Reader<'_>) -> Result<Delivery, FrameError> {
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
                confidence: Confidence::CERTAIN,
                reading: WireReading::decode(take_bytes(reader, "reading")?)?,
            },
            LIKELY => Item::Admitted {
                patient: take_id(reader, "patient")?,
                confidence: take_confidence(reader)?,
                reading: WireReading::decode(take_bytes(reader, "reading")?)?,
            },
            UNCLAIMED => Item::Unclaimed {
                doubt: take_choice(reader, &Doubt::ALL, "doubt")?,
                candidates: take_list(reader, "number of candidates", |reader| {
                    Ok((take_id(reader, "patient")?, take_confidence(reader)?))
                })?,
                reading: WireReading::decode(take_bytes(reader, "reading")?)?,
            },
            REPEATED => Item::Repeated,
            QUARANTINED => Item::Quarantined(take_quarantined(reader)?),
            _ => return Err(reader.malformed_before(1, "item")),
        });
    }
    Ok(Delivery { gateway, place, items })
}

fn take_confidence(reader: &mut Reader<'_>) -> Result<Confidence, FrameError> {
    let per_mille = reader.u16("confidence")?;
    Confidence::from_per_mille(per_mille).ok_or_else(|| reader.malformed_before(2, "confidence"))
}

pub(super) fn put_quarantined(out: &mut Vec<u8>, quarantined: &Quarantined) {
    out.push(quarantined.why as u8);
    put_text(out, &quarantined.detail);
    put_bytes(out, &quarantined.bytes);
}

pub(super) fn take_quarantined(reader: &mut Reader<'_>) -> Result<Quarantined, FrameError> {
    let code = reader.u8("reason")?;
    let (why, _) =
        *WHYS.get(usize::from(code)).ok_or_else(|| reader.malformed_before(1, "reason"))?;
    let detail = take_text(reader, "detail")?;
    let bytes = take_bytes(reader, "bytes")?.to_vec();
    Ok(Quarantined { why, detail, bytes })
}
