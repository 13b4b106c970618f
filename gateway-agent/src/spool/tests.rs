//! What survives: every cut, every flipped byte, every failing step.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use vitals::{Flags, Origin};
use wire::{Body, Dated, Quantity};

use super::*;

mod bounds;
mod sealed;

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);
const EPOCH: StoreEpoch = StoreEpoch(9);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn reading(n: i32) -> WireReading {
    WireReading {
        device: "belt-1".parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::Undatable,
        heard_at: NOW,
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::Respiration { rate: Quantity::Milli(n) },
    }
}

/// In memory where there is such a place: these tests are about what is written, not about the disk.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

fn small() -> SpoolOptions {
    SpoolOptions { segment_bytes: 300, ..SpoolOptions::default() }
}

fn key(byte: u8) -> SpoolKey {
    SpoolKey::derive(&wire::GatewayKey::from_bytes([byte; 32]))
}

fn open(dir: &TempDir, options: SpoolOptions, fresh: u128) -> Spool {
    open_with(dir, &key(1), options, fresh)
}

fn open_with(dir: &TempDir, key: &SpoolKey, options: SpoolOptions, fresh: u128) -> Spool {
    Spool::open(dir.path(), key, options, Incarnation(fresh), NOW).unwrap()
}

/// Appends `numbers` and makes them durable, each with its own `sync`.
fn save(spool: &mut Spool, numbers: std::ops::RangeInclusive<i32>) {
    for n in numbers {
        spool.append(&reading(n)).unwrap();
        spool.sync(NOW).unwrap();
    }
}

fn numbers(readings: &[WireReading]) -> Vec<i32> {
    let number = |reading: &WireReading| match reading.body {
        Body::Respiration { rate: Quantity::Milli(n) } => n,
        _ => unreachable!(),
    };
    readings.iter().map(number).collect()
}

fn all(spool: &mut Spool) -> Vec<i32> {
    let (oldest, durable) = (spool.oldest(), spool.durable());
    numbers(&spool.read(oldest, durable).unwrap())
}

fn files(spool: &Spool) -> Vec<PathBuf> {
    spool.segments.iter().map(|segment| segment.path.clone()).collect()
}

#[test]
fn what_is_durable_is_there_after_a_restart_in_order() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=20);
    assert!(spool.segments.len() > 3);
    spool.append(&reading(21)).unwrap();
    drop(spool);
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(1));
    assert_eq!((spool.oldest(), spool.durable(), spool.stored()), (1, 20, 0));
    assert_eq!(all(&mut spool), (1..=20).collect::<Vec<_>>());
    assert_eq!(numbers(&spool.read(7, 9).unwrap()), [7, 8, 9]);
    save(&mut spool, 21..=22);
    assert_eq!(numbers(&spool.read(10, 22).unwrap()), (10..=22).collect::<Vec<_>>());
    assert!(spool.take_notes().is_empty());
}

#[test]
fn two_processes_do_not_share_a_spool() {
    let dir = folder();
    let _first = open(&dir, small(), 1);
    let second = Spool::open(dir.path(), &key(1), small(), Incarnation(2), NOW);
    assert!(matches!(second, Err(SpoolError::InUse { .. })));
}

#[test]
fn every_unfinished_write_is_cut_off() {
    let dir = folder();
    let mut spool = open(&dir, SpoolOptions::default(), 1);
    save(&mut spool, 1..=2);
    let two = spool.segments[0].bytes;
    save(&mut spool, 3..=3);
    let path = files(&spool).remove(0);
    drop(spool);
    let whole = fs::read(&path).unwrap();
    for length in two as usize..whole.len() {
        for zeros in [0, 64] {
            let mut torn = whole[..length].to_vec();
            torn.resize(length + zeros, 0);
            let finished = torn.starts_with(&whole);
            fs::write(&path, torn).unwrap();
            let mut spool = open(&dir, SpoolOptions::default(), 2);
            let expected = if finished { 3 } else { 2 };
            assert_eq!(all(&mut spool), (1..=expected).collect::<Vec<_>>(), "{length} + {zeros}");
            if spool.incarnation() != Incarnation(1) {
                // Zeros within its length may pass for a whole record that changed.
                fs::remove_dir_all(&spool.dir).unwrap();
            }
        }
    }
    for length in 0..two as usize {
        fs::write(&path, &whole[..length]).unwrap();
        let mut spool = open(&dir, SpoolOptions::default(), 2);
        let left = all(&mut spool);
        assert!(left == [1] || left.is_empty(), "cut at {length}: {left:?}");
    }
}

#[test]
fn every_flipped_byte_is_noticed_and_costs_one_reading_at_most() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    let paths = files(&spool);
    drop(spool);
    for path in paths {
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            fs::write(&path, flipped).unwrap();
            let mut spool = open(&dir, small(), 2);
            if spool.incarnation() == Incarnation(1) {
                let read = spool.read(1, 12);
                assert!(
                    matches!(read, Err(SpoolError::Damaged { .. })) || spool.durable() == 11,
                    "byte {at} of {}",
                    path.display()
                );
                spool.renew(Incarnation(2), 1, NOW).unwrap();
            }
            assert!(!spool.take_notes().is_empty());
            let left = all(&mut spool);
            assert!(left.len() >= 11, "byte {at} of {}: {left:?}", path.display());
            assert!(left.is_sorted());
            fs::remove_dir_all(&spool.dir).unwrap();
            drop(spool);
            fs::write(&path, &whole).unwrap();
        }
    }
}

#[test]
fn an_old_copy_of_the_disk_starts_a_new_incarnation() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    spool.release(12, EPOCH, NOW);
    let last = files(&spool).pop().unwrap();
    drop(spool);
    fs::remove_file(last).unwrap();
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(2));
    assert_eq!((spool.oldest(), spool.durable(), spool.stored()), (1, 0, 0));
    assert!(matches!(spool.take_notes()[..], [SpoolNote::Renewed { carried: 0, .. }]));
    save(&mut spool, 1..=1);
}

#[test]
fn a_new_incarnation_carries_what_the_server_does_not_hold() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    spool.renew(Incarnation(2), 5, NOW).unwrap();
    assert_eq!((spool.durable(), spool.epoch()), (8, None));
    assert_eq!(all(&mut spool), (5..=12).collect::<Vec<_>>());
    drop(spool);
    let mut spool = open(&dir, small(), 3);
    assert_eq!(spool.incarnation(), Incarnation(2));
    assert_eq!(all(&mut spool), (5..=12).collect::<Vec<_>>());
}

#[test]
fn the_mark_survives_a_restart_and_its_loss_costs_only_a_repetition() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    spool.release(7, EPOCH, NOW);
    let mark = spool.dir.join("mark");
    drop(spool);
    let spool = open(&dir, small(), 2);
    assert_eq!((spool.stored(), spool.epoch()), (7, Some(EPOCH)));
    drop(spool);
    fs::write(&mark, b"torn").unwrap();
    let spool = open(&dir, small(), 2);
    assert_eq!((spool.incarnation(), spool.stored(), spool.epoch()), (Incarnation(1), 0, None));
}

#[test]
fn what_the_server_holds_is_kept_for_a_while_and_what_it_does_not_hold_for_ever() {
    let check = |stored, later: Duration, retain_bytes, oldest_is_first| {
        let dir = folder();
        let mut spool = open(&dir, SpoolOptions { retain_bytes, ..small() }, 1);
        save(&mut spool, 1..=20);
        let oldest = spool.release(stored, EPOCH, NOW.later(later));
        let case = format!("{stored} stored, {later:?} later, {retain_bytes} bytes");
        assert_eq!(oldest == 1, oldest_is_first, "{case}: {oldest}");
        assert!(oldest <= stored + 1, "{case}: {oldest}");
        assert_eq!(all(&mut spool), (oldest as i32..=20).collect::<Vec<_>>(), "{case}");
        assert!(oldest == 1 || matches!(spool.read(1, 20), Err(SpoolError::Gone { seq: 1 })));
    };
    check(20, 6 * DAY, u64::MAX, true);
    check(20, 7 * DAY, u64::MAX, false);
    check(20, Duration::ZERO, 500, false);
    check(0, 700 * DAY, 500, true);
    check(10, 700 * DAY, 500, false);
}

/// A hook that fails the steps for which `fails` is true; they count from 0.
fn failing(fails: impl Fn(usize, Step) -> bool + Send + Sync + 'static) -> SpoolOptions {
    let count = AtomicUsize::new(0);
    let hook = move |step| {
        let n = count.fetch_add(1, Ordering::Relaxed);
        if fails(n, step) { Err(io::Error::other("injected")) } else { Ok(()) }
    };
    SpoolOptions { hook: Some(Arc::new(hook)), ..small() }
}

/// Saves up to 40 readings on a disk with faults; gives those that were said to be durable.
fn save_on_a_bad_disk(dir: &TempDir, options: SpoolOptions) -> Vec<i32> {
    let mut saved = Vec::new();
    let Ok(mut spool) = Spool::open(dir.path(), &key(1), options, Incarnation(1), NOW) else {
        return saved;
    };
    for n in 1..=40 {
        spool.append(&reading(n)).unwrap();
        if let Ok(durable) = spool.sync(NOW) {
            saved.push(n);
            assert_eq!(durable, saved.len() as u64);
        }
    }
    assert_eq!(all(&mut spool), saved);
    saved
}

#[test]
fn each_step_may_fail_once_and_nothing_saved_is_lost() {
    for n in 0.. {
        let dir = folder();
        let reached = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&reached);
        let options = failing(move |step, _| {
            seen.store(step, Ordering::Relaxed);
            step == n
        });
        let saved = save_on_a_bad_disk(&dir, options);
        let mut spool = open(&dir, small(), 2);
        assert_eq!(all(&mut spool), saved, "step {n}");
        assert!(saved.is_empty() || saved.len() == 40, "step {n}: one failure is survived");
        if reached.load(Ordering::Relaxed) < n {
            break;
        }
    }
}

#[test]
fn a_disk_that_fails_often_loses_nothing_that_it_saved() {
    for seed in 0..200_u64 {
        let dir = folder();
        let options = failing(move |n, _| {
            // SplitMix64: a third of all steps fail.
            let mut z = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed << 32;
            z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            (z ^ z >> 27).is_multiple_of(3)
        });
        let saved = save_on_a_bad_disk(&dir, options);
        let mut spool = open(&dir, small(), 2);
        let left = all(&mut spool);
        assert_eq!(left[..saved.len()], saved, "seed {seed}");
        // A reading that was refused may turn up after a restart: its monitor offers it again.
        assert!(left.len() <= saved.len() + 1, "seed {seed}: {left:?}");
    }
}

#[test]
fn a_failed_sync_is_never_tried_again_on_the_same_segment() {
    let dir = folder();
    let failed = AtomicUsize::new(0);
    let options = failing(move |n, step| {
        n > 12 && step == Step::Sync && failed.fetch_add(1, Ordering::Relaxed) == 0
    });
    let mut spool = open(&dir, options, 1);
    let mut n = 0;
    while spool.notes.is_empty() {
        n += 1;
        save(&mut spool, n..=n);
        assert!(n < 20, "no sync failed");
    }
    assert!(matches!(spool.take_notes()[..], [SpoolNote::SegmentLeft(_)]));
    assert_eq!(spool.segments.last().unwrap().head.first_seq, n as u64);
    assert_eq!(all(&mut spool), (1..=n).collect::<Vec<_>>());
}
