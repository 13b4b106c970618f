//! A table out of a file: CSV, plain or gzip, or Parquet. Only the columns that are asked for.

mod comma;
mod parquet;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use vitals::named::{Refused, unix_ms_of};

use super::error::PeopleError;

/// The columns to read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub(super) texts: &'a [&'a str],
    pub(super) numbers: &'a [&'a str],
    /// Numbers that may be missing as a whole.
    pub(super) numbers_if_any: &'a [&'a str],
}

/// Columns of a file, by name.
pub(super) struct Table {
    path: PathBuf,
    /// The row, as a spreadsheet counts, in which the first value stands.
    first_row: u64,
    pub(super) rows: usize,
    texts: HashMap<String, Texts>,
    numbers: HashMap<String, Vec<Option<f64>>>,
}

/// A column of texts: each different one once, and which one each row has.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) words: Vec<String>,
    pub(super) codes: Vec<u32>,
    known: HashMap<String, u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        let same_as_last = self.codes.last().filter(|last| self.words[**last as usize] == text);
        let code = match same_as_last {
            Some(last) => *last,
            None => match self.known.get(text) {
                Some(code) => *code,
                None => {
                    let code = self.words.len() as u32; // fewer than the rows of a file
                    self.words.push(text.to_owned());
                    self.known.insert(text.to_owned(), code);
                    code
                }
            },
        };
        self.codes.push(code);
    }

    pub(super) fn get(&self, row: usize) -> &str {
        &self.words[self.codes[row] as usize]
    }
}

/// Reads columns of a file.
pub(super) fn read(path: &Path, wanted: Wanted<'_>) -> Result<Table, PeopleError> {
    if is_parquet(path) { parquet::read(path, wanted) } else { comma::read(path, wanted) }
}

/// The names of the columns of a file.
pub(super) fn columns(path: &Path) -> Result<Vec<String>, PeopleError> {
    if is_parquet(path) { parquet::columns(path) } else { comma::columns(path) }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "parquet")
}

impl Table {
    /// A text column that was asked for.
    pub(super) fn texts(&self, column: &str) -> &Texts {
        &self.texts[column]
    }

    /// A number column that was asked for; empty if it was optional and is missing. What is not a
    /// number is `None`.
    pub(super) fn numbers(&self, column: &str) -> &[Option<f64>] {
        self.numbers.get(column).map_or(&[], Vec::as_slice)
    }

    /// One number.
    pub(super) fn number(&self, column: &str, row: usize) -> Option<f64> {
        self.numbers(column).get(row).copied().flatten()
    }

    /// One time: see [`unix_ms_of`].
    pub(super) fn time(&self, column: &str, row: usize) -> Result<i64, PeopleError> {
        let text = self.texts(column).get(row);
        unix_ms_of(text).map_err(|Refused(want)| self.bad(row, column, text, &want))
    }

    /// The error for a value that can't be read.
    pub(super) fn bad(&self, row: usize, column: &str, given: &str, want: &str) -> PeopleError {
        bad_value(&self.path, self.first_row + row as u64, column, given, want)
    }
}

fn bad_value(path: &Path, row: u64, column: &str, given: &str, want: &str) -> PeopleError {
    PeopleError::BadValue {
        path: path.to_owned(),
        row,
        column: column.to_owned(),
        given: given.chars().take(80).collect(),
        want: want.to_owned(),
    }
}

pub(super) fn missing_column(path: &Path, column: &str, found: &[String]) -> PeopleError {
    PeopleError::MissingColumn {
        path: path.to_owned(),
        column: column.to_owned(),
        found: found.to_vec(),
    }
}
