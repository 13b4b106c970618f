//! The cells of one row, and what they mean.

use vitals::TakenAt;
use vitals::named::{Given, Kind, Refused, Unit, Value, unix_ms_of};

use super::{Column, Names, Rejected, Row};

/// The cells of one row as a file has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    pub(super) number: u64,
    pub(super) patient: &'a str,
    pub(super) taken_at: Time<'a>,
    pub(super) kind: &'a str,
    pub(super) value: Given<'a>,
    pub(super) unit: &'a str,
    pub(super) origin: &'a str,
}

/// A time as a file has it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Time<'a> {
    Text(&'a str),
    UnixMs(i64),
}

/// Finds out what rows mean; remembers the names that it has met.
pub(super) struct Interpreter<'a> {
    names: &'a Names,
    /// The kinds and units of this file as they are spelt in it: a handful.
    known: Vec<Known>,
}

struct Known {
    kind_text: Box<str>,
    unit_text: Box<str>,
    meaning: Meaning,
}

/// What a kind with its unit means, or which column is wrong and what was expected there.
type Meaning = Result<(Kind, Unit), (Column, String)>;

/// So many spellings are remembered; a file has fewer.
const KNOWN_MAX: usize = 128;

impl<'a> Interpreter<'a> {
    pub(super) fn new(names: &'a Names) -> Self {
        Self { names, known: Vec::new() }
    }

    /// What a row says, or what is wrong with it.
    pub(super) fn row<'c>(&mut self, cells: &Cells<'c>) -> Result<Row<'c>, Rejected> {
        let number = cells.number;
        let patient = cells.patient.trim();
        if patient.is_empty() {
            return Err(rejected(number, Column::Patient, patient, "an id"));
        }
        let taken_at_ms = match cells.taken_at {
            Time::UnixMs(ms) => ms,
            Time::Text(text) => unix_ms_of(text)
                .map_err(|Refused(want)| rejected(number, Column::TakenAt, text, &want))?,
        };
        let taken_at_ms = Some(taken_at_ms).filter(|ms| (-TIME_MAX..TIME_MAX).contains(ms));
        let Some(taken_at_ms) = taken_at_ms else {
            return Err(rejected(number, Column::TakenAt, "", "a time before the year 10000"));
        };
        let (kind, unit) = self.kind_and_unit(cells)?;
        let value = Value::of(kind, unit, cells.value).map_err(|Refused(want)| {
            // A unit that doesn't fit is the unit's fault.
            if kind.units().contains(&unit) {
                rejected(number, Column::Value, &shown(cells.value), &want)
            } else {
                rejected(number, Column::Unit, cells.unit, &want)
            }
        })?;
        let is_typed = match cells.origin {
            "" | "device" => false,
            "typed" => true,
            other => return Err(rejected(number, Column::Origin, other, "device or typed")),
        };
        let taken_at = TakenAt::from_unix_ms(taken_at_ms);
        Ok(Row { number, patient, taken_at, kind, value, is_typed })
    }

    fn kind_and_unit(&mut self, cells: &Cells<'_>) -> Result<(Kind, Unit), Rejected> {
        let refused = |(column, want): (Column, String)| {
            let given = if column == Column::Kind { cells.kind } else { cells.unit };
            rejected(cells.number, column, given.trim(), &want)
        };
        let met = self
            .known
            .iter()
            .find(|known| &*known.kind_text == cells.kind && &*known.unit_text == cells.unit);
        if let Some(known) = met {
            return known.meaning.clone().map_err(refused);
        }
        let meaning = self.meaning(cells.kind.trim(), cells.unit.trim());
        if self.known.len() < KNOWN_MAX {
            let (kind_text, unit_text) = (cells.kind.into(), cells.unit.into());
            self.known.push(Known { kind_text, unit_text, meaning: meaning.clone() });
        }
        meaning.map_err(refused)
    }

    fn meaning(&self, kind_text: &str, unit_text: &str) -> Meaning {
        let mapped = self.names.kinds.get(kind_text).copied();
        let kind = mapped.or_else(|| Kind::from_name(kind_text)).ok_or_else(|| {
            (Column::Kind, format!("one of {}; or map it with --map", Kind::names()))
        })?;
        let mapped = self.names.units.get(unit_text).copied();
        let unit = mapped.or_else(|| Unit::from_name(unit_text)).ok_or_else(|| {
            let codes = kind.units().iter().map(|unit| unit.ucum()).filter(|code| !code.is_empty());
            let codes: Vec<&str> = codes.collect();
            (Column::Unit, format!("a unit of {}: {}", kind.name(), codes.join(" or ")))
        })?;
        Ok((kind, unit))
    }
}

/// The first moment of the year 10000.
const TIME_MAX: i64 = 253_402_300_800_000;

pub(super) fn rejected(number: u64, column: Column, given: &str, want: &str) -> Rejected {
    Rejected {
        number,
        column: column.name(),
        given: given.chars().take(80).collect(),
        want: want.to_owned(),
    }
}

fn shown(given: Given<'_>) -> String {
    match given {
        Given::Text(text) => text.to_owned(),
        Given::Micro(micro) => (micro as f64 / 1e6).to_string(),
        Given::Bool(on) => on.to_string(),
        Given::Empty => String::new(),
    }
}

/// A text as a value: nothing for the ways in which files say that there is none.
pub(super) fn given(text: &str) -> Given<'_> {
    match text {
        "" | "NA" | "N/A" | "null" | "NULL" | "None" | "." => Given::Empty,
        text => Given::Text(text),
    }
}

/// A float as the number that its digits say: 36.6 is not 36.600000000000001.
pub(super) fn given_float<'a>(number: f64) -> Given<'a> {
    let micro = (number * 1e6).round();
    if number.is_nan() {
        Given::Text("NaN")
    } else if number == f64::INFINITY {
        Given::Text("inf")
    } else if number == f64::NEG_INFINITY {
        Given::Text("-inf")
    } else if micro.abs() < 1e18 {
        Given::Micro(micro as i64)
    } else {
        Given::Text("a number of more than twelve digits")
    }
}
