//! What a person, their carer and their team do for each other: messages, medicines, appointments,
//! documents, reminders. No decision depends on them, so the engine never sees them.

use vitals::PatientId;

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
