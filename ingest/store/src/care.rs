//! The care store: people, their gateways and devices, alerts, every outcome, and the quarantine.
//!
//! It is a projection of the journal. [`Care::commit`] puts changes in together with the cursor
//! that says up to where they reach, so the two never disagree.

use std::fmt;

use risk_engine::fact::{Answers, WithdrawalReason};
use risk_engine::held::Sample;
use risk_engine::outcome::{Decision, Disposition, Outcome, Reason};
use vitals::{DeviceId, GatewayId, PatientId, Private, ReadingId, StoredAt, TakenAt, UserSlot};

mod burden;
pub mod contract;
mod db;
mod deeds;
mod documents;
mod error;
pub mod held;
mod ledger;
pub mod outbox;
mod postgres;
mod read;
mod saved;
mod sql;
mod sqlite;
mod store;
pub mod subscriptions;
mod write;

pub use burden::{AlertBurden, Automated};
pub use deeds::DeedRow;
pub use documents::DocumentRow;
pub use error::{CareError, SavedError};
pub use held::{AttributedRow, CandidateRow, DisclaimedRow, UnclaimedRow};
pub use ledger::{ContactRow, ContactWithdrawalRow, ContactWithdrawn, ScheduleRow};
pub use postgres::PostgresSettings;
pub use store::Care;

/// One thing that is now the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A person is cared for, or what is known of them is now this.
    Enrolled(PatientRow),
    /// What a clinician has planned for a person, as far as it has columns.
    Planned(PlanRow),
    /// A gateway may send.
    Registered(GatewayRow),
    /// A device is worn by a person from a moment on.
    Assigned(AssignmentRow),
    /// The engine decided something.
    Decided(Outcome),
    /// Somebody outside has to be told of something that was decided.
    Noticed(outbox::Notice),
    /// Something that arrived was refused.
    Quarantined(QuarantineRow),
    /// Something that had been refused was taken after all.
    Settled(SettledRow),
    /// A person answered questions.
    Answered(AnswersRow),
    /// A reading doesn't count any more.
    Withdrawn(WithdrawalRow),
    /// A reading came in, and nobody knows whose it is.
    Unclaimed(UnclaimedRow),
    /// Somebody who may have been measured wasn't.
    Disclaimed(DisclaimedRow),
    /// A reading is somebody's from now on.
    Attributed(AttributedRow),
    /// Somebody spent time on a person.
    Contacted(ContactRow),
    /// A contact doesn't count any more.
    ContactWithdrawn(ContactWithdrawalRow),
    /// What a person is asked to measure from now on.
    Scheduled(ScheduleRow),
    /// Another system sent a document.
    Documented(DocumentRow),
    /// Somebody did something about a person's care.
    Deed(DeedRow),
}

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct PatientRow {
    /// Their id.
    pub patient: PatientId,
    /// Their name, as clinicians read it.
    pub name: Private<String>,
    /// Their date of birth, ISO 8601.
    pub born: String,
    /// Their sex, as recorded.
    pub sex: String,
    /// What they are cared for.
    pub conditions: Vec<String>,
    /// Their time zone, as in the IANA database.
    pub zone: String,
    /// Whether a clinician has set the second saturation scale.
    pub spo2_scale_2: bool,
    /// Whether they are on supplemental oxygen, where that is settled.
    pub oxygen: Option<bool>,
}

/// Prints the id only: the rest tells who somebody is and what ails them.
impl fmt::Debug for PatientRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatientRow").field("patient", &self.patient).finish_non_exhaustive()
    }
}

/// What a clinician has settled for a person who is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Whose.
    pub patient: PatientId,
    /// Whether the second saturation scale counts.
    pub spo2_scale_2: bool,
    /// Whether they are on supplemental oxygen, where that is settled.
    pub oxygen: Option<bool>,
}

/// A gateway that may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRow {
    /// Its id.
    pub gateway: GatewayId,
    /// When it was registered last.
    pub at: StoredAt,
}

/// Who wears a device, from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentRow {
    /// The device.
    pub device: DeviceId,
    /// The user of the device, where it knows users.
    pub slot: Option<UserSlot>,
    /// The person.
    pub patient: PatientId,
    /// From when on.
    pub from: TakenAt,
}

/// Something refused, with its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// When it entered the journal.
    pub at: StoredAt,
    /// Which gateway sent it, if that is known.
    pub gateway: Option<GatewayId>,
    /// Why, as a stable code in snake case.
    pub reason: String,
    /// Why, for a person.
    pub detail: String,
    /// What arrived.
    pub bytes: Vec<u8>,
}

/// Prints neither the bytes nor the detail: both may hold values.
impl fmt::Debug for QuarantineRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuarantineRow")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("gateway", &self.gateway)
            .field("reason", &self.reason)
            .field("bytes_total", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Something that was refused, and was taken after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledRow {
    /// Where it was refused.
    pub original: ReadingId,
    /// The journal entry that took it.
    pub entry: u64,
    /// When.
    pub at: StoredAt,
    /// Who had it taken.
    pub by: String,
}

/// Answers that a person gave.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswersRow {
    /// Where they stand in the journal.
    pub id: ReadingId,
    /// Whose.
    pub patient: PatientId,
    /// When they entered the journal.
    pub at: StoredAt,
    /// What was answered, and when.
    pub answers: Answers,
    /// Who gave them, if that was kept.
    pub by: Option<String>,
}

/// Prints no answer: they tell what ails somebody.
impl fmt::Debug for AnswersRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswersRow").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A reading that doesn't count any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalRow {
    /// The reading.
    pub reading: ReadingId,
    /// Whose it was taken for.
    pub patient: PatientId,
    /// When it was withdrawn.
    pub at: StoredAt,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: WithdrawalReason,
}

/// Which outcome: its cause, whom it is about, and its place among those of that cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventId {
    /// The fact that caused it.
    pub cause: ReadingId,
    /// Whom it is about.
    pub patient: PatientId,
    /// Its place, from 0.
    pub place: u16,
}

/// One outcome as it was stored: with the journal it says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// What happened, as a stable code: `stepped`, `calmed`, `refused`, or `alert_` and one of
    /// `raised`, `joined`, `acknowledged`, `escalated`, `cleared`, `assigned`, `snoozed`, `reopened`, `put_off`, `undone`,
    /// `closed`, `superseded`. Version 1 wrote `asked_to_measure` for `stepped`.
    pub kind: String,
    /// Who had to do something.
    pub disposition: Disposition,
    /// Which version of the engine decided; none if version 1 of the tables kept it.
    pub engine: Option<u32>,
    /// The outcome itself.
    pub outcome: Outcome,
}

impl EventRow {
    /// Which outcome it is.
    pub fn id(&self) -> EventId {
        let Outcome { cause, place, patient, .. } = &self.outcome;
        EventId { cause: *cause, patient: patient.clone(), place: *place }
    }

    /// The readings that it rests on, each once, sorted.
    pub fn readings(&self) -> Vec<ReadingId> {
        let mut readings: Vec<ReadingId> = match &self.outcome.decision {
            Decision::Stepped { reasons, .. } => {
                reasons.iter().filter_map(sample_of).map(Sample::reading).collect()
            }
            Decision::Alert { alert, .. } => alert.readings.clone(),
            Decision::Calmed { .. } | Decision::Refused { .. } => Vec::new(),
        };
        readings.sort_unstable();
        readings.dedup();
        readings
    }
}

fn sample_of(reason: &Reason) -> Option<&Sample> {
    match reason {
        Reason::Value { sample, .. } | Reason::Twice { sample, .. } => Some(sample),
        Reason::Points { sample, .. } => sample.as_ref(),
        _ => None,
    }
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People.
    pub patients: u64,
    /// Gateways.
    pub gateways: u64,
    /// Assignments of devices, past ones too.
    pub assignments: u64,
    /// Alerts, ended ones too.
    pub alerts: u64,
    /// Alerts that stand on the worklist.
    pub alerts_open: u64,
    /// Outcomes.
    pub events: u64,
    /// Things in quarantine.
    pub quarantined: u64,
}
