//! What a decision can depend on, as it comes out of the journal.

use std::sync::Arc;

use vitals::{AlertId, PatientId, Reading, ReadingId, StoredAt};

/// One journal entry's worth for one patient.
#[derive(Debug, Clone)]
pub struct PatientFact {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// When it entered the journal.
    pub stored_at: StoredAt,
    /// Whom it is about.
    pub patient: PatientId,
    /// What is the case.
    pub fact: Fact,
}

/// Something that is the case.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The person's care plan is now this.
    Planned(CarePlan),
    /// A reading was taken.
    Read(Reading),
    /// Somebody asks to acknowledge an alert.
    Acknowledge(Acknowledge),
}

/// What a clinician has settled about one person's care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CarePlan {
    /// Which saturation scale counts. Only a clinician sets it; no condition implies it.
    pub spo2_scale: Spo2Scale,
    /// Whether the person is on supplemental oxygen, where that is settled.
    pub supplemental_oxygen: Option<bool>,
}

/// The two saturation scales of NEWS2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spo2Scale {
    /// For everybody else.
    #[default]
    One,
    /// For confirmed hypercapnic respiratory failure with a prescribed target of 88–92 %.
    Two,
}

/// A request to acknowledge: it holds only if nobody changed the alert since `version`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledge {
    /// Which alert.
    pub alert: AlertId,
    /// The version of the alert that the person saw.
    pub version: u32,
    /// Who acknowledges.
    pub by: Arc<str>,
    /// What happens next.
    pub next: NextStep,
}

/// What happens after an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// The clinician calls the person now.
    CallingNow,
    /// This is known for this person.
    Known,
    /// The reading looks wrong, and another was asked for.
    ReadingWrong,
    /// Somebody else was told.
    PassedOn,
    /// Something else.
    Other,
}
