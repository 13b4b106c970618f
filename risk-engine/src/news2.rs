//! NEWS2, the National Early Warning Score, exactly as the chart has it.
//!
//! Values are rounded half up to the chart's resolution (whole numbers; tenths of a degree) before
//! they are scored, so that no value falls between two bands. Missing parts are never taken as
//! normal: they widen the bounds.
//!
//! Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017, chart 1.
//! NEWS2 © Royal College of Physicians 2017. For people of 16 and over who are not pregnant.

use vitals::Consciousness;

use crate::fact::Spo2Scale;

/// Points of one part, 0 to 3.
pub type Points = u8;

/// What is known of one person at one time; thousandths of the usual unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observation {
    /// Breaths, thousandths per minute.
    pub respiration_milli: Option<i32>,
    /// Oxygen saturation, thousandths of a percent.
    pub spo2_milli_percent: Option<i32>,
    /// Which scale the saturation is scored on.
    pub spo2_scale: Spo2Scale,
    /// Whether supplemental oxygen is given.
    pub supplemental_oxygen: Option<bool>,
    /// Systolic pressure, thousandths of mmHg.
    pub systolic_milli_mmhg: Option<i32>,
    /// Pulse, thousandths per minute.
    pub pulse_milli_bpm: Option<i32>,
    /// Level of consciousness.
    pub consciousness: Option<Consciousness>,
    /// Temperature, thousandths of a degree Celsius.
    pub temperature_milli_celsius: Option<i32>,
}

/// A score with its parts; a missing part is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News2 {
    /// Points by part, in the chart's order: see [`PARTS`].
    pub parts: [Option<Points>; 7],
    /// The sum with missing parts at their least.
    pub low: u8,
    /// The sum with missing parts at their most.
    pub high: u8,
}

/// The names of the parts, in the order of the chart and of [`News2::parts`].
pub const PARTS: [&str; 7] =
    ["respiration", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature"];

impl News2 {
    /// The sum of the known parts; equal to `low`.
    pub fn score(&self) -> u8 {
        self.low
    }

    /// How many of the seven parts are known.
    pub fn known(&self) -> usize {
        self.parts.iter().flatten().count()
    }

    /// True if no part is missing.
    pub fn is_complete(&self) -> bool {
        self.known() == PARTS.len()
    }

    /// True if a single known part has three points.
    pub fn has_single_three(&self) -> bool {
        self.parts.contains(&Some(3))
    }
}

/// Scores an observation.
pub fn score(seen: &Observation) -> News2 {
    let saturation = seen.spo2_milli_percent.map(whole);
    let spo2 = saturation.map(|percent| match seen.spo2_scale {
        Spo2Scale::One => (spo2_scale_1(percent), spo2_scale_1(percent)),
        Spo2Scale::Two => match seen.supplemental_oxygen {
            Some(on) => (spo2_scale_2(percent, on), spo2_scale_2(percent, on)),
            // On scale 2 the same saturation may be good on air and too high on oxygen.
            None => (spo2_scale_2(percent, false), spo2_scale_2(percent, true)),
        },
    });
    let bounds = [
        exact(seen.respiration_milli.map(|milli| respiration(whole(milli)))),
        spo2,
        exact(seen.supplemental_oxygen.map(|on| if on { 2 } else { 0 })),
        exact(seen.systolic_milli_mmhg.map(|milli| systolic(whole(milli)))),
        exact(seen.pulse_milli_bpm.map(|milli| pulse(whole(milli)))),
        exact(seen.consciousness.map(consciousness)),
        exact(seen.temperature_milli_celsius.map(|milli| temperature(tenths(milli)))),
    ];
    // Missing parts count 0 to 3 points, and oxygen 0 or 2.
    const MOST: [Points; 7] = [3, 3, 2, 3, 3, 3, 3];
    News2 {
        parts: bounds.map(|part| part.map(|(low, _)| low)),
        low: bounds.iter().flatten().map(|(low, _)| low).sum(),
        high: bounds.iter().zip(MOST).map(|(part, most)| part.map_or(most, |(_, high)| high)).sum(),
    }
}

fn exact(points: Option<Points>) -> Option<(Points, Points)> {
    points.map(|points| (points, points))
}

/// Rounds thousandths half up to whole numbers.
pub fn whole(milli: i32) -> i32 {
    i64::from(milli).saturating_add(500).div_euclid(1000) as i32
}

/// Rounds thousandths half up to tenths.
pub fn tenths(milli: i32) -> i32 {
    i64::from(milli).saturating_add(50).div_euclid(100) as i32
}

/// Points for breaths per minute.
pub fn respiration(per_minute: i32) -> Points {
    match per_minute {
        ..=8 => 3,
        9..=11 => 1,
        12..=20 => 0,
        21..=24 => 2,
        25.. => 3,
    }
}

/// Points for oxygen saturation on scale 1. Lower saturation never scores fewer points.
pub fn spo2_scale_1(percent: i32) -> Points {
    match percent {
        ..=91 => 3,
        92..=93 => 2,
        94..=95 => 1,
        96.. => 0,
    }
}

/// Points for oxygen saturation on scale 2, target 88–92 %: too much oxygen scores as well.
pub fn spo2_scale_2(percent: i32, supplemental_oxygen: bool) -> Points {
    match (percent, supplemental_oxygen) {
        (..=83, _) => 3,
        (84..=85, _) => 2,
        (86..=87, _) => 1,
        (88..=92, _) | (93.., false) => 0,
        (93..=94, true) => 1,
        (95..=96, true) => 2,
        (97.., true) => 3,
    }
}

/// Points for systolic pressure, mmHg.
pub fn systolic(mmhg: i32) -> Points {
    match mmhg {
        ..=90 => 3,
        91..=100 => 2,
        101..=110 => 1,
        111..=219 => 0,
        220.. => 3,
    }
}

/// Points for beats per minute.
pub fn pulse(bpm: i32) -> Points {
    match bpm {
        ..=40 => 3,
        41..=50 => 1,
        51..=90 => 0,
        91..=110 => 1,
        111..=130 => 2,
        131.. => 3,
    }
}

/// Points for the level of consciousness: anything but alert scores three.
pub fn consciousness(level: Consciousness) -> Points {
    if level == Consciousness::Alert { 0 } else { 3 }
}

/// Points for temperature in tenths of a degree Celsius.
pub fn temperature(tenths_celsius: i32) -> Points {
    match tenths_celsius {
        ..=350 => 3,
        351..=360 => 1,
        361..=380 => 0,
        381..=390 => 1,
        391.. => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_part(name: &str, points: impl Fn(i32) -> Points, table: &[(i32, Points)]) {
        for (value, want) in table {
            assert_eq!(points(*value), *want, "{name} {value}");
        }
    }

    #[test]
    fn every_threshold_of_the_chart_from_both_sides() {
        #[rustfmt::skip]
        check_part("respiration", respiration, &[
            (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3),
        ]);
        #[rustfmt::skip]
        check_part("spo2 scale 1", spo2_scale_1, &[
            (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0),
        ]);
        #[rustfmt::skip]
        check_part("spo2 scale 2 on air", |p| spo2_scale_2(p, false), &[
            (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 0), (100, 0),
        ]);
        #[rustfmt::skip]
        check_part("spo2 scale 2 on oxygen", |p| spo2_scale_2(p, true), &[
            (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 1), (94, 1), (95, 2), (96, 2), (97, 3),
        ]);
        #[rustfmt::skip]
        check_part("systolic", systolic, &[
            (90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3),
        ]);
        #[rustfmt::skip]
        check_part("pulse", pulse, &[
            (40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3),
        ]);
        #[rustfmt::skip]
        check_part("temperature", temperature, &[
            (350, 3), (351, 1), (360, 1), (361, 0), (380, 0), (381, 1), (390, 1), (391, 2),
        ]);
        let level = |letter| consciousness(Consciousness::from_letter(letter).unwrap());
        assert_eq!(['A', 'C', 'V', 'P', 'U'].map(level), [0, 3, 3, 3, 3]);
    }

    #[test]
    fn values_between_two_marks_are_rounded_half_up_first() {
        // CLINICAL 1.2: the inputs where implementations part.
        #[rustfmt::skip]
        let table = [
            ("T 35.04", temperature(tenths(35_040)), 3),
            ("T 35.05", temperature(tenths(35_050)), 1),
            ("T 38.04", temperature(tenths(38_040)), 0),
            ("T 39.04", temperature(tenths(39_040)), 1),
            ("SpO2 91.4", spo2_scale_1(whole(91_400)), 3),
            ("SpO2 91.5", spo2_scale_1(whole(91_500)), 2),
            ("SpO2 93.4", spo2_scale_1(whole(93_400)), 2),
            ("SpO2 95.4", spo2_scale_1(whole(95_400)), 1),
            ("RR 24.5", respiration(whole(24_500)), 3),
        ];
        for (name, got, want) in table {
            assert_eq!(got, want, "{name}");
        }
    }

    fn normal() -> Observation {
        Observation {
            respiration_milli: Some(18_000),
            spo2_milli_percent: Some(96_000),
            spo2_scale: Spo2Scale::One,
            supplemental_oxygen: Some(false),
            systolic_milli_mmhg: Some(120_000),
            pulse_milli_bpm: Some(70_000),
            consciousness: Some(Consciousness::Alert),
            temperature_milli_celsius: Some(36_800),
        }
    }

    #[test]
    fn a_complete_score_has_equal_bounds() {
        let scored = score(&normal());
        assert_eq!((scored.low, scored.high, scored.is_complete()), (0, 0, true));
    }

    #[test]
    fn the_score_is_its_lower_bound_and_a_three_is_told_apart_from_a_sum_of_three() {
        let check = |seen: Observation, want: (u8, bool), name: &str| {
            let scored = score(&seen);
            assert_eq!((scored.score(), scored.has_single_three()), want, "{name}");
        };
        let spo2 = |percent: i32| Some(percent * 1000);
        check(Observation { spo2_milli_percent: spo2(91), ..normal() }, (3, true), "one of 3");
        let two_and_one =
            Observation { spo2_milli_percent: spo2(93), pulse_milli_bpm: Some(95_000), ..normal() };
        check(two_and_one, (3, false), "2 and 1");
        check(Observation { spo2_milli_percent: None, ..normal() }, (0, false), "one missing");
        assert!(!score(&Observation { spo2_milli_percent: None, ..normal() }).is_complete());
    }

    #[test]
    fn a_missing_part_widens_the_bounds_and_is_never_normal() {
        let nothing = score(&Observation::default());
        assert_eq!((nothing.low, nothing.high, nothing.known()), (0, 20, 0));
        let no_oxygen = score(&Observation { supplemental_oxygen: None, ..normal() });
        assert_eq!((no_oxygen.low, no_oxygen.high), (0, 2));
    }

    #[test]
    fn on_scale_2_unknown_oxygen_widens_the_saturation_too() {
        let unknown = Observation {
            spo2_scale: Spo2Scale::Two,
            spo2_milli_percent: Some(97_000),
            supplemental_oxygen: None,
            ..normal()
        };
        let scored = score(&unknown);
        assert_eq!((scored.low, scored.high), (0, 5));
    }

    #[test]
    fn lower_saturation_never_scores_fewer_points() {
        for percent in 50..100 {
            assert!(spo2_scale_1(percent) >= spo2_scale_1(percent + 1), "{percent} %");
        }
    }
}
