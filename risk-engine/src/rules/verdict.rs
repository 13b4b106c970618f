//! What the rules of one problem say of a person at one moment.

use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::TakenAt;

use crate::held::Sample;
use crate::outcome::{Reason, Severity};

/// What the rules of one problem say at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How it looks.
    pub look: Look,
    /// When it may look otherwise though nothing new is known: a value grows stale, a silence too long.
    pub wake_at: Option<TakenAt>,
}

/// How a problem looks at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Nothing fresh to judge by, or no rule applies to the person.
    Unknown,
    /// In no level of the problem, and not beyond the clearing limit either.
    Between,
    /// Beyond the clearing limit.
    Clear {
        /// When the newest of the values that say so was measured.
        newest: TakenAt,
    },
    /// A level of a rule holds.
    Odd(Odd),
}

/// A level that holds, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Odd {
    /// How bad it is; none for what the automation does by itself.
    pub severity: Option<Severity>,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The pathway that comes first, by id; without one the alert is raised at once.
    pub pathway: Option<Arc<str>>,
    /// Whether one measurement is not enough: it has to be odd twice, or the pathway runs out.
    pub confirm: bool,
    /// The reasons, most important first.
    pub reasons: Vec<Reason>,
    /// The samples that it rests on, newest first.
    pub samples: Vec<Sample>,
    /// When the newest of the values that make it odd was measured. Two moments with the same
    /// `newest` are one measurement, whatever else was measured between.
    pub newest: TakenAt,
}
