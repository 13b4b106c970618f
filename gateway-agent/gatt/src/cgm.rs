//! CGM Measurement (0x2AA7): records of a continuous glucose monitor.

use crate::bits::BitNames;
use crate::glucose::micromol_l_from_mg_dl;
use crate::reader::Reader;
use crate::{DecodeError, E2eCrc, Sfloat};

/// One or more records, in the order that they were sent.
///
/// Source: Bluetooth GATT Specification Supplement, CGM Measurement; Continuous Glucose Monitoring
/// Service 1.0.2 for the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgmMeasurement {
    /// The records. A value that holds none is refused.
    pub records: Vec<CgmRecord>,
}

/// What the sensor saw at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CgmRecord {
    /// Glucose in mg/dL.
    pub glucose: Sfloat,
    /// Minutes since the session started.
    pub offset_min: u16,
    /// Bits of [`STATUS_BITS`].
    pub status: Option<u8>,
    /// Bits of [`CAL_TEMP_BITS`].
    pub cal_temp: Option<u8>,
    /// Bits of [`WARNING_BITS`].
    pub warning: Option<u8>,
    /// Rate of change in mg/dL per minute.
    pub trend: Option<Sfloat>,
    /// Quality in per cent.
    pub quality: Option<Sfloat>,
}

/// Bits of [`CgmRecord::status`].
#[rustfmt::skip]
pub const STATUS_BITS: &BitNames = &[
    (0, "session_stopped"),
    (1, "battery_low"),
    (2, "sensor_type_incorrect"),
    (3, "sensor_malfunction"),
    (4, "device_specific_alert"),
    (5, "general_device_fault"),
];

/// Bits of [`CgmRecord::cal_temp`].
#[rustfmt::skip]
pub const CAL_TEMP_BITS: &BitNames = &[
    (0, "time_sync_required"),
    (1, "calibration_not_allowed"),
    (2, "calibration_recommended"),
    (3, "calibration_required"),
    (4, "temperature_too_high"),
    (5, "temperature_too_low"),
    (6, "calibration_pending"),
];

/// Bits of [`CgmRecord::warning`].
#[rustfmt::skip]
pub const WARNING_BITS: &BitNames = &[
    (0, "below_patient_low"),
    (1, "above_patient_high"),
    (2, "below_hypo"),
    (3, "above_hyper"),
    (4, "fall_rate_exceeded"),
    (5, "rise_rate_exceeded"),
    (6, "below_device_range"),
    (7, "above_device_range"),
];

impl CgmMeasurement {
    /// Reads all records; says what is missing or wrong, and where. One bad record refuses the
    /// whole value: its size can't be trusted to find the next.
    pub fn decode(bytes: &[u8], crc: E2eCrc) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let mut records = Vec::new();
        // Every round reads at least the size or ends in an error, so this ends.
        while records.is_empty() || reader.left() > 0 {
            let start = reader.at();
            let end = record_end(&mut reader, crc)?;
            // `record_end` has made certain that the fields and the check fit `start..end`.
            let covered = &bytes[start..end - crc.bytes()];
            records.push(CgmRecord::read(&mut reader)?);
            reader.slice(start + covered.len() - reader.at(), "further fields")?;
            crc.verify(&mut reader, covered)?;
        }
        Ok(Self { records })
    }

    /// The octets of all records.
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        self.records.iter().flat_map(|record| record.encode(crc)).collect()
    }
}

/// Where the record ends that starts at `reader`, after checks on its size. Moves past the size.
fn record_end(reader: &mut Reader, crc: E2eCrc) -> Result<usize, DecodeError> {
    let at = reader.at();
    let size = reader.u8("record size")?;
    let refused =
        |reason| Err(DecodeError::Malformed { field: "record size", at, got: size, reason });
    // The size counts itself.
    let rest = usize::from(size).saturating_sub(1);
    if reader.left() < rest {
        let left = reader.left();
        return Err(DecodeError::TooShort { field: "record", at: at + 1, needed: rest, left });
    }
    if rest == 0 {
        return refused("a record holds more than its size");
    }
    let flags = reader.clone().u8("flags")?;
    if usize::from(size) < CgmRecord::size(flags) + crc.bytes() {
        return refused("its flags need more");
    }
    Ok(at + usize::from(size))
}

impl CgmRecord {
    /// A record of glucose in mg/dL and minutes since the session started.
    pub fn from_mg_dl(mg_dl: f64, offset_min: u16) -> Self {
        Self {
            glucose: Sfloat::from_decimal(mg_dl, 0),
            offset_min,
            status: None,
            cal_temp: None,
            warning: None,
            trend: None,
            quality: None,
        }
    }

    /// Micromoles per litre, a tie away from zero; `None` for a special value.
    pub fn micromol_l(&self) -> Option<i32> {
        micromol_l_from_mg_dl(self.glucose.get().number()?)
    }

    /// The octets of this record.
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        let flags = flag(self.trend.is_some(), TREND)
            | flag(self.quality.is_some(), QUALITY)
            | flag(self.warning.is_some(), WARNING)
            | flag(self.cal_temp.is_some(), CAL_TEMP)
            | flag(self.status.is_some(), STATUS);
        // At most 15.
        let size = (Self::size(flags) + crc.bytes()) as u8;
        let mut bytes = vec![size, flags];
        bytes.extend(self.glucose.to_bytes());
        bytes.extend(self.offset_min.to_le_bytes());
        bytes.extend([self.status, self.cal_temp, self.warning].into_iter().flatten());
        bytes.extend([self.trend, self.quality].into_iter().flatten().flat_map(Sfloat::to_bytes));
        crc.append(&mut bytes);
        bytes
    }

    fn read(reader: &mut Reader) -> Result<Self, DecodeError> {
        let flags = reader.u8("flags")?;
        Ok(Self {
            glucose: reader.sfloat("glucose concentration")?,
            offset_min: reader.u16("time offset")?,
            status: reader.when(flags & STATUS != 0, |reader| reader.u8("status"))?,
            cal_temp: reader.when(flags & CAL_TEMP != 0, |reader| reader.u8("cal/temp"))?,
            warning: reader.when(flags & WARNING != 0, |reader| reader.u8("warning"))?,
            trend: reader.when(flags & TREND != 0, |reader| reader.sfloat("trend"))?,
            quality: reader.when(flags & QUALITY != 0, |reader| reader.sfloat("quality"))?,
        })
    }

    /// Octets of a record with these flags, without its check.
    fn size(flags: u8) -> usize {
        let octets = |flag: u8, octets: usize| if flags & flag == 0 { 0 } else { octets };
        6 + octets(STATUS, 1)
            + octets(CAL_TEMP, 1)
            + octets(WARNING, 1)
            + octets(TREND, 2)
            + octets(QUALITY, 2)
    }
}

const TREND: u8 = 1;
const QUALITY: u8 = 1 << 1;
const WARNING: u8 = 1 << 5;
const CAL_TEMP: u8 = 1 << 6;
const STATUS: u8 = 1 << 7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bytes;

    fn check(hex: &str, crc: E2eCrc, want: &[CgmRecord]) {
        let want = CgmMeasurement { records: want.to_vec() };
        assert_eq!(CgmMeasurement::decode(&bytes(hex), crc).as_ref(), Ok(&want), "{hex}");
        assert_eq!(want.encode(crc), bytes(hex), "{hex}");
    }

    fn check_refused(hex: &str, crc: E2eCrc, want: DecodeError) {
        assert_eq!(CgmMeasurement::decode(&bytes(hex), crc), Err(want), "{hex}");
    }

    #[test]
    fn each_flag_adds_its_field() {
        let base = CgmRecord::from_mg_dl(120.0, 30);
        let (trend, quality) =
            (Some(Sfloat::from_decimal(-1.5, 1)), Some(Sfloat::from_decimal(98.0, 0)));
        check("06 00 7800 1E00", E2eCrc::Absent, &[base]);
        check("07 80 7800 1E00 02", E2eCrc::Absent, &[CgmRecord { status: Some(2), ..base }]);
        check("07 40 7800 1E00 08", E2eCrc::Absent, &[CgmRecord { cal_temp: Some(8), ..base }]);
        check("07 20 7800 1E00 41", E2eCrc::Absent, &[CgmRecord { warning: Some(0x41), ..base }]);
        check("08 01 7800 1E00 F1FF", E2eCrc::Absent, &[CgmRecord { trend, ..base }]);
        check("08 02 7800 1E00 6200", E2eCrc::Absent, &[CgmRecord { quality, ..base }]);
        let all = CgmRecord {
            status: Some(1),
            cal_temp: Some(2),
            warning: Some(4),
            trend,
            quality,
            ..base
        };
        check("0D E3 7800 1E00 01 02 04 F1FF 6200", E2eCrc::Absent, &[all]);
    }

    #[test]
    fn one_value_holds_several_records() {
        let records = [CgmRecord::from_mg_dl(120.0, 30), CgmRecord::from_mg_dl(118.0, 35)];
        check("06 00 7800 1E00 06 00 7600 2300", E2eCrc::Absent, &records);
        let mut whole = records[0].encode(E2eCrc::Present);
        assert_eq!((whole[0], whole.len()), (8, 8), "the size counts the check");
        whole.extend(records[1].encode(E2eCrc::Present));
        let decoded = CgmMeasurement::decode(&whole, E2eCrc::Present).unwrap();
        assert_eq!(decoded.records, records);
    }

    #[test]
    fn a_size_that_is_larger_than_the_known_fields_is_skipped() {
        let got =
            CgmMeasurement::decode(&bytes("08 00 7800 1E00 ABCD 06 1C 7600 2300"), E2eCrc::Absent);
        let records = vec![CgmRecord::from_mg_dl(120.0, 30), CgmRecord::from_mg_dl(118.0, 35)];
        assert_eq!(got, Ok(CgmMeasurement { records }));
    }

    /// bluetooth-sig 0.6.0 never returned.
    #[test]
    fn a_size_of_0_is_refused_and_ends() {
        let refused =
            |at, got, reason| DecodeError::Malformed { field: "record size", at, got, reason };
        let itself = "a record holds more than its size";
        check_refused("00 00 7800 1E00", E2eCrc::Absent, refused(0, 0, itself));
        check_refused("06 00 7800 1E00 00", E2eCrc::Absent, refused(6, 0, itself));
        check_refused("01", E2eCrc::Absent, refused(0, 1, itself));
        check_refused("05 00 7800 1E", E2eCrc::Absent, refused(0, 5, "its flags need more"));
        check_refused("06 80 7800 1E00", E2eCrc::Absent, refused(0, 6, "its flags need more"));
        check_refused("06 00 7800 1E00", E2eCrc::Present, refused(0, 6, "its flags need more"));
    }

    /// bluetooth-sig 0.6.0 ignored it; Nordic's parser stayed at the same record for ever.
    #[test]
    fn a_wrong_check_is_refused_and_ends() {
        let mut wrong = CgmRecord::from_mg_dl(120.0, 30).encode(E2eCrc::Present);
        let good = wrong.clone();
        for index in 1..wrong.len() {
            wrong[index] ^= 0x04;
            let refused = CgmMeasurement::decode(&wrong, E2eCrc::Present);
            assert!(
                matches!(
                    refused,
                    Err(DecodeError::Crc { at: 6, .. } | DecodeError::Malformed { at: 0, .. })
                ),
                "{index}: {refused:?}"
            );
            wrong[index] ^= 0x04;
        }
        assert_eq!(wrong, good);
        wrong.extend(&good);
        wrong[12] ^= 1;
        let refused = CgmMeasurement::decode(&wrong, E2eCrc::Present);
        assert!(matches!(refused, Err(DecodeError::Crc { at: 14, .. })), "{refused:?}");
    }

    #[test]
    fn a_cut_off_record_is_refused() {
        let error = DecodeError::TooShort { field: "record size", at: 0, needed: 1, left: 0 };
        check_refused("", E2eCrc::Absent, error);
        let error = DecodeError::TooShort { field: "record", at: 7, needed: 5, left: 3 };
        check_refused("06 00 7800 1E00 06 00 7600", E2eCrc::Absent, error);
    }

    #[test]
    fn a_special_value_has_no_concentration() {
        assert_eq!(CgmRecord::from_mg_dl(f64::NAN, 0).micromol_l(), None);
        assert_eq!(CgmRecord::from_mg_dl(180.0, 0).micromol_l(), Some(9991));
    }
}
