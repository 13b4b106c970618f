//! The projections: what the journal's entries and the engine's outcomes change in the stores.

mod care;
mod notices;
mod readings;

use std::time::Duration;

use risk_engine::dataflow::Input;
use risk_engine::fact::{Fact, PatientFact, Spo2Scale, Withdrawal, WithdrawalReason};
use risk_engine::held::for_each_value;
use risk_engine::outcome::Outcome;
use store::care::{
    AnswersRow, AssignmentRow, AttributedRow, CandidateRow, Change, DisclaimedRow, GatewayRow,
    PatientRow, PlanRow, QuarantineRow, UnclaimedRow, WithdrawalRow,
};
use store::readings::ReadingRow;
use tokio::sync::oneshot;
use vitals::{GatewayId, PatientId, ReadingId, StoredAt, TakenAt};
use wire::{Dated, WireReading};

pub(crate) use care::{CareProjection, fill};
pub(crate) use readings::ReadingsProjection;

use crate::admit::{Admission, reading_of};
use crate::board::Posted;
use crate::entry::{
    Attribution, Claim, Confidence, Doubt, Enrolment, Entry, Item, Quarantined, SpoolPlace, Stamped,
};
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
pub(crate) fn posted_by(stamped: &Stamped) -> Option<Posted> {
    match &stamped.entry {
        Entry::Enrolled(enrolment) => Some(Posted::Enrolled(enrolment.clone())),
        Entry::Planned { patient, plan, .. } => {
            Some(Posted::Planned(patient.clone(), plan.clone()))
        }
        Entry::RulesActivated { rules, .. } => Some(Posted::Rules(rules.clone())),
        Entry::RotaSet { rota, .. } => Some(Posted::Rota(rota.clone())),
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
        Entry::Answered { patient, answers } => {
            vec![fact(0, patient, Fact::Answered(answers.clone()))]
        }
        Entry::Acted { patient, act } => vec![fact(0, patient, Fact::Act(act.clone()))],
        Entry::Withdrawn { patient, withdrawal } => {
            vec![fact(0, patient, Fact::Withdrawn(withdrawal.clone()))]
        }
        Entry::Resumed { patient, .. } => vec![fact(0, patient, Fact::Resumed)],
        Entry::Claimed(claim) => claimed(claim).into_iter().collect(),
        Entry::Attributed(Attribution { claim, from, .. }) => {
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
        | Entry::Disclaimed { .. } => Vec::new(),
    }
}

/// What an entry changes in the care store by itself.
pub(crate) fn changes_of(offset: u64, stamped: &Stamped) -> Vec<Change> {
    let quarantined = |index, gateway: Option<&GatewayId>, quarantined: &Quarantined| {
        Change::Quarantined(QuarantineRow {
            id: ReadingId { offset, index },
            at: stamped.stored_at,
            gateway: gateway.cloned(),
            reason: quarantined.why.name().to_owned(),
            detail: quarantined.detail.clone(),
            bytes: quarantined.bytes.clone(),
        })
    };
    match &stamped.entry {
        Entry::Enrolled(enrolment) => vec![Change::Enrolled(patient_row(enrolment))],
        Entry::Registered { gateway, .. } => {
            vec![Change::Registered(GatewayRow { gateway: gateway.clone(), at: stamped.stored_at })]
        }
        Entry::Assigned(assignment) => vec![Change::Assigned(AssignmentRow {
            device: assignment.device.clone(),
            slot: assignment.slot,
            patient: assignment.patient.clone(),
            from: assignment.from,
        })],
        Entry::Delivered(delivery) => delivery
            .items
            .iter()
            .zip(0..)
            .filter_map(|(item, index)| match item {
                Item::Quarantined(apart) => {
                    Some(quarantined(index, Some(&delivery.gateway), apart))
                }
                Item::Unclaimed { reading, doubt, candidates } => {
                    let id = ReadingId { offset, index };
                    Some(unclaimed(id, stamped.stored_at, reading, *doubt, candidates))
                }
                _ => None,
            })
            .collect(),
        Entry::Refused { gateway, quarantined: apart } => {
            vec![quarantined(0, gateway.as_ref(), apart)]
        }
        Entry::Planned { patient, plan, .. } => vec![Change::Planned(PlanRow {
            patient: patient.clone(),
            spo2_scale_2: plan.spo2_scale == Spo2Scale::Two,
            oxygen: plan.supplemental_oxygen,
        })],
        Entry::Answered { patient, answers } => vec![Change::Answered(AnswersRow {
            id: ReadingId { offset, index: 0 },
            patient: patient.clone(),
            at: stamped.stored_at,
            answers: answers.clone(),
        })],
        Entry::Withdrawn { patient, withdrawal } => vec![Change::Withdrawn(WithdrawalRow {
            reading: withdrawal.reading,
            patient: patient.clone(),
            at: stamped.stored_at,
            by: withdrawal.by.to_string(),
            reason: withdrawal.why,
        })],
        Entry::Claimed(claim) => vec![attributed(offset, stamped.stored_at, claim, None, "")],
        Entry::Attributed(Attribution { claim, from, why }) => {
            let taken = from.as_ref().map(|(patient, reading)| {
                Change::Withdrawn(WithdrawalRow {
                    reading: *reading,
                    patient: patient.clone(),
                    at: stamped.stored_at,
                    by: claim.by.clone(),
                    reason: WithdrawalReason::AnotherPerson,
                })
            });
            let from = from.as_ref().map(|(patient, _)| patient);
            let given = attributed(offset, stamped.stored_at, claim, from, why);
            std::iter::once(given).chain(taken).collect()
        }
        Entry::Disclaimed { original, patient, by } => vec![Change::Disclaimed(DisclaimedRow {
            reading: *original,
            patient: patient.clone(),
            at: stamped.stored_at,
            by: by.clone(),
        })],
        Entry::Acted { .. }
        | Entry::Resumed { .. }
        | Entry::RulesActivated { .. }
        | Entry::RotaSet { .. }
        | Entry::Tick => Vec::new(),
    }
}

fn unclaimed(
    id: ReadingId,
    at: StoredAt,
    reading: &WireReading,
    doubt: Doubt,
    candidates: &[(PatientId, Confidence)],
) -> Change {
    let taken_at = match reading.dated {
        Dated::At { taken_at, .. } => taken_at,
        // What has no time was kept apart before anybody asked whose it is.
        Dated::Undatable => TakenAt::from_unix_ms(at.unix_ms()),
    };
    let candidates = candidates.iter();
    Change::Unclaimed(UnclaimedRow {
        id,
        at,
        taken_at,
        device: reading.device.clone(),
        doubt: doubt.name().to_owned(),
        candidates: candidates
            .map(|(patient, confidence)| CandidateRow {
                patient: patient.clone(),
                per_mille: confidence.per_mille(),
                denied: false,
            })
            .collect(),
        reading: reading.encode(),
    })
}

fn attributed(
    offset: u64,
    at: StoredAt,
    claim: &Claim,
    from: Option<&PatientId>,
    why: &str,
) -> Change {
    Change::Attributed(AttributedRow {
        id: ReadingId { offset, index: 0 },
        original: claim.original,
        patient: claim.patient.clone(),
        from: from.cloned(),
        at,
        by: claim.by.clone(),
        why: why.to_owned(),
    })
}

/// What an entry adds to the readings store: one row for each value.
pub(crate) fn rows_of(offset: u64, stamped: &Stamped) -> Vec<ReadingRow> {
    let mut rows = Vec::new();
    match &stamped.entry {
        Entry::Delivered(delivery) => {
            for (item, index) in delivery.items.iter().zip(0_u16..) {
                if let Item::Admitted { patient, reading, .. } = item {
                    let seq = |place: SpoolPlace| place.first_seq + u64::from(index);
                    let way = Way {
                        id: ReadingId { offset, index },
                        stored_at: stamped.stored_at,
                        gateway: Some(&delivery.gateway),
                        incarnation: delivery.place.map(|place| place.incarnation.0),
                        seq: delivery.place.map(seq),
                    };
                    put_rows(&mut rows, &way, patient, reading);
                }
            }
        }
        Entry::Claimed(claim) | Entry::Attributed(Attribution { claim, .. }) => {
            let id = ReadingId { offset, index: 0 };
            let stored_at = stamped.stored_at;
            let way = Way { id, stored_at, gateway: None, incarnation: None, seq: None };
            put_rows(&mut rows, &way, &claim.patient, &claim.reading);
        }
        _ => {}
    }
    rows
}

/// How a reading came.
struct Way<'a> {
    id: ReadingId,
    stored_at: StoredAt,
    gateway: Option<&'a GatewayId>,
    incarnation: Option<u128>,
    seq: Option<u64>,
}

fn put_rows(rows: &mut Vec<ReadingRow>, way: &Way<'_>, patient: &PatientId, sent: &WireReading) {
    // It was admitted because this succeeds.
    let Ok(reading) = reading_of(sent) else {
        return;
    };
    for_each_value(&reading, |sign, milli, reach| {
        rows.push(ReadingRow {
            id: way.id,
            patient: patient.clone(),
            device: reading.device.clone(),
            sign,
            milli,
            reach,
            origin: reading.origin,
            taken_at: reading.taken_at,
            heard_at: reading.heard_at,
            stored_at: way.stored_at,
            gateway: way.gateway.cloned(),
            incarnation: way.incarnation,
            seq: way.seq,
        });
    });
}

fn patient_row(enrolment: &Enrolment) -> PatientRow {
    PatientRow {
        patient: enrolment.patient.clone(),
        name: enrolment.name.clone(),
        born: enrolment.born.reveal().clone(),
        sex: enrolment.sex.clone(),
        conditions: enrolment.conditions.clone(),
        zone: enrolment.zone.clone(),
        spo2_scale_2: enrolment.plan.spo2_scale == Spo2Scale::Two,
        oxygen: enrolment.plan.supplemental_oxygen,
    }
}
