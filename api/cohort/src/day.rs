//! Local days: a person's clock on the wall, with its summer time.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day, as days since 1970-01-01.
pub type Day = i32;

/// One hour in ms.
pub const HOUR_MS: i64 = 3_600_000;
/// A day of 24 hours in ms.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// What a clock on a person's wall shows, for a stretch of time.
///
/// It is asked millions of times, so its offsets are found once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalClock {
    /// From when on which offset holds, oldest first; the first holds before, too.
    offsets: Vec<(i64, i64)>,
}

impl LocalClock {
    /// The clock of a zone from `since` to `until` and a little around; UTC if there is no such zone.
    pub fn of(zone: &str, range: Range<i64>) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let start = Timestamp::from_millisecond(range.start - 2 * DAY_MS).unwrap_or(Timestamp::MIN);
        let mut offsets = vec![(start.as_millisecond(), offset_ms(zone.to_offset(start)))];
        for change in zone.following(start) {
            let at = change.timestamp().as_millisecond();
            if at > range.end.saturating_add(2 * DAY_MS) {
                break;
            }
            offsets.push((at, offset_ms(change.offset())));
        }
        Self { offsets }
    }

    /// What the clock shows at a moment, as if it were ms since 1970 in UTC.
    pub fn local_ms(&self, at_ms: i64) -> i64 {
        let after = self.offsets.partition_point(|(from, _)| *from <= at_ms);
        at_ms + self.offsets[after.saturating_sub(1)].1
    }

    /// The day at a moment.
    pub fn day(&self, at_ms: i64) -> Day {
        self.local_ms(at_ms).div_euclid(DAY_MS) as Day // thousands of years fit
    }

    /// Whether the clock never shows anything of this stretch, because it is put forward over it.
    pub fn skips(&self, local: &Range<i64>) -> bool {
        self.offsets.windows(2).any(|pair| {
            let (at, before, after) = (pair[1].0, pair[0].1, pair[1].1);
            at + before <= local.start && local.end <= at + after
        })
    }
}

fn offset_ms(offset: jiff::tz::Offset) -> i64 {
    i64::from(offset.seconds()) * 1000
}

/// A day as a date.
pub fn date(day: Day) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(day)).unwrap_or(if day < 0 {
        Date::MIN
    } else {
        Date::MAX
    })
}

/// A date as a day.
pub fn of_date(date: Date) -> Day {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn check(zone: &str, moment: &str, local: &str) {
        let clock = LocalClock::of(zone, at("2026-01-01T00:00:00Z")..at("2026-12-31T00:00:00Z"));
        let shown = at(&format!("{local}Z"));
        assert_eq!(clock.local_ms(at(moment)), shown, "{zone} at {moment}");
        assert_eq!(date(clock.day(at(moment))).to_string(), local[..10], "{zone} at {moment}");
    }

    #[test]
    fn a_clock_on_the_wall_shows_its_zones_time_in_summer_and_in_winter() {
        check("UTC", "2026-07-01T23:30:00Z", "2026-07-01T23:30:00");
        check("Europe/London", "2026-07-01T23:30:00Z", "2026-07-02T00:30:00");
        check("Europe/London", "2026-01-01T23:30:00Z", "2026-01-01T23:30:00");
        // Put forward at 01:00 UTC on 29 March, and back at 01:00 UTC on 25 October.
        check("Europe/London", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59");
        check("Europe/London", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00");
        check("Europe/London", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59");
        check("Europe/London", "2026-10-25T01:00:00Z", "2026-10-25T01:00:00");
        check("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00");
        check("Asia/Kolkata", "2026-03-08T18:30:00Z", "2026-03-09T00:00:00");
        check("Nowhere/Else", "2026-03-08T18:30:00Z", "2026-03-08T18:30:00");
    }

    #[test]
    fn an_hour_that_the_clock_skips_is_known() {
        let year = at("2026-01-01T00:00:00Z")..at("2026-12-31T00:00:00Z");
        let clock = LocalClock::of("Europe/London", year);
        let hour = |text: &str| at(text)..at(text) + HOUR_MS;
        assert!(clock.skips(&hour("2026-03-29T01:00:00Z")));
        assert!(!clock.skips(&hour("2026-03-29T00:00:00Z")));
        assert!(!clock.skips(&hour("2026-03-29T02:00:00Z")));
        assert!(!clock.skips(&hour("2026-10-25T01:00:00Z")), "it is there twice");
    }

    #[test]
    fn a_day_and_its_date_are_the_same() {
        for (day, text) in [(0, "1970-01-01"), (-1, "1969-12-31"), (20_454, "2026-01-01")] {
            assert_eq!(date(day).to_string(), text);
            assert_eq!(of_date(date(day)), day);
        }
    }
}
