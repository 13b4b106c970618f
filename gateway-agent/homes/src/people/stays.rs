//! Recorded stays in intensive care with how they went on: what the priority score is learnt from.
//!
//! Unlike [`super::people`], values come as measurements that were judged: what is outside the range
//! that a living body can have is left out, as admission does.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use vitals::{
    BloodPressure, Consciousness, Measurement, Pressure, PulseRate, RespirationRate, Spo2,
    Temperature,
};

use super::error::PeopleError;
use super::forms::{ARTERIAL_AND_GRADED, Form, beside};
use super::series::Series;
use super::table::{self, Wanted};
use crate::civil::HOUR;
use crate::sample::Sample;

/// One stay: times are milliseconds since its start.
#[derive(Debug, Clone, PartialEq)]
pub struct Stay {
    /// Which set it is from: `cinc2019b`, `cinc2012` or `eicu_demo`.
    pub set: StaySet,
    /// The person's number there.
    pub id: String,
    /// What was measured, in the order of time.
    pub readings: Vec<(i64, Measurement)>,
    /// The end of what is recorded.
    pub until_ms: i64,
    /// When the person deteriorated: the onset of sepsis, or death where its hour is known.
    pub event_ms: Option<i64>,
    /// Whether the person died in hospital (`cinc2012`) or in the unit (`eicu_demo`), where known.
    pub died: Option<bool>,
}

/// The sets of stays that come with an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaySet {
    /// Hourly, with the onset of sepsis.
    Cinc2019b,
    /// Uneven, the first 48 hours, with death in hospital; the cuff only, and consciousness as alert
    /// or not, as [`super::people`] replays them.
    Cinc2012,
    /// The same people with the arterial line, ventilation as oxygen, and consciousness in steps.
    Cinc2012Full,
    /// Hourly, many hospitals, with death in the unit.
    EicuDemo,
}

/// Reads all stays of a set out of the folder that holds its sub-folder.
pub fn stays(dir: &Path, set: StaySet) -> Result<Vec<Stay>, PeopleError> {
    match set {
        StaySet::Cinc2019b => cinc2019b(&dir.join("cinc2019b")),
        StaySet::Cinc2012 | StaySet::Cinc2012Full => cinc2012(&dir.join("cinc2012"), set),
        StaySet::EicuDemo => eicu_demo(&dir.join("eicu_demo")),
    }
}

/// The label says 1 from six hours before the onset on.
const LABEL_EARLY_MS: i64 = 6 * HOUR;

fn cinc2019b(folder: &Path) -> Result<Vec<Stay>, PeopleError> {
    let file = folder.join("hourly.parquet");
    let wanted =
        Wanted { texts: &["patient"], numbers: &["ICULOS", "SepsisLabel"], numbers_if_any: &[] };
    let table = table::read(&file, wanted)?;
    let mut ends: HashMap<&str, (i64, Option<i64>)> = HashMap::new();
    for row in 0..table.rows {
        let Some(hour) = table.number("ICULOS", row) else { continue };
        let at_ms = hour as i64 * HOUR;
        let end = ends.entry(table.texts("patient").get(row)).or_default();
        end.0 = end.0.max(at_ms);
        if table.number("SepsisLabel", row) == Some(1.0) {
            let onset_ms = at_ms + LABEL_EARLY_MS;
            end.1 = Some(end.1.map_or(onset_ms, |earlier| earlier.min(onset_ms)));
        }
    }
    let series = everybody(Form::NAMED[0], &[file])?;
    Ok(with_ends(StaySet::Cinc2019b, series, |id| {
        let (until_ms, event_ms) = *ends.get(id)?;
        Some((until_ms, event_ms, None))
    }))
}

fn eicu_demo(folder: &Path) -> Result<Vec<Stay>, PeopleError> {
    let file = folder.join("hourly.parquet");
    let wanted = Wanted { texts: &["stay_id"], numbers: &["time"], numbers_if_any: &[] };
    let table = table::read(&file, wanted)?;
    let mut ends: HashMap<&str, i64> = HashMap::new();
    for row in 0..table.rows {
        let Some(hour) = table.number("time", row) else { continue };
        let end = ends.entry(table.texts("stay_id").get(row)).or_default();
        *end = (*end).max(hour as i64 * HOUR);
    }
    let files = [file];
    let died = flags(&files, "stays", "stay_id", "died_in_icu")?;
    let series = everybody(Form::NAMED[1], &files)?;
    Ok(with_ends(StaySet::EicuDemo, series, |id| {
        let until_ms = *ends.get(id)?;
        let died = died.get(id).copied();
        // Who dies in the unit is recorded until then.
        Some((until_ms, (died == Some(true)).then_some(until_ms), died))
    }))
}

fn cinc2012(folder: &Path, set: StaySet) -> Result<Vec<Stay>, PeopleError> {
    let form = if set == StaySet::Cinc2012Full { &ARTERIAL_AND_GRADED } else { Form::NAMED[2] };
    let files = [folder.join("events.parquet")];
    let died = flags(&files, "outcomes", "record", "in_hospital_death")?;
    let series = everybody(form, &files)?;
    // The readings of the first two days; nobody knows the hour of a death.
    let until_ms = 48 * HOUR;
    Ok(with_ends(set, series, |id| Some((until_ms, None, Some(*died.get(id)?)))))
}

fn everybody(form: &Form, files: &[PathBuf]) -> Result<Vec<Series>, PeopleError> {
    let ids: HashSet<String> = form.ids(files)?.into_iter().collect();
    form.load(files, &ids)
}

/// A column of zeros and ones in a table beside the readings; what is empty is left out.
fn flags(
    files: &[PathBuf],
    name: &str,
    id: &str,
    flag: &str,
) -> Result<HashMap<String, bool>, PeopleError> {
    let missing = || PeopleError::Nothing { path: files[0].with_file_name(name) };
    let path = beside(files, name).ok_or_else(missing)?;
    let table = table::read(&path, Wanted { texts: &[id], numbers: &[flag], numbers_if_any: &[] })?;
    let row = |row| Some((table.texts(id).get(row).to_owned(), table.number(flag, row)? == 1.0));
    Ok((0..table.rows).filter_map(row).collect())
}

type Ends = (i64, Option<i64>, Option<bool>);

fn with_ends(set: StaySet, series: Vec<Series>, ends: impl Fn(&str) -> Option<Ends>) -> Vec<Stay> {
    let stay = |series: Series| {
        let (until_ms, event_ms, died) = ends(&series.id)?;
        let readings = series.samples.iter();
        let readings = readings.filter_map(|(at_ms, sample)| Some((*at_ms, measurement(sample)?)));
        let readings = readings.collect();
        Some(Stay { set, id: series.id, readings, until_ms, event_ms, died })
    };
    series.into_iter().filter_map(stay).collect()
}

/// What a sample measures, if it can be true and the score uses it.
fn measurement(sample: &Sample) -> Option<Measurement> {
    Some(match sample {
        Sample::Cuff(cuff) => {
            let systolic = Pressure::from_mmhg(cuff.systolic).ok()?;
            let diastolic = Pressure::from_mmhg(cuff.diastolic).ok()?;
            Measurement::BloodPressure(BloodPressure::new(systolic, diastolic, None).ok()?)
        }
        Sample::Oximetry { spo2, .. } => {
            Measurement::Oximetry(Spo2::from_percent(*spo2).ok()?, None)
        }
        Sample::HeartRate { bpm, .. } => {
            Measurement::HeartRate(PulseRate::from_bpm(*bpm).ok()?, Vec::new())
        }
        Sample::Respiration(rate) => {
            Measurement::Respiration(RespirationRate::from_per_minute(*rate).ok()?)
        }
        Sample::Celsius(celsius) => {
            Measurement::Temperature(Temperature::from_celsius(*celsius).ok()?)
        }
        Sample::Consciousness(letter) => {
            Measurement::Consciousness(Consciousness::from_letter(char::from(*letter))?)
        }
        Sample::Oxygen(on) => Measurement::SupplementalOxygen(*on),
        _ => return None,
    })
}
