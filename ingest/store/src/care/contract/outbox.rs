//! What every adapter's outbox must do.

use risk_engine::outcome::{Change as AlertChange, Severity};
use vitals::{ReadingId, StoredAt};

use super::examples::{alert, alert_id, decided, patient, raised};
use crate::care::outbox::{Attempt, Delivery, Notice, PAUSE_MAX_MS};
use crate::care::{Care, CareError, Change};

/// A notice of an alert, because of journal entry `offset`.
pub(super) fn notice(id: &str, alert: &str, offset: u64, severity: Severity) -> Notice {
    Notice {
        id: id.into(),
        cause: ReadingId { offset, index: 2 },
        place: 1,
        at: StoredAt::from_unix_ms(50),
        kind: "alert.raised".into(),
        alert: alert_id(alert),
        patient: patient("ann"),
        problem: "oxygen_low".into(),
        severity,
        version: 3,
        level: 1,
        due_at: Some(StoredAt::from_unix_ms(900)),
        person: Some("dr-evans".into()),
    }
}

/// A store in which these wait for the channel `pager` since 1000 ms.
async fn waiting(care: &Care, notices: &[Notice]) {
    let changes: Vec<_> = notices.iter().cloned().map(Change::Noticed).collect();
    care.commit(9, &changes).await.expect("room");
    let chosen: Vec<_> = notices.iter().cloned().map(|notice| (notice, vec!["pager"])).collect();
    care.route(&chosen, 1_000).await.expect("room");
}

async fn due(care: &Care, now_ms: i64) -> Vec<String> {
    let due = care.due("pager", now_ms, 9).await.expect("an answer");
    due.into_iter().map(|delivery| delivery.notice.id).collect()
}

async fn tried(care: &Care, notice: &str, failure: Option<i64>) {
    let failure = failure.map(|next_at| ("answered 500".to_owned(), next_at));
    let attempt = Attempt { notice: notice.into(), failure };
    care.tried("pager", &[attempt], 2_000).await.expect("room");
}

pub(super) async fn a_notice_comes_with_its_outcome_or_not_at_all(care: Care) {
    let one = notice("n-1", "a-1", 4, Severity::Urgent);
    let outcome = decided(raised("ann", alert("a-1"), AlertChange::Raised, 4));
    let impossible = decided(raised("ann", alert("a-1"), AlertChange::Raised, u64::MAX));
    let failed = care.commit(5, &[Change::Noticed(one.clone()), impossible]).await;
    assert!(matches!(failed, Err(CareError::TooLarge { .. })), "{failed:?}");
    assert_eq!(care.unrouted(9).await.expect("an answer"), []);
    for _ in 0..2 {
        let changes = [outcome.clone(), Change::Noticed(one.clone())];
        care.commit(5, &changes).await.expect("room");
        assert_eq!(care.unrouted(9).await.expect("an answer"), std::slice::from_ref(&one));
    }
    let event = care.event_of(&one).await.expect("an answer").expect("it came with it");
    assert_eq!(event.kind, "alert_raised");
    // Routed to nobody, it is done, whatever is committed again.
    care.route(&[(one.clone(), vec![])], 1_000).await.expect("room");
    care.commit(5, &[outcome, Change::Noticed(one)]).await.expect("room");
    assert_eq!(care.unrouted(9).await.expect("an answer"), []);
    assert_eq!(care.outbox().await.expect("an answer"), []);
}

pub(super) async fn of_one_alert_nothing_overtakes(care: Care) {
    let first = notice("n-z", "a-1", 4, Severity::Urgent);
    let second = notice("n-a", "a-1", 5, Severity::Emergency);
    let other = notice("n-b", "a-2", 6, Severity::Emergency);
    waiting(&care, &[second, first, other]).await;
    assert_eq!(due(&care, 999).await, Vec::<String>::new(), "not yet");
    assert_eq!(due(&care, 1_000).await, ["n-b", "n-z"], "the gravest first, the second not at all");
    tried(&care, "n-z", Some(5_000)).await;
    assert_eq!(due(&care, 4_999).await, ["n-b"]);
    assert_eq!(due(&care, 5_000).await, ["n-b", "n-z"]);
    let again = care.due("pager", 5_000, 9).await.expect("an answer");
    assert!(matches!(&again[1], Delivery { attempts: 1, .. }), "{again:?}");
    tried(&care, "n-z", None).await;
    assert_eq!(due(&care, 5_000).await, ["n-a", "n-b"]);
}

pub(super) async fn what_waits_is_counted_hurried_and_given_up(care: Care) {
    let notices = [
        notice("n-1", "a-1", 4, Severity::Urgent),
        notice("n-2", "a-2", 5, Severity::Urgent),
        notice("n-3", "a-3", 6, Severity::Urgent),
    ];
    waiting(&care, &notices).await;
    tried(&care, "n-1", None).await;
    tried(&care, "n-2", Some(30_000)).await;
    let [figures] = &care.outbox().await.expect("an answer")[..] else { panic!("one channel") };
    assert_eq!((figures.waiting, figures.failing, figures.oldest_since), (2, 1, Some(1_000)));
    assert_eq!(figures.failure.as_deref(), Some("answered 500"));
    assert_eq!(care.next_due("pager").await.expect("an answer"), Some(1_000));
    assert_eq!(due(&care, 2_000).await, ["n-3"]);
    // A clock that was set back doesn't make anybody wait for the time it once showed.
    assert_eq!(due(&care, 30_000 - PAUSE_MAX_MS - 1).await, ["n-2"]);
    care.hurry("pager", 2_000).await.expect("room");
    assert_eq!(due(&care, 2_000).await, ["n-2", "n-3"]);
    assert_eq!(care.keep_channels(&["pager"]).await.expect("an answer"), []);
    assert_eq!(care.keep_channels(&["other"]).await.expect("an answer"), [("pager".into(), 2)]);
    assert_eq!(care.outbox().await.expect("an answer"), []);
    assert_eq!(care.next_due("pager").await.expect("an answer"), None);
}
