//! The rule set: a versioned document, checked like a program, and what it says of a person.

pub mod condition;
pub mod figures;
pub mod pathway;
mod scene;
mod verdict;

use std::time::Duration;

use vitals::VitalSign;

pub use scene::Scene;
pub use verdict::{Look, Odd, Verdict};

use crate::outcome::{Problem, Severity};
use condition::Condition;
use pathway::Pathway;

/// A rule set with the hash of the very text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    hash: [u8; 32],
}

/// Which order of facts decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When they were measured: what comes late is decided as if it had come in time.
    Taken,
    /// As they came: a value older than its sign's newest changes nothing.
    Arrival,
}

/// What confirms, clears and merges the episodes of one problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Measurements closer together than this are one.
    pub gap: Duration,
    /// A second measurement confirms if it lies within so long of the first.
    pub within: Duration,
    /// So many clear measurements in a row end an episode.
    pub clear_times: u8,
    /// A new trigger takes an ended episode up again for so long after its end; zero never does.
    pub merge: Duration,
    /// Each rise of severity is told, a fall is silent and ends the episode without a clearing limit.
    pub each_rise: bool,
}

impl RuleSet {
    /// The rule set that the product starts with.
    pub fn built_in() -> Self {
        todo!()
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Which order of facts decides.
    pub fn order(&self) -> Order {
        todo!()
    }

    /// Every problem that a rule can raise, in the order in which they are judged.
    pub fn problems(&self) -> &[Problem] {
        todo!()
    }

    /// The problems, by their place, whose rules read a sign.
    pub fn problems_of(&self, sign: VitalSign) -> &[usize] {
        todo!()
    }

    /// The problems, by their place, whose rules read answers.
    pub fn problems_of_answers(&self) -> &[usize] {
        todo!()
    }

    /// The signs that the rules of a problem read.
    pub fn signs_of(&self, problem: usize) -> &[VitalSign] {
        todo!()
    }

    /// What the rules say of a problem.
    pub fn judge(&self, problem: usize, scene: &Scene<'_>) -> Verdict {
        todo!()
    }

    /// How episodes of a problem go.
    pub fn manner(&self, problem: usize) -> Manner {
        todo!()
    }

    /// A pathway, by its id.
    pub fn pathway(&self, id: &str) -> Option<&Pathway> {
        todo!()
    }

    /// Whether a branch's condition holds.
    pub fn holds(&self, condition: &Condition, scene: &Scene<'_>) -> bool {
        todo!()
    }

    /// How long a value of a sign speaks for the person.
    pub fn hold(&self, sign: VitalSign) -> Duration {
        todo!()
    }

    /// How soon an alert has to be acknowledged.
    pub fn acknowledge_within(&self, severity: Severity) -> Duration {
        todo!()
    }

    /// How soon somebody has to look again at an acknowledged alert that is still active.
    pub fn recheck_within(&self, severity: Severity) -> Duration {
        todo!()
    }

    /// What a page calls a problem.
    pub fn title(&self, problem: &Problem) -> Option<&str> {
        todo!()
    }
}
