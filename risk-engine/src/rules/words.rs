//! A figure in the words of people, in place of the rule set's: `mean(systolic, 7 d, at least 12)` is
//! "Systolic pressure, mean of 7 days".

use super::sign::{sign_named, words_of};
use super::syntax::{Argument, Expr, Op, Term, parse};
use super::tongue::{Phrase, Tongue};

/// Says a figure as people do. None if it is nothing that a rule set computes, or a condition within it
/// has no words.
pub fn in_words(figure: &str, tongue: &dyn Tongue) -> Option<String> {
    let say = |phrase| tongue.phrase(phrase, "");
    match parse(figure).ok()? {
        Expr::Is(Term::Call(name, arguments)) => called(&name, &arguments, tongue),
        Expr::Times(_, of, ms) => Some(
            [
                say(Phrase::FigureTimes),
                lasts(ms, tongue),
                say(Phrase::WithThat),
                condition(&of, tongue)?,
            ]
            .concat(),
        ),
        Expr::Is(Term::Name(name)) => {
            Some(tongue.phrase(Phrase::FigureScore, name.strip_prefix("score.")?))
        }
        _ => None,
    }
}

fn called(name: &str, arguments: &[Argument], tongue: &dyn Tongue) -> Option<String> {
    let Argument::Of(of) = arguments.first()? else { return None };
    let time = arguments.iter().find_map(|argument| time(argument, tongue))?;
    if let Some(how) = counts(name) {
        let (how, with) = (tongue.phrase(how, ""), tongue.phrase(Phrase::WithThat, ""));
        return Some([how, time, with, condition(of, tongue)?].concat());
    }
    let Expr::Is(Term::Name(of)) = of else { return None };
    Some(tongue.phrase(computes(name)?, &tongue.sign(sign_named(of)?)) + &time)
}

fn counts(name: &str) -> Option<Phrase> {
    match name {
        "count" => Some(Phrase::FigureTimes),
        "days" => Some(Phrase::FigureDays),
        "spells" => Some(Phrase::FigureSpells),
        _ => None,
    }
}

fn computes(name: &str) -> Option<Phrase> {
    match name {
        "mean" => Some(Phrase::FigureMean),
        "median" => Some(Phrase::FigureMedian),
        "min" => Some(Phrase::FigureLowest),
        "max" => Some(Phrase::FigureHighest),
        "change" => Some(Phrase::FigureChange),
        "slope" => Some(Phrase::FigureSlope),
        "forecast" => Some(Phrase::FigureForecast),
        _ => None,
    }
}

/// A unit of time: one of it, and several.
type Unit = (Phrase, Phrase);
const SECOND: Unit = (Phrase::Second, Phrase::Seconds);
const MINUTE: Unit = (Phrase::Minute, Phrase::Minutes);
const HOUR: Unit = (Phrase::Hour, Phrase::Hours);
const DAY: Unit = (Phrase::Day, Phrase::Days);

fn time(argument: &Argument, tongue: &dyn Tongue) -> Option<String> {
    let Argument::Number(number, Some(unit)) = argument else { return None };
    let unit = match unit.as_str() {
        "s" => SECOND,
        "min" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return None,
    };
    Some(several(&number.to_string(), unit, tongue))
}

fn lasts(ms: i64, tongue: &dyn Tongue) -> String {
    let units = [(86_400_000, DAY), (3_600_000, HOUR), (60_000, MINUTE), (1000, SECOND)];
    let (length, unit) =
        units.into_iter().find(|(length, _)| ms % length == 0).unwrap_or((1000, SECOND));
    several(&(ms / length).to_string(), unit, tongue)
}

fn several(number: &str, (one, many): Unit, tongue: &dyn Tongue) -> String {
    tongue.phrase(if number == "1" { one } else { many }, number)
}

fn condition(of: &Expr, tongue: &dyn Tongue) -> Option<String> {
    let joined = |parts: &[Expr], between: Phrase| -> Option<String> {
        let parts: Option<Vec<_>> = parts.iter().map(|part| condition(part, tongue)).collect();
        Some(parts?.join(&tongue.phrase(between, "")))
    };
    match of {
        Expr::Any(parts) => joined(parts, Phrase::Or),
        Expr::All(parts) => joined(parts, Phrase::And),
        Expr::Compare(Term::Name(left), op, right) => {
            let of = sign_named(left)?;
            let right = match right {
                Term::Number(number, Some(unit)) if unit.starts_with('/') => {
                    format!("{number}{unit}")
                }
                Term::Number(number, Some(unit)) => format!("{number} {unit}"),
                Term::Number(number, None) => number.to_string(),
                Term::Name(name) if words_of(of).words.iter().any(|(word, _)| word == name) => {
                    tongue.name(name)
                }
                _ => return None,
            };
            Some([tongue.sign_within(of), compares(*op, tongue), right].concat())
        }
        _ => None,
    }
}

fn compares(op: Op, tongue: &dyn Tongue) -> String {
    let phrase = match op {
        Op::Less => Phrase::Under,
        Op::AtMost => Phrase::AtOrUnder,
        Op::More => Phrase::Over,
        Op::AtLeast => Phrase::AtOrOver,
        Op::Equal => return " ".to_owned(),
        Op::Unequal => Phrase::Other,
    };
    tongue.phrase(phrase, "")
}

#[cfg(test)]
mod tests {
    use vitals::VitalSign;

    use super::*;
    use crate::rules::RuleSet;
    use crate::rules::condition::{Leaf, Part};
    use crate::rules::tongue::English;

    fn name(sign: VitalSign) -> &'static str {
        match sign {
            VitalSign::Systolic => "Systolic pressure",
            VitalSign::Rhythm => "Pulse rhythm",
            VitalSign::Glucose => "Glucose",
            _ => "Pulse",
        }
    }

    #[track_caller]
    fn check(figure: &str, words: Option<&str>) {
        assert_eq!(in_words(figure, &English(name)).as_deref(), words, "{figure}");
    }

    #[test]
    fn figures_have_words() {
        let mean = "mean(systolic, 7 d, at least 12, drop first day)";
        check(mean, Some("Systolic pressure, mean of 7 days"));
        check("median(pulse, 24 h, at least 2)", Some("Pulse, median of 24 hours"));
        check("max(glucose, 1 d)", Some("Glucose, highest of 1 day"));
        check("change(systolic, 24 h)", Some("Systolic pressure, change in 24 hours"));
        check("slope(glucose, 15 min)", Some("Glucose, change a minute over 15 minutes"));
        check("forecast(glucose, 20 min)", Some("Glucose, expected in 20 minutes"));
        check("score.shock", Some("Score shock"));
    }

    #[test]
    fn what_is_counted_has_words() {
        let rhythm = "count(rhythm = irregular or rhythm = regular, 24 h)";
        let words = "Times in 24 hours with pulse rhythm irregular or pulse rhythm regular";
        check(rhythm, Some(words));
        let spells = "spells(glucose < 70 mg/dL, 7 d)";
        check(spells, Some("Spells in 7 days with glucose under 70 mg/dL"));
        check("pulse > 130 /min twice in 1 h", Some("Times in 1 hour with pulse over 130/min"));
        check(
            "days(pulse > 100 /min, 7 d)",
            Some("Days of the last 7 days with pulse over 100/min"),
        );
    }

    #[test]
    fn what_is_no_figure_has_none() {
        for text in ["", "mean(", "mean(nothing, 7 d)", "systolic > 3 mmHg", "a figure of old"] {
            check(text, None);
        }
    }

    /// No clinician reads the language of rules.
    #[test]
    fn every_figure_of_the_built_in_rules_has_words() {
        let mut figures = 0;
        let rules = RuleSet::built_in();
        let levels = rules.inside.rules.iter().flat_map(|rule| &rule.levels);
        for level in levels {
            level.when.test.visit(&mut |part| {
                let Part::Leaf(Leaf::Figure(figure)) = part else { return };
                if !figure.text.starts_with("usual") && !figure.text.starts_with("spread") {
                    figures += 1;
                    assert!(in_words(&figure.text, &English(name)).is_some(), "{}", figure.text);
                }
            });
        }
        assert!(figures > 20, "{figures}");
    }
}
