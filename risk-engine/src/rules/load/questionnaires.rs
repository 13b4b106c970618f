//! Questionnaires: what a person can be asked.

use std::sync::Arc;

use crate::rules::compile::{Kind, Names};
use crate::rules::document::{Table, Text};
use crate::rules::mistake::told;
use crate::rules::{Item, Questionnaire};

pub(super) fn read(document: &Table<'_>, names: &mut Names) -> Vec<Questionnaire> {
    let mut ids = Vec::new();
    let mut questionnaires = Vec::new();
    for mut table in document.tables("questionnaire") {
        let id = table.name("id");
        table.place = format!("questionnaire {}", id.map_or("", |id| id.text));
        let title = table.text("title");
        let tables = table.tables("items");
        if tables.is_empty() {
            table.tell(
                table.at,
                told("it asks nothing"),
                told("add {what}")
                    .with("what", "items = [ { id = \"…\", text = \"…\", kind = \"yes_no\" } ]"),
            );
        }
        let mut items = Vec::new();
        for item in &tables {
            items.extend(self::item(item, names, &items));
        }
        table.finish();
        let (Some(id), Some(title)) = (id, title) else { continue };
        ids.push(id);
        names.questionnaires.push(id.text.into());
        questionnaires.push(Questionnaire { id: id.text.into(), title: title.text.into(), items });
    }
    super::tell_duplicates("questionnaire", document.source, ids.into_iter());
    questionnaires
}

/// One question, with those before it.
fn item(table: &Table<'_>, names: &mut Names, before: &[Item]) -> Option<Item> {
    let id = table.name("id");
    let text = table.text("text");
    let kind = kind(table);
    let is_yes_no = kind == Some(Kind::YesNo);
    // A question is about a symptom unless it says that it isn't.
    let symptom = is_yes_no && (!table.has("symptom") || table.flag("symptom"));
    let when = table.text_if("when").and_then(|when| asked_when(table, names, before, when));
    table.flag("symptom");
    table.finish();
    let (id, kind) = (id?, kind?);
    match names.questions.get(id.text) {
        Some(other) if *other != kind => {
            table.tell(
                id.at,
                told("question {id} is of another kind in another place").with("id", id.text),
                told("give it another id, or the same kind"),
            );
        }
        _ if before.iter().any(|item| *item.id == *id.text) => {
            let what = told("question {id} is asked twice").with("id", id.text);
            table.tell(id.at, what, told("give it another id"));
        }
        _ => {}
    }
    let (id, text): (Arc<str>, Arc<str>) = (id.text.into(), text?.text.into());
    names.questions.insert(id.clone(), kind.clone());
    Some(Item { id, text, kind, when, symptom })
}

fn kind(table: &Table<'_>) -> Option<Kind> {
    let kind = table.text("kind");
    let unit = table.text_if("unit");
    let choices: Vec<Arc<str>> =
        table.texts("choices").iter().map(|text| text.text.into()).collect();
    let kind = kind?;
    let read = match kind.text {
        "yes_no" => Kind::YesNo,
        "number" => Kind::Number(unit.map_or("", |unit| unit.text).into()),
        "choice" => Kind::Choice(choices.clone()),
        other => {
            table.tell(
                kind.at,
                told("unknown kind of question \"{kind}\"").with("kind", other),
                told("write one of: {known}").with("known", "yes_no, number, choice"),
            );
            return None;
        }
    };
    if unit.is_some() && kind.text != "number" {
        table.tell(
            kind.at,
            told("only a number has a unit"),
            told("take unit out, or write kind = \"number\""),
        );
    }
    if (choices.len() >= 2) != (kind.text == "choice") {
        table.tell(
            kind.at,
            told("a choice, and nothing else, has two choices or more"),
            told("correct kind or choices"),
        );
    }
    Some(read)
}

/// Whether a question is asked, which earlier answers decide.
fn asked_when(
    table: &Table<'_>,
    names: &Names,
    before: &[Item],
    when: Text<'_>,
) -> Option<crate::rules::condition::Condition> {
    let condition = super::condition(table, names, when)?;
    let mut wrong = false;
    condition.test.visit(&mut |part| {
        use crate::rules::condition::{Fact, Leaf, Part};
        wrong |= !match part {
            Part::Leaf(Leaf::Answer(id)) | Part::Fact(Fact::Yes(id) | Fact::Chose(id, _)) => {
                before.iter().any(|item| item.id == *id)
            }
            _ => false,
        };
    });
    if wrong {
        table.tell(
            when.at,
            told("whether a question is asked depends on something else than earlier answers"),
            told("use answer.… of questions that stand before it in this questionnaire"),
        );
        return None;
    }
    Some(condition)
}
