//! `hearthwatch backtest`: other rules on the same facts, before anybody decides by them.

mod desk;
mod draft;
mod events;
mod file;
mod past;
mod person;
mod report;
mod shadow;
mod shelf;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use ingest::pipeline::last_stored_at;
use ingest::replay::{Stretches, activations};
use journal::Reader;
use risk_engine::rules::{RuleSet, RuleSetErrors};
use risk_engine::trial::Twin;
use store::tabular::Names;
use vitals::{PatientId, StoredAt, TakenAt};

use crate::history::meter::Meter;

pub(crate) use desk::{Desk, Job};
pub(crate) use draft::{Draft, KeptFile, Proposal};
pub(crate) use person::{Judged, PersonTrial, PlansOnTrial, on_person};
pub(crate) use report::AlertAt;
pub use report::{Minutes, Period, Report, RulesId};
pub(crate) use shadow::{Seen as ShadowSeen, Shadow};
pub use shelf::Shelf;

/// Where the facts come from.
pub enum Facts {
    /// The journal of a data folder; a server may run.
    Journal(PathBuf),
    /// A file of readings.
    File(PathBuf, Names),
}

/// What to do.
pub struct BacktestOptions {
    /// The facts.
    pub facts: Facts,
    /// The rules on trial.
    pub draft: Arc<RuleSet>,
    /// How many days, back from the newest fact.
    pub days: u32,
    /// Labelled events, to tell how early each rule set saw them.
    pub events: Option<PathBuf>,
    /// What an alert costs a clinician.
    pub minutes: Minutes,
    /// Workers of each of the two engines.
    pub workers: usize,
}

/// How a back-test is getting on: entries done, entries in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// A day.
const DAY_MS: i64 = 86_400_000;
/// An event counts as seen by an alert in so many milliseconds before it.
const WINDOW_MS: i64 = 48 * 3_600_000;

/// Reads a draft; every mistake is told at once.
pub fn draft(text: &str) -> Result<Arc<RuleSet>, RuleSetErrors> {
    RuleSet::from_toml(text).map(Arc::new)
}

/// Runs the active rules and the draft over the same facts, and compares what they do.
pub fn run(options: &BacktestOptions, stop: &AtomicBool) -> Result<Report> {
    let events = match &options.events {
        Some(path) => Some(events::read(path)?),
        None => None,
    };
    let mut meter = Meter::new("back-testing");
    let mut progress = |done, total| meter.show(done, total, done, "entries");
    let report = match &options.facts {
        Facts::Journal(data) => {
            let journal = crate::replay::open(data)?;
            on_journal(&journal, options, events.as_deref(), &mut progress, stop)
        }
        Facts::File(path, names) => {
            let rules = Arc::new(RuleSet::built_in());
            let facts = file::read(path, names, stop)?;
            on_file(facts, &rules, options, events.as_deref(), &mut progress, stop)
        }
    };
    meter.end();
    report
}

/// Runs both over a journal. What is active is what was activated last.
pub fn on_journal(
    journal: &dyn Reader,
    options: &BacktestOptions,
    events: Option<&[(PatientId, TakenAt)]>,
    progress: Progress<'_>,
    stop: &AtomicBool,
) -> Result<Report> {
    let newest = activations(journal)?.pop().map(|activation| activation.rules);
    let active = newest.unwrap_or_else(|| Arc::new(RuleSet::built_in()));
    let until = last_stored_at(journal)?.unwrap_or(StoredAt::from_unix_ms(0));
    let since = before(until, options.days);
    let mut past = past::Past::of(journal, stop)?;
    let stretches = Stretches::of(journal)?.of_people();
    let end = stretches.end();
    // What was decided before the journal begins can't be decided otherwise any more.
    let from = stretches.base().map(|base| (&base.state, base.since));
    let since = from.map_or(since, |(_, begins)| since.max(begins));
    let workers = options.workers;
    let mut twin = Twin::start(active.clone(), options.draft.clone(), workers, since, from)?;
    let mut sent = from.map_or(0, |(state, _)| state.offset());
    for stretch in stretches {
        let stretch = stretch?;
        progress(stretch.upto, end);
        for batch in past::batches(past.with(stretch), sent) {
            stopped(stop)?;
            sent = batch.upto;
            twin.send(batch)?;
        }
    }
    let period = Period::of(since, until, "journal", end);
    finish(twin, &active, options, events, period)
}

fn on_file(
    facts: file::FileFacts,
    active: &Arc<RuleSet>,
    options: &BacktestOptions,
    events: Option<&[(PatientId, TakenAt)]>,
    progress: Progress<'_>,
    stop: &AtomicBool,
) -> Result<Report> {
    let until = facts.until();
    let since = before(until, options.days);
    let total = facts.readings();
    let workers = options.workers;
    let mut twin = Twin::start(active.clone(), options.draft.clone(), workers, since, None)?;
    for batch in facts.batches() {
        stopped(stop)?;
        progress(batch.upto.min(total), total);
        twin.send(batch)?;
    }
    finish(twin, active, options, events, Period::of(since, until, "file", total))
}

fn finish(
    twin: Twin,
    active: &RuleSet,
    options: &BacktestOptions,
    events: Option<&[(PatientId, TakenAt)]>,
    period: Period,
) -> Result<Report> {
    let readings = twin.readings();
    let (active_run, draft_run) = twin.finish()?;
    // Only what happened in the period could be seen in it.
    let events: Option<Vec<_>> =
        events.map(|all| all.iter().filter(|(_, at)| period.holds(*at)).cloned().collect());
    Ok(Report::of(
        (active, &active_run),
        (&options.draft, &draft_run),
        period,
        readings,
        &options.minutes,
        events.as_deref().map(|events| (events, WINDOW_MS)),
    ))
}

fn before(until: StoredAt, days: u32) -> StoredAt {
    StoredAt::from_unix_ms(until.unix_ms().saturating_sub(i64::from(days) * DAY_MS))
}

fn stopped(stop: &AtomicBool) -> Result<()> {
    if stop.load(Ordering::Relaxed) {
        bail!("stopped; nothing was kept");
    }
    Ok(())
}
