//! A real QuestDB, in a process of its own, with the same ports and the same folder in each life.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::Process;
use crate::scene::Scene;
use crate::{port, wait};

/// The server that `tests/run` has fetched.
pub struct QuestDb {
    port: u16,
    postgres_port: u16,
    root: PathBuf,
    log: PathBuf,
    process: Option<Process>,
}

impl QuestDb {
    /// Starts it and waits until it answers.
    pub fn start(scene: &Scene) -> Self {
        let mut server = Self::prepare(scene);
        server.revive();
        server.wait_ready();
        server
    }

    /// Its port and its folder; nothing runs yet.
    pub fn prepare(scene: &Scene) -> Self {
        let (port, postgres_port) = (port::free(), port::free());
        let root = scene.path("questdb");
        std::fs::create_dir_all(root.join("conf")).expect("a folder");
        let config = format!(
            "http.bind.to=127.0.0.1:{port}\nhttp.min.enabled=false\nline.tcp.enabled=false\n\
             pg.net.bind.to=127.0.0.1:{postgres_port}\ntelemetry.enabled=false\nshared.worker.count=2\n"
        );
        std::fs::write(root.join("conf/server.conf"), config).expect("the folder was just made");
        Self { port, postgres_port, root, log: scene.path("questdb.log"), process: None }
    }

    /// Where it speaks HTTP, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it speaks PostgreSQL's protocol, on 127.0.0.1.
    pub fn postgres_port(&self) -> u16 {
        self.postgres_port
    }

    /// Where its data is.
    pub fn folder(&self) -> PathBuf {
        self.root.join("db")
    }

    /// What its clients are told.
    pub fn settings(&self) -> String {
        format!("http::addr=127.0.0.1:{};", self.port)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again, without waiting for it.
    pub fn revive(&mut self) {
        let mut command = Command::new("java");
        command.args([
            "-Xmx512m",
            "--add-exports",
            "java.base/jdk.internal.math=ALL-UNNAMED",
            "-p",
        ]);
        command.arg(jar()).args(["-m", "io.questdb/io.questdb.ServerMain", "-d"]).arg(&self.root);
        command.env("QDB_LOG_W_STDOUT_LEVEL", "ERROR");
        self.process = Some(Process::start("questdb", &mut command, &self.log));
    }

    /// Waits until it answers.
    pub fn wait_ready(&self) {
        wait::until("questdb to listen", LIMIT, || {
            TcpStream::connect(("127.0.0.1", self.port)).ok()?;
            self.try_ask("SELECT 1")
        });
    }

    /// The rows of a statement, which it must understand.
    #[track_caller]
    pub fn ask(&self, statement: &str) -> Vec<Vec<Value>> {
        self.try_ask(statement).unwrap_or_else(|| panic!("questdb does not answer {statement}"))
    }

    /// The rows of a statement, if it answers and understands.
    pub fn try_ask(&self, statement: &str) -> Option<Vec<Vec<Value>>> {
        let address = format!("http://127.0.0.1:{}/exec", self.port);
        let mut answer = ureq::get(&address).query("query", statement).call().ok()?;
        let answer = answer.body_mut().read_to_vec().ok()?;
        let mut answer: Value = serde_json::from_slice(&answer).ok()?;
        match answer["dataset"].take() {
            // What gives no rows says that it went well.
            Value::Null if answer["error"].is_null() => Some(Vec::new()),
            rows => serde_json::from_value(rows).ok(),
        }
    }

    /// The one number that a statement gives.
    #[track_caller]
    pub fn number(&self, statement: &str) -> i64 {
        let rows = self.ask(statement);
        rows[0][0].as_i64().unwrap_or_else(|| panic!("{statement}: {rows:?}"))
    }
}

/// Where `tests/run` put the server.
fn jar() -> PathBuf {
    let named = std::env::var_os("HEARTHWATCH_QUESTDB_JAR");
    let jar = PathBuf::from(
        named.expect("HEARTHWATCH_QUESTDB_JAR names QuestDB's jar; tests/run sets it"),
    );
    assert!(jar.is_file(), "no QuestDB at {}: tests/run fetches it", jar.display());
    jar
}

/// Java takes its time on a busy machine.
const LIMIT: Duration = Duration::from_secs(90);
