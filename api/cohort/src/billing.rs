//! What can be billed for a person, by the rules of 2026 (CLINICAL 4.1), and what will be.
//!
//! Two clocks. *Days* with device-sent data are counted in fixed periods of 30 days, the first of which
//! begins on the first day with such data: no period is stretched, paused or begun anew. *Minutes* are
//! counted in calendar months, but those of a physician who interprets, which go by the period. All on the
//! clock on the person's wall. The rules are rows of tables here;
//! amounts are in `rates.toml`.

mod forecast;
mod rates;

use serde::Serialize;
use utoipa::ToSchema;

pub use forecast::{Standing, days_missing, management_standing, supply_standing};
pub use rates::{RateError, Rates};

use crate::day::Day;

/// How long a period of device data is.
pub const PERIOD_DAYS: i32 = 30;

/// What is monitored: one or the other for a person, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// Physiologic values.
    #[default]
    Physiologic,
    /// Therapy: the respiratory system.
    TherapyRespiratory,
    /// Therapy: muscles and bones.
    TherapyMusculoskeletal,
    /// Therapy: cognitive behaviour.
    TherapyCognitive,
}

impl Programme {
    /// A short, stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Physiologic => "physiologic",
            Self::TherapyRespiratory => "therapy_respiratory",
            Self::TherapyMusculoskeletal => "therapy_musculoskeletal",
            Self::TherapyCognitive => "therapy_cognitive",
        }
    }
}

/// A code for the supply of a device, by days with data in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// For which programme.
    pub programme: Programme,
    /// The code.
    pub code: &'static str,
    /// So many days at least …
    pub days_min: u32,
    /// … and at most.
    pub days_max: u32,
}

/// The codes for supply: of one programme no two fit the same days, so never both.
#[rustfmt::skip]
pub const SUPPLY: [Supply; 8] = {
    use Programme::{Physiologic, TherapyCognitive, TherapyMusculoskeletal, TherapyRespiratory};
    const fn row(programme: Programme, code: &'static str, days_min: u32, days_max: u32) -> Supply {
        Supply { programme, code, days_min, days_max }
    }
    [
        row(Physiologic,            "99445", 2,  15),
        row(Physiologic,            "99454", 16, 30),
        row(TherapyRespiratory,     "98984", 2,  15),
        row(TherapyRespiratory,     "98976", 16, 30),
        row(TherapyMusculoskeletal, "98985", 2,  15),
        row(TherapyMusculoskeletal, "98977", 16, 30),
        row(TherapyCognitive,       "98986", 2,  15),
        row(TherapyCognitive,       "98978", 16, 30),
    ]
};

/// The codes for management, by minutes in a month: one of the first two, and the third for each further
/// `further` minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Management {
    /// 10 to 19 minutes.
    pub short: &'static str,
    /// From 20 minutes on.
    pub first: &'static str,
    /// Each further 20 minutes.
    pub further: &'static str,
}

/// The shortest time that can be billed, minutes.
pub const SHORT_MIN: u32 = 10;
/// From here on it is the full code, and for each further so many minutes the next.
pub const FULL_MIN: u32 = 20;

const PHYSIOLOGIC: Management = Management { short: "99470", first: "99457", further: "99458" };
const THERAPY: Management = Management { short: "98979", first: "98980", further: "98981" };

/// The codes for set-up and teaching, once for a person and programme.
#[rustfmt::skip]
pub const SETUP: [(Programme, &str); 4] = [
    (Programme::Physiologic,            "99453"),
    (Programme::TherapyRespiratory,     "98975"),
    (Programme::TherapyMusculoskeletal, "98975"),
    (Programme::TherapyCognitive,       "98975"),
];

/// A physician, or another qualified professional, collects and interprets the data of a period.
pub const INTERPRETATION: &str = "99091";
/// For so many minutes of theirs at least.
pub const INTERPRETATION_MIN: u32 = 30;

/// Pairs that never stand together for one person and one period. That interpretation doesn't stand beside
/// management was not confirmed (CLINICAL 4.1 has the 30 minutes only): it is the careful reading.
#[rustfmt::skip]
pub const EXCLUSIVE: [(&str, &str); 9] = [
    ("99091", "99457"),
    ("99091", "99458"),
    ("99091", "99470"),
    ("99445", "99454"),
    ("99470", "99457"),
    ("98984", "98976"),
    ("98985", "98977"),
    ("98986", "98978"),
    ("98979", "98980"),
];

/// What a practice has settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Set-up (99453, 98975) can be billed once a device has given data on so many days of the first period. The
    /// minimum that follows from 99445 was not confirmed (CLINICAL 4.1), so it is the old 16.
    pub setup_days_min: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { setup_days_min: 16 }
    }
}

/// A code, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BillingLine)]
pub struct Line {
    /// The code.
    pub code: &'static str,
    /// How often.
    pub units: u32,
}

/// A period of 30 days, counted from a person's first day with device-sent data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BillingPeriod)]
pub struct Period {
    /// Which, from 0.
    pub number: i32,
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

/// What a month has of somebody's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Spent {
    /// Minutes.
    pub minutes: u32,
    /// Whether anybody spoke with the person.
    pub live: bool,
}

/// The period that a day is in, for somebody whose first day with device-sent data is `origin`.
pub fn period(origin: Day, day: Day) -> Period {
    let number = (day - origin).div_euclid(PERIOD_DAYS);
    let first = origin + number * PERIOD_DAYS;
    Period { number, first, last: first + PERIOD_DAYS - 1 }
}

/// The code for a device's supply, by distinct days with device-sent data.
pub fn supply(programme: Programme, days: u32) -> Option<Line> {
    let fits =
        |row: &&Supply| row.programme == programme && (row.days_min..=row.days_max).contains(&days);
    SUPPLY.iter().find(fits).map(|row| Line { code: row.code, units: 1 })
}

/// The codes for a month's management: none without a live contact.
pub fn management(programme: Programme, spent: Spent) -> Vec<Line> {
    let codes = if programme == Programme::Physiologic { PHYSIOLOGIC } else { THERAPY };
    match spent.minutes {
        _ if !spent.live => Vec::new(),
        0..SHORT_MIN => Vec::new(),
        SHORT_MIN..FULL_MIN => vec![Line { code: codes.short, units: 1 }],
        minutes => {
            let further = Line { code: codes.further, units: minutes / FULL_MIN - 1 };
            let first = Line { code: codes.first, units: 1 };
            [first, further].into_iter().filter(|line| line.units > 0).collect()
        }
    }
}

/// Set-up and teaching: once, in the first period, when it has enough days.
pub fn setup(programme: Programme, period: Period, days: u32, settings: Settings) -> Option<Line> {
    let is_due = period.number == 0 && days >= settings.setup_days_min;
    let row = SETUP.iter().find(|(of, _)| is_due && *of == programme);
    row.map(|(_, code)| Line { code, units: 1 })
}

/// Interpretation, by the minutes of it in a period with device-sent data: of physiologic values only, and not
/// beside management in a month that the period touches.
pub fn interpretation(programme: Programme, minutes: u32, is_managed: bool) -> Option<Line> {
    let is_due =
        programme == Programme::Physiologic && minutes >= INTERPRETATION_MIN && !is_managed;
    is_due.then_some(Line { code: INTERPRETATION, units: 1 })
}

/// The exclusive pairs among codes that stand together. It finds none in what this file gives for one
/// programme; codes of both programmes are refused whatever they are.
pub fn conflicts<'a>(codes: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    for (place, one) in codes.iter().enumerate() {
        for other in &codes[place + 1..] {
            let is_pair =
                |(a, b): &(&str, &str)| (*a, *b) == (*one, *other) || (*b, *a) == (*one, *other);
            if EXCLUSIVE.iter().any(is_pair) || is_therapy(one) != is_therapy(other) {
                found.push((*one, *other));
            }
        }
    }
    found
}

/// Codes of therapeutic monitoring begin so.
fn is_therapy(code: &str) -> bool {
    code.starts_with("98")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RPM: Programme = Programme::Physiologic;

    /// Minutes, whether anybody spoke with the person, and the codes with how often.
    type Row = (u32, bool, &'static [(&'static str, u32)]);

    #[test]
    fn supply_goes_by_days_in_the_period() {
        #[rustfmt::skip]
        let rows: [(Programme, u32, Option<&str>); 16] = [
            (RPM, 0,  None),
            (RPM, 1,  None),
            (RPM, 2,  Some("99445")),
            (RPM, 15, Some("99445")),
            (RPM, 16, Some("99454")),
            (RPM, 30, Some("99454")),
            (RPM, 31, None),
            (Programme::TherapyRespiratory,     1,  None),
            (Programme::TherapyRespiratory,     2,  Some("98984")),
            (Programme::TherapyRespiratory,     15, Some("98984")),
            (Programme::TherapyRespiratory,     16, Some("98976")),
            (Programme::TherapyMusculoskeletal, 15, Some("98985")),
            (Programme::TherapyMusculoskeletal, 16, Some("98977")),
            (Programme::TherapyCognitive,       15, Some("98986")),
            (Programme::TherapyCognitive,       16, Some("98978")),
            (Programme::TherapyCognitive,       30, Some("98978")),
        ];
        for (programme, days, code) in rows {
            let found = supply(programme, days).map(|line| line.code);
            assert_eq!(found, code, "{programme:?}, {days} days");
        }
    }

    #[test]
    fn management_goes_by_minutes_in_the_month_and_needs_a_live_contact() {
        #[rustfmt::skip]
        let rows: [Row; 12] = [
            (0,  true,  &[]),
            (9,  true,  &[]),
            (10, true,  &[("99470", 1)]),
            (19, true,  &[("99470", 1)]),
            (20, true,  &[("99457", 1)]),
            (39, true,  &[("99457", 1)]),
            (40, true,  &[("99457", 1), ("99458", 1)]),
            (59, true,  &[("99457", 1), ("99458", 1)]),
            (60, true,  &[("99457", 1), ("99458", 2)]),
            (10, false, &[]),
            (20, false, &[]),
            (60, false, &[]),
        ];
        for (minutes, live, lines) in rows {
            let found = management(RPM, Spent { minutes, live });
            let found: Vec<(&str, u32)> =
                found.iter().map(|line| (line.code, line.units)).collect();
            assert_eq!(found, lines, "{minutes} min, live {live}");
        }
        let therapy = management(Programme::TherapyRespiratory, Spent { minutes: 45, live: true });
        let codes: Vec<&str> = therapy.iter().map(|line| line.code).collect();
        assert_eq!(codes, ["98980", "98981"]);
    }

    #[test]
    fn a_period_is_thirty_days_from_the_first_day_and_never_begins_anew() {
        #[rustfmt::skip]
        let rows = [
            (100, 100, (0, 100, 129)),
            (100, 129, (0, 100, 129)),
            (100, 130, (1, 130, 159)),
            (100, 400, (10, 400, 429)),
        ];
        for (origin, day, (number, first, last)) in rows {
            assert_eq!(period(origin, day), Period { number, first, last }, "{day} from {origin}");
        }
    }

    #[test]
    fn set_up_is_billed_once_and_when_the_setting_says_so() {
        let (first, second) = (period(100, 100), period(100, 130));
        let new = Settings { setup_days_min: 2 };
        #[rustfmt::skip]
        let rows: [(Programme, Period, u32, Settings, Option<&str>); 10] = [
            (RPM, first,  16, Settings::default(), Some("99453")),
            (RPM, first,  15, Settings::default(), None),
            (RPM, first,  2,  new,                 Some("99453")),
            (RPM, first,  1,  new,                 None),
            (RPM, second, 30, new,                 None),
            (Programme::TherapyRespiratory,     first,  16, Settings::default(), Some("98975")),
            (Programme::TherapyRespiratory,     first,  15, Settings::default(), None),
            (Programme::TherapyMusculoskeletal, first,  16, Settings::default(), Some("98975")),
            (Programme::TherapyCognitive,       first,  2,  new,                 Some("98975")),
            (Programme::TherapyCognitive,       second, 30, new,                 None),
        ];
        for (programme, period, days, settings, code) in rows {
            let found = setup(programme, period, days, settings).map(|line| line.code);
            assert_eq!(found, code, "{programme:?}, {days} days of period {period:?}");
        }
    }

    #[test]
    fn interpretation_needs_half_an_hour_and_no_management_beside_it() {
        #[rustfmt::skip]
        let rows: [(Programme, u32, bool, Option<&str>); 7] = [
            (RPM, 0,  false, None),
            (RPM, 29, false, None),
            (RPM, 30, false, Some("99091")),
            (RPM, 90, false, Some("99091")),   // once for a period, however long it took
            (RPM, 30, true,  None),
            (Programme::TherapyRespiratory, 30, false, None),
            (Programme::TherapyCognitive,   90, false, None),
        ];
        for (programme, minutes, is_managed, code) in rows {
            let found = interpretation(programme, minutes, is_managed).map(|line| line.code);
            assert_eq!(found, code, "{programme:?}, {minutes} min, managed {is_managed}");
        }
    }

    #[test]
    fn what_excludes_each_other_never_stands_together() {
        for days in 0..=31 {
            for minutes in 0..200 {
                let spent = Spent { minutes, live: true };
                let mut lines = management(RPM, spent);
                lines.extend(supply(RPM, days));
                let codes: Vec<&str> = lines.iter().map(|line| line.code).collect();
                assert_eq!(conflicts(&codes), [], "{days} days, {minutes} min");
            }
        }
        assert_eq!(conflicts(&["99454", "99445"]), [("99454", "99445")]);
        assert_eq!(conflicts(&["99470", "99458", "99457"]), [("99470", "99457")]);
        assert_eq!(conflicts(&["99445", "99458"]), [], "these may stand together");
        assert_eq!(conflicts(&["99091", "99454"]), [], "these may stand together");
        for managed in ["99457", "99458", "99470"] {
            assert_eq!(conflicts(&[managed, "99091"]), [(managed, "99091")]);
        }
        for therapy in [
            "98975", "98976", "98977", "98978", "98979", "98980", "98981", "98984", "98985",
            "98986",
        ] {
            for physiologic in ["99453", "99445", "99454", "99470", "99457", "99458", "99091"] {
                assert_eq!(conflicts(&[therapy, physiologic]), [(therapy, physiologic)]);
            }
        }
        assert_eq!(
            conflicts(&["99454", "98980"]),
            [("99454", "98980")],
            "one programme or the other"
        );
    }
}
