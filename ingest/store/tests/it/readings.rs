//! The embedded readings store: the port's contract, and what a crash or a damaged file leaves.

use std::fs;
use std::path::{Path, PathBuf};

use store::readings::contract::{self, row};
use store::readings::{
    EmbeddedOptions, EmbeddedReadings, Period, ReadingRow, Readings, ReadingsError,
};
use vitals::TakenAt;

fn open(dir: &Path) -> EmbeddedReadings {
    EmbeddedReadings::open(dir, EmbeddedOptions::default()).unwrap()
}

/// A store with two segments, entries 0..2 and 2..4, closed.
fn two_segments() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for offset in [0, 2] {
        store.append(&entries(offset..offset + 2), offset + 2).unwrap();
        store.flush().unwrap();
    }
    assert_eq!((store.rows(), store.flushed_cursor()), (4, 4));
    dir
}

fn entries(offsets: std::ops::Range<u64>) -> Vec<ReadingRow> {
    offsets.map(|offset| row("ann", offset, offset as i64)).collect()
}

fn of_ann(store: &EmbeddedReadings) -> Vec<u64> {
    let rows = store.of_patient(&"ann".parse().unwrap(), TakenAt::from_unix_ms(0), 99).unwrap();
    rows.iter().map(|row| row.id.offset).collect()
}

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    paths.sort();
    paths
}

#[test]
fn the_embedded_store_keeps_the_ports_promises() {
    for tail_rows_max in [1, 2, 250_000] {
        contract::check(|| {
            let dir = tempfile::tempdir().unwrap();
            move || {
                let options = EmbeddedOptions { tail_rows_max };
                Box::new(EmbeddedReadings::open(dir.path(), options).unwrap())
            }
        });
    }
}

#[test]
fn a_crash_while_a_segment_is_written_leaves_the_store_as_it_was() {
    let dir = two_segments();
    let whole = fs::read(&files(dir.path(), "parquet")[0]).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len()] {
        let name = format!("{:020}-{:020}.parquet.tmp", 4, 6);
        fs::write(dir.path().join(name), &whole[..length]).unwrap();
        let mut store = open(dir.path());
        assert_eq!((store.flushed_cursor(), of_ann(&store)), (4, vec![3, 2, 1, 0]));
        assert_eq!(files(dir.path(), "tmp"), [] as [PathBuf; 0]);
        // The journal gives the rest again.
        store.append(&entries(4..6), 6).unwrap();
        assert_eq!(of_ann(&store), [5, 4, 3, 2, 1, 0]);
    }
}

#[test]
fn a_crash_while_old_rows_are_forgotten_leaves_them_all_or_none() {
    let dir = two_segments();
    let [segment, index] =
        ["parquet", "index"].map(|extension| files(dir.path(), extension).remove(0));
    let [rows, of_rows] = [&segment, &index].map(|path| fs::read(path).unwrap());
    let forget = |store: &mut EmbeddedReadings| store.forget(TakenAt::from_unix_ms(2)).unwrap();
    assert_eq!(forget(&mut open(dir.path())), 2);
    let [empty, of_empty] = [&segment, &index].map(|path| fs::read(path).unwrap());
    let check = |left: &[u64]| {
        let mut store = open(dir.path());
        assert_eq!((store.flushed_cursor(), of_ann(&store)), (4, left.to_vec()));
        // It was forgotten, or is now.
        assert_eq!(forget(&mut store), left.len() as u64 - 2);
        assert_eq!(of_ann(&store), [3, 2]);
    };
    check(&[3, 2]);
    for cut in (0..=empty.len()).step_by(50) {
        fs::write(&segment, &rows).unwrap();
        fs::write(&index, &of_rows).unwrap();
        fs::write(segment.with_added_extension("tmp"), &empty[..cut]).unwrap();
        check(&[3, 2, 1, 0]);
    }
    // The segment is empty, and its index is that of before, or half of one.
    for left in [&of_rows[..], &of_empty[..of_empty.len() / 2]] {
        fs::write(&segment, &empty).unwrap();
        fs::write(&index, left).unwrap();
        check(&[3, 2]);
    }
}

#[test]
fn a_crash_before_the_index_is_written_costs_nothing() {
    let dir = two_segments();
    let index = files(dir.path(), "index").remove(1);
    let whole = fs::read(&index).unwrap();
    let other = fs::read(&files(dir.path(), "index")[0]).unwrap();
    let half = &whole[..whole.len() / 2];
    for left in [None, Some(&b""[..]), Some(half), Some(b"{}")] {
        fs::remove_file(&index).unwrap();
        if let Some(bytes) = left {
            fs::write(&index, bytes).unwrap();
        }
        let store = open(dir.path());
        assert_eq!((store.rows(), of_ann(&store)), (4, vec![3, 2, 1, 0]));
        assert!(fs::read(&index).unwrap() == whole, "the index is made again");
    }
    assert!(other != whole);
}

#[test]
fn an_index_without_its_segment_is_removed() {
    let dir = two_segments();
    fs::remove_file(&files(dir.path(), "parquet")[1]).unwrap();
    let store = open(dir.path());
    assert_eq!((store.flushed_cursor(), of_ann(&store)), (2, vec![1, 0]));
    assert_eq!(files(dir.path(), "index").len(), 1);
}

#[test]
fn a_damaged_segment_is_set_aside_and_its_entries_are_asked_for_again() {
    let whole = fs::read(&files(two_segments().path(), "parquet")[0]).unwrap();
    let mut wrong_footer = whole.clone();
    let end = wrong_footer.len();
    wrong_footer[end - 60..end - 8].fill(0xA5);
    for damaged in [&b""[..], &whole[..whole.len() / 2], &wrong_footer] {
        let dir = two_segments();
        let first = files(dir.path(), "parquet").remove(0);
        fs::write(&first, damaged).unwrap();
        fs::remove_file(first.with_extension("index")).unwrap();
        let mut store = open(dir.path());
        assert_eq!((store.flushed_cursor(), of_ann(&store)), (0, vec![3, 2]));
        assert_eq!(files(dir.path(), "damaged").len(), 1);
        // What the other segment holds is not taken in twice.
        store.append(&entries(0..4), 4).unwrap();
        assert_eq!((store.rows(), of_ann(&store)), (4, vec![3, 2, 1, 0]));
        store.flush().unwrap();
        assert_eq!((store.rows(), store.flushed_cursor()), (4, 4));
        drop(store);
        assert_eq!(open(dir.path()).rows(), 4);
    }
}

#[test]
fn a_gap_is_filled_however_few_rows_it_has() {
    let dir = two_segments();
    fs::remove_file(&files(dir.path(), "parquet")[0]).unwrap();
    let mut store = open(dir.path());
    assert_eq!(store.flushed_cursor(), 0);
    // The journal's entries 0 and 1 had no rows after all, and entry 5 is new.
    store.append(&entries(2..6), 6).unwrap();
    store.flush().unwrap();
    for store in [store, open(dir.path())] {
        assert_eq!((store.rows(), store.flushed_cursor()), (4, 6));
        assert_eq!(of_ann(&store), [5, 4, 3, 2]);
    }
}

#[test]
fn a_question_that_a_lost_segment_would_answer_fails_instead_of_leaving_it_out() {
    let dir = two_segments();
    let store = open(dir.path());
    fs::remove_file(&files(dir.path(), "parquet")[0]).unwrap();
    let asked = store.of_patient(&"ann".parse().unwrap(), TakenAt::from_unix_ms(0), 99);
    assert!(matches!(asked, Err(ReadingsError::Read { .. })), "{asked:?}");
}

#[test]
fn a_row_that_two_segments_hold_is_given_once() {
    let dir = two_segments();
    // As if a compaction into one segment had been cut off before the old ones were removed.
    let elsewhere = tempfile::tempdir().unwrap();
    let mut merged = open(elsewhere.path());
    merged.append(&entries(0..3), 3).unwrap();
    merged.flush().unwrap();
    let from = files(elsewhere.path(), "parquet").remove(0);
    fs::copy(&from, dir.path().join(from.file_name().unwrap())).unwrap();
    let store = open(dir.path());
    assert_eq!((store.flushed_cursor(), of_ann(&store)), (4, vec![3, 2, 1, 0]));
}

#[test]
fn a_flush_that_fails_keeps_the_rows_and_can_be_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("store");
    let mut store = open(&place);
    store.append(&entries(0..2), 2).unwrap();
    fs::remove_dir_all(&place).unwrap();
    assert!(matches!(store.flush(), Err(ReadingsError::Write { .. })));
    assert_eq!((store.rows(), store.flushed_cursor(), of_ann(&store)), (2, 0, vec![1, 0]));
    fs::create_dir(&place).unwrap();
    store.flush().unwrap();
    drop(store);
    assert_eq!(of_ann(&open(&place)), [1, 0]);
}

#[test]
fn one_persons_rows_are_found_among_many_groups_of_rows() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let rows: Vec<_> = (0..40_000_u64)
        .map(|offset| row(&format!("p-{:03}", offset % 100), offset, offset as i64))
        .collect();
    store.append(&rows, 40_000).unwrap();
    store.flush().unwrap();
    for person in [0, 20, 41, 99] {
        let patient = format!("p-{person:03}").parse().unwrap();
        let got = store.of_patient(&patient, TakenAt::from_unix_ms(0), 1_000).unwrap();
        assert_eq!(got.len(), 400, "p-{person:03}");
        assert!(got.iter().all(|row| row.patient == patient && row.id.offset % 100 == person));
        assert!(got.is_sorted_by(|a, b| a.taken_at > b.taken_at));
    }
}

/// A store of segments of four rows, to which so many entries were given, so far apart.
fn many_segments(dir: &Path, entries: u64, apart_ms: i64) -> EmbeddedReadings {
    let options = EmbeddedOptions { tail_rows_max: 4 };
    let mut store = EmbeddedReadings::open(dir, options).unwrap();
    for offset in 0..entries {
        let person = ["ann", "bob", "cy"][(offset % 3) as usize];
        store.append(&[row(person, offset, offset as i64 * apart_ms)], offset + 1).unwrap();
    }
    store
}

fn are_all_there(store: &EmbeddedReadings, entries: u64) {
    assert_eq!((store.rows(), store.flushed_cursor()), (entries, entries));
    let bobs: Vec<u64> = (0..entries).rev().filter(|offset| offset % 3 == 1).collect();
    let found = store.of_patient(&"bob".parse().unwrap(), TakenAt::from_unix_ms(0), 999).unwrap();
    assert_eq!(found.iter().map(|row| row.id.offset).collect::<Vec<_>>(), bobs);
    assert!(
        found.iter().all(|row| *row == contract::row("bob", row.id.offset, row.taken_at.unix_ms()))
    );
    let [since, until] = [0, i64::MAX].map(TakenAt::from_unix_ms);
    let frame = store.reader().frame(Period { since, until }).unwrap().collect().unwrap();
    assert_eq!(frame.height() as u64, entries);
}

#[test]
fn small_segments_become_one() {
    let dir = tempfile::tempdir().unwrap();
    let entries = 4 * 16 * 5;
    for store in [many_segments(dir.path(), entries, 1_000), open(dir.path())] {
        are_all_there(&store, entries);
        assert_eq!(files(dir.path(), "parquet").len(), 5);
        assert_eq!(files(dir.path(), "index").len(), 5);
    }
}

#[test]
fn whoever_asks_while_segments_are_merged_gets_each_row_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = many_segments(dir.path(), 4, 1_000);
    let reader = store.reader();
    let bob = "bob".parse().unwrap();
    std::thread::scope(|scope| {
        let writes = scope.spawn(move || {
            for offset in 4..4 * 16 * 12 {
                let row = row(["ann", "bob", "cy"][(offset % 3) as usize], offset, offset as i64);
                store.append(&[row], offset + 1).unwrap();
            }
        });
        while !writes.is_finished() {
            let rows = reader.of_patient(&bob, TakenAt::from_unix_ms(0), 9_999).unwrap();
            let held = rows.iter().map(|row| row.id.offset).max().unwrap_or(0);
            assert_eq!(rows.len() as u64, held.div_ceil(3), "up to {held}");
            let [since, until] = [0, i64::MAX].map(TakenAt::from_unix_ms);
            let before = reader.cursor();
            let frame = reader.frame(Period { since, until }).unwrap();
            let after = reader.cursor();
            std::thread::sleep(std::time::Duration::from_millis(2));
            let rows = frame.collect().unwrap().height() as u64;
            assert!((before..=after).contains(&rows), "{rows} rows of {before} to {after}");
        }
    });
}

#[test]
fn a_crash_while_segments_are_merged_leaves_all_rows() {
    let entries = 4 * 16;
    let name = format!("{:020}-{entries:020}.parquet", 0);
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut almost = many_segments(before.path(), entries - 1, 1_000);
    drop(many_segments(after.path(), entries, 1_000));
    let whole = fs::read(after.path().join(&name)).unwrap();
    // The last small one is there, and the merge is not.
    fs::create_dir(before.path().join(&name)).unwrap();
    almost.append(&[row("ann", entries - 1, (entries as i64 - 1) * 1_000)], entries).unwrap();
    are_all_there(&almost, entries);
    assert_eq!(files(before.path(), "index").len(), 16, "a merge that fails costs nothing");
    assert_eq!(files(before.path(), "tmp"), [] as [PathBuf; 0], "nor does it take up room");
    fs::remove_dir(before.path().join(&name)).unwrap();
    for length in (0..whole.len()).step_by(97) {
        // Cut off before the name was given, and (as if a disk had lied) behind it.
        for left in [format!("{name}.tmp"), name.clone()] {
            let dir = tempfile::tempdir().unwrap();
            for extension in ["parquet", "index"] {
                for file in files(before.path(), extension) {
                    fs::copy(&file, dir.path().join(file.file_name().unwrap())).unwrap();
                }
            }
            fs::write(dir.path().join(left), &whole[..length]).unwrap();
            are_all_there(&open(dir.path()), entries);
        }
    }
}

#[test]
fn segments_of_many_months_are_not_merged_for_what_is_old_would_stay() {
    let dir = tempfile::tempdir().unwrap();
    let day_ms = 24 * 3_600 * 1_000;
    let mut store = many_segments(dir.path(), 4 * 20, day_ms);
    are_all_there(&store, 80);
    assert_eq!(files(dir.path(), "parquet").len(), 20);
    assert_eq!(store.forget(TakenAt::from_unix_ms(40 * day_ms)).unwrap(), 40);
}

#[test]
fn restarts_that_leave_a_few_rows_each_leave_few_files() {
    let dir = tempfile::tempdir().unwrap();
    for offset in 0..200 {
        let mut store = open(dir.path());
        assert_eq!(store.flushed_cursor(), offset);
        store.append(&entries(offset..offset + 1), offset + 1).unwrap();
        store.flush().unwrap();
    }
    let store = open(dir.path());
    assert_eq!((store.rows(), of_ann(&store).len()), (200, 99));
    assert!(files(dir.path(), "parquet").len() < 32);
}
