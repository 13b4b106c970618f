//! Names: signs, scores, answers and what the care plan says.

use std::sync::Arc;

use super::{Compiler, Dim, Kind};
use crate::rules::condition::{Bound, Fact, Leaf, ScoreOf, Value, Which};
use crate::rules::mistake::told;
use crate::rules::sign::{sign_named, sign_names};

impl Compiler<'_> {
    /// Something that holds or doesn't.
    pub(super) fn fact_named(&mut self, name: &str) -> Option<Fact> {
        match name.split_once('.') {
            None => match name {
                "pregnant" => Some(Fact::Pregnant),
                "on_oxygen" => Some(Fact::OnOxygen),
                "any_symptom" => Some(Fact::AnySymptom(None)),
                _ => self.not_a_fact(name),
            },
            Some(("condition", what)) => {
                let known = self.names.conditions.get(what).cloned();
                known.map(Fact::Condition).or_else(|| self.undeclared("conditions", what))
            }
            Some(("medicine", what)) => {
                let known = self.names.medicines.get(what).cloned();
                known.map(Fact::Medicine).or_else(|| self.undeclared("medicines", what))
            }
            Some(("answer", question)) => match self.question(question)? {
                (id, Kind::YesNo) => Some(Fact::Yes(id)),
                _ => self.tell(
                    told("question {question} is not answered with yes or no")
                        .with("question", question),
                    told("compare it: {how}").with("how", format!("answer.{question} = …")),
                ),
            },
            Some(("news2", "single_three")) => Some(Fact::SingleThree(Which::News2)),
            Some(("score", rest)) if rest.ends_with(".single_three") => {
                let which = self.score(rest.trim_end_matches(".single_three"))?;
                Some(Fact::SingleThree(which))
            }
            Some(_) => self.not_a_fact(name),
        }
    }

    fn not_a_fact<T>(&mut self, name: &str) -> Option<T> {
        if self.number_named(name).is_some() || self.limits.iter().any(|limit| *limit.name == *name)
        {
            return self.tell(
                told("\"{name}\" is a number and neither holds nor doesn't").with("name", name),
                told("compare it: {how}").with("how", format!("{name} >= …")),
            );
        }
        // What it isn't has been told just now, if it looked like a number.
        if name.starts_with("score.") || name.starts_with("answer.") {
            return None;
        }
        self.unknown(name)
    }

    pub(super) fn unknown<T>(&mut self, name: &str) -> Option<T> {
        let known = "news2, score.…, answer.…, condition.…, medicine.…, age, pregnant, on_oxygen, spo2_scale, \
                     days_since_discharge, any_symptom";
        self.tell(
            told("unknown name \"{name}\"").with("name", name),
            told("use a limit of this rule, a sign ({signs}), or one of: {known}")
                .with("signs", sign_names())
                .with("known", known),
        )
    }

    fn undeclared<T>(&mut self, list: &str, what: &str) -> Option<T> {
        self.tell(
            told("\"{name}\" is not in the rule set's {list}")
                .with("name", what)
                .with("list", list),
            told("correct the name, or add it: {how}")
                .with("how", format!("{list} = [\"{what}\", …]")),
        )
    }

    pub(super) fn question(&mut self, id: &str) -> Option<(Arc<str>, Kind)> {
        match self.names.questions.get_key_value(id) {
            Some((id, kind)) => Some((id.clone(), kind.clone())),
            None => self.tell(
                told("no questionnaire has a question \"{id}\"").with("id", id),
                told("correct the name, or add the question"),
            ),
        }
    }

    fn score(&mut self, id: &str) -> Option<Which> {
        match self.names.scores.iter().position(|(known, _)| **known == *id) {
            Some(place) => Some(Which::Table(place)),
            None => self.tell(
                told("unknown score \"{id}\"").with("id", id),
                told("add a [[score]] with this id"),
            ),
        }
    }

    /// A number by its name, and what kind of number it is; tells nothing if the name is unknown.
    pub(super) fn number_named(&mut self, name: &str) -> Option<(Value, Dim)> {
        let of_score = |which, bound| (Leaf::Score(ScoreOf { which, bound }), Dim::Plain);
        let (leaf, dim) = match name {
            "age" => (Leaf::Age, Dim::Years),
            "days_since_discharge" => (Leaf::DaysSinceDischarge, Dim::Days),
            "spo2_scale" => (Leaf::Spo2Scale, Dim::Plain),
            "news2" => of_score(Which::News2, Bound::Low),
            "news2.high" | "news2_high" => of_score(Which::News2, Bound::High),
            _ => {
                if let Some(sign) = sign_named(name) {
                    (Leaf::Sign(sign), Dim::Bare(sign))
                } else if let Some(id) = name.strip_prefix("score.") {
                    match id.strip_suffix(".high") {
                        Some(id) => of_score(self.score(id)?, Bound::High),
                        None => of_score(self.score(id)?, Bound::Low),
                    }
                } else if let Some(id) = name.strip_prefix("answer.")
                    && let (id, Kind::Number(unit)) = self.question(id)?
                {
                    (Leaf::Answer(id), Dim::Asked(unit))
                } else {
                    return None;
                }
            }
        };
        Some((Value::Leaf(leaf), dim))
    }
}
