//! When people measure, and how often they don't.

use crate::monitor::MonitorKind;

/// The share of what is due that a person does, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habits {
    /// Weighings.
    pub(crate) weights: f64,
    /// Blood pressures; the other monitors are used as readily.
    pub(crate) pressures: f64,
    /// Questions in the app.
    pub(crate) questions: f64,
}

impl Default for Habits {
    /// 81 % of weights, 75 % of pressures and 71 % of questions, as UX.md has them for the demo.
    fn default() -> Self {
        Self { weights: 0.81, pressures: 0.75, questions: 0.71 }
    }
}

impl Habits {
    /// The probability that a person does what is due with this monitor.
    pub(crate) fn does(&self, kind: MonitorKind) -> f64 {
        match kind {
            MonitorKind::Scale => self.weights,
            MonitorKind::App => self.questions,
            MonitorKind::Cgm => 1.0, // worn, not done
            MonitorKind::Cuff
            | MonitorKind::Oximeter
            | MonitorKind::Thermometer
            | MonitorKind::Belt
            | MonitorKind::GlucoseMeter => self.pressures,
        }
    }
}

/// One sitting of a day: around which hour of local time, and what is due.
pub(crate) struct Sitting {
    pub(crate) name: &'static str,
    pub(crate) hour_min: f64,
    pub(crate) hour_max: f64,
    pub(crate) due: &'static [MonitorKind],
}

/// The plan of a day, for whoever has the monitors.
pub(crate) const DAY_PLAN: [Sitting; 3] = {
    use MonitorKind::{App, Belt, Cuff, GlucoseMeter, Oximeter, Scale, Thermometer};
    [
        Sitting {
            name: "morning",
            hour_min: 6.5,
            hour_max: 9.0,
            due: &[Scale, GlucoseMeter, Oximeter, Cuff, Thermometer, Belt, App],
        },
        Sitting { name: "midday", hour_min: 12.0, hour_max: 14.0, due: &[Oximeter] },
        Sitting {
            name: "evening",
            hour_min: 18.0,
            hour_max: 20.5,
            due: &[GlucoseMeter, Oximeter, Cuff, Thermometer, App],
        },
    ]
};
