//! What is old enough goes, a crash anywhere is harmless, and what is left is still proven.

use std::fs;
use std::path::Path;

use journal::{
    Beginning, Damage, Journal, JournalError, LocalJournal, LocalOptions, LocalReader, Opened,
    Reader, verify,
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
    let (reader, mut pruner) = (journal.reader(), journal.pruner());
    assert_eq!((reader.kept().unwrap(), reader.cuts().unwrap()), (None, vec![2, 4, 6, 8]));
    for (before, first, kept) in [
        (1, 0, None),
        (4, 4, Some(b"4")),
        (4, 4, Some(b"4")),
        (3, 4, Some(b"4")),
        (6, 6, Some(b"6")),
        (1000, 6, Some(b"6")),
        (8, 8, Some(b"8")),
    ] {
        let result = pruner.prune(before, before.to_string().as_bytes());
        let is_refused = matches!(result, Err(JournalError::NoCut { before: at }) if at == before);
        assert!(result.is_ok() || is_refused, "before {before}: {result:?}");
        assert_eq!(names(dir.path())[0], first, "before {before}");
        check_begins_at(dir.path(), first, &hash);
        assert_eq!(
            (reader.first(), reader.kept().unwrap()),
            (first, kept.map(|kept| kept.to_vec()))
        );
    }
    assert_eq!(reader.cuts().unwrap(), []);
    assert_eq!(journal.append(&[b"more"]).unwrap(), 10..11);
    assert_eq!(journal.bytes_on_disk(), bytes(dir.path()));
    drop((journal, pruner));
    let opened = open(dir.path());
    assert_eq!((opened.recovery.entries, opened.journal.reader().first()), (11, 8));
    assert_eq!(opened.journal.bytes_on_disk(), bytes(dir.path()));
}

/// The size of the segments that are there.
fn bytes(dir: &Path) -> u64 {
    let size = |first: u64| fs::metadata(dir.join(format!("{first:020}.log"))).unwrap().len();
    names(dir).into_iter().map(size).sum()
}

#[test]
fn a_copy_of_a_pruned_log_is_the_same_log() {
    let dir = tempfile::tempdir().unwrap();
    let journal = written(dir.path());
    assert_eq!(Beginning::of(&*journal.reader()).unwrap(), None);
    journal.pruner().prune(4, b"what was before").unwrap();
    let beginning = Beginning::of(&*journal.reader()).unwrap().unwrap();
    let place = tempfile::tempdir().unwrap();
    LocalJournal::begin(place.path(), &beginning).unwrap();
    assert!(LocalJournal::begin(place.path(), &beginning).is_err(), "there is one already");
    let mut copy = open(place.path()).journal;
    assert_eq!((copy.durable_end(), copy.reader().first()), (4, 4));
    for entry in journal.reader().read_from(4) {
        copy.append(&[&entry.unwrap().bytes]).unwrap();
    }
    assert_eq!(Beginning::of(&*copy.reader()).unwrap().unwrap(), beginning);
    let (one, other) = (verify(dir.path()).unwrap(), verify(place.path()).unwrap());
    assert_eq!((one.head_hash, one.pruned), (other.head_hash, other.pruned));
    assert_ne!(copy.epoch(), journal.epoch());
}

#[test]
fn the_hash_before_each_entry_is_told_as_far_as_it_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let journal = written(dir.path());
    let reader = journal.reader();
    let hashes: Vec<_> = (0..=10).map(|offset| reader.chain_at(offset).unwrap()).collect();
    let told = reader.read_from(0).map(|entry| entry.unwrap().hash);
    assert!(told.eq(hashes[1..].iter().copied()));
    assert!(matches!(reader.chain_at(11), Err(JournalError::Beyond { .. })));
    journal.pruner().prune(4, b"").unwrap();
    assert!((4..=10).all(|offset| reader.chain_at(offset).unwrap() == hashes[offset as usize]));
    assert!(matches!(reader.chain_at(3), Err(JournalError::Pruned { offset: 2, first: 4 })));
}

#[test]
fn a_crash_between_any_two_steps_of_pruning_is_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let journal = written(dir.path());
    let hash = verify(dir.path()).unwrap().head_hash.to_string();
    let whole = tempfile::tempdir().unwrap();
    copy(dir.path(), whole.path());
    journal.pruner().prune(6, b"what was before").unwrap();
    drop(journal);
    let record = fs::read(dir.path().join("pruned")).unwrap();
    let kept = fs::read(dir.path().join(KEPT)).unwrap();
    // What is kept comes first: any part of it may be there under another name, or all under its own.
    for (name, cut) in (0..=kept.len()).map(|cut| ("kept.new", cut)).chain([(KEPT, kept.len())]) {
        let place = tempfile::tempdir().unwrap();
        copy(whole.path(), place.path());
        fs::write(place.path().join(name), &kept[..cut]).unwrap();
        check_untouched(place.path(), &hash);
    }
    // Then the record of it.
    for cut in 0..=record.len() {
        let place = tempfile::tempdir().unwrap();
        copy(whole.path(), place.path());
        fs::write(place.path().join(KEPT), &kept).unwrap();
        fs::write(place.path().join("pruned.new"), &record[..cut]).unwrap();
        check_untouched(place.path(), &hash);
    }
    // After that: some of the old segments may be there, and what was kept before.
    for gone in 0..=3 {
        let place = tempfile::tempdir().unwrap();
        copy(whole.path(), place.path());
        let older = format!("kept-{:020}", 2);
        for (name, bytes) in [("pruned", &record), (KEPT, &kept), (&older, &kept)] {
            fs::write(place.path().join(name), bytes).unwrap();
        }
        for first in [0_u64, 2, 4].iter().take(gone) {
            fs::remove_file(place.path().join(format!("{first:020}.log"))).unwrap();
        }
        check_begins_at(place.path(), 6, &hash);
        drop(open(place.path()));
        assert_eq!(names(place.path()), [6, 8], "opening removes the rest");
        assert!(!place.path().join(older).exists());
        check_begins_at(place.path(), 6, &hash);
    }
}

const KEPT: &str = "kept-00000000000000000006";

/// Nothing was pruned yet, and it can be.
fn check_untouched(dir: &Path, hash: &str) {
    check_begins_at(dir, 0, hash);
    let opened = open(dir);
    assert_eq!(opened.journal.reader().kept().unwrap(), None);
    opened.journal.pruner().prune(6, b"what was before").unwrap();
    check_begins_at(dir, 6, hash);
    assert_eq!(opened.journal.reader().kept().unwrap().unwrap(), b"what was before");
}

#[test]
fn a_log_without_what_was_kept_of_its_beginning_does_not_verify() {
    let dir = tempfile::tempdir().unwrap();
    let journal = written(dir.path());
    journal.pruner().prune(6, b"what was before").unwrap();
    fs::write(dir.path().join(KEPT), b"something else").unwrap();
    let found = verify(dir.path());
    assert!(matches!(found, Err(JournalError::KeptDamaged { .. })), "{found:?}");
    assert!(journal.reader().kept().is_err());
}

#[test]
fn a_log_that_lost_more_than_its_record_says_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let journal = written(dir.path());
    journal.pruner().prune(4, b"what was before").unwrap();
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
    let journal = written(dir.path());
    journal.pruner().prune(4, b"what was before").unwrap();
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
