//! What alerts cost: how many per patient-day, by rule, how soon seen, how often true; and the same before
//! and after a rule set was activated.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use crate::day::DAY_MS;
use crate::person::Gravity;
use crate::rate::Rate;

/// An alert that a clinician had to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Whose.
    pub patient: String,
    /// About which problem.
    pub problem: String,
    /// Which rule raised it.
    pub rule: String,
    /// How grave it was at its gravest.
    pub gravity: Gravity,
    /// When it began, ms since 1970.
    pub raised_ms: i64,
    /// When somebody acknowledged it first.
    pub seen_ms: Option<i64>,
    /// Whether it was true, once somebody closed it and said what it came to.
    pub result: Option<Verdict>,
}

/// What a closed alert came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was true, and something was done.
    ActedOn,
    /// It was true, and nothing had to be done.
    NothingToDo,
    /// The reading was wrong, or it is known and expected.
    NotTrue,
}

/// Something that automation ended without a clinician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automated {
    /// With whom.
    pub patient: String,
    /// When, ms since 1970.
    pub at_ms: i64,
}

/// The figures of a stretch of time. Alerts are counted where they began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Burden {
    /// From this moment on, ms since 1970.
    pub from: i64,
    /// Up to this one.
    pub until: i64,
    /// Alerts.
    pub alerts: u64,
    /// Time in which people were cared for, ms: alerts per patient-day are `alerts` of it in days.
    pub patient_ms: u64,
    /// The same in whole days of 24 hours.
    pub patient_days: u64,
    /// Whether there is at most one alert in ten patient-days (CLINICAL 3).
    pub is_within_budget: bool,
    /// Ended by automation, of those and the alerts.
    pub automated: Rate,
    /// True ones, of those that were closed with a result.
    pub true_of_closed: Rate,
    /// Acted on, of those that were closed with a result.
    pub acted_of_closed: Rate,
    /// Acknowledged, of all.
    pub seen: Rate,
    /// So long it took to acknowledge half of those that were, and nine of ten, ms.
    pub seen_after: Option<SeenAfter>,
    /// By problem, rule and severity; the most frequent first.
    pub by_rule: Vec<OfRule>,
}

/// How long it took until somebody acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenAfter {
    /// Half were seen within so long, ms.
    pub p50: i64,
    /// Nine of ten.
    pub p90: i64,
}

/// The figures of one rule at one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfRule {
    /// The problem.
    pub problem: String,
    /// The rule.
    pub rule: String,
    /// The severity.
    pub gravity: Gravity,
    /// Alerts.
    pub alerts: u64,
    /// People who had one.
    pub patients: u64,
    /// True ones, of those that were closed with a result.
    pub true_of_closed: Rate,
    /// So long it took to acknowledge, ms.
    pub seen_after: Option<SeenAfter>,
}

/// The figures of these people in a stretch of time. `cared_for` says since when each of them is cared for.
pub fn burden(
    alerts: &[Alert],
    automated: &[Automated],
    cared_for: &BTreeMap<&str, i64>,
    range: Range<i64>,
) -> Burden {
    let ours = |patient: &str| cared_for.contains_key(patient);
    let alerts: Vec<&Alert> = alerts
        .iter()
        .filter(|alert| range.contains(&alert.raised_ms) && ours(&alert.patient))
        .collect();
    let ended = automated.iter().filter(|one| range.contains(&one.at_ms) && ours(&one.patient));
    let ended = ended.count() as u64;
    let of_one = |since: &i64| (range.end - range.start.max(*since)).max(0).unsigned_abs();
    let patient_ms: u64 = cared_for.values().map(of_one).sum();
    let count = alerts.len() as u64;
    Burden {
        from: range.start,
        until: range.end,
        alerts: count,
        patient_ms,
        patient_days: patient_ms / DAY_MS.unsigned_abs(),
        is_within_budget: u128::from(count) * 10 * u128::from(DAY_MS.unsigned_abs())
            <= u128::from(patient_ms),
        automated: Rate::of(ended, ended + count),
        true_of_closed: closed_as(&alerts, |verdict| verdict != Verdict::NotTrue),
        acted_of_closed: closed_as(&alerts, |verdict| verdict == Verdict::ActedOn),
        seen: Rate::of(alerts.iter().filter(|alert| alert.seen_ms.is_some()).count() as u64, count),
        seen_after: seen_after(&alerts),
        by_rule: by_rule(&alerts),
    }
}

/// The two stretches of equal length around a moment, as long as there has been time since, and at most
/// so many days; none if nothing has passed yet.
pub fn around(moment_ms: i64, now_ms: i64, days_max: i64) -> Option<(Range<i64>, Range<i64>)> {
    let length = (now_ms - moment_ms).min(days_max * DAY_MS);
    (length > 0).then(|| (moment_ms - length..moment_ms, moment_ms..moment_ms + length))
}

fn closed_as(alerts: &[&Alert], is_so: impl Fn(Verdict) -> bool) -> Rate {
    let mut rate = Rate::default();
    for verdict in alerts.iter().filter_map(|alert| alert.result) {
        rate.count(is_so(verdict));
    }
    rate
}

fn seen_after(alerts: &[&Alert]) -> Option<SeenAfter> {
    let waited = |alert: &&Alert| Some(alert.seen_ms? - alert.raised_ms);
    let mut waited: Vec<i64> = alerts.iter().filter_map(waited).collect();
    waited.sort_unstable();
    Some(SeenAfter { p50: nearest_rank(&waited, 50)?, p90: nearest_rank(&waited, 90)? })
}

/// The smallest of sorted values that so many percent of them don't exceed.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

fn by_rule(alerts: &[&Alert]) -> Vec<OfRule> {
    let mut groups: BTreeMap<(&str, &str, Gravity), Vec<&Alert>> = BTreeMap::new();
    for alert in alerts {
        groups.entry((&alert.problem, &alert.rule, alert.gravity)).or_default().push(alert);
    }
    let of_rule = |((problem, rule, gravity), alerts): (_, Vec<&Alert>)| {
        let (problem, rule): (&str, &str) = (problem, rule);
        let mut patients: Vec<&str> = alerts.iter().map(|alert| &*alert.patient).collect();
        patients.sort_unstable();
        patients.dedup();
        OfRule {
            problem: problem.into(),
            rule: rule.into(),
            gravity,
            alerts: alerts.len() as u64,
            patients: patients.len() as u64,
            true_of_closed: closed_as(&alerts, |verdict| verdict != Verdict::NotTrue),
            seen_after: seen_after(&alerts),
        }
    };
    let mut rules: Vec<OfRule> = groups
        .into_iter()
        .map(|((problem, rule, gravity), alerts)| of_rule(((problem, rule, gravity), alerts)))
        .collect();
    // Of equally frequent ones the gravest first; the order is otherwise by name.
    rules.sort_by_key(|rule| std::cmp::Reverse((rule.alerts, rule.gravity)));
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;

    fn alert(patient: &str, day: i64, seen_min: Option<i64>, result: Option<Verdict>) -> Alert {
        let raised_ms = day * DAY_MS;
        Alert {
            patient: patient.into(),
            problem: "oxygen_low".into(),
            rule: "O2-1".into(),
            gravity: Gravity::Urgent,
            raised_ms,
            seen_ms: seen_min.map(|minutes| raised_ms + minutes * MINUTE_MS),
            result,
        }
    }

    #[test]
    fn the_figures_are_those_of_a_hand_worked_example() {
        let alerts = [
            alert("ann", 0, Some(1), None),
            alert("ann", 10, Some(4), Some(Verdict::ActedOn)),
            alert("bob", 11, Some(2), Some(Verdict::NotTrue)),
            alert("bob", 12, None, Some(Verdict::NothingToDo)),
            alert("cy", 12, Some(1), None),
            alert("ann", 20, Some(1), None),
        ];
        let automated = [("ann", 10), ("ann", 9), ("bob", 19), ("bob", 15), ("cy", 15)]
            .map(|(patient, day)| Automated { patient: patient.into(), at_ms: day * DAY_MS });
        // Ten days of Ann and five of Bob; Cy isn't asked for.
        let cared_for = BTreeMap::from([("ann", 0), ("bob", 15 * DAY_MS)]);
        let found = burden(&alerts, &automated, &cared_for, 10 * DAY_MS..20 * DAY_MS);
        assert_eq!((found.alerts, found.patient_days), (3, 15));
        assert!(!found.is_within_budget);
        assert_eq!(found.automated, Rate::of(3, 6));
        assert_eq!((found.true_of_closed, found.acted_of_closed), (Rate::of(2, 3), Rate::of(1, 3)));
        assert_eq!(found.seen, Rate::of(2, 3));
        let after = SeenAfter { p50: 2 * MINUTE_MS, p90: 4 * MINUTE_MS };
        assert_eq!(found.seen_after, Some(after));
        let [of_rule] = found.by_rule.as_slice() else { panic!("{:?}", found.by_rule) };
        assert_eq!((of_rule.alerts, of_rule.patients), (3, 2));
    }

    #[test]
    fn the_budget_is_one_alert_in_ten_patient_days_and_no_more() {
        let one = [alert("ann", 5, None, None)];
        let check = |since: i64, within| {
            let found = burden(&one, &[], &BTreeMap::from([("ann", since)]), 0..10 * DAY_MS);
            assert_eq!(found.is_within_budget, within, "since {since}");
        };
        check(0, true);
        check(1, false);
    }

    #[test]
    fn before_and_after_are_equally_long() {
        let day = |days: i64| days * DAY_MS;
        assert_eq!(around(day(50), day(57), 30), Some((day(43)..day(50), day(50)..day(57))));
        assert_eq!(around(day(50), day(90), 30), Some((day(20)..day(50), day(50)..day(80))));
        assert_eq!(around(day(50), day(50), 30), None);
    }

    #[test]
    fn a_percentile_is_a_value_that_was_there() {
        assert_eq!(nearest_rank(&[], 50), None);
        assert_eq!(nearest_rank(&[7], 90), Some(7));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((nearest_rank(&ten, 50), nearest_rank(&ten, 90)), (Some(5), Some(9)));
    }
}
