//! A rule set on trial: what it would have done beside what another did, on the same facts.
//!
//! Two runs are collected from their outcomes, and compared; [`Twin`] makes both over the same facts.

mod compare;
mod twin;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bincode::config::standard;
use sha2::{Digest as _, Sha256};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt};

pub use compare::{Comparison, Lead, Moved, compare, leads};
pub use twin::Twin;

use crate::held::DAY_MS;
use crate::outcome::{Change, Decision, Outcome, Problem, Severity};

/// One alert as a run raised it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// Whose.
    pub patient: PatientId,
    /// What.
    pub problem: Problem,
    /// Its id: a link to the moment.
    pub alert: AlertId,
    /// The rule that raised it first.
    pub rule: Arc<str>,
    /// As grave as it became.
    pub severity: Severity,
    /// When the newest measurement behind it was taken.
    pub taken_at: TakenAt,
    /// When it was raised.
    pub raised_at: StoredAt,
    /// The fact that raised it.
    pub cause: ReadingId,
}

/// What a run did within a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    alerts: BTreeMap<(PatientId, AlertId), Raised>,
    /// Steps that automation took with a person.
    begun: u64,
    /// Times that it ended well without a clinician.
    calmed: u64,
    days: BTreeMap<PatientId, BTreeSet<i64>>,
    digest: Chain,
}

/// A hash over outcomes in their order: equal for two runs that decided the same, to the bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    hash: [u8; 32],
    outcomes: u64,
}

impl Chain {
    /// Adds one outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        // Plain integers, strings and lists always encode into memory.
        let bytes = bincode::encode_to_vec(outcome, standard()).expect("plain data encodes");
        self.hash = Sha256::new().chain_update(self.hash).chain_update(bytes).finalize().into();
        self.outcomes += 1;
    }

    /// The hash, and of how many outcomes it is.
    pub fn finish(&self) -> ([u8; 32], u64) {
        (self.hash, self.outcomes)
    }
}

impl Run {
    /// Notes that a person measured something.
    pub fn measured(&mut self, patient: &PatientId, at: StoredAt) {
        let day = at.unix_ms().div_euclid(DAY_MS);
        match self.days.get_mut(patient) {
            Some(days) => drop(days.insert(day)),
            None => drop(self.days.insert(patient.clone(), BTreeSet::from([day]))),
        }
    }

    /// Takes an outcome of the run.
    pub fn take(&mut self, outcome: &Outcome) {
        self.digest.add(outcome);
        match &outcome.decision {
            Decision::Alert { change, alert } => {
                let key = (outcome.patient.clone(), alert.id.clone());
                if *change == Change::Superseded && alert.superseded.is_some() {
                    self.alerts.remove(&key);
                    return;
                }
                if let Some(known) = self.alerts.get_mut(&key) {
                    known.severity = known.severity.max(alert.severity);
                } else if *change == Change::Raised {
                    self.alerts.insert(key, raised(outcome, alert));
                }
            }
            Decision::Stepped { .. } => self.begun += 1,
            Decision::Calmed { .. } => self.calmed += 1,
            Decision::Refused { .. } => {}
        }
    }

    /// The alerts that stood in the end, by patient.
    pub fn alerts(&self) -> impl Iterator<Item = &Raised> {
        self.alerts.values()
    }

    /// Days on which somebody measured something, counted per person.
    pub fn patient_days(&self) -> u64 {
        self.days.values().map(|days| days.len() as u64).sum()
    }

    /// How many people measured something.
    pub fn patients(&self) -> u64 {
        self.days.len() as u64
    }

    /// How often automation took a step with somebody.
    pub fn steps(&self) -> u64 {
        self.begun
    }

    /// How often automation ended a matter without a clinician.
    pub fn automated(&self) -> u64 {
        self.calmed
    }

    /// Over all outcomes, in their order.
    pub fn digest(&self) -> &Chain {
        &self.digest
    }

    /// How many alerts each rule raised.
    pub fn by_rule(&self) -> BTreeMap<Arc<str>, u64> {
        let mut counts = BTreeMap::new();
        for alert in self.alerts.values() {
            *counts.entry(alert.rule.clone()).or_default() += 1;
        }
        counts
    }
}

fn raised(outcome: &Outcome, alert: &crate::outcome::Alert) -> Raised {
    Raised {
        patient: outcome.patient.clone(),
        problem: alert.problem.clone(),
        alert: alert.id.clone(),
        rule: alert.rule.clone(),
        severity: alert.severity,
        taken_at: alert.taken_at,
        raised_at: alert.raised_at,
        cause: alert.cause,
    }
}
