//! `hearthwatch`: reads the command line and the configuration, runs, and maps errors to exit codes.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use api::access;
use api::backtest::{self, BacktestOptions, Facts, Shelf};
use api::config::{Config, Mistake, Served, Tenants};
use api::demo::{self, DemoOptions};
use api::enrolment::desk;
use api::history::glucose::{self, GlucoseOptions};
use api::history::import::{self, ImportOptions};
use api::history::mapping;
use api::history::score::{self, ScoreOptions};
use api::quarantine::desk as quarantine;
use api::replay;
use api::server::{Server, ServerClock, secret};
use api::tenants::Front;
use clap::Parser;

/// Readings are parsed on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod arguments;

use arguments::{
    AccountCommand, BacktestArgs, CgmArgs, Cli, ClockArgs, CohortCommand, Command, DemoArgs,
    ImportArgs, QuarantineCommand, ReplayArgs, WearArgs,
};

/// Found something, or failed.
const FAILED: u8 = 1;
/// The configuration is wrong.
const CONFIGURATION: u8 = 64;
/// Somebody stopped it.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    // Each gateway and each browser is a connection.
    let _ = api::files::raise();
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
        Command::Serve { config } => match told(&config, Served::read(&config, environment)) {
            Ok(Served::One(config)) => runtime()?.block_on(run_server(*config)),
            Ok(Served::Several(tenants)) => runtime()?.block_on(run_tenants(tenants)),
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
        Command::Quarantine(command) => run_quarantine(command),
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

fn run_quarantine(command: QuarantineCommand) -> Result<ExitCode> {
    use QuarantineCommand::{Clock, List, Replay, Show, Wear};
    let (List { config }
    | Show { config, .. }
    | Wear(WearArgs { config, .. })
    | Clock(ClockArgs { config, .. })
    | Replay { config, .. }) = &command;
    let config = match read_config(config) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    let said = match command {
        List { .. } => serde_json::to_string_pretty(&quarantine::list(&config)?)?,
        Show { id, .. } => serde_json::to_string_pretty(&quarantine::show(&config, &id)?)?,
        Wear(args) => format!("journal entry {}", quarantine::wear(&config, args.wearing()?)?),
        Clock(args) => format!("journal entry {}", quarantine::clock(&config, args.correction())?),
        Replay { by, id, .. } => {
            serde_json::to_string_pretty(&quarantine::replay(&config, id.as_deref(), &by)?)?
        }
    };
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
    let care = match args.config.as_deref().map(read_config).transpose() {
        Ok(config) => config.map(|config| config.places.care).unwrap_or_default(),
        Err(code) => return Ok(code),
    };
    until_stopped(move |stop| {
        let (lines, document, holds) = match at {
            Some(offset) => {
                let moment = replay::moment(&data, offset, workers[0])?;
                (moment.lines(), serde_json::to_string_pretty(&moment)?, true)
            }
            None => {
                let replayed = replay::run(&data, &care, &workers, stop)?;
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

async fn run_tenants(tenants: Tenants) -> Result<ExitCode> {
    let stop = interrupted();
    let front = Front::start(tenants).await?;
    println!("listening on http://{}", front.address());
    front.run_until(stop).await?;
    Ok(ExitCode::from(STOPPED))
}

fn read_config(path: &Path) -> Result<Config, ExitCode> {
    told(path, Config::read(path, environment))
}

fn environment(key: &str) -> Option<String> {
    std::env::var(key).ok()
}

/// Tells the mistakes in a configuration.
fn told<T>(path: &Path, read: Result<T, Vec<Mistake>>) -> Result<T, ExitCode> {
    read.map_err(|mistakes| {
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
