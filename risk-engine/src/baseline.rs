//! What is usual for one person: robust statistics per sign and time of day, from days gone by.

use bincode::{Decode, Encode};
use vitals::StoredAt;

use crate::held::Held;

/// Summaries of past days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Baselines {}

impl Baselines {
    /// Summarizes the days that [`Held`] is about to forget at `now`, and forgets days that are too old.
    pub fn seal(&mut self, held: &Held, now: StoredAt) {
        let _ = (held, now);
        todo!()
    }
}
