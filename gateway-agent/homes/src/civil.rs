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

/// Reads `YYYY-MM-DD`, then a `T` or spaces, `HH:MM`, perhaps `:SS` and a fraction, and perhaps `Z`
/// or an offset as in RFC 3339. Gives milliseconds since 1970; without an offset, of local time.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let date = text.get(..10)?.as_bytes();
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let (year, month, day) =
        (digits(&text[..4])?, digits(&text[5..7])? as u8, digits(&text[8..10])? as u8);
    let days = days_to(year, month, day)?;
    let rest = text[10..].trim_start();
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest);
    let (clock, offset_ms) = split_offset(rest)?;
    Some(days * DAY + clock_ms(clock)? - offset_ms)
}

fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(sign_at) = text.rfind(['+', '-']) else { return Some((text, 0)) };
    let (hours, minutes) = text[sign_at + 1..].split_once(':')?;
    let ahead = digits(hours).filter(|h| *h < 24)? * HOUR + digits(minutes)? * MINUTE;
    Some((&text[..sign_at], if text[sign_at..].starts_with('-') { -ahead } else { ahead }))
}

fn clock_ms(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?).filter(|h| *h < 24)?;
    let minute = digits(parts.next()?).filter(|m| *m < 60)?;
    let second = parts.next().map_or(Some(0), digits).filter(|s| *s < 60)?;
    if parts.next().is_some() {
        return None;
    }
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(hour * HOUR + minute * MINUTE + second * SECOND + digits(&thousandths)?)
}

/// A number made of digits only: no sign, no space, not empty.
fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse(text), expected, "{text:?}");
    }

    #[test]
    fn a_time_is_read_with_a_zone_or_without() {
        check("1970-01-01 00:00:00", Some(0));
        check("2020-02-29T12:30:15Z", Some(1_582_979_415_000));
        check("2020-02-29T14:30:15+02:00", Some(1_582_979_415_000));
        check("2020-02-29T07:00:15.250-05:30", Some(1_582_979_415_250));
        check("2020-04-29  22:33:33", Some(1_588_199_613_000));
        check("2020-04-29 22:33", Some(1_588_199_580_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "2020-02-30 10:00",
            "2020-01-01",
            "2020-01-01 24:00",
            "01/02/2020 10:00",
            "2020-1-01 10:00",
            "2020-01-01 10:00:00+2",
            "2020-01-0é 10:00",
        ] {
            check(text, None);
        }
    }

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
            assert_eq!(zone_offset_min("Europe/London", parse(at).unwrap()), minutes, "{at}");
        }
    }
}
