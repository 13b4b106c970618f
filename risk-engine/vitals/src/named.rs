//! The names that files of readings use for kinds, units, numbers and times, and what they mean.
//!
//! Total: every text is a value or a [`Refused`] that says what to write instead. Numbers are whole
//! millionths, so that 36.6 is 36.6 whichever way it came, and no threshold depends on a float.

mod kind;
mod number;
mod time;
mod unit;

pub use kind::Kind;
pub use number::{Given, Value, micro_of};
pub use time::{rfc3339, unix_ms_of};
pub use unit::Unit;

/// What is wrong with a text, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// A text as names are compared: lower case, without spaces, `_` and `-` at any place.
fn folded(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'));
    kept.flat_map(char::to_lowercase).collect()
}
