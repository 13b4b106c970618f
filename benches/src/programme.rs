//! A programme of remote monitoring in virtual time: homes, the engine, people who answer, a clinician.
//!
//! Each minute what the homes' gateways delivered goes to the real engine, then a tick; what the engine
//! asks for goes back to the homes, and what it raises to a clinician who acknowledges it.

mod fleet;
mod panel;
mod table;
mod tally;

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use crossbeam::channel;
use homes::Home;
use risk_engine::dataflow::{Batch, Decided, Engine, Input};
use risk_engine::fact::PatientFact;
use risk_engine::outcome::{Decision, Outcome, Problem, StepAction};
use risk_engine::rules::RuleSet;
use vitals::{ReadingId, StoredAt, VitalSign};

use fleet::Fleet;
use panel::Panel;
pub use table::{Line, print};
pub use tally::{Asked, Tally};

/// What a programme is run for.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// When the homes begin to live, ms of UTC.
    pub start_ms: i64,
    /// From when on is counted: before it the engine learns what is usual.
    pub count_from_ms: i64,
    /// When it is over.
    pub end_ms: i64,
}

/// A minute, ms.
pub const MINUTE_MS: i64 = 60_000;
/// A day, ms.
pub const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Nothing that the engine waits for takes longer: a longer pause of a recording is left out, ms.
const PAUSE_MS: i64 = 9 * DAY_MS;

/// Plain NEWS2 at home: an alert at each rise to a threshold, and nothing asked.
pub fn plain_news2(threshold: u8) -> Result<RuleSet> {
    let text = include_str!("programme/plain.toml").replace("THRESHOLD", &threshold.to_string());
    let rules = RuleSet::from_toml(&text).context("the plain rule set is wrong")?;
    Ok(rules)
}

/// Runs homes through engines with one rule set. Homes don't touch each other, so they are divided among
/// as many threads as there are cores, and that changes nothing.
pub fn run(homes: Vec<Home>, rules: &RuleSet, span: Span, seed: u64) -> Result<Tally> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(homes.len());
    let mut parts: Vec<Vec<Home>> = (0..threads).map(|_| Vec::new()).collect();
    for (place, home) in homes.into_iter().enumerate() {
        parts[place % threads].push(home);
    }
    let tallies = std::thread::scope(|scope| {
        let running: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(|| run_part(part, rules, span, seed)))
            .collect();
        // A panic of a part is ours.
        running.into_iter().map(|part| part.join().expect("a part panicked")).collect::<Vec<_>>()
    });
    let mut whole = Tally::new(rules.clone(), span);
    for tally in tallies {
        whole.merge(tally?);
    }
    Ok(whole)
}

fn run_part(homes: Vec<Home>, rules: &RuleSet, span: Span, seed: u64) -> Result<Tally> {
    let (tx, decided) = channel::unbounded();
    let engine = Engine::start(Arc::new(rules.clone()), WORKERS, None, tx)?;
    let mut programme = Programme {
        fleet: Fleet::new(homes)?,
        panel: Panel::new(rules.clone(), seed),
        tally: Tally::new(rules.clone(), span),
        engine,
        decided,
        offset: 0,
    };
    programme.enrol(span.start_ms)?;
    programme.live(span)?;
    programme.tally.note_truth(&programme.fleet.illnesses(span));
    Ok(programme.tally)
}

const WORKERS: usize = 1;

struct Programme {
    fleet: Fleet,
    panel: Panel,
    tally: Tally,
    engine: Engine,
    decided: channel::Receiver<Decided>,
    /// Entries so far, had this been a journal.
    offset: u64,
}

impl Programme {
    fn enrol(&mut self, now_ms: i64) -> Result<()> {
        let plans = self.fleet.plans();
        self.minute(now_ms, plans)
    }

    fn live(&mut self, span: Span) -> Result<()> {
        let mut now_ms = span.start_ms;
        let mut active_ms = now_ms;
        while now_ms < span.end_ms {
            now_ms += MINUTE_MS;
            let mut facts = self.fleet.due(now_ms);
            // An alert that nobody measures away is looked at again for ever: that is no life.
            let lives = !facts.is_empty();
            facts.extend(self.panel.due(now_ms));
            if lives {
                active_ms = now_ms;
            } else if now_ms - active_ms > PAUSE_MS {
                let Some(next_ms) = self.fleet.next_ms() else {
                    return Ok(());
                };
                now_ms = now_ms.max(next_ms - next_ms.rem_euclid(MINUTE_MS));
            }
            self.minute(now_ms, facts)?;
        }
        Ok(())
    }

    /// Gives the engine what a minute brought, and does what it decides.
    fn minute(&mut self, now_ms: i64, facts: Vec<fleet::Due>) -> Result<()> {
        let now = StoredAt::from_unix_ms(now_ms);
        let mut inputs = Vec::with_capacity(facts.len() + 1);
        for (patient, fact) in facts {
            self.tally.measured(&patient, &fact, now);
            let id = self.next_id();
            inputs.push(Input::Fact(PatientFact { id, stored_at: now, patient, fact }));
        }
        inputs.push(Input::Tick(self.next_id(), now));
        self.engine.send(Batch { inputs, upto: self.offset, ..Batch::default() })?;
        let decided = self.decided.recv().context("the engine stopped")?;
        ensure!(decided.upto == self.offset, "the engine answered another batch");
        for outcome in &decided.outcomes {
            self.follow(outcome);
        }
        Ok(())
    }

    fn next_id(&mut self) -> ReadingId {
        self.offset += 1;
        ReadingId { offset: self.offset - 1, index: 0 }
    }

    fn follow(&mut self, outcome: &Outcome) {
        let now_ms = outcome.at.unix_ms();
        if self.fleet.is_over(&outcome.patient, now_ms) {
            return;
        }
        self.tally.take(outcome);
        match &outcome.decision {
            Decision::Stepped { problem, step, .. } => match &step.action {
                StepAction::Measure(sign) => self.fleet.ask(&outcome.patient, *sign, now_ms),
                StepAction::Ask(questionnaire) => {
                    let is_ill = self.fleet.is_ill(&outcome.patient, now_ms);
                    self.panel.ask(&outcome.patient, questionnaire, is_ill, now_ms);
                }
                StepAction::Remind => {
                    if let Some(sign) = reminded_of(problem) {
                        self.fleet.ask(&outcome.patient, sign, now_ms);
                    }
                }
                _ => {}
            },
            Decision::Alert { alert, .. } => self.panel.look(&outcome.patient, alert, now_ms),
            Decision::Calmed { .. } | Decision::Refused { .. } => {}
        }
    }
}

/// What a person is reminded to measure where something that is due was not.
fn reminded_of(problem: &Problem) -> Option<VitalSign> {
    match problem.name() {
        "silence_weight" => Some(VitalSign::Weight),
        "silence_pressure" => Some(VitalSign::Systolic),
        "silence_oxygen" => Some(VitalSign::Spo2),
        "silence_temperature" => Some(VitalSign::Temperature),
        "silence_glucose" => Some(VitalSign::Glucose),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_gives_the_same_with_the_same_seed_and_counts_what_happened() {
        let start_ms = crate::household::START_MS;
        let span = Span { start_ms, count_from_ms: start_ms, end_ms: start_ms + 12 * DAY_MS };
        let once = || run(homes::invented(12, 7, start_ms, 0), &RuleSet::built_in(), span, 7);
        let (first, second) = (once().unwrap(), once().unwrap());
        let line = Line::of("default", &first);
        assert_eq!(line, Line::of("default", &second));
        // Priya, whose oxygen falls in the first hour.
        assert!(line.asked.alerts() > 0, "{line:?}");
        assert!(line.patient_days >= 12 * 10, "{line:?}");
        assert!(line.automated > 0, "{line:?}");
    }

    #[test]
    fn plain_news2_is_a_right_rule_set() {
        for threshold in [5, 7] {
            assert_eq!(plain_news2(threshold).unwrap().problems().len(), 1);
        }
    }
}
