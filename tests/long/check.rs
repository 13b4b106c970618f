//! The promises, checked from outside: by what is on disk, and by what the server's own commands say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use ingest::entry::{Entry, Item, Stamped};
use ingest::replay::replay;
use journal::{LocalReader, Reader};
use risk_engine::outcome::Severity;
use risk_engine::rules::RuleSet;
use serde_json::Value;
use tests::feeder::{ALERT_AFTER, Feeder, Weighing};
use tests::scene::Scene;
use tests::server::{Server, run};
use tests::{cargo, wait};

use crate::home::Home;
use crate::round::Tally;

const LIMIT: Duration = Duration::from_secs(300);

/// All of it; panics at the first promise that is broken.
pub(crate) fn everything(
    scene: &Scene,
    server: &mut Server,
    homes: &[Home],
    feeders: &[Feeder],
    database: Option<&str>,
) -> Tally {
    // A reading that was given twice was saved twice, and counts once.
    let saved: Vec<BTreeSet<Weighing>> = feeders
        .iter()
        .map(|feeder| feeder.saved().iter().map(|(_, weighing)| *weighing).collect())
        .collect();
    let wanted = wanted(homes, feeders, &saved);
    let readings = wanted.len() as u64;
    let values: u64 = saved.iter().flatten().map(|it| 1 + u64::from(it.saturation.is_some())).sum();
    let counters = BTreeMap::from([
        ("/admitted", readings),
        ("/engine/scored_readings", readings),
        ("/store/values", values),
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
    let here = Cases::of(server.data());
    let undisturbed = scene.path("undisturbed");
    import(scene, &undisturbed, homes, feeders, &saved);
    let expected = Cases::of(&undisturbed);
    let of = |cases: &Cases, other: &Cases| {
        let differs =
            cases.episodes.iter().filter(|(key, case)| other.episodes.get(key) != Some(case));
        differs.take(10).map(|(key, case)| format!("{key:?}: {case:?}")).collect::<Vec<_>>()
    };
    let (more, less) = (of(&here, &expected), of(&expected, &here));
    assert!(
        more.is_empty() && less.is_empty(),
        "episodes differ:\nhere {more:#?}\nundisturbed {less:#?}"
    );
    let ill = ill(homes, &saved);
    let not_told: Vec<_> =
        ill.iter().filter(|patient| here.told.get(*patient) != Some(&1)).collect();
    assert!(not_told.is_empty(), "ill twice, and not told of exactly once: {not_told:?}");
    let episodes = here.episodes.values().map(|case| u64::from(case.bouts)).sum();
    Tally { readings, given_twice, episodes, ..Tally::default() }
}

/// A reading by what it says: patient, time by its monitor's clock (ms), thousandths.
type Reading = (String, i64, i32);

fn wanted(
    homes: &[Home],
    feeders: &[Feeder],
    saved: &[BTreeSet<Weighing>],
) -> BTreeMap<Reading, u64> {
    let mut wanted = BTreeMap::new();
    for ((home, feeder), saved) in homes.iter().zip(feeders).zip(saved) {
        for weighing in saved {
            let milli = weighing
                .saturation
                .map_or(weighing.grams() as i32, |percent| i32::from(percent) * 1000);
            let patient = home.patient(weighing.person).to_owned();
            let at = weighing.taken_at(feeder.start()).as_millisecond();
            wanted.insert((patient, at, milli), 1);
        }
    }
    wanted
}

/// Who measured what is urgent for the second time.
fn ill(homes: &[Home], saved: &[BTreeSet<Weighing>]) -> BTreeSet<String> {
    let mut ill = BTreeSet::new();
    for (home, saved) in homes.iter().zip(saved) {
        let mut measured: BTreeMap<usize, u16> = BTreeMap::new();
        saved.iter().for_each(|weighing| *measured.entry(weighing.person).or_default() += 1);
        let twice = measured.into_iter().filter(|(_, count)| *count >= ALERT_AFTER);
        ill.extend(twice.map(|(person, _)| home.patient(person).to_owned()));
    }
    ill
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

/// What is the case at the end, whatever was told when: that depends on when it became known.
struct Cases {
    episodes: BTreeMap<Episode, Case>,
    /// How many alerts a person has that stand for oxygen, active or not.
    told: BTreeMap<String, usize>,
}

/// Whose, which problem, and since when (ms).
type Episode = (String, String, i64);

#[derive(Debug, PartialEq, Eq)]
struct Case {
    severity: Severity,
    /// How often it began.
    bouts: u32,
    triggers: u32,
    active: bool,
    ended_ms: Option<i64>,
}

impl Cases {
    fn of(data: &Path) -> Self {
        let journal = LocalReader::open(&data.join("journal")).expect("a journal");
        let rules = Arc::new(RuleSet::built_in());
        let state = replay(&journal, rules, 1, |_| ()).expect("it replays");
        let mut cases = Self { episodes: BTreeMap::new(), told: BTreeMap::new() };
        for state in state.patients() {
            let patient = state.patient().to_string();
            for track in state.tracks() {
                for spell in track.spells() {
                    let key = (patient.clone(), track.problem().name().to_owned(), spell.onset_ms);
                    let case = Case {
                        severity: spell.severity,
                        bouts: spell.bouts,
                        triggers: spell.triggers,
                        active: spell.active,
                        ended_ms: spell.ended_ms,
                    };
                    cases.episodes.insert(key, case);
                }
            }
            let stand = state
                .alerts()
                .filter(|alert| alert.superseded.is_none() && alert.problem.name() == "oxygen_low");
            cases.told.insert(patient, stand.count());
        }
        cases
    }
}

/// The same readings through another door, in order, with nothing happening.
fn import(
    scene: &Scene,
    data: &Path,
    homes: &[Home],
    feeders: &[Feeder],
    saved: &[BTreeSet<Weighing>],
) {
    let mut rows = String::from("patient,taken_at,kind,value,unit\n");
    for ((home, feeder), saved) in homes.iter().zip(feeders).zip(saved) {
        // Person by person, and each in the order of time.
        for weighing in saved {
            let at = weighing.taken_at(feeder.start()).as_millisecond();
            let patient = home.patient(weighing.person);
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
