//! What is wrong with a rule set, told all at once.

use std::fmt::{Display, Formatter};

/// One mistake in a rule set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line of the document, from 1.
    pub line: usize,
    /// What it is part of: `rule O2-1`, `pathway weigh_again`; empty for the document itself.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// A rule set that can't be used, with everything that is wrong with it, in the document's order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleSetErrors(pub Vec<Mistake>);

impl Display for Mistake {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { line, place, what, remedy } = self;
        match place.as_str() {
            "" => write!(f, "line {line}: {what}; {remedy}"),
            place => write!(f, "line {line}, {place}: {what}; {remedy}"),
        }
    }
}

impl Display for RuleSetErrors {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} mistakes in the rule set", self.0.len())?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n{mistake}"))
    }
}
