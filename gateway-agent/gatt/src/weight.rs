//! Weight Measurement (0x2A9D).

use crate::reader::Reader;
use crate::{DateTime, Decimal, DecodeError};

/// What a scale measured.
///
/// Source: Bluetooth GATT Specification Supplement, Weight Measurement; Weight Scale Service 1.0.1
/// for [`UNSUCCESSFUL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Steps of 0.005 kg or 0.01 lb, or [`UNSUCCESSFUL`].
    pub steps: u16,
    /// The units of weight and height.
    pub unit: MassUnit,
    /// When it was taken, by the scale's clock.
    pub time: Option<DateTime>,
    /// The scale's user slot; 0xFF is somebody it does not know.
    pub user: Option<u8>,
    /// Body mass index and height; scales send both or neither.
    pub build: Option<Build>,
}

/// What a scale knows of a body besides its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// Body mass index in tenths of kg/m².
    pub bmi_tenths: u16,
    /// Height in steps of 0.001 m or 0.1 in.
    pub height_steps: u16,
}

/// The units of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MassUnit {
    /// Kilograms and metres.
    Metric,
    /// Pounds and inches.
    Imperial,
}

/// [`Weight::steps`] of a measurement that failed. Not 327.675 kg.
pub const UNSUCCESSFUL: u16 = 0xFFFF;

impl Weight {
    /// A weight in whole grams, to the nearest five; no more than 327.67 kg.
    pub fn from_grams(grams: u32) -> Self {
        // At most 65,534.
        let steps = ((grams.saturating_add(2)) / 5).min(u32::from(UNSUCCESSFUL) - 1) as u16;
        Self { steps, unit: MassUnit::Metric, time: None, user: None, build: None }
    }

    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        Ok(Self {
            unit: if flags & 1 == 0 { MassUnit::Metric } else { MassUnit::Imperial },
            steps: reader.u16("weight")?,
            time: reader.when(flags & 1 << 1 != 0, |reader| reader.date_time("time"))?,
            user: reader.when(flags & 1 << 2 != 0, |reader| reader.u8("user"))?,
            build: reader.when(flags & 1 << 3 != 0, |reader| {
                Ok(Build {
                    bmi_tenths: reader.u16("body mass index")?,
                    height_steps: reader.u16("height")?,
                })
            })?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![
            u8::from(self.unit == MassUnit::Imperial)
                | u8::from(self.time.is_some()) << 1
                | u8::from(self.user.is_some()) << 2
                | u8::from(self.build.is_some()) << 3,
        ];
        bytes.extend(self.steps.to_le_bytes());
        bytes.extend(self.time.into_iter().flat_map(DateTime::to_bytes));
        bytes.extend(self.user);
        if let Some(Build { bmi_tenths, height_steps }) = self.build {
            bytes.extend(bmi_tenths.to_le_bytes());
            bytes.extend(height_steps.to_le_bytes());
        }
        bytes
    }

    /// The weight in the scale's unit, exact; `None` when the measurement failed.
    pub fn weight(&self) -> Option<Decimal> {
        (self.steps != UNSUCCESSFUL).then(|| self.unit.mass(self.steps))
    }

    /// The weight to the nearest gram; `None` when the measurement failed.
    pub fn grams(&self) -> Option<i32> {
        self.weight().and_then(|weight| self.unit.grams(weight))
    }
}

impl MassUnit {
    /// The unit of mass, as people write it.
    pub fn mass_symbol(self) -> &'static str {
        match self {
            Self::Metric => "kg",
            Self::Imperial => "lb",
        }
    }

    /// The unit of height, as people write it.
    pub fn height_symbol(self) -> &'static str {
        match self {
            Self::Metric => "m",
            Self::Imperial => "in",
        }
    }

    /// A mass from its steps: 0.005 kg or 0.01 lb each.
    pub fn mass(self, steps: u16) -> Decimal {
        match self {
            Self::Metric => Decimal::new(i64::from(steps) * 5, -3),
            Self::Imperial => Decimal::new(steps.into(), -2),
        }
    }

    /// A height from its steps: 0.001 m or 0.1 in each.
    pub fn height(self, steps: u16) -> Decimal {
        match self {
            Self::Metric => Decimal::new(steps.into(), -3),
            Self::Imperial => Decimal::new(steps.into(), -1),
        }
    }

    /// A mass in this unit to the nearest gram, a tie upwards. One pound is 453.59237 g.
    pub fn grams(self, mass: Decimal) -> Option<i32> {
        match self {
            Self::Metric => mass.milli(),
            Self::Imperial => mass.ratio(45_359_237, 100_000)?.try_into().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    fn check(hex: &str, want: &Weight, grams: Option<i32>) {
        assert_eq!(Weight::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        assert_eq!(want.grams(), grams, "{hex}");
        check_cuts(&bytes(hex), Weight::decode);
    }

    #[test]
    fn each_flag_adds_its_field() {
        let base = Weight::from_grams(72_500);
        check("00 A438", &base, Some(72_500));
        let pounds = Weight { steps: 16_000, unit: MassUnit::Imperial, ..base.clone() };
        check("01 803E", &pounds, Some(72_575));
        let timed = Weight { time: Some(NOVEMBER_21), ..base.clone() };
        check("02 A438 EA070B15081E00", &timed, Some(72_500));
        check("04 A438 FF", &Weight { user: Some(0xFF), ..base.clone() }, Some(72_500));
        let build = Some(Build { bmi_tenths: 237, height_steps: 1750 });
        check("08 A438 ED00 D606", &Weight { build, ..base }, Some(72_500));
        let all = Weight { user: Some(1), build, ..timed };
        check("0E A438 EA070B15081E00 01 ED00 D606", &all, Some(72_500));
    }

    #[test]
    fn an_unsuccessful_measurement_has_no_weight() {
        let failed = Weight { steps: UNSUCCESSFUL, ..Weight::from_grams(0) };
        check("00 FFFF", &failed, None);
        let heaviest = Weight::from_grams(u32::MAX);
        check("00 FEFF", &heaviest, Some(327_670));
    }

    /// bluetooth-sig 0.6.0 accepted it.
    #[test]
    fn a_truncated_weight_is_refused() {
        let error = DecodeError::TooShort { field: "weight", at: 1, needed: 2, left: 1 };
        assert_eq!(Weight::decode(&bytes("00 A4")), Err(error));
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        assert_eq!(Weight::decode(&bytes("F0 A438 01")), Ok(Weight::from_grams(72_500)));
    }
}
