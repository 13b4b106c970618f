//! A document as the page's form has it: the outline and the differences, as JSON.

use risk_engine::rules::changes::{self, Change};
use risk_engine::rules::outline::{
    AdjustOutline, Field, LevelOutline, LimitOutline, Outline, PathwayOutline, ProblemOutline,
    RuleOutline, StepOutline, Switch, Time,
};
use risk_engine::rules::sentence::{Number, Piece};
use serde::Serialize;
use utoipa::ToSchema;

use crate::language::Words;

/// A document as a form. Places are bytes of its text.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct Form {
    version: Option<FieldView>,
    times: Vec<TimeView>,
    problems: Vec<ProblemView>,
    adjusts: Vec<AdjustView>,
    pathways: Vec<PathwayView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Field)]
struct FieldView {
    at: usize,
    end: usize,
    text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FormTime)]
struct TimeView {
    table: String,
    key: String,
    field: FieldView,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Switch)]
struct SwitchView {
    is_on: bool,
    at: usize,
    end: usize,
    on: String,
    off: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Piece)]
enum PieceView {
    Words(String),
    Limit { limit: String },
    Number(FieldView),
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleProblem)]
struct ProblemView {
    id: String,
    title: String,
    spans: Vec<(String, FieldView)>,
    clear_times: Option<FieldView>,
    rules: Vec<RuleView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rule)]
struct RuleView {
    id: String,
    line: usize,
    source: String,
    switch: Option<SwitchView>,
    applies: Vec<PieceView>,
    limits: Vec<LimitView>,
    levels: Vec<LevelView>,
    clear: Vec<PieceView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleLimit)]
struct LimitView {
    name: String,
    value: FieldView,
    floor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleLevel)]
struct LevelView {
    severity: FieldView,
    when: Vec<PieceView>,
    confirm: Option<SwitchView>,
    pathway: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleAdjust)]
struct AdjustView {
    id: String,
    source: String,
    when: Vec<PieceView>,
    graver: bool,
    hold_percent: Option<FieldView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pathway)]
struct PathwayView {
    id: String,
    steps: Vec<StepView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PathwayStep)]
struct StepView {
    what: String,
    say: String,
    wait: Option<FieldView>,
}

/// A difference.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(in super::super) struct ChangeView {
    place: String,
    what: String,
    before: Option<String>,
    after: Option<String>,
}

/// The form of a document in a language; none if it isn't TOML.
pub(super) fn form(text: &str, words: &Words) -> Option<Form> {
    Outline::of(text, words).map(Form::from)
}

/// What differs between two documents; none if one of them isn't TOML.
pub(super) fn changes(before: &str, after: &str, words: &Words) -> Option<Vec<ChangeView>> {
    let found = changes::changes(before, after, words)?;
    Some(all(found))
}

fn all<From, To: std::convert::From<From>>(list: Vec<From>) -> Vec<To> {
    list.into_iter().map(To::from).collect()
}

impl From<Outline> for Form {
    fn from(outline: Outline) -> Self {
        Self {
            version: outline.version.map(FieldView::from),
            times: all(outline.times),
            problems: all(outline.problems),
            adjusts: all(outline.adjusts),
            pathways: all(outline.pathways),
        }
    }
}

impl From<Field> for FieldView {
    fn from(Field { at, end, text }: Field) -> Self {
        Self { at, end, text, unit: String::new() }
    }
}

impl From<Number> for FieldView {
    fn from(Number { at, end, text, unit }: Number) -> Self {
        Self { at, end, text, unit }
    }
}

impl From<Time> for TimeView {
    fn from(Time { table, key, field }: Time) -> Self {
        Self { table, key, field: field.into() }
    }
}

impl From<Switch> for SwitchView {
    fn from(Switch { is_on, at, end, on, off }: Switch) -> Self {
        Self { is_on, at, end, on, off }
    }
}

impl From<Piece> for PieceView {
    fn from(piece: Piece) -> Self {
        match piece {
            Piece::Words(words) => Self::Words(words),
            Piece::Limit(limit) => Self::Limit { limit },
            Piece::Number(number) => Self::Number(number.into()),
        }
    }
}

impl From<ProblemOutline> for ProblemView {
    fn from(problem: ProblemOutline) -> Self {
        let ProblemOutline { id, title, spans, clear_times, rules } = problem;
        let spans = spans.into_iter().map(|(key, number)| (key, number.into())).collect();
        let clear_times = clear_times.map(FieldView::from);
        Self { id, title, spans, clear_times, rules: all(rules) }
    }
}

impl From<RuleOutline> for RuleView {
    fn from(rule: RuleOutline) -> Self {
        Self {
            id: rule.id,
            line: rule.line,
            source: rule.source,
            switch: rule.switch.map(SwitchView::from),
            applies: all(rule.applies),
            limits: all(rule.limits),
            levels: all(rule.levels),
            clear: all(rule.clear),
        }
    }
}

impl From<LimitOutline> for LimitView {
    fn from(LimitOutline { name, value, floor }: LimitOutline) -> Self {
        Self { name, value: value.into(), floor }
    }
}

impl From<LevelOutline> for LevelView {
    fn from(LevelOutline { severity, when, confirm, pathway }: LevelOutline) -> Self {
        let confirm = confirm.map(SwitchView::from);
        Self { severity: severity.into(), when: all(when), confirm, pathway }
    }
}

impl From<AdjustOutline> for AdjustView {
    fn from(adjust: AdjustOutline) -> Self {
        let AdjustOutline { id, source, when, graver, hold_percent } = adjust;
        Self { id, source, when: all(when), graver, hold_percent: hold_percent.map(Into::into) }
    }
}

impl From<PathwayOutline> for PathwayView {
    fn from(PathwayOutline { id, steps }: PathwayOutline) -> Self {
        Self { id, steps: all(steps) }
    }
}

impl From<StepOutline> for StepView {
    fn from(StepOutline { what, say, wait }: StepOutline) -> Self {
        Self { what, say, wait: wait.map(FieldView::from) }
    }
}

impl From<Change> for ChangeView {
    fn from(Change { place, what, before, after }: Change) -> Self {
        Self { place, what, before, after }
    }
}

#[cfg(test)]
mod tests {
    use risk_engine::rules::RuleSet;
    use serde_json::{Value, json};

    use super::*;

    fn rule(id: &str) -> Value {
        let form =
            serde_json::to_value(form(RuleSet::built_in().text(), &Words::english())).unwrap();
        let problems = form["problems"].as_array().unwrap().clone();
        let mut rules = problems.iter().flat_map(|problem| problem["rules"].as_array().unwrap());
        rules.find(|rule| rule["id"] == id).unwrap().clone()
    }

    #[test]
    fn a_rule_is_words_limits_and_numbers_with_their_places() {
        let rule = rule("O2-1");
        let when = rule["levels"][1]["when"].clone();
        assert_eq!(when, json!(["Oxygen at or under ", { "limit": "urgent" }]));
        assert_eq!(rule["levels"][1]["severity"]["text"], "urgent");
        assert_eq!(rule["limits"][1]["value"]["text"], "92");
        assert_eq!(rule["limits"][1]["value"]["unit"], "%");
        assert_eq!(rule["switch"]["is_on"], true);
    }

    #[test]
    fn a_changed_limit_is_one_difference() {
        let text = RuleSet::built_in().text().to_owned();
        let changed = text.replace("\"92 %\", floor = \"85", "\"91 %\", floor = \"85");
        let found = changes(&text, &changed, &Words::english());
        let want = json!([
            { "place": "rule O2-1", "what": "limit urgent", "before": "92 %", "after": "91 %" }
        ]);
        assert_eq!(serde_json::to_value(found).unwrap(), want);
    }
}
