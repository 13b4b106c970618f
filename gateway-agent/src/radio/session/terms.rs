//! The terms of a session: what can happen, what is to be done, what a person may want to know.

use std::time::Duration;

use gatt::{Characteristic, Consent};

use crate::hear::MonitorClock;
use crate::radio::memory::Memory;
use crate::radio::profile::Features;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The monitor announces itself.
    Heard,
    /// There is a link, whoever made it: a connection that came up after it was given up, or one from
    /// before a restart. The monitor won't announce itself while it lasts.
    Linked,
    /// The operation under way was done.
    Done(Done),
    /// The operation under way was not done, or not in time.
    Failed,
    /// A value came: a measurement, an answer, or the echo of a read.
    Value(Characteristic, Vec<u8>),
    /// What was to be saved under this key is on disk, or is nothing to save.
    Saved(u32),
    /// The link is gone.
    Gone,
    /// Time passed.
    Tick,
}

/// How an operation ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// There is a link; whether the two are bonded already.
    Connected {
        /// They share a key.
        paired: bool,
    },
    /// What the monitor has.
    Discovered(Features),
    /// What it holds there.
    Read(Vec<u8>),
    /// Whether the link is still there.
    Checked(bool),
    /// Anything else.
    Well,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Do this, and say how it went.
    Do(Operation),
    /// Save what came; then say so, with the key.
    Save {
        /// To be told again with [`Input::Saved`].
        key: u32,
        /// What it is.
        characteristic: Characteristic,
        /// As it came.
        bytes: Vec<u8>,
        /// The clock that its time is from.
        clock: MonitorClock,
    },
    /// Keep this for the next connection, also beyond a restart.
    Remember(Memory),
    /// Something that a person may want to know.
    Note(Note),
}

/// What a session can ask of the radio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Make a link.
    Connect,
    /// Make a bond.
    Pair,
    /// Find out what there is.
    Discover,
    /// Read it.
    Read(Characteristic),
    /// Ask for what it sends by itself.
    Subscribe(Characteristic),
    /// Write it, and wait for the answer.
    Write(Characteristic, Vec<u8>),
    /// Ask the radio whether the link is still there: it doesn't always tell.
    Check,
    /// End the link.
    Disconnect,
}

/// What a person may want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The link is up, and everything that the monitor measures will come.
    Ready,
    /// The monitor wouldn't be paired with. It goes on without.
    NotPaired,
    /// The clock was off by so much, and is set.
    ClockSet {
        /// The gateway's time less the monitor's; `None` if the monitor had none.
        offset_ms: Option<i64>,
    },
    /// The monitor didn't take the time.
    ClockNotTaken,
    /// A connection failed; so many in a row.
    Failed {
        /// How many in a row.
        failures: u32,
    },
    /// The monitor keeps its users' data to itself: wrong code, or no such user.
    ConsentRefused,
    /// Not all stored records came. They are asked for again the next time.
    RecordsMissing,
}

/// Now, by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since any fixed moment; never goes back.
    pub passed: Duration,
    /// The gateway's local time, in civil milliseconds since 1970-01-01.
    pub local_ms: i64,
}

/// What the home wants of one monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Stored records are deleted when they are saved here.
    pub may_delete: bool,
    /// For which of its users it may speak, with the code that it showed when that was set up.
    pub consent: Option<Consent>,
}
