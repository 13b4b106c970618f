//! How long do all figures of the cohort page take, from segments on disk, and how much memory?
//!
//! `PEOPLE` and `DAYS` say how large the cohort is (10,000 and 90). With `KEEP=folder` the segments stay
//! there, for another program to read the same files. The first run is cold, as far as the system lets
//! this program drop what it has cached of files: root may.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use cohort::billing::{Programme, Settings};
use cohort::claims::{Clocks, clocks};
use cohort::day::{DAY_MS, HOUR_MS};
use cohort::panel::{self, Figures, Window};
use cohort::person::{Due, Person, Plan};
use cohort::summary::{Member, Summary, summary};
use risk_engine::held::Reach;
use store::readings::{
    EmbeddedOptions, EmbeddedReadings, Period, Reader, ReadingRow, Readings, frame,
};
use vitals::{HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

/// 21 November 2026, noon.
const NOW_MS: i64 = 1_795_262_400_000;
const WARM_RUNS: usize = 3;

fn main() -> anyhow::Result<()> {
    let number = |name: &str, usual: i64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let (people, days) = (number("PEOPLE", 10_000), number("DAYS", 90));
    let scratch = tempfile::tempdir()?;
    let kept = std::env::var_os("KEEP").map(std::path::PathBuf::from);
    let folder = kept.unwrap_or_else(|| scratch.path().to_owned());
    let started = Instant::now();
    let rows = write(&folder, people, days)?;
    println!(
        "cohort: {rows} rows of {people} people over {days} days written in {:.1?}",
        started.elapsed()
    );
    println!("cohort: peak memory so far {} MB", peak_mb());

    let store = EmbeddedReadings::open(&folder, EmbeddedOptions::default())?;
    let reader = store.reader();
    let people: Vec<Person> = (0..people).map(|number| person(number, days)).collect();
    let window = Window { now_ms: NOW_MS, days: u16::try_from(days)?.min(366) };
    let first = if drop_caches() { "cold" } else { "first, not cold" };
    let started = Instant::now();
    let origins = panel::first_by_device(&of_period(&*reader, i64::MIN)?)?;
    println!(
        "cohort: first day of each of {} people, {first}: {:.2?}",
        origins.len(),
        started.elapsed()
    );
    drop_caches();
    for run in 0..=WARM_RUNS {
        let started = Instant::now();
        let found = figures(&*reader, &people, &origins, window)?;
        let name = if run == 0 { first } else { "warm" };
        println!("cohort: all figures, {name}: {:.2?}", started.elapsed());
        check(&found, days);
        black_box(found);
    }
    println!("cohort: peak memory {} MB", peak_mb());
    Ok(())
}

fn figures(
    reader: &dyn Reader,
    people: &[Person],
    origins: &HashMap<String, i64>,
    window: Window,
) -> anyhow::Result<Summary> {
    let frame = of_period(reader, window.since_ms())?;
    let figures: Vec<Figures> = panel::figures(&frame, people, origins, window)?;
    let clocks: Vec<Clocks> =
        figures.iter().map(|one| clocks(one, &[], Settings::default())).collect();
    let members = figures.iter().zip(&clocks);
    let members: Vec<Member<'_>> =
        members.map(|(figures, clocks)| Member { figures, clocks }).collect();
    Ok(summary(&members, &[]))
}

/// Each weighs daily and takes blood pressure daily, and leaves out every fifth day.
#[track_caller]
fn check(found: &Summary, days: i64) {
    let skipped = |number: i64| (1..days).filter(|back| (back + number) % 5 == 0).count() as u64;
    let each: u64 = (0..5).map(|number| days as u64 - 1 - skipped(number)).sum();
    let expected = (2 * each * found.people / 5, 2 * (days as u64 - 1) * found.people);
    let slots = found.adherence.slots;
    assert_eq!((slots.n, slots.d), expected, "the answer is wrong");
}

fn of_period(reader: &dyn Reader, since_ms: i64) -> anyhow::Result<frame::LazyFrame> {
    let since = TakenAt::from_unix_ms(since_ms);
    Ok(reader.frame(Period { since, until: TakenAt::from_unix_ms(NOW_MS + 1) })?)
}

fn person(number: i64, days: i64) -> Person {
    let due = |sign: &str| Due { sign: sign.into(), every_hours: 24 };
    Person {
        patient: id(number),
        conditions: vec!["hypertension".into()],
        born: "1950-01-01".parse().ok(),
        zone: "UTC".into(),
        pregnant: false,
        plans: vec![Plan {
            from_ms: NOW_MS - (days + 1) * DAY_MS,
            schedule: vec![due("systolic"), due("weight")],
        }],
        open: None,
        open_alerts: 0,
        team: String::new(),
        site: String::new(),
        programme: Programme::Physiologic,
    }
}

fn id(number: i64) -> String {
    format!("p-{number:06}")
}

/// Day after day, as readings come: each segment has everybody's rows of a stretch of time.
fn write(folder: &Path, people: i64, days: i64) -> anyhow::Result<u64> {
    let mut store = EmbeddedReadings::open(folder, EmbeddedOptions::default())?;
    if store.rows() > 0 {
        return Ok(store.rows());
    }
    let patients: Vec<PatientId> =
        (0..people).map(|number| id(number).parse()).collect::<Result<_, _>>()?;
    let mut offset = 0;
    for back in (0..days).rev() {
        let mut rows = Vec::new();
        for (patient, number) in patients.iter().zip(0..) {
            // Today's readings don't count: the day isn't over.
            if (back + number) % 5 != 0 {
                let taken_ms = NOW_MS - back * DAY_MS - (number % 8) * HOUR_MS;
                put_day(&mut rows, patient, offset, taken_ms, number + back);
                offset += 1;
            }
        }
        store.append(&rows, offset)?;
    }
    store.flush()?;
    Ok(store.rows())
}

fn put_day(rows: &mut Vec<ReadingRow>, patient: &PatientId, offset: u64, taken_ms: i64, seed: i64) {
    let wave = |low: i32, span: i64| (low + (seed * 31 % span) as i32) * 1000;
    let values = [
        (0, VitalSign::Systolic, wave(115, 30)),
        (0, VitalSign::Diastolic, wave(68, 18)),
        (0, VitalSign::Pulse, wave(60, 30)),
        (1, VitalSign::Weight, wave(70, 3)),
        (2, VitalSign::Spo2, wave(92, 7)),
        (2, VitalSign::Pulse, wave(61, 30)),
    ];
    for (index, sign, milli) in values {
        rows.push(ReadingRow {
            id: ReadingId { offset, index },
            patient: patient.clone(),
            device: "monitor".parse().expect("a safe id"),
            sign,
            milli,
            reach: Reach::Within,
            origin: Origin::Device,
            taken_at: TakenAt::from_unix_ms(taken_ms),
            heard_at: HeardAt::from_unix_ms(taken_ms),
            stored_at: StoredAt::from_unix_ms(taken_ms),
            gateway: None,
            incarnation: None,
            seq: None,
        });
    }
}

/// Drops what the system has cached of files. False where it may not.
fn drop_caches() -> bool {
    let synced = std::process::Command::new("sync").status();
    synced.is_ok() && std::fs::write("/proc/sys/vm/drop_caches", "1").is_ok()
}

/// The most memory that this process ever had, MB.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kb.unwrap_or_default() / 1024
}
