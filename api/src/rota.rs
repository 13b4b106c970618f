//! The rota as people write it: shifts by the day of the week and the clock on the wall of one time zone.
//!
//! It is made into dated shifts before the engine sees it, so that a table of time zones never decides
//! what a replay does.

mod week;

use std::sync::Arc;

use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use risk_engine::rota::{Rota, Shift, TextMistake, line_of};
use serde::Deserialize;
use toml::Spanned;
use vitals::StoredAt;

use week::{Turn, overlaps};

/// A rota by the week.
#[derive(Debug, Clone)]
pub struct WeeklyRota {
    zone: TimeZone,
    layers: Vec<Vec<Weekly>>,
    list: Vec<Arc<str>>,
}

/// Somebody's time on call in each week.
#[derive(Debug, Clone)]
struct Weekly {
    who: Arc<str>,
    days: Vec<Weekday>,
    from: Time,
    to: Time,
    line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    zone: Spanned<String>,
    #[serde(default)]
    list: Vec<Spanned<String>>,
    #[serde(default)]
    layers: Vec<WrittenLayer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLayer {
    shifts: Vec<Spanned<WrittenShift>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenShift {
    who: String,
    days: Option<Vec<String>>,
    from: String,
    to: String,
}

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
const WHO_CHARS_MAX: usize = 80;

impl WeeklyRota {
    /// Reads a rota. Gives every mistake at once, each with its line and what to write instead.
    pub fn parse(text: &str) -> Result<Self, Vec<TextMistake>> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            vec![TextMistake { line, what: error.message().to_owned() }]
        })?;
        let mut mistakes = Vec::new();
        let mut wrong = |at: usize, what: String| {
            mistakes.push(TextMistake { line: line_of(text, at), what });
        };
        let zone = TimeZone::get(written.zone.get_ref()).unwrap_or_else(|_| {
            let what = format!("zone {:?} is none such as Europe/London", written.zone.get_ref());
            wrong(written.zone.span().start, what);
            TimeZone::UTC
        });
        for who in &written.list {
            check_who(who.get_ref(), |what| wrong(who.span().start, what));
        }
        let list = written.list.into_iter().map(|who| who.into_inner().into()).collect();
        let mut layers = Vec::new();
        for layer in written.layers {
            let shifts = layer.shifts.into_iter().filter_map(|shift| {
                let at = shift.span().start;
                weekly(shift.into_inner(), line_of(text, at), |what| wrong(at, what))
            });
            layers.push(shifts.collect::<Vec<Weekly>>());
        }
        for layer in &layers {
            let turns = layer.iter().flat_map(Weekly::turns).collect::<Vec<Turn>>();
            mistakes.extend(overlaps(&turns));
        }
        mistakes.sort_by_key(|mistake| mistake.line);
        if mistakes.is_empty() { Ok(Self { zone, layers, list }) } else { Err(mistakes) }
    }

    /// The dated shifts from a moment on, for so many weeks.
    pub fn dated(&self, from: StoredAt, weeks: i64) -> Rota {
        let begin = Timestamp::from_millisecond(from.unix_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
        let today = begin.to_zoned(self.zone.clone()).date();
        let layers = self.layers.iter().map(|layer| {
            let mut shifts = Vec::new();
            // From the day before: a night's shift may have begun then.
            for day in -1..=weeks * 7 {
                // Beyond jiff's years nobody is on call.
                let Ok(date) = today.checked_add(day.days()) else { continue };
                let on_day = layer.iter().filter(|weekly| weekly.days.contains(&date.weekday()));
                shifts.extend(on_day.filter_map(|weekly| self.shift(weekly, date)));
            }
            shifts
        });
        // The week was checked for overlaps, and the clock on the wall never puts two in one place.
        Rota::of(layers.collect(), self.list.clone()).unwrap_or_default()
    }

    /// Somebody's shift that begins on a date; none if the clocks jump over all of it.
    fn shift(&self, weekly: &Weekly, date: jiff::civil::Date) -> Option<Shift> {
        let ends = if weekly.to > weekly.from { date } else { date.tomorrow().ok()? };
        let from = self.instant(date.to_datetime(weekly.from))?;
        let to = self.instant(ends.to_datetime(weekly.to))?;
        (from < to).then(|| Shift::of(weekly.who.clone(), from, to))
    }

    /// When the clock on the wall shows a time: the first time of two, and the jump itself for a time
    /// that it jumps over. So what comes earlier on the wall never comes later.
    fn instant(&self, local: DateTime) -> Option<StoredAt> {
        let found = self.zone.to_ambiguous_timestamp(local);
        let instant = match found.offset() {
            AmbiguousOffset::Gap { .. } => {
                let before = found.earlier().ok()?;
                self.zone.following(before).next()?.timestamp()
            }
            _ => found.compatible().ok()?,
        };
        Some(StoredAt::from_unix_ms(instant.as_millisecond()))
    }
}

impl Weekly {
    fn turns(&self) -> impl Iterator<Item = Turn> {
        self.days.iter().map(|day| Turn::of(&self.who, self.line, *day, self.from, self.to))
    }
}

fn weekly(written: WrittenShift, line: usize, mut wrong: impl FnMut(String)) -> Option<Weekly> {
    let mut right = check_who(&written.who, &mut wrong);
    let mut days = Vec::new();
    match &written.days {
        None => days.extend(DAYS.map(|(_, day)| day)),
        Some(names) => {
            for name in names {
                match DAYS.iter().find(|(known, _)| known == name) {
                    Some((_, day)) if !days.contains(day) => days.push(*day),
                    Some(_) => {}
                    None => {
                        right = false;
                        let known = DAYS.map(|(name, _)| name).join(", ");
                        wrong(format!("day {name:?} is none of {known}"));
                    }
                }
            }
        }
    }
    let mut time = |key: &str, text: &str| {
        let time = text.parse::<Time>().ok().filter(|time| time.second() == 0 && text.len() == 5);
        if time.is_none() {
            wrong(format!("{key} {text:?} is not a time such as 08:00"));
        }
        time
    };
    let (from, to) = (time("from", &written.from), time("to", &written.to));
    right.then_some(())?;
    Some(Weekly { who: written.who.into(), days, from: from?, to: to?, line })
}

fn check_who(who: &str, mut wrong: impl FnMut(String)) -> bool {
    let right = !who.trim().is_empty()
        && who.chars().count() <= WHO_CHARS_MAX
        && !who.chars().any(char::is_control);
    if !right {
        wrong(format!("a name has 1 to {WHO_CHARS_MAX} characters"));
    }
    right
}

#[cfg(test)]
mod tests;
