//! The projections: what the journal's entries and the engine's outcomes change in the stores.

mod care;
mod changes;
mod deeds;
mod notices;
mod readings;
mod rows;

use std::time::Duration;

use risk_engine::dataflow::Input;
use risk_engine::fact::{Fact, PatientFact, Withdrawal, WithdrawalReason};
use risk_engine::outcome::Outcome;
use store::care::Change;
use tokio::sync::oneshot;
use vitals::{PatientId, ReadingId};

pub(crate) use care::{CareProjection, fill};
pub(crate) use changes::changes_of;
pub(crate) use readings::{ReadingsProjection, chain_of};
pub use rows::rows_of;

use crate::admit::{Admission, reading_of};
use crate::board::Posted;
use crate::entry::{Attribution, Claim, Entry, Item, Stamped};
use crate::journey::Journey;
use crate::save::Anchor;

/// How long a projection waits before it tries a store again.
const RETRY_DELAY: Duration = Duration::from_millis(500);

/// What a stretch of the journal changes, apart from what the engine decides.
pub(crate) struct Prepared {
    /// Offset after its last entry; the engine's `Decided` for it has the same.
    pub(crate) upto: u64,
    pub(crate) changes: Vec<Change>,
    /// What goes on the board without a decision.
    pub(crate) posted: Vec<Posted>,
    pub(crate) waiters: Vec<Waiter>,
    /// The messages in it that are traced.
    pub(crate) journeys: Vec<Journey>,
    /// The admission's state, if a snapshot is to be kept.
    pub(crate) save: Option<(Admission, Anchor)>,
}

/// Somebody who waits for the outcomes of an entry.
pub(crate) struct Waiter {
    pub(crate) offset: u64,
    pub(crate) reply: oneshot::Sender<Vec<Outcome>>,
}

/// What an entry puts on the board by itself.
pub(crate) fn posted_by(offset: u64, stamped: &Stamped) -> Option<Posted> {
    match &stamped.entry {
        entry if entry.is_synthetic() => None,
        Entry::Enrolled(enrolment) => Some(Posted::Enrolled(enrolment.clone())),
        Entry::Planned { patient, plan, .. } => {
            Some(Posted::Planned(patient.clone(), plan.clone()))
        }
        Entry::RulesActivated { rules, .. } => Some(Posted::Rules(rules.clone())),
        Entry::RotaSet { rota, .. } => Some(Posted::Rota(rota.clone())),
        Entry::Deed(deed) => deeds::posted(offset, deed),
        _ => None,
    }
}

/// What an entry gives the engine.
pub fn inputs_of(offset: u64, stamped: &Stamped) -> Vec<Input> {
    let mut inputs = Vec::new();
    push_inputs_of(offset, stamped, &mut inputs);
    inputs
}

/// Appends what an entry gives the engine.
pub fn push_inputs_of(offset: u64, stamped: &Stamped, inputs: &mut Vec<Input>) {
    let stored_at = stamped.stored_at;
    let fact = |index, patient: &PatientId, fact| {
        Input::Fact(PatientFact {
            id: ReadingId { offset, index },
            stored_at,
            patient: patient.clone(),
            fact,
        })
    };
    let claimed = |claim: &Claim| {
        // It was claimed because this succeeds.
        let reading = reading_of(&claim.reading).ok()?;
        Some(fact(0, &claim.patient, Fact::Read(reading)))
    };
    let read = |(item, index): (&Item, u16)| match item {
        // It was admitted because this succeeds.
        Item::Admitted { patient, reading, .. } => {
            Some(fact(index, patient, Fact::Read(reading_of(reading).ok()?)))
        }
        _ => None,
    };
    if let Some(delivery) = stamped.entry.delivery() {
        inputs.extend(delivery.items.iter().zip(0..).filter_map(read));
    }
    match &stamped.entry {
        Entry::Enrolled(enrolment) => {
            inputs.push(fact(0, &enrolment.patient, Fact::Planned(enrolment.plan.clone())));
        }
        Entry::Planned { patient, plan, .. } => {
            inputs.push(fact(0, patient, Fact::Planned(plan.clone())));
        }
        Entry::Answered { patient, answers, .. } => {
            inputs.push(fact(0, patient, Fact::Answered(answers.clone())));
        }
        Entry::Acted { patient, act } => inputs.push(fact(0, patient, Fact::Act(act.clone()))),
        Entry::Withdrawn { patient, withdrawal } => {
            inputs.push(fact(0, patient, Fact::Withdrawn(withdrawal.clone())));
        }
        Entry::Resumed { patient, .. } => inputs.push(fact(0, patient, Fact::Resumed)),
        Entry::Claimed(claim) => inputs.extend(claimed(claim)),
        Entry::Attributed(attribution) => {
            let Attribution { claim, from, .. } = &**attribution;
            let taken = from.as_ref().map(|(patient, reading)| {
                let by = claim.by.as_str().into();
                let why = WithdrawalReason::AnotherPerson;
                fact(1, patient, Fact::Withdrawn(Withdrawal { reading: *reading, by, why }))
            });
            inputs.extend(claimed(claim).into_iter().chain(taken));
        }
        Entry::RulesActivated { rules, .. } => {
            inputs.push(Input::Rules(ReadingId { offset, index: 0 }, stored_at, rules.clone()));
        }
        Entry::RotaSet { rota, .. } => inputs.push(Input::Rota(rota.clone())),
        Entry::Tick => inputs.push(Input::Tick(ReadingId { offset, index: 0 }, stored_at)),
        Entry::Registered { .. }
        | Entry::Assigned(_)
        | Entry::Refused { .. }
        | Entry::Disclaimed { .. }
        | Entry::Gateway(_)
        | Entry::Contacted { .. }
        | Entry::ContactWithdrawn(_)
        | Entry::Worn(_)
        | Entry::ClockCorrected(_)
        | Entry::Deed(_)
        // Their readings were given above.
        | Entry::Delivered(_)
        | Entry::Replayed(_)
        | Entry::Uploaded(_) => {}
    }
}

#[cfg(test)]
pub(crate) mod tests;
