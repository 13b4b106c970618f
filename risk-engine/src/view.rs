//! How one person stands now, for a row of the worklist.

use std::sync::Arc;

use vitals::{HeardAt, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

use crate::held::{SIGNS, Sample};
use crate::news2::{News2, score};
use crate::observation::{SCORED, observe};
use crate::patient::PatientState;
use crate::priority::{built_in, explained};
use crate::rules::RuleSet;

/// How complete a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All seven parts are fresh.
    Complete,
    /// Some were never measured.
    Partial,
    /// Some were measured too long ago.
    Stale,
}

/// The score as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreView {
    /// Lower bound: missing parts count nothing.
    pub low: u8,
    /// Upper bound: missing parts count their most.
    pub high: u8,
    /// How many of the seven parts are known.
    pub known: u8,
    /// How complete it is.
    pub status: Status,
}

/// The priority score as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityView {
    /// The risk of deterioration in a day, in ten-thousandths.
    pub per_ten_thousand: u16,
    /// What makes it up, the weightiest first: a name, and thousandths of log-odds.
    pub contributions: Vec<(Arc<str>, i32)>,
}

/// One vital sign as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VitalView {
    /// Which sign.
    pub sign: VitalSign,
    /// Its newest sample.
    pub sample: Sample,
    /// Its points, if it is scored and fresh.
    pub points: Option<u8>,
    /// Whether it is too old to speak for the person.
    pub stale: bool,
}

/// How one person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientView {
    /// Who.
    pub patient: PatientId,
    /// The fact that this is the state after.
    pub cause: ReadingId,
    /// As of when.
    pub at: StoredAt,
    /// The score; none if nothing that it scores is fresh.
    pub news2: Option<ScoreView>,
    /// How soon somebody should look, beyond what rules say; none if nothing is fresh, or if a
    /// clinician has switched it off.
    pub priority: Option<PriorityView>,
    /// The newest sample of each sign that was ever measured.
    pub vitals: Vec<VitalView>,
    /// Scores of the last 24 hours: when (ms since 1970) and the lower bound, oldest first.
    pub trend: Vec<(i64, u8)>,
    /// When a gateway last heard from the person.
    pub heard_at: Option<HeardAt>,
    /// How many readings have been scored.
    pub readings: u64,
}

impl PatientView {
    /// How a person stands, scored by these rules.
    pub fn of(state: &PatientState, rules: &RuleSet) -> Self {
        let (cause, at) = state.last();
        let now = TakenAt::from_unix_ms(at.unix_ms());
        // A monitor whose clock is a little ahead has measured by now.
        let newest = SIGNS.iter().filter_map(|sign| state.held().latest(*sign));
        let now = newest.map(|sample| sample.taken_at()).fold(now, TakenAt::max);
        let (observation, samples) = observe(rules, state.held(), state.plan(), now);
        let scored = score(&observation);
        let any_fresh = samples.iter().any(Option::is_some);
        Self {
            patient: state.patient().clone(),
            cause,
            at,
            news2: any_fresh.then(|| ScoreView::of(&scored, state)),
            priority: PriorityView::of(state, now),
            vitals: vitals_of(state, rules, &scored),
            trend: state.trend(rules),
            heard_at: state.heard_at(),
            readings: state.readings().0,
        }
    }
}

impl PriorityView {
    fn of(state: &PatientState, now: TakenAt) -> Option<Self> {
        if state.plan().priority_off {
            return None;
        }
        let scored = explained(built_in(), state.held(), state.plan(), now)?;
        let by_subject = scored.by_subject().into_iter();
        let mut contributions: Vec<_> =
            by_subject.map(|(subject, milli)| (subject.into(), milli)).collect();
        // There is one for each person.
        contributions.shrink_to_fit();
        Some(Self { per_ten_thousand: scored.priority.per_ten_thousand(), contributions })
    }
}

impl ScoreView {
    fn of(scored: &News2, state: &PatientState) -> Self {
        let was_measured = |part: usize| state.held().latest(SCORED[part]).is_some();
        let mut missing = scored.parts.iter().enumerate().filter(|(_, points)| points.is_none());
        let status = if scored.is_complete() {
            Status::Complete
        } else if missing.any(|(part, _)| was_measured(part)) {
            Status::Stale
        } else {
            Status::Partial
        };
        // At most seven.
        let known = scored.known() as u8;
        Self { low: scored.low, high: scored.high, known, status }
    }
}

fn vitals_of(state: &PatientState, rules: &RuleSet, scored: &News2) -> Vec<VitalView> {
    let (_, at) = state.last();
    let view = |sign| {
        let sample = *state.held().latest(sign)?;
        let stale = at.age_of(sample.taken_at()) > rules.hold(sign);
        let part = SCORED.iter().position(|scored| *scored == sign);
        let points = part.and_then(|part| scored.parts[part]).filter(|_| !stale);
        Some(VitalView { sign, sample, points, stale })
    };
    SIGNS.into_iter().filter_map(view).collect()
}
