//! The demo's first hours: one person worsens, one pressure is odd, one gateway drops out.
//!
//! Minutes count from the start, and at time ×60 a minute passes in a second.

use std::ops::Range;

use crate::civil::MINUTE;
use crate::dice::line_through;
use crate::monitor::MonitorKind::{self, App, Belt, Cuff, Oximeter, Scale, Thermometer};

use super::body::State;

/// What happens to a person of the cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Oxygen falls from 95 % to 87 % within 40 minutes, and further, whoever asks.
    Worsens,
    /// The cuff sends 192/118 once; asked again, it is 138/84.
    OddPressure,
    /// The gateway has no link for 20 minutes, and keeps what it hears.
    DropsOut,
}

impl Story {
    /// Until then the person measures by the story's plan; after it by the day's.
    pub(super) const ENDS_MIN: i64 = 240;

    /// What the person measures, and in which minute.
    pub(super) fn plan(self) -> &'static [(i64, MonitorKind)] {
        match self {
            Self::Worsens => &[
                (3, Oximeter),
                (5, App),
                (6, Cuff),
                (7, Thermometer),
                (20, Oximeter),
                (21, App),
                (30, Oximeter),
                (32, App),
                (41, Oximeter),
                (43, App),
                (44, Cuff),
                (56, Oximeter),
                (90, Oximeter),
                (150, Oximeter),
                (210, Oximeter),
            ],
            Self::OddPressure => {
                &[(4, Oximeter), (6, App), (7, Thermometer), (12, Cuff), (58, Oximeter)]
            }
            Self::DropsOut => &[
                (2, Scale),
                (4, Oximeter),
                (6, Cuff),
                (8, App),
                (9, Thermometer),
                (19, Belt),
                (22, Oximeter),
                (27, Cuff),
                (31, App),
                (45, Oximeter),
            ],
        }
    }

    /// When the home has no link, in minutes.
    pub(super) fn offline(self) -> Option<Range<i64>> {
        (self == Self::DropsOut).then_some(15..35)
    }

    /// What the story does to the body, so long after the start.
    pub(super) fn shape(self, since_start_ms: i64, state: &mut State) {
        let minute = since_start_ms as f64 / MINUTE as f64;
        match self {
            Self::Worsens if (0.0..TREATED_MIN).contains(&minute) => {
                state.spo2 = line_through(&FALLING_SPO2, minute);
                state.respiration = line_through(&RISING_RESPIRATION, minute);
                state.pulse = line_through(&RISING_PULSE, minute);
                state.systolic = 128.0;
                state.temperature = 37.3;
            }
            Self::OddPressure if (0.0..TREATED_MIN).contains(&minute) => {
                let odd = (11.5..12.5).contains(&minute);
                (state.systolic, state.diastolic) =
                    if odd { (192.0, 118.0) } else { (138.0, 84.0) };
            }
            Self::Worsens | Self::OddPressure | Self::DropsOut => {}
        }
    }
}

/// Twelve hours on, whoever worsened has been treated.
const TREATED_MIN: f64 = 720.0;

/// 95, 91, 89, 87 at the planned minutes 3, 20, 30 and 41, and lower when asked after that.
const FALLING_SPO2: [(f64, f64); 10] = [
    (0.0, 95.0),
    (8.0, 95.0),
    (18.0, 91.0),
    (23.0, 91.0),
    (28.0, 89.0),
    (35.0, 89.0),
    (39.0, 87.0),
    (60.0, 86.0),
    (240.0, 85.0),
    (720.0, 94.0),
];
const RISING_RESPIRATION: [(f64, f64); 6] =
    [(0.0, 18.0), (10.0, 18.0), (21.0, 21.0), (30.0, 25.0), (43.0, 27.0), (720.0, 18.0)];
const RISING_PULSE: [(f64, f64); 5] =
    [(0.0, 86.0), (20.0, 98.0), (30.0, 112.0), (60.0, 116.0), (720.0, 86.0)];
