//! What every adapter of the readings port must do, as a test that each of them runs.

use std::sync::Arc;
use std::thread;

use risk_engine::held::Reach;
use vitals::{HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

use super::{Period, Reader, ReadingRow, Readings, ReadingsError, frame};

/// Holds an adapter to the port's promises. It panics at the first one that is broken.
///
/// `make` gives an empty place for a store; what it gives opens the store there, once and again. At
/// most one writer on a place is open at a time.
pub fn check<Open>(mut make: impl FnMut() -> Open)
where
    Open: FnMut() -> Box<dyn Readings>,
{
    a_new_store_is_empty(make());
    what_was_appended_is_read_back(make());
    a_persons_rows_come_newest_first(make());
    a_repeated_row_changes_nothing(make());
    segments_and_the_tail_answer_together(make());
    after_a_restart_only_what_was_flushed_is_there(make());
    a_row_beyond_the_end_is_refused(make());
    a_reader_on_another_thread_sees_each_append(make());
    a_frame_has_each_row_of_its_period_once(make());
    what_is_old_is_forgotten_and_nothing_that_was_taken_since(make());
    a_settled_store_asks_for_nothing_again(make());
}

/// A row of a person: entry `offset`, taken `taken_at` ms after 1970. Everything else follows from it.
pub fn row(patient: &str, offset: u64, taken_at: i64) -> ReadingRow {
    ReadingRow {
        id: ReadingId { offset, index: 3 },
        patient: id(patient),
        device: "cuff-1".parse().expect("an id"),
        sign: VitalSign::Systolic,
        milli: 120_000,
        reach: Reach::Within,
        origin: Origin::Device,
        taken_at: TakenAt::from_unix_ms(taken_at),
        heard_at: HeardAt::from_unix_ms(taken_at + 1),
        stored_at: StoredAt::from_unix_ms(taken_at + 2),
        gateway: Some("gw-1".parse().expect("an id")),
        incarnation: Some(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210),
        seq: Some(offset + 1),
    }
}

fn a_new_store_is_empty(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    assert_eq!((store.flushed_cursor(), store.rows()), (0, 0));
    assert_eq!(all(&*store, "ann"), []);
    store.flush().expect("nothing to flush");
    store.append(&[], 7).expect("nothing to append");
    assert_eq!(store.reader().cursor(), 7);
}

fn what_was_appended_is_read_back(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    let typed = ReadingRow {
        origin: Origin::Typed,
        gateway: None,
        incarnation: None,
        seq: None,
        ..row("ann", 1, 20)
    };
    let high = ReadingRow {
        sign: VitalSign::Glucose,
        milli: i32::MAX,
        reach: Reach::Above,
        ..row("ann", 2, 10)
    };
    let rows = [high, typed, row("bob", u64::MAX >> 1, -5)];
    store.append(&rows, (u64::MAX >> 1) + 1).expect("room");
    for _ in 0..2 {
        assert_eq!(all(&*store, "ann"), [rows[1].clone(), rows[0].clone()]);
        assert_eq!(all(&*store, "bob"), [rows[2].clone()]);
        assert_eq!(all(&*store, "cy"), []);
        store.flush().expect("room");
        assert_eq!(store.flushed_cursor(), (u64::MAX >> 1) + 1);
    }
    drop(store);
    let store = open();
    assert_eq!((store.rows(), all(&*store, "bob")), (3, vec![rows[2].clone()]));
}

fn a_persons_rows_come_newest_first(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    // By when they were taken, then by where they stand in the journal; late ones in their place.
    let rows = [row("ann", 1, 30), row("ann", 2, 10), row("ann", 3, 20), row("ann", 4, 20)];
    let newest_first = [1, 4, 3, 2];
    store.append(&rows, 5).expect("room");
    for _ in 0..2 {
        assert_eq!(offsets(&*store, "ann", 0, 9), newest_first);
        assert_eq!(offsets(&*store, "ann", 20, 9), newest_first[..3]);
        assert_eq!(offsets(&*store, "ann", 31, 9), newest_first[..0]);
        assert_eq!(offsets(&*store, "ann", 0, 2), newest_first[..2]);
        assert_eq!(offsets(&*store, "ann", 0, 0), newest_first[..0]);
        let reader = store.reader();
        let within = |since, until, limit| {
            let (since, until) = (TakenAt::from_unix_ms(since), TakenAt::from_unix_ms(until));
            let rows = reader.of_period(&id("ann"), Period { since, until }, limit);
            rows.expect("an answer").iter().map(|row| row.id.offset).collect::<Vec<_>>()
        };
        assert_eq!(within(0, 30, 9), newest_first[1..], "the end isn't part of it");
        assert_eq!(within(20, 21, 9), newest_first[1..3]);
        assert_eq!(within(0, 30, 1), newest_first[1..2]);
        assert_eq!((within(0, 10, 9), within(-9, 0, 9)), (vec![], vec![]));
        store.flush().expect("room");
    }
}

fn a_repeated_row_changes_nothing(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    let pulse = ReadingRow { sign: VitalSign::Pulse, ..row("ann", 1, 10) };
    let rows = [row("ann", 1, 10), pulse];
    for _ in 0..3 {
        store.append(&rows, 2).expect("room");
        store.append(&rows, 2).expect("room");
        assert_eq!(store.rows(), 2, "two signs of one reading are two rows");
        assert_eq!(all(&*store, "ann").len(), 2);
        store.flush().expect("room");
    }
    drop(store);
    assert_eq!(open().rows(), 2);
}

fn segments_and_the_tail_answer_together(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    // Each flush holds some old and some new: no order between segments can be relied on.
    for round in 0..4_u64 {
        let offset = 2 * round;
        let late = row("ann", offset, 100 - round as i64);
        let fresh = row("ann", offset + 1, 200 + round as i64);
        store.append(&[late, fresh, row("bob", offset, 1)], offset + 2).expect("room");
        if round < 3 {
            store.flush().expect("room");
        }
    }
    assert_eq!(offsets(&*store, "ann", 0, 99), [7, 5, 3, 1, 0, 2, 4, 6]);
    assert_eq!(offsets(&*store, "ann", 0, 5), [7, 5, 3, 1, 0]);
    assert_eq!(offsets(&*store, "ann", 98, 99), [7, 5, 3, 1, 0, 2, 4]);
    assert_eq!((store.rows(), store.reader().cursor()), (12, 8));
    // An adapter may flush by itself.
    assert!((6..=8).contains(&store.flushed_cursor()), "{}", store.flushed_cursor());
}

fn after_a_restart_only_what_was_flushed_is_there(mut open: impl FnMut() -> Box<dyn Readings>) {
    let rows = [row("ann", 1, 10), row("ann", 2, 20), row("ann", 3, 30)];
    let mut store = open();
    store.append(&rows[..2], 3).expect("room");
    store.flush().expect("room");
    store.append(&rows[2..], 4).expect("room");
    drop(store);
    let mut store = open();
    let from = store.flushed_cursor();
    assert!((3..=4).contains(&from), "flushed up to {from}");
    // The journal gives everything from there on again, and somewhat more does no harm.
    store.append(&rows, 4).expect("room");
    assert_eq!(offsets(&*store, "ann", 0, 9), [3, 2, 1]);
    assert_eq!(store.rows(), 3);
}

fn a_row_beyond_the_end_is_refused(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    let refused = store.append(&[row("ann", 1, 10), row("ann", 2, 10)], 2);
    assert!(matches!(refused, Err(ReadingsError::Beyond { offset: 2, upto: 2 })), "{refused:?}");
    assert_eq!((store.rows(), store.reader().cursor()), (0, 0));
}

fn a_reader_on_another_thread_sees_each_append(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    let reader: Arc<dyn Reader> = store.reader();
    for offset in 0..4 {
        store.append(&[row("ann", offset, 10)], offset + 1).expect("room");
        if offset == 1 {
            store.flush().expect("room");
        }
        let reader = reader.clone();
        let seen = move || (reader.rows(), reader.of_patient(&id("ann"), EPOCH, 9));
        let (rows, seen) = thread::spawn(seen).join().expect("no panic");
        assert_eq!((rows, seen.expect("an answer").len()), (offset + 1, offset as usize + 1));
    }
}

fn what_is_old_is_forgotten_and_nothing_that_was_taken_since(
    mut open: impl FnMut() -> Box<dyn Readings>,
) {
    const DAY_MS: i64 = 24 * 3_600_000;
    let mut store = open();
    // Years and flushes apart: whatever a store keeps together, the old ones are by themselves.
    for (offset, day) in [(0, 100), (2, 130), (4, 1000)] {
        let rows = [row("ann", offset, day * DAY_MS), row("bob", offset + 1, day * DAY_MS + 1)];
        store.append(&rows, offset + 2).expect("room");
        store.flush().expect("room");
    }
    let before = |day: i64| TakenAt::from_unix_ms(day * DAY_MS);
    assert_eq!(store.forget(before(50)).expect("it forgets"), 0);
    assert_eq!(store.forget(before(120)).expect("it forgets"), 2);
    assert_eq!(offsets(&*store, "ann", 0, 9), [4, 2]);
    assert_eq!(store.forget(before(1000)).expect("it forgets"), 2);
    assert_eq!(store.forget(before(1000)).expect("it forgets"), 0);
    for _ in 0..2 {
        assert_eq!((store.rows(), offsets(&*store, "ann", 0, 9)), (2, vec![4]));
        assert_eq!(offsets(&*store, "bob", 0, 9), [5]);
        let period = Period { since: EPOCH, until: before(2000) };
        assert_eq!(framed(store.reader().frame(period).expect("a frame")), [4, 5]);
        assert_eq!(store.flushed_cursor(), 6, "nothing is given again");
        drop(store);
        store = open();
    }
    store.append(&[row("ann", 6, 90 * DAY_MS)], 7).expect("room");
    assert_eq!(offsets(&*store, "ann", 0, 9), [4, 6], "what comes late is there for a while");
}

fn a_settled_store_asks_for_nothing_again(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    store.append(&[row("ann", 1, 10)], 2).expect("room");
    store.settle().expect("room");
    store.append(&[], 9).expect("nothing to append");
    store.settle().expect("room");
    assert_eq!(store.flushed_cursor(), 9);
    drop(store);
    let store = open();
    assert_eq!((store.flushed_cursor(), store.rows()), (9, 1));
    assert_eq!(offsets(&*store, "ann", 0, 9), [1]);
    let period = Period { since: EPOCH, until: TakenAt::from_unix_ms(99) };
    assert_eq!(framed(store.reader().frame(period).expect("a frame")), [1]);
}

const EPOCH: TakenAt = TakenAt::from_unix_ms(i64::MIN);

fn id(patient: &str) -> PatientId {
    patient.parse().expect("an id")
}

fn all(store: &dyn Readings, patient: &str) -> Vec<ReadingRow> {
    store.of_patient(&id(patient), EPOCH, usize::MAX).expect("an answer")
}

fn offsets(store: &dyn Readings, patient: &str, since: i64, limit: usize) -> Vec<u64> {
    let since = TakenAt::from_unix_ms(since);
    let rows = store.of_patient(&id(patient), since, limit).expect("an answer");
    rows.iter().map(|row| row.id.offset).collect()
}

fn a_frame_has_each_row_of_its_period_once(mut open: impl FnMut() -> Box<dyn Readings>) {
    let mut store = open();
    store.append(&[row("ann", 1, 10), row("bob", 2, 19), row("cy", 3, 20)], 4).expect("room");
    store.flush().expect("room");
    store.append(&[row("ann", 1, 10), row("ann", 5, 9), row("ann", 6, 15)], 7).expect("room");
    let moment = TakenAt::from_unix_ms;
    let period = Period { since: moment(10), until: moment(20) };
    let all = || store.reader().frame(period).expect("a frame");
    assert_eq!(framed(all()), [1, 2, 6]);
    let withdrawn = [(1, 3), (2, 4)].map(|(offset, index)| ReadingId { offset, index });
    assert_eq!(framed(frame::without(all(), &withdrawn)), [2, 6]);
    assert_eq!(framed(frame::without(all(), &[])), [1, 2, 6]);
}

fn framed(frame: polars::prelude::LazyFrame) -> Vec<u64> {
    let frame = frame.collect().expect("rows");
    let names: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
    assert_eq!(names, frame::COLUMNS);
    let column = frame.column("offset").expect("a column").u64().expect("numbers").clone();
    let mut offsets: Vec<u64> = column.iter().flatten().collect();
    offsets.sort_unstable();
    offsets
}
