//! What was measured, by kind, in canonical units: values and their bytes.

use crate::Quantity;
use crate::bytes::{Reader, put_u16};
use crate::envelope::FrameError;

/// What was measured, in thousandths of the unit named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A cuff inflation: mmHg, and beats a minute.
    BloodPressure {
        /// The higher pressure.
        systolic: Quantity,
        /// The lower pressure.
        diastolic: Quantity,
        /// The pulse that the cuff counted.
        pulse: Quantity,
    },
    /// Oxygen saturation in percent, with the pulse in beats a minute.
    Oximetry {
        /// Saturation.
        spo2: Quantity,
        /// The pulse that the oximeter counted.
        pulse: Quantity,
    },
    /// Heart rate from a belt or watch, in beats a minute.
    HeartRate {
        /// The rate.
        rate: Quantity,
        /// Beat intervals in 1/1024 s, oldest first.
        rr_1024: Vec<u16>,
    },
    /// Breaths a minute.
    Respiration {
        /// The rate.
        rate: Quantity,
    },
    /// Body temperature in degrees Celsius.
    Temperature {
        /// The temperature.
        temperature: Quantity,
    },
    /// Body weight in kilograms, so whole grams.
    Weight {
        /// The weight.
        weight: Quantity,
    },
    /// Glucose from a finger stick in mmol/L, so whole micromoles per litre.
    GlucoseMeter {
        /// The concentration.
        glucose: Quantity,
    },
    /// Glucose from a continuous sensor in mmol/L, so whole micromoles per litre.
    GlucoseCgm {
        /// The concentration.
        glucose: Quantity,
    },
    /// Level of consciousness, as somebody present says.
    Consciousness {
        /// A letter of ACVPU, not judged.
        letter: u8,
    },
    /// Whether the person breathes supplemental oxygen.
    SupplementalOxygen {
        /// True for oxygen, false for air.
        on: bool,
    },
}

impl Body {
    /// The number that stands for this kind of body in the binary form.
    pub fn kind(&self) -> u8 {
        match self {
            Self::BloodPressure { .. } => 1,
            Self::Oximetry { .. } => 2,
            Self::HeartRate { .. } => 3,
            Self::Respiration { .. } => 4,
            Self::Temperature { .. } => 5,
            Self::Weight { .. } => 6,
            Self::GlucoseMeter { .. } => 7,
            Self::GlucoseCgm { .. } => 8,
            Self::Consciousness { .. } => 9,
            Self::SupplementalOxygen { .. } => 10,
        }
    }

    /// CRC32C of the encoded body: [`WireReading::raw_crc`](crate::WireReading) of a reading that
    /// never was a characteristic's bytes.
    pub fn checksum(&self) -> u32 {
        let mut encoded = Vec::with_capacity(24);
        self.put(&mut encoded);
        crc32c::crc32c(&encoded)
    }

    pub(crate) fn put(&self, out: &mut Vec<u8>) {
        out.push(self.kind());
        match self {
            Self::BloodPressure { systolic, diastolic, pulse } => {
                systolic.put(out);
                diastolic.put(out);
                pulse.put(out);
            }
            Self::Oximetry { spo2, pulse } => {
                spo2.put(out);
                pulse.put(out);
            }
            Self::HeartRate { rate, rr_1024 } => {
                rate.put(out);
                // A characteristic holds 254 intervals at most, and JSON is refused beyond that.
                let count = u16::try_from(rr_1024.len()).unwrap_or(u16::MAX);
                put_u16(out, count);
                rr_1024.iter().take(usize::from(count)).for_each(|&rr| put_u16(out, rr));
            }
            Self::Respiration { rate } => rate.put(out),
            Self::Temperature { temperature } => temperature.put(out),
            Self::Weight { weight } => weight.put(out),
            Self::GlucoseMeter { glucose } | Self::GlucoseCgm { glucose } => glucose.put(out),
            Self::Consciousness { letter } => out.push(*letter),
            Self::SupplementalOxygen { on } => out.push(u8::from(*on)),
        }
    }

    pub(crate) fn take(reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        Ok(match reader.u8("kind of body")? {
            1 => Self::BloodPressure {
                systolic: Quantity::take(reader)?,
                diastolic: Quantity::take(reader)?,
                pulse: Quantity::take(reader)?,
            },
            2 => Self::Oximetry { spo2: Quantity::take(reader)?, pulse: Quantity::take(reader)? },
            3 => Self::HeartRate { rate: Quantity::take(reader)?, rr_1024: take_rr(reader)? },
            4 => Self::Respiration { rate: Quantity::take(reader)? },
            5 => Self::Temperature { temperature: Quantity::take(reader)? },
            6 => Self::Weight { weight: Quantity::take(reader)? },
            7 => Self::GlucoseMeter { glucose: Quantity::take(reader)? },
            8 => Self::GlucoseCgm { glucose: Quantity::take(reader)? },
            9 => Self::Consciousness { letter: reader.u8("letter")? },
            10 => Self::SupplementalOxygen { on: take_bool(reader)? },
            _ => return Err(reader.malformed_before(1, "kind of body")),
        })
    }
}

fn take_bool(reader: &mut Reader<'_>) -> Result<bool, FrameError> {
    match reader.u8("yes or no")? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(reader.malformed_before(1, "yes or no")),
    }
}

fn take_rr(reader: &mut Reader<'_>) -> Result<Vec<u16>, FrameError> {
    let count = usize::from(reader.u16("interval count")?);
    // The slice is taken before anything is allocated, so a false count costs nothing.
    let bytes = reader.take(count * 2, "intervals")?;
    Ok(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
}
