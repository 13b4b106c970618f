//! The projections: what the journal's entries and the engine's outcomes change in the stores.

mod care;
mod notices;
mod readings;

use std::time::Duration;

use risk_engine::dataflow::Input;
use risk_engine::fact::{Fact, PatientFact, Spo2Scale};
use risk_engine::held::for_each_value;
use risk_engine::outcome::Outcome;
use store::care::{AssignmentRow, Change, GatewayRow, PatientRow, QuarantineRow};
use store::readings::ReadingRow;
use tokio::sync::oneshot;
use vitals::ReadingId;

pub(crate) use care::{CareProjection, fill};
pub(crate) use readings::ReadingsProjection;

use crate::admit::{Admission, reading_of};
use crate::entry::{Enrolment, Entry, Item, Quarantined, Stamped};
use crate::save::Anchor;

/// How long a projection waits before it tries a store again.
const RETRY_DELAY: Duration = Duration::from_millis(500);

/// What a stretch of the journal changes, apart from what the engine decides.
pub(crate) struct Prepared {
    /// Offset after its last entry; the engine's `Decided` for it has the same.
    pub(crate) upto: u64,
    pub(crate) changes: Vec<Change>,
    pub(crate) people: Vec<Enrolment>,
    pub(crate) waiters: Vec<Waiter>,
    /// The admission's state, if a snapshot is to be kept.
    pub(crate) save: Option<(Admission, Anchor)>,
}

/// Somebody who waits for the outcomes of an entry.
pub(crate) struct Waiter {
    pub(crate) offset: u64,
    pub(crate) reply: oneshot::Sender<Vec<Outcome>>,
}

impl Entry {
    pub(crate) fn enrolment(&self) -> Option<Enrolment> {
        match self {
            Self::Enrolled(enrolment) => Some(enrolment.clone()),
            _ => None,
        }
    }
}

/// What an entry gives the engine.
pub(crate) fn inputs_of(offset: u64, stamped: &Stamped) -> Vec<Input> {
    let stored_at = stamped.stored_at;
    let fact = |index, patient: &vitals::PatientId, fact| {
        Input::Fact(PatientFact {
            id: ReadingId { offset, index },
            stored_at,
            patient: patient.clone(),
            fact,
        })
    };
    match &stamped.entry {
        Entry::Enrolled(enrolment) => {
            vec![fact(0, &enrolment.patient, Fact::Planned(enrolment.plan))]
        }
        Entry::Delivered(delivery) => delivery
            .items
            .iter()
            .zip(0..)
            .filter_map(|(item, index)| match item {
                Item::Admitted { patient, reading } => {
                    // It was admitted because this succeeds.
                    Some(fact(index, patient, Fact::Read(reading_of(reading).ok()?)))
                }
                _ => None,
            })
            .collect(),
        Entry::Acknowledge { patient, wish } => {
            vec![fact(0, patient, Fact::Acknowledge(wish.clone()))]
        }
        Entry::Tick => vec![Input::Tick(ReadingId { offset, index: 0 }, stored_at)],
        Entry::Registered { .. } | Entry::Assigned(_) | Entry::Refused { .. } => Vec::new(),
    }
}

/// What an entry changes in the care store by itself.
pub(crate) fn changes_of(offset: u64, stamped: &Stamped) -> Vec<Change> {
    let quarantined = |index, gateway: Option<&vitals::GatewayId>, quarantined: &Quarantined| {
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
                _ => None,
            })
            .collect(),
        Entry::Refused { gateway, quarantined: apart } => {
            vec![quarantined(0, gateway.as_ref(), apart)]
        }
        Entry::Acknowledge { .. } | Entry::Tick => Vec::new(),
    }
}

/// What an entry adds to the readings store: one row for each value.
pub(crate) fn rows_of(offset: u64, stamped: &Stamped) -> Vec<ReadingRow> {
    let Entry::Delivered(delivery) = &stamped.entry else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (item, index) in delivery.items.iter().zip(0_u16..) {
        let Item::Admitted { patient, reading: sent } = item else {
            continue;
        };
        // It was admitted because this succeeds.
        let Ok(reading) = reading_of(sent) else {
            continue;
        };
        for_each_value(&reading.measurement, |sign, milli, reach| {
            rows.push(ReadingRow {
                id: ReadingId { offset, index },
                patient: patient.clone(),
                device: reading.device.clone(),
                sign,
                milli,
                reach,
                origin: reading.origin,
                taken_at: reading.taken_at,
                heard_at: reading.heard_at,
                stored_at: stamped.stored_at,
                gateway: Some(delivery.gateway.clone()),
                incarnation: delivery.place.map(|place| place.incarnation.0),
                seq: delivery.place.map(|place| place.first_seq + u64::from(index)),
            });
        });
    }
    rows
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
