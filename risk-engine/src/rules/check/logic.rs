//! Whether values exist for which some conditions hold and others don't.

use super::group::Outcome;
use super::number::{Compared, Number, shown_fact};
use crate::rules::NamedLimit;
use crate::rules::condition::{Fact, Leaf, Test, Value};
use crate::rules::mistake::{Told, told};
use crate::rules::syntax::Op;

/// So many combinations are tried; a question with more is too hard, and said to be.
pub(super) const TRIED_MAX: usize = 2_000_000;

/// A question: conditions, each with what it has to be.
#[derive(Default)]
pub(super) struct Question<'a> {
    pub(super) numbers: Vec<Number<'a>>,
    pub(super) compared: Vec<Compared>,
    facts: Vec<Test>,
    wanted: Vec<(Logic, bool)>,
}

/// The answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Such values, in words.
    Values(Told),
    Nothing,
    TooMany,
}

/// A condition over numbered comparisons and facts.
enum Logic {
    Any(Vec<Logic>),
    All(Vec<Logic>),
    Not(Box<Logic>),
    AtLeast(u32, Vec<Logic>),
    Compare(usize),
    Fact(usize),
}

impl<'a> Question<'a> {
    /// Demands that a condition of a rule with these limits holds, or doesn't.
    pub(super) fn demand(&mut self, test: &'a Test, limits: &'a [NamedLimit], held: bool) {
        let logic = self.lower(test, limits);
        self.wanted.push((logic, held));
    }

    fn lower(&mut self, test: &'a Test, limits: &'a [NamedLimit]) -> Logic {
        let mut all =
            |parts: &'a [Test]| parts.iter().map(|part| self.lower(part, limits)).collect();
        match test {
            Test::Any(parts) => Logic::Any(all(parts)),
            Test::All(parts) => Logic::All(all(parts)),
            Test::AtLeast(count, parts) => Logic::AtLeast(*count, all(parts)),
            Test::Not(inner) => Logic::Not(Box::new(self.lower(inner, limits))),
            Test::Compare(left, op, right) => self.compare(left, *op, right, limits),
            Test::Fact(_) => Logic::Fact(place(&mut self.facts, test)),
            // What has lasted holds now.
            Test::Lasting(watched, _) => Logic::All(vec![
                self.lower(&watched.test, limits),
                Logic::Fact(place(&mut self.facts, test)),
            ]),
        }
    }

    /// `left op right` as `sum of what is looked up op number`.
    fn compare(
        &mut self,
        left: &'a Value,
        op: Op,
        right: &'a Value,
        limits: &[NamedLimit],
    ) -> Logic {
        let mut compared = Compared { terms: Vec::new(), op, micro: 0 };
        self.add(left, 1_000_000, limits, &mut compared);
        self.add(right, -1_000_000, limits, &mut compared);
        compared.micro = -compared.micro;
        self.compared.push(compared);
        Logic::Compare(self.compared.len() - 1)
    }

    /// Adds a value, so many millionths of times, to a sum; numbers are kept apart.
    fn add(&mut self, value: &'a Value, times: i64, limits: &[NamedLimit], sum: &mut Compared) {
        match value {
            Value::Const(milli) => sum.micro += milli * times,
            Value::Leaf(Leaf::Limit(place)) => {
                sum.micro += limits.get(*place).map_or(0, |limit| limit.default_milli) * times;
            }
            Value::Leaf(leaf) => {
                let place = self.numbers.iter().position(|number| number.leaf == leaf);
                let place = place.unwrap_or_else(|| {
                    self.numbers.push(Number { leaf });
                    self.numbers.len() - 1
                });
                sum.terms.push((times, place));
            }
            Value::Sum(left, right) => {
                self.add(left, times, limits, sum);
                self.add(right, times, limits, sum);
            }
            Value::Difference(left, right) => {
                self.add(left, times, limits, sum);
                self.add(right, -times, limits, sum);
            }
            Value::Scaled(micro, inner) => {
                let times = (i128::from(times) * i128::from(*micro) / 1_000_000) as i64;
                self.add(inner, times, limits, sum);
            }
        }
    }

    /// Values for which everything is as demanded.
    pub(super) fn find(&self) -> Found {
        let facts = 1usize.checked_shl(self.facts.len() as u32).unwrap_or(usize::MAX);
        let Some(groups) =
            self.groups().iter().map(|group| self.outcomes(group)).collect::<Option<Vec<_>>>()
        else {
            return Found::TooMany;
        };
        let combinations = groups.iter().map(Vec::len).fold(facts, usize::saturating_mul);
        if combinations > TRIED_MAX {
            return Found::TooMany;
        }
        for combination in 0..combinations {
            let held = combination % facts;
            let chosen = self.chosen(&groups, combination / facts);
            let true_of = chosen.iter().fold(0, |all, outcome| all | outcome.true_of);
            let fits = |(logic, wanted): &(Logic, bool)| holds(logic, true_of, held) == *wanted;
            if self.wanted.iter().all(fits) && self.facts_fit(held, &chosen) {
                return Found::Values(self.shown(&chosen, held));
            }
        }
        Found::Nothing
    }

    /// One outcome of each group, by the number of the combination.
    fn chosen<'g>(&self, groups: &'g [Vec<Outcome>], mut combination: usize) -> Vec<&'g Outcome> {
        let choose = |outcomes: &'g Vec<Outcome>| {
            let outcome = &outcomes[combination % outcomes.len()];
            combination /= outcomes.len();
            outcome
        };
        groups.iter().map(choose).collect()
    }

    /// Whether a person can have these facts together, and with these scores.
    fn facts_fit(&self, held: usize, chosen: &[&Outcome]) -> bool {
        let is_held = |place: usize| held >> place & 1 == 1;
        let has_three = self.facts.iter().enumerate().any(|(place, fact)| {
            is_held(place) && matches!(fact, Test::Fact(Fact::SingleThree(_)))
        });
        if has_three && chosen.iter().any(|outcome| outcome.is_under_three) {
            return false;
        }
        // Whoever has a symptom of one questionnaire has any symptom.
        let any = Test::Fact(Fact::AnySymptom(None));
        match self.facts.iter().position(|fact| *fact == any) {
            Some(place) if !is_held(place) => {
                !self.facts.iter().enumerate().any(|(place, fact)| {
                    is_held(place) && matches!(fact, Test::Fact(Fact::AnySymptom(Some(_))))
                })
            }
            _ => true,
        }
    }

    /// Values in words.
    fn shown(&self, chosen: &[&Outcome], held: usize) -> Told {
        let values = chosen.iter().flat_map(|outcome| &outcome.values);
        let numbers = values.map(|(place, value)| self.numbers[*place].shown(*value));
        let facts = self.facts.iter().enumerate().filter_map(|(place, fact)| {
            let shown = shown_fact(fact)?;
            Some(if held >> place & 1 == 1 { shown } else { format!("not {shown}") })
        });
        match numbers.chain(facts).collect::<Vec<_>>().join(", ") {
            nothing if nothing.is_empty() => told("always"),
            shown => told("with {values}").with("values", shown),
        }
    }
}

/// Whether a condition holds where these comparisons and facts do.
fn holds(logic: &Logic, true_of: u64, held: usize) -> bool {
    match logic {
        Logic::Any(parts) => parts.iter().any(|part| holds(part, true_of, held)),
        Logic::All(parts) => parts.iter().all(|part| holds(part, true_of, held)),
        Logic::Not(inner) => !holds(inner, true_of, held),
        Logic::AtLeast(count, parts) => {
            parts.iter().filter(|part| holds(part, true_of, held)).count() >= *count as usize
        }
        Logic::Compare(place) => true_of >> place & 1 == 1,
        Logic::Fact(place) => held >> place & 1 == 1,
    }
}

/// The place of a fact in a list, to which it is added if it isn't there.
fn place(facts: &mut Vec<Test>, fact: &Test) -> usize {
    facts.iter().position(|known| known == fact).unwrap_or_else(|| {
        facts.push(fact.clone());
        facts.len() - 1
    })
}
