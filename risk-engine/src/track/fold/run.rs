//! A pathway that runs: its steps, what ends each, and where it leads.

use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::VitalSign;

use super::{Fold, Moment, in_vain, ms};
use crate::outcome::{Problem, Reason, Severity, StepAction};
use crate::rules::pathway::{Pathway, StepEvent};
use crate::rules::{Odd, Scene};
use crate::timeline::Timeline;

/// A pathway that runs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Run {
    /// Which.
    pub pathway: Arc<str>,
    /// The place of the step that waits.
    pub step: usize,
    /// When that step began.
    pub since_ms: i64,
    /// Until when it waits.
    pub due_ms: i64,
    /// What it waits to be measured, if it does.
    pub sign: Option<VitalSign>,
    /// What it waits to be answered, if it does.
    pub questionnaire: Option<Arc<str>>,
    /// The gravest trigger since it began.
    pub trigger: Odd,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StepMark {
    /// The pathway.
    pub pathway: Arc<str>,
    /// The place of the step in it.
    pub step: usize,
    /// When.
    pub at_ms: i64,
    /// How long it waits, ms.
    pub wait_ms: i64,
    /// Why the pathway runs.
    pub reasons: Vec<Reason>,
}

impl Run {
    /// One question is enough, but without an answer the gravest trigger is what is raised.
    pub(super) fn grow(&mut self, odd: Odd) {
        if odd.severity > self.trigger.severity {
            self.trigger = odd;
        }
    }

    /// Whether what it asked for was measured after what made it ask.
    pub(super) fn is_answered_by(&self, scene: &Scene<'_>) -> bool {
        self.sign.is_some_and(|sign| {
            scene.latest(sign).is_some_and(|latest| latest.taken_at() > self.trigger.newest)
        })
    }

    /// Whether it waits for nothing in particular, after a reminder or advice.
    pub(super) fn is_waiting(&self) -> bool {
        self.sign.is_none() && self.questionnaire.is_none()
    }

    /// Whether its questionnaire was answered at this very moment.
    pub(super) fn is_questioned(&self, moment: &Moment<'_>) -> bool {
        let Some(questionnaire) = &self.questionnaire else {
            return false;
        };
        moment.scene.answers().iter().rev().any(|(_, answers)| {
            answers.questionnaire == *questionnaire
                && answers.answered_at.unix_ms() >= self.since_ms
        })
    }
}

impl Fold {
    /// Starts the pathway of a trigger. One that is paused for the person goes to a clinician.
    pub(super) fn start(&mut self, moment: &Moment<'_>, mut odd: Odd) {
        let pathway = odd.pathway.clone().and_then(|id| moment.rules.pathway(&id));
        let Some(pathway) = pathway else {
            let severity = odd.severity.unwrap_or(Severity::Review);
            self.raise(moment, severity, odd, None);
            return;
        };
        if moment.scene.plan.paused.contains(&pathway.id) {
            odd.reasons.push(Reason::PathwayPaused { pathway: pathway.id.clone() });
            let severity = odd.severity.unwrap_or(Severity::Review);
            self.raise(moment, severity, odd, None);
            return;
        }
        self.run = Some(Box::new(Run {
            pathway: pathway.id.clone(),
            step: 0,
            since_ms: moment.at_ms,
            due_ms: moment.at_ms,
            sign: None,
            questionnaire: None,
            trigger: odd,
        }));
        self.enter(moment, pathway, 0, None);
    }

    /// Ends a wait in vain.
    pub(super) fn run_out(&mut self, problem: &Problem, timeline: &Timeline<'_>, at_ms: i64) {
        match super::judge(problem, timeline, at_ms) {
            Some((_, moment)) => self.go(&moment, StepEvent::NoAnswer),
            // The problem is in no rule set any more.
            None => self.run = None,
        }
    }

    /// Something happened that a step may wait for.
    pub(super) fn go(&mut self, moment: &Moment<'_>, event: StepEvent) {
        let Some(run) = self.run.as_deref() else {
            return;
        };
        let pathway = moment.rules.pathway(&run.pathway);
        let Some((pathway, step)) =
            pathway.and_then(|pathway| Some((pathway, pathway.steps.get(run.step)?)))
        else {
            // The pathway is in no rule set any more: a clinician decides.
            self.escalate(moment, None, None);
            return;
        };
        let branch = step.branches.iter().find(|branch| {
            branch.on == event
                && branch
                    .when
                    .as_ref()
                    .is_none_or(|condition| moment.rules.holds(condition, &moment.scene))
        });
        let waited = (event == StepEvent::NoAnswer).then(|| run.mark());
        match branch {
            Some(branch) => self.enter(moment, pathway, branch.go, waited),
            None if event == StepEvent::Confirmed => self.escalate(moment, None, waited),
            None if event == StepEvent::NoAnswer => self.finish(moment.at_ms),
            None => {}
        }
    }

    /// Enters a step, and those after it that don't wait.
    fn enter(
        &mut self,
        moment: &Moment<'_>,
        pathway: &Pathway,
        first: usize,
        waited: Option<StepMark>,
    ) {
        let mut place = first;
        // The rule set's check refuses pathways that go round without waiting.
        for _ in 0..=pathway.steps.len() {
            let (Some(step), Some(run)) = (pathway.steps.get(place), self.run.as_deref_mut())
            else {
                break;
            };
            let mark = StepMark {
                pathway: pathway.id.clone(),
                step: place,
                at_ms: moment.at_ms,
                wait_ms: ms(step.wait),
                reasons: run.trigger.reasons.clone(),
            };
            if let StepAction::Escalate(severity) = &step.action {
                if !step.say.is_empty() {
                    self.steps.push(mark);
                }
                self.escalate(moment, *severity, waited);
                return;
            }
            if step.action == StepAction::End {
                break;
            }
            run.step = place;
            run.since_ms = moment.at_ms;
            run.due_ms = moment.at_ms.saturating_add(mark.wait_ms);
            run.sign = match step.action {
                StepAction::Measure(sign) => Some(sign),
                _ => None,
            };
            run.questionnaire = match &step.action {
                StepAction::Ask(questionnaire) => Some(questionnaire.clone()),
                _ => None,
            };
            self.steps.push(mark);
            if !step.wait.is_zero() {
                return;
            }
            let next = step.branches.iter().find(|branch| branch.on == StepEvent::NoAnswer);
            let Some(next) = next else { break };
            place = next.go;
        }
        self.finish(moment.at_ms);
    }

    fn escalate(
        &mut self,
        moment: &Moment<'_>,
        severity: Option<Severity>,
        waited: Option<StepMark>,
    ) {
        let Some(run) = self.run.take() else {
            return;
        };
        self.ran_ms = Some(moment.at_ms);
        let severity = severity.or(run.trigger.severity).unwrap_or(Severity::Review);
        let measured = run.is_answered_by(&moment.scene);
        let mut odd = run.trigger;
        if let Some(mark) = &waited {
            odd.reasons.push(in_vain(mark.wait_ms, measured));
        }
        self.raise(moment, severity, odd, waited);
    }

    fn finish(&mut self, at_ms: i64) {
        self.run = None;
        self.ran_ms = Some(at_ms);
    }
}

impl Run {
    fn mark(&self) -> StepMark {
        StepMark {
            pathway: self.pathway.clone(),
            step: self.step,
            at_ms: self.since_ms,
            wait_ms: self.due_ms.saturating_sub(self.since_ms),
            reasons: self.trigger.reasons.clone(),
        }
    }
}
