//! The workload that systems are compared on, through the product: `--file msgs.jsonl --out DIR`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use benches::cpu;
use benches::workload::answers::write_final;
use benches::workload::machine::{Machine, Messages, Outcome};
use clap::Parser;

/// So many messages go into one commit.
const COMMIT: usize = 4096;

/// Runs the workload through admission, journal and engine.
#[derive(Parser)]
struct Arguments {
    /// The messages, one a line.
    #[arg(long)]
    file: PathBuf,
    /// The folder of the answers; the journal is made in it anew.
    #[arg(long)]
    out: PathBuf,
    /// Workers of the engine.
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = arguments.out.join("journal");
    fs::create_dir_all(&arguments.out)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).context("could not remove the last run's journal")?;
    }
    fs::create_dir(&folder)?;
    from_file(&arguments, &folder)
}

fn from_file(arguments: &Arguments, folder: &Path) -> Result<()> {
    let text = fs::read(&arguments.file).context("could not read the messages")?;
    let mut file = BufWriter::new(File::create(arguments.out.join("alerts.csv"))?);
    let mut machine = Machine::start(folder, arguments.workers, move |line| {
        writeln!(file, "{line}")?;
        Ok(())
    })?;
    let (started, cpu_before_s) = (Instant::now(), cpu::process_s()?);
    let mut messages = Messages::default();
    let mut count = 0_u64;
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        messages.push(line);
        count += 1;
        if messages.len() == COMMIT {
            machine.commit(std::mem::take(&mut messages))?;
        }
    }
    machine.commit(messages)?;
    let Outcome { stored, alerts, snapshot } = machine.finish()?;
    let proc_s = started.elapsed().as_secs_f64();
    let cpu_s = cpu::process_s()? - cpu_before_s;
    write_final(&arguments.out.join("final.csv"), &snapshot)?;
    let report = serde_json::json!({
        "messages": count, "stored": stored, "alerts": alerts, "workers": arguments.workers,
        "proc_s": proc_s, "cpu_s": cpu_s, "durable": true,
    });
    println!("{report}");
    Ok(())
}
