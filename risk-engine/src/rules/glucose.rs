//! Low glucose (GL-1) and very high glucose (GL-5).

use vitals::{Glucose, StoredAt, VitalSign};

use super::judge::{Look, Rule, judge};
use super::{Finding, RuleSet};
use crate::held::{Held, Reach};
use crate::outcome::{Limit, Problem, Severity};

/// Under 54 mg/dL, or "LO".
///
/// Source: ADA level 2 hypoglycaemia: CLINICAL 2.4, GL-1. The person is told to take carbohydrate
/// and to measure again; only if it is still so after the time to recover is the clinician told.
pub(super) fn low(rules: &RuleSet, held: &Held, now: StoredAt) -> Finding {
    let limits = &rules.thresholds().glucose;
    let (below, clear) = (umol_l(limits.low_below), umol_l(limits.low_clear_at_least));
    judge(
        rules,
        held,
        VitalSign::Glucose,
        &Rule { name: "GL-1", gap: rules.answer_within(Problem::GlucoseLow) },
        now,
        |sample| {
            if sample.reach == Reach::Below || sample.milli < below {
                Look::Odd(Severity::Urgent, Limit::Below(below))
            } else if sample.milli >= clear {
                Look::Clear
            } else {
                Look::Between
            }
        },
    )
}

/// Over 400 mg/dL, or "HI".
///
/// Source: CLINICAL 2.4, GL-5.
pub(super) fn high(rules: &RuleSet, held: &Held, now: StoredAt) -> Finding {
    let limits = &rules.thresholds().glucose;
    let (above, clear) = (umol_l(limits.high_above), umol_l(limits.high_clear_at_most));
    judge(
        rules,
        held,
        VitalSign::Glucose,
        &Rule { name: "GL-5", gap: rules.confirm_gap() },
        now,
        |sample| {
            if sample.reach == Reach::Above || sample.milli > above {
                Look::Odd(Severity::Urgent, Limit::Above(above))
            } else if sample.milli <= clear {
                Look::Clear
            } else {
                Look::Between
            }
        },
    )
}

/// A threshold in mg/dL as the integer that samples hold.
fn umol_l(mg_dl: u16) -> i32 {
    // The rule set's limits lie inside the range of Glucose; outside it nothing would ever match.
    Glucose::from_mg_dl(f64::from(mg_dl)).map_or(i32::MIN, Glucose::umol_l)
}
