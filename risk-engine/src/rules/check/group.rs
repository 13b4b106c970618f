//! Numbers that have to be tried together, and what their comparisons can come to.

use std::collections::BTreeMap;

use vitals::VitalSign;

use super::logic::{Question, TRIED_MAX};
use super::number::{Compared, critical};
use crate::rules::condition::{Bound, Leaf};

/// What the comparisons of a group of numbers can come to, and values for which they do.
pub(super) struct Outcome {
    /// By the comparison's place.
    pub(super) true_of: u64,
    /// Whether a score among them is under three.
    pub(super) is_under_three: bool,
    pub(super) values: Vec<(usize, i64)>,
}

impl Question<'_> {
    /// The numbers in groups: those of one comparison, and those that can't have any values together.
    pub(super) fn groups(&self) -> Vec<Vec<usize>> {
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
    pub(super) fn outcomes(&self, group: &[usize]) -> Option<Vec<Outcome>> {
        let domains: Vec<Vec<i64>> = match group {
            [only] => vec![self.grid_of(*only)],
            several => {
                let of = |place: &usize| critical(*place, &self.numbers, &self.compared);
                several.iter().map(of).collect()
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
        grid.unwrap_or_else(|| critical(place, &self.numbers, &self.compared))
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
