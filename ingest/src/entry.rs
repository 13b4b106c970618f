//! What a journal entry means: facts to bytes and back.
//!
//! The bytes are hand-laid and versioned, because they outlive every library: a version never
//! changes once a journal holds it, and `golden/` keeps an example of each.

mod codec;

use std::fmt;

use risk_engine::fact::{Acknowledge, CarePlan};
use vitals::{DeviceId, GatewayId, PatientId, Private, StoredAt, TakenAt, UserSlot};
use wire::{Incarnation, WireReading};

pub use codec::EntryError;

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
    /// Somebody asks to acknowledge an alert.
    Acknowledge {
        /// Whose alert.
        patient: PatientId,
        /// The request.
        wish: Acknowledge,
    },
    /// Time has passed.
    Tick,
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
    /// What the engine needs to know.
    pub plan: CarePlan,
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
    },
    /// The same measurement is there already.
    Repeated,
    /// It is kept apart.
    Quarantined(Quarantined),
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
