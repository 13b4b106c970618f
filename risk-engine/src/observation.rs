//! The observation that holds at a moment: the newest value of each scored sign, if it is fresh.

use vitals::{Consciousness, TakenAt, VitalSign};

use crate::fact::CarePlan;
use crate::held::{Held, Sample};
use crate::news2::Observation;
use crate::rules::RuleSet;

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

/// The observation that holds at a moment, and the samples in it.
pub fn observe(
    rules: &RuleSet,
    held: &Held,
    plan: &CarePlan,
    at: TakenAt,
) -> (Observation, [Option<Sample>; 7]) {
    let samples = SCORED.map(|sign| {
        let latest = held.upto(sign, at).last()?;
        (at.since(latest.taken_at()) <= rules.hold(sign)).then_some(*latest)
    });
    (observation_of(&samples, plan), samples)
}

/// The observation that these samples make, with what the care plan settles.
pub fn observation_of(samples: &[Option<Sample>; 7], plan: &CarePlan) -> Observation {
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
