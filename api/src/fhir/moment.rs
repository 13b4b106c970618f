//! Moments as FHIR writes them, and periods as searches ask for them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A moment in UTC, to the millisecond.
pub(super) fn instant(unix_ms: i64) -> String {
    in_zone(unix_ms, "UTC")
}

/// A moment as HTTP's headers have it.
pub(super) fn http(unix_ms: i64) -> String {
    let at = Timestamp::from_millisecond(unix_ms).unwrap_or_default();
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A moment with the offset that a zone has then; in UTC if the zone isn't known.
pub(super) fn in_zone(unix_ms: i64, zone: &str) -> String {
    let at = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let zone =
        if zone == "UTC" { TimeZone::UTC } else { TimeZone::get(zone).unwrap_or(TimeZone::UTC) };
    let zoned = at.to_zoned(zone);
    let form = if zoned.offset().is_zero() {
        "%Y-%m-%dT%H:%M:%S%.3fZ"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3f%:z"
    };
    zoned.strftime(form).to_string()
}

/// A moment that has to be exact, with its offset: ms since 1970, and minutes ahead of UTC.
pub(super) fn exact(text: &str) -> Option<(i64, i16)> {
    let at: Timestamp = text.parse().ok()?;
    let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
    let seconds = match pieces.offset()? {
        jiff::fmt::temporal::PiecesOffset::Numeric(offset) => offset.offset().seconds(),
        _ => 0,
    };
    Some((at.as_millisecond(), i16::try_from(seconds / 60).ok()?))
}

/// The first moment of a date, a month, a year or a moment, and the first after it, in ms since 1970.
pub(super) fn period(text: &str) -> Option<(i64, i64)> {
    let of = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond());
    let number = |part: &str| part.parse::<i16>().ok();
    match text.len() {
        4 => {
            let first = Date::new(number(text)?, 1, 1).ok()?;
            Some((of(first)?, of(first.checked_add(1.year()).ok()?)?))
        }
        7 => {
            let (year, month) = text.split_once('-')?;
            let first = Date::new(number(year)?, month.parse().ok()?, 1).ok()?;
            Some((of(first)?, of(first.checked_add(1.month()).ok()?)?))
        }
        10 => {
            let first: Date = text.parse().ok()?;
            Some((of(first)?, of(first.tomorrow().ok()?)?))
        }
        _ => {
            // A plus that nobody encoded has become a space.
            let text = text.replace(' ', "+");
            let with_zone = if text.len() == 16 { format!("{text}:00Z") } else { text };
            let zoned = with_zone.parse::<Timestamp>();
            let at = zoned.or_else(|_| format!("{with_zone}Z").parse::<Timestamp>()).ok()?;
            let width = if with_zone.contains('.') { 1 } else { 1000 };
            Some((at.as_millisecond(), at.as_millisecond() + width))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_the_offset_of_its_zone() {
        assert_eq!(instant(1_790_000_000_123), "2026-09-21T14:13:20.123Z");
        assert_eq!(in_zone(1_790_000_000_000, "Europe/London"), "2026-09-21T15:13:20.000+01:00");
        assert_eq!(in_zone(1_790_000_000_000, "Not/AZone"), "2026-09-21T14:13:20.000Z");
    }

    #[test]
    fn an_exact_moment_has_an_offset() {
        assert_eq!(exact("2026-09-21T15:13:20+01:00"), Some((1_790_000_000_000, 60)));
        assert_eq!(exact("2026-09-21T14:13:20Z"), Some((1_790_000_000_000, 0)));
        assert_eq!(exact("2026-09-21T15:13:20"), None);
        assert_eq!(exact("2026-09-21"), None);
        assert_eq!(exact("2026-13-21T15:13:20Z"), None);
    }

    #[test]
    fn what_is_less_exact_is_a_longer_period() {
        let check = |text: &str, from: &str, until: &str| {
            let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
            assert_eq!(period(text), Some((ms(from), ms(until))), "{text}");
        };
        check("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        check("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
        check("2026-09-21", "2026-09-21T00:00:00Z", "2026-09-22T00:00:00Z");
        check("2026-09-21T15:13:20+01:00", "2026-09-21T14:13:20Z", "2026-09-21T14:13:21Z");
        check("2026-09-21T15:13:20 01:00", "2026-09-21T14:13:20Z", "2026-09-21T14:13:21Z");
        assert_eq!(period("yesterday"), None);
    }
}
