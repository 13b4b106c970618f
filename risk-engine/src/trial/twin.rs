//! Two engines on the same facts, one for each rule set, and what each did.

use std::sync::Arc;

use crossbeam::channel::{self, Receiver};
use vitals::{ReadingId, StoredAt};

use super::{Comparison, Run, compare};
use crate::dataflow::{Batch, Decided, Engine, EngineError, Input};
use crate::fact::Fact;
use crate::rules::RuleSet;
use crate::snapshot::Snapshot;

/// Two engines that run beside each other.
pub struct Twin {
    active: Half,
    draft: Half,
    since: StoredAt,
    readings: u64,
}

/// One of the two.
struct Half {
    engine: Engine,
    decided: Receiver<Decided>,
    run: Run,
    /// Of the last batch handed over, and of the last that came back.
    sent: u64,
    done: u64,
}

impl Twin {
    /// Starts both from nothing, or from a state that was decided by other rules and a moment at which
    /// each begins to decide by its own, with `workers` workers each. What is decided before `since` makes
    /// the states and is not counted.
    pub fn start(
        active: Arc<RuleSet>,
        draft: Arc<RuleSet>,
        workers: usize,
        since: StoredAt,
        from: Option<(&Snapshot, StoredAt)>,
    ) -> Result<Self, EngineError> {
        let [active, draft] =
            [Half::start(active, workers, from)?, Half::start(draft, workers, from)?];
        Ok(Self { active, draft, since, readings: 0 })
    }

    /// Hands both the same stretch. Rules that were activated in it don't count: each keeps its own.
    pub fn send(&mut self, batch: Batch) -> Result<(), EngineError> {
        self.send_each(batch, |_| {})
    }

    /// The same, where the draft's facts differ: `differ` makes them from what the active rules get.
    pub fn send_each(
        &mut self,
        mut batch: Batch,
        differ: impl FnOnce(&mut Batch),
    ) -> Result<(), EngineError> {
        batch.inputs.retain(|input| !matches!(input, Input::Rules(..)));
        batch.save = false;
        for input in &batch.inputs {
            if let Input::Fact(fact) = input
                && matches!(fact.fact, Fact::Read(_))
                && fact.stored_at >= self.since
            {
                self.readings += 1;
                self.active.run.measured(&fact.patient, fact.stored_at);
                self.draft.run.measured(&fact.patient, fact.stored_at);
            }
        }
        self.active.send(batch.clone(), self.since)?;
        differ(&mut batch);
        self.draft.send(batch, self.since)
    }

    /// How many readings were taken that count.
    pub fn readings(&self) -> u64 {
        self.readings
    }

    /// Waits for both to have decided about all that they were handed, and compares them.
    pub fn compare(&mut self) -> Result<Comparison, EngineError> {
        self.active.wait(self.since)?;
        self.draft.wait(self.since)?;
        Ok(compare(&self.active.run, &self.draft.run))
    }

    /// Waits for both and gives what the active rules did, then what the draft did.
    pub fn finish(mut self) -> Result<(Run, Run), EngineError> {
        self.active.wait(self.since)?;
        self.draft.wait(self.since)?;
        Ok((self.active.run, self.draft.run))
    }
}

impl Half {
    fn start(
        rules: Arc<RuleSet>,
        workers: usize,
        from: Option<(&Snapshot, StoredAt)>,
    ) -> Result<Self, EngineError> {
        // Unbounded here, bounded by the engine's own queue: what comes out is taken after each batch.
        let (tx, decided) = channel::unbounded();
        let state = from.map(|(state, _)| state.clone());
        let mut engine = Engine::start(rules.clone(), workers, state, tx)?;
        let mut sent = 0;
        if let Some((state, at)) = from {
            sent = state.offset();
            let id = ReadingId { offset: sent.saturating_sub(1), index: 0 };
            let is_active = state.standards().book.newest().hash() == rules.hash();
            let inputs = (!is_active).then_some(Input::Rules(id, at, rules));
            let inputs = inputs.into_iter().collect();
            engine.send(Batch { inputs, upto: sent, ..Batch::default() })?;
        }
        Ok(Self { engine, decided, run: Run::default(), sent, done: 0 })
    }

    fn send(&mut self, batch: Batch, since: StoredAt) -> Result<(), EngineError> {
        self.sent = batch.upto;
        self.engine.send(batch)?;
        while let Ok(decided) = self.decided.try_recv() {
            self.take(&decided, since);
        }
        Ok(())
    }

    fn wait(&mut self, since: StoredAt) -> Result<(), EngineError> {
        while self.done < self.sent {
            let decided = self.decided.recv().map_err(|_| EngineError::Stopped)?;
            self.take(&decided, since);
        }
        Ok(())
    }

    fn take(&mut self, decided: &Decided, since: StoredAt) {
        self.done = decided.upto;
        for outcome in decided.outcomes.iter().filter(|outcome| outcome.at >= since) {
            self.run.take(outcome);
        }
    }
}
