//! What every adapter of the care store must do, as a test that each of them runs.

use risk_engine::outcome::{
    Alert, Change as AlertChange, Decision, ENGINE_VERSION, Outcome, Problem, Severity, StepAction,
};
use vitals::{DeviceId, ReadingId, TakenAt, UserSlot, VitalSign};

use self::examples::{
    alert_id, alert_that_is_over, answered, at, decided, every_reason, outcome, patient, refused,
    step, withdrawn,
};
use super::{
    AssignmentRow, Care, CareError, Change, Counts, EventId, GatewayRow, PatientRow, PlanRow,
    QuarantineRow, SettledRow,
};

pub use self::examples::{alert, person, raised};

mod deeds;
mod documents;
mod examples;
mod held;
mod ledger;
mod outbox;
mod subscriptions;

/// Holds an adapter to the store's promises. It panics at the first one that is broken.
///
/// `make` gives an empty store.
pub async fn check(mut make: impl AsyncFnMut() -> Care) {
    a_new_store_is_empty(make().await).await;
    what_was_committed_is_read_back(make().await).await;
    every_decision_comes_back_whole(make().await).await;
    an_event_says_what_it_rests_on(make().await).await;
    a_plan_changes_the_person_it_is_for(make().await).await;
    answers_and_withdrawals_are_kept_once(make().await).await;
    a_failing_change_leaves_nothing_behind(make().await).await;
    the_cursor_never_goes_back(make().await).await;
    a_repeated_commit_changes_nothing(make().await).await;
    an_older_state_never_replaces_a_newer_one(make().await).await;
    open_alerts_come_gravest_first(make().await).await;
    the_quarantine_is_counted_by_reason(make().await).await;
    held::a_reading_waits_until_it_is_somebody_s(make().await).await;
    held::who_was_asked_is_asked_no_more_once_they_said_no(make().await).await;
    held::a_reading_belongs_to_whom_it_was_given_last(make().await).await;
    ledger::time_that_was_spent_counts_until_it_is_taken_back(make().await).await;
    ledger::what_is_asked_for_is_kept_with_when(make().await).await;
    ledger::an_alert_says_what_it_cost(make().await).await;
    documents::each_version_of_a_document_is_kept(make().await).await;
    deeds::what_was_done_is_found_by_person_thing_and_time(make().await).await;
    deeds::of_two_with_one_key_the_first_stands(make().await).await;
    deeds::a_message_is_unread_until_the_team_has_read_it(make().await).await;
    outbox::a_notice_comes_with_its_outcome_or_not_at_all(make().await).await;
    outbox::of_one_alert_nothing_overtakes(make().await).await;
    outbox::what_waits_is_counted_hurried_and_given_up(make().await).await;
    subscriptions::events_are_numbered_once_and_without_a_gap(make().await).await;
    subscriptions::what_an_endpoint_took_is_taken_and_what_it_did_not_is_told(make().await).await;
}

async fn a_new_store_is_empty(care: Care) {
    assert_eq!(care.cursor().await.expect("an answer"), 0);
    assert_eq!(care.counts().await.expect("an answer"), Counts::default());
    assert_eq!(care.alert(&alert_id("a-1")).await.expect("an answer"), None);
    assert_eq!(care.quarantine(9).await.expect("an answer"), (0, vec![]));
}

async fn what_was_committed_is_read_back(care: Care) {
    let (ann, bob) = (person("ann"), PatientRow { oxygen: Some(false), ..person("bob") });
    let gateway = GatewayRow { gateway: "gw-1".parse().expect("an id"), at: at(5) };
    let device: DeviceId = "scale-1".parse().expect("an id");
    let worn = |slot, from, by: &str| AssignmentRow {
        device: device.clone(),
        slot: UserSlot::from_index(slot),
        patient: patient(by),
        from: TakenAt::from_unix_ms(from),
    };
    let worn = [worn(255, 1, "ann"), worn(0, 1, "ann"), worn(0, 7, "bob"), worn(254, 1, "bob")];
    let refused = QuarantineRow { gateway: None, bytes: vec![], ..refused(8, "undatable") };
    let mut changes = vec![Change::Enrolled(bob.clone()), Change::Enrolled(ann.clone())];
    changes.push(Change::Registered(gateway.clone()));
    changes.extend(worn.iter().cloned().map(Change::Assigned));
    changes.push(Change::Quarantined(refused.clone()));
    changes.push(decided(raised("ann", alert("a-1"), AlertChange::Raised, 4)));
    care.commit(9, &changes).await.expect("room");

    assert_eq!(care.cursor().await.expect("an answer"), 9);
    assert_eq!(care.patients().await.expect("an answer"), [ann, bob]);
    assert_eq!(care.gateways().await.expect("an answer"), [gateway]);
    assert_eq!(care.assignments().await.expect("an answer"), worn);
    // All of them wear one device.
    assert_eq!(care.assignments_around(&patient("bob")).await.expect("an answer"), worn);
    assert_eq!(care.assignments_around(&patient("cyd")).await.expect("an answer"), []);
    assert_eq!(care.quarantine(9).await.expect("an answer"), (1, vec![refused]));
    let found = care.alert(&alert_id("a-1")).await.expect("an answer");
    assert_eq!(found, Some((patient("ann"), alert("a-1"))));
    assert_eq!(care.alerts_of(&patient("ann")).await.expect("an answer"), [alert("a-1")]);
    assert_eq!(care.alerts_of(&patient("bob")).await.expect("an answer"), []);
    let counts = care.counts().await.expect("an answer");
    let expected = Counts {
        patients: 2,
        gateways: 1,
        assignments: 4,
        alerts: 1,
        alerts_open: 1,
        events: 1,
        quarantined: 1,
    };
    assert_eq!(counts, expected);
}

async fn every_decision_comes_back_whole(care: Care) {
    let changed = |change| Decision::Alert { change, alert: Box::new(alert("a-1")) };
    let over = Decision::Alert {
        change: AlertChange::Superseded,
        alert: Box::new(alert_that_is_over("a-1")),
    };
    let refused = |current: Option<Alert>| Decision::Refused {
        alert: alert_id("a-1"),
        current: current.map(Box::new),
    };
    let stepped = |action| Decision::Stepped {
        problem: Problem::named("deterioration"),
        step: step(action),
        reasons: every_reason(),
    };
    let decisions = [
        ("stepped", stepped(StepAction::Measure(VitalSign::Systolic))),
        ("stepped", stepped(StepAction::Ask("heart_failure".into()))),
        ("stepped", stepped(StepAction::Advise)),
        ("stepped", stepped(StepAction::Remind)),
        ("stepped", stepped(StepAction::Thank)),
        ("stepped", stepped(StepAction::Escalate(Some(Severity::Urgent)))),
        ("stepped", stepped(StepAction::Escalate(None))),
        ("stepped", stepped(StepAction::End)),
        ("calmed", Decision::Calmed { problem: Problem::named("glucose_low") }),
        ("alert_raised", changed(AlertChange::Raised)),
        ("alert_joined", changed(AlertChange::Joined)),
        ("alert_acknowledged", changed(AlertChange::Acknowledged)),
        ("alert_escalated", changed(AlertChange::Escalated)),
        ("alert_cleared", changed(AlertChange::Cleared)),
        ("alert_assigned", changed(AlertChange::Assigned)),
        ("alert_snoozed", changed(AlertChange::Snoozed)),
        ("alert_reopened", changed(AlertChange::Reopened)),
        ("alert_put_off", changed(AlertChange::PutOff)),
        ("alert_undone", changed(AlertChange::Undone)),
        ("alert_closed", changed(AlertChange::Closed)),
        ("alert_superseded", over),
        ("refused", refused(Some(alert("a-1")))),
        ("refused", refused(None)),
    ];
    let mut expected = Vec::new();
    for (offset, (kind, decision)) in (0..).zip(decisions) {
        let outcome = outcome("ann", offset, decision);
        care.commit(offset + 1, &[decided(outcome.clone())]).await.expect("room");
        expected.insert(0, (kind.to_owned(), outcome.decision.disposition(), outcome));
    }
    let events = care.events_of(&patient("ann"), 99).await.expect("an answer");
    let events = events.into_iter().map(|row| (row.kind, row.disposition, row.outcome));
    assert_eq!(events.collect::<Vec<_>>(), expected, "newest first");
    let newest = care.events_of(&patient("ann"), 2).await.expect("an answer");
    assert!(newest.into_iter().map(|row| row.outcome).eq(expected.drain(..2).map(|row| row.2)));
    assert_eq!(care.events_of(&patient("bob"), 99).await.expect("an answer"), []);
    let steps = care.steps_of(&patient("ann"), 99).await.expect("an answer");
    assert_eq!(steps.len(), 9, "eight steps and one that calmed");
    assert!(steps.iter().all(|row| matches!(row.kind.as_str(), "stepped" | "calmed")));
}

async fn an_event_says_what_it_rests_on(care: Care) {
    let outcome = raised("ann", alert("a-1"), AlertChange::Raised, 4);
    care.commit(5, &[decided(outcome.clone())]).await.expect("room");
    let id = EventId { cause: outcome.cause, patient: patient("ann"), place: outcome.place };
    let event = care.event(&id).await.expect("an answer").expect("it is there");
    assert_eq!((event.id(), event.engine), (id.clone(), Some(ENGINE_VERSION)));
    assert_eq!(event.readings(), alert("a-1").readings);
    assert_eq!(event.outcome, outcome);
    let other = EventId { place: 99, ..id };
    assert_eq!(care.event(&other).await.expect("an answer"), None);
}

async fn a_plan_changes_the_person_it_is_for(care: Care) {
    let people = [Change::Enrolled(person("ann")), Change::Enrolled(person("bob"))];
    care.commit(1, &people).await.expect("room");
    let plan = PlanRow { patient: patient("ann"), spo2_scale_2: false, oxygen: Some(true) };
    let unknown = PlanRow { patient: patient("cyd"), ..plan.clone() };
    care.commit(2, &[Change::Planned(plan), Change::Planned(unknown)]).await.expect("room");
    let planned = PatientRow { spo2_scale_2: false, oxygen: Some(true), ..person("ann") };
    assert_eq!(care.patients().await.expect("an answer"), [planned, person("bob")]);
}

async fn answers_and_withdrawals_are_kept_once(care: Care) {
    let (first, second) = (answered("ann", 1), answered("ann", 2));
    let withdrawal = withdrawn("ann", 7);
    let changes = [
        Change::Answered(first.clone()),
        Change::Answered(second.clone()),
        Change::Withdrawn(withdrawal.clone()),
    ];
    for _ in 0..2 {
        care.commit(9, &changes).await.expect("room");
    }
    let ann = patient("ann");
    assert_eq!(care.answers_of(&ann, 9).await.expect("an answer"), [second.clone(), first]);
    assert_eq!(care.answers_of(&ann, 1).await.expect("an answer"), [second]);
    assert_eq!(care.withdrawals_of(&ann).await.expect("an answer"), [withdrawal]);
    assert_eq!(care.withdrawals_of(&patient("bob")).await.expect("an answer"), []);
}

async fn a_failing_change_leaves_nothing_behind(care: Care) {
    care.commit(3, &[Change::Enrolled(person("ann"))]).await.expect("room");
    let before = care.counts().await.expect("an answer");
    let impossible = decided(raised("ann", alert("a-1"), AlertChange::Raised, u64::MAX));
    let changes =
        [Change::Enrolled(person("bob")), Change::Quarantined(refused(4, "x")), impossible];
    let failed = care.commit(5, &changes).await;
    assert!(matches!(failed, Err(CareError::TooLarge { value: u64::MAX, .. })), "{failed:?}");
    assert_eq!(care.cursor().await.expect("an answer"), 3);
    assert_eq!(care.counts().await.expect("an answer"), before);
    // And the store goes on.
    care.commit(5, &changes[..2]).await.expect("room");
    assert_eq!(care.cursor().await.expect("an answer"), 5);
}

async fn the_cursor_never_goes_back(care: Care) {
    care.commit(9, &[]).await.expect("room");
    let refused = care.commit(8, &[Change::Enrolled(person("ann"))]).await;
    assert!(matches!(refused, Err(CareError::Behind { upto: 8, cursor: 9 })), "{refused:?}");
    assert_eq!(care.patients().await.expect("an answer"), []);
    care.commit(9, &[Change::Enrolled(person("ann"))]).await.expect("the same end is fine");
}

async fn a_repeated_commit_changes_nothing(care: Care) {
    let changes = [
        Change::Enrolled(person("ann")),
        Change::Quarantined(refused(1, "implausible")),
        decided(raised("ann", alert("a-1"), AlertChange::Raised, 2)),
        decided(raised("ann", Alert { version: 4, ..alert("a-1") }, AlertChange::Cleared, 3)),
    ];
    let mut seen = Vec::new();
    for _ in 0..3 {
        care.commit(4, &changes).await.expect("room");
        let events = care.events_of(&patient("ann"), 99).await.expect("an answer");
        let alerts = care.alerts_of(&patient("ann")).await.expect("an answer");
        seen.push((care.counts().await.expect("an answer"), events, alerts));
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    assert_eq!((seen[0].0.events, seen[0].2[0].version), (2, 4));
}

async fn an_older_state_never_replaces_a_newer_one(care: Care) {
    let state = |version, place| {
        let alert = Alert { version, active: version < 9, ..alert("a-1") };
        let change = AlertChange::Joined;
        Outcome { place, ..raised("ann", alert, change, 5) }
    };
    let newer = Outcome { cause: ReadingId { offset: 6, index: 0 }, ..state(9, 0) };
    let steps =
        [(state(3, 1), 3), (state(2, 0), 3), (state(4, 2), 4), (newer, 9), (state(4, 2), 9)];
    for (outcome, version) in steps {
        care.commit(7, &[decided(outcome)]).await.expect("room");
        let found = care.alert(&alert_id("a-1")).await.expect("an answer").expect("it is there");
        assert_eq!(found.1.version, version);
    }
    assert_eq!(care.open_alerts().await.expect("an answer"), [], "the newest state is over");
}

async fn open_alerts_come_gravest_first(care: Care) {
    let one = |id: &str, severity, raised_at, active, seen| Alert {
        severity,
        raised_at: at(raised_at),
        active,
        acknowledged: alert(id).acknowledged.filter(|_| seen),
        ..alert(id)
    };
    let alerts = [
        one("a-review", Severity::Review, 1, true, false),
        one("a-late", Severity::Emergency, 9, true, true),
        one("a-early", Severity::Emergency, 8, false, false),
        one("a-urgent", Severity::Urgent, 2, true, false),
        one("a-over", Severity::Emergency, 3, false, true),
        one("a-calm", Severity::Review, 3, false, false),
    ];
    let changes = (0..)
        .zip(&alerts)
        .map(|(offset, alert)| decided(raised("ann", alert.clone(), AlertChange::Raised, offset)));
    care.commit(9, &changes.collect::<Vec<_>>()).await.expect("room");
    let open = care.open_alerts().await.expect("an answer");
    let ids: Vec<&str> = open.iter().map(|(_, alert)| alert.id.as_str()).collect();
    assert_eq!(ids, ["a-early", "a-late", "a-urgent", "a-review"]);
    assert!(open.iter().all(|(whose, _)| *whose == patient("ann")));
}

async fn the_quarantine_is_counted_by_reason(care: Care) {
    let rows = [refused(1, "undatable"), refused(2, "implausible"), refused(3, "implausible")];
    care.commit(4, &rows.clone().map(Change::Quarantined)).await.expect("room");
    let [first, second, third] = rows;
    let newest = vec![third.clone(), second.clone()];
    assert_eq!(care.quarantine(2).await.expect("an answer"), (3, newest));
    let by_reason = care.quarantine_by_reason().await.expect("an answer");
    assert_eq!(by_reason, [("implausible".into(), 2), (first.reason.clone(), 1)]);
    let settled = SettledRow { original: third.id, entry: 4, at: at(9), by: "Sian".into() };
    for entry in [4, 5] {
        let again = Change::Settled(SettledRow { entry, ..settled.clone() });
        care.commit(6, &[again]).await.expect("room");
    }
    assert_eq!(care.quarantine(9).await.expect("an answer"), (2, vec![second, first]));
    assert_eq!(care.settled(third.id).await.expect("an answer"), Some(settled), "the first");
    assert_eq!(care.settled_count().await.expect("an answer"), 1);
    let by_reason = care.quarantine_by_reason().await.expect("an answer");
    assert_eq!(by_reason, [("implausible".into(), 1), ("undatable".into(), 1)]);
}
