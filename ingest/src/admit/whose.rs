//! Whose reading it may be, and whose it is.

use smallvec::SmallVec;
use vitals::{DeviceId, PatientId, TakenAt};
use wire::{Dated, WireReading};

use super::plausible::check;
use super::{Admission, Terms};
use crate::attribute::habits::{Recollection, gauged};
use crate::attribute::{Answer, Confidence, decide};
use crate::entry::{Item, Why};
use crate::roster::{Roster, Wearers, Worn};

/// How far ahead of the server's clock a measurement may claim to be.
const FUTURE_MS: i64 = 10 * 60 * 1000;

impl Admission {
    /// Whose reading it may be, or why it can't count.
    pub(super) fn judge<'a>(
        reading: &WireReading,
        terms: Terms,
        worn: &mut LastWorn<'a>,
    ) -> Result<Wearers<'a>, (Why, String)> {
        let device = &reading.device;
        let Some(worn) = worn.of(device) else {
            return Err((Why::UnknownDevice, format!("nobody wears device {device}")));
        };
        let taken_at = dated(reading, terms)?;
        let wearers = worn.wearers(reading.slot, taken_at);
        if wearers.people.is_empty() {
            return Err((
                Why::UnknownDevice,
                format!("nobody wore device {device} as this user at that time"),
            ));
        }
        check(reading)?;
        Ok(wearers)
    }

    /// Why a reading of somebody whom its sender names can't count. A device that is worn by others, as
    /// this server knows, is not believed to have measured this person.
    pub(super) fn judge_named(
        &self,
        patient: &PatientId,
        reading: &WireReading,
        terms: Terms,
    ) -> Result<(), (Why, String)> {
        let device = &reading.device;
        let taken_at = dated(reading, terms)?;
        if self.roster.patient(patient).is_none() {
            return Err((Why::UnknownDevice, format!("nobody is enrolled as {patient}")));
        }
        let worn = self.roster.worn(device).map(|worn| worn.wearers(reading.slot, taken_at));
        let people = worn.map_or_else(SmallVec::new, |wearers| wearers.people);
        if !people.is_empty() && !people.contains(&patient) {
            let detail = format!("device {device} is worn by somebody else than {patient}");
            return Err((Why::UnknownDevice, detail));
        }
        check(reading)
    }
}

/// The roster's word on the device that was asked for last: a message is nearly always of one.
pub(super) struct LastWorn<'a> {
    roster: &'a Roster,
    last: Option<(DeviceId, Option<Worn<'a>>)>,
}

impl<'a> LastWorn<'a> {
    pub(super) fn new(roster: &'a Roster) -> Self {
        Self { roster, last: None }
    }

    /// See [`Roster::worn`].
    fn of(&mut self, device: &DeviceId) -> Option<Worn<'a>> {
        match &self.last {
            Some((last, worn)) if last == device => *worn,
            _ => {
                let worn = self.roster.worn(device);
                self.last = Some((device.clone(), worn));
                worn
            }
        }
    }
}

/// Gives a good reading to somebody, or leaves it open whose it is. `before` is what its message gave so
/// far.
pub(super) fn attribute(
    reading: WireReading,
    wearers: &Wearers<'_>,
    terms: Terms,
    habits: &mut Recollection<'_>,
    before: &[Item],
) -> Item {
    let people = &wearers.people;
    let value = gauged(&reading.body);
    let answer = match people.as_slice() {
        [_] if wearers.told && (terms.named || value.is_none()) => {
            Answer::Theirs(0, Confidence::CERTAIN)
        }
        people => {
            let evidence = people.iter().map(|patient| habits.evidence(before, patient, &reading));
            let evidence: Vec<_> = evidence.collect();
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

/// When a body was measured, if that can be.
fn dated(reading: &WireReading, terms: Terms) -> Result<TakenAt, (Why, String)> {
    let device = &reading.device;
    let Dated::At { taken_at, .. } = reading.dated else {
        return Err((Why::Undatable, format!("device {device} does not know when it measured")));
    };
    let ahead_ms = taken_at.unix_ms().saturating_sub(terms.now.unix_ms());
    if !(-terms.past_ms..=FUTURE_MS).contains(&ahead_ms) {
        let detail =
            format!("device {device} says it measured {} days from now", ahead_ms / 86_400_000);
        return Err((Why::Undatable, detail));
    }
    Ok(taken_at)
}
