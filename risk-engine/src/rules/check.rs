//! The check of a rule set as of a program: what can never be true, never be reached or never end,
//! what contradicts itself, and whom nobody would tell.
//!
//! Every question is whether values exist for which some conditions hold and others don't. Of a sign
//! that is compared with numbers every value that a reading can have is tried, "LO" and "HI" too.
//! Of figures, scores and ages, and where several numbers stand in one comparison, the critical
//! values are tried: each threshold, one step to either side of it, and both ends of the range.
//! Between two neighbouring ones no comparison changes. Where a value is compared with another one,
//! as with what is usual, that other one is tried low, middle and high. What several comparisons can
//! come to is combined, and so is every fact of the care plan and every yes or no of an answer.

mod group;
mod logic;
mod number;
mod pathways;
mod people;
mod rules;
mod scores;

use super::document::Source;
use super::load::Loaded;

/// Tells every mistake that only shows when the parts are seen together.
pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    rules::check(loaded, source);
    people::check(loaded, source);
    scores::check(loaded, source);
    pathways::check(loaded, source);
}
