//! The care projection: commits outcomes with the cursor in one transaction, then shows them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam::channel::{Receiver, Sender, TrySendError};
use risk_engine::dataflow::Decided;
use risk_engine::outcome::Outcome;
use store::care::{Care, CareError, Change};
use tokio::runtime::Handle;
use tracing::error;
use vitals::StoredAt;

use super::deeds::WHEREABOUTS;
use super::notices::notices_of;
use super::{Prepared, RETRY_DELAY};
use crate::board::Board;
use crate::entry::{Done, Entry, Stamped};
use crate::journey::Part;
use crate::pipeline::Clock;
use crate::save::Saved;
use crate::telemetry::Telemetry;

/// What was decided longer ago is told to nobody any more.
const TOLD_WITHIN: Duration = Duration::from_secs(24 * 3600);

/// The projection's parts.
pub(crate) struct CareProjection {
    pub(crate) care: Care,
    pub(crate) board: Arc<Board>,
    /// Everything before this offset was in the store when we started.
    pub(crate) cursor: u64,
    /// Where snapshots are kept from here.
    pub(crate) to_keep: Sender<Saved>,
    pub(crate) telemetry: Telemetry,
    pub(crate) runtime: Handle,
    pub(crate) clock: Clock,
    /// Set when the server stops.
    pub(crate) stopping: Arc<AtomicBool>,
}

impl CareProjection {
    /// Projects until the writer or the engine stops.
    pub(crate) fn run(mut self, prepared: &Receiver<Prepared>, decided: &Receiver<Decided>) {
        for (prepared, decided) in prepared.iter().zip(decided) {
            if prepared.upto != decided.upto {
                // Both come from the same writer in the same order.
                error!(prepared = prepared.upto, decided = decided.upto, "batches out of step");
                return;
            }
            if !self.project(prepared, decided) {
                return;
            }
        }
    }

    /// False if we have to stop before the store took it: nothing after it may go in either.
    fn project(&mut self, mut prepared: Prepared, mut decided: Decided) -> bool {
        let upto = decided.upto;
        prepared.journeys.iter_mut().for_each(|journey| journey.over(Part::Decide));
        self.telemetry.scored(upto);
        self.telemetry.readings_scored(decided.scored);
        // What a replay decides again is in the store already.
        decided.outcomes.retain(|outcome| outcome.cause.offset >= self.cursor);
        // A synthetic patient's reach the board in a commit of the store, but are no facts of anybody's care.
        let synthetic = take_synthetic(&mut decided.outcomes);
        if upto > self.cursor {
            let outcomes = decided.outcomes.iter().cloned().map(Change::Decided);
            let notices = self.notices(&decided.outcomes);
            let told = |change: &Change| match change {
                Change::Noticed(notice) => self.is_fresh(notice.at),
                _ => true,
            };
            let prepared = prepared.changes.into_iter().filter(told);
            let changes: Vec<Change> = prepared.chain(outcomes).chain(notices).collect();
            if !self.commit(upto, &changes) {
                return false;
            }
            self.cursor = upto;
        }
        self.board.show(&prepared.posted, &decided);
        self.board.show_synthetic(synthetic);
        self.telemetry.visible(upto);
        if let Some(tracer) = self.telemetry.tracer() {
            for mut journey in prepared.journeys {
                journey.over(Part::Show);
                tracer.tell(journey);
            }
        }
        for waiter in prepared.waiters {
            let of_it = |outcome: &&_| {
                let outcome: &risk_engine::outcome::Outcome = outcome;
                outcome.cause.offset == waiter.offset
            };
            let outcomes = decided.outcomes.iter().filter(of_it).cloned().collect();
            // Whoever asked may have gone.
            let _ = waiter.reply.send(outcomes);
        }
        if let (Some((admission, anchor)), Some(engine)) = (prepared.save, decided.snapshot) {
            self.keep(Saved { anchor, admission, engine });
        }
        true
    }

    /// Hands a snapshot to who writes it. If one waits already this one is passed over, for nobody is to wait here; only
    /// the last one has to be kept.
    fn keep(&self, saved: Saved) {
        let left = self.to_keep.try_send(saved);
        if let Err(TrySendError::Full(saved)) = left
            && self.stopping.load(Ordering::Relaxed)
        {
            // Who keeps them stays as long as we do.
            let _ = self.to_keep.send(saved);
        }
    }

    /// What has to be told outside. What is older than a day is not: then the store was made again from
    /// the journal, and an alert that still stands escalates anew.
    fn notices(&self, outcomes: &[Outcome]) -> Vec<Change> {
        let fresh = outcomes.iter().filter(|outcome| self.is_fresh(outcome.at));
        fresh.flat_map(notices_of).map(Change::Noticed).collect()
    }

    fn is_fresh(&self, at: StoredAt) -> bool {
        let now_ms = (self.clock)().unix_ms();
        now_ms.saturating_sub(at.unix_ms()) <= TOLD_WITHIN.as_millis() as i64
    }

    /// Commits, however long the store is away, unless the server stops. Alerts wait for nothing else.
    fn commit(&self, upto: u64, changes: &[Change]) -> bool {
        while let Err(error) = self.runtime.block_on(self.care.commit(upto, changes)) {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            error!(%error, cause, upto, "care store does not take outcomes, trying again");
            if self.stopping.load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(RETRY_DELAY);
        }
        true
    }
}

/// Takes out what was decided about synthetic patients.
fn take_synthetic(outcomes: &mut Vec<Outcome>) -> Vec<Outcome> {
    outcomes.extract_if(.., |outcome| outcome.patient.is_synthetic()).collect()
}

/// What the board shows before the first new entry.
pub(crate) async fn fill(board: &Board, care: &Care) -> Result<(), CareError> {
    for (patient, alert) in care.open_alerts().await? {
        board.restore_alert(patient, alert);
    }
    for (patient, offset) in care.unread().await? {
        board.restore_unread(patient, offset);
    }
    for row in care.standing(WHEREABOUTS, i64::MIN, i64::MAX).await? {
        // What can't be read any more says nothing; the journal keeps it.
        if let Ok(Stamped { entry: Entry::Deed(deed), .. }) = Stamped::decode(&row.entry)
            && let Done::Located(known) = deed.done
        {
            board.restore_whereabouts(deed.patient, known);
        }
    }
    Ok(())
}
