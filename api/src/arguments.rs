//! What may be typed: commands, flags, and what each is for.

use std::net::SocketAddr;
use std::path::PathBuf;

use api::access::Role;
use api::backtest::Minutes;
use clap::{Parser, Subcommand};
use ingest::entry::{ClockCorrection, Correction, Wearing};
use vitals::{HeardAt, TakenAt};

/// Remote monitoring of people at home: readings in, risk scored, the people who need help first.
#[derive(Parser)]
#[command(name = "hearthwatch", version, after_help = "Not a cleared medical device.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
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
    /// What was kept apart: what it says, why, and what mends it.
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
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
pub(crate) struct DemoArgs {
    /// How many homes; with --people, 0 takes everybody.
    #[arg(long, default_value_t = 40)]
    pub(crate) homes: usize,
    /// How many times as fast as a watch time runs.
    #[arg(long, default_value_t = 60.0, value_parser = speed)]
    pub(crate) speed: f64,
    /// The same number makes the same people and events.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Days of readings that invented people's monitors hold at the start.
    #[arg(long, default_value_t = 30)]
    pub(crate) history_days: u32,
    /// Replay recorded people out of this folder (gateway-agent/homes/README.md has its form).
    #[arg(long)]
    pub(crate) people: Option<PathBuf>,
    /// With --people: leave out what was measured after so many days.
    #[arg(long, requires = "people")]
    pub(crate) days: Option<u32>,
    /// With --people: stop when every series is through.
    #[arg(long, requires = "people")]
    pub(crate) until_done: bool,
    /// Serve the local network too, and show a QR code for a phone.
    #[arg(long)]
    pub(crate) lan: bool,
    /// Where pages are served.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where the homes' gateways connect.
    #[arg(long, default_value = "127.0.0.1:1883")]
    pub(crate) broker_listen: SocketAddr,
    /// Keep journal and stores in this folder.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// Print the final count as JSON, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum AccountCommand {
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
pub(crate) enum QuarantineCommand {
    /// Everything that waits; the server may run.
    List {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// One thing, read as far as it goes; the server may run.
    Show {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Its id, such as 118-0.
        id: String,
    },
    /// Says who wore a device for a time; the server is stopped.
    #[command(
        after_help = "Example: hearthwatch quarantine wear --config hearthwatch.toml cuff-7 p-0001 --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z --why 'lent for a week'"
    )]
    Wear(WearArgs),
    /// Corrects a device's clock for a time; the server is stopped.
    #[command(
        after_help = "Example: hearthwatch quarantine clock --config hearthwatch.toml cuff-7 --heard-from 2026-11-01T00:00:00Z --heard-to 2026-11-02T00:00:00Z --shift-ms -3600000 --why 'summer time'"
    )]
    Clock(ClockArgs),
    /// Takes one thing again, or all that wait; the server is stopped.
    Replay {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Who has it taken, for the journal.
        #[arg(long, default_value = "command line")]
        by: String,
        /// Its id; without one, everything.
        id: Option<String>,
    },
}

#[derive(clap::Args)]
pub(crate) struct WearArgs {
    /// The configuration file.
    #[arg(long)]
    pub(crate) config: PathBuf,
    /// The device.
    pub(crate) device: vitals::DeviceId,
    /// Who wore it.
    pub(crate) patient: vitals::PatientId,
    /// The user of the device; all of them without it.
    #[arg(long)]
    pub(crate) user: Option<u8>,
    /// From then on, as in 2026-11-01T00:00:00Z.
    #[arg(long, value_parser = moment)]
    pub(crate) from: i64,
    /// Up to then; without it, from then on.
    #[arg(long, value_parser = moment)]
    pub(crate) to: Option<i64>,
    /// Why, for the journal.
    #[arg(long)]
    pub(crate) why: String,
    /// Who says so, for the journal.
    #[arg(long, default_value = "command line")]
    pub(crate) by: String,
}

#[derive(clap::Args)]
pub(crate) struct ClockArgs {
    /// The configuration file.
    #[arg(long)]
    pub(crate) config: PathBuf,
    /// The device.
    pub(crate) device: vitals::DeviceId,
    /// What gateways heard from then on, as in 2026-11-01T00:00:00Z.
    #[arg(long, value_parser = moment)]
    pub(crate) heard_from: i64,
    /// Up to then.
    #[arg(long, value_parser = moment)]
    pub(crate) heard_to: i64,
    /// So many milliseconds are added to what it said; without it the gateway's time counts.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) shift_ms: Option<i64>,
    /// Why, for the journal.
    #[arg(long)]
    pub(crate) why: String,
    /// Who says so, for the journal.
    #[arg(long, default_value = "command line")]
    pub(crate) by: String,
}

#[derive(Subcommand)]
pub(crate) enum CohortCommand {
    /// Continuous glucose: mean, spread, time in and out of range.
    #[command(after_help = "Example: hearthwatch cohort cgm --from cgm.csv --out figures.csv")]
    Cgm(CgmArgs),
}

#[derive(clap::Args)]
pub(crate) struct CgmArgs {
    /// The file: CSV (also .gz), NDJSON or Parquet; rows of kind glucose_cgm count.
    #[arg(long)]
    pub(crate) from: PathBuf,
    /// Where the figures go, as CSV; - is standard output.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    pub(crate) map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    pub(crate) rejected: Option<PathBuf>,
}

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("facts").required(true).args(["data", "from"])))]
pub(crate) struct ReplayArgs {
    /// A server's data folder; the server may run.
    #[arg(long, conflicts_with_all = ["scores", "map", "rejected"])]
    pub(crate) data: Option<PathBuf>,
    /// With --data: the server's configuration, which says where its care store is if not in there.
    #[arg(long, requires = "data")]
    pub(crate) config: Option<PathBuf>,
    /// With --data: explain what this journal entry caused, and compare nothing.
    #[arg(long, requires = "data")]
    pub(crate) at: Option<u64>,
    /// With --data: print JSON.
    #[arg(long, requires = "data")]
    pub(crate) json: bool,
    /// The file: CSV (also .gz), NDJSON or Parquet.
    #[arg(long, requires = "scores")]
    pub(crate) from: Option<PathBuf>,
    /// Where the scores go, as CSV; - is standard output.
    #[arg(long, requires = "from")]
    pub(crate) scores: Option<PathBuf>,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    pub(crate) map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    pub(crate) rejected: Option<PathBuf>,
    /// Threads that score; by default one for each core. With --data: workers of the engine, by
    /// default 1, then 2, then 4.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) workers: Option<u8>,
}

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("facts").required(true).args(["data", "from"])))]
pub(crate) struct BacktestArgs {
    /// A server's data folder; the server may run. The report is kept there.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// A file of readings instead: CSV (also .gz), NDJSON or Parquet.
    #[arg(long)]
    pub(crate) from: Option<PathBuf>,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long, requires = "from")]
    pub(crate) map: Option<PathBuf>,
    /// The rules on trial.
    #[arg(long)]
    pub(crate) rules: PathBuf,
    /// How many days, back from the newest fact.
    #[arg(long, default_value_t = 90)]
    pub(crate) days: u32,
    /// Labelled events: a CSV file with the columns patient and at.
    #[arg(long)]
    pub(crate) events: Option<PathBuf>,
    /// What an emergency, an urgent alert and a review cost a clinician.
    #[arg(long, default_value = "6,4,2", value_parser = minutes)]
    pub(crate) minutes_per_alert: Minutes,
    /// Write the report here, too, as JSON.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Workers of each engine.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) workers: u8,
}

#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    /// The file: CSV (also .gz), NDJSON or Parquet.
    #[arg(long)]
    pub(crate) from: PathBuf,
    /// The server's data folder.
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// A TOML file with the file's own names for columns, kinds and units.
    #[arg(long)]
    pub(crate) map: Option<PathBuf>,
    /// List here what could not be used.
    #[arg(long)]
    pub(crate) rejected: Option<PathBuf>,
    /// The gateway that the readings are said to come from.
    #[arg(long, default_value = "import")]
    pub(crate) gateway: vitals::GatewayId,
    /// Count what would be done, and write nothing; a server may run.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| format!("{text:?} is not a number"))?;
    if (0.1..=100_000.0).contains(&speed) {
        Ok(speed)
    } else {
        Err("must lie between 0.1 and 100000".into())
    }
}

fn moment(text: &str) -> Result<i64, String> {
    let told = || format!("{text:?} is not a time, as in 2026-11-01T00:00:00Z");
    vitals::named::unix_ms_of(text).map_err(|_| told())
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

impl WearArgs {
    /// What it says.
    pub(crate) fn wearing(self) -> anyhow::Result<Wearing> {
        let slot = self.user.map(|user| {
            vitals::UserSlot::from_index(user)
                .ok_or_else(|| anyhow::anyhow!("{user} is no user index"))
        });
        Ok(Wearing {
            device: self.device,
            slot: slot.transpose()?,
            patient: self.patient,
            from: TakenAt::from_unix_ms(self.from),
            to: self.to.map(TakenAt::from_unix_ms),
            by: self.by,
            why: self.why,
        })
    }
}

impl ClockArgs {
    /// What it says.
    pub(crate) fn correction(self) -> ClockCorrection {
        ClockCorrection {
            device: self.device,
            from: HeardAt::from_unix_ms(self.heard_from),
            to: HeardAt::from_unix_ms(self.heard_to),
            how: self.shift_ms.map_or(Correction::Heard, Correction::Shift),
            by: self.by,
            why: self.why,
        }
    }
}
