//! What is known of a person besides readings: conditions, birth, zone, and what they are asked to measure.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::billing::Programme;

/// Somebody in the cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub patient: String,
    /// Their conditions, in the rule set's words: `hypertension`, `copd`, …
    pub conditions: Vec<String>,
    /// Their date of birth, where it is known.
    pub born: Option<Date>,
    /// Their time zone, as in the IANA database.
    pub zone: String,
    /// Whether they are pregnant, or gave birth in the last six weeks.
    pub pregnant: bool,
    /// What they are asked to measure, each plan from its moment on, oldest first. The first says since
    /// when they are cared for.
    pub plans: Vec<Plan>,
    /// The gravest alert that they have open.
    pub open: Option<Gravity>,
    /// How many they have open.
    pub open_alerts: u32,
    /// Which team looks after them; empty: none.
    pub team: String,
    /// At which site; empty: none.
    pub site: String,
    /// What is monitored, for whoever bills it.
    pub programme: Programme,
}

/// What somebody is asked to measure from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Since when, ms since 1970.
    pub from_ms: i64,
    /// What, and at least once in how many hours.
    pub schedule: Vec<Due>,
}

/// One thing that somebody is asked to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What: the name of a sign, as in the readings' frame.
    pub sign: String,
    /// At least once in so many hours.
    pub every_hours: u16,
}

/// How grave an alert is; the order is by gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// S3.
    Review,
    /// S2.
    Urgent,
    /// S1.
    Emergency,
}

impl Person {
    /// Whether they have a condition.
    pub fn has(&self, condition: &str) -> bool {
        self.conditions.iter().any(|one| one == condition)
    }

    /// The plans without those that say the same as the one before them.
    pub(crate) fn distinct_plans(&self) -> Vec<&Plan> {
        let mut plans: Vec<&Plan> = Vec::with_capacity(self.plans.len());
        for plan in &self.plans {
            if plans.last().is_none_or(|last| last.schedule != plan.schedule) {
                plans.push(plan);
            }
        }
        plans
    }

    /// Whole years at a date; none if the birth isn't known.
    pub fn age(&self, on: Date) -> Option<i16> {
        let years = self.born?.until((jiff::Unit::Year, on)).ok()?;
        Some(years.get_years())
    }
}
