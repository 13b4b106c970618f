//! Stays as the engine holds them, and the rows that are learnt from and judged.

use homes::{Stay, StaySet};
use risk_engine::fact::CarePlan;
use risk_engine::held::Held;
use risk_engine::news2::{self, Observation};
use risk_engine::priority::{Inputs, inputs};
use vitals::{Consciousness, Flags, HeardAt, Origin, Reading, ReadingId, TakenAt, VitalSign};

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// In how many parts people are divided: each part is scored by a model learnt on the others.
pub const FOLDS: u64 = 5;
/// Hours between two sets at a home's pace.
pub const HOME_PACE: i64 = 8;

/// One person's moment.
#[derive(Debug, Clone)]
pub struct Row {
    /// Place of the stay in its set.
    pub stay: usize,
    /// Hours since the start of the stay.
    pub hour: i64,
    /// What the score looks at.
    pub inputs: Inputs,
    /// Whether the event is due: see each set.
    pub due: bool,
    /// NEWS2 on the same values, for comparison.
    pub news2: u8,
}

/// Which moments of a stay are taken.
#[derive(Debug, Clone, Copy)]
pub enum Moments {
    /// Each hour of which `hour % every` is the person's own number.
    Every(i64),
    /// These hours.
    At(&'static [i64]),
}

/// How often people are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As recorded.
    Recorded,
    /// Only what was measured in one hour of eight.
    Home,
}

/// The part that a person belongs to: a hash of set and number, the same for ever.
pub fn fold(stay: &Stay) -> u64 {
    let set = if stay.set == StaySet::Cinc2012Full { StaySet::Cinc2012 } else { stay.set };
    fnv(&format!("{set:?} {}", stay.id)) % FOLDS
}

/// A number of the person's own that has nothing to do with the part.
pub fn turn(stay: &Stay) -> i64 {
    (fnv(&format!("turn {}", stay.id)) >> 8) as i64 & 0xFFFF
}

/// FNV-1a, its halves folded.
fn fnv(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    hash ^ (hash >> 32)
}

/// What the engine holds after a stay.
pub fn held(stay: &Stay, pace: Pace) -> Held {
    let mut held = Held::default();
    // Any text without spaces is a device's id.
    let device: vitals::DeviceId = "recorded".parse().expect("a safe id");
    for (number, (at_ms, measurement)) in stay.readings.iter().enumerate() {
        let is_out = (at_ms / HOUR_MS - turn(stay)).rem_euclid(HOME_PACE) != 0;
        if pace == Pace::Home && is_out {
            continue;
        }
        let reading = Reading {
            device: device.clone(),
            slot: None,
            taken_at: TakenAt::from_unix_ms(*at_ms),
            heard_at: HeardAt::from_unix_ms(*at_ms),
            origin: Origin::Device,
            measurement: measurement.clone(),
            flags: Flags::default(),
        };
        held.insert(ReadingId { offset: number as u64, index: 0 }, &reading, |_, _| {});
    }
    held
}

/// The rows of all stays, in the order of stay and time. Rows after the event are left out.
pub fn rows(stays: &[Stay], pace: Pace, moments: Moments) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, stay) in stays.iter().enumerate() {
        let held = held(stay, pace);
        let last = stay.until_ms / HOUR_MS;
        let mut add = |hour| rows.extend(row(place, stay, &held, hour));
        match moments {
            Moments::At(hours) => hours.iter().filter(|hour| **hour <= last).for_each(|h| add(*h)),
            Moments::Every(every) => (0..=last)
                .filter(|hour| (hour - turn(stay)).rem_euclid(every) == 0)
                .for_each(&mut add),
        }
    }
    rows
}

fn row(place: usize, stay: &Stay, held: &Held, hour: i64) -> Option<Row> {
    let at = hour * HOUR_MS;
    // A whole day before the event, and it itself.
    let due = match stay.event_ms {
        Some(event_ms) if at > event_ms => return None,
        Some(event_ms) => at > event_ms - 24 * HOUR_MS,
        // Of the first two days only the outcome is known.
        None => stay.set != StaySet::EicuDemo && stay.died == Some(true),
    };
    let as_of = TakenAt::from_unix_ms(at);
    let inputs = inputs(held, &CarePlan::default(), as_of)?;
    Some(Row { stay: place, hour, inputs, due, news2: news2_at(held, as_of) })
}

/// NEWS2 as CLINICAL 6.2 compares it: values hold 8 hours, temperature and oxygen 24, A if unknown.
fn news2_at(held: &Held, as_of: TakenAt) -> u8 {
    let newest = |sign, hours: i64| {
        let samples = held.samples(sign);
        let known = &samples[..samples.partition_point(|sample| sample.taken_at() <= as_of)];
        let fresh = |at: TakenAt| as_of.unix_ms() - at.unix_ms() <= hours * HOUR_MS;
        known.last().filter(|sample| fresh(sample.taken_at())).map(|sample| sample.milli)
    };
    let letter = newest(VitalSign::Consciousness, 24).and_then(|letter| u8::try_from(letter).ok());
    let observation = Observation {
        respiration_milli: newest(VitalSign::Respiration, 8),
        spo2_milli_percent: newest(VitalSign::Spo2, 8),
        supplemental_oxygen: newest(VitalSign::SupplementalOxygen, 24).map(|on| on != 0),
        systolic_milli_mmhg: newest(VitalSign::Systolic, 8),
        pulse_milli_bpm: newest(VitalSign::Pulse, 8),
        consciousness: letter.and_then(|letter| Consciousness::from_letter(char::from(letter))),
        temperature_milli_celsius: newest(VitalSign::Temperature, 24),
        ..Observation::default()
    };
    news2::score(&observation).low
}
