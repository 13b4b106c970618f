//! Files of readings from outside: scored, imported and summed up by the program itself.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use tests::mosquitto::Mosquitto;
use tests::process::Process;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{cargo, wait};

/// Out of order on purpose; °F, kPa and a fraction; a row twice; two values of one kind at one time.
const READINGS: &str = "\
patient,taken_at,kind,value,unit
bob,2026-01-02T08:00:00+01:00,spo2,0.91,1
ann,2026-01-01 20:00:00,pulse,132,/min
ann,2026-01-01 08:00:00,respiration,18,/min
ann,2026-01-01 08:00:00,spo2,96,%
ann,2026-01-01 08:00:00,oxygen,no,
ann,2026-01-01 08:00:00,systolic,16,kPa
ann,2026-01-01 08:00:00,diastolic,80,mm[Hg]
ann,2026-01-01 08:00:00,pulse,80,/min
ann,2026-01-01 08:00:00,consciousness,A,
ann,2026-01-01 08:00:00,temperature,98.6,[degF]
ann,2026-01-01 09:00:00,temperature,100.6,[degF]
ann,2026-01-01 09:00:00,temperature,100.6,[degF]
ann,2026-01-01 09:30:00,pulse,95,/min
ann,2026-01-01 09:30:00,pulse,115,/min
ann,2026-01-03 08:00:00,weight,154,lb
bob,2026-01-02 07:10:00,glucose_cgm,5.6,mmol/L
";

/// By hand out of the chart. Ann's pulse of 20:00 finds respiration, saturation and pressure of 12 h
/// before just fresh; her weight two days later finds nothing fresh.
const SCORES: &str = "\
patient,taken_at,news2,news2_low,news2_high,status,priority
ann,2026-01-01T08:00:00Z,0,0,0,complete,0.0058
ann,2026-01-01T09:00:00Z,1,1,1,complete,0.0053
ann,2026-01-01T09:30:00Z,3,3,3,complete,0.0091
ann,2026-01-01T20:00:00Z,4,4,4,complete,0.0213
ann,2026-01-03T08:00:00Z,,0,20,stale,
bob,2026-01-02T07:00:00Z,3,3,20,partial,0.0280
bob,2026-01-02T07:10:00Z,3,3,20,partial,0.0280
";

fn hearthwatch(arguments: &[&str]) -> Output {
    Command::new(cargo::program("hearthwatch")).args(arguments).output().expect("it can be started")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a test is text")
}

/// The scores of a file, which must succeed.
#[track_caller]
fn scores(scene: &Scene, file: &Path, more: &[&str]) -> String {
    let out = scene.path("scores.csv");
    let arguments = ["replay", "--from", text(file), "--scores", text(&out)];
    let output = hearthwatch(&[&arguments[..], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scores = std::fs::read_to_string(&out).expect("the scores are there");
    std::fs::remove_file(&out).expect("they were");
    scores
}

#[test]
fn a_file_is_scored_after_each_set_whatever_its_order_and_form() {
    let scene = Scene::new();
    assert_eq!(scores(&scene, &scene.write("a.csv", READINGS), &[]), SCORES);

    // Only what stands at one time has an order.
    let (heading, rows) = READINGS.split_once('\n').expect("a heading");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_by_key(|row| row.split(',').nth(1));
    let sorted = format!("{heading}\n{}\n", rows.join("\n"));
    assert_eq!(scores(&scene, &scene.write("b.csv", sorted), &[]), SCORES);

    let objects = READINGS.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        serde_json::json!({
            "patient": cells[0], "taken_at": cells[1], "kind": cells[2],
            "value": cells[3].parse::<f64>().map_or(Value::from(cells[3]), Value::from),
            "unit": cells[4],
        })
        .to_string()
    });
    let lines = objects.collect::<Vec<_>>().join("\n");
    assert_eq!(scores(&scene, &scene.write("c.ndjson", lines), &[]), SCORES);
}

#[test]
fn any_number_of_workers_writes_the_same_bytes() {
    let scene = Scene::new();
    let file = scene.write("many.csv", many(200));
    let one = scores(&scene, &file, &["--workers", "1"]);
    assert_eq!(one.lines().count(), 1 + 200 * 12);
    for workers in ["2", "4"] {
        assert!(scores(&scene, &file, &["--workers", workers]) == one, "{workers} workers");
    }
}

/// So many people with twelve hours of three vitals each.
fn many(people: usize) -> String {
    let mut rows = String::from("patient,taken_at,kind,value,unit\n");
    for hour in 0..12 {
        for person in 0..people {
            let wave = (person * 7 + hour * 3) % 10;
            let at = format!("2026-01-05 {hour:02}:00:00");
            rows += &format!("m{person},{at},pulse,{},/min\n", 85 + wave);
            rows += &format!("m{person},{at},spo2,{},%\n", 90 + wave);
            rows += &format!("m{person},{at},respiration,{},/min\n", 15 + wave);
        }
    }
    rows
}

#[test]
fn what_can_not_be_used_is_listed_with_its_row_and_the_rest_is_scored() {
    let scene = Scene::new();
    let bad = "\
patient,taken_at,kind,value,unit
ann,2026-01-01 08:00:00,pulse,80,/min
ann,2026-01-01 08:00:00,spo2,9,%
ann,2026-01-01 08:00:00,mood,7,
ann,2026-01-01 08:00:00,temperature,37,
ann,2026-01-01 08:00:00,respiration,NaN,/min
";
    let list = scene.path("rejected.csv");
    let file = scene.write("bad.csv", bad);
    let scored = scores(&scene, &file, &["--rejected", text(&list)]);
    assert_eq!(scored.lines().nth(1), Some("ann,2026-01-01T08:00:00Z,0,0,17,partial,0.0155"));
    let list = std::fs::read_to_string(list).expect("a list");
    let rows: Vec<&str> = list.lines().map(|line| line.split(',').next().unwrap_or("")).collect();
    assert_eq!(rows, ["row", "4", "5", "3", "6"], "{list}");
    assert!(list.contains("oxygen saturation 9 % is outside 50 to 100 %"), "{list}");
}

#[test]
fn a_file_that_can_not_be_read_leaves_no_scores_and_says_what_to_do() {
    let scene = Scene::new();
    let out = scene.path("scores.csv");
    for (name, content, part) in [
        ("empty.csv", "", "is empty"),
        ("other.csv", "a,b\n1,2\n", "no column for patient"),
        ("torn.parquet", "PAR1", "as Parquet"),
    ] {
        let file = scene.write(name, content);
        let output = hearthwatch(&["replay", "--from", text(&file), "--scores", text(&out)]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains(part), "{name}: {told}");
        assert!(!out.exists(), "{name}");
    }
}

/// What `import` says it did.
#[track_caller]
fn import(scene: &Scene, file: &Path, more: &[&str]) -> Value {
    let data = scene.path("data");
    let arguments = ["import", "--from", text(file), "--data", text(&data)];
    let output = hearthwatch(&[&arguments[..], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn verified_readings(scene: &Scene) -> Value {
    let output = hearthwatch(&["verify", "--data", text(&scene.path("data"))]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let verified: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    verified["readings"].clone()
}

#[test]
fn an_import_counts_each_measurement_once_however_often_it_is_given() {
    let scene = Scene::new();
    let file = scene.write("a.csv", READINGS);
    let rehearsed = import(&scene, &file, &["--dry-run"]);
    assert!(!scene.path("data").exists(), "a dry run writes nothing");
    // 16 rows; two pressures are one inflation, and one row is there twice.
    let first = import(&scene, &file, &[]);
    assert_eq!((&first["admitted"], &first["repeated"]), (&14.into(), &1.into()), "{first}");
    assert_eq!(rehearsed["admitted"], first["admitted"]);
    let again = import(&scene, &file, &[]);
    assert_eq!((&again["held_before"], &again["admitted"]), (&15.into(), &0.into()), "{again}");
    let longer = format!("{READINGS}ann,2026-01-01 08:01:00,pulse,500,/min\n");
    let longer = import(&scene, &scene.write("b.csv", longer), &[]);
    assert_eq!((&longer["repeated"], &longer["admitted"]), (&15.into(), &0.into()), "{longer}");
    assert_eq!(longer["quarantined"]["implausible"], 1);
    assert_eq!(verified_readings(&scene), 14);
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_was() {
    let scene = Scene::new();
    let file = scene.write("many.csv", many(2000));
    let data = scene.path("data");
    let arguments = ["import", "--from", text(&file), "--data", text(&data)];
    let journal = data.join("journal");
    for life in 1..=2 {
        let mut command = Command::new(cargo::program("hearthwatch"));
        command.args(arguments);
        let before = held(&scene, &file);
        let mut process = Process::start("import", &mut command, &scene.path("import.log"));
        wait::until("a commit of the import", Duration::from_secs(60), || {
            // A rehearsal reads the journal while the import writes it.
            (journal.exists() && held(&scene, &file) > before || process.ended().is_some())
                .then_some(())
        });
        process.kill();
        assert!(held(&scene, &file) > 0, "life {life}");
    }
    let last = import(&scene, &file, &[]);
    let (held, admitted) = (&last["held_before"], &last["admitted"]);
    let total = held.as_u64().unwrap_or(0) + admitted.as_u64().unwrap_or(0);
    assert_eq!(total, 72_000, "{last}");
    assert_eq!(verified_readings(&scene), 72_000);
}

/// How many measurements of a file the journal has.
fn held(scene: &Scene, file: &Path) -> u64 {
    let rehearsed = import(scene, file, &["--dry-run"]);
    rehearsed["held_before"].as_u64().unwrap_or(0)
}

#[test]
fn imported_history_is_on_the_pages_and_a_running_server_is_left_alone() {
    let scene = Scene::new();
    let file = scene.write("a.csv", READINGS);
    import(&scene, &file, &[]);
    let broker = Mosquitto::start(&scene);
    let server = Server::start(&scene, broker.port(), &[Known::numbered(1)]);
    server.wait_settled();
    let page = server.page("/api/patients/ann");
    let readings = page["readings"].as_array().map_or(0, Vec::len);
    // Twelve measurements, one of them an inflation of two values, whose pulse was regular.
    assert_eq!(readings, 14, "{page}");
    let data = scene.path("data");
    let output = hearthwatch(&["import", "--from", text(&file), "--data", text(&data)]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("is the server stopped?"), "{told}");
}

#[test]
fn a_cohort_s_glucose_is_summed_up_by_person() {
    let scene = Scene::new();
    let rows = "\
time,patient,kind,value,unit
2026-01-01 08:00,ann,cgm,50,mg/dL
2026-01-01 08:05,ann,cgm,60,mg/dL
2026-01-01 08:10,ann,cgm,150,mg/dL
2026-01-01 08:15,ann,cgm,300,mg/dL
2026-01-01 08:20,ann,cgm,LO,mg/dL
2026-01-01 08:00,bob,cgm,10,mmol/L
2026-01-01 08:00,bob,pulse,70,/min
";
    let (file, out) = (scene.write("cgm.csv", rows), scene.path("figures.csv"));
    let output = hearthwatch(&["cohort", "cgm", "--from", text(&file), "--out", text(&out)]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("row 6: value \"Low\""), "{told}");
    let figures = std::fs::read_to_string(&out).expect("figures");
    let expected = "\
patient,n,mean,sd,cv_pct,gmi_pct,tir_70_180_pct,tbr_lt54_pct,tbr_lt70_pct,tar_gt180_pct,tar_gt250_pct
ann,4,140.0000,115.7584,82.6845,6.6588,25.0000,25.0000,50.0000,25.0000,25.0000
bob,1,180.1560,,,7.6193,0.0000,0.0000,0.0000,100.0000,0.0000
";
    assert_eq!(figures, expected);
}
