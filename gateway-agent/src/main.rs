//! `gateway-agent`: the program in the home.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Parser, Subcommand};
use gateway_agent::config::Configuration;
use gateway_agent::enrol::EnrolError;
use gateway_agent::gateway::{Gateway, GatewayConfig};
use gateway_agent::orders::{Desk, Wanted};
use gateway_agent::radio::{self, RadioError, RadioOptions};
use gateway_agent::{adapter, decode, doctor, enrol, status};
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tracing::info;
use wire::EnrolmentCode;

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
    /// Becomes a gateway of a site, with a one-time code: writes the configuration and the keys.
    #[command(
        group(clap::ArgGroup::new("invitation").required(true).args(["qr", "code"])),
        after_help = "Example: gateway-agent enrol --server hearthwatch.example:8884 --code 7K2M-… --config gateway.toml"
    )]
    Enrol {
        /// The server's enrolment port.
        #[arg(long, requires = "code")]
        server: Option<String>,
        /// The code, as it was shown.
        #[arg(long, requires = "server")]
        code: Option<EnrolmentCode>,
        /// What the QR code says, instead of both.
        #[arg(long)]
        qr: Option<String>,
        /// The TOML file to write.
        #[arg(long, default_value = "gateway.toml")]
        config: PathBuf,
    },
    /// Listens, and lists the devices that are heard; or accepts one.
    Devices {
        /// TOML file, as for `run`.
        #[arg(long)]
        config: PathBuf,
        /// Accept the monitor with this address, with = and a name if it is to have one.
        #[arg(long, value_name = "ADDRESS[=NAME]", conflicts_with = "seconds")]
        accept: Option<String>,
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
            with(&config, |first| run(first, &config))
        }
        Command::Devices { config, accept: Some(monitor), .. } => {
            let environment: Vec<(String, String)> = std::env::vars().collect();
            print(gateway_agent::config::accept(&config, &monitor, &environment))
        }
        Command::Devices { config, seconds, accept: None } => {
            with(&config, |config| devices(&config, Duration::from_secs(seconds)))
        }
        Command::Enrol { server, code, qr, config } => print(enrol(server, code, qr, &config)),
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

fn print<E: std::fmt::Display>(result: Result<impl std::fmt::Display, E>) -> ExitCode {
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

#[tokio::main(flavor = "current_thread")]
async fn enrol(
    server: Option<String>,
    code: Option<EnrolmentCode>,
    qr: Option<String>,
    config: &Path,
) -> Result<String, EnrolError> {
    let (server, code) = match (server, code, qr) {
        (Some(server), Some(code), _) => (server, code),
        (.., qr) => enrol::invitation(&qr.unwrap_or_default())?,
    };
    let enrolled = enrol::enrol(&server, &code, config).await?;
    Ok(format!("this is {} now: gateway-agent run --config {}", enrolled.gateway, config.display()))
}

/// One gateway needs one thread, besides those that wait for its disk.
#[tokio::main(flavor = "current_thread")]
async fn run(first: Configuration, file: &Path) -> anyhow::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let (mut config, started, mut is_again) = (first, Instant::now(), false);
    loop {
        let (gateway, mut wants) = open(&config, file, (started, is_again)).await?;
        let end = tokio::select! {
            done = work(&gateway, &mut lines, &config, &mut wants) => done?,
            _ = interrupt.recv() => End::Interrupted,
            _ = terminate.recv() => End::Done,
        };
        info!("stopping");
        close(gateway).await;
        match end {
            End::Restart => {
                // What a command has written was right when it was written.
                config = Configuration::load(file, std::env::vars())?;
                is_again = true;
            }
            // The thread that waits for a line on standard input can't be told to stop.
            End::Done => std::process::exit(0),
            End::Interrupted => std::process::exit(INTERRUPTED.into()),
        }
    }
}

/// Why a gateway stops.
enum End {
    Done,
    Interrupted,
    /// To begin anew with another configuration.
    Restart,
}

/// Starts the gateway, what renews its certificate, and what does its commands.
async fn open(
    config: &Configuration,
    file: &Path,
    (started, is_again): (Instant, bool),
) -> anyhow::Result<(Arc<Gateway>, mpsc::Receiver<Wanted>)> {
    let begun = Instant::now();
    let gateway = loop {
        match Gateway::start(config.gateway.clone()).await {
            Ok(gateway) => break gateway,
            // After a restart the one before may still be letting go of the spool.
            Err(_) if is_again && begun.elapsed() < SAVING => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => return Err(error).context("could not open the spool"),
        }
    };
    let GatewayConfig { key, spool, uplink, clock, .. } = &config.gateway;
    let renewals = config.renewals.clone().map(|renewals| {
        let (wish, wishes) = mpsc::channel(1);
        tokio::spawn(enrol::keep(renewals, clock.clone(), wishes));
        wish
    });
    let (reports, state_file) = (gateway.reports(), config.state_file.clone());
    tokio::spawn(async move { status::keep(reports, &state_file).await });
    let (wants, wanted) = mpsc::channel(1);
    let desk = Desk {
        gateway: uplink.gateway.clone(),
        key: key.clone(),
        clock: clock.clone(),
        spool: spool.clone(),
        config: file.to_owned(),
        identity: uplink.tls.as_ref().and_then(|tls| tls.own.clone()),
        renewals,
        status: gateway.status(),
        reports: gateway.reports(),
        has_radio: config.radio.is_some(),
        wants,
        started: started.into(),
    };
    if let Some(orders) = gateway.orders() {
        // It ends with the gateway.
        tokio::spawn(desk.run(orders));
    }
    Ok((Arc::new(gateway), wanted))
}

/// Lets what has come be saved, and stops.
async fn close(gateway: Arc<Gateway>) {
    // Whoever saves a value that has come ends it first, unless the disk is full.
    let end = Instant::now() + SAVING;
    while Arc::strong_count(&gateway) > 1 && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if let Some(gateway) = Arc::into_inner(gateway) {
        gateway.stop().await;
    }
}

/// Listens to Bluetooth, if it is on, for as long as there is any; and to lines. With lines alone it
/// ends after the last one, when the server holds everything.
async fn work(
    gateway: &Arc<Gateway>,
    lines: &mut Lines<BufReader<Stdin>>,
    config: &Configuration,
    wants: &mut mpsc::Receiver<Wanted>,
) -> anyhow::Result<End> {
    let (reconnect, begun_anew) = watch::channel(());
    let (restart, mut restarting) = watch::channel(false);
    let listen = async {
        match &config.radio {
            None => std::future::pending().await,
            Some(radio) => listen(gateway, radio, begun_anew).await,
        }
    };
    let lines = async {
        if take(gateway, lines, &mut restarting).await? {
            return Ok(End::Restart);
        }
        if config.radio.is_some() {
            restarting.wait_for(|restart| *restart).await?;
            return Ok(End::Restart);
        }
        info!("no more lines: sending what is left");
        let mut status = gateway.status();
        tokio::select! {
            held = status.wait_for(|status| status.stored >= status.durable) => held.map(drop)?,
            _ = restarting.changed() => return Ok(End::Restart),
        }
        Ok(End::Done)
    };
    let wants = async {
        while let Some(wanted) = wants.recv().await {
            match wanted {
                Wanted::Reconnect => reconnect.send_replace(()),
                // The line at work is answered first.
                Wanted::Restart => drop(restart.send_replace(true)),
            }
        }
        std::future::pending().await
    };
    tokio::select! {
        lost = listen => lost.context("can't listen to monitors"),
        done = lines => done,
        done = wants => done,
    }
}

/// Listens to monitors, from the beginning whenever that is wanted.
async fn listen(
    gateway: &Arc<Gateway>,
    radio: &RadioOptions,
    mut begun_anew: watch::Receiver<()>,
) -> Result<End, RadioError> {
    loop {
        tokio::select! {
            lost = radio::run(gateway.clone(), radio.clone()) => return lost.map(|()| End::Done),
            _ = begun_anew.changed() => {}
        }
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
    println!("To accept one: `gateway-agent devices --config … --accept ADDRESS=NAME`");
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

/// Answers each line, to the last (false) or to a restart (true).
async fn take(
    gateway: &Gateway,
    lines: &mut Lines<BufReader<Stdin>>,
    restarting: &mut watch::Receiver<bool>,
) -> anyhow::Result<bool> {
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line.context("could not read standard input")?,
            _ = restarting.wait_for(|restart| *restart) => return Ok(true),
        };
        let Some(line) = line else { return Ok(false) };
        if line.trim().is_empty() {
            continue;
        }
        let answer = adapter::offer(gateway, &line).await;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}").and_then(|()| out.flush()).context("nobody takes the answers")?;
    }
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
