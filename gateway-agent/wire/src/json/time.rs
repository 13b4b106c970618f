//! Text to time: RFC 3339 with an offset, and civil time without one.

/// A moment, with the offset that it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) unix_ms: i64,
    pub(crate) offset_min: i16,
}

impl Moment {
    /// What a clock on that wall showed: civil ms since 1970-01-01, no zone.
    pub(crate) fn local_ms(self) -> i64 {
        self.unix_ms + i64::from(self.offset_min) * 60_000
    }
}

/// Reads RFC 3339, such as `2026-11-21T08:30:00.250+01:00`. A leap second becomes the last
/// millisecond before it.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    let refused = || format!("{text:?} is not a time like 2026-11-21T08:30:00Z");
    let zone_at = text.rfind(['Z', 'z', '+', '-']).ok_or_else(refused)?;
    let (civil, zone) = text.split_at_checked(zone_at).ok_or_else(refused)?;
    let local = civil_ms(civil).ok_or_else(refused)?;
    let offset_min = offset(zone).ok_or_else(refused)?;
    Ok(Moment { unix_ms: local - i64::from(offset_min) * 60_000, offset_min })
}

/// Reads a time without a zone, such as `2026-11-21T08:30:00`, to civil ms since 1970-01-01.
pub(crate) fn local(text: &str) -> Result<i64, String> {
    civil_ms(text)
        .ok_or_else(|| format!("{text:?} is not a time like 2026-11-21T08:30:00, without a zone"))
}

fn offset(zone: &str) -> Option<i16> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let [sign, h1, h2, b':', m1, m2] = *zone.as_bytes() else { return None };
    let (hours, minutes) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let size = i16::try_from(hours * 60 + minutes).ok()?;
    let valid = hours < 24 && minutes < 60;
    valid.then_some(if sign == b'-' { -size } else { size })
}

fn civil_ms(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let bytes: &[u8; 19] = seconds.as_bytes().try_into().ok()?;
    let marks = [bytes[4], bytes[7], bytes[10].to_ascii_uppercase(), bytes[13], bytes[16]];
    if marks != *b"--T::" {
        return None;
    }
    let [year, month, day] = [&bytes[..4], &bytes[5..7], &bytes[8..10]].map(number);
    let [hour, minute, second] = [&bytes[11..13], &bytes[14..16], &bytes[17..]].map(number);
    let days = days_from_civil(year?, month?, day?)?;
    let (hour, minute, second) = (hour?, minute?, second?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut ms = milliseconds(fraction)?;
    if second == 60 {
        ms = -1;
    }
    Some(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + ms)
}

/// The first three of one to nine digits after the point.
fn milliseconds(fraction: &str) -> Option<i64> {
    if !(1..=9).contains(&fraction.len()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut digits = *b"000";
    digits.iter_mut().zip(fraction.bytes()).for_each(|(digit, given)| *digit = given);
    number(&digits)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Days since 1970-01-01 of a date in the Gregorian calendar; `None` for one that doesn't exist.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years that begin in March put the leap day last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(i64, i16)>) {
        let got = moment(text).ok().map(|moment| (moment.unix_ms, moment.offset_min));
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn a_time_is_read_with_its_offset() {
        check("1970-01-01T00:00:00Z", Some((0, 0)));
        check("2026-11-21T08:30:00Z", Some((1_795_249_800_000, 0)));
        check("2026-11-21T09:30:00+01:00", Some((1_795_249_800_000, 60)));
        check("2026-11-21T03:00:00-05:30", Some((1_795_249_800_000, -330)));
        check("2026-11-21T08:30:00.25Z", Some((1_795_249_800_250, 0)));
        check("2024-02-29T00:00:00Z", Some((1_709_164_800_000, 0)));
        check("2016-12-31T23:59:60Z", Some((1_483_228_799_999, 0)));
        check("1969-12-31T23:59:59Z", Some((-1000, 0)));
        check("9999-12-31T23:59:59Z", Some((253_402_300_799_000, 0)));
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in [
            "",
            "Z",
            "2026-11-21",
            "2026-11-21T08:30:00",
            "2026-11-21 08:30:00Z",
            "2026-11-21T08:30Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-11-31T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T08:60:00Z",
            "2026-11-21T08:30:61Z",
            "2026-11-21T08:30:00.Z",
            "2026-11-21T08:30:00.1234567890Z",
            "2026-11-21T08:30:00+1:00",
            "2026-11-21T08:30:00+01:60",
            "2026-11-21T08:30:00+24:00",
            "2026-11-21T08:30:0éZ",
            "+026-11-21T08:30:00Z",
        ] {
            check(text, None);
        }
        assert!(local("2026-11-21T08:30:00Z").is_err());
        assert_eq!(local("1970-01-02T00:00:00"), Ok(86_400_000));
    }
}
