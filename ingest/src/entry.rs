//! What a journal entry means: facts to bytes and back.
//!
//! The bytes are hand-laid and versioned, because they outlive every library: a version never
//! changes once a journal holds it, and `golden/` keeps an example of each.

mod base;
mod codec;
mod contact;
mod deed;
mod gateway;
mod mend;
mod upload;

use std::fmt;
use std::sync::Arc;

use risk_engine::fact::{Act, Answers, CarePlan, Withdrawal};
use risk_engine::rota::Rota;
use risk_engine::rules::RuleSet;
use vitals::{DeviceId, GatewayId, PatientId, Private, ReadingId, StoredAt, TakenAt, UserSlot};
use wire::{Incarnation, WireReading};

pub use crate::attribute::{Confidence, Doubt};
pub use base::{base_plan, condition};
pub use codec::EntryError;
pub use contact::{Contact, ContactWithdrawal};
pub use deed::{
    Appointment, By, Deed, Document, Done, Dose, LEAVINGS, Leaving, Medicine, Membership, Message,
    PROGRAMMES, Programme, Reminder, SIDES, STANDS, STAY_KINDS, Side, Stand, Stay, StayKind,
    Whereabouts,
};
pub use gateway::{GatewayChange, GatewayFact, Serial};
pub use mend::{ClockCorrection, Correction, Replayed, Wearing};
pub use upload::{DocumentId, ForeignDocument, Upload};

/// One journal entry: what happened, and when it entered the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The engine knows no other clock.
    pub stored_at: StoredAt,
    /// What happened.
    pub entry: Entry,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A person is cared for, in this way.
    Enrolled(Enrolment),
    /// A gateway is one of ours.
    Registered {
        /// Which.
        gateway: GatewayId,
        /// What it may send.
        trust: Trust,
    },
    /// A device is worn by somebody, from some time on.
    Assigned(Assignment),
    /// A gateway's readings came in.
    Delivered(Delivery),
    /// A message came in that no reading could be taken from.
    Refused {
        /// Who it was from, as far as the topic tells.
        gateway: Option<GatewayId>,
        /// Why, with the message.
        quarantined: Quarantined,
    },
    /// A clinician has settled a person's care anew: it stands over the register.
    Planned {
        /// Whose.
        patient: PatientId,
        /// The whole plan.
        plan: Arc<CarePlan>,
        /// Who has.
        by: String,
        /// What it changes and why; none in what was written before that was kept.
        revision: Option<Revision>,
    },
    /// A person, or somebody with them, answered questions.
    Answered {
        /// Whom the questions were about.
        patient: PatientId,
        /// The answers.
        answers: Answers,
        /// Who gave them; none in what was written before that was kept.
        by: Option<By>,
    },
    /// Somebody does something about an alert.
    Acted {
        /// Whose alert.
        patient: PatientId,
        /// What.
        act: Act,
    },
    /// A reading doesn't count.
    Withdrawn {
        /// Whom it was taken for.
        patient: PatientId,
        /// Which, by whom and why.
        withdrawal: Withdrawal,
    },
    /// The rules had failed on a person, and somebody lets the automation go on.
    Resumed {
        /// Whose.
        patient: PatientId,
        /// Who.
        by: String,
    },
    /// From now on these rules decide.
    RulesActivated {
        /// The rules, with the whole document.
        rules: Arc<RuleSet>,
        /// Who activated them.
        by: String,
        /// The hash of the back-test's report, as text; empty if there was none.
        report: String,
    },
    /// From now on these people are on call.
    RotaSet {
        /// Who, when.
        rota: Arc<Rota>,
        /// Who set it.
        by: String,
    },
    /// A reading that was nobody's, or another's, turned out to be this person's.
    Claimed(Claim),
    /// A reading that nobody knows whose it is isn't this person's.
    Disclaimed {
        /// Where it stands in the journal.
        original: ReadingId,
        /// Whose it isn't.
        patient: PatientId,
        /// Who says so.
        by: String,
    },
    /// A reading is this person's, and no longer another's: one entry, so that it is never both's.
    Attributed(Box<Attribution>),
    /// Something happened to a gateway: a certificate, a command, an answer.
    Gateway(GatewayFact),
    /// Somebody spent time on a person.
    Contacted {
        /// For whom.
        patient: PatientId,
        /// When, how long, what and who.
        contact: Contact,
    },
    /// A contact doesn't count.
    ContactWithdrawn(ContactWithdrawal),
    /// A device was worn by somebody for a time.
    Worn(Wearing),
    /// A device's clock was wrong for a time.
    ClockCorrected(ClockCorrection),
    /// Something that was kept apart was taken again.
    Replayed(Box<Replayed>),
    /// Another system's documents came in, with the readings that are in them.
    Uploaded(Upload),
    /// Somebody did something about a person's care that no decision depends on.
    Deed(Box<Deed>),
    /// Time has passed.
    Tick,
}

impl Entry {
    /// The readings that it brings, each under this entry's id and its own place.
    pub fn delivery(&self) -> Option<&Delivery> {
        match self {
            Self::Delivered(delivery) => Some(delivery),
            Self::Replayed(replayed) => Some(&replayed.delivery),
            Self::Uploaded(upload) => Some(&upload.delivery),
            _ => None,
        }
    }

    /// Whether it says who a synthetic patient is, or what belongs to them.
    pub fn is_synthetic(&self) -> bool {
        match self {
            Self::Enrolled(enrolment) => enrolment.patient.is_synthetic(),
            Self::Registered { gateway, .. } => gateway.is_synthetic(),
            Self::Assigned(assignment) => assignment.patient.is_synthetic(),
            _ => false,
        }
    }

    /// The reading that it gives to somebody, under its own id with index 0.
    pub fn claim(&self) -> Option<&Claim> {
        match self {
            Self::Claimed(claim) => Some(claim),
            Self::Attributed(attribution) => Some(&attribution.claim),
            _ => None,
        }
    }
}

/// A person and their care plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Who.
    pub patient: PatientId,
    /// SURNAME, Given.
    pub name: Private<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub born: Private<String>,
    /// `F`, `M`, or what the person says.
    pub sex: String,
    /// Conditions, as a list shows them.
    pub conditions: Vec<String>,
    /// IANA name of the person's time zone.
    pub zone: String,
    /// What the engine needs to know: [`base_plan`], or what a clinician has planned since.
    pub plan: Arc<CarePlan>,
}

impl Enrolment {
    /// Whether the plan says no more than what follows from the rest.
    pub(crate) fn has_base_plan(&self) -> bool {
        let CarePlan { spo2_scale, supplemental_oxygen, .. } = *self.plan;
        *self.plan
            == base_plan(self.born.reveal(), &self.conditions, spo2_scale, supplemental_oxygen)
    }
}

/// What makes a plan one of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Counts a person's plans that clinicians have settled, from 1.
    pub version: u32,
    /// The plan that it takes the place of.
    pub before: Arc<CarePlan>,
    /// Which change it takes back, if it does.
    pub reverts: Option<u32>,
    /// Why; it may be empty where a change is taken back.
    pub why: String,
}

/// A reading that was found to be somebody's. It counts from this entry on, under this entry's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Where it first stood in the journal.
    pub original: ReadingId,
    /// Whose it is.
    pub patient: PatientId,
    /// Who says so: a person's name, or the program's own.
    pub by: String,
    /// How sure they are, 0 to 100.
    pub confidence_percent: u8,
    /// As the gateway sent it.
    pub reading: WireReading,
}

/// A reading that is given to somebody by another person than themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Whose it is from now on.
    pub claim: Claim,
    /// From whom it is taken, and which of their readings it was.
    pub from: Option<(PatientId, ReadingId)>,
    /// Why.
    pub why: String,
}

/// What a gateway may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Frames that carry its own HMAC.
    Authenticated,
    /// JSON without one, too: whoever may publish on its topic is believed.
    Topic,
}

/// Who wears a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The device.
    pub device: DeviceId,
    /// The user of the device; `None` for all of them.
    pub slot: Option<UserSlot>,
    /// The person.
    pub patient: PatientId,
    /// Since when.
    pub from: TakenAt,
    /// Whether they share it with whoever has it already.
    pub shared: bool,
}

/// Readings of one gateway, in the order in which it sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The gateway.
    pub gateway: GatewayId,
    /// Their place in the gateway's spool, if it counts.
    pub place: Option<SpoolPlace>,
    /// What became of each.
    pub items: Vec<Item>,
}

/// Where in a gateway's spool a delivery begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpoolPlace {
    /// Which life of the spool.
    pub incarnation: Incarnation,
    /// Sequence number of the first item.
    pub first_seq: u64,
}

/// What became of one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// It counts.
    Admitted {
        /// Whose it is.
        patient: PatientId,
        /// As the gateway sent it.
        reading: WireReading,
        /// How sure it is that it is theirs.
        confidence: Confidence,
    },
    /// The same measurement is there already.
    Repeated,
    /// It is kept apart.
    Quarantined(Quarantined),
    /// It is good, and nobody knows whose: it doesn't count until somebody says so.
    Unclaimed {
        /// As the gateway sent it.
        reading: WireReading,
        /// Why it has to be asked.
        doubt: Doubt,
        /// Whom to ask, each with how sure it is that it is theirs.
        candidates: Vec<(PatientId, Confidence)>,
    },
}

/// Something that is kept apart, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Why.
    pub why: Why,
    /// The same in words, with the values.
    pub detail: String,
    /// What came, cut to [`QUARANTINED_BYTES_MAX`].
    pub bytes: Vec<u8>,
}

/// So many bytes of a quarantined message are kept.
pub const QUARANTINED_BYTES_MAX: usize = 64 * 1024;

/// Why something is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No body has such a value.
    Implausible,
    /// The monitor says itself that it could not measure.
    NotMeasured,
    /// Nobody knows when it was measured.
    Undatable,
    /// Nobody wears the device.
    UnknownDevice,
    /// The gateway isn't one of ours.
    UnknownGateway,
    /// It isn't authenticated, and has to be.
    NotAuthentic,
    /// The checksum doesn't match.
    Damaged,
    /// Its version is newer than this server.
    FutureVersion,
    /// It can't be read.
    Malformed,
}

/// Every reason with its stable name, in the order of its code in the journal: add at the end only.
pub const WHYS: [(Why, &str); 9] = [
    (Why::Implausible, "implausible"),
    (Why::NotMeasured, "not_measured"),
    (Why::Undatable, "undatable"),
    (Why::UnknownDevice, "unknown_device"),
    (Why::UnknownGateway, "unknown_gateway"),
    (Why::NotAuthentic, "not_authentic"),
    (Why::Damaged, "damaged"),
    (Why::FutureVersion, "future_version"),
    (Why::Malformed, "malformed"),
];

impl Why {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        WHYS[self as usize].1
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Quarantined {
    /// Keeps bytes apart.
    pub fn new(why: Why, detail: impl Into<String>, bytes: &[u8]) -> Self {
        let kept = bytes.len().min(QUARANTINED_BYTES_MAX);
        Self { why, detail: detail.into(), bytes: bytes[..kept].to_vec() }
    }
}
