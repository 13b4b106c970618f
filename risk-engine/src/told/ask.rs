//! Steps of pathways: taken with the person once, and what is held back until they had time to answer.

use bincode::{Decode, Encode};
use vitals::StoredAt;

use super::{Told, all_of, automation_of};
use crate::contract::Occasion;
use crate::outcome::{Automatic, Decision, Problem, TakenStep};
use crate::rules::pathway::Step;
use crate::track::{Fold, Spell, StepMark};

/// A step that was taken with the person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Asked {
    problem: Problem,
    /// When the fold says that it was due to be taken, ms since 1970.
    at_ms: i64,
    place: usize,
    /// As it was taken.
    pub taken: TakenStep,
}

impl Asked {
    pub(super) fn is(&self, mark: &StepMark) -> bool {
        self.at_ms == mark.at_ms && self.place == mark.step && self.taken.pathway == mark.pathway
    }
}

/// A step that became known so late is not taken any more, unless it still waits, ms.
const FRESH_MS: i64 = 30 * 60 * 1000;

impl Told {
    /// Takes the steps that are new and still make sense.
    pub(super) fn tell_steps(
        &mut self,
        problem: &Problem,
        fold: &Fold,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) {
        let oldest_ms = on.now.unix_ms().saturating_sub(FRESH_MS);
        let waits = fold.run().map(|run| run.since_ms);
        let new: Vec<_> = fold
            .steps()
            .iter()
            .filter(|mark| mark.at_ms >= oldest_ms || Some(mark.at_ms) == waits)
            .filter(|mark| self.taken(problem, mark).is_none())
            .cloned()
            .collect();
        for mark in new {
            self.take(problem, &mark, on, decisions);
        }
        if let Some(run) = fold.run() {
            self.asking.entry(problem.clone()).or_insert(run.since_ms);
        }
    }

    /// Whether a spell waits for an answer to a question that was asked later than it says, because
    /// it became known late. Asks it now if nobody did.
    pub(super) fn is_held_back(
        &mut self,
        key: &(Problem, i64),
        fold: &Fold,
        spell: &Spell,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) -> bool {
        if self.dismissed.get(key) == Some(&spell.triggers) {
            return true;
        }
        let Some(mark) = spell.waited.as_ref().filter(|mark| mark.wait_ms > 0) else {
            self.held_back.remove(key);
            return false;
        };
        let problem = &key.0;
        if self.taken(problem, mark).is_none() {
            self.take(problem, mark, on, decisions);
        }
        let until = self.taken(problem, mark).and_then(|asked| asked.taken.due_at);
        if until.is_some_and(|until| until > on.now) {
            if let Some(until) = until {
                self.held_back.insert(key.clone(), until);
            }
            return true;
        }
        let was_held_back = self.held_back.remove(key).is_some();
        // What was measured meanwhile may have settled it.
        if was_held_back && (!spell.active || fold.is_fine_since(spell.odd.newest.unix_ms())) {
            self.dismissed.insert(key.clone(), spell.triggers);
            return true;
        }
        false
    }

    /// Notes that what was asked about is settled, and says so if nothing came of it.
    pub(super) fn settle(&mut self, problem: &Problem, fold: &Fold, decisions: &mut Vec<Decision>) {
        let held_back = self.held_back.range(all_of(problem)).next().is_some();
        if fold.run().is_some() || held_back {
            return;
        }
        let Some(since_ms) = self.asking.remove(problem) else {
            return;
        };
        let raised = fold.spells().iter().any(|spell| {
            let key = (problem.clone(), spell.onset_ms);
            (spell.active || spell.ended_ms >= Some(since_ms)) && !self.dismissed.contains_key(&key)
        });
        if !raised {
            decisions.push(Decision::Calmed { problem: problem.clone() });
        }
    }

    /// What was done before a spell was raised.
    pub(super) fn automation_before(&self, problem: &Problem, spell: &Spell) -> Vec<Automatic> {
        let oldest_ms = spell.odd.newest.unix_ms().saturating_sub(24 * 3600 * 1000);
        let asked: Vec<_> = self
            .asked
            .iter()
            .filter(|asked| asked.problem == *problem && asked.at_ms >= oldest_ms)
            .collect();
        automation_of(&asked, spell)
    }

    pub(super) fn forget_asked(&mut self, oldest_ms: i64) {
        self.asked.retain(|asked| asked.taken.at.unix_ms() >= oldest_ms);
    }

    fn taken(&self, problem: &Problem, mark: &StepMark) -> Option<&Asked> {
        self.asked.iter().rev().find(|asked| asked.problem == *problem && asked.is(mark))
    }

    fn take(
        &mut self,
        problem: &Problem,
        mark: &StepMark,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) {
        let pathway = on.rules.pathway(&mark.pathway);
        let Some(step) = pathway.and_then(|pathway| pathway.steps.get(mark.step)) else {
            return;
        };
        let taken = taken_step(step, mark, on.now);
        decisions.push(Decision::Stepped {
            problem: problem.clone(),
            step: taken.clone(),
            reasons: mark.reasons.clone(),
        });
        self.asked.push(Asked {
            problem: problem.clone(),
            at_ms: mark.at_ms,
            place: mark.step,
            taken,
        });
        self.asking.entry(problem.clone()).or_insert(mark.at_ms);
    }
}

fn taken_step(step: &Step, mark: &StepMark, now: StoredAt) -> TakenStep {
    TakenStep {
        pathway: mark.pathway.clone(),
        step: step.id.clone(),
        action: step.action.clone(),
        say: step.say.clone(),
        at: now,
        due_at: (!step.wait.is_zero()).then(|| now.later(step.wait)),
    }
}
