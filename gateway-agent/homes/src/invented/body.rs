//! An invented body: its state is a function of time, so a measurement doesn't change it.
//!
//! Resting values per condition, a rhythm of the day, slow drift, and now and then an illness of a
//! week. Made to look plausible on a screen and to load the system as people do; never a source for
//! a clinical claim.

use std::ops::Range;

use crate::civil::{DAY, HOUR};
use crate::dice::{Dice, line_through};

use super::story::Story;

/// What a person is cared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Copd,
    HeartFailure,
    Hypertension,
    Diabetes,
    /// Nothing lasting: after a stay in hospital, say.
    None,
}

impl Condition {
    pub(super) fn words(self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Copd => &["COPD"],
            Self::HeartFailure => &["Heart failure"],
            Self::Hypertension => &["Hypertension"],
            Self::Diabetes => &["Diabetes"],
            Self::None => &[],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }
}

/// An illness of an invented person: what a server ought to notice, and never sees itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Illness {
    /// When it begins; nothing shows yet.
    pub begins_ms: i64,
    /// When it is at its worst.
    pub worst_ms: Range<i64>,
    /// When it is over.
    pub ends_ms: i64,
    /// How bad it gets, 50 to 120 percent of a usual one.
    pub percent: u8,
}

/// A body at one moment, in the units of the signs; glucose in mg/dL.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct State {
    pub(super) spo2: f64,
    pub(super) respiration: f64,
    pub(super) pulse: f64,
    pub(super) systolic: f64,
    pub(super) diastolic: f64,
    pub(super) temperature: f64,
    pub(super) weight: f64,
    pub(super) glucose: f64,
    pub(super) on_oxygen: bool,
    pub(super) letter: u8,
}

/// A body: what it is at rest, and what happens to it.
#[derive(Debug)]
pub(super) struct Body {
    rest: State,
    condition: Condition,
    story: Option<Story>,
    dice: Dice,
    start_ms: i64,
    hypercapnic: bool,
    irregular: bool,
}

impl Body {
    pub(super) fn new(
        condition: Condition,
        sex: &str,
        story: Option<Story>,
        dice: Dice,
        start_ms: i64,
    ) -> Self {
        let is_copd = condition == Condition::Copd && story.is_none();
        let hypercapnic = is_copd && dice.chance("hypercapnic", 0, 0.3);
        let irregular = condition == Condition::HeartFailure && dice.chance("irregular", 0, 0.4);
        let rest = rest(condition, sex, hypercapnic, dice);
        Self { rest, condition, story, dice, start_ms, hypercapnic, irregular }
    }

    /// The NEWS2 scale that this body's saturation is read on.
    pub(super) fn spo2_scale(&self) -> u8 {
        if self.hypercapnic { 2 } else { 1 }
    }

    /// Whether the pulse is irregular (atrial fibrillation).
    pub(super) fn is_irregular(&self) -> bool {
        self.irregular
    }

    pub(super) fn story(&self) -> Option<Story> {
        self.story
    }

    /// The body at a moment, at this hour of local time (0 to 24).
    pub(super) fn at(&self, ms: i64, local_hour: f64) -> State {
        let (dice, awake) = (self.dice, line_through(&AWAKE, local_hour));
        let day = dice.drift("pressure of the day", ms, DAY);
        let mut state = State {
            spo2: self.rest.spo2 + 1.5 * dice.drift("spo2", ms, 5 * HOUR) - 0.6 * (1.0 - awake),
            respiration: self.rest.respiration + 2.0 * dice.drift("respiration", ms, 3 * HOUR),
            pulse: self.rest.pulse + 8.0 * dice.drift("pulse", ms, 2 * HOUR) - 8.0 * (1.0 - awake),
            systolic: self.rest.systolic + 15.0 * day + 13.0 * dice.drift("pressure", ms, HOUR)
                - 12.0 * (1.0 - awake),
            diastolic: self.rest.diastolic + 8.0 * day + 7.0 * dice.drift("diastolic", ms, HOUR)
                - 8.0 * (1.0 - awake),
            temperature: self.rest.temperature + 0.25 * dice.drift("temperature", ms, 8 * HOUR)
                - 0.4 * (1.0 - awake),
            weight: self.rest.weight + 0.9 * dice.drift("weight", ms, 2 * DAY),
            glucose: self.glucose(ms, local_hour),
            ..self.rest
        };
        self.fall_ill(ms, &mut state);
        state.spo2 = state.spo2.min(99.4);
        if let Some(story) = self.story {
            story.shape(ms - self.start_ms, &mut state);
        }
        state
    }

    fn glucose(&self, ms: i64, local_hour: f64) -> f64 {
        let day = (ms as f64 / DAY as f64).floor() as i64;
        let meal = |name: &str, hour: f64| {
            let size = self.dice.within(name, day, 25.0, 85.0);
            let eaten_at = hour + 0.7 * self.dice.bell(name, day);
            size * line_through(&AFTER_A_MEAL, local_hour - eaten_at)
        };
        let meals = meal("breakfast", 7.7) + meal("lunch", 12.7) + meal("supper", 18.5);
        let low_night = self.dice.chance("low night", day, 0.03);
        let dip = if low_night { 50.0 * line_through(&SMALL_HOURS, local_hour) } else { 0.0 };
        self.rest.glucose + meals - dip + 14.0 * self.dice.drift("glucose", ms, HOUR)
    }

    /// Adds whatever illness there is. An illness takes a week: four days of worsening, three of
    /// recovery. None touches the day before and after the start, which belong to the story.
    fn fall_ill(&self, ms: i64, state: &mut State) {
        let today = ms.div_euclid(DAY);
        for first in today - 7..=today {
            let days = (ms - first * DAY) as f64 / DAY as f64;
            let severity = line_through(&ILLNESS, days) * self.severity_of(first);
            if severity > 0.0 && self.falls_ill_on(first) {
                self.condition.worsens(state, severity);
            }
        }
    }

    /// Whether an illness begins with this day of UTC.
    fn falls_ill_on(&self, first: i64) -> bool {
        let near_start = ((first - 1) * DAY..(first + 8) * DAY).contains(&self.start_ms);
        !near_start && self.dice.chance("falls ill", first, self.illnesses_a_day())
    }

    /// How bad the illness that begins with this day gets.
    fn severity_of(&self, first: i64) -> f64 {
        self.dice.within("severity", first, 0.5, 1.2)
    }

    /// The illnesses that begin within a span, in their order.
    pub(super) fn illnesses(&self, span: &Range<i64>) -> Vec<Illness> {
        let days = span.start.div_euclid(DAY)..=span.end.div_euclid(DAY);
        let begins =
            days.filter(|first| self.falls_ill_on(*first) && span.contains(&(first * DAY)));
        begins
            .map(|first| Illness {
                begins_ms: first * DAY,
                worst_ms: (first + WORST_FROM_DAY) * DAY..(first + WORST_UNTIL_DAY) * DAY,
                ends_ms: (first + ILL_DAYS) * DAY,
                percent: (self.severity_of(first) * 100.0).round() as u8,
            })
            .collect()
    }

    fn illnesses_a_day(&self) -> f64 {
        match self.condition {
            Condition::Copd => 1.0 / 60.0,
            Condition::HeartFailure => 1.0 / 70.0,
            Condition::Hypertension | Condition::Diabetes | Condition::None => 1.0 / 250.0,
        }
    }
}

impl Condition {
    /// What an illness of severity 0 to 1.2 does.
    fn worsens(self, state: &mut State, severity: f64) {
        let add = |value: &mut f64, full: f64| *value += full * severity;
        match self {
            Self::Copd => {
                add(&mut state.spo2, -6.0);
                add(&mut state.respiration, 8.0);
                add(&mut state.pulse, 22.0);
                add(&mut state.temperature, 0.7);
            }
            Self::HeartFailure => {
                add(&mut state.weight, 3.2);
                add(&mut state.spo2, -3.0);
                add(&mut state.respiration, 6.0);
                add(&mut state.pulse, 18.0);
            }
            Self::Hypertension | Self::Diabetes | Self::None => {
                add(&mut state.temperature, 1.9);
                add(&mut state.pulse, 20.0);
                add(&mut state.respiration, 4.0);
                add(&mut state.glucose, 60.0);
            }
        }
    }
}

fn rest(condition: Condition, sex: &str, hypercapnic: bool, dice: Dice) -> State {
    let own = |subject: &str, spread: f64| spread * dice.bell(subject, i64::MIN);
    let healthy = State {
        spo2: 97.3,
        respiration: 15.5,
        pulse: 72.0,
        systolic: 124.0,
        diastolic: 76.0,
        temperature: 36.8,
        weight: if sex == "F" { 70.0 } else { 82.0 },
        glucose: 95.0,
        on_oxygen: false,
        letter: b'A',
    };
    let usual = match condition {
        Condition::Copd if hypercapnic => State {
            spo2: 90.3,
            respiration: 18.0,
            pulse: 82.0,
            on_oxygen: dice.chance("on oxygen", 0, 0.5),
            ..healthy
        },
        Condition::Copd => State { spo2: 95.6, respiration: 17.5, pulse: 80.0, ..healthy },
        Condition::HeartFailure => State {
            spo2: 96.6,
            respiration: 16.5,
            systolic: 121.0,
            diastolic: 71.0,
            weight: healthy.weight + 6.0,
            ..healthy
        },
        Condition::Hypertension => State { systolic: 130.0, diastolic: 79.0, ..healthy },
        Condition::Diabetes => State { glucose: 112.0, weight: healthy.weight + 10.0, ..healthy },
        Condition::None => healthy,
    };
    State {
        spo2: usual.spo2 + own("spo2", 0.8),
        respiration: usual.respiration + own("respiration", 1.5),
        pulse: usual.pulse + own("pulse", 16.0),
        systolic: usual.systolic + own("systolic", 18.0),
        diastolic: usual.diastolic + own("diastolic", 12.0),
        temperature: usual.temperature + own("temperature", 0.2),
        weight: usual.weight + own("weight", 36.0),
        glucose: usual.glucose + own("glucose", 18.0),
        ..usual
    }
}

/// How awake a body is, 0 to 1, by the hour.
const AWAKE: [(f64, f64); 4] = [(4.0, 0.0), (8.0, 1.0), (21.0, 1.0), (24.0, 0.0)];
/// How far glucose is up after a meal, by hours since it.
const AFTER_A_MEAL: [(f64, f64); 5] = [(0.0, 0.0), (0.5, 0.6), (1.0, 1.0), (2.0, 0.6), (4.0, 0.0)];
/// The depth of a low night, by the hour.
const SMALL_HOURS: [(f64, f64); 4] = [(1.0, 0.0), (2.5, 1.0), (3.5, 1.0), (5.0, 0.0)];
/// The severity of an illness, by days since it began.
const ILLNESS: [(f64, f64); 4] = [
    (0.0, 0.0),
    (WORST_FROM_DAY as f64, 1.0),
    (WORST_UNTIL_DAY as f64, 1.0),
    (ILL_DAYS as f64, 0.0),
];
const WORST_FROM_DAY: i64 = 3;
const WORST_UNTIL_DAY: i64 = 4;
const ILL_DAYS: i64 = 7;
