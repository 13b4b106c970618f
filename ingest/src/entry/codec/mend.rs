//! What mends a quarantine, as bytes.

use vitals::{HeardAt, TakenAt, UserSlot};
use wire::FrameError;
use wire::bytes::{Reader, put_i64};

use super::NO_SLOT;
use super::delivery::{put_delivery, take_delivery};
use super::field::{put_reading_id, put_text, take_bool, take_id, take_reading_id, take_text};
use crate::entry::{ClockCorrection, Correction, Replayed, Wearing};

const SHIFT: u8 = 0;
const HEARD: u8 = 1;

pub(super) fn put_wearing(out: &mut Vec<u8>, wearing: &Wearing) {
    put_text(out, wearing.device.as_str());
    out.push(wearing.slot.map_or(NO_SLOT, UserSlot::index));
    put_text(out, wearing.patient.as_str());
    put_i64(out, wearing.from.unix_ms());
    out.push(u8::from(wearing.to.is_some()));
    if let Some(to) = wearing.to {
        put_i64(out, to.unix_ms());
    }
    put_text(out, &wearing.by);
    put_text(out, &wearing.why);
}

pub(super) fn take_wearing(reader: &mut Reader<'_>) -> Result<Wearing, FrameError> {
    Ok(Wearing {
        device: take_id(reader, "device")?,
        slot: UserSlot::from_index(reader.u8("user slot")?),
        patient: take_id(reader, "patient")?,
        from: TakenAt::from_unix_ms(reader.i64("start")?),
        to: take_bool(reader, "whether it ends")?
            .then(|| reader.i64("end"))
            .transpose()?
            .map(TakenAt::from_unix_ms),
        by: take_text(reader, "name")?,
        why: take_text(reader, "reason")?,
    })
}

pub(super) fn put_correction(out: &mut Vec<u8>, correction: &ClockCorrection) {
    put_text(out, correction.device.as_str());
    put_i64(out, correction.from.unix_ms());
    put_i64(out, correction.to.unix_ms());
    match correction.how {
        Correction::Shift(ms) => {
            out.push(SHIFT);
            put_i64(out, ms);
        }
        Correction::Heard => out.push(HEARD),
    }
    put_text(out, &correction.by);
    put_text(out, &correction.why);
}

pub(super) fn take_correction(reader: &mut Reader<'_>) -> Result<ClockCorrection, FrameError> {
    Ok(ClockCorrection {
        device: take_id(reader, "device")?,
        from: HeardAt::from_unix_ms(reader.i64("start")?),
        to: HeardAt::from_unix_ms(reader.i64("end")?),
        how: match reader.u8("correction")? {
            SHIFT => Correction::Shift(reader.i64("shift")?),
            HEARD => Correction::Heard,
            _ => return Err(reader.malformed_before(1, "correction")),
        },
        by: take_text(reader, "name")?,
        why: take_text(reader, "reason")?,
    })
}

pub(super) fn put_replayed(out: &mut Vec<u8>, replayed: &Replayed) {
    put_reading_id(out, replayed.original);
    put_text(out, &replayed.by);
    put_delivery(out, &replayed.delivery);
}

pub(super) fn take_replayed(reader: &mut Reader<'_>) -> Result<Replayed, FrameError> {
    Ok(Replayed {
        original: take_reading_id(reader)?,
        by: take_text(reader, "name")?,
        delivery: take_delivery(reader)?,
    })
}
