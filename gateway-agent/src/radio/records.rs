//! Getting the records that a monitor has kept, all of them, before it is told to forget any.
//!
//! Ask how many, ask for them, count; what was lost on the way is asked for again. DEVICES 1.4
//! items 7 and 8 are why: notifications get lost above the radio, and the completion overtakes the
//! last of them.

use std::collections::BTreeMap;
use std::time::Duration;

use gatt::record_access::{Request, ResponseCode};
use gatt::{RecordAccess, RecordRequest, Records};

use super::profile::Kind;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask the monitor.
    Ask(RecordRequest),
    /// It is over.
    Over(Ended),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything is saved; next time ask from this number on.
    Complete {
        /// The first number that isn't saved; `None` to ask for everything.
        next: Option<u16>,
    },
    /// Something is missing, or the monitor fell silent. Next time the same again.
    Incomplete,
}

/// One recovery of a monitor's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    kind: Kind,
    /// The first number that isn't saved, as far as is known.
    next: Option<u16>,
    may_delete: bool,
    phase: Phase,
    /// How many the monitor said there are.
    expected: Option<usize>,
    /// Each record that came, by its number (or the check of its octets), and how often it is on its
    /// way to the disk.
    seen: BTreeMap<u32, usize>,
    repeats: u32,
    /// The monitor numbers from the start again; asked once.
    checked: bool,
    deadline: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Counting,
    Collecting,
    /// The monitor says that it has sent everything.
    Settling,
    /// The newest record is asked for, to see whether the numbers began again.
    Checking,
    /// How many there are now: a sensor goes on measuring meanwhile.
    Verifying,
    Deleting,
}

impl Recovery {
    /// Begins, with the question to ask first. `next` is what the last recovery ended with.
    pub fn start(
        kind: Kind,
        next: Option<u16>,
        may_delete: bool,
        now: Duration,
    ) -> (Self, RecordRequest) {
        let recovery = Self {
            kind,
            next: next.filter(|_| kind.is_numbered()),
            may_delete,
            phase: Phase::Counting,
            expected: None,
            seen: BTreeMap::new(),
            repeats: 0,
            checked: false,
            deadline: now + PATIENCE,
        };
        let first = RecordRequest::Count(recovery.wanted());
        (recovery, first)
    }

    /// When [`Recovery::tick`] is wanted.
    pub fn wake_at(&self) -> Duration {
        self.deadline
    }

    /// A record came, and is on its way to the disk.
    pub fn record(&mut self, key: u32, now: Duration) {
        *self.seen.entry(key).or_default() += 1;
        if self.phase != Phase::Settling {
            self.deadline = now + PATIENCE;
        }
    }

    /// A record came in the same value as another that is told with [`Recovery::record`].
    pub fn came_along(&mut self, key: u32) {
        self.seen.entry(key).or_default();
    }

    /// A record is on disk.
    pub fn saved(&mut self, key: u32, now: Duration) -> Option<Next> {
        if let Some(pending) = self.seen.get_mut(&key) {
            *pending = pending.saturating_sub(1);
        }
        if self.phase == Phase::Settling { self.settle(now) } else { None }
    }

    /// The monitor answered.
    pub fn answer(&mut self, answer: RecordAccess, now: Duration) -> Option<Next> {
        use ResponseCode::{
            InvalidOperator, NoRecordsFound, OpCodeNotSupported, OperandNotSupported,
            OperatorNotSupported, Success,
        };
        let unsupported =
            [OpCodeNotSupported, InvalidOperator, OperatorNotSupported, OperandNotSupported];
        match (self.phase, answer) {
            (Phase::Counting, RecordAccess::Count(0)) => Some(self.nothing_new(now)),
            (Phase::Counting, RecordAccess::Count(count)) => {
                self.expected = Some(count.into());
                Some(self.collect(now))
            }
            (Phase::Verifying, RecordAccess::Count(count)) => {
                self.expected = Some(count.into());
                self.complete_or_again(now)
            }
            (_, RecordAccess::Count(_)) => None,
            (Phase::Counting, RecordAccess::Response { code: NoRecordsFound, .. }) => {
                Some(self.nothing_new(now))
            }
            // It can't count, or can't from a number on: ask for everything, and believe it.
            (Phase::Counting, RecordAccess::Response { code, .. })
                if unsupported.contains(&code) =>
            {
                Some(self.collect(now))
            }
            (Phase::Collecting, RecordAccess::Response { request: Request::Report, code }) => {
                match code {
                    Success => {
                        self.phase = Phase::Settling;
                        self.deadline = now + SETTLING;
                        self.settle(now)
                    }
                    NoRecordsFound => Some(self.nothing_new(now)),
                    code if unsupported.contains(&code) && self.next.is_some() => {
                        self.next = None;
                        Some(self.collect(now))
                    }
                    _ => Some(self.again(now)),
                }
            }
            (Phase::Checking, RecordAccess::Response { request: Request::Report, code }) => {
                Some(self.check(code == Success, now))
            }
            (Phase::Deleting, RecordAccess::Response { request: Request::Delete, .. }) => {
                Some(self.complete())
            }
            (_, RecordAccess::Response { code: Success, .. }) => None,
            (Phase::Verifying, RecordAccess::Response { .. }) => self.complete_or_again(now),
            (_, RecordAccess::Response { .. }) => Some(Next::Over(Ended::Incomplete)),
        }
    }

    /// Time passed.
    pub fn tick(&mut self, now: Duration) -> Option<Next> {
        if now < self.deadline {
            return None;
        }
        match self.phase {
            Phase::Settling if !self.all_saved() && self.has_all() => {
                // Only the disk is late. Nothing is forgotten meanwhile.
                self.deadline = now + PATIENCE;
                None
            }
            Phase::Settling => Some(self.again(now)),
            Phase::Deleting => Some(self.complete()),
            _ => Some(Next::Over(Ended::Incomplete)),
        }
    }

    /// What is asked for.
    fn wanted(&self) -> Records {
        self.next.map_or(Records::All, Records::From)
    }

    fn collect(&mut self, now: Duration) -> Next {
        self.phase = Phase::Collecting;
        self.deadline = now + PATIENCE;
        Next::Ask(RecordRequest::Report(self.wanted()))
    }

    /// Nothing from that number on: right, or the numbers began again with a new battery.
    fn nothing_new(&mut self, now: Duration) -> Next {
        if self.next.is_none() || self.checked {
            return Next::Over(Ended::Complete { next: self.next });
        }
        self.checked = true;
        self.phase = Phase::Checking;
        self.deadline = now + PATIENCE;
        Next::Ask(RecordRequest::Report(Records::Last))
    }

    fn check(&mut self, found: bool, now: Duration) -> Next {
        let last = self.seen.keys().next_back().copied();
        let same = last.is_none_or(|last| Some(last + 1) == self.next.map(u32::from));
        if !found || same {
            return Next::Over(Ended::Complete { next: self.next });
        }
        self.next = None;
        self.seen.clear();
        self.phase = Phase::Counting;
        self.deadline = now + PATIENCE;
        Next::Ask(RecordRequest::Count(Records::All))
    }

    fn settle(&mut self, now: Duration) -> Option<Next> {
        if !self.has_all() || !self.all_saved() {
            return None;
        }
        if self.kind == Kind::Sensor && self.expected.is_some() {
            self.phase = Phase::Verifying;
            self.deadline = now + PATIENCE;
            return Some(Next::Ask(RecordRequest::Count(self.wanted())));
        }
        self.complete_or_again(now)
    }

    fn complete_or_again(&mut self, now: Duration) -> Option<Next> {
        if !self.has_all() {
            return Some(self.again(now));
        }
        let newest = self.newest();
        match newest.filter(|_| self.may_delete && self.all_saved()) {
            Some(newest) => {
                self.phase = Phase::Deleting;
                self.deadline = now + PATIENCE;
                Some(Next::Ask(RecordRequest::Delete(Records::UpTo(newest))))
            }
            None => Some(self.complete()),
        }
    }

    fn complete(&self) -> Next {
        // After the last number that there is, everything is asked for.
        let after = self.newest().and_then(|newest| newest.checked_add(1));
        let next = if self.seen.is_empty() { self.next } else { after };
        Next::Over(Ended::Complete { next: next.filter(|_| self.kind.is_numbered()) })
    }

    /// Something is missing: once more, or not now.
    fn again(&mut self, now: Duration) -> Next {
        if self.repeats == REPEATS_MAX {
            return Next::Over(Ended::Incomplete);
        }
        self.repeats += 1;
        self.collect(now)
    }

    fn newest(&self) -> Option<u16> {
        let newest = self.seen.keys().next_back().copied();
        newest.filter(|_| self.kind.is_numbered()).and_then(|newest| u16::try_from(newest).ok())
    }

    fn has_all(&self) -> bool {
        self.expected.is_none_or(|expected| self.seen.len() >= expected)
    }

    fn all_saved(&self) -> bool {
        self.seen.values().all(|pending| *pending == 0)
    }
}

/// How long a monitor may be silent. Source: Glucose Profile 1.0.1, section 5.1: 30 s.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long after the completion a record may still come.
const SETTLING: Duration = Duration::from_secs(1);
/// How often what is missing is asked for again.
const REPEATS_MAX: u32 = 3;

#[cfg(test)]
mod tests;
