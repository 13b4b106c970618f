//! Single readings at the minute they were taken: `cinc2012`.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Wanted};
use super::{Form, on_oxygen, sex_of_code};
use crate::civil::MINUTE;
use crate::sample::Sample;

/// PhysioNet's challenge of 2012.
pub(in super::super) const CINC2012: Form = Form {
    files: &[("events", &["record", "minute", "parameter", "value"])],
    id_column: Some("record"),
    read,
};

/// The same readings with what a home has no monitor for: the arterial line, ventilation as oxygen, and
/// consciousness in steps. [`super::super::stays`] has the use.
pub(in super::super) const ARTERIAL_AND_GRADED: Form = Form {
    files: CINC2012.files,
    id_column: CINC2012.id_column,
    read: |files, wanted| read_as(files, wanted, arterial_and_graded),
};

/// What a parameter of the set is to us. The arterial line (SysABP, DiasABP) isn't a monitor that a
/// home has; the cuff (NISysABP, NIDiasABP) is.
#[derive(Clone, Copy)]
enum Parameter {
    Vital(fn(f64) -> Fact),
    Age,
    Gender,
}

fn parameter(name: &str) -> Option<Parameter> {
    use Parameter::{Age, Gender, Vital};
    Some(match name {
        "HR" => Vital(|bpm| Fact::Whole(Sample::HeartRate { bpm, rr_1024: Box::default() })),
        "NISysABP" => Vital(Fact::Systolic),
        "NIDiasABP" => Vital(Fact::Diastolic),
        "RespRate" => Vital(|rate| Fact::Whole(Sample::Respiration(rate))),
        "SaO2" => {
            Vital(|spo2| Fact::Whole(Sample::Oximetry { spo2, pulse: None, weak_signal: false }))
        }
        "Temp" => Vital(|celsius| Fact::Whole(Sample::Celsius(celsius))),
        "Glucose" => Vital(|mg_dl| Fact::Whole(Sample::MeterMgDl(mg_dl))),
        "GCS" => Vital(|score| Fact::Whole(Sample::Consciousness(letter(score)))),
        "FiO2" => Vital(|fraction| Fact::Whole(Sample::Oxygen(on_oxygen(fraction)))),
        "Age" => Age,
        "Gender" => Gender,
        _ => return None,
    })
}

fn arterial_and_graded(name: &str) -> Option<Parameter> {
    Some(match name {
        "SysABP" => Parameter::Vital(Fact::Systolic),
        "DiasABP" => Parameter::Vital(Fact::Diastolic),
        "MechVent" => Parameter::Vital(|on| Fact::Whole(Sample::Oxygen(on > 0.0))),
        "GCS" => Parameter::Vital(|score| Fact::Whole(Sample::Consciousness(graded(score)))),
        _ => return parameter(name),
    })
}

/// A step of ACVPU for a range of the Glasgow coma scale; where the steps lie is ours.
fn graded(score: f64) -> u8 {
    match score as i64 {
        15.. => b'A',
        14 => b'C',
        9..=13 => b'V',
        4..=8 => b'P',
        _ => b'U',
    }
}

/// ACVPU out of the Glasgow coma scale: 15 is alert. Below it nobody says whether a person was new
/// to it, so confused, which scores as the letters after it do (NEWS2 2017, chart 1).
fn letter(score: f64) -> u8 {
    if score >= 15.0 { b'A' } else { b'C' }
}

fn read(files: &[PathBuf], wanted: &HashSet<String>) -> Result<Vec<Series>, PeopleError> {
    read_as(files, wanted, parameter)
}

fn read_as(
    files: &[PathBuf],
    wanted: &HashSet<String>,
    parameter: fn(&str) -> Option<Parameter>,
) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    for file in files {
        let columns = Wanted {
            texts: &["record", "parameter"],
            numbers: &["minute", "value"],
            numbers_if_any: &[],
        };
        let table = table::read(file, columns)?;
        let (ids, names) = (table.texts("record"), table.texts("parameter"));
        let places = collector.places(ids);
        let parameters: Vec<_> = names.words.iter().map(|name| parameter(name)).collect();
        let rows = table.numbers("minute").iter().zip(table.numbers("value")).enumerate();
        for (row, (minute, value)) in rows {
            let place = places[ids.codes[row] as usize];
            let parameter = parameters[names.codes[row] as usize];
            let (Some(place), Some(parameter), Some(minute), Some(value)) =
                (place, parameter, *minute, *value)
            else {
                continue;
            };
            match parameter {
                Parameter::Vital(fact) => {
                    collector.push(place, minute as i64 * MINUTE, fact(value));
                }
                // -1 means unknown.
                Parameter::Age => collector.record(place).age = Some(value).filter(|v| *v >= 0.0),
                Parameter::Gender => collector.record(place).sex = sex_of_code(value),
            }
        }
    }
    Ok(collector.finish())
}
