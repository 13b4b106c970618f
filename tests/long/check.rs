//! The promises, checked from outside: by what is on disk, and by what the server's own commands say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use ingest::entry::{Entry, Item, Stamped};
use ingest::replay::replay;
use jiff::civil::date;
use jiff::tz::TimeZone;
use journal::{LocalReader, Reader};
use risk_engine::outcome::{Change, Decision};
use risk_engine::rules::RuleSet;
use serde_json::Value;
use tests::feeder::{Day, Feeder};
use tests::scene::Scene;
use tests::server::{Known, Server, run};
use tests::{cargo, wait};

use crate::round::Tally;

const LIMIT: Duration = Duration::from_secs(300);

/// All of it; panics at the first promise that is broken.
pub(crate) fn everything(
    scene: &Scene,
    server: &mut Server,
    known: &[Known],
    feeders: &[Feeder],
    database: Option<&str>,
) -> Tally {
    let wanted = wanted(known, feeders);
    let values: u64 = feeders
        .iter()
        .flat_map(Feeder::saved)
        .map(|(_, weighing)| 1 + u64::from(weighing.saturation.is_some()))
        .sum();
    let readings = wanted.len() as u64;
    // A reading that was given twice was saved twice, and counts once.
    let counters = BTreeMap::from([
        ("/admitted", readings),
        ("/engine/scored_readings", readings),
        ("/store/values", values - given_twice_values(known, feeders)),
        ("/quarantined/total", 0),
        ("/unclaimed/waiting", 0),
        ("/store/behind", 0),
        ("/care/behind", 0),
    ]);
    wait::until_equal("every reading to arrive", LIMIT, &counters, || {
        let ops = server.ops().unwrap_or_default();
        let count = |path: &str| ops.pointer(path).and_then(Value::as_u64).unwrap_or(u64::MAX);
        counters.keys().map(|path| (*path, count(path))).collect()
    });
    let given_twice = server.ops().unwrap_or_default()["duplicates"].as_u64().unwrap_or_default();
    let verified = server.verify();
    assert_eq!(verified["readings"], readings, "{verified}");
    server.stop();
    check_journal(server.data(), &wanted);
    check_replay(server.data(), server.config(), database);
    let episodes = episodes(server.data());
    let undisturbed = scene.path("undisturbed");
    import(scene, &undisturbed, known, feeders);
    let expected = self::episodes(&undisturbed);
    let of = |episodes: &BTreeMap<Episode, u64>, other: &BTreeMap<Episode, u64>| {
        let differs = episodes.iter().filter(|(key, count)| other.get(key) != Some(count));
        differs.take(10).map(|(key, count)| format!("{key:?} x {count}")).collect::<Vec<_>>()
    };
    let (more, less) = (of(&episodes, &expected), of(&expected, &episodes));
    assert!(
        more.is_empty() && less.is_empty(),
        "episodes differ:\nhere {more:#?}\nundisturbed {less:#?}"
    );
    let episodes: u64 = episodes.values().sum();
    assert!(episodes > 0 || readings < 2_000, "{readings} readings and no episode");
    Tally { readings, given_twice, episodes, ..Tally::default() }
}

/// A reading by what it says: patient, time by its monitor's clock (ms), thousandths.
type Reading = (String, i64, i32);

fn wanted(known: &[Known], feeders: &[Feeder]) -> BTreeMap<Reading, u64> {
    let mut wanted = BTreeMap::new();
    for (known, feeder) in known.iter().zip(feeders) {
        for (_, weighing) in feeder.saved() {
            let milli = weighing
                .saturation
                .map_or(weighing.grams() as i32, |percent| i32::from(percent) * 1000);
            wanted
                .insert((known.patient.clone(), taken_ms(feeder.day(), weighing.second), milli), 1);
        }
    }
    wanted
}

fn given_twice_values(known: &[Known], feeders: &[Feeder]) -> u64 {
    let mut twice = 0;
    for (_, feeder) in known.iter().zip(feeders) {
        let mut seen = std::collections::BTreeSet::new();
        for (_, weighing) in feeder.saved() {
            if !seen.insert(*weighing) {
                twice += 1 + u64::from(weighing.saturation.is_some());
            }
        }
    }
    twice
}

fn taken_ms(day: Day, second: u32) -> i64 {
    let midnight = date(day.year as i16, day.month as i8, day.day as i8).to_zoned(TimeZone::UTC);
    midnight.expect("a day").timestamp().as_millisecond() + i64::from(second) * 1000
}

/// One by one, from the journal's bytes.
fn check_journal(data: &Path, wanted: &BTreeMap<Reading, u64>) {
    let mut found: BTreeMap<Reading, u64> = BTreeMap::new();
    for (patient, reading) in admitted(data) {
        let (_, milli) = value(&reading.body);
        let time = reading.device_time.expect("these monitors know the time");
        *found.entry((patient, time, milli)).or_default() += 1;
    }
    let lost: Vec<_> = wanted.keys().filter(|key| !found.contains_key(*key)).take(10).collect();
    let odd: Vec<_> =
        found.iter().filter(|(key, count)| wanted.get(*key) != Some(*count)).take(10).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(odd.is_empty(), "invented or doubled: {odd:?}");
}

fn admitted(data: &Path) -> Vec<(String, wire::WireReading)> {
    let journal = LocalReader::open(&data.join("journal")).expect("a journal");
    let mut readings = Vec::new();
    for entry in journal.read_from(0).take(journal.durable_end() as usize) {
        let entry = Stamped::decode(&entry.expect("it verified").bytes).expect("it verified").entry;
        let Entry::Delivered(delivery) = entry else { continue };
        for item in delivery.items {
            if let Item::Admitted { patient, reading, .. } = item {
                readings.push((patient.to_string(), reading));
            }
        }
    }
    readings
}

fn value(body: &wire::Body) -> (&'static str, i32) {
    let milli = |quantity: &wire::Quantity| match quantity {
        wire::Quantity::Milli(milli) => *milli,
        other => panic!("not a number: {other:?}"),
    };
    match body {
        // In thousandths of a kilogram.
        wire::Body::Weight { weight } => ("weight", milli(weight)),
        wire::Body::Oximetry { spo2, .. } => ("spo2", milli(spo2)),
        other => panic!("no monitor here measures {other:?}"),
    }
}

/// What was decided live is what a replay decides, whatever the number of workers.
fn check_replay(data: &Path, config: &Path, database: Option<&str>) {
    let mut command = Command::new(cargo::program("hearthwatch"));
    command.args(["replay", "--json", "--data"]).arg(data);
    if database.is_some() {
        command.arg("--config").arg(config);
    }
    let output = command.output().expect("hearthwatch can be started");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "replay: {said}{}", String::from_utf8_lossy(&output.stderr));
    let replayed: Value = serde_json::from_str(&said).expect("replay prints JSON");
    assert_eq!(replayed["equal"], true, "{said}");
    assert_eq!(replayed["parity"]["different"], 0, "{said}");
    assert!(replayed["parity"]["same"].as_u64() > Some(0), "{said}");
}

/// An alert that began: whose, for what, how grave, and when what raised it was measured.
type Episode = (String, String, String, i64);

fn episodes(data: &Path) -> BTreeMap<Episode, u64> {
    let journal = LocalReader::open(&data.join("journal")).expect("a journal");
    let mut episodes = BTreeMap::new();
    let state = replay(&journal, Arc::new(RuleSet::built_in()), 1, |decided| {
        for outcome in &decided.outcomes {
            let Decision::Alert { change: Change::Raised, alert } = &outcome.decision else {
                continue;
            };
            let key = (
                outcome.patient.to_string(),
                alert.problem.name().to_owned(),
                format!("{:?}", alert.severity),
                alert.taken_at.unix_ms(),
            );
            *episodes.entry(key).or_default() += 1;
        }
    });
    state.expect("it replays");
    episodes
}

/// The same readings through another door, in order, with nothing happening.
fn import(scene: &Scene, data: &Path, known: &[Known], feeders: &[Feeder]) {
    let mut rows = String::from("patient,taken_at,kind,value,unit\n");
    for (known, feeder) in known.iter().zip(feeders) {
        let mut saved: Vec<_> = feeder.saved().iter().map(|(_, weighing)| *weighing).collect();
        saved.sort_by_key(|weighing| weighing.second);
        saved.dedup();
        for weighing in saved {
            let at = taken_ms(feeder.day(), weighing.second);
            let patient = &known.patient;
            match weighing.saturation {
                Some(percent) => {
                    rows += &format!("{patient},{at},spo2,{percent},%\n");
                    rows += &format!("{patient},{at},pulse,72,/min\n");
                }
                None => {
                    let (kg, g) = (weighing.grams() / 1000, weighing.grams() % 1000);
                    rows += &format!("{patient},{at},weight,{kg}.{g:03},kg\n");
                }
            }
        }
    }
    let csv = scene.write("undisturbed.csv", rows);
    let data = data.to_str().expect("a path that is text");
    let output = run(&["import", "--data", data, "--from"], &csv);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "import: {said}");
    assert!(fs::exists(Path::new(data).join("journal")).unwrap_or_default());
}
