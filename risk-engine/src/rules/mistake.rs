//! What is wrong with a rule set, told all at once.

use std::fmt::{Display, Formatter, Write};

/// One mistake in a rule set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line of the document, from 1.
    pub line: usize,
    /// What it is part of: `rule O2-1`, `pathway weigh_again`; empty for the document itself.
    pub place: String,
    /// What is wrong.
    pub what: Told,
    /// What to do about it.
    pub remedy: Told,
}

/// A piece of a message. Its sentences stand here in English, and with their places apart from what stands in
/// these, so that who shows them can word them in another language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// A sentence of ours, or a part of one.
    Said {
        /// In English, with `{name}` for each of its places.
        text: &'static str,
        /// What stands in them.
        places: Vec<(&'static str, Told)>,
    },
    /// What the document says, a number, names of its language: the same for everybody.
    Given(String),
}

/// A sentence as it is written here.
pub(crate) fn told(text: &'static str) -> Told {
    Told::Said { text, places: Vec::new() }
}

impl Told {
    /// What isn't ours to word.
    pub(crate) fn given(what: impl Display) -> Self {
        Self::Given(what.to_string())
    }

    /// Puts what isn't ours to word into a place.
    pub(crate) fn with(self, name: &'static str, what: impl Display) -> Self {
        self.and(name, Self::given(what))
    }

    /// Puts a sentence, or a part of one, into a place.
    pub(crate) fn and(mut self, name: &'static str, what: Self) -> Self {
        if let Self::Said { places, .. } = &mut self {
            places.push((name, what));
        }
        self
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (text, places) = match self {
            Self::Said { text, places } => (text, places),
            Self::Given(text) => return f.write_str(text),
        };
        let mut rest = *text;
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let place = after.split_once('}').and_then(|(name, after)| {
                let (_, what) = places.iter().find(|(known, _)| *known == name)?;
                Some((what, after))
            });
            rest = match place {
                Some((what, after)) => {
                    what.fmt(f)?;
                    after
                }
                None => {
                    f.write_char('{')?;
                    after
                }
            };
        }
        f.write_str(rest)
    }
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
