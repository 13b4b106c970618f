//! Which questions of a questionnaire are asked, which the answers before them decide.

use std::sync::Arc;

use super::condition::{Fact, Leaf, Watched};
use super::evaluate::{Facts, holds};
use super::{Item, Questionnaire};
use crate::fact::Answer;

/// Answers that were given so far.
struct Given<'a>(&'a [(Arc<str>, Answer)]);

impl Questionnaire {
    /// The questions that are asked of somebody who has answered like this so far, in their order. A
    /// question whose condition isn't known to hold is not asked, and an answer to one counts for nothing.
    pub fn asked(&self, answers: &[(Arc<str>, Answer)]) -> Vec<&Item> {
        let mut counted: Vec<(Arc<str>, Answer)> = Vec::new();
        let mut asked = Vec::new();
        for item in &self.items {
            let is_asked = match &item.when {
                None => true,
                Some(when) => holds(&when.test, &Given(&counted)) == Some(true),
            };
            if is_asked {
                counted.extend(answers.iter().find(|(id, _)| *id == item.id).cloned());
                asked.push(item);
            }
        }
        asked
    }
}

impl Given<'_> {
    fn answer(&self, question: &str) -> Option<&Answer> {
        self.0.iter().find(|(id, _)| **id == *question).map(|(_, answer)| answer)
    }
}

impl Facts for Given<'_> {
    fn leaf(&self, leaf: &Leaf) -> Option<i64> {
        match leaf {
            Leaf::Answer(question) => match self.answer(question)? {
                Answer::Milli(milli) => Some(i64::from(*milli)),
                _ => None,
            },
            // A questionnaire that asks for more is refused when it is read.
            _ => None,
        }
    }

    fn fact(&self, fact: &Fact) -> Option<bool> {
        match fact {
            Fact::Yes(question) => match self.answer(question)? {
                Answer::Yes => Some(true),
                Answer::No => Some(false),
                _ => None,
            },
            Fact::Chose(question, choice) => match self.answer(question)? {
                Answer::Choice(chosen) => Some(chosen == choice),
                _ => None,
            },
            _ => None,
        }
    }

    fn lasting(&self, _: &Watched, _: i64) -> Option<bool> {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleSet;

    use super::*;

    #[track_caller]
    fn check(answers: &[(&str, Answer)], asked: &[&str]) {
        let rules = RuleSet::built_in();
        let questionnaire = rules.questionnaire("copd").expect("the built-in set has it");
        let answers: Vec<(Arc<str>, Answer)> =
            answers.iter().map(|(id, answer)| (Arc::from(*id), answer.clone())).collect();
        let found: Vec<&str> = questionnaire.asked(&answers).iter().map(|item| &*item.id).collect();
        assert_eq!(found, asked, "{answers:?}");
    }

    #[test]
    fn a_question_is_skipped_unless_the_answers_before_it_ask_for_it() {
        let without = ["breathless", "more_phlegm", "coloured_phlegm"];
        let with = ["breathless", "breathless_at_rest", "more_phlegm", "coloured_phlegm"];
        check(&[], &without);
        check(&[("breathless", Answer::No)], &without);
        check(&[("breathless", Answer::Yes)], &with);
        check(&[("breathless_at_rest", Answer::Yes)], &without);
    }
}
