//! What lies behind a chart of a person's vital signs: the bands of the score, and what is usual for them.

use risk_engine::fact::Spo2Scale;
use risk_engine::news2;
use serde::Serialize;
use store::readings::ReadingRow;
use utoipa::ToSchema;
use vitals::VitalSign;

use super::me::usual::Usual;
use crate::wording;

/// Behind one sign's chart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartGround)]
pub(super) struct Ground {
    sign: &'static str,
    unit: &'static str,
    /// By value, lowest first, without gaps.
    bands: Vec<Band>,
    usual: Option<Range>,
}

/// Values that score the same. An edge lies between two whole values (of temperature, tenths): the score rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartBand)]
struct Band {
    /// None: however low.
    from: Option<f64>,
    /// None: however high.
    to: Option<f64>,
    points: u8,
}

/// Where eight in ten of a person's own values of a month lie.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartRange)]
struct Range {
    low: f64,
    high: f64,
}

/// How a person's oxygen is scored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Oxygen {
    pub(super) scale: Spo2Scale,
    pub(super) supplemental: bool,
}

/// What a month is, to say what is usual.
const MONTH_MS: i64 = 30 * 24 * 3_600_000;
/// Steps of a scored value that are looked at: whole ones up to 300, tenths of a degree up to 50.
const STEPS: i32 = 500;

/// Behind each chart, in the order in which they stand.
pub(super) fn grounds(rows: &[ReadingRow], oxygen: Oxygen, now_ms: i64) -> Vec<Ground> {
    let month = || rows.iter().filter(|row| row.taken_at.unix_ms() > now_ms - MONTH_MS);
    SIGNS
        .into_iter()
        .map(|sign| Ground {
            sign: wording::sign_name(sign),
            unit: wording::unit(sign),
            bands: bands(sign, oxygen),
            usual: Usual::of(month(), sign, now_ms).map(|usual| Range {
                low: wording::number(sign, usual.low),
                high: wording::number(sign, usual.high),
            }),
        })
        .collect()
}

const SIGNS: [VitalSign; 5] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::Systolic,
    VitalSign::Pulse,
    VitalSign::Temperature,
];

/// The bands as the score itself draws them.
fn bands(sign: VitalSign, oxygen: Oxygen) -> Vec<Band> {
    let points = |step: i32| match sign {
        VitalSign::Respiration => news2::respiration(step),
        VitalSign::Spo2 => match oxygen.scale {
            Spo2Scale::One => news2::spo2_scale_1(step),
            Spo2Scale::Two => news2::spo2_scale_2(step, oxygen.supplemental),
        },
        VitalSign::Systolic => news2::systolic(step),
        VitalSign::Pulse => news2::pulse(step),
        _ => news2::temperature(step),
    };
    let steps_per_unit = if sign == VitalSign::Temperature { 10.0 } else { 1.0 };
    let edge = |step: i32| (f64::from(step) - 0.5) / steps_per_unit;
    let mut bands = vec![Band { from: None, to: None, points: points(0) }];
    for step in 1..STEPS {
        let last = bands.len() - 1;
        if points(step) != bands[last].points {
            bands[last].to = Some(edge(step));
            bands.push(Band { from: Some(edge(step)), to: None, points: points(step) });
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sign: VitalSign, oxygen: Oxygen, edges: &[f64], points: &[u8]) {
        let bands = bands(sign, oxygen);
        assert_eq!(bands.iter().map(|band| band.points).collect::<Vec<_>>(), points);
        assert_eq!(bands.iter().filter_map(|band| band.to).collect::<Vec<_>>(), edges);
        assert_eq!(bands.iter().filter_map(|band| band.from).collect::<Vec<_>>(), edges);
    }

    #[test]
    fn bands_are_those_of_the_score() {
        let one = Oxygen { scale: Spo2Scale::One, supplemental: true };
        let (air, oxygen) = (
            Oxygen { scale: Spo2Scale::Two, supplemental: false },
            Oxygen { scale: Spo2Scale::Two, supplemental: true },
        );
        check(VitalSign::Respiration, one, &[8.5, 11.5, 20.5, 24.5], &[3, 1, 0, 2, 3]);
        check(VitalSign::Spo2, one, &[91.5, 93.5, 95.5], &[3, 2, 1, 0]);
        check(VitalSign::Spo2, air, &[83.5, 85.5, 87.5], &[3, 2, 1, 0]);
        let both = [83.5, 85.5, 87.5, 92.5, 94.5, 96.5];
        check(VitalSign::Spo2, oxygen, &both, &[3, 2, 1, 0, 1, 2, 3]);
        check(VitalSign::Systolic, one, &[90.5, 100.5, 110.5, 219.5], &[3, 2, 1, 0, 3]);
        check(VitalSign::Pulse, one, &[40.5, 50.5, 90.5, 110.5, 130.5], &[3, 1, 0, 1, 2, 3]);
        check(VitalSign::Temperature, one, &[35.05, 36.05, 38.05, 39.05], &[3, 1, 0, 1, 2]);
    }
}
