//! What a programme came to: what clinicians were asked, what automation spared them, and illnesses seen in
//! time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use homes::Illness;
use risk_engine::fact::Fact;
use risk_engine::outcome::{Alert, Change, Decision, Outcome, Problem, Severity, TakenStep};
use risk_engine::rules::RuleSet;
use vitals::{AlertId, PatientId, StoredAt};

use super::{DAY_MS, Span};

/// What a run with one rule set came to, from the moment on that counts.
#[derive(Debug)]
pub struct Tally {
    rules: RuleSet,
    count_from_ms: i64,
    /// A rule of which everything that happens to its alerts is told.
    trace: Option<String>,
    /// Days on which somebody measured.
    pub(super) days: BTreeSet<(PatientId, i64)>,
    /// Readings that the engine was given.
    pub(super) readings: u64,
    /// What automation began with somebody and hasn't ended.
    open: BTreeSet<(PatientId, Problem)>,
    /// Matters that ended without a clinician, by problem.
    pub(super) automated: BTreeMap<Problem, u64>,
    /// How often a clinician was asked to acknowledge something, by the rule.
    pub(super) asked: BTreeMap<Arc<str>, Asked>,
    standing: BTreeMap<AlertId, Standing>,
    /// Each moment at which something came before a clinician.
    moments: BTreeMap<PatientId, Vec<i64>>,
    /// The illnesses that were there to be seen.
    pub(super) seen: Vec<Seen>,
}

/// How often a clinician was asked to acknowledge something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// For the first time: reviews, urgent ones, emergencies, as grave as they then were.
    pub new: [u64; 3],
    /// Because it had ended and began again.
    pub again: u64,
    /// Because it became graver than what they had seen, or they had seen it too long ago.
    pub graver: u64,
    /// Because a re-check fell due.
    pub recheck: u64,
}

impl Asked {
    /// New alerts.
    pub fn alerts(&self) -> u64 {
        self.new.iter().sum()
    }

    /// All of it: each is something that a clinician has to do.
    pub fn all(&self) -> u64 {
        self.alerts() + self.again + self.graver + self.recheck
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let [review, urgent, emergency] = self.new;
        Self {
            new: [review + other.new[0], urgent + other.new[1], emergency + other.new[2]],
            again: self.again + other.again,
            graver: self.graver + other.graver,
            recheck: self.recheck + other.recheck,
        }
    }
}

/// An alert as a clinician's list last showed it.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// Whether somebody has to acknowledge it.
    waits: bool,
    active: bool,
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
            trace: std::env::var("TRACE_RULE").ok(),
            days: BTreeSet::new(),
            readings: 0,
            open: BTreeSet::new(),
            automated: BTreeMap::new(),
            asked: BTreeMap::new(),
            standing: BTreeMap::new(),
            moments: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    pub(super) fn measured(&mut self, patient: &PatientId, fact: &Fact, now: StoredAt) {
        if matches!(fact, Fact::Read(_)) && now.unix_ms() >= self.count_from_ms {
            self.readings += 1;
            self.days.insert((patient.clone(), now.unix_ms().div_euclid(DAY_MS)));
        }
    }

    pub(super) fn take(&mut self, outcome: &Outcome) {
        let counts = outcome.at.unix_ms() >= self.count_from_ms;
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
        let waits =
            alert.is_open() && alert.acknowledged.is_none() && !alert.is_snoozed(outcome.at);
        let now = Standing { waits, active: alert.active };
        let before = self.standing.insert(alert.id.clone(), now);
        if self.trace.as_deref() == Some(&*alert.rule) {
            trace(outcome, change, alert, self.count_from_ms);
        }
        let asks = waits && !before.is_some_and(|before| before.waits);
        if asks && counts {
            let asked = self.asked.entry(alert.rule.clone()).or_default();
            match before {
                None => asked.new[alert.severity as usize] += 1,
                Some(_) if change == Change::Reopened => asked.recheck += 1,
                Some(before) if !before.active => asked.again += 1,
                Some(_) => asked.graver += 1,
            }
        }
        if asks {
            self.moments.entry(outcome.patient.clone()).or_default().push(outcome.at.unix_ms());
        }
        if matches!(change, Change::Raised | Change::Joined) {
            // It ended with a clinician: with this one, or with one who knows of it.
            self.open.remove(&(outcome.patient.clone(), alert.problem.clone()));
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

    /// Takes in what other people's homes came to.
    pub(super) fn merge(&mut self, other: Self) {
        self.days.extend(other.days);
        self.readings += other.readings;
        for (problem, count) in other.automated {
            *self.automated.entry(problem).or_default() += count;
        }
        for (rule, asked) in other.asked {
            let sum = self.asked.entry(rule).or_default();
            *sum = sum.plus(asked);
        }
        self.seen.extend(other.seen);
    }
}

/// One line for what happened to an alert, for whoever writes the rule: whose, the day, what, and how it
/// stands.
fn trace(outcome: &Outcome, change: Change, alert: &Alert, count_from_ms: i64) {
    let day = (outcome.at.unix_ms() - count_from_ms) as f64 / DAY_MS as f64;
    let due_h = alert.due_at.map(|due| (due.unix_ms() - outcome.at.unix_ms()) / 3_600_000);
    eprintln!(
        "{} {day:.3} {} {} {} {:?}, active {}, triggers {}, rechecked {}, due in {due_h:?} h: {:?}",
        outcome.patient,
        alert.id,
        alert.problem.name(),
        change.name(),
        alert.severity,
        alert.active,
        alert.triggers,
        alert.rechecked,
        alert.reasons.first(),
    );
}

/// The places of severities in a list of three.
const _: () = assert!(Severity::Review as usize == 0 && Severity::Emergency as usize == 2);
