//! Why an alert is here, in words.

use risk_engine::news2::tenths;
use risk_engine::outcome::{Limit, Reason, Unless};
use risk_engine::rules::words::in_words;
use vitals::VitalSign;

use super::{Tongue, Wording, decimal, number, unit};
use crate::language::{Said, Words};

/// What is said of one thing.
struct Line {
    about: String,
    more: Vec<String>,
}

impl Wording<'_> {
    /// Why an alert is here: one line for each thing, most important first.
    pub(crate) fn reasons(&self, reasons: &[Reason]) -> Vec<String> {
        let mut lines: Vec<Line> = Vec::new();
        let (mut place, mut last_sign) = (0, None);
        for reason in reasons {
            if let Reason::Twice { apart_ms, sample } = reason
                && let Some(of) = last_sign
            {
                let twice = self.words.say("reason-twice").with("span", self.duration(*apart_ms));
                let twice = twice.with("before", self.measured(of, sample)).to_string();
                add(&mut lines[place].more, twice);
                continue;
            }
            let about = self.line(reason);
            let more = match reason {
                Reason::Figure { limit, unit, .. } => Some(bound(limit, unit, self.words)),
                _ => None,
            };
            let known = lines.iter().position(|line| line.about == about);
            place = known.unwrap_or(lines.len());
            match known {
                // Between several limits a figure stands for itself.
                Some(_) if more.is_some() && lines[place].more.first() != more.as_ref() => {
                    lines[place].more.clear();
                }
                Some(_) => {}
                None => lines.push(Line { about, more: more.into_iter().collect() }),
            }
            last_sign = if let Reason::Value { sign, .. } = reason { Some(*sign) } else { None };
        }
        lines.into_iter().map(|line| [&[line.about][..], &line.more].concat().join(", ")).collect()
    }

    /// A reason that is a line of its own.
    fn line(&self, reason: &Reason) -> String {
        let words = self.words;
        let said = match reason {
            Reason::Value { sign, sample, .. } => words
                .say("reason-of")
                .with("sign", Tongue::sign(words, *sign))
                .with("value", self.measured(*sign, sample)),
            Reason::Twice { apart_ms, .. } => {
                words.say("reason-twice-alone").with("span", self.duration(*apart_ms))
            }
            Reason::News2 { low, high, known } => {
                let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
                words.say("reason-news2").with("score", range).with("known", u64::from(*known))
            }
            Reason::Points { sign, points, sample } => {
                let by_plan = || words.say("reason-by-care-plan").to_string();
                let value = sample.as_ref().map_or_else(by_plan, |of| self.measured(*sign, of));
                let said = words.say("reason-points").with("sign", Tongue::sign(words, *sign));
                said.with("value", value).with("points", u64::from(*points))
            }
            Reason::NoAnswer { waited_ms } => {
                words.say("reason-no-answer").with("span", self.duration(*waited_ms))
            }
            Reason::NoRecovery { waited_ms } => {
                words.say("reason-no-recovery").with("span", self.duration(*waited_ms))
            }
            Reason::Figure { figure, milli, unit, limit } => {
                let named = in_words(figure, words).unwrap_or_else(|| figure.to_string());
                let value = words.number(&figured(*milli, limit, unit));
                words.say("reason-figure").with("figure", named).with("value", value)
            }
            Reason::Usual { sign, milli, days } => words
                .say("reason-usual")
                .with("sign", Tongue::sign(words, *sign))
                .with("value", words.number(&amount(*sign, *milli)))
                .with("days", u64::from(*days)),
            Reason::Answered { question, answer } => self.answered(question, answer),
            Reason::Silent { sign, for_ms } => words
                .say("reason-silent")
                .with("sign", Tongue::sign(words, *sign))
                .with("span", self.duration(*for_ms)),
            Reason::RulesFailed => words.say("reason-rules-failed"),
            Reason::PathwayPaused { pathway } => {
                words.say("reason-paused").with("pathway", pathway.replace('_', " "))
            }
        };
        said.to_string()
    }

    /// A question as a person reads it, with its answer.
    fn answered(&self, question: &str, answer: &str) -> Said<'static> {
        let words = self.words;
        let said = |written: String| {
            words.say("reason-answer").with("answer", answer).with("written", written).to_string()
        };
        match self.asked(question) {
            Some(text) => {
                let answer = said(super::capitalized(&words.written(answer)));
                words
                    .say("reason-asked")
                    .with("question", words.written(text))
                    .with("answer", answer)
            }
            None => {
                let question = super::capitalized(&question.replace('_', " "));
                let said = words.say("reason-asked-so").with("question", question);
                said.with("answer", answer.to_owned())
            }
        }
    }

    fn asked(&self, question: &str) -> Option<&str> {
        let mut items = self.rules.questionnaires().iter().flat_map(|whole| &whole.items);
        items.find(|item| *item.id == *question).map(|item| &*item.text)
    }
}

fn add(texts: &mut Vec<String>, text: String) {
    if !texts.contains(&text) {
        texts.push(text);
    }
}

fn bound(limit: &Limit, unit: &str, words: &Words) -> String {
    let (side, bound) = sided(limit);
    let bound = words.number(&with_unit(bound, unit));
    words.say("reason-bound").with("side", side).with("bound", bound).to_string()
}

/// On which side of what. A figure of at least 2 is kept as one over 1.999, which nobody would write.
fn sided(limit: &Limit) -> (&'static str, i64) {
    match limit {
        Limit::AtMost(bound) => ("at-most", i64::from(*bound)),
        Limit::Below(bound) => ("below", i64::from(*bound)),
        Limit::Above(bound) if (i64::from(*bound) + 1) % 100 == 0 => {
            ("at-least", i64::from(*bound) + 1)
        }
        Limit::Above(bound) => ("above", i64::from(*bound)),
    }
}

/// A figure to a tenth; finer if it would look like the limit that it is beyond.
fn figured(milli: i64, limit: &Limit, unit: &str) -> String {
    let (_, bound) = sided(limit);
    if milli == bound || with_unit(milli, unit) != with_unit(bound, unit) {
        return with_unit(milli, unit);
    }
    let (sign, size) = (if milli < 0 { "-" } else { "" }, milli.unsigned_abs());
    let exact = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    spaced(exact.trim_end_matches('0').trim_end_matches('.'), printed(unit))
}

/// What would have kept an alert from being raised.
pub(crate) fn unless(unless: &Unless, words: &Words) -> String {
    let said =
        words.say("reason-unless").with("side", if unless.or_more { "more" } else { "less" });
    let said = said.with("sign", Tongue::sign_within(words, unless.sign));
    said.with("value", words.number(&amount(unless.sign, unless.milli))).to_string()
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
    spaced(&tidy(milli), printed(unit))
}

/// A unit as people write it.
fn printed(unit: &str) -> &str {
    match unit {
        "mm[Hg]" => "mmHg",
        "Cel" => "°C",
        // Annotations such as `{score}` have no print form.
        unit if unit.starts_with('{') => "",
        unit => unit,
    }
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
    use risk_engine::held::{Reach, Sample};
    use risk_engine::rules::RuleSet;
    use vitals::{ReadingId, TakenAt};

    use super::*;
    use crate::language::Language;
    use crate::wording::reasons;

    fn told(language: Language, all: &[Reason]) -> Vec<String> {
        let (words, rules) = (&Words::in_language(language), &RuleSet::built_in());
        Wording { words, rules }.reasons(all)
    }

    #[test]
    fn reasons_are_told_in_the_reader_s_language() {
        let mean = Reason::Figure {
            figure: "mean(systolic, 7 d)".into(),
            milli: 147_500,
            limit: Limit::Above(135_000),
            unit: "mm[Hg]".into(),
        };
        let usual = Reason::Usual { sign: VitalSign::Weight, milli: 81_200, days: 14 };
        let silent = Reason::Silent { sign: VitalSign::Weight, for_ms: 3 * 24 * 3_600_000 };
        let all = [mean, usual, silent];
        assert_eq!(
            told(Language::German, &all),
            [
                "Systolischer Druck, Mittel aus 7 Tagen: 147,5\u{a0}mmHg, über 135\u{a0}mmHg",
                "Gewicht sonst 81,2\u{a0}kg (14 Tage)",
                "Gewicht seit 3 Tagen nicht gemessen"
            ]
        );
        assert_eq!(
            told(Language::Spanish, &all),
            [
                "Presión sistólica, media de 7 días: 147,5\u{a0}mmHg, por encima de 135\u{a0}mmHg",
                "Peso: lo habitual es 81,2\u{a0}kg (14 días)",
                "Peso sin medir desde hace 3 días"
            ]
        );
    }

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
    fn a_figure_at_its_limit_is_told_so_and_one_beyond_it_never_looks_the_same() {
        let counted = |milli, limit, line: &str| {
            let figure = "mean(systolic, 7 d)".into();
            check(Reason::Figure { figure, milli, limit, unit: "mm[Hg]".into() }, line);
        };
        let about = |text: &str| format!("Systolic pressure, mean of 7 days: {text}");
        counted(2_000, Limit::Above(1_999), &about("2\u{a0}mmHg, at or over 2\u{a0}mmHg"));
        counted(2_040, Limit::Above(2_000), &about("2.04\u{a0}mmHg, over 2\u{a0}mmHg"));
        counted(2_040, Limit::Above(1_999), &about("2.04\u{a0}mmHg, at or over 2\u{a0}mmHg"));
        counted(1_996, Limit::Below(2_000), &about("1.996\u{a0}mmHg, under 2\u{a0}mmHg"));
        counted(1_900, Limit::Below(2_000), &about("1.9\u{a0}mmHg, under 2\u{a0}mmHg"));
    }

    #[test]
    fn nothing_is_told_twice() {
        let rules = RuleSet::built_in();
        let sample = |milli| {
            Sample::of(
                ReadingId { offset: 1, index: 0 },
                TakenAt::from_unix_ms(0),
                milli,
                Reach::Within,
            )
        };
        let value = |milli| Reason::Value {
            sign: VitalSign::Spo2,
            sample: sample(milli),
            limit: Limit::AtMost(92_000),
        };
        let times = |limit| Reason::Figure {
            figure: "count(rhythm = irregular, 24 h)".into(),
            milli: 4_000,
            limit,
            unit: "{count}".into(),
        };
        let twice = Reason::Twice { apart_ms: 180_000, sample: sample(90_000) };
        let all = [
            value(91_000),
            twice.clone(),
            times(Limit::Above(2_000)),
            value(91_000),
            twice,
            times(Limit::AtMost(4_000)),
        ];
        assert_eq!(
            reasons(&all, &rules),
            [
                "Oxygen 91\u{a0}%, twice in 3 min (90\u{a0}% before)",
                "Times in 24 hours with pulse rhythm irregular: 4"
            ]
        );
        assert_eq!(
            reasons(&all[2..3], &rules),
            ["Times in 24 hours with pulse rhythm irregular: 4, over 2"]
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
