//! Conditions: what a rule asks of a person's facts.

/// A condition, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition;
