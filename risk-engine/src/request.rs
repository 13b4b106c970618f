//! A re-measure request: what the automation waits for before it alarms anybody.

use vitals::{StoredAt, VitalSign};

use crate::outcome::{Automatic, Problem, Reason};
use crate::rules::Trigger;

/// One open request to measure again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// When it was made.
    pub asked_at: StoredAt,
    /// When waiting ends.
    pub due_at: StoredAt,
    /// What made it, and what will be raised without an answer.
    pub trigger: Trigger,
}

impl Request {
    /// What to raise when waiting has ended: nobody measured, or what was measured was no recovery.
    pub fn unanswered(self, measured_since: bool) -> (Trigger, Vec<Automatic>) {
        let waited_ms = u64::try_from(self.due_at.unix_ms() - self.asked_at.unix_ms()).unwrap_or(0);
        let mut automation = self.asked();
        let mut trigger = self.trigger;
        if measured_since {
            trigger.reasons.push(Reason::NoRecovery { waited_ms });
        } else {
            automation.push(Automatic::NoAnswer { at_ms: self.due_at.unix_ms() });
            trigger.reasons.push(Reason::NoAnswer { waited_ms });
        }
        (trigger, automation)
    }

    /// The automation's step, for the alert's history.
    pub fn asked(&self) -> Vec<Automatic> {
        vec![Automatic::AskedToMeasure { at_ms: self.asked_at.unix_ms() }]
    }
}

/// What the person is asked to measure.
pub fn sign_to_measure(problem: Problem) -> VitalSign {
    match problem {
        Problem::BloodPressureHigh | Problem::BloodPressureLow => VitalSign::Systolic,
        Problem::OxygenLow | Problem::Deterioration | Problem::AutomationStopped => VitalSign::Spo2,
        Problem::GlucoseLow | Problem::GlucoseHigh => VitalSign::Glucose,
    }
}
