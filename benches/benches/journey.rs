//! How many readings per second go through the whole path in one process, durable?
//!
//! 64 homes send frames of 100 readings over MQTT to the embedded broker; the real pipeline admits
//! them, syncs the journal, scores, commits what it decided to SQLite and shows it on the board. A
//! run ends when the board has the last of it. `READINGS` sets the readings for each run.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use api::broker::Broker;
use benches::enlist::enlist;
use benches::household::{Household, START_MS, taken_ms};
use benches::runs::Runs;
use benches::sender::Sender;
use benches::{cpu, floor, served};
use ingest::pipeline::{Pipeline, PipelineConfig};
use risk_engine::rules::RuleSet;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use vitals::StoredAt;

const HOMES: u64 = 64;
const PER_FRAME: u64 = 100;
const READINGS: u64 = 640_000;
const RUNS: usize = 3;
const LIMIT: Duration = Duration::from_secs(600);

fn main() -> Result<()> {
    let readings: u64 = match std::env::var("READINGS") {
        Ok(text) => text.parse().context("READINGS is not a number")?,
        Err(_) => READINGS,
    };
    let each = (readings / HOMES / PER_FRAME).max(1);
    let load = Load::make(each);
    println!(
        "journey: {HOMES} homes, frames of {PER_FRAME} readings ({} bytes), {} readings a run, runs: {RUNS}",
        load.homes[0].1[0].len(),
        load.readings(),
    );
    let mut floor_rates = Runs::default();
    let mut floor_cpu = Runs::default();
    let mut by_workers =
        [(1, Runs::default(), Runs::default()), (2, Runs::default(), Runs::default())];
    for _ in 0..RUNS {
        // The floor beside each run, because a shared machine changes its speed by the minute.
        let (rate, cpu_s) = run_floor(&load)?;
        println!("floor: {rate:.0} readings/s, {cpu_s:.2} CPU-s per million");
        floor_rates.add(rate);
        floor_cpu.add(cpu_s);
        for (workers, rates, cpus) in &mut by_workers {
            let (rate, cpu_s) = run_journey(&load, *workers)?;
            rates.add(rate);
            cpus.add(cpu_s);
        }
    }
    println!("\nleast / median / most of {RUNS}; every run: stored = sent, scored = sent");
    println!(
        "floor, one thread, not durable: readings/s {floor_rates}, CPU-s per million {floor_cpu:.2}"
    );
    for (workers, rates, cpus) in &by_workers {
        println!(
            "journey, {workers} worker(s), durable: readings/s {rates}, CPU-s per million {cpus:.2}; \
             to the floor: {:.3} of its readings/s, {:.1} times its CPU",
            rates.median() / floor_rates.median(),
            cpus.median() / floor_cpu.median(),
        );
    }
    Ok(())
}

/// What is sent in a run: the same bytes in every run, made before it.
struct Load {
    homes: Vec<(Household, Arc<Vec<Vec<u8>>>)>,
}

impl Load {
    fn make(frames: u64) -> Self {
        let home = |number| {
            let home = Household::numbered(number);
            let frames = (0..frames).map(|frame| home.frame(1 + frame * PER_FRAME, PER_FRAME));
            (home.clone(), Arc::new(frames.collect()))
        };
        Self { homes: (0..HOMES).map(home).collect() }
    }

    fn readings(&self) -> u64 {
        self.homes.iter().map(|(_, frames)| frames.len() as u64 * PER_FRAME).sum()
    }

    /// Home after home, as they would come in.
    fn in_turns(&self) -> impl Iterator<Item = (&Household, &[u8])> {
        (0..self.homes[0].1.len()).flat_map(|turn| {
            self.homes.iter().map(move |(home, frames)| (home, frames[turn].as_slice()))
        })
    }
}

fn run_floor(load: &Load) -> Result<(f64, f64)> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (started, cpu_before) = (Instant::now(), cpu::process_s()?);
    let scored = floor::run(load.in_turns(), &folder.path().join("floor"))?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(scored == load.readings(), "the floor scored {scored}");
    let readings = scored as f64;
    Ok((readings / seconds, (cpu::process_s()? - cpu_before) * 1e6 / readings))
}

fn run_journey(load: &Load, workers: usize) -> Result<(f64, f64)> {
    // On a disk: a folder in memory would make syncing free.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    // A runtime for each part, so that the kernel tells their CPU apart.
    let (brokers, servers, senders) =
        (runtime("broker", 1)?, runtime("intake", 2)?, runtime("homes", 1)?);
    let broker = brokers.block_on(Broker::start(([127, 0, 0, 1], 0).into()))?;
    let (clock, config) = config(folder.path(), &broker, workers);
    let pipeline = servers.block_on(async {
        let pipeline = Pipeline::start(config, Arc::new(RuleSet::built_in())).await?;
        let pipeline = Arc::new(pipeline);
        let roster = load.homes.iter().flat_map(|(home, _)| home.roster()).collect();
        enlist(&pipeline, roster).await?;
        anyhow::Ok(pipeline)
    })?;
    wait(|| pipeline.telemetry().figures().broker_connected, "the intake to connect")?;
    let connected = senders.block_on(connect(load, &broker))?;

    let (cpu_before, threads_before) = (cpu::process_s()?, cpu::threads_s()?);
    let started = Instant::now();
    let again = senders.block_on(send(load, connected, &clock))?;
    let durable_s = started.elapsed().as_secs_f64();
    let sent = load.readings();
    wait(|| pipeline.telemetry().figures().scored >= sent, "everything to be scored")?;
    let durable_offset = pipeline.telemetry().figures().durable_offset;
    wait(|| pipeline.telemetry().figures().care_offset >= durable_offset, "the board")?;
    let seconds = started.elapsed().as_secs_f64();
    let cpu_s = cpu::process_s()? - cpu_before;
    let threads = cpu::gained(&threads_before, &cpu::threads_s()?);

    let figures = pipeline.telemetry().figures();
    ensure!(figures.admitted == sent, "{} of {sent} stored", figures.admitted);
    ensure!(figures.scored == sent, "{} of {sent} scored", figures.scored);
    let shown: u64 = pipeline.board().read(|_, people| {
        people.values().filter_map(|person| Some(person.view.as_ref()?.readings)).sum()
    });
    ensure!(shown == sent, "{shown} of {sent} shown");
    wait(|| pipeline.readings().cursor() >= durable_offset, "the readings store")?;
    let history_s = started.elapsed().as_secs_f64();
    let outcomes = servers.block_on(pipeline.care().open_alerts())?.len();

    let rate = sent as f64 / seconds;
    let cpu_per_million = cpu_s * 1e6 / sent as f64;
    println!(
        "journey, {workers} worker(s): {rate:.0} readings/s; durable after {durable_s:.2} s, shown after \
         {seconds:.2} s, in the readings store after {history_s:.2} s; {cpu_per_million:.2} CPU-s per million; \
         stored = scored = shown = {sent}; repeated {}, started over {again}, open alerts {outcomes}; \
         server's own delay p50 {} ms, p99 {} ms\n  CPU until shown: {threads}",
        figures.repeated, figures.latency_p50_ms, figures.latency_p99_ms,
    );
    let _inside = servers.enter();
    drop(pipeline);
    Ok((rate, cpu_per_million))
}

/// The server's clock follows the newest measurement under way, as if all of it came in live.
fn config(data: &Path, broker: &Broker, workers: usize) -> (Arc<AtomicI64>, PipelineConfig) {
    let clock = Arc::new(AtomicI64::new(START_MS));
    let now = clock.clone();
    let now = Arc::new(move || StoredAt::from_unix_ms(now.load(Ordering::Relaxed)));
    (clock, served::pipeline(data.into(), broker.address(), workers, now))
}

async fn connect(load: &Load, broker: &Broker) -> Result<Vec<Sender>> {
    let mut connected = Vec::new();
    for (home, _) in &load.homes {
        connected.push(Sender::connect(home.clone(), broker.address()).await?);
    }
    Ok(connected)
}

/// Sends everything at once; ends when the ledgers say that all of it is durable.
async fn send(load: &Load, connected: Vec<Sender>, clock: &Arc<AtomicI64>) -> Result<u64> {
    let mut tasks = JoinSet::new();
    for (sender, (_, frames)) in connected.into_iter().zip(&load.homes) {
        let (frames, clock) = (frames.clone(), clock.clone());
        tasks.spawn(async move {
            let under_way = move |frame: usize| {
                let last = taken_ms((frame as u64 + 1) * PER_FRAME);
                clock.fetch_max(last, Ordering::Relaxed);
            };
            sender.send_all(&frames, PER_FRAME, under_way).await
        });
    }
    let mut again = 0;
    while let Some(task) = tasks.join_next().await {
        again += task??;
    }
    Ok(again)
}

fn runtime(name: &str, threads: usize) -> Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads(threads).thread_name(name).enable_all().build()?)
}

fn wait(mut done: impl FnMut() -> bool, what: &str) -> Result<()> {
    let started = Instant::now();
    while !done() {
        ensure!(started.elapsed() < LIMIT, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}
