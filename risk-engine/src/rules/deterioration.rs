//! A NEWS2 of seven or more, twice.
//!
//! Source: Royal College of Physicians, NEWS2 (2017), response to an aggregate of 7 or more.

use std::time::Duration;

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
    let [respiration, spo2, oxygen, systolic, pulse, consciousness, temperature] =
        samples.map(|sample| sample.map(|sample| sample.milli));
    let observation = Observation {
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
    };
    (observation, samples)
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
        // A partial score may raise an alert, never clear one: the upper bound must be low.
        let clear = u16::from(scored.high) <= limits.news2_clear_at_most;
        return if clear { Finding::Fine { clear } } else { Finding::Between };
    }
    let trigger = Trigger {
        severity: Severity::Emergency,
        rule: "NEWS2".into(),
        reasons: reasons(&scored, &samples),
        samples: samples.iter().flatten().copied().collect(),
    };
    if u16::from(score_before(rules, &observation, held, &samples).low) >= limits.news2_at_least {
        Finding::Confirmed(trigger)
    } else {
        Finding::Suspect(trigger)
    }
}

/// The score with the newest measurement taken away and the values before it in its place.
fn score_before(
    rules: &RuleSet,
    observation: &Observation,
    held: &Held,
    samples: &[Option<Sample>; 7],
) -> News2 {
    let confirm = &rules.thresholds().confirm;
    let gap = Duration::from_secs(u64::from(confirm.gap_seconds));
    let window = minutes_of(confirm.window_minutes);
    let Some(newest) = samples.iter().flatten().max_by_key(|sample| sample.taken_at()) else {
        return score(&Observation::default());
    };
    // For each sign the value before the newest set, where it belongs to the hour before.
    let before = |place: usize, now: Option<i32>| -> Option<i32> {
        let current = samples[place]?;
        if newest.since(&current) >= gap {
            return now;
        }
        held.samples(SCORED[place])
            .iter()
            .rev()
            .find(|sample| newest.since(sample) >= gap)
            .filter(|sample| newest.since(sample) <= window)
            .map(|sample| sample.milli)
    };
    score(&Observation {
        respiration_milli: before(0, observation.respiration_milli),
        spo2_milli_percent: before(1, observation.spo2_milli_percent),
        systolic_milli_mmhg: before(3, observation.systolic_milli_mmhg),
        pulse_milli_bpm: before(4, observation.pulse_milli_bpm),
        temperature_milli_celsius: before(6, observation.temperature_milli_celsius),
        ..*observation
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
