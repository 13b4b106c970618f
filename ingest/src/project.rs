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
pub(crate) use readings::ReadingsProjection;
pub(crate) use rows::rows_of;

use crate::admit::{Admission, reading_of};
use crate::board::Posted;
use crate::entry::{Attribution, Claim, Entry, Item, Stamped};
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
    match &stamped.entry {
        Entry::Enrolled(enrolment) => {
            vec![fact(0, &enrolment.patient, Fact::Planned(enrolment.plan.clone()))]
        }
        Entry::Delivered(delivery) => delivery
            .items
            .iter()
            .zip(0..)
            .filter_map(|(item, index)| match item {
                Item::Admitted { patient, reading, .. } => {
                    // It was admitted because this succeeds.
                    Some(fact(index, patient, Fact::Read(reading_of(reading).ok()?)))
                }
                _ => None,
            })
            .collect(),
        Entry::Planned { patient, plan, .. } => {
            vec![fact(0, patient, Fact::Planned(plan.clone()))]
        }
        Entry::Answered { patient, answers, .. } => {
            vec![fact(0, patient, Fact::Answered(answers.clone()))]
        }
        Entry::Acted { patient, act } => vec![fact(0, patient, Fact::Act(act.clone()))],
        Entry::Withdrawn { patient, withdrawal } => {
            vec![fact(0, patient, Fact::Withdrawn(withdrawal.clone()))]
        }
        Entry::Resumed { patient, .. } => vec![fact(0, patient, Fact::Resumed)],
        Entry::Claimed(claim) => claimed(claim).into_iter().collect(),
        Entry::Attributed(attribution) => {
            let Attribution { claim, from, .. } = &**attribution;
            let taken = from.as_ref().map(|(patient, reading)| {
                let by = claim.by.as_str().into();
                let why = WithdrawalReason::AnotherPerson;
                fact(1, patient, Fact::Withdrawn(Withdrawal { reading: *reading, by, why }))
            });
            claimed(claim).into_iter().chain(taken).collect()
        }
        Entry::RulesActivated { rules, .. } => {
            vec![Input::Rules(ReadingId { offset, index: 0 }, stored_at, rules.clone())]
        }
        Entry::RotaSet { rota, .. } => vec![Input::Rota(rota.clone())],
        Entry::Tick => vec![Input::Tick(ReadingId { offset, index: 0 }, stored_at)],
        Entry::Registered { .. }
        | Entry::Assigned(_)
        | Entry::Refused { .. }
        | Entry::Disclaimed { .. }
        | Entry::Gateway(_)
        | Entry::Contacted { .. }
        | Entry::ContactWithdrawn(_)
        | Entry::Deed(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
