//! When something is due by somebody's own clock: each time of each local day once, whatever the clocks do.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A time of a local day, and the moment that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    day: Date,
    /// Minute of the day, by the wall.
    minute: u16,
    pub(crate) at: i64,
}

impl Due {
    /// The same for the same time of the same day, however often it is worked out: "2026-03-29T08:00".
    pub(crate) fn name(&self) -> String {
        format!("{}T{}", self.day, clock(self.minute))
    }
}

/// "08:05".
pub(crate) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads "8:05"; none if it is no time of a day.
pub(crate) fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str| {
        !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())
    };
    let (hours, minutes): (u16, u16) = if digits(hours) && minutes.len() == 2 && digits(minutes) {
        (hours.parse().ok()?, minutes.parse().ok()?)
    } else {
        return None;
    };
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// What is due in `after..=upto`, in its order. A time that clocks jump over comes as much later as they
/// jump; of one that comes twice the first counts.
pub(crate) fn dues(minutes: &[u16], zone: &TimeZone, after: i64, upto: i64) -> Vec<Due> {
    let day =
        |ms: i64| Timestamp::from_millisecond(ms).ok().map(|at| at.to_zoned(zone.clone()).date());
    let (Some(first), Some(last)) = (day(after), day(upto)) else {
        return Vec::new();
    };
    // A day more on either side: a jump may carry a time over midnight.
    let first = first.yesterday().unwrap_or(first);
    let mut found: Vec<Due> = first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last)
        .flat_map(|day| minutes.iter().filter_map(move |minute| due(day, *minute, zone)))
        .filter(|due| due.at > after && due.at <= upto)
        .collect();
    found.sort_by_key(|due| (due.at, due.day, due.minute));
    found
}

fn due(day: Date, minute: u16, zone: &TimeZone) -> Option<Due> {
    let (hour, rest) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let at = day.at(hour, rest, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(Due { day, minute, at: at.timestamp().as_millisecond() })
}

/// The local day that a moment is in, from its first to its last millisecond.
pub(crate) fn day_around(at: i64, zone: &TimeZone) -> Option<(i64, i64)> {
    let day = Timestamp::from_millisecond(at).ok()?.to_zoned(zone.clone()).date();
    let begins = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond());
    Some((begins(day)?, begins(day.tomorrow().ok()?)? - 1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[track_caller]
    fn check(name: &str, day: &str, minutes: &[u16], expected: &[(&str, &str)]) {
        let noon = ms(&format!("{day}T12:00:00Z"));
        let found = dues(minutes, &zone(name), noon - 12 * HOUR, noon + 12 * HOUR - 1);
        let found: Vec<(String, i64)> = found.iter().map(|due| (due.name(), due.at)).collect();
        let expected: Vec<(String, i64)> =
            expected.iter().map(|(due, at)| ((*due).to_owned(), ms(at))).collect();
        assert_eq!(found, expected, "{name} {day}");
    }

    #[test]
    fn eight_o_clock_is_eight_o_clock_in_winter_and_summer() {
        check(
            "Europe/London",
            "2026-03-28",
            &[480],
            &[("2026-03-28T08:00", "2026-03-28T08:00:00Z")],
        );
        check(
            "Europe/London",
            "2026-03-29",
            &[480],
            &[("2026-03-29T08:00", "2026-03-29T07:00:00Z")],
        );
        check(
            "Europe/London",
            "2026-10-25",
            &[480],
            &[("2026-10-25T08:00", "2026-10-25T08:00:00Z")],
        );
    }

    #[test]
    fn what_clocks_jump_over_comes_later_and_what_comes_twice_counts_first() {
        check(
            "Europe/London",
            "2026-03-29",
            &[90],
            &[("2026-03-29T01:30", "2026-03-29T01:30:00Z")],
        );
        check(
            "Europe/London",
            "2026-10-25",
            &[90],
            &[("2026-10-25T01:30", "2026-10-25T00:30:00Z")],
        );
    }

    #[test]
    fn a_time_of_day_is_read_and_nothing_else() {
        for (text, expected) in [
            ("08:00", Some(480)),
            ("8:05", Some(485)),
            ("23:59", Some(1439)),
            ("24:00", None),
            ("8:5", None),
            ("-1:00", None),
            ("+8:00", None),
            ("noon", None),
            ("", None),
        ] {
            assert_eq!(minute(text), expected, "{text:?}");
        }
    }

    const ZONES: [&str; 6] = [
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kolkata",
    ];

    proptest! {
        /// A year is cut into stretches at random: each time of each day is in exactly one of them.
        #[test]
        fn a_year_in_pieces_has_each_time_of_each_day_once(
            name in prop::sample::select(&ZONES[..]),
            minutes in prop::collection::btree_set(0..1440_u16, 1..5),
            pieces in prop::collection::vec(1..40 * HOUR, 100..400),
        ) {
            let minutes: Vec<u16> = minutes.into_iter().collect();
            let (zone, start) = (zone(name), ms("2026-01-01T00:00:00Z"));
            let (mut at, mut names) = (start, Vec::new());
            for piece in pieces {
                let found = dues(&minutes, &zone, at, at + piece);
                prop_assert!(found.iter().all(|due| due.at > at && due.at <= at + piece));
                names.extend(found.iter().map(Due::name));
                at += piece;
            }
            let once: BTreeSet<&String> = names.iter().collect();
            prop_assert_eq!(once.len(), names.len(), "twice");
            let whole: Vec<String> = dues(&minutes, &zone, start, at).iter().map(Due::name).collect();
            prop_assert_eq!(names, whole);
        }
    }
}
