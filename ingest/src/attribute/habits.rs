//! What admission remembers of people's weights and pressures, and of who used a shared monitor when.
//!
//! A function of the readings that were admitted, in the order of the journal; bounded for each person
//! and each monitor.

mod recent;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use vitals::{DeviceId, IdMap, PatientId};
use wire::{Body, Dated, Quantity, WireReading};

use self::recent::Recent;
use super::{Evidence, Gauge, SITTING_MS};
use crate::entry::Item;
use crate::roster::Roster;

/// The value that tells people apart, if a reading has one.
pub(crate) fn gauged(body: &Body) -> Option<(Gauge, i32)> {
    match body {
        Body::Weight { weight: Quantity::Milli(grams) } => Some((Gauge::Weight, *grams)),
        Body::BloodPressure { systolic: Quantity::Milli(milli), .. } => {
            Some((Gauge::Systolic, *milli))
        }
        _ => None,
    }
}

/// Everybody's, and every shared monitor's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Nothing depends on their order. Each apart, so that the map itself is small and near at hand.
    people: IdMap<PatientId, Box<Person>>,
    /// By monitor: whose it was, each the newest time.
    uses: BTreeMap<DeviceId, BTreeMap<PatientId, Use>>,
}

/// One person's newest values of each gauge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Person {
    weights: Recent,
    systolics: Recent,
}

/// When a monitor was somebody's, and what it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Use {
    taken_ms: i64,
    milli: Option<i32>,
}

impl Person {
    fn recent(&self, gauge: Gauge) -> &Recent {
        match gauge {
            Gauge::Weight => &self.weights,
            Gauge::Systolic => &self.systolics,
        }
    }

    fn recent_mut(&mut self, gauge: Gauge) -> &mut Recent {
        match gauge {
            Gauge::Weight => &mut self.weights,
            Gauge::Systolic => &mut self.systolics,
        }
    }
}

impl Habits {
    /// See [`crate::admit::Admission::fetch`].
    pub(crate) fn fetch(&self, patient: &PatientId) -> usize {
        let person = self.people.get(patient);
        person.map_or(0, |person| person.weights.fetch() ^ person.systolics.fetch())
    }

    /// Remembers a reading that counts for somebody.
    pub(crate) fn note(&mut self, patient: &PatientId, reading: &WireReading, shared: bool) {
        self.take(patient, reading, shared, |recent, _, taken_ms, milli| {
            recent.note(taken_ms, milli);
        });
    }

    /// The same, and they said so themselves, or somebody who knows.
    pub(crate) fn confirm(&mut self, patient: &PatientId, reading: &WireReading, shared: bool) {
        self.take(patient, reading, shared, Recent::confirm);
    }

    fn take(
        &mut self,
        patient: &PatientId,
        reading: &WireReading,
        shared: bool,
        put: impl Fn(&mut Recent, Gauge, i64, i32),
    ) {
        let Dated::At { taken_at, .. } = reading.dated else {
            return;
        };
        let (taken_ms, value) = (taken_at.unix_ms(), gauged(&reading.body));
        if let Some((gauge, milli)) = value {
            let person = match self.people.get_mut(patient) {
                Some(person) => person,
                None => self.people.entry(patient.clone()).or_default(),
            };
            put(person.recent_mut(gauge), gauge, taken_ms, milli);
        }
        if shared {
            let new = Use { taken_ms, milli: value.map(|(_, milli)| milli) };
            let of_device = self.uses.entry(reading.device.clone()).or_default();
            let newest = of_device.entry(patient.clone()).or_insert(new);
            if newest.taken_ms <= taken_ms {
                *newest = new;
            }
        }
    }

    /// Forgets a reading that turned out to be another's.
    pub(crate) fn forget(&mut self, patient: &PatientId, reading: &WireReading) {
        let Dated::At { taken_at, .. } = reading.dated else {
            return;
        };
        let taken_ms = taken_at.unix_ms();
        if let (Some((gauge, milli)), Some(person)) =
            (gauged(&reading.body), self.people.get_mut(patient))
        {
            person.recent_mut(gauge).forget(taken_ms, milli);
        }
        if let Some(of_device) = self.uses.get_mut(&reading.device) {
            of_device.retain(|user, last| user != patient || last.taken_ms != taken_ms);
        }
    }

    /// Whom it remembers, by id, for a snapshot.
    pub(crate) fn export(&self) -> impl ExactSizeIterator<Item = (&str, &Person)> {
        let mut people: Vec<_> = self.people.iter().collect();
        people.sort_unstable_by_key(|(patient, _)| *patient);
        people.into_iter().map(|(patient, person)| (patient.as_str(), &**person))
    }

    /// Who used which monitor last, by their ids, for a snapshot.
    pub(crate) fn export_uses(&self) -> Vec<(&str, &str, Use)> {
        let uses = self.uses.iter().flat_map(|(device, of_device)| {
            of_device.iter().map(|(patient, last)| (device.as_str(), patient.as_str(), *last))
        });
        uses.collect()
    }

    /// Takes in somebody whom [`Self::export`] gave.
    pub(crate) fn import(&mut self, patient: PatientId, person: Person) {
        self.people.insert(patient, Box::new(person));
    }

    /// Takes in what [`Self::export_uses`] gave.
    pub(crate) fn import_use(&mut self, device: DeviceId, patient: PatientId, last: Use) {
        self.uses.entry(device).or_default().insert(patient, last);
    }
}

/// What is remembered, and what one message adds before it is an entry.
pub(crate) struct Recollection<'a> {
    held: &'a Habits,
    roster: &'a Roster,
    fresh: Habits,
    /// So many of the message's items are in `fresh`.
    noted: usize,
}

impl<'a> Recollection<'a> {
    pub(crate) fn of(held: &'a Habits, roster: &'a Roster) -> Self {
        Self { held, roster, fresh: Habits::default(), noted: 0 }
    }

    /// What speaks for and against somebody, after the message's items so far.
    ///
    /// These are looked at only here: mostly nobody has to be told apart from anybody.
    pub(crate) fn evidence(
        &mut self,
        items: &[Item],
        patient: &PatientId,
        reading: &WireReading,
    ) -> Evidence {
        for item in &items[self.noted..] {
            if let Item::Admitted { patient, reading, .. } = item {
                self.note(patient, reading);
            }
        }
        self.noted = items.len();
        self.weigh(patient, reading)
    }

    /// Remembers a reading of the message itself.
    fn note(&mut self, patient: &PatientId, reading: &WireReading) {
        let shared = self.roster.is_shared(&reading.device);
        if gauged(&reading.body).is_some()
            && !self.fresh.people.contains_key(patient)
            && let Some(person) = self.held.people.get(patient)
        {
            self.fresh.people.insert(patient.clone(), person.clone());
        }
        if shared
            && !self.fresh.uses.contains_key(&reading.device)
            && let Some(of_device) = self.held.uses.get(&reading.device)
        {
            self.fresh.uses.insert(reading.device.clone(), of_device.clone());
        }
        self.fresh.note(patient, reading, shared);
    }

    fn weigh(&self, patient: &PatientId, reading: &WireReading) -> Evidence {
        let Dated::At { taken_at, .. } = reading.dated else {
            return Evidence::default();
        };
        let taken_ms = taken_at.unix_ms();
        let person = self.fresh.people.get(patient).or_else(|| self.held.people.get(patient));
        let recent =
            person.zip(gauged(&reading.body)).map(|(person, (gauge, _))| person.recent(gauge));
        let of_device =
            self.fresh.uses.get(&reading.device).or_else(|| self.held.uses.get(&reading.device));
        let own = of_device.and_then(|of_device| of_device.get(patient));
        let newest = of_device
            .and_then(|of_device| of_device.values().max_by_key(|last| last.taken_ms))
            .filter(|last| (0..=SITTING_MS).contains(&taken_ms.saturating_sub(last.taken_ms)));
        Evidence {
            usual: recent.and_then(Recent::usual),
            previous: recent.and_then(|recent| recent.before(taken_ms)),
            used_apart_ms: own.map(|last| taken_ms.saturating_sub(last.taken_ms).saturating_abs()),
            just_before: own.filter(|own| Some(*own) == newest).and_then(|own| own.milli),
        }
    }
}
