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
    let file = table_in(folder, "hourly")?;
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
    let file = table_in(folder, "hourly")?;
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
    let files = [table_in(folder, "events")?];
    let died = flags(&files, "outcomes", "record", "in_hospital_death")?;
    let series = everybody(form, &files)?;
    // The readings of the first two days; nobody knows the hour of a death.
    let until_ms = 48 * HOUR;
    Ok(with_ends(set, series, |id| Some((until_ms, None, Some(*died.get(id)?)))))
}

/// The table of a name in a folder, whatever form it has.
fn table_in(folder: &Path, name: &str) -> Result<PathBuf, PeopleError> {
    let nothing = || PeopleError::Nothing { path: folder.join(name) };
    beside(&[folder.join(name)], name).ok_or_else(nothing)
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
    let path = table_in(files[0].parent().unwrap_or(Path::new(".")), name)?;
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with one file in a sub-folder for each pair of name and text.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    #[test]
    fn sepsis_sets_in_six_hours_after_the_label() {
        let hourly = "patient,ICULOS,HR,SBP,DBP,SepsisLabel\n\
                      1,1,80,120,70,0\n1,2,90,NA,NA,1\n1,3,95,0,0,1\n2,1,70,110,60,0\n";
        let dir = folder(&[("cinc2019b/hourly.csv", hourly)]);
        let stays = stays(dir.path(), StaySet::Cinc2019b).unwrap();
        let ends: Vec<_> = stays.iter().map(|stay| (stay.until_ms, stay.event_ms)).collect();
        assert_eq!(ends, [(3 * HOUR, Some(8 * HOUR)), (HOUR, None)]);
        // The pressures of 0 are left out.
        assert_eq!(stays.iter().map(|stay| stay.readings.len()).collect::<Vec<_>>(), [4, 2]);
    }

    #[test]
    fn the_unit_s_deaths_have_an_hour_and_unknown_ends_none() {
        let hourly = "stay_id,time,hr,sbp\n5,0,80,120\n5,30,90,120\n6,9,70,120\n7,9,70,120\n";
        let stays_csv = "stay_id,age,sex,died_in_icu\n5,70,Male,1\n6,50,Female,\n7,50,Male,0\n";
        let files = [("eicu_demo/hourly.csv", hourly), ("eicu_demo/stays.csv", stays_csv)];
        let stays = stays(folder(&files).path(), StaySet::EicuDemo).unwrap();
        let ends: Vec<_> = stays.iter().map(|stay| (stay.event_ms, stay.died)).collect();
        assert_eq!(ends, [(Some(30 * HOUR), Some(true)), (None, None), (None, Some(false))]);
    }

    #[test]
    fn the_full_form_has_the_arterial_line_and_consciousness_in_steps() {
        let events = "record,minute,parameter,value\n1,0,Age,70\n1,5,SysABP,100\n\
                      1,5,DiasABP,50\n1,7,GCS,10\n1,9,MechVent,1\n";
        let outcomes = "record,in_hospital_death\n1,1\n";
        let files = [("cinc2012/events.csv", events), ("cinc2012/outcomes.csv", outcomes)];
        let dir = folder(&files);
        let read = |set| stays(dir.path(), set).unwrap().remove(0);
        assert_eq!(read(StaySet::Cinc2012Full).readings.len(), 3);
        assert_eq!(
            read(StaySet::Cinc2012).readings,
            [(7 * 60_000, Measurement::Consciousness(Consciousness::Confused))]
        );
        assert_eq!(read(StaySet::Cinc2012Full).died, Some(true));
    }
}
