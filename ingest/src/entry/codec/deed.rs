//! What people do for each other about somebody's care, as bytes.

use vitals::Private;
use wire::FrameError;
use wire::bytes::{Reader, put_i32, put_i64, put_u16, put_u32, put_u64};

use super::field::{
    put_choice, put_list, put_text, put_time, take_bool, take_choice, take_id, take_list,
    take_text, take_time,
};
use crate::entry::{
    Appointment, By, Deed, Document, Done, Dose, LEAVINGS, Leaving, Medicine, Membership, Message,
    PROGRAMMES, Programme, Reminder, SIDES, STANDS, STAY_KINDS, Side, Stand, Stay, StayKind,
    Whereabouts,
};

pub(super) const WROTE: u8 = 26;
pub(super) const READ: u8 = 27;
pub(super) const PRESCRIBED: u8 = 28;
pub(super) const DOSED: u8 = 29;
pub(super) const ARRANGED: u8 = 30;
pub(super) const FILED: u8 = 31;
pub(super) const REMINDED: u8 = 32;
// 33 is answers with who gave them.
pub(super) const STAYED: u8 = 34;
pub(super) const JOINED: u8 = 35;
// 36 is time that a reading was looked at, 40 what was uploaded.
pub(super) const LOCATED: u8 = 41;
// 45 is a plan that takes the place of another.
pub(super) const DOSED_BEFORE: u8 = 46;

pub(super) fn tag(done: &Done) -> u8 {
    match done {
        Done::Wrote(_) => WROTE,
        Done::Read { .. } => READ,
        Done::Prescribed(_) => PRESCRIBED,
        Done::Dosed(dose) if dose.said_at.is_some() => DOSED_BEFORE,
        Done::Dosed(_) => DOSED,
        Done::Arranged(_) => ARRANGED,
        Done::Filed(_) => FILED,
        Done::Reminded(_) => REMINDED,
        Done::Stayed(_) => STAYED,
        Done::Joined(_) => JOINED,
        Done::Located(_) => LOCATED,
    }
}

pub(super) fn put_deed(out: &mut Vec<u8>, deed: &Deed) {
    put_text(out, deed.patient.as_str());
    put_by(out, &deed.by);
    put_text(out, &deed.key);
    match &deed.done {
        Done::Wrote(message) => put_message(out, message),
        Done::Read { upto } => put_u64(out, *upto),
        Done::Prescribed(medicine) => put_medicine(out, medicine),
        Done::Dosed(dose) => {
            put_text(out, &dose.medicine);
            put_time(out, dose.due_at);
            out.push(u8::from(dose.taken));
            put_text(out, &dose.reason);
            if let Some(said_at) = dose.said_at {
                put_i64(out, said_at);
            }
        }
        Done::Arranged(appointment) => put_appointment(out, appointment),
        Done::Filed(document) => {
            put_text(out, &document.id);
            out.extend_from_slice(&document.hash);
            put_u64(out, document.bytes);
            put_text(out, &document.kind);
            put_text(out, &document.name);
        }
        Done::Reminded(reminder) => {
            put_text(out, &reminder.of);
            put_i64(out, reminder.due_at);
        }
        Done::Stayed(stay) => put_stay(out, stay),
        Done::Joined(membership) => {
            put_u32(out, membership.version);
            put_text(out, &membership.team);
            put_text(out, &membership.site);
            let programmes = PROGRAMMES.map(|(programme, _)| programme);
            put_choice(out, &programmes, &membership.programme);
        }
        Done::Located(whereabouts) => {
            put_u32(out, whereabouts.version);
            put_text(out, whereabouts.phone.reveal());
            put_text(out, &whereabouts.room);
        }
    }
}

/// The deed that a tag between [`WROTE`] and [`REMINDED`], or another of the above begins.
pub(super) fn take_deed(reader: &mut Reader<'_>, tag: u8) -> Result<Deed, FrameError> {
    let patient = take_id(reader, "patient")?;
    let by = take_by(reader)?;
    let key = take_text(reader, "key")?;
    let done = match tag {
        WROTE => Done::Wrote(take_message(reader)?),
        READ => Done::Read { upto: reader.u64("newest message")? },
        PRESCRIBED => Done::Prescribed(take_medicine(reader)?),
        DOSED => Done::Dosed(take_dose(reader)?),
        DOSED_BEFORE => {
            let dose = take_dose(reader)?;
            Done::Dosed(Dose { said_at: Some(reader.i64("when it was said")?), ..dose })
        }
        ARRANGED => Done::Arranged(take_appointment(reader)?),
        FILED => Done::Filed(take_document(reader)?),
        STAYED => Done::Stayed(take_stay(reader)?),
        JOINED => Done::Joined(take_membership(reader)?),
        LOCATED => Done::Located(Whereabouts {
            version: reader.u32("version")?,
            phone: Private::hide(take_text(reader, "telephone")?),
            room: take_text(reader, "room")?,
        }),
        _ => Done::Reminded(Reminder {
            of: take_text(reader, "reminder")?,
            due_at: reader.i64("due")?,
        }),
    };
    Ok(Deed { patient, by, key, done })
}

pub(super) fn put_by(out: &mut Vec<u8>, by: &By) {
    put_text(out, &by.name);
    put_choice(out, &SIDES.map(|(side, _)| side), &by.side);
}

pub(super) fn take_by(reader: &mut Reader<'_>) -> Result<By, FrameError> {
    let name = take_text(reader, "name")?;
    let side: Side = take_choice(reader, &SIDES.map(|(side, _)| side), "side")?;
    Ok(By { name, side })
}

fn put_message(out: &mut Vec<u8>, message: &Message) {
    put_text(out, &message.thread);
    put_text(out, &message.subject);
    put_text(out, &message.text);
    put_text(out, message.document.as_deref().unwrap_or_default());
    out.push(u8::from(message.carers));
}

fn take_message(reader: &mut Reader<'_>) -> Result<Message, FrameError> {
    Ok(Message {
        thread: take_text(reader, "conversation")?,
        subject: take_text(reader, "subject")?,
        text: take_text(reader, "text")?,
        document: Some(take_text(reader, "document")?).filter(|id| !id.is_empty()),
        carers: take_bool(reader, "whether carers see it")?,
    })
}

fn put_medicine(out: &mut Vec<u8>, medicine: &Medicine) {
    put_text(out, &medicine.id);
    put_u32(out, medicine.version);
    put_text(out, &medicine.name);
    put_text(out, &medicine.dose);
    put_list(out, medicine.minutes.iter(), |out, minute| put_u16(out, *minute));
    put_text(out, &medicine.note);
    out.push(u8::from(medicine.stopped));
}

fn take_medicine(reader: &mut Reader<'_>) -> Result<Medicine, FrameError> {
    Ok(Medicine {
        id: take_text(reader, "medicine")?,
        version: reader.u32("version")?,
        name: take_text(reader, "medicine's name")?,
        dose: take_text(reader, "dose")?,
        minutes: take_list(reader, "times", |reader| reader.u16("minute of the day"))?,
        note: take_text(reader, "note")?,
        stopped: take_bool(reader, "whether it was stopped")?,
    })
}

fn take_dose(reader: &mut Reader<'_>) -> Result<Dose, FrameError> {
    Ok(Dose {
        medicine: take_text(reader, "medicine")?,
        due_at: take_time(reader, "due")?,
        taken: take_bool(reader, "whether it was taken")?,
        reason: take_text(reader, "reason")?,
        said_at: None,
    })
}

fn put_appointment(out: &mut Vec<u8>, appointment: &Appointment) {
    put_text(out, &appointment.id);
    put_u32(out, appointment.version);
    put_choice(out, &STANDS.map(|(stand, _)| stand), &appointment.stand);
    put_i64(out, appointment.starts_at);
    put_u16(out, appointment.minutes);
    put_text(out, &appointment.with);
    put_text(out, &appointment.place);
    put_text(out, &appointment.note);
}

fn take_appointment(reader: &mut Reader<'_>) -> Result<Appointment, FrameError> {
    let (id, version) = (take_text(reader, "appointment")?, reader.u32("version")?);
    let stand: Stand = take_choice(reader, &STANDS.map(|(stand, _)| stand), "stand")?;
    Ok(Appointment {
        id,
        version,
        stand,
        starts_at: reader.i64("beginning")?,
        minutes: reader.u16("minutes")?,
        with: take_text(reader, "clinician")?,
        place: take_text(reader, "place")?,
        note: take_text(reader, "note")?,
    })
}

fn take_document(reader: &mut Reader<'_>) -> Result<Document, FrameError> {
    let id = take_text(reader, "document")?;
    let mut hash = [0; 32];
    hash.copy_from_slice(reader.take(32, "hash")?);
    Ok(Document {
        id,
        hash,
        bytes: reader.u64("length")?,
        kind: take_text(reader, "kind")?,
        name: take_text(reader, "name")?,
    })
}

fn put_stay(out: &mut Vec<u8>, stay: &Stay) {
    put_text(out, &stay.id);
    put_u32(out, stay.version);
    put_choice(out, &STAY_KINDS.map(|(kind, _)| kind), &stay.kind);
    put_i32(out, stay.admitted);
    out.push(u8::from(stay.left.is_some()));
    if let Some((day, leaving)) = &stay.left {
        put_i32(out, *day);
        put_choice(out, &LEAVINGS.map(|(leaving, _)| leaving), leaving);
    }
    put_text(out, &stay.note);
    out.push(u8::from(stay.withdrawn));
}

fn take_stay(reader: &mut Reader<'_>) -> Result<Stay, FrameError> {
    let (id, version) = (take_text(reader, "stay")?, reader.u32("version")?);
    let kind: StayKind = take_choice(reader, &STAY_KINDS.map(|(kind, _)| kind), "kind of stay")?;
    let admitted = reader.i32("day of admission")?;
    let left = match take_bool(reader, "whether it is over")? {
        false => None,
        true => {
            let day = reader.i32("day of discharge")?;
            let ends = LEAVINGS.map(|(leaving, _)| leaving);
            let leaving: Leaving = take_choice(reader, &ends, "how it ended")?;
            Some((day, leaving))
        }
    };
    Ok(Stay {
        id,
        version,
        kind,
        admitted,
        left,
        note: take_text(reader, "note")?,
        withdrawn: take_bool(reader, "whether it was withdrawn")?,
    })
}

fn take_membership(reader: &mut Reader<'_>) -> Result<Membership, FrameError> {
    let (version, team) = (reader.u32("version")?, take_text(reader, "team")?);
    let site = take_text(reader, "site")?;
    let programmes = PROGRAMMES.map(|(programme, _)| programme);
    let programme: Programme = take_choice(reader, &programmes, "programme")?;
    Ok(Membership { version, team, site, programme })
}
