//! Each rule by itself: its levels, its clearing condition, and whom it leaves untold.

use super::logic::{Found, Question};
use super::pathways::reached_from;
use crate::outcome::{Severity, StepAction};
use crate::rules::condition::{Fact, FigureKind, Leaf, Part, Test, Value, Which};
use crate::rules::document::Source;
use crate::rules::load::{Loaded, RulePlaces};
use crate::rules::mistake::{Told, told};
use crate::rules::pathway::{Pathway, StepEvent};
use crate::rules::syntax::Op;
use crate::rules::{Inside, Level, Rule};

/// A rule with its place in the document.
struct Checked<'a> {
    inside: &'a Inside,
    rule: &'a Rule,
    at: &'a RulePlaces,
    source: &'a Source<'a>,
}

/// Values that a question was asked for.
enum Answer {
    /// None if there are too many to look for.
    Yes(Option<Told>),
    No,
}

pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    for (rule, at) in loaded.inside.rules.iter().zip(&loaded.places.rules) {
        let checked = Checked { inside: &loaded.inside, rule, at, source };
        checked.applies();
        checked.levels();
        checked.clear();
        checked.news2();
    }
}

impl<'a> Checked<'a> {
    fn tell(&self, at: usize, what: Told, remedy: Told) {
        self.source.tell(at, &format!("rule {}", self.rule.id), what, remedy);
    }

    fn level_at(&self, place: usize) -> usize {
        self.at.levels.get(place).copied().unwrap_or(self.at.at)
    }

    /// Whether somebody to whom the rule applies can have values for which this is so.
    fn ask(&self, at: usize, demands: &[(&'a Test, bool)]) -> Answer {
        let mut question = Question::default();
        for (test, held) in demands {
            question.demand(test, &self.rule.limits, *held);
        }
        if let Some(applies) = &self.rule.applies {
            question.demand(&applies.test, &self.rule.limits, true);
        }
        match question.find() {
            Found::Values(values) => Answer::Yes(Some(values)),
            Found::Nothing => Answer::No,
            Found::TooMany => {
                let remedy = told("split the rule in two");
                self.tell(at, told("it combines too much to be checked"), remedy);
                // Told once: nothing else is said of it.
                Answer::Yes(None)
            }
        }
    }

    fn applies(&self) {
        let at = self.at.applies.unwrap_or(self.at.at);
        if matches!(self.ask(at, &[]), Answer::No) {
            self.tell(at, told("it applies to nobody"), told("correct applies"));
        }
    }

    fn levels(&self) {
        let levels = &self.rule.levels;
        for (place, level) in levels.iter().enumerate() {
            let at = self.level_at(place);
            if place > 0 && levels[place - 1].severity < level.severity {
                self.tell(
                    at,
                    told("a graver level stands after a lesser one"),
                    told("order the levels, gravest first"),
                );
            }
            self.reachable(place, level);
            self.pathway(at, level);
        }
    }

    fn reachable(&self, place: usize, level: &'a Level) {
        let at = self.level_at(place);
        let test = &level.when.test;
        if matches!(self.ask(at, &[(test, true)]), Answer::No) {
            let what = told("level \"{level}\" is never true").with("level", level.when.text());
            return self.tell(at, what, told("correct its numbers, or take it out"));
        }
        let mut demands: Vec<_> =
            self.rule.levels[..place].iter().map(|before| (&before.when.test, false)).collect();
        demands.push((test, true));
        if place > 0 && matches!(self.ask(at, &demands), Answer::No) {
            let what = told("level \"{level}\" is never reached: a level before it covers it")
                .with("level", level.when.text());
            self.tell(at, what, told("correct the numbers of one of them, or take it out"));
        }
    }

    fn clear(&self) {
        let Some(clear) = &self.rule.clear else { return };
        let at = self.at.clear.unwrap_or(self.at.at);
        let none_holds = self.rule.levels.iter().map(|level| (&level.when.test, false));
        let demands: Vec<_> = none_holds.chain([(&clear.test, true)]).collect();
        if matches!(self.ask(at, &demands), Answer::No) {
            return self.tell(
                at,
                told("no value clears it"),
                told("correct clear: values must exist for which it holds and no level does"),
            );
        }
        for level in &self.rule.levels {
            if !share_a_number(&level.when.test, &clear.test) {
                continue;
            }
            if let Answer::Yes(Some(values)) =
                self.ask(at, &[(&level.when.test, true), (&clear.test, true)])
            {
                let what = told("level \"{level}\" and clear are both true {who}")
                    .with("level", level.when.text())
                    .and("who", values);
                self.tell(at, what, told("leave no value for which both hold"));
            }
        }
    }

    /// A level that has to be confirmed needs a pathway that measures, and that tells somebody.
    fn pathway(&self, at: usize, level: &Level) {
        let pathway = level
            .pathway
            .as_ref()
            .map(|id| (id, self.inside.pathways.iter().find(|pathway| pathway.id == *id)));
        let pathway = match pathway {
            Some((id, None)) => {
                return self.tell(
                    at,
                    told("no pathway is called \"{name}\"").with("name", id),
                    told("correct the name, or add a [[pathway]]"),
                );
            }
            Some((_, Some(pathway))) => Some(pathway),
            None => None,
        };
        let does = |fits: &dyn Fn(&StepAction) -> bool| {
            pathway.is_some_and(|pathway| pathway.steps.iter().any(|step| fits(&step.action)))
        };
        if level.severity.is_none() {
            if pathway.is_none() {
                self.tell(
                    at,
                    told("an automated level does nothing without a pathway"),
                    told("add {what}").with("what", "pathway = \"…\""),
                );
            }
            if does(&|action| *action == StepAction::Escalate(None)) {
                self.tell(
                    at,
                    told(
                        "its pathway escalates without a severity, and an automated level has none",
                    ),
                    told("write escalate urgent, or another severity, in the pathway"),
                );
            }
        }
        if !level.confirm {
            return;
        }
        let signs_of = |which| self.signs_of(which);
        let reads = level.when.test.signs(&signs_of);
        if !does(&|action| matches!(action, StepAction::Measure(sign) if reads.contains(sign))) {
            self.tell(
                at,
                told("it has to be confirmed, and no pathway asks to measure what it reads"),
                told("add a pathway with a measure step, or take confirm out"),
            );
        }
        if level.severity > Some(Severity::Review)
            && let Some(pathway) = pathway
        {
            self.unanswered(at, pathway);
        }
    }

    /// A missing confirmation of something grave comes before a clinician. Source: CLINICAL 3.2.
    fn unanswered(&self, at: usize, pathway: &Pathway) {
        for step in &pathway.steps {
            let measures = matches!(step.action, StepAction::Measure(_));
            let no_answer = step.branches.iter().find(|branch| branch.on == StepEvent::NoAnswer);
            let tells = no_answer.is_some_and(|branch| {
                let mut after = reached_from(pathway, branch.go).into_iter();
                after.any(|place| matches!(pathway.steps[place].action, StepAction::Escalate(_)))
            });
            if measures && !tells {
                let what =
                    told("nobody is told if step {step} of pathway {pathway} is not answered")
                        .with("step", &step.id)
                        .with("pathway", &pathway.id);
                self.tell(at, what, told("let its no_answer lead to a step that escalates"));
            }
        }
    }

    fn signs_of(&self, which: Which) -> Vec<vitals::VitalSign> {
        match which {
            Which::News2 => crate::rules::SCORED.to_vec(),
            Which::Table(place) => {
                self.inside.scores[place].parts.iter().map(|part| part.sign).collect()
            }
        }
    }

    /// NEWS2 is for people of 16 and over who are not pregnant. Source: CLINICAL 1.1.
    fn news2(&self) {
        if !self.rule.conditions().iter().any(|condition| reads_news2(&condition.test)) {
            return;
        }
        let at = self.at.applies.unwrap_or(self.at.at);
        let pregnant = Test::Fact(Fact::Pregnant);
        let child = Test::Compare(Value::Leaf(Leaf::Age), Op::Less, Value::Const(16_000));
        for (test, what, remedy) in [
            (&pregnant, told("NEWS2 is not for people who are pregnant"), "not pregnant"),
            (&child, told("NEWS2 is not for people under 16"), "age >= 16"),
        ] {
            let mut question = Question::default();
            question.demand(test, &[], true);
            if let Some(applies) = &self.rule.applies {
                question.demand(&applies.test, &self.rule.limits, true);
            }
            if question.find() != Found::Nothing {
                self.tell(at, what, told("add to applies: {what}").with("what", remedy));
            }
        }
    }
}

fn reads_news2(test: &Test) -> bool {
    let mut reads = false;
    test.visit(&mut |part| {
        reads |= match part {
            Part::Leaf(Leaf::Score(of)) => of.which == Which::News2,
            Part::Leaf(Leaf::Figure(figure)) => matches!(figure.kind, FigureKind::UsualNews2(_)),
            Part::Fact(Fact::SingleThree(which)) => *which == Which::News2,
            _ => false,
        };
    });
    reads
}

/// Whether two conditions look up one number: else values of both say nothing of each other.
fn share_a_number(one: &Test, other: &Test) -> bool {
    let mut leaves = Vec::new();
    one.visit(&mut |part| leaves.extend(number_of(part)));
    let mut shares = false;
    other.visit(&mut |part| shares |= number_of(part).is_some_and(|leaf| leaves.contains(&leaf)));
    shares
}

/// A number that was looked up; the two bounds of a score are one.
fn number_of(part: Part<'_>) -> Option<Leaf> {
    match part {
        Part::Leaf(Leaf::Score(of)) => {
            let bound = crate::rules::condition::Bound::Low;
            Some(Leaf::Score(crate::rules::condition::ScoreOf { which: of.which, bound }))
        }
        Part::Leaf(leaf) => Some(leaf.clone()),
        _ => None,
    }
}
