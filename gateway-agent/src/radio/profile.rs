//! What is asked of which characteristic of a monitor.

use gatt::Characteristic;

/// A characteristic that a monitor has, and what may be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// Which one.
    pub characteristic: Characteristic,
    /// Whether it can be read.
    pub readable: bool,
    /// Whether it can be written, and the monitor says that it was.
    pub writable: bool,
    /// Whether the monitor sends it by itself.
    pub sends: bool,
}

/// What a monitor has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Features(pub Vec<Feature>);

impl Features {
    /// Those that hold measurements, the most fleeting first: what a cuff has kept comes within
    /// milliseconds of being asked for.
    pub fn measurements(&self) -> impl Iterator<Item = Characteristic> {
        MEASUREMENTS.iter().copied().filter(|it| self.find(*it).is_some_and(|it| it.sends))
    }

    /// Whether this can be read.
    pub fn reads(&self, characteristic: Characteristic) -> bool {
        self.find(characteristic).is_some_and(|it| it.readable)
    }

    /// The monitor's clock: the one of the two that can be read, and whether it can be set.
    pub fn clock(&self) -> Option<(Characteristic, bool)> {
        CLOCKS
            .iter()
            .find(|it| self.reads(**it))
            .map(|it| (*it, self.find(*it).is_some_and(|it| it.writable)))
    }

    /// Whether it wants to know for which of its users it may speak.
    pub fn has_users(&self) -> bool {
        self.find(Characteristic::UserControl).is_some_and(|it| it.sends && it.writable)
    }

    /// What kind of records it keeps and hands out on request.
    pub fn records(&self) -> Option<Kind> {
        let control = self.find(Characteristic::RecordAccess)?;
        let kinds = [Kind::Glucose, Kind::Sensor, Kind::SpotCheck];
        let has = |kind: &Kind| self.find(kind.characteristic()).is_some_and(|it| it.sends);
        kinds.into_iter().find(has).filter(|_| control.sends && control.writable)
    }

    fn find(&self, characteristic: Characteristic) -> Option<&Feature> {
        self.0.iter().find(|it| it.characteristic == characteristic)
    }
}

/// The records that a monitor keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of a glucose meter: numbered.
    Glucose,
    /// Of a continuous glucose monitor: numbered by the minutes since its session began.
    Sensor,
    /// Of an oximeter: without numbers.
    SpotCheck,
}

impl Kind {
    /// What a record comes as.
    pub fn characteristic(self) -> Characteristic {
        match self {
            Self::Glucose => Characteristic::Glucose,
            Self::Sensor => Characteristic::Cgm,
            Self::SpotCheck => Characteristic::SpotCheck,
        }
    }

    /// Whether records have numbers, so that only new ones can be asked for.
    pub fn is_numbered(self) -> bool {
        self != Self::SpotCheck
    }
}

/// Whether a value of it is a measurement. Everything else that comes unasked is the echo of a read,
/// ours or bluetoothd's own: both arrive the same way.
pub fn is_measurement(characteristic: Characteristic) -> bool {
    MEASUREMENTS.contains(&characteristic)
}

/// Whether a monitor that sends it does so all the time, and silence says that it is gone.
pub fn is_continuous(characteristic: Characteristic) -> bool {
    use Characteristic::{Cgm, Continuous, HeartRate};
    matches!(characteristic, Continuous | HeartRate | Cgm)
}

/// What a device measures, by the 128-bit numbers of the services that it announces.
pub fn measures(services: &[u128]) -> Vec<&'static str> {
    let battery = Characteristic::Battery;
    let base = battery.uuid128() ^ u128::from(battery.uuid16()) << 96;
    let has = |uuid: u16| services.contains(&(base | u128::from(uuid) << 96));
    SERVICES.into_iter().filter(|(uuid, _)| has(*uuid)).map(|(_, word)| word).collect()
}

/// Services that a monitor of ours may announce.
///
/// Source: Bluetooth Assigned Numbers.
#[rustfmt::skip]
const SERVICES: [(u16, &str); 7] = [
    (0x1808, "glucose"),
    (0x1809, "temperature"),
    (0x180D, "heart rate"),
    (0x1810, "blood pressure"),
    (0x181D, "weight"),
    (0x181F, "continuous glucose"),
    (0x1822, "oxygen"),
];

/// What is subscribed to. Not the cuff at work (2A36), the composition of a body (2A9C) and the
/// context of a glucose record (2A34): none of them is sent on.
const MEASUREMENTS: [Characteristic; 8] = [
    Characteristic::BloodPressure,
    Characteristic::Weight,
    Characteristic::Temperature,
    Characteristic::SpotCheck,
    Characteristic::Glucose,
    Characteristic::Cgm,
    Characteristic::Continuous,
    Characteristic::HeartRate,
];

const CLOCKS: [Characteristic; 2] = [Characteristic::CurrentTime, Characteristic::DateTime];
