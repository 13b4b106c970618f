//! The Date Time of seven octets: a monitor's own idea of local time.

use std::fmt;

/// Year, month, day, hour, minute and second as the monitor sent them. It has no zone, and may be
/// unset or nonsense: [`DateTime::local`] says which.
///
/// Source: Bluetooth GATT Specification Supplement, Date Time (0x2A08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// 1582 to 9999; 0 is not known.
    pub year: u16,
    /// 1 to 12; 0 is not known.
    pub month: u8,
    /// 1 to 31; 0 is not known.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

/// What a [`DateTime`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LocalTime {
    /// A time on the monitor's clock: civil milliseconds since 1970-01-01T00:00:00, no zone.
    At(i64),
    /// The monitor does not know the year, the month or the day.
    Unknown,
    /// No such time: month 13, 30 February, second 60.
    Invalid,
}

impl DateTime {
    /// Octets of a Date Time.
    pub const BYTES: usize = 7;

    /// Reads seven octets. Total: a time that does not exist is still what was sent.
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let [year_low, year_high, month, day, hour, minute, second] = bytes;
        let year = u16::from_le_bytes([year_low, year_high]);
        Self { year, month, day, hour, minute, second }
    }

    /// The seven octets.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let [year_low, year_high] = self.year.to_le_bytes();
        [year_low, year_high, self.month, self.day, self.hour, self.minute, self.second]
    }

    /// What it says: a time, not known, or no time at all.
    pub fn local(self) -> LocalTime {
        if self.year == 0 || self.month == 0 || self.day == 0 {
            return LocalTime::Unknown;
        }
        let exists = YEARS.contains(&self.year)
            && self.month <= 12
            && self.day <= days_in_month(self.year, self.month)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60;
        if !exists {
            return LocalTime::Invalid;
        }
        let hours = days_since_1970(self.year, self.month, self.day) * 24 + i64::from(self.hour);
        let seconds = (hours * 60 + i64::from(self.minute)) * 60 + i64::from(self.second);
        LocalTime::At(seconds * 1000)
    }

    /// From civil milliseconds since 1970-01-01, no zone; what is less than a second is dropped.
    /// `None` outside the years 1582 to 9999.
    pub fn from_local_ms(ms: i64) -> Option<Self> {
        let seconds = ms.div_euclid(1000);
        let (year, month, day) = civil(seconds.div_euclid(86_400))?;
        let in_day = seconds.rem_euclid(86_400);
        // Each is below 60.
        let (hour, minute, second) = (in_day / 3600, in_day / 60 % 60, in_day % 60);
        let time =
            Self { year, month, day, hour: hour as u8, minute: minute as u8, second: second as u8 };
        Some(time)
    }
}

/// As in ISO 8601, without a zone: `2026-11-21T08:30:00`. Shows what was sent, valid or not.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

const YEARS: std::ops::RangeInclusive<u16> = 1582..=9999;

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days from 1970-01-01 in the Gregorian calendar. Years start in March, so that the day that
/// leap years add is the last one.
fn days_since_1970(year: u16, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let month = (i64::from(month) + 9) % 12;
    let in_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + in_year - DAYS_TO_1970
}

/// The other way; `None` outside [`YEARS`].
fn civil(days: i64) -> Option<(u16, u8, u8)> {
    let days = days.checked_add(DAYS_TO_1970)?;
    let in_era = days.rem_euclid(DAYS_IN_ERA);
    let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * in_year + 2) / 153;
    // 1 to 31, and 1 to 12.
    let day = (in_year - (153 * month + 2) / 5 + 1) as u8;
    let month = ((month + 2) % 12 + 1) as u8;
    let year = days.div_euclid(DAYS_IN_ERA) * 400 + year_of_era + i64::from(month <= 2);
    let year = u16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Some((year, month, day))
}

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years.
const DAYS_IN_ERA: i64 = 146_097;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: [u8; 7], want: LocalTime) {
        let time = DateTime::from_bytes(bytes);
        assert_eq!(time.local(), want, "{time}");
        assert_eq!(time.to_bytes(), bytes, "{time}");
        if let LocalTime::At(ms) = want {
            assert_eq!(DateTime::from_local_ms(ms), Some(time), "{time}");
        }
    }

    #[test]
    fn a_time_is_known_unknown_or_invalid() {
        use LocalTime::{At, Invalid, Unknown};
        check([0xEA, 0x07, 11, 21, 8, 30, 0], At(1_795_249_800_000));
        check([0xB2, 0x07, 1, 1, 0, 0, 0], At(0));
        check([0xB1, 0x07, 12, 31, 23, 59, 59], At(-1_000));
        check([0xE8, 0x07, 2, 29, 0, 0, 0], At(1_709_164_800_000));
        check([0xEA, 0x07, 2, 29, 0, 0, 0], Invalid);
        check([0x6C, 0x07, 2, 29, 0, 0, 0], Invalid);
        check([0xD0, 0x07, 2, 29, 23, 59, 59], At(951_868_799_000));
        check([0x2E, 0x06, 1, 1, 0, 0, 0], At(-12_244_089_600_000));
        check([0x2D, 0x06, 12, 31, 0, 0, 0], Invalid);
        check([0x0F, 0x27, 12, 31, 23, 59, 59], At(253_402_300_799_000));
        check([0x10, 0x27, 1, 1, 0, 0, 0], Invalid);
        check([0, 0, 11, 21, 8, 30, 0], Unknown);
        check([0xEA, 0x07, 0, 21, 8, 30, 0], Unknown);
        check([0xEA, 0x07, 11, 0, 8, 30, 0], Unknown);
        check([0; 7], Unknown);
        check([0xEA, 0x07, 13, 21, 8, 30, 0], Invalid);
        check([0xEA, 0x07, 11, 31, 8, 30, 0], Invalid);
        check([0xEA, 0x07, 11, 21, 24, 0, 0], Invalid);
        check([0xEA, 0x07, 11, 21, 8, 60, 0], Invalid);
        check([0xEA, 0x07, 11, 21, 8, 30, 60], Invalid);
        check([0xFF; 7], Invalid);
    }

    #[test]
    fn a_time_shows_as_iso_8601() {
        let time = DateTime::from_bytes([0xEA, 0x07, 11, 21, 8, 30, 0]);
        assert_eq!(time.to_string(), "2026-11-21T08:30:00");
    }

    #[test]
    fn milliseconds_outside_the_calendar_are_no_time() {
        for ms in [-12_244_089_600_001, 253_402_300_800_000, i64::MIN, i64::MAX] {
            assert_eq!(DateTime::from_local_ms(ms), None, "{ms}");
        }
    }
}
