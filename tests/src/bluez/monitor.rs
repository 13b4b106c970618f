//! What a monitor does when it is spoken to.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(super) mod belt;
pub(super) mod cuff;
pub(super) mod meter;

/// A monitor, as the one that connects to it sees it.
pub trait Monitor: Send {
    /// What it calls itself.
    fn name(&self) -> String;
    /// What it has.
    fn services(&self) -> Vec<Service>;
    /// Whether it speaks only to whom it shares a key with.
    fn needs_bond(&self) -> bool;
    /// Somebody wants to be told of this.
    fn subscribed(&mut self, uuid: u16) -> Vec<Timed>;
    /// Somebody wrote this.
    fn written(&mut self, uuid: u16, value: &[u8]) -> Vec<Timed>;
    /// What it holds there.
    fn read(&mut self, uuid: u16) -> Vec<u8>;
    /// The link is gone.
    fn left(&mut self);
}

/// A service's number, and its characteristics with their flags.
pub type Service = (u16, Vec<(u16, Vec<&'static str>)>);

/// Something that a monitor does, after a while.
pub struct Timed {
    /// How much later.
    pub after: Duration,
    /// What it does.
    pub act: Act,
}

/// What a monitor can do by itself.
pub enum Act {
    /// Tell whoever wants to know.
    Send(u16, Vec<u8>),
    /// End the link.
    Leave,
}

impl Timed {
    fn new(after_ms: u64, act: Act) -> Self {
        Self { after: Duration::from_millis(after_ms), act }
    }
}

/// The real time, in milliseconds since 1970, UTC.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
