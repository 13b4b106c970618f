//! Time spent on people, what they are asked to measure, and what their alerts cost.

use risk_engine::fact::{CaseResult, Scheduled};
use risk_engine::outcome::{Alert, Change as AlertChange, Decision, Outcome, Severity};
use vitals::{ReadingId, VitalSign};

use super::examples::{at, decided, outcome, patient, withdrawn};
use super::{alert, raised};
use crate::care::{
    AlertBurden, Automated, Care, Change, ContactRow, ContactWithdrawalRow, ContactWithdrawn,
    ScheduleRow,
};

fn contact(whose: &str, offset: u64, began_at: i64) -> ContactRow {
    ContactRow {
        id: ReadingId { offset, index: 0 },
        patient: patient(whose),
        at: at(began_at + 9),
        began_at,
        minutes: 12,
        live: offset == 2,
        interpretation: offset == 3,
        what: "called about the weight".into(),
        by: "Sian Jones".into(),
        withdrawn: None,
    }
}

pub(super) async fn time_that_was_spent_counts_until_it_is_taken_back(care: Care) {
    let (first, second, other) =
        (contact("ann", 1, 10), contact("ann", 2, 30), contact("bob", 3, 20));
    let rows = [first.clone(), second.clone(), other.clone()];
    care.commit(4, &rows.map(Change::Contacted)).await.expect("room");
    let back =
        |by: &str| ContactWithdrawn { at: at(40), by: by.into(), why: "hers, not his".into() };
    for by in ["Sian Jones", "somebody later"] {
        let row = ContactWithdrawalRow { contact: second.id, withdrawn: back(by) };
        care.commit(5, &[Change::ContactWithdrawn(row)]).await.expect("room");
    }
    // Given again, as after a commit of which the end is unknown.
    care.commit(5, &[Change::Contacted(second.clone())]).await.expect("room");
    let second = ContactRow { withdrawn: Some(back("Sian Jones")), ..second };
    for (limit, count) in [(9, 2), (1, 1)] {
        let of_ann = care.contacts_of(&patient("ann"), limit).await.expect("an answer");
        assert_eq!(of_ann, [second.clone(), first.clone()][..count]);
    }
    assert_eq!(care.contacts_between(10, 30).await.expect("an answer"), [first, other]);
    assert_eq!(care.contact(second.id).await.expect("an answer"), Some(second));
    assert_eq!(care.contact(ReadingId { offset: 9, index: 0 }).await.expect("an answer"), None);
}

pub(super) async fn what_is_asked_for_is_kept_with_when(care: Care) {
    let weight = Scheduled { sign: VitalSign::Weight, every_hours: 24 };
    let schedule = |offset, schedule| ScheduleRow {
        id: ReadingId { offset, index: 0 },
        patient: patient("ann"),
        at: at(offset as i64 * 10),
        schedule,
    };
    let rows = [schedule(1, vec![]), schedule(2, vec![weight])];
    for _ in 0..2 {
        care.commit(3, &rows.clone().map(Change::Scheduled)).await.expect("room");
    }
    assert_eq!(care.schedules().await.expect("an answer"), rows);
}

pub(super) async fn an_alert_says_what_it_cost(care: Care) {
    let begun = Alert { acknowledged: None, ..alert("a-1") };
    let shut = Alert { closed: super::examples::alert_that_is_over("a-1").closed, ..alert("a-1") };
    let early = Alert { raised_at: at(29), ..alert("a-2") };
    let other = early.clone();
    let done = |change, offset: u32| {
        let outcome = raised("ann", alert("a-1"), change, offset.into());
        decided(Outcome { at: at(50 + i64::from(offset)), ..outcome })
    };
    let changes = [
        decided(raised("ann", begun, AlertChange::Raised, 4)),
        done(AlertChange::Acknowledged, 5),
        done(AlertChange::Undone, 6),
        done(AlertChange::Acknowledged, 7),
        done(AlertChange::Assigned, 8),
        done(AlertChange::Undone, 9),
        done(AlertChange::Acknowledged, 10),
        decided(raised("ann", shut.clone(), AlertChange::Closed, 11)),
        decided(raised("bob", early, AlertChange::Raised, 12)),
        decided(raised("bob", other.clone(), AlertChange::Acknowledged, 13)),
        decided(raised("bob", other, AlertChange::Undone, 14)),
        decided(outcome("bob", 15, Decision::Calmed { problem: alert("a-1").problem })),
        Change::Withdrawn(withdrawn("ann", 6)),
    ];
    care.commit(16, &changes).await.expect("room");
    let result: Option<CaseResult> = shut.closed.map(|closed| closed.result);
    assert!(result.is_some(), "the example is closed");
    let expected = AlertBurden {
        alert: super::examples::alert_id("a-1"),
        patient: patient("ann"),
        problem: "oxygen_low".into(),
        rule: alert("a-1").rule.to_string(),
        severity: Severity::Urgent,
        raised_at: at(30),
        // What was taken back doesn't count.
        acknowledged_at: Some(at(57)),
        result,
        superseded: false,
    };
    assert_eq!(care.alerts_since(at(30)).await.expect("an answer"), [expected]);
    let both = care.alerts_since(at(29)).await.expect("an answer");
    assert_eq!(
        both.iter().map(|one| one.acknowledged_at).collect::<Vec<_>>(),
        [None, Some(at(57))]
    );
    let calmed = care.automated_since(at(0)).await.expect("an answer");
    let [Automated { patient: whose, problem, .. }] = calmed.as_slice() else {
        panic!("{calmed:?}")
    };
    assert_eq!((whose, problem.as_str()), (&patient("bob"), "oxygen_low"));
    assert_eq!(care.withdrawn().await.expect("an answer"), [withdrawn("ann", 6).reading]);
}
