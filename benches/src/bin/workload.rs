//! The workload that systems are compared on, through the product: `--file msgs.jsonl --out DIR` or
//! `--mqtt HOST:PORT --out DIR`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use benches::cpu;
use benches::workload::answers::write_final;
use benches::workload::broker::Subscription;
use benches::workload::floor::Floor;
use benches::workload::machine::{Machine, Messages, Outcome};
use clap::{ArgGroup, Parser};

/// Runs the workload through admission, journal and engine.
#[derive(Parser)]
#[command(group = ArgGroup::new("source").required(true))]
struct Arguments {
    /// The messages, one a line.
    #[arg(long, group = "source")]
    file: Option<PathBuf>,
    /// The broker, HOST:PORT: messages come as `rpm/v1/+/r`, the last as `rpm/v1/end/r`.
    #[arg(long, group = "source")]
    mqtt: Option<String>,
    /// The folder of the answers; the journal is made in it anew.
    #[arg(long)]
    out: PathBuf,
    /// Not the product: the job alone on one thread, to measure beside.
    #[arg(long, requires = "file")]
    floor: bool,
    /// Workers of the engine.
    #[arg(long, default_value_t = 1)]
    workers: usize,
    /// At most so many messages go into one commit, as in the server.
    #[arg(long, default_value_t = 4096)]
    commit: usize,
}

/// When the first message was there, and what the process had used until then.
struct Start {
    at: Instant,
    cpu_s: f64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = arguments.out.join("journal");
    fs::create_dir_all(&arguments.out)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).context("could not remove the last run's journal")?;
    }
    fs::create_dir(&folder)?;
    let report = match (&arguments.file, &arguments.mqtt) {
        (Some(file), _) if arguments.floor => floor(file, &arguments.out)?,
        (Some(file), _) => from_file(&arguments, file, &folder)?,
        (None, Some(broker)) => from_broker(&arguments, broker, &folder)?,
        // clap asks for one of them.
        (None, None) => return Ok(()),
    };
    println!("{report}");
    Ok(())
}

fn from_file(arguments: &Arguments, file: &Path, folder: &Path) -> Result<String> {
    let text = fs::read(file).context("could not read the messages")?;
    let mut alerts = BufWriter::new(File::create(arguments.out.join("alerts.csv"))?);
    let mut machine = Machine::start(folder, arguments.workers, move |line| {
        writeln!(alerts, "{line}")?;
        Ok(())
    })?;
    let start = Start::now()?;
    let mut messages = Messages::with_room(arguments.commit);
    let mut count = 0;
    for line in lines(&text) {
        messages.push(line);
        count += 1;
        if messages.len() == arguments.commit {
            machine
                .commit(std::mem::replace(&mut messages, Messages::with_room(arguments.commit)))?;
        }
    }
    machine.commit(messages)?;
    start.report(arguments, count, machine.finish()?)
}

fn floor(file: &Path, out: &Path) -> Result<String> {
    let text = fs::read(file).context("could not read the messages")?;
    let mut floor = Floor::start(out)?;
    let start = Start::now()?;
    let mut messages = 0_u64;
    for line in lines(&text) {
        floor.take(line)?;
        messages += 1;
    }
    let (stored, alerts) = floor.counts;
    floor.finish(out)?;
    let (proc_s, cpu_s) = start.elapsed_s()?;
    let report = serde_json::json!({
        "messages": messages, "stored": stored, "alerts": alerts,
        "proc_s": proc_s, "cpu_s": cpu_s, "durable": false,
    });
    Ok(report.to_string())
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn from_broker(arguments: &Arguments, broker: &str, folder: &Path) -> Result<String> {
    let (host, port) = broker.rsplit_once(':').context("--mqtt wants HOST:PORT")?;
    let port = port.parse().context("--mqtt wants a number after the colon")?;
    let subscription = Subscription::open(host, port)?;
    let publisher = subscription.publisher();
    let mut alerts = BufWriter::new(File::create(arguments.out.join("alerts.csv"))?);
    let mut machine = Machine::start(folder, arguments.workers, move |line| {
        let text = line.to_string();
        writeln!(alerts, "{text}")?;
        publisher.publish(line.pid, &text)
    })?;
    println!("READY");
    let mut start = None;
    let mut count = 0;
    loop {
        let (mut arrived, is_end) = subscription.take(arguments.commit)?;
        if start.is_none() {
            start = Some(Start::now()?);
        }
        let end = is_end.then(|| arrived.pop()).flatten();
        let mut messages = Messages::default();
        arrived.iter().for_each(|message| messages.push(&message.payload));
        count += messages.len() as u64;
        machine.commit(messages)?;
        machine.sync()?;
        subscription.acknowledge(&arrived)?;
        if let Some(end) = end {
            subscription.acknowledge(&[end])?;
            break;
        }
    }
    let outcome = machine.finish()?;
    let report = start.context("nothing came")?.report(arguments, count, outcome)?;
    subscription.finish(&report)?;
    Ok(report)
}

impl Start {
    fn now() -> Result<Self> {
        Ok(Self { at: Instant::now(), cpu_s: cpu::process_s()? })
    }

    fn elapsed_s(&self) -> Result<(f64, f64)> {
        Ok((self.at.elapsed().as_secs_f64(), cpu::process_s()? - self.cpu_s))
    }

    /// Writes the last answers; gives the figures, as JSON.
    fn report(&self, arguments: &Arguments, messages: u64, outcome: Outcome) -> Result<String> {
        let Outcome { stored, alerts, snapshot } = outcome;
        let (proc_s, cpu_s) = self.elapsed_s()?;
        write_final(&arguments.out.join("final.csv"), &snapshot)?;
        let report = serde_json::json!({
            "messages": messages, "stored": stored, "alerts": alerts,
            "workers": arguments.workers, "proc_s": proc_s, "cpu_s": cpu_s, "durable": true,
        });
        Ok(report.to_string())
    }
}
