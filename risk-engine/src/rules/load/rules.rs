//! Rules: when they apply, their levels, their named limits, and what clears them.

use std::sync::Arc;

use toml::de::DeValue;

use super::{Places, RulePlaces};
use crate::outcome::Severity;
use crate::rules::compile::{Compiler, Dim, Draft, Names, milli_beside};
use crate::rules::condition::Condition;
use crate::rules::document::{Table, Text, is_name};
use crate::rules::mistake::told;
use crate::rules::quantity::{Unfit, quantity};
use crate::rules::sign::words_of;
use crate::rules::{About, Adjust, Level, NamedLimit, Rule};

pub(super) fn read(
    document: &Table<'_>,
    names: &Names,
    problems: &mut [About],
    places: &mut Places,
) -> Vec<Rule> {
    let mut ids = Vec::new();
    let mut rules = Vec::new();
    for mut table in document.tables("rule") {
        let id = table.text("id");
        ids.extend(id);
        table.place = format!("rule {}", id.map_or("", |id| id.text));
        let problem = problem_of(&table, problems);
        let mut at = RulePlaces { at: table.at, ..RulePlaces::default() };
        let is_off = table.flag("off");
        let rule = rule(&table, names, id.map_or("", |id| id.text), &mut at);
        table.finish();
        if let Some(problem) = problem {
            problems[problem].is_named = true;
            // What is off is checked all the same, and applies to nobody.
            let rules_on = &mut problems[problem].rules;
            rules_on.extend((!is_off).then_some(rules.len()));
        }
        places.rules.push(at);
        rules.push(rule);
    }
    super::tell_duplicates("rule", document.source, ids.into_iter());
    rules
}

fn problem_of(table: &Table<'_>, problems: &[About]) -> Option<usize> {
    let problem = table.text("problem")?;
    let place = problems.iter().position(|about| about.problem.name() == problem.text);
    if place.is_none() {
        table.tell(
            problem.at,
            told("no problem is called \"{name}\"").with("name", problem.text),
            told("correct the name, or add a [[problem]] with this id"),
        );
    }
    place
}

fn rule(table: &Table<'_>, names: &Names, id: &str, at: &mut RulePlaces) -> Rule {
    let source = table.text("source");
    let (mut unfit, mut drafts) = (Vec::new(), Vec::new());
    let written = limits_written(table, &mut drafts);
    let mut compile = |text: Text<'_>, odd: bool| {
        let mut compiler = Compiler { names, limits: &mut drafts, told: &mut unfit, odd };
        let condition = compiler.compile(text.text);
        table.tell_all(text.at, std::mem::take(&mut unfit));
        condition
    };
    let applies = table.text_if("applies").and_then(|text| {
        at.applies = Some(text.at);
        compile(text, true)
    });
    let tables = table.tables("levels");
    if tables.is_empty() {
        table.tell(
            table.at,
            told("it has no levels"),
            told("add {what}").with("what", "levels = [ { severity = \"…\", when = \"…\" } ]"),
        );
    }
    let mut levels = Vec::new();
    for level in &tables {
        let when = level.text("when");
        let when = when.and_then(|when| {
            at.levels.push(when.at);
            compile(when, true)
        });
        levels.extend(self::level(level, when));
    }
    let clear = table.text_if("clear").and_then(|text| {
        at.clear = Some(text.at);
        compile(text, false)
    });
    let limits = written
        .iter()
        .zip(&drafts)
        .filter_map(|(written, draft)| resolve(table, written, draft))
        .collect();
    let signs_of = |which| names.signs_of(which);
    let by_levels = levels.iter().map(|level: &Level| &level.when).filter(|_| clear.is_none());
    let clearing: Vec<_> = by_levels.chain(&clear).collect();
    let clear_by_answers = clearing.iter().any(|when| when.reads_answers());
    let mut clear_signs: Vec<_> =
        clearing.iter().flat_map(|when| when.test.signs(&signs_of)).collect();
    clear_signs.sort_unstable();
    clear_signs.dedup();
    let source = source.map_or("", |source| source.text).into();
    Rule { id: id.into(), source, applies, limits, levels, clear, clear_signs, clear_by_answers }
}

fn level(table: &Table<'_>, when: Option<Condition>) -> Option<Level> {
    let severity = table.text("severity");
    let confirm = table.flag("confirm");
    let pathway: Option<Arc<str>> = table.text_if("pathway").map(|pathway| pathway.text.into());
    table.finish();
    let severity = severity?;
    let severity = match severity.text {
        "emergency" => Some(Severity::Emergency),
        "urgent" => Some(Severity::Urgent),
        "review" => Some(Severity::Review),
        "automated" => None,
        other => {
            table.tell(
                severity.at,
                told("unknown severity \"{severity}\"").with("severity", other),
                told("write one of: {known}").with("known", "emergency, urgent, review, automated"),
            );
            return None;
        }
    };
    Some(Level { severity, when: when?, confirm, pathway })
}

/// A limit as written.
struct Written<'a> {
    name: Text<'a>,
    value: Option<Text<'a>>,
    floor: Option<Text<'a>>,
}

/// `limits = { urgent = { value = "92 %", floor = "85 %" }, … }`.
fn limits_written<'a>(table: &Table<'a>, drafts: &mut Vec<Draft>) -> Vec<Written<'a>> {
    let Some(limits) = table.table_if("limits") else { return Vec::new() };
    let mut written = Vec::new();
    for (name, value) in limits.named() {
        if !is_name(name.text) || crate::rules::sign::sign_named(name.text).is_some() {
            table.tell(
                name.at,
                told("a limit can't be called \"{name}\"").with("name", name.text),
                told("use a name that nothing else has"),
            );
        }
        let at = value.span().start;
        let (value, floor) = match value.get_ref() {
            DeValue::String(text) => (Some(Text { text, at }), None),
            DeValue::Table(entries) => {
                let limit = Table::new(table.source, entries, at, table.place.clone());
                let found = (limit.text("value"), limit.text_if("floor"));
                limit.finish();
                found
            }
            _ => {
                table.tell(
                    at,
                    told("limit {name} is no text and no table").with("name", name.text),
                    told("write {wanted}").with("wanted", "{ value = \"92 %\", floor = \"85 %\" }"),
                );
                (None, None)
            }
        };
        drafts.push(Draft { name: name.text.into(), beside: None, low: Vec::new() });
        written.push(Written { name, value, floor });
    }
    written
}

/// A limit in numbers: its unit and its direction come from its uses.
fn resolve(table: &Table<'_>, written: &Written<'_>, draft: &Draft) -> Option<NamedLimit> {
    let name = written.name;
    let Some(dim) = &draft.beside else {
        table.tell(
            name.at,
            told("limit {name} is never used").with("name", name.text),
            told("use it in a level, or take it out"),
        );
        return None;
    };
    let low = draft.low[0];
    if draft.low.iter().any(|other| *other != low) {
        table.tell(
            name.at,
            told("values over and under limit {name} are both odd").with("name", name.text),
            told("make two limits of it: one for what is too low, one for what is too high"),
        );
        return None;
    }
    let milli = |text: Option<Text<'_>>| {
        let text = text?;
        let read = match quantity(text.text) {
            Some((number, unit)) => milli_beside(dim, number, unit.as_deref()),
            None => Err(Unfit {
                what: told("can't read \"{text}\"").with("text", text.text),
                remedy: told("write a number, a space and a unit: \"92 %\""),
            }),
        };
        read.map_err(|unfit| table.tell(text.at, unfit.what, unfit.remedy)).ok()
    };
    let (default_milli, floor_milli) = (milli(written.value)?, milli(written.floor));
    let crossed = floor_milli
        .is_some_and(|floor| if low { default_milli < floor } else { default_milli > floor });
    if crossed {
        let what = match low {
            true => told("limit {name} is under its own floor"),
            false => told("limit {name} is over its own floor"),
        };
        let what = what.with("name", name.text);
        table.tell(name.at, what, told("correct the value or the floor"));
        return None;
    }
    let (sign, unit) = match dim {
        Dim::Bare(sign) | Dim::Figure(sign) | Dim::Difference(sign) => {
            (Some(*sign), words_of(*sign).unit.to_string())
        }
        Dim::Rate(sign) => (Some(*sign), format!("{}/min", words_of(*sign).unit)),
        Dim::Asked(unit) => (None, unit.to_string()),
        Dim::Plain | Dim::Years | Dim::Days => (None, String::new()),
    };
    Some(NamedLimit {
        name: name.text.into(),
        default_milli,
        floor_milli,
        low,
        sign,
        unit: unit.into(),
    })
}

/// `[[adjust]]`: people whose rules are stricter for a while.
pub(super) fn read_adjusts(document: &Table<'_>, names: &Names) -> Vec<Adjust> {
    let mut adjusts = Vec::new();
    for mut table in document.tables("adjust") {
        let id = table.text("id");
        table.place = format!("adjust {}", id.map_or("", |id| id.text));
        table.text("source");
        let when = table.text("when").and_then(|when| super::condition(&table, names, when));
        let graver = table.flag("graver");
        let hold_percent = table.whole_if("hold_percent", 100).unwrap_or(100);
        table.finish();
        if hold_percent == 0 || (hold_percent == 100 && !graver) {
            table.tell(
                table.at,
                told("it changes nothing, or leaves no value fresh"),
                told("write graver = true, or hold_percent from 1 to 99"),
            );
        }
        if let (Some(_), Some(when)) = (id, when) {
            adjusts.push(Adjust { when, graver, hold_percent: hold_percent as u8 });
        }
    }
    adjusts
}
