//! Low oxygen saturation: O2-1, and CO-1 for people on scale 2.

use vitals::{StoredAt, VitalSign};

use super::judge::{Look, Rule, judge};
use super::{Finding, RuleSet};
use crate::fact::{CarePlan, Spo2Scale};
use crate::held::{Held, Sample};
use crate::news2::whole;
use crate::outcome::{Limit, Severity};

/// Judges the newest saturation.
///
/// Source: NHS COVID Oximetry@home (scale 1); BTS target 88–92 % (scale 2): CLINICAL 2.3, 2.5.
pub(super) fn low(rules: &RuleSet, held: &Held, plan: &CarePlan, now: StoredAt) -> Finding {
    let oxygen = &rules.thresholds().oxygen;
    let (name, bands, clear) = match plan.spo2_scale {
        Spo2Scale::One => (
            "O2-1",
            [
                (oxygen.emergency_at_most, Severity::Emergency),
                (oxygen.urgent_at_most, Severity::Urgent),
                (oxygen.review_at_most, Severity::Review),
            ],
            oxygen.clear_at_least,
        ),
        Spo2Scale::Two => (
            "CO-1",
            [
                (oxygen.scale_2_emergency_at_most, Severity::Emergency),
                (oxygen.scale_2_urgent_at_most, Severity::Urgent),
                (oxygen.scale_2_urgent_at_most, Severity::Urgent),
            ],
            oxygen.scale_2_clear_at_least,
        ),
    };
    judge(
        rules,
        held,
        VitalSign::Spo2,
        &Rule { name, gap: rules.confirm_gap() },
        now,
        |sample: &Sample| {
            let percent = whole(sample.milli);
            let odd = bands.iter().find(|(at_most, _)| percent <= i32::from(*at_most));
            match odd {
                Some((at_most, severity)) => {
                    Look::Odd(*severity, Limit::AtMost(i32::from(*at_most) * 1000))
                }
                None if percent >= i32::from(clear) => Look::Clear,
                None => Look::Between,
            }
        },
    )
}
