//! Another plan of one person on trial: two engines decide on their facts by the same rules, one by the plan
//! that stands and one by the other. As with rules, each plan counts for the whole period.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use ingest::pipeline::last_stored_at;
use ingest::replay::Stretches;
use journal::Reader;
use risk_engine::dataflow::{Batch, Input};
use risk_engine::fact::{CarePlan, Fact, PatientFact};
use risk_engine::rules::RuleSet;
use risk_engine::trial::{Raised, Twin, compare};
use vitals::{AlertId, PatientId, ReadingId, StoredAt};

use super::past::{Past, batches};
use super::{before, stopped};

/// Whose plan, and which two.
pub(crate) struct PlansOnTrial {
    pub(crate) patient: PatientId,
    pub(crate) standing: Arc<CarePlan>,
    pub(crate) wished: Arc<CarePlan>,
    /// The rules that are active.
    pub(crate) rules: Arc<RuleSet>,
    /// How many days count.
    pub(crate) days: u32,
    /// Their alerts that somebody closed and found to be true, as that stands now: what was taken back or
    /// refused is in the journal, too.
    pub(crate) confirmed: BTreeSet<AlertId>,
}

/// What the other plan would have changed.
#[derive(Debug)]
pub(crate) struct PersonTrial {
    pub(crate) from: StoredAt,
    pub(crate) to: StoredAt,
    /// Readings in that time.
    pub(crate) readings: u64,
    /// Alerts by the plan that stands.
    pub(crate) before: usize,
    /// Alerts by the other.
    pub(crate) after: usize,
    /// Only by the plan that stands.
    pub(crate) gone: Vec<Judged>,
    /// Only by the other.
    pub(crate) new: Vec<Judged>,
    /// By both, at another time or with another severity: as the other has it.
    pub(crate) moved: Vec<Judged>,
    /// Of those by the plan that stands, how many somebody closed as true.
    pub(crate) confirmed: usize,
}

/// An alert, and whether somebody closed it as true.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) alert: Raised,
    pub(crate) confirmed: bool,
}

/// So long before the period facts are read: what is usual for somebody, and what was open, comes from there.
const WARM_DAYS: u32 = 60;

/// Runs both over the person's facts of the last days.
pub(crate) fn on_person(
    journal: &dyn Reader,
    trial: &PlansOnTrial,
    stop: &AtomicBool,
) -> Result<PersonTrial> {
    let to = last_stored_at(journal)?.unwrap_or(StoredAt::from_unix_ms(0));
    let from = before(to, trial.days);
    let warm = before(from, WARM_DAYS);
    let stretches = || {
        anyhow::Ok(Stretches::since(journal, warm)?.of_people().about(&trial.patient).until(stop))
    };
    let mut past = Past::within(stretches()?)?;
    stopped(stop)?;
    let stretches = stretches()?;
    let base = stretches.base().map(|base| (base.state.clone(), base.since));
    let base = base.as_ref().map(|(state, since)| (state, *since));
    // What was decided before the journal begins can't be decided otherwise any more.
    let from = base.map_or(from, |(_, begins)| from.max(begins));
    let rules = trial.rules.clone();
    let mut twin = Twin::start(rules.clone(), rules, 1, from, base)?;
    let mut sent = base.map_or(0, |(state, _)| state.offset());
    let mut plans = Plans { trial, from, has_begun: false, is_wished: false };
    for stretch in stretches {
        for mut batch in batches(past.with(stretch?), sent) {
            stopped(stop)?;
            sent = batch.upto;
            let swap = plans.stand_in(&mut batch);
            twin.send_each(batch, |batch| plans.wish_in(batch, &swap))?;
        }
    }
    stopped(stop)?;
    let readings = twin.readings();
    let (by_standing, by_wished) = twin.finish()?;
    let compared = compare(&by_standing, &by_wished);
    let is_true = |alert: &Raised| trial.confirmed.contains(&alert.alert);
    let judged = |alert: Raised| Judged { confirmed: is_true(&alert), alert };
    Ok(PersonTrial {
        from,
        to,
        readings,
        before: by_standing.alerts().count(),
        after: by_wished.alerts().count(),
        gone: compared.removed.into_iter().map(judged).collect(),
        new: compared.added.into_iter().map(judged).collect(),
        moved: compared.moved.into_iter().map(|moved| judged(moved.to)).collect(),
        confirmed: by_standing.alerts().filter(|alert| is_true(alert)).count(),
    })
}

/// Puts the plans where the journal's were.
struct Plans<'a> {
    trial: &'a PlansOnTrial,
    from: StoredAt,
    has_begun: bool,
    is_wished: bool,
}

impl Plans<'_> {
    /// The plan that stands, from the beginning on, and once more when the period begins: both engines look
    /// at everything anew there. Gives where the other one stands in its place.
    fn stand_in(&mut self, batch: &mut Batch) -> Vec<usize> {
        let mut swap = Vec::new();
        let mut inputs = Vec::with_capacity(batch.inputs.len() + 2);
        // Rules that were activated meanwhile don't count: the active ones do for all of it.
        batch.inputs.retain(|input| !matches!(input, Input::Rules(..)));
        for input in batch.inputs.drain(..) {
            if let Some((id, at)) = place(&input) {
                let is_wished = at >= self.from;
                if !self.has_begun || (is_wished && !self.is_wished) {
                    (self.has_begun, self.is_wished) = (true, is_wished);
                    swap.extend(is_wished.then_some(inputs.len()));
                    inputs.push(self.planned(id, at));
                }
            }
            match input {
                Input::Fact(PatientFact { id, stored_at, fact: Fact::Planned(_), .. }) => {
                    swap.extend(self.is_wished.then_some(inputs.len()));
                    inputs.push(self.planned(id, stored_at));
                }
                input => inputs.push(input),
            }
        }
        batch.inputs = inputs;
        swap
    }

    fn wish_in(&self, batch: &mut Batch, swap: &[usize]) {
        for &index in swap {
            if let Some(Input::Fact(fact)) = batch.inputs.get_mut(index) {
                fact.fact = Fact::Planned(self.trial.wished.clone());
            }
        }
    }

    fn planned(&self, id: ReadingId, stored_at: StoredAt) -> Input {
        let fact = Fact::Planned(self.trial.standing.clone());
        Input::Fact(PatientFact { id, stored_at, patient: self.trial.patient.clone(), fact })
    }
}

fn place(input: &Input) -> Option<(ReadingId, StoredAt)> {
    match input {
        Input::Fact(fact) => Some((fact.id, fact.stored_at)),
        Input::Tick(id, at) => Some((*id, *at)),
        Input::Rules(..) | Input::Rota(_) => None,
    }
}

#[cfg(test)]
mod tests;
