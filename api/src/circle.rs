//! The circle around a person: what they, their carers and their team do for each other, folded from the
//! journal's deeds. Decides apart from doing: routes read rows, these say what they mean.

mod agenda;
pub(crate) mod appointment;
pub(crate) mod calendar;
pub(crate) mod conversation;
pub(crate) mod dues;
pub(crate) mod medicine;
pub(crate) mod multipart;
pub(crate) mod paper;
pub(crate) mod remind;
pub(crate) mod shelf;
pub(crate) mod stay;
pub(crate) mod telephone;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use ingest::entry::{By, Deed, Done, Entry, Side, Stamped};
use rand::{RngCore, SeedableRng};
use store::care::DeedRow;
use tokio::sync::Mutex;
use vitals::PatientId;

use crate::access::{Pass, Role};
use crate::json::hex;
use crate::routes::Problem;
use crate::server::Shared;
use shelf::Shelf;

/// What the routes of the circle share.
pub(crate) struct Circle {
    /// Held from the look at how things stand until what follows from it is in the journal.
    pub(crate) settling: Mutex<()>,
    pub(crate) shelf: Shelf,
    /// Counts what may change the agenda of reminders.
    changes: AtomicU64,
}

impl Circle {
    pub(crate) fn of(data: &Path) -> Self {
        Self { settling: Mutex::default(), shelf: Shelf::of(data), changes: AtomicU64::new(0) }
    }

    /// How often something has changed that people are reminded of.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
}

/// A deed with its place in the journal.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) offset: u64,
    pub(crate) at: i64,
    pub(crate) deed: Deed,
}

/// So many of one kind are looked at for one person; older ones are in the journal.
pub(crate) const DEEDS_MAX: u32 = 2_000;

/// Who asks, as the journal keeps it.
pub(crate) fn by(pass: &Pass) -> By {
    match pass.role() {
        Role::Patient => By { name: pass.actor().name.to_string(), side: Side::Patient },
        Role::Carer => By { name: pass.actor().name.to_string(), side: Side::Carer },
        _ => By { name: pass.by().to_string(), side: Side::Team },
    }
}

/// A new id that nobody can guess.
pub(crate) fn new_id(start: &str) -> String {
    let mut bytes = [0; 12];
    rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
    format!("{start}-{}", hex(&bytes))
}

/// The newest deeds of one kind about a person, oldest first.
pub(crate) async fn deeds(
    shared: &Shared,
    patient: &PatientId,
    kind: &'static str,
) -> Result<Vec<Placed>, Problem> {
    deeds_upto(shared, patient, kind, DEEDS_MAX).await
}

/// The same, so many of them.
pub(crate) async fn deeds_upto(
    shared: &Shared,
    patient: &PatientId,
    kind: &'static str,
    limit: u32,
) -> Result<Vec<Placed>, Problem> {
    let rows = shared.pipeline.care().deeds_of(patient, kind, limit).await;
    let rows = rows.map_err(|error| Problem::unavailable(&error))?;
    rows.iter().map(placed).collect()
}

/// What a row holds.
pub(crate) fn placed(row: &DeedRow) -> Result<Placed, Problem> {
    let deed = deed_of(row).map_err(|error| Problem::unavailable(error.as_ref()))?;
    Ok(Placed { offset: row.id.offset, at: row.at.unix_ms(), deed })
}

/// The deed that a row holds.
pub(crate) fn deed_of(row: &DeedRow) -> anyhow::Result<Deed> {
    match Stamped::decode(&row.entry)?.entry {
        Entry::Deed(deed) => Ok(*deed),
        _ => anyhow::bail!("a deed's row holds another entry"),
    }
}

/// Whether something was done under this key already.
pub(crate) async fn is_done(
    shared: &Shared,
    patient: &PatientId,
    key: &str,
) -> Result<bool, Problem> {
    if key.is_empty() {
        return Ok(false);
    }
    let found = shared.pipeline.care().deed_with_key(patient, key).await;
    found.map(|row| row.is_some()).map_err(|error| Problem::unavailable(&error))
}

/// Puts a deed into the journal, and waits until everybody sees it.
pub(crate) async fn commit(
    shared: &Shared,
    patient: &PatientId,
    by: By,
    key: &str,
    done: Done,
) -> Result<(), Problem> {
    let is_reminded_of = matches!(done, Done::Prescribed(_) | Done::Arranged(_));
    let deed = Deed { patient: patient.clone(), by, key: key.to_owned(), done };
    let entry = Entry::Deed(Box::new(deed));
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    if is_reminded_of {
        shared.circle.changes.fetch_add(1, Ordering::Release);
    }
    Ok(())
}

/// A key as forms and programs send it; empty if there is none.
pub(crate) fn key(given: Option<&str>) -> Result<String, Problem> {
    let given = given.unwrap_or_default();
    let fits = given.len() <= KEY_MAX
        && given.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    let wrong = || Problem::unreadable("`key` must be at most 64 letters, digits and hyphens");
    fits.then(|| given.to_owned()).ok_or_else(wrong)
}

const KEY_MAX: usize = 64;
