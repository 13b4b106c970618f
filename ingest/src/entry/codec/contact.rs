//! Time spent on a person, as bytes.

use wire::FrameError;
use wire::bytes::{Reader, put_i64, put_u16};

use super::field::{put_reading_id, put_text, take_bool, take_id, take_reading_id, take_text};
use crate::entry::{Contact, ContactWithdrawal};

pub(super) fn put_contact(out: &mut Vec<u8>, contact: &Contact) {
    put_i64(out, contact.began_at_ms);
    put_u16(out, contact.minutes);
    out.push(u8::from(contact.live));
    put_text(out, &contact.what);
    put_text(out, &contact.by);
}

pub(super) fn take_contact(reader: &mut Reader<'_>) -> Result<Contact, FrameError> {
    let began_at_ms = reader.i64("beginning")?;
    let minutes = reader.u16("minutes")?;
    // A table below takes no contact of no minutes.
    if minutes == 0 {
        return Err(reader.malformed_before(2, "minutes"));
    }
    Ok(Contact {
        began_at_ms,
        minutes,
        live: take_bool(reader, "whether they spoke")?,
        interpretation: false,
        what: take_text(reader, "what was done")?,
        by: take_text(reader, "name")?,
    })
}

pub(super) fn put_contact_withdrawal(out: &mut Vec<u8>, withdrawal: &ContactWithdrawal) {
    put_text(out, withdrawal.patient.as_str());
    put_reading_id(out, withdrawal.contact);
    put_text(out, &withdrawal.by);
    put_text(out, &withdrawal.why);
}

pub(super) fn take_contact_withdrawal(
    reader: &mut Reader<'_>,
) -> Result<ContactWithdrawal, FrameError> {
    Ok(ContactWithdrawal {
        patient: take_id(reader, "patient")?,
        contact: take_reading_id(reader)?,
        by: take_text(reader, "name")?,
        why: take_text(reader, "reason")?,
    })
}
