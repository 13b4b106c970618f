//! Conditions as text: what a rule set says before anything of it is looked up.

mod lexer;
mod parser;
mod print;

pub(crate) use lexer::numbers;
pub(crate) use parser::parse;

use super::mistake::Told;
use super::quantity::Decimal;

/// A condition as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expr {
    /// One of them holds.
    Any(Vec<Expr>),
    /// All of them hold.
    All(Vec<Expr>),
    /// It doesn't hold.
    Not(Box<Expr>),
    /// So many of them hold.
    AtLeast(u32, Vec<Expr>),
    /// Two numbers compare so.
    Compare(Term, Op, Term),
    /// It has held for so many milliseconds.
    Lasting(Box<Expr>, i64),
    /// It held at so many measurements within so many milliseconds.
    Times(u32, Box<Expr>, i64),
    /// Something that holds or doesn't by itself.
    Is(Term),
}

/// A number, a name or a call as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// A number with its unit.
    Number(Decimal, Option<String>),
    /// A name, with its dots.
    Name(String),
    /// Text in quotes.
    Text(String),
    /// A function of something.
    Call(String, Vec<Argument>),
    /// A sum.
    Sum(Box<Term>, Box<Term>),
    /// A difference.
    Difference(Box<Term>, Box<Term>),
    /// So many times a name or a call.
    Scaled(Decimal, Box<Term>),
}

/// What stands between the parentheses of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A name, or a condition.
    Of(Expr),
    /// `7 d`, or `25 %`.
    Number(Decimal, Option<String>),
    /// `at least 12`.
    AtLeast(u32),
    /// `drop first day`.
    DropFirstDay,
    /// `same time of day`.
    SameTimeOfDay,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

impl Op {
    /// Whether two numbers compare so.
    pub(crate) fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Unequal => left != right,
        }
    }

    /// What holds exactly when this doesn't.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
        }
    }

    /// The same with left and right changed over.
    pub(crate) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::Equal | Self::Unequal => self,
        }
    }
}

/// A condition that can't be read, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// At this byte of the text.
    pub(crate) offset: usize,
    pub(crate) what: Told,
}

/// Words that mean something by themselves, so nothing can be called so.
pub(crate) const KEYWORDS: [&str; 14] = [
    "and", "or", "not", "for", "twice", "times", "in", "at", "least", "of", "drop", "same", "day",
    "time",
];
