//! What the rules say of one problem of one person at one moment.

use super::evaluate::{Eye, holds};
use super::reasons::grounds;
use super::score::KnownScores;
use super::{Inside, Level, Look, Odd, Rule, Scene, Verdict};
use crate::held::Sample;
use crate::outcome::Severity;

impl Inside {
    /// What the rules say of a problem.
    pub(super) fn judge(&self, problem: usize, scene: &Scene<'_>) -> Verdict {
        let Some(about) = self.problems.get(problem) else {
            return Verdict { look: Look::Unknown, wake_at: None };
        };
        let scores = KnownScores::default();
        let eye = Eye { scores: Some(&scores), ..self.eye(scene) };
        let rules = about.rules.iter().map(|place| &self.rules[*place]);
        let rules = rules.filter(|rule| rule.applies_to(&eye));

        let mut gravest: Option<(Option<Severity>, &Rule, &Level)> = None;
        let mut fine = Fine::default();
        for rule in rules {
            let eye = Eye { rule: Some(rule), ..eye };
            match rule.level(&eye) {
                Some(level) => {
                    let severity = self.raised(level.severity, &eye);
                    if gravest.is_none_or(|(before, ..)| severity > before) {
                        gravest = Some((severity, rule, level));
                    }
                }
                None if gravest.is_none() => fine.add(rule, &eye),
                None => {}
            }
        }
        let look = match gravest {
            Some((severity, rule, level)) => {
                Look::Odd(odd(severity, rule, level, &Eye { rule: Some(rule), ..eye }))
            }
            None => fine.look(&eye),
        };
        Verdict { look, wake_at: self.wake_at(about, &eye) }
    }

    /// A person's view before any rule.
    pub(super) fn eye<'a>(&'a self, scene: &Scene<'a>) -> Eye<'a> {
        let mut eye =
            Eye { rules: self, scene: *scene, rule: None, hold_percent: 100, scores: None };
        if let Some(adjust) = self.adjusts.iter().find(|adjust| adjust.applies_to(&eye)) {
            eye.hold_percent = adjust.hold_percent;
        }
        eye
    }

    /// A severity as it is for this person.
    fn raised(&self, severity: Option<Severity>, eye: &Eye<'_>) -> Option<Severity> {
        let raise = self.adjusts.iter().any(|adjust| adjust.graver && adjust.applies_to(eye));
        match severity {
            Some(Severity::Review) if raise => Some(Severity::Urgent),
            Some(Severity::Urgent) if raise => Some(Severity::Emergency),
            same => same,
        }
    }
}

impl Rule {
    /// Whether it is for this person. What isn't known about them takes no rule away from them.
    fn applies_to(&self, eye: &Eye<'_>) -> bool {
        self.applies.as_ref().is_none_or(|applies| holds(&applies.test, eye) != Some(false))
    }

    /// The gravest level that holds.
    fn level(&self, eye: &Eye<'_>) -> Option<&Level> {
        self.levels.iter().find(|level| holds(&level.when.test, eye) == Some(true))
    }

    /// Whether what it reads is beyond its clearing limit; without one, whether no level holds.
    fn is_clear(&self, eye: &Eye<'_>) -> Option<bool> {
        match &self.clear {
            Some(clear) => holds(&clear.test, eye),
            None => {
                let mut clear = Some(true);
                for level in &self.levels {
                    match holds(&level.when.test, eye) {
                        Some(true) => return Some(false),
                        Some(false) => {}
                        None => clear = None,
                    }
                }
                clear
            }
        }
    }
}

impl super::Adjust {
    /// Only what is known makes somebody's care stricter.
    fn applies_to(&self, eye: &Eye<'_>) -> bool {
        holds(&self.when.test, eye) == Some(true)
    }
}

/// What rules of which no level holds make of a problem together.
#[derive(Default)]
struct Fine {
    clear: bool,
    between: bool,
    newest: Option<vitals::TakenAt>,
}

impl Fine {
    fn add(&mut self, rule: &Rule, eye: &Eye<'_>) {
        match rule.is_clear(eye) {
            Some(true) => {
                self.clear = true;
                let read = rule.clear_signs.iter().filter_map(|sign| eye.fresh(*sign));
                self.newest = self.newest.max(read.map(Sample::taken_at).max());
                if rule.clear_by_answers {
                    let answered = eye.answers().next().map(|answers| answers.answered_at);
                    self.newest = self.newest.max(answered);
                }
            }
            Some(false) => self.between = true,
            None => {}
        }
    }

    fn look(&self, eye: &Eye<'_>) -> Look {
        match self {
            Self { between: true, .. } => Look::Between,
            Self { clear: true, newest, .. } => {
                Look::Clear { newest: newest.unwrap_or(eye.day_of_care()) }
            }
            _ => Look::Unknown,
        }
    }
}

/// A level that holds, with what it rests on.
fn odd(severity: Option<Severity>, rule: &Rule, level: &Level, eye: &Eye<'_>) -> Odd {
    let grounds = grounds(&level.when.test, eye);
    Odd {
        severity,
        rule: rule.id.clone(),
        pathway: level.pathway.clone(),
        confirm: level.confirm,
        reasons: grounds.reasons,
        samples: grounds.samples,
        newest: grounds.newest.unwrap_or(eye.day_of_care()),
    }
}
