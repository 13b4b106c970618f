//! One problem of one person, folded over their facts in the order in which they were measured.
//!
//! A fold is a function of the set of facts up to a moment. What arrives late is folded again from the
//! last mark before it, so arrival makes no difference; what was told before is put right by
//! [`crate::told`].

mod fold;
mod marks;
mod stood;

use std::borrow::Cow;

use bincode::{Decode, Encode};
use vitals::{StoredAt, TakenAt};

pub use fold::{Fold, Run, Spell, StepMark};

use crate::held::{DAY_MS, horizon_start};
use crate::outcome::Problem;
use crate::rules::RuleSet;
use crate::timeline::Timeline;
use marks::{Mark, Marks};
use stood::Stood;

/// One problem of one person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Track {
    problem: Problem,
    marks: Marks,
    now: Stood,
}

impl Track {
    /// Nothing has happened.
    pub fn new(problem: Problem) -> Self {
        Self { problem, marks: Marks::default(), now: Stood::default() }
    }

    /// Which problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Takes the rules' own name for it, which all its people share.
    pub(crate) fn share_name(&mut self, rules: &RuleSet) {
        if let Some(place) = rules.place_of(&self.problem) {
            self.problem = rules.problems()[place].clone();
        }
    }

    /// How it stands.
    pub fn now(&self) -> Cow<'_, Fold> {
        match &self.now {
            Stood::Busy(fold) => Cow::Borrowed(fold),
            quiet @ Stood::Quiet { .. } => Cow::Owned(quiet.clone().fold()),
        }
    }

    /// When something changes by itself, ms since 1970.
    pub fn next_ms(&self) -> Option<i64> {
        self.now.next_ms()
    }

    /// What is raised, or was in the last days: oldest first.
    pub fn spells(&self) -> &[Spell] {
        self.now.spells()
    }

    /// The steps that were taken lately.
    pub fn steps(&self) -> &[StepMark] {
        self.now.steps()
    }

    /// Whether nothing ever happened, and nothing will by itself.
    pub fn is_idle(&self) -> bool {
        self.marks.is_empty() && self.now.is_quiet() && self.next_ms().is_none()
    }

    /// Takes what became known of a stretch of time, which is in the timeline already, and then time up
    /// to `until`. Tells whether the past was folded again.
    ///
    /// `anyway` is false for answers that matter only to a pathway that waits for them.
    pub fn take(
        &mut self,
        timeline: &Timeline<'_>,
        (first, last): (TakenAt, TakenAt),
        anyway: bool,
        until: StoredAt,
    ) -> bool {
        let (first_ms, last_ms) = (first.unix_ms(), last.unix_ms());
        let Self { problem, marks, now } = self;
        now.work(|now| {
            let again = first_ms <= now.at_ms();
            if again {
                let mark = marks.back_to(first_ms);
                let until_ms = last_ms.max(until.unix_ms());
                *now = fold_since(problem, marks, timeline, mark, until_ms);
            } else {
                // Answers that nothing waited for left no trace: what is new now may wait for them.
                let answered_ms = timeline.answered_upto(until).unwrap_or(i64::MIN);
                let last_ms = last_ms.max(answered_ms);
                if first_ms == last_ms {
                    step(problem, marks, now, timeline, (first_ms, anyway));
                } else {
                    for moment in timeline.moments(problem, first_ms, last_ms) {
                        step(problem, marks, now, timeline, moment);
                    }
                }
            }
            now.pass(problem, timeline, until.unix_ms());
            again
        })
    }

    /// Lets time pass: waits end, values grow stale.
    pub fn pass(&mut self, timeline: &Timeline<'_>, until: StoredAt) {
        let Self { problem, now, .. } = self;
        now.work(|now| now.pass(problem, timeline, until.unix_ms()));
    }

    /// Takes a fact in the order of arrival: nothing is ever folded again.
    pub fn take_as_it_came(&mut self, timeline: &Timeline<'_>, at: TakenAt) {
        // A quiet track doesn't remember its last moment: what is held does.
        let newest_ms = timeline.newest_ms(&self.problem).unwrap_or(i64::MIN);
        let Self { problem, now, .. } = self;
        now.work(|now| {
            let at_ms = at.unix_ms().max(now.at_ms()).max(newest_ms);
            now.moment(problem, timeline, at_ms);
        });
    }

    /// Takes back a fact, which is out of the timeline already, and then time up to `until`.
    ///
    /// What was newest may not be any more, so every mark is made anew.
    pub fn take_back(&mut self, timeline: &Timeline<'_>, until: StoredAt) {
        let Self { problem, marks, now } = self;
        let first = marks.back_to_first();
        let mut fold = fold_since(problem, marks, timeline, first, until.unix_ms());
        fold.pass(problem, timeline, until.unix_ms());
        *now = Stood::of(fold);
    }

    /// Forgets the marks that nothing can be folded again from. Call it before their samples are
    /// forgotten.
    pub fn forget_old(&mut self, timeline: &Timeline<'_>, now: StoredAt) {
        let oldest_ms = horizon_start(now).unix_ms();
        // What happens by itself after the first mark looks back from there, too.
        let base_ms = oldest_ms - DAY_MS;
        let Some(first) = self.marks.before(base_ms) else {
            return;
        };
        let since_ms = first.start_ms();
        let mut fold = first.stood().fold();
        for (at_ms, anyway) in timeline.moments(&self.problem, since_ms, base_ms - 1) {
            if fold.is_changed_at(&self.problem, timeline, at_ms, anyway) {
                fold.moment(&self.problem, timeline, at_ms);
            }
        }
        fold.pass(&self.problem, timeline, base_ms - 1);
        self.marks.begin_at(base_ms, Stood::of(fold));
        self.marks.forget_before(oldest_ms);
    }

    /// Folds everything that is known from the beginning, after the rules had failed.
    pub fn rebuild(&mut self, timeline: &Timeline<'_>, until: StoredAt) {
        self.marks = Marks::default();
        self.take_back(timeline, until);
    }
}

/// Folds a problem anew from a mark on; from the beginning if there is none.
fn fold_since(
    problem: &Problem,
    marks: &mut Marks,
    timeline: &Timeline<'_>,
    mark: Option<Mark>,
    until_ms: i64,
) -> Fold {
    let since_ms = mark.as_ref().map_or(i64::MIN, Mark::start_ms);
    let beginning = || Fold::beginning(problem, timeline);
    let mut now = mark.map_or_else(beginning, |mark| mark.stood().fold());
    for moment in timeline.moments(problem, since_ms, until_ms) {
        step(problem, marks, &mut now, timeline, moment);
    }
    now
}

/// Takes one moment, and whether it matters whatever goes on; notes a mark where one is due.
fn step(
    problem: &Problem,
    marks: &mut Marks,
    now: &mut Fold,
    timeline: &Timeline<'_>,
    (at_ms, anyway): (i64, bool),
) {
    if !now.is_changed_at(problem, timeline, at_ms, anyway) {
        return;
    }
    if let Some(start_ms) = marks.next(at_ms) {
        now.pass(problem, timeline, start_ms.saturating_sub(1));
        marks.note(start_ms, Stood::of(now.clone()));
    }
    now.moment(problem, timeline, at_ms);
}
