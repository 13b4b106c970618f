//! Problems of which exactly one rule has to apply to a person: bands of age, scales.

use super::logic::{Found, Question};
use crate::rules::document::Source;
use crate::rules::load::Loaded;
use crate::rules::mistake::{Told, told};
use crate::rules::{About, Rule};

pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    for (about, place) in loaded.inside.problems.iter().zip(&loaded.places.problems) {
        if about.exactly_one_for.is_none() {
            continue;
        }
        let tell = |what: Told, remedy: Told| {
            source.tell(*place, &format!("problem {}", about.problem.name()), what, remedy);
        };
        let rules: Vec<_> = about.rules.iter().map(|place| &loaded.inside.rules[*place]).collect();
        for (place, one) in rules.iter().enumerate() {
            for other in &rules[place + 1..] {
                if let Found::Values(who) = ask(about, &[(one, true), (other, true)]) {
                    let what = told("rules {one} and {other} both apply {who}")
                        .with("one", &one.id)
                        .with("other", &other.id)
                        .and("who", who);
                    tell(what, told("correct one's applies, or exactly_one_for"));
                }
            }
        }
        let none: Vec<_> = rules.iter().map(|rule| (*rule, false)).collect();
        if let Found::Values(who) = ask(about, &none) {
            tell(
                told("no rule applies {who}").and("who", who),
                told("widen one's applies, or narrow exactly_one_for"),
            );
        }
    }
}

/// People for whom exactly one rule has to apply, and to whom these rules do or don't.
fn ask(about: &About, rules: &[(&Rule, bool)]) -> Found {
    let mut question = Question::default();
    if let Some(people) = &about.exactly_one_for {
        question.demand(&people.test, &[], true);
    }
    for (rule, applies) in rules {
        match &rule.applies {
            Some(condition) => question.demand(&condition.test, &rule.limits, *applies),
            None if *applies => {}
            None => return Found::Nothing,
        }
    }
    question.find()
}
