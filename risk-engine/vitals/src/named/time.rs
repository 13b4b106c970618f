//! Times as files have them.

use super::{Refused, micro_of};

/// Milliseconds since 1970 of a time: RFC 3339; `YYYY-MM-DD HH:MM[:SS[.fff]]`, taken for UTC; or
/// seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.
pub fn unix_ms_of(text: &str) -> Result<i64, Refused> {
    let text = text.trim();
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'))
        && text.bytes().skip(1).all(|b| b != b'-' && b != b'+');
    let found = if is_number && !text.is_empty() { counted(text) } else { civil(text) };
    found.ok_or_else(|| {
        Refused(
            "a time as 2026-11-21T08:30:00Z, 2026-11-21 08:30[:00] (UTC), or seconds since 1970"
                .to_owned(),
        )
    })
}

/// A time as RFC 3339 in UTC: `2026-11-21T08:30:00Z`, with `.250` only where there are such parts.
pub fn rfc3339(unix_ms: i64) -> String {
    let (days, ms) = (unix_ms.div_euclid(DAY_MS), unix_ms.rem_euclid(DAY_MS));
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    let part = if ms % 1000 == 0 { String::new() } else { format!(".{:03}", ms % 1000) };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{part}Z")
}

/// A count since 1970. Eight digits that could be a date are nobody's: 20261121 is not in 1970.
fn counted(text: &str) -> Option<i64> {
    if text.len() == 8 && ("19000101"..="21991231").contains(&text) {
        return None;
    }
    let whole = text.split('.').next()?.parse::<i64>().ok()?;
    match whole.unsigned_abs() {
        0..100_000_000_000 => Some(micro_of(text)?.div_euclid(1000)),
        100_000_000_000..100_000_000_000_000 => Some(whole),
        100_000_000_000_000..100_000_000_000_000_000 => Some(whole.div_euclid(1000)),
        _ => Some(whole.div_euclid(1_000_000)),
    }
}

/// A date and a time of day, perhaps with an offset from UTC.
fn civil(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (date, rest) = bytes.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let days = days_of(digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?, digits(&[d1, d2])?)?;
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"T").or(rest.strip_prefix(b"t")).unwrap_or(rest);
    let zone_at = rest.iter().position(|b| matches!(b, b'Z' | b'z' | b'+' | b'-'));
    let (clock, zone) = rest.split_at(zone_at.unwrap_or(rest.len()));
    Some(days * DAY_MS + clock_ms(clock.trim_ascii_end())? - offset_ms(zone)?)
}

fn clock_ms(text: &[u8]) -> Option<i64> {
    let (minutes, seconds) = text.split_at_checked(5)?;
    let [h1, h2, b':', m1, m2] = *minutes else { return None };
    let (hour, minute) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    let ms = match seconds {
        [] => 0,
        [b':', s1, s2, fraction @ ..] => {
            // A leap second is the last moment before the next minute.
            let ms = digits(&[*s1, *s2])? * 1000 + fraction_ms(fraction)?;
            (ms < 61_000).then_some(ms.min(59_999))?
        }
        _ => return None,
    };
    (hour < 24 && minute < 60).then_some((hour * 60 + minute) * 60_000 + ms)
}

/// The first three of up to nine digits after the point.
fn fraction_ms(text: &[u8]) -> Option<i64> {
    let [b'.', given @ ..] = text else { return text.is_empty().then_some(0) };
    digits(given).filter(|_| (1..=9).contains(&given.len()))?;
    let mut thousandths = *b"000";
    thousandths.iter_mut().zip(given).for_each(|(digit, given)| *digit = *given);
    digits(&thousandths)
}

fn offset_ms(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [sign, h1, h2] => (sign, [h1, h2], *b"00"),
        [sign, h1, h2, m1, m2] | [sign, h1, h2, b':', m1, m2] => (sign, [h1, h2], [m1, m2]),
        _ => return None,
    };
    let (hours, minutes) = (digits(&hours)?, digits(&minutes)?);
    let ahead = (hours * 60 + minutes) * 60_000;
    (hours < 24 && minutes < 60).then_some(if sign == b'-' { -ahead } else { ahead })
}

/// A number made of digits only.
fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number: i64, digit| {
        digit.is_ascii_digit().then_some(number * 10 + i64::from(digit.wrapping_sub(b'0')))
    })
}

/// Days since 1970-01-01 of a date in the Gregorian calendar; `None` for one that doesn't exist.
fn days_of(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years that begin in March put the leap day last.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The date so many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

const DAY_MS: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(unix_ms_of(text).ok(), expected, "{text:?}");
    }

    #[test]
    fn a_time_is_read_with_a_zone_or_without() {
        check("1970-01-01 00:00", Some(0));
        check("2026-11-21T08:30:00Z", Some(1_795_249_800_000));
        check("2026-11-21 08:30:00", Some(1_795_249_800_000));
        check("2026-11-21 08:30", Some(1_795_249_800_000));
        check("2026-11-21T09:30:00+01:00", Some(1_795_249_800_000));
        check("2026-11-21 09:30:00+01", Some(1_795_249_800_000));
        check("2026-11-21T03:00:00.25-0530", Some(1_795_249_800_250));
        check("2026-11-21 08:30:00 UTC", None);
        check("2016-12-31T23:59:60Z", Some(1_483_228_799_999));
        check("2020-04-29  22:33:33.123456", Some(1_588_199_613_123));
    }

    #[test]
    fn a_count_since_1970_is_told_by_its_size() {
        check("1795249800", Some(1_795_249_800_000));
        check("1795249800.25", Some(1_795_249_800_250));
        check("1795249800250", Some(1_795_249_800_250));
        check("1795249800250123", Some(1_795_249_800_250));
        check("1795249800250123456", Some(1_795_249_800_250));
        check("3600", Some(3_600_000));
        check("-3600", Some(-3_600_000));
        check("20261121", None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "yesterday",
            "2020-02-30 10:00",
            "2020-01-01",
            "2020-01-01T",
            "2020-01-01 24:00",
            "2020-01-01 10:60",
            "2020-01-01 10:00:61",
            "01/02/2020 10:00",
            "2020-1-01 10:00",
            "2020-01-01 10:00:00+2",
            "2020-01-01 10:00:00.",
            "2020-01-0é 10:00",
            "99999999999999999999",
        ] {
            check(text, None);
        }
    }
}
