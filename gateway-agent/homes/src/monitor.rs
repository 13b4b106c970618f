//! A monitor: its id, what it measures, and its own idea of the time.

use vitals::{DeviceId, VitalSign};

/// What a monitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonitorKind {
    /// Blood-pressure cuff: 2A35.
    Cuff,
    /// Pulse oximeter: 2A5E.
    Oximeter,
    /// Thermometer: 2A1C.
    Thermometer,
    /// Scale: 2A9D.
    Scale,
    /// Chest belt: 2A37. Keeps nothing and tells no time.
    Belt,
    /// Finger-stick meter: 2A18.
    GlucoseMeter,
    /// Continuous glucose sensor: 2AAA when a session starts, then 2AA7.
    Cgm,
    /// The home's app, where the person answers questions: respiration, consciousness and oxygen
    /// have no characteristic.
    App,
}

impl MonitorKind {
    /// A short word for ids: `cuff`, `meter`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cuff => "cuff",
            Self::Oximeter => "oximeter",
            Self::Thermometer => "thermometer",
            Self::Scale => "scale",
            Self::Belt => "belt",
            Self::GlucoseMeter => "meter",
            Self::Cgm => "cgm",
            Self::App => "app",
        }
    }

    /// The monitors that can answer "measure this again", the best first.
    pub(crate) fn that_measure(sign: VitalSign) -> &'static [Self] {
        match sign {
            VitalSign::Systolic | VitalSign::Diastolic => &[Self::Cuff],
            VitalSign::Spo2 => &[Self::Oximeter],
            VitalSign::Pulse => &[Self::Oximeter, Self::Cuff, Self::Belt],
            VitalSign::Rhythm => &[Self::Cuff, Self::Belt],
            VitalSign::Temperature => &[Self::Thermometer],
            VitalSign::Weight => &[Self::Scale],
            // The sensor measures on its own; a person can only use the meter.
            VitalSign::Glucose => &[Self::GlucoseMeter],
            VitalSign::Respiration | VitalSign::SupplementalOxygen | VitalSign::Consciousness => {
                &[Self::App]
            }
        }
    }
}

/// A monitor in a home.
#[derive(Debug, Clone)]
pub struct Monitor {
    /// Its id, made of its kind and its person's id.
    pub device: DeviceId,
    /// What it is.
    pub kind: MonitorKind,
    /// What its clock shows, less UTC. It knows no zone and no summer time.
    clock_ahead_ms: i64,
    /// Records made so far; a meter numbers them.
    pub(crate) records: u16,
    /// When the sensor was put on.
    pub(crate) session_start_ms: i64,
}

impl Monitor {
    pub(crate) fn new(device: DeviceId, kind: MonitorKind, clock_ahead_ms: i64) -> Self {
        Self { device, kind, clock_ahead_ms, records: 0, session_start_ms: 0 }
    }

    /// What its clock shows at this moment: local ms since 1970, as one reads it over 2A2B or 2A08.
    /// `None` for one that keeps no time.
    pub fn clock_ms(&self, at_ms: i64) -> Option<i64> {
        (self.kind != MonitorKind::Belt).then_some(at_ms + self.clock_ahead_ms)
    }

    /// What its clock shows, for the times that it writes into its records.
    pub(crate) fn shows_ms(&self, at_ms: i64) -> i64 {
        at_ms + self.clock_ahead_ms
    }

    /// Sets its clock, as a gateway does after reading it.
    pub fn set_clock(&mut self, at_ms: i64, shows_ms: i64) {
        self.clock_ahead_ms = shows_ms - at_ms;
    }
}
