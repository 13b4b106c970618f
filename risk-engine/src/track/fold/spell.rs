//! A spell: one problem from where it was raised to where it was fine again.

use bincode::{Decode, Encode};
use vitals::ReadingId;

use super::StepMark;
use crate::outcome::Severity;
use crate::rules::Odd;

/// One problem from where it was raised to where it was fine again, and taken up again perhaps.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Spell {
    /// When it was first raised: its identity within the problem.
    pub onset_ms: i64,
    /// The newest reading that it was first raised for, if it was for one.
    pub onset: Option<ReadingId>,
    /// How grave it is, or was when it was gravest since it was last taken up.
    pub severity: Severity,
    /// Whether it still is so.
    pub active: bool,
    /// How often it began: once, and each time it was taken up again.
    pub bouts: u32,
    /// How many triggers it has had.
    pub triggers: u32,
    /// When it was last fine again.
    pub ended_ms: Option<i64>,
    /// The newest trigger.
    pub odd: Odd,
    /// The step that waited in vain, if that is why it was raised.
    pub waited: Option<StepMark>,
}

impl Spell {
    pub(super) fn new(at_ms: i64, severity: Severity, odd: Odd, waited: Option<StepMark>) -> Self {
        Self {
            onset_ms: at_ms,
            onset: odd.samples.first().map(|sample| sample.reading()),
            severity,
            active: true,
            bouts: 1,
            triggers: 1,
            ended_ms: None,
            odd,
            waited,
        }
    }

    /// Whether a trigger takes it up again, rather than beginning another.
    pub(super) fn is_taken_up(&self, at_ms: i64, merge_ms: i64) -> bool {
        self.ended_ms.is_some_and(|ended_ms| at_ms - ended_ms < merge_ms)
    }

    /// Takes a trigger that raises it: graver than it was, or again.
    pub(super) fn take_up(&mut self, severity: Severity, odd: Odd, waited: Option<StepMark>) {
        if !self.active {
            self.bouts += 1;
            self.severity = severity;
        }
        self.active = true;
        self.ended_ms = None;
        self.severity = self.severity.max(severity);
        self.triggers += 1;
        self.odd = odd;
        self.waited = waited;
    }

    /// Takes a trigger that tells no more than another measurement does.
    pub(super) fn join(&mut self, severity: Severity, odd: Odd, gap_ms: i64) {
        if odd.newest.unix_ms() - self.odd.newest.unix_ms() >= gap_ms {
            self.triggers += 1;
            self.severity = self.severity.max(severity);
            self.odd = odd;
            self.waited = None;
        }
    }

    pub(super) fn end(&mut self, at_ms: i64) {
        self.active = false;
        self.ended_ms = Some(at_ms);
    }
}
