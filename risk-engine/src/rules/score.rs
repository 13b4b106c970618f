//! Scores: NEWS2 from what is fresh, and scores that a rule set writes as tables.

use std::cell::Cell;
use std::sync::Arc;

use vitals::{Consciousness, VitalSign};

use super::condition::{Bound, ScoreOf, Which};
use super::evaluate::Eye;
use super::sign::words_of;
use crate::fact::CarePlan;
use crate::held::Sample;
use crate::news2::{News2, Observation, score};

/// The signs that NEWS2 scores, in the chart's order.
pub const SCORED: [VitalSign; 7] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::SupplementalOxygen,
    VitalSign::Systolic,
    VitalSign::Pulse,
    VitalSign::Consciousness,
    VitalSign::Temperature,
];

/// A score that a rule set writes as tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableScore {
    pub(crate) id: Arc<str>,
    /// Whether missing parts widen the bounds; else they count nothing.
    pub(crate) bounds: bool,
    pub(crate) parts: Vec<PartTable>,
}

/// The points of one sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartTable {
    pub(crate) sign: VitalSign,
    pub(crate) bands: Vec<Band>,
}

/// A stretch of values with its points; both ends are inside, thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    pub(crate) low: i64,
    pub(crate) high: i64,
    pub(crate) points: u8,
}

/// What a score is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Missing parts count nothing.
    pub low: u16,
    /// Stale parts count their most; parts that were never measured count nothing.
    pub high: u16,
    /// How many parts are known.
    pub known: u8,
    /// Whether a part has three points or more.
    pub single_three: bool,
}

/// The scores that were found at one moment: the levels of a rule ask for the same one again and again.
#[derive(Debug, Default)]
pub(crate) struct KnownScores {
    /// NEWS2, and the first of the rule set's own. The rest are found each time.
    known: [Cell<Option<Option<Points>>>; 4],
}

impl KnownScores {
    fn points(&self, which: Which, find: impl FnOnce() -> Option<Points>) -> Option<Points> {
        let place = match which {
            Which::News2 => 0,
            Which::Table(place) => place + 1,
        };
        let Some(cell) = self.known.get(place) else {
            return find();
        };
        cell.get().unwrap_or_else(|| {
            let found = find();
            cell.set(Some(found));
            found
        })
    }
}

impl PartTable {
    /// The points of a value; the check sees to it that every value has a band.
    pub(crate) fn points(&self, milli: i64) -> u8 {
        let milli = words_of(self.sign).rounded(milli);
        let band = self.bands.iter().find(|band| (band.low..=band.high).contains(&milli));
        band.map_or(0, |band| band.points)
    }

    fn most(&self) -> u8 {
        self.bands.iter().map(|band| band.points).max().unwrap_or(0)
    }
}

impl Eye<'_> {
    /// What NEWS2 sees, and the samples in it.
    pub(crate) fn observation(&self) -> (Observation, [Option<Sample>; 7]) {
        let samples = SCORED.map(|sign| self.fresh(sign).copied());
        (observation_of(&samples, self.scene.plan), samples)
    }

    /// A bound of a score in thousandths; unknown if no part is known.
    pub(crate) fn score(&self, of: ScoreOf) -> Option<i64> {
        let points = self.points(of.which)?;
        let bound = match of.bound {
            Bound::Low => points.low,
            Bound::High => points.high,
        };
        Some(i64::from(bound) * 1000)
    }

    /// A score; none if no part is known, unless the score takes what is missing as nothing.
    pub(crate) fn points(&self, which: Which) -> Option<Points> {
        match self.scores {
            Some(known) => known.points(which, || self.find_points(which)),
            None => self.find_points(which),
        }
    }

    fn find_points(&self, which: Which) -> Option<Points> {
        match which {
            Which::News2 => self.news2_points(),
            Which::Table(place) => {
                let table = self.rules.scores.get(place)?;
                let points = self.table_points(table);
                (points.known > 0 || !table.bounds).then_some(points)
            }
        }
    }

    fn news2_points(&self) -> Option<Points> {
        let scored: News2 = score(&self.observation().0);
        if scored.known() == 0 {
            return None;
        }
        // A partial score may raise an alert, never clear one: what was measured once and is stale
        // counts its most. What no monitor gives can't hold an alert for ever.
        let never: u8 = SCORED
            .iter()
            .zip(scored.parts)
            .filter(|(sign, points)| points.is_none() && self.scene.latest(**sign).is_none())
            .map(|(sign, _)| if *sign == VitalSign::SupplementalOxygen { 2 } else { 3 })
            .sum();
        Some(Points {
            low: scored.low.into(),
            high: scored.high.saturating_sub(never).into(),
            known: scored.known() as u8,
            single_three: scored.has_single_three(),
        })
    }

    fn table_points(&self, table: &TableScore) -> Points {
        let mut sum = Points { low: 0, high: 0, known: 0, single_three: false };
        for part in &table.parts {
            if let Some(milli) = self.value(part.sign) {
                let points = part.points(milli);
                sum.low += u16::from(points);
                sum.high += u16::from(points);
                sum.known += 1;
                sum.single_three |= points >= 3;
            } else if table.bounds && self.scene.latest(part.sign).is_some() {
                sum.high += u16::from(part.most());
            }
        }
        sum
    }
}

fn observation_of(samples: &[Option<Sample>; 7], plan: &CarePlan) -> Observation {
    let [respiration, spo2, oxygen, systolic, pulse, consciousness, temperature] =
        samples.map(|sample| sample.map(|sample| sample.milli));
    Observation {
        respiration_milli: respiration,
        spo2_milli_percent: spo2,
        spo2_scale: plan.spo2_scale,
        supplemental_oxygen: oxygen.map(|on| on != 0).or(plan.supplemental_oxygen),
        systolic_milli_mmhg: systolic,
        pulse_milli_bpm: pulse,
        consciousness: consciousness
            .and_then(|letter| u8::try_from(letter).ok())
            .and_then(|letter| Consciousness::from_letter(char::from(letter))),
        temperature_milli_celsius: temperature,
    }
}
