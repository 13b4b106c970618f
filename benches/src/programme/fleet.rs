//! The homes: from a monitor's bytes, through the gateway's decoder and admission, to facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use gateway_agent::hear::{self, Arrival, Monitor, MonitorClock};
use gatt::{Characteristic, E2eCrc, LocalTime, Value};
use homes::{Emission, Home, Illness, MonitorKind, Sent};
use ingest::admit::reading_of;
use ingest::entry::base_plan;
use risk_engine::fact::{CarePlan, Fact, Scheduled, Spo2Scale};
use vitals::{DeviceId, HeardAt, PatientId, TakenAt, VitalSign};
use wire::WireReading;

use super::Span;

/// A fact, and whose it is.
pub(super) type Due = (PatientId, Fact);

/// All homes.
pub(super) struct Fleet {
    homes: Vec<Home>,
    patients: Vec<PatientId>,
    places: BTreeMap<PatientId, usize>,
    /// When something next leaves a monitor, with the home; and the same by home.
    next: BTreeSet<(i64, usize)>,
    queued: BTreeMap<usize, i64>,
    /// When the last emission of a recording was taken from it.
    over: BTreeMap<usize, i64>,
    /// What a home's gateway keeps while it has no link.
    spools: BTreeMap<usize, Vec<Fact>>,
    /// When each continuous sensor's session began, by its own clock.
    sessions: BTreeMap<DeviceId, i64>,
}

impl Fleet {
    pub(super) fn new(homes: Vec<Home>) -> Result<Self> {
        let id = |home: &Home| home.person.patient.parse().context("a home without a usable id");
        let patients: Vec<PatientId> = homes.iter().map(id).collect::<Result<_>>()?;
        let places = patients.iter().cloned().zip(0..).collect();
        let mut fleet = Self {
            homes,
            patients,
            places,
            next: BTreeSet::new(),
            queued: BTreeMap::new(),
            over: BTreeMap::new(),
            spools: BTreeMap::new(),
            sessions: BTreeMap::new(),
        };
        for place in 0..fleet.homes.len() {
            fleet.queue(place);
        }
        Ok(fleet)
    }

    /// Everybody's care plan, as the server makes it of the register.
    pub(super) fn plans(&self) -> Vec<Due> {
        let plan = |home: &Home| {
            let person = &home.person;
            let scale = if person.spo2_scale == 2 { Spo2Scale::Two } else { Spo2Scale::One };
            let born = person.born.as_deref().unwrap_or_default();
            let plan = base_plan(born, &person.conditions, scale, None);
            Fact::Planned(Arc::new(CarePlan { schedule: schedule(home), ..plan }))
        };
        self.patients.iter().cloned().zip(self.homes.iter().map(plan)).collect()
    }

    /// When something next leaves a monitor.
    pub(super) fn next_ms(&self) -> Option<i64> {
        self.next.first().map(|(at_ms, _)| *at_ms)
    }

    /// What reached the server by now, in the order in which it left the monitors.
    pub(super) fn due(&mut self, now_ms: i64) -> Vec<Due> {
        let mut due = self.back_online(now_ms);
        while let Some((at_ms, place)) = self.next.first().copied()
            && at_ms <= now_ms
        {
            let facts = self.hear_next(place, now_ms);
            if self.homes[place].is_online(now_ms) {
                due.extend(facts.into_iter().map(|fact| (self.patients[place].clone(), fact)));
            } else {
                self.spools.entry(place).or_default().extend(facts);
            }
            self.queue(place);
        }
        due
    }

    /// Whether, when and how well they measure is up to them.
    pub(super) fn ask(&mut self, patient: &PatientId, sign: VitalSign, now_ms: i64) {
        let Some(place) = self.places.get(patient).copied() else {
            return;
        };
        if self.homes[place].asked_to_measure(now_ms, sign).is_some() {
            self.queue(place);
        }
    }

    /// Whether somebody's recording ended a day ago or longer: nothing happens to them any more.
    pub(super) fn is_over(&self, patient: &PatientId, now_ms: i64) -> bool {
        let over_ms = self.places.get(patient).and_then(|place| self.over.get(place));
        over_ms.is_some_and(|over_ms| now_ms - over_ms > super::DAY_MS)
    }

    /// Whether somebody is as ill as at least half of their illness's worst.
    pub(super) fn is_ill(&self, patient: &PatientId, now_ms: i64) -> bool {
        let Some(place) = self.places.get(patient) else {
            return false;
        };
        let lately = now_ms - 8 * super::DAY_MS..now_ms + 1;
        self.homes[*place].illnesses(&lately).iter().any(|illness| {
            let half = |from: i64, to: i64| from + (to - from) / 2;
            (half(illness.begins_ms, illness.worst_ms.start)
                ..half(illness.worst_ms.end, illness.ends_ms))
                .contains(&now_ms)
        })
    }

    /// What the homes know and the server doesn't: who fell ill when, within what is counted.
    pub(super) fn illnesses(&self, span: Span) -> Vec<(PatientId, Illness)> {
        let counted = span.count_from_ms..span.end_ms;
        let of = |(patient, home): (&PatientId, &Home)| {
            let whole = home.illnesses(&counted).into_iter();
            let whole = whole.filter(|illness| illness.ends_ms <= span.end_ms);
            whole.map(|illness| (patient.clone(), illness)).collect::<Vec<_>>()
        };
        self.patients.iter().zip(&self.homes).flat_map(of).collect()
    }

    /// Puts a home where its next emission is due.
    fn queue(&mut self, place: usize) {
        let before = self.queued.remove(&place);
        if let Some(at_ms) = before {
            self.next.remove(&(at_ms, place));
        }
        if let Some(at_ms) = self.homes[place].next_at() {
            self.queued.insert(place, at_ms);
            self.next.insert((at_ms, place));
        } else if let Some(at_ms) = before {
            self.over.insert(place, at_ms);
        }
    }

    fn back_online(&mut self, now_ms: i64) -> Vec<Due> {
        let is_online = |place: &usize| self.homes[*place].is_online(now_ms);
        let back: Vec<usize> = self.spools.keys().copied().filter(is_online).collect();
        let mut due = Vec::new();
        for place in back {
            let kept = self.spools.remove(&place).unwrap_or_default();
            due.extend(kept.into_iter().map(|fact| (self.patients[place].clone(), fact)));
        }
        due
    }

    /// The next emission of a home by now, as the facts that the server makes of it; what it would
    /// quarantine is none.
    fn hear_next(&mut self, place: usize, now_ms: i64) -> Vec<Fact> {
        let Some(emission) = self.homes[place].next_by(now_ms) else {
            return Vec::new();
        };
        let heard = self.hear(place, emission);
        heard.iter().filter_map(|reading| reading_of(reading).ok()).map(Fact::Read).collect()
    }

    fn hear(&mut self, place: usize, emission: Emission) -> Vec<WireReading> {
        let home = &mut self.homes[place];
        let zone_offset_min = homes::zone_offset_min(&home.person.zone, emission.at_ms);
        let arrival = Arrival {
            heard_at: HeardAt::from_unix_ms(emission.at_ms),
            zone_offset_min,
            live: emission.at_ms - emission.taken_at_ms < LIVE_MS,
        };
        let (uuid16, bytes) = match emission.what {
            Sent::Characteristic { uuid16, bytes } => (uuid16, bytes),
            Sent::Typed(body) => {
                let taken_at = TakenAt::from_unix_ms(emission.taken_at_ms);
                return vec![hear::typed(emission.device, arrival, body, Some(taken_at))];
            }
        };
        let Some(characteristic) = Characteristic::from_uuid16(uuid16) else {
            return Vec::new();
        };
        if let Ok(Value::CgmSessionStart(start)) = gatt::decode(characteristic, &bytes)
            && let LocalTime::At(ms) = start.time.local()
        {
            self.sessions.insert(emission.device.clone(), ms);
        }
        let zone_ms = i64::from(zone_offset_min) * super::MINUTE_MS;
        let shows_ms =
            home.monitor_mut(&emission.device).and_then(|it| it.clock_ms(emission.at_ms));
        let monitor = Monitor {
            session_start: self.sessions.get(&emission.device).copied(),
            device: emission.device,
            clock: MonitorClock {
                offset_ms: shows_ms.map(|shows_ms| emission.at_ms + zone_ms - shows_ms),
                ..MonitorClock::default()
            },
            e2e_crc: E2eCrc::Absent,
        };
        hear::hear(&monitor, arrival, characteristic, &bytes).unwrap_or_default()
    }
}

/// What an invented person is asked to measure at least once a day. Nobody has planned anything for a
/// recorded person, and a sensor measures by itself.
fn schedule(home: &Home) -> Vec<Scheduled> {
    if home.person.source != "invented" {
        return Vec::new();
    }
    let due = home.monitors.iter().filter_map(|monitor| match monitor.kind {
        MonitorKind::Scale => Some(VitalSign::Weight),
        MonitorKind::Cuff => Some(VitalSign::Systolic),
        MonitorKind::Oximeter => Some(VitalSign::Spo2),
        _ => None,
    });
    due.map(|sign| Scheduled { sign, every_hours: 24 }).collect()
}

/// A measurement that leaves its monitor within this time is live.
const LIVE_MS: i64 = 2 * super::MINUTE_MS;
