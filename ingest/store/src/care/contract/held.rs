//! What the store promises about readings of which nobody knows whose they are.

use vitals::{ReadingId, TakenAt};

use super::super::held::Waiting;
use super::super::{AttributedRow, CandidateRow, Care, Change, DisclaimedRow, UnclaimedRow};
use super::examples::{at, patient};

fn unclaimed(offset: u64) -> UnclaimedRow {
    let candidate =
        |id: &str, per_mille| CandidateRow { patient: patient(id), per_mille, denied: false };
    UnclaimedRow {
        id: ReadingId { offset, index: 3 },
        at: at(100 + offset as i64),
        taken_at: TakenAt::from_unix_ms(offset as i64),
        device: "scale-1".parse().expect("an id"),
        doubt: "several".into(),
        // In the order in which they are asked, which isn't that of their ids.
        candidates: vec![candidate("bob", 610), candidate("ann", 380)],
        reading: vec![0, 255, 7],
    }
}

fn attributed(offset: u64, original: ReadingId, id: &str, from: Option<&str>) -> AttributedRow {
    AttributedRow {
        id: ReadingId { offset, index: 0 },
        original,
        patient: patient(id),
        from: from.map(patient),
        at: at(offset as i64),
        by: "Dr Evans".into(),
        why: "she rang".into(),
    }
}

pub(super) async fn a_reading_waits_until_it_is_somebody_s(care: Care) {
    let (first, second) = (unclaimed(1), unclaimed(2));
    assert_eq!(care.unclaimed_waiting().await.expect("an answer"), Waiting::default());
    let put = [Change::Unclaimed(second.clone()), Change::Unclaimed(first.clone())];
    for _ in 0..2 {
        care.commit(3, &put).await.expect("room");
    }
    let both = [first.clone(), second.clone()];
    assert_eq!(care.unclaimed(9).await.expect("an answer"), both, "oldest first");
    assert_eq!(care.unclaimed(1).await.expect("an answer"), both[..1]);
    let newest_first = [second.clone(), first.clone()];
    assert_eq!(care.unclaimed_of(&patient("ann"), 9).await.expect("an answer"), newest_first);
    assert_eq!(care.unclaimed_of(&patient("cyd"), 9).await.expect("an answer"), []);
    let waiting = Waiting { count: 2, since: Some(first.at) };
    assert_eq!(care.unclaimed_waiting().await.expect("an answer"), waiting);

    let claim = attributed(4, first.id, "ann", None);
    // A repetition of what was unclaimed doesn't bring it back.
    let again = [Change::Attributed(claim), Change::Unclaimed(first.clone())];
    for _ in 0..2 {
        care.commit(5, &again).await.expect("room");
    }
    assert_eq!(care.unclaimed(9).await.expect("an answer"), both[1..]);
    assert_eq!(care.unclaimed_one(first.id).await.expect("an answer"), None);
    assert_eq!(care.unclaimed_one(second.id).await.expect("an answer"), Some(second));
    assert_eq!(care.unclaimed_of(&patient("bob"), 9).await.expect("an answer").len(), 1);
}

pub(super) async fn who_was_asked_is_asked_no_more_once_they_said_no(care: Care) {
    let row = unclaimed(1);
    let no =
        DisclaimedRow { reading: row.id, patient: patient("ann"), at: at(9), by: "patient".into() };
    let changes = [Change::Unclaimed(row.clone()), Change::Disclaimed(no)];
    for _ in 0..2 {
        care.commit(3, &changes).await.expect("room");
    }
    assert_eq!(care.unclaimed_of(&patient("ann"), 9).await.expect("an answer"), []);
    let left = care.unclaimed_of(&patient("bob"), 9).await.expect("an answer");
    let denied: Vec<bool> = left[0].candidates.iter().map(|one| one.denied).collect();
    assert_eq!(denied, [false, true], "bob, then ann");
    assert_eq!(care.unclaimed_waiting().await.expect("an answer").count, 1, "it waits still");
}

pub(super) async fn a_reading_belongs_to_whom_it_was_given_last(care: Care) {
    let original = ReadingId { offset: 1, index: 0 };
    assert_eq!(care.attribution_of(original).await.expect("an answer"), None);
    let first = attributed(4, original, "ann", None);
    let last = attributed(7, original, "bob", Some("ann"));
    let changes = [Change::Attributed(last.clone()), Change::Attributed(first)];
    care.commit(8, &changes).await.expect("room");
    assert_eq!(care.attribution_of(original).await.expect("an answer"), Some(last));
}
