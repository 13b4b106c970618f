//! What an invented person is going to send, in a queue by the time at which it leaves the monitor.

use crate::monitor::MonitorKind;
use crate::sample::Taken;

/// A measurement in the queue, ordered by when it leaves.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) taken: Taken,
    /// Keeps the order of what is planned together.
    pub(super) order: usize,
}

impl Planned {
    fn key(&self) -> (i64, i64, MonitorKind, usize) {
        (self.taken.at_ms, self.taken.taken_at_ms, self.taken.sample.monitor(), self.order)
    }
}

impl Ord for Planned {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Planned {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Planned {}
