//! Where each patient's records stand in the trail. Made when the trail is opened: 8 bytes a record.

use std::collections::HashMap;

use journal::{ChainHash, JournalError, Reader};

use super::Record;
use vitals::PatientId;

/// Places of records.
#[derive(Debug, Default)]
pub(super) struct Index {
    of: HashMap<PatientId, Vec<u64>>,
    end: u64,
    head: Option<ChainHash>,
}

impl Index {
    /// Reads the whole trail.
    pub(super) fn of(reader: &dyn Reader) -> Result<Self, JournalError> {
        let mut index = Self::default();
        for entry in reader.read_from(0) {
            let entry = entry?;
            let patient = Record::of_bytes(&entry.bytes).and_then(|record| record.patient());
            index.add(entry.offset, patient, &entry.bytes);
        }
        Ok(index)
    }

    /// Takes in the next record.
    pub(super) fn add(&mut self, offset: u64, patient: Option<PatientId>, bytes: &[u8]) {
        if let Some(patient) = patient {
            self.of.entry(patient).or_default().push(offset);
        }
        self.end = offset + 1;
        self.head = Some(self.head.unwrap_or(ChainHash::GENESIS).then(bytes));
    }

    /// The newest places before one, newest first.
    pub(super) fn newest(
        &self,
        patient: Option<&PatientId>,
        before: Option<u64>,
        limit: usize,
    ) -> Vec<u64> {
        let before = before.unwrap_or(u64::MAX).min(self.end);
        match patient {
            None => (0..before).rev().take(limit).collect(),
            Some(patient) => {
                let of = self.of.get(patient).map(Vec::as_slice).unwrap_or_default();
                let until = of.partition_point(|offset| *offset < before);
                of[..until].iter().rev().take(limit).copied().collect()
            }
        }
    }

    /// How many records there are, and the last one's hash.
    pub(super) fn head(&self) -> (u64, Option<String>) {
        (self.end, self.head.map(|head| head.to_string()))
    }
}
