//! Conditions as written to conditions as evaluated: names are looked up and units converted, once.

mod call;
mod compare;
mod name;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vitals::VitalSign;

pub(crate) use compare::milli_beside;

use super::condition::{Condition, Fact, Figure, FigureKind, Leaf, Test, Value, Watched};
use super::mistake::{Told, told};
use super::quantity::{Unfit, shown_ms};
use super::syntax::{Expr, Term, parse};

/// What a rule set's conditions can name beside signs and functions.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) conditions: BTreeSet<Arc<str>>,
    pub(crate) medicines: BTreeSet<Arc<str>>,
    /// Scores that are tables, in their order, with the signs that each reads.
    pub(crate) scores: Vec<(Arc<str>, Vec<VitalSign>)>,
    /// Questionnaires, in their order.
    pub(crate) questionnaires: Vec<Arc<str>>,
    pub(crate) questions: BTreeMap<Arc<str>, Kind>,
}

/// What a question can be answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// A number of this unit.
    Number(Arc<str>),
    /// One of these.
    Choice(Vec<Arc<str>>),
}

/// What is known of one of a rule's named limits while its conditions are compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) name: Arc<str>,
    /// What it was compared with first: that gives it its unit.
    pub(crate) beside: Option<Dim>,
    /// Whether values under it are odd, by its uses.
    pub(crate) low: Vec<bool>,
}

/// What kind of number it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dim {
    /// A bare value of a sign.
    Bare(VitalSign),
    /// A figure of a sign.
    Figure(VitalSign),
    /// A difference of two values of a sign.
    Difference(VitalSign),
    /// A difference per minute.
    Rate(VitalSign),
    /// Points, or a count.
    Plain,
    /// Years of age.
    Years,
    /// Days.
    Days,
    /// A number in an answer, of this unit.
    Asked(Arc<str>),
}

/// Compiles the conditions of one rule.
pub(crate) struct Compiler<'a> {
    pub(crate) names: &'a Names,
    pub(crate) limits: &'a mut Vec<Draft>,
    /// Mistakes found so far.
    pub(crate) told: &'a mut Vec<Unfit>,
    /// False within what makes a value fine rather than odd.
    pub(crate) odd: bool,
}

/// Samples are held for so long.
pub(crate) const HELD_MS: i64 = 7 * 86_400_000;

impl Compiler<'_> {
    /// Reads and compiles a condition; none if there was a mistake in it.
    pub(crate) fn compile(&mut self, text: &str) -> Option<Condition> {
        match parse(text) {
            Ok(expr) => {
                let test = self.test(&expr)?;
                Some(Condition { text: text.into(), test })
            }
            Err(unreadable) => {
                let near: String =
                    text.get(unreadable.offset..).unwrap_or("").chars().take(20).collect();
                let what = told("can't read \"{text}\": {why}").with("text", text);
                let what = what.and("why", unreadable.what);
                let remedy = match near.as_str() {
                    "" => told("complete it"),
                    near => told("look before \"{near}\"").with("near", near),
                };
                self.tell(what, remedy)
            }
        }
    }

    pub(super) fn tell<T>(&mut self, what: Told, remedy: Told) -> Option<T> {
        self.told.push(Unfit { what, remedy });
        None
    }

    fn tests(&mut self, parts: &[Expr]) -> Option<Vec<Test>> {
        // All of them before giving up: every mistake is told.
        let tests: Vec<_> = parts.iter().map(|part| self.test(part)).collect();
        tests.into_iter().collect()
    }

    pub(super) fn test(&mut self, expr: &Expr) -> Option<Test> {
        match expr {
            Expr::Any(parts) => Some(Test::Any(self.tests(parts)?)),
            Expr::All(parts) => Some(Test::All(self.tests(parts)?)),
            Expr::Not(inner) => {
                self.odd = !self.odd;
                let inner = self.test(inner);
                self.odd = !self.odd;
                Some(Test::Not(Box::new(inner?)))
            }
            Expr::AtLeast(count, parts) => {
                let tests = self.tests(parts)?;
                if *count == 0 || *count as usize > tests.len() {
                    return self.tell(
                        told("\"at least {count} of\" {total} conditions")
                            .with("count", count)
                            .with("total", tests.len()),
                        told("write a number from 1 to {most}").with("most", tests.len()),
                    );
                }
                Some(Test::AtLeast(*count, tests))
            }
            Expr::Compare(left, op, right) => self.compare(left, *op, right),
            Expr::Lasting(inner, ms) => {
                self.within_held(*ms)?;
                Some(Test::Lasting(Box::new(self.watched(inner)?), *ms))
            }
            Expr::Times(times, inner, ms) => {
                let figure = self.count(expr, inner, *ms)?;
                let times = Value::Const(i64::from(*times) * 1000);
                Some(Test::Compare(figure, super::syntax::Op::AtLeast, times))
            }
            Expr::Is(term) => self.is(term),
        }
    }

    /// `count(inner, ms)`.
    pub(super) fn count(
        &mut self,
        whole: &dyn std::fmt::Display,
        inner: &Expr,
        ms: i64,
    ) -> Option<Value> {
        self.within_held(ms)?;
        let kind = FigureKind::Count(self.watched(inner)?, ms);
        Some(figure(whole, "", kind))
    }

    /// A condition with the signs at whose measurements it is looked at.
    pub(super) fn watched(&mut self, expr: &Expr) -> Option<Watched> {
        let test = self.test(expr)?;
        let mut nested = false;
        test.visit(&mut |part| nested |= matches!(part, super::condition::Part::Lasting(..)));
        if nested {
            return self.tell(
                told("\"{part}\" counts what itself takes time").with("part", expr),
                told("count the bare condition, without \"for\""),
            );
        }
        let names = self.names;
        let signs = test.signs(&|which| names.signs_of(which));
        if signs.is_empty() {
            return self.tell(
                told("\"{part}\" reads nothing that is measured").with("part", expr),
                told("only what is measured can be counted or last"),
            );
        }
        Some(Watched::new(test, signs))
    }

    pub(super) fn within_held(&mut self, ms: i64) -> Option<()> {
        if (1..=HELD_MS).contains(&ms) {
            return Some(());
        }
        self.tell(
            told("{time} can't be looked back on").with("time", shown_ms(ms)),
            told("values are held for 7 d: write less, or use usual(…)"),
        )
    }

    /// A name or a call that holds or doesn't by itself.
    fn is(&mut self, term: &Term) -> Option<Test> {
        let fact = match term {
            Term::Name(name) => self.fact_named(name)?,
            Term::Call(name, arguments) => self.fact_called(name, arguments)?,
            _ => {
                return self.tell(
                    told("\"{part}\" neither holds nor doesn't").with("part", term),
                    told("compare it with something"),
                );
            }
        };
        Some(Test::Fact(fact))
    }
}

pub(super) fn figure(text: &dyn std::fmt::Display, unit: &'static str, kind: FigureKind) -> Value {
    let text = text.to_string().into();
    Value::Leaf(Leaf::Figure(Arc::new(Figure { text, unit, kind })))
}

impl Names {
    /// The signs that a score reads.
    pub(crate) fn signs_of(&self, which: super::condition::Which) -> Vec<VitalSign> {
        match which {
            super::condition::Which::News2 => super::score::SCORED.to_vec(),
            super::condition::Which::Table(place) => {
                self.scores.get(place).map_or_else(Vec::new, |(_, signs)| signs.clone())
            }
        }
    }
}

impl Fact {
    /// Whether answers decide it.
    pub(crate) fn is_of_answers(&self) -> bool {
        matches!(self, Self::Yes(_) | Self::Chose(..) | Self::AnySymptom(_))
    }
}
