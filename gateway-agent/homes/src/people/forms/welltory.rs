//! Cuffs and chest belts of people at home: `welltory_home`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Table, Wanted};
use super::{Form, beside, sex};
use crate::sample::strip;

/// Welltory's set of 2020.
pub(super) const WELLTORY: Form = Form {
    files: &[
        ("blood_pressure", &["user_code", "measurement_datetime", "systolic", "diastolic"]),
        ("hrv_measurements", &["user_code", "measurement_datetime", "bpm", "rr_data"]),
    ],
    id_column: Some("user_code"),
    read,
};

const WHEN: &str = "measurement_datetime";

fn read(files: &[PathBuf], wanted: &HashSet<String>) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    for file in files {
        if table::columns(file)?.iter().any(|name| name == "rr_data") {
            read_strips(file, &mut collector)?;
        } else {
            read_pressures(file, &mut collector)?;
        }
    }
    add_participants(files, &mut collector)?;
    Ok(collector.finish())
}

fn read_pressures(file: &Path, collector: &mut Collector<'_>) -> Result<(), PeopleError> {
    let columns = Wanted {
        texts: &["user_code", WHEN],
        numbers: &["systolic", "diastolic"],
        numbers_if_any: &[],
    };
    let table = table::read(file, columns)?;
    for row in 0..table.rows {
        let Some(place) = collector.place(table.texts("user_code").get(row)) else { continue };
        let at_ms = table.time(WHEN, row)?;
        if let Some(systolic) = table.number("systolic", row) {
            collector.push(place, at_ms, Fact::Systolic(systolic));
        }
        if let Some(diastolic) = table.number("diastolic", row) {
            collector.push(place, at_ms, Fact::Diastolic(diastolic));
        }
    }
    Ok(())
}

fn read_strips(file: &Path, collector: &mut Collector<'_>) -> Result<(), PeopleError> {
    let columns =
        Wanted { texts: &["user_code", WHEN, "rr_data"], numbers: &["bpm"], numbers_if_any: &[] };
    let table = table::read(file, columns)?;
    for row in 0..table.rows {
        let Some(place) = collector.place(table.texts("user_code").get(row)) else { continue };
        let (at_ms, intervals) = (table.time(WHEN, row)?, intervals(&table, row)?);
        let Some(bpm) = table.number("bpm", row) else { continue };
        for (after_ms, sample) in strip(bpm, &intervals) {
            collector.push(place, at_ms + after_ms, Fact::Whole(sample));
        }
    }
    Ok(())
}

fn intervals(table: &Table, row: usize) -> Result<Vec<f64>, PeopleError> {
    let text = table.texts("rr_data").get(row);
    let numbers = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let want = "a list of intervals in ms, as 819,1008,831";
        part.parse().map_err(|_| table.bad(row, "rr_data", part, want))
    });
    numbers.collect()
}

/// Sex and the middle of the range of ages, where the file of participants is there.
fn add_participants(files: &[PathBuf], collector: &mut Collector<'_>) -> Result<(), PeopleError> {
    let Some(file) = beside(files, "participants") else { return Ok(()) };
    let columns = Wanted { texts: &["user_code", "gender", "age_range"], ..Wanted::default() };
    let table = table::read(&file, columns)?;
    for row in 0..table.rows {
        if let Some(place) = collector.place(table.texts("user_code").get(row)) {
            let record = collector.record(place);
            record.sex = sex(table.texts("gender").get(row));
            record.age = middle(table.texts("age_range").get(row));
        }
    }
    Ok(())
}

/// 29.5 for `25-34`.
fn middle(range: &str) -> Option<f64> {
    let (low, high) = range.split_once('-')?;
    Some(f64::midpoint(low.parse().ok()?, high.parse().ok()?))
}
