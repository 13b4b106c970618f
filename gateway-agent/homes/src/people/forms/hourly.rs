//! Hourly rows of intensive-care stays: `cinc2019b` and `eicu_demo`.
//!
//! One row is one hour; what is empty was not measured in it.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Wanted};
use super::{Column, Form, beside, facts_of_row, on_oxygen, sex, sex_of_code};
use crate::civil::HOUR;
use crate::sample::Sample;

/// PhysioNet's challenge of 2019.
pub(super) const CINC2019: Form = Form {
    files: &[("hourly", &["patient", "ICULOS", "HR", "SBP"])],
    id_column: Some("patient"),
    read: |files, wanted| read(files, wanted, "patient", "ICULOS", &CINC2019_COLUMNS),
};

/// The demonstration part of eICU, made hourly.
pub(super) const EICU: Form = Form {
    files: &[("hourly", &["stay_id", "time", "hr", "sbp"])],
    id_column: Some("stay_id"),
    read: |files, wanted| read(files, wanted, "stay_id", "time", &EICU_COLUMNS),
};

#[rustfmt::skip]
const CINC2019_COLUMNS: [Column; 8] = [
    Column { name: "HR",      fact: heart_rate },
    Column { name: "O2Sat",   fact: spo2 },
    Column { name: "Temp",    fact: |celsius| Fact::Whole(Sample::Celsius(celsius)) },
    Column { name: "SBP",     fact: Fact::Systolic },
    Column { name: "DBP",     fact: Fact::Diastolic },
    Column { name: "Resp",    fact: |rate| Fact::Whole(Sample::Respiration(rate)) },
    Column { name: "Glucose", fact: |mg_dl| Fact::Whole(Sample::MeterMgDl(mg_dl)) },
    Column { name: "FiO2",    fact: |oxygen| Fact::Whole(Sample::Oxygen(on_oxygen(oxygen))) },
];

#[rustfmt::skip]
const EICU_COLUMNS: [Column; 8] = [
    Column { name: "hr",    fact: heart_rate },
    Column { name: "o2sat", fact: spo2 },
    Column { name: "temp",  fact: |celsius| Fact::Whole(Sample::Celsius(celsius)) },
    Column { name: "sbp",   fact: Fact::Systolic },
    Column { name: "dbp",   fact: Fact::Diastolic },
    Column { name: "resp",  fact: |rate| Fact::Whole(Sample::Respiration(rate)) },
    Column { name: "glu",   fact: |mg_dl| Fact::Whole(Sample::MeterMgDl(mg_dl)) },
    Column { name: "fio2",  fact: |oxygen| Fact::Whole(Sample::Oxygen(on_oxygen(oxygen))) },
];

/// Not [`Fact::Pulse`]: the monitor's heart rate stands when the cuff's pressures don't.
fn heart_rate(bpm: f64) -> Fact {
    Fact::Whole(Sample::HeartRate { bpm, rr_1024: Box::default() })
}

fn spo2(percent: f64) -> Fact {
    Fact::Whole(Sample::Oximetry { spo2: percent, pulse: None, weak_signal: false })
}

fn read(
    files: &[PathBuf],
    wanted: &HashSet<String>,
    id: &'static str,
    hour: &'static str,
    columns: &[Column],
) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    let mut optional: Vec<&str> = columns.iter().map(|column| column.name).collect();
    optional.extend(["Age", "Gender"]);
    for file in files {
        let wanted = Wanted { texts: &[id], numbers: &[hour], numbers_if_any: &optional };
        let table = table::read(file, wanted)?;
        let ids = table.texts(id);
        let places = collector.places(ids);
        for row in 0..table.rows {
            let (Some(place), Some(hour)) =
                (places[ids.codes[row] as usize], table.number(hour, row))
            else {
                continue;
            };
            let record = collector.record(place);
            record.age = record.age.or_else(|| table.number("Age", row));
            record.sex = record.sex.or_else(|| sex_of_code(table.number("Gender", row)?));
            let at_ms = hour as i64 * HOUR;
            record.facts.extend(facts_of_row(&table, columns, row).map(|fact| (at_ms, fact)));
        }
    }
    add_stays(files, &mut collector)?;
    Ok(collector.finish())
}

/// Age and sex of eICU's stays are in a file of their own.
fn add_stays(files: &[PathBuf], collector: &mut Collector<'_>) -> Result<(), PeopleError> {
    let Some(stays) = beside(files, "stays") else { return Ok(()) };
    let wanted = Wanted { texts: &["stay_id", "sex"], numbers: &["age"], numbers_if_any: &[] };
    let table = table::read(&stays, wanted)?;
    for row in 0..table.rows {
        if let Some(place) = collector.place(table.texts("stay_id").get(row)) {
            let record = collector.record(place);
            record.age = table.number("age", row);
            record.sex = sex(table.texts("sex").get(row));
        }
    }
    Ok(())
}
