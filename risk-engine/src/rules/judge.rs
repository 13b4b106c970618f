//! The shape that the threshold rules share: odd once asks, odd twice holds, fine twice clears.

use std::time::Duration;

use vitals::{StoredAt, VitalSign};

use super::{Finding, RuleSet, Trigger, minutes_of};
use crate::held::{Held, Sample};
use crate::outcome::{Limit, Reason, Severity};

/// A rule that looks at one sign.
pub(super) struct Rule {
    /// Its name in CLINICAL.
    pub(super) name: &'static str,
    /// Measurements closer together than this are one.
    pub(super) gap: Duration,
}

/// A grave value that is this old when it comes still makes us ask.
const LATE_MAX: Duration = Duration::from_secs(48 * 3600);

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
    rule: &Rule,
    now: StoredAt,
    look: impl Fn(&Sample) -> Look,
) -> Finding {
    let Some(latest) = held.latest(sign) else {
        return Finding::Unknown;
    };
    let age = now.age_of(latest.taken_at());
    let (severity, limit) = match look(latest) {
        // Too old to page as of now, too grave to say nothing: the person is asked to measure.
        Look::Odd(severity, limit)
            if age > rules.hold(sign) && age <= LATE_MAX && severity > Severity::Review =>
        {
            let reasons = vec![Reason::Value { sign, sample: *latest, limit }];
            return Finding::Suspect(Trigger {
                severity,
                rule: rule.name.into(),
                reasons,
                samples: vec![*latest],
            });
        }
        _ if age > rules.hold(sign) => return Finding::Unknown,
        Look::Odd(severity, limit) => (severity, limit),
        Look::Between => return Finding::Between,
        Look::Clear => return Finding::Fine { clear: clears(rules, held, sign, look) },
    };
    let reason = Reason::Value { sign, sample: *latest, limit };
    // What holds is what both measurements say: of those before, the gravest says most.
    let earlier = earlier_in_window(rules, held, sign, rule.gap)
        .filter_map(|sample| match look(sample) {
            Look::Odd(severity, _) => Some((sample, severity)),
            _ => None,
        })
        .reduce(|gravest, other| if other.1 > gravest.1 { other } else { gravest });
    match earlier {
        None => Finding::Suspect(Trigger {
            severity,
            rule: rule.name.into(),
            reasons: vec![reason],
            samples: vec![*latest],
        }),
        Some((sample, severity_before)) => Finding::Confirmed(Trigger {
            severity: severity.min(severity_before),
            rule: rule.name.into(),
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
    gap: Duration,
) -> impl Iterator<Item = &'a Sample> {
    let window = minutes_of(rules.thresholds().confirm.window_minutes);
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
    let gap = rules.confirm_gap();
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
