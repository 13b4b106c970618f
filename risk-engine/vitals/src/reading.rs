//! A reading: one measurement of one person by one device, with its times.

use bincode::{Decode, Encode};

use crate::{
    BloodPressure, DeviceId, Glucose, HeardAt, Known, Pressure, PulseRate, RespirationRate, Spo2,
    TakenAt, Temperature, UserSlot, Weight,
};

/// What identifies a reading for ever: where it stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct ReadingId {
    /// Offset of the journal entry that holds it.
    pub offset: u64,
    /// Place within that entry, from 0.
    pub index: u16,
}

/// One measurement with its origin and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The monitor, or the app, that it came from.
    pub device: DeviceId,
    /// The user that the monitor took it for, where it knows users.
    pub slot: Option<UserSlot>,
    /// When the body was measured.
    pub taken_at: TakenAt,
    /// When the gateway heard of it.
    pub heard_at: HeardAt,
    /// How the value came about.
    pub origin: Origin,
    /// What was measured.
    pub measurement: Measurement,
    /// What the monitor said about the quality of it.
    pub flags: Flags,
}

/// How a value came about. Billing counts only what a device sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A monitor measured and sent it.
    Device,
    /// A person typed it.
    Typed,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measurement {
    /// A cuff inflation.
    BloodPressure(BloodPressure),
    /// A systolic pressure that came without its diastolic, as charts have it.
    Systolic(Pressure),
    /// A diastolic pressure that came without its systolic.
    Diastolic(Pressure),
    /// Oxygen saturation, with the pulse that the oximeter counted.
    Oximetry(Spo2, Option<PulseRate>),
    /// Heart rate from a belt or watch, with the beat intervals in 1/1024 s, oldest first.
    HeartRate(PulseRate, Vec<u16>),
    /// Breaths in a minute.
    Respiration(RespirationRate),
    /// Body temperature.
    Temperature(Temperature),
    /// Body weight.
    Weight(Weight),
    /// Glucose from a finger stick. Never `Missing`.
    GlucoseMeter(Known<Glucose>),
    /// Glucose from a continuous sensor. Never `Missing`.
    GlucoseCgm(Known<Glucose>),
    /// Level of consciousness, as somebody present says.
    Consciousness(Consciousness),
    /// Whether the person breathes supplemental oxygen.
    SupplementalOxygen(bool),
}

/// Level of consciousness, ACVPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consciousness {
    /// Alert.
    Alert,
    /// Newly confused.
    Confused,
    /// Responds to voice.
    Voice,
    /// Responds to pain.
    Pain,
    /// Unresponsive.
    Unresponsive,
}

impl Consciousness {
    /// The letter of ACVPU.
    pub fn letter(self) -> char {
        match self {
            Self::Alert => 'A',
            Self::Confused => 'C',
            Self::Voice => 'V',
            Self::Pain => 'P',
            Self::Unresponsive => 'U',
        }
    }

    /// From the letter of ACVPU.
    pub fn from_letter(letter: char) -> Option<Self> {
        [Self::Alert, Self::Confused, Self::Voice, Self::Pain, Self::Unresponsive]
            .into_iter()
            .find(|level| level.letter() == letter)
    }
}

/// One vital sign: what rules and charts are about. A measurement holds one or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum VitalSign {
    /// Breaths in a minute.
    Respiration,
    /// Oxygen saturation.
    Spo2,
    /// Air or supplemental oxygen.
    SupplementalOxygen,
    /// Systolic pressure.
    Systolic,
    /// Diastolic pressure.
    Diastolic,
    /// Pulse or heart rate.
    Pulse,
    /// ACVPU.
    Consciousness,
    /// Body temperature.
    Temperature,
    /// Body weight.
    Weight,
    /// Glucose, from a meter or a sensor.
    Glucose,
    /// Whether the pulse was irregular: 1, or 0 if it was regular.
    Rhythm,
}

/// What a monitor said about the quality of a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// The person moved.
    pub movement: bool,
    /// The cuff was loose, or sat in the wrong place.
    pub poor_fit: bool,
    /// The pulse was irregular.
    pub irregular_pulse: bool,
    /// The monitor itself calls the value questionable.
    pub questionable: bool,
}
