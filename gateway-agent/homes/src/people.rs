//! Recorded people: the series of a folder, replayed as if their monitors sent them now.
//!
//! Nothing is cleaned: pressures of 0 and temperatures of -17.8 °C leave the monitor as they are in
//! the file. Which files are read is in README.md and in [`find`].

mod choose;
mod error;
mod find;
mod forms;
mod series;
mod stays;
mod table;

use std::path::Path;

use crate::civil::{MINUTE, SECOND};
use crate::dice::{Dice, hash};
use crate::home::Home;
use choose::Candidates;
pub use error::PeopleError;
pub(crate) use series::Replay;
pub use stays::{Stay, StaySet, stays};

/// The homes of recorded people, and what was found.
#[derive(Debug)]
pub struct People {
    /// One home for each person.
    pub homes: Vec<Home>,
    /// What was taken of each set, in the order of their names.
    pub sets: Vec<SetSummary>,
    /// What was left out, and why, in sentences for the operator.
    pub notes: Vec<String>,
}

/// What was taken of one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetSummary {
    /// Name of its sub-folder; for files in the folder itself, the folder's.
    pub set: String,
    /// People that were taken.
    pub people: usize,
    /// People that the set has.
    pub of: usize,
    /// Readings of the people that were taken: what their homes will emit.
    pub readings: usize,
}

/// Reads `count` people out of the sets in a folder, from each set in turn; all if `count` is 0.
///
/// Each person's series is moved so that it starts at `start_ms` or within five minutes of it. The
/// same files, count and seed give the same people and bytes.
pub fn people(dir: &Path, count: usize, seed: u64, start_ms: i64) -> Result<People, PeopleError> {
    let (sets, mut notes) = find::sets(dir)?;
    let mut candidates = Candidates::of(&sets, seed)?;
    let mut summaries: Vec<SetSummary> = sets
        .iter()
        .zip(candidates.totals())
        .map(|(set, of)| SetSummary { set: set.name.clone(), people: 0, of, readings: 0 })
        .collect();
    let mut homes = Vec::new();
    let mut without_readings = 0;
    // Who turns out to have no reading is replaced by the next in turn.
    while (count == 0 || homes.len() < count) && !candidates.is_empty() {
        let wanted = candidates.take(if count == 0 { usize::MAX } else { count - homes.len() });
        for ((set, wanted), summary) in sets.iter().zip(&wanted).zip(&mut summaries) {
            if wanted.is_empty() {
                continue;
            }
            for series in set.form.load(&set.files, wanted)? {
                if series.samples.is_empty() {
                    without_readings += 1;
                    continue;
                }
                let spread =
                    Dice::new(seed, hash(&series.id)).whole("spread", 0, 0, 5 * MINUTE / SECOND);
                let (home, readings) = series.into_home(set, start_ms, start_ms + spread * SECOND);
                summary.people += 1;
                summary.readings += readings;
                homes.push(home);
            }
        }
    }
    if without_readings > 0 {
        notes.push(format!("{without_readings} people have no reading of a vital sign: left out"));
    }
    if homes.is_empty() {
        return Err(PeopleError::Nothing { path: dir.to_owned() });
    }
    homes.sort_by(|a, b| {
        (&a.person.source, &a.person.patient).cmp(&(&b.person.source, &b.person.patient))
    });
    Ok(People { homes, sets: summaries, notes })
}

#[cfg(test)]
mod tests;
