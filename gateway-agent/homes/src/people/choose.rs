//! Whom to take: people of all sets in turn, in an order that the seed decides.

use std::collections::HashSet;

use super::error::PeopleError;
use super::find::Set;
use crate::dice::{Dice, hash};

/// The people of each set that haven't been taken yet.
pub(super) struct Candidates {
    /// For each set its people, the next one last.
    waiting: Vec<Vec<String>>,
    totals: Vec<usize>,
    /// The set whose turn it is.
    turn: usize,
}

impl Candidates {
    pub(super) fn of(sets: &[Set], seed: u64) -> Result<Self, PeopleError> {
        let mut waiting = Vec::new();
        for set in sets {
            let mut ids = set.form.ids(&set.files)?;
            let place =
                |id: &String| Dice::new(seed, hash(id)).whole(&set.name, 0, 0, i64::MAX / 2);
            ids.sort_by_cached_key(|id| (place(id), id.clone()));
            waiting.push(ids);
        }
        let totals = waiting.iter().map(Vec::len).collect();
        Ok(Self { waiting, totals, turn: 0 })
    }

    /// How many people each set has.
    pub(super) fn totals(&self) -> Vec<usize> {
        self.totals.clone()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.iter().all(Vec::is_empty)
    }

    /// Takes up to `count` people; gives those of each set.
    pub(super) fn take(&mut self, count: usize) -> Vec<HashSet<String>> {
        let mut taken = vec![HashSet::new(); self.waiting.len()];
        let mut left = count;
        while left > 0 && !self.is_empty() {
            let set = self.turn % self.waiting.len();
            self.turn += 1;
            if let Some(id) = self.waiting[set].pop() {
                taken[set].insert(id);
                left -= 1;
            }
        }
        taken
    }
}
