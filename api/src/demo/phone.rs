//! The people's phones: pass on what the automation asks for, and answer its questions.

use std::sync::{Arc, Weak};
use std::time::Duration;

use ingest::entry::Entry;
use ingest::pipeline::Pipeline;
use risk_engine::fact::{Answer, Answers};
use risk_engine::outcome::{Decision, Outcome, StepAction};
use risk_engine::rules::{Item, Kind, Questionnaire};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use vitals::{PatientId, TakenAt};

use super::fleet::Asks;
use crate::server::ServerClock;

/// So long after they were asked people answer, on the demo's clock.
const ANSWER_DELAY: Duration = Duration::from_secs(180);
/// So many people answer at once; whoever is asked beyond them doesn't.
const ANSWERING_MAX: usize = 256;

/// Serves everybody until the server stops, or it is aborted itself. It keeps no pipeline alive.
pub(super) async fn run(pipeline: Weak<Pipeline>, clock: ServerClock, asks: Asks) {
    let Some(mut news) = pipeline.upgrade().map(|pipeline| pipeline.board().listen()) else {
        return;
    };
    let mut answering = JoinSet::new();
    loop {
        tokio::select! {
            changed = news.recv() => match changed {
                Ok(changed) => {
                    for outcome in &changed.outcomes {
                        pass_on(&pipeline, clock, &asks, outcome, &mut answering);
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            Some(_) = answering.join_next() => {}
        }
    }
}

fn pass_on(
    pipeline: &Weak<Pipeline>,
    clock: ServerClock,
    asks: &Asks,
    outcome: &Outcome,
    answering: &mut JoinSet<()>,
) {
    let Decision::Stepped { step, .. } = &outcome.decision else {
        return;
    };
    match &step.action {
        StepAction::Measure(sign) => {
            if let Some(ask) = asks.get(&outcome.patient) {
                // Somebody who was asked four times already has enough to do.
                let _ = ask.try_send(*sign);
            }
        }
        StepAction::Ask(id) if answering.len() < ANSWERING_MAX => {
            let (pipeline, patient) = (pipeline.clone(), outcome.patient.clone());
            answering.spawn(answer(pipeline, clock, patient, id.clone()));
        }
        _ => {}
    }
}

/// Answers that nothing is amiss: how people feel isn't simulated.
async fn answer(pipeline: Weak<Pipeline>, clock: ServerClock, patient: PatientId, id: Arc<str>) {
    tokio::time::sleep(ANSWER_DELAY.div_f64(clock.speed())).await;
    let Some(pipeline) = pipeline.upgrade() else {
        return;
    };
    let Some(answers) = pipeline.board().rules().questionnaire(&id).map(|of| answers(of, clock))
    else {
        return;
    };
    // None only if the server is stopping.
    let _ = pipeline.command(Entry::Answered { patient, answers, by: None }).await;
}

fn answers(questionnaire: &Questionnaire, clock: ServerClock) -> Answers {
    // What is asked only after a yes is never reached.
    let asked = questionnaire.items.iter().filter(|item| item.when.is_none());
    Answers {
        answered_at: TakenAt::from_unix_ms(clock.now_ms()),
        questionnaire: questionnaire.id.clone(),
        items: asked.filter_map(|item| Some((item.id.clone(), nothing_amiss(item)?))).collect(),
    }
}

fn nothing_amiss(item: &Item) -> Option<Answer> {
    match &item.kind {
        Kind::YesNo => Some(Answer::No),
        Kind::Number(_) => Some(Answer::Milli(0)),
        Kind::Choice(choices) => choices.first().cloned().map(Answer::Choice),
    }
}
