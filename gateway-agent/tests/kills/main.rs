//! `kill -9` at any moment: what the shipped program has answered as saved reaches the server, once.
//!
//! `HEARTHWATCH_KILLS=1000` for the long run of each test; it prints what it saw.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use wire::GatewayKey;

use self::stand_in::StandIn;

mod outage;
mod stand_in;

const KILLS: u32 = 20;
const SEED: u64 = 7;
const KEY: [u8; 32] = [1; 32];

#[test]
fn a_killed_gateway_loses_and_doubles_nothing_that_it_saved() {
    check(kills(), &StandIn::start(GatewayKey::from_bytes(KEY), None));
}

#[test]
fn nor_does_it_when_the_server_and_the_network_fail_too() {
    check(kills(), &StandIn::start(GatewayKey::from_bytes(KEY), Some(SEED)));
}

fn kills() -> u32 {
    std::env::var("HEARTHWATCH_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(KILLS)
}

fn check(kills: u32, server: &StandIn) {
    let dir = tempfile::tempdir().unwrap();
    let config = configure(dir.path(), server);
    let mut random = StdRng::seed_from_u64(SEED);
    let monitor = Monitor::default();
    for _ in 0..kills {
        let gateway = start(&config, &monitor);
        thread::sleep(Duration::from_millis(random.random_range(0..120)));
        kill(gateway);
    }
    let (mut gateway, lines, answers) = start(&config, &monitor);
    thread::sleep(Duration::from_millis(100));
    // The end of its input: it sends what is left, and ends by itself.
    monitor.tired(true);
    lines.join().unwrap();
    assert!(gateway.wait().unwrap().success());
    answers.join().unwrap();
    judge(kills, &monitor, server, &dir.path().join("spool"));
}

fn judge(kills: u32, monitor: &Monitor, server: &StandIn, spool: &Path) {
    let store = server.store();
    let there: Vec<u32> = store.values().flatten().copied().collect();
    let unique: BTreeSet<u32> = there.iter().copied().collect();
    let saved = monitor.saved.lock().unwrap();
    let lost = saved.difference(&unique).count();
    let doubled = there.len() - unique.len();
    let offered = *monitor.next.lock().unwrap();
    println!(
        "{kills} kills: {offered} readings offered, {} saved, {} at the server, {lost} lost, \
         {doubled} doubled, {} incarnations, {} folders",
        saved.len(),
        there.len(),
        store.len(),
        fs::read_dir(spool).unwrap().filter(|it| it.as_ref().unwrap().path().is_dir()).count(),
    );
    assert!(saved.len() as u32 > kills, "something was saved between the kills");
    assert_eq!((lost, doubled, store.len()), (0, 0, 1));
}

fn configure(dir: &Path, server: &StandIn) -> std::path::PathBuf {
    let config = dir.join("gateway.toml");
    let text = format!(
        "gateway = \"gw-1\"\nkey = \"{}\"\nspool = {:?}\nbroker = \"{}\"\nzone = 0\n",
        GatewayKey::from_bytes(KEY).to_hex(),
        dir.join("spool"),
        server.address,
    );
    fs::write(&config, text).unwrap();
    config
}

/// A belt that measures as fast as it is listened to, and never says a thing twice.
#[derive(Clone, Default)]
struct Monitor {
    next: Arc<Mutex<u32>>,
    saved: Arc<Mutex<BTreeSet<u32>>>,
    tired: Arc<Mutex<bool>>,
}

impl Monitor {
    fn tired(&self, tired: bool) {
        *self.tired.lock().unwrap() = tired;
    }

    /// Gives lines until nobody takes them, or it is tired. Those that are answered are in order.
    fn speak(&self, mut lines: ChildStdin, offered: &Mutex<Vec<u32>>) {
        while !*self.tired.lock().unwrap() {
            let number = {
                let mut next = self.next.lock().unwrap();
                *next += 1;
                *next
            };
            offered.lock().unwrap().push(number);
            if lines.write_all(line(number).as_bytes()).is_err() {
                return;
            }
        }
    }

    fn listen(&self, answers: impl BufRead, offered: &Mutex<Vec<u32>>) {
        // The last line may be cut by the kill: whoever reads half an answer has none.
        let whole = answers.split(b'\n').map_while(Result::ok);
        for (at, answer) in whole.enumerate() {
            let Ok(answer) = serde_json::from_slice::<serde_json::Value>(&answer) else { return };
            assert!(answer["saved"]["seq"].is_u64(), "{answer}");
            let number = offered.lock().unwrap()[at];
            assert!(self.saved.lock().unwrap().insert(number));
        }
    }
}

/// A heart rate whose intervals carry the number.
fn line(number: u32) -> String {
    let mut hex = "103d".to_owned();
    for half in [(number >> 16) as u16, number as u16] {
        for byte in half.to_le_bytes() {
            // Writing to a text doesn't fail.
            let _ = write!(hex, "{byte:02x}");
        }
    }
    format!(r#"{{"device":"belt-1","characteristic":"2a37","hex":"{hex}","live":true}}"#) + "\n"
}

type Running = (Child, thread::JoinHandle<()>, thread::JoinHandle<()>);

fn start(config: &Path, monitor: &Monitor) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway-agent"));
    command.arg("run").arg("--config").arg(config).env("RUST_LOG", "error");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut gateway = piped.spawn().unwrap();
    let (stdin, stdout) = (gateway.stdin.take().unwrap(), gateway.stdout.take().unwrap());
    let offered = Arc::new(Mutex::new(Vec::new()));
    let (speaker, listener) = (monitor.clone(), monitor.clone());
    let said = offered.clone();
    let lines = thread::spawn(move || speaker.speak(stdin, &said));
    let answers = thread::spawn(move || listener.listen(BufReader::new(stdout), &offered));
    (gateway, lines, answers)
}

/// `Child::kill` is SIGKILL.
fn kill((mut gateway, lines, answers): Running) {
    gateway.kill().unwrap();
    gateway.wait().unwrap();
    lines.join().unwrap();
    answers.join().unwrap();
}
