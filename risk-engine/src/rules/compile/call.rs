//! Functions: figures over windows, baselines, silence.

use vitals::VitalSign;

use super::{Compiler, Dim, figure};
use crate::rules::condition::{Fact, FigureKind, Stat, Test, Value};
use crate::rules::mistake::{Told, told};
use crate::rules::quantity::{duration_of, unit_ms};
use crate::rules::sign::{sign_named, sign_names, words_of};
use crate::rules::syntax::{Argument, Expr, Term};

/// The functions that give a number.
const FUNCTIONS: &str =
    "mean, median, min, max, change, slope, forecast, count, days, spells, usual, spread";
/// How many days are usual, where a rule doesn't say.
const USUAL_DAYS: u8 = 28;
/// Baselines keep so many days.
const USUAL_DAYS_MAX: i64 = 90;
/// Fewer days say nothing.
const USUAL_DAYS_MIN: i64 = 5;

/// The arguments after the first.
#[derive(Default)]
struct Options {
    ms: Option<i64>,
    at_least: Option<u32>,
    drop_first_day: bool,
    same_time_of_day: bool,
    percent: Option<i64>,
}

impl Compiler<'_> {
    /// A number that a function gives.
    pub(super) fn number_called(
        &mut self,
        whole: &Term,
        name: &str,
        arguments: &[Argument],
    ) -> Option<(Value, Dim)> {
        match name {
            "mean" | "median" | "min" | "max" => self.window(whole, name, arguments),
            "change" | "slope" | "forecast" => self.trend(whole, name, arguments),
            "count" | "days" | "spells" => self.counted(whole, name, arguments),
            "usual" | "spread" => self.usual(whole, name, arguments),
            _ => self.unknown_function(name, ""),
        }
    }

    /// A fact that a function gives.
    pub(super) fn fact_called(&mut self, name: &str, arguments: &[Argument]) -> Option<Fact> {
        match name {
            "silent" => {
                let options = self.options(name, arguments, &["duration"])?;
                let sign = self.sign(name, arguments)?;
                let Some(ms) = options.ms else { return self.form(name) };
                Some(Fact::Silent(sign, ms))
            }
            "due" => {
                let options = self.options(name, arguments, &["percent"])?;
                let sign = self.sign(name, arguments)?;
                let Some(percent) = options.percent else { return self.form(name) };
                Some(Fact::Due(sign, percent))
            }
            "any_symptom" => {
                let [Argument::Of(Expr::Is(Term::Name(id)))] = arguments else {
                    return self.form(name);
                };
                match self.names.questionnaires.iter().position(|known| **known == **id) {
                    Some(place) => Some(Fact::AnySymptom(Some(place))),
                    None => self.tell(
                        told("unknown questionnaire \"{id}\"").with("id", id),
                        told("correct the name, or add a [[questionnaire]]"),
                    ),
                }
            }
            "count" | "mean" | "median" | "min" | "max" | "change" | "slope" | "forecast"
            | "days" | "spells" | "usual" | "spread" => self.tell(
                told("\"{name}\" gives a number, which neither holds nor doesn't")
                    .with("name", name),
                told("compare it with something"),
            ),
            _ => self.unknown_function(name, ", silent, due, any_symptom"),
        }
    }

    fn window(&mut self, whole: &Term, name: &str, arguments: &[Argument]) -> Option<(Value, Dim)> {
        let options = self.options(name, arguments, &["duration", "at least", "drop first day"])?;
        let sign = self.numeric_sign(name, arguments)?;
        let Some(ms) = options.ms else { return self.form(name) };
        self.within_held(ms)?;
        let stat = match name {
            "mean" => Stat::Mean,
            "median" => Stat::Median,
            "min" => Stat::Min,
            _ => Stat::Max,
        };
        let at_least = options.at_least.unwrap_or(1);
        let drop_first_day = options.drop_first_day;
        let kind = FigureKind::Window { stat, sign, ms, at_least, drop_first_day };
        Some((figure(whole, words_of(sign).unit, kind), Dim::Figure(sign)))
    }

    fn trend(&mut self, whole: &Term, name: &str, arguments: &[Argument]) -> Option<(Value, Dim)> {
        let options = self.options(name, arguments, &["duration"])?;
        let sign = self.numeric_sign(name, arguments)?;
        let Some(ms) = options.ms else { return self.form(name) };
        self.within_held(ms)?;
        let (kind, dim) = match name {
            "change" => (FigureKind::Change(sign, ms), Dim::Difference(sign)),
            "slope" => (FigureKind::Slope(sign, ms), Dim::Rate(sign)),
            _ => (FigureKind::Forecast(sign, ms), Dim::Figure(sign)),
        };
        Some((figure(whole, words_of(sign).unit, kind), dim))
    }

    fn counted(
        &mut self,
        whole: &Term,
        name: &str,
        arguments: &[Argument],
    ) -> Option<(Value, Dim)> {
        let options = self.options(name, arguments, &["duration"])?;
        let (Some(Argument::Of(expr)), Some(ms)) = (arguments.first(), options.ms) else {
            return self.form(name);
        };
        if name == "count" {
            return Some((self.count(whole, expr, ms)?, Dim::Plain));
        }
        self.within_held(ms)?;
        let kind = if name == "spells" {
            let Test::Compare(
                Value::Leaf(crate::rules::condition::Leaf::Sign(sign)),
                op,
                Value::Const(milli),
            ) = self.test(expr)?
            else {
                return self.form(name);
            };
            FigureKind::Spells(sign, op, milli, ms)
        } else {
            let Some(days) = whole_days(ms) else { return self.form(name) };
            FigureKind::Days(self.watched(expr)?, i64::from(days))
        };
        Some((figure(whole, "", kind), Dim::Plain))
    }

    fn usual(&mut self, whole: &Term, name: &str, arguments: &[Argument]) -> Option<(Value, Dim)> {
        let taken: &[&str] =
            if name == "usual" { &["duration", "same time of day"] } else { &["duration"] };
        let options = self.options(name, arguments, taken)?;
        let days = match options.ms {
            None => USUAL_DAYS,
            Some(ms) => match whole_days(ms) {
                Some(days) if (USUAL_DAYS_MIN..=USUAL_DAYS_MAX).contains(&i64::from(days)) => days,
                _ => return self.form(name),
            },
        };
        if let Some(Argument::Of(Expr::Is(Term::Name(of)))) = arguments.first()
            && of == "news2"
            && name == "usual"
        {
            return Some((figure(whole, "{score}", FigureKind::UsualNews2(days)), Dim::Plain));
        }
        let sign = self.numeric_sign(name, arguments)?;
        let unit = words_of(sign).unit;
        Some(match name {
            "usual" => {
                let kind = FigureKind::Usual(sign, days, options.same_time_of_day);
                (figure(whole, unit, kind), Dim::Figure(sign))
            }
            _ => (figure(whole, unit, FigureKind::Spread(sign, days)), Dim::Difference(sign)),
        })
    }

    /// The sign that a function is of.
    fn sign(&mut self, name: &str, arguments: &[Argument]) -> Option<VitalSign> {
        let Some(Argument::Of(Expr::Is(Term::Name(of)))) = arguments.first() else {
            return self.form(name);
        };
        sign_named(of).or_else(|| {
            self.tell(
                told("unknown sign \"{sign}\" in {name}(…)").with("sign", of).with("name", name),
                told("use one of: {known}").with("known", sign_names()),
            )
        })
    }

    fn numeric_sign(&mut self, name: &str, arguments: &[Argument]) -> Option<VitalSign> {
        let sign = self.sign(name, arguments)?;
        if words_of(sign).is_named() {
            return self.tell(
                told("{sign} has names, so {name}(…) of it means nothing")
                    .with("sign", words_of(sign).name)
                    .with("name", name),
                told("count it: count({sign} = …, 24 h)").with("sign", words_of(sign).name),
            );
        }
        Some(sign)
    }

    /// The arguments after the first; one that the function doesn't take is a mistake.
    fn options(&mut self, name: &str, arguments: &[Argument], taken: &[&str]) -> Option<Options> {
        let mut options = Options::default();
        for argument in arguments.iter().skip(1) {
            let kind = match argument {
                Argument::Number(number, Some(unit)) if unit_ms(unit).is_some() => {
                    options.ms = duration_of(*number, unit);
                    "duration"
                }
                Argument::Number(number, Some(unit)) if unit == "%" => {
                    options.percent =
                        number.as_whole().filter(|percent| (0..=1000).contains(percent));
                    "percent"
                }
                Argument::AtLeast(count) => {
                    options.at_least = Some(*count);
                    "at least"
                }
                Argument::DropFirstDay => {
                    options.drop_first_day = true;
                    "drop first day"
                }
                Argument::SameTimeOfDay => {
                    options.same_time_of_day = true;
                    "same time of day"
                }
                Argument::Number(..) | Argument::Of(_) => "",
            };
            if !taken.contains(&kind) {
                let what = told("{name}(…) doesn't take \"{argument}\"").with("name", name);
                self.tell::<()>(what.with("argument", argument), example(name))?;
            }
        }
        Some(options)
    }

    fn form<T>(&mut self, name: &str) -> Option<T> {
        self.tell(told("{name}(…) isn't used so").with("name", name), example(name))
    }

    fn unknown_function<T>(&mut self, name: &str, more: &str) -> Option<T> {
        let known = format!("{FUNCTIONS}{more}");
        self.tell(
            told("unknown function \"{name}\"").with("name", name),
            told("use one of: {known}").with("known", known),
        )
    }
}

/// So many whole days.
fn whole_days(ms: i64) -> Option<u8> {
    (ms % 86_400_000 == 0).then(|| u8::try_from(ms / 86_400_000).ok())?.filter(|days| *days > 0)
}

/// How a function is used.
fn example(name: &str) -> Told {
    let example = match name {
        "mean" | "median" => "mean(systolic, 7 d, at least 12, drop first day)",
        "min" | "max" => "max(temperature, 24 h)",
        "change" => "change(weight, 24 h)",
        "slope" => "slope(glucose, 15 min)",
        "forecast" => "forecast(glucose, 20 min)",
        "count" => "count(glucose >= 250 mg/dL, 24 h)",
        "days" => "days(pulse > 100 /min, 2 d)",
        "spells" => "spells(glucose < 70 mg/dL, 7 d)",
        "usual" => {
            return told("write {one}, of 5 to 90 days, or {other}")
                .with("one", "usual(pulse, 28 d)")
                .with("other", "usual(pulse, 28 d, same time of day)");
        }
        "spread" => {
            return told("write {one}, of 5 to 90 days").with("one", "spread(weight, 28 d)");
        }
        "silent" => "silent(weight, 48 h)",
        "due" => "due(weight, 25 %)",
        _ => return told("write any_symptom(heart_failure), or any_symptom alone"),
    };
    told("write {wanted}").with("wanted", example)
}
