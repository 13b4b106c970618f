//! Calendar dates and local times, as far as simulated homes need them.

use gatt::{DateTime, LocalTime};

/// Milliseconds in a second, a minute, an hour, a day.
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The year at this moment.
pub(crate) fn year_of(ms: i64) -> i64 {
    DateTime::from_local_ms(ms).map_or(1970, |date| i64::from(date.year))
}

/// Minutes that local time in this zone is ahead of UTC.
///
/// Known are `Europe/London` and `UTC`, the zones that simulated homes are in; any other is taken
/// for UTC.
pub fn zone_offset_min(zone: &str, at_ms: i64) -> i16 {
    if zone != "Europe/London" {
        return 0;
    }
    let year = year_of(at_ms);
    let changes_at = |month| Some(last_sunday(year, month)? * DAY + HOUR);
    let (Some(forward), Some(back)) = (changes_at(3), changes_at(10)) else { return 0 };
    if (forward..back).contains(&at_ms) { 60 } else { 0 }
}

/// The day number of a month's last Sunday; the month must have 31 days.
fn last_sunday(year: i64, month: u8) -> Option<i64> {
    let last = days_to(year, month, 31)?;
    Some(last - (last + 4).rem_euclid(7)) // day 0 was a Thursday
}

/// Days from 1970-01-01 to a date; `None` for one that doesn't exist.
fn days_to(year: i64, month: u8, day: u8) -> Option<i64> {
    let year = u16::try_from(year).ok()?;
    match (DateTime { year, month, day, hour: 0, minute: 0, second: 0 }).local() {
        LocalTime::At(ms) => Some(ms / DAY),
        LocalTime::Unknown | LocalTime::Invalid => None,
    }
}

#[cfg(test)]
mod tests {
    use vitals::named::unix_ms_of;

    use super::*;

    #[test]
    fn london_is_an_hour_ahead_in_summer() {
        let cases = [
            ("2026-03-29T00:59:59Z", 0),
            ("2026-03-29T01:00:00Z", 60),
            ("2026-10-25T00:59:59Z", 60),
            ("2026-10-25T01:00:00Z", 0),
            ("2026-11-21T12:00:00Z", 0),
        ];
        for (at, minutes) in cases {
            assert_eq!(zone_offset_min("Europe/London", unix_ms_of(at).unwrap()), minutes, "{at}");
        }
    }
}
