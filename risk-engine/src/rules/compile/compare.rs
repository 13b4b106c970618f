//! Comparisons: both sides have to be numbers of one kind.

use super::{Compiler, Dim, Kind};
use crate::rules::condition::{Fact, Leaf, Test, Value};
use crate::rules::mistake::{Told, told};
use crate::rules::quantity::{Beside, Decimal, Unfit, milli_of};
use crate::rules::sign::words_of;
use crate::rules::syntax::{Op, Term};

/// A side of a comparison before it is known what a bare number on it means.
enum Side {
    Known(Value, Dim),
    Number(Decimal, Option<String>),
    /// A limit of the rule, by its place.
    Limit(usize),
    Word(String),
}

impl Compiler<'_> {
    /// `left op right`.
    pub(super) fn compare(&mut self, left: &Term, op: Op, right: &Term) -> Option<Test> {
        if let Some(done) = self.choice(left, op, right) {
            return done;
        }
        let (one, other) = (self.side(left), self.side(right));
        let (left, op, right) = match (one?, other?) {
            (Side::Known(value, dim), side) => (value, op, self.beside(&dim, op, side)?),
            (side, Side::Known(value, dim)) => {
                (value, op.mirrored(), self.beside(&dim, op.mirrored(), side)?)
            }
            (Side::Word(word), _) | (_, Side::Word(word)) => return self.unknown(&word),
            _ => {
                return self.tell(
                    told("\"{part}\" reads nothing of the person")
                        .with("part", format!("{left} {op} {right}")),
                    told("compare a sign, a figure, a score or an answer"),
                );
            }
        };
        Some(Test::Compare(left, op, right))
    }

    /// `answer.sputum = green`: a comparison with a choice.
    fn choice(&mut self, left: &Term, op: Op, right: &Term) -> Option<Option<Test>> {
        let (Term::Name(name), Term::Text(word) | Term::Name(word)) = (left, right) else {
            return None;
        };
        let question = name.strip_prefix("answer.")?;
        let Some((id, Kind::Choice(choices))) = self.names.questions.get_key_value(question) else {
            return None;
        };
        let (id, choices) = (id.clone(), choices.clone());
        let Some(choice) = choices.iter().find(|choice| ***choice == **word) else {
            return Some(
                self.tell(
                    told("\"{word}\" is no answer to {question}")
                        .with("word", word)
                        .with("question", question),
                    told("use one of: {known}").with("known", choices.join(", ")),
                ),
            );
        };
        let chose = Test::Fact(Fact::Chose(id, choice.clone()));
        Some(match op {
            Op::Equal => Some(chose),
            Op::Unequal => Some(Test::Not(Box::new(chose))),
            _ => {
                self.tell(told("a choice is not {op} another").with("op", op), told("use = or !="))
            }
        })
    }

    fn side(&mut self, term: &Term) -> Option<Side> {
        Some(match term {
            Term::Number(number, unit) => Side::Number(*number, unit.clone()),
            Term::Text(text) => Side::Word(text.clone()),
            Term::Name(name) => {
                if let Some(place) = self.limits.iter().position(|limit| *limit.name == **name) {
                    return Some(Side::Limit(place));
                }
                let told = self.told.len();
                match self.number_named(name) {
                    Some((value, dim)) => Side::Known(value, dim),
                    None if self.told.len() > told => return None,
                    None => Side::Word(name.clone()),
                }
            }
            Term::Call(name, arguments) => {
                let (value, dim) = self.number_called(term, name, arguments)?;
                Side::Known(value, dim)
            }
            Term::Sum(left, right) => self.sum(left, right, false)?,
            Term::Difference(left, right) => self.sum(left, right, true)?,
            Term::Scaled(times, inner) => match self.side(inner)? {
                Side::Known(value, dim) => {
                    let dim = match dim {
                        Dim::Bare(sign) => Dim::Figure(sign),
                        other => other,
                    };
                    Side::Known(Value::Scaled(times.micro, Box::new(value)), dim)
                }
                _ => {
                    return self.tell(
                        told("\"{part}\" reads nothing of the person").with("part", term),
                        told("write the number itself"),
                    );
                }
            },
        })
    }

    fn sum(&mut self, left: &Term, right: &Term, minus: bool) -> Option<Side> {
        let (one, other) = (self.side(left), self.side(right));
        let (Side::Known(value, dim), other) = (one?, other?) else {
            return self.tell(
                told("\"{part}\" stands first in a sum").with("part", left),
                told("put what is read of the person first, the number after it"),
            );
        };
        let (added, dim) = match other {
            Side::Known(added, of) => (added, self.sum_of(&dim, &of, minus)?),
            Side::Number(number, unit) => {
                let (beside, sum) = match dim {
                    Dim::Bare(sign) | Dim::Figure(sign) => {
                        (Dim::Difference(sign), Dim::Figure(sign))
                    }
                    same => (same.clone(), same),
                };
                (Value::Const(self.number(&beside, number, unit.as_deref())?), sum)
            }
            Side::Limit(_) | Side::Word(_) => {
                return self.tell(
                    told("\"{part}\" can't be part of a sum").with("part", right),
                    told("compare a limit with a sum; write numbers into it"),
                );
            }
        };
        let (value, added) = (Box::new(value), Box::new(added));
        let sum = if minus { Value::Difference(value, added) } else { Value::Sum(value, added) };
        Some(Side::Known(sum, dim))
    }

    /// What kind of number the sum of two numbers is.
    fn sum_of(&mut self, left: &Dim, right: &Dim, minus: bool) -> Option<Dim> {
        use Dim::{Bare, Difference, Figure, Plain};
        match (left, right) {
            (Bare(sign) | Figure(sign), Difference(by))
                if words_of(*sign).unit == words_of(*by).unit =>
            {
                Some(Figure(*sign))
            }
            (Difference(sign), Difference(by)) if words_of(*sign).unit == words_of(*by).unit => {
                Some(Difference(*sign))
            }
            (Bare(sign) | Figure(sign), Bare(by) | Figure(by))
                if minus
                    && words_of(*sign).unit == words_of(*by).unit
                    && !words_of(*sign).is_named() =>
            {
                Some(Difference(*sign))
            }
            (Plain, Plain) => Some(Plain),
            _ => self.tell(
                told("two numbers that can't be added"),
                told("add or take off a difference of the same unit"),
            ),
        }
    }

    /// The other side of a comparison with a number of a kind.
    fn beside(&mut self, dim: &Dim, op: Op, side: Side) -> Option<Value> {
        match side {
            Side::Known(value, other) => {
                if kind(dim) == kind(&other) {
                    return Some(value);
                }
                self.tell(
                    told("{one} is compared with {other}")
                        .and("one", kind(dim))
                        .and("other", kind(&other)),
                    told("compare numbers of one kind and unit"),
                )
            }
            Side::Number(number, unit) => {
                Some(Value::Const(self.number(dim, number, unit.as_deref())?))
            }
            Side::Limit(place) => self.limit(place, dim, op),
            Side::Word(word) => self.word(dim, &word),
        }
    }

    fn limit(&mut self, place: usize, dim: &Dim, op: Op) -> Option<Value> {
        let odd_below = match op {
            Op::Less | Op::AtMost => self.odd,
            Op::More | Op::AtLeast => !self.odd,
            Op::Equal | Op::Unequal => {
                let name = self.limits[place].name.clone();
                return self.tell(
                    told("limit \"{name}\" is compared with {op}")
                        .with("name", name)
                        .with("op", op),
                    told("use <, <=, > or >=: a limit has a side that is odd"),
                );
            }
        };
        let draft = &mut self.limits[place];
        draft.low.push(odd_below);
        let first = draft.beside.get_or_insert_with(|| dim.clone()).clone();
        if kind(&first) != kind(dim) {
            let name = draft.name.clone();
            return self.tell(
                told("limit \"{name}\" is compared with {one} and with {other}")
                    .with("name", name)
                    .and("one", kind(&first))
                    .and("other", kind(dim)),
                told("make two limits of it"),
            );
        }
        Some(Value::Leaf(Leaf::Limit(place)))
    }

    fn word(&mut self, dim: &Dim, word: &str) -> Option<Value> {
        if let Dim::Bare(sign) = dim
            && let Some((_, milli)) = words_of(*sign).words.iter().find(|(name, _)| *name == word)
        {
            return Some(Value::Const(*milli));
        }
        self.unknown(word)
    }

    /// A number beside a number of a kind, in thousandths.
    pub(super) fn number(&mut self, dim: &Dim, number: Decimal, unit: Option<&str>) -> Option<i64> {
        match milli_beside(dim, number, unit) {
            Ok(milli) => Some(milli),
            Err(unfit) => {
                self.told.push(unfit);
                None
            }
        }
    }
}

/// A number beside a number of a kind, in thousandths.
pub(crate) fn milli_beside(dim: &Dim, number: Decimal, unit: Option<&str>) -> Result<i64, Unfit> {
    let (want, what) = match dim {
        Dim::Bare(sign) => return milli_of(*sign, Beside::Bare, number, unit),
        Dim::Figure(sign) => return milli_of(*sign, Beside::Figure, number, unit),
        Dim::Difference(sign) => return milli_of(*sign, Beside::Difference, number, unit),
        Dim::Rate(sign) => return milli_of(*sign, Beside::Rate, number, unit),
        Dim::Plain => (None, told("a count")),
        Dim::Years => (Some("years"), told("an age")),
        Dim::Days => (Some("d"), told("a number of days")),
        Dim::Asked(wanted) => {
            if unit.unwrap_or("") != &**wanted {
                let number = match unit {
                    Some(unit) => Told::given(format!("{number} {unit}")),
                    None => told("{number} without a unit").with("number", number),
                };
                let asked = match &**wanted {
                    "" => told("a bare number"),
                    unit => Told::given(unit),
                };
                return Err(Unfit {
                    what: told("{number} is compared with an answer").and("number", number),
                    remedy: told("the question asks for {wanted}").and("wanted", asked),
                });
            }
            (unit, told("an answer"))
        }
    };
    if unit.is_some() && unit != want {
        return Err(Unfit {
            what: told("{what} isn't measured in {unit}")
                .and("what", what)
                .with("unit", unit.unwrap_or("")),
            remedy: told("write {wanted}").with("wanted", number),
        });
    }
    number.milli().ok_or_else(|| Unfit {
        what: told("{number} has more than three digits after the point").with("number", number),
        remedy: told("round it"),
    })
}

/// What numbers can be compared with each other, in words.
fn kind(dim: &Dim) -> Told {
    match dim {
        Dim::Bare(sign) | Dim::Figure(sign) => match words_of(*sign) {
            words if words.unit.is_empty() => Told::given(words.name),
            words if words.unit == "/min" => {
                told("a value of {sign} in /min").with("sign", words.name)
            }
            words => told("a value in {unit}").with("unit", words.unit),
        },
        Dim::Difference(sign) => told("a difference in {unit}").with("unit", words_of(*sign).unit),
        Dim::Rate(sign) => told("a slope in {unit}/min").with("unit", words_of(*sign).unit),
        Dim::Plain => told("a count or score"),
        Dim::Years => told("an age"),
        Dim::Days => told("a number of days"),
        Dim::Asked(unit) => told("an answer in {unit}").with("unit", unit),
    }
}
