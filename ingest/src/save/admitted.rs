//! The state of admission as bytes, written and read one thing after the other: of a million people nothing is
//! there twice.

use std::io::{self, Read, Write};

use bincode::error::EncodeError;
use bincode::{Decode, Encode};
use vitals::ReadingId;
use wire::Incarnation;

use super::{SaveError, config};
use crate::admit::{Admission, SeenKey};
use crate::attribute::habits::Person;
use crate::entry::Stamped;

/// Writes it.
pub(super) fn put_admission(admission: &Admission, to: &mut impl Write) -> io::Result<()> {
    let (roster, fleet, clocks) =
        (admission.roster.encode(), admission.fleet.encode(), admission.clocks.encode());
    // In one list: each takes what is its own.
    put(&(roster.len() + fleet.len() + clocks.len()), to)?;
    roster.iter().chain(&fleet).chain(&clocks).try_for_each(|entry| put(entry, to))?;
    put(&admission.marks.len(), to)?;
    for ((gateway, incarnation), mark) in &admission.marks {
        put(&(gateway.as_str(), incarnation.0, *mark), to)?;
    }
    put_all(admission.seen.export(), to)?;
    put_all(admission.habits.export(), to)?;
    put(&admission.habits.export_uses(), to)?;
    put(&admission.totals, to)?;
    let settled: Vec<(u64, u16)> =
        admission.settled.iter().map(|id| (id.offset, id.index)).collect();
    put(&settled, to)
}

/// Reads what [`put_admission`] wrote, and no more.
pub(super) fn take_admission(from: &mut impl Read) -> Result<Admission, SaveError> {
    let mut admission = Admission::default();
    for bytes in each::<Vec<u8>, _>(from)? {
        let entry = Stamped::decode(&bytes?)?.entry;
        admission.roster.apply(&entry);
        admission.fleet.apply(&entry);
        admission.clocks.apply(&entry);
    }
    for mark in each::<(String, u128, u64), _>(from)? {
        let (gateway, incarnation, mark) = mark?;
        let gateway = gateway.parse().map_err(|_| SaveError::Damaged("a gateway id"))?;
        admission.marks.insert((gateway, Incarnation(incarnation)), mark);
    }
    for keys in each::<(String, Vec<SeenKey>), _>(from)? {
        let (device, keys) = keys?;
        let device = device.parse().map_err(|_| SaveError::Damaged("a device id"))?;
        admission.seen.import(device, keys);
    }
    for person in each::<(String, Person), _>(from)? {
        let (patient, person) = person?;
        let patient = patient.parse().map_err(|_| SaveError::Damaged("a habit's id"))?;
        admission.habits.import(patient, person);
    }
    for used in each(from)? {
        let (device, patient, used): (String, String, _) = used?;
        let ids = device.parse().ok().zip(patient.parse().ok());
        let (device, patient) = ids.ok_or(SaveError::Damaged("a habit's id"))?;
        admission.habits.import_use(device, patient, used);
    }
    admission.totals = take(from)?;
    for place in each(from)? {
        let (offset, index) = place?;
        admission.settled.insert(ReadingId { offset, index });
    }
    Ok(admission)
}

pub(super) fn put(part: &impl Encode, to: &mut impl Write) -> io::Result<()> {
    bincode::encode_into_std_write(part, to, config()).map(drop).map_err(|error| match error {
        EncodeError::Io { inner, .. } => inner,
        other => io::Error::other(other),
    })
}

fn put_all(
    mut parts: impl ExactSizeIterator<Item = impl Encode>,
    to: &mut impl Write,
) -> io::Result<()> {
    put(&parts.len(), to)?;
    parts.try_for_each(|part| put(&part, to))
}

pub(super) fn take<T: Decode<()>>(from: &mut impl Read) -> Result<T, SaveError> {
    bincode::decode_from_std_read(from, config())
        .map_err(|_| SaveError::Damaged("it doesn't decode"))
}

/// As many as are said to follow. Each takes up bytes: a count that is made up ends with them.
fn each<T: Decode<()>, R: Read>(
    from: &mut R,
) -> Result<impl Iterator<Item = Result<T, SaveError>>, SaveError> {
    let count: usize = take(from)?;
    Ok((0..count).map(move |_| take(from)))
}
