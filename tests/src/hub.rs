//! A gateway's process that listens to Bluetooth on a bus of the test's own, and its spool.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use gateway_agent::spool::{Spool, SpoolKey, SpoolOptions};
use vitals::HeardAt;
use wire::{GatewayKey, Incarnation, WireReading};

use crate::bus::Bus;
use crate::process::Process;
use crate::scene::Scene;
use crate::{cargo, port, wait};

/// A gateway without a broker: what it saves stays in its spool.
pub struct Hub {
    config: PathBuf,
    spool: PathBuf,
    log: PathBuf,
    bus: String,
    process: Option<Process>,
}

impl Hub {
    /// Starts it with these monitors, as the key `monitors` has them, and further lines of
    /// configuration.
    pub fn start(scene: &Scene, bus: &Bus, monitors: &str, more: &str) -> Self {
        let spool = scene.path("spool");
        let config = format!(
            "gateway = \"gw-1\"\nkey = \"{}\"\nspool = {spool:?}\nzone = 0\n\
             broker = \"127.0.0.1:{}\"\nbluetooth = \"on\"\nmonitors = \"{monitors}\"\n{more}",
            "01".repeat(32),
            port::free(),
        );
        let config = scene.write("gateway.toml", config);
        let bus = bus.address().to_owned();
        let mut hub = Self { config, spool, log: scene.path("gateway.log"), bus, process: None };
        hub.revive();
        hub
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again.
    pub fn revive(&mut self) {
        let mut command = Command::new(cargo::program("gateway-agent"));
        command.arg("run").arg("--config").arg(&self.config);
        command.env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus).env("RUST_LOG", "gateway_agent=debug");
        self.process = Some(Process::start("gateway-agent", &mut command, &self.log));
    }

    /// Runs another command on its configuration; gives the exit code and what was printed.
    pub fn ask(&self, command: &str, more: &[&str]) -> (Option<i32>, String) {
        let mut program = Command::new(cargo::program("gateway-agent"));
        program.arg(command).arg("--config").arg(&self.config).args(more);
        let output = program.env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus).output();
        let output = output.expect("it can be started");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Asks it to end, and waits for that.
    pub fn stop(&mut self, limit: Duration) -> std::process::ExitStatus {
        self.process.as_mut().expect("it runs").stop(limit)
    }

    /// Waits until its log has these words.
    #[track_caller]
    pub fn says(&self, words: &str) {
        wait::until(words, LIMIT, || {
            std::fs::read_to_string(&self.log).ok().filter(|log| log.contains(words))
        });
    }

    /// What it costs: resident memory in kB, and processor time since its start.
    pub fn cost(&self) -> (u64, Duration) {
        let id = self.process.as_ref().expect("it runs").id();
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{id}/{name}"));
        let status = read("status").expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        // After the name in parentheses: user and system time are the 12th and 13th, in 1/100 s.
        let stat = read("stat").expect("Linux");
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or("").split(' ').collect();
        let ticks: u64 = fields[11..13].iter().filter_map(|it| it.parse::<u64>().ok()).sum();
        (resident.expect("a number"), Duration::from_millis(ticks * 10))
    }

    /// Where its spool is.
    pub fn spool(&self) -> &Path {
        &self.spool
    }

    /// Waits until so many readings are in its spool, and gives them.
    #[track_caller]
    pub fn saved(&self, count: usize) -> Vec<WireReading> {
        wait::until(&format!("{count} readings in the spool"), LIMIT, || {
            let readings = saved(&self.spool);
            (readings.len() >= count).then_some(readings)
        })
    }
}

/// What is in a spool while its gateway writes to it.
pub fn saved(spool: &Path) -> Vec<WireReading> {
    let options = SpoolOptions { exclusive: false, ..SpoolOptions::default() };
    // It is copied, because opening one mends its end, which may be half a write now.
    let copy = tempfile::tempdir().expect("a temporary folder");
    if copy_folder(spool, copy.path()).is_err() {
        return Vec::new();
    }
    let now = HeardAt::from_unix_ms(0);
    let key = SpoolKey::derive(&GatewayKey::from_bytes([1; 32]));
    let Ok(mut spool) = Spool::open(copy.path(), &key, options, Incarnation(0), now) else {
        return Vec::new();
    };
    match spool.durable() {
        0 => Vec::new(),
        durable => spool.read(1, durable).unwrap_or_default(),
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

const LIMIT: Duration = Duration::from_secs(20);
