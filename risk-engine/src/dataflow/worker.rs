//! One worker's part: the states of its patients, and the fold over their facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam::channel::Sender;
use vitals::{PatientId, ReadingId, StoredAt};

use super::{Load, Routed};
use crate::fact::{Fact, PatientFact};
use crate::outcome::Outcome;
use crate::patient::{PatientState, Standards};
use crate::rules::Order;
use crate::snapshot::Standing;
use crate::view::PatientView;

/// What one worker made of one batch.
pub(super) struct Part {
    pub(super) upto: u64,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) views: Vec<PatientView>,
    pub(super) scored: u64,
    /// What it decides by and the states of all its patients, if they were asked for.
    pub(super) saved: Option<(Standing, Vec<PatientState>)>,
}

/// The fold of one worker.
pub(super) struct Fold {
    standards: Standing,
    parts: Sender<Part>,
    /// Looked up by id only; nothing depends on its order.
    patients: HashMap<PatientId, Kept>,
    /// Who has something due, soonest first.
    due: BTreeSet<(StoredAt, PatientId)>,
    /// Records of batches that are not complete yet.
    waiting: BTreeMap<u64, Vec<Load>>,
}

/// A patient's state with the deadline that stands in [`Fold::due`] for it.
struct Kept {
    state: PatientState,
    due_at: Option<StoredAt>,
}

impl Fold {
    pub(super) fn new(
        standards: Standing,
        states: impl Iterator<Item = PatientState>,
        parts: Sender<Part>,
    ) -> Self {
        let mut fold = Self {
            standards,
            parts,
            patients: HashMap::new(),
            due: BTreeSet::new(),
            waiting: BTreeMap::new(),
        };
        for state in states {
            let patient = state.patient().clone();
            fold.patients.insert(patient.clone(), Kept { state, due_at: None });
            fold.note_deadline(&patient);
        }
        fold
    }

    /// Takes a record that has arrived.
    pub(super) fn take(&mut self, record: Routed) {
        self.waiting.entry(record.upto).or_default().push(record.load);
    }

    /// Folds every batch that nothing more can come for.
    pub(super) fn finish_before(&mut self, is_complete: impl Fn(u64) -> bool) {
        while let Some(first) = self.waiting.first_entry() {
            let upto = *first.key();
            if !is_complete(upto) {
                break;
            }
            let loads = first.remove();
            let part = self.fold(upto, loads);
            // The gatherer outlives the workers; if it died, the engine reports that it stopped.
            let _ = self.parts.send(part);
        }
    }

    fn fold(&mut self, upto: u64, loads: Vec<Load>) -> Part {
        let mut part =
            Part { upto, outcomes: Vec::new(), views: Vec::new(), scored: 0, saved: None };
        let mut touched = BTreeSet::new();
        let (mut show, mut save) = (false, false);
        let mut loads = loads.into_iter().peekable();
        while let Some(load) = loads.next() {
            match load {
                Load::Fact(fact) => {
                    let mut facts = vec![*fact];
                    while let Some(Load::Fact(fact)) = loads.next_if(|next| is_of(&facts[0], next))
                    {
                        facts.push(*fact);
                    }
                    let readings = facts.iter().filter(|fact| matches!(fact.fact, Fact::Read(_)));
                    part.scored += readings.count() as u64;
                    self.observe(&facts, &mut part.outcomes);
                    touched.extend(facts.pop().map(|fact| fact.patient));
                }
                Load::Tick(id, at) => {
                    for patient in &touched {
                        self.note_deadline(patient);
                    }
                    self.tick(id, at, &mut part.outcomes, &mut touched);
                }
                Load::Rules(id, at, rules) => {
                    self.standards.book.activate(at, rules);
                    self.judge_anew(id, at, &mut part.outcomes, &mut touched);
                }
                Load::Rota(rota) => self.standards.rota = rota,
                Load::End { show: shown, save: saved } => (show, save) = (shown, saved),
            }
        }
        for patient in &touched {
            self.note_deadline(patient);
        }
        let by = self.standards.as_standards();
        part.views = touched
            .iter()
            .filter(|_| show)
            .filter_map(|patient| Some(self.patients.get(patient)?.state.view(by)))
            .collect();
        part.saved = save.then(|| {
            let states = self.patients.values().map(|kept| kept.state.clone()).collect();
            (self.standards.clone(), states)
        });
        part
    }

    /// Takes the facts of one patient and one entry: one fact, or readings.
    fn observe(&mut self, facts: &[PatientFact], outcomes: &mut Vec<Outcome>) {
        let Some(last) = facts.last() else {
            return;
        };
        let kept = self.patients.entry(last.patient.clone()).or_insert_with(|| Kept {
            state: PatientState::new(last.patient.clone()),
            due_at: None,
        });
        let by = self.standards.as_standards();
        // Where the order of arrival counts, each has its turn.
        let together = if by.book.newest().order() == Order::Arrival { 1 } else { facts.len() };
        for facts in facts.chunks(together) {
            let Some(last) = facts.last() else { continue };
            guarded(by, kept, last.id, last.stored_at, outcomes, |state, outcomes| match facts {
                [fact] => state.observe(by, fact, outcomes),
                facts => state.observe_together(by, facts, outcomes),
            });
        }
    }

    /// Judges everybody by the rules that are new, in the order of their ids.
    fn judge_anew(
        &mut self,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
        touched: &mut BTreeSet<PatientId>,
    ) {
        let by = self.standards.as_standards();
        for (patient, kept) in &mut self.patients {
            guarded(by, kept, id, now, outcomes, |state, outcomes| {
                state.judge_anew(by, id, now, outcomes);
            });
            touched.insert(patient.clone());
        }
    }

    fn tick(
        &mut self,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
        touched: &mut BTreeSet<PatientId>,
    ) {
        // Each once: whoever still has something due waits for the next tick.
        let due: Vec<PatientId> = self
            .due
            .iter()
            .take_while(|(due_at, _)| *due_at <= now)
            .map(|(_, patient)| patient.clone())
            .collect();
        for patient in due {
            if let Some(kept) = self.patients.get_mut(&patient) {
                let by = self.standards.as_standards();
                guarded(by, kept, id, now, outcomes, |state, outcomes| {
                    state.tick(by, id, now, outcomes);
                });
            }
            self.note_deadline(&patient);
            touched.insert(patient);
        }
    }

    /// Keeps the queue of deadlines in step with a patient's state.
    fn note_deadline(&mut self, patient: &PatientId) {
        let Some(kept) = self.patients.get_mut(patient) else {
            return;
        };
        let due_at = kept.state.next_deadline(self.standards.as_standards());
        if due_at == kept.due_at {
            return;
        }
        if let Some(before) = kept.due_at {
            self.due.remove(&(before, patient.clone()));
        }
        if let Some(due_at) = due_at {
            self.due.insert((due_at, patient.clone()));
        }
        kept.due_at = due_at;
    }
}

/// Whether something is one more reading of the same patient in the same entry: what a gateway had
/// gathered is decided on at once, and not as if each had been the last word.
fn is_of(fact: &PatientFact, next: &Load) -> bool {
    let Load::Fact(next) = next else {
        return false;
    };
    matches!((&fact.fact, &next.fact), (Fact::Read(_), Fact::Read(_)))
        && (fact.id.offset, &fact.patient) == (next.id.offset, &next.patient)
}

/// Runs the rules on one patient. A panic stops that patient's automation and touches nobody else.
fn guarded(
    by: Standards<'_>,
    kept: &mut Kept,
    id: ReadingId,
    now: StoredAt,
    outcomes: &mut Vec<Outcome>,
    run: impl FnOnce(&mut PatientState, &mut Vec<Outcome>),
) {
    let before = outcomes.len();
    let state = &mut kept.state;
    if catch_unwind(AssertUnwindSafe(|| run(state, outcomes))).is_err() {
        // What was half decided is taken back; the alert stands in its place.
        outcomes.truncate(before);
        kept.state.stop(by, id, now, outcomes);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::outcome::{Decision, Problem};
    use crate::rules::RuleSet;
    use crate::timeline::RuleBook;

    #[test]
    fn a_panic_in_one_persons_rules_raises_an_alert_and_takes_back_what_was_half_decided() {
        let standards =
            Standing { book: RuleBook::of(Arc::new(RuleSet::built_in())), rota: Arc::default() };
        let by = standards.as_standards();
        let mut kept = Kept { state: PatientState::new("p-1".parse().unwrap()), due_at: None };
        let mut outcomes = Vec::new();
        let id = ReadingId { offset: 7, index: 0 };
        guarded(by, &mut kept, id, StoredAt::from_unix_ms(0), &mut outcomes, |state, outcomes| {
            state.tick(by, id, StoredAt::from_unix_ms(0), outcomes);
            panic!("a rule's mistake");
        });
        let [outcome] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        let Decision::Alert { alert, .. } = &outcome.decision else { panic!("{outcome:?}") };
        assert_eq!(alert.problem.name(), Problem::AUTOMATION_STOPPED);
    }
}
