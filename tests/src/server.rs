//! The server's process: `hearthwatch serve` on a data folder that outlives it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::Process;
use crate::scene::Scene;
use crate::{cargo, http, port, wait};

/// A gateway that the server knows, with one device that one patient wears.
#[derive(Debug, Clone)]
pub struct Known {
    /// The gateway's id.
    pub gateway: String,
    /// Its key, 64 hexadecimal digits.
    pub key: String,
    /// The device.
    pub device: String,
    /// The patient who wears it.
    pub patient: String,
}

impl Known {
    /// The gateway with this number, and who belongs to it.
    pub fn numbered(number: u8) -> Self {
        Self {
            gateway: format!("gw-{number}"),
            key: format!("{number:02x}").repeat(32),
            device: format!("scale-{number}"),
            patient: format!("p-{number:04}"),
        }
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
    log: PathBuf,
    process: Option<Process>,
}

impl Server {
    /// Starts one that knows these gateways and reads from the broker on this port, and waits
    /// until it answers.
    pub fn start(scene: &Scene, broker_port: u16, known: &[Known]) -> Self {
        let port = port::free();
        let config = scene.write("hearthwatch.toml", config(scene, port, broker_port, known));
        let log = scene.path("hearthwatch.log");
        let mut server = Self { port, config, log, process: None };
        server.revive();
        server.wait_ready();
        server
    }

    /// Where its pages are, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again, without waiting for it.
    pub fn revive(&mut self) {
        let mut command = Command::new(cargo::program("hearthwatch"));
        command.arg("serve").arg("--config").arg(&self.config);
        self.process = Some(Process::start("hearthwatch serve", &mut command, &self.log));
    }

    /// Waits until it answers.
    pub fn wait_ready(&self) {
        wait::until("hearthwatch to answer", LIMIT, || self.ops());
    }

    /// What the operator sees, when it answers.
    pub fn ops(&self) -> Option<Value> {
        http::get_json(self.port, "/api/ops").ok()
    }

    /// A page of its interface, which must be there.
    pub fn page(&self, path: &str) -> Value {
        http::get_json(self.port, path).unwrap_or_else(|e| panic!("{e:#}"))
    }
}

/// The configuration of a server that knows these gateways.
pub fn config(scene: &Scene, port: u16, broker_port: u16, known: &[Known]) -> String {
    let mut text = format!(
        "listen = \"127.0.0.1:{port}\"\ndata = {:?}\nbroker = \"127.0.0.1:{broker_port}\"\n\
         tenant = \"{TENANT}\"\nshard = \"{SHARD}\"\n",
        scene.path("data")
    );
    for Known { gateway, key, device, patient } in known {
        text += &format!(
            "\n[[gateways]]\nid = \"{gateway}\"\nkey = \"{key}\"\n\
             \n[[devices]]\nid = \"{device}\"\npatient = \"{patient}\"\n\
             \n[[patients]]\nid = \"{patient}\"\n"
        );
    }
    text
}

const TENANT: &str = "test";
const SHARD: &str = "0";
const LIMIT: Duration = Duration::from_secs(60);
