//! Joins the workers' parts of each batch, in the order of the journal.

use std::collections::BTreeMap;

use crossbeam::channel::{Receiver, Sender};

use super::Decided;
use super::worker::Part;
use crate::outcome::Outcome;
use crate::rest::Resting;
use crate::snapshot::Snapshot;

/// Gathers until the workers stop.
pub(super) fn run(
    workers: usize,
    parts: &Receiver<Part>,
    decided: &Sender<Decided>,
    resting: &Resting,
) {
    let mut waiting: BTreeMap<u64, Vec<Part>> = BTreeMap::new();
    for part in parts {
        waiting.entry(part.upto).or_default().push(part);
        while let Some(first) = waiting.first_entry() {
            if first.get().len() < workers {
                break;
            }
            let (upto, complete) = first.remove_entry();
            if decided.send(join(upto, complete, resting)).is_err() {
                return;
            }
        }
    }
}

fn join(upto: u64, parts: Vec<Part>, resting: &Resting) -> Decided {
    let mut joined = Decided { upto, ..Decided::default() };
    let mut saved = None;
    for part in parts {
        joined.outcomes.extend(part.outcomes);
        joined.views.extend(part.views);
        joined.scored += part.scored;
        if let Some((standards, people)) = part.saved {
            // Every worker decides by the same.
            saved.get_or_insert_with(|| (standards, Vec::new())).1.extend(people);
        }
    }
    // In a journal time and place agree; in a back-test history comes in between.
    joined.outcomes.sort_by(|one, other| {
        let moment = |of: &Outcome| (of.at, of.cause);
        moment(one)
            .cmp(&moment(other))
            .then_with(|| (&one.patient, one.place).cmp(&(&other.patient, other.place)))
    });
    joined.views.sort_by(|one, other| one.patient.cmp(&other.patient));
    joined.snapshot = saved
        .map(|(standards, people)| Snapshot::of_people(upto, standards, people, resting.clone()));
    joined
}
