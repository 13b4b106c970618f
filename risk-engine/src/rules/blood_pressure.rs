//! Severe hypertension (BP-1, BP-3) and hypotension (BP-4).

use vitals::{StoredAt, VitalSign};

use super::judge::{Look, Rule, judge};
use super::{Finding, RuleSet};
use crate::held::Held;
use crate::news2::whole;
use crate::outcome::{Limit, Severity};

/// Pressure over 180 or over 120: the graver of the two counts.
///
/// Source: AHA/ACC 2025, "severe hypertension": CLINICAL 2.1.
pub(super) fn high(rules: &RuleSet, held: &Held, now: StoredAt) -> Finding {
    let limits = &rules.thresholds().blood_pressure;
    let side = |sign, above: u16, clear_at_most: u16| {
        judge(
            rules,
            held,
            sign,
            &Rule { name: "BP-3", gap: rules.confirm_gap() },
            now,
            move |sample| {
                let mmhg = whole(sample.milli);
                if mmhg > i32::from(above) {
                    Look::Odd(Severity::Urgent, Limit::Above(i32::from(above) * 1000))
                } else if mmhg <= i32::from(clear_at_most) {
                    Look::Clear
                } else {
                    Look::Between
                }
            },
        )
    };
    let systolic = side(
        VitalSign::Systolic,
        limits.severe_systolic_above,
        limits.severe_clear_systolic_at_most,
    );
    let diastolic = side(
        VitalSign::Diastolic,
        limits.severe_diastolic_above,
        limits.severe_clear_diastolic_at_most,
    );
    graver(systolic, diastolic)
}

/// Systolic pressure under 90.
///
/// Source: CLINICAL 2.1, BP-4. Symptoms, which make it urgent, come with questionnaires.
pub(super) fn low(rules: &RuleSet, held: &Held, now: StoredAt) -> Finding {
    let limits = &rules.thresholds().blood_pressure;
    judge(
        rules,
        held,
        VitalSign::Systolic,
        &Rule { name: "BP-4", gap: rules.confirm_gap() },
        now,
        |sample| {
            let mmhg = whole(sample.milli);
            if mmhg < i32::from(limits.low_systolic_below) {
                Look::Odd(
                    Severity::Review,
                    Limit::Below(i32::from(limits.low_systolic_below) * 1000),
                )
            } else if mmhg >= i32::from(limits.low_clear_systolic_at_least) {
                Look::Clear
            } else {
                Look::Between
            }
        },
    )
}

/// The finding to act on, of two about the same problem.
fn graver(one: Finding, other: Finding) -> Finding {
    use Finding::{Between, Confirmed, Fine, Suspect, Unknown};
    match (one, other) {
        (Confirmed(trigger), _) | (_, Confirmed(trigger)) => Confirmed(trigger),
        (Suspect(trigger), _) | (_, Suspect(trigger)) => Suspect(trigger),
        (Between, _) | (_, Between) => Between,
        (Fine { clear: one }, Fine { clear: other }) => Fine { clear: one && other },
        (finding, Unknown) | (Unknown, finding) => finding,
    }
}
