//! What has to be told outside because of an outcome: the one place that makes notices of outcomes.

use risk_engine::outcome::{Alert, Change, Decision, Outcome};
use risk_engine::rota::Rota;
use sha2::{Digest, Sha256};
use store::care::outbox::Notice;

/// Nobody was on call when an alert was escalated.
pub(crate) const GAP: &str = "rota.gap";

/// The notices of one outcome: none, if it changed no alert. An escalation that reaches nobody is two:
/// the second is for the operators.
pub(crate) fn notices_of(outcome: &Outcome, rota: &Rota) -> Vec<Notice> {
    let Decision::Alert { change, alert } = &outcome.decision else {
        return Vec::new();
    };
    let person = match change {
        Change::Escalated => rota.on_call(outcome.at, alert.escalated).map(ToString::to_string),
        _ => None,
    };
    let gap = *change == Change::Escalated && person.is_none();
    let mut notices = vec![notice(outcome, alert, format!("alert.{}", change.name()), person)];
    if gap {
        notices.push(notice(outcome, alert, GAP.to_owned(), None));
    }
    notices
}

fn notice(outcome: &Outcome, alert: &Alert, kind: String, person: Option<String>) -> Notice {
    Notice {
        id: id(outcome, alert, &kind),
        cause: outcome.cause,
        place: outcome.place,
        at: outcome.at,
        kind,
        alert: alert.id.clone(),
        patient: outcome.patient.clone(),
        problem: alert.problem.name().to_owned(),
        severity: alert.severity,
        version: alert.version,
        level: alert.escalated,
        due_at: alert.due_at,
        person,
    }
}

/// The same for the same outcome, however often it is decided. The time and the alert are in it because
/// a journal that was restored from a backup gives its offsets to other entries.
fn id(outcome: &Outcome, alert: &Alert, kind: &str) -> String {
    let text = format!(
        "{}|{}|{}|{}|{}|{}|{}|{kind}",
        outcome.cause.offset,
        outcome.cause.index,
        outcome.patient,
        outcome.place,
        outcome.at.unix_ms(),
        alert.id,
        alert.version,
    );
    let hash = Sha256::digest(text.as_bytes());
    let hex: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("n-{hex}")
}

#[cfg(test)]
mod tests {
    use risk_engine::rota::Shift;
    use store::care::contract::{alert, raised};
    use vitals::StoredAt;

    use super::*;

    fn rota(from: i64) -> Rota {
        let [from, to] = [from, from + 1000].map(StoredAt::from_unix_ms);
        Rota::of(vec![vec![Shift::of("dr-evans".into(), from, to)]], vec![]).unwrap()
    }

    fn told(change: Change, rota: &Rota) -> Vec<(String, Option<String>)> {
        let outcome = raised("ann", alert("a-1"), change, 7);
        notices_of(&outcome, rota).into_iter().map(|notice| (notice.kind, notice.person)).collect()
    }

    #[test]
    fn an_escalation_goes_to_whom_the_rota_names() {
        // The outcome is of 50 ms.
        let person = Some("dr-evans".to_owned());
        assert_eq!(told(Change::Escalated, &rota(0)), [("alert.escalated".into(), person)]);
        assert_eq!(told(Change::Raised, &rota(0)), [("alert.raised".into(), None)]);
    }

    #[test]
    fn an_escalation_that_reaches_nobody_is_told_to_the_operators_too() {
        let both = [("alert.escalated".into(), None), ("rota.gap".into(), None)];
        assert_eq!(told(Change::Escalated, &rota(900)), both);
        assert_eq!(told(Change::Escalated, &Rota::default()), both);
    }

    #[test]
    fn what_changes_no_alert_is_not_told() {
        let mut outcome = raised("ann", alert("a-1"), Change::Raised, 7);
        outcome.decision = Decision::Refused { alert: alert("a-1").id, current: None };
        assert_eq!(notices_of(&outcome, &Rota::default()), []);
    }

    #[test]
    fn an_id_is_the_same_each_time_and_never_another_outcome_s() {
        let outcome = raised("ann", alert("a-1"), Change::Escalated, 7);
        let ids = |outcome: &Outcome| -> Vec<String> {
            let notices = notices_of(outcome, &Rota::default());
            notices.into_iter().map(|notice| notice.id).collect()
        };
        assert_eq!(ids(&outcome), ids(&outcome.clone()));
        let others = [
            Outcome { place: 9, ..outcome.clone() },
            Outcome { at: StoredAt::from_unix_ms(51), ..outcome.clone() },
            raised("bob", alert("a-1"), Change::Escalated, 7),
            raised("ann", alert("a-2"), Change::Escalated, 7),
            raised("ann", alert("a-1"), Change::Escalated, 8),
        ];
        let mut all: Vec<String> = others.iter().chain([&outcome]).flat_map(ids).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 12);
    }
}
