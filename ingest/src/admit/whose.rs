//! Whose reading it may be, and whose it is.

use wire::{Dated, WireReading};

use super::{Admission, Terms, reading_of};
use crate::attribute::habits::{Recollection, gauged};
use crate::attribute::{Answer, Confidence, decide};
use crate::entry::{Item, Why};
use crate::roster::{Wearers, Worn};

/// How far ahead of the server's clock a measurement may claim to be.
const FUTURE_MS: i64 = 10 * 60 * 1000;

impl Admission {
    /// Whose reading it may be, or why it can't count.
    pub(super) fn judge(
        &self,
        reading: &WireReading,
        terms: Terms,
    ) -> Result<(Worn<'_>, Wearers<'_>), (Why, String)> {
        let device = &reading.device;
        let Some(worn) = self.roster.worn(device) else {
            return Err((Why::UnknownDevice, format!("nobody wears device {device}")));
        };
        let Dated::At { taken_at, .. } = reading.dated else {
            return Err((
                Why::Undatable,
                format!("device {device} does not know when it measured"),
            ));
        };
        let ahead_ms = taken_at.unix_ms().saturating_sub(terms.now.unix_ms());
        if !(-terms.past_ms..=FUTURE_MS).contains(&ahead_ms) {
            let detail =
                format!("device {device} says it measured {} days from now", ahead_ms / 86_400_000);
            return Err((Why::Undatable, detail));
        }
        let wearers = worn.wearers(reading.slot, taken_at);
        if wearers.people.is_empty() {
            return Err((
                Why::UnknownDevice,
                format!("nobody wore device {device} as this user at that time"),
            ));
        }
        reading_of(reading)?;
        Ok((worn, wearers))
    }
}

/// Gives a good reading to somebody, or leaves it open whose it is.
pub(super) fn attribute(
    reading: WireReading,
    wearers: &Wearers<'_>,
    terms: Terms,
    habits: &Recollection<'_>,
) -> Item {
    let people = &wearers.people;
    let value = gauged(&reading.body);
    let answer = match people.as_slice() {
        [_] if wearers.told && (terms.named || value.is_none()) => {
            Answer::Theirs(0, Confidence::CERTAIN)
        }
        people => {
            let evidence: Vec<_> =
                people.iter().map(|patient| habits.evidence(patient, &reading)).collect();
            decide(value, &evidence, wearers.told)
        }
    };
    match answer {
        Answer::Theirs(place, confidence) => {
            Item::Admitted { patient: people[place].clone(), reading, confidence }
        }
        Answer::Ask(doubt, confidences) => {
            let candidates = people.iter().map(|patient| (*patient).clone()).zip(confidences);
            Item::Unclaimed { reading, doubt, candidates: candidates.collect() }
        }
    }
}
