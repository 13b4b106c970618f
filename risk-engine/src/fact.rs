//! What a decision can depend on, as it comes out of the journal.

use std::collections::BTreeSet;
use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::{AlertId, PatientId, Reading, ReadingId, StoredAt, TakenAt, VitalSign};

/// One journal entry's worth for one patient.
#[derive(Debug, Clone)]
pub struct PatientFact {
    /// Where it stands in the journal.
    pub id: ReadingId,
    /// When it entered the journal.
    pub stored_at: StoredAt,
    /// Whom it is about.
    pub patient: PatientId,
    /// What is the case.
    pub fact: Fact,
}

/// Something that is the case.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The person's care plan is now this.
    Planned(Arc<CarePlan>),
    /// A reading was taken.
    Read(Reading),
    /// A reading doesn't count: entered in error, or another person's.
    Withdrawn(Withdrawal),
    /// The person, or somebody with them, answered questions.
    Answered(Answers),
    /// Somebody does something about an alert.
    Act(Act),
    /// After the rules had failed on this person somebody lets the automation go on.
    Resumed,
}

/// What a clinician has settled about one person's care.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct CarePlan {
    /// Which saturation scale counts. Only a clinician sets it; no condition implies it.
    pub spo2_scale: Spo2Scale,
    /// Whether the person is on supplemental oxygen, where that is settled.
    pub supplemental_oxygen: Option<bool>,
    /// Date of birth as days since 1970-01-01, where it is known.
    pub born_day: Option<i32>,
    /// Whether the person is pregnant or has given birth in the last six weeks: NEWS2 is not for them.
    pub pregnant: bool,
    /// What they are cared for, in the rule set's words: `hypertension`, `heart_failure`, `copd`, …
    pub conditions: BTreeSet<Arc<str>>,
    /// Medicines that rules ask for, in the rule set's words: `insulin`, `beta_blocker`, …
    pub medicines: BTreeSet<Arc<str>>,
    /// When they left hospital, if they did lately.
    pub discharged_at: Option<TakenAt>,
    /// What they are asked to measure, and how often.
    pub schedule: Vec<Scheduled>,
    /// Limits of their own, in place of a rule's.
    pub limits: Vec<PersonalLimit>,
    /// Pathways that don't run for this person, by id; what would start one goes to a clinician.
    pub paused: BTreeSet<Arc<str>>,
    /// Whether a clinician has switched the priority score off.
    pub priority_off: bool,
}

/// One thing that a person is asked to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Scheduled {
    /// What.
    pub sign: VitalSign,
    /// At least once in so many hours.
    pub every_hours: u16,
}

/// A limit of one person's own. It counts up to the rule's floor and no further.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PersonalLimit {
    /// Of which rule.
    pub rule: Arc<str>,
    /// Which of its named limits.
    pub name: Arc<str>,
    /// The value, in thousandths of the sign's unit (glucose: µmol/L).
    pub milli: i32,
    /// Who set it.
    pub by: Arc<str>,
    /// Why.
    pub reason: Arc<str>,
    /// Until when it counts; for ever if none.
    pub until: Option<StoredAt>,
}

/// The two saturation scales of NEWS2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub enum Spo2Scale {
    /// For everybody else.
    #[default]
    One,
    /// For confirmed hypercapnic respiratory failure with a prescribed target of 88–92 %.
    Two,
}

/// A reading that doesn't count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Which.
    pub reading: ReadingId,
    /// Who says so.
    pub by: Arc<str>,
    /// Why.
    pub why: WithdrawalReason,
}

/// Why a reading doesn't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawalReason {
    /// It is wrong.
    EnteredInError,
    /// Somebody else was measured.
    AnotherPerson,
}

/// Answers to one questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Answers {
    /// When they were given.
    pub answered_at: TakenAt,
    /// Which questionnaire of the rule set.
    pub questionnaire: Arc<str>,
    /// By question, in the questionnaire's order.
    pub items: Vec<(Arc<str>, Answer)>,
}

/// An answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A number, in thousandths of the question's unit.
    Milli(i32),
    /// One of the choices offered.
    Choice(Arc<str>),
}

/// Something that somebody does about an alert: it holds only if nobody changed it since `version`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Which alert.
    pub alert: AlertId,
    /// The version of the alert that the person saw.
    pub version: u32,
    /// Who does it.
    pub by: Arc<str>,
    /// What.
    pub action: Action,
}

/// What can be done about an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// I have seen it, and this happens next. Whoever acknowledges owns it.
    Acknowledge(NextStep),
    /// It is now this person's. They have to acknowledge it.
    Assign {
        /// Whose.
        to: Arc<str>,
    },
    /// Silence this problem, at this severity and below, until then.
    Snooze {
        /// Until when.
        until: StoredAt,
        /// Why.
        reason: Arc<str>,
    },
    /// It is done with.
    Close {
        /// What it came to.
        result: CaseResult,
        /// Why, in the clinician's words.
        reason: Arc<str>,
    },
    /// Somebody on call sees to it at once: the next step of the rota, before its time.
    Escalate {
        /// Why, in the clinician's words.
        reason: Arc<str>,
    },
    /// What I did last about it doesn't count. `Act::version` is the one that this made.
    Undo,
}

/// What an alert came to. Positive predictive value is counted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum CaseResult {
    /// Something was done for the person.
    ActedOn,
    /// It was true, and nothing had to be done.
    NothingToDo,
    /// The reading was wrong.
    FalseReading,
    /// It is known and expected for this person.
    Expected,
}

/// What happens after an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum NextStep {
    /// The clinician calls the person now.
    CallingNow,
    /// This is known for this person.
    Known,
    /// The reading looks wrong, and another was asked for.
    ReadingWrong,
    /// Somebody else was told.
    PassedOn,
    /// Something else.
    Other,
}
