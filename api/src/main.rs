//! `hearthwatch`: reads the command line and the configuration, runs, and maps errors to exit codes.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use api::config::Config;
use api::demo::{self, DemoOptions};
use api::history::glucose::{self, GlucoseOptions};
use api::history::import::{self, ImportOptions};
use api::history::mapping;
use api::history::score::{self, ScoreOptions};
use api::server::{Server, ServerClock, kept_key, make_private_folder};
use clap::{Parser, Subcommand};

/// Remote monitoring of people at home: readings in, risk scored, the people who need help first.
#[derive(Parser)]
#[command(name = "hearthwatch", version, after_help = "Not a cleared medical device.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows everything on this machine, with simulated homes.
    #[command(after_help = "Example: hearthwatch demo --homes 200 --speed 120")]
    Demo(DemoArgs),
    /// Serves gateways and pages.
    #[command(after_help = "Example: hearthwatch serve --config hearthwatch.toml")]
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Scores NEWS2 for JSON lines on standard input.
    #[command(after_help = "Example: echo '{\"respiration\":18,\"spo2\":96}' | hearthwatch score")]
    Score,
    /// Scores a file of readings with the engine, without a journal: a line after each set.
    #[command(after_help = "Example: hearthwatch replay --from readings.csv --scores scores.csv\n\
                      The file's form: ingest/store/README.md")]
    Replay(ReplayArgs),
    /// Puts a file of readings into the journal of a stopped server; run again, it goes on.
    #[command(
        after_help = "Example: hearthwatch import --from history.parquet --data hearthwatch-data\n\
                      The file's form: ingest/store/README.md"
    )]
    Import(ImportArgs),
    /// Sums up a file of readings for each person in it.
    #[command(subcommand)]
    Cohort(CohortCommand),
    /// Checks every byte of a journal, and that it replays to one state with 1, 2 and 4 workers.
    #[command(after_help = "Example: hearthwatch verify --data hearthwatch-data")]
    Verify {
        /// The server's data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Prints the key of a gateway, for its configuration.
    #[command(after_help = "Example: hearthwatch gateway-key --config hearthwatch.toml gw-0001")]
    GatewayKey {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The gateway's id.
        gateway: String,
    },
}

#[derive(clap::Args)]
struct DemoArgs {
    /// How many homes; with --people, 0 takes everybody.
    #[arg(long, default_value_t = 40)]
    homes: usize,
    /// How many times as fast as a watch time runs.
    #[arg(long, default_value_t = 60.0, value_parser = speed)]
    speed: f64,
    /// The same number makes the same people and events.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Days of readings that invented people's monitors hold at the start.
    #[arg(long, default_value_t = 30)]
    history_days: u32,
    /// Replay recorded people out of this folder (gateway-agent/homes/README.md has its form).
    #[arg(long)]
    people: Option<PathBuf>,
    /// With --people: leave out what was measured after so many days.
    #[arg(long, requires = "people")]
    days: Option<u32>,
    /// With --people: stop when every series is through.
    #[arg(long, requires = "people")]
    until_done: bool,
    /// Serve the local network too, and show a QR code for a phone.
    #[arg(long)]
    lan: bool,
    /// Where pages are served.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the homes' gateways connect.
    #[arg(long, default_value = "127.0.0.1:1883")]
    broker_listen: SocketAddr,
    /// Keep journal and stores in this folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print the final count as JSON, and nothing else.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum CohortCommand {
    /// Continuous glucose: mean, spread, time in and out of range.
    #[command(after_help = "Example: hearthwatch cohort cgm --from cgm.csv --out figures.csv")]
    Cgm(CgmArgs),
}

#[derive(clap::Args)]
struct CgmArgs {
    /// The file: CSV (also .gz), NDJSON or Parquet; rows of kind glucose_cgm count.
    #[arg(long)]
    from: PathBuf,
    /// Where the figures go, as CSV; - is standard output.
    #[arg(long)]
    out: PathBuf,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    rejected: Option<PathBuf>,
}

#[derive(clap::Args)]
struct ReplayArgs {
    /// The file: CSV (also .gz), NDJSON or Parquet.
    #[arg(long)]
    from: PathBuf,
    /// Where the scores go, as CSV; - is standard output.
    #[arg(long)]
    scores: PathBuf,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    rejected: Option<PathBuf>,
    /// Threads that score; by default one for each core.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=64))]
    workers: Option<u8>,
}

#[derive(clap::Args)]
struct ImportArgs {
    /// The file: CSV (also .gz), NDJSON or Parquet.
    #[arg(long)]
    from: PathBuf,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    rejected: Option<PathBuf>,
    /// The gateway that the readings are said to come from.
    #[arg(long, default_value = "import")]
    gateway: vitals::GatewayId,
    /// Count what would be done, and write nothing; a server may run.
    #[arg(long)]
    dry_run: bool,
}

/// Found something, or failed.
const FAILED: u8 = 1;
/// The configuration is wrong.
const CONFIGURATION: u8 = 64;
/// Somebody stopped it.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hearthwatch: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo(args) => runtime()?.block_on(run_demo(args)),
        Command::Serve { config } => match read_config(&config) {
            Ok(config) => runtime()?.block_on(run_server(config)),
            Err(code) => Ok(code),
        },
        Command::Score => {
            let refused = api::score::run(std::io::stdin().lock(), std::io::stdout().lock())?;
            Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
        }
        Command::Replay(args) => run_replay(args),
        Command::Import(args) => run_import(args),
        Command::Cohort(CohortCommand::Cgm(args)) => run_cgm(args),
        Command::Verify { data } => {
            let verified = api::verify::run(&data)?;
            println!("{}", serde_json::to_string_pretty(&verified)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::GatewayKey { config, gateway } => match read_config(&config) {
            Ok(config) => {
                make_private_folder(&config.data)?;
                let master_key = match config.master_key {
                    Some(key) => key,
                    None => kept_key(&config.data)?,
                };
                println!("{}", wire::GatewayKey::derive(&master_key, &gateway.parse()?).to_hex());
                Ok(ExitCode::SUCCESS)
            }
            Err(code) => Ok(code),
        },
    }
}

async fn run_demo(args: DemoArgs) -> Result<ExitCode> {
    let options = DemoOptions {
        homes: args.homes,
        speed: args.speed,
        seed: args.seed,
        history_days: args.history_days,
        people: args.people,
        days: args.days,
        until_done: args.until_done,
        listen: args.listen,
        broker_listen: args.broker_listen,
        lan: args.lan,
        data: args.data,
        narrate: !args.json,
    };
    let report = demo::run(options, interrupted()).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        let mut out = std::io::stdout().lock();
        for line in report.lines() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

fn run_replay(args: ReplayArgs) -> Result<ExitCode> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = ScoreOptions {
        from: args.from,
        scores: args.scores,
        rejected: args.rejected,
        names: mapping::read(args.map.as_deref())?,
        workers: args.workers.map_or_else(cores, usize::from),
    };
    until_stopped(move |stop| {
        let scored = score::run(&options, stop)?;
        eprintln!("{}", serde_json::to_string(&scored)?);
        Ok(if scored.sets == 0 { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
    })
}

fn run_import(args: ImportArgs) -> Result<ExitCode> {
    let options = ImportOptions {
        from: args.from,
        data: args.data,
        gateway: args.gateway,
        rejected: args.rejected,
        names: mapping::read(args.map.as_deref())?,
        is_rehearsal: args.dry_run,
    };
    until_stopped(move |stop| {
        let imported = import::run(&options, stop)?;
        println!("{}", serde_json::to_string_pretty(&imported)?);
        Ok(if imported.rows == 0 { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
    })
}

fn run_cgm(args: CgmArgs) -> Result<ExitCode> {
    let options = GlucoseOptions {
        from: args.from,
        out: args.out,
        rejected: args.rejected,
        names: mapping::read(args.map.as_deref())?,
    };
    until_stopped(move |stop| {
        let summarised = glucose::run(&options, stop)?;
        eprintln!("{}", serde_json::to_string(&summarised)?);
        Ok(if summarised.values == 0 { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
    })
}

/// Runs work that looks at a flag, which a signal sets.
fn until_stopped(
    work: impl FnOnce(&AtomicBool) -> Result<ExitCode> + Send + 'static,
) -> Result<ExitCode> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = stop.clone();
    runtime()?.block_on(async move {
        let interrupted = interrupted();
        let mut work = tokio::task::spawn_blocking(move || work(&seen));
        tokio::select! {
            done = &mut work => done?,
            () = interrupted => {
                stop.store(true, Ordering::Relaxed);
                // It ends soon; what it says then is that it was stopped.
                let _ = work.await;
                Ok(ExitCode::from(STOPPED))
            }
        }
    })
}

async fn run_server(config: Config) -> Result<ExitCode> {
    let stop = interrupted();
    let server = Server::start(config, ServerClock::start(1.0, None), None).await?;
    // Scripts wait for this line.
    println!("listening on http://{}", server.address());
    server.run_until(stop).await?;
    Ok(ExitCode::from(STOPPED))
}

/// Completes when somebody wants the program to stop. Listens from the call on, not from the first
/// poll: a signal while the program starts is not lost, and does not kill it without a snapshot.
fn interrupted() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    let interrupt = signal(SignalKind::interrupt());
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
            // Without them Ctrl-C still works.
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

fn read_config(path: &std::path::Path) -> Result<Config, ExitCode> {
    Config::read(path, |key| std::env::var(key).ok()).map_err(|mistakes| {
        for mistake in mistakes {
            eprintln!("hearthwatch: {}: {mistake}", path.display());
        }
        ExitCode::from(CONFIGURATION)
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("HEARTHWATCH_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,hearthwatch=info,ingest=info,mqtt5=error,rumqttc_v5=error")
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .init();
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| format!("{text:?} is not a number"))?;
    if (0.1..=100_000.0).contains(&speed) {
        Ok(speed)
    } else {
        Err("must lie between 0.1 and 100000".into())
    }
}
