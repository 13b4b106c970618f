//! A document as a form: every rule in words, and where in the text each number, choice and switch stands.
//!
//! It is read leniently: what has mistakes, or isn't there, is left out, and the check tells about it.

mod node;

pub(crate) use node::Node;

use super::sentence::{Lexicon, Number, Piece, sentence};
use super::tongue::Tongue;

/// A document in words. Places are bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The version.
    pub version: Option<Field>,
    /// Times that count for everybody.
    pub times: Vec<Time>,
    /// The problems, in the document's order.
    pub problems: Vec<ProblemOutline>,
    /// What makes rules stricter for a while.
    pub adjusts: Vec<AdjustOutline>,
    /// What is done before a clinician is asked.
    pub pathways: Vec<PathwayOutline>,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its first byte.
    pub at: usize,
    /// The byte after it.
    pub end: usize,
    /// The value.
    pub text: String,
}

/// A time of the document's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its table: `hold_hours`, `acknowledge_minutes`, `recheck_minutes`.
    pub table: String,
    /// Its key there.
    pub key: String,
    /// How many hours or minutes.
    pub field: Field,
}

/// Something that is on or off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// Whether it is.
    pub is_on: bool,
    /// The first byte of what says so; where it would stand, if nothing does.
    pub at: usize,
    /// The byte after it.
    pub end: usize,
    /// What to write there to switch it on.
    pub on: String,
    /// What to write there to switch it off.
    pub off: String,
}

/// A problem with its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemOutline {
    /// Its id.
    pub id: String,
    /// What pages call it.
    pub title: String,
    /// How its episodes go, as far as the document says: `gap`, `within`, `merge`.
    pub spans: Vec<(String, Number)>,
    /// So many fine measurements end an episode, if the document says so.
    pub clear_times: Option<Field>,
    /// The rules that raise it.
    pub rules: Vec<RuleOutline>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutline {
    /// Its id.
    pub id: String,
    /// The line where it begins, from 1.
    pub line: usize,
    /// Where its numbers come from.
    pub source: String,
    /// Whether it counts.
    pub switch: Option<Switch>,
    /// For whom; empty: for everybody.
    pub applies: Vec<Piece>,
    /// Its named limits.
    pub limits: Vec<LimitOutline>,
    /// Gravest first.
    pub levels: Vec<LevelOutline>,
    /// When it is over; empty: when no level holds.
    pub clear: Vec<Piece>,
}

/// A named limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitOutline {
    /// Its name.
    pub name: String,
    /// What counts for everybody without their own.
    pub value: Number,
    /// What nobody's own limit crosses.
    pub floor: Option<String>,
}

/// A level of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelOutline {
    /// `emergency`, `urgent`, `review` or `automated`.
    pub severity: Field,
    /// When it holds.
    pub when: Vec<Piece>,
    /// Whether it has to be measured twice.
    pub confirm: Option<Switch>,
    /// What is done first.
    pub pathway: Option<String>,
}

/// Rules that are stricter for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustOutline {
    /// Its id.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// For whom.
    pub when: Vec<Piece>,
    /// Whether alerts are one severity graver.
    pub graver: bool,
    /// Values count for so many percent of their time.
    pub hold_percent: Option<Field>,
}

/// A pathway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathwayOutline {
    /// Its id.
    pub id: String,
    /// Its steps, the first begins.
    pub steps: Vec<StepOutline>,
}

/// A step of a pathway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOutline {
    /// What is done, as the document has it.
    pub what: String,
    /// What the person reads.
    pub say: String,
    /// How long an answer may take.
    pub wait: Option<Number>,
}

impl Outline {
    /// Reads a document; none if it isn't TOML.
    pub fn of(text: &str, tongue: &dyn Tongue) -> Option<Self> {
        let document = Node::parse(text)?;
        let rules = document.tables("rule");
        let questions = questions(&document);
        let words = Words { tongue, questions: &questions };
        let problems = document.tables("problem");
        let problems = problems.iter().map(|problem| words.problem(problem, &rules));
        let adjusts = document.tables("adjust");
        let pathways = document.tables("pathway");
        Some(Self {
            version: document.field("version"),
            times: TIMES.iter().flat_map(|table| times(&document, table)).collect(),
            problems: problems.collect(),
            adjusts: adjusts.iter().map(|adjust| words.adjust(adjust)).collect(),
            pathways: pathways.iter().map(|one| pathway(one, tongue)).collect(),
        })
    }

    /// Every piece of every condition, for whoever looks for numbers.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let rules = self.problems.iter().flat_map(|problem| &problem.rules);
        let of_rules = rules.flat_map(|rule| {
            let levels = rule.levels.iter().flat_map(|level| &level.when);
            rule.applies.iter().chain(levels).chain(&rule.clear)
        });
        of_rules.chain(self.adjusts.iter().flat_map(|adjust| &adjust.when))
    }
}

const TIMES: [&str; 3] = ["hold_hours", "acknowledge_minutes", "recheck_minutes"];

fn times(document: &Node<'_>, table: &str) -> Vec<Time> {
    let Some(times) = document.table(table) else { return Vec::new() };
    let keys = times.keys().into_iter();
    keys.filter_map(|key| {
        let field = times.field(key)?;
        Some(Time { table: table.to_owned(), key: key.to_owned(), field })
    })
    .collect()
}

/// Each question's id and text.
fn questions(document: &Node<'_>) -> Vec<(String, String)> {
    let questionnaires = document.tables("questionnaire");
    let items = questionnaires.iter().flat_map(|questionnaire| questionnaire.tables("items"));
    items.map(|item| (item.words("id"), item.words("text"))).collect()
}

fn pathway(pathway: &Node<'_>, tongue: &dyn Tongue) -> PathwayOutline {
    let steps = pathway.tables("steps");
    let steps = steps.iter().map(|step| StepOutline {
        what: step.words("do"),
        say: tongue.written(&step.words("say")),
        wait: step.quantity("wait"),
    });
    PathwayOutline { id: pathway.words("id"), steps: steps.collect() }
}

/// What a document's names are called.
struct Words<'a> {
    tongue: &'a dyn Tongue,
    questions: &'a [(String, String)],
}

impl Words<'_> {
    fn problem(&self, problem: &Node<'_>, rules: &[Node<'_>]) -> ProblemOutline {
        let id = problem.words("id");
        let rules = rules.iter().filter(|rule| rule.words("problem") == id);
        let spans = ["gap", "within", "merge"].into_iter();
        ProblemOutline {
            title: self.tongue.written(&problem.words("title")),
            spans: spans.filter_map(|key| Some((key.to_owned(), problem.quantity(key)?))).collect(),
            clear_times: problem.field("clear_times"),
            rules: rules.map(|rule| self.rule(rule)).collect(),
            id,
        }
    }

    fn rule(&self, rule: &Node<'_>) -> RuleOutline {
        let limits: Vec<_> = limits(rule);
        let is_limit = |name: &str| limits.iter().any(|limit| limit.name == name);
        let levels = rule.tables("levels");
        let levels = levels.iter().filter_map(|level| {
            Some(LevelOutline {
                severity: level.field("severity")?,
                when: self.condition(level, "when", &is_limit),
                confirm: level.switch_beside("confirm", "when"),
                pathway: Some(level.words("pathway")).filter(|id| !id.is_empty()),
            })
        });
        RuleOutline {
            id: rule.words("id"),
            line: rule.line(),
            source: rule.words("source"),
            switch: rule.switch_below("off", "id"),
            applies: self.condition(rule, "applies", &is_limit),
            levels: levels.collect(),
            clear: self.condition(rule, "clear", &is_limit),
            limits,
        }
    }

    fn adjust(&self, adjust: &Node<'_>) -> AdjustOutline {
        AdjustOutline {
            id: adjust.words("id"),
            source: adjust.words("source"),
            when: self.condition(adjust, "when", &|_| false),
            graver: adjust.is_true("graver"),
            hold_percent: adjust.field("hold_percent"),
        }
    }

    /// A condition in words, the numbers with their places in the document.
    fn condition(
        &self,
        table: &Node<'_>,
        key: &str,
        is_limit: &dyn Fn(&str) -> bool,
    ) -> Vec<Piece> {
        let Some(field) = table.field(key) else { return Vec::new() };
        let question = |id: &str| {
            let found = self.questions.iter().find(|(known, _)| known == id);
            found.map(|(_, text)| text.clone())
        };
        let lexicon = Lexicon { tongue: self.tongue, question: &question, is_limit };
        let mut pieces = sentence(&field.text, &lexicon);
        for piece in &mut pieces {
            if let Piece::Number(number) = piece {
                number.at += field.at;
                number.end += field.at;
            }
        }
        pieces
    }
}

fn limits(rule: &Node<'_>) -> Vec<LimitOutline> {
    let Some(limits) = rule.table("limits") else { return Vec::new() };
    let keys = limits.keys().into_iter();
    keys.filter_map(|name| {
        // A limit is a text, or a table with a floor.
        let within = limits.table(name);
        let value = match &within {
            Some(limit) => limit.quantity("value")?,
            None => limits.quantity(name)?,
        };
        let floor = within.map(|limit| limit.words("floor")).filter(|floor| !floor.is_empty());
        Some(LimitOutline { name: name.to_owned(), value, floor })
    })
    .collect()
}

#[cfg(test)]
mod tests;
