//! Says what happens, on standard output: readings by the minute, alerts at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ingest::board::Board;
use risk_engine::outcome::{Change, Decision, Outcome, Severity, StepAction};
use tokio::sync::broadcast::error::RecvError;
use vitals::PatientId;

use super::fleet::Counts;
use crate::server::ServerClock;
use crate::wording;

/// The total is said so often.
const TOTALS: Duration = Duration::from_secs(15);
/// So many alerts are told between two totals; a flood of them would hide everything.
const ALERTS_MAX: usize = 12;

/// Talks until it is stopped.
pub(super) async fn run(board: Arc<Board>, clock: ServerClock, counts: Arc<Counts>) {
    let mut news = board.listen();
    let mut totals = tokio::time::interval(TOTALS);
    let mut told = 0;
    loop {
        tokio::select! {
            changed = news.recv() => match changed {
                Ok(changed) => {
                    for line in changed.outcomes.iter().filter_map(|outcome| line(&board, outcome)) {
                        told += 1;
                        if told <= ALERTS_MAX {
                            println!("{} {line}", uptime(clock));
                        }
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            _ = totals.tick() => {
                let more = if told > ALERTS_MAX { format!(", {} more events", told - ALERTS_MAX) } else { String::new() };
                let produced = counts.produced.load(Ordering::Relaxed);
                println!("{} {produced} readings so far{more}", uptime(clock));
                told = 0;
            }
        }
    }
}

fn uptime(clock: ServerClock) -> String {
    let seconds = clock.uptime().as_secs();
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

fn line(board: &Board, outcome: &Outcome) -> Option<String> {
    let name = name(board, &outcome.patient);
    let rules = board.rules();
    let in_words = |reasons| wording::reasons(reasons, &rules).join("; ");
    match &outcome.decision {
        Decision::Stepped { reasons, step, .. } => match &step.action {
            StepAction::Measure(_) => {
                Some(format!("asked {name} to measure again: {}", in_words(reasons)))
            }
            StepAction::Ask(_) => Some(format!("asked {name} questions: {}", in_words(reasons))),
            StepAction::Advise => Some(format!("told {name}: {}", step.say)),
            StepAction::Remind => Some(format!("reminded {name}: {}", step.say)),
            StepAction::Thank | StepAction::Escalate(_) | StepAction::End => None,
        },
        Decision::Calmed { .. } => {
            Some(format!("{name} is fine: the second measurement was in range"))
        }
        Decision::Alert { change: Change::Raised, alert } => {
            let mark = match alert.severity {
                Severity::Emergency => "!!!",
                Severity::Urgent => "!!",
                Severity::Review => "!",
            };
            Some(format!("ALERT {mark} {name}: {}", in_words(&alert.reasons)))
        }
        Decision::Alert { change: Change::Acknowledged, alert } => {
            let by = alert.acknowledged.as_ref().map_or("somebody", |by| &by.by);
            Some(format!("{by} acknowledged the alert of {name}"))
        }
        Decision::Alert { change: Change::Superseded, alert } if alert.superseded.is_some() => {
            Some(format!("taken back, by what became known later: the alert of {name}"))
        }
        _ => None,
    }
}

fn name(board: &Board, patient: &PatientId) -> String {
    board.read(|_, people| {
        let enrolment = people.get(patient).and_then(|person| person.enrolment.as_ref());
        enrolment.map_or_else(|| patient.to_string(), |enrolment| enrolment.name.reveal().clone())
    })
}
