//! The shape that the threshold rules share: odd once asks, odd twice holds, fine twice clears.

use std::time::Duration;

use vitals::{StoredAt, VitalSign};

use super::{Finding, RuleSet, Trigger, minutes_of};
use crate::held::{Held, Sample};
use crate::outcome::{Limit, Reason, Severity};

/// How one sample looks to a rule.
pub(super) enum Look {
    /// In the band of the problem.
    Odd(Severity, Limit),
    /// Out of the band, not yet beyond the clearing limit.
    Between,
    /// Beyond the clearing limit.
    Clear,
}

/// Judges the newest sample of a sign together with those just before it.
pub(super) fn judge(
    rules: &RuleSet,
    held: &Held,
    sign: VitalSign,
    rule: &'static str,
    now: StoredAt,
    look: impl Fn(&Sample) -> Look,
) -> Finding {
    let Some(latest) = held.fresh(sign, now, rules.hold(sign)) else {
        return Finding::Unknown;
    };
    let (severity, limit) = match look(latest) {
        Look::Odd(severity, limit) => (severity, limit),
        Look::Between => return Finding::Between,
        Look::Clear => return Finding::Fine { clear: clears(rules, held, sign, look) },
    };
    let reason = Reason::Value { sign, sample: *latest, limit };
    let earlier = earlier_in_window(rules, held, sign).find_map(|sample| match look(sample) {
        Look::Odd(severity, _) => Some((sample, severity)),
        _ => None,
    });
    match earlier {
        None => Finding::Suspect(Trigger {
            severity,
            rule: rule.into(),
            reasons: vec![reason],
            samples: vec![*latest],
        }),
        Some((sample, severity_before)) => Finding::Confirmed(Trigger {
            // What holds is what both measurements say.
            severity: severity.min(severity_before),
            rule: rule.into(),
            reasons: vec![
                reason,
                Reason::Twice { apart_ms: apart_ms(latest.since(sample)), sample: *sample },
            ],
            samples: vec![*latest, *sample],
        }),
    }
}

/// The samples before the newest that count as another measurement of the same matter, newest first.
fn earlier_in_window<'a>(
    rules: &RuleSet,
    held: &'a Held,
    sign: VitalSign,
) -> impl Iterator<Item = &'a Sample> {
    let confirm = &rules.thresholds().confirm;
    let gap = Duration::from_secs(u64::from(confirm.gap_seconds));
    let window = minutes_of(confirm.window_minutes);
    let samples = held.samples(sign);
    let latest = samples.last();
    samples
        .iter()
        .rev()
        .skip(1)
        .map_while(move |sample| {
            let apart = latest?.since(sample);
            (apart <= window).then_some((sample, apart))
        })
        .filter(move |(_, apart)| *apart >= gap)
        .map(|(sample, _)| sample)
}

/// Whether the newest samples, as many as the rule set asks for, are all beyond the clearing limit.
fn clears(rules: &RuleSet, held: &Held, sign: VitalSign, look: impl Fn(&Sample) -> Look) -> bool {
    let needed = usize::from(rules.thresholds().clear.measurements);
    let gap = Duration::from_secs(u64::from(rules.thresholds().confirm.gap_seconds));
    let mut last: Option<&Sample> = None;
    let mut found = 0;
    for sample in held.samples(sign).iter().rev() {
        if last.is_some_and(|later| later.since(sample) < gap) {
            continue;
        }
        if !matches!(look(sample), Look::Clear) {
            break;
        }
        found += 1;
        last = Some(sample);
        if found == needed {
            return true;
        }
    }
    false
}

fn apart_ms(apart: Duration) -> u64 {
    u64::try_from(apart.as_millis()).unwrap_or(u64::MAX)
}
