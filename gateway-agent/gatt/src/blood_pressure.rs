//! Blood Pressure Measurement (0x2A35) and Intermediate Cuff Pressure (0x2A36).

use crate::bits::BitNames;
use crate::reader::Reader;
use crate::{DateTime, DecodeError, Sfloat};

/// What a cuff measured. When it failed, the three pressures are NaN, and `status` may still be 0.
///
/// Intermediate Cuff Pressure has the same octets, with the pressure of the moment as `systolic`
/// and NaN for the others. That is no measurement.
///
/// Source: Bluetooth GATT Specification Supplement, Blood Pressure Measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BloodPressure {
    /// Systolic pressure, in `unit`.
    pub systolic: Sfloat,
    /// Diastolic pressure, in `unit`.
    pub diastolic: Sfloat,
    /// Mean arterial pressure, in `unit`.
    pub mean: Sfloat,
    /// The unit of the three pressures.
    pub unit: PressureUnit,
    /// When it was taken, by the cuff's clock.
    pub time: Option<DateTime>,
    /// Pulse in beats per minute.
    pub pulse: Option<Sfloat>,
    /// The cuff's user slot, or [`USER_UNKNOWN`].
    pub user: Option<u8>,
    /// Bits of [`STATUS_BITS`], and the [`PulseRange`] in bits 3 and 4.
    pub status: Option<u16>,
}

/// The unit of a pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PressureUnit {
    /// Millimetres of mercury.
    MmHg,
    /// Kilopascals.
    KPa,
}

/// What the cuff says of the pulse, next to its own limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PulseRange {
    /// Between the limits, or not looked at.
    Within,
    /// Above the upper limit.
    Above,
    /// Below the lower limit.
    Below,
    /// Kept for the future.
    Reserved,
}

/// The user slot of somebody the cuff does not know. Scales use the same.
pub const USER_UNKNOWN: u8 = 0xFF;

/// Bits of [`BloodPressure::status`].
pub const STATUS_BITS: &BitNames = &[
    (0, "body_movement"),
    (1, "cuff_too_loose"),
    (2, "irregular_pulse"),
    (5, "improper_position"),
];

impl BloodPressure {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        Ok(Self {
            unit: if flags & KPA == 0 { PressureUnit::MmHg } else { PressureUnit::KPa },
            systolic: reader.sfloat("systolic pressure")?,
            diastolic: reader.sfloat("diastolic pressure")?,
            mean: reader.sfloat("mean arterial pressure")?,
            time: reader.when(flags & TIME != 0, |reader| reader.date_time("time"))?,
            pulse: reader.when(flags & PULSE != 0, |reader| reader.sfloat("pulse"))?,
            user: reader.when(flags & USER != 0, |reader| reader.u8("user"))?,
            status: reader.when(flags & STATUS != 0, |reader| reader.u16("status"))?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        let mut bytes = vec![
            flag(self.unit == PressureUnit::KPa, KPA)
                | flag(self.time.is_some(), TIME)
                | flag(self.pulse.is_some(), PULSE)
                | flag(self.user.is_some(), USER)
                | flag(self.status.is_some(), STATUS),
        ];
        for pressure in [self.systolic, self.diastolic, self.mean] {
            bytes.extend(pressure.to_bytes());
        }
        bytes.extend(self.time.into_iter().flat_map(DateTime::to_bytes));
        bytes.extend(self.pulse.into_iter().flat_map(Sfloat::to_bytes));
        bytes.extend(self.user);
        bytes.extend(self.status.into_iter().flat_map(u16::to_le_bytes));
        bytes
    }

    /// What the cuff says of the pulse; `None` when it sent no status.
    pub fn pulse_range(&self) -> Option<PulseRange> {
        self.status.map(PulseRange::from_status)
    }
}

impl PressureUnit {
    /// As people write it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::MmHg => "mmHg",
            Self::KPa => "kPa",
        }
    }

    /// A pressure in this unit as thousandths of mmHg, a tie away from zero; `None` for a special
    /// value. One mmHg is 133.322387415 Pa.
    pub fn milli_mmhg(self, pressure: Sfloat) -> Option<i32> {
        let number = pressure.get().number()?;
        match self {
            Self::MmHg => number.milli(),
            Self::KPa => number.ratio(1_000_000_000_000_000, 133_322_387_415)?.try_into().ok(),
        }
    }
}

impl PulseRange {
    /// From bits 3 and 4 of a status.
    pub fn from_status(status: u16) -> Self {
        match status >> PULSE_RANGE_SHIFT & 0b11 {
            0 => Self::Within,
            1 => Self::Above,
            2 => Self::Below,
            _ => Self::Reserved,
        }
    }

    /// As bits 3 and 4 of a status.
    pub fn status(self) -> u16 {
        let code = match self {
            Self::Within => 0,
            Self::Above => 1,
            Self::Below => 2,
            Self::Reserved => 3,
        };
        code << PULSE_RANGE_SHIFT
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Above => "above",
            Self::Below => "below",
            Self::Reserved => "reserved",
        }
    }
}

const PULSE_RANGE_SHIFT: u16 = 3;

const KPA: u8 = 1;
const TIME: u8 = 1 << 1;
const PULSE: u8 = 1 << 2;
const USER: u8 = 1 << 3;
const STATUS: u8 = 1 << 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    fn check(hex: &str, want: &BloodPressure) {
        assert_eq!(BloodPressure::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), BloodPressure::decode);
    }

    fn plain(systolic: f64, diastolic: f64, mean: f64) -> BloodPressure {
        let [systolic, diastolic, mean] =
            [systolic, diastolic, mean].map(|pressure| Sfloat::from_decimal(pressure, 0));
        let unit = PressureUnit::MmHg;
        BloodPressure {
            systolic,
            diastolic,
            mean,
            unit,
            time: None,
            pulse: None,
            user: None,
            status: None,
        }
    }

    #[test]
    fn each_flag_adds_its_field() {
        let base = plain(128.0, 82.0, 97.0);
        check("00 8000 5200 6100", &base);
        check(
            "02 8000 5200 6100 EA070B15081E00",
            &BloodPressure { time: Some(NOVEMBER_21), ..base.clone() },
        );
        let pulse = Some(Sfloat::from_decimal(72.0, 0));
        check("04 8000 5200 6100 4800", &BloodPressure { pulse, ..base.clone() });
        check("08 8000 5200 6100 02", &BloodPressure { user: Some(2), ..base.clone() });
        check("10 8000 5200 6100 2500", &BloodPressure { status: Some(0x25), ..base.clone() });
        check(
            "1E 8000 5200 6100 EA070B15081E00 4800 FF 1400",
            &BloodPressure {
                time: Some(NOVEMBER_21),
                pulse,
                user: Some(USER_UNKNOWN),
                status: Some(0x14),
                ..base
            },
        );
    }

    #[test]
    fn kilopascals_keep_their_decimals() {
        let [systolic, diastolic, mean] =
            [17.1, 10.9, 12.9].map(|kpa| Sfloat::from_decimal(kpa, 1));
        let want = BloodPressure {
            systolic,
            diastolic,
            mean,
            unit: PressureUnit::KPa,
            ..plain(0.0, 0.0, 0.0)
        };
        check("01 ABF0 6DF0 81F0", &want);
        assert_eq!(want.unit.milli_mmhg(want.systolic), Some(128_261));
    }

    /// blood-pressure-monitor-fl 80: a failed measurement has NaN everywhere and status 0; the
    /// application stored 2047 mmHg.
    #[test]
    fn a_failed_measurement_is_no_number_even_with_status_0() {
        let failed = BloodPressure::decode(&bytes("14 FF07 FF07 FF07 FF07 0000")).unwrap();
        for value in [failed.systolic, failed.diastolic, failed.mean, failed.pulse.unwrap()] {
            assert_eq!(value, Sfloat::NAN);
            assert_eq!(failed.unit.milli_mmhg(value), None);
        }
        assert_eq!(failed.status, Some(0));
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        let got = BloodPressure::decode(&bytes("E0 8000 5200 6100 DEADBEEF")).unwrap();
        assert_eq!(got, plain(128.0, 82.0, 97.0));
    }

    #[test]
    fn the_pulse_range_is_bits_3_and_4() {
        for (status, range) in [
            (0x00, PulseRange::Within),
            (0x08, PulseRange::Above),
            (0x10, PulseRange::Below),
            (0x18, PulseRange::Reserved),
            (0xFFE7, PulseRange::Within),
        ] {
            assert_eq!(PulseRange::from_status(status), range, "{status:04X}");
            assert_eq!(range.status(), status & 0x18);
        }
    }

    #[test]
    fn a_cut_off_value_names_the_field_and_the_byte() {
        let error =
            BloodPressure::decode(&bytes("16 8000 5200 6100 EA070B15081E00 48")).unwrap_err();
        assert_eq!(error, DecodeError::TooShort { field: "pulse", at: 14, needed: 2, left: 1 });
        assert_eq!(
            error.to_string(),
            "pulse is cut off: it takes 2 octets from byte 14, where 1 are left"
        );
    }
}
