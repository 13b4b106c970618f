//! By how much monitors' clocks were wrong, as somebody has settled it.

use std::collections::BTreeMap;

use vitals::{DeviceId, StoredAt};
use wire::WireReading;

use crate::entry::{ClockCorrection, Entry, Stamped};

/// The corrections as the journal has them so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks {
    /// By device, the newest last: of several about one reading it counts.
    corrections: BTreeMap<DeviceId, Vec<ClockCorrection>>,
}

impl Clocks {
    /// Takes in what an entry says of a clock.
    pub fn apply(&mut self, entry: &Entry) {
        if let Entry::ClockCorrected(correction) = entry {
            let of_device = self.corrections.entry(correction.device.clone()).or_default();
            of_device.push(correction.clone());
        }
    }

    /// Gives a reading the time that it was measured at after all.
    pub(crate) fn correct(&self, reading: &mut WireReading) {
        let of_device = self.corrections.get(&reading.device);
        let about = |correction: &&ClockCorrection| correction.covers(reading);
        if let Some(correction) = of_device.into_iter().flatten().rev().find(about) {
            reading.dated = correction.correct(reading);
        }
    }

    /// The entries that make these out of nothing, as bytes for a snapshot.
    pub(crate) fn encode(&self) -> Vec<Vec<u8>> {
        let entries = self.corrections.values().flatten().cloned().map(Entry::ClockCorrected);
        let stamped = |entry| Stamped { stored_at: StoredAt::from_unix_ms(0), entry };
        entries.map(|entry| stamped(entry).encode()).collect()
    }
}
