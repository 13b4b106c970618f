//! Whether values exist for which some conditions hold and others don't.

use vitals::VitalSign;

use crate::rules::NamedLimit;
use crate::rules::condition::{Bound, Fact, Leaf, ScoreOf, Test, Value, Which};
use crate::rules::figures::{ABOVE, BELOW};
use crate::rules::quantity::shown_milli;
use crate::rules::sign::words_of;
use crate::rules::syntax::Op;

/// So many combinations are tried; a question with more is too hard, and said to be.
const TRIED_MAX: usize = 2_000_000;

/// A question: conditions, each with what it has to be.
#[derive(Default)]
pub(super) struct Question<'a> {
    numbers: Vec<Number<'a>>,
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

/// A sum of looked-up numbers, each so many millionths of times.
type Form<'a> = Vec<(i64, &'a Leaf)>;

/// A number that conditions compare, with what it is compared with.
struct Number<'a> {
    form: Form<'a>,
    thresholds: Vec<i64>,
}

/// A condition over numbered numbers and facts.
enum Logic {
    Any(Vec<Logic>),
    All(Vec<Logic>),
    Not(Box<Logic>),
    AtLeast(u32, Vec<Logic>),
    Compare(usize, Op, i64),
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
            Test::Fact(_) | Test::Lasting(..) => Logic::Fact(place(&mut self.facts, test)),
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
        let (mut form, mut sum) = (Vec::new(), 0);
        add(left, 1_000_000, limits, &mut form, &mut sum);
        add(right, -1_000_000, limits, &mut form, &mut sum);
        let (mut op, mut number) = (op, -sum);
        if form.first().is_some_and(|(times, _)| *times < 0) {
            form.iter_mut().for_each(|(times, _)| *times = -*times);
            (op, number) = (op.mirrored(), -number);
        }
        let place = self.numbers.iter().position(|known| known.form == form);
        let place = place.unwrap_or_else(|| {
            self.numbers.push(Number { form, thresholds: Vec::new() });
            self.numbers.len() - 1
        });
        self.numbers[place].thresholds.push(number);
        Logic::Compare(place, op, number)
    }

    /// Values for which everything is as demanded.
    pub(super) fn find(&self) -> Found {
        let facts = 1usize.checked_shl(self.facts.len() as u32).unwrap_or(usize::MAX);
        let mut domains: Vec<Vec<i64>> = self.numbers.iter().map(Number::critical).collect();
        if let [number] = &self.numbers[..]
            && let Some(grid) = number.grid()
            && grid.len().saturating_mul(facts) <= TRIED_MAX
        {
            domains = vec![grid];
        }
        let combinations = domains.iter().map(Vec::len).fold(facts, usize::saturating_mul);
        if combinations > TRIED_MAX {
            return Found::TooMany;
        }
        let mut values = vec![0; domains.len()];
        for mut rest in 0..combinations {
            let held = rest % facts;
            rest /= facts;
            for (value, domain) in values.iter_mut().zip(&domains) {
                *value = domain[rest % domain.len()];
                rest /= domain.len();
            }
            let fits = |(logic, wanted): &(Logic, bool)| logic.holds(&values, held) == *wanted;
            if self.wanted.iter().all(fits) && self.is_possible(&values, held) {
                return Found::Values(self.shown(&values, held));
            }
        }
        Found::Nothing
    }

    /// Whether a person can have these values together.
    fn is_possible(&self, values: &[i64], held: usize) -> bool {
        let value = |leaf: &Leaf| {
            let place = self.numbers.iter().position(|number| number.leaf() == Some(leaf))?;
            Some(values[place])
        };
        let score = |which, bound| value(&Leaf::Score(ScoreOf { which, bound }));
        let scores_fit = self.whichs().into_iter().all(|which| {
            let (low, high) = (score(which, Bound::Low), score(which, Bound::High));
            let single_three = Test::Fact(Fact::SingleThree(which));
            let three = self.facts.iter().position(|fact| *fact == single_three);
            let least = if three.is_some_and(|place| held >> place & 1 == 1) { 3000 } else { 0 };
            let is_over = |bound: Option<i64>| bound.is_none_or(|bound| bound >= least);
            !matches!((low, high), (Some(low), Some(high)) if high < low)
                && is_over(low)
                && is_over(high)
        });
        let pressures =
            [VitalSign::Systolic, VitalSign::Diastolic].map(|sign| value(&Leaf::Sign(sign)));
        let pressures_fit =
            !matches!(pressures, [Some(systolic), Some(diastolic)] if diastolic >= systolic);
        scores_fit && pressures_fit && self.symptoms_fit(held)
    }

    fn whichs(&self) -> Vec<Which> {
        let of_number = self.numbers.iter().filter_map(|number| match number.leaf()? {
            Leaf::Score(of) => Some(of.which),
            _ => None,
        });
        of_number.collect()
    }

    /// Whoever has a symptom of one questionnaire has any symptom.
    fn symptoms_fit(&self, held: usize) -> bool {
        let is_held = |place: usize| held >> place & 1 == 1;
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

    fn shown(&self, values: &[i64], held: usize) -> String {
        let numbers = self.numbers.iter().zip(values).map(|(number, value)| number.shown(*value));
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

impl Logic {
    fn holds(&self, values: &[i64], held: usize) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(values, held)),
            Self::All(parts) => parts.iter().all(|part| part.holds(values, held)),
            Self::Not(inner) => !inner.holds(values, held),
            Self::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.holds(values, held)).count() >= *count as usize
            }
            Self::Compare(place, op, number) => op.holds(values[*place], *number),
            Self::Fact(place) => held >> place & 1 == 1,
        }
    }
}

impl Number<'_> {
    /// What it is, if it is one thing looked up.
    fn leaf(&self) -> Option<&Leaf> {
        match self.form[..] {
            [(1_000_000, leaf)] => Some(leaf),
            _ => None,
        }
    }

    /// Every value that it can have, if it is a sign.
    fn grid(&self) -> Option<Vec<i64>> {
        let Leaf::Sign(sign) = self.leaf()? else { return None };
        let mut grid: Vec<_> = words_of(*sign).grid().collect();
        if *sign == VitalSign::Glucose {
            grid.extend([BELOW, ABOVE]);
        }
        Some(grid)
    }

    /// Each threshold, one step to either side, and the ends.
    fn critical(&self) -> Vec<i64> {
        let (step, low, high) = match self.leaf() {
            Some(Leaf::Sign(sign)) if words_of(*sign).is_named() => {
                return words_of(*sign).words.iter().map(|(_, milli)| *milli).collect();
            }
            Some(Leaf::Sign(sign)) => {
                let words = words_of(*sign);
                (words.step_milli, words.range_milli.0, words.range_milli.1)
            }
            Some(Leaf::Spo2Scale) => return vec![1000, 2000],
            Some(Leaf::Age) => (1000, 0, 130_000),
            Some(Leaf::DaysSinceDischarge) => (1000, 0, 366_000),
            Some(Leaf::Score(_)) => (1000, 0, 100_000),
            _ => (1, BELOW, ABOVE),
        };
        let around = self.thresholds.iter().flat_map(|at| [at - step, *at, at + step]);
        let mut critical: Vec<_> =
            around.chain([low, high]).filter(|value| (low..=high).contains(value)).collect();
        critical.sort_unstable();
        critical.dedup();
        critical
    }

    fn shown(&self, value: i64) -> String {
        let names = self.form.iter().map(|(times, leaf)| match times {
            1_000_000 => shown_leaf(leaf),
            -1_000_000 => format!("- {}", shown_leaf(leaf)),
            times => format!("{} * {}", shown_milli(times / 1000), shown_leaf(leaf)),
        });
        let name = names.collect::<Vec<_>>().join(" ");
        match self.leaf() {
            _ if value == BELOW => format!("{name} = LO"),
            _ if value == ABOVE => format!("{name} = HI"),
            Some(Leaf::Sign(sign)) => format!("{name} = {}", words_of(*sign).shown(value)),
            _ => format!("{name} = {}", shown_milli(value)),
        }
    }
}

/// Adds a value, so many millionths of times, to a sum; numbers go into `number`.
fn add<'a>(
    value: &'a Value,
    times: i64,
    limits: &[NamedLimit],
    form: &mut Form<'a>,
    number: &mut i64,
) {
    let of = |milli: i64| (i128::from(milli) * i128::from(times) / 1_000_000) as i64;
    match value {
        Value::Const(milli) => *number += of(*milli),
        Value::Leaf(Leaf::Limit(place)) => {
            *number += of(limits.get(*place).map_or(0, |limit| limit.default_milli));
        }
        Value::Leaf(leaf) => match form.iter_mut().find(|(_, known)| *known == leaf) {
            Some((sum, _)) => *sum += times,
            None => form.push((times, leaf)),
        },
        Value::Sum(left, right) => {
            add(left, times, limits, form, number);
            add(right, times, limits, form, number);
        }
        Value::Difference(left, right) => {
            add(left, times, limits, form, number);
            add(right, -times, limits, form, number);
        }
        Value::Scaled(micro, inner) => {
            let times = (i128::from(times) * i128::from(*micro) / 1_000_000) as i64;
            add(inner, times, limits, form, number);
        }
    }
}

/// The place of a fact in a list, to which it is added if it isn't there.
fn place(facts: &mut Vec<Test>, fact: &Test) -> usize {
    facts.iter().position(|known| known == fact).unwrap_or_else(|| {
        facts.push(fact.clone());
        facts.len() - 1
    })
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

fn shown_fact(test: &Test) -> Option<String> {
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
