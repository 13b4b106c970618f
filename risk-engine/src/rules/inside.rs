//! What a document says, with every name looked up: what judging reads.

use std::sync::Arc;
use std::time::Duration;

use vitals::VitalSign;

use super::compile::Kind;
use super::condition::Condition;
use super::pathway::Pathway;
use super::score::TableScore;
use super::{Manner, Order, Questionnaire, wake};
use crate::held::{SIGNS, code};
use crate::outcome::{Problem, Severity};

/// What a document says, with every name looked up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Inside {
    pub(super) text: Arc<str>,
    pub(super) hash: [u8; 32],
    pub(super) name: Arc<str>,
    pub(super) version: u32,
    pub(super) order: Order,
    /// By the sign's place in [`SIGNS`]; [`i64::MAX`] for ever.
    pub(super) hold_ms: [i64; SIGNS.len()],
    pub(super) answers_hold_ms: i64,
    /// By severity.
    pub(super) acknowledge: [Duration; 3],
    pub(super) recheck: [Duration; 3],
    pub(super) scores: Vec<TableScore>,
    pub(super) questionnaires: Vec<Questionnaire>,
    pub(super) pathways: Vec<Pathway>,
    pub(super) names: Vec<Problem>,
    pub(super) problems: Vec<About>,
    pub(super) rules: Vec<Rule>,
    pub(super) adjusts: Vec<Adjust>,
    pub(super) by_sign: [Vec<usize>; SIGNS.len()],
    pub(super) by_answers: Vec<usize>,
}

/// A problem with what its rules read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub(super) problem: Problem,
    pub(super) title: Arc<str>,
    pub(super) manner: Manner,
    /// For whom exactly one of its rules has to apply.
    pub(super) exactly_one_for: Option<Condition>,
    /// Those that are not off.
    pub(super) rules: Vec<usize>,
    /// Whether a rule, off or not, is about it.
    pub(super) is_named: bool,
    pub(super) signs: Vec<VitalSign>,
    pub(super) reads_answers: bool,
    pub(super) timers: Vec<wake::Timer>,
}

/// A rule, compiled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(super) id: Arc<str>,
    pub(super) source: Arc<str>,
    pub(super) applies: Option<Condition>,
    pub(super) limits: Vec<NamedLimit>,
    /// Gravest first.
    pub(super) levels: Vec<Level>,
    pub(super) clear: Option<Condition>,
    /// The signs that say whether it is clear.
    pub(super) clear_signs: Vec<VitalSign>,
    /// Whether answers say so too.
    pub(super) clear_by_answers: bool,
}

/// One level of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Level {
    pub(super) severity: Option<Severity>,
    pub(super) when: Condition,
    pub(super) confirm: bool,
    pub(super) pathway: Option<Arc<str>>,
}

/// A limit of a rule that a person can have their own of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedLimit {
    pub(super) name: Arc<str>,
    pub(super) default_milli: i64,
    pub(super) floor_milli: Option<i64>,
    /// Whether values under it are odd.
    pub(super) low: bool,
    pub(super) sign: Option<VitalSign>,
    pub(super) unit: Arc<str>,
}

/// People whose rules are stricter for a while.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Adjust {
    pub(super) when: Condition,
    pub(super) graver: bool,
    pub(super) hold_percent: u8,
}

impl Inside {
    /// How long a value of a sign speaks for the person, ms.
    pub(super) fn hold_ms(&self, sign: VitalSign) -> i64 {
        self.hold_ms[usize::from(code(sign))]
    }

    /// Whether yes to a question tells a symptom.
    pub(super) fn is_symptom(&self, questionnaire: &str, question: &str) -> bool {
        let questionnaire = self.questionnaires.iter().find(|known| *known.id == *questionnaire);
        questionnaire.is_some_and(|known| {
            known.items.iter().any(|item| *item.id == *question && item.symptom)
        })
    }

    /// The unit that a question asks for.
    pub(super) fn unit_asked(&self, question: &str) -> Option<&str> {
        let mut items = self.questionnaires.iter().flat_map(|questionnaire| &questionnaire.items);
        items.find_map(|item| match &item.kind {
            Kind::Number(unit) if *item.id == *question => Some(&**unit),
            _ => None,
        })
    }
}

impl Rule {
    /// Everything that it asks of a person.
    pub(super) fn conditions(&self) -> Vec<&Condition> {
        let levels = self.levels.iter().map(|level| &level.when);
        self.applies.iter().chain(levels).chain(&self.clear).collect()
    }
}

impl NamedLimit {
    /// A personal value as far as it counts.
    pub(super) fn clamped(&self, own: i64) -> i64 {
        match self.floor_milli {
            None => self.default_milli,
            Some(floor) if self.low => own.max(floor),
            Some(floor) => own.min(floor),
        }
    }
}
