//! What a programme came to: alerts, what automation spared a clinician, and illnesses seen in time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use homes::Illness;
use risk_engine::fact::Fact;
use risk_engine::outcome::{Alert, Change, Decision, Outcome, Problem, TakenStep};
use risk_engine::rules::RuleSet;
use risk_engine::trial::Run;
use vitals::{AlertId, PatientId, StoredAt};

use super::Span;

/// What a run with one rule set came to, from the moment on that counts.
#[derive(Debug)]
pub struct Tally {
    rules: RuleSet,
    count_from_ms: i64,
    /// The alerts, and the days on which people measured.
    pub(super) run: Run,
    /// Readings that the engine was given.
    pub(super) readings: u64,
    /// What automation began with somebody and hasn't ended.
    open: BTreeSet<(PatientId, Problem)>,
    /// Matters that ended without a clinician, by problem.
    pub(super) automated: BTreeMap<Problem, u64>,
    /// Matters that joined an alert which a clinician had already.
    pub(super) joined: u64,
    /// Alerts that were over and came up again, by rule and then by severity.
    pub(super) again: BTreeMap<Arc<str>, [u64; 3]>,
    active: BTreeMap<AlertId, bool>,
    /// Each moment at which something new came before a clinician.
    moments: BTreeMap<PatientId, Vec<i64>>,
    /// The illnesses that were there to be seen.
    pub(super) seen: Vec<Seen>,
}

/// An illness, and when it first came before a clinician.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// How bad it got.
    pub(super) percent: u8,
    /// How long before it was at its worst, ms; negative if after that, none if never.
    pub(super) lead_ms: Option<i64>,
}

impl Tally {
    pub(super) fn new(rules: RuleSet, span: Span) -> Self {
        Self {
            rules,
            count_from_ms: span.count_from_ms,
            run: Run::default(),
            readings: 0,
            open: BTreeSet::new(),
            automated: BTreeMap::new(),
            joined: 0,
            again: BTreeMap::new(),
            active: BTreeMap::new(),
            moments: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    pub(super) fn measured(&mut self, patient: &PatientId, fact: &Fact, now: StoredAt) {
        if matches!(fact, Fact::Read(_)) && now.unix_ms() >= self.count_from_ms {
            self.readings += 1;
            self.run.measured(patient, now);
        }
    }

    pub(super) fn take(&mut self, outcome: &Outcome) {
        let counts = outcome.at.unix_ms() >= self.count_from_ms;
        if counts {
            self.run.take(outcome);
        }
        let key = |problem: &Problem| (outcome.patient.clone(), problem.clone());
        match &outcome.decision {
            Decision::Stepped { problem, step, .. } => {
                // One that was begun and led to nothing has ended when the next begins.
                if self.is_first(step) && !self.open.insert(key(problem)) && counts {
                    self.ended(problem);
                }
            }
            Decision::Calmed { problem } => {
                if self.open.remove(&key(problem)) && counts {
                    self.ended(problem);
                }
            }
            Decision::Alert { change, alert } => self.alerted(outcome, *change, alert, counts),
            Decision::Refused { .. } => {}
        }
    }

    fn alerted(&mut self, outcome: &Outcome, change: Change, alert: &Alert, counts: bool) {
        let was_active = self.active.insert(alert.id.clone(), alert.active);
        let open = (outcome.patient.clone(), alert.problem.clone());
        match change {
            Change::Raised => {
                self.open.remove(&open);
                if counts && was_active == Some(false) {
                    let again = self.again.entry(alert.rule.clone()).or_default();
                    again[alert.severity as usize] += 1;
                }
                let moments = self.moments.entry(outcome.patient.clone()).or_default();
                moments.push(outcome.at.unix_ms());
            }
            Change::Joined => self.joined += u64::from(self.open.remove(&open) && counts),
            _ => {}
        }
    }

    fn is_first(&self, step: &TakenStep) -> bool {
        let first = self.rules.pathway(&step.pathway).and_then(|pathway| pathway.steps.first());
        first.is_some_and(|first| first.id == step.step)
    }

    fn ended(&mut self, problem: &Problem) {
        *self.automated.entry(problem.clone()).or_default() += 1;
    }

    /// Compares with what the homes knew. What automation still waits for then counts for nothing.
    pub(super) fn note_truth(&mut self, illnesses: &[(PatientId, Illness)]) {
        let seen = illnesses.iter().map(|(patient, illness)| {
            let moments = self.moments.get(patient).map_or(&[][..], Vec::as_slice);
            let during = illness.begins_ms..illness.ends_ms;
            let first = moments.iter().filter(|at_ms| during.contains(at_ms)).min();
            let lead_ms = first.map(|at_ms| illness.worst_ms.start - at_ms);
            Seen { percent: illness.percent, lead_ms }
        });
        self.seen = seen.collect();
    }

    /// How many alerts each rule raised, and how grave they became.
    pub(super) fn by_rule(&self) -> BTreeMap<Arc<str>, [u64; 3]> {
        let mut counts: BTreeMap<Arc<str>, [u64; 3]> = BTreeMap::new();
        for alert in self.run.alerts() {
            counts.entry(alert.rule.clone()).or_default()[alert.severity as usize] += 1;
        }
        counts
    }
}
