//! One problem of one person, folded over their facts in the order in which they were measured.
//!
//! A fold is a function of the set of facts up to a moment. What arrives late is folded again from the
//! day it belongs to, so arrival makes no difference; what was told before is put right by
//! [`crate::told`].

mod fold;

use bincode::{Decode, Encode};
use vitals::{StoredAt, TakenAt};

pub use fold::{Fold, Run, Spell, StepMark};

use crate::held::{DAY_MS, horizon_start};
use crate::outcome::Problem;
use crate::timeline::Timeline;

/// One problem of one person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Track {
    problem: Problem,
    /// How the fold stood at the start of each day that something happened on.
    days: Vec<Day>,
    now: Fold,
}

/// How a fold stood at the start of a day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Day {
    start_ms: i64,
    /// The last moment before it that changed something.
    at_ms: i64,
    /// None if it was quiet.
    fold: Option<Box<Fold>>,
}

impl Track {
    /// Nothing has happened.
    pub fn new(problem: Problem) -> Self {
        Self { problem, days: Vec::new(), now: Fold::default() }
    }

    /// Which problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// How it stands.
    pub fn now(&self) -> &Fold {
        &self.now
    }

    /// Whether nothing ever happened, and nothing will by itself.
    pub fn is_idle(&self) -> bool {
        self.days.is_empty() && self.now.is_quiet() && self.now.next_ms().is_none()
    }

    /// Takes a fact of a moment, which is in the timeline already, and then time up to `until`.
    /// Tells whether the past was folded again.
    ///
    /// `anyway` is false for answers that matter only to a pathway that waits for them.
    pub fn take(
        &mut self,
        timeline: &Timeline<'_>,
        at: TakenAt,
        anyway: bool,
        until: StoredAt,
    ) -> bool {
        let again = at.unix_ms() <= self.now.at_ms();
        if again {
            self.fold_again(timeline, at, until);
        } else {
            self.step(timeline, at.unix_ms(), anyway);
        }
        self.pass(timeline, until);
        again
    }

    /// Lets time pass: waits end, values grow stale.
    pub fn pass(&mut self, timeline: &Timeline<'_>, until: StoredAt) {
        self.now.pass(&self.problem, timeline, until.unix_ms());
    }

    /// Takes a fact in the order of arrival: nothing is ever folded again.
    pub fn take_as_it_came(&mut self, timeline: &Timeline<'_>, at: TakenAt) {
        // A quiet track doesn't remember its last moment: what is held does.
        let newest_ms = timeline.newest_ms(&self.problem).unwrap_or(i64::MIN);
        let at_ms = at.unix_ms().max(self.now.at_ms()).max(newest_ms);
        self.now.moment(&self.problem, timeline, at_ms);
    }

    /// Folds everything since the start of the last day, up to `from`, that something happened on.
    fn fold_again(&mut self, timeline: &Timeline<'_>, from: TakenAt, until: StoredAt) {
        let place = self.days.partition_point(|day| day.start_ms <= from.unix_ms()).checked_sub(1);
        let day = place.and_then(|place| self.days.drain(place..).next());
        if day.is_none() {
            self.days.clear();
        }
        let since_ms = day.as_ref().map_or(i64::MIN, |day| day.start_ms);
        self.now = match day {
            Some(Day { fold: Some(fold), .. }) => *fold,
            Some(day) => Fold::quiet_at(&self.problem, timeline, day.start_ms, day.at_ms),
            None => Fold::quiet_at(&self.problem, timeline, i64::MIN, i64::MIN),
        };
        let newest_ms = from.unix_ms().max(until.unix_ms());
        for (at_ms, anyway) in timeline.moments(&self.problem, since_ms, newest_ms) {
            self.step(timeline, at_ms, anyway);
        }
    }

    fn step(&mut self, timeline: &Timeline<'_>, at_ms: i64, anyway: bool) {
        if !anyway {
            self.now.pass(&self.problem, timeline, at_ms.saturating_sub(1));
            if !self.now.waits_for_answers() {
                return;
            }
        }
        let day = day_of(at_ms);
        if self.days.last().is_none_or(|last| last.start_ms < day) {
            self.now.pass(&self.problem, timeline, day.saturating_sub(1));
            let fold = (!self.now.is_quiet()).then(|| Box::new(self.now.clone()));
            self.days.push(Day { start_ms: day, at_ms: self.now.at_ms(), fold });
        }
        self.now.moment(&self.problem, timeline, at_ms);
    }

    /// Forgets the days that nothing can be folded again from, but the newest of them.
    pub fn forget_old(&mut self, now: StoredAt) {
        let oldest_ms = horizon_start(now).unix_ms();
        let old = self.days.partition_point(|day| day.start_ms <= oldest_ms);
        self.days.drain(..old.saturating_sub(1));
    }

    /// Folds everything that is known from the beginning, after the rules had failed.
    pub fn rebuild(&mut self, timeline: &Timeline<'_>, until: StoredAt) {
        self.days.clear();
        self.fold_again(timeline, TakenAt::from_unix_ms(i64::MIN), until);
        self.pass(timeline, until);
    }
}

fn day_of(at_ms: i64) -> i64 {
    at_ms.saturating_sub(at_ms.rem_euclid(DAY_MS))
}
