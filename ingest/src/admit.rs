//! Admission: what becomes of a message. Pure: a message and a time in, an entry out.
//!
//! Whatever can't count is quarantined with its bytes and a reason, and still acknowledged on the
//! ledger, so that it doesn't come back for ever and its neighbours go on.

mod again;
mod plausible;
mod refused;
mod seen;
mod whose;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use bincode::{Decode, Encode};
use vitals::{DeviceId, GatewayId, HeardAt, PatientId, StoredAt};
use wire::{CONTENT_TYPE_JSON, Frame, FrameError, GatewayKey, Incarnation, WireReading};

pub use again::{Apart, ApartError, Still, apart_at};
pub use plausible::reading_of;
use refused::Refused;
pub(crate) use seen::Key as SeenKey;
use seen::Seen;
use whose::{LastWorn, attribute};

use crate::attribute::Confidence;
use crate::attribute::habits::{Habits, Recollection};
use crate::clocks::Clocks;
use crate::entry::{
    Attribution, Claim, Delivery, Entry, Item, Quarantined, SpoolPlace, Trust, Why,
};
use crate::fleet::Fleet;
use crate::roster::Roster;

/// One message as the broker delivered it.
#[derive(Debug, Clone)]
pub struct Message {
    /// The gateway that its topic names, if it names one.
    pub gateway: Option<GatewayId>,
    /// The MQTT content type, if one was given.
    pub content_type: Option<String>,
    /// The bytes.
    pub payload: Vec<u8>,
}

/// What to do with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Put this into the journal.
    Append(Entry),
    /// Everything in it is there already, or something before it is missing: the ledger tells the
    /// gateway where to go on. The last says whether everything is there.
    TellLedger(GatewayId, Incarnation, bool),
    /// It says nothing new, and its sender keeps no ledger.
    Ignore,
}

/// The state that admission needs: a function of the journal's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admission {
    pub(crate) roster: Roster,
    pub(crate) fleet: Fleet,
    pub(crate) clocks: Clocks,
    /// The highest contiguous sequence number of each life of each spool.
    pub(crate) marks: BTreeMap<(GatewayId, Incarnation), u64>,
    pub(crate) seen: Seen,
    pub(crate) refused: Refused,
    /// What was kept apart and has been taken since.
    pub(crate) settled: again::Settled,
    pub(crate) habits: Habits,
    pub(crate) totals: Totals,
}

/// Readings since the journal began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Totals {
    /// That count, each as often as it was given to somebody.
    pub admitted: u64,
    /// That were there already.
    pub repeated: u64,
    /// Of which nobody knows whose they are.
    pub unclaimed: u64,
    /// That were taken from one and given to another: counted as admitted twice.
    pub moved: u64,
}

/// Readings of which kind are decided about.
#[derive(Debug, Clone, Copy)]
struct Terms {
    now: StoredAt,
    /// How old they may be.
    past_ms: i64,
    /// Whether their source names the person, so that nobody is asked.
    named: bool,
}

/// No measurement that a gateway sends is older than this.
const PAST_MS: i64 = 400 * 24 * 3600 * 1000;

impl Admission {
    /// The roster.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Up to where a spool's readings are held.
    pub fn mark(&self, gateway: &GatewayId, incarnation: Incarnation) -> u64 {
        self.marks.get(&(gateway.clone(), incarnation)).copied().unwrap_or(0)
    }

    /// The marks of all spools.
    pub fn marks(&self) -> impl Iterator<Item = (&GatewayId, Incarnation, u64)> {
        self.marks.iter().map(|((gateway, incarnation), mark)| (gateway, *incarnation, *mark))
    }

    /// Looks up devices, and if what they measured tells people apart whoever wears them; gives something that
    /// depends on it all. Whoever decides about many messages waits for that memory once, and not for each
    /// message anew.
    pub fn fetch<'a>(&self, devices: impl Iterator<Item = (&'a DeviceId, bool)>) -> usize {
        let newest = |(device, tells)| Some((self.roster.worn(device)?.newest()?, tells));
        // All devices before the first wearer.
        let wearers: Vec<_> = devices.filter_map(newest).collect();
        let wearers = wearers.into_iter().filter(|(_, tells)| *tells);
        wearers.map(|(patient, _)| self.habits.fetch(patient)).fold(0, |all, found| all ^ found)
    }

    /// Decides about a message. `key` gives the key of a gateway.
    pub fn decide(
        &self,
        message: &Message,
        now: StoredAt,
        key: impl Fn(&GatewayId) -> GatewayKey,
    ) -> Verdict {
        let verdict = self.decide_anew(message, now, key);
        if let Verdict::Append(Entry::Refused { gateway, quarantined }) = &verdict
            // A sender that tries the same again and again must not fill the disk.
            && self.refused.has(gateway.as_ref(), quarantined)
        {
            return Verdict::Ignore;
        }
        verdict
    }

    /// The same for a message that nobody remembers.
    fn decide_anew(
        &self,
        message: &Message,
        now: StoredAt,
        key: impl Fn(&GatewayId) -> GatewayKey,
    ) -> Verdict {
        let refuse = |why, detail: String| {
            let quarantined = Quarantined::new(why, detail, &message.payload);
            Verdict::Append(Entry::Refused { gateway: message.gateway.clone(), quarantined })
        };
        let Some(gateway) = &message.gateway else {
            return refuse(Why::UnknownGateway, "the topic names no gateway".into());
        };
        let Some(trust) = self.roster.trust(gateway) else {
            return refuse(Why::UnknownGateway, format!("gateway {gateway} is not registered"));
        };
        if let Some(member) = self.fleet.member(gateway).filter(|member| member.is_shut_out()) {
            let (by, reason) = member.shut_out.clone().unwrap_or_default();
            let detail = format!("gateway {gateway} was shut out by {by}: {reason}");
            return refuse(Why::NotAuthentic, detail);
        }
        if message.content_type.as_deref() == Some(CONTENT_TYPE_JSON) {
            if trust != Trust::Topic {
                let detail = format!(
                    "gateway {gateway} may not send JSON, which carries no authentication code"
                );
                return refuse(Why::NotAuthentic, detail);
            }
            return self.decide_json(gateway, &message.payload, now, refuse);
        }
        let frame = match Frame::decode(&message.payload, &key(gateway)) {
            Ok(frame) if frame.gateway == *gateway => frame,
            Ok(frame) => {
                return refuse(
                    Why::NotAuthentic,
                    format!("frame of {} on the topic of {gateway}", frame.gateway),
                );
            }
            Err(error) => return refuse(why_of(&error), error.to_string()),
        };
        self.decide_frame(frame, now)
    }

    /// Decides about readings of a person's history, which may be of any age. They stand in a file as
    /// readings stand in a spool.
    pub fn decide_history(
        &self,
        gateway: &GatewayId,
        place: SpoolPlace,
        readings: Vec<WireReading>,
        now: StoredAt,
    ) -> Delivery {
        let terms = Terms { now, past_ms: i64::MAX, named: true };
        let items = self.items(readings.into_iter().map(Ok), terms);
        Delivery { gateway: gateway.clone(), place: Some(place), items }
    }

    /// Decides about readings whose sender says whom it measured, and answers for it.
    pub fn decide_upload(
        &self,
        gateway: &GatewayId,
        readings: Vec<(PatientId, WireReading)>,
        now: StoredAt,
    ) -> Delivery {
        let terms = Terms { now, past_ms: PAST_MS, named: true };
        let mut just_seen = Seen::default();
        let item = |(patient, reading): (PatientId, WireReading)| {
            if let Some(identity) = reading.content_identity() {
                if self.seen.has(&identity) || just_seen.has(&identity) {
                    return Item::Repeated;
                }
                just_seen.note(&identity);
            }
            match self.judge_named(&patient, &reading, terms) {
                Ok(()) => Item::Admitted { patient, reading, confidence: Confidence::CERTAIN },
                Err((why, detail)) => {
                    Item::Quarantined(Quarantined::new(why, detail, &reading.encode()))
                }
            }
        };
        let items = readings.into_iter().map(item).collect();
        Delivery { gateway: gateway.clone(), place: None, items }
    }

    /// Takes in an entry, when it is decided and again when the journal is read back.
    pub fn apply(&mut self, entry: &Entry) {
        self.roster.apply(entry);
        self.fleet.apply(entry);
        self.clocks.apply(entry);
        if let Entry::Refused { gateway, quarantined } = entry {
            self.refused.note(gateway.as_ref(), quarantined);
        }
        match entry {
            Entry::Delivered(delivery) => self.delivered(delivery),
            Entry::Replayed(replayed) => {
                self.settled.insert(replayed.original);
                self.delivered(&replayed.delivery);
            }
            Entry::Uploaded(upload) => self.delivered(&upload.delivery),
            Entry::Claimed(claim) => {
                self.totals.unclaimed = self.totals.unclaimed.saturating_sub(1);
                self.claimed(claim);
            }
            Entry::Attributed(attribution) => {
                let Attribution { claim, from, .. } = &**attribution;
                match from {
                    None => self.totals.unclaimed = self.totals.unclaimed.saturating_sub(1),
                    Some((patient, _)) => {
                        self.totals.moved += 1;
                        self.habits.forget(patient, &claim.reading);
                    }
                }
                self.claimed(claim);
            }
            _ => {}
        }
    }

    fn claimed(&mut self, claim: &Claim) {
        self.totals.admitted += 1;
        let shared = self.roster.is_shared(&claim.reading.device);
        self.habits.confirm(&claim.patient, &claim.reading, shared);
    }

    fn delivered(&mut self, delivery: &Delivery) {
        if let Some(place) = delivery.place {
            let last = place.first_seq + delivery.items.len() as u64 - 1;
            match self.marks.entry((delivery.gateway.clone(), place.incarnation)) {
                Place::Vacant(mark) => {
                    mark.insert(last);
                }
                Place::Occupied(mut mark) => *mark.get_mut() = last.max(*mark.get()),
            }
        }
        let mut last: Option<(&DeviceId, bool)> = None;
        for item in &delivery.items {
            match item {
                // Nobody's reading: counted nowhere.
                Item::Admitted { patient, .. } if patient.is_synthetic() => {}
                Item::Admitted { patient, reading, .. } => {
                    self.totals.admitted += 1;
                    let device = &reading.device;
                    let of_last = last.filter(|(last, _)| *last == device);
                    let shared =
                        of_last.map_or_else(|| self.roster.is_shared(device), |(_, shared)| shared);
                    last = Some((device, shared));
                    self.habits.note(patient, reading, shared);
                    self.see(reading);
                }
                Item::Unclaimed { reading, .. } => {
                    self.totals.unclaimed += 1;
                    self.see(reading);
                }
                Item::Repeated => self.totals.repeated += 1,
                Item::Quarantined(_) => {}
            }
        }
    }

    fn see(&mut self, reading: &WireReading) {
        if let Some(identity) = reading.content_identity() {
            self.seen.note(&identity);
        }
    }

    fn decide_frame(&self, frame: Frame, now: StoredAt) -> Verdict {
        let mark = self.mark(&frame.gateway, frame.incarnation);
        let expected = mark + 1;
        // A gateway that no longer has what the ledger asks for begins a new life of its spool.
        if frame.last_seq() <= mark || frame.first_seq > expected {
            let is_there = frame.last_seq() <= mark;
            return Verdict::TellLedger(frame.gateway, frame.incarnation, is_there);
        }
        let skip = expected.saturating_sub(frame.first_seq);
        let first_seq = frame.first_seq + skip;
        let readings = frame.readings.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX));
        let place = Some(SpoolPlace { incarnation: frame.incarnation, first_seq });
        let items = self.items(readings.map(Ok), Terms { now, past_ms: PAST_MS, named: false });
        Verdict::Append(Entry::Delivered(Delivery { gateway: frame.gateway, place, items }))
    }

    fn decide_json(
        &self,
        gateway: &GatewayId,
        payload: &[u8],
        now: StoredAt,
        refuse: impl Fn(Why, String) -> Verdict,
    ) -> Verdict {
        let heard_at = HeardAt::from_unix_ms(now.unix_ms());
        let mut frame = match Frame::from_json(payload, heard_at) {
            Ok(frame) => frame,
            Err(error) => return refuse(Why::Malformed, error.to_string()),
        };
        let place = frame.incarnation.zip(frame.first_seq);
        let place = match place {
            None => None,
            Some((incarnation, first_seq)) => {
                let mark = self.mark(gateway, incarnation);
                let last = first_seq + frame.readings.len() as u64 - 1;
                if last <= mark || first_seq > mark + 1 {
                    return Verdict::TellLedger(gateway.clone(), incarnation, last <= mark);
                }
                let skip = mark + 1 - first_seq;
                frame.readings.drain(..usize::try_from(skip).unwrap_or(0));
                Some(SpoolPlace { incarnation, first_seq: first_seq + skip })
            }
        };
        let readings = frame.readings.into_iter().map(|reading| {
            reading
                .map_err(|error| Quarantined::new(Why::Malformed, error.to_string(), &error.bytes))
        });
        let items = self.items(readings, Terms { now, past_ms: PAST_MS, named: false });
        if place.is_none() && items.iter().all(|item| *item == Item::Repeated) {
            return Verdict::Ignore;
        }
        Verdict::Append(Entry::Delivered(Delivery { gateway: gateway.clone(), place, items }))
    }

    /// What becomes of each reading of one message.
    fn items(
        &self,
        readings: impl ExactSizeIterator<Item = Result<WireReading, Quarantined>>,
        terms: Terms,
    ) -> Vec<Item> {
        let mut just_seen = Seen::default();
        let mut habits = Recollection::of(&self.habits, &self.roster);
        let mut worn = LastWorn::new(&self.roster);
        let count = readings.len();
        let mut items = Vec::with_capacity(count);
        for (reading, place) in readings.zip(1..) {
            let mut reading = match reading {
                Ok(reading) => reading,
                Err(quarantined) => {
                    items.push(Item::Quarantined(quarantined));
                    continue;
                }
            };
            if let Some(identity) = reading.content_identity() {
                if self.seen.has(&identity) || just_seen.has(&identity) {
                    items.push(Item::Repeated);
                    continue;
                }
                // What comes after it in the message has to know of it.
                if place < count {
                    just_seen.note(&identity);
                }
            }
            self.clocks.correct(&mut reading);
            let item = match Self::judge(&reading, terms, &mut worn) {
                Ok(wearers) => attribute(reading, &wearers, terms, &mut habits, &items),
                Err((why, detail)) => {
                    Item::Quarantined(Quarantined::new(why, detail, &reading.encode()))
                }
            };
            items.push(item);
        }
        items
    }
}

fn why_of(error: &FrameError) -> Why {
    match error {
        FrameError::FromTheFuture(_) => Why::FutureVersion,
        FrameError::Checksum => Why::Damaged,
        FrameError::Mac => Why::NotAuthentic,
        _ => Why::Malformed,
    }
}

#[cfg(test)]
mod tests;
