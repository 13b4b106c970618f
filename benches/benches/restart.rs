//! How long after it was started does a server that knows many people tell its first alert, and how much memory
//! does it hold for each?
//!
//! `PATIENTS` people (100,000 unless told), each with a gateway, three monitors and `READINGS` readings (6) of the
//! last day, are put into a journal as an import does it. A process of its own decides everything once and ends,
//! which leaves a snapshot. Then, `RUNS` times (3), another begins with snapshot and stores: the time runs from
//! before it is made until its board has an alert that two low oxygen readings raised, which a gateway sent as soon
//! as the server had subscribed. `RULES=workload` takes the few rules of the workload instead of the built-in
//! ones. `KEEP=DIR` keeps the data for another time.

use std::env;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use api::broker::Broker;
use api::server::ServerClock;
use benches::household::Household;
use benches::runs::Runs;
use benches::sender::{Sender, publish};
use benches::{cpu, served};
use ingest::entry::Entry;
use ingest::import::{Import, Source};
use ingest::pipeline::Pipeline;
use risk_engine::outcome::{Change, Decision};
use risk_engine::rules::RuleSet;
use vitals::{GatewayId, StoredAt};

const PATIENTS: u64 = 100_000;
const READINGS: u64 = 6;
const RUNS: u64 = 3;
/// Oximeter, cuff and belt: the first of a home's roster after who lives there and the gateway.
const KINDS: u64 = 3;
const ROSTER: usize = 2 + KINDS as usize;
/// A home's numbers count through all of its monitors.
const MONITORS: u64 = 7;
const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// So many homes are delivered and committed together.
const TOGETHER: u64 = 1_000;
/// Low twice, so far apart, is believed.
const APART_MS: i64 = 7 * 60 * 1_000;
const LOW_PERCENT: i32 = 80;
const LIMIT: Duration = Duration::from_secs(7_200);
/// A process of its own is told by this what it is for.
const PART: &str = "HEARTHWATCH_RESTART_PART";

fn main() -> Result<()> {
    let asked = Asked::read()?;
    match env::var(PART).ok().as_deref() {
        Some("fill") => fill(&asked),
        Some("first") => first(&asked),
        Some(_) => again(&asked),
        None => lead(&asked),
    }
}

/// What is to be measured.
struct Asked {
    patients: u64,
    readings: u64,
    runs: u64,
    rules: String,
    keep: Option<PathBuf>,
}

impl Asked {
    fn read() -> Result<Self> {
        let number = |name: &str, usual: u64| match env::var(name) {
            Ok(text) => text.parse().with_context(|| format!("{name} is not a number")),
            Err(_) => Ok(usual),
        };
        Ok(Self {
            patients: number("PATIENTS", PATIENTS)?,
            readings: number("READINGS", READINGS)?,
            runs: number("RUNS", RUNS)?,
            rules: env::var("RULES").unwrap_or_else(|_| "built-in".into()),
            keep: env::var_os("KEEP").map(PathBuf::from),
        })
    }

    fn folder(&self) -> Result<&Path> {
        self.keep.as_deref().context("a part is told its folder")
    }

    fn rules(&self) -> Result<Arc<RuleSet>> {
        match self.rules.as_str() {
            "built-in" => Ok(Arc::new(RuleSet::built_in())),
            "workload" => Ok(Arc::new(RuleSet::workload())),
            other => bail!("RULES is built-in or workload, not {other:?}"),
        }
    }
}

/// Has each part done by a process of its own, and says what came of it.
fn lead(asked: &Asked) -> Result<()> {
    asked.rules()?;
    let passing = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let folder = asked.keep.clone().unwrap_or_else(|| passing.path().to_owned());
    std::fs::create_dir_all(&folder)?;
    println!(
        "restart: {} people with {} readings each, {} rules",
        asked.patients, asked.readings, asked.rules
    );
    let done = folder.join("filled");
    if !done.exists() {
        part("fill", &folder)?;
        part("first", &folder)?;
        std::fs::write(&done, [])?;
    }
    let (mut opened, mut told, mut resident) = (Runs::default(), Runs::default(), Runs::default());
    for run in 1..=asked.runs {
        let figures = part(&run.to_string(), &folder)?;
        let [open_s, alert_s, bytes] = figures[..] else { bail!("a run says {figures:?}") };
        opened.add(open_s);
        told.add(alert_s);
        resident.add(bytes / asked.patients as f64);
    }
    println!("\nleast / median / most of {}, from before the process was made:", asked.runs);
    println!(
        "takes readings after {opened:.2} s; first alert after {told:.2} s; resident {resident:.0} bytes a person"
    );
    Ok(())
}

/// Runs a part to its end; gives the figures of its last line, the times counted from before it began.
fn part(name: &str, folder: &Path) -> Result<Vec<f64>> {
    let began = Instant::now();
    let mut child = Command::new(env::current_exe()?)
        .env(PART, name)
        .env("KEEP", folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut figures = Vec::new();
    for line in BufReader::new(child.stdout.take().context("its output")?).lines() {
        let line = line?;
        match line.strip_prefix("= ") {
            Some("now") => figures.push(began.elapsed().as_secs_f64()),
            Some(figure) => figures.push(figure.parse()?),
            None => println!("{line}"),
        }
    }
    ensure!(child.wait()?.success(), "{name} failed");
    Ok(figures)
}

/// Puts everybody and their day into a journal.
fn fill(asked: &Asked) -> Result<()> {
    let (began, now_ms) = (Instant::now(), now_ms());
    let now = StoredAt::from_unix_ms(now_ms);
    let gateway: GatewayId = "import".parse()?;
    let source = Source::of(gateway.clone(), std::io::empty(), "restart")?;
    let mut import = Import::open(asked.folder()?, source)?;
    let trust = ingest::entry::Trust::Authenticated;
    import.enlist([Entry::Registered { gateway, trust }], now);
    for first in (0..asked.patients).step_by(TOGETHER as usize) {
        let homes = first..(first + TOGETHER).min(asked.patients);
        let homes: Vec<Household> = homes.map(Household::numbered).collect();
        import.enlist(homes.iter().flat_map(|home| home.roster().into_iter().take(ROSTER)), now);
        for nth in 0..asked.readings {
            // Over the day, the newest a while ago.
            let at_ms = now_ms - DAY_MS + (DAY_MS / (asked.readings as i64 + 1)) * (nth as i64 + 1);
            let seq = nth / KINDS * MONITORS + nth % KINDS;
            import.deliver(homes.iter().map(|home| home.reading(seq, at_ms)).collect(), now);
        }
        import.commit()?;
        progress("filled", first + TOGETHER, asked.patients);
    }
    println!("filled in {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Decides everything for the first time, and leaves a snapshot.
fn first(asked: &Asked) -> Result<()> {
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let broker = runtime.block_on(Broker::start(([127, 0, 0, 1], 0).into()))?;
    let pipeline = runtime.block_on(open(asked, &broker))?;
    println!("decided for the first time in {:.0} s", began.elapsed().as_secs_f64());
    let end = pipeline.telemetry().figures().durable_offset;
    while pipeline.readings().cursor() < end {
        progress("readings store", pipeline.readings().cursor(), end);
        std::thread::sleep(Duration::from_millis(200));
        ensure!(began.elapsed() < LIMIT, "the readings store doesn't come to the end");
    }
    println!("all in the readings store after {:.0} s", began.elapsed().as_secs_f64());
    let _inside = runtime.enter();
    drop(pipeline);
    Ok(())
}

/// Begins where the last one ended, and waits for an alert about one person.
fn again(asked: &Asked) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let broker = runtime.block_on(Broker::start(([127, 0, 0, 1], 0).into()))?;
    let pipeline = runtime.block_on(open(asked, &broker))?;
    let mut news = pipeline.board().listen();
    // Somebody else each time, though the data was kept: the journal has grown since.
    let end = pipeline.telemetry().figures().durable_offset;
    let home = Household::numbered(end * 7_919 % asked.patients);
    let patient = home.patient.clone();
    runtime.block_on(async {
        while !pipeline.telemetry().figures().broker_connected {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        say("now")?;
        let (home, client) = Sender::connect(home, broker.address()).await?.keep();
        let at_ms = now_ms();
        let low = home.oximetry(1, &[at_ms - APART_MS, at_ms], LOW_PERCENT);
        publish(&client, &home, low)?;
        loop {
            let changed = tokio::time::timeout(LIMIT, news.recv()).await.context("no alert")??;
            let is_it = |outcome: &risk_engine::outcome::Outcome| {
                outcome.patient == patient
                    && matches!(&outcome.decision, Decision::Alert { change, .. } if *change == Change::Raised)
            };
            if changed.outcomes.iter().any(is_it) {
                return say("now");
            }
        }
    })?;
    let bytes = cpu::resident_bytes()?;
    say(&bytes.to_string())?;
    println!("resident {:.2} GiB", bytes as f64 / f64::from(1 << 30));
    let _inside = runtime.enter();
    drop(pipeline);
    Ok(())
}

async fn open(asked: &Asked, broker: &Broker) -> Result<Pipeline> {
    let clock = ServerClock::start(1.0, None).to_pipeline();
    let config = served::pipeline(asked.folder()?.to_owned(), broker.address(), 2, clock);
    Ok(Pipeline::start(config, asked.rules()?).await?)
}

fn now_ms() -> i64 {
    ServerClock::start(1.0, None).now_ms()
}

/// Tells whoever leads a figure, at once.
fn say(figure: &str) -> Result<()> {
    println!("= {figure}");
    Ok(std::io::stdout().flush()?)
}

fn progress(what: &str, done: u64, of: u64) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{what} {} %  ", 100 * done.min(of) / of.max(1));
    }
}
