//! Tables out of Parquet. The one file of this package that names polars.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use polars::prelude::{Column, DataType, ParquetReader, PolarsError, SerReader};

use super::super::error::PeopleError;
use super::{Table, Texts, Wanted, missing_column};

pub(super) fn columns(path: &Path) -> Result<Vec<String>, PeopleError> {
    let schema = open(path)?.schema().map_err(|source| failed(path, source))?;
    Ok(schema.iter_names().map(ToString::to_string).collect())
}

pub(super) fn read(path: &Path, wanted: Wanted<'_>) -> Result<Table, PeopleError> {
    let found = columns(path)?;
    let has = |column: &&&str| found.iter().any(|name| name == **column);
    let required = wanted.texts.iter().chain(wanted.numbers);
    if let Some(missing) = required.clone().find(|column| !has(column)) {
        return Err(missing_column(path, missing, &found));
    }
    let optional = wanted.numbers_if_any.iter().filter(has);
    let names = required.chain(optional.clone()).map(|name| (*name).to_owned()).collect();
    let frame =
        open(path)?.with_columns(Some(names)).finish().map_err(|source| failed(path, source))?;

    let mut texts = HashMap::new();
    for name in wanted.texts {
        let column =
            frame.column(name).and_then(as_texts).map_err(|source| failed(path, source))?;
        texts.insert((*name).to_owned(), column);
    }
    let mut numbers = HashMap::new();
    for name in wanted.numbers.iter().chain(optional) {
        let column =
            frame.column(name).and_then(as_numbers).map_err(|source| failed(path, source))?;
        numbers.insert((*name).to_owned(), column);
    }
    Ok(Table { path: path.to_owned(), first_row: 1, rows: frame.height(), texts, numbers })
}

/// Texts as they are; anything else as polars writes it.
fn as_texts(column: &Column) -> Result<Texts, PolarsError> {
    let mut texts = Texts::default();
    if column.dtype().is_integer() {
        // Rows of one person stand together, so most need no text of their own.
        let mut last = (None, String::new());
        for value in column.cast(&DataType::Int64)?.i64()?.iter() {
            if last.0 != value {
                last = (value, value.map_or_else(String::new, |value| value.to_string()));
            }
            texts.push(&last.1);
        }
    } else {
        for value in column.cast(&DataType::String)?.str()?.iter() {
            texts.push(value.unwrap_or_default().trim());
        }
    }
    Ok(texts)
}

/// Numbers with at most the decimals that their type holds: 36.6 as a 32-bit float is not
/// 36.599998.
fn as_numbers(column: &Column) -> Result<Vec<Option<f64>>, PolarsError> {
    let is_short = *column.dtype() == DataType::Float32;
    let numbers = column.cast(&DataType::Float64)?;
    let tidy = |value: f64| if is_short { (value * 1e4).round() / 1e4 } else { value };
    Ok(numbers.f64()?.iter().map(|value| value.filter(|v| !v.is_nan()).map(tidy)).collect())
}

fn open(path: &Path) -> Result<ParquetReader<File>, PeopleError> {
    let file =
        File::open(path).map_err(|source| PeopleError::Open { path: path.to_owned(), source })?;
    Ok(ParquetReader::new(file))
}

fn failed(path: &Path, source: PolarsError) -> PeopleError {
    PeopleError::Parquet { path: path.to_owned(), source: Box::new(source) }
}
