//! Steps of pathways as JSON, and what version 1 wrote in their place.

use std::sync::Arc;

use risk_engine::outcome::{self, Severity, StepAction};
use serde::{Deserialize, Serialize};
use vitals::{StoredAt, VitalSign};

use super::super::error::SavedError;
use crate::names;

/// A step that was taken.
#[derive(Serialize, Deserialize)]
pub(in crate::care) struct TakenStep {
    pathway: String,
    step: String,
    #[serde(rename = "do")]
    action: Action,
    say: String,
    at: i64,
    due_at: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Measure(#[serde(with = "names::sign")] VitalSign),
    Ask(String),
    Advise,
    Remind,
    Thank,
    Escalate(Option<String>),
    End,
}

/// Something that the automation did. `asked_to_measure` is version 1's.
#[derive(Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(in crate::care) enum Automatic {
    AskedToMeasure { at: i64 },
    Taken { taken: TakenStep },
    NoAnswer { at: i64 },
}

impl From<&outcome::TakenStep> for TakenStep {
    fn from(taken: &outcome::TakenStep) -> Self {
        Self {
            pathway: taken.pathway.to_string(),
            step: taken.step.to_string(),
            action: match &taken.action {
                StepAction::Measure(sign) => Action::Measure(*sign),
                StepAction::Ask(questionnaire) => Action::Ask(questionnaire.to_string()),
                StepAction::Advise => Action::Advise,
                StepAction::Remind => Action::Remind,
                StepAction::Thank => Action::Thank,
                StepAction::Escalate(severity) => {
                    Action::Escalate(severity.map(|of| names::severity::name(of).into()))
                }
                StepAction::End => Action::End,
            },
            say: taken.say.to_string(),
            at: taken.at.unix_ms(),
            due_at: taken.due_at.map(StoredAt::unix_ms),
        }
    }
}

impl TryFrom<TakenStep> for outcome::TakenStep {
    type Error = SavedError;

    fn try_from(saved: TakenStep) -> Result<Self, SavedError> {
        Ok(Self {
            pathway: saved.pathway.into(),
            step: saved.step.into(),
            action: match saved.action {
                Action::Measure(sign) => StepAction::Measure(sign),
                Action::Ask(questionnaire) => StepAction::Ask(questionnaire.into()),
                Action::Advise => StepAction::Advise,
                Action::Remind => StepAction::Remind,
                Action::Thank => StepAction::Thank,
                Action::Escalate(None) => StepAction::Escalate(None),
                Action::Escalate(Some(name)) => StepAction::Escalate(Some(severity(name)?)),
                Action::End => StepAction::End,
            },
            say: saved.say.into(),
            at: StoredAt::from_unix_ms(saved.at),
            due_at: saved.due_at.map(StoredAt::from_unix_ms),
        })
    }
}

impl From<&outcome::Automatic> for Automatic {
    fn from(step: &outcome::Automatic) -> Self {
        match step {
            outcome::Automatic::Step(taken) => Self::Taken { taken: taken.into() },
            outcome::Automatic::NoAnswer { at_ms } => Self::NoAnswer { at: *at_ms },
        }
    }
}

impl TryFrom<Automatic> for outcome::Automatic {
    type Error = SavedError;

    fn try_from(saved: Automatic) -> Result<Self, SavedError> {
        Ok(match saved {
            // Version 1 didn't keep which sign it asked for.
            Automatic::AskedToMeasure { at } => {
                Self::Step(asked_to_measure(StepAction::Remind, StoredAt::from_unix_ms(at), None))
            }
            Automatic::Taken { taken } => Self::Step(taken.try_into()?),
            Automatic::NoAnswer { at } => Self::NoAnswer { at_ms: at },
        })
    }
}

/// Version 1's one kind of step, as a step of a pathway.
pub(in crate::care) fn asked_to_measure(
    action: StepAction,
    at: StoredAt,
    due_at: Option<StoredAt>,
) -> outcome::TakenStep {
    let (pathway, say): (Arc<str>, Arc<str>) =
        ("measure_again".into(), "Please measure again.".into());
    outcome::TakenStep { pathway, step: "measure".into(), action, say, at, due_at }
}

fn severity(name: String) -> Result<Severity, SavedError> {
    names::severity::parse(&name).ok_or(SavedError::Name { what: "severity", given: name })
}
