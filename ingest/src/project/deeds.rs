//! What people do for each other about somebody's care, as changes of the care store and the board.

use risk_engine::outcome::Severity;
use sha2::{Digest, Sha256};
use store::care::outbox::Notice;
use store::care::{Change, DeedRow};
use vitals::{PatientId, ReadingId};

use crate::board::Posted;
use crate::entry::{Deed, Done, Reminder, Revision, Side, Stamped};

/// The row, and what has to be told outside.
pub(super) fn changes(offset: u64, stamped: &Stamped, deed: &Deed) -> Vec<Change> {
    let row = Change::Deed(row(offset, stamped, deed));
    let told = match &deed.done {
        Done::Reminded(reminder) => Some(Change::Noticed(notice(offset, stamped, deed, reminder))),
        _ => None,
    };
    std::iter::once(row).chain(told).collect()
}

/// How people are reached, as the store calls it.
pub(super) const WHEREABOUTS: &str = "whereabouts";

/// What the work list shows of it: messages that wait for the team, and how people are reached.
pub(super) fn posted(offset: u64, deed: &Deed) -> Option<Posted> {
    let patient = || deed.patient.clone();
    match (&deed.done, deed.by.side) {
        (Done::Wrote(_), Side::Patient | Side::Carer) => Some(Posted::Wrote(patient(), offset)),
        (Done::Located(known), _) => Some(Posted::Located(patient(), known.clone())),
        (Done::Read { upto }, Side::Team) => Some(Posted::TeamRead(patient(), *upto)),
        _ => None,
    }
}

/// A change of somebody's plan, as a row beside those deeds: its entry says from what to what.
pub(super) fn revised(
    offset: u64,
    stamped: &Stamped,
    patient: &PatientId,
    revision: &Revision,
) -> DeedRow {
    DeedRow {
        id: ReadingId { offset, index: 0 },
        patient: patient.clone(),
        at: stamped.stored_at,
        kind: "plan".to_owned(),
        thing: patient.to_string(),
        side: Side::Team.name().to_owned(),
        mark: Some(i64::from(revision.version)),
        key: String::new(),
        entry: stamped.encode(),
    }
}

fn row(offset: u64, stamped: &Stamped, deed: &Deed) -> DeedRow {
    let (kind, thing, mark) = match &deed.done {
        Done::Wrote(message) => ("message", message.thread.as_str(), None),
        Done::Read { upto } => ("read", "", i64::try_from(*upto).ok()),
        Done::Prescribed(medicine) => ("medicine", medicine.id.as_str(), None),
        Done::Dosed(dose) => ("dose", dose.medicine.as_str(), dose.due_at),
        Done::Arranged(of) => ("appointment", of.id.as_str(), Some(of.starts_at)),
        Done::Filed(document) => ("document", document.id.as_str(), None),
        Done::Reminded(reminder) => ("reminder", reminder.of.as_str(), Some(reminder.due_at)),
        Done::Stayed(stay) => ("stay", stay.id.as_str(), Some(i64::from(stay.admitted))),
        Done::Joined(_) => ("team", deed.patient.as_str(), None),
        Done::Located(_) => (WHEREABOUTS, deed.patient.as_str(), None),
    };
    DeedRow {
        id: ReadingId { offset, index: 0 },
        patient: deed.patient.clone(),
        at: stamped.stored_at,
        kind: kind.to_owned(),
        thing: thing.to_owned(),
        side: deed.by.side.name().to_owned(),
        mark,
        key: deed.key.clone(),
        entry: stamped.encode(),
    }
}

/// A reminder as notices are: it stands for itself where others name an alert, and says nothing of what it is
/// about.
fn notice(offset: u64, stamped: &Stamped, deed: &Deed, reminder: &Reminder) -> Notice {
    let id = |start: &str| {
        let hash = Sha256::digest(format!("{start}|{}|{}", deed.patient, reminder.of).as_bytes());
        let hex: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{start}-{hex}")
    };
    Notice {
        id: id("n"),
        cause: ReadingId { offset, index: 0 },
        place: 0,
        at: stamped.stored_at,
        kind: REMINDER.to_owned(),
        // Letters, digits and a hyphen: an id.
        alert: id("r").parse().expect("letters, digits and a hyphen are an id"),
        patient: deed.patient.clone(),
        problem: "reminder".to_owned(),
        severity: Severity::Review,
        version: 1,
        level: 0,
        due_at: Some(vitals::StoredAt::from_unix_ms(reminder.due_at)),
        person: None,
    }
}

/// What a reminder is called where notices are chosen.
const REMINDER: &str = "reminder.due";
