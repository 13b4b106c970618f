//! `gateway-agent`: the program in the home.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Parser, Subcommand};
use gateway_agent::config::Configuration;
use gateway_agent::gateway::Gateway;
use gateway_agent::radio::{self, RadioOptions};
use gateway_agent::{adapter, decode, doctor, status};
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;

/// Hears the monitors of one home, keeps what they say, and sends it to the server.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Works as the gateway of a home: monitors come over Bluetooth, and as lines on standard input.
    Run {
        /// TOML file; GATEWAY_AGENT_* variables go over it.
        #[arg(long)]
        config: PathBuf,
    },
    /// Listens, and lists the devices that are heard.
    Devices {
        /// TOML file, as for `run`.
        #[arg(long)]
        config: PathBuf,
        /// How long.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
    },
    /// Looks at everything that a gateway needs, and says what to do about what is missing.
    Doctor {
        /// TOML file, as for `run`.
        #[arg(long)]
        config: PathBuf,
    },
    /// Says in one line how the gateway is that runs, with an exit code that README.md explains.
    Status {
        /// TOML file, as for `run`.
        #[arg(long)]
        config: PathBuf,
        /// Prints what its state file says instead.
        #[arg(long)]
        json: bool,
    },
    /// Prints a characteristic's octets as JSON.
    Decode {
        /// Its number such as 2a35, or sfloat or float32.
        uuid: String,
        /// The octets as hexadecimal digits.
        hex: String,
        /// The value ends in the check of continuous glucose monitors.
        #[arg(long)]
        e2e_crc: bool,
    },
    /// Prints the octets of what `decode` printed.
    Encode {
        /// Its number such as 2a35, or sfloat or float32.
        uuid: String,
        /// What `decode` prints.
        json: String,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Decode { uuid, hex, e2e_crc } => print(decode::decode(&uuid, &hex, e2e_crc)),
        Command::Encode { uuid, json } => print(decode::encode(&uuid, &json)),
        Command::Run { config } => {
            log();
            with(&config, run)
        }
        Command::Devices { config, seconds } => {
            with(&config, |config| devices(&config, Duration::from_secs(seconds)))
        }
        Command::Status { config, json } => with(&config, |config| state(&config, json)),
        Command::Doctor { config } => with(&config, |config| examine(&config)),
    }
}

/// Does something with a configuration that is right.
fn with(file: &Path, work: impl FnOnce(Configuration) -> anyhow::Result<ExitCode>) -> ExitCode {
    let config = match Configuration::load(file, std::env::vars()) {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("{problems}");
            return ExitCode::from(CONFIGURATION);
        }
    };
    work(config).unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn print(result: Result<impl std::fmt::Display, decode::Refused>) -> ExitCode {
    match result {
        Ok(printed) => {
            println!("{printed}");
            ExitCode::SUCCESS
        }
        Err(refused) => {
            eprintln!("{refused}");
            ExitCode::FAILURE
        }
    }
}

/// One gateway needs one thread, besides those that wait for its disk.
#[tokio::main(flavor = "current_thread")]
async fn run(config: Configuration) -> anyhow::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let gateway = Gateway::start(config.gateway).await.context("could not open the spool")?;
    let gateway = Arc::new(gateway);
    let reports = gateway.reports();
    tokio::spawn(async move { status::keep(reports, &config.state_file).await });
    let lines = BufReader::new(tokio::io::stdin()).lines();
    let code = tokio::select! {
        done = work(&gateway, lines, config.radio) => done.map(|()| ExitCode::SUCCESS)?,
        _ = interrupt.recv() => ExitCode::from(INTERRUPTED),
        _ = terminate.recv() => ExitCode::SUCCESS,
    };
    info!("stopping");
    // Whoever saves a value that has come ends it first, unless the disk is full.
    let end = Instant::now() + SAVING;
    while Arc::strong_count(&gateway) > 1 && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if let Some(gateway) = Arc::into_inner(gateway) {
        gateway.stop().await;
    }
    // The thread that waits for a line on standard input can't be told to stop.
    std::process::exit(if code == ExitCode::SUCCESS { 0 } else { INTERRUPTED.into() });
}

/// Listens to Bluetooth, if it is on, for as long as there is any; and to lines. With lines alone it
/// ends after the last one, when the server holds everything.
async fn work(
    gateway: &Arc<Gateway>,
    lines: Lines<BufReader<Stdin>>,
    radio: Option<RadioOptions>,
) -> anyhow::Result<()> {
    let Some(radio) = radio else {
        take(gateway, lines).await?;
        info!("no more lines: sending what is left");
        gateway.status().wait_for(|status| status.stored >= status.durable).await?;
        return Ok(());
    };
    let lines = async {
        take(gateway, lines).await?;
        std::future::pending().await
    };
    tokio::select! {
        lost = radio::run(gateway.clone(), radio) => lost.context("can't listen to monitors"),
        failed = lines => failed,
    }
}

/// Lists what is heard, and how to accept it.
#[tokio::main(flavor = "current_thread")]
async fn devices(config: &Configuration, length: Duration) -> anyhow::Result<ExitCode> {
    let adapter = config.radio.as_ref().and_then(|radio| radio.adapter.as_deref());
    for seen in radio::survey(adapter, length).await? {
        let accept = config.radio.as_ref().map(|radio| &radio.accept);
        let heard = accept.is_some_and(|accept| accept.may_pair(&seen.address));
        let state = match (heard, seen.paired) {
            (true, true) => "accepted, paired",
            (true, false) => "accepted",
            (false, _) => "not accepted",
        };
        let measures = seen.measures.join(", ");
        println!("{}  {:4} dBm  {state:16}  {measures:18}  {}", seen.address, seen.rssi, seen.name);
    }
    println!(
        "To accept one, add its address to `monitors` in the configuration, with = and a name."
    );
    Ok(ExitCode::SUCCESS)
}

#[tokio::main(flavor = "current_thread")]
async fn examine(config: &Configuration) -> anyhow::Result<ExitCode> {
    let found = doctor::examine(config).await;
    println!("{}", doctor::report(&found));
    let well = found.iter().all(|finding| finding.state.is_ok());
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn state(config: &Configuration, json: bool) -> anyhow::Result<ExitCode> {
    let Configuration { gateway, state_file, .. } = config;
    let (verdict, line) = status::look(&gateway.spool, state_file, gateway.clock.now());
    if json {
        print!("{}", std::fs::read_to_string(state_file).context("there is no state file")?);
    } else {
        println!("{line}");
    }
    Ok(ExitCode::from(verdict as u8))
}

/// Answers each line.
async fn take(gateway: &Gateway, mut lines: Lines<BufReader<Stdin>>) -> anyhow::Result<()> {
    while let Some(line) = lines.next_line().await.context("could not read standard input")? {
        if line.trim().is_empty() {
            continue;
        }
        let answer = adapter::offer(gateway, &line).await;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}").and_then(|()| out.flush()).context("nobody takes the answers")?;
    }
    Ok(())
}

fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| "info".into()))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}

/// `EX_USAGE` of sysexits.
const CONFIGURATION: u8 = 64;
/// How long a value that has come may take to be saved at the end.
const SAVING: Duration = Duration::from_secs(2);
/// What shells make of Ctrl-C.
const INTERRUPTED: u8 = 130;
