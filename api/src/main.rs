//! `hearthwatch`: reads the command line and the configuration, runs, and maps errors to exit codes.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use api::access::{self, Role};
use api::backtest::{self, BacktestOptions, Facts, Minutes, Shelf};
use api::config::Config;
use api::demo::{self, DemoOptions};
use api::enrolment::desk;
use api::history::glucose::{self, GlucoseOptions};
use api::history::import::{self, ImportOptions};
use api::history::mapping;
use api::history::score::{self, ScoreOptions};
use api::replay;
use api::server::{Server, ServerClock, secret};
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
    /// Decides a journal again and compares; or scores a file of readings, a line after each set.
    #[command(after_help = "Examples: hearthwatch replay --data hearthwatch-data\n          \
                      hearthwatch replay --data hearthwatch-data --at 118\n          \
                      hearthwatch replay --from readings.csv --scores scores.csv\n\
                      The file's form: ingest/store/README.md")]
    Replay(ReplayArgs),
    /// Tries other rules on the same facts: alerts added, removed and moved, and what they cost.
    #[command(
        after_help = "Example: hearthwatch backtest --data hearthwatch-data --rules draft.toml --days 90"
    )]
    Backtest(BacktestArgs),
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
    /// Who can sign in; the server may run.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Copies a data folder into a new one, to restore from; the server may run.
    #[command(after_help = "Example: hearthwatch backup --data hearthwatch-data --out backup-1")]
    Backup {
        /// The server's data folder.
        #[arg(long)]
        data: PathBuf,
        /// A folder that isn't there yet, or is empty.
        #[arg(long)]
        out: PathBuf,
    },
    /// Prints a one-time code that makes somebody's machine this gateway; the server may run.
    #[command(after_help = "Example: hearthwatch enrol-code --config hearthwatch.toml gw-0001")]
    EnrolCode {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Who makes it, for the journal.
        #[arg(long, default_value = "command line")]
        by: String,
        /// The gateway's id.
        gateway: String,
    },
    /// Writes a certificate for another broker, its key, and the site's authority.
    #[command(
        after_help = "Example: hearthwatch broker-certificate --config hearthwatch.toml --out mosquitto mqtt.example"
    )]
    BrokerCertificate {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The folder for broker.pem, broker.key and authority.pem.
        #[arg(long)]
        out: PathBuf,
        /// What gateways call the broker: names and addresses.
        #[arg(required = true)]
        names: Vec<String>,
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
enum AccountCommand {
    /// Lets somebody in: prints a link that works once, and its QR code.
    #[command(
        after_help = "Example: hearthwatch account add --config hearthwatch.toml 'Ann Moss' --role care_manager"
    )]
    Add {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// What they sign in with, and what the journal calls them.
        name: String,
        /// patient, carer, clinician, care_manager, operator or integrator; staff may have several.
        #[arg(long, required = true)]
        role: Vec<Role>,
        /// Whom it is about: a patient's own id, or those for whom a carer cares.
        #[arg(long)]
        patient: Vec<String>,
    },
    /// Everybody who can sign in.
    List {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// A new link for somebody; their password and sessions count no more.
    Reset {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Who.
        name: String,
    },
    /// Takes somebody out, at once.
    Remove {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Who.
        name: String,
    },
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
#[command(group(clap::ArgGroup::new("facts").required(true).args(["data", "from"])))]
struct ReplayArgs {
    /// A server's data folder; the server may run.
    #[arg(long, conflicts_with_all = ["scores", "map", "rejected"])]
    data: Option<PathBuf>,
    /// With --data: explain what this journal entry caused, and compare nothing.
    #[arg(long, requires = "data")]
    at: Option<u64>,
    /// With --data: print JSON.
    #[arg(long, requires = "data")]
    json: bool,
    /// The file: CSV (also .gz), NDJSON or Parquet.
    #[arg(long, requires = "scores")]
    from: Option<PathBuf>,
    /// Where the scores go, as CSV; - is standard output.
    #[arg(long, requires = "from")]
    scores: Option<PathBuf>,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    rejected: Option<PathBuf>,
    /// Threads that score; by default one for each core. With --data: workers of the engine, by
    /// default 1, then 2, then 4.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=64))]
    workers: Option<u8>,
}

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("facts").required(true).args(["data", "from"])))]
struct BacktestArgs {
    /// A server's data folder; the server may run. The report is kept there.
    #[arg(long)]
    data: Option<PathBuf>,
    /// A file of readings instead: CSV (also .gz), NDJSON or Parquet.
    #[arg(long)]
    from: Option<PathBuf>,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long, requires = "from")]
    map: Option<PathBuf>,
    /// The rules on trial.
    #[arg(long)]
    rules: PathBuf,
    /// How many days, back from the newest fact.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// Labelled events: a CSV file with the columns patient and at.
    #[arg(long)]
    events: Option<PathBuf>,
    /// What an emergency, an urgent alert and a review cost a clinician.
    #[arg(long, default_value = "6,4,2", value_parser = minutes)]
    minutes_per_alert: Minutes,
    /// Write the report here, too, as JSON.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Workers of each engine.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    workers: u8,
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
        Command::Replay(args) => run_replay(&args),
        Command::Backtest(args) => run_backtest(args),
        Command::Import(args) => run_import(args),
        Command::Cohort(CohortCommand::Cgm(args)) => run_cgm(args),
        Command::Verify { data } => {
            let verified = api::verify::run(&data)?;
            println!("{}", serde_json::to_string_pretty(&verified)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { data, out } => {
            let made = runtime()?.block_on(api::backup::run(&data, &out))?;
            println!("{}", serde_json::to_string_pretty(&made)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::GatewayKey { config, gateway } => match read_config(&config) {
            Ok(config) => {
                let key = secret(&config)?;
                println!("{}", wire::GatewayKey::derive(&key, &gateway.parse()?).to_hex());
                Ok(ExitCode::SUCCESS)
            }
            Err(code) => Ok(code),
        },
        Command::EnrolCode { config, by, gateway } => match read_config(&config) {
            Ok(config) => {
                println!("{}", desk::code(&config, by, &gateway)?);
                Ok(ExitCode::SUCCESS)
            }
            Err(code) => Ok(code),
        },
        Command::Account(command) => run_account(&command),
        Command::BrokerCertificate { config, out, names } => match read_config(&config) {
            Ok(config) => {
                println!("{}", desk::broker_certificate(&config, &out, &names)?);
                Ok(ExitCode::SUCCESS)
            }
            Err(code) => Ok(code),
        },
    }
}

fn run_account(command: &AccountCommand) -> Result<ExitCode> {
    use AccountCommand::{Add, List, Remove, Reset};
    let (Add { config, .. } | List { config } | Reset { config, .. } | Remove { config, .. }) =
        command;
    let config = match read_config(config) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    let said = runtime()?.block_on(async {
        match command {
            Add { name, role, patient, .. } => {
                access::desk::add(&config, name, role, patient).await
            }
            List { .. } => access::desk::list(&config).await,
            Reset { name, .. } => access::desk::reset(&config, name).await,
            Remove { name, .. } => access::desk::remove(&config, name).await,
        }
    })?;
    println!("{said}");
    Ok(ExitCode::SUCCESS)
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

fn run_replay(args: &ReplayArgs) -> Result<ExitCode> {
    match (&args.data, &args.from, &args.scores) {
        (Some(data), ..) => replay_journal(data.clone(), args),
        (None, Some(from), Some(scores)) => replay_file(from.clone(), scores.clone(), args),
        // What the command line demands.
        _ => bail!("give --data, or --from and --scores"),
    }
}

fn replay_journal(data: PathBuf, args: &ReplayArgs) -> Result<ExitCode> {
    let workers = args.workers.map_or(vec![1, 2, 4], |workers| vec![usize::from(workers)]);
    let (at, json) = (args.at, args.json);
    until_stopped(move |stop| {
        let (lines, document, holds) = match at {
            Some(offset) => {
                let moment = replay::moment(&data, offset, workers[0])?;
                (moment.lines(), serde_json::to_string_pretty(&moment)?, true)
            }
            None => {
                let replayed = replay::run(&data, &workers, stop)?;
                let document = serde_json::to_string_pretty(&replayed)?;
                (replayed.lines(), document, replayed.holds())
            }
        };
        let text = if json { document } else { lines.join("\n") };
        writeln!(std::io::stdout(), "{text}")?;
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
    })
}

fn replay_file(from: PathBuf, scores: PathBuf, args: &ReplayArgs) -> Result<ExitCode> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = ScoreOptions {
        from,
        scores,
        rejected: args.rejected.clone(),
        names: mapping::read(args.map.as_deref())?,
        workers: args.workers.map_or_else(cores, usize::from),
    };
    until_stopped(move |stop| {
        let scored = score::run(&options, stop)?;
        eprintln!("{}", serde_json::to_string(&scored)?);
        Ok(if scored.sets == 0 { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
    })
}

fn run_backtest(args: BacktestArgs) -> Result<ExitCode> {
    let shown = args.rules.display();
    let text =
        std::fs::read_to_string(&args.rules).with_context(|| format!("could not read {shown}"))?;
    let draft = match backtest::draft(&text) {
        Ok(draft) => draft,
        Err(mistakes) => {
            for mistake in mistakes.0 {
                eprintln!("hearthwatch: {shown}: {mistake}");
            }
            return Ok(ExitCode::from(CONFIGURATION));
        }
    };
    let facts = match (&args.data, args.from) {
        (None, Some(from)) => Facts::File(from, mapping::read(args.map.as_deref())?),
        (data, _) => Facts::Journal(data.clone().unwrap_or_default()),
    };
    let options = BacktestOptions {
        facts,
        draft,
        days: args.days,
        events: args.events,
        minutes: args.minutes_per_alert,
        workers: usize::from(args.workers),
    };
    let (data, out) = (args.data, args.out);
    until_stopped(move |stop| {
        let report = backtest::run(&options, stop)?;
        let mut lines = report.lines();
        if let Some(data) = data {
            let kept = Shelf::of(&data).keep(&report).context("could not keep the report")?;
            lines.push(format!("report: {}", kept.display()));
        }
        if let Some(out) = out {
            let failed = || format!("could not write {}", out.display());
            std::fs::write(&out, serde_json::to_vec_pretty(&report)?).with_context(failed)?;
        }
        writeln!(std::io::stdout(), "{}", lines.join("\n"))?;
        Ok(ExitCode::SUCCESS)
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
    let (gateways, enrolment) = server.gateway_addresses();
    for (what, address) in [("gateways on mqtts", gateways), ("enrolment on tls", enrolment)] {
        if let Some(address) = address {
            println!("{what}://{address}");
        }
    }
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

fn read_config(path: &Path) -> Result<Config, ExitCode> {
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

fn minutes(text: &str) -> Result<Minutes, String> {
    let told = || format!("{text:?} is not three numbers, as in 6,4,2");
    let numbers: Result<Vec<u32>, _> =
        text.split(',').map(|number| number.trim().parse()).collect();
    match numbers.as_deref() {
        Ok([emergency, urgent, review]) => {
            Ok(Minutes { emergency: *emergency, urgent: *urgent, review: *review })
        }
        _ => Err(told()),
    }
}
