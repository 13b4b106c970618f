//! The door: a message of the workload becomes entries of the journal, by the product's own admission.

use ingest::admit::Admission;
use ingest::entry::{
    Assignment, Delivery, Entry, Item, Quarantined, SpoolPlace, Stamped, Trust, Why,
};
use vitals::{DeviceId, Flags, GatewayId, HeardAt, IdMap, Origin, PatientId, StoredAt, TakenAt};
use wire::{ClockRule, Dated, Incarnation, WireReading};

use super::alerts::Said;
use super::machine::Messages;
use super::message::{Sent, SentReading};
use super::numbers::Numbers;

/// Everything sent before stands in this one spool.
const SPOOL: Incarnation = Incarnation(1);

/// So many messages are parsed before the first is decided about.
const SOME: usize = 64;

fn parse(payload: &[u8]) -> Result<(Sent<'_>, DeviceId), String> {
    let sent = Sent::parse(payload)?;
    let device = sent.dev.parse().map_err(|error| format!("dev: {error}"))?;
    Ok((sent, device))
}

/// Admission, and which messages of which device came already.
pub struct Door {
    admission: Admission,
    gateway: GatewayId,
    devices: IdMap<DeviceId, Numbers>,
    /// Readings so far.
    count: u64,
    /// The newest time of measurement so far: the only clock that the workload has.
    now_ms: i64,
}

impl Door {
    /// A door that nobody came through, and the entry that makes it known.
    pub fn new() -> Result<(Self, Vec<u8>), vitals::InvalidId> {
        let gateway: GatewayId = "workload".parse()?;
        let admission = Admission::default();
        let mut door = Self { admission, gateway, devices: IdMap::default(), count: 0, now_ms: 0 };
        let gateway = door.gateway.clone();
        let stamped = door.stamp(Entry::Registered { gateway, trust: Trust::Topic });
        Ok((door, stamped.encode()))
    }

    /// Takes messages; `entries` become what they make.
    pub fn admit(&mut self, messages: Messages, entries: &mut Vec<Stamped>) -> Said {
        entries.clear();
        let mut of = Vec::with_capacity(messages.len());
        self.take(messages.iter(), |place, entry| {
            entries.push(entry);
            of.push(place);
        });
        Said::Messages(messages, of)
    }

    /// Takes messages one after another; gives each entry that they make, with the message's place.
    fn take<'a>(
        &mut self,
        payloads: impl Iterator<Item = &'a [u8]>,
        mut each: impl FnMut(usize, Stamped),
    ) {
        let mut payloads = payloads.enumerate().peekable();
        let mut some = Vec::with_capacity(SOME);
        while payloads.peek().is_some() {
            some.extend(
                payloads
                    .by_ref()
                    .take(SOME)
                    .map(|(place, payload)| (place, payload, parse(payload))),
            );
            self.fetch(some.iter().filter_map(|(_, _, sent)| sent.as_ref().ok()));
            for (place, payload, sent) in some.drain(..) {
                self.take_one(payload, sent, |entry| each(place, entry));
            }
        }
    }

    /// Looks up in one go what the messages are decided by.
    fn fetch<'a>(&self, sent: impl Iterator<Item = &'a (Sent<'a>, DeviceId)> + Clone) {
        let known = sent.clone().filter_map(|(_, device)| self.devices.get(device));
        let known = known.fold(0, |all, numbers| all ^ numbers.newest());
        let tells = |sent: &Sent<'_>| sent.r.iter().any(|one| matches!(one.code(), "SBP" | "WT"));
        let devices = sent.map(|(sent, device)| (device, tells(sent)));
        std::hint::black_box((known, self.admission.fetch(devices)));
    }

    fn take_one(
        &mut self,
        payload: &[u8],
        sent: Result<(Sent<'_>, DeviceId), String>,
        mut each: impl FnMut(Stamped),
    ) {
        let (sent, device) = match sent {
            Ok(sent) => sent,
            Err(why) => return each(self.refuse(payload, why)),
        };
        match self.device(&sent, device, &mut each) {
            Err(why) => each(self.refuse(payload, why)),
            // It was there.
            Ok(None) => {}
            Ok(Some(_)) if sent.r.is_empty() => {}
            Ok(Some(device)) => each(self.deliver(&sent, &device)),
        }
    }

    /// The message's device, unless the message was there already.
    fn device(
        &mut self,
        sent: &Sent<'_>,
        device: DeviceId,
        each: &mut impl FnMut(Stamped),
    ) -> Result<Option<DeviceId>, String> {
        if let Some(numbers) = self.devices.get_mut(&device) {
            return Ok(numbers.add(sent.seq).then_some(device));
        }
        let patient: PatientId = sent.pid.parse().map_err(|error| format!("pid: {error}"))?;
        let from = TakenAt::from_unix_ms(0);
        each(self.stamp(Entry::Assigned(Assignment {
            device: device.clone(),
            slot: None,
            patient,
            from,
            shared: false,
        })));
        self.devices.insert(device.clone(), Numbers::from(sent.seq));
        Ok(Some(device))
    }

    fn deliver(&mut self, sent: &Sent<'_>, device: &DeviceId) -> Stamped {
        let mut readings = Vec::with_capacity(sent.r.len());
        let mut refused = Vec::new();
        for (place, reading) in sent.r.iter().enumerate() {
            match self.reading(device, sent.seq, reading) {
                Ok(reading) => readings.push(reading),
                Err(why) => refused.push((place, Quarantined::new(Why::Malformed, why, &[]))),
            }
        }
        let place = SpoolPlace { incarnation: SPOOL, first_seq: self.count + 1 };
        self.count += sent.r.len() as u64;
        let now = StoredAt::from_unix_ms(self.now_ms);
        let Delivery { gateway, place, mut items } =
            self.admission.decide_history(&self.gateway, place, readings, now);
        // Each keeps its place in the message.
        for (place, quarantined) in refused {
            items.insert(place, Item::Quarantined(quarantined));
        }
        self.stamp(Entry::Delivered(Delivery { gateway, place, items }))
    }

    fn reading(
        &mut self,
        device: &DeviceId,
        seq: u64,
        reading: &SentReading<'_>,
    ) -> Result<WireReading, String> {
        let (taken_at, body) = reading.measured()?;
        self.now_ms = self.now_ms.max(taken_at.unix_ms());
        Ok(WireReading {
            device: device.clone(),
            slot: None,
            device_sequence: u32::try_from(seq).ok(),
            // The door has told repetitions apart by the message's number already.
            device_time: None,
            dated: Dated::At { taken_at, rule: ClockRule::Received },
            heard_at: HeardAt::from_unix_ms(self.now_ms),
            zone_offset_min: 0,
            origin: Origin::Device,
            raw_crc: 0,
            flags: Flags::default(),
            body,
        })
    }

    fn refuse(&mut self, payload: &[u8], why: String) -> Stamped {
        let quarantined = Quarantined::new(Why::Malformed, why, payload);
        self.stamp(Entry::Refused { gateway: Some(self.gateway.clone()), quarantined })
    }

    fn stamp(&mut self, entry: Entry) -> Stamped {
        self.admission.apply(&entry);
        Stamped { stored_at: StoredAt::from_unix_ms(self.now_ms), entry }
    }
}
