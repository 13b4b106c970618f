//! Shadow mode: a draft decides on everything that comes in, and nobody is told; it is only compared.
//!
//! The journal is its queue: it reads what is durable, as fast as it can, and the live engine neither
//! waits for it nor knows of it. How far it is behind is told, and too far behind it gives up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Result, bail};
use ingest::replay::Stretches;
use journal::Reader;
use risk_engine::rules::RuleSet;
use risk_engine::trial::Twin;
use serde::Serialize;
use utoipa::ToSchema;
use vitals::StoredAt;

use super::report::{AlertAt, MovedAt, RulesId};

/// A draft that runs in the shadow, until it is dropped.
pub(crate) struct Shadow {
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What it has seen.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Shadow)]
pub(crate) struct Seen {
    draft: RulesId,
    active: RulesId,
    /// What was decided from then on is compared, ms since 1970.
    since: i64,
    /// It has decided about everything before this entry.
    upto: u64,
    /// Entries that it has still to decide about.
    behind: u64,
    /// Why it has ended, if it has.
    failure: Option<String>,
    same: u64,
    added: Vec<AlertAt>,
    removed: Vec<AlertAt>,
    moved: Vec<MovedAt>,
}

/// How long it waits for more.
const PAUSE: Duration = Duration::from_millis(200);
/// Once it has caught up, it gives up when it is so many entries behind.
const BEHIND_MAX: u64 = 1_000_000;

impl Shadow {
    /// Starts: decides about the journal from its beginning, then goes on with what comes.
    pub(crate) fn start(
        journal: Arc<dyn Reader>,
        active: Arc<RuleSet>,
        draft: Arc<RuleSet>,
        since: StoredAt,
    ) -> std::io::Result<Self> {
        let seen = Arc::new(Mutex::new(Seen {
            draft: RulesId::of(&draft),
            active: RulesId::of(&active),
            since: since.unix_ms(),
            upto: 0,
            behind: journal.durable_end(),
            failure: None,
            same: 0,
            added: Vec::new(),
            removed: Vec::new(),
            moved: Vec::new(),
        }));
        let stop = Arc::new(AtomicBool::new(false));
        let (tells, stopped) = (seen.clone(), stop.clone());
        let thread = std::thread::Builder::new().name("shadow".into()).spawn(move || {
            if let Err(error) = follow(journal.as_ref(), active, draft, since, &tells, &stopped) {
                tracing::warn!(error = format!("{error:#}"), "the shadow has ended");
                tells.lock().unwrap_or_else(PoisonError::into_inner).failure =
                    Some(format!("{error:#}"));
            }
        })?;
        Ok(Self { seen, stop, thread: Some(thread) })
    }

    /// What it has seen so far.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn follow(
    journal: &dyn Reader,
    active: Arc<RuleSet>,
    draft: Arc<RuleSet>,
    since: StoredAt,
    seen: &Mutex<Seen>,
    stop: &AtomicBool,
) -> Result<()> {
    let mut stretches = Stretches::of(journal)?.of_people();
    let from = stretches.base().map(|base| (&base.state, base.since));
    let mut twin = Twin::start(active, draft, 1, since, from)?;
    let mut has_caught_up = false;
    while !stop.load(Ordering::Relaxed) {
        let Some(batch) = stretches.next().transpose()? else {
            has_caught_up = true;
            std::thread::sleep(PAUSE);
            stretches.follow(journal);
            continue;
        };
        let upto = batch.upto;
        let behind = journal.durable_end().saturating_sub(upto);
        twin.send(batch)?;
        if has_caught_up && behind > BEHIND_MAX {
            bail!("it fell {behind} entries behind; nothing else was held up");
        }
        let compared = twin.compare()?;
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        (seen.upto, seen.behind, seen.same) = (upto, behind, compared.same);
        seen.added = compared.added.iter().map(AlertAt::of).collect();
        seen.removed = compared.removed.iter().map(AlertAt::of).collect();
        let moved = compared.moved.iter();
        seen.moved = moved
            .map(|moved| MovedAt { from: AlertAt::of(&moved.from), to: AlertAt::of(&moved.to) })
            .collect();
    }
    Ok(())
}
