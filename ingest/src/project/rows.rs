//! What an entry adds to the readings store.

use risk_engine::held::for_each_value;
use store::readings::ReadingRow;
use vitals::{GatewayId, PatientId, ReadingId, StoredAt};
use wire::WireReading;

use crate::admit::reading_of;
use crate::entry::{Item, SpoolPlace, Stamped};

/// What an entry adds to the readings store: one row for each value.
pub fn rows_of(offset: u64, stamped: &Stamped) -> Vec<ReadingRow> {
    let mut rows = Vec::new();
    if let Some(delivery) = stamped.entry.delivery() {
        for (item, index) in delivery.items.iter().zip(0_u16..) {
            if let Item::Admitted { patient, reading, .. } = item
                && !patient.is_synthetic()
            {
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
    if let Some(claim) = stamped.entry.claim() {
        let id = ReadingId { offset, index: 0 };
        let stored_at = stamped.stored_at;
        let way = Way { id, stored_at, gateway: None, incarnation: None, seq: None };
        put_rows(&mut rows, &way, &claim.patient, &claim.reading);
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
