//! Rows out of Parquet, some row groups at a time.

use std::fs::File;
use std::path::Path;

use polars::prelude::{
    BooleanChunked, ChunkApply, DataType, Float64Chunked, Int64Chunked, ParquetReader, SerReader,
    StringChunked, TimeUnit,
};
use vitals::named::Given;

use super::cells::{self, Cells, Interpreter, Time};
use super::columns::Places;
use super::{Column, Error, Names, Progress, Visitor};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Row groups are read together until they hold so many rows; a larger group is read as it is.
const ROWS_MIN: usize = 128 * 1024;

/// Reads every row.
pub(super) fn read(path: &Path, names: &Names, visitor: &mut dyn Visitor) -> Result<(), Error> {
    let failed = |source: BoxError| Error::Parquet { path: path.to_owned(), source };
    let (headings, groups) = layout(path).map_err(failed)?;
    let places = Places::find(path, names, &headings)?;
    let total = groups.iter().sum::<usize>();
    let mut interpreter = Interpreter::new(names);
    let mut done = 0;
    for rows in stretches(&groups) {
        let table = Table::read(path, &headings, &places, done, rows).map_err(failed)?;
        for row in 0..table.rows {
            match interpreter.row(&table.cells(row, (done + row) as u64 + 1)) {
                Ok(row) => visitor.row(row),
                Err(rejected) => visitor.rejected(rejected),
            }
        }
        done += rows;
        if !visitor.goes_on(Progress { done: done as u64, total: total as u64 }) {
            return Err(Error::Stopped);
        }
    }
    Ok(())
}

/// The names of the columns, and how many rows each group has.
fn layout(path: &Path) -> Result<(Vec<String>, Vec<usize>), BoxError> {
    let mut reader = ParquetReader::new(File::open(path)?);
    let headings = reader.schema()?.iter_names().map(ToString::to_string).collect();
    let groups = reader.get_metadata()?.row_groups.iter().map(|group| group.num_rows()).collect();
    Ok((headings, groups))
}

/// How many rows to read at a time, so that no group is read twice.
fn stretches(groups: &[usize]) -> Vec<usize> {
    let mut stretches: Vec<usize> = Vec::new();
    for rows in groups.iter().filter(|rows| **rows > 0) {
        match stretches.last_mut() {
            Some(last) if *last < ROWS_MIN => *last += rows,
            _ => stretches.push(*rows),
        }
    }
    stretches
}

/// Some rows, by column.
struct Table {
    rows: usize,
    patient: StringChunked,
    taken_at: Times,
    kind: StringChunked,
    value: Values,
    unit: Option<StringChunked>,
    origin: Option<StringChunked>,
}

enum Times {
    Texts(StringChunked),
    UnixMs(Int64Chunked),
}

enum Values {
    Texts(StringChunked),
    Numbers(Float64Chunked),
    Bools(BooleanChunked),
}

impl Table {
    fn read(
        path: &Path,
        headings: &[String],
        places: &Places,
        start: usize,
        rows: usize,
    ) -> Result<Self, BoxError> {
        let name = |column: Column| places.of(column).map(|place| headings[place].as_str());
        let wanted = Column::ALL.into_iter().filter_map(name).map(str::to_owned).collect();
        let frame = ParquetReader::new(File::open(path)?)
            .with_columns(Some(wanted))
            .with_slice(Some((start, rows)))
            .set_rechunk(true)
            .finish()?;
        let column = |column: Column| {
            let name = name(column).ok_or_else(|| format!("no column {column}"))?;
            Ok::<_, BoxError>(frame.column(name)?.clone())
        };
        let optional = |of: Column| name(of).map(|_| texts(&column(of)?)).transpose();
        Ok(Self {
            rows: frame.height(),
            patient: texts(&column(Column::Patient)?)?,
            taken_at: times(&column(Column::TakenAt)?)?,
            kind: texts(&column(Column::Kind)?)?,
            value: values(&column(Column::Value)?)?,
            unit: optional(Column::Unit)?,
            origin: optional(Column::Origin)?,
        })
    }

    fn cells(&self, row: usize, number: u64) -> Cells<'_> {
        Cells {
            number,
            patient: self.patient.get(row).unwrap_or_default(),
            taken_at: match &self.taken_at {
                Times::Texts(texts) => Time::Text(texts.get(row).unwrap_or_default()),
                Times::UnixMs(times) => times.get(row).map_or(Time::Text(""), Time::UnixMs),
            },
            kind: self.kind.get(row).unwrap_or_default(),
            value: match &self.value {
                Values::Texts(texts) => cells::given(texts.get(row).unwrap_or_default().trim()),
                Values::Numbers(numbers) => {
                    numbers.get(row).map_or(Given::Empty, cells::given_float)
                }
                Values::Bools(bools) => bools.get(row).map_or(Given::Empty, Given::Bool),
            },
            unit: self.unit.as_ref().and_then(|units| units.get(row)).unwrap_or_default(),
            origin: self.origin.as_ref().and_then(|origins| origins.get(row)).unwrap_or_default(),
        }
    }
}

/// A column as texts: ids may be numbers, also such as 1042.0.
fn texts(column: &polars::prelude::Column) -> Result<StringChunked, BoxError> {
    let whole = match column.dtype() {
        DataType::Float32 | DataType::Float64 => whole_numbers(column)?,
        _ => None,
    };
    let column = whole.as_ref().unwrap_or(column);
    Ok(column.cast(&DataType::String)?.str()?.clone())
}

/// The column as whole numbers, if it holds no others.
fn whole_numbers(
    column: &polars::prelude::Column,
) -> Result<Option<polars::prelude::Column>, BoxError> {
    let numbers = column.cast(&DataType::Float64)?;
    let is_whole = numbers.f64()?.iter().flatten().all(|number| number.fract() == 0.0);
    Ok(is_whole.then(|| column.cast(&DataType::Int64)).transpose()?)
}

fn times(column: &polars::prelude::Column) -> Result<Times, BoxError> {
    Ok(match column.dtype() {
        DataType::Datetime(unit, _) => {
            let by = match unit {
                TimeUnit::Milliseconds => 1,
                TimeUnit::Microseconds => 1_000,
                TimeUnit::Nanoseconds => 1_000_000,
            };
            let physical = column.to_physical_repr().cast(&DataType::Int64)?;
            Times::UnixMs(physical.i64()?.apply_values(|count| count.div_euclid(by)))
        }
        _ => Times::Texts(texts(column)?),
    })
}

/// A 32-bit float says no more than its digits: 36.6 is not 36.599998.
fn values(column: &polars::prelude::Column) -> Result<Values, BoxError> {
    Ok(match column.dtype() {
        DataType::Boolean => Values::Bools(column.bool()?.clone()),
        DataType::Float32 => {
            let numbers = column.cast(&DataType::Float64)?;
            Values::Numbers(numbers.f64()?.apply_values(|number| (number * 1e4).round() / 1e4))
        }
        number if number.is_primitive_numeric() => {
            Values::Numbers(column.cast(&DataType::Float64)?.f64()?.clone())
        }
        _ => Values::Texts(texts(column)?),
    })
}
