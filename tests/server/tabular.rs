//! What other programs read: segments in DuckDB and pandas, and QuestDB's tables through a Grafana dashboard.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::mosquitto::Mosquitto;
use tests::questdb::QuestDb;
use tests::repository;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(60);

/// Values by person and sign, each with its time and thousandths.
type Values = BTreeMap<String, BTreeMap<&'static str, Vec<(i64, i64)>>>;

/// Two days of what two people measure each quarter of an hour: pressures, and oxygen with a pulse.
fn measure(broker: &Mosquitto, known: &[Known]) -> Values {
    let begin =
        Timestamp::now().round(jiff::Unit::Hour).expect("a time") - SignedDuration::from_hours(49);
    let mut values = Values::new();
    for (known, number) in known.iter().zip(0_i64..) {
        let mut readings = Vec::new();
        for step in 0..190_i64 {
            let at = begin + SignedDuration::from_mins(15 * step);
            let taken_at = at.to_string();
            let device = &known.device;
            let mut put = |sign, value: i64| {
                let signs = values.entry(known.patient.clone()).or_default();
                signs.entry(sign).or_default().push((at.as_millisecond(), value * 1000));
                value
            };
            readings.push(if step % 2 == 0 {
                // A cuff says that the pulse is regular, too.
                put("rhythm", 0);
                let (systolic, diastolic) =
                    (put("systolic", 120 + step % 9 + number), put("diastolic", 75));
                json!({ "device": device, "kind": "blood_pressure", "taken_at": taken_at,
                    "systolic_mmhg": systolic, "diastolic_mmhg": diastolic })
            } else {
                let (spo2, pulse) = (put("spo2", 97), put("pulse", 60 + step % 7));
                json!({ "device": device, "kind": "oximetry", "taken_at": taken_at,
                    "spo2_percent": spo2, "pulse_bpm": pulse })
            });
        }
        for some in readings.chunks(38) {
            let message = json!({ "readings": some }).to_string();
            broker.publish(&known.topic(), "application/json", message.as_bytes());
        }
    }
    values
}

fn count(values: &Values) -> usize {
    values.values().flat_map(BTreeMap::values).map(Vec::len).sum()
}

fn wait_stored(server: &Server, values: &Values) {
    wait::until_equal("all values stored", LIMIT, &json!(count(values)), || {
        server.ops().unwrap_or_default()["store"]["values"].clone()
    });
    server.wait_settled();
}

/// Runs one of the programs in `tests/tabular`, which must be content.
#[track_caller]
fn run(program: &str, arguments: &[&str]) -> String {
    let python = std::env::var_os("HEARTHWATCH_TABULAR_PYTHON");
    let python = python.expect("HEARTHWATCH_TABULAR_PYTHON names a Python; tests/run sets it");
    let mut command = Command::new(python);
    command.arg(repository::root().join("tests/tabular").join(program)).args(arguments);
    let output = command.output().expect("it can be started");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{program}:\n{said}");
    said
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a test is text")
}

#[test]
fn duckdb_and_pandas_read_the_segments_as_the_page_says() {
    let scene = Scene::new();
    let known = [Known::numbered(1).with_json(), Known::numbered(2).with_json()];
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), &known);
    let mut values = measure(&broker, &known[..1]);
    wait_stored(&server, &values);
    // Each stop makes a segment.
    server.stop();
    server.revive();
    server.wait_ready();
    values.append(&mut measure(&broker, &known[1..]));
    wait_stored(&server, &values);
    server.stop();
    let expected = scene.write("expected.json", json!(values).to_string());
    let readings = server.data().join("readings");
    let page = repository::root().join("ingest/store/README.md");
    let said = run("segments.py", &[text(&readings), text(&page), text(&expected)]);
    assert!(said.starts_with(&format!("2 segments, {} rows", count(&values))), "{said}");
    println!("{said}");
}

#[test]
fn a_grafana_dashboard_asks_questdb_and_is_answered() {
    let scene = Scene::new();
    let known = [Known::numbered(1).with_json(), Known::numbered(2).with_json()];
    let broker = Mosquitto::start(&scene);
    let questdb = QuestDb::start(&scene);
    let more = format!("\n[readings]\nquestdb = {:?}\n", questdb.settings());
    let server = Server::start_with(&scene, broker.port(), &known, &more);
    let values = measure(&broker, &known);
    wait_stored(&server, &values);
    let rows = questdb.number("SELECT count() FROM hearthwatch_readings");
    assert_eq!(rows, count(&values) as i64);
    let expected: Value = json!({
        "Values in the period": rows,
        "Values by sign": rows,
        "Patients who measured": 2,
        "Sent by a device, or typed": rows,
    });
    let expected = scene.write("expected.json", expected.to_string());
    let dashboard = repository::root().join("api/grafana/readings.json");
    let (since, until) = (Timestamp::now() - SignedDuration::from_hours(24 * 7), Timestamp::now());
    let port = questdb.postgres_port().to_string();
    let (since, until) = (since.to_string(), until.to_string());
    let arguments = [text(&dashboard), &port, &since, &until, text(&expected)];
    let said = run("dashboard.py", &arguments);
    assert!(said.starts_with("9 queries of 9 panels answered"), "{said}");
    println!("{said}");
}
