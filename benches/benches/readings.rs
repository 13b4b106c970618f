//! How fast do the two readings stores take rows, how much disk does a row need, and how long does one
//! person's 90 days take?
//!
//! Rows/s, bytes per row, ms. The same rows for both; QuestDB (a process of its own) only if
//! `HEARTHWATCH_QUESTDB_JAR` names its jar, as `tests/run` does. `HEARTHWATCH_ROWS` says how many, and
//! `HEARTHWATCH_PEOPLE` of how many people.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};
use store::readings::contract::row;
use store::readings::{
    EmbeddedOptions, EmbeddedReadings, QuestDbReadings, QuestDbSettings, ReadingRow, Readings,
};
use vitals::{TakenAt, VitalSign};

const ROWS: u64 = 2_000_000;
const PEOPLE: u64 = 10_000;
/// So many rows go into one append.
const APPEND: u64 = 10_000;
const SPAN_MS: u64 = 90 * 24 * 3600 * 1000;
const BEGIN_MS: u64 = 1_780_000_000_000;
const QUESTIONS: u64 = 300;

fn main() -> Result<()> {
    let asked = |name: &str, usual| env::var(name).map_or(Ok(usual), |number| number.parse());
    let rows = asked("HEARTHWATCH_ROWS", ROWS)?;
    let people = asked("HEARTHWATCH_PEOPLE", PEOPLE)?;
    let folder = tempfile::tempdir()?;
    let place = folder.path().join("embedded");
    let mut embedded = EmbeddedReadings::open(&place, EmbeddedOptions::default())?;
    measure("embedded", &mut embedded, &place, rows, people)?;
    drop(embedded);
    let Some(jar) = env::var_os("HEARTHWATCH_QUESTDB_JAR") else {
        println!("questdb: HEARTHWATCH_QUESTDB_JAR names no jar");
        return Ok(());
    };
    let root = folder.path().join("questdb");
    let server = Server::start(Path::new(&jar), &root)?;
    let settings = format!("http::addr=127.0.0.1:{};", server.port);
    let mut questdb = QuestDbReadings::new(QuestDbSettings::parse(&settings, "bench")?);
    server.wait(&mut questdb)?;
    measure("questdb", &mut questdb, &root.join("db"), rows, people)
}

fn measure(
    name: &str,
    store: &mut dyn Readings,
    place: &Path,
    rows: u64,
    people: u64,
) -> Result<()> {
    let (mut busy, mut slowest) = (Duration::ZERO, Duration::ZERO);
    for first in (0..rows).step_by(APPEND as usize) {
        let stretch: Vec<ReadingRow> =
            (first..(first + APPEND).min(rows)).map(|n| made(n, rows, people)).collect();
        let began = Instant::now();
        store.append(&stretch, first + stretch.len() as u64)?;
        busy += began.elapsed();
        slowest = slowest.max(began.elapsed());
    }
    let began = Instant::now();
    store.flush()?;
    busy += began.elapsed();
    if store.rows() != rows {
        bail!("{name} has {} rows of {rows}", store.rows());
    }
    let mut took = Vec::new();
    for question in 0..QUESTIONS {
        let patient = (question * 7_919) % people;
        let began = Instant::now();
        let since = TakenAt::from_unix_ms(BEGIN_MS as i64);
        let found = store.of_patient(&format!("p-{patient:05}").parse()?, since, usize::MAX)?;
        took.push(began.elapsed());
        let expected = (rows + people - 1 - patient) / people;
        if found.len() as u64 != expected {
            bail!("{name} gives {} rows of {expected} of p-{patient:05}", found.len());
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "{name}: {rows} rows of {people} people, {:.0} rows/s, slowest append of {APPEND} {:.0} ms, {:.1} bytes/row, \
         one person's 90 days p50 {:.2} ms p99 {:.2} ms",
        rows as f64 / busy.as_secs_f64(),
        slowest.as_secs_f64() * 1e3,
        size(place)? as f64 / rows as f64,
        at(50),
        at(99)
    );
    Ok(())
}

/// Everybody in turn, one sign after the other, as time goes on.
fn made(number: u64, rows: u64, people: u64) -> ReadingRow {
    const SIGNS: [VitalSign; 7] = [
        VitalSign::Systolic,
        VitalSign::Diastolic,
        VitalSign::Pulse,
        VitalSign::Spo2,
        VitalSign::Temperature,
        VitalSign::Weight,
        VitalSign::Glucose,
    ];
    let (patient, turn) = (number % people, number / people);
    let taken_at = BEGIN_MS + SPAN_MS / rows * number;
    let made = row(&format!("p-{patient:05}"), number, taken_at as i64);
    ReadingRow {
        sign: SIGNS[(turn % 7) as usize],
        milli: 60_000 + (number.wrapping_mul(2_654_435_761) % 60_000) as i32,
        // Both are ids because digits and these letters are.
        device: format!("device-{patient:05}").parse().unwrap_or(made.device),
        gateway: format!("gw-{patient:05}").parse().ok(),
        ..made
    }
}

/// Blocks that files take, as `du` counts: QuestDB reserves ahead.
fn size(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        bytes += if path.is_dir() { size(&path)? } else { path.metadata()?.blocks() * 512 };
    }
    Ok(bytes)
}

/// A QuestDB of our own; dropping it kills it.
struct Server {
    port: u16,
    process: Child,
}

impl Server {
    fn start(jar: &Path, root: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        fs::create_dir_all(root.join("conf"))?;
        let config = format!(
            "http.bind.to=127.0.0.1:{port}\nhttp.min.enabled=false\nline.tcp.enabled=false\n\
             pg.enabled=false\ntelemetry.enabled=false\n"
        );
        fs::write(root.join("conf/server.conf"), config)?;
        let mut command = Command::new("java");
        command.args(["--add-exports", "java.base/jdk.internal.math=ALL-UNNAMED", "-p"]);
        command.arg(jar).args(["-m", "io.questdb/io.questdb.ServerMain", "-d"]).arg(root);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().context("QuestDB needs java")?;
        Ok(Self { port, process })
    }

    fn wait(&self, store: &mut QuestDbReadings) -> Result<()> {
        let began = Instant::now();
        while let Err(error) = store.resume() {
            if began.elapsed() > Duration::from_secs(60) {
                return Err(error).context("QuestDB does not come up");
            }
            thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
