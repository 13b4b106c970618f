//! What has to be told outside because of an outcome: the one place that makes notices of outcomes.

use risk_engine::outcome::{Alert, Change, Decision, Outcome};
use sha2::{Digest, Sha256};
use store::care::outbox::Notice;

/// Nobody was on call when an alert was escalated.
pub(crate) const GAP: &str = "rota.gap";

/// The notices of one outcome: none, if it changed no alert. An escalation that reaches nobody is two:
/// the second is for the operators.
pub(crate) fn notices_of(outcome: &Outcome) -> Vec<Notice> {
    let Decision::Alert { change, alert } = &outcome.decision else {
        return Vec::new();
    };
    let person = match change {
        // The engine has asked the rota that was in force.
        Change::Escalated => alert.escalated_to.as_ref().map(ToString::to_string),
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
    use store::care::contract::{alert, raised};
    use vitals::StoredAt;

    use super::*;

    fn told(change: Change, escalated_to: Option<&str>) -> Vec<(String, Option<String>)> {
        let alert = Alert { escalated_to: escalated_to.map(Into::into), ..alert("a-1") };
        let notices = notices_of(&raised("ann", alert, change, 7)).into_iter();
        notices.map(|notice| (notice.kind, notice.person)).collect()
    }

    #[test]
    fn an_escalation_goes_to_whom_the_rota_names() {
        let person = Some("dr-evans".to_owned());
        let escalated = told(Change::Escalated, Some("dr-evans"));
        assert_eq!(escalated, [("alert.escalated".into(), person)]);
        assert_eq!(told(Change::Raised, Some("dr-evans")), [("alert.raised".into(), None)]);
    }

    #[test]
    fn an_escalation_that_reaches_nobody_is_told_to_the_operators_too() {
        let both = [("alert.escalated".into(), None), ("rota.gap".into(), None)];
        assert_eq!(told(Change::Escalated, None), both);
    }

    #[test]
    fn what_changes_no_alert_is_not_told() {
        let mut outcome = raised("ann", alert("a-1"), Change::Raised, 7);
        outcome.decision = Decision::Refused { alert: alert("a-1").id, current: None };
        assert_eq!(notices_of(&outcome), []);
    }

    #[test]
    fn an_id_is_the_same_each_time_and_never_another_outcome_s() {
        let nobody_s = |id: &str| Alert { escalated_to: None, ..alert(id) };
        let outcome = raised("ann", nobody_s("a-1"), Change::Escalated, 7);
        let ids = |outcome: &Outcome| -> Vec<String> {
            let notices = notices_of(outcome);
            notices.into_iter().map(|notice| notice.id).collect()
        };
        assert_eq!(ids(&outcome), ids(&outcome.clone()));
        let others = [
            Outcome { place: 9, ..outcome.clone() },
            Outcome { at: StoredAt::from_unix_ms(51), ..outcome.clone() },
            raised("bob", nobody_s("a-1"), Change::Escalated, 7),
            raised("ann", nobody_s("a-2"), Change::Escalated, 7),
            raised("ann", nobody_s("a-1"), Change::Escalated, 8),
        ];
        let mut all: Vec<String> = others.iter().chain([&outcome]).flat_map(ids).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 12);
    }
}
