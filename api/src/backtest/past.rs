//! A journal's facts as a back-test takes them: what came too late to be decided on is known from when it
//! was taken.
//!
//! History that was imported, and what a monitor had kept for weeks, entered the journal long after the
//! body was measured, and the live engine decides nothing because of it. A back-test asks what rules
//! would have done, so it has each of those in its place, with a tick each minute around them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use ingest::replay::Stretches;
use journal::Reader;
use risk_engine::dataflow::{Batch, Input};
use risk_engine::fact::{CarePlan, Fact, PatientFact};
use risk_engine::held::horizon_start;
use vitals::{PatientId, ReadingId, StoredAt};

/// Ticks are so far apart.
const TICK_MS: i64 = 60_000;
/// So many inputs go into one batch.
const BATCH_MAX: usize = 4096;

/// What came too late, in the order in which it was taken.
pub(super) struct Past {
    facts: VecDeque<PatientFact>,
    /// What the journal said first of each of those people: they are cared for by it from the beginning.
    plans: BTreeMap<PatientId, Arc<CarePlan>>,
    /// How far time has come; none before the first fact.
    clock_ms: Option<i64>,
}

impl Past {
    /// Reads a journal for it. What was taken back at some time is left out.
    pub(super) fn of(journal: &dyn Reader, stop: &AtomicBool) -> Result<Self> {
        Self::within(Stretches::of(journal)?.of_people().until(stop))
    }

    /// Reads stretches for it.
    pub(super) fn within(stretches: Stretches<'_>) -> Result<Self> {
        let mut plans = BTreeMap::new();
        let (mut facts, mut withdrawn) = (Vec::new(), BTreeSet::new());
        // Before that nobody knows how people stood.
        let begins = stretches.base().map(|base| base.since);
        for batch in stretches {
            for input in batch?.inputs {
                let Input::Fact(fact) = input else { continue };
                match &fact.fact {
                    Fact::Planned(plan) => {
                        plans.entry(fact.patient).or_insert_with(|| plan.clone());
                    }
                    Fact::Withdrawn(withdrawal) => drop(withdrawn.insert(withdrawal.reading)),
                    Fact::Read(_) => facts.extend(placed(fact)),
                    _ => {}
                }
            }
        }
        facts.retain(|fact| {
            !withdrawn.contains(&fact.id) && begins.is_none_or(|begins| fact.stored_at >= begins)
        });
        facts.sort_by_key(|fact| (fact.stored_at, fact.id));
        let people: BTreeSet<&PatientId> = facts.iter().map(|fact| &fact.patient).collect();
        plans.retain(|patient, _| people.contains(patient));
        Ok(Self { facts: facts.into(), plans, clock_ms: None })
    }

    /// A batch of the journal with what was taken before its entries, which then is not in it.
    pub(super) fn with(&mut self, batch: Batch) -> Vec<Input> {
        if self.facts.is_empty() && self.clock_ms.is_none() {
            return batch.inputs;
        }
        let mut inputs = Vec::with_capacity(batch.inputs.len());
        for input in batch.inputs {
            if let Some(at) = moment(&input) {
                self.take_upto(at, &mut inputs);
                self.clock_ms = self.clock_ms.max(Some(at.unix_ms()));
            }
            if !is_too_late(&input) {
                inputs.push(input);
            }
        }
        inputs
    }

    /// Takes what was taken up to a moment. At the journal's end nothing is left: whatever is stored was
    /// taken before.
    fn take_upto(&mut self, at: StoredAt, inputs: &mut Vec<Input>) {
        while let Some(next) = self.facts.pop_front_if(|next| next.stored_at <= at) {
            self.begin(&next, inputs);
            self.tick_upto(next.stored_at, next.id, inputs);
            inputs.push(Input::Fact(next));
        }
    }

    /// Before everything, what people are cared for by.
    fn begin(&mut self, first: &PatientFact, inputs: &mut Vec<Input>) {
        let PatientFact { id, stored_at, .. } = *first;
        for (patient, plan) in std::mem::take(&mut self.plans) {
            let fact = Fact::Planned(plan);
            inputs.push(Input::Fact(PatientFact { id, stored_at, patient, fact }));
        }
    }

    fn tick_upto(&mut self, at: StoredAt, id: ReadingId, inputs: &mut Vec<Input>) {
        let at_ms = at.unix_ms();
        let mut clock_ms = self.clock_ms.unwrap_or(at_ms);
        while clock_ms + TICK_MS <= at_ms {
            clock_ms += TICK_MS;
            inputs.push(Input::Tick(id, StoredAt::from_unix_ms(clock_ms)));
        }
        self.clock_ms = Some(clock_ms);
    }
}

/// Inputs as batches, the first of which ends after `upto`.
pub(super) fn batches(inputs: Vec<Input>, upto: u64) -> impl Iterator<Item = Batch> {
    let mut inputs = inputs.into_iter().peekable();
    (upto + 1..).map_while(move |upto| {
        inputs.peek()?;
        let inputs = inputs.by_ref().take(BATCH_MAX).collect();
        Some(Batch { inputs, upto, ..Batch::default() })
    })
}

/// A reading that came too late as if it had come when it was taken; none if it came in time.
fn placed(fact: PatientFact) -> Option<PatientFact> {
    match &fact.fact {
        Fact::Read(reading) if reading.taken_at < horizon_start(fact.stored_at) => {
            let stored_at = StoredAt::from_unix_ms(reading.taken_at.unix_ms());
            Some(PatientFact { stored_at, ..fact })
        }
        _ => None,
    }
}

fn is_too_late(input: &Input) -> bool {
    matches!(input, Input::Fact(PatientFact { stored_at, fact: Fact::Read(reading), .. })
        if reading.taken_at < horizon_start(*stored_at))
}

fn moment(input: &Input) -> Option<StoredAt> {
    match input {
        Input::Fact(fact) => Some(fact.stored_at),
        Input::Tick(_, at) | Input::Rules(_, at, _) => Some(*at),
        Input::Rota(_) => None,
    }
}
