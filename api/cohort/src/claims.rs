//! What a person's two clocks say today, and what can be claimed for a month that is over.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::billing::{
    Line, Period, Rates, Settings, Spent, Standing, days_missing, interpretation, management,
    management_standing, period, setup, supply, supply_standing,
};
use crate::day::{Day, LocalClock, date, of_date};
use crate::panel::Figures;
use crate::table::{cell, line, preamble};

/// Time that somebody spent on a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// When it began, ms since 1970.
    pub began_ms: i64,
    /// How long it took.
    pub minutes: u16,
    /// Whether they spoke with the person.
    pub live: bool,
    /// A physician, or another qualified professional, collected and interpreted data: such minutes are for
    /// that only.
    pub interpretation: bool,
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

/// How somebody stands on both clocks today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clocks {
    /// The running period of 30 days; none before a device sent anything.
    pub period: Option<Period>,
    /// Days with device-sent data in it.
    pub days: u32,
    /// Days that are still missing for 99454.
    pub days_missing: u32,
    /// Days with typed values only: shown, not counted.
    pub days_typed: u32,
    /// What was spent on them in the running month.
    pub spent: Spent,
    /// Minutes of interpretation in the running period.
    pub interpreted: u32,
    /// The codes so far, if nothing more came.
    pub codes: Vec<Line>,
    /// How they stand for 99454.
    pub supply: Standing,
    /// How they stand for 99457.
    pub management: Standing,
    /// The worse of both; no activity only if there is none on either.
    pub overall: Standing,
}

/// One line of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// For whom.
    pub patient: String,
    /// The code.
    pub code: &'static str,
    /// How often.
    pub units: u32,
    /// The first day that it is for.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// Days with device-sent data, for a device's supply.
    pub days: Option<u32>,
    /// What was spent, for management and interpretation.
    pub spent: Option<Spent>,
    /// What it pays, US cents, and where that is written; none without a rate.
    pub pays: Option<(u64, String)>,
}

impl Month {
    /// The month that a date is in.
    pub fn of(date: Date) -> Self {
        Self { first: date.first_of_month() }
    }

    /// A month such as `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_month = text.len() == 7 && text.is_char_boundary(4) && text.as_bytes()[4] == b'-';
        let first: Date = format!("{text}-01").parse().ok()?;
        is_month.then_some(Self { first })
    }

    /// Whether another is this month or the one before it.
    pub fn is_this_or_last(self, other: Self) -> bool {
        other == self || date(self.first() - 1).first_of_month() == other.first
    }

    /// Its first day.
    pub fn first(self) -> Day {
        of_date(self.first)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        of_date(self.first.last_of_month())
    }

    fn holds(self, day: Day) -> bool {
        (self.first()..=self.last()).contains(&day)
    }
}

/// How somebody stands today.
pub fn clocks(figures: &Figures, contacts: &[Contact], settings: Settings) -> Clocks {
    let today = figures.today;
    let month = Month::of(date(today));
    let spent = spent(contacts, month, &figures.clock);
    let running = figures.device_origin.map(|origin| period(origin, today));
    let days = running.map_or(0, |running| days_in(&figures.device_days, running));
    let elapsed = running.map_or(1, |running| (today - running.first + 1).unsigned_abs());
    let programme = figures.programme;
    let mut codes: Vec<Line> =
        running.and_then(|first| setup(programme, first, days, settings)).into_iter().collect();
    codes.extend(supply(programme, days));
    codes.extend(management(programme, spent));
    let interpreted = running.map_or(0, |running| interpreted(contacts, running, &figures.clock));
    let is_managed = running.is_some_and(|running| is_managed(figures, contacts, running));
    codes.extend(interpretation(programme, interpreted, is_managed));
    let of_month = (today - month.first() + 1).unsigned_abs();
    let month_days = (month.last() - month.first() + 1).unsigned_abs();
    let (supply, management) =
        (supply_standing(days, elapsed), management_standing(spent, of_month, month_days));
    Clocks {
        period: running,
        days,
        days_missing: days_missing(days),
        days_typed: running.map_or(0, |running| days_in(&figures.days, running)) - days,
        spent,
        interpreted,
        codes,
        supply,
        management,
        overall: overall(supply, management),
    }
}

/// What can be claimed of what ended in a month: periods of device data whose last day is in it, and the
/// month's minutes if it is over on the person's wall.
pub fn claims(
    figures: &Figures,
    contacts: &[Contact],
    month: Month,
    rates: &Rates,
    settings: Settings,
) -> Vec<Claim> {
    let line = |line: Line, from: Day, to: Day| Claim {
        patient: figures.patient.clone(),
        code: line.code,
        units: line.units,
        from: date(from),
        to: date(to),
        days: None,
        spent: None,
        pays: rates
            .on(line.code, date(to))
            .map(|paid| (u64::from(paid.cents) * u64::from(line.units), paid.source.clone())),
    };
    let programme = figures.programme;
    let mut claims = Vec::new();
    for over in ended_in(figures, month) {
        let days = days_in(&figures.device_days, over);
        let lines =
            setup(programme, over, days, settings).into_iter().chain(supply(programme, days));
        claims.extend(
            lines.map(|one| Claim { days: Some(days), ..line(one, over.first, over.last) }),
        );
        let minutes = interpreted(contacts, over, &figures.clock);
        let of_period = interpretation(programme, minutes, is_managed(figures, contacts, over));
        let spent = Some(Spent { minutes, live: false });
        claims.extend(of_period.map(|one| Claim { spent, ..line(one, over.first, over.last) }));
    }
    if month.last() < figures.today {
        let spent = spent(contacts, month, &figures.clock);
        let lines = management(programme, spent).into_iter();
        claims.extend(
            lines.map(|one| Claim { spent: Some(spent), ..line(one, month.first(), month.last()) }),
        );
    }
    claims
}

/// The periods that ended in a month and are over: two where the first ends on the 1st and the next on the 31st.
fn ended_in(figures: &Figures, month: Month) -> Vec<Period> {
    let Some(origin) = figures.device_origin else { return Vec::new() };
    let mut periods = vec![period(origin, month.first()), period(origin, month.last())];
    periods.dedup();
    let is_over = |one: &Period| month.holds(one.last) && one.last < figures.today;
    periods.retain(|one| one.number >= 0 && is_over(one));
    periods
}

/// Whether management can be billed for a month that a period touches.
fn is_managed(figures: &Figures, contacts: &[Contact], of: Period) -> bool {
    [of.first, of.last].into_iter().any(|day| {
        let spent = spent(contacts, Month::of(date(day)), &figures.clock);
        !management(figures.programme, spent).is_empty()
    })
}

/// The minutes of interpretation in a period.
fn interpreted(contacts: &[Contact], period: Period, clock: &LocalClock) -> u32 {
    let is_in = |contact: &&Contact| {
        let day = clock.day(contact.began_ms);
        contact.interpretation && (period.first..=period.last).contains(&day)
    };
    contacts.iter().filter(is_in).map(|contact| u32::from(contact.minutes)).sum()
}

/// What was spent on management in a month: minutes of interpretation are none of it.
fn spent(contacts: &[Contact], month: Month, clock: &LocalClock) -> Spent {
    let is_in =
        |contact: &&Contact| !contact.interpretation && month.holds(clock.day(contact.began_ms));
    contacts.iter().filter(is_in).fold(Spent::default(), |spent, contact| Spent {
        minutes: spent.minutes.saturating_add(u32::from(contact.minutes)),
        live: spent.live || contact.live,
    })
}

fn days_in(days: &[Day], period: Period) -> u32 {
    days.iter().filter(|day| (period.first..=period.last).contains(day)).count() as u32
}

fn overall(supply: Standing, management: Standing) -> Standing {
    use Standing::{NoActivity, NotOnTrack};
    match (supply, management) {
        (NoActivity, NoActivity) => NoActivity,
        (NoActivity, _) | (_, NoActivity) => NotOnTrack,
        (one, other) => one.max(other),
    }
}

/// Claims as CSV that a spreadsheet may open.
pub fn csv(claims: &[Claim], about: &[(String, String)]) -> String {
    let names = [
        "patient",
        "code",
        "units",
        "from",
        "to",
        "days",
        "minutes",
        "live",
        "example_usd",
        "rate_source",
    ];
    let mut text = preamble(about) + &line(names.into_iter().map(str::to_owned));
    for claim in claims {
        let number =
            |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
        let (dollars, source) = match &claim.pays {
            Some((cents, source)) => (format!("{}.{:02}", cents / 100, cents % 100), cell(source)),
            None => (String::new(), String::new()),
        };
        let cells = [
            cell(&claim.patient),
            claim.code.to_owned(),
            claim.units.to_string(),
            claim.from.to_string(),
            claim.to.to_string(),
            number(claim.days),
            number(claim.spent.map(|spent| spent.minutes)),
            claim.spent.map_or(String::new(), |spent| spent.live.to_string()),
            dollars,
            source,
        ];
        text.push_str(&line(cells.into_iter()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::{Programme, conflicts};
    use crate::day::DAY_MS;
    use crate::panel::tests::nobody;

    fn day(text: &str) -> Day {
        of_date(text.parse().unwrap())
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    /// Somebody whose device sent something on so many days running, from `origin` on.
    fn figures(origin: &str, days: i32, today: &str) -> Figures {
        let (origin, today) = (day(origin), day(today));
        let device_days: Vec<Day> = (origin..origin + days).filter(|day| *day <= today).collect();
        Figures {
            patient: "ann".into(),
            today,
            days: device_days.clone(),
            device_days,
            device_origin: Some(origin),
            clock: LocalClock::of("UTC", 0..0),
            ..nobody()
        }
    }

    fn contact(on: &str, minutes: u16, live: bool) -> Contact {
        let began_ms = i64::from(day(on)) * DAY_MS;
        Contact { began_ms, minutes, live, interpretation: false }
    }

    fn read_by_a_physician(on: &str, minutes: u16) -> Contact {
        Contact { interpretation: true, ..contact(on, minutes, false) }
    }

    #[test]
    fn two_clocks_run_beside_each_other() {
        let contacts = [
            contact("2026-10-31", 50, true),
            contact("2026-11-02", 12, false),
            contact("2026-11-03", 8, true),
        ];
        let now = figures("2026-10-20", 40, "2026-11-10");
        let found = clocks(&now, &contacts, Settings::default());
        assert_eq!(
            found.period,
            Some(Period { number: 0, first: day("2026-10-20"), last: day("2026-11-18") })
        );
        assert_eq!((found.days, found.spent), (22, Spent { minutes: 20, live: true }));
        let codes: Vec<&str> = found.codes.iter().map(|line| line.code).collect();
        assert_eq!(codes, ["99453", "99454", "99457"]);
        assert_eq!(found.overall, Standing::Ready);
        let idle = clocks(&Figures { device_origin: None, ..now }, &[], Settings::default());
        assert_eq!((idle.overall, idle.codes.len()), (Standing::NoActivity, 0));
    }

    #[test]
    fn a_claim_has_what_ended_in_its_month_and_nothing_that_still_runs() {
        let rates = Rates::built_in().unwrap();
        let contacts = [contact("2026-10-05", 40, true)];
        #[rustfmt::skip]
        let rows: [(&str, i32, &str, &str, &[&str]); 7] = [
            // first day, days running, month, today, codes
            ("2026-09-15", 60, "2026-10", "2026-11-10", &["99453", "99454", "99457", "99458"]),
            ("2026-09-15", 15, "2026-10", "2026-11-10", &["99445", "99457", "99458"]),
            ("2026-09-15", 60, "2026-11", "2026-11-10", &[]),
            ("2026-09-15", 60, "2026-11", "2026-11-13", &[]),
            ("2026-09-15", 60, "2026-11", "2026-11-14", &["99454"]),
            ("2026-09-15", 60, "2026-10", "2026-10-20", &["99453", "99454"]),
            ("2026-09-02", 60, "2026-10", "2026-11-10", &["99453", "99454", "99454", "99457", "99458"]),
        ];
        for (origin, days, of, today, codes) in rows {
            let found = claims(
                &figures(origin, days, today),
                &contacts,
                month(of),
                &rates,
                Settings::default(),
            );
            let found: Vec<&str> = found.iter().map(|claim| claim.code).collect();
            assert_eq!(found, codes, "from {origin}, {days} days, {of} on {today}");
        }
    }

    #[test]
    fn a_physicians_minutes_are_counted_in_the_period_and_for_nothing_else() {
        let rates = Rates::built_in().unwrap();
        // The period is 15 September to 14 October.
        #[rustfmt::skip]
        let rows: [(&[Contact], &[&str]); 6] = [
            (&[read_by_a_physician("2026-09-20", 30)], &["99453", "99454", "99091"]),
            (&[read_by_a_physician("2026-09-15", 15), read_by_a_physician("2026-10-14", 15)], &["99453", "99454", "99091"]),
            (&[read_by_a_physician("2026-09-14", 30), read_by_a_physician("2026-10-15", 29)], &["99453", "99454"]),
            (&[read_by_a_physician("2026-10-02", 29), contact("2026-10-02", 30, false)], &["99453", "99454"]),
            (&[read_by_a_physician("2026-10-02", 30), contact("2026-10-05", 20, true)], &["99453", "99454", "99457"]),
            (&[read_by_a_physician("2026-10-02", 30), contact("2026-09-20", 20, true)], &["99453", "99454"]),
        ];
        for (contacts, codes) in rows {
            let figures = figures("2026-09-15", 60, "2026-11-10");
            let found = claims(&figures, contacts, month("2026-10"), &rates, Settings::default());
            let found: Vec<&str> = found.iter().map(|claim| claim.code).collect();
            assert_eq!(found, codes, "{contacts:?}");
        }
        let now = figures("2026-10-20", 40, "2026-11-10");
        let found = clocks(&now, &[read_by_a_physician("2026-11-02", 31)], Settings::default());
        assert_eq!((found.interpreted, found.spent.minutes), (31, 0));
        assert!(found.codes.iter().any(|line| line.code == "99091"), "{:?}", found.codes);
    }

    #[test]
    fn a_therapy_is_claimed_by_its_own_codes() {
        let rates = Rates::built_in().unwrap();
        let contacts = [contact("2026-10-05", 40, true), read_by_a_physician("2026-10-02", 60)];
        #[rustfmt::skip]
        let rows: [(Programme, i32, &[&str]); 4] = [
            (Programme::TherapyRespiratory,     60, &["98975", "98976", "98980", "98981"]),
            (Programme::TherapyMusculoskeletal, 15, &["98985", "98980", "98981"]),
            (Programme::TherapyCognitive,       16, &["98975", "98978", "98980", "98981"]),
            (Programme::Physiologic,            16, &["99453", "99454", "99457", "99458"]),
        ];
        for (programme, days, codes) in rows {
            let figures = Figures { programme, ..figures("2026-09-15", days, "2026-11-10") };
            let found = claims(&figures, &contacts, month("2026-10"), &rates, Settings::default());
            let found: Vec<&str> = found.iter().map(|claim| claim.code).collect();
            assert_eq!(found, codes, "{programme:?}, {days} days");
            assert_eq!(conflicts(&found), []);
        }
    }

    #[test]
    fn no_claim_of_any_length_holds_codes_that_exclude_each_other() {
        let rates = Rates::built_in().unwrap();
        for days in 0..=30 {
            for minutes in [0, 5, 10, 19, 20, 40, 61] {
                let contacts =
                    [contact("2026-10-05", minutes, true), read_by_a_physician("2026-10-06", 45)];
                let found = figures("2026-09-15", days, "2026-11-10");
                let claims =
                    claims(&found, &contacts, month("2026-10"), &rates, Settings::default());
                let codes: Vec<&str> = claims.iter().map(|claim| claim.code).collect();
                assert_eq!(conflicts(&codes), [], "{days} days, {minutes} min");
            }
        }
    }

    #[test]
    fn a_claim_reads_in_a_spreadsheet() {
        let rates = Rates::built_in().unwrap();
        let contacts = [contact("2026-10-05", 45, true)];
        let found = figures("2026-09-15", 4, "2026-11-10");
        let claims = claims(&found, &contacts, month("2026-10"), &rates, Settings::default());
        let text = csv(&claims, &[("month".into(), "2026-10".into())]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "# month,2026-10");
        assert!(
            lines[2].starts_with("ann,99445,1,2026-09-15,2026-10-14,4,,,47.00,"),
            "{}",
            lines[2]
        );
        assert!(
            lines[4].starts_with("ann,99458,1,2026-10-01,2026-10-31,,45,true,41.00,"),
            "{}",
            lines[4]
        );
    }

    #[test]
    fn a_month_is_a_year_and_a_month() {
        assert!(
            ["2026-1", "2026-13", "26-01", "2026-01-01", "", "2026/01"]
                .iter()
                .all(|text| Month::parse(text).is_none())
        );
        assert_eq!(date(month("2028-02").last()).to_string(), "2028-02-29");
    }
}
