//! A gateway's process: `gateway-agent run`, fed with a monitor's lines, killed and started again.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;

use crate::feeder::Feeder;
use crate::lives::Life;
use crate::process::Process;
use crate::scene::Scene;
use crate::server::{Known, TENANT};
use crate::wall::WallClock;
use crate::{cargo, wait};

/// One gateway: its configuration and spool outlive its process.
pub struct Agent {
    name: String,
    config: PathBuf,
    log: PathBuf,
    pace: Pace,
    clock: Option<WallClock>,
}

/// How fast a monitor measures.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How many readings it gives at once, and how many ms it then rests.
    pub at_once: std::ops::Range<u32>,
    /// See above.
    pub pause_ms: std::ops::Range<u64>,
    /// The most readings that wait for the gateway; beyond it the monitor stops measuring.
    pub open_max: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { at_once: AT_ONCE, pause_ms: PAUSE_MS, open_max: OPEN_MAX }
    }
}

/// A running process of it.
struct Running {
    process: Process,
    stdin: ChildStdin,
    said: Receiver<String>,
}

impl Agent {
    /// A gateway that publishes to the broker on this port.
    pub fn new(scene: &Scene, known: &Known, broker_port: u16) -> Self {
        Self::new_with(scene, known, broker_port, "")
    }

    /// The same with more in its configuration.
    pub fn new_with(scene: &Scene, known: &Known, broker_port: u16, more: &str) -> Self {
        let gateway = &known.gateway;
        let spool = scene.path(&format!("{gateway}-spool"));
        // The scale's clock shows UTC, wherever the machine is.
        let config = format!(
            "gateway = \"{gateway}\"\nkey = \"{}\"\nspool = {spool:?}\n\
             broker = \"127.0.0.1:{broker_port}\"\ntenant = \"{TENANT}\"\nzone = 0\n{more}",
            known.key().to_hex()
        );
        let config = scene.write(&format!("{gateway}.toml"), config);
        let (name, log) = (gateway.to_string(), scene.path(&format!("{gateway}.log")));
        Self { name, config, log, pace: Pace::default(), clock: None }
    }

    /// The same with a monitor that measures as fast as this.
    pub fn at(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The same, and its machine has this clock.
    pub fn by(self, clock: WallClock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// One that was enrolled: its configuration is there.
    pub fn enrolled(scene: &Scene, known: &Known, config: PathBuf) -> Self {
        let name = known.gateway.to_string();
        let log = scene.path(&format!("{name}.log"));
        Self { log, name, config, pace: Pace::default(), clock: None }
    }

    /// Feeds it until that is over, and then until all is saved; its input ends there, and it ends by
    /// itself when the server has confirmed everything. Nothing kills it.
    pub fn work(
        &self,
        feeder: &mut Feeder,
        random: &mut StdRng,
        is_over: impl Fn() -> bool,
    ) -> Process {
        let mut running = self.start();
        while !is_over() {
            self.measure(feeder, random);
            running.give(feeder);
            let pause = |random: &mut StdRng| random.random_range(self.pace.pause_ms.clone());
            running.hear(feeder, Duration::from_millis(pause(random)));
            thread::sleep(Duration::from_millis(pause(random)));
        }
        running.save_all(feeder);
        running.process
    }

    /// What its log has so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its id.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Feeds it through all its lives, measuring as it goes, and kills it at the end of each.
    pub fn live(&self, feeder: &mut Feeder, lives: &[Life], random: &mut StdRng) {
        for life in lives {
            let mut running = self.start();
            if life.from_ready {
                if !feeder.is_full() {
                    feeder.measure();
                }
                running.give(feeder);
                running.hear(feeder, READY_LIMIT);
            }
            let end = Instant::now() + life.length;
            while Instant::now() < end {
                let pause = random.random_range(self.pace.pause_ms.clone());
                let pause = Duration::from_millis(pause);
                let next = end.min(Instant::now() + pause);
                self.measure(feeder, random);
                running.give(feeder);
                running.hear(feeder, next.saturating_duration_since(Instant::now()));
                thread::sleep(next.saturating_duration_since(Instant::now()));
            }
            running.kill(feeder);
            thread::sleep(life.death);
        }
    }

    fn measure(&self, feeder: &mut Feeder, random: &mut StdRng) {
        for _ in 0..random.random_range(self.pace.at_once.clone()) {
            if feeder.open() < self.pace.open_max && !feeder.is_full() {
                feeder.measure();
            }
        }
    }

    /// Starts it once more and gives it what is still open until all is saved. Its input ends
    /// there: it ends by itself when the server has confirmed everything.
    pub fn settle(&self, feeder: &mut Feeder) -> Process {
        let mut running = self.start();
        running.save_all(feeder);
        running.process
    }

    fn start(&self) -> Running {
        let mut command = Command::new(cargo::program("gateway-agent"));
        command.arg("run").arg("--config").arg(&self.config);
        if let Some(clock) = &self.clock {
            clock.lead(&mut command);
        }
        let (process, stdin, stdout) = Process::start_piped(&self.name, &mut command, &self.log);
        let (tx, said) = channel();
        // Ends with the process, whose output then ends.
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            let mut line = String::new();
            // A last line that the kill cut off was not said.
            while stdout.read_line(&mut line).is_ok() && line.ends_with('\n') {
                if tx.send(std::mem::take(&mut line)).is_err() {
                    break;
                }
            }
        });
        Running { process, stdin, said }
    }
}

impl Running {
    /// Writes what the feeder has. A pipe that broke is a gateway that died: it is told next time.
    fn give(&mut self, feeder: &mut Feeder) {
        while feeder.waiting() < GIVEN_MAX {
            let Some(line) = feeder.next_line() else { return };
            if self.stdin.write_all(line.as_bytes()).is_err() {
                return;
            }
        }
    }

    /// Takes what it says, for this long or until everything given is saved.
    fn hear(&self, feeder: &mut Feeder, limit: Duration) {
        let end = Instant::now() + limit;
        while feeder.waiting() > 0 {
            match self.said.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => feeder.take(&line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Gives what is still open until all is saved.
    fn save_all(&mut self, feeder: &mut Feeder) {
        wait::until("the gateway to save everything", SETTLE_LIMIT, || {
            self.give(feeder);
            self.hear(feeder, Duration::from_millis(20));
            (feeder.open() == 0).then_some(())
        });
    }

    /// `kill -9`; what it had said by then counts.
    fn kill(mut self, feeder: &mut Feeder) {
        self.process.kill();
        for line in self.said.iter() {
            feeder.take(&line);
        }
        feeder.gateway_died();
    }
}

/// The most readings that wait for a gateway; beyond it the monitor stops measuring.
const OPEN_MAX: usize = 200;
/// The most readings given and not confirmed: less than a pipe holds, so writing never waits.
const GIVEN_MAX: usize = 400;
/// How many readings a monitor gives at once, and how long it then rests.
const AT_ONCE: std::ops::Range<u32> = 1..4;
const PAUSE_MS: std::ops::Range<u64> = 5..80;
const READY_LIMIT: Duration = Duration::from_secs(10);
const SETTLE_LIMIT: Duration = Duration::from_secs(60);
