//! The characteristics that this package reads, and their numbers.

macro_rules! characteristics {
    ($($(#[$doc:meta])* $name:ident = $uuid:literal,)+) => {
        /// A characteristic that [`crate::decode`] reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Characteristic {
            $($(#[$doc])* $name,)+
        }

        impl Characteristic {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// From its 16-bit number.
            pub fn from_uuid16(uuid: u16) -> Option<Self> {
                match uuid {
                    $($uuid => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// Its 16-bit number.
            pub fn uuid16(self) -> u16 {
                match self {
                    $(Self::$name => $uuid,)+
                }
            }
        }
    };
}

characteristics!(
    /// Battery Level.
    Battery = 0x2A19,
    /// Date Time.
    DateTime = 0x2A08,
    /// Glucose Measurement.
    Glucose = 0x2A18,
    /// Temperature Measurement.
    Temperature = 0x2A1C,
    /// System ID.
    SystemId = 0x2A23,
    /// Model Number String.
    ModelNumber = 0x2A24,
    /// Serial Number String.
    SerialNumber = 0x2A25,
    /// Firmware Revision String.
    FirmwareRevision = 0x2A26,
    /// Hardware Revision String.
    HardwareRevision = 0x2A27,
    /// Software Revision String.
    SoftwareRevision = 0x2A28,
    /// Manufacturer Name String.
    Manufacturer = 0x2A29,
    /// Current Time.
    CurrentTime = 0x2A2B,
    /// Glucose Measurement Context.
    GlucoseContext = 0x2A34,
    /// Blood Pressure Measurement.
    BloodPressure = 0x2A35,
    /// Intermediate Cuff Pressure.
    CuffPressure = 0x2A36,
    /// Heart Rate Measurement.
    HeartRate = 0x2A37,
    /// PnP ID.
    PnpId = 0x2A50,
    /// Record Access Control Point.
    RecordAccess = 0x2A52,
    /// PLX Spot-Check Measurement.
    SpotCheck = 0x2A5E,
    /// PLX Continuous Measurement.
    Continuous = 0x2A5F,
    /// User Index.
    UserIndex = 0x2A9A,
    /// Body Composition Measurement.
    BodyComposition = 0x2A9C,
    /// Weight Measurement.
    Weight = 0x2A9D,
    /// User Control Point.
    UserControl = 0x2A9F,
    /// CGM Measurement.
    Cgm = 0x2AA7,
    /// CGM Feature.
    CgmFeature = 0x2AA8,
    /// CGM Status.
    CgmStatus = 0x2AA9,
    /// CGM Session Start Time.
    CgmSessionStart = 0x2AAA,
    /// CGM Specific Ops Control Point.
    CgmOps = 0x2AAC,
);

impl Characteristic {
    /// Its 128-bit number: the Bluetooth base UUID with the 16 bits put in.
    pub fn uuid128(self) -> u128 {
        BASE | u128::from(self.uuid16()) << 96
    }

    /// From its 128-bit number.
    pub fn from_uuid128(uuid: u128) -> Option<Self> {
        // What is left above is at most 32 bits, and only 16 of them may be set.
        let short = u16::try_from((uuid ^ BASE) >> 96).ok()?;
        Self::from_uuid16(short).filter(|characteristic| characteristic.uuid128() == uuid)
    }
}

/// 00000000-0000-1000-8000-00805F9B34FB.
const BASE: u128 = 0x0000_0000_0000_1000_8000_0080_5F9B_34FB;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_characteristic_is_found_by_both_numbers() {
        for characteristic in Characteristic::ALL {
            assert_eq!(Characteristic::from_uuid16(characteristic.uuid16()), Some(*characteristic));
            assert_eq!(
                Characteristic::from_uuid128(characteristic.uuid128()),
                Some(*characteristic)
            );
        }
    }

    #[test]
    fn the_long_number_is_the_base_with_the_short_one_in_it() {
        assert_eq!(Characteristic::BloodPressure.uuid128(), 0x00002A35_0000_1000_8000_00805F9B34FB);
        assert_eq!(Characteristic::from_uuid16(0x2A36), Some(Characteristic::CuffPressure));
        assert_eq!(Characteristic::from_uuid16(0x180D), None);
        for other in
            [0x00012A35_0000_1000_8000_00805F9B34FB, 0x00002A35_0000_1000_8000_00805F9B34FC, 0]
        {
            assert_eq!(Characteristic::from_uuid128(other), None, "{other:032X}");
        }
    }
}
