//! The workload that systems are compared on, through the product: `--file msgs.jsonl --out DIR` or
//! `--mqtt HOST:PORT --out DIR`. `--frames` makes gateways' frames of the file before the clock starts.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use benches::cpu;
use benches::workload::alerts::AlertLine;
use benches::workload::answers::write_final;
use benches::workload::broker::Subscription;
use benches::workload::door::Door;
use benches::workload::floor::Floor;
use benches::workload::floor::frames::FrameFloor;
use benches::workload::frames::{Frames, LeftOut};
use benches::workload::gate::Gate;
use benches::workload::machine::{Machine, Messages, Outcome};
use clap::{ArgGroup, Parser};
use serde_json::{Value, json};

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
    /// Takes the messages as binary frames, which are made before the clock starts.
    #[arg(long, requires = "file")]
    frames: bool,
    /// Workers of the engine.
    #[arg(long, default_value_t = 1)]
    workers: usize,
    /// At most so many messages or frames go into one commit; if it isn't said, 4,096 messages or 128 frames.
    #[arg(long)]
    commit: Option<usize>,
}

impl Arguments {
    /// So many messages or frames go into one commit.
    fn per_commit(&self) -> usize {
        self.commit.unwrap_or(if self.frames { 128 } else { 4096 }).max(1)
    }
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
        (Some(file), _) if arguments.frames && arguments.floor => {
            frame_floor(file, &arguments.out)?
        }
        (Some(file), _) if arguments.frames => from_frames(&arguments, file, &folder)?,
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
    let (mut door, known) = Door::new()?;
    let each = alerts_to(&arguments.out)?;
    let mut machine = Machine::start(folder, arguments.workers, &[known], each)?;
    let mut entries = Vec::new();
    let start = Start::now()?;
    let per_commit = arguments.per_commit();
    let mut messages = Messages::with_room(per_commit);
    let mut count = 0;
    for line in lines(&text) {
        messages.push(line);
        count += 1;
        if messages.len() == per_commit {
            let full = std::mem::replace(&mut messages, Messages::with_room(per_commit));
            let said = door.admit(full, &mut entries);
            machine.commit(&entries, said)?;
        }
    }
    let said = door.admit(messages, &mut entries);
    machine.commit(&entries, said)?;
    let outcome = machine.finish()?;
    start.report(arguments, json!({ "messages": count }), outcome)
}

fn from_frames(arguments: &Arguments, file: &Path, folder: &Path) -> Result<String> {
    let frames = Frames::of(fs::read(file).context("could not read the messages")?)?;
    let frames = Arc::new(frames);
    let (mut gate, known) = Gate::new(&frames);
    let each = alerts_to(&arguments.out)?;
    let mut machine = Machine::start(folder, arguments.workers, &known, each)?;
    drop(known);
    let mut entries = Vec::new();
    let start = Start::now()?;
    let count = frames.frames().len();
    let per_commit = arguments.per_commit();
    for first in (0..count).step_by(per_commit) {
        let places = first..count.min(first + per_commit);
        let said = gate.admit(&frames, places, &mut entries)?;
        machine.commit(&entries, said)?;
    }
    let outcome = machine.finish()?;
    let Gate { repeated, quarantined, .. } = gate;
    let mut figures = figures_of(&frames);
    figures["repeated"] = repeated.into();
    figures["quarantined"] = quarantined.into();
    start.report(arguments, figures, outcome)
}

fn figures_of(frames: &Frames) -> Value {
    let LeftOut { messages, readings } = frames.left_out;
    json!({
        "frames": frames.frames().len(), "frame_bytes": frames.bytes(), "sent": frames.readings(),
        "left_out_messages": messages, "left_out_readings": readings,
    })
}

fn alerts_to(out: &Path) -> Result<impl FnMut(AlertLine<'_>) -> Result<()> + Send + 'static> {
    let mut alerts = BufWriter::new(File::create(out.join("alerts.csv"))?);
    Ok(move |line: AlertLine<'_>| {
        writeln!(alerts, "{line}")?;
        Ok(())
    })
}

fn frame_floor(file: &Path, out: &Path) -> Result<String> {
    let frames = Frames::of(fs::read(file).context("could not read the messages")?)?;
    let mut floor = FrameFloor::start(out, &frames)?;
    let start = Start::now()?;
    for frame in frames.frames() {
        floor.take(frame)?;
    }
    let (stored, alerts) = floor.counts;
    floor.finish(out)?;
    start.figures(figures_of(&frames), stored, alerts, false)
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
    start.figures(json!({ "messages": messages }), stored, alerts, false)
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
    let (mut door, known) = Door::new()?;
    let mut machine = Machine::start(folder, arguments.workers, &[known], move |line| {
        let text = line.to_string();
        writeln!(alerts, "{text}")?;
        publisher.publish(line.pid, &text)
    })?;
    println!("READY");
    let mut start = None;
    let mut count = 0;
    let mut entries = Vec::new();
    loop {
        let (mut arrived, is_end) = subscription.take(arguments.per_commit())?;
        if start.is_none() {
            start = Some(Start::now()?);
        }
        let end = is_end.then(|| arrived.pop()).flatten();
        let mut messages = Messages::default();
        arrived.iter().for_each(|message| messages.push(&message.payload));
        count += messages.len() as u64;
        let said = door.admit(messages, &mut entries);
        machine.commit(&entries, said)?;
        machine.sync()?;
        subscription.acknowledge(&arrived)?;
        if let Some(end) = end {
            subscription.acknowledge(&[end])?;
            break;
        }
    }
    let outcome = machine.finish()?;
    let start = start.context("nothing came")?;
    let report = start.report(arguments, json!({ "messages": count }), outcome)?;
    subscription.finish(&report)?;
    Ok(report)
}

impl Start {
    fn now() -> Result<Self> {
        Ok(Self { at: Instant::now(), cpu_s: cpu::process_s()? })
    }

    /// The figures until now, as JSON, beside those that are known.
    fn figures(&self, mut known: Value, stored: u64, alerts: u64, durable: bool) -> Result<String> {
        let proc_s = self.at.elapsed().as_secs_f64();
        let cpu_s = cpu::process_s()? - self.cpu_s;
        known["stored"] = stored.into();
        known["alerts"] = alerts.into();
        known["proc_s"] = proc_s.into();
        known["cpu_s"] = cpu_s.into();
        known["durable"] = durable.into();
        known["stored_per_s"] = (stored as f64 / proc_s).round().into();
        known["cpu_s_per_million"] = (cpu_s * 1e6 / stored as f64).into();
        Ok(known.to_string())
    }

    /// Writes the last answers; gives the figures, as JSON.
    fn report(&self, arguments: &Arguments, mut known: Value, outcome: Outcome) -> Result<String> {
        let Outcome { stored, alerts, snapshot } = outcome;
        known["workers"] = arguments.workers.into();
        let figures = self.figures(known, stored, alerts, true)?;
        write_final(&arguments.out.join("final.csv"), &snapshot)?;
        Ok(figures)
    }
}
