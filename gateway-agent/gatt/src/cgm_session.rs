//! CGM Feature (0x2AA8), Status (0x2AA9), Session Start Time (0x2AAA) and answers of the Specific
//! Ops Control Point (0x2AAC).
//!
//! Source: Bluetooth GATT Specification Supplement, the characteristics of those names.

use crate::bits::BitNames;
use crate::reader::Reader;
use crate::words::words;
use crate::{DateTime, DecodeError, E2eCrc, SampleType};

/// What a monitor can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CgmFeature {
    /// Bits of [`FEATURE_BITS`], 24 at most.
    pub features: u32,
    /// The fluid that it measures.
    pub sample_type: SampleType,
    /// Where it measures.
    pub location: SensorLocation,
}

/// How the monitor is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CgmStatus {
    /// Minutes since the session started.
    pub offset_min: u16,
    /// Bits of [`crate::cgm::STATUS_BITS`].
    pub status: u8,
    /// Bits of [`crate::cgm::CAL_TEMP_BITS`].
    pub cal_temp: u8,
    /// Bits of [`crate::cgm::WARNING_BITS`].
    pub warning: u8,
}

/// When the session started: offsets of records count from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CgmSessionStart {
    /// Local time.
    pub time: DateTime,
    /// Quarters of an hour from UTC, -48 to 56; -128 is not known. See [`CgmSessionStart::zone_min`].
    pub zone_quarters: i8,
    /// Daylight saving as its code; see [`CgmSessionStart::dst_min`].
    pub dst: u8,
}

/// How a request to the control point went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CgmOpsResponse {
    /// The op code of the request.
    pub request: u8,
    /// How it went.
    pub code: CgmOpsCode,
}

words!(
    /// Where a sensor measures.
    SensorLocation {
        Finger = 1 "finger",
        AlternateSite = 2 "alternate_site",
        Earlobe = 3 "earlobe",
        ControlSolution = 4 "control_solution",
        Subcutaneous = 5 "subcutaneous",
        NotAvailable = 15 "not_available",
    }
);

words!(
    /// How a request to the control point went.
    CgmOpsCode {
        Success = 1 "success",
        OpCodeNotSupported = 2 "op_code_not_supported",
        InvalidOperand = 3 "invalid_operand",
        ProcedureNotCompleted = 4 "procedure_not_completed",
        ParameterOutOfRange = 5 "parameter_out_of_range",
    }
);

/// Bits of [`CgmFeature::features`].
#[rustfmt::skip]
pub const FEATURE_BITS: &BitNames = &[
    (0, "calibration"),
    (1, "patient_alerts"),
    (2, "hypo_alerts"),
    (3, "hyper_alerts"),
    (4, "rate_alerts"),
    (5, "device_alert"),
    (6, "malfunction_detection"),
    (7, "temperature_detection"),
    (8, "result_range_detection"),
    (9, "low_battery_detection"),
    (10, "sensor_type_detection"),
    (11, "device_fault"),
    (12, "e2e_crc"),
    (13, "multiple_bond"),
    (14, "multiple_sessions"),
    (15, "trend"),
    (16, "quality"),
];

impl CgmFeature {
    /// Reads one value. This is where a monitor says whether it sends checks, so the octets of the
    /// check are always there: they are verified when `crc` or the features say so. FFFF is no
    /// check, unless both do.
    pub fn decode(bytes: &[u8], crc: E2eCrc) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let features = reader.u24("features")?;
        let kind = reader.u8("sample type and location")?;
        let feature = Self {
            features,
            sample_type: SampleType::from_code(kind & 0xF),
            location: SensorLocation::from_code(kind >> 4),
        };
        let covered = &bytes[..reader.at()];
        let sent = reader.clone().u16("check")?;
        let said = [crc, feature.e2e_crc()];
        if said == [E2eCrc::Present; 2] || said.contains(&E2eCrc::Present) && sent != NO_CHECK {
            E2eCrc::Present.verify(&mut reader, covered)?;
        }
        Ok(feature)
    }

    /// The octets of this value; FFFF stands where there is no check. The low 24 bits of the
    /// features travel.
    pub fn encode(&self) -> Vec<u8> {
        let [low, middle, high, _] = self.features.to_le_bytes();
        let mut bytes =
            vec![low, middle, high, self.sample_type.code() | self.location.code() << 4];
        match self.e2e_crc() {
            E2eCrc::Present => E2eCrc::Present.append(&mut bytes),
            E2eCrc::Absent => bytes.extend(NO_CHECK.to_le_bytes()),
        }
        bytes
    }

    /// Whether the values of this monitor carry a check.
    pub fn e2e_crc(&self) -> E2eCrc {
        if self.features & 1 << 12 == 0 { E2eCrc::Absent } else { E2eCrc::Present }
    }
}

impl CgmStatus {
    /// Reads one value; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8], crc: E2eCrc) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let status = Self {
            offset_min: reader.u16("time offset")?,
            status: reader.u8("status")?,
            cal_temp: reader.u8("cal/temp")?,
            warning: reader.u8("warning")?,
        };
        let covered = &bytes[..reader.at()];
        crc.verify(&mut reader, covered)?;
        Ok(status)
    }

    /// The octets of this value.
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        let [low, high] = self.offset_min.to_le_bytes();
        let mut bytes = vec![low, high, self.status, self.cal_temp, self.warning];
        crc.append(&mut bytes);
        bytes
    }
}

impl CgmSessionStart {
    /// Reads one value; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8], crc: E2eCrc) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let start = Self {
            time: reader.date_time("session start time")?,
            zone_quarters: reader.i8("time zone")?,
            dst: reader.u8("daylight saving")?,
        };
        let covered = &bytes[..reader.at()];
        crc.verify(&mut reader, covered)?;
        Ok(start)
    }

    /// The octets of this value.
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        let mut bytes = self.time.to_bytes().to_vec();
        bytes.extend(self.zone_quarters.to_le_bytes());
        bytes.push(self.dst);
        crc.append(&mut bytes);
        bytes
    }

    /// Minutes from UTC without daylight saving; `None` when not known.
    pub fn zone_min(&self) -> Option<i16> {
        (-48..=56).contains(&self.zone_quarters).then_some(i16::from(self.zone_quarters) * 15)
    }

    /// Minutes of daylight saving; `None` when not known.
    pub fn dst_min(&self) -> Option<i16> {
        match self.dst {
            0 => Some(0),
            2 => Some(30),
            4 => Some(60),
            8 => Some(120),
            _ => None,
        }
    }
}

impl CgmOpsResponse {
    /// Reads one answer; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8], crc: E2eCrc) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let op_code = reader.u8("op code")?;
        if op_code != RESPONSE {
            let reason = "only a response, 28, is understood";
            return Err(DecodeError::Malformed { field: "op code", at: 0, got: op_code, reason });
        }
        let request = reader.u8("request op code")?;
        let code = CgmOpsCode::from_code(reader.u8("response code")?);
        let covered = &bytes[..reader.at()];
        crc.verify(&mut reader, covered)?;
        Ok(Self { request, code })
    }

    /// The octets of this answer.
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        let mut bytes = vec![RESPONSE, self.request, self.code.code()];
        crc.append(&mut bytes);
        bytes
    }
}

const RESPONSE: u8 = 0x1C;
const NO_CHECK: u16 = 0xFFFF;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    #[test]
    fn features_are_checked_when_they_or_the_caller_say_so() {
        let plain = CgmFeature {
            features: 0x01_8000,
            sample_type: SampleType::InterstitialFluid,
            location: SensorLocation::Subcutaneous,
        };
        let checked = CgmFeature { features: 0x01_9000, ..plain };
        for feature in [plain, checked] {
            for crc in [E2eCrc::Absent, E2eCrc::Present] {
                assert_eq!(CgmFeature::decode(&feature.encode(), crc), Ok(feature));
                check_cuts(&feature.encode(), |bytes| CgmFeature::decode(bytes, crc));
            }
        }
        assert_eq!(plain.encode(), bytes("008001 59 FFFF"));
        for (hex, absent, present) in [
            ("008001 59 1234", true, false),
            ("009001 59 1234", false, false),
            ("009001 59 FFFF", true, false),
        ] {
            assert_eq!(CgmFeature::decode(&bytes(hex), E2eCrc::Absent).is_ok(), absent, "{hex}");
            assert_eq!(CgmFeature::decode(&bytes(hex), E2eCrc::Present).is_ok(), present, "{hex}");
        }
    }

    #[test]
    fn a_status_has_all_three_octets() {
        let want = CgmStatus { offset_min: 30, status: 2, cal_temp: 8, warning: 1 };
        assert_eq!(CgmStatus::decode(&bytes("1E00 02 08 01"), E2eCrc::Absent), Ok(want));
        assert_eq!(want.encode(E2eCrc::Absent), bytes("1E00 02 08 01"));
        check_cuts(&want.encode(E2eCrc::Present), |bytes| {
            CgmStatus::decode(bytes, E2eCrc::Present)
        });
    }

    #[test]
    fn a_zone_or_daylight_saving_may_be_unknown() {
        for (zone_quarters, dst, zone_min, dst_min) in [
            (4, 4, Some(60), Some(60)),
            (-20, 0, Some(-300), Some(0)),
            (-48, 2, Some(-720), Some(30)),
            (56, 8, Some(840), Some(120)),
            (-128, 255, None, None),
            (57, 1, None, None),
        ] {
            let start = CgmSessionStart { time: NOVEMBER_21, zone_quarters, dst };
            assert_eq!((start.zone_min(), start.dst_min()), (zone_min, dst_min));
            for crc in [E2eCrc::Absent, E2eCrc::Present] {
                assert_eq!(CgmSessionStart::decode(&start.encode(crc), crc), Ok(start));
                check_cuts(&start.encode(crc), |bytes| CgmSessionStart::decode(bytes, crc));
            }
        }
    }

    #[test]
    fn only_a_response_is_an_answer() {
        let want = CgmOpsResponse { request: 1, code: CgmOpsCode::ParameterOutOfRange };
        assert_eq!(CgmOpsResponse::decode(&bytes("1C 01 05"), E2eCrc::Absent), Ok(want));
        let checked = want.encode(E2eCrc::Present);
        assert_eq!(CgmOpsResponse::decode(&checked, E2eCrc::Present), Ok(want));
        check_cuts(&checked, |bytes| CgmOpsResponse::decode(bytes, E2eCrc::Present));
        assert!(CgmOpsResponse::decode(&bytes("03 0500"), E2eCrc::Absent).is_err());
    }
}
