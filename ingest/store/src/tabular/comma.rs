//! Rows out of CSV, with the separator that its heading has.

use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::cells::{self, Cells, Time};
use super::columns::Places;
use super::{Column, Error, Interpreter, Reading, Rejected, Row};

/// Reads every row.
pub(super) fn read(mut texts: impl BufRead, reading: &mut Reading<'_>) -> Result<(), Error> {
    let begin = texts.fill_buf().map_err(|source| reading.failed(source))?;
    let delimiter = delimiter_of(begin);
    // Rows of another length are rejected one by one, and don't end the reading.
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(Trim::All).from_reader(texts);
    let failed = |reading: &Reading<'_>, error: csv::Error| reading.failed(error.into());
    let headings = reader.byte_headers().map_err(|error| failed(reading, error))?;
    if headings.is_empty() {
        return Err(Error::Empty { path: reading.path.to_owned() });
    }
    // Spreadsheets put a byte order mark in front.
    let names: Vec<String> = headings
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    let places = Places::find(reading.path, reading.names, &names)?;
    let mut interpreter = Interpreter::new(reading.names);
    let (mut record, mut rows) = (ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).map_err(|error| failed(reading, error))? {
        let number = record.position().map_or(rows + 2, csv::Position::line);
        let lines = reader.position().line().saturating_sub(number);
        let row = row_of(&mut interpreter, &places, names.len(), number, &record)
            .map_err(|rejected| if lines > 1 { quoted_over(rejected, lines) } else { rejected });
        reading.take(row);
        rows += 1;
        reading.go_on(rows)?;
    }
    Ok(())
}

/// Comma, semicolon or tab: the one that the heading has most of.
fn delimiter_of(begin: &[u8]) -> u8 {
    let heading = begin.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| heading.iter().filter(|byte| **byte == wanted).count();
    [b'\t', b';', b','].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}

/// A quote that nobody closes takes the lines below along.
fn quoted_over(rejected: Rejected, lines: u64) -> Rejected {
    let Rejected { number, column, given, want } = rejected;
    let want = format!("{want} ({lines} lines were read as one row: is a quote not closed?)");
    Rejected { number, column, given, want }
}

fn row_of<'r>(
    interpreter: &mut Interpreter<'_>,
    places: &Places,
    columns: usize,
    number: u64,
    record: &'r ByteRecord,
) -> Result<Row<'r>, Rejected> {
    if record.len() != columns {
        let given = format!("{} fields", record.len());
        let want =
            format!("{columns} fields, as the heading has; quote a value with a separator in it");
        return Err(Rejected { number, column: "row", given, want });
    }
    let text = |column: Column| -> Result<&'r str, Rejected> {
        let bytes = places.of(column).and_then(|place| record.get(place)).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| {
            cells::rejected(number, column, &String::from_utf8_lossy(bytes), "UTF-8 text")
        })
    };
    interpreter.row(&Cells {
        number,
        patient: text(Column::Patient)?,
        taken_at: Time::Text(text(Column::TakenAt)?),
        kind: text(Column::Kind)?,
        value: cells::given(text(Column::Value)?),
        unit: text(Column::Unit)?,
        origin: text(Column::Origin)?,
    })
}
