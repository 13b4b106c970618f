//! The server: broker, pipeline and pages together, until somebody stops it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use ingest::entry::Entry;
use ingest::intake::IntakeConfig;
use ingest::pipeline::{Pipeline, PipelineConfig};
use rand::{RngCore, SeedableRng};
use risk_engine::rules::RuleSet;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, watch};
use vitals::StoredAt;

use crate::access::Access;
use crate::authority::{self, Authority};
use crate::backtest::Desk;
use crate::broker::Broker;
use crate::canary::{self, Canary, Watch};
use crate::circle::{self, Circle};
pub use crate::clock::ServerClock;
use crate::commands::Commander;
use crate::config::{BrokerChoice, Config, Doors, Exchange, parse_key};
use crate::demo;
use crate::disk::Disk;
use crate::enrolment::{Codes, Counter, Office};
use crate::fhir::{self, Exports, Locks};
use crate::gate::{Gate, Guard, Passes};
use crate::json::hex;
use crate::lately::Lately;
use crate::notify::{self, Dispatch};
use crate::rota::WeeklyRota;
use crate::routes::{self, DemoWay};
use crate::survey::Surveys;
use crate::traces::{self, TraceFigures};

/// Whom a demo is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// People who were made up.
    Invented,
    /// People whose readings were recorded once.
    Recorded,
}

impl Notice {
    /// As sentences choose by it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Invented => "invented",
            Self::Recorded => "recorded",
        }
    }

    /// As staff read it, in English.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Invented => "Demo: invented people",
            Self::Recorded => "Demo: recorded people, de-identified public data",
        }
    }
}

/// What the routes share.
#[derive(Clone)]
pub struct Shared {
    pub(crate) pipeline: Arc<Pipeline>,
    pub(crate) clock: ServerClock,
    /// Who may do what, and the trail of who did it.
    pub(crate) access: Arc<Access>,
    /// Whom a demo lets in; nobody elsewhere.
    pub(crate) demo: Arc<[DemoWay]>,
    /// Drafts of rules, and who activated what.
    pub(crate) desk: Arc<Desk>,
    /// Stands on every page of a demo.
    pub(crate) notice: Option<Notice>,
    pub(crate) outbox: notify::Figures,
    /// Whether a synthetic patient's alert still comes in time.
    pub(crate) canary: Canary,
    /// How full the disk is.
    pub(crate) disk: Disk,
    /// What became of traces, if there are any.
    pub(crate) traces: Option<TraceFigures>,
    /// What was done about alerts in the last moments, for whoever takes it back.
    pub(crate) lately: Arc<Lately>,
    /// Held while it is settled whose a reading is: from the look at whose it is to the answer.
    pub(crate) settling: Arc<Mutex<()>>,
    /// What people around a patient do for each other.
    pub(crate) circle: Arc<Circle>,
    /// Everybody's figures, kept for a few seconds.
    pub(crate) surveys: Arc<Surveys>,
    /// Held while it is looked up whether what another system sends is there already.
    pub(crate) uploads: Arc<Locks>,
    /// What other systems take as a whole.
    pub(crate) exports: Arc<Exports>,
    /// What they may take, and where they may be told.
    pub(crate) exchange: Arc<Exchange>,
    /// Where their interface is, for what is sent without being asked.
    pub(crate) base: Arc<str>,
    /// What one-time codes are made with.
    pub(crate) registry: Arc<Registry>,
    /// True when the server is stopping: streams end, so that connections do.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// What one-time codes are made with, and where a new gateway is sent with one.
pub(crate) struct Registry {
    pub(crate) authority: Arc<Authority>,
    pub(crate) codes: Codes,
    pub(crate) doors: Doors,
    pub(crate) shard: u32,
    /// Held from the choice of a command's number until it is in the journal.
    pub(crate) numbering: Mutex<()>,
}

/// Where a server's pages are for whoever passes requests on to it; nowhere while it doesn't serve.
pub(crate) type Door = Arc<watch::Sender<Option<Router>>>;

/// What brings a server its requests.
enum Http {
    /// A port of its own.
    Port(tokio::task::JoinHandle<std::io::Result<()>>),
    /// Whoever looks behind this door.
    Behind(Door),
}

/// A running server.
pub struct Server {
    shared: Shared,
    address: SocketAddr,
    broker: Option<Broker>,
    stop: watch::Sender<bool>,
    http: Http,
    dispatch: Dispatch,
    commander: Commander,
    /// Watches the path that readings take; none if nobody wants that.
    watch: Option<Watch>,
    /// Takes what the command line changes about accounts into the trail.
    teller: tokio::task::JoinHandle<()>,
    /// Reminds people of what is due.
    reminder: tokio::task::JoinHandle<()>,
    /// Tells other systems what they asked to be told.
    subscriber: tokio::task::JoinHandle<()>,
    /// The gateways' ports: where they are, and what serves them.
    gate: Option<(SocketAddr, Gate)>,
    counter: Option<(SocketAddr, Counter)>,
}

impl Server {
    /// Opens the ports first, so that a taken one is told before anything else is touched, then
    /// starts broker and pipeline and brings the roster up to date.
    pub async fn start(config: Config, clock: ServerClock, notice: Option<Notice>) -> Result<Self> {
        let (listener, address) = listen(config.listen).await?;
        Self::open(config, clock, notice, address, |app, mut stopping| {
            let app = app.into_make_service_with_connect_info::<SocketAddr>();
            Http::Port(tokio::spawn(async move {
                axum::serve(listener, app)
                    .with_graceful_shutdown(async move {
                        // An error means that the server is gone: stop, too.
                        let _ = stopping.wait_for(|stopping| *stopping).await;
                    })
                    .await
            }))
        })
        .await
    }

    /// The same for one who shares the pages' port at this address with others.
    pub(crate) async fn start_behind(
        config: Config,
        clock: ServerClock,
        address: SocketAddr,
        door: &Door,
    ) -> Result<Self> {
        Self::open(config, clock, None, address, |app, _| {
            door.send_replace(Some(app));
            Http::Behind(door.clone())
        })
        .await
    }

    async fn open(
        config: Config,
        clock: ServerClock,
        notice: Option<Notice>,
        address: SocketAddr,
        serve: impl FnOnce(Router, watch::Receiver<bool>) -> Http,
    ) -> Result<Self> {
        let gate_listener = bind("gateways_listen", config.doors.gateways).await?;
        let enrol_listener = bind("enrol_listen", config.doors.enrolment).await?;
        let passes = Passes::default();
        let (broker, broker_address) = match config.broker {
            BrokerChoice::Foreign(address) => (None, address),
            BrokerChoice::Embedded(address) => {
                let guard =
                    Guard::new(passes.clone(), config.tenant.clone(), config.shards.clone());
                let broker = Broker::start_guarded(address, Arc::new(guard)).await.with_context(|| {
                    format!(
                        "could not start the broker on {address}: is the port in use? stop what uses it, \
                         or set `broker_listen` (--broker-listen) to another"
                    )
                })?;
                let address = broker.address();
                (Some(broker), address)
            }
        };
        make_private_folder(&config.data)
            .with_context(|| format!("could not make the folder {}", config.data.display()))?;
        let master_key = secret(&config)?;
        let access =
            Access::open(&config.data, &config.tenant, config.access.clone(), &master_key).await?;
        access.tell().await?;
        let guests = match &notice {
            Some(_) => demo::guests(&access, &config.roster).await?,
            None => Vec::new(),
        };
        let authority = Arc::new(Authority::open(&config.data)?);
        let intake = IntakeConfig {
            host: broker_address.ip().to_string(),
            port: broker_address.port(),
            tenant: config.tenant.clone(),
            shards: config.shards.clone(),
            client_id: client_id(&config),
        };
        let commander_config = intake.clone();
        let (tracer, traces) = match config.traces.clone().map(traces::start) {
            Some((tracer, figures)) => (Some(tracer), Some(figures)),
            None => (None, None),
        };
        let pipeline_config = PipelineConfig {
            data: config.data.clone(),
            places: config.places.clone(),
            journal: config.journal,
            readings_keep: config.readings_keep,
            intake,
            master_key,
            workers: config.workers,
            snapshot_every: config.snapshot_every,
            clock: clock.to_pipeline(),
            tracer,
        };
        let pipeline = Pipeline::start(pipeline_config, Arc::new(RuleSet::built_in())).await?;
        let (stop, stopping) = watch::channel(false);
        let pipeline = Arc::new(pipeline);
        enlist(&pipeline, config.roster).await?;
        let canary = Canary::default();
        let watch = match config.canary_every {
            Some(every) => {
                enlist(&pipeline, canary::roster(&config.shards)).await?;
                let broker = &commander_config;
                Some(Watch::start(every, broker, master_key, &pipeline, clock, &canary))
            }
            None => None,
        };
        if let Some(weekly) = &config.rota {
            set_rota(&pipeline, weekly, clock.now_ms()).await?;
        }
        let (care, board) = (pipeline.care().clone(), pipeline.board());
        let dispatch = Dispatch::start(config.notify, care, board, stopping.clone()).await?;
        let outbox = dispatch.figures();
        let desk = Arc::new(Desk::of(&config.data));
        let circle = Arc::new(Circle::of(&config.data));
        let commander = Commander::start(commander_config, master_key, pipeline.clone());
        let codes = Codes::of(&config.data, &master_key);
        let names = &config.doors.names;
        let gate = match gate_listener {
            Some((address, listener)) => {
                let tls = authority::gateways_tls(&authority, names)?;
                let fleet = pipeline.fleet();
                Some((address, Gate::open(listener, tls, broker_address, passes, fleet)))
            }
            None => None,
        };
        let counter = match enrol_listener {
            Some((address, listener)) => {
                let tls = authority::visitors_tls(&authority, names)?;
                let office = Office {
                    authority: authority.clone(),
                    codes: codes.clone(),
                    pipeline: pipeline.clone(),
                    master_key,
                    tenant: config.tenant,
                    broker: config.doors.broker.clone(),
                };
                Some((address, Counter::open(listener, tls, office)))
            }
            None => None,
        };
        let registry = Arc::new(Registry {
            authority,
            codes,
            doors: config.doors,
            // A server has one shard at least.
            shard: config.shards.first().copied().unwrap_or(0),
            numbering: Mutex::default(),
        });
        let exports = Exports::open(&config.data, &config.exchange);
        let exports = Arc::new(exports.context("could not open the folder of bulk exports")?);
        let public = config.access.public_url.clone();
        let base = format!("{}/fhir", public.unwrap_or_else(|| format!("http://{address}"))).into();
        let exchange = Arc::new(config.exchange);
        let (settling, surveys, uploads) = (Arc::default(), Arc::default(), Arc::default());
        let lately = Arc::default();
        let (access, demo, disk) = (Arc::new(access), guests.into(), Disk::default());
        let shared = Shared {
            pipeline,
            clock,
            access,
            demo,
            desk,
            notice,
            outbox,
            canary,
            disk,
            traces,
            lately,
            settling,
            circle,
            surveys,
            uploads,
            exports,
            exchange,
            base,
            registry,
            stopping,
        };
        let stops = shared.stopping.clone();
        tokio::spawn(shared.disk.clone().watch(config.data, clock, stops));
        let teller = tokio::spawn(tell(shared.access.clone()));
        tokio::spawn(shared.exports.clone().sweep(shared.stopping.clone()));
        let reminder = tokio::spawn(circle::remind::run(shared.clone()));
        let subscriber = tokio::spawn(fhir::run_subscriptions(shared.clone()));
        let http = serve(routes::router(shared.clone()), shared.stopping.clone());
        Ok(Self {
            shared,
            address,
            broker,
            stop,
            http,
            dispatch,
            commander,
            watch,
            teller,
            reminder,
            subscriber,
            gate,
            counter,
        })
    }

    /// Where pages are served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where gateways connect, if the broker is ours.
    pub fn broker_address(&self) -> Option<SocketAddr> {
        self.broker.as_ref().map(Broker::address)
    }

    /// Where gateways with a certificate connect, and where they get one, if these are open.
    pub fn gateway_addresses(&self) -> (Option<SocketAddr>, Option<SocketAddr>) {
        let address = |address: &SocketAddr| *address;
        (
            self.gate.as_ref().map(|(at, _)| address(at)),
            self.counter.as_ref().map(|(at, _)| address(at)),
        )
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The pipeline.
    pub fn pipeline(&self) -> &Arc<Pipeline> {
        &self.shared.pipeline
    }

    /// Held while it is settled whose a reading is.
    pub(crate) fn settling(&self) -> Arc<Mutex<()>> {
        self.shared.settling.clone()
    }

    /// Runs until `stop` completes or something breaks, then finishes what came in.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        let broken = tokio::select! {
            () = stop => None,
            why = self.shared.pipeline.failure() => Some(why),
            () = self.shared.access.audit.failure() => Some("the audit trail can not be written".into()),
        };
        // Nobody listens only if HTTP has ended already.
        let _ = self.stop.send(true);
        match self.http {
            Http::Port(http) => {
                // A client that sends half a request must not keep the server from stopping.
                let _ = tokio::time::timeout(HTTP_END_MAX, http).await;
            }
            Http::Behind(door) => drop(door.send_replace(None)),
        }
        self.dispatch.end().await;
        drop((self.gate, self.counter, self.commander));
        if let Some(watch) = self.watch {
            watch.end().await;
        }
        self.teller.abort();
        // These end by themselves, and hold the pipeline until then.
        let _ = self.reminder.await;
        let _ = self.subscriber.await;
        self.shared.exports.end().await;
        self.shared.access.close().await;
        let pipeline = self.shared.pipeline;
        // Whoever is still being answered holds it.
        let alone = async {
            while Arc::strong_count(&pipeline) > 1 {
                tokio::time::sleep(ALONE_PAUSE).await;
            }
        };
        let _ = tokio::time::timeout(HTTP_END_MAX, alone).await;
        // Its threads are joined here; nothing else may wait for them.
        let _ = tokio::task::spawn_blocking(move || drop(pipeline)).await;
        drop(self.broker);
        match broken {
            None => Ok(()),
            Some(why) => bail!("{why}"),
        }
    }
}

/// Takes changes of accounts into the trail that the command line makes beside a running server.
async fn tell(access: Arc<Access>) {
    loop {
        tokio::time::sleep(TELL_PAUSE).await;
        if let Err(error) = access.tell().await {
            tracing::warn!(%error, "changes of accounts wait for the audit trail");
        }
    }
}

/// The command line's changes are looked for so often.
const TELL_PAUSE: Duration = Duration::from_secs(5);

/// Opens the pages' port.
pub(crate) async fn listen(at: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(at).await.with_context(|| {
        format!(
            "could not listen on {at}: is the port in use? stop what uses it, or set `listen` (--listen) to another"
        )
    })?;
    let address = listener.local_addr().context("could not tell the port")?;
    Ok((listener, address))
}

/// Opens a port, if it is wanted; tells which key to change if it is taken.
async fn bind(key: &str, address: Option<SocketAddr>) -> Result<Option<(SocketAddr, TcpListener)>> {
    let Some(address) = address else { return Ok(None) };
    let failed = || {
        format!(
            "could not listen on {address}: is the port in use? stop what uses it, or set `{key}`"
        )
    };
    let listener = TcpListener::bind(address).await.with_context(failed)?;
    Ok(Some((listener.local_addr().with_context(failed)?, listener)))
}

/// One for each node: two with the same id would throw each other out.
fn client_id(config: &Config) -> String {
    let shards: Vec<String> = config.shards.iter().map(u32::to_string).collect();
    format!("hearthwatch-ingest-{}-{}", config.tenant, shards.join("."))
}

/// So far ahead a weekly rota is made into dated shifts.
const ROTA_WEEKS: i64 = 13;

/// Open requests get so long to end.
pub(crate) const HTTP_END_MAX: Duration = Duration::from_secs(5);

/// It is looked so often whether they have.
const ALONE_PAUSE: Duration = Duration::from_millis(10);

/// Puts into the journal what the roster lacks. A restart with the same roster adds nothing.
pub async fn enlist(pipeline: &Pipeline, wanted: Vec<Entry>) -> Result<()> {
    let enlisted = match pipeline.missing(wanted).await {
        Some(missing) => pipeline.enlist(missing).await,
        None => false,
    };
    enlisted.then_some(()).context("the server stopped before its roster was in")
}

/// Puts the file's rota into the journal, dated from today on, if it says something else than what is
/// in force. Without one in the file the last one that was set stays.
async fn set_rota(pipeline: &Pipeline, weekly: &WeeklyRota, now_ms: i64) -> Result<()> {
    let rota = Arc::new(weekly.dated(StoredAt::from_unix_ms(now_ms), ROTA_WEEKS));
    if rota == pipeline.board().rota() {
        return Ok(());
    }
    let entry = Entry::RotaSet { rota, by: "configuration".into() };
    let set = pipeline.command(entry).await;
    set.map(drop).context("the server stopped before its rota was in")
}

/// What gateways' keys derive from: in the configuration, or in the data folder, made if it is missing.
pub fn secret(config: &Config) -> Result<[u8; 32]> {
    make_private_folder(&config.data)
        .with_context(|| format!("could not make the folder {}", config.data.display()))?;
    config.master_key.map_or_else(|| kept_key(&config.data), Ok)
}

/// The secret in a data folder, made if there is none.
pub fn kept_key(data: &Path) -> Result<[u8; 32]> {
    let path = data.join("master.key");
    match std::fs::read_to_string(&path) {
        Ok(text) => parse_key(&text).with_context(|| {
            format!(
                "{} does not hold 64 hexadecimal digits: restore it from your backup",
                path.display()
            )
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            rand::rngs::StdRng::from_os_rng().fill_bytes(&mut key);
            write_key(&path, &hex(&key))
                .with_context(|| format!("could not keep the new key in {}", path.display()))?;
            Ok(key)
        }
        Err(error) => Err(error).with_context(|| format!("could not read {}", path.display())),
    }
}

/// Makes a folder that only its owner can look into: it holds what people measured, and keys.
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_key(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let unfinished = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
