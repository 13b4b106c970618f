//! From what the engine decided to the workload's alerts.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, Result};
use crossbeam::channel::Receiver;
use risk_engine::dataflow::Decided;
use risk_engine::outcome::{Alert, Change, Decision, Outcome, Reason, Severity};

use super::frames::Frames;
use super::machine::Messages;
use super::message::{Loose, Sent};

/// Messages whose entries are in the journal.
pub struct Commit {
    /// Offset of their first entry.
    pub first: u64,
    /// The offset after their last.
    pub upto: u64,
    /// What they were made of.
    pub said: Said,
}

/// What entries were made of.
pub enum Said {
    /// Messages; of each entry, the place of the message that it is of.
    Messages(Messages, Vec<usize>),
    /// Frames from this one on, each an entry.
    Frames(Arc<Frames>, usize),
}

impl Said {
    /// The message that said a reading of an entry, and the reading's place in it.
    fn message(&self, entry: usize, index: u16) -> Option<(&[u8], u16)> {
        match self {
            Self::Messages(messages, of) => Some((messages.get(*of.get(entry)?)?, index)),
            Self::Frames(frames, first) => frames.message(first + entry, index),
        }
    }
}

/// What the engine said until its end.
#[derive(Default)]
pub struct Told {
    /// Readings that it took.
    pub stored: u64,
    /// Alerts.
    pub alerts: u64,
}

/// An alert as the workload writes it: `pid,dev,seq,i,t,c,level,sum`.
pub struct AlertLine<'a> {
    /// Whose.
    pub pid: &'a str,
    dev: &'a str,
    seq: u64,
    place: u16,
    at_ms: i64,
    code: &'a str,
    level: u8,
    sum: i64,
}

impl fmt::Display for AlertLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, dev, seq, place, at_ms, code, level, sum } = self;
        write!(f, "{pid},{dev},{seq},{place},{at_ms},{code},{level},{sum}")
    }
}

/// Tells each alert, until the engine ends.
pub fn tell(
    commits: &Receiver<Commit>,
    decided: &Receiver<Decided>,
    mut each: impl FnMut(AlertLine<'_>) -> Result<()>,
) -> Result<Told> {
    let mut told = Told::default();
    for decided in decided {
        told.stored += decided.scored;
        let commit = commits.recv().context("decisions about nothing")?;
        anyhow::ensure!(commit.upto == decided.upto, "decisions are not in the journal's order");
        for outcome in &decided.outcomes {
            if let Some(alert) = raised(outcome) {
                told.alerts += 1;
                tell_one(&commit, outcome, alert, &mut each)?;
            }
        }
    }
    Ok(told)
}

fn raised(outcome: &Outcome) -> Option<&Alert> {
    match &outcome.decision {
        Decision::Alert { change: Change::Raised, alert } => Some(alert),
        _ => None,
    }
}

fn tell_one(
    commit: &Commit,
    outcome: &Outcome,
    alert: &Alert,
    each: &mut impl FnMut(AlertLine<'_>) -> Result<()>,
) -> Result<()> {
    let entry = usize::try_from(outcome.cause.offset - commit.first)?;
    let message = commit.said.message(entry, outcome.cause.index);
    let (message, place) = message.context("an alert about no message")?;
    let sent = Sent::parse(message).map_err(anyhow::Error::msg)?;
    let reading = sent.r.get(usize::from(place)).context("an alert about no reading")?;
    let Loose::Whole(at_ms) = reading.t else {
        anyhow::bail!("an alert about a reading without its time");
    };
    each(AlertLine {
        pid: outcome.patient.as_str(),
        dev: &sent.dev,
        seq: sent.seq,
        place,
        at_ms,
        code: reading.code(),
        level: level_of(alert.severity),
        sum: sum_of(&alert.reasons).context("an alert without its score")?,
    })
}

/// The workload's level of a severity.
pub fn level_of(severity: Severity) -> u8 {
    match severity {
        Severity::Review => 1,
        Severity::Urgent => 2,
        Severity::Emergency => 3,
    }
}

/// The score that an alert rests on.
fn sum_of(reasons: &[Reason]) -> Option<i64> {
    let score: Arc<str> = "score.levels".into();
    reasons.iter().find_map(|reason| match reason {
        Reason::Figure { figure, milli, .. } if *figure == score => Some(milli / 1000),
        _ => None,
    })
}
