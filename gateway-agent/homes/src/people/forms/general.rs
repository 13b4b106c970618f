//! The general form: one row is one value, with the columns patient, taken_at, kind, value and unit.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Table, Wanted};
use super::Form;
use crate::sample::Sample;

/// Anybody's series, in the form that README.md lays out.
pub(in super::super) const GENERAL: Form = Form {
    files: &[("", &["patient", "taken_at", "kind", "value", "unit"])],
    id_column: Some("patient"),
    read,
};

fn read(files: &[PathBuf], wanted: &HashSet<String>) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    for file in files {
        let columns = Wanted {
            texts: &["patient", "taken_at", "kind", "value", "unit"],
            ..Wanted::default()
        };
        let table = table::read(file, columns)?;
        for row in 0..table.rows {
            let patient = table.texts("patient").get(row);
            if patient.is_empty() {
                return Err(table.bad(row, "patient", patient, "an id"));
            }
            if let Some(place) = collector.place(patient) {
                collector.push(place, table.time("taken_at", row)?, fact(&table, row)?);
            }
        }
    }
    Ok(collector.finish())
}

fn fact(table: &Table, row: usize) -> Result<Fact, PeopleError> {
    let (kind, unit) = (table.texts("kind").get(row), table.texts("unit").get(row));
    Ok(match kind {
        "systolic" => Fact::Systolic(number(table, row, &MMHG)?),
        "diastolic" => Fact::Diastolic(number(table, row, &MMHG)?),
        "pulse" => Fact::Pulse(number(table, row, &PER_MINUTE)?),
        "spo2" => {
            let spo2 = number(table, row, &["%", ""])?;
            Fact::Whole(Sample::Oximetry { spo2, pulse: None, weak_signal: false })
        }
        "respiration" => Fact::Whole(Sample::Respiration(number(table, row, &PER_MINUTE)?)),
        "temperature" => {
            let degrees = number(table, row, &["Cel", "°C", "[degF]", "°F"])?;
            let is_celsius = matches!(unit, "Cel" | "°C");
            Fact::Whole(if is_celsius { Sample::Celsius } else { Sample::Fahrenheit }(degrees))
        }
        "weight" => Fact::Whole(Sample::Kilograms(number(table, row, &["kg"])?)),
        "glucose_cgm" => {
            let value = number(table, row, &GLUCOSE)?;
            let factor = if unit == "mg/dL" { 1.0 } else { vitals::Glucose::MG_DL_PER_MMOL_L };
            Fact::Whole(Sample::CgmMgDl(value * factor))
        }
        "glucose_meter" => {
            let value = number(table, row, &GLUCOSE)?;
            let is_mg_dl = unit == "mg/dL";
            Fact::Whole(if is_mg_dl { Sample::MeterMgDl } else { Sample::MeterMmolL }(value))
        }
        "consciousness" => Fact::Whole(Sample::Consciousness(letter(table, row)?)),
        "oxygen" => Fact::Whole(Sample::Oxygen(yes_or_no(table, row)?)),
        _ => return Err(table.bad(row, "kind", kind, KINDS)),
    })
}

const MMHG: [&str; 3] = ["mm[Hg]", "mmHg", ""];
const PER_MINUTE: [&str; 4] = ["/min", "1/min", "bpm", ""];
const GLUCOSE: [&str; 2] = ["mg/dL", "mmol/L"];
const KINDS: &str = "one of systolic, diastolic, pulse, spo2, respiration, temperature, weight, \
                     glucose_cgm, glucose_meter, consciousness, oxygen";

/// The number of a row, whose unit must be one of these. `NaN` is one: a failed measurement.
fn number(table: &Table, row: usize, units: &[&str]) -> Result<f64, PeopleError> {
    let (value, unit) = (table.texts("value").get(row), table.texts("unit").get(row));
    if !units.contains(&unit) {
        let named: Vec<&str> = units.iter().filter(|unit| !unit.is_empty()).copied().collect();
        let want = format!("a unit of {}: {}", table.texts("kind").get(row), named.join(" or "));
        return Err(table.bad(row, "unit", unit, &want));
    }
    value.parse().map_err(|_| table.bad(row, "value", value, "a number"))
}

fn letter(table: &Table, row: usize) -> Result<u8, PeopleError> {
    let value = table.texts("value").get(row);
    match value.as_bytes() {
        [letter @ (b'A' | b'C' | b'V' | b'P' | b'U')] => Ok(*letter),
        _ => Err(table.bad(row, "value", value, "one of the letters A, C, V, P, U")),
    }
}

/// Yes or no, or a flow, a fraction or anything else that is 0 for air.
fn yes_or_no(table: &Table, row: usize) -> Result<bool, PeopleError> {
    let value = table.texts("value").get(row);
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" => Ok(true),
        "no" | "false" | "off" => Ok(false),
        number => match number.parse::<f64>() {
            Ok(number) if number >= 0.0 => Ok(number > 0.0),
            _ => Err(table.bad(row, "value", value, "yes or no, or 1 or 0")),
        },
    }
}
