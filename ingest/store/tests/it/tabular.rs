//! Files of readings: what is given of them, and what is said of what can't be used.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame, DataType, NamedFrom, ParquetWriter, Series, TimeUnit};
use proptest::prelude::*;
use store::tabular::{self, Names, Progress, Rejected, Row, TabularError, Visitor};
use tempfile::TempDir;
use vitals::named::{Kind, Unit};

/// Everything that was given, as texts.
#[derive(Debug, Default, PartialEq, Eq)]
struct Given {
    rows: Vec<String>,
    rejected: Vec<String>,
}

impl Visitor for Given {
    fn row(&mut self, row: Row<'_>) {
        let Row { patient, taken_at, kind, value, is_typed, .. } = row;
        let value = value.milli(kind).map_or(format!("{value:?}"), |milli| milli.to_string());
        let typed = if is_typed { " typed" } else { "" };
        self.rows.push(format!("{patient} {} {} {value}{typed}", taken_at.unix_ms(), kind.name()));
    }

    fn rejected(&mut self, rejected: Rejected) {
        self.rejected.push(rejected.to_string());
    }

    fn goes_on(&mut self, progress: Progress) -> bool {
        assert!(progress.done <= progress.total, "{progress:?}");
        true
    }
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn read_with(path: &Path, names: &Names) -> Result<Given, TabularError> {
    let mut given = Given::default();
    tabular::read(path, names, &mut given).map(|()| given)
}

#[track_caller]
fn check(text: &str, rows: &[&str], rejected: &[&str]) {
    let folder = Folder::new();
    let given = read_with(&folder.file("file", text.as_bytes()), &Names::default()).unwrap();
    assert_eq!(given.rows, rows, "{:?}", given.rejected);
    assert_eq!(given.rejected.len(), rejected.len(), "{:?}", given.rejected);
    for (told, part) in given.rejected.iter().zip(rejected) {
        assert!(told.contains(part), "{told:?} should say {part:?}");
    }
}

const CSV: &str = "\
patient,taken_at,kind,value,unit
ann,2026-01-01 08:00:00,systolic,121,mm[Hg]
ann,2026-01-01T08:00:00Z,temperature,98.6,[degF]
bob,2026-01-01T09:00:00+01:00,glucose_meter,5.6,mmol/L
bob,1767254400,spo2,97,%
ann,1767254400000,glucose_cgm,LO,mg/dL
ann,2026-01-01 08:00,oxygen,yes,
";

const ROWS: [&str; 6] = [
    "ann 1767254400000 systolic 121000",
    "ann 1767254400000 temperature 37000",
    "bob 1767254400000 glucose_meter 5600",
    "bob 1767254400000 spo2 97000",
    "ann 1767254400000 glucose_cgm Low",
    "ann 1767254400000 oxygen 1",
];

#[test]
fn rows_come_in_their_order_with_units_converted() {
    check(CSV, &ROWS, &[]);
    check(&CSV.replace(',', ";"), &ROWS, &[]);
    check(&CSV.replace(',', "\t"), &ROWS, &[]);
    check(&CSV.replace('\n', "\r\n"), &ROWS, &[]);
    check(&format!("\u{feff}{CSV}"), &ROWS, &[]);
}

#[test]
fn other_people_s_names_are_known() {
    check(
        "valuenum,uom,charttime,code,subject_id,extra\n\
         121,mmHg,2026-01-01 08:00:00,8480-6,7,x\n\
         0.97,1,2026-01-01 08:00:00,O2Sat,7,\"a, b\"\n\
         154,lbs,2026-01-01 08:00:00,29463-7,7,\n",
        &[
            "7 1767254400000 systolic 121000",
            "7 1767254400000 spo2 97000",
            "7 1767254400000 weight 69853",
        ],
        &[],
    );
}

#[test]
fn a_bad_row_is_told_with_what_to_do_and_the_others_go_on() {
    check(
        "patient,taken_at,kind,value,unit,origin\n\
         ,2026-01-01 08:00:00,pulse,70,/min,\n\
         ann,yesterday,pulse,70,/min,\n\
         ann,2026-01-01 08:00:00,mood,70,/min,\n\
         ann,2026-01-01 08:00:00,pulse,many,/min,\n\
         ann,2026-01-01 08:00:00,pulse,,/min,\n\
         ann,2026-01-01 08:00:00,pulse,70,furlong,\n\
         ann,2026-01-01 08:00:00,temperature,37,,\n\
         ann,2026-01-01 08:00:00,pulse,70\n\
         ann,2026-01-01 08:00:00,pulse,70,/min,guessed\n\
         ann,2026-01-01 08:00:00,pulse,70,/min,typed\n",
        &["ann 1767254400000 pulse 70000 typed"],
        &[
            "row 2: patient \"\": expected an id",
            "row 3: taken_at \"yesterday\": expected a time",
            "row 4: kind \"mood\": expected one of systolic",
            "row 5: value \"many\": expected a number",
            "row 6: value \"\": expected a value",
            "row 7: unit \"furlong\": expected a unit of pulse: /min",
            "row 8: unit \"\": expected a unit of temperature: Cel or [degF]",
            "row 9: row \"4 fields\": expected 6 fields",
            "row 10: origin \"guessed\"",
        ],
    );
}

#[test]
fn a_quote_that_is_not_closed_says_how_many_lines_it_took() {
    check(
        "patient,taken_at,kind,value,unit\nann,2026-01-01 08:00,pulse,\"70,/min\nann,a\nann,b\n",
        &[],
        &["3 lines were read as one row"],
    );
}

#[test]
fn ndjson_gives_the_same_rows() {
    check(
        r#"{"patient":"ann","taken_at":"2026-01-01 08:00:00","kind":"systolic","value":121,"unit":"mm[Hg]"}
{"unit":"[degF]","patient":"ann","taken_at":"2026-01-01T08:00:00Z","kind":"temperature","value":98.6}

{"patient":"bob","taken_at":"2026-01-01T09:00:00+01:00","kind":"glucose_meter","value":"5.6","unit":"mmol/L"}
{"patient":"bob","taken_at":1767254400,"kind":"spo2","value":97,"unit":"%"}
{"patient":"ann","taken_at":1767254400000,"kind":"glucose_cgm","value":"LO","unit":"mg/dL"}
{"patient":"ann","taken_at":"2026-01-01 08:00","kind":"oxygen","value":true}
"#,
        &ROWS,
        &[],
    );
    check(
        "{\"patient\":1\n[1]\n{\"a\":1}\n",
        &[],
        &["row 1: row", "row 2: row", "row 3: row \"a\""],
    );
}

#[test]
fn gzip_is_read_through() {
    let folder = Folder::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(CSV.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let given = read_with(&folder.file("a.csv.gz", &packed), &Names::default()).unwrap();
    assert_eq!(given.rows, ROWS);
    let torn = folder.file("torn.csv.gz", &packed[..packed.len() / 2]);
    assert!(matches!(read_with(&torn, &Names::default()), Err(TabularError::Read { .. })));
}

#[test]
fn a_mapping_gives_names_that_nobody_else_has() {
    let folder = Folder::new();
    let path = folder.file("a.csv", b"stay,at,item,value,unit\n7,1767254400,220045,70,slaps\n");
    assert!(matches!(read_with(&path, &Names::default()), Err(TabularError::Column { .. })));
    let names = Names {
        columns: [
            (tabular::Column::Patient, "stay".into()),
            (tabular::Column::TakenAt, "at".into()),
        ]
        .into(),
        kinds: [("220045".into(), Kind::Pulse)].into(),
        units: [("slaps".into(), Unit::PerMinute)].into(),
    };
    assert_eq!(read_with(&path, &names).unwrap().rows, ["7 1767254400000 pulse 70000"]);
}

#[test]
fn the_page_lists_every_name_of_every_kind() {
    let page = include_str!("../../README.md");
    for kind in Kind::ALL {
        let line = format!("| `{}` | {} |", kind.name(), kind.aliases().join(", "));
        assert!(page.contains(&line), "README.md has no line {line}");
    }
}

fn parquet(folder: &Folder, columns: Vec<Column>, group_rows: usize) -> PathBuf {
    let path = folder.0.path().join("a.parquet");
    let mut frame = DataFrame::new(columns[0].len(), columns).unwrap();
    let file = File::create(&path).unwrap();
    ParquetWriter::new(file).with_row_group_size(Some(group_rows)).finish(&mut frame).unwrap();
    path
}

fn column<'a, T: ?Sized>(name: &str, values: &'a T) -> Column
where
    Series: NamedFrom<&'a T, T>,
{
    Series::new(name.into(), values).into()
}

#[test]
fn parquet_gives_the_same_rows_whatever_its_types() {
    let folder = Folder::new();
    let times = column("taken_at", &[1_767_254_400_000_i64; 4][..]);
    let micros = column("taken_at", &[1_767_254_400_000_000_i64; 4][..]);
    let texts = column("taken_at", &["2026-01-01 08:00:00"; 4][..]);
    let as_datetime = |column: &Column, unit| column.cast(&DataType::Datetime(unit, None)).unwrap();
    let values = column("value", &[121.0, 98.6, 5.6, 97.0][..]);
    let shorts = column("value", &[121.0_f32, 98.6, 5.6, 97.0][..]);
    let value_texts = column("value", &["121", "98.6", "5.6", "97"][..]);
    let ids = column("patient", &[7_i64, 7, 8, 8][..]);
    let float_ids = column("patient", &[7.0, 7.0, 8.0, 8.0][..]);
    let id_texts = column("patient", &["7", "7", "8", "8"][..]);
    let expected = [
        "7 1767254400000 systolic 121000",
        "7 1767254400000 temperature 37000",
        "8 1767254400000 glucose_meter 5600",
        "8 1767254400000 spo2 97000",
    ];
    for (patient, taken_at, value, group_rows) in [
        (&ids, as_datetime(&times, TimeUnit::Milliseconds), &values, 1),
        (&float_ids, as_datetime(&micros, TimeUnit::Microseconds), &shorts, 3),
        (&id_texts, texts, &value_texts, 100),
        (&ids, times.clone(), &values, 2),
    ] {
        let kind = column("kind", &["systolic", "temperature", "glucose_meter", "spo2"][..]);
        let unit = column("unit", &["mm[Hg]", "[degF]", "mmol/L", "%"][..]);
        let columns = vec![unit, patient.clone(), taken_at, kind, value.clone()];
        let given = read_with(&parquet(&folder, columns, group_rows), &Names::default()).unwrap();
        assert_eq!(given.rows, expected, "{:?}", given.rejected);
    }
}

#[test]
fn a_hole_in_parquet_is_told_with_its_row() {
    let folder = Folder::new();
    let columns = vec![
        column("patient", &[Some("ann"), None, Some("ann")][..]),
        column("taken_at", &[Some(1_767_254_400_i64), Some(1_767_254_400), None][..]),
        column("kind", &["pulse"; 3][..]),
        column("value", &[None, Some(70.0), Some(70.0)][..]),
    ];
    let given = read_with(&parquet(&folder, columns, 100), &Names::default()).unwrap();
    assert_eq!(given.rows, Vec::<String>::new());
    let starts = ["row 1: value", "row 2: patient", "row 3: taken_at"];
    assert!(
        given.rejected.iter().zip(starts).all(|(told, start)| told.starts_with(start)),
        "{given:?}"
    );
    assert_eq!(given.rejected.len(), 3);
}

#[test]
fn a_file_that_holds_no_table_says_so() {
    let folder = Folder::new();
    let read = |bytes: &[u8]| read_with(&folder.file("a", bytes), &Names::default());
    assert!(matches!(read(b""), Err(TabularError::Empty { .. })));
    assert!(matches!(read(b"PAR1 and then nothing"), Err(TabularError::Parquet { .. })));
    assert!(matches!(read(b"a,b\n1,2\n"), Err(TabularError::Column { .. })));
    let nowhere = tabular::read(Path::new("nowhere"), &Names::default(), &mut Given::default());
    assert!(matches!(nowhere, Err(TabularError::Open { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_rows_or_refusals_and_never_a_panic(
        begin in prop_oneof![Just(""), Just("{"), Just("PAR1"), Just("\u{1f}\u{8b}"), Just(CSV)],
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        lines in "([a-z0-9,.:;\" \n-]{0,40}\n){0,8}",
    ) {
        let folder = Folder::new();
        let all = [begin.as_bytes(), lines.as_bytes(), &bytes].concat();
        let _ = read_with(&folder.file("a", &all), &Names::default());
    }

    #[test]
    fn no_row_is_lost_in_silence(lines in proptest::collection::vec("[a-z0-9,.]{0,30}", 0..30)) {
        let folder = Folder::new();
        let text = format!("patient,taken_at,kind,value,unit\n{}", lines.join("\n"));
        let given = read_with(&folder.file("a", text.as_bytes()), &Names::default()).unwrap();
        let full = lines.iter().filter(|line| !line.is_empty()).count();
        prop_assert_eq!(given.rows.len() + given.rejected.len(), full);
    }
}
