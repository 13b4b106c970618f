//! A condition as a sentence of people, with its numbers apart, so that a page can show each and change it.

use super::sign::sign_named;
use super::syntax::{Argument, Expr, Op, Term, numbers, parse};
use super::tongue::{Phrase, Tongue};

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A number that stands in the condition.
    Number(Number),
    /// One of the rule's named limits.
    Limit(String),
}

/// A number with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its first byte.
    pub at: usize,
    /// The byte after its last digit.
    pub end: usize,
    /// Its digits.
    pub text: String,
    /// Its unit; empty if it has none.
    pub unit: String,
}

/// What names are called.
pub(crate) struct Lexicon<'a> {
    /// The language.
    pub(crate) tongue: &'a dyn Tongue,
    /// A question, as a person reads it.
    pub(crate) question: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the rule has a limit of this name.
    pub(crate) is_limit: &'a dyn Fn(&str) -> bool,
}

/// Says a condition as people do; what can't be read stays as it is written.
pub(crate) fn sentence(text: &str, lexicon: &Lexicon<'_>) -> Vec<Piece> {
    said(text, lexicon).unwrap_or_else(|| vec![Piece::Words(text.to_owned())])
}

/// The same without places.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let words = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Number(Number { text, unit, .. }) => with_unit(text, unit),
        Piece::Limit(name) => format!("the limit {}", spaced(name)),
    });
    words.collect()
}

fn with_unit(number: &str, unit: &str) -> String {
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { " " };
    format!("{number}{space}{unit}")
}

fn said(text: &str, lexicon: &Lexicon<'_>) -> Option<Vec<Piece>> {
    let expr = parse(text).ok()?;
    let found = numbers(text).ok()?;
    let mut speaker = Speaker { text, numbers: found, next: 0, lexicon };
    let pieces = joined(speaker.expr(&expr)?);
    // A number that nothing was said about would be lost.
    (speaker.next == speaker.numbers.len()).then(|| capitalized(pieces))
}

/// Goes through a condition in the order in which it is written, and takes its numbers along.
struct Speaker<'a> {
    text: &'a str,
    numbers: Vec<Number>,
    next: usize,
    lexicon: &'a Lexicon<'a>,
}

type Said = Option<Vec<Piece>>;

impl Speaker<'_> {
    fn number(&mut self) -> Option<Piece> {
        let number = self.numbers.get(self.next)?.clone();
        self.next += 1;
        Some(Piece::Number(number))
    }

    /// Whether the next number is followed by this.
    fn is_before(&self, what: &str) -> bool {
        let after = self.numbers.get(self.next).and_then(|number| self.text.get(number.end..));
        after.is_some_and(|after| after.trim_start().starts_with(what))
    }

    fn expr(&mut self, expr: &Expr) -> Said {
        match expr {
            Expr::Any(parts) => self.parts(parts, &self.phrase(Phrase::Or)),
            Expr::All(parts) => self.parts(parts, &self.phrase(Phrase::And)),
            Expr::Not(inner) => match self.without(inner) {
                Some(said) => Some(vec![words(&said)]),
                None => Some([vec![self.said(Phrase::Not)], self.inner(inner)?].concat()),
            },
            Expr::AtLeast(_, parts) => {
                let mut pieces = vec![self.said(Phrase::AtLeast), self.number()?];
                pieces.push(self.said(Phrase::OfThese));
                pieces.extend(self.parts(parts, "; ")?);
                Some(pieces)
            }
            Expr::Compare(left, op, right) => self.compared(left, *op, right),
            Expr::Lasting(inner, _) => {
                let mut pieces = self.inner(inner)?;
                pieces.extend([self.said(Phrase::Lasting), self.number()?]);
                pieces.push(self.said(Phrase::Unbroken));
                Some(pieces)
            }
            Expr::Times(_, inner, _) => {
                let mut pieces = self.inner(inner)?;
                if self.is_before("times") {
                    pieces.extend([words(", "), self.number()?, self.said(Phrase::TimesWithin)]);
                } else {
                    pieces.push(self.said(Phrase::TwiceWithin));
                }
                pieces.push(self.number()?);
                Some(pieces)
            }
            Expr::Is(term) => self.fact(term),
        }
    }

    fn parts(&mut self, parts: &[Expr], between: &str) -> Said {
        let mut pieces = Vec::new();
        for part in parts {
            if !pieces.is_empty() {
                pieces.push(words(between));
            }
            pieces.extend(match part {
                Expr::Any(_) => self.inner(part)?,
                _ => self.expr(part)?,
            });
        }
        Some(pieces)
    }

    /// In parentheses, if it has parts of its own.
    fn inner(&mut self, expr: &Expr) -> Said {
        let pieces = self.expr(expr)?;
        Some(match expr {
            Expr::Compare(..) | Expr::Is(_) => pieces,
            _ => [vec![words("(")], pieces, vec![words(")")]].concat(),
        })
    }

    fn compared(&mut self, left: &Term, op: Op, right: &Term) -> Said {
        let mut pieces = self.term(left)?;
        pieces.push(self.said(compares(op)));
        // `consciousness = alert`: the name of a value.
        let is_named = matches!(op, Op::Equal | Op::Unequal);
        match right {
            Term::Name(name) if is_named && self.name(name).is_none() => {
                pieces.push(words(&self.lexicon.tongue.name(name)));
            }
            _ => pieces.extend(self.term(right)?),
        }
        Some(pieces)
    }

    fn term(&mut self, term: &Term) -> Said {
        match term {
            Term::Number(number, _) => {
                let minus = if number.micro < 0 { "−" } else { "" };
                Some(vec![words(minus), self.number()?])
            }
            Term::Name(name) => Some(vec![self.name(name)?]),
            Term::Text(text) => Some(vec![words(&format!("“{text}”"))]),
            Term::Call(name, arguments) => self.called(name, arguments),
            Term::Sum(left, right) => self.both(left, " + ", right),
            Term::Difference(left, right) => self.both(left, " − ", right),
            Term::Scaled(_, inner) if self.is_before("*") => {
                let times = self.number()?;
                Some([vec![times, words(" × ")], self.term(inner)?].concat())
            }
            Term::Scaled(_, inner) => {
                let inner = self.term(inner)?;
                Some([inner, vec![words(" × "), self.number()?]].concat())
            }
        }
    }

    fn both(&mut self, left: &Term, between: &str, right: &Term) -> Said {
        let left = self.term(left)?;
        Some([left, vec![words(between)], self.term(right)?].concat())
    }

    /// A name that has a number.
    fn name(&self, name: &str) -> Option<Piece> {
        if (self.lexicon.is_limit)(name) {
            return Some(Piece::Limit(name.to_owned()));
        }
        if let Some(sign) = sign_named(name) {
            return Some(words(&self.lexicon.tongue.sign_within(sign)));
        }
        let said = match name {
            "age" => self.phrase(Phrase::Age),
            "days_since_discharge" => self.phrase(Phrase::DaysSinceDischarge),
            "spo2_scale" => self.phrase(Phrase::OxygenScale),
            "news2" => "NEWS2".to_owned(),
            "news2.high" | "news2_high" => self.phrase(Phrase::News2Highest),
            _ => match name.split_once('.')? {
                ("score", of) => self.phrase_of(Phrase::ScoreOf, &self.called_so(of)),
                ("answer", of) => self.phrase_of(Phrase::AnswerTo, &self.question(of)),
                _ => return None,
            },
        };
        Some(words(&said))
    }

    /// Something that is so or not.
    fn fact(&mut self, term: &Term) -> Said {
        let name = match term {
            Term::Name(name) => name,
            Term::Call(name, arguments) => return self.fact_called(name, arguments),
            _ => return None,
        };
        let said = match name.as_str() {
            "pregnant" => self.phrase(Phrase::Pregnant),
            "on_oxygen" => self.phrase(Phrase::OnOxygen),
            "any_symptom" => self.phrase(Phrase::AnySymptom),
            "news2.single_three" => self.phrase_of(Phrase::PartWithThree, "NEWS2"),
            _ => match name.split_once('.')? {
                ("condition", of) => self.phrase_of(Phrase::With, &self.called_so(of)),
                ("medicine", of) => self.phrase_of(Phrase::Taking, &self.called_so(of)),
                ("answer", of) => self.phrase_of(Phrase::AnsweredYes, &self.question(of)),
                ("score", of) => {
                    let score = self.phrase_of(Phrase::ScoreOf, of.split('.').next()?);
                    self.phrase_of(Phrase::PartWithThree, &score)
                }
                _ => return None,
            },
        };
        Some(vec![words(&said)])
    }

    fn fact_called(&mut self, name: &str, arguments: &[Argument]) -> Said {
        let of = named(arguments.first()?)?;
        match name {
            "any_symptom" => {
                Some(vec![words(&self.phrase_of(Phrase::AnySymptomOf, &self.called_so(of)))])
            }
            "silent" => {
                let sign = self.lexicon.tongue.sign_within(sign_named(of)?);
                let not_measured = words(&self.phrase_of(Phrase::NotMeasuredFor, &sign));
                Some(vec![not_measured, self.number()?])
            }
            "due" => {
                let sign = self.lexicon.tongue.sign_within(sign_named(of)?);
                let late = words(&self.phrase_of(Phrase::LateBy, &sign));
                Some(vec![late, self.number()?, self.said(Phrase::OfItsInterval)])
            }
            _ => None,
        }
    }

    /// A figure.
    fn called(&mut self, name: &str, arguments: &[Argument]) -> Said {
        let (first, rest) = arguments.split_first()?;
        if let Some(how) = counts(name) {
            let Argument::Of(of) = first else { return None };
            let of = self.expr(of)?;
            return Some(
                [vec![self.said(how), self.number()?, self.said(Phrase::WithThat)], of].concat(),
            );
        }
        let of = match (named(first)?, name) {
            ("news2", "usual") => "NEWS2".to_owned(),
            (of, _) => self.lexicon.tongue.sign_within(sign_named(of)?),
        };
        if let "usual" | "spread" = name {
            let what = if name == "usual" { Phrase::Usual } else { Phrase::UsualSpread };
            let mut pieces = vec![words(&self.phrase_of(what, &of)), self.number()?];
            pieces.push(match rest.get(1) {
                Some(Argument::SameTimeOfDay) => self.said(Phrase::ThisTimeOfDay),
                _ => words(")"),
            });
            return Some(pieces);
        }
        let mut pieces = vec![words(&self.phrase_of(computes(name)?, &of))];
        pieces.push(self.number()?);
        for argument in rest.iter().skip(1) {
            match argument {
                Argument::AtLeast(_) => {
                    pieces.extend([self.said(Phrase::FromAtLeast), self.number()?]);
                    pieces.push(self.said(Phrase::Values));
                }
                Argument::DropFirstDay => pieces.push(self.said(Phrase::WithoutFirstDay)),
                _ => return None,
            }
        }
        Some(pieces)
    }

    fn phrase(&self, phrase: Phrase) -> String {
        self.phrase_of(phrase, "")
    }

    fn phrase_of(&self, phrase: Phrase, of: &str) -> String {
        self.lexicon.tongue.phrase(phrase, of)
    }

    /// A phrase as a piece.
    fn said(&self, phrase: Phrase) -> Piece {
        Piece::Words(self.phrase(phrase))
    }

    fn called_so(&self, name: &str) -> String {
        self.lexicon.tongue.name(name)
    }

    fn question(&self, id: &str) -> String {
        let tongue = self.lexicon.tongue;
        let text = (self.lexicon.question)(id).map(|text| tongue.written(&text));
        self.phrase_of(Phrase::Quoted, &text.unwrap_or_else(|| tongue.name(id)))
    }

    /// Somebody without a condition.
    fn without(&self, expr: &Expr) -> Option<String> {
        let Expr::Is(Term::Name(name)) = expr else { return None };
        let of = name.strip_prefix("condition.")?;
        Some(self.phrase_of(Phrase::Without, &self.called_so(of)))
    }
}

fn named(argument: &Argument) -> Option<&str> {
    match argument {
        Argument::Of(Expr::Is(Term::Name(name))) => Some(name),
        _ => None,
    }
}

fn counts(name: &str) -> Option<Phrase> {
    match name {
        "count" => Some(Phrase::MeasurementsIn),
        "days" => Some(Phrase::DaysOf),
        "spells" => Some(Phrase::SpellsWithin),
        _ => None,
    }
}

fn computes(name: &str) -> Option<Phrase> {
    match name {
        "mean" => Some(Phrase::MeanOf),
        "median" => Some(Phrase::MedianOf),
        "min" => Some(Phrase::LowestOf),
        "max" => Some(Phrase::HighestOf),
        "change" => Some(Phrase::ChangeIn),
        "slope" => Some(Phrase::ChangeAMinute),
        "forecast" => Some(Phrase::ExpectedIn),
        _ => None,
    }
}

fn compares(op: Op) -> Phrase {
    match op {
        Op::Less => Phrase::Under,
        Op::AtMost => Phrase::AtOrUnder,
        Op::More => Phrase::Over,
        Op::AtLeast => Phrase::AtOrOver,
        Op::Equal => Phrase::Is,
        Op::Unequal => Phrase::IsNot,
    }
}

fn words(text: &str) -> Piece {
    Piece::Words(text.to_owned())
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// Words that stand beside words become one piece.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (found.last_mut(), piece) {
            (Some(Piece::Words(before)), Piece::Words(more)) => before.push_str(&more),
            (_, Piece::Words(empty)) if empty.is_empty() => {}
            (_, piece) => found.push(piece),
        }
    }
    found
}

fn capitalized(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Words(first)) = pieces.first_mut() {
        let mut letters = first.chars();
        let capital = letters.next().map(char::to_uppercase);
        *first = capital.into_iter().flatten().chain(letters).collect();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use vitals::VitalSign;

    use super::*;
    use crate::rules::tongue::English;

    fn name(sign: VitalSign) -> &'static str {
        match sign {
            VitalSign::Systolic => "Systolic pressure",
            VitalSign::Spo2 => "Oxygen",
            VitalSign::Weight => "Weight",
            VitalSign::Glucose => "Glucose",
            VitalSign::Consciousness => "Consciousness",
            _ => "Pulse",
        }
    }

    fn say(text: &str) -> Vec<Piece> {
        let lexicon = Lexicon {
            tongue: &English(name),
            question: &|id| (id == "dizzy").then(|| "Do you feel dizzy?".to_owned()),
            is_limit: &|name| name == "urgent",
        };
        sentence(text, &lexicon)
    }

    #[track_caller]
    fn check(text: &str, want: &str) {
        let pieces = say(text);
        assert_eq!(plain(&pieces), want);
        let found: Vec<_> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Number(number) => Some(number),
                _ => None,
            })
            .collect();
        assert!(found.iter().all(|number| text[number.at..number.end] == number.text), "{found:?}");
        assert_eq!(found.len(), numbers(text).unwrap().len(), "{text}");
    }

    #[test]
    fn conditions_read_as_sentences() {
        check("spo2 <= urgent", "Oxygen at or under the limit urgent");
        check(
            "systolic > 180 mmHg or pulse >= 130 /min",
            "Systolic pressure over 180 mmHg or pulse at or over 130/min",
        );
        check("condition.copd or not condition.copd", "With copd or without copd");
        check("consciousness != alert", "Consciousness is not alert");
        check("not (pregnant or age < 16)", "Not (pregnant or age under 16)");
        check(
            "answer.dizzy and any_symptom(heart_failure)",
            "“Do you feel dizzy?” answered with yes and any symptom of heart failure answered with yes",
        );
        check(
            "silent(weight, 48 h) and due(weight, 25 %)",
            "Weight not measured for 48 h and weight late by 25 % of its interval",
        );
    }

    #[test]
    fn figures_keep_the_places_of_their_numbers() {
        check(
            "spells(glucose < 70 mg/dL, 7 d) >= 2",
            "Number of spells in 7 d with glucose under 70 mg/dL at or over 2",
        );
        check("weight > 1.2 * usual(weight, 28 d)", "Weight over 1.2 × usual weight (of 28 d)");
        check("weight > usual(weight, 28 d) * 1.2", "Weight over usual weight (of 28 d) × 1.2");
        check("change(weight, 24 h) < -5 kg", "Change of weight in 24 h under −5 kg");
        check("pulse > 130 /min twice in 1 h", "Pulse over 130/min, twice within 1 h");
        check("pulse > 130 /min 2 times in 1 h", "Pulse over 130/min, 2 times within 1 h");
        check("glucose > 250 mg/dL for 2 h", "Glucose over 250 mg/dL for 2 h without a break");
        check(
            "mean(systolic, 7 d, at least 12, drop first day) >= 135 mmHg",
            "Mean systolic pressure of 7 d, from at least 12 values, without the first day at or over 135 mmHg",
        );
        check(
            "at least 2 of (pulse > 5 /min, pulse < 4 /min, age > 3)",
            "At least 2 of: pulse over 5/min; pulse under 4/min; age over 3",
        );
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is() {
        for text in ["spo2 <=", "nothing > 3 kg", ""] {
            assert_eq!(say(text), [words(text)]);
        }
    }
}
