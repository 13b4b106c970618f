//! Conditions: what a rule asks of a person's facts, compiled.

use std::sync::Arc;

use vitals::VitalSign;

use super::syntax::Op;

/// A condition, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As written.
    pub(crate) text: Arc<str>,
    pub(crate) test: Test,
}

impl Condition {
    /// The condition as the rule set has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether answers decide it.
    pub(crate) fn reads_answers(&self) -> bool {
        let mut reads = false;
        self.test.visit(&mut |part| {
            reads |= match part {
                Part::Leaf(Leaf::Answer(_)) => true,
                Part::Fact(fact) => fact.is_of_answers(),
                _ => false,
            };
        });
        reads
    }
}

/// What holds, doesn't, or isn't known to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    AtLeast(u32, Vec<Test>),
    Compare(Value, Op, Value),
    /// It has held for so many milliseconds without a break.
    Lasting(Box<Watched>, i64),
    Fact(Fact),
}

/// A condition that is looked at at each measurement of some signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) test: Test,
    pub(crate) signs: Vec<VitalSign>,
    /// The sign, if it looks at the values of one alone and at nothing else.
    pub(crate) alone: Option<VitalSign>,
}

impl Watched {
    pub(crate) fn new(test: Test, signs: Vec<VitalSign>) -> Self {
        let mut alone = signs.first().copied();
        test.visit(&mut |part| {
            if !matches!(part, Part::Leaf(Leaf::Sign(sign)) if Some(*sign) == alone) {
                alone = None;
            }
        });
        Self { test, signs, alone }
    }
}

/// A number in thousandths; unknown if one of its parts is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Const(i64),
    Leaf(Leaf),
    Sum(Box<Value>, Box<Value>),
    Difference(Box<Value>, Box<Value>),
    /// So many millionths of it.
    Scaled(i64, Box<Value>),
}

/// A number that has to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// The newest fresh value, rounded half up to the chart's resolution.
    Sign(VitalSign),
    /// One of the rule's named limits, by its place.
    Limit(usize),
    /// Something computed from several values.
    Figure(Arc<Figure>),
    /// A score.
    Score(ScoreOf),
    /// A number in an answer.
    Answer(Arc<str>),
    /// Whole years.
    Age,
    /// Whole days.
    DaysSinceDischarge,
    /// 1 or 2.
    Spo2Scale,
}

/// Which score, and what of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScoreOf {
    pub(crate) which: Which,
    pub(crate) bound: Bound,
}

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    News2,
    /// A table of the rule set, by its place.
    Table(usize),
}

/// Which bound of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// Missing parts count nothing.
    Low,
    /// Stale parts count their most; what was never measured counts nothing.
    High,
}

/// A figure with the words that it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) text: Arc<str>,
    /// UCUM.
    pub(crate) unit: &'static str,
    pub(crate) kind: FigureKind,
}

/// What a figure computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FigureKind {
    /// A statistic of the values in a window that ends with the newest one.
    Window { stat: Stat, sign: VitalSign, ms: i64, at_least: u32, drop_first_day: bool },
    /// The newest value less the median of those half to one and a half times so long before.
    Change(VitalSign, i64),
    /// Change per minute, over a window that ends with the newest value.
    Slope(VitalSign, i64),
    /// Where the slope of the last quarter of an hour leads in so long.
    Forecast(VitalSign, i64),
    /// At how many measurements of a window a condition held.
    Count(Watched, i64),
    /// On how many of the last days a condition held at least once.
    Days(Watched, i64),
    /// How many spells of at least 15 minutes there were.
    Spells(VitalSign, Op, i64, i64),
    /// What is usual for the person, from so many days, or the same part of those days.
    Usual(VitalSign, u8, bool),
    /// How far days lie from the usual.
    Spread(VitalSign, u8),
    /// The usual NEWS2.
    UsualNews2(u8),
}

/// A statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stat {
    Mean,
    Median,
    Min,
    Max,
}

/// Something that is so or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fact {
    Pregnant,
    OnOxygen,
    Condition(Arc<str>),
    Medicine(Arc<str>),
    /// The question was answered with yes.
    Yes(Arc<str>),
    /// The question was answered with this choice.
    Chose(Arc<str>, Arc<str>),
    /// A question about a symptom was answered with yes: of one questionnaire, or of any.
    AnySymptom(Option<usize>),
    /// A part of the score has three points.
    SingleThree(Which),
    /// A scheduled sign wasn't measured for so long.
    Silent(VitalSign, i64),
    /// A scheduled sign is overdue by so many percent of its interval.
    Due(VitalSign, i64),
}

impl Test {
    /// Calls `each` with every number that is looked up and every fact, also within figures.
    pub(crate) fn visit<'a>(&'a self, each: &mut dyn FnMut(Part<'a>)) {
        match self {
            Self::Any(parts) | Self::All(parts) | Self::AtLeast(_, parts) => {
                parts.iter().for_each(|part| part.visit(each));
            }
            Self::Not(inner) => inner.visit(each),
            Self::Compare(left, _, right) => {
                left.visit(each);
                right.visit(each);
            }
            Self::Lasting(watched, ms) => {
                each(Part::Lasting(watched, *ms));
                watched.test.visit(each);
            }
            Self::Fact(fact) => each(Part::Fact(fact)),
        }
    }

    /// The signs that it reads, each once, in the order of [`VitalSign`].
    pub(crate) fn signs(&self, of_score: &dyn Fn(Which) -> Vec<VitalSign>) -> Vec<VitalSign> {
        let mut signs = Vec::new();
        self.visit(&mut |part| part.signs(of_score, &mut signs));
        signs.sort_unstable();
        signs.dedup();
        signs
    }
}

impl Value {
    /// Calls `each` with every number that is looked up, also within figures.
    pub(crate) fn visit<'a>(&'a self, each: &mut dyn FnMut(Part<'a>)) {
        match self {
            Self::Const(_) => {}
            Self::Leaf(leaf) => {
                each(Part::Leaf(leaf));
                if let Leaf::Figure(figure) = leaf
                    && let FigureKind::Count(watched, _) | FigureKind::Days(watched, _) =
                        &figure.kind
                {
                    watched.test.visit(each);
                }
            }
            Self::Sum(left, right) | Self::Difference(left, right) => {
                left.visit(each);
                right.visit(each);
            }
            Self::Scaled(_, inner) => inner.visit(each),
        }
    }
}

/// Something that a condition looks up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'a> {
    Leaf(&'a Leaf),
    Fact(&'a Fact),
    Lasting(&'a Watched, i64),
}

impl Part<'_> {
    fn signs(self, of_score: &dyn Fn(Which) -> Vec<VitalSign>, signs: &mut Vec<VitalSign>) {
        match self {
            Self::Leaf(Leaf::Sign(sign))
            | Self::Fact(Fact::Silent(sign, _) | Fact::Due(sign, _)) => signs.push(*sign),
            Self::Leaf(Leaf::Score(score)) => signs.extend(of_score(score.which)),
            Self::Fact(Fact::SingleThree(which)) => signs.extend(of_score(*which)),
            Self::Fact(Fact::OnOxygen) => signs.push(VitalSign::SupplementalOxygen),
            Self::Leaf(Leaf::Figure(figure)) => match &figure.kind {
                FigureKind::Window { sign, .. }
                | FigureKind::Change(sign, _)
                | FigureKind::Slope(sign, _)
                | FigureKind::Forecast(sign, _)
                | FigureKind::Spells(sign, ..)
                | FigureKind::Usual(sign, ..)
                | FigureKind::Spread(sign, _) => signs.push(*sign),
                FigureKind::UsualNews2(_) => signs.extend(of_score(Which::News2)),
                FigureKind::Count(..) | FigureKind::Days(..) => {}
            },
            _ => {}
        }
    }
}
