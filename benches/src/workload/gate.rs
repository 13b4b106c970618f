//! The door for frames: the server's own decoding, checking and admission of what gateways sign.

use std::ops::Range;
use std::sync::Arc;

use anyhow::{Result, bail};
use ingest::admit::{Admission, Verdict};
use ingest::entry::{Entry, Item, Stamped};
use vitals::{GatewayId, IdMap, StoredAt};
use wire::GatewayKey;

use super::alerts::Said;
use super::frames::Frames;
use crate::household::MASTER_KEY;

/// Admission, and the keys of the gateways that were heard.
pub struct Gate {
    admission: Admission,
    keys: IdMap<GatewayId, GatewayKey>,
    /// Readings that it knew already.
    pub repeated: u64,
    /// Readings that it kept apart.
    pub quarantined: u64,
}

impl Gate {
    /// A door that knows whose gateways and devices there are, and the entries that make them known.
    pub fn new(frames: &Frames) -> (Self, Vec<Vec<u8>>) {
        let mut admission = Admission::default();
        let stored_at = StoredAt::from_unix_ms(0);
        let known = |entry| {
            admission.apply(&entry);
            Stamped { stored_at, entry }.encode()
        };
        let known = frames.roster().map(known).collect();
        (Self { admission, keys: IdMap::default(), repeated: 0, quarantined: 0 }, known)
    }

    /// Takes these frames; `entries` become what they make, one of each.
    pub fn admit(
        &mut self,
        frames: &Arc<Frames>,
        places: Range<usize>,
        entries: &mut Vec<Stamped>,
    ) -> Result<Said> {
        entries.clear();
        for frame in &frames.frames()[places.clone()] {
            // Deriving a key costs as much as checking a frame: it is kept, as in the server.
            if let Some(gateway) = &frame.message.gateway
                && !self.keys.contains_key(gateway)
            {
                let key = GatewayKey::derive(&MASTER_KEY, gateway);
                self.keys.insert(gateway.clone(), key);
            }
            let key = |gateway: &GatewayId| self.keys[gateway].clone();
            let Verdict::Append(entry) = self.admission.decide(&frame.message, frame.at, key)
            else {
                bail!("a frame was not taken");
            };
            let Entry::Delivered(delivery) = &entry else {
                bail!("a frame was refused: {entry:?}");
            };
            for item in &delivery.items {
                match item {
                    Item::Admitted { .. } => {}
                    Item::Repeated => self.repeated += 1,
                    Item::Quarantined(_) => self.quarantined += 1,
                    Item::Unclaimed { .. } => bail!("nobody knows whose a reading is"),
                }
            }
            self.admission.apply(&entry);
            entries.push(Stamped { stored_at: frame.at, entry });
        }
        Ok(Said::Frames(frames.clone(), places.start))
    }
}
