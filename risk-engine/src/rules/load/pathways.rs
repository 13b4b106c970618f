//! Pathways: the steps of automated care.

use std::sync::Arc;
use std::time::Duration;

use super::Places;
use crate::outcome::{Severity, StepAction};
use crate::rules::Questionnaire;
use crate::rules::compile::Names;
use crate::rules::document::{Table, Text};
use crate::rules::mistake::told;
use crate::rules::pathway::{Branch, Pathway, Step, StepEvent};
use crate::rules::sign::{sign_named, sign_names};

pub(super) fn read(
    document: &Table<'_>,
    names: &Names,
    questionnaires: &[Questionnaire],
    places: &mut Places,
) -> Vec<Pathway> {
    let mut ids = Vec::new();
    let mut pathways = Vec::new();
    for mut table in document.tables("pathway") {
        let id = table.name("id");
        table.place = format!("pathway {}", id.map_or("", |id| id.text));
        let mut tables = table.tables("steps");
        tables.iter_mut().for_each(|step| step.place = table.place.clone());
        if tables.is_empty() {
            let remedy = told("add {what}").with("what", "steps = [ { id = \"…\", do = \"…\" } ]");
            table.tell(table.at, told("it has no steps"), remedy);
        }
        let step_ids: Vec<_> = tables.iter().map(|step| step.name("id")).collect();
        super::tell_duplicates("step", document.source, step_ids.iter().flatten().copied());
        let steps = tables
            .iter()
            .zip(&step_ids)
            .filter_map(|(table, id)| step(table, *id, &step_ids, names, questionnaires));
        let steps: Vec<_> = steps.collect();
        table.finish();
        let Some(id) = id else { continue };
        ids.push(id);
        places.pathways.push(tables.iter().map(|step| step.at).collect());
        pathways.push(Pathway { id: id.text.into(), steps });
    }
    super::tell_duplicates("pathway", document.source, ids.into_iter());
    pathways
}

fn step(
    table: &Table<'_>,
    id: Option<Text<'_>>,
    ids: &[Option<Text<'_>>],
    names: &Names,
    questionnaires: &[Questionnaire],
) -> Option<Step> {
    let action = action(table, questionnaires);
    let say: Arc<str> = table.text_if("say").map_or("", |say| say.text).into();
    let wait = table.duration_if("wait").map_or(0, |(ms, _)| ms);
    let mut branches = Vec::new();
    if let Some(then) = table.text_if("then") {
        branches.extend(branch(table, then, StepEvent::NoAnswer, None, ids));
    }
    if let Some(on) = table.table_if("on") {
        let events = [
            ("confirmed", StepEvent::Confirmed),
            ("fine", StepEvent::Fine),
            ("answered", StepEvent::Answered),
            ("no_answer", StepEvent::NoAnswer),
        ];
        for (key, event) in events {
            branches.extend(self::branches(&on, key, event, ids, names));
        }
        on.finish();
    }
    table.finish();
    let wait = Duration::from_millis(wait as u64);
    Some(Step { id: id?.text.into(), action: action?, say, wait, branches })
}

/// Where a step goes upon one event: to one step, or to the first whose condition holds.
fn branches(
    on: &Table<'_>,
    key: &'static str,
    event: StepEvent,
    ids: &[Option<Text<'_>>],
    names: &Names,
) -> Vec<Branch> {
    match on.text_or_tables(key) {
        None => Vec::new(),
        Some(Ok(go)) => branch(on, go, event, None, ids).into_iter().collect(),
        Some(Err(tables)) => {
            let branches = tables.iter().filter_map(|table| {
                let when = table.text_if("when");
                let go = table.text("go");
                table.finish();
                let condition = match when {
                    Some(when) => Some(super::condition(table, names, when)?),
                    None => None,
                };
                branch(table, go?, event, condition, ids)
            });
            branches.collect()
        }
    }
}

fn branch(
    table: &Table<'_>,
    go: Text<'_>,
    on: StepEvent,
    when: Option<crate::rules::condition::Condition>,
    ids: &[Option<Text<'_>>],
) -> Option<Branch> {
    match ids.iter().position(|id| id.is_some_and(|id| id.text == go.text)) {
        Some(place) => Some(Branch { on, when, go: place }),
        None => {
            table.tell(
                go.at,
                told("no step is called \"{name}\"").with("name", go.text),
                told("name a step of this pathway"),
            );
            None
        }
    }
}

const ACTIONS: &str = "measure SIGN, ask QUESTIONNAIRE, advise, remind, thank, escalate, \
                       escalate emergency/urgent/review, end";

fn action(table: &Table<'_>, questionnaires: &[Questionnaire]) -> Option<StepAction> {
    let text = table.text("do")?;
    let (verb, rest) = text.text.split_once(' ').unwrap_or((text.text, ""));
    let action = match (verb, rest) {
        ("measure", sign) => match sign_named(sign) {
            Some(sign) => StepAction::Measure(sign),
            None => {
                table.tell(
                    text.at,
                    told("unknown sign \"{sign}\"").with("sign", sign),
                    told("use one of: {known}").with("known", sign_names()),
                );
                return None;
            }
        },
        ("ask", id) => match questionnaires.iter().find(|known| *known.id == *id) {
            Some(known) => StepAction::Ask(known.id.clone()),
            None => {
                table.tell(
                    text.at,
                    told("unknown questionnaire \"{id}\"").with("id", id),
                    told("add a [[questionnaire]] with this id"),
                );
                return None;
            }
        },
        ("advise", "") => StepAction::Advise,
        ("remind", "") => StepAction::Remind,
        ("thank", "") => StepAction::Thank,
        ("end", "") => StepAction::End,
        ("escalate", "") => StepAction::Escalate(None),
        ("escalate", "emergency") => StepAction::Escalate(Some(Severity::Emergency)),
        ("escalate", "urgent") => StepAction::Escalate(Some(Severity::Urgent)),
        ("escalate", "review") => StepAction::Escalate(Some(Severity::Review)),
        _ => {
            table.tell(
                text.at,
                told("\"{text}\" is nothing that a step does").with("text", text.text),
                told("write one of: {known}").with("known", ACTIONS),
            );
            return None;
        }
    };
    Some(action)
}
