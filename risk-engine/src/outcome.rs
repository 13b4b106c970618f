//! What the engine gives: outcomes with their cause, their reason and what they rest on.

use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

use crate::fact::NextStep;
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

/// What is wrong. One person has at most one open episode of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Problem {
    /// Severe hypertension.
    BloodPressureHigh,
    /// Hypotension.
    BloodPressureLow,
    /// Low oxygen saturation.
    OxygenLow,
    /// Hypoglycaemia.
    GlucoseLow,
    /// Very high glucose.
    GlucoseHigh,
    /// A high NEWS2.
    Deterioration,
    /// The rules failed for this person; nothing is decided automatically any more.
    AutomationStopped,
}

/// Every problem, in the order in which they are judged.
pub const PROBLEMS: [Problem; 7] = [
    Problem::BloodPressureHigh,
    Problem::BloodPressureLow,
    Problem::OxygenLow,
    Problem::GlucoseLow,
    Problem::GlucoseHigh,
    Problem::Deterioration,
    Problem::AutomationStopped,
];

impl Problem {
    /// A short, stable name, for ids, rows and links.
    pub fn name(self) -> &'static str {
        match self {
            Self::BloodPressureHigh => "blood_pressure_high",
            Self::BloodPressureLow => "blood_pressure_low",
            Self::OxygenLow => "oxygen_low",
            Self::GlucoseLow => "glucose_low",
            Self::GlucoseHigh => "glucose_high",
            Self::Deterioration => "deterioration",
            Self::AutomationStopped => "automation_stopped",
        }
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The rules failed on this person's facts.
    RulesFailed,
}

/// A decision about one person, caused by one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The fact that caused it.
    pub cause: ReadingId,
    /// Its place among the outcomes of that cause for that person, from 0.
    pub place: u16,
    /// When the cause entered the journal.
    pub at: StoredAt,
    /// Whom it is about.
    pub patient: PatientId,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The person was asked to measure again.
    AskedToMeasure {
        /// Because of which problem.
        problem: Problem,
        /// Which sign to measure.
        sign: VitalSign,
        /// Why.
        reasons: Vec<Reason>,
        /// Until when.
        due_at: StoredAt,
    },
    /// A second measurement was fine: nobody needs to look.
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
    /// An acknowledgement came too late: somebody else was first, or the alert has changed.
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
            Self::AskedToMeasure { .. } => Disposition::Assist,
            Self::Alert { change: Change::Raised | Change::Joined | Change::Escalated, .. } => {
                Disposition::Attend
            }
            _ => Disposition::Watch,
        }
    }
}

/// What happened to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It began, began again, or got graver.
    Raised,
    /// Another trigger joined it.
    Joined,
    /// Somebody acknowledged it.
    Acknowledged,
    /// Nobody acknowledged it in time.
    Escalated,
    /// The measurements are fine again.
    Cleared,
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
        }
    }
}

/// One episode of one person and one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Until when somebody has to acknowledge it; `None` once somebody has.
    pub due_at: Option<StoredAt>,
    /// How often it was escalated.
    pub escalated: u8,
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
}

/// Who acknowledged an alert, when, and what happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who.
    pub by: Arc<str>,
    /// When.
    pub at: StoredAt,
    /// What happens next.
    pub next: NextStep,
}

/// Something that the automation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Automatic {
    /// Asked for another measurement.
    AskedToMeasure {
        /// When, ms since 1970.
        at_ms: i64,
    },
    /// Waited for it in vain.
    NoAnswer {
        /// Until when, ms since 1970.
        at_ms: i64,
    },
}
