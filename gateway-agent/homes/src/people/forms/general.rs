//! The general form: one row is one value, with the columns patient, taken_at, kind, value and unit.

use std::collections::HashSet;
use std::path::PathBuf;

use vitals::named::{Given, Kind, Refused, Unit, Value};

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
        let names = Names::of(&table);
        for row in 0..table.rows {
            let patient = table.texts("patient").get(row);
            if patient.is_empty() {
                return Err(table.bad(row, "patient", patient, "an id"));
            }
            if let Some(place) = collector.place(patient) {
                collector.push(place, table.time("taken_at", row)?, names.fact(&table, row)?);
            }
        }
    }
    Ok(collector.finish())
}

/// What the names of a table's kinds and units mean, by their codes: a handful each.
struct Names {
    kinds: Vec<Option<Kind>>,
    units: Vec<Option<Unit>>,
}

impl Names {
    fn of(table: &Table) -> Self {
        let (kinds, units) = (&table.texts("kind").words, &table.texts("unit").words);
        Self {
            kinds: kinds.iter().map(|word| Kind::from_name(word)).collect(),
            units: units.iter().map(|word| Unit::from_name(word)).collect(),
        }
    }

    fn fact(&self, table: &Table, row: usize) -> Result<Fact, PeopleError> {
        let (kinds, units) = (table.texts("kind"), table.texts("unit"));
        let want = || format!("one of {}", Kind::names());
        let kind = self.kinds[kinds.codes[row] as usize]
            .ok_or_else(|| table.bad(row, "kind", kinds.get(row), &want()))?;
        let unit = self.units[units.codes[row] as usize]
            .filter(|unit| kind.units().contains(unit))
            .ok_or_else(|| table.bad(row, "unit", units.get(row), &unit_of(kind)))?;
        let number = || {
            let value = table.texts("value").get(row);
            value.parse::<f64>().map_err(|_| table.bad(row, "value", value, "a number"))
        };
        let whole = || {
            let value = table.texts("value").get(row);
            let read = Value::of(kind, unit, Given::Text(value));
            let whole = read.map(|value| value.milli(kind).unwrap_or(0));
            whole.map_err(|Refused(want)| table.bad(row, "value", value, &want))
        };
        Ok(match kind {
            Kind::Systolic => Fact::Systolic(mmhg(unit, number()?)),
            Kind::Diastolic => Fact::Diastolic(mmhg(unit, number()?)),
            Kind::Pulse => Fact::Pulse(number()?),
            Kind::Respiration => Fact::Whole(Sample::Respiration(number()?)),
            Kind::Spo2 => {
                let spo2 = if unit == Unit::One { number()? * 100.0 } else { number()? };
                Fact::Whole(Sample::Oximetry { spo2, pulse: None, weak_signal: false })
            }
            Kind::Temperature if unit == Unit::Celsius => Fact::Whole(Sample::Celsius(number()?)),
            Kind::Temperature => Fact::Whole(Sample::Fahrenheit(number()?)),
            Kind::Weight => Fact::Whole(Sample::Kilograms(kilograms(unit, number()?))),
            Kind::GlucoseCgm if unit == Unit::MgPerDl => Fact::Whole(Sample::CgmMgDl(number()?)),
            Kind::GlucoseCgm => {
                Fact::Whole(Sample::CgmMgDl(number()? * vitals::Glucose::MG_DL_PER_MMOL_L))
            }
            Kind::GlucoseMeter if unit == Unit::MgPerDl => {
                Fact::Whole(Sample::MeterMgDl(number()?))
            }
            Kind::GlucoseMeter => Fact::Whole(Sample::MeterMmolL(number()?)),
            Kind::Consciousness => {
                // The code of a letter.
                Fact::Whole(Sample::Consciousness(u8::try_from(whole()?).unwrap_or(0)))
            }
            Kind::Oxygen => Fact::Whole(Sample::Oxygen(whole()? != 0)),
        })
    }
}

fn unit_of(kind: Kind) -> String {
    let codes = kind.units().iter().map(|unit| unit.ucum()).filter(|code| !code.is_empty());
    format!("a unit of {}: {}", kind.name(), codes.collect::<Vec<_>>().join(" or "))
}

fn mmhg(unit: Unit, value: f64) -> f64 {
    if unit == Unit::KiloPascal { value * 1000.0 / 133.322 } else { value }
}

fn kilograms(unit: Unit, value: f64) -> f64 {
    match unit {
        Unit::Gram => value / 1000.0,
        Unit::Pound => value * 0.453_592_37,
        _ => value,
    }
}
