//! Couples with one scale between them, through admission: whose their weights are taken to be.

use std::collections::VecDeque;

use gatt::Characteristic;
use homes::{Emission, Home, Sent};
use ingest::admit::{Admission, Message, Verdict};
use ingest::entry::{Assignment, Claim, Delivery, Entry, Item, Trust};
use vitals::{
    DeviceId, Flags, GatewayId, HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt,
};
use wire::{Body, ClockRule, Dated, Frame, GatewayKey, Incarnation, Quantity, WireReading};

/// What the couples do besides weighing themselves.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Of a hundred questions they answer so many, truly.
    pub answers_percent: u64,
    /// Of a hundred weighings so many are a guest's, who is nobody's to know.
    pub guests_percent: u64,
}

/// Questions are answered after so long.
const ANSWER_MS: i64 = 2 * 3_600_000;
/// The first days, in which nothing is known of anybody.
const LEARNING_MS: i64 = 14 * 86_400_000;
/// 2026-06-01.
const START_MS: i64 = 1_780_272_000_000;

/// What came of the weighings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Weighings of the couples themselves.
    pub weighed: u64,
    /// Of those, the ones that were taken to be whose they were.
    pub right: u64,
    /// That were taken to be the other's.
    pub wrong: u64,
    /// That were asked about, and not scored until answered.
    pub asked: u64,
    /// That nobody ever answered about: they don't count.
    pub open: u64,
    /// Of `weighed` and `asked`, those after the first fourteen days.
    pub weighed_later: u64,
    /// See `weighed_later`.
    pub asked_later: u64,
    /// Weighings of guests.
    pub guests: u64,
    /// Of those, the ones that were taken to be one of the couple's.
    pub guests_wrong: u64,
    /// Of the couples, those with at least one wrong.
    pub couples_wrong: u64,
}

/// One weighing, as it truly was.
struct Weighing {
    at_ms: i64,
    taken_ms: i64,
    grams: i32,
    /// None for a guest.
    whose: Option<usize>,
}

/// Lets so many couples weigh themselves for so many days.
pub fn simulate(couples: usize, days: i64, seed: u64, manner: Manner) -> Outcome {
    let mut outcome = Outcome::default();
    for number in 0..couples {
        let wrong = outcome.wrong;
        Couple::new(number, seed, manner).live(days, &mut outcome);
        outcome.couples_wrong += u64::from(outcome.wrong > wrong);
    }
    outcome
}

struct Couple {
    homes: [Home; 2],
    people: [PatientId; 2],
    scale: DeviceId,
    gateway: GatewayId,
    admission: Admission,
    next_seq: u64,
    manner: Manner,
    dice: u64,
    /// When, whose, and what.
    answers: VecDeque<(i64, usize, WireReading)>,
}

impl Couple {
    fn new(number: usize, seed: u64, manner: Manner) -> Self {
        let homes = homes::couple(number, seed, START_MS, 0);
        // Ids of the simulation are safe ones.
        let id = |home: &Home| home.person.patient.parse().expect("a safe id");
        let people: [PatientId; 2] = [id(&homes[0]), id(&homes[1])];
        let is_scale = |monitor: &&homes::Monitor| monitor.kind == homes::MonitorKind::Scale;
        // Both have it: that is what makes them a couple.
        let scale = homes[0].monitors.iter().find(is_scale).expect("a scale").device.clone();
        let gateway: GatewayId = "gw-couple".parse().expect("a safe id");
        let mut admission = Admission::default();
        let trust = Trust::Authenticated;
        admission.apply(&Entry::Registered { gateway: gateway.clone(), trust });
        for (patient, shared) in people.iter().zip([false, true]) {
            admission.apply(&Entry::Assigned(Assignment {
                device: scale.clone(),
                slot: None,
                patient: patient.clone(),
                from: TakenAt::from_unix_ms(0),
                shared,
            }));
        }
        let dice = seed ^ (number as u64) << 32;
        let answers = VecDeque::new();
        Self { homes, people, scale, gateway, admission, next_seq: 1, manner, dice, answers }
    }

    fn live(mut self, days: i64, outcome: &mut Outcome) {
        for weighing in self.weighings(START_MS + days * 86_400_000) {
            self.hear_answers(weighing.at_ms);
            self.weigh(&weighing, outcome);
        }
    }

    /// Everything that leaves the scale before the end, in order.
    fn weighings(&mut self, end_ms: i64) -> Vec<Weighing> {
        let mut all = Vec::new();
        for whose in [0, 1] {
            while let Some(emission) = self.homes[whose].next_by(end_ms) {
                let Some(grams) = grams(&emission) else { continue };
                let Emission { at_ms, taken_at_ms: taken_ms, .. } = emission;
                all.push(Weighing { at_ms, taken_ms, grams, whose: Some(whose) });
                if self.roll() < self.manner.guests_percent {
                    let grams = 45_000 + 600 * self.roll() as i32;
                    let (at_ms, taken_ms) = (at_ms + 60_000, taken_ms + 60_000);
                    all.push(Weighing { at_ms, taken_ms, grams, whose: None });
                }
            }
        }
        all.sort_by_key(|weighing| (weighing.at_ms, weighing.taken_ms));
        all
    }

    fn weigh(&mut self, weighing: &Weighing, outcome: &mut Outcome) {
        let later = weighing.at_ms >= START_MS + LEARNING_MS;
        let item = self.send(weighing);
        let Some(whose) = weighing.whose else {
            outcome.guests += 1;
            outcome.guests_wrong += u64::from(matches!(item, Item::Admitted { .. }));
            return;
        };
        outcome.weighed += 1;
        outcome.weighed_later += u64::from(later);
        match item {
            Item::Admitted { patient, .. } if patient == self.people[whose] => outcome.right += 1,
            Item::Admitted { .. } => outcome.wrong += 1,
            Item::Unclaimed { reading, .. } => {
                outcome.asked += 1;
                outcome.asked_later += u64::from(later);
                if self.roll() < self.manner.answers_percent {
                    self.answers.push_back((weighing.at_ms + ANSWER_MS, whose, reading));
                } else {
                    outcome.open += 1;
                }
            }
            other => panic!("a weighing is somebody's or nobody's: {other:?}"),
        }
    }

    /// Sends a weighing as a gateway does, and gives what becomes of it.
    fn send(&mut self, weighing: &Weighing) -> Item {
        let key = GatewayKey::derive(&[7; 32], &self.gateway);
        let readings = vec![reading(&self.scale, weighing)];
        let (gateway, first_seq) = (self.gateway.clone(), self.next_seq);
        let frame = Frame { gateway, incarnation: Incarnation(1), first_seq, readings };
        self.next_seq += 1;
        let message = Message {
            gateway: Some(self.gateway.clone()),
            content_type: None,
            payload: frame.encode(&key),
        };
        let now = StoredAt::from_unix_ms(weighing.at_ms);
        let Verdict::Append(entry) = self.admission.decide(&message, now, |_| key.clone()) else {
            panic!("a new frame of a gateway that is known");
        };
        self.admission.apply(&entry);
        match entry {
            Entry::Delivered(Delivery { mut items, .. }) if items.len() == 1 => items.remove(0),
            other => panic!("one reading was sent: {other:?}"),
        }
    }

    fn hear_answers(&mut self, now_ms: i64) {
        while let Some((_, whose, reading)) = self.answers.pop_front_if(|(at, ..)| *at <= now_ms) {
            self.admission.apply(&Entry::Claimed(Claim {
                original: ReadingId { offset: 0, index: 0 },
                patient: self.people[whose].clone(),
                by: "patient".into(),
                confidence_percent: 100,
                reading,
            }));
        }
    }

    /// 0 to 99.
    fn roll(&mut self) -> u64 {
        // The generator of SplitMix64.
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.dice ^ (self.dice >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % 100
    }
}

/// The weight in an emission, if it is a scale's and has no user.
fn grams(emission: &Emission) -> Option<i32> {
    match &emission.what {
        Sent::Characteristic { uuid16, bytes } if *uuid16 == Characteristic::Weight.uuid16() => {
            let weight = gatt::Weight::decode(bytes).ok().filter(|weight| weight.user.is_none())?;
            (weight.steps != gatt::weight::UNSUCCESSFUL).then_some(5 * i32::from(weight.steps))
        }
        _ => None,
    }
}

fn reading(scale: &DeviceId, weighing: &Weighing) -> WireReading {
    let taken_at = TakenAt::from_unix_ms(weighing.taken_ms);
    WireReading {
        device: scale.clone(),
        slot: None,
        device_sequence: None,
        device_time: Some(weighing.taken_ms),
        dated: Dated::At { taken_at, rule: ClockRule::Corrected },
        heard_at: HeardAt::from_unix_ms(weighing.at_ms),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: weighing.grams.cast_unsigned(),
        flags: Flags::default(),
        body: Body::Weight { weight: Quantity::Milli(weighing.grams) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardly_any_weight_of_a_couple_is_scored_to_the_wrong_one() {
        let manner = Manner { answers_percent: 80, guests_percent: 2 };
        let found = simulate(60, 60, 7, manner);
        println!("{found:?}");
        assert!(found.weighed > 4_000, "{found:?}");
        assert_eq!(found.weighed, found.right + found.wrong + found.asked);
        assert!(1_000 * found.wrong <= 5 * found.weighed, "{found:?}");
        assert!(2 * found.asked_later < found.weighed_later, "{found:?}");
    }

    #[test]
    fn who_never_answers_is_never_scored() {
        let manner = Manner { answers_percent: 0, guests_percent: 0 };
        let found = simulate(3, 20, 7, manner);
        assert_eq!((found.right, found.wrong, found.asked), (0, 0, found.weighed));
        assert_eq!(found.open, found.weighed);
    }
}
