//! The quarantine on the command line: what is in it, and, while the server is stopped, what mends it.

use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use ingest::admit::{Apart, apart_at};
use ingest::entry::{ClockCorrection, Correction, Entry, Wearing};
use ingest::mend::{Bench, waiting};
use vitals::{ReadingId, StoredAt};

use super::{Inspected, inspect, name};
use crate::authority::unix_ms;
use crate::config::Config;
use crate::replay::open;
use crate::routes::quarantine_id;
use crate::server::secret;

/// What waits, oldest first; a server may run.
pub fn list(config: &Config) -> Result<Vec<Inspected>> {
    let journal = open(&config.data)?;
    Ok(waiting(&journal)?.iter().map(inspect).collect())
}

/// One thing; a server may run.
pub fn show(config: &Config, id: &str) -> Result<Inspected> {
    let journal = open(&config.data)?;
    let apart = apart_at(&journal, reading_id(id)?)?;
    Ok(inspect(&apart.with_context(|| format!("nothing was kept apart under {id}"))?))
}

/// Says who wore a device for a time.
pub fn wear(config: &Config, wearing: Wearing) -> Result<u64> {
    let mut bench = bench(config)?;
    if !bench.knows(&wearing.patient) {
        bail!("nobody with the id {} is cared for here", wearing.patient);
    }
    if wearing.to.is_some_and(|to| to <= wearing.from) {
        bail!("it would end before it begins");
    }
    Ok(bench.note(Entry::Worn(wearing), now())?)
}

/// Corrects a clock for a time.
pub fn clock(config: &Config, correction: ClockCorrection) -> Result<u64> {
    if correction.to <= correction.from {
        bail!("it would end before it begins");
    }
    if correction.how == Correction::Shift(0) {
        bail!("a shift of nothing corrects nothing");
    }
    Ok(bench(config)?.note(Entry::ClockCorrected(correction), now())?)
}

/// What came of replays.
#[derive(Debug, Default, serde::Serialize)]
pub struct Replays {
    /// What counts now: where it was kept apart, and under which id it counts.
    pub replayed: Vec<(String, String)>,
    /// What stays, and why.
    pub still: Vec<(String, String)>,
}

/// Takes one thing again, or with `None` everything that waits.
pub fn replay(config: &Config, id: Option<&str>, by: &str) -> Result<Replays> {
    let mut bench = bench(config)?;
    let waiting = bench.waiting()?;
    let chosen: Vec<Apart> = match id.map(reading_id).transpose()? {
        None => waiting,
        Some(id) => {
            let found = waiting.into_iter().find(|apart| apart.id == id);
            vec![found.with_context(|| format!("nothing waits under {}", name(id)))?]
        }
    };
    let mut replays = Replays::default();
    for apart in chosen {
        match bench.replay(&apart, by, now())? {
            Ok(counts) => replays.replayed.push((name(apart.id), name(counts))),
            Err(still) => replays.still.push((name(apart.id), still.to_string())),
        }
    }
    Ok(replays)
}

fn bench(config: &Config) -> Result<Bench> {
    let bench = Bench::open(&config.data, secret(config)?);
    bench.context("while the server runs, use its page or its interface")
}

fn reading_id(text: &str) -> Result<ReadingId> {
    quarantine_id(text).with_context(|| format!("{text:?} is no id such as 118-0"))
}

fn now() -> StoredAt {
    StoredAt::from_unix_ms(unix_ms(SystemTime::now()))
}
