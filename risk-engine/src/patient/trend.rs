//! The score's course over the last day, one point for each half hour that something was measured in.

use std::sync::Arc;

use vitals::TakenAt;

use crate::fact::CarePlan;
use crate::held::Held;
use crate::news2::score;
use crate::observation::{SCORED, observe};
use crate::rules::RuleSet;

/// How far back the trend goes, and how close its points may lie, ms.
const SPAN_MS: i64 = 24 * 3600 * 1000;
const STEP_MS: i64 = 30 * 60 * 1000;

/// The score's lower bound at the newest moment of each half hour, with that moment (ms since 1970),
/// oldest first: a day back from the newest measurement.
pub(super) fn trend(
    held: &Held,
    plans: &[(i64, Arc<CarePlan>)],
    rules: &RuleSet,
) -> Vec<(i64, u8)> {
    let newest_ms = newest_of(held);
    let mut moments = Vec::new();
    for sign in SCORED {
        let samples = held.samples(sign).iter().rev().map(|sample| sample.taken_at().unix_ms());
        let lately = samples.take_while(|at_ms| newest_ms - at_ms <= SPAN_MS);
        // Of each half hour the newest, before they are put beside the other signs'.
        let mut step = None;
        moments
            .extend(lately.filter(|at_ms| step.replace(step_of(*at_ms)) != Some(step_of(*at_ms))));
    }
    moments.sort_unstable_by(|one, other| other.cmp(one));
    moments.dedup_by_key(|at_ms| step_of(*at_ms));
    let scored = moments.into_iter().rev().map(|at_ms| {
        let upto = plans.partition_point(|(since, _)| *since <= at_ms);
        let plan = &plans[upto.saturating_sub(1)].1;
        let (observation, _) = observe(rules, held, plan, TakenAt::from_unix_ms(at_ms));
        (at_ms, score(&observation).low)
    });
    scored.collect()
}

fn newest_of(held: &Held) -> i64 {
    let newest = SCORED.iter().filter_map(|sign| held.latest(*sign));
    newest.map(|sample| sample.taken_at().unix_ms()).max().unwrap_or(i64::MIN)
}

fn step_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(STEP_MS)
}
