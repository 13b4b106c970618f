//! What an entry changes in the care store, apart from what the engine decides.

use risk_engine::fact::{CarePlan, Spo2Scale, WithdrawalReason};
use store::care::{
    AnswersRow, AssignmentRow, AttributedRow, CandidateRow, Change, ContactRow,
    ContactWithdrawalRow, ContactWithdrawn, DisclaimedRow, DocumentRow, GatewayRow, PatientRow,
    PlanRow, QuarantineRow, ScheduleRow, SettledRow, UnclaimedRow, WithdrawalRow,
};
use vitals::{GatewayId, PatientId, ReadingId, StoredAt, TakenAt};
use wire::{Dated, WireReading};

use crate::entry::{
    Attribution, Claim, Confidence, Contact, ContactWithdrawal, Delivery, Doubt, Enrolment, Entry,
    ForeignDocument, Item, Quarantined, Replayed, Stamped,
};

/// What an entry changes in the care store by itself.
pub(crate) fn changes_of(offset: u64, stamped: &Stamped) -> Vec<Change> {
    if stamped.entry.is_synthetic() {
        return Vec::new();
    }
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
    let delivered = |delivery: &Delivery| -> Vec<Change> {
        let change = |(item, index): (&Item, u16)| match item {
            Item::Quarantined(apart) => Some(quarantined(index, Some(&delivery.gateway), apart)),
            Item::Unclaimed { reading, doubt, candidates } => {
                let id = ReadingId { offset, index };
                Some(unclaimed(id, stamped.stored_at, reading, *doubt, candidates))
            }
            _ => None,
        };
        delivery.items.iter().zip(0..).filter_map(change).collect()
    };
    match &stamped.entry {
        Entry::Enrolled(enrolment) => vec![
            Change::Enrolled(patient_row(enrolment)),
            scheduled(offset, stamped.stored_at, &enrolment.patient, &enrolment.plan),
        ],
        Entry::Registered { gateway, .. } => {
            vec![Change::Registered(GatewayRow { gateway: gateway.clone(), at: stamped.stored_at })]
        }
        Entry::Assigned(assignment) => vec![Change::Assigned(AssignmentRow {
            device: assignment.device.clone(),
            slot: assignment.slot,
            patient: assignment.patient.clone(),
            from: assignment.from,
        })],
        Entry::Delivered(delivery) => delivered(delivery),
        Entry::Uploaded(upload) => {
            let document = |document: &ForeignDocument| {
                Change::Documented(document_row(offset, stamped.stored_at, &upload.by, document))
            };
            let documents = upload.documents.iter().map(document);
            delivered(&upload.delivery).into_iter().chain(documents).collect()
        }
        Entry::Replayed(replayed) => {
            let settled = Change::Settled(settled(offset, stamped.stored_at, replayed));
            std::iter::once(settled).chain(delivered(&replayed.delivery)).collect()
        }
        Entry::Refused { gateway, quarantined: apart } => {
            vec![quarantined(0, gateway.as_ref(), apart)]
        }
        Entry::Planned { patient, plan, revision, .. } => {
            let planned = Change::Planned(PlanRow {
                patient: patient.clone(),
                spo2_scale_2: plan.spo2_scale == Spo2Scale::Two,
                oxygen: plan.supplemental_oxygen,
            });
            let scheduled = scheduled(offset, stamped.stored_at, patient, plan);
            let revised = revision.as_ref().map(|revision| {
                Change::Deed(super::deeds::revised(offset, stamped, patient, revision))
            });
            [planned, scheduled].into_iter().chain(revised).collect()
        }
        Entry::Answered { patient, answers, by } => vec![Change::Answered(AnswersRow {
            id: ReadingId { offset, index: 0 },
            patient: patient.clone(),
            at: stamped.stored_at,
            answers: answers.clone(),
            by: by.as_ref().map(|by| by.name.clone()),
        })],
        Entry::Withdrawn { patient, withdrawal } => vec![Change::Withdrawn(WithdrawalRow {
            reading: withdrawal.reading,
            patient: patient.clone(),
            at: stamped.stored_at,
            by: withdrawal.by.to_string(),
            reason: withdrawal.why,
        })],
        Entry::Claimed(claim) => vec![attributed(offset, stamped.stored_at, claim, None, "")],
        Entry::Attributed(attribution) => {
            let Attribution { claim, from, why } = &**attribution;
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
        Entry::Contacted { patient, contact } => {
            vec![contacted(offset, stamped.stored_at, patient, contact)]
        }
        Entry::ContactWithdrawn(withdrawal) => {
            vec![Change::ContactWithdrawn(contact_withdrawal(stamped.stored_at, withdrawal))]
        }
        Entry::Deed(deed) => super::deeds::changes(offset, stamped, deed),
        Entry::Acted { .. }
        | Entry::Resumed { .. }
        | Entry::RulesActivated { .. }
        | Entry::RotaSet { .. }
        | Entry::Gateway(_)
        | Entry::Worn(_)
        | Entry::ClockCorrected(_)
        | Entry::Tick => Vec::new(),
    }
}

fn scheduled(offset: u64, at: StoredAt, patient: &PatientId, plan: &CarePlan) -> Change {
    Change::Scheduled(ScheduleRow {
        id: ReadingId { offset, index: 0 },
        patient: patient.clone(),
        at,
        schedule: plan.schedule.clone(),
    })
}

fn settled(offset: u64, at: StoredAt, replayed: &Replayed) -> SettledRow {
    SettledRow { original: replayed.original, entry: offset, at, by: replayed.by.clone() }
}

fn contacted(offset: u64, at: StoredAt, patient: &PatientId, contact: &Contact) -> Change {
    Change::Contacted(ContactRow {
        id: ReadingId { offset, index: 0 },
        patient: patient.clone(),
        at,
        began_at: contact.began_at_ms,
        minutes: contact.minutes,
        live: contact.live,
        interpretation: contact.interpretation,
        what: contact.what.clone(),
        by: contact.by.clone(),
        withdrawn: None,
    })
}

fn contact_withdrawal(at: StoredAt, withdrawal: &ContactWithdrawal) -> ContactWithdrawalRow {
    let ContactWithdrawal { contact, by, why, .. } = withdrawal;
    let withdrawn = ContactWithdrawn { at, by: by.clone(), why: why.clone() };
    ContactWithdrawalRow { contact: *contact, withdrawn }
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

fn document_row(offset: u64, at: StoredAt, by: &str, document: &ForeignDocument) -> DocumentRow {
    DocumentRow {
        kind: document.kind.clone(),
        id: document.id.name(offset),
        version: document.version,
        patient: document.patient.clone(),
        key: document.key.clone(),
        at,
        happened_at: document.at_ms,
        offset,
        index: document.id.index(),
        by: by.to_owned(),
        body: document.body.clone(),
    }
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
