//! Two runs beside each other: alerts added, removed and moved; and how early each saw what happened.

use std::collections::BTreeMap;

use vitals::{PatientId, TakenAt};

use super::{Raised, Run};
use crate::outcome::Problem;

/// What another rule set would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Raised by the draft only.
    pub added: Vec<Raised>,
    /// Raised by the active rules only.
    pub removed: Vec<Raised>,
    /// Raised by both, at another time or with another severity.
    pub moved: Vec<Moved>,
    /// Raised by both alike.
    pub same: u64,
}

/// One matter that both raised, but not alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// As the active rules raised it.
    pub from: Raised,
    /// As the draft would.
    pub to: Raised,
}

/// How early a labelled event was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Whose event.
    pub patient: PatientId,
    /// When it happened.
    pub event_at: TakenAt,
    /// How long before it the first alert of its window was raised, ms; none if there was none.
    pub lead_ms: Option<i64>,
}

/// Alerts of one problem that are raised closer together than this are one matter, ms: the merge window
/// of CLINICAL 3.3.
const SAME_MS: i64 = 72 * 3600 * 1000;

/// Compares what two runs over the same facts raised.
pub fn compare(active: &Run, draft: &Run) -> Comparison {
    let mut comparison = Comparison::default();
    let mut left = by_matter(active);
    for to in draft.alerts() {
        let of_it = left.entry((&to.patient, &to.problem)).or_default();
        let nearest = of_it
            .iter()
            .enumerate()
            .map(|(place, from)| (apart_ms(from, to), place))
            .filter(|(apart_ms, _)| *apart_ms < SAME_MS)
            .min();
        let Some((apart_ms, place)) = nearest else {
            comparison.added.push(to.clone());
            continue;
        };
        let from = of_it.remove(place);
        if apart_ms == 0 && from.severity == to.severity {
            comparison.same += 1;
        } else {
            comparison.moved.push(Moved { from: from.clone(), to: to.clone() });
        }
    }
    comparison.removed = left.into_values().flatten().cloned().collect();
    comparison
}

/// A run's alerts, by person and problem.
fn by_matter(run: &Run) -> BTreeMap<(&PatientId, &Problem), Vec<&Raised>> {
    let mut alerts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for alert in run.alerts() {
        alerts.entry((&alert.patient, &alert.problem)).or_default().push(alert);
    }
    alerts
}

fn apart_ms(one: &Raised, other: &Raised) -> i64 {
    (one.raised_at.unix_ms() - other.raised_at.unix_ms()).abs()
}

/// For each event, how early a run raised anything within `window_ms` before it.
pub fn leads(run: &Run, events: &[(PatientId, TakenAt)], window_ms: i64) -> Vec<Lead> {
    let first = |(patient, event_at): &(PatientId, TakenAt)| {
        let before_ms = |alert: &&Raised| event_at.unix_ms() - alert.raised_at.unix_ms();
        let lead_ms = run
            .alerts()
            .filter(|alert| alert.patient == *patient)
            .map(|alert| before_ms(&alert))
            .filter(|lead_ms| (0..=window_ms).contains(lead_ms))
            .max();
        Lead { patient: patient.clone(), event_at: *event_at, lead_ms }
    };
    events.iter().map(first).collect()
}

#[cfg(test)]
mod tests {
    use vitals::{ReadingId, StoredAt};

    use super::*;
    use crate::outcome::Severity;

    fn run(alerts: &[(&str, i64, Severity)]) -> Run {
        let mut run = Run::default();
        for (patient, hour, severity) in alerts {
            let raised = Raised {
                patient: patient.parse().unwrap(),
                problem: Problem::named("oxygen_low"),
                alert: format!("a-{patient}-{hour}").parse().unwrap(),
                rule: "O2-1".into(),
                severity: *severity,
                taken_at: TakenAt::from_unix_ms(hour * 3_600_000),
                raised_at: StoredAt::from_unix_ms(hour * 3_600_000),
                cause: ReadingId { offset: 1, index: 0 },
            };
            run.alerts.insert((raised.patient.clone(), raised.alert.clone()), raised);
        }
        run
    }

    #[test]
    fn alerts_are_added_removed_moved_or_the_same() {
        use Severity::{Emergency, Urgent};
        let active = run(&[("p-1", 10, Urgent), ("p-2", 10, Urgent), ("p-3", 10, Urgent)]);
        let draft = run(&[
            ("p-1", 10, Urgent),
            ("p-2", 20, Urgent),
            ("p-3", 500, Urgent),
            ("p-4", 10, Emergency),
        ]);
        let comparison = compare(&active, &draft);
        let patients = |alerts: &[Raised]| -> Vec<String> {
            alerts.iter().map(|alert| alert.patient.to_string()).collect()
        };
        assert_eq!(comparison.same, 1);
        assert_eq!(comparison.moved.len(), 1);
        assert_eq!(patients(&comparison.added), ["p-3", "p-4"]);
        assert_eq!(patients(&comparison.removed), ["p-3"]);
    }

    #[test]
    fn the_lead_is_that_of_the_first_alert_in_the_window() {
        let run = run(&[("p-1", 1, Severity::Urgent), ("p-1", 90, Severity::Urgent)]);
        let at = |hour: i64| ("p-1".parse().unwrap(), TakenAt::from_unix_ms(hour * 3_600_000));
        let found = leads(&run, &[at(100), at(89)], 48 * 3_600_000);
        assert_eq!(found[0].lead_ms, Some(10 * 3_600_000));
        assert_eq!(found[1].lead_ms, None);
    }
}
