//! The priority score: how likely a person deteriorates within a day, and what says so.
//!
//! A sum of one contribution for each input, read off tables that were learnt from recorded stays
//! (README, "The priority score"). It orders a list; it raises and clears nothing. A clinician can
//! switch it off.

mod inputs;
mod model;
mod window;

use std::sync::LazyLock;

use vitals::TakenAt;

use crate::fact::CarePlan;
use crate::held::Held;
pub use inputs::{ANCHORED, COUNT, Inputs, NAMES, inputs};
pub use model::{Calibration, Document, Model, ModelError, Table};

/// The coefficients that the product starts with.
pub const COEFFICIENTS: &str = include_str!("priority/coefficients.toml");

/// The estimated share of people in this state who deteriorate within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u16);

impl Priority {
    /// Ten-thousandths, 0 to 10,000.
    pub fn per_ten_thousand(self) -> u16 {
        self.0
    }
}

/// A priority with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The score.
    pub priority: Priority,
    /// What it was read off, thousandths of log-odds: the intercept and all contributions.
    pub milli_log_odds: i32,
    /// Where the sum starts.
    pub intercept: i32,
    /// What counted, in the order of [`NAMES`].
    pub contributions: Vec<Contribution>,
}

/// What one input adds to the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Which input: one of [`NAMES`].
    pub input: &'static str,
    /// Its value, thousandths of the usual unit.
    pub milli: i32,
    /// What it adds, thousandths of log-odds.
    pub milli_log_odds: i32,
}

impl Contribution {
    /// What it is about, without the aspect: several aspects of one subject go hand in hand, so
    /// people should be shown their sum.
    pub fn subject(&self) -> &'static str {
        const LONG: [&str; 6] = [
            "shock index",
            "pulse pressure",
            "mean pressure",
            "pulse and respiration",
            "pulse for temperature",
            "spo2 for respiration",
        ];
        let long = LONG.into_iter().find(|subject| self.input.starts_with(subject));
        long.unwrap_or_else(|| self.input.split(' ').next().unwrap_or(self.input))
    }
}

impl Scored {
    /// The contributions summed by subject, the weightiest first.
    pub fn by_subject(&self) -> Vec<(&'static str, i32)> {
        let mut sums: Vec<(&'static str, i32)> = Vec::new();
        for contribution in &self.contributions {
            let subject = contribution.subject();
            match sums.iter_mut().find(|(known, _)| *known == subject) {
                Some((_, sum)) => *sum += contribution.milli_log_odds,
                None => sums.push((subject, contribution.milli_log_odds)),
            }
        }
        sums.sort_by_key(|(subject, sum)| (std::cmp::Reverse(sum.abs()), *subject));
        sums
    }
}

/// The model that the product starts with, read once.
pub fn built_in() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| match Model::read(COEFFICIENTS) {
        Ok(model) => model,
        // Compiled in, and read by a test.
        Err(error) => panic!("the coefficients compiled in can't be used: {error}"),
    });
    &MODEL
}

/// Scores what is held of a person as of a moment. `None` if no vital sign is fresh.
pub fn priority(model: &Model, held: &Held, plan: &CarePlan, as_of: TakenAt) -> Option<Priority> {
    let inputs = inputs(held, plan, as_of)?;
    Some(Priority(model.per_ten_thousand(model.milli_log_odds(&inputs))))
}

/// The same with what it is made of.
pub fn explained(model: &Model, held: &Held, plan: &CarePlan, as_of: TakenAt) -> Option<Scored> {
    let inputs = inputs(held, plan, as_of)?;
    let contributions: Vec<Contribution> = NAMES
        .iter()
        .zip(inputs.values)
        .enumerate()
        .filter_map(|(place, (input, value))| {
            let milli_log_odds = model.adds(place, &inputs);
            Some(Contribution { input, milli: value?, milli_log_odds })
        })
        .filter(|contribution| contribution.milli_log_odds != 0)
        .collect();
    let milli_log_odds =
        model.intercept() + contributions.iter().map(|part| part.milli_log_odds).sum::<i32>();
    let priority = Priority(model.per_ten_thousand(milli_log_odds));
    Some(Scored { priority, milli_log_odds, intercept: model.intercept(), contributions })
}

#[cfg(test)]
mod tests;
