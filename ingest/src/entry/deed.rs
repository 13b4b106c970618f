//! What a person, their carer and their team do for each other: messages, medicines, appointments,
//! documents, reminders; and what staff keep beside it: stays in hospital, which team looks after whom, and how
//! somebody is reached. No decision depends on them, so the engine never sees them.

use vitals::{PatientId, Private};

/// Something that somebody did about somebody's care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Whose care it is.
    pub patient: PatientId,
    /// Who did it.
    pub by: By,
    /// What whoever sent it called it: sent twice under one key, it counts once. Empty if it has none.
    pub key: String,
    /// What was done.
    pub done: Done,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The account's name, with the role for staff: "Ann Moss (care manager)".
    pub name: String,
    /// For whom they stand.
    pub side: Side,
}

/// For whom somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The person who is cared for.
    Patient,
    /// Somebody who cares for them at home.
    Carer,
    /// Staff.
    Team,
    /// This server.
    Server,
}

/// Every side with its stable name, in the order of its code in the journal: add at the end only.
pub const SIDES: [(Side, &str); 4] = [
    (Side::Patient, "patient"),
    (Side::Carer, "carer"),
    (Side::Team, "team"),
    (Side::Server, "server"),
];

impl Side {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        SIDES[self as usize].1
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Somebody wrote to the others.
    Wrote(Message),
    /// Somebody has seen all messages for them up to this journal entry.
    Read {
        /// The newest message's offset.
        upto: u64,
    },
    /// A medicine is to be taken like this from now on.
    Prescribed(Medicine),
    /// A dose was taken, or not.
    Dosed(Dose),
    /// An appointment is now like this.
    Arranged(Appointment),
    /// A file was handed in.
    Filed(Document),
    /// The person was reminded.
    Reminded(Reminder),
    /// A stay in hospital is known to have been like this.
    Stayed(Stay),
    /// From now on this team looks after the person.
    Joined(Membership),
    /// The person is reached like this from now on.
    Located(Whereabouts),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which conversation.
    pub thread: String,
    /// What the conversation is about; empty but in its first message.
    pub subject: String,
    /// What is said.
    pub text: String,
    /// A document that goes with it.
    pub document: Option<String>,
    /// Whether carers see the conversation; its first message decides.
    pub carers: bool,
}

/// A medicine, as it is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicine {
    /// Which line of the list.
    pub id: String,
    /// Counts its changes, from 1.
    pub version: u32,
    /// The whole generic name.
    pub name: String,
    /// How much, with its unit.
    pub dose: String,
    /// At what minutes of the person's day; none: when needed.
    pub minutes: Vec<u16>,
    /// How to take it, or why it ended.
    pub note: String,
    /// Whether it isn't taken any more.
    pub stopped: bool,
}

/// A dose that was taken, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dose {
    /// Of which medicine.
    pub medicine: String,
    /// When it was due, unix ms; none if it is taken when needed.
    pub due_at: Option<i64>,
    /// Whether it was taken.
    pub taken: bool,
    /// Why not.
    pub reason: String,
    /// When that was said, unix ms, if it waited on a phone; else when it entered the journal.
    pub said_at: Option<i64>,
}

/// How an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// The person, or their carer, would like one.
    Requested,
    /// The team offers a time.
    Proposed,
    /// Both agree.
    Confirmed,
    /// It doesn't take place.
    Cancelled,
}

/// Every stand with its stable name, in the order of its code in the journal: add at the end only.
pub const STANDS: [(Stand, &str); 4] = [
    (Stand::Requested, "requested"),
    (Stand::Proposed, "proposed"),
    (Stand::Confirmed, "confirmed"),
    (Stand::Cancelled, "cancelled"),
];

impl Stand {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        STANDS[self as usize].1
    }
}

/// An appointment, as it stands from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which.
    pub id: String,
    /// Counts its changes, from 1.
    pub version: u32,
    /// How it stands.
    pub stand: Stand,
    /// When it begins, unix ms.
    pub starts_at: i64,
    /// How long it takes.
    pub minutes: u16,
    /// With which clinician, by the name of their account; empty while nobody has taken it.
    pub with: String,
    /// Where, or by which way.
    pub place: String,
    /// What it is about, or why it was changed.
    pub note: String,
}

/// A file that was handed in. Its bytes lie in the data folder under their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub id: String,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// How many bytes.
    pub bytes: u64,
    /// What its bytes show that it is, as a media type.
    pub kind: String,
    /// What whoever sent it calls it.
    pub name: String,
}

/// That the person was reminded, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Of what: the same for the same occasion, however often it is worked out.
    pub of: String,
    /// When it was due, unix ms.
    pub due_at: i64,
}

/// A stay in hospital, as it is known from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Which.
    pub id: String,
    /// Counts its changes, from 1.
    pub version: u32,
    /// What kind of stay.
    pub kind: StayKind,
    /// The day of admission where the person lives, days since 1970-01-01.
    pub admitted: i32,
    /// The day of discharge, and how it ended; none while it lasts.
    pub left: Option<(i32, Leaving)>,
    /// Where, and what for.
    pub note: String,
    /// It never was, or was another person's: it doesn't count.
    pub withdrawn: bool,
}

/// What kind of stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StayKind {
    /// Admitted, and nobody had planned it.
    Unplanned,
    /// Admitted as it had been planned.
    Planned,
    /// Seen in an emergency department, and not admitted.
    Emergency,
}

/// Every kind of stay with its stable name, in the order of its code in the journal: add at the end only.
pub const STAY_KINDS: [(StayKind, &str); 3] = [
    (StayKind::Unplanned, "unplanned"),
    (StayKind::Planned, "planned"),
    (StayKind::Emergency, "emergency"),
];

/// How a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaving {
    /// To their home, or to a place where they live now.
    Home,
    /// To another hospital: what follows there is one stay with this.
    Transferred,
    /// Against medical advice.
    AgainstAdvice,
    /// They died.
    Died,
}

/// Every end of a stay with its stable name, in the order of its code in the journal: add at the end only.
pub const LEAVINGS: [(Leaving, &str); 4] = [
    (Leaving::Home, "home"),
    (Leaving::Transferred, "transferred"),
    (Leaving::AgainstAdvice, "against_advice"),
    (Leaving::Died, "died"),
];

impl StayKind {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        STAY_KINDS[self as usize].1
    }
}

impl Leaving {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        LEAVINGS[self as usize].1
    }
}

/// How a person is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// Counts its changes, from 1.
    pub version: u32,
    /// Their telephone, as E.164 has it: `+441632960123`; empty: none is known.
    pub phone: Private<String>,
    /// Their bed or room, as whoever goes there calls it; empty: they are where they live.
    pub room: String,
}

/// Who looks after a person from now on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership {
    /// Counts its changes, from 1.
    pub version: u32,
    /// Which team; empty: none.
    pub team: String,
    /// At which site; empty: none.
    pub site: String,
    /// What is monitored, for whoever bills it.
    pub programme: Programme,
}

/// What is monitored, for whoever bills it: one or the other, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Programme {
    /// Physiologic values.
    #[default]
    Physiologic,
    /// Therapy: the respiratory system.
    TherapyRespiratory,
    /// Therapy: muscles and bones.
    TherapyMusculoskeletal,
    /// Therapy: cognitive behaviour.
    TherapyCognitive,
}

/// Every programme with its stable name, in the order of its code in the journal: add at the end only.
pub const PROGRAMMES: [(Programme, &str); 4] = [
    (Programme::Physiologic, "physiologic"),
    (Programme::TherapyRespiratory, "therapy_respiratory"),
    (Programme::TherapyMusculoskeletal, "therapy_musculoskeletal"),
    (Programme::TherapyCognitive, "therapy_cognitive"),
];

impl Programme {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        PROGRAMMES[self as usize].1
    }
}
