//! A document to a rule set: every part read, every name looked up, every mistake told.

mod head;
mod pathways;
mod problems;
mod questionnaires;
mod rules;
mod scores;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::compile::{Compiler, Names};
use super::condition::Condition;
use super::document::{Source, Table, Text};
use super::mistake::{Told, told};
use super::{About, Inside, wake};
use crate::held;

/// A document that was read, with where its parts stand.
pub(crate) struct Loaded {
    pub(crate) inside: Inside,
    pub(crate) places: Places,
}

/// Where parts of a rule set stand in the document, for the check.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Of each rule: its own, and those of its levels and of its clearing condition.
    pub(crate) rules: Vec<RulePlaces>,
    pub(crate) problems: Vec<usize>,
    /// Of each pathway's steps.
    pub(crate) pathways: Vec<Vec<usize>>,
    /// Of each score's parts.
    pub(crate) scores: Vec<Vec<usize>>,
}

/// Where the parts of a rule stand.
#[derive(Debug, Default)]
pub(crate) struct RulePlaces {
    pub(crate) at: usize,
    pub(crate) applies: Option<usize>,
    pub(crate) levels: Vec<usize>,
    pub(crate) clear: Option<usize>,
}

/// Reads a document; none if a mistake was told.
pub(crate) fn load(source: &Source<'_>, text: &str) -> Option<Loaded> {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        source.tell(at, "", Told::given(error.message()), told("correct the TOML"));
    }
    if !errors.is_empty() {
        return None;
    }
    let document = Table::new(source, document.get_ref(), 0, String::new());
    let loaded = read(&document, text);
    document.finish();
    loaded.filter(|_| source.is_right())
}

fn read(document: &Table<'_>, text: &str) -> Option<Loaded> {
    let mut places = Places::default();
    let head = head::read(document);
    let mut names = Names {
        conditions: head.conditions.clone(),
        medicines: head.medicines.clone(),
        ..Names::default()
    };
    let scores = scores::read(document, &mut names, &mut places);
    let questionnaires = questionnaires::read(document, &mut names);
    let pathways = pathways::read(document, &names, &questionnaires, &mut places);
    let mut problems = problems::read(document, &names, &mut places);
    let adjusts = rules::read_adjusts(document, &names);
    let rules = rules::read(document, &names, &mut problems, &mut places);
    if problems.is_empty() {
        document.tell(0, told("no problem is declared"), told("add a [[problem]] and a [[rule]]"));
    }
    for (place, problem) in problems.iter_mut().enumerate() {
        complete(problem, &rules, &adjusts, &names);
        problem.timers.retain(|timer| timer.can_run_out(&head.hold_ms));
        if !problem.is_named {
            document.source.tell(
                places.problems[place],
                &format!("problem {}", problem.problem.name()),
                told("no rule raises it"),
                told("add a [[rule]] of this problem, or take it out"),
            );
        }
    }
    let by_sign =
        held::SIGNS.map(|sign| places_where(&problems, |about| about.signs.contains(&sign)));
    let inside = Inside {
        text: text.into(),
        hash: Sha256::digest(text.as_bytes()).into(),
        name: head.name?,
        version: head.version?,
        order: head.order,
        hold_ms: head.hold_ms,
        answers_hold_ms: head.answers_hold_ms,
        acknowledge: head.acknowledge,
        recheck: head.recheck,
        names: problems.iter().map(|about| about.problem.clone()).collect(),
        by_sign,
        by_answers: places_where(&problems, |about| about.reads_answers),
        scores,
        questionnaires,
        pathways,
        problems,
        rules,
        adjusts,
    };
    Some(Loaded { inside, places })
}

/// What the rules of a problem read, and what of it changes by time alone.
fn complete(about: &mut About, rules: &[super::Rule], adjusts: &[super::Adjust], names: &Names) {
    let signs_of = |which| names.signs_of(which);
    for adjust in adjusts {
        wake::timers(usize::MAX, &adjust.when.test, &signs_of, &mut about.timers);
    }
    for place in about.rules.clone() {
        for condition in rules.get(place).map(super::Rule::conditions).unwrap_or_default() {
            about.signs.extend(condition.test.signs(&signs_of));
            about.reads_answers |= condition.reads_answers();
            wake::timers(place, &condition.test, &signs_of, &mut about.timers);
        }
    }
    about.signs.sort_unstable();
    about.signs.dedup();
}

fn places_where(problems: &[About], fits: impl Fn(&About) -> bool) -> Vec<usize> {
    problems.iter().enumerate().filter(|(_, about)| fits(about)).map(|(place, _)| place).collect()
}

/// Compiles a condition that has no named limits.
fn condition(table: &Table<'_>, names: &Names, text: Text<'_>) -> Option<Condition> {
    let (mut limits, mut told) = (Vec::new(), Vec::new());
    let mut compiler = Compiler { names, limits: &mut limits, told: &mut told, odd: true };
    let condition = compiler.compile(text.text);
    table.tell_all(text.at, told);
    condition
}

/// Tells which of several parts have an id that another has.
fn tell_duplicates<'a>(kind: &str, source: &Source<'_>, ids: impl Iterator<Item = Text<'a>>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id.text) {
            let place = format!("{kind} {}", id.text);
            let what = told("another {kind} has this id").with("kind", kind);
            source.tell(id.at, &place, what, told("give it another id"));
        }
    }
}
