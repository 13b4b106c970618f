//! Files of readings: one row is one value, with the columns patient, taken_at, kind, value, unit.
//!
//! [`read`] takes CSV (also with `;` or tabs, also gzip), NDJSON (also gzip) and Parquet, told apart
//! by their bytes, and gives one row after the other, so that a file may be larger than memory. A
//! row that can't be read is given as a [`Rejected`] that says what to do; nothing is left out in
//! silence. README.md has the table of names and units.

mod cells;
mod columns;
mod comma;
mod error;
mod lines;
mod parquet;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use vitals::TakenAt;
use vitals::named::{Kind, Unit, Value};

pub use columns::Column;
pub use error::TabularError;

use cells::Interpreter;
use error::TabularError as Error;

/// Names that this file uses beside those that are known anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// What the file calls a column.
    pub columns: BTreeMap<Column, String>,
    /// Kinds by the file's names for them.
    pub kinds: BTreeMap<String, Kind>,
    /// Units by the file's names for them.
    pub units: BTreeMap<String, Unit>,
}

/// One value of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Where it stands: the line of a text file, the row from 1 of a Parquet file.
    pub number: u64,
    /// Whose it is, as the file has it.
    pub patient: &'a str,
    /// When the body was measured.
    pub taken_at: TakenAt,
    /// What it is a value of.
    pub kind: Kind,
    /// The value, in the unit of its kind.
    pub value: Value,
    /// Whether the file says that a person typed it.
    pub is_typed: bool,
}

/// A row that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {number}: {column} {given:?}: expected {want}")]
pub struct Rejected {
    /// Where it stands, as [`Row::number`].
    pub number: u64,
    /// The column that is wrong.
    pub column: &'static str,
    /// What stands there, cut to 80 characters.
    pub given: String,
    /// What was expected.
    pub want: String,
}

/// How far a file has been read, in its own bytes or, for Parquet, rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// So much has been read.
    pub done: u64,
    /// So much there is.
    pub total: u64,
}

/// What takes the rows of a file.
pub trait Visitor {
    /// A row.
    fn row(&mut self, row: Row<'_>);

    /// A row that can't be used.
    fn rejected(&mut self, rejected: Rejected);

    /// Every few thousand rows. False ends the reading with [`TabularError::Stopped`].
    fn goes_on(&mut self, progress: Progress) -> bool;
}

/// Rows between two calls of [`Visitor::goes_on`].
const PROGRESS_ROWS: u64 = 8_192;

/// Reads a file from its first row to its last.
pub fn read(path: &Path, names: &Names, visitor: &mut dyn Visitor) -> Result<(), TabularError> {
    let opened = |source| Error::Open { path: path.to_owned(), source };
    let file = File::open(path).map_err(opened)?;
    let total = file.metadata().map_err(opened)?.len();
    let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
    let begin = file.fill_buf().map_err(opened)?;
    if begin.starts_with(b"PAR1") {
        return parquet::read(path, names, visitor);
    }
    let is_gzip = begin.starts_with(&[0x1F, 0x8B]);
    let counted = Counted::new(file);
    let (done, texts): (_, Box<dyn Read>) = if is_gzip {
        let done = counted.done.clone();
        let counted = BufReader::with_capacity(BUFFER_BYTES, counted);
        (done, Box::new(flate2::bufread::MultiGzDecoder::new(counted)))
    } else {
        (counted.done.clone(), Box::new(counted))
    };
    let mut texts = BufReader::with_capacity(BUFFER_BYTES, texts);
    let first = texts.fill_buf().map_err(opened)?.trim_ascii_start().first().copied();
    let mut reading = Reading { path, names, visitor, done, total };
    if first == Some(b'{') {
        lines::read(texts, &mut reading)
    } else {
        comma::read(texts, &mut reading)
    }
}

const BUFFER_BYTES: usize = 256 * 1024;

/// What the readers of texts share.
struct Reading<'a> {
    path: &'a Path,
    names: &'a Names,
    visitor: &'a mut dyn Visitor,
    done: Arc<AtomicU64>,
    total: u64,
}

impl Reading<'_> {
    fn take(&mut self, row: Result<Row<'_>, Rejected>) {
        match row {
            Ok(row) => self.visitor.row(row),
            Err(rejected) => self.visitor.rejected(rejected),
        }
    }

    /// Says how far it is, every so many rows.
    fn go_on(&mut self, row: u64) -> Result<(), Error> {
        let progress = Progress { done: self.done.load(Ordering::Relaxed), total: self.total };
        if row.is_multiple_of(PROGRESS_ROWS) && !self.visitor.goes_on(progress) {
            return Err(Error::Stopped);
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Read { path: self.path.to_owned(), source }
    }
}

/// Counts what is read out of a file.
struct Counted<R> {
    file: R,
    done: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    fn new(file: R) -> Self {
        Self { file, done: Arc::default() }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
