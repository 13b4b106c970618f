//! A site with its doors open: a server whose gateways come with certificates, and its own authority.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::scene::Scene;
use crate::server::{Known, Server, TENANT};
use crate::{cargo, port};

/// A server with a port for gateways and one for enrolment.
pub struct Site {
    /// The server.
    pub server: Server,
    /// Its port for gateways with a certificate; nobody listens there if the broker is another's.
    pub gate: u16,
    enrolment: u16,
}

/// What a program printed, both ways, and its exit code.
pub struct Said {
    /// Its exit code.
    pub code: Option<i32>,
    /// All that it printed.
    pub text: String,
}

impl Site {
    /// One with the embedded broker.
    pub fn start(scene: &Scene, known: &[Known]) -> Self {
        let (plain, gate) = (port::free(), port::free());
        let broker = format!(
            "broker_listen = \"127.0.0.1:{plain}\"\ngateways_listen = \"127.0.0.1:{gate}\"\n"
        );
        Self::start_with(scene, known, &broker, gate)
    }

    /// One whose gateways go to another broker, on this port of `localhost`; ingest reads from it on
    /// a plain one.
    pub fn start_beside(scene: &Scene, known: &[Known], tls: u16, plain: u16) -> Self {
        let broker =
            format!("broker = \"127.0.0.1:{plain}\"\ngateways_broker = \"localhost:{tls}\"\n");
        Self::start_with(scene, known, &broker, tls)
    }

    fn start_with(scene: &Scene, known: &[Known], broker: &str, gate: u16) -> Self {
        let enrolment = port::free();
        let doors =
            format!("{broker}enrol_listen = \"127.0.0.1:{enrolment}\"\nnames = [\"localhost\"]\n");
        let server = Server::start_behind(scene, known, &doors);
        Self { server, gate, enrolment }
    }

    /// Where codes are taken.
    pub fn enrolment(&self) -> String {
        format!("localhost:{}", self.enrolment)
    }

    /// A new code for this gateway, and what the server said of it.
    pub fn code(&self, gateway: &str) -> Value {
        let body = json!({ "gateway": gateway, "by": "Sian Jones" });
        let answer = self.server.post("/api/gateways/codes", &body);
        assert_eq!(answer.status, 201, "a code for {gateway}");
        answer.json().expect("a code")
    }

    /// Runs `gateway-agent enrol` with this code; the configuration is to be called `name.toml`.
    pub fn enrol(&self, scene: &Scene, code: &str, name: &str) -> Said {
        let config = scene.path(&format!("{name}.toml"));
        let arguments = ["enrol", "--server", &self.enrolment(), "--code", code, "--config"];
        agent(&arguments, &config)
    }

    /// Makes this machine the gateway; gives its configuration.
    pub fn welcome(&self, scene: &Scene, known: &Known) -> PathBuf {
        let code = self.code(known.gateway.as_str());
        let name = known.gateway.to_string();
        let said = self.enrol(scene, code["code"].as_str().expect("a code"), &name);
        assert_eq!(said.code, Some(0), "{}", said.text);
        let config = scene.path(&format!("{name}.toml"));
        // The scale's clock shows UTC, wherever the machine is.
        let text = std::fs::read_to_string(&config).expect("it was written") + "zone = 0\n";
        std::fs::write(&config, text).expect("it is ours");
        config
    }

    /// What the server says of one gateway.
    pub fn gateway(&self, gateway: &str) -> Value {
        let all = self.server.page("/api/gateways");
        let mut all = all.as_array().cloned().unwrap_or_default().into_iter();
        all.find(|it| it["id"] == gateway).unwrap_or_default()
    }
}

/// Runs one of `gateway-agent`'s commands on a configuration to its end.
pub fn agent(arguments: &[&str], config: &Path) -> Said {
    let mut command = Command::new(cargo::program("gateway-agent"));
    let output = command.args(arguments).arg(config).env("RUST_LOG", "warn").output();
    said(&output.expect("gateway-agent can be started"))
}

/// Runs `mosquitto_pub` or `mosquitto_sub` over TLS: with these files of a gateway's, as this client.
pub fn mosquitto(program: &str, gate: u16, files: &Path, client: &str, more: &[&str]) -> Said {
    let mut command = Command::new(program);
    command.args(["-h", "localhost", "-p", &gate.to_string(), "-V", "mqttv5", "-i", client]);
    command.arg("--cafile").arg(files.join("authority.pem"));
    let identity = files.join("identity.pem");
    command.arg("--cert").arg(&identity).arg("--key").arg(&identity);
    said(&command.args(more).output().expect("tests/run installs Mosquitto's clients"))
}

fn said(output: &std::process::Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { code: output.status.code(), text: text(&output.stdout) + &text(&output.stderr) }
}

/// A topic of this gateway.
pub fn topic(gateway: &str, last: &str) -> String {
    format!("rpm/v1/{TENANT}/0/{gateway}/{last}")
}
