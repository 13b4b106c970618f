//! What is known of one person, whatever is decided because of it.

use std::sync::{Arc, LazyLock};

use bincode::{Decode, Encode};
use vitals::{ReadingId, StoredAt};

use crate::baseline::Baselines;
use crate::fact::{Answers, CarePlan};
use crate::held::{Held, held_start};
use crate::timeline::{RuleBook, Timeline};

/// What is known of one person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Record {
    /// The care plans, each from its moment on (ms since 1970), oldest first; never empty.
    plans: Vec<(i64, Arc<CarePlan>)>,
    /// Whether anybody told a plan yet.
    is_planned: bool,
    pub(super) held: Held,
    baselines: Baselines,
    answered: Vec<(ReadingId, Answers)>,
}

/// The plan of whoever has none, once for all.
static NOTHING_PLANNED: LazyLock<Arc<CarePlan>> = LazyLock::new(Arc::default);

impl Default for Record {
    fn default() -> Self {
        Self {
            plans: vec![(i64::MIN, NOTHING_PLANNED.clone())],
            is_planned: false,
            held: Held::default(),
            baselines: Baselines::default(),
            answered: Vec::new(),
        }
    }
}

impl Record {
    /// The care plan that holds.
    pub(super) fn plan(&self) -> &CarePlan {
        // There is always one.
        &self.plans[self.plans.len() - 1].1
    }

    /// Every care plan with the moment from which on it holds.
    pub(super) fn plans(&self) -> &[(i64, Arc<CarePlan>)] {
        &self.plans
    }

    /// Keeps a plan once for all the moments from which it holds on.
    pub(super) fn share_plans(&mut self) {
        let mut shared = NOTHING_PLANNED.clone();
        for (_, plan) in &mut self.plans {
            if *plan == shared {
                *plan = shared.clone();
            } else {
                shared = plan.clone();
            }
        }
    }

    /// Adds a care plan that holds from a moment on; the first one also holds for all that was before,
    /// of which nothing better is known. Gives whether it is the first one.
    pub(super) fn add_plan(&mut self, since: StoredAt, plan: Arc<CarePlan>) -> bool {
        let is_first = !self.is_planned;
        if is_first {
            self.is_planned = true;
            self.plans[0].1 = plan.clone();
        } else if self.plan() == &*plan {
            return false;
        }
        self.plans.push((since.unix_ms(), plan));
        is_first
    }

    /// Adds answers, unless they are known.
    pub(super) fn add_answers(&mut self, id: ReadingId, answers: &Answers) -> bool {
        let key = |(id, answers): &(ReadingId, Answers)| (answers.answered_at, *id);
        let new = (id, answers.clone());
        match self.answered.binary_search_by_key(&key(&new), key) {
            Ok(_) => false,
            Err(place) => {
                self.answered.insert(place, new);
                true
            }
        }
    }

    /// Forgets what no rule looks at any more; of past days the summaries are left.
    pub(super) fn forget_old(&mut self, now: StoredAt) {
        self.baselines.seal(&self.held, now);
        self.held.forget_old(now);
        let oldest_ms = held_start(now).unix_ms();
        self.answered.retain(|(_, answers)| answers.answered_at.unix_ms() >= oldest_ms);
        let old = self.plans.partition_point(|(since, _)| *since <= oldest_ms);
        self.plans.drain(..old.saturating_sub(1));
    }

    /// The facts as rules see them.
    pub(super) fn timeline<'a>(&'a self, book: &'a RuleBook) -> Timeline<'a> {
        Timeline {
            book,
            held: &self.held,
            baselines: &self.baselines,
            plans: &self.plans,
            answered: &self.answered,
        }
    }

    #[cfg(test)]
    pub(super) fn baselines(&self) -> &Baselines {
        &self.baselines
    }
}
