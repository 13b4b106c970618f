//! What a gateway and the server say to each other: frames of readings one way, ledgers the other.
//!
//! Bytes to values and back, and nothing else: no socket, no disk, no clock. README.md lays out both
//! forms byte by byte.

mod body;
pub mod bytes;
mod code;
mod command;
mod envelope;
mod frame;
mod incarnation;
mod json;
mod key;
mod ledger;
mod quantity;
mod reading;

pub use body::Body;
pub use code::{EnrolmentCode, InvalidCode};
pub use command::{COMMAND_TEXT_BYTES_MAX, Command, CommandAnswer, CommandState, Order, Settings};
pub use envelope::{FrameError, MAX_BODY_BYTES, MAX_FRAME_BYTES};
pub use frame::{Frame, Peeked};
pub use incarnation::{Incarnation, InvalidIncarnation, StoreEpoch};
pub use json::{JsonError, JsonFrame, JsonReadingError};
pub use key::{GatewayKey, InvalidKey};
pub use ledger::Ledger;
pub use quantity::Quantity;
pub use reading::{ClockRule, ContentIdentity, Dated, WireReading};

/// The MQTT content type of a binary frame or ledger.
pub const CONTENT_TYPE_FRAME: &str = "application/vnd.hearthwatch.frame";
/// The MQTT content type of the JSON form of a frame.
pub const CONTENT_TYPE_JSON: &str = "application/json";
