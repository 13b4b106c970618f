//! A file's rows by person: 24 bytes a row, whatever the order in the file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use store::tabular::{self, Names, Progress, Rejected, Row, TabularError, Visitor};
use vitals::named::{Kind, Value};
use wire::Quantity;

use super::meter::Meter;
use super::refusals::Refusals;

/// One row, without whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// When the body was measured: ms since 1970.
    pub taken_at_ms: i64,
    /// The value as a gateway would send it.
    pub quantity: Quantity,
    /// Where it stands in the file.
    pub row: u32,
    /// What it is a value of.
    pub kind: Kind,
    /// Whether a person typed it.
    pub is_typed: bool,
}

/// One person's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's id as the file has it.
    pub id: Box<str>,
    /// By time; of one time, in the order of the file.
    pub facts: Vec<Fact>,
}

/// Everybody in a file, in the order of their ids.
#[derive(Debug, Default)]
pub struct People {
    /// Everybody.
    pub everybody: Vec<Person>,
    /// How many rows there are.
    pub rows: u64,
}

/// Reads a file whole. Rows that can't be read go to `refusals`; `stop` ends the reading.
pub fn read(
    path: &Path,
    names: &Names,
    refusals: &mut Refusals,
    stop: &AtomicBool,
) -> Result<People, TabularError> {
    let mut gathering = Gathering {
        places: HashMap::new(),
        people: Vec::new(),
        last: 0,
        rows: 0,
        refusals,
        stop,
        meter: Meter::new("reading"),
    };
    tabular::read(path, names, &mut gathering)?;
    gathering.meter.end();
    let (mut everybody, rows) = (gathering.people, gathering.rows);
    everybody.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(People { everybody, rows })
}

impl Person {
    /// Puts the rows in their order.
    pub fn sort(&mut self) {
        // Files are sorted mostly, and then this only looks.
        self.facts.sort_by_key(|fact| fact.taken_at_ms);
    }
}

struct Gathering<'a> {
    /// Looked up by id only; nothing depends on its order.
    places: HashMap<Box<str>, usize>,
    people: Vec<Person>,
    /// Rows of one person mostly stand together.
    last: usize,
    rows: u64,
    refusals: &'a mut Refusals,
    stop: &'a AtomicBool,
    meter: Meter,
}

impl Gathering<'_> {
    fn place(&mut self, id: &str) -> usize {
        if self.people.get(self.last).is_some_and(|person| *person.id == *id) {
            return self.last;
        }
        self.last = match self.places.get(id) {
            Some(place) => *place,
            None => {
                self.places.insert(id.into(), self.people.len());
                self.people.push(Person { id: id.into(), facts: Vec::new() });
                self.people.len() - 1
            }
        };
        self.last
    }
}

impl Visitor for Gathering<'_> {
    fn row(&mut self, row: Row<'_>) {
        self.rows += 1;
        let Ok(number) = u32::try_from(row.number) else {
            let want = "a file of at most 4,294,967,295 rows: split it".to_owned();
            let given = String::new();
            return self.rejected(Rejected { number: row.number, column: "row", given, want });
        };
        let place = self.place(row.patient);
        self.people[place].facts.push(Fact {
            taken_at_ms: row.taken_at.unix_ms(),
            quantity: quantity_of(row.kind, row.value),
            row: number,
            kind: row.kind,
            is_typed: row.is_typed,
        });
    }

    fn rejected(&mut self, rejected: Rejected) {
        self.refusals.take(&rejected);
    }

    fn goes_on(&mut self, progress: Progress) -> bool {
        self.meter.show(progress.done, progress.total, self.rows, "rows");
        !self.stop.load(Ordering::Relaxed)
    }
}

/// A value as a gateway would send it. One that no 32 bits hold is as implausible as the largest.
fn quantity_of(kind: Kind, value: Value) -> Quantity {
    match value {
        Value::Micro(_) => Quantity::Milli(value.milli(kind).unwrap_or(i32::MAX)),
        Value::Failed => Quantity::Nan,
        Value::Low => Quantity::NegativeInfinity,
        Value::High => Quantity::PositiveInfinity,
    }
}
