//! The score's course over the last day, one point for each half hour that something was measured in.

use std::collections::BTreeSet;
use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::TakenAt;

use crate::fact::CarePlan;
use crate::held::Held;
use crate::news2::score;
use crate::observation::{SCORED, observe};
use crate::rules::RuleSet;

/// How far back the trend goes, and how close its points may lie, ms.
const SPAN_MS: i64 = 24 * 3600 * 1000;
const STEP_MS: i64 = 30 * 60 * 1000;

/// Scores by time of measurement, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Trend {
    points: Vec<(i64, u8)>,
}

impl Trend {
    /// The points: when (ms since 1970), and the score's lower bound then.
    pub fn points(&self) -> &[(i64, u8)] {
        &self.points
    }

    /// Takes what was measured at a moment: every point since then is scored again.
    pub(super) fn note(
        &mut self,
        held: &Held,
        plans: &[(i64, Arc<CarePlan>)],
        rules: &RuleSet,
        at: TakenAt,
    ) {
        let step = at.unix_ms().div_euclid(STEP_MS);
        let place = self.points.partition_point(|point| step_of(point.0) < step);
        if self.points.get(place).is_some_and(|point| step_of(point.0) == step) {
            self.points.remove(place);
        }
        if let Some(at_ms) = newest_in(held, step) {
            self.points.insert(place, (at_ms, 0));
        }
        self.score_from(place, held, plans, rules);
        if let Some((newest_ms, _)) = self.points.last().copied() {
            self.points.retain(|(at_ms, _)| newest_ms - at_ms <= SPAN_MS);
        }
    }

    /// Makes every point anew from what is held, after something was taken back.
    pub(super) fn rebuild(&mut self, held: &Held, plans: &[(i64, Arc<CarePlan>)], rules: &RuleSet) {
        let newest = SCORED.iter().filter_map(|sign| held.latest(*sign));
        let newest_ms = newest.map(|sample| sample.taken_at().unix_ms()).max();
        let oldest_ms = newest_ms.map_or(i64::MAX, |newest_ms| newest_ms - SPAN_MS);
        let samples = SCORED.iter().flat_map(|sign| held.samples(*sign));
        let steps: BTreeSet<i64> = samples
            .map(|sample| sample.taken_at().unix_ms())
            .filter(|at_ms| *at_ms >= oldest_ms)
            .map(step_of)
            .collect();
        let newest_of = |step| Some((newest_in(held, step)?, 0));
        self.points = steps.into_iter().filter_map(newest_of).collect();
        self.score_from(0, held, plans, rules);
    }

    fn score_from(
        &mut self,
        place: usize,
        held: &Held,
        plans: &[(i64, Arc<CarePlan>)],
        rules: &RuleSet,
    ) {
        for point in &mut self.points[place..] {
            let upto = plans.partition_point(|(since, _)| *since <= point.0);
            let plan = &plans[upto.saturating_sub(1)].1;
            let (observation, _) = observe(rules, held, plan, TakenAt::from_unix_ms(point.0));
            point.1 = score(&observation).low;
        }
    }
}

fn step_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(STEP_MS)
}

/// Within one step its newest moment stands for it.
fn newest_in(held: &Held, step: i64) -> Option<i64> {
    let end = TakenAt::from_unix_ms((step + 1) * STEP_MS - 1);
    let newest = SCORED.iter().filter_map(|sign| held.upto(*sign, end).last());
    let newest_ms = newest.map(|sample| sample.taken_at().unix_ms()).max();
    newest_ms.filter(|at_ms| step_of(*at_ms) == step)
}
