//! What people do for each other: found again, counted once, unread until it was read.

use vitals::ReadingId;

use super::examples::{at, patient};
use crate::care::{Care, Change, DeedRow};

fn deed(offset: u64, whose: &str, kind: &str, thing: &str) -> DeedRow {
    DeedRow {
        id: ReadingId { offset, index: 0 },
        patient: patient(whose),
        at: at(offset as i64),
        kind: kind.into(),
        thing: thing.into(),
        side: "patient".into(),
        mark: None,
        key: String::new(),
        entry: vec![offset as u8, 0, 255],
    }
}

async fn put(care: &Care, upto: u64, rows: &[&DeedRow]) {
    let changes: Vec<Change> = rows.iter().map(|row| Change::Deed((*row).clone())).collect();
    care.commit(upto, &changes).await.expect("room");
}

pub(super) async fn what_was_done_is_found_by_person_thing_and_time(care: Care) {
    let visit = |offset, whose: &str, thing: &str, mark| DeedRow {
        mark: Some(mark),
        ..deed(offset, whose, "appointment", thing)
    };
    let rows =
        [visit(1, "ann", "v-1", 100), visit(2, "ann", "v-1", 300), visit(3, "bob", "v-2", 150)];
    let pill = deed(4, "ann", "medicine", "m-1");
    for _ in 0..2 {
        put(&care, 5, &[&rows[0], &rows[1], &rows[2], &pill]).await;
    }
    let of = async |whose: &str, limit| {
        care.deeds_of(&patient(whose), "appointment", limit).await.expect("an answer")
    };
    assert_eq!(of("ann", 9).await, rows[..2]);
    assert_eq!(of("ann", 1).await, rows[1..2], "the newest");
    assert_eq!(of("cyd", 9).await, []);
    let thing = async |kind, thing, limit| {
        care.deeds_of_thing(kind, thing, limit).await.expect("an answer")
    };
    assert_eq!(thing("appointment", "v-1", 9).await, rows[..2]);
    assert_eq!(thing("appointment", "v-1", 1).await, rows[1..2], "the newest");
    assert_eq!(thing("medicine", "v-1", 9).await, []);
    let there = async |offset| care.deed(ReadingId { offset, index: 0 }).await.expect("an answer");
    assert_eq!(there(4).await, Some(pill.clone()));
    assert_eq!((there(9).await, there(u64::MAX).await), (None, None));
    let standing =
        async |kind, since, until| care.standing(kind, since, until).await.expect("an answer");
    assert_eq!(standing("appointment", 0, 200).await, [rows[2].clone()], "the first was moved");
    assert_eq!(standing("appointment", 0, 301).await, [rows[2].clone(), rows[1].clone()]);
    assert_eq!(standing("medicine", 0, 1).await, [pill], "what has no mark is always there");
}

pub(super) async fn of_two_with_one_key_the_first_stands(care: Care) {
    let keyed = |offset, whose: &str| DeedRow {
        key: "k-1".into(),
        ..deed(offset, whose, "message", "t-1")
    };
    let reminder =
        |offset| DeedRow { mark: Some(50), ..deed(offset, "ann", "reminder", "m-1 08:00") };
    let (first, other) = (keyed(1, "ann"), keyed(3, "bob"));
    put(&care, 9, &[&first, &keyed(2, "ann"), &other, &reminder(4), &reminder(5)]).await;
    let found =
        async |whose: &str, key| care.deed_with_key(&patient(whose), key).await.expect("an answer");
    assert_eq!(found("ann", "k-1").await, Some(first.clone()));
    assert_eq!(found("bob", "k-1").await, Some(other));
    assert_eq!(found("ann", "k-2").await, None);
    assert_eq!(care.deeds_of(&patient("ann"), "message", 9).await.expect("an answer"), [first]);
    let reminded = [(patient("ann"), "m-1 08:00".to_owned())];
    assert_eq!(care.reminded_since(50).await.expect("an answer"), reminded);
    assert_eq!(care.reminded_since(51).await.expect("an answer"), []);
}

pub(super) async fn a_message_is_unread_until_the_team_has_read_it(care: Care) {
    let message = |offset, whose: &str, side: &str| DeedRow {
        side: side.into(),
        ..deed(offset, whose, "message", "t-1")
    };
    let read = |offset, side: &str, upto| DeedRow {
        side: side.into(),
        mark: Some(upto),
        ..deed(offset, "ann", "read", "")
    };
    let unread = async || care.unread().await.expect("an answer");
    put(&care, 5, &[&message(1, "ann", "patient"), &message(2, "ann", "carer")]).await;
    put(&care, 5, &[&message(3, "ann", "team"), &message(4, "bob", "patient")]).await;
    let (ann, bob) = (patient("ann"), patient("bob"));
    assert_eq!(unread().await, [(ann.clone(), 1), (ann.clone(), 2), (bob.clone(), 4)]);
    put(&care, 6, &[&read(5, "patient", 3)]).await;
    assert_eq!(unread().await.len(), 3, "the person's own reading isn't the team's");
    put(&care, 7, &[&read(6, "team", 1)]).await;
    assert_eq!(unread().await, [(ann, 2), (bob.clone(), 4)]);
    put(&care, 8, &[&read(7, "team", 3)]).await;
    assert_eq!(unread().await, [(bob, 4)]);
}
