//! Small folders, written here, of the general form and of known sets.

use std::fs;
use std::io::Write;
use std::path::Path;

use gatt::{
    BloodPressure, CgmMeasurement, Characteristic, E2eCrc, Glucose, HeartRate, LocalTime,
    SpotCheck, Temperature, Weight,
};
use polars::prelude::{DataFrame, NamedFrom, ParquetWriter, Series};
use tempfile::TempDir;
use wire::{Body, Quantity};

use super::{People, people};
use crate::civil::{HOUR, MINUTE};
use crate::home::{Emission, Home, Sent};

const START: i64 = 1_795_248_000_000;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if name.ends_with(".gz") {
            let file = fs::File::create(path).unwrap();
            let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            gzip.write_all(text.as_bytes()).unwrap();
            gzip.finish().unwrap();
        } else {
            fs::write(path, text).unwrap();
        }
    }
    dir
}

fn parquet(path: &Path, columns: Vec<Series>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let height = columns[0].len();
    let columns = columns.into_iter().map(Into::into).collect();
    let mut frame = DataFrame::new(height, columns).unwrap();
    ParquetWriter::new(fs::File::create(path).unwrap()).finish(&mut frame).unwrap();
}

fn read(dir: &TempDir) -> People {
    people(dir.path(), 0, 7, START).unwrap()
}

fn refused(files: &[(&str, &str)]) -> String {
    people(folder(files).path(), 0, 7, START).unwrap_err().to_string()
}

/// What a home sends, in words: hours since its first, and the value.
fn told(home: &mut Home) -> Vec<String> {
    let emissions: Vec<Emission> = home.collect();
    let first = emissions[0].at_ms;
    assert!((START..=START + 5 * MINUTE).contains(&first), "starts at {first}");
    let after = |ms: i64| (ms - first) as f64 / HOUR as f64;
    emissions.iter().map(|e| format!("{} {}", after(e.taken_at_ms), words(&e.what))).collect()
}

fn words(sent: &Sent) -> String {
    let number = |milli: Option<i32>| {
        milli.map_or("none".to_owned(), |milli| (f64::from(milli) / 1000.0).to_string())
    };
    let (uuid, bytes) = match sent {
        Sent::Characteristic { uuid16, bytes } => {
            (Characteristic::from_uuid16(*uuid16).unwrap(), bytes.as_slice())
        }
        Sent::Typed(Body::Respiration { rate: Quantity::Milli(rate) }) => {
            return format!("resp {}", number(Some(*rate)));
        }
        Sent::Typed(Body::Consciousness { letter }) => return format!("{}", char::from(*letter)),
        Sent::Typed(Body::SupplementalOxygen { on }) => return format!("oxygen {on}"),
        Sent::Typed(other) => return format!("{other:?}"),
    };
    match uuid {
        Characteristic::BloodPressure => {
            let cuff = BloodPressure::decode(bytes).unwrap();
            let pulse = cuff.pulse.map_or("-".to_owned(), |pulse| number(pulse.milli()));
            format!(
                "cuff {}/{} {pulse}",
                number(cuff.systolic.milli()),
                number(cuff.diastolic.milli())
            )
        }
        Characteristic::SpotCheck => {
            format!("spo2 {}", number(SpotCheck::decode(bytes).unwrap().normal.spo2.milli()))
        }
        Characteristic::HeartRate => {
            let rate = HeartRate::decode(bytes).unwrap();
            format!("rate {} {}", rate.bpm, rate.rr_1024.len())
        }
        Characteristic::Temperature => {
            format!("temp {}", number(Temperature::decode(bytes).unwrap().milli_celsius()))
        }
        Characteristic::Weight => format!("kg {}", number(Weight::decode(bytes).unwrap().grams())),
        Characteristic::Glucose => {
            let record = Glucose::decode(bytes).unwrap();
            assert!(matches!(record.measured_at(), LocalTime::At(_)));
            format!("meter {}", number(record.sample.unwrap().micromol_l()))
        }
        Characteristic::Cgm => {
            let value = CgmMeasurement::decode(bytes, E2eCrc::Absent).unwrap();
            format!(
                "cgm {} {}",
                value.records[0].offset_min,
                number(value.records[0].glucose.milli())
            )
        }
        Characteristic::CgmSessionStart => "sensor on".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_general_form_comes_back_as_it_was_written() {
    let dir = folder(&[(
        "mine.csv",
        "patient,taken_at,kind,value,unit\n\
         ann,2026-01-01 08:00:00,systolic,121,mm[Hg]\n\
         ann,2026-01-01 08:00:00,diastolic,79.5,mm[Hg]\n\
         ann,2026-01-01 08:00:00,pulse,66,/min\n\
         ann,2026-01-01T10:00:00Z,spo2,97.5,%\n\
         ann,2026-01-01T12:00:00+01:00,respiration,16,/min\n\
         ann,2026-01-01 12:00:00,temperature,-17.8,Cel\n\
         ann,2026-01-01 13:00:00,temperature,98.6,[degF]\n\
         ann,2026-01-01 14:00:00,weight,70.35,kg\n\
         ann,2026-01-01 15:00:00,glucose_meter,5.6,mmol/L\n\
         ann,2026-01-01 16:00:00,glucose_meter,104.4,mg/dL\n\
         ann,2026-01-01 17:00:00,glucose_cgm,110,mg/dL\n\
         ann,2026-01-01 17:05:00,glucose_cgm,6.2,mmol/L\n\
         ann,2026-01-01 18:00:00,consciousness,C,\n\
         ann,2026-01-01 19:00:00,oxygen,yes,\n\
         ann,2026-01-01 20:00:00,systolic,0,mm[Hg]\n\
         ann,2026-01-01 21:00:00,pulse,71,/min\n\
         ann,2026-01-01 22:00:00,spo2,NaN,%\n",
    )]);
    let mut found = read(&dir);
    assert_eq!((found.sets[0].people, found.sets[0].of, found.sets[0].readings), (1, 1, 15));
    assert_eq!(found.homes[0].person.patient, "ann");
    assert_eq!(
        told(&mut found.homes[0]),
        [
            "0 cuff 121/79.5 66",
            "2 spo2 97.5",
            "3 resp 16",
            "4 temp -17.8",
            "5 temp 37",
            "6 kg 70.35",
            "7 meter 5.6",
            "8 meter 5.795",
            "9 sensor on",
            "9 cgm 0 110",
            "9.083333333333334 cgm 5 111.7",
            "10 C",
            "11 oxygen true",
            "12 cuff 0/none -",
            "13 rate 71 0",
            "14 spo2 none",
        ]
    );
}

#[test]
fn parquet_and_gzip_hold_the_same_as_plain_csv() {
    let text = "patient,taken_at,kind,value,unit\n7,2026-01-01 08:00:00,spo2,96.5,%\n";
    let dir = folder(&[("a.csv", text), ("b.csv.gz", &text.replace("96.5", "95"))]);
    let column = |name: &str, value: &str| Series::new(name.into(), [value]);
    parquet(
        &dir.path().join("c.parquet"),
        vec![
            Series::new("patient".into(), [7_i64]),
            column("taken_at", "2026-01-01T09:00:00Z"),
            column("kind", "spo2"),
            Series::new("value".into(), [94.5_f64]),
            column("unit", "%"),
        ],
    );
    let mut found = read(&dir);
    assert_eq!(told(&mut found.homes[0]), ["0 spo2 96.5", "0 spo2 95", "1 spo2 94.5"]);
}

#[test]
fn an_hourly_set_keeps_its_artefacts() {
    let dir = TempDir::new().unwrap();
    parquet(
        &dir.path().join("cinc2019b/hourly.parquet"),
        vec![
            Series::new("patient".into(), [5_i64, 5, 9]),
            Series::new("ICULOS".into(), [1_i64, 3, 1]),
            Series::new("HR".into(), [Some(88.0_f32), None, Some(70.0)]),
            Series::new("O2Sat".into(), [Some(97.5_f32), Some(f32::NAN), None]),
            Series::new("Temp".into(), [None, Some(36.11_f32), Some(-17.8)]),
            Series::new("SBP".into(), [Some(0.0_f32), Some(118.0), None]),
            Series::new("DBP".into(), [Some(0.0_f32), None, None]),
            Series::new("Age".into(), [66_i64, 66, 70]),
            Series::new("Gender".into(), [0_i64, 0, 1]),
        ],
    );
    let mut found = read(&dir);
    let set = &found.sets[0];
    assert_eq!((set.set.as_str(), set.people, set.of, set.readings), ("cinc2019b", 2, 2, 7));
    assert_eq!(
        told(&mut found.homes[0]),
        ["0 rate 88 0", "0 spo2 97.5", "0 cuff 0/0 -", "2 temp 36.11", "2 cuff 118/none -"]
    );
    assert_eq!(told(&mut found.homes[1]), ["0 rate 70 0", "0 temp -17.8"]);
    let person = &found.homes[0].person;
    assert_eq!((person.patient.as_str(), person.sex), ("cinc2019b-5", "F"));
    assert_eq!(person.born.as_deref(), Some("1960-01-01"));
}

#[test]
fn single_events_of_one_minute_are_one_cuff_measurement() {
    let rows = [
        (0, "Age", 54.0),
        (0, "Gender", 0.0),
        (7, "HR", 73.0),
        (7, "NIDiasABP", 65.0),
        (7, "NISysABP", 147.0),
        (7, "SysABP", 150.0),
        (67, "GCS", 15.0),
        (127, "GCS", 9.0),
        (187, "FiO2", 0.21),
        (247, "FiO2", 0.5),
    ];
    let dir = TempDir::new().unwrap();
    parquet(
        &dir.path().join("cinc2012/events.parquet"),
        vec![
            Series::new("record".into(), rows.map(|_| 132_539_i64)),
            Series::new("minute".into(), rows.map(|row| row.0)),
            Series::new("parameter".into(), rows.map(|row| row.1)),
            Series::new("value".into(), rows.map(|row| row.2)),
        ],
    );
    let mut found = read(&dir);
    assert_eq!(
        told(&mut found.homes[0]),
        ["0 rate 73 0", "0 cuff 147/65 -", "1 A", "2 C", "3 oxygen false", "4 oxygen true"]
    );
}

#[test]
fn the_home_sets_are_known_by_their_files() {
    let intervals: Vec<String> = (0..100).map(|n| (800 + n).to_string()).collect();
    let strips = format!(
        "user_code,measurement_datetime,bpm,rr_data\nu1,2020-04-21 22:00:00,75,\"{}\"\n",
        intervals.join(",")
    );
    let dir = folder(&[
        (
            "welltory_home/blood_pressure.csv.gz",
            "user_code,measurement_datetime,diastolic,systolic\nu1,2020-04-21  21:00:00,80,120\n",
        ),
        ("welltory_home/hrv_measurements.csv.gz", &strips),
        ("welltory_home/participants.csv.gz", "user_code,gender,age_range\nu1,f,25-34\n"),
        ("bp_home/home_108_days.csv.gz", "time,sbp,dbp,pulse\n2019-04-15 23:38:28,133,74,67\n"),
        ("bp_home/ambulatory_24h.csv.gz", "patient,visit,time,sbp\n"),
        (
            "cgm_dexcom/cgm.csv",
            "patient,time,cgm_mg_dl,diagnosis\nSubject 3,2016-02-10 05:02:40,79.0,pre-diabetic\n\
             Subject 3,2016-02-10 05:07:40,215.4,pre-diabetic\n",
        ),
        (
            "cgm_shanghai_t2dm/cgm.csv",
            "patient,time,cgm_mg_dl,cbg_mg_dl\n2001,2020-11-02 09:40:00,102.60000000000001,104.4\n",
        ),
        ("elsewhere/notes.txt", "nothing"),
    ]);
    let mut found = read(&dir);
    assert_eq!(found.notes.len(), 1);
    assert!(
        found.notes[0].ends_with("elsewhere holds no known series: ignored"),
        "{:?}",
        found.notes
    );
    let told: Vec<_> =
        found.homes.iter_mut().map(|home| (home.person.patient.clone(), told(home))).collect();
    let [home, dexcom, shanghai, welltory] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(home, &("bp_home-1".to_owned(), vec!["0 cuff 133/74 67".to_owned()]));
    assert!(dexcom.0.starts_with("cgm_dexcom-Subject-3-"), "{}", dexcom.0);
    assert_eq!(dexcom.1[1..], ["0 cgm 0 79", "0.08333333333333333 cgm 5 215"]);
    assert_eq!(shanghai.1, ["0 sensor on", "0 cgm 0 102.6", "0 meter 5.795"]);
    assert_eq!(welltory.0, "welltory_home-u1");
    assert_eq!(welltory.1[0], "0 cuff 120/80 -");
    assert!(welltory.1[1].ends_with("rate 75 89") && welltory.1[2].ends_with("rate 75 11"));
    let person = &found.homes[3].person;
    assert_eq!((person.sex, person.born.as_deref()), ("F", Some("1997-01-01")));
}

#[test]
fn people_are_taken_from_each_set_in_turn_and_the_same_ones_each_time() {
    let rows = |count: i32| {
        let rows = (0..count).map(|n| format!("{n},2026-01-01 08:00:00,spo2,96,%\n"));
        format!("patient,taken_at,kind,value,unit\n{}", rows.collect::<String>())
    };
    let (few, many) = (rows(2), rows(50));
    let dir = folder(&[("few/a.csv", few.as_str()), ("many/a.csv", many.as_str())]);
    let choose = |count, seed| {
        let found = people(dir.path(), count, seed, START).unwrap();
        let ids = found.homes.iter().map(|home| home.person.patient.clone()).collect::<Vec<_>>();
        (ids, found.sets.iter().map(|set| set.people).collect::<Vec<_>>())
    };
    assert_eq!(choose(7, 1).1, [2, 5]);
    assert_eq!(choose(7, 1), choose(7, 1));
    assert_ne!(choose(7, 1).0, choose(7, 2).0);
    assert_eq!(choose(0, 1).1, [2, 50]);
    assert_eq!(choose(999, 1).1, [2, 50]);
}

#[test]
fn whatever_is_wrong_is_named_with_its_file_row_and_column() {
    let one = |row: &str| {
        let text =
            format!("patient,taken_at,kind,value,unit\nann,2026-01-01 08:00,spo2,97,%\n{row}\n");
        let message = refused(&[("mine.csv", &text)]);
        message.split_once("mine.csv ").unwrap().1.to_owned()
    };
    let cases = [
        (
            "ann,soon,spo2,97,%",
            "row 3, column \"taken_at\": \"soon\" is not a time as 2026-11-21T08:30:00Z, 2026-11-21 08:30[:00] (UTC), or seconds since 1970",
        ),
        ("ann,2026-01-01 09:00,spo2,high,%", "row 3, column \"value\": \"high\" is not a number"),
        (
            "ann,2026-01-01 09:00,weight,11,stone",
            "row 3, column \"unit\": \"stone\" is not a unit of weight: kg or g or [lb_av]",
        ),
        (
            "ann,2026-01-01 09:00,glucose_cgm,70,",
            "row 3, column \"unit\": \"\" is not a unit of glucose_cgm: mg/dL or mmol/L",
        ),
        (
            "ann,2026-01-01 09:00,consciousness,X,",
            "row 3, column \"value\": \"X\" is not a letter: A alert, C newly confused, V voice, P pain, U unresponsive",
        ),
        (",2026-01-01 09:00,spo2,97,%", "row 3, column \"patient\": \"\" is not an id"),
    ];
    for (row, message) in cases {
        assert_eq!(one(row), message);
    }
    assert!(one("ann,2026-01-01 09:00,mood,3,").contains("\"mood\" is not one of systolic, "));
    assert!(one("ann,2026-01-01 09:00").contains("can't be read as CSV"));
}

#[test]
fn files_that_can_not_be_read_say_what_to_do() {
    let missing = refused(&[("mine.csv", "patient,when,kind,value,unit\n")]);
    assert!(
        missing.contains("no column \"taken_at\" (it has patient, when, kind, value, unit)"),
        "{missing}"
    );
    assert!(refused(&[("mine.parquet", "no parquet")]).contains("can't be read as Parquet"));
    assert!(refused(&[]).contains("holds no series: put CSV or Parquet files"));
    let cut = folder(&[(
        "mine.csv.gz",
        "patient,taken_at,kind,value,unit\na,2026-01-01 08:00,spo2,9,%\n",
    )]);
    let path = cut.path().join("mine.csv.gz");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 12]).unwrap();
    let damaged = people(cut.path(), 0, 7, START).unwrap_err().to_string();
    assert!(damaged.contains("can't be read as CSV"), "{damaged}");
    let nowhere = people(Path::new("/nowhere/at/all"), 0, 7, START).unwrap_err().to_string();
    assert_eq!(nowhere, "could not list the folder /nowhere/at/all");
}

#[test]
fn an_id_that_is_not_safe_is_made_safe_and_stays_its_own() {
    let dir = folder(&[(
        "mine.csv",
        "patient,taken_at,kind,value,unit\n\
         a/b,2026-01-01 08:00,spo2,97,%\n\
         a b,2026-01-01 08:00,spo2,96,%\n\
         élodie,2026-01-01 08:00,spo2,95,%\n",
    )]);
    let found = read(&dir);
    let ids: std::collections::BTreeSet<_> =
        found.homes.iter().map(|home| home.person.patient.clone()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.parse::<vitals::PatientId>().is_ok()), "{ids:?}");
}

#[test]
fn a_file_of_another_form_beside_good_ones_is_an_error_and_not_left_out() {
    let good = "patient,taken_at,kind,value,unit\nann,2026-01-01 08:00,spo2,97,%\n";
    let message = refused(&[("a.csv", good), ("b.csv", "patient,time,spo2\nann,8,97\n")]);
    assert!(message.contains("b.csv has no column \"taken_at\""), "{message}");
}

#[test]
fn two_sets_with_the_same_ids_have_different_people() {
    let text = "patient,taken_at,kind,value,unit\n1,2026-01-01 08:00,spo2,97,%\n";
    let other = "patient,spo2\n1,97\n";
    let found = read(&folder(&[("a/x.csv", text), ("b/x.csv", text), ("b/y.csv", other)]));
    assert!(found.notes[0].contains("y.csv has other columns"), "{:?}", found.notes);
    let ids: Vec<_> = found.homes.iter().map(|home| home.person.patient.as_str()).collect();
    assert_eq!(ids, ["a-1", "b-1"]);
}
