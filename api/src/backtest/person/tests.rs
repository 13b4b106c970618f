//! A plan on trial says what it would have changed for this one person.

use ingest::entry::{Confidence, Delivery, Enrolment, Entry, Item, Stamped, base_plan};
use journal::{Journal, LocalJournal, LocalOptions};
use risk_engine::fact::{PersonalLimit, Spo2Scale};
use vitals::{Flags, HeardAt, Origin, Private, TakenAt};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use super::*;

const START_MS: i64 = 1_790_000_000_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const ANN: &str = "ann";

fn enrolled(patient: &str) -> Entry {
    Entry::Enrolled(Enrolment {
        patient: patient.parse().unwrap(),
        name: Private::hide(patient.into()),
        born: Private::hide("1950-01-01".into()),
        sex: "F".into(),
        conditions: Vec::new(),
        zone: "UTC".into(),
        plan: Arc::new(base_plan("1950-01-01", &[], Spo2Scale::One, Some(false))),
    })
}

fn oxygen(patient: &str, percent: i32, at_ms: i64) -> Entry {
    let taken_at = TakenAt::from_unix_ms(at_ms);
    let reading = WireReading {
        device: format!("finger-{patient}").parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: Some(at_ms),
        dated: Dated::At { taken_at, rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(at_ms),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::Oximetry { spo2: Quantity::Milli(percent * 1000), pulse: Quantity::Absent },
    };
    let (patient, confidence) = (patient.parse().unwrap(), Confidence::CERTAIN);
    let items = vec![Item::Admitted { patient, reading, confidence }];
    Entry::Delivered(Delivery { gateway: "gw-1".parse().unwrap(), place: None, items })
}

/// Two people who measure each six hours, one of them low twice on each fourth day.
fn lived(days: i64, dir: &std::path::Path) -> LocalJournal {
    let options = LocalOptions { segment_bytes: 100_000, preallocate_bytes: 0 };
    let mut journal = LocalJournal::open(dir, options).unwrap().journal;
    let mut note = |at_ms: i64, entry| {
        let bytes = Stamped { stored_at: StoredAt::from_unix_ms(at_ms), entry }.encode();
        journal.append(&[bytes.as_slice()]).unwrap();
    };
    note(START_MS, enrolled(ANN));
    note(START_MS, enrolled("bob"));
    for quarter in 0..days * 4 {
        let at = START_MS + quarter * 6 * HOUR_MS;
        let percent = if quarter % 16 == 7 { 92 } else { 97 };
        for (after, who, percent) in [(0, ANN, percent), (10, ANN, percent), (11, "bob", 90)] {
            let at = at + after * MINUTE_MS;
            note(at, oxygen(who, percent, at));
            note(at + MINUTE_MS / 2, Entry::Tick);
        }
        for minute in 1..30 {
            note(at + (15 + 10 * minute) * MINUTE_MS, Entry::Tick);
        }
    }
    journal
}

fn trial(limit: Option<i32>) -> PlansOnTrial {
    let standing = base_plan("1950-01-01", &[], Spo2Scale::One, Some(false));
    let mut wished = standing.clone();
    for name in ["urgent", "review", "back"].into_iter().filter(|_| limit.is_some()) {
        wished.limits.push(PersonalLimit {
            rule: "O2-1".into(),
            name: name.into(),
            milli: limit.unwrap_or_default(),
            by: "Dr Evans".into(),
            reason: "usual for her".into(),
            until: None,
        });
    }
    PlansOnTrial {
        patient: ANN.parse().unwrap(),
        standing: Arc::new(standing),
        wished: Arc::new(wished),
        rules: Arc::new(RuleSet::built_in()),
        days: 30,
        confirmed: BTreeSet::new(),
    }
}

fn tried(days: i64, limit: Option<i32>) -> PersonTrial {
    let dir = tempfile::tempdir().unwrap();
    let journal = lived(days, dir.path());
    on_person(journal.reader().as_ref(), &trial(limit), &AtomicBool::new(false)).unwrap()
}

#[test]
fn a_looser_limit_takes_away_the_alerts_that_it_would_have_spared() {
    let tried = tried(20, Some(91_000));
    assert_eq!((tried.gone.len(), tried.new.len()), (5, 0), "{tried:?}");
    assert_eq!(tried.before - tried.after, 5);
    let is_hers = |gone: &Judged| gone.alert.patient.as_str() == ANN;
    assert!(tried.gone.iter().all(is_hers));
    assert!(tried.gone.iter().all(|gone| gone.alert.problem.name() == "oxygen_low"));
    assert_eq!(tried.readings, 20 * 4 * 2, "nobody else's");
}

#[test]
fn of_what_goes_it_says_which_was_true() {
    let dir = tempfile::tempdir().unwrap();
    let journal = lived(20, dir.path());
    let tried = |trial: &PlansOnTrial| {
        on_person(journal.reader().as_ref(), trial, &AtomicBool::new(false)).unwrap()
    };
    let nothing = tried(&trial(Some(91_000)));
    assert_eq!((nothing.confirmed, nothing.gone.iter().any(|gone| gone.confirmed)), (0, false));
    let known = nothing.gone[1].alert.alert.clone();
    let elsewhere = "a-of-nobody".parse().unwrap();
    let confirmed = [known.clone(), elsewhere].into();
    let found = tried(&PlansOnTrial { confirmed, ..trial(Some(91_000)) });
    assert_eq!(found.confirmed, 1);
    let told = found.gone.iter().filter(|gone| gone.confirmed).map(|gone| &gone.alert.alert);
    assert_eq!(told.collect::<Vec<_>>(), [&known]);
}

#[test]
fn the_same_plan_changes_nothing() {
    let tried = tried(20, None);
    assert!(tried.before > 0);
    assert_eq!(tried.before, tried.after);
    assert!(tried.gone.is_empty() && tried.new.is_empty() && tried.moved.is_empty());
}

#[test]
fn of_a_long_journal_only_the_last_days_count_and_only_what_they_need_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let journal = lived(120, dir.path());
    let reader = journal.reader();
    let found = on_person(reader.as_ref(), &trial(Some(91_000)), &AtomicBool::new(false)).unwrap();
    assert!((30 * 4 * 2 - 8..=30 * 4 * 2 + 8).contains(&found.readings), "{}", found.readings);
    assert!((7..=8).contains(&found.gone.len()), "one in four days: {found:?}");
    let warm = before(found.from, WARM_DAYS);
    let mut read = Stretches::since(reader.as_ref(), warm).unwrap();
    let first = read.next().unwrap().unwrap();
    assert!(first.inputs.iter().all(|input| place(input).is_none_or(|(_, at)| at >= warm)));
}

#[test]
fn a_trial_that_nobody_waits_for_ends() {
    let dir = tempfile::tempdir().unwrap();
    let journal = lived(2, dir.path());
    let stopped = AtomicBool::new(true);
    assert!(on_person(journal.reader().as_ref(), &trial(None), &stopped).is_err());
}
