//! What is known of one person, by the moment at which each thing was so.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use vitals::{ReadingId, StoredAt, TakenAt};

use crate::baseline::Baselines;
use crate::fact::{Answers, CarePlan};
use crate::held::Held;
use crate::outcome::Problem;
use crate::rules::{RuleSet, Scene};

/// The rule sets of the last days, each from the moment at which it was activated. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBook {
    sets: Vec<(StoredAt, Arc<RuleSet>)>,
}

impl RuleBook {
    /// A book with one rule set, as if it had always been active.
    pub fn of(rules: Arc<RuleSet>) -> Self {
        Self { sets: vec![(StoredAt::from_unix_ms(i64::MIN), rules)] }
    }

    /// A book of rule sets by their texts and hashes, oldest first; none if one isn't what it was, or
    /// there is none.
    pub fn restore(sets: Vec<(StoredAt, [u8; 32], String)>) -> Option<Self> {
        let read = |(at, hash, text): (StoredAt, [u8; 32], String)| {
            // A damaged text is not worth a whole check.
            let found: [u8; 32] = Sha256::digest(text.as_bytes()).into();
            (found == hash).then_some(())?;
            Some((at, Arc::new(RuleSet::from_toml(&text).ok()?)))
        };
        let sets: Vec<_> = sets.into_iter().map(read).collect::<Option<_>>()?;
        (!sets.is_empty()).then_some(Self { sets })
    }

    /// Activates another rule set. What was measured before stays judged by those before.
    pub fn activate(&mut self, at: StoredAt, rules: Arc<RuleSet>) {
        self.sets.push((at, rules));
    }

    /// The rule set that is active now.
    pub fn newest(&self) -> &Arc<RuleSet> {
        // A book is made with one and only grows.
        &self.sets[self.sets.len() - 1].1
    }

    /// The rule set for what was measured at a moment.
    pub fn at(&self, at_ms: i64) -> &RuleSet {
        let upto = self.sets.partition_point(|(since, _)| since.unix_ms() <= at_ms);
        &self.sets[upto.saturating_sub(1)].1
    }

    /// Every rule set with the moment of its activation, oldest first.
    pub fn sets(&self) -> &[(StoredAt, Arc<RuleSet>)] {
        &self.sets
    }
}

/// One person's facts.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'a> {
    /// The rule sets.
    pub book: &'a RuleBook,
    /// The samples.
    pub held: &'a Held,
    /// What is usual for the person.
    pub baselines: &'a Baselines,
    /// The care plans, each from its moment on, oldest first; never empty.
    pub plans: &'a [(i64, Arc<CarePlan>)],
    /// The answers, by when they were given.
    pub answered: &'a [(ReadingId, Answers)],
}

impl<'a> Timeline<'a> {
    /// The facts as of a moment.
    pub fn scene(&self, at_ms: i64) -> Scene<'a> {
        let upto = self.plans.partition_point(|(since, _)| *since <= at_ms);
        Scene {
            at: TakenAt::from_unix_ms(at_ms),
            held: self.held,
            baselines: self.baselines,
            plan: &self.plans[upto.saturating_sub(1)].1,
            answered: self.answered,
        }
    }

    /// When the newest value was taken that the rules of a problem read.
    pub fn newest_ms(&self, problem: &Problem) -> Option<i64> {
        let rules = self.book.newest();
        let signs = rules.signs_of(rules.place_of(problem)?).iter();
        signs.filter_map(|sign| Some(self.held.latest(*sign)?.taken_at().unix_ms())).max()
    }

    /// When the newest answers up to a moment were given, ms.
    pub fn answered_upto(&self, until: StoredAt) -> Option<i64> {
        let answers = self.answered.iter().rev().map(|(_, answers)| answers.answered_at.unix_ms());
        answers.into_iter().find(|at_ms| *at_ms <= until.unix_ms())
    }

    /// The moments, from one to another, at which something was so that a problem may depend on, and
    /// whether it does whatever goes on: answers matter to some only while they wait for them.
    pub fn moments(&self, problem: &Problem, from_ms: i64, until_ms: i64) -> Vec<(i64, bool)> {
        let range = from_ms..=until_ms;
        let rules = self.book.newest();
        let mut moments = Vec::new();
        let mut reads_answers = false;
        if let Some(place) = rules.place_of(problem) {
            reads_answers = rules.problems_of_answers().contains(&place);
            for sign in rules.signs_of(place) {
                let samples = self.held.upto(*sign, TakenAt::from_unix_ms(until_ms));
                let first = samples.partition_point(|sample| sample.taken_at().unix_ms() < from_ms);
                moments.extend(samples[first..].iter().map(|sample| sample.taken_at().unix_ms()));
            }
        }
        let plans = self.plans.iter().map(|(since, _)| *since);
        let sets = self.book.sets().iter().map(|(since, _)| since.unix_ms());
        moments.extend(plans.chain(sets).filter(|at_ms| range.contains(at_ms)));
        let mut moments: Vec<_> = moments.into_iter().map(|at_ms| (at_ms, true)).collect();
        let answers = self.answered.iter().map(|(_, answers)| answers.answered_at.unix_ms());
        let answers = answers.filter(|at_ms| range.contains(at_ms));
        moments.extend(answers.map(|at_ms| (at_ms, reads_answers)));
        // Of one moment what matters anyway comes first, and stays.
        moments.sort_unstable_by_key(|(at_ms, anyway)| (*at_ms, !anyway));
        moments.dedup_by_key(|(at_ms, _)| *at_ms);
        moments
    }
}
