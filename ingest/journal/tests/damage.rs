//! Torn writes are cut, damage is named, and neither is ever taken for the other's better half.

use std::fs;
use std::path::{Path, PathBuf};

use journal::{Damage, Journal, JournalError, LocalJournal, LocalOptions, Opened, Reader, verify};

/// A journal of four commits in one segment: its files, and where its last commit starts.
struct Written {
    segment: Vec<u8>,
    /// The mark as it was after the last commit, and after the one before.
    mark: Vec<u8>,
    mark_before: Vec<u8>,
    /// Where entry 5, the first of the last commit, starts; and where the last entry ends.
    last_commit: usize,
    end: usize,
}

fn write() -> Written {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path()).unwrap().journal;
    journal.append(&[b"one"]).unwrap();
    journal.append(&[b"two", b"three and more", b"four"]).unwrap();
    journal.append(&[b"five"]).unwrap();
    let mark_before = fs::read(dir.path().join("mark")).unwrap();
    journal.append(&[b"six", b"", b"eight with some bytes"]).unwrap();
    let mark = fs::read(dir.path().join("mark")).unwrap();
    let segment = fs::read(segment(dir.path())).unwrap();
    let header = 32;
    let last_commit = header + 5 * header + "onetwothree and morefourfive".len();
    let end = last_commit + 3 * header + "sixeight with some bytes".len();
    assert!(segment[end - 1] != 0 && segment[end..].iter().all(|byte| *byte == 0));
    Written { segment, mark, mark_before, last_commit, end }
}

#[test]
fn the_power_going_anywhere_in_the_last_commit_loses_only_that() {
    let written = write();
    for cut in written.last_commit..=written.segment.len() {
        // The file ends early, or ends in zeros, or the disk wrote the later half first.
        let short = written.segment[..cut].to_vec();
        let mut zeros = written.segment.clone();
        zeros[cut..].fill(0);
        let mut holed = written.segment.clone();
        holed[written.last_commit..cut.min(written.end)].fill(0);
        for segment in [short, zeros, holed] {
            let dir = place(&segment, Some(&written.mark_before));
            let Opened { mut journal, recovery } = open(dir.path()).unwrap();
            assert!((5..=8).contains(&recovery.entries), "cut at {cut}: {recovery:?}");
            let garbage = segment.iter().rposition(|byte| *byte != 0).unwrap() + 1;
            let whole = recovery.torn.as_ref().map_or(garbage as u64, |torn| torn.byte);
            if let Some(torn) = recovery.torn {
                assert_eq!(
                    (torn.entry, torn.byte + torn.bytes),
                    (recovery.entries, garbage as u64)
                );
            }
            assert!(whole >= written.last_commit as u64);
            journal.append(&[b"after"]).unwrap();
            let want = &WORDS[..recovery.entries as usize];
            assert_eq!(contents(&journal), [want, &[b"after".as_slice()]].concat(), "cut at {cut}");
            drop(journal);
            assert_eq!(verify(dir.path()).unwrap().torn, None);
            assert_eq!(open(dir.path()).unwrap().recovery.torn, None);
        }
    }
}

#[test]
fn a_segment_cut_short_of_what_was_acknowledged_is_refused_and_left_alone() {
    let written = write();
    for cut in 0..written.end {
        let dir = place(&written.segment[..cut], Some(&written.mark));
        let error = open(dir.path()).err().expect("refused");
        match error {
            JournalError::Damaged { .. } | JournalError::Missing { acknowledged: 8, .. } => {}
            other => panic!("cut at {cut}: {other:?}"),
        }
        assert!(verify(dir.path()).is_err(), "cut at {cut}");
        assert_eq!(fs::read(segment(dir.path())).unwrap(), written.segment[..cut]);
    }
}

#[test]
fn without_a_mark_a_cut_segment_gives_a_prefix_and_a_new_epoch() {
    let written = write();
    for cut in 32..written.segment.len() {
        let dir = place(&written.segment[..cut], None);
        let Opened { journal, recovery } = open(dir.path()).unwrap();
        assert!(recovery.epoch_is_new);
        assert_eq!(contents(&journal), WORDS[..recovery.entries as usize], "cut at {cut}");
    }
}

#[test]
fn every_flipped_bit_of_a_closed_journal_is_found_and_its_entry_named() {
    let written = write();
    for bit in 0..written.segment.len() * 8 {
        let mut flipped = written.segment.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let dir = place(&flipped, Some(&written.mark));
        let entry = entry_at(&written.segment, bit / 8);
        for result in [open(dir.path()).map(|opened| opened.recovery.torn), verified(dir.path())] {
            match (entry, result) {
                (Some(entry), Err(JournalError::Damaged { entry: named, .. })) => {
                    assert_eq!(named, entry, "bit {bit}");
                }
                // Dead space: seen all the same. Opening has zeroed it when verify comes.
                (None, Ok(Some(torn))) => {
                    assert_eq!((torn.entry, torn.byte), (8, written.end as u64));
                }
                (None, Ok(None)) => {}
                (entry, result) => panic!("bit {bit}, entry {entry:?}: {result:?}"),
            }
        }
        if entry.is_some() {
            assert_eq!(fs::read(segment(dir.path())).unwrap(), flipped, "nothing was changed");
        }
    }
}

#[test]
fn without_a_mark_a_flipped_bit_before_the_last_commit_is_still_damage() {
    let written = write();
    for bit in 32 * 8..written.end * 8 {
        let mut flipped = written.segment.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let dir = place(&flipped, None);
        let entry = entry_at(&written.segment, bit / 8).unwrap();
        match open(dir.path()) {
            Err(JournalError::Damaged { entry: named, .. }) => {
                assert!(named == entry && entry < 5, "bit {bit}: entry {named}");
            }
            // What it can't tell: damage to the very last commit looks like a torn write.
            Ok(opened) => {
                assert!(entry >= 5, "bit {bit}: entry {entry} was cut");
                assert_eq!(opened.recovery.torn.unwrap().entry, entry);
            }
            other => panic!("bit {bit}: {:?}", other.err()),
        }
    }
}

#[test]
fn every_flipped_bit_of_an_earlier_segment_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let options = LocalOptions { segment_bytes: 100, preallocate_bytes: 0 };
    let mut journal = LocalJournal::open(dir.path(), options).unwrap().journal;
    journal.append(&[b"one", b"two", b"three"]).unwrap();
    journal.append(&[b"four"]).unwrap();
    let sound = fs::read(segment(dir.path())).unwrap();
    assert!(dir.path().join(format!("{:020}.log", 3)).exists());
    for bit in 0..sound.len() * 8 {
        let mut flipped = sound.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(segment(dir.path()), &flipped).unwrap();
        let want = entry_at(&sound, bit / 8).unwrap();
        let read = journal.reader().read_from(0).try_for_each(|entry| entry.map(drop));
        for result in [verify(dir.path()).map(drop), read] {
            match result {
                Err(JournalError::Damaged { entry, .. }) => assert_eq!(entry, want, "bit {bit}"),
                other => panic!("bit {bit}: {other:?}"),
            }
        }
    }
    // Even a whole segment that is sound in itself, but of another journal.
    let other = tempfile::tempdir().unwrap();
    let mut forged = LocalJournal::open(other.path(), options).unwrap().journal;
    forged.append(&[b"one", b"two", b"forged"]).unwrap();
    fs::copy(segment(other.path()), segment(dir.path())).unwrap();
    match verify(dir.path()) {
        Err(JournalError::Damaged { entry: 3, damage: Damage::Chain, byte: 0, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sound_entry_in_the_place_of_another_is_found() {
    let mut written = write();
    let removed = written.last_commit..written.last_commit + 32 + "six".len();
    written.segment.drain(removed);
    let dir = place(&written.segment, Some(&written.mark));
    for result in [open(dir.path()).map(drop), verify(dir.path()).map(drop)] {
        match result {
            Err(JournalError::Damaged { entry: 5, damage: Damage::Chain, .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_older_reader_is_told_that_a_segment_is_from_the_future() {
    let mut written = write();
    written.segment[3] = 2;
    let crc = crc32c::crc32c(&written.segment[..28]);
    written.segment[28..32].copy_from_slice(&crc.to_le_bytes());
    let dir = place(&written.segment, None);
    let error = open(dir.path()).err().unwrap();
    assert!(matches!(error, JournalError::FromTheFuture { version: 2, .. }), "{error:?}");
}

const WORDS: [&[u8]; 8] =
    [b"one", b"two", b"three and more", b"four", b"five", b"six", b"", b"eight with some bytes"];

/// A journal's folder with these files.
fn place(bytes: &[u8], mark: Option<&[u8]>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(segment(dir.path()), bytes).unwrap();
    if let Some(mark) = mark {
        fs::write(dir.path().join("mark"), mark).unwrap();
    }
    dir
}

fn open(dir: &Path) -> Result<Opened, JournalError> {
    LocalJournal::open(dir, LocalOptions { segment_bytes: 1 << 20, preallocate_bytes: 64 })
}

fn verified(dir: &Path) -> Result<Option<journal::Torn>, JournalError> {
    verify(dir).map(|verified| verified.torn)
}

fn segment(dir: &Path) -> PathBuf {
    dir.join("00000000000000000000.log")
}

fn contents(journal: &LocalJournal) -> Vec<Vec<u8>> {
    journal.local_reader().read_from(0).map(|entry| entry.unwrap().bytes).collect()
}

/// The entry that the byte at `position` belongs to; the header belongs to the first one.
fn entry_at(segment: &[u8], position: usize) -> Option<u64> {
    let (mut start, mut entry) = (32, 0);
    loop {
        let length = segment.get(start..start + 4)?;
        let length = u32::from_le_bytes(length.try_into().unwrap()) as usize;
        if length == 0 {
            return None;
        }
        if position < start + length {
            return Some(entry);
        }
        (start, entry) = (start + length, entry + 1);
    }
}
