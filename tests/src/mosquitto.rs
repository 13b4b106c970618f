//! A real broker: Mosquitto with its memory as its only store, so that a kill loses what it held.

use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::Process;
use crate::scene::Scene;
use crate::{port, wait};

/// Mosquitto on a loopback port of its own, the same port in each of its lives.
pub struct Mosquitto {
    port: u16,
    config: PathBuf,
    log: PathBuf,
    process: Option<Process>,
}

impl Mosquitto {
    /// Starts it and waits until it takes connections.
    pub fn start(scene: &Scene) -> Self {
        let port = port::free();
        // The queue keeps its default limit, beyond which Mosquitto drops without a word.
        let config = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n"
        );
        let config = scene.write("mosquitto.conf", config);
        let mut broker = Self { port, config, log: scene.path("mosquitto.log"), process: None };
        broker.revive();
        broker.wait_ready();
        broker
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again, without waiting for it.
    pub fn revive(&mut self) {
        let mut command = Command::new(PROGRAM);
        command.arg("-c").arg(&self.config);
        self.process = Some(Process::start("mosquitto", &mut command, &self.log));
    }

    /// Waits until it takes connections.
    pub fn wait_ready(&self) {
        wait::until("mosquitto to listen", LIMIT, || {
            TcpStream::connect(("127.0.0.1", self.port)).ok()
        });
    }

    /// Listens on a topic with `mosquitto_sub`; returns when the broker knows of it.
    pub fn subscribe(&self, scene: &Scene, topic: &str) -> Subscription {
        let log = scene.path("mosquitto_sub.log");
        // Without stdbuf its words stay in its own buffer for as long as it lives.
        let mut command = Command::new("stdbuf");
        command.args([
            "-oL",
            "mosquitto_sub",
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-V",
            "mqttv5",
        ]);
        // Each payload as a line of hexadecimal digits; -d says when the subscription stands.
        command.args(["-q", "1", "-t", topic, "-F", "payload %x", "-d"]);
        let process = Process::start("mosquitto_sub", &mut command, &log);
        wait::until("the subscription", LIMIT, || {
            std::fs::read_to_string(&log).ok().filter(|said| said.contains("Subscribed"))
        });
        Subscription { log, _process: process }
    }

    /// Publishes one message through `mosquitto_pub`, as somebody else's gateway would, and
    /// returns when the broker has taken it.
    pub fn publish(&self, topic: &str, content_type: &str, payload: &[u8]) {
        self.publish_with(topic, content_type, &[], payload);
    }

    /// The same with user properties: names and values in turn.
    pub fn publish_with(
        &self,
        topic: &str,
        content_type: &str,
        properties: &[&str],
        payload: &[u8],
    ) {
        let mut command = Command::new("mosquitto_pub");
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.args(["-V", "mqttv5", "-q", "1", "-t", topic]);
        command.args(["-D", "publish", "content-type", content_type]);
        for property in properties.chunks(2) {
            command.args(["-D", "publish", "user-property"]).args(property);
        }
        // It refuses an empty input, and has a switch for an empty message instead.
        command.arg(if payload.is_empty() { "-n" } else { "-s" });
        command.stdin(Stdio::piped());
        let mut child = command.spawn().expect("tests/run installs mosquitto_pub");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        stdin.write_all(payload).expect("mosquitto_pub reads its input");
        drop(stdin);
        let status = child.wait().expect("mosquitto_pub is our child");
        assert!(status.success(), "mosquitto_pub to {topic}: {status}");
    }
}

/// Mosquitto with a plain port for the server and a port with certificates for gateways: each is who
/// its certificate says, and has its own topics, as `pattern` in its access list has them. EMQX has the
/// same in `{allow, all, publish, ["rpm/v1/+/+/${clientid}/#"]}`.
pub struct Guarded {
    port: u16,
    tls_port: u16,
    certificates: PathBuf,
    config: PathBuf,
    log: PathBuf,
}

impl Guarded {
    /// Its ports and its configuration; the certificates are to be made yet.
    pub fn prepare(scene: &Scene) -> Self {
        let (port, tls_port) = (port::free(), port::free());
        let certificates = scene.path("mosquitto");
        let own = |verb: &str, last: &str| format!("pattern {verb} rpm/v1/+/+/%u/{last}\n");
        let gateways: String = [("write", "readings"), ("write", "status"), ("write", "cmd/ack")]
            .into_iter()
            .chain([("read", "ledger"), ("read", "cmd")])
            .map(|(verb, last)| own(verb, last))
            .collect();
        let gateways = scene.write("gateways.acl", gateways);
        let server = scene.write("server.acl", "topic readwrite rpm/v1/#\n");
        let config = format!(
            "per_listener_settings true\nlog_dest stderr\n\
             listener {port} 127.0.0.1\nallow_anonymous true\nacl_file {server}\npersistence false\n\
             listener {tls_port}\npersistence false\n\
             cafile {folder}/authority.pem\ncertfile {folder}/broker.pem\nkeyfile {folder}/broker.key\n\
             require_certificate true\nuse_identity_as_username true\n\
             use_username_as_clientid true\nallow_anonymous false\nacl_file {gateways}\n",
            server = server.display(),
            folder = certificates.display(),
            gateways = gateways.display(),
        );
        let config = scene.write("mosquitto.conf", config);
        Self { port, tls_port, certificates, config, log: scene.path("mosquitto.log") }
    }

    /// Its plain port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its port for gateways.
    pub fn tls_port(&self) -> u16 {
        self.tls_port
    }

    /// Where `broker.pem`, `broker.key` and `authority.pem` belong.
    pub fn certificates(&self) -> &Path {
        &self.certificates
    }

    /// Starts it, now that it has certificates, and waits until it takes connections.
    pub fn begin(&self) -> Process {
        // It gives up root, if it has it, before it reads them.
        let mode = std::os::unix::fs::PermissionsExt::from_mode;
        for (name, bits) in
            [("", 0o755), ("broker.key", 0o644), ("broker.pem", 0o644), ("authority.pem", 0o644)]
        {
            let path = self.certificates.join(name);
            std::fs::set_permissions(&path, mode(bits)).expect("they are ours");
        }
        let folder = self.config.parent().expect("it lies in the scene");
        std::fs::set_permissions(folder, mode(0o755)).expect("it is ours");
        let mut command = Command::new(PROGRAM);
        command.arg("-c").arg(&self.config);
        let process = Process::start("mosquitto", &mut command, &self.log);
        wait::until("mosquitto to listen", LIMIT, || {
            TcpStream::connect(("127.0.0.1", self.tls_port)).ok()
        });
        process
    }
}

/// What was heard on a topic so far.
pub struct Subscription {
    log: PathBuf,
    _process: Process,
}

impl Subscription {
    /// The payload of each message, oldest first.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        let whole = said.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        whole.filter_map(|line| line.strip_prefix("payload ")).map(from_hex).collect()
    }
}

fn from_hex(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("mosquitto_sub writes hex");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Debian puts it where a plain user's PATH doesn't look; `tests/run` adds that folder.
const PROGRAM: &str = "mosquitto";
const LIMIT: Duration = Duration::from_secs(10);
