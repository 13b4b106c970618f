//! Numbers that conditions compare, and the values of them that are tried.

use vitals::VitalSign;

use crate::rules::condition::{Bound, Fact, FigureKind, Leaf, ScoreOf, Test, Which};
use crate::rules::figures::{ABOVE, BELOW};
use crate::rules::quantity::shown_milli;
use crate::rules::sign::words_of;
use crate::rules::syntax::Op;

/// A number that conditions look up.
pub(super) struct Number<'a> {
    pub(super) leaf: &'a Leaf,
}

/// A sum of numbers, each so many millionths of times, compared with a number.
pub(super) struct Compared {
    /// Times, and the number's place.
    pub(super) terms: Vec<(i64, usize)>,
    pub(super) op: Op,
    /// Millionths of thousandths.
    pub(super) micro: i64,
}

impl Compared {
    pub(super) fn holds(&self, values: &[i64]) -> bool {
        let sum = self.terms.iter().map(|(times, place)| times.saturating_mul(values[*place]));
        self.op.holds(sum.fold(0, i64::saturating_add), self.micro)
    }

    /// The values of the number at a place for which the comparison changes: at several values of
    /// the others.
    fn thresholds(&self, place: usize, numbers: &[Number<'_>]) -> Vec<i64> {
        let times = self.terms.iter().filter(|term| term.1 == place).map(|term| term.0);
        let times: i64 = times.sum();
        if times == 0 {
            return Vec::new();
        }
        let mut sums = vec![0i64];
        for (other_times, other) in self.terms.iter().filter(|term| term.1 != place) {
            let values = numbers[*other].several();
            sums = sums
                .iter()
                .flat_map(|sum| values.iter().map(move |value| sum + other_times * value))
                .collect();
        }
        sums.into_iter().map(|sum| (self.micro - sum).div_euclid(times)).collect()
    }
}

/// Each threshold of the number at a place, one step to either side, and the ends of its range.
pub(super) fn critical(place: usize, numbers: &[Number<'_>], compared: &[Compared]) -> Vec<i64> {
    let number = &numbers[place];
    if let Leaf::Sign(sign) = number.leaf
        && words_of(*sign).is_named()
    {
        return words_of(*sign).words.iter().map(|(_, milli)| *milli).collect();
    }
    let (step, low, high) = number.range();
    let mut critical = vec![low, high];
    for compared in compared {
        let is_first = compared.terms.first().is_some_and(|term| term.1 == place);
        // Of a sum the first number takes the values at which it changes, the others a few.
        let around = if is_first { compared.thresholds(place, numbers) } else { Vec::new() };
        critical.extend(around.into_iter().flat_map(|at| {
            // A threshold of a sum may lie between two values.
            let at = at.div_euclid(step) * step;
            [at - step, at, at + step]
        }));
        if !is_first && compared.terms.iter().any(|term| term.1 == place) {
            critical.extend(number.several());
        }
    }
    critical.retain(|value| (low..=high).contains(value));
    if number.can_be_beyond() {
        critical.extend([BELOW, ABOVE]);
    }
    critical.sort_unstable();
    critical.dedup();
    critical
}

impl Number<'_> {
    /// The step between two values, the lowest and the highest.
    fn range(&self) -> (i64, i64, i64) {
        match self.leaf {
            Leaf::Sign(sign) => {
                let words = words_of(*sign);
                (words.step_milli, words.range_milli.0, words.range_milli.1)
            }
            Leaf::Spo2Scale => (1000, 1000, 2000),
            Leaf::Age => (1000, 0, 130_000),
            Leaf::DaysSinceDischarge => (1000, 0, 366_000),
            Leaf::Score(_) => (1000, 0, 100_000),
            Leaf::Answer(_) | Leaf::Limit(_) => (1, -1_000_000_000, 1_000_000_000),
            Leaf::Figure(figure) => match &figure.kind {
                FigureKind::Window { sign, .. }
                | FigureKind::Usual(sign, ..)
                | FigureKind::Forecast(sign, _) => {
                    let (low, high) = words_of(*sign).range_milli;
                    (1, low, high)
                }
                FigureKind::Change(sign, _) | FigureKind::Slope(sign, _) => {
                    let (low, high) = words_of(*sign).range_milli;
                    (1, low - high, high - low)
                }
                FigureKind::Spread(sign, _) => {
                    let (low, high) = words_of(*sign).range_milli;
                    (1, 0, high - low)
                }
                FigureKind::Count(..) | FigureKind::Spells(..) => (1000, 0, 2_500_000),
                FigureKind::Days(..) => (1000, 0, 7_000),
                FigureKind::UsualNews2(_) => (1000, 0, 20_000),
            },
        }
    }

    /// A few values of it, to see what a sum with it does.
    fn several(&self) -> Vec<i64> {
        let (step, low, high) = self.range();
        let middle = (low + high).div_euclid(2).div_euclid(step) * step;
        vec![low, middle, high]
    }

    /// Whether a sensor may fail to tell it: "LO" and "HI".
    fn can_be_beyond(&self) -> bool {
        match self.leaf {
            Leaf::Sign(sign) => *sign == VitalSign::Glucose,
            _ => false,
        }
    }

    /// Every value that it can have, if it is a sign.
    pub(super) fn grid(&self) -> Option<Vec<i64>> {
        let Leaf::Sign(sign) = self.leaf else { return None };
        let mut grid: Vec<_> = words_of(*sign).grid().collect();
        if self.can_be_beyond() {
            grid.extend([BELOW, ABOVE]);
        }
        Some(grid)
    }

    /// A value in words.
    pub(super) fn shown(&self, value: i64) -> String {
        let name = shown_leaf(self.leaf);
        match self.leaf {
            _ if value == BELOW => format!("{name} = LO"),
            _ if value == ABOVE => format!("{name} = HI"),
            Leaf::Sign(sign) => format!("{name} = {}", words_of(*sign).shown(value)),
            Leaf::Figure(figure) => {
                format!("{name} = {} {}", shown_milli(value), figure.unit).trim_end().into()
            }
            _ => format!("{name} = {}", shown_milli(value)),
        }
    }
}

fn shown_leaf(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Sign(sign) => words_of(*sign).name.into(),
        Leaf::Limit(_) => "limit".into(),
        Leaf::Figure(figure) => figure.text.to_string(),
        Leaf::Score(ScoreOf { which, bound }) => {
            let score = if *which == Which::News2 { "news2" } else { "score" };
            if *bound == Bound::High { format!("{score}.high") } else { score.into() }
        }
        Leaf::Answer(question) => format!("answer.{question}"),
        Leaf::Age => "age".into(),
        Leaf::DaysSinceDischarge => "days_since_discharge".into(),
        Leaf::Spo2Scale => "spo2_scale".into(),
    }
}

/// A fact in words.
pub(super) fn shown_fact(test: &Test) -> Option<String> {
    let Test::Fact(fact) = test else { return Some("lasting long enough".into()) };
    Some(match fact {
        Fact::Pregnant => "pregnant".into(),
        Fact::OnOxygen => "on_oxygen".into(),
        Fact::Condition(name) => format!("condition.{name}"),
        Fact::Medicine(name) => format!("medicine.{name}"),
        Fact::Yes(question) => format!("answer.{question}"),
        Fact::Chose(question, choice) => format!("answer.{question} = {choice}"),
        Fact::AnySymptom(_) => "any_symptom".into(),
        Fact::SingleThree(_) => "single_three".into(),
        Fact::Silent(sign, _) | Fact::Due(sign, _) => format!("no {}", words_of(*sign).name),
    })
}
