//! What the engine gives: outcomes with their cause, their reason and what they rest on.

use std::cmp::Ordering;
use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

use crate::apart::Apart;
use crate::fact::{CaseResult, NextStep};
use crate::held::Sample;

/// Who has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// Nobody.
    Watch,
    /// The automation, with the patient.
    Assist,
    /// A clinician.
    Attend,
}

/// How soon a clinician has to act. The order is by gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Severity {
    /// S3: next working day.
    Review,
    /// S2: the same day.
    Urgent,
    /// S1: at once.
    Emergency,
}

/// What is wrong, by the rule set's name for it. One person has at most one open episode of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Problem(Arc<str>);

// Nearly always a rule set's own name meets itself, so that the letters needn't be compared. (An `Arc`
// sees to that itself where only equality is asked.)
impl Ord for Problem {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for Problem {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Problem {
    /// The rules failed for this person; nothing is decided automatically any more.
    pub const AUTOMATION_STOPPED: &'static str = "automation_stopped";

    /// A problem by its name: snake case, as the rule set's check demands.
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// A short, stable name, for ids, rows and links.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// A limit that a value crossed, in thousandths of the sign's unit (glucose: µmol/L).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Limit {
    /// The value is at or under it.
    AtMost(i32),
    /// The value is under it.
    Below(i32),
    /// The value is over it.
    Above(i32),
}

/// One reason, for a page to put into words.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Reason {
    /// A value beyond a limit.
    Value {
        /// Of which sign.
        sign: VitalSign,
        /// The value.
        sample: Sample,
        /// The limit.
        limit: Limit,
    },
    /// It was so already in another measurement.
    Twice {
        /// How long before, ms.
        apart_ms: u64,
        /// That measurement.
        sample: Sample,
    },
    /// The early-warning score.
    News2 {
        /// Its lower bound.
        low: u8,
        /// Its upper bound.
        high: u8,
        /// How many of the seven parts are known.
        known: u8,
    },
    /// A part of the score.
    Points {
        /// Of which sign.
        sign: VitalSign,
        /// Its points.
        points: u8,
        /// The value; none where the care plan gave it.
        sample: Option<Sample>,
    },
    /// A second measurement was asked for and didn't come in time.
    NoAnswer {
        /// How long was waited, ms.
        waited_ms: u64,
    },
    /// What was measured in the time to recover was no recovery.
    NoRecovery {
        /// How long that time was, ms.
        waited_ms: u64,
    },
    /// A figure computed from several readings crossed a limit.
    Figure {
        /// Which, in the rule set's words: `mean(systolic, 7 d)`.
        figure: Arc<str>,
        /// Its value, in thousandths of `unit`.
        milli: i64,
        /// The limit.
        limit: Limit,
        /// The unit of both, UCUM.
        unit: Arc<str>,
    },
    /// The person's usual value, beside one that differs from it.
    Usual {
        /// Of which sign.
        sign: VitalSign,
        /// The usual value, thousandths of the sign's unit.
        milli: i32,
        /// From so many days.
        days: u8,
    },
    /// The person answered so.
    Answered {
        /// The question.
        question: Arc<str>,
        /// The answer, in words.
        answer: Arc<str>,
    },
    /// Something was not measured for so long.
    Silent {
        /// What.
        sign: VitalSign,
        /// How long, ms.
        for_ms: u64,
    },
    /// The rules failed on this person's facts.
    RulesFailed,
    /// This pathway is paused for the person, so nobody was asked.
    PathwayPaused {
        /// Its id.
        pathway: Arc<str>,
    },
}

/// A decision about one person, caused by one fact.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Outcome {
    /// The fact that caused it.
    pub cause: ReadingId,
    /// Its place among the outcomes of that cause for that person, from 0.
    pub place: u16,
    /// When the cause entered the journal.
    pub at: StoredAt,
    /// Whom it is about.
    pub patient: PatientId,
    /// SHA-256 of the rule set that decided. With [`ENGINE_VERSION`] and the journal it says why.
    pub rules_hash: [u8; 32],
    /// What was decided.
    pub decision: Decision,
}

/// Grows with each change after which the same entries may give other outcomes.
pub const ENGINE_VERSION: u32 = 4;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Decision {
    /// The automation did something with the person: a step of a pathway.
    Stepped {
        /// Because of which problem.
        problem: Problem,
        /// Which step.
        step: TakenStep,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// What was measured or answered since was fine: nobody needs to look.
    Calmed {
        /// Which problem it was about.
        problem: Problem,
    },
    /// An alert changed.
    Alert {
        /// What happened to it.
        change: Change,
        /// How it stands now.
        alert: Box<Alert>,
    },
    /// An act came too late: somebody else was first, or the alert has changed.
    Refused {
        /// Which alert.
        alert: AlertId,
        /// How it stands, if it exists.
        current: Option<Box<Alert>>,
    },
}

impl Decision {
    /// Who has to do something about it.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::Stepped { .. } => Disposition::Assist,
            Self::Alert {
                change:
                    Change::Raised
                    | Change::Joined
                    | Change::Escalated
                    | Change::Assigned
                    | Change::Reopened
                    | Change::Superseded
                    | Change::Undone,
                ..
            } => Disposition::Attend,
            _ => Disposition::Watch,
        }
    }
}

/// What happened to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Change {
    /// It began, began again, or got graver.
    Raised,
    /// Another trigger joined it.
    Joined,
    /// Somebody acknowledged it.
    Acknowledged,
    /// Nobody acknowledged it in time, or somebody passed it on.
    Escalated,
    /// The measurements are fine again.
    Cleared,
    /// It is now somebody else's.
    Assigned,
    /// It is silenced for a while.
    Snoozed,
    /// A re-check fell due, or a snooze ended: somebody has to look again.
    Reopened,
    /// Somebody closed it, with a result.
    Closed,
    /// What became known later takes it back, or changes what it said.
    Superseded,
    /// A re-check fell due, and is put off: somebody has looked at the person since.
    PutOff,
    /// Whoever did the last thing about it has taken that back.
    Undone,
}

impl Change {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Joined => "joined",
            Self::Acknowledged => "acknowledged",
            Self::Escalated => "escalated",
            Self::Cleared => "cleared",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
            Self::Reopened => "reopened",
            Self::Closed => "closed",
            Self::Superseded => "superseded",
            Self::PutOff => "put_off",
            Self::Undone => "undone",
        }
    }
}

/// One episode of one person and one problem.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Alert {
    /// Its id, derived from its cause.
    pub id: AlertId,
    /// The problem.
    pub problem: Problem,
    /// How grave it is, or was when it was gravest.
    pub severity: Severity,
    /// Whether the measurements still say so.
    pub active: bool,
    /// Who acknowledged it.
    pub acknowledged: Option<Acknowledged>,
    /// When it began.
    pub raised_at: StoredAt,
    /// When the newest measurement behind it was taken.
    pub taken_at: TakenAt,
    /// When that became known here.
    pub known_at: StoredAt,
    /// The fact that raised it, or joined it last.
    pub cause: ReadingId,
    /// Whose it is: who acknowledged it, or to whom it was assigned.
    pub owner: Option<Arc<str>>,
    /// Until when somebody has to acknowledge it, or look again at what was acknowledged.
    pub due_at: Option<StoredAt>,
    /// Whom the last escalation went to; none if the rota had nobody.
    pub escalated_to: Option<Arc<str>>,
    /// Who passed it on, if the last escalation didn't wait for its time.
    pub escalated_by: Apart<Option<EscalatedBy>>,
    /// What was taken back about it last, if nobody did anything since.
    pub undone: Apart<Option<Undone>>,
    /// Silenced until then.
    pub snoozed: Option<Snoozed>,
    /// What it came to, once somebody closed it.
    pub closed: Option<Closed>,
    /// Taken back by what became known later.
    pub superseded: Option<Superseded>,
    /// How often it was escalated.
    pub escalated: u8,
    /// How often somebody had to look again because a re-check fell due, since it last began.
    pub rechecked: u8,
    /// How many triggers it has had.
    pub triggers: u32,
    /// Counts what a person has to see before acknowledging: graver, acknowledged, cleared, raised again.
    pub version: u32,
    /// Why it is here, most important first.
    pub reasons: Vec<Reason>,
    /// Which rule raised it.
    pub rule: Arc<str>,
    /// The readings that it rests on.
    pub readings: Vec<ReadingId>,
    /// SHA-256 of the rule set that decided.
    pub rules_hash: [u8; 32],
    /// What the automation did before.
    pub automation: Vec<Automatic>,
    /// What would have kept it from being raised, each alone: found by deciding again with it.
    pub unless: Vec<Unless>,
}

/// A value that would have kept an alert from being raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Unless {
    /// Of which sign.
    pub sign: VitalSign,
    /// The reading that it would have stood in.
    pub reading: ReadingId,
    /// The value nearest to what was measured, thousandths of the sign's unit.
    pub milli: i32,
    /// Whether that or more would have done; else that or less.
    pub or_more: bool,
}

/// Who acknowledged an alert, when, and what happens next.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Acknowledged {
    /// Who.
    pub by: Arc<str>,
    /// When.
    pub at: StoredAt,
    /// What happens next.
    pub next: NextStep,
}

/// An alert that is silent for a while.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Snoozed {
    /// Until then.
    pub until: StoredAt,
    /// By whom.
    pub by: Arc<str>,
    /// Why.
    pub reason: Arc<str>,
    /// It silences triggers up to this severity; a graver one ends it.
    pub severity: Severity,
}

/// An escalation that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EscalatedBy {
    /// Who did.
    pub by: Arc<str>,
    /// When.
    pub at: StoredAt,
    /// Why, in words.
    pub reason: Arc<str>,
}

/// An act that doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Undone {
    /// Who took it back: who had done it.
    pub by: Arc<str>,
    /// When.
    pub at: StoredAt,
    /// What they had done.
    pub what: Undoable,
}

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Undoable {
    /// An acknowledgement.
    Acknowledged,
    /// That it was given to somebody.
    Assigned,
    /// A silence.
    Snoozed,
    /// What it came to.
    Closed,
}

/// What an alert came to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Closed {
    /// Who closed it.
    pub by: Arc<str>,
    /// When.
    pub at: StoredAt,
    /// What it came to.
    pub result: CaseResult,
    /// Why, in words.
    pub reason: Arc<str>,
}

/// An alert that would not have been raised, had everything been known.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Superseded {
    /// When that became known.
    pub at: StoredAt,
    /// The fact that showed it.
    pub cause: ReadingId,
    /// The alert that stands in its place, if one does.
    pub by: Option<AlertId>,
}

/// A step of a pathway that was taken with a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TakenStep {
    /// The pathway.
    pub pathway: Arc<str>,
    /// The step.
    pub step: Arc<str>,
    /// What it is.
    pub action: StepAction,
    /// The sentence that the person reads.
    pub say: Arc<str>,
    /// When it was taken.
    pub at: StoredAt,
    /// Until when an answer is waited for, if one is.
    pub due_at: Option<StoredAt>,
}

/// What a step of a pathway does.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StepAction {
    /// Asks for a measurement.
    Measure(VitalSign),
    /// Asks the questions of a questionnaire.
    Ask(Arc<str>),
    /// Gives advice.
    Advise,
    /// Reminds.
    Remind,
    /// Thanks.
    Thank,
    /// Brings it before a clinician: with this severity, or that of the level that began it.
    Escalate(Option<Severity>),
    /// Ends the pathway.
    End,
}

/// Something that the automation did.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Automatic {
    /// Took a step of a pathway.
    Step(TakenStep),
    /// Waited for an answer in vain.
    NoAnswer {
        /// Until when, ms since 1970.
        at_ms: i64,
    },
}
