//! What is old enough goes, a crash anywhere is harmless, and what is left is still proven.

use std::fs;
use std::path::Path;

use journal::{
    Damage, Journal, JournalError, LocalJournal, LocalOptions, LocalReader, Opened, Reader, verify,
};

/// Ten entries, two to a segment.
fn written(dir: &Path) -> LocalJournal {
    let mut journal = open(dir).journal;
    for number in 0..5_u8 {
        journal.append(&[&[number; 40], &[number; 50]]).unwrap();
    }
    assert_eq!(names(dir), [0, 2, 4, 6, 8]);
    journal
}

fn open(dir: &Path) -> Opened {
    let options = LocalOptions { segment_bytes: 100, preallocate_bytes: 0 };
    LocalJournal::open(dir, options).unwrap()
}

/// The first entries of the segments that are there.
fn names(dir: &Path) -> Vec<u64> {
    let names = fs::read_dir(dir)
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".log")?.parse().ok());
    let mut names: Vec<u64> = names.collect();
    names.sort_unstable();
    names
}

fn check_begins_at(dir: &Path, first: u64, hash: &str) {
    let verified = verify(dir).unwrap();
    assert_eq!((verified.entries, verified.pruned.first), (10, first));
    assert_eq!(
        verified.head_hash.to_string(),
        hash,
        "the chain is the chain of all that there was"
    );
    let reader = LocalReader::open(dir).unwrap();
    assert_eq!(reader.first(), first);
    assert_eq!(reader.read_from(first).map(Result::unwrap).count() as u64, 10 - first);
    if let Some(before) = first.checked_sub(1) {
        let read = reader.read_from(before).next().unwrap();
        assert!(
            matches!(read, Err(JournalError::Pruned { offset, first: told }) if offset == before && told == first),
            "{read:?}"
        );
    }
}

#[test]
fn whole_segments_before_an_entry_go_and_the_rest_is_proven_from_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = written(dir.path());
    let hash = verify(dir.path()).unwrap().head_hash.to_string();
    for (before, first) in [(0, 0), (1, 0), (5, 4), (3, 4), (6, 6), (1000, 8)] {
        assert_eq!(journal.prune(before).unwrap(), first, "before {before}");
        assert_eq!(names(dir.path())[0], first);
        check_begins_at(dir.path(), first, &hash);
        assert_eq!(journal.reader().first(), first);
    }
    assert_eq!(journal.append(&[b"more"]).unwrap(), 10..11);
    drop(journal);
    let opened = open(dir.path());
    assert_eq!((opened.recovery.entries, opened.journal.reader().first()), (11, 8));
}

#[test]
fn a_crash_between_any_two_steps_of_pruning_is_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = written(dir.path());
    let hash = verify(dir.path()).unwrap().head_hash.to_string();
    let whole = tempfile::tempdir().unwrap();
    copy(dir.path(), whole.path());
    journal.prune(6).unwrap();
    drop(journal);
    let record = fs::read(dir.path().join("pruned")).unwrap();
    // Before the record has its name: any part of it may be there, under another.
    for cut in 0..=record.len() {
        let place = tempfile::tempdir().unwrap();
        copy(whole.path(), place.path());
        fs::write(place.path().join("pruned.new"), &record[..cut]).unwrap();
        check_begins_at(place.path(), 0, &hash);
        assert_eq!(open(place.path()).journal.prune(6).unwrap(), 6);
        check_begins_at(place.path(), 6, &hash);
    }
    // After that: some of the old segments may be there.
    for gone in 0..=3 {
        let place = tempfile::tempdir().unwrap();
        copy(whole.path(), place.path());
        fs::write(place.path().join("pruned"), &record).unwrap();
        for first in [0_u64, 2, 4].iter().take(gone) {
            fs::remove_file(place.path().join(format!("{first:020}.log"))).unwrap();
        }
        check_begins_at(place.path(), 6, &hash);
        drop(open(place.path()));
        assert_eq!(names(place.path()), [6, 8], "opening removes the rest");
        check_begins_at(place.path(), 6, &hash);
    }
}

#[test]
fn a_log_that_lost_more_than_its_record_says_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = written(dir.path());
    journal.prune(4).unwrap();
    drop(journal);
    let place = tempfile::tempdir().unwrap();
    copy(dir.path(), place.path());
    fs::remove_file(place.path().join(format!("{:020}.log", 4))).unwrap();
    let options = LocalOptions::default();
    assert!(LocalJournal::open(place.path(), options).is_err());
    assert!(verify(place.path()).is_err());
    // Without its record it is a log without its beginning.
    let place = tempfile::tempdir().unwrap();
    copy(dir.path(), place.path());
    fs::remove_file(place.path().join("pruned")).unwrap();
    assert!(LocalJournal::open(place.path(), options).is_err());
    assert!(verify(place.path()).is_err());
}

#[test]
fn a_flipped_bit_after_what_was_pruned_is_still_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = written(dir.path());
    journal.prune(4).unwrap();
    drop(journal);
    let path = dir.path().join(format!("{:020}.log", 4));
    let sound = fs::read(&path).unwrap();
    for byte in 12..28 {
        // The hash in the header is that of the record, or the segment is another's.
        let mut flipped = sound.clone();
        flipped[byte] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let found = verify(dir.path());
        assert!(
            matches!(&found, Err(JournalError::Damaged { entry: 4, damage: Damage::Header, .. })),
            "byte {byte}: {found:?}"
        );
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
