//! Why an alert is here, in words.

use risk_engine::news2::tenths;
use risk_engine::outcome::{Limit, Reason, Unless};
use risk_engine::rules::RuleSet;
use risk_engine::rules::words::in_words;
use vitals::VitalSign;

use super::{decimal, duration, in_sentence, measured, number, sign, unit};

/// Why an alert is here: one line for each reason, most important first.
pub(crate) fn reasons(reasons: &[Reason], rules: &RuleSet) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last_sign = None;
    for reason in reasons {
        match reason {
            Reason::Value { sign: of, sample, .. } => {
                lines.push(format!("{} {}", sign(*of), measured(*of, sample)));
                last_sign = Some(*of);
            }
            Reason::Twice { apart_ms, sample } => {
                let before = last_sign.map(|of| measured(of, sample)).unwrap_or_default();
                let text = format!("twice in {} ({before} before)", duration(*apart_ms));
                match lines.last_mut() {
                    Some(line) => *line = format!("{line}, {text}"),
                    None => lines.push(text),
                }
            }
            other => lines.push(line(other, rules)),
        }
    }
    lines
}

/// A reason that is a line of its own.
fn line(reason: &Reason, rules: &RuleSet) -> String {
    match reason {
        // Both are put together with their neighbours above.
        Reason::Value { sign: of, sample, .. } => {
            format!("{} {}", sign(*of), measured(*of, sample))
        }
        Reason::Twice { apart_ms, .. } => format!("twice in {}", duration(*apart_ms)),
        Reason::News2 { low, high, known } => {
            let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
            format!("NEWS2 {range}, {known} of 7 known")
        }
        Reason::Points { sign: of, points, sample } => {
            let value =
                sample.as_ref().map_or("by care plan".into(), |sample| measured(*of, sample));
            format!("{} {value} (+{points})", sign(*of))
        }
        Reason::NoAnswer { waited_ms } => format!("No answer within {}", duration(*waited_ms)),
        Reason::NoRecovery { waited_ms } => format!("No recovery within {}", duration(*waited_ms)),
        Reason::Figure { figure, milli, limit, unit } => {
            let (sides, bound) = match limit {
                Limit::AtMost(bound) => ("at or under", bound),
                Limit::Below(bound) => ("under", bound),
                Limit::Above(bound) => ("over", bound),
            };
            let (value, bound) = (with_unit(*milli, unit), with_unit(i64::from(*bound), unit));
            let words = in_words(figure, &sign).unwrap_or_else(|| figure.to_string());
            format!("{words}: {value}, {sides} {bound}")
        }
        Reason::Usual { sign: of, milli, days } => {
            format!("{} is usually {} ({days} days)", sign(*of), amount(*of, *milli))
        }
        Reason::Answered { question, answer } => match asked(question, rules) {
            Some(text) => format!("{text} {}", super::capitalized(answer)),
            None => format!("{}: {answer}", super::capitalized(&question.replace('_', " "))),
        },
        Reason::Silent { sign: of, for_ms } => {
            format!("{} not measured for {}", sign(*of), duration(*for_ms))
        }
        Reason::RulesFailed => {
            "The rules failed for this person. Nothing is decided automatically any more".into()
        }
        Reason::PathwayPaused { pathway } => {
            format!("Nobody was asked: {} is paused for this person", pathway.replace('_', " "))
        }
    }
}

/// What would have kept an alert from being raised.
pub(crate) fn unless(unless: &Unless) -> String {
    let side = if unless.or_more { "or more" } else { "or less" };
    let sign = in_sentence(sign(unless.sign));
    format!("Not raised if {sign} had been {} {side}", amount(unless.sign, unless.milli))
}

/// The question as a person reads it.
fn asked<'a>(question: &str, rules: &'a RuleSet) -> Option<&'a str> {
    let mut items = rules.questionnaires().iter().flat_map(|questionnaire| &questionnaire.items);
    items.find(|item| *item.id == *question).map(|item| &*item.text)
}

/// A value of a sign with its unit, to a tenth.
fn amount(of: VitalSign, milli: i32) -> String {
    let shown = match of {
        VitalSign::Glucose => format!("{:.0}", number(of, milli)),
        _ => tidy(i64::from(milli)),
    };
    spaced(&shown, unit(of))
}

fn with_unit(milli: i64, unit: &str) -> String {
    let unit = match unit {
        "mm[Hg]" => "mmHg",
        "Cel" => "°C",
        // Annotations such as `{score}` have no print form.
        unit if unit.starts_with('{') => "",
        unit => unit,
    };
    spaced(&tidy(milli), unit)
}

fn spaced(number: &str, unit: &str) -> String {
    let space = if unit.is_empty() || unit.starts_with('/') { "" } else { "\u{a0}" };
    format!("{number}{space}{unit}")
}

/// Thousandths to a tenth, without a tenth that is none.
fn tidy(milli: i64) -> String {
    let clamped = milli.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    let text = decimal(tenths(clamped));
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reason: Reason, line: &str) {
        assert_eq!(reasons(&[reason], &RuleSet::built_in()), [line]);
    }

    #[test]
    fn figures_answers_and_silence_are_told_in_words() {
        check(
            Reason::Figure {
                figure: "mean(systolic, 7 d)".into(),
                milli: 147_500,
                limit: Limit::Above(135_000),
                unit: "mm[Hg]".into(),
            },
            "Systolic pressure, mean of 7 days: 147.5\u{a0}mmHg, over 135\u{a0}mmHg",
        );
        check(
            Reason::Usual { sign: VitalSign::Weight, milli: 81_200, days: 14 },
            "Weight is usually 81.2\u{a0}kg (14 days)",
        );
        check(
            Reason::Answered { question: "not_asked_here".into(), answer: "yes".into() },
            "Not asked here: yes",
        );
        check(
            Reason::Silent { sign: VitalSign::Weight, for_ms: 3 * 24 * 3_600_000 },
            "Weight not measured for 3 days",
        );
        check(
            Reason::PathwayPaused { pathway: "weigh_and_ask".into() },
            "Nobody was asked: weigh and ask is paused for this person",
        );
    }

    #[test]
    fn an_answer_is_told_with_its_question() {
        let rules = RuleSet::built_in();
        let item = &rules.questionnaires()[0].items[0];
        let reason = Reason::Answered { question: item.id.clone(), answer: "yes".into() };
        assert_eq!(reasons(&[reason], &rules), [format!("{} Yes", item.text)]);
    }
}
