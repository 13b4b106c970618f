//! How a fold stood at earlier moments: close together near the newest one, a day apart further back.
//!
//! Which marks are kept follows from the moments alone, never from their arrival.

mod mark;

use bincode::{Decode, Encode};

pub(super) use mark::Mark;

use super::stood::Stood;
use crate::held::DAY_MS;

/// Lengths of the slots that begin with a mark, ms. Each divides the next.
const SLOTS_MS: [i64; 5] = [1_000, 15_000, 225_000, 3_600_000, DAY_MS];

/// The marks of one fold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Marks {
    /// How it stood where nothing before is folded again: none while everything still may be.
    base: Option<Mark>,
    /// One for each slot that something happened in, as far as they are kept, oldest first.
    slots: Vec<Mark>,
}

impl Marks {
    /// Whether nothing ever happened.
    pub(super) fn is_empty(&self) -> bool {
        self.base.is_none() && self.slots.is_empty()
    }

    /// The start of the slot that a moment begins, if none has begun it yet.
    pub(super) fn next(&self, at_ms: i64) -> Option<i64> {
        let start_ms = slot(at_ms, SLOTS_MS[0]);
        self.slots.last().is_none_or(|last| last.start_ms() < start_ms).then_some(start_ms)
    }

    /// Notes how the fold stands at the start of the newest slot, and drops the marks that are too close
    /// together for so far back.
    pub(super) fn note(&mut self, start_ms: i64, stood: Stood) {
        // Further back than an hour's slot before the newest, only the first of each day is left.
        let hour_ms = SLOTS_MS[3];
        let thinned_ms = self
            .slots
            .last()
            .map_or(i64::MIN, |mark| slot(mark.start_ms(), hour_ms).saturating_sub(hour_ms));
        let thinned = self.slots.partition_point(|mark| mark.start_ms() < thinned_ms);
        let mut before_ms =
            thinned.checked_sub(1).map_or(i64::MIN, |last| self.slots[last].start_ms());
        let goes = |mark: &mut Mark| {
            let keep = SLOTS_MS.iter().any(|slot_ms| {
                let begins = slot(mark.start_ms(), *slot_ms);
                let is_near = begins >= slot(start_ms, *slot_ms) - slot_ms || *slot_ms == DAY_MS;
                is_near && before_ms < begins
            });
            before_ms = mark.start_ms();
            !keep
        };
        self.slots.extract_if(thinned.., goes).for_each(drop);
        if self.slots.len() == self.slots.capacity() {
            // Most have few, and a million people have twenty of these each.
            self.slots.reserve_exact(self.slots.len().clamp(1, 4));
        }
        self.slots.push(Mark::new(start_ms, stood));
    }

    /// Takes back the marks from that of a moment on, and gives that one.
    pub(super) fn back_to(&mut self, from_ms: i64) -> Option<Mark> {
        let after = self.slots.partition_point(|mark| mark.start_ms() <= from_ms);
        self.take_back(after.saturating_sub(1))
    }

    /// Takes back all marks, and gives the first.
    pub(super) fn back_to_first(&mut self) -> Option<Mark> {
        self.take_back(0)
    }

    fn take_back(&mut self, place: usize) -> Option<Mark> {
        let first = self.slots.drain(place..).next();
        // Where the first was is the base, if there is one: then it stood the same.
        if place == 0 { self.base.clone() } else { first }
    }

    /// Forgets the slots that nothing is folded again from any more, but the newest day of them.
    pub(super) fn forget_before(&mut self, oldest_ms: i64) {
        let old = self.slots.partition_point(|mark| mark.start_ms() <= oldest_ms);
        if let Some(newest) = old.checked_sub(1) {
            let day_ms = slot(self.slots[newest].start_ms(), DAY_MS);
            self.slots.drain(..self.slots.partition_point(|mark| mark.start_ms() < day_ms));
        }
    }

    /// The newest mark before a moment.
    pub(super) fn before(&self, at_ms: i64) -> Option<Mark> {
        let slots = self.slots.iter().rev().chain(&self.base);
        slots.into_iter().find(|mark| mark.start_ms() < at_ms).cloned()
    }

    /// Makes a moment the base: nothing before it is folded again.
    pub(super) fn begin_at(&mut self, start_ms: i64, stood: Stood) {
        self.base = Some(Mark::new(start_ms, stood));
        let old = self.slots.partition_point(|mark| mark.start_ms() < start_ms);
        self.slots.drain(..old);
    }
}

/// The start of the slot that a moment lies in.
fn slot(at_ms: i64, slot_ms: i64) -> i64 {
    at_ms.saturating_sub(at_ms.rem_euclid(slot_ms))
}
