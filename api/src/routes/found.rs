//! A reading found by its id: what it says, where it first stood, and whose it is now.

use std::error::Error;

use ingest::entry::{Claim, Entry, Item, Stamped};
use ingest::pipeline::StartError;
use ingest::replay::entry_at;
use journal::JournalError;
use vitals::{PatientId, ReadingId};
use wire::WireReading;

use super::problem::Problem;
use crate::language::say;
use crate::server::Shared;

/// A reading as one journal entry has it.
pub(crate) struct Entered {
    /// Where it first stood.
    pub(crate) original: ReadingId,
    /// Whose that entry says it is.
    pub(crate) patient: Option<PatientId>,
    /// As the gateway sent it.
    pub(crate) reading: WireReading,
}

/// A reading and whose it is now.
pub(crate) struct Found {
    /// Where it first stood.
    pub(crate) original: ReadingId,
    /// Whose it is, and under which id it counts for them.
    pub(crate) owner: Option<(PatientId, ReadingId)>,
    /// As the gateway sent it.
    pub(crate) reading: WireReading,
}

/// `offset-index`, or `offset.index` as pages show it.
pub(crate) fn reading_id(text: &str) -> Option<ReadingId> {
    let (offset, index) = text.split_once(['-', '.'])?;
    Some(ReadingId { offset: offset.parse().ok()?, index: index.parse().ok()? })
}

/// The way in which addresses name a reading.
pub(crate) fn reading_name(id: ReadingId) -> String {
    format!("{}-{}", id.offset, id.index)
}

/// A reading as the journal has it at this place.
pub(crate) async fn entered(shared: &Shared, id: ReadingId) -> Result<Option<Entered>, Problem> {
    let stamped = entry(shared, id.offset).await?;
    Ok(stamped.and_then(|stamped| entered_by(&stamped.entry, id)))
}

/// One entry of the journal; none if there is none.
pub(crate) async fn entry(shared: &Shared, offset: u64) -> Result<Option<Stamped>, Problem> {
    let journal = shared.pipeline.journal().clone();
    let read = tokio::task::spawn_blocking(move || entry_at(journal.as_ref(), offset)).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    read.map_err(|error| unread(&error))
}

/// The problem of something that can't be read in the journal: it may have been removed.
pub(crate) fn unread(error: &(dyn Error + 'static)) -> Problem {
    if let Some(StartError::Journal(JournalError::Pruned { .. })) = error.downcast_ref() {
        return Problem::not_found(say("problem-pruned"));
    }
    Problem::unavailable(error)
}

fn entered_by(entry: &Entry, id: ReadingId) -> Option<Entered> {
    if let Some(claim) = entry.claim().filter(|_| id.index == 0) {
        let Claim { original, patient, reading, .. } = claim.clone();
        return Some(Entered { original, patient: Some(patient), reading });
    }
    match entry.delivery()?.items.get(usize::from(id.index))?.clone() {
        Item::Admitted { patient, reading, .. } => {
            Some(Entered { original: id, patient: Some(patient), reading })
        }
        Item::Unclaimed { reading, .. } => Some(Entered { original: id, patient: None, reading }),
        Item::Repeated | Item::Quarantined(_) => None,
    }
}

/// A reading and whose it is now, whichever of its ids is given.
pub(crate) async fn found(shared: &Shared, id: ReadingId) -> Result<Option<Found>, Problem> {
    let Some(entered) = entered(shared, id).await? else {
        return Ok(None);
    };
    let original = entered.original;
    let newest = shared.pipeline.care().attribution_of(original).await;
    let newest = newest.map_err(|error| Problem::unavailable(&error))?;
    let owner = match newest {
        Some(row) => Some((row.patient, row.id)),
        None => entered.patient.map(|patient| (patient, original)),
    };
    Ok(Some(Found { original, owner, reading: entered.reading }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_named_by_its_entry_and_its_place() {
        let check = |text: &str, id: Option<(u64, u16)>| {
            let read = reading_id(text).map(|id| (id.offset, id.index));
            assert_eq!(read, id, "{text:?}");
        };
        check("118-0", Some((118, 0)));
        check("118.3", Some((118, 3)));
        check("118", None);
        check("-1", None);
        check("118-65536", None);
        check("118-0-0", None);
    }
}
