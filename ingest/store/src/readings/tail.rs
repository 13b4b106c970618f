//! The fresh rows that are in no segment yet, in memory, by person and time.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use vitals::{PatientId, ReadingId, TakenAt, VitalSign};

use super::{Period, ReadingRow};

/// Rows that are in no segment yet. The same row is held once.
#[derive(Debug, Default)]
pub(super) struct Tail {
    patients: HashMap<PatientId, BTreeMap<(TakenAt, ReadingId, VitalSign), ReadingRow>>,
    rows: usize,
}

impl Tail {
    pub(super) fn insert(&mut self, row: &ReadingRow) {
        // Most rows belong to somebody known, so the id is cloned only when it is new.
        if !self.patients.contains_key(&row.patient) {
            self.patients.insert(row.patient.clone(), BTreeMap::new());
        }
        if let Some(held) = self.patients.get_mut(&row.patient)
            && held.insert(row.order(), row.clone()).is_none()
        {
            self.rows += 1;
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// A person's rows of a period, newest first.
    pub(super) fn of_period(
        &self,
        patient: &PatientId,
        period: Period,
        limit: usize,
    ) -> Vec<ReadingRow> {
        let Some(held) = self.patients.get(patient) else { return Vec::new() };
        let fresh = held.values().rev().skip_while(|row| row.taken_at >= period.until);
        let fresh = fresh.take_while(|row| row.taken_at >= period.since);
        fresh.take(limit).cloned().collect()
    }

    /// Everybody's rows of a period.
    pub(super) fn within(&self, period: Period) -> Vec<ReadingRow> {
        let rows = self.patients.values().flat_map(BTreeMap::values);
        rows.filter(|row| period.holds(row.taken_at)).cloned().collect()
    }

    /// All rows of these entries, in a segment's order.
    pub(super) fn sorted(&self, entries: &Range<u64>) -> Vec<ReadingRow> {
        let rows = self.patients.values().flat_map(BTreeMap::values);
        let rows = rows.filter(|row| entries.contains(&row.id.offset));
        let mut rows: Vec<ReadingRow> = rows.cloned().collect();
        rows.sort_unstable_by(ReadingRow::by_person_and_sign);
        rows
    }
}
