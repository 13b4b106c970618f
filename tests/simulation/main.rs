//! The whole path in virtual time: the real agent, admission, journal and engine between a network, a
//! broker, disks and processes that fail. One number draws a run; the same number draws it again.
//!
//! `HEARTHWATCH_SEED` runs that one alone; `HEARTHWATCH_RUNS` says how many there are.

mod home;
mod server;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use risk_engine::patient::PatientState;
use risk_engine::snapshot::Snapshot;
use world::{Plan, Seen, World};

/// What can be wrong on purpose, to see that it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    None,
    /// The server tells how far it holds readings before they are durable.
    ToldBeforeDurable,
    /// The gateway forgets what the broker has answered.
    ForgetOnPuback,
    /// The server starts on a snapshot and leaves out what came after it.
    SnapshotOnly,
}

/// What comes so late is still decided on as if it had come in time.
const PROMISED_MS: i64 = 7 * 24 * 3_600_000;
const HOMES: usize = 3;
const DAYS: i64 = 40;
/// So many runs as the quick tests have time for, and of how many one is decided.
const RUNS: u64 = 60;
const DECIDED: u64 = 5;

#[test]
fn whatever_fails_everything_arrives_once_and_is_decided_as_if_nothing_had() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (alone, runs) = (number("HEARTHWATCH_SEED"), number("HEARTHWATCH_RUNS").unwrap_or(RUNS));
    let (mut seen, mut readings) = (Seen::default(), 0);
    let seeds = alone.map_or(0..runs, |seed| seed..seed + 1);
    let runs = seeds.end - seeds.start;
    for seed in seeds {
        let plan = Plan { seed, homes: HOMES, days: DAYS, bug: Bug::None };
        // Deciding takes most of the time, so it is compared in some of the runs.
        let decide = alone.is_some() || seed.is_multiple_of(DECIDED);
        let lived = catch_unwind(AssertUnwindSafe(|| live(plan, decide)));
        let (of_run, count) = lived.unwrap_or_else(|_| {
            panic!("again with: HEARTHWATCH_SEED={seed} cargo test --workspace --test simulation")
        });
        readings += count;
        add(&mut seen, &of_run);
    }
    let years = runs as f64 * (DAYS + 1) as f64 * HOMES as f64 / 365.25;
    println!("simulation: {runs} runs, {years:.0} person-years, {readings} readings; {seen:?}");
    if alone.is_none() {
        let least =
            [seen.deaths, seen.restarts, seen.outages, seen.lost, seen.repeated, seen.damaged];
        assert!(least.iter().all(|count| *count > runs), "too few faults: {seen:?}");
        assert!(seen.restores > runs / 10, "too few restores: {seen:?}");
        assert!(seen.too_late <= runs / 20, "too much comes too late to be compared: {seen:?}");
    }
}

#[test]
fn a_mistake_that_loses_or_doubles_is_found() {
    for bug in [Bug::ToldBeforeDurable, Bug::ForgetOnPuback, Bug::SnapshotOnly] {
        let is_found = (0..40).any(|seed| {
            let plan = Plan { seed, homes: HOMES, days: DAYS, bug };
            catch_unwind(AssertUnwindSafe(|| live(plan, false))).is_err()
        });
        assert!(is_found, "{bug:?} was not found");
    }
}

/// Lives a run and holds it to its promises; gives how many readings there were.
fn live(plan: Plan, decide: bool) -> (Seen, u64) {
    let mut world = World::new(plan);
    world.live();
    let (counts, latest_ms) = world.server.audit();
    let saved: BTreeSet<_> = world
        .measured
        .iter()
        .map(|(_, _, reading)| (reading.device.clone(), reading.device_time.unwrap_or_default()))
        .collect();
    let found: BTreeSet<_> = counts.keys().cloned().collect();
    let lost: Vec<_> = saved.difference(&found).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), saved.len());
    let doubled: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubled.is_empty(), "counted more than once: {doubled:?}");
    assert_eq!(found.len(), saved.len(), "what was never saved counts");
    let is_promised = latest_ms < PROMISED_MS;
    if decide {
        decided_alike(&world, is_promised);
    }
    world.seen.too_late = u64::from(!is_promised);
    (world.seen, saved.len() as u64)
}

/// The same with one worker and with two; and the same as where nothing ever failed, unless something came later than
/// the rules promise to mend.
fn decided_alike(world: &World, is_promised: bool) {
    let (one, two) = (world.server.decide(1), world.server.decide(2));
    assert_eq!(one.hash(), two.hash(), "two workers decide otherwise than one");
    if !is_promised {
        return;
    }
    let undisturbed = world.undisturbed().decide(1);
    assert_eq!(cases(&one), cases(&undisturbed), "decided otherwise than if nothing had failed");
}

/// What is the case with each person, by problem, whatever was told when. Where a reading stands in the
/// journal is left out: that is the order of arrival.
fn cases(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let is_place = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("offset: ") || line.starts_with("index: ")
    };
    let of = |state: &PatientState| {
        let tracks = state.tracks().iter().filter(|track| !track.is_idle());
        let text = format!("{:#?}", tracks.collect::<Vec<_>>());
        let lines: Vec<&str> = text.lines().filter(|line| !is_place(line)).collect();
        (state.patient().to_string(), lines.join("\n"))
    };
    snapshot.patients().map(|state| of(&state)).collect()
}

fn add(sum: &mut Seen, seen: &Seen) {
    sum.deaths += seen.deaths;
    sum.restarts += seen.restarts;
    sum.outages += seen.outages;
    sum.lost += seen.lost;
    sum.repeated += seen.repeated;
    sum.damaged += seen.damaged;
    sum.restores += seen.restores;
    sum.too_late += seen.too_late;
}
