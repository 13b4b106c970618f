//! A NEWS2 of seven or more, twice.
//!
//! Source: Royal College of Physicians, NEWS2 (2017), response to an aggregate of 7 or more.

use vitals::{Consciousness, StoredAt, VitalSign};

use super::{Finding, RuleSet, Trigger, minutes_of};
use crate::fact::CarePlan;
use crate::held::{Held, Sample};
use crate::news2::{News2, Observation, score};
use crate::outcome::{Reason, Severity};

/// The signs that NEWS2 scores, in the chart's order.
pub const SCORED: [VitalSign; 7] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::SupplementalOxygen,
    VitalSign::Systolic,
    VitalSign::Pulse,
    VitalSign::Consciousness,
    VitalSign::Temperature,
];

/// The observation that holds at `now`, and the samples in it.
pub fn observe(
    rules: &RuleSet,
    held: &Held,
    plan: &CarePlan,
    now: StoredAt,
) -> (Observation, [Option<Sample>; 7]) {
    let samples = SCORED.map(|sign| held.fresh(sign, now, rules.hold(sign)).copied());
    (observation_of(&samples, plan), samples)
}

fn observation_of(samples: &[Option<Sample>; 7], plan: &CarePlan) -> Observation {
    let [respiration, spo2, oxygen, systolic, pulse, consciousness, temperature] =
        samples.map(|sample| sample.map(|sample| sample.milli));
    Observation {
        respiration_milli: respiration,
        spo2_milli_percent: spo2,
        spo2_scale: plan.spo2_scale,
        supplemental_oxygen: oxygen.map(|on| on != 0).or(plan.supplemental_oxygen),
        systolic_milli_mmhg: systolic,
        pulse_milli_bpm: pulse,
        consciousness: consciousness
            .and_then(|letter| u8::try_from(letter).ok())
            .and_then(|letter| Consciousness::from_letter(char::from(letter))),
        temperature_milli_celsius: temperature,
    }
}

/// Judges the score: high now and, by values at least a minute older, high before.
pub(super) fn judge(rules: &RuleSet, held: &Held, plan: &CarePlan, now: StoredAt) -> Finding {
    let limits = &rules.thresholds().deterioration;
    let (observation, samples) = observe(rules, held, plan, now);
    let scored = score(&observation);
    if scored.known() == 0 {
        return Finding::Unknown;
    }
    if u16::from(scored.low) < limits.news2_at_least {
        // A partial score may raise an alert, never clear one: what was measured once and is stale
        // counts its most. What no monitor gives can't hold an alert for ever.
        let never: u8 = SCORED
            .iter()
            .zip(scored.parts)
            .filter(|(sign, points)| points.is_none() && held.latest(**sign).is_none())
            .map(|(sign, _)| if *sign == VitalSign::SupplementalOxygen { 2 } else { 3 })
            .sum();
        let most = u16::from(scored.high.saturating_sub(never));
        return if most <= limits.news2_clear_at_most {
            Finding::Fine { clear: true }
        } else {
            Finding::Between
        };
    }
    let trigger = Trigger {
        severity: Severity::Emergency,
        rule: "NEWS2".into(),
        reasons: reasons(&scored, &samples),
        samples: samples.iter().flatten().copied().collect(),
    };
    let before = score(&observation_of(&before(rules, held, &scored, &samples), plan));
    if u16::from(before.low) >= limits.news2_at_least {
        Finding::Confirmed(trigger)
    } else {
        Finding::Suspect(trigger)
    }
}

/// The samples without the newest that scored and what was measured with it: in their places the
/// values from before.
fn before(
    rules: &RuleSet,
    held: &Held,
    scored: &News2,
    samples: &[Option<Sample>; 7],
) -> [Option<Sample>; 7] {
    let gap = rules.confirm_gap();
    let window = minutes_of(rules.thresholds().confirm.window_minutes);
    let scoring = samples
        .iter()
        .zip(scored.parts)
        .filter(|(_, points)| points.is_some_and(|points| points > 0));
    let Some(newest) = scoring.filter_map(|(sample, _)| *sample).max_by_key(Sample::taken_at)
    else {
        return [None; 7];
    };
    std::array::from_fn(|place| {
        let current = samples[place]?;
        if newest.since(&current) >= gap {
            return Some(current);
        }
        let samples = held.samples(SCORED[place]).iter().rev();
        let earlier = samples.copied().find(|sample| newest.since(sample) >= gap);
        earlier.filter(|sample| newest.since(sample) <= window)
    })
}

/// The score first, then its parts with points, the most points first.
fn reasons(scored: &News2, samples: &[Option<Sample>; 7]) -> Vec<Reason> {
    let mut parts: Vec<_> = scored
        .parts
        .iter()
        .zip(SCORED)
        .zip(samples)
        .filter_map(|((points, sign), sample)| {
            Some((points.filter(|points| *points > 0)?, sign, *sample))
        })
        .collect();
    parts.sort_by_key(|(points, _, _)| std::cmp::Reverse(*points));
    let known = u8::try_from(scored.known()).unwrap_or(u8::MAX);
    let mut reasons = vec![Reason::News2 { low: scored.low, high: scored.high, known }];
    reasons.extend(parts.into_iter().map(|(points, sign, sample)| Reason::Points {
        sign,
        points,
        sample,
    }));
    reasons
}
