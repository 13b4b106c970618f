//! Body Composition Measurement (0x2A9C).

use crate::reader::Reader;
use crate::weight::MassUnit;
use crate::{DateTime, DecodeError};

/// What a scale measured besides, or together with, the weight.
///
/// Source: Bluetooth GATT Specification Supplement, Body Composition Measurement. Its table gives
/// the impedance another exponent than its text: tenths of an ohm are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyComposition {
    /// Body fat in tenths of a per cent, or [`crate::weight::UNSUCCESSFUL`].
    pub body_fat: u16,
    /// The units of masses and height.
    pub unit: MassUnit,
    /// One of several values that make up one measurement, to be put together by the receiver.
    pub multi_packet: bool,
    /// When it was taken, by the scale's clock.
    pub time: Option<DateTime>,
    /// The scale's user slot; 0xFF is somebody it does not know.
    pub user: Option<u8>,
    /// Basal metabolism in kilojoules.
    pub basal_metabolism_kj: Option<u16>,
    /// Muscle in tenths of a per cent.
    pub muscle: Option<u16>,
    /// Mass of muscle, in steps of 0.005 kg or 0.01 lb, like the four below.
    pub muscle_mass: Option<u16>,
    /// Mass of all but fat, in steps.
    pub fat_free_mass: Option<u16>,
    /// Mass of all but fat and bone, in steps.
    pub soft_lean_mass: Option<u16>,
    /// Mass of water, in steps.
    pub body_water_mass: Option<u16>,
    /// Impedance in tenths of an ohm.
    pub impedance: Option<u16>,
    /// Weight, in steps.
    pub weight: Option<u16>,
    /// Height in steps of 0.001 m or 0.1 in.
    pub height: Option<u16>,
}

impl BodyComposition {
    /// Body fat alone, in tenths of a per cent, from a scale in kilograms.
    pub const fn from_body_fat(tenths: u16) -> Self {
        Self {
            body_fat: tenths,
            unit: MassUnit::Metric,
            multi_packet: false,
            time: None,
            user: None,
            basal_metabolism_kj: None,
            muscle: None,
            muscle_mass: None,
            fat_free_mass: None,
            soft_lean_mass: None,
            body_water_mass: None,
            impedance: None,
            weight: None,
            height: None,
        }
    }

    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u16("flags")?;
        let body_fat = reader.u16("body fat")?;
        let time = reader.when(flags & 1 << 1 != 0, |reader| reader.date_time("time"))?;
        let user = reader.when(flags & 1 << 2 != 0, |reader| reader.u8("user"))?;
        let mut field =
            |bit: u16, name| reader.when(flags & 1 << bit != 0, |reader| reader.u16(name));
        Ok(Self {
            body_fat,
            unit: if flags & 1 == 0 { MassUnit::Metric } else { MassUnit::Imperial },
            multi_packet: flags & 1 << 12 != 0,
            time,
            user,
            basal_metabolism_kj: field(3, "basal metabolism")?,
            muscle: field(4, "muscle")?,
            muscle_mass: field(5, "muscle mass")?,
            fat_free_mass: field(6, "fat-free mass")?,
            soft_lean_mass: field(7, "soft lean mass")?,
            body_water_mass: field(8, "body water mass")?,
            impedance: field(9, "impedance")?,
            weight: field(10, "weight")?,
            height: field(11, "height")?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let fields = [
            self.basal_metabolism_kj,
            self.muscle,
            self.muscle_mass,
            self.fat_free_mass,
            self.soft_lean_mass,
            self.body_water_mass,
            self.impedance,
            self.weight,
            self.height,
        ];
        let mut flags = u16::from(self.unit == MassUnit::Imperial)
            | u16::from(self.time.is_some()) << 1
            | u16::from(self.user.is_some()) << 2
            | u16::from(self.multi_packet) << 12;
        for (field, bit) in fields.iter().zip(3..) {
            flags |= u16::from(field.is_some()) << bit;
        }
        let mut bytes = flags.to_le_bytes().to_vec();
        bytes.extend(self.body_fat.to_le_bytes());
        bytes.extend(self.time.into_iter().flat_map(DateTime::to_bytes));
        bytes.extend(self.user);
        bytes.extend(fields.into_iter().flatten().flat_map(u16::to_le_bytes));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    fn check(hex: &str, want: &BodyComposition) {
        assert_eq!(BodyComposition::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), BodyComposition::decode);
    }

    const BARE: BodyComposition = BodyComposition::from_body_fat(215);

    #[test]
    fn each_flag_adds_its_field() {
        check("0000 D700", &BARE);
        check("0100 D700", &BodyComposition { unit: MassUnit::Imperial, ..BARE });
        check("0010 D700", &BodyComposition { multi_packet: true, ..BARE });
        check("0800 D700 0F1A", &BodyComposition { basal_metabolism_kj: Some(6671), ..BARE });
        check("0002 D700 8813", &BodyComposition { impedance: Some(5000), ..BARE });
        check(
            "FE0F D700 EA070B15081E00 01 0100 0200 0300 0400 0500 0600 0700 0800 0900",
            &BodyComposition {
                time: Some(NOVEMBER_21),
                user: Some(1),
                basal_metabolism_kj: Some(1),
                muscle: Some(2),
                muscle_mass: Some(3),
                fat_free_mass: Some(4),
                soft_lean_mass: Some(5),
                body_water_mass: Some(6),
                impedance: Some(7),
                weight: Some(8),
                height: Some(9),
                ..BARE
            },
        );
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        assert_eq!(BodyComposition::decode(&bytes("00E0 D700 01")), Ok(BARE));
    }
}
