//! Tables out of CSV, plain or compressed with gzip.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::super::error::PeopleError;
use super::{Table, Texts, Wanted, bad_value, missing_column};

pub(super) fn columns(path: &Path) -> Result<Vec<String>, PeopleError> {
    headings(path, &mut open(path)?)
}

pub(super) fn read(path: &Path, wanted: Wanted<'_>) -> Result<Table, PeopleError> {
    let mut reader = open(path)?;
    let found = headings(path, &mut reader)?;
    let place = |column: &str| found.iter().position(|name| name == column);
    let required = |column: &str| place(column).ok_or_else(|| missing_column(path, column, &found));

    let mut texts: Vec<(usize, &str, Texts)> = Vec::new();
    for column in wanted.texts {
        texts.push((required(column)?, column, Texts::default()));
    }
    let mut numbers: Vec<(usize, &str, Vec<Option<f64>>)> = Vec::new();
    for column in wanted.numbers {
        numbers.push((required(column)?, column, Vec::new()));
    }
    for column in wanted.numbers_if_any {
        numbers.extend(place(column).map(|place| (place, *column, Vec::new())));
    }

    let mut rows = 0;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|source| failed(path, source))? {
        // The reader refuses a row of another length than the heading's.
        let field = |place: usize| record.get(place).unwrap_or_default();
        for (place, _, texts) in &mut texts {
            texts.push(field(*place));
        }
        for (place, column, numbers) in &mut numbers {
            let line = record.position().map_or(rows as u64 + 2, csv::Position::line);
            let number = number(field(*place));
            numbers.push(number.map_err(|given| bad_value(path, line, column, given, "a number"))?);
        }
        rows += 1;
    }
    Ok(Table {
        path: path.to_owned(),
        first_row: 2,
        rows,
        texts: texts.into_iter().map(|(_, name, texts)| (name.to_owned(), texts)).collect(),
        numbers: numbers
            .into_iter()
            .map(|(_, name, numbers)| (name.to_owned(), numbers))
            .collect::<HashMap<_, _>>(),
    })
}

/// A number, `None` for none, or what stands there instead.
fn number(text: &str) -> Result<Option<f64>, &str> {
    if text.is_empty() || text == "NA" {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(number) => Ok((!number.is_nan()).then_some(number)),
        Err(_) => Err(text),
    }
}

/// Opens a file for reading as CSV, whatever its name says about compression.
fn open(path: &Path) -> Result<csv::Reader<Box<dyn Read>>, PeopleError> {
    let failed = |source| PeopleError::Open { path: path.to_owned(), source };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let is_gzip = file.fill_buf().map_err(failed)?.starts_with(&[0x1F, 0x8B]);
    let plain: Box<dyn Read> =
        if is_gzip { Box::new(flate2::bufread::MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(plain))
}

fn headings(
    path: &Path,
    reader: &mut csv::Reader<Box<dyn Read>>,
) -> Result<Vec<String>, PeopleError> {
    let headings = reader.headers().map_err(|source| failed(path, source))?;
    // Spreadsheets put a byte order mark in front.
    Ok(headings.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect())
}

fn failed(path: &Path, source: csv::Error) -> PeopleError {
    PeopleError::Csv { path: path.to_owned(), source }
}
