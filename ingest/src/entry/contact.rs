//! Time that staff spend on a person: what a month's minutes are counted from.

use vitals::{PatientId, ReadingId};

/// Time that somebody spent on a person, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// When it began, ms since 1970.
    pub began_at_ms: i64,
    /// How long it took, at least 1.
    pub minutes: u16,
    /// Whether they spoke with the person, or with who cares for them.
    pub live: bool,
    /// Whether it was a physician's, or another qualified professional's, collecting and interpreting of data.
    pub interpretation: bool,
    /// What was done.
    pub what: String,
    /// Who did it and signs for it.
    pub by: String,
}

/// A contact that doesn't count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactWithdrawal {
    /// Whose it was.
    pub patient: PatientId,
    /// Where it stands in the journal.
    pub contact: ReadingId,
    /// Who takes it back.
    pub by: String,
    /// Why.
    pub why: String,
}
