//! Whether values exist for which some conditions hold and others don't.

use std::collections::BTreeMap;

use vitals::VitalSign;

use super::number::{Compared, Number, shown_fact};
use crate::rules::NamedLimit;
use crate::rules::condition::{Bound, Fact, Leaf, Test, Value};
use crate::rules::syntax::Op;

/// So many combinations are tried; a question with more is too hard, and said to be.
const TRIED_MAX: usize = 2_000_000;

/// A question: conditions, each with what it has to be.
#[derive(Default)]
pub(super) struct Question<'a> {
    numbers: Vec<Number<'a>>,
    compared: Vec<Compared>,
    facts: Vec<Test>,
    wanted: Vec<(Logic, bool)>,
}

/// The answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Such values, in words.
    Values(String),
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

/// What the comparisons of a group of numbers can come to, and values for which they do.
struct Outcome {
    /// By the comparison's place.
    true_of: u64,
    /// Whether a score among them is under three.
    is_under_three: bool,
    values: Vec<(usize, i64)>,
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

    /// The numbers in groups: those of one comparison, and those that can't have any values together.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut group_of: Vec<usize> = (0..self.numbers.len()).collect();
        let mut join = |one: usize, other: usize| {
            let (from, to) = (group_of[one], group_of[other]);
            group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
        };
        for compared in &self.compared {
            compared.terms.windows(2).for_each(|pair| join(pair[0].1, pair[1].1));
        }
        for (one, number) in self.numbers.iter().enumerate() {
            let others = self.numbers[..one].iter().enumerate();
            others
                .filter(|(_, other)| are_bound(number.leaf, other.leaf))
                .for_each(|(other, _)| join(one, other));
        }
        let groups = (0..self.numbers.len()).map(|group| {
            (0..self.numbers.len()).filter(|place| group_of[*place] == group).collect::<Vec<_>>()
        });
        groups.filter(|group| !group.is_empty()).collect()
    }

    /// Every outcome that the comparisons of a group can have, each with values; none if there are
    /// too many values to try.
    fn outcomes(&self, group: &[usize]) -> Option<Vec<Outcome>> {
        let domains: Vec<Vec<i64>> = match group {
            [only] => vec![self.grid_of(*only)],
            several => {
                let critical =
                    |place: &usize| super::number::critical(*place, &self.numbers, &self.compared);
                several.iter().map(critical).collect()
            }
        };
        let combinations = domains.iter().map(Vec::len).fold(1, usize::saturating_mul);
        let is_of_group =
            |compared: &Compared| compared.terms.iter().any(|term| group.contains(&term.1));
        let compared =
            self.compared.iter().enumerate().filter(|(_, compared)| is_of_group(compared));
        let compared: Vec<_> = compared.collect();
        if combinations > TRIED_MAX || self.compared.len() > 64 {
            return None;
        }
        let mut outcomes = BTreeMap::new();
        let mut values = vec![0; self.numbers.len()];
        for mut rest in 0..combinations {
            for (place, domain) in group.iter().zip(&domains) {
                values[*place] = domain[rest % domain.len()];
                rest /= domain.len();
            }
            if !self.is_possible(group, &values) {
                continue;
            }
            let bits = compared
                .iter()
                .map(|(place, compared)| u64::from(compared.holds(&values)) << place);
            let three =
                group.iter().any(|place| is_under_three(self.numbers[*place].leaf, values[*place]));
            let true_of = bits.fold(0, |all, bit| all | bit);
            outcomes.entry((true_of, three)).or_insert_with(|| {
                let values = group.iter().map(|place| (*place, values[*place]));
                Outcome { true_of, is_under_three: three, values: values.collect() }
            });
        }
        Some(outcomes.into_values().collect())
    }

    /// Every value of a sign; of anything else those at which a comparison changes.
    fn grid_of(&self, place: usize) -> Vec<i64> {
        let grid = self.numbers[place].grid();
        grid.unwrap_or_else(|| super::number::critical(place, &self.numbers, &self.compared))
    }

    /// Whether a person can have these values together.
    fn is_possible(&self, group: &[usize], values: &[i64]) -> bool {
        group.iter().all(|one| {
            group.iter().all(|other| match (self.numbers[*one].leaf, self.numbers[*other].leaf) {
                (Leaf::Sign(VitalSign::Systolic), Leaf::Sign(VitalSign::Diastolic)) => {
                    values[*other] < values[*one]
                }
                (Leaf::Score(low), Leaf::Score(high))
                    if low.which == high.which
                        && (low.bound, high.bound) == (Bound::Low, Bound::High) =>
                {
                    values[*one] <= values[*other]
                }
                _ => true,
            })
        })
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
    fn shown(&self, chosen: &[&Outcome], held: usize) -> String {
        let values = chosen.iter().flat_map(|outcome| &outcome.values);
        let numbers = values.map(|(place, value)| self.numbers[*place].shown(*value));
        let facts = self.facts.iter().enumerate().filter_map(|(place, fact)| {
            let shown = shown_fact(fact)?;
            Some(if held >> place & 1 == 1 { shown } else { format!("not {shown}") })
        });
        match numbers.chain(facts).collect::<Vec<_>>().join(", ") {
            nothing if nothing.is_empty() => "always".into(),
            shown => format!("with {shown}"),
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

/// Whether two numbers can't have any values together.
fn are_bound(one: &Leaf, other: &Leaf) -> bool {
    use VitalSign::{Diastolic, Systolic};
    match (one, other) {
        (Leaf::Sign(one), Leaf::Sign(other)) => {
            matches!((one, other), (Systolic, Diastolic) | (Diastolic, Systolic))
        }
        (Leaf::Score(one), Leaf::Score(other)) => one.which == other.which,
        _ => false,
    }
}

/// Whether it is a score that no single three can be part of.
fn is_under_three(leaf: &Leaf, value: i64) -> bool {
    matches!(leaf, Leaf::Score(_)) && value < 3000
}

/// The place of a fact in a list, to which it is added if it isn't there.
fn place(facts: &mut Vec<Test>, fact: &Test) -> usize {
    facts.iter().position(|known| known == fact).unwrap_or_else(|| {
        facts.push(fact.clone());
        facts.len() - 1
    })
}
