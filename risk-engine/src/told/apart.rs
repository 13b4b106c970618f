//! What stands behind the bytes of a state: who passed alerts on, and what was, or can be, taken back.

use bincode::{Decode, Encode};
use vitals::AlertId;

use super::Told;
use crate::apart::Apart;
use crate::contract::Before;
use crate::outcome::{EscalatedBy, Undone};

/// Of one alert.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Hands {
    escalated_by: Option<EscalatedBy>,
    undone: Option<Undone>,
    before: Option<Box<Before>>,
}

impl Told {
    /// Of every alert that has any of it.
    pub(crate) fn hands(&self) -> Vec<(AlertId, Hands)> {
        let all = self.standing.values().map(|standing| {
            let alert = &standing.alert;
            let hands = Hands {
                escalated_by: alert.escalated_by.0.clone(),
                undone: alert.undone.0.clone(),
                before: standing.before.0.clone(),
            };
            (alert.id.clone(), hands)
        });
        let is_any = |hands: &Hands| {
            hands.escalated_by.is_some() || hands.undone.is_some() || hands.before.is_some()
        };
        all.filter(|(_, hands)| is_any(hands)).collect()
    }

    /// Puts it back. Tells whether all of these alerts are there.
    pub(crate) fn take_hands(&mut self, hands: Vec<(AlertId, Hands)>) -> bool {
        hands.into_iter().all(|(id, hands)| {
            let mut all = self.standing.values_mut();
            let found = all.find(|standing| standing.alert.id == id);
            found.is_some_and(|standing| {
                standing.alert.escalated_by = Apart(hands.escalated_by);
                standing.alert.undone = Apart(hands.undone);
                standing.before = Apart(hands.before);
                true
            })
        })
    }
}
