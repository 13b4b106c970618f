//! A meter with records, played by hand; and one that loses them, played many times.

use proptest::prelude::*;

use super::*;

const NOW: Duration = Duration::from_secs(1000);

fn success(request: Request) -> RecordAccess {
    RecordAccess::Response { request, code: ResponseCode::Success }
}

fn none_found() -> RecordAccess {
    RecordAccess::Response { request: Request::Report, code: ResponseCode::NoRecordsFound }
}

fn ask(next: Option<Next>) -> RecordRequest {
    match next {
        Some(Next::Ask(request)) => request,
        other => panic!("{other:?}"),
    }
}

fn collected(next: Option<u16>, keys: std::ops::Range<u32>, may_delete: bool) -> Recovery {
    let (mut recovery, _) = Recovery::start(Kind::Glucose, next, may_delete, NOW);
    ask(recovery.answer(RecordAccess::Count(keys.len() as u16), NOW));
    for key in keys {
        recovery.record(key, NOW);
    }
    recovery
}

#[test]
fn only_new_records_are_asked_for_and_the_next_time_begins_after_them() {
    let (mut recovery, first) = Recovery::start(Kind::Glucose, Some(5), false, NOW);
    assert_eq!(first, RecordRequest::Count(Records::From(5)));
    let report = ask(recovery.answer(RecordAccess::Count(2), NOW));
    assert_eq!(report, RecordRequest::Report(Records::From(5)));
    recovery.record(5, NOW);
    recovery.record(6, NOW);
    assert_eq!(recovery.saved(5, NOW), None);
    assert_eq!(recovery.answer(success(Request::Report), NOW), None, "6 isn't on disk yet");
    let over = Next::Over(Ended::Complete { next: Some(7) });
    assert_eq!(recovery.saved(6, NOW), Some(over));
}

#[test]
fn nothing_is_deleted_before_it_is_on_disk() {
    let mut recovery = collected(None, 0..3, true);
    assert_eq!(recovery.answer(success(Request::Report), NOW), None);
    assert_eq!(recovery.saved(0, NOW), None);
    assert_eq!(recovery.saved(1, NOW), None);
    // Long after: the disk is slow.
    assert_eq!(recovery.tick(NOW + Duration::from_secs(60)), None);
    let delete = ask(recovery.saved(2, NOW));
    assert_eq!(delete, RecordRequest::Delete(Records::UpTo(2)));
    let over = recovery.answer(success(Request::Delete), NOW);
    assert_eq!(over, Some(Next::Over(Ended::Complete { next: Some(3) })));
}

#[test]
fn nothing_is_deleted_unless_somebody_wants_it() {
    let mut recovery = collected(None, 0..1, false);
    assert_eq!(recovery.saved(0, NOW), None);
    let over = recovery.answer(success(Request::Report), NOW);
    assert_eq!(over, Some(Next::Over(Ended::Complete { next: Some(1) })));
}

#[test]
fn a_completion_that_overtakes_the_last_records_is_waited_for() {
    let mut recovery = collected(None, 0..2, false);
    recovery.expected = Some(3);
    recovery.saved(0, NOW);
    recovery.saved(1, NOW);
    assert_eq!(recovery.answer(success(Request::Report), NOW), None);
    recovery.record(2, NOW + Duration::from_millis(300));
    assert!(matches!(recovery.saved(2, NOW), Some(Next::Over(Ended::Complete { .. }))));
}

#[test]
fn what_was_lost_is_asked_for_again_three_times_at_most() {
    let mut recovery = collected(Some(9), 9..10, false);
    recovery.expected = Some(2);
    recovery.saved(9, NOW);
    let mut now = NOW;
    for _ in 0..3 {
        assert_eq!(recovery.answer(success(Request::Report), now), None);
        now += SETTLING;
        assert_eq!(ask(recovery.tick(now)), RecordRequest::Report(Records::From(9)));
    }
    assert_eq!(recovery.answer(success(Request::Report), now), None);
    let over = recovery.tick(now + SETTLING);
    assert_eq!(over, Some(Next::Over(Ended::Incomplete)));
}

#[test]
fn a_silent_monitor_is_given_up_after_thirty_seconds() {
    let (mut recovery, _) = Recovery::start(Kind::Glucose, None, false, NOW);
    assert_eq!(recovery.tick(NOW + Duration::from_secs(29)), None);
    let over = recovery.tick(NOW + Duration::from_secs(30));
    assert_eq!(over, Some(Next::Over(Ended::Incomplete)));
}

#[test]
fn a_meter_that_numbers_from_the_start_again_is_asked_for_everything() {
    let (mut recovery, _) = Recovery::start(Kind::Glucose, Some(500), false, NOW);
    let last = ask(recovery.answer(RecordAccess::Count(0), NOW));
    assert_eq!(last, RecordRequest::Report(Records::Last));
    recovery.record(3, NOW);
    let all = ask(recovery.answer(success(Request::Report), NOW));
    assert_eq!(all, RecordRequest::Count(Records::All));
}

#[test]
fn a_meter_without_anything_new_is_left_alone() {
    let unchanged = Some(Next::Over(Ended::Complete { next: Some(500) }));
    let (mut recovery, _) = Recovery::start(Kind::Glucose, Some(500), false, NOW);
    ask(recovery.answer(RecordAccess::Count(0), NOW));
    recovery.record(499, NOW);
    assert_eq!(recovery.answer(success(Request::Report), NOW), unchanged);
    let (mut empty, _) = Recovery::start(Kind::Glucose, Some(500), false, NOW);
    ask(empty.answer(none_found(), NOW));
    assert_eq!(empty.answer(none_found(), NOW), unchanged);
}

#[test]
fn a_meter_that_can_not_count_from_a_number_is_asked_for_all() {
    let unsupported =
        |request| RecordAccess::Response { request, code: ResponseCode::OperatorNotSupported };
    let (mut recovery, _) = Recovery::start(Kind::Glucose, Some(5), false, NOW);
    let some = ask(recovery.answer(unsupported(Request::Count), NOW));
    assert_eq!(some, RecordRequest::Report(Records::From(5)));
    let all = ask(recovery.answer(unsupported(Request::Report), NOW));
    assert_eq!(all, RecordRequest::Report(Records::All));
}

#[test]
fn a_sensor_is_asked_again_how_many_since_it_goes_on_measuring() {
    let (mut recovery, _) = Recovery::start(Kind::Sensor, None, false, NOW);
    ask(recovery.answer(RecordAccess::Count(2), NOW));
    // One of the two was lost, and a new one came in its place.
    for key in [10, 15] {
        recovery.record(key, NOW);
        assert_eq!(recovery.saved(key, NOW), None);
    }
    let count = ask(recovery.answer(success(Request::Report), NOW));
    assert_eq!(count, RecordRequest::Count(Records::All));
    let again = ask(recovery.answer(RecordAccess::Count(3), NOW));
    assert_eq!(again, RecordRequest::Report(Records::All));
}

#[test]
fn records_without_numbers_are_always_all_asked_for_and_never_deleted() {
    let (mut recovery, first) = Recovery::start(Kind::SpotCheck, Some(4), true, NOW);
    assert_eq!(first, RecordRequest::Count(Records::All));
    ask(recovery.answer(RecordAccess::Count(1), NOW));
    recovery.record(0xFFFF_FFFF, NOW);
    recovery.saved(0xFFFF_FFFF, NOW);
    let over = recovery.answer(success(Request::Report), NOW);
    assert_eq!(over, Some(Next::Over(Ended::Complete { next: None })));
}

proptest! {
    /// Whatever is lost on the way: "complete" is said only when everything came and was saved, a
    /// deletion never reaches beyond that, and every recovery ends.
    #[test]
    fn nothing_is_called_complete_that_is_not(
        stored in proptest::collection::btree_set(any::<u16>(), 0..40),
        next in proptest::option::of(any::<u16>()),
        may_delete in any::<bool>(),
        losses in proptest::collection::vec(0u8..4, 40 * 6),
    ) {
        let mut losses = losses.into_iter().cycle();
        let mut now = NOW;
        let mut saved = std::collections::BTreeSet::new();
        let (mut recovery, first) = Recovery::start(Kind::Glucose, next, may_delete, now);
        let mut todo = Some(Next::Ask(first));
        for _ in 0..20 {
            let Some(Next::Ask(request)) = todo else { break };
            let chosen = |records: Records| -> Vec<u16> {
                match records {
                    Records::Last => stored.last().copied().into_iter().collect(),
                    Records::From(first) => stored.range(first..).copied().collect(),
                    _ => stored.iter().copied().collect(),
                }
            };
            todo = match request {
                RecordRequest::Count(records) => {
                    recovery.answer(RecordAccess::Count(chosen(records).len() as u16), now)
                }
                RecordRequest::Report(records) => {
                    let sent = chosen(records);
                    for seq in &sent {
                        if losses.next() != Some(0) {
                            recovery.record((*seq).into(), now);
                            saved.insert(*seq);
                            prop_assert_eq!(recovery.saved((*seq).into(), now), None);
                        }
                    }
                    let found = success(Request::Report);
                    recovery.answer(if sent.is_empty() { none_found() } else { found }, now)
                }
                RecordRequest::Delete(Records::UpTo(last)) => {
                    prop_assert!(may_delete);
                    // What is older than `next` was saved before, unless the numbers began again.
                    let first = next.filter(|next| *next <= last).unwrap_or(0);
                    for seq in stored.range(first..=last) {
                        prop_assert!(saved.contains(seq), "{} would be gone", seq);
                    }
                    recovery.answer(success(Request::Delete), now)
                }
                other => panic!("{other:?}"),
            };
            while todo.is_none() {
                now = recovery.wake_at();
                todo = recovery.tick(now);
            }
        }
        match todo {
            Some(Next::Over(Ended::Complete { next: after })) => {
                // Below where it begins the next time, all is saved: now, or before `next`.
                let first = next.filter(|next| stored.last().is_some_and(|last| last >= next));
                for seq in stored.range(first.unwrap_or(0)..) {
                    let unsaved = !saved.contains(seq) && next != after;
                    let passed_over = unsaved && after.is_none_or(|after| *seq < after);
                    prop_assert!(!passed_over, "{} is missing", seq);
                }
            }
            Some(Next::Over(Ended::Incomplete)) => {}
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
