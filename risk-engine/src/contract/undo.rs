//! Taking back what somebody has just done about an alert.
//!
//! It is compare-and-set like every act: only who did the last thing, and only while nothing has changed
//! since. For how long a person may is the server's to say: it lives by the wall's clock, and a replay
//! takes what the journal holds.

use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::StoredAt;

use super::Occasion;
use crate::fact::{Act, Action};
use crate::outcome::{Acknowledged, Alert, Change, Closed, Snoozed, Undoable, Undone};

/// What an act took the place of.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Before {
    by: Arc<str>,
    what: Undoable,
    /// The version that the act made.
    version: u32,
    known_at: StoredAt,
    acknowledged: Option<Acknowledged>,
    owner: Option<Arc<str>>,
    due_at: Option<StoredAt>,
    snoozed: Option<Snoozed>,
    closed: Option<Closed>,
}

impl Before {
    /// What an act on this alert, as it still is, can be taken back to; none if it can't be.
    pub(crate) fn of(alert: &Alert, act: &Act) -> Option<Self> {
        let what = match act.action {
            Action::Acknowledge(_) => Undoable::Acknowledged,
            Action::Assign { .. } => Undoable::Assigned,
            Action::Snooze { .. } => Undoable::Snoozed,
            Action::Close { .. } => Undoable::Closed,
            // Somebody was told, and looks.
            Action::Escalate { .. } | Action::Undo => return None,
        };
        Some(Self {
            by: act.by.clone(),
            what,
            version: alert.version.saturating_add(1),
            known_at: alert.known_at,
            acknowledged: alert.acknowledged.clone(),
            owner: alert.owner.clone(),
            due_at: alert.due_at,
            snoozed: alert.snoozed.clone(),
            closed: alert.closed.clone(),
        })
    }
}

impl Alert {
    /// Takes back what was done last, if it is this person's and nothing has changed since. Tells what
    /// changed.
    pub(crate) fn undo(&mut self, before: &Before, act: &Act, on: &Occasion<'_>) -> Option<Change> {
        let is_last = self.version == act.version && before.version == act.version;
        if !is_last || before.by != act.by || self.superseded.is_some() {
            return None;
        }
        self.acknowledged = before.acknowledged.clone();
        self.owner = before.owner.clone();
        self.snoozed = before.snoozed.clone();
        self.closed = before.closed.clone();
        // A trigger that joined meanwhile found somebody who had it; now it asks.
        let asks = self.known_at > before.known_at && self.acknowledged.is_none();
        let target = on.now.later(on.rules.acknowledge_within(self.severity));
        self.due_at = match before.due_at {
            Some(due_at) if asks => Some(due_at.min(target)),
            other => other,
        };
        *self.undone = Some(Undone { by: act.by.clone(), at: on.now, what: before.what });
        self.version += 1;
        self.settle();
        Some(Change::Undone)
    }
}
