//! Automated care: small state machines of the rule set.

use std::sync::Arc;
use std::time::Duration;

use super::condition::Condition;
use crate::outcome::StepAction;

/// A pathway: steps, of which the first is the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pathway {
    /// Its id.
    pub id: Arc<str>,
    /// Its steps; a branch goes to one by its place.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: Arc<str>,
    /// What it does.
    pub action: StepAction,
    /// The sentence that the person reads; empty where they read nothing.
    pub say: Arc<str>,
    /// How long it waits; zero goes on at once.
    pub wait: Duration,
    /// Where it goes, in the order in which they are tried.
    pub branches: Vec<Branch>,
}

/// Where a step goes upon an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Upon this.
    pub on: StepEvent,
    /// Only if this holds.
    pub when: Option<Condition>,
    /// To the step at this place.
    pub go: usize,
}

/// What can happen while a step waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepEvent {
    /// Another measurement is odd too.
    Confirmed,
    /// Another measurement is not odd.
    Fine,
    /// The questionnaire was answered.
    Answered,
    /// The wait is over.
    NoAnswer,
}
