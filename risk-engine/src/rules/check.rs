//! The check of a rule set as of a program: what can never be true, never be reached or never end,
//! what contradicts itself, and whom nobody would tell.
//!
//! Every question is whether values exist for which some conditions hold and others don't. Where
//! conditions read one sign, every value that a reading can have is tried, "LO" and "HI" too. Where
//! they read several numbers, all combinations of the critical values of each are tried: each
//! threshold, one step to either side of it, and both ends of the range. Between two neighbouring
//! critical values no comparison changes, so these combinations stand for all others.

mod logic;
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
