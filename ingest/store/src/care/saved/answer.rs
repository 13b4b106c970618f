//! Answers to questionnaires as JSON.

use risk_engine::fact;
use serde::{Deserialize, Serialize};
use vitals::TakenAt;

use super::super::error::SavedError;
use super::decode;

/// A question with its answer.
#[derive(Serialize, Deserialize)]
pub(in crate::care) struct Item {
    question: String,
    answer: Answer,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Yes,
    No,
    Milli(i32),
    Choice(String),
}

/// The questions with their answers, in their order.
pub(in crate::care) fn items(answers: &fact::Answers) -> Vec<Item> {
    let item = |(question, answer): &(std::sync::Arc<str>, fact::Answer)| Item {
        question: question.to_string(),
        answer: match answer {
            fact::Answer::Yes => Answer::Yes,
            fact::Answer::No => Answer::No,
            fact::Answer::Milli(milli) => Answer::Milli(*milli),
            fact::Answer::Choice(choice) => Answer::Choice(choice.to_string()),
        },
    };
    answers.items.iter().map(item).collect()
}

/// Answers from what a row holds.
pub(in crate::care) fn answers(
    answered_at: i64,
    questionnaire: String,
    items: &str,
) -> Result<fact::Answers, SavedError> {
    let items: Vec<Item> = decode(items)?;
    let item = |item: Item| {
        let answer = match item.answer {
            Answer::Yes => fact::Answer::Yes,
            Answer::No => fact::Answer::No,
            Answer::Milli(milli) => fact::Answer::Milli(milli),
            Answer::Choice(choice) => fact::Answer::Choice(choice.into()),
        };
        (item.question.into(), answer)
    };
    Ok(fact::Answers {
        answered_at: TakenAt::from_unix_ms(answered_at),
        questionnaire: questionnaire.into(),
        items: items.into_iter().map(item).collect(),
    })
}
