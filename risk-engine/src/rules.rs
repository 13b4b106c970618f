//! The rule set: thresholds read from a versioned document, and the findings they give.

mod blood_pressure;
pub mod deterioration;
mod glucose;
mod judge;
mod oxygen;

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use vitals::{StoredAt, VitalSign};

use crate::fact::CarePlan;
use crate::held::{Held, Sample};
use crate::outcome::{Problem, Reason, Severity};

/// A rule set with the hash of the very text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    hash: [u8; 32],
    thresholds: Thresholds,
}

/// A rule set that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleSetError {
    /// It isn't TOML of the expected shape.
    #[error("could not read the rule set")]
    Shape(#[source] toml::de::Error),
    /// Its numbers contradict each other.
    #[error("rule set contradicts itself: {}", .0.join("; "))]
    Contradictions(Vec<String>),
}

/// The document; units are in the names, pressures mmHg, saturations %, glucose mg/dL.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    hold_hours: HoldHours,
    pub(crate) confirm: Confirm,
    pub(crate) clear: Clear,
    acknowledge_minutes: AcknowledgeMinutes,
    merge: Merge,
    pub(crate) blood_pressure: BloodPressure,
    pub(crate) oxygen: Oxygen,
    pub(crate) glucose: Glucose,
    pub(crate) deterioration: Deterioration,
}

/// Declares a table of whole numbers in the document.
macro_rules! table {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $field: u16),+ }
    };
}

table!(HoldHours { frequent, daily });
table!(Confirm { gap_seconds, window_minutes, answer_minutes });
table!(Clear { measurements });
table!(AcknowledgeMinutes { emergency, urgent, review });
table!(Merge { hours });
table!(BloodPressure {
    severe_systolic_above,
    severe_diastolic_above,
    low_systolic_below,
    severe_clear_systolic_at_most,
    severe_clear_diastolic_at_most,
    low_clear_systolic_at_least,
});
table!(Oxygen {
    review_at_most,
    urgent_at_most,
    emergency_at_most,
    clear_at_least,
    scale_2_urgent_at_most,
    scale_2_emergency_at_most,
    scale_2_clear_at_least,
});
table!(Glucose {
    low_below,
    low_clear_at_least,
    low_answer_minutes,
    high_above,
    high_clear_at_most
});
table!(Deterioration { news2_at_least, news2_clear_at_most });

/// What a rule says of one problem, as a function of what is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nothing fresh to judge by.
    Unknown,
    /// Measured out of the band of the problem, but not beyond the clearing limit.
    Between,
    /// Measured beyond the clearing limit.
    Fine {
        /// Whether enough measurements in a row lie beyond the clearing limit.
        clear: bool,
    },
    /// One odd measurement: ask for another before anybody is alarmed.
    Suspect(Trigger),
    /// Odd twice.
    Confirmed(Trigger),
}

/// Why a rule fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// How bad it is if it holds.
    pub severity: Severity,
    /// Which rule of CLINICAL.
    pub rule: Arc<str>,
    /// The reasons, most important first.
    pub reasons: Vec<Reason>,
    /// The samples that it rests on, newest first.
    pub samples: Vec<Sample>,
}

impl RuleSet {
    /// The rule set that the product starts with.
    pub fn built_in() -> Self {
        // A test below reads this very text.
        Self::from_toml(include_str!("rules/default.toml")).expect("the built-in rule set is right")
    }

    /// Reads a rule set and checks that its numbers fit together.
    pub fn from_toml(text: &str) -> Result<Self, RuleSetError> {
        let thresholds: Thresholds = toml::from_str(text).map_err(RuleSetError::Shape)?;
        let contradictions = thresholds.contradictions();
        if !contradictions.is_empty() {
            return Err(RuleSetError::Contradictions(contradictions));
        }
        Ok(Self { hash: Sha256::digest(text.as_bytes()).into(), thresholds })
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// What the rules say of a problem.
    pub fn judge(&self, problem: Problem, held: &Held, plan: &CarePlan, now: StoredAt) -> Finding {
        match problem {
            Problem::BloodPressureHigh => blood_pressure::high(self, held, now),
            Problem::BloodPressureLow => blood_pressure::low(self, held, now),
            Problem::OxygenLow => oxygen::low(self, held, plan, now),
            Problem::GlucoseLow => glucose::low(self, held, now),
            Problem::GlucoseHigh => glucose::high(self, held, now),
            Problem::Deterioration => deterioration::judge(self, held, plan, now),
            // Raised by the engine itself, and never by a measurement.
            Problem::AutomationStopped => Finding::Unknown,
        }
    }

    /// The problems that a new value of `sign` can change.
    pub fn problems_of(sign: VitalSign) -> &'static [Problem] {
        use Problem::{
            BloodPressureHigh, BloodPressureLow, Deterioration, GlucoseHigh, GlucoseLow, OxygenLow,
        };
        match sign {
            VitalSign::Systolic => &[BloodPressureHigh, BloodPressureLow, Deterioration],
            VitalSign::Diastolic => &[BloodPressureHigh],
            VitalSign::Spo2 => &[OxygenLow, Deterioration],
            VitalSign::Glucose => &[GlucoseLow, GlucoseHigh],
            VitalSign::Respiration
            | VitalSign::SupplementalOxygen
            | VitalSign::Pulse
            | VitalSign::Consciousness
            | VitalSign::Temperature => &[Deterioration],
            VitalSign::Weight => &[],
        }
    }

    /// How long a value of a sign speaks for the person.
    pub fn hold(&self, sign: VitalSign) -> Duration {
        let hours = match sign {
            VitalSign::Temperature | VitalSign::Consciousness | VitalSign::SupplementalOxygen => {
                self.thresholds.hold_hours.daily
            }
            _ => self.thresholds.hold_hours.frequent,
        };
        Duration::from_secs(u64::from(hours) * 3600)
    }

    /// How long the person has to measure again before a clinician is told.
    pub fn answer_within(&self, problem: Problem) -> Duration {
        let minutes = match problem {
            Problem::GlucoseLow => self.thresholds.glucose.low_answer_minutes,
            _ => self.thresholds.confirm.answer_minutes,
        };
        minutes_of(minutes)
    }

    /// How soon an alert has to be acknowledged.
    pub fn acknowledge_within(&self, severity: Severity) -> Duration {
        let targets = &self.thresholds.acknowledge_minutes;
        minutes_of(match severity {
            Severity::Emergency => targets.emergency,
            Severity::Urgent => targets.urgent,
            Severity::Review => targets.review,
        })
    }

    /// How long after its end an episode is taken up again rather than a new one begun.
    pub fn merge_within(&self) -> Duration {
        Duration::from_secs(u64::from(self.thresholds.merge.hours) * 3600)
    }

    /// Measurements closer together than this are one.
    pub fn confirm_gap(&self) -> Duration {
        Duration::from_secs(u64::from(self.thresholds.confirm.gap_seconds))
    }

    pub(crate) fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }
}

fn minutes_of(minutes: u16) -> Duration {
    Duration::from_secs(u64::from(minutes) * 60)
}

impl Thresholds {
    /// Every pair of numbers that must stand in an order, and doesn't.
    fn contradictions(&self) -> Vec<String> {
        let pressure = &self.blood_pressure;
        let oxygen = &self.oxygen;
        let glucose = &self.glucose;
        #[rustfmt::skip]
        let ordered = [
            ("blood_pressure.low_systolic_below", pressure.low_systolic_below, "blood_pressure.low_clear_systolic_at_least", pressure.low_clear_systolic_at_least),
            ("blood_pressure.low_clear_systolic_at_least", pressure.low_clear_systolic_at_least, "blood_pressure.severe_clear_systolic_at_most", pressure.severe_clear_systolic_at_most),
            ("blood_pressure.severe_clear_systolic_at_most", pressure.severe_clear_systolic_at_most, "blood_pressure.severe_systolic_above", pressure.severe_systolic_above),
            ("blood_pressure.severe_clear_diastolic_at_most", pressure.severe_clear_diastolic_at_most, "blood_pressure.severe_diastolic_above", pressure.severe_diastolic_above),
            ("oxygen.emergency_at_most", oxygen.emergency_at_most, "oxygen.urgent_at_most", oxygen.urgent_at_most),
            ("oxygen.urgent_at_most", oxygen.urgent_at_most, "oxygen.review_at_most", oxygen.review_at_most),
            ("oxygen.review_at_most", oxygen.review_at_most, "oxygen.clear_at_least", oxygen.clear_at_least),
            ("oxygen.scale_2_emergency_at_most", oxygen.scale_2_emergency_at_most, "oxygen.scale_2_urgent_at_most", oxygen.scale_2_urgent_at_most),
            ("oxygen.scale_2_urgent_at_most", oxygen.scale_2_urgent_at_most, "oxygen.scale_2_clear_at_least", oxygen.scale_2_clear_at_least),
            ("glucose.low_below", glucose.low_below, "glucose.low_clear_at_least", glucose.low_clear_at_least),
            ("glucose.low_clear_at_least", glucose.low_clear_at_least, "glucose.high_clear_at_most", glucose.high_clear_at_most),
            ("glucose.high_clear_at_most", glucose.high_clear_at_most, "glucose.high_above", glucose.high_above),
            ("deterioration.news2_clear_at_most", self.deterioration.news2_clear_at_most, "deterioration.news2_at_least", self.deterioration.news2_at_least),
        ];
        let targets = &self.acknowledge_minutes;
        #[rustfmt::skip]
        let positive = [
            ("acknowledge_minutes.emergency", targets.emergency),
            ("acknowledge_minutes.urgent", targets.urgent),
            ("acknowledge_minutes.review", targets.review),
            ("confirm.answer_minutes", self.confirm.answer_minutes),
            ("glucose.low_answer_minutes", glucose.low_answer_minutes),
            ("clear.measurements", self.clear.measurements),
        ];
        let zero = positive.into_iter().filter(|(_, value)| *value == 0);
        let zero = zero.map(|(key, _)| format!("{key} must not be 0"));
        ordered
            .into_iter()
            .filter(|(_, low, _, high)| low >= high)
            .map(|(low, below, high, above)| {
                format!("{low} ({below}) must be below {high} ({above})")
            })
            .chain(zero)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rule_set_is_right() {
        RuleSet::built_in();
    }

    #[test]
    fn every_contradiction_is_told_at_once() {
        let text = include_str!("rules/default.toml")
            .replace("urgent_at_most = 92", "urgent_at_most = 95")
            .replace("low_below = 54", "low_below = 80");
        let RuleSetError::Contradictions(told) = RuleSet::from_toml(&text).unwrap_err() else {
            panic!("expected contradictions");
        };
        assert_eq!(told.len(), 2, "{told:?}");
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let text = include_str!("rules/default.toml").replace("low_below", "lowbelow");
        assert!(matches!(RuleSet::from_toml(&text), Err(RuleSetError::Shape(_))));
    }
}
