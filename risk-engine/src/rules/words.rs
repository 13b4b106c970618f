//! A figure in the words of people, in place of the rule set's: `mean(systolic, 7 d, at least 12)` is
//! "Systolic pressure, mean of 7 days".

use vitals::VitalSign;

use super::sign::{sign_named, words_of};
use super::syntax::{Argument, Expr, Op, Term, parse};

/// Says a figure as people do; `sign` gives a sign's name. None if it is nothing that a rule set
/// computes, or a condition within it has no words.
pub fn in_words(figure: &str, sign: &dyn Fn(VitalSign) -> &'static str) -> Option<String> {
    match parse(figure).ok()? {
        Expr::Is(Term::Call(name, arguments)) => called(&name, &arguments, sign),
        Expr::Times(_, of, ms) => {
            Some(format!("Times in {} with {}", lasts(ms), condition(&of, sign)?))
        }
        Expr::Is(Term::Name(name)) => Some(format!("Score {}", name.strip_prefix("score.")?)),
        _ => None,
    }
}

fn called(
    name: &str,
    arguments: &[Argument],
    sign: &dyn Fn(VitalSign) -> &'static str,
) -> Option<String> {
    let Argument::Of(of) = arguments.first()? else { return None };
    let time = arguments.iter().find_map(time)?;
    if let Some(how) = counts(name) {
        return Some(format!("{how} {time} with {}", condition(of, sign)?));
    }
    let Expr::Is(Term::Name(of)) = of else { return None };
    Some(format!("{}, {} {time}", sign(sign_named(of)?), computes(name)?))
}

fn counts(name: &str) -> Option<&'static str> {
    match name {
        "count" => Some("Times in"),
        "days" => Some("Days of the last"),
        "spells" => Some("Spells in"),
        _ => None,
    }
}

fn computes(name: &str) -> Option<&'static str> {
    match name {
        "mean" => Some("mean of"),
        "median" => Some("median of"),
        "min" => Some("lowest of"),
        "max" => Some("highest of"),
        "change" => Some("change in"),
        "slope" => Some("change a minute over"),
        "forecast" => Some("expected in"),
        _ => None,
    }
}

fn time(argument: &Argument) -> Option<String> {
    let Argument::Number(number, Some(unit)) = argument else { return None };
    let unit = match unit.as_str() {
        "s" => "second",
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        _ => return None,
    };
    Some(several(&number.to_string(), unit))
}

fn lasts(ms: i64) -> String {
    let units = [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second")];
    let (length, unit) =
        units.into_iter().find(|(length, _)| ms % length == 0).unwrap_or((1000, "second"));
    several(&(ms / length).to_string(), unit)
}

fn several(number: &str, unit: &str) -> String {
    format!("{number} {unit}{}", if number == "1" { "" } else { "s" })
}

fn condition(of: &Expr, sign: &dyn Fn(VitalSign) -> &'static str) -> Option<String> {
    let joined = |parts: &[Expr], word: &str| -> Option<String> {
        let parts: Option<Vec<_>> = parts.iter().map(|part| condition(part, sign)).collect();
        Some(parts?.join(word))
    };
    match of {
        Expr::Any(parts) => joined(parts, " or "),
        Expr::All(parts) => joined(parts, " and "),
        Expr::Compare(Term::Name(left), op, right) => {
            let of = sign_named(left)?;
            let right = match right {
                Term::Number(number, Some(unit)) if unit.starts_with('/') => {
                    format!("{number}{unit}")
                }
                Term::Number(number, Some(unit)) => format!("{number} {unit}"),
                Term::Number(number, None) => number.to_string(),
                Term::Name(name) if words_of(of).words.iter().any(|(word, _)| word == name) => {
                    name.clone()
                }
                _ => return None,
            };
            Some(format!("{} {}{right}", in_sentence(sign(of)), compares(*op)))
        }
        _ => None,
    }
}

fn compares(op: Op) -> &'static str {
    match op {
        Op::Less => "under ",
        Op::AtMost => "at or under ",
        Op::More => "over ",
        Op::AtLeast => "at or over ",
        Op::Equal => "",
        Op::Unequal => "not ",
    }
}

fn in_sentence(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;
    use crate::rules::condition::{Leaf, Part};

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
        assert_eq!(in_words(figure, &name).as_deref(), words, "{figure}");
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
                    assert!(in_words(&figure.text, &name).is_some(), "{}", figure.text);
                }
            });
        }
        assert!(figures > 20, "{figures}");
    }
}
