//! The demo's process: `hearthwatch demo` on ports of its own.

use std::process::{Command, Output};
use std::time::Duration;

use crate::process::Process;
use crate::scene::Scene;
use crate::{access, cargo, http, port, wait};

/// A running demo. Dropping it kills it.
pub struct Demo {
    port: u16,
    _process: Process,
}

impl Demo {
    /// Starts one and waits until it answers.
    pub fn start(scene: &Scene, arguments: &[&str]) -> Self {
        let (port, mut command) = command(arguments);
        let process = Process::start("hearthwatch demo", &mut command, &scene.path("demo.log"));
        access::at_demo(port);
        wait::until("the demo to answer", LIMIT, || http::get_json(port, "/api/ops").ok());
        Self { port, _process: process }
    }

    /// Its clock, ms since 1970.
    pub fn now_ms(&self) -> i64 {
        let ops = http::get_json(self.port, "/api/ops").expect("the demo answers");
        ops["as_of"].as_i64().expect("a time")
    }

    /// Where its pages are, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of its pages.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Runs a demo that ends by itself.
pub fn run(arguments: &[&str]) -> Output {
    let (_, mut command) = command(arguments);
    command.output().expect("hearthwatch can be started")
}

fn command(arguments: &[&str]) -> (u16, Command) {
    let port = port::free();
    let [pages, broker] = [port, port::free()].map(|port| format!("127.0.0.1:{port}"));
    let mut command = Command::new(cargo::program("hearthwatch"));
    command.args(["demo", "--listen", &pages, "--broker-listen", &broker]).args(arguments);
    (port, command)
}

const LIMIT: Duration = Duration::from_secs(60);
