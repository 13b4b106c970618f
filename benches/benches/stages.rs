//! Where does the journey's time go? Its stages one by one, each on its own, without MQTT.
//!
//! *Admit*: check, decode, refuse repetitions, judge, encode the journal's entry, in memory. *Keep*:
//! the same and append to the journal, one sync for 64 frames. *Replay*: read that journal back and
//! score it, as a restart does. The pipeline has no door for messages but MQTT, so its writer and
//! its projections are measured in `journey` only.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use benches::household::{Household, taken_ms};
use benches::runs::Runs;
use ingest::admit::{Admission, Message, Verdict};
use ingest::entry::{Entry, Stamped};
use ingest::replay;
use journal::{Journal, LocalJournal, LocalOptions};
use risk_engine::rules::RuleSet;
use vitals::{GatewayId, StoredAt};
use wire::GatewayKey;

const HOMES: u64 = 64;
const FRAMES: u64 = 100;
const PER_FRAME: u64 = 100;
/// A frame of every home.
const PER_COMMIT: usize = HOMES as usize;
const RUNS: usize = 3;

fn main() -> Result<()> {
    let homes: Vec<Household> = (0..HOMES).map(Household::numbered).collect();
    let messages = messages(&homes);
    let readings = HOMES * FRAMES * PER_FRAME;
    let mut stages: [(&str, Runs); 4] = [
        ("admit, in memory", Runs::default()),
        ("admit and keep, durable", Runs::default()),
        ("replay, 1 worker", Runs::default()),
        ("replay, 2 workers", Runs::default()),
    ];
    for _ in 0..RUNS {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let mut journal = LocalJournal::open(folder.path(), LocalOptions::default())?.journal;
        let seconds = [
            admit(&homes, &messages, |entries| {
                black_box(entries);
                Ok(())
            })?,
            admit(&homes, &messages, |entries| {
                let slices: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
                journal.append(&slices)?;
                Ok(())
            })?,
            replay(&journal, 1, readings)?,
            replay(&journal, 2, readings)?,
        ];
        for ((_, rates), seconds) in stages.iter_mut().zip(seconds) {
            rates.add(readings as f64 / seconds);
        }
    }
    println!(
        "stages: {readings} readings, frames of {PER_FRAME}, readings/s, least / median / most of {RUNS}"
    );
    for (name, rates) in &stages {
        println!("{name}: {rates}");
    }
    Ok(())
}

fn messages(homes: &[Household]) -> Vec<Message> {
    let message = |home: &Household, frame: u64| Message {
        gateway: Some(home.gateway.clone()),
        content_type: None,
        payload: home.frame(1 + frame * PER_FRAME, PER_FRAME),
    };
    (0..FRAMES).flat_map(|frame| homes.iter().map(move |home| message(home, frame))).collect()
}

/// Decides about all messages; gives each commit's entries to `keep`, and how long it took.
fn admit(
    homes: &[Household],
    messages: &[Message],
    mut keep: impl FnMut(&[Vec<u8>]) -> Result<()>,
) -> Result<f64> {
    let keys: HashMap<GatewayId, GatewayKey> =
        homes.iter().map(|home| (home.gateway.clone(), home.key.clone())).collect();
    let mut admission = Admission::default();
    let begun = StoredAt::from_unix_ms(taken_ms(0));
    let roster: Vec<Entry> = homes.iter().flat_map(Household::roster).collect();
    let stamp = |stored_at, entry: Entry| Stamped { stored_at, entry }.encode();
    roster.iter().for_each(|entry| admission.apply(entry));
    keep(&roster.into_iter().map(|entry| stamp(begun, entry)).collect::<Vec<_>>())?;
    let started = Instant::now();
    for (round, commit) in (1..).zip(messages.chunks(PER_COMMIT)) {
        // A frame comes when its last reading was taken.
        let stored_at = StoredAt::from_unix_ms(taken_ms(round * PER_FRAME));
        let mut entries = Vec::with_capacity(PER_COMMIT);
        for message in commit {
            let verdict = admission.decide(message, stored_at, |gateway| keys[gateway].clone());
            let Verdict::Append(entry) = verdict else {
                anyhow::bail!("a frame was not taken");
            };
            admission.apply(&entry);
            entries.push(stamp(stored_at, entry));
        }
        keep(&entries)?;
    }
    Ok(started.elapsed().as_secs_f64())
}

fn replay(journal: &LocalJournal, workers: usize, readings: u64) -> Result<f64> {
    let (mut scored, mut outcomes) = (0, 0);
    let started = Instant::now();
    let rules = Arc::new(RuleSet::built_in());
    replay::replay(journal.reader().as_ref(), rules, workers, |decided| {
        scored += decided.scored;
        outcomes += decided.outcomes.len();
    })?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(scored == readings, "{scored} of {readings} scored");
    println!("replay, {workers} worker(s): {seconds:.2} s, {outcomes} outcomes");
    Ok(seconds)
}
