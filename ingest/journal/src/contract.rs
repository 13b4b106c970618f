//! What every adapter of the port must do, as a test that each of them runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::error::JournalError;
use crate::port::{ChainHash, Entry, Journal, MAX_ENTRY_BYTES, Reader};

/// Holds an adapter to the port's promises. It panics at the first one that is broken.
///
/// `make` gives an empty place for a journal; what it gives opens the journal there, once and again.
/// At most one handle on a place is open at a time.
pub fn check<Open>(mut make: impl FnMut() -> Open)
where
    Open: FnMut() -> Box<dyn Journal>,
{
    a_new_journal_is_empty(make());
    what_was_appended_is_read_back(make());
    each_entry_holds_the_chain_of_those_before_it(make());
    a_refused_call_changes_nothing(make());
    reading_starts_anywhere_and_goes_on_where_it_ended(make());
    a_reader_ahead_of_the_journal_is_told(make());
    reopening_keeps_everything(make());
    a_reader_beside_the_writer_sees_durable_entries_only(make());
}

fn a_new_journal_is_empty(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    assert_eq!(journal.durable_end(), 0);
    assert_eq!(read(&*journal.reader(), 0), []);
    assert_eq!(append(&mut *journal, &[]), 0..0);
    assert_ne!(journal.epoch(), 0);
}

fn what_was_appended_is_read_back(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    let large = vec![7; MAX_ENTRY_BYTES];
    assert_eq!(append(&mut *journal, &[b"one", b"", b"three"]), 0..3);
    assert_eq!(append(&mut *journal, &[&large]), 3..4);
    assert_eq!(journal.durable_end(), 4);
    assert!(journal.bytes_on_disk() > large.len() as u64);
    assert_eq!(journal.bytes_on_disk(), journal.reader().bytes_on_disk());
    let entries = read(&*journal.reader(), 0);
    let bytes: Vec<&[u8]> = entries.iter().map(|entry| entry.bytes.as_slice()).collect();
    assert!(bytes == [b"one".as_slice(), b"", b"three", &large], "the bytes come back");
    assert!(entries.iter().map(|entry| entry.offset).eq(0..4), "offsets are contiguous");
}

fn each_entry_holds_the_chain_of_those_before_it(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    append(&mut *journal, &[b"one", b"two"]);
    append(&mut *journal, &[b"three"]);
    let mut hash = ChainHash::GENESIS;
    for entry in read(&*journal.reader(), 0) {
        hash = hash.then(&entry.bytes);
        assert_eq!(entry.hash, hash, "entry {}", entry.offset);
    }
}

fn a_refused_call_changes_nothing(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    let too_large = vec![0; MAX_ENTRY_BYTES + 1];
    let refused = journal.append(&[b"fits", &too_large]);
    assert!(matches!(refused, Err(JournalError::TooLarge { index: 1, .. })), "{refused:?}");
    assert_eq!(append(&mut *journal, &[b"next"]), 0..1);
    assert_eq!(read(&*journal.reader(), 0).len(), 1);
}

fn reading_starts_anywhere_and_goes_on_where_it_ended(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    let reader = journal.reader();
    let mut entries = reader.read_from(0);
    assert!(entries.next().is_none());
    for offset in 0..50_u64 {
        append(&mut *journal, &[&content(offset)]);
        let entry = entries.next().expect("the entry is durable").expect("and sound");
        assert_eq!((entry.offset, entry.bytes), (offset, content(offset)));
        assert!(entries.next().is_none());
    }
    for start in 0..=50 {
        let found = read(&*reader, start);
        assert!(found.iter().map(|entry| entry.offset).eq(start..50), "from {start}");
    }
}

fn a_reader_ahead_of_the_journal_is_told(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    append(&mut *journal, &[b"one"]);
    let mut entries = journal.reader().read_from(2);
    let first = entries.next();
    assert!(matches!(first, Some(Err(JournalError::Beyond { offset: 2, end: 1 }))), "{first:?}");
    assert!(entries.next().is_none(), "an error is the last thing it gives");
}

fn reopening_keeps_everything(mut open: impl FnMut() -> Box<dyn Journal>) {
    let mut journal = open();
    append(&mut *journal, &[b"one", b"two"]);
    let (epoch, before) = (journal.epoch(), read(&*journal.reader(), 0));
    for extra in 0..3 {
        drop(journal);
        journal = open();
        assert_eq!(journal.epoch(), epoch);
        assert_eq!(journal.durable_end(), 2 + extra);
        assert_eq!(append(&mut *journal, &[b"more"]), 2 + extra..3 + extra);
    }
    let after = read(&*journal.reader(), 0);
    assert_eq!(after[..2], before);
    assert_eq!(after.len(), 5);
}

fn a_reader_beside_the_writer_sees_durable_entries_only(
    mut open: impl FnMut() -> Box<dyn Journal>,
) {
    let mut journal = open();
    let done = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..2)
        .map(|_| (journal.reader(), done.clone()))
        .map(|(reader, done)| thread::spawn(move || follow(&*reader, &done)))
        .collect();
    let mut next = 0_u64;
    for commit in 0..100 {
        let batch: Vec<Vec<u8>> = (next..next + commit % 7 + 1).map(content).collect();
        let batch: Vec<&[u8]> = batch.iter().map(Vec::as_slice).collect();
        next = append(&mut *journal, &batch).end;
    }
    done.store(true, Ordering::Release);
    for thread in threads {
        assert_eq!(thread.join().expect("the reader found no fault"), next);
    }
}

/// Reads until the writer is done and all is read; returns how many entries there were.
fn follow(reader: &dyn Reader, done: &AtomicBool) -> u64 {
    let (mut entries, mut seen) = (reader.read_from(0), 0);
    loop {
        let last_round = done.load(Ordering::Acquire);
        for entry in entries.by_ref() {
            let entry = entry.expect("sound");
            assert!(entry.offset < reader.durable_end(), "entry {} is early", entry.offset);
            assert_eq!((entry.offset, entry.bytes), (seen, content(seen)));
            seen += 1;
        }
        if last_round {
            return seen;
        }
        thread::yield_now();
    }
}

fn append(journal: &mut dyn Journal, entries: &[&[u8]]) -> std::ops::Range<u64> {
    journal.append(entries).expect("the journal takes entries")
}

fn read(reader: &dyn Reader, offset: u64) -> Vec<Entry> {
    reader.read_from(offset).collect::<Result<_, _>>().expect("every entry is sound")
}

/// Different for each offset, in length too.
fn content(offset: u64) -> Vec<u8> {
    format!("entry {offset} ").repeat((offset % 9) as usize).into_bytes()
}
