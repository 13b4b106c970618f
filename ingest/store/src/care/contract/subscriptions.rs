//! What other systems are told of: numbers without a gap, and nothing twice.

use crate::care::Care;
use crate::care::subscriptions::{NewEvent, NumberedEvent, SubscriptionRow, TAKEN_KEPT};

fn about(subscription: &str, focus: &str) -> NewEvent {
    let body = (focus != "Task/a-1").then(|| format!("{{\"id\":\"{focus}\"}}"));
    NewEvent { subscription: subscription.into(), at: 7, focus: focus.into(), body }
}

async fn stands(care: &Care) -> Vec<SubscriptionRow> {
    care.subscriptions().await.expect("an answer")
}

async fn events(care: &Care, id: &str, after: u64, until: u64) -> Vec<(u64, String)> {
    let all = care.events_numbered(id, after, until, 9).await.expect("an answer");
    all.into_iter().map(|event| (event.number, event.focus)).collect()
}

pub(super) async fn events_are_numbered_once_and_without_a_gap(care: Care) {
    for _ in 0..2 {
        care.begin_subscription("s-1", 1, "requested", 3).await.expect("room");
        care.begin_subscription("s-2", 1, "requested", 4).await.expect("room");
    }
    let begun = &stands(&care).await[0];
    assert_eq!((begun.since, begun.numbered, begun.status.as_str()), (3, 0, "requested"));
    let first = [about("s-1", "Task/a-1"), about("s-2", "Task/a-1"), about("s-1", "Task/a-2")];
    assert!(care.number_events(0, 9, &first).await.expect("room"));
    assert!(!care.number_events(0, 9, &first).await.expect("an answer"), "that was done");
    assert_eq!(care.numbered_upto().await.expect("an answer"), 9);
    let gone = [about("s-1", "Observation/1-0"), about("nobody", "Task/a-1")];
    assert!(care.number_events(9, 12, &gone).await.expect("room"));
    let all = [(1, "Task/a-1"), (2, "Task/a-2"), (3, "Observation/1-0")];
    let all = all.map(|(number, focus)| (number, focus.to_owned()));
    assert_eq!(events(&care, "s-1", 0, u64::MAX).await, all);
    assert_eq!(events(&care, "s-1", 1, 2).await, all[1..2]);
    assert_eq!(events(&care, "s-2", 0, 9).await, all[..1]);
    assert_eq!(events(&care, "nobody", 0, 9).await, []);
    let whole = care.events_numbered("s-1", 1, 2, 9).await.expect("an answer");
    let body = Some("{\"id\":\"Task/a-2\"}".to_owned());
    assert_eq!(whole, [NumberedEvent { number: 2, at: 7, focus: "Task/a-2".into(), body }]);
}

pub(super) async fn what_an_endpoint_took_is_taken_and_what_it_did_not_is_told(care: Care) {
    care.begin_subscription("s-1", 1, "requested", 0).await.expect("room");
    let many: Vec<NewEvent> = (0..4).map(|_| about("s-1", "Task/a-1")).collect();
    care.number_events(0, 5, &many).await.expect("room");
    for now in [50, 60] {
        care.subscription_failed("s-1", 1, "error", "answered 500", now).await.expect("room");
    }
    let failing = stands(&care).await.remove(0);
    assert_eq!((failing.failures, failing.failing_since), (2, Some(50)));
    assert_eq!(
        (failing.status.as_str(), failing.failure.as_deref()),
        ("error", Some("answered 500"))
    );
    care.subscription_taken("s-1", 1, "active", 3).await.expect("room");
    care.subscription_taken("s-1", 1, "active", 2).await.expect("room");
    let taken = stands(&care).await.remove(0);
    assert_eq!((taken.sent, taken.numbered, taken.failures), (3, 4, 0), "it never goes back");
    assert_eq!((taken.failing_since, taken.failure), (None, None));
    // A version that was replaced has nothing to say any more.
    care.begin_subscription("s-1", 2, "requested", 9).await.expect("room");
    care.subscription_failed("s-1", 1, "error", "late", 70).await.expect("room");
    let newer = stands(&care).await.remove(0);
    assert_eq!((newer.version, newer.status.as_str()), (2, "requested"));
    assert_eq!((newer.since, newer.numbered, newer.sent), (0, 4, 3), "it goes on counting");
    care.subscription_taken("s-1", 2, "active", TAKEN_KEPT + 2).await.expect("room");
    assert_eq!(events(&care, "s-1", 0, 9).await.len(), 2, "what was taken long ago is forgotten");
}
