//! What a monitor measured, before it is bytes. Numbers are as found: nothing here judges them.

use crate::monitor::MonitorKind;

/// One measurement. A value that is not a number stands for one that failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sample {
    Cuff(Cuff),
    Oximetry {
        spo2: f64,
        pulse: Option<f64>,
        weak_signal: bool,
    },
    HeartRate {
        bpm: f64,
        rr_1024: Box<[u16]>,
    },
    Celsius(f64),
    Fahrenheit(f64),
    Kilograms(f64),
    MeterMgDl(f64),
    MeterMmolL(f64),
    /// A drop of control solution: the meter is tested, not the person.
    MeterControlMgDl(f64),
    /// A new sensor was put on; says when the session began.
    CgmStart,
    CgmMgDl(f64),
    Respiration(f64),
    /// A letter of ACVPU.
    Consciousness(u8),
    Oxygen(bool),
    /// What is left in a monitor's battery, in percent: nothing about the person.
    Battery(MonitorKind, u8),
}

/// One inflation of a cuff, in mmHg and beats a minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cuff {
    pub(crate) systolic: f64,
    pub(crate) diastolic: f64,
    pub(crate) pulse: Option<f64>,
    pub(crate) moved: bool,
    pub(crate) irregular: bool,
}

impl Cuff {
    /// A measurement about which the cuff has nothing to remark.
    pub(crate) fn plain(systolic: f64, diastolic: f64, pulse: Option<f64>) -> Self {
        Self { systolic, diastolic, pulse, moved: false, irregular: false }
    }

    /// A failed inflation, as cuffs send it: nothing but NaN, and no remark.
    pub(crate) fn failed() -> Self {
        Self::plain(f64::NAN, f64::NAN, Some(f64::NAN))
    }
}

impl Sample {
    /// The kind of monitor that measures this.
    pub(crate) fn monitor(&self) -> MonitorKind {
        match self {
            Self::Cuff(_) => MonitorKind::Cuff,
            Self::Oximetry { .. } => MonitorKind::Oximeter,
            Self::HeartRate { .. } => MonitorKind::Belt,
            Self::Celsius(_) | Self::Fahrenheit(_) => MonitorKind::Thermometer,
            Self::Kilograms(_) => MonitorKind::Scale,
            Self::MeterMgDl(_) | Self::MeterMmolL(_) | Self::MeterControlMgDl(_) => {
                MonitorKind::GlucoseMeter
            }
            Self::CgmStart | Self::CgmMgDl(_) => MonitorKind::Cgm,
            Self::Battery(kind, _) => *kind,
            Self::Respiration(_) | Self::Consciousness(_) | Self::Oxygen(_) => MonitorKind::App,
        }
    }
}

/// A measurement with its times.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    /// When it leaves the monitor.
    pub(crate) at_ms: i64,
    /// When the body was measured.
    pub(crate) taken_at_ms: i64,
    pub(crate) sample: Sample,
}

/// Cuts a strip of beat intervals into notifications that fit a usual Bluetooth packet.
///
/// Gives each with the milliseconds from the start of the strip until it leaves, which is when its
/// last beat was heard. Intervals are in ms; one over 64 s is cut to what two bytes hold.
pub(crate) fn strip(bpm: f64, intervals_ms: &[f64]) -> Vec<(i64, Sample)> {
    let mut heard_ms = 0.0;
    intervals_ms
        .chunks(INTERVALS_MAX)
        .map(|part| {
            heard_ms += part.iter().sum::<f64>();
            let rr_1024 = part.iter().map(|ms| (ms * 1.024).round() as u16).collect();
            (heard_ms as i64, Sample::HeartRate { bpm, rr_1024 })
        })
        .collect()
}

/// 180 bytes hold the flags, the rate and 89 intervals.
const INTERVALS_MAX: usize = 89;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_strip_is_cut_and_keeps_every_interval_in_order() {
        let intervals: Vec<f64> = (0..300).map(|n| 800.0 + f64::from(n)).collect();
        let parts = strip(70.0, &intervals);
        assert_eq!(parts.len(), 4);
        let mut rejoined = Vec::new();
        let mut before = 0;
        for (leaves_ms, part) in parts {
            assert!(leaves_ms > before);
            before = leaves_ms;
            let Sample::HeartRate { bpm, rr_1024 } = part else { panic!("{part:?}") };
            assert_eq!(bpm, 70.0);
            rejoined.extend(rr_1024);
        }
        let expected: Vec<u16> = intervals.iter().map(|ms| (ms * 1.024).round() as u16).collect();
        assert_eq!(rejoined, expected);
        assert_eq!(before, intervals.iter().sum::<f64>() as i64);
    }
}
