//! Rows out of NDJSON: one object a line, with the columns as keys.

use std::borrow::Cow;
use std::io::BufRead;

use serde_json::{Map, Value as Json};
use vitals::named::Given;

use super::cells::{self, Cells, Time};
use super::columns::Places;
use super::{Column, Error, Interpreter, Reading, Rejected, Row};

/// Reads every line. A line's keys may differ from the line's before.
pub(super) fn read(mut texts: impl BufRead, reading: &mut Reading<'_>) -> Result<(), Error> {
    let mut interpreter = Interpreter::new(reading.names);
    let (mut keys, mut places): (Vec<String>, Option<Places>) = (Vec::new(), None);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if texts.read_until(b'\n', &mut line).map_err(|source| reading.failed(source))? == 0 {
            break;
        }
        if !line.trim_ascii().is_empty() {
            match serde_json::from_slice::<Map<String, Json>>(&line) {
                Ok(object) => {
                    if places.is_none() || !object.keys().eq(keys.iter()) {
                        keys = object.keys().cloned().collect();
                        places = Places::find(reading.path, reading.names, &keys).ok();
                    }
                    let values: Vec<&Json> = object.values().collect();
                    let row = match &places {
                        Some(places) => row_of(&mut interpreter, places, number, &values),
                        None => Err(unnamed(number, &keys)),
                    };
                    match row {
                        Ok((patient, row)) => reading.take(Ok(Row { patient: &patient, ..row })),
                        Err(rejected) => reading.take(Err(rejected)),
                    }
                }
                Err(error) => reading.take(Err(not_json(number, &line, &error))),
            }
        }
        reading.go_on(number)?;
    }
    Ok(())
}

/// A row without its patient, which is given beside it.
fn row_of<'v>(
    interpreter: &mut Interpreter<'_>,
    places: &Places,
    number: u64,
    values: &[&'v Json],
) -> Result<(Cow<'v, str>, Row<'static>), Rejected> {
    let cell = |column: Column| places.of(column).map_or(&Json::Null, |place| values[place]);
    let (patient, taken_at) = (text(cell(Column::Patient)), text(cell(Column::TakenAt)));
    let (kind, unit) = (text(cell(Column::Kind)), text(cell(Column::Unit)));
    let origin = text(cell(Column::Origin));
    let row = interpreter.row(&Cells {
        number,
        patient: &patient,
        taken_at: Time::Text(&taken_at),
        kind: &kind,
        value: given(cell(Column::Value)),
        unit: &unit,
        origin: &origin,
    })?;
    let row = Row { patient: "", ..row };
    Ok((trimmed(patient), row))
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn text(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Null => Cow::Borrowed(""),
        Json::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn given(value: &Json) -> Given<'_> {
    match value {
        Json::Null => Given::Empty,
        Json::Bool(on) => Given::Bool(*on),
        Json::Number(number) => number.as_f64().map_or(Given::Empty, cells::given_float),
        Json::String(text) => cells::given(text.trim()),
        Json::Array(_) | Json::Object(_) => Given::Text("a list or an object"),
    }
}

fn unnamed(number: u64, keys: &[String]) -> Rejected {
    let want =
        "the keys patient, taken_at, kind, value and unit; or map them with --map".to_owned();
    Rejected { number, column: "row", given: keys.join(", ").chars().take(80).collect(), want }
}

fn not_json(number: u64, line: &[u8], error: &serde_json::Error) -> Rejected {
    let given = String::from_utf8_lossy(line.trim_ascii()).chars().take(80).collect();
    Rejected { number, column: "row", given, want: format!("a JSON object on one line ({error})") }
}
