//! What a full disk and a full spool cost: exactly what is told.

use super::*;

/// Sixteen blocks: room for that many small segments.
const MAX: u64 = 64 * 1024;

fn bounded() -> SpoolOptions {
    SpoolOptions { max_bytes: MAX, ..small() }
}

/// Saves one after the other as a gateway does, making room when there is none. Gives how many new
/// incarnations that took.
fn save_with_room(spool: &mut Spool, numbers: std::ops::RangeInclusive<i32>) -> u32 {
    let mut renewals = 0;
    for n in numbers {
        if spool.is_full() {
            let fresh = Incarnation(spool.incarnation().0 + 1);
            renewals += u32::from(spool.make_room(fresh).unwrap());
        }
        save(spool, n..=n);
        assert!(spool.fill().bytes <= MAX, "{} bytes", spool.fill().bytes);
    }
    renewals
}

fn given_up(notes: &[SpoolNote]) -> u64 {
    let count = |note: &SpoolNote| match note {
        SpoolNote::GivenUp { readings, .. } => *readings,
        _ => 0,
    };
    notes.iter().map(count).sum()
}

#[test]
fn a_full_spool_gives_up_the_oldest_and_counts_them() {
    let dir = folder();
    let mut spool = open(&dir, bounded(), 1);
    assert!(save_with_room(&mut spool, 1..=200) > 5);
    let left = all(&mut spool);
    let lost = 200 - left.len() as u64;
    assert!(left.len() > 30 && lost > 50, "{}", left.len());
    assert_eq!(left, (lost as i32 + 1..=200).collect::<Vec<_>>());
    assert_eq!(spool.fill().given_up, lost);
    assert_eq!(given_up(&spool.take_notes()), lost);
    assert_eq!((spool.oldest(), spool.durable(), spool.stored()), (1, 200 - lost, 0));
    let incarnation = spool.incarnation();
    drop(spool);
    let mut spool = open(&dir, bounded(), 900);
    assert_eq!((spool.incarnation(), spool.fill().given_up), (incarnation, lost));
    assert_eq!(all(&mut spool), left);
    spool.release(10, EPOCH, NOW);
    drop(spool);
    let spool = open(&dir, bounded(), 900);
    assert_eq!((spool.stored(), spool.epoch()), (10, Some(EPOCH)));
}

#[test]
fn what_the_server_holds_goes_first_and_costs_nothing() {
    let dir = folder();
    let mut spool = open(&dir, bounded(), 1);
    for n in 1..=200 {
        assert_eq!(save_with_room(&mut spool, n..=n), 0);
        spool.release(n as u64 - 1, EPOCH, NOW);
    }
    assert_eq!((spool.incarnation(), spool.fill().given_up), (Incarnation(1), 0));
    assert!(spool.oldest() > 50);
    assert_eq!((spool.durable(), spool.fill().readings), (200, 1));
}

#[test]
fn only_what_is_not_held_counts_as_given_up() {
    let dir = folder();
    let mut spool = open(&dir, bounded(), 1);
    save_with_room(&mut spool, 1..=40);
    // In the middle of a segment, which goes as a whole.
    let middle = spool.segments[1].head.first_seq;
    spool.release(middle, EPOCH, NOW);
    save_with_room(&mut spool, 41..=200);
    let left = all(&mut spool);
    assert_eq!(left.len() as u64 + spool.fill().given_up + middle, 200);
}

#[test]
fn a_stop_at_any_step_of_giving_up_keeps_the_count_true() {
    for n in 0..40 {
        let dir = folder();
        let mut spool = open(&dir, bounded(), 1);
        while !spool.is_full() {
            save(&mut spool, 1..=1);
        }
        let before = spool.durable();
        drop(spool);
        let options = failing(move |step, _| step >= n);
        let options = SpoolOptions { max_bytes: MAX, ..options };
        let opened = Spool::open(dir.path(), &key(1), options, Incarnation(2), NOW);
        let Ok(mut spool) = opened else { continue };
        let _ = spool.make_room(Incarnation(3));
        let (durable, told) = (spool.durable(), spool.fill().given_up);
        assert_eq!(durable + told, before, "step {n}");
        drop(spool);
        let mut spool = open(&dir, bounded(), 4);
        assert_eq!((spool.durable(), spool.fill().given_up), (durable, told), "step {n}");
        assert_eq!(all(&mut spool).len() as u64, durable, "step {n}");
        assert!(spool.segments.len() <= 16, "step {n}: what is given up is gone");
    }
}

#[test]
fn what_is_too_old_is_given_up_unless_its_clock_was_not_set() {
    let check = |first: HeardAt, now: HeardAt, expected: u64| {
        let dir = folder();
        let mut spool = open(&dir, SpoolOptions { max_age: 30 * DAY, ..small() }, 1);
        for n in 1..=20 {
            spool.append(&reading(n)).unwrap();
            spool.sync(if n <= 10 { first } else { NOW }).unwrap();
        }
        let renewed = spool.give_up_aged(now, Incarnation(2)).unwrap();
        let lost = spool.fill().given_up;
        assert_eq!((lost, renewed), (expected, expected > 0), "{first:?} {now:?}");
        assert_eq!(all(&mut spool), (lost as i32 + 1..=20).collect::<Vec<_>>());
        spool.release(20 - lost, EPOCH, NOW);
        assert!(!spool.give_up_aged(NOW.later(90 * DAY), Incarnation(3)).unwrap());
    };
    let earlier = HeardAt::from_unix_ms(NOW.unix_ms() - 1000);
    // Three records make a segment, and the one with the tenth is from `earlier` too.
    check(earlier, earlier.later(29 * DAY), 0);
    check(earlier, earlier.later(30 * DAY), 9);
    check(earlier, NOW.later(30 * DAY), 18);
    check(HeardAt::from_unix_ms(0), NOW.later(30 * DAY), 0);
}

#[test]
fn it_tells_how_much_waits_and_since_when() {
    let dir = folder();
    let mut spool = open(&dir, bounded(), 1);
    assert_eq!(spool.fill(), Fill { bytes_max: MAX, ..Fill::default() });
    save(&mut spool, 1..=10);
    let fill = spool.fill();
    assert_eq!((fill.readings, fill.oldest, fill.bytes), (10, Some(NOW), fill.waiting_bytes));
    spool.release(10, EPOCH, NOW);
    let fill = spool.fill();
    assert_eq!((fill.readings, fill.oldest, fill.waiting_bytes), (0, None, 0));
    assert!(fill.bytes > 0);
}

/// A disk without space while `full` is true.
fn filling(full: &Arc<std::sync::atomic::AtomicBool>) -> SpoolOptions {
    let full = full.clone();
    let hook = move |step| match full.load(Ordering::Relaxed) && step == Step::Write {
        true => Err(io::Error::from(io::ErrorKind::StorageFull)),
        false => Ok(()),
    };
    SpoolOptions { hook: Some(Arc::new(hook)), ..small() }
}

#[test]
fn a_full_disk_is_told_and_its_end_is_enough() {
    let dir = folder();
    let full = Arc::default();
    let mut spool = open(&dir, filling(&full), 1);
    save(&mut spool, 1..=20);
    spool.release(8, EPOCH, NOW);
    full.store(true, Ordering::Relaxed);
    for _ in 0..5 {
        spool.append(&reading(21)).unwrap();
        let error = spool.sync(NOW).unwrap_err();
        assert!(error.is_full(), "{error}");
    }
    // What the server holds has made way; what it doesn't hold is all there.
    assert!((2..=9).contains(&spool.oldest()), "{}", spool.oldest());
    full.store(false, Ordering::Relaxed);
    save(&mut spool, 21..=22);
    drop(spool);
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(1));
    assert_eq!(all(&mut spool).last_chunk(), Some(&[20, 21, 22]));
    assert_eq!(spool.fill().given_up, 0);
}

#[test]
fn three_days_at_a_reading_a_second_fit() {
    let dir = folder();
    let mut spool = open(&dir, SpoolOptions::default(), 1);
    let address = "C0:26:DA:00:00:01".parse().unwrap();
    // As a belt sends it: a live value with an interval between beats or two.
    let belt = WireReading {
        device: address,
        dated: Dated::At {
            taken_at: vitals::TakenAt::from_unix_ms(NOW.unix_ms()),
            rule: wire::ClockRule::Received,
        },
        body: Body::HeartRate { rate: Quantity::Milli(61_000), rr_1024: vec![1000, 1001] },
        ..reading(1)
    };
    for _ in 0..259_200 / 100 {
        for _ in 0..100 {
            spool.append(&belt).unwrap();
        }
        assert!(!spool.is_full());
        spool.sync(NOW).unwrap();
    }
    let Fill { readings, bytes, .. } = spool.fill();
    assert_eq!(readings, 259_200);
    // Twice as many would fit too: a belt and an oximeter.
    assert!(bytes < 32 * 1024 * 1024, "{bytes}");
    assert_eq!(spool.read(259_200, 259_200).unwrap(), [belt]);
}
