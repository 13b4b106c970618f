//! Whose reading, from admission through the journal's bytes to the engine's outcomes.

use std::sync::Arc;

use crossbeam::channel;
use risk_engine::dataflow::{Batch, Engine};
use risk_engine::outcome::{Alert, Change, Decision, Outcome};
use risk_engine::rules::RuleSet;
use vitals::{DeviceId, Flags, HeardAt, Origin, ReadingId, StoredAt, TakenAt};
use wire::{Body, ClockRule, Dated, Frame, GatewayKey, Incarnation, Quantity, WireReading};

use super::{inputs_of, rows_of};
use crate::admit::{Admission, Message, Verdict};
use crate::entry::{
    Assignment, Attribution, Claim, Delivery, Enrolment, Entry, Item, Stamped, Trust,
};

const START_MS: i64 = 1_790_000_000_000;
const MINUTE_MS: i64 = 60_000;

/// Entries through their bytes, admission and the engine, minute by minute.
pub(crate) struct Path {
    admission: Admission,
    entries: Vec<Vec<u8>>,
    now_ms: i64,
    next_seq: u64,
}

impl Path {
    /// Ann and Bob share an oximeter with a user for each, and a scale without.
    pub(crate) fn new() -> Self {
        let admission = Admission::default();
        let mut path = Self { admission, entries: Vec::new(), now_ms: START_MS, next_seq: 1 };
        for patient in ["ann", "bob"] {
            path.note(Entry::Enrolled(Enrolment {
                patient: patient.parse().unwrap(),
                name: vitals::Private::hide(patient.into()),
                born: vitals::Private::hide(String::new()),
                sex: String::new(),
                conditions: Vec::new(),
                zone: "UTC".into(),
                plan: Arc::new(crate::entry::base_plan(
                    "",
                    &[],
                    risk_engine::fact::Spo2Scale::One,
                    None,
                )),
            }));
        }
        let trust = Trust::Authenticated;
        path.note(Entry::Registered { gateway: "gw-1".parse().unwrap(), trust });
        for (device, slot, patient, shared) in [
            ("oximeter", Some(1), "ann", false),
            ("oximeter", Some(2), "bob", false),
            ("scale", None, "ann", false),
            ("scale", None, "bob", true),
        ] {
            path.note(Entry::Assigned(Assignment {
                device: device.parse().unwrap(),
                slot: slot.and_then(vitals::UserSlot::from_index),
                patient: patient.parse().unwrap(),
                from: TakenAt::from_unix_ms(0),
                shared,
            }));
        }
        path
    }

    /// What was journalled.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(Vec::as_slice)
    }

    /// The admission after it.
    pub(crate) fn admission(&self) -> &Admission {
        &self.admission
    }

    pub(crate) fn note(&mut self, entry: Entry) -> u64 {
        self.admission.apply(&entry);
        let stored_at = StoredAt::from_unix_ms(self.now_ms);
        self.entries.push(Stamped { stored_at, entry }.encode());
        self.entries.len() as u64 - 1
    }

    /// A gateway sends one reading; gives its id and what became of it.
    fn send(&mut self, reading: WireReading) -> (ReadingId, Item) {
        let key = GatewayKey::derive(&[7; 32], &"gw-1".parse().unwrap());
        let frame = Frame {
            gateway: "gw-1".parse().unwrap(),
            incarnation: Incarnation(1),
            first_seq: self.next_seq,
            readings: vec![reading],
        };
        self.next_seq += 1;
        let payload = frame.encode(&key);
        let message = Message { gateway: Some(frame.gateway), content_type: None, payload };
        let now = StoredAt::from_unix_ms(self.now_ms);
        let verdict = self.admission.decide(&message, now, |_| key.clone());
        let Verdict::Append(Entry::Delivered(Delivery { items, .. })) = &verdict else {
            panic!("{verdict:?}")
        };
        let item = items[0].clone();
        let Verdict::Append(entry) = verdict else { unreachable!() };
        (ReadingId { offset: self.note(entry), index: 0 }, item)
    }

    /// A saturation that the oximeter says was its user's.
    pub(crate) fn saturation(
        &mut self,
        user: Option<u8>,
        percent: i32,
    ) -> (ReadingId, WireReading) {
        let spo2 = Quantity::Milli(percent * 1000);
        let mut sent =
            reading("oximeter", self.now_ms, Body::Oximetry { spo2, pulse: Quantity::Absent });
        sent.slot = user.and_then(vitals::UserSlot::from_index);
        let id = self.send(sent.clone()).0;
        (id, sent)
    }

    pub(crate) fn wait(&mut self, minutes: i64) {
        self.now_ms += minutes * MINUTE_MS;
    }

    /// Gives a reading to somebody, from somebody.
    fn give(&mut self, original: ReadingId, reading: &WireReading, from: &str, to: &str) {
        let claim = Claim {
            original,
            patient: to.parse().unwrap(),
            by: "Dr Evans".into(),
            confidence_percent: 100,
            reading: reading.clone(),
        };
        let from = Some((from.parse().unwrap(), original));
        let why = "it was the other".into();
        self.note(Entry::Attributed(Box::new(Attribution { claim, from, why })));
    }

    /// What the engine says of all of it, with so many workers.
    fn outcomes(&self, workers: usize) -> Vec<Outcome> {
        let (tx, decided) = channel::unbounded();
        let mut engine = Engine::start(Arc::new(RuleSet::built_in()), workers, None, tx).unwrap();
        for (offset, bytes) in (0_u64..).zip(&self.entries) {
            let inputs = inputs_of(offset, &Stamped::decode(bytes).unwrap());
            engine.send(Batch { inputs, upto: offset + 1, ..Batch::default() }).unwrap();
        }
        drop(engine);
        decided.iter().flat_map(|decided| decided.outcomes).collect()
    }

    /// Somebody's alerts as they stand in the end: problem, when it began, and whether it was taken
    /// back.
    fn alerts(&self, patient: &str) -> Vec<(String, i64, bool)> {
        let mut newest: Vec<Alert> = Vec::new();
        let outcomes = self.outcomes(1);
        assert_eq!(outcomes, self.outcomes(2), "workers change nothing");
        for outcome in outcomes.into_iter().filter(|one| one.patient.as_str() == patient) {
            if let Decision::Alert { alert, change } = outcome.decision {
                assert_eq!(change == Change::Superseded, alert.superseded.is_some());
                newest.retain(|other| other.id != alert.id);
                newest.push(*alert);
            }
        }
        let facts = newest.iter().map(|alert| {
            let began_ms = alert.taken_at.unix_ms() - START_MS;
            (alert.problem.name().to_owned(), began_ms / MINUTE_MS, alert.superseded.is_some())
        });
        facts.collect()
    }
}

fn reading(device: &str, taken_ms: i64, body: Body) -> WireReading {
    WireReading {
        device: device.parse::<DeviceId>().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: Some(taken_ms),
        dated: Dated::At { taken_at: TakenAt::from_unix_ms(taken_ms), rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(taken_ms),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 1,
        flags: Flags::default(),
        body,
    }
}

/// The alert of the second low saturation.
fn low(taken_back: bool) -> [(String, i64, bool); 1] {
    [("oxygen_low".to_owned(), 5, taken_back)]
}

#[test]
fn readings_that_are_given_to_another_are_decided_as_if_they_had_always_been_theirs() {
    let mut wrong = Path::new();
    let mut right = Path::new();
    let mut given = Vec::new();
    for percent in [87, 86] {
        given.push(wrong.saturation(Some(1), percent));
        right.saturation(Some(2), percent);
        wrong.wait(5);
        right.wait(5);
    }
    assert_eq!(wrong.alerts("ann"), low(false));
    assert_eq!(right.alerts("bob"), low(false));
    wrong.wait(60);
    for (id, reading) in &given {
        wrong.give(*id, reading, "ann", "bob");
    }
    assert_eq!(wrong.alerts("ann"), low(true));
    assert_eq!(wrong.alerts("bob"), right.alerts("bob"));
}

#[test]
fn what_is_nobody_s_is_not_scored_and_counts_from_its_own_time_once_claimed() {
    let mut path = Path::new();
    let mut held = Vec::new();
    for percent in [87, 86] {
        let (id, sent) = path.saturation(None, percent);
        let entry = Stamped::decode(&path.entries[id.offset as usize]).unwrap();
        assert!(inputs_of(id.offset, &entry).is_empty(), "no fact");
        assert!(rows_of(id.offset, &entry).is_empty(), "no row");
        held.push((id, sent));
        path.wait(5);
    }
    path.wait(60);
    let [ann, bob] = ["ann", "bob"].map(|patient| patient.parse().unwrap());
    path.note(Entry::Disclaimed { original: held[0].0, patient: ann, by: "patient".into() });
    assert_eq!(path.outcomes(1), []);
    for (original, reading) in held {
        let (patient, by) = (bob.clone(), "patient".to_owned());
        let claim = Claim { original, patient, by, confidence_percent: 100, reading };
        path.note(Entry::Claimed(claim));
    }
    assert_eq!(path.alerts("bob"), low(false));
    assert_eq!(path.alerts("ann"), []);
}

#[test]
fn what_is_a_synthetic_patient_s_reaches_the_engine_and_no_store() {
    let enrolled = |patient| Enrolment {
        patient,
        name: vitals::Private::hide(String::new()),
        born: vitals::Private::hide(String::new()),
        sex: String::new(),
        conditions: Vec::new(),
        zone: "UTC".into(),
        plan: Arc::new(crate::entry::base_plan("", &[], risk_engine::fact::Spo2Scale::One, None)),
    };
    let patient = vitals::PatientId::synthetic(0);
    let spo2 = Quantity::Milli(70_000);
    let mut sent = reading("oximeter", START_MS, Body::Oximetry { spo2, pulse: Quantity::Absent });
    sent.device = DeviceId::synthetic(0);
    let item = Item::Admitted {
        patient: patient.clone(),
        reading: sent,
        confidence: crate::attribute::Confidence::CERTAIN,
    };
    let gateway = vitals::GatewayId::synthetic(0);
    let delivery = Delivery { gateway: gateway.clone(), place: None, items: vec![item] };
    let entries = [
        (Entry::Enrolled(enrolled(patient)), 1),
        (Entry::Registered { gateway, trust: Trust::Authenticated }, 0),
        (Entry::Delivered(delivery), 1),
    ];
    let mut admission = Admission::default();
    for (entry, inputs) in entries {
        admission.apply(&entry);
        let stamped = Stamped { stored_at: StoredAt::from_unix_ms(START_MS), entry };
        assert_eq!(super::changes_of(0, &stamped), [], "{stamped:?}");
        assert!(super::posted_by(0, &stamped).is_none());
        assert_eq!(rows_of(0, &stamped), []);
        assert_eq!(inputs_of(0, &stamped).len(), inputs);
    }
    assert_eq!(admission.totals.admitted, 0);
    assert_eq!(admission.fleet.members().count(), 0);
}
