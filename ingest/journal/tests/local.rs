//! The local adapter keeps the port's contract, and its own: one writer, segments, faults.

use std::fs;
use std::path::Path;

use journal::{
    Damage, Fault, FaultyDisk, Journal, JournalError, LocalJournal, LocalOptions, LocalReader,
    Opened, Reader, Recovery, verify,
};

const SHAPES: [LocalOptions; 4] = [
    LocalOptions { segment_bytes: 64 << 20, preallocate_bytes: 64 << 10 },
    LocalOptions { segment_bytes: 64 << 20, preallocate_bytes: 0 },
    LocalOptions { segment_bytes: 300, preallocate_bytes: 100 },
    LocalOptions { segment_bytes: 0, preallocate_bytes: 0 },
];

#[test]
fn the_local_journal_keeps_the_contract() {
    for options in SHAPES {
        journal::contract::check(|| {
            let dir = tempfile::tempdir().unwrap();
            move || Box::new(open(dir.path(), options).journal)
        });
    }
}

#[test]
fn a_new_journal_says_that_its_epoch_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("not/there/yet");
    let want = Recovery { entries: 0, unmarked: 0, torn: None, epoch_is_new: true };
    assert_eq!(open(&place, SMALL).recovery, want);
    assert_eq!(open(&place, SMALL).recovery, Recovery { epoch_is_new: false, ..want });
}

#[test]
fn a_full_segment_is_followed_by_one_named_after_its_first_entry() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    for _ in 0..10 {
        journal.append(&[&[1; 100]]).unwrap();
    }
    let bytes = journal.bytes_on_disk();
    assert_eq!(names(dir.path()), [0, 3, 6, 9].map(|first| format!("{first:020}.log")));
    let on_disk = |name| fs::metadata(dir.path().join(name)).unwrap().len();
    assert_eq!(names(dir.path()).into_iter().map(on_disk).sum::<u64>(), bytes);
    let verified = verify(dir.path()).unwrap();
    assert_eq!((verified.entries, verified.segments, verified.torn), (10, 4, None));
    let last = journal.reader().read_from(9).next().unwrap().unwrap();
    assert_eq!(verified.head_hash, last.hash);
    drop(journal);
    assert_eq!(open(dir.path(), SMALL).journal.bytes_on_disk(), bytes);
}

#[test]
fn an_entry_is_the_same_from_wherever_it_is_read() {
    for segment_bytes in [64 << 20, 40_000] {
        let dir = tempfile::tempdir().unwrap();
        let options = LocalOptions { segment_bytes, preallocate_bytes: 4096 };
        let mut journal = open(dir.path(), options).journal;
        let entries: Vec<Vec<u8>> = (0..3_000_u32).map(|one| one.to_le_bytes().into()).collect();
        for together in entries.chunks(100) {
            let together: Vec<&[u8]> = together.iter().map(Vec::as_slice).collect();
            journal.append(&together).unwrap();
        }
        let reader = journal.reader();
        // Those after the first are found by what it came past.
        let whole: Vec<_> = reader.read_from(0).map(Result::unwrap).collect();
        assert_eq!(whole.len(), entries.len());
        for offset in [0, 1, 1023, 1024, 1025, 1999, 2047, 2048, 2999] {
            let mut rest = reader.read_from(offset);
            let (one, next) = (rest.next().unwrap().unwrap(), rest.next());
            assert_eq!(one, whole[offset as usize], "{segment_bytes}");
            assert_eq!(next.map(Result::unwrap).as_ref(), whole.get(offset as usize + 1));
        }
        journal.append(&[b"later"]).unwrap();
        assert_eq!(reader.read_from(3_000).next().unwrap().unwrap().bytes, b"later");
    }
}

#[test]
fn a_second_writer_is_refused_and_told_why() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = open(dir.path(), SMALL).journal;
    let second = LocalJournal::open(dir.path(), SMALL).err().unwrap();
    assert!(matches!(second, JournalError::Locked { .. }), "{second:?}");
    assert!(second.to_string().contains("stop it first"), "{second}");
    first.append(&[b"still writing"]).unwrap();
    drop(first);
    // The lock file is still there and means nothing.
    assert_eq!(open(dir.path(), SMALL).recovery.entries, 1);
}

#[test]
fn a_reader_needs_no_lock() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    journal.append(&[b"one", b"two"]).unwrap();
    let reader = LocalReader::open(dir.path()).unwrap();
    assert_eq!(reader.durable_end(), 2);
    assert_eq!(reader.bytes_on_disk(), journal.bytes_on_disk());
    assert_eq!(reader.read_from(0).filter(Result::is_ok).count(), 2);
    assert_eq!(verify(dir.path()).unwrap().entries, 2);
    drop(journal);
    fs::remove_file(dir.path().join("mark")).unwrap();
    let refused = LocalReader::open(dir.path());
    assert!(matches!(refused, Err(JournalError::NoMark { .. })), "{refused:?}");
}

#[test]
fn verify_beside_a_writer_finds_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    let path = dir.path().to_path_buf();
    let checker = std::thread::spawn(move || {
        let mut entries = 0;
        while entries < 2000 {
            let now = verify(&path).unwrap().entries;
            assert!(now >= entries, "{now} entries after {entries}");
            entries = now;
        }
    });
    for _ in 0..500 {
        journal.append(&[&[1; 40], &[2; 30], &[3; 20], b"four"]).unwrap();
    }
    checker.join().unwrap();
}

/// Runs ten commits on a disk with one fault, then opens the journal on a sound disk.
#[test]
fn any_one_fault_stops_the_writer_and_loses_nothing_acknowledged() {
    let faults = (1..).map(Fault::Write).take(60).chain((1..).map(Fault::Sync).take(60));
    let mut stopped = 0;
    for fault in faults {
        let dir = tempfile::tempdir().unwrap();
        let disk = Box::new(FaultyDisk::new(fault));
        let acknowledged = match LocalJournal::open_on(dir.path(), SMALL, disk) {
            Ok(Opened { journal, .. }) => append_until_it_fails(journal, fault),
            Err(_) => 0,
        };
        stopped += u64::from(acknowledged < 20);
        let Opened { mut journal, recovery } = open(dir.path(), SMALL);
        assert!(recovery.entries >= acknowledged, "{fault:?}: {recovery:?}");
        assert_eq!(recovery.entries, journal.durable_end());
        journal.append(&[b"goes on"]).unwrap();
        let entries = journal.reader().read_from(0).map(|entry| entry.unwrap().bytes);
        for (offset, bytes) in entries.take(recovery.entries as usize).enumerate() {
            assert_eq!(bytes, vec![offset as u8; 90], "{fault:?}");
        }
        assert_eq!(verify(dir.path()).unwrap().entries, recovery.entries + 1, "{fault:?}");
    }
    assert!(stopped > 60, "the faults hit: {stopped}");
}

fn append_until_it_fails(mut journal: LocalJournal, fault: Fault) -> u64 {
    let reader = journal.reader();
    for first in (0..20_u8).step_by(2) {
        let before = journal.durable_end();
        if let Err(error) = journal.append(&[&[first; 90], &[first + 1; 90]]) {
            assert!(matches!(error, JournalError::Append { .. }), "{fault:?}: {error:?}");
            let again = journal.append(&[b"again"]);
            let poisoned = matches!(again, Err(JournalError::Poisoned { end }) if end == before);
            assert!(poisoned, "{fault:?}: {again:?}");
            assert_eq!(reader.durable_end(), before, "{fault:?}");
            assert_eq!(reader.read_from(0).count() as u64, before, "{fault:?}");
            return before;
        }
    }
    journal.durable_end()
}

/// After a failed sync the system may hold in memory what the disk never got.
#[test]
fn what_a_failed_sync_left_behind_is_written_again_before_it_is_believed() {
    let dir = tempfile::tempdir().unwrap();
    let on = |fault| LocalJournal::open_on(dir.path(), ROOMY, Box::new(FaultyDisk::new(fault)));
    drop(open(dir.path(), ROOMY));
    // Opening syncs the segment and the mark; the third sync is that of the first commit.
    let mut journal = on(Fault::Sync(3)).unwrap().journal;
    assert!(journal.append(&[b"perhaps"]).is_err());
    drop(journal);
    assert!(on(Fault::Write(2)).is_err(), "first the entry is written again, then the mark");
    let recovery = open(dir.path(), ROOMY).recovery;
    assert_eq!((recovery.entries, recovery.unmarked, recovery.torn), (1, 1, None));
    assert!(on(Fault::Write(2)).is_ok(), "then a settled journal gets its mark only");
}

#[test]
fn a_missing_segment_is_named_by_whoever_comes_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    for _ in 0..10 {
        journal.append(&[&[1; 100]]).unwrap();
    }
    fs::remove_file(dir.path().join(format!("{:020}.log", 3))).unwrap();
    let absent = |result: Result<(), JournalError>| match result {
        Err(JournalError::Damaged { entry: 3, damage: Damage::Absent, path, .. }) => {
            assert!(path.ends_with(format!("{:020}.log", 0)), "{path:?}");
        }
        other => panic!("{other:?}"),
    };
    absent(journal.reader().read_from(0).try_for_each(|entry| entry.map(drop)));
    absent(verify(dir.path()).map(drop));
}

#[test]
fn a_journal_restored_without_its_mark_has_a_new_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    journal.append(&[b"kept"]).unwrap();
    let epoch = journal.epoch();
    drop(journal);
    fs::remove_file(dir.path().join("mark")).unwrap();
    let Opened { journal, recovery } = open(dir.path(), SMALL);
    assert_ne!(journal.epoch(), epoch);
    assert_eq!((recovery.entries, recovery.epoch_is_new), (1, true));
}

#[test]
fn segments_older_than_the_mark_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), SMALL).journal;
    let segment = dir.path().join(format!("{:020}.log", 0));
    journal.append(&[b"in the backup"]).unwrap();
    let backup = fs::read(&segment).unwrap();
    journal.append(&[b"not in it"]).unwrap();
    drop(journal);
    fs::write(&segment, backup).unwrap();
    let refused = LocalJournal::open(dir.path(), SMALL).err().unwrap();
    assert!(
        matches!(refused, JournalError::Missing { end: 1, acknowledged: 2, .. }),
        "{refused:?}"
    );
    assert!(refused.to_string().contains("removing its file `mark`"), "{refused}");
    fs::remove_file(segment).unwrap();
    let refused = LocalJournal::open(dir.path(), SMALL).err().unwrap();
    assert!(matches!(refused, JournalError::Missing { end: 0, .. }), "{refused:?}");
}

/// Three entries of 100 bytes to a segment.
const SMALL: LocalOptions = LocalOptions { segment_bytes: 400, preallocate_bytes: 256 };
const ROOMY: LocalOptions = LocalOptions { segment_bytes: 1 << 20, preallocate_bytes: 0 };

fn open(dir: &Path, options: LocalOptions) -> Opened {
    LocalJournal::open(dir, options).unwrap()
}

/// The names of the segments, in order.
fn names(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".log"));
    names.sort();
    names
}
