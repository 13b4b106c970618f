//! The rule set: a versioned document, checked like a program, and what it says of a person.

mod asked;
pub mod changes;
mod check;
mod compile;
pub mod condition;
mod document;
mod evaluate;
pub mod figures;
mod inside;
mod judge;
mod load;
mod mistake;
pub mod outline;
pub mod pathway;
mod quantity;
mod reasons;
mod scene;
mod score;
pub mod sentence;
mod sign;
mod syntax;
pub mod tongue;
mod verdict;
mod wake;
pub mod words;

#[cfg(test)]
mod default_tests;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use vitals::VitalSign;

pub use compile::Kind;
pub use mistake::{Mistake, RuleSetErrors, Told};
pub use scene::Scene;
pub use score::{Points, SCORED};
pub use verdict::{Look, Odd, Verdict};

use crate::held::{Sample, code};
use crate::news2::Observation;
use crate::outcome::{Problem, Severity};
use condition::{Condition, Which};
use evaluate::holds;
pub(crate) use inside::{About, Adjust, Inside, Level, NamedLimit, Rule};
use pathway::Pathway;

/// The text of the rule set that the product starts with.
const DEFAULT: &str = include_str!("rules/default.toml");

/// A rule set with the hash of the very text that it was read from. A clone costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    inside: Arc<Inside>,
}

/// Questions that are asked together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questionnaire {
    /// Its id.
    pub id: Arc<str>,
    /// What the person reads first.
    pub title: Arc<str>,
    /// The questions, in their order.
    pub items: Vec<Item>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id, by which rules name its answer.
    pub id: Arc<str>,
    /// The question itself.
    pub text: Arc<str>,
    /// What it can be answered with.
    pub kind: Kind,
    /// It is asked only if this holds of the answers before it.
    pub when: Option<Condition>,
    /// Whether yes tells a symptom.
    pub symptom: bool,
}

/// A named limit of a rule, for whoever sets a personal one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitInfo {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The limit's name.
    pub name: Arc<str>,
    /// What it limits; none for a score, a count or an answer.
    pub sign: Option<VitalSign>,
    /// The unit that the numbers are thousandths of.
    pub unit: Arc<str>,
    /// What counts for a person without a limit of their own.
    pub default_milli: i64,
    /// A personal limit goes up to here and no further; without a floor nobody has their own.
    pub floor_milli: Option<i64>,
    /// Which side of it is odd.
    pub direction: Direction,
}

/// Which side of a limit is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// What is under it: no personal limit lies under the floor.
    Low,
    /// What is over it: no personal limit lies over the floor.
    High,
}

/// Which order of facts decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When they were measured: what comes late is decided as if it had come in time.
    Taken,
    /// As they came: a value older than its sign's newest changes nothing.
    Arrival,
}

/// What confirms, clears and merges the episodes of one problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Measurements closer together than this are one.
    pub gap: Duration,
    /// A second measurement confirms if it lies within so long of the first.
    pub within: Duration,
    /// So many clear measurements in a row end an episode.
    pub clear_times: u8,
    /// A new trigger takes an ended episode up again for so long after its end; zero never does.
    pub merge: Duration,
    /// Each rise of severity is told, a fall is silent and ends the episode without a clearing limit.
    pub each_rise: bool,
}

impl RuleSet {
    /// The rule set that the product starts with.
    pub fn built_in() -> Self {
        static BUILT_IN: OnceLock<RuleSet> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::shipped(DEFAULT)).clone()
    }

    /// The rule set of the workload that systems are compared on: CLINICAL's score as tables.
    pub fn workload() -> Self {
        static WORKLOAD: OnceLock<RuleSet> = OnceLock::new();
        WORKLOAD.get_or_init(|| Self::shipped(include_str!("rules/workload.toml"))).clone()
    }

    /// The one rule of synthetic patients.
    pub(crate) fn canary() -> Self {
        Self::shipped(include_str!("rules/canary.toml"))
    }

    fn shipped(text: &str) -> Self {
        // Tests read these very texts.
        Self::read(text).unwrap_or_else(|errors| panic!("the rule set is wrong: {errors}"))
    }

    /// Reads a rule set and checks it like a program; every mistake is told at once.
    pub fn from_toml(text: &str) -> Result<Self, RuleSetErrors> {
        // Every journal has this one, and it is checked once.
        if text == DEFAULT { Ok(Self::built_in()) } else { Self::read(text) }
    }

    fn read(text: &str) -> Result<Self, RuleSetErrors> {
        let source = document::Source::new(text);
        let loaded = load::load(&source, text);
        if let Some(loaded) = &loaded {
            check::check(loaded, &source);
        }
        match loaded {
            Some(loaded) if source.is_right() => Ok(Self { inside: Arc::new(loaded.inside) }),
            _ => Err(RuleSetErrors(source.into_mistakes())),
        }
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        self.inside.hash
    }

    /// The document itself.
    pub fn text(&self) -> &str {
        &self.inside.text
    }

    /// The document's name.
    pub fn name(&self) -> &str {
        &self.inside.name
    }

    /// The document's version.
    pub fn version(&self) -> u32 {
        self.inside.version
    }

    /// Which order of facts decides.
    pub fn order(&self) -> Order {
        self.inside.order
    }

    /// Every problem that a rule can raise, in the order in which they are judged.
    pub fn problems(&self) -> &[Problem] {
        &self.inside.names
    }

    /// The place of a problem.
    pub fn place_of(&self, problem: &Problem) -> Option<usize> {
        self.inside.names.iter().position(|name| name == problem)
    }

    /// The problems, by their place, whose rules read a sign.
    pub fn problems_of(&self, sign: VitalSign) -> &[usize] {
        self.inside.by_sign.get(usize::from(code(sign))).map_or(&[], Vec::as_slice)
    }

    /// The problems, by their place, whose rules read answers.
    pub fn problems_of_answers(&self) -> &[usize] {
        &self.inside.by_answers
    }

    /// The signs that the rules of a problem read.
    pub fn signs_of(&self, problem: usize) -> &[VitalSign] {
        self.inside.problems.get(problem).map_or(&[], |about| &about.signs)
    }

    /// What the rules say of a problem.
    pub fn judge(&self, problem: usize, scene: &Scene<'_>) -> Verdict {
        self.inside.judge(problem, scene)
    }

    /// How episodes of a problem go.
    pub fn manner(&self, problem: usize) -> Manner {
        self.inside.problems[problem].manner
    }

    /// A pathway, by its id.
    pub fn pathway(&self, id: &str) -> Option<&Pathway> {
        self.inside.pathways.iter().find(|pathway| *pathway.id == *id)
    }

    /// All pathways.
    pub fn pathways(&self) -> &[Pathway] {
        &self.inside.pathways
    }

    /// Whether a branch's condition holds.
    pub fn holds(&self, condition: &Condition, scene: &Scene<'_>) -> bool {
        holds(&condition.test, &self.inside.eye(scene)) == Some(true)
    }

    /// A questionnaire, by its id.
    pub fn questionnaire(&self, id: &str) -> Option<&Questionnaire> {
        self.inside.questionnaires.iter().find(|questionnaire| *questionnaire.id == *id)
    }

    /// All questionnaires.
    pub fn questionnaires(&self) -> &[Questionnaire] {
        &self.inside.questionnaires
    }

    /// Every named limit of every rule.
    pub fn limits(&self) -> impl Iterator<Item = LimitInfo> + '_ {
        self.inside.rules.iter().flat_map(|rule| {
            rule.limits.iter().map(|limit| LimitInfo {
                rule: rule.id.clone(),
                name: limit.name.clone(),
                sign: limit.sign,
                unit: limit.unit.clone(),
                default_milli: limit.default_milli,
                floor_milli: limit.floor_milli,
                direction: if limit.low { Direction::Low } else { Direction::High },
            })
        })
    }

    /// Where the numbers of a rule come from.
    pub fn source_of(&self, rule: &str) -> Option<&str> {
        self.inside.rules.iter().find(|known| *known.id == *rule).map(|rule| &*rule.source)
    }

    /// What NEWS2 sees of a person, and the samples in it, in the order of [`SCORED`].
    pub fn observe(&self, scene: &Scene<'_>) -> (Observation, [Option<Sample>; 7]) {
        self.inside.eye(scene).observation()
    }

    /// A score that the rule set writes as tables, or `news2`; none if there is nothing to score.
    pub fn score(&self, id: &str, scene: &Scene<'_>) -> Option<Points> {
        let which = match id {
            "news2" => Which::News2,
            id => Which::Table(self.inside.scores.iter().position(|score| *score.id == *id)?),
        };
        self.inside.eye(scene).points(which)
    }

    /// How long a value of a sign speaks for the person.
    pub fn hold(&self, sign: VitalSign) -> Duration {
        Duration::from_millis(self.inside.hold_ms(sign).unsigned_abs())
    }

    /// How soon an alert has to be acknowledged.
    pub fn acknowledge_within(&self, severity: Severity) -> Duration {
        self.inside.acknowledge[severity as usize]
    }

    /// How soon somebody has to look again at an acknowledged alert that is still active.
    pub fn recheck_within(&self, severity: Severity) -> Duration {
        self.inside.recheck[severity as usize]
    }

    /// What a page calls a problem.
    pub fn title(&self, problem: &Problem) -> Option<&str> {
        let about = self.inside.problems.iter().find(|about| about.problem == *problem)?;
        Some(&about.title)
    }
}
