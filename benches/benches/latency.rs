//! How long from handing a reading's bytes to MQTT until a page's live feed has it, at 1,000 homes?
//!
//! The whole server in this process, with the embedded broker and 1,000 connected gateways that send
//! 150 readings/s together. One more gateway, the probe, publishes a weight that nobody else has;
//! one page listens on `/api/live` over TCP. The time runs from the publish call to the event in
//! which the probe's row shows that weight, or a later one. The feed gathers changes for 50 ms and
//! that is included. Homes, broker, server and page share the machine's cores.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use api::server::{Notice, Server, ServerClock};
use benches::enlist::enlist;
use benches::household::Household;
use benches::page::Page;
use benches::runs::Runs;
use benches::sender::{self, Sender};
use benches::{cpu, served};
use rumqttc::AsyncClient;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

const HOMES: u64 = 1_000;
const LOAD_PER_S: u32 = 150;
const PROBES: usize = 400;
/// Probes are so far apart, and a little more, so that they don't march in step with anything.
const PROBE_PAUSE_MS: u64 = 100;
const WARM_UP: Duration = Duration::from_secs(10);
/// The lightest weight; each probe is 100 g heavier, the least that the page can tell.
const LEAST_GRAMS: i32 = 40_000;
const STEP_GRAMS: i32 = 100;
/// The demo's speed.
const SPEED: f64 = 60.0;
const LIMIT: Duration = Duration::from_secs(30);

fn main() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let homes: Vec<Household> = (0..HOMES).map(Household::numbered).collect();
    let probe = Household::numbered(HOMES);
    let clock = ServerClock::start(SPEED, None);
    let (servers, senders) = (runtime("server", 2)?, runtime("homes", 2)?);
    let config = served::config(folder.path().join("server"));
    let server = servers.block_on(Server::start(config, clock, Some(Notice::Invented)))?;
    let roster = homes.iter().chain([&probe]).flat_map(Household::roster).collect();
    servers.block_on(enlist(server.pipeline(), roster))?;
    let broker = server.broker_address().context("the broker is ours")?;
    let sent = Arc::new(AtomicU64::new(0));
    let (probe, probe_client, load) =
        senders.block_on(start_load(homes, probe, broker, clock, sent.clone()))?;

    let seen = watch_page(server.address(), probe.patient.to_string())?;
    std::thread::sleep(WARM_UP);
    let (started, cpu_before, threads) = (Instant::now(), cpu::process_s()?, cpu::threads_s()?);
    let published = senders.block_on(publish_probes(&probe, &probe_client, clock))?;
    let latencies = match_up(&published, &seen)?;
    let seconds = started.elapsed().as_secs_f64();
    let cores = (cpu::process_s()? - cpu_before) / seconds;
    let threads = cpu::gained(&threads, &cpu::threads_s()?);

    ensure!(!load.is_finished(), "the homes could not keep up their load");
    load.abort();
    // What is under way comes in within the limit, or is lost.
    let sent = || sent.load(Ordering::Relaxed) + PROBES as u64;
    let settled = Instant::now();
    while server.pipeline().telemetry().figures().scored < sent() {
        ensure!(settled.elapsed() < LIMIT, "{} readings were sent, and not all came in", sent());
        std::thread::sleep(Duration::from_millis(20));
    }
    let figures = server.pipeline().telemetry().figures();
    let sent = sent();
    ensure!(figures.admitted == sent && figures.scored == sent, "{sent} sent, {figures:?}");
    println!(
        "latency: publish call to the page's event, {HOMES} homes, {LOAD_PER_S} readings/s, {} probes, ms \
         (the feed's 50 ms of gathering included):",
        latencies.count()
    );
    let [p50, p90, p99, most] = [0.5, 0.9, 0.99, 1.0].map(|share| latencies.at(share));
    println!("p50 {p50:.1}, p90 {p90:.1}, p99 {p99:.1}, most {most:.1}");
    println!(
        "server's own delay, arrival to board: p50 {} ms, p99 {} ms; stored = scored = sent = {sent}; \
         {cores:.2} cores busy for server, broker and homes\n  CPU in {seconds:.0} s: {threads}",
        figures.latency_p50_ms, figures.latency_p99_ms,
    );
    servers.block_on(server.run_until(std::future::ready(())))
}

/// Connects everybody, and lets the homes send in turns.
async fn start_load(
    homes: Vec<Household>,
    probe: Household,
    broker: SocketAddr,
    clock: ServerClock,
    sent: Arc<AtomicU64>,
) -> Result<(Household, AsyncClient, JoinHandle<Result<()>>)> {
    let mut connected = Vec::new();
    for home in homes {
        connected.push(Sender::connect(home, broker).await?.keep());
    }
    let (probe, client) = Sender::connect(probe, broker).await?.keep();
    let load = tokio::spawn(async move {
        let mut turns = interval(Duration::from_secs(1) / LOAD_PER_S);
        turns.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for seq in 1.. {
            for (home, client) in &connected {
                turns.tick().await;
                sender::publish(client, home, home.frame_now(seq, clock.now_ms()))?;
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    });
    Ok((probe, client, load))
}

/// What a page shows of the probe, and when it got it.
fn watch_page(address: SocketAddr, patient: String) -> Result<Receiver<(i32, Instant)>> {
    let mut page = Page::open(address)?;
    let (tx, rx) = mpsc::channel();
    std::thread::Builder::new().name("page".into()).spawn(move || {
        // The feed ends with the server.
        while let Ok((event, at)) = page.next_event() {
            if let Some(grams) = event.weight_grams(&patient)
                && tx.send((grams, at)).is_err()
            {
                return;
            }
        }
    })?;
    Ok(rx)
}

/// Publishes the probes; gives when, in order.
async fn publish_probes(
    probe: &Household,
    client: &AsyncClient,
    clock: ServerClock,
) -> Result<Vec<Instant>> {
    let mut published = Vec::with_capacity(PROBES);
    let mut grams = LEAST_GRAMS;
    for number in 0..PROBES as u64 {
        let frame = probe.weighing(1 + number, clock.now_ms(), grams);
        published.push(Instant::now());
        sender::publish(client, probe, frame)?;
        grams += STEP_GRAMS;
        sleep(Duration::from_millis(PROBE_PAUSE_MS + number * 37 % 29)).await;
    }
    Ok(published)
}

/// Milliseconds from each publish to the first event that shows its weight or a later one.
fn match_up(published: &[Instant], seen: &Receiver<(i32, Instant)>) -> Result<Runs> {
    let mut latencies = Runs::default();
    while latencies.count() < published.len() {
        let Ok((grams, at)) = seen.recv_timeout(LIMIT) else {
            bail!("{} of {} probes were shown", latencies.count(), published.len());
        };
        let shown = usize::try_from((grams - LEAST_GRAMS) / STEP_GRAMS)? + 1;
        ensure!(shown <= published.len(), "the page shows {grams} g, which nobody weighed");
        for publish in &published[latencies.count()..shown.max(latencies.count())] {
            latencies.add(at.duration_since(*publish).as_secs_f64() * 1_000.0);
        }
    }
    Ok(latencies)
}

fn runtime(name: &str, threads: usize) -> Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads(threads).thread_name(name).enable_all().build()?)
}
