//! The server's process: `hearthwatch serve` on a data folder that outlives it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};
use std::time::Duration;

use serde_json::Value;
use vitals::GatewayId;
use wire::GatewayKey;

use crate::http::Answer;
use crate::process::Process;
use crate::scene::Scene;
use crate::wall::WallClock;
use crate::{access, cargo, http, port, wait};

/// A gateway that the server knows, with one device that one patient wears.
#[derive(Debug, Clone)]
pub struct Known {
    /// The gateway's id.
    pub gateway: GatewayId,
    /// Whether it may send JSON, which nothing authenticates.
    pub json: bool,
    /// The device.
    pub device: String,
    /// The patient who wears it.
    pub patient: String,
}

impl Known {
    /// The gateway with this number, and who belongs to it.
    pub fn numbered(number: u8) -> Self {
        Self {
            gateway: format!("gw-{number}").parse().expect("an id"),
            json: false,
            device: format!("scale-{number}"),
            patient: format!("p-{number:04}"),
        }
    }

    /// The same, and it may send JSON.
    pub fn with_json(self) -> Self {
        Self { json: true, ..self }
    }

    /// The gateway's key.
    pub fn key(&self) -> GatewayKey {
        GatewayKey::derive(&MASTER_KEY, &self.gateway)
    }

    /// The topic on which this gateway's readings come.
    pub fn topic(&self) -> String {
        format!("rpm/v1/{TENANT}/{SHARD}/{}/readings", self.gateway)
    }
}

/// The server: the same ports and the same data in each of its lives.
pub struct Server {
    port: u16,
    config: PathBuf,
    data: PathBuf,
    log: PathBuf,
    clock: Option<WallClock>,
    process: Option<Process>,
}

impl Server {
    /// Starts one that knows these gateways and reads from the broker on this port, and waits
    /// until it answers.
    pub fn start(scene: &Scene, broker_port: u16, known: &[Known]) -> Self {
        Self::start_with(scene, broker_port, known, "")
    }

    /// The same with more in its configuration.
    pub fn start_with(scene: &Scene, broker_port: u16, known: &[Known], more: &str) -> Self {
        let port = port::free();
        Self::start_from(scene, port, config(scene, port, broker_port, known) + more, None)
            .hearing()
    }

    /// The same with a synthetic patient, of whom a reading is sent so often.
    pub fn start_watched(
        scene: &Scene,
        broker_port: u16,
        known: &[Known],
        every: Duration,
        more: &str,
    ) -> Self {
        let port = port::free();
        let config = config(scene, port, broker_port, known) + more;
        let watched = format!("canary_every_s = {}", every.as_secs());
        Self::start_from(scene, port, config.replace(UNWATCHED, &watched), None).hearing()
    }

    /// The same, going by this clock.
    pub fn start_by(
        clock: &WallClock,
        scene: &Scene,
        broker_port: u16,
        known: &[Known],
        more: &str,
    ) -> Self {
        let port = port::free();
        let config = config(scene, port, broker_port, known) + more;
        Self::start_from(scene, port, config, Some(clock.clone())).hearing()
    }

    /// Starts one that knows these gateways, with these keys about brokers at the beginning.
    pub fn start_behind(scene: &Scene, known: &[Known], doors: &str) -> Self {
        let port = port::free();
        let config = config(scene, port, 0, known);
        let (before, after) = config.split_once("broker = \"127.0.0.1:0\"\n").expect("a broker");
        Self::start_from(scene, port, [before, doors, after].concat(), None)
    }

    /// The same with more at its end, and a data folder of the caller's choice.
    pub fn start_at(scene: &Scene, known: &[Known], doors: &str, more: &str) -> Self {
        let port = port::free();
        let config = config(scene, port, 0, known);
        let (before, after) = config.split_once("broker = \"127.0.0.1:0\"\n").expect("a broker");
        Self::start_from(scene, port, [before, doors, after, more].concat(), None)
    }

    /// Has it go by this clock from its next life on.
    pub fn go_by(&mut self, clock: &WallClock) {
        self.clock = Some(clock.clone());
    }

    /// Whether its process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.ended().is_some())
    }

    /// The number of its process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    fn start_from(scene: &Scene, port: u16, config: String, clock: Option<WallClock>) -> Self {
        let config = scene.write("hearthwatch.toml", config);
        let log = scene.path("hearthwatch.log");
        let data = scene.path("data");
        access::at(port, &config);
        let mut server = Self { port, config, data, log, clock, process: None };
        server.revive();
        server.wait_ready();
        server
    }

    /// The same when it hears its broker: what is sent before that nobody hears.
    fn hearing(self) -> Self {
        wait::until("hearthwatch to hear its broker", LIMIT, || {
            (self.ops()?["broker_connected"] == true).then_some(())
        });
        self
    }

    /// Where its pages are, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its configuration.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        self.process.take().expect("it runs").stop(LIMIT)
    }

    /// Starts it again, without waiting for it.
    pub fn revive(&mut self) {
        let mut command = Command::new(cargo::program("hearthwatch"));
        command.arg("serve").arg("--config").arg(&self.config);
        if let Some(clock) = &self.clock {
            clock.lead(&mut command);
        }
        self.process = Some(Process::start("hearthwatch serve", &mut command, &self.log));
    }

    /// Waits until it answers.
    pub fn wait_ready(&self) {
        wait::until("hearthwatch to answer", LIMIT, || self.ops());
    }

    /// Waits until it answers, it has ended, or that is over.
    pub fn wait_ready_or(&mut self, is_over: impl Fn() -> bool) {
        wait::until("hearthwatch to answer", LIMIT, || {
            (is_over() || self.has_ended() || self.ops().is_some()).then_some(())
        });
    }

    /// Waits until everything that is durable is on its pages.
    pub fn wait_settled(&self) {
        wait::until("hearthwatch to show all that is durable", LIMIT, || {
            let ops = self.ops()?;
            let behind = ["/care/behind", "/store/behind"].map(|path| ops.pointer(path).cloned());
            behind.iter().all(|behind| *behind == Some(0.into())).then_some(())
        });
    }

    /// What the operator sees, when it answers.
    pub fn ops(&self) -> Option<Value> {
        http::get_json(self.port, "/api/ops").ok()
    }

    /// A page of its interface, which must be there.
    pub fn page(&self, path: &str) -> Value {
        http::get_json(self.port, path).unwrap_or_else(|e| panic!("{e:#}"))
    }

    /// The newest of the audit trail that says this; waits until one does.
    pub fn told(&self, what: &str) -> Value {
        wait::until(&format!("{what:?} in the trail"), LIMIT, || {
            let trail = self.page("/api/audit");
            let records = trail["records"].as_array()?.clone();
            records.into_iter().find(|record| record["what"] == what)
        })
    }

    /// Posts JSON to its interface; it must answer.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        http::post_json(self.port, path, body).unwrap_or_else(|e| panic!("{e:#}"))
    }

    /// What `hearthwatch verify` says of its data, which it must find right.
    pub fn verify(&self) -> Value {
        verify(&self.data)
    }
}

/// What `hearthwatch verify` says of a data folder, which it must find right.
#[track_caller]
pub fn verify(data: &Path) -> Value {
    let Output { status, stdout, stderr } = run(&["verify", "--data"], data);
    assert!(status.success(), "verify: {}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).expect("verify prints JSON")
}

/// Runs one of `hearthwatch`'s commands on a file or folder to its end.
pub fn run(arguments: &[&str], path: &Path) -> Output {
    let mut command = Command::new(cargo::program("hearthwatch"));
    command.args(arguments).arg(path).output().expect("hearthwatch can be started")
}

/// The configuration of a server that knows these gateways.
pub fn config(scene: &Scene, port: u16, broker_port: u16, known: &[Known]) -> String {
    let master_key: String = MASTER_KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = format!(
        "listen = \"127.0.0.1:{port}\"\ndata = {:?}\nbroker = \"127.0.0.1:{broker_port}\"\n\
         tenant = \"{TENANT}\"\nshards = [{SHARD}]\nsnapshot_every = {SNAPSHOT_EVERY}\n{UNWATCHED}\n\
         master_key = \"{master_key}\"\n",
        scene.path("data")
    );
    for Known { gateway, json, device, patient } in known {
        text += &format!(
            "\n[[gateways]]\nid = \"{gateway}\"\njson = {json}\n\
             \n[[devices]]\nid = \"{device}\"\npatient = \"{patient}\"\n\
             \n[[patients]]\nid = \"{patient}\"\n"
        );
    }
    text
}

/// Whose gateways these are.
pub const TENANT: &str = "test";
const SHARD: u32 = 0;
const MASTER_KEY: [u8; 32] = [0x5A; 32];
/// So few entries that every test's restarts begin from a snapshot.
const SNAPSHOT_EVERY: u32 = 10;
/// Without a synthetic patient: tests know each entry of their journal. `canary.rs` has servers with one.
const UNWATCHED: &str = "canary_every_s = 0";
const LIMIT: Duration = Duration::from_secs(60);
