//! A real PostgreSQL: a cluster of the test's own, with the same port and folder in each life.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::process::Process;
use crate::scene::Scene;
use crate::{port, wait};

/// The server from Debian's package, as a user who isn't root.
pub struct PostgreSql {
    port: u16,
    folder: PathBuf,
    log: PathBuf,
    process: Option<Process>,
    databases: AtomicU32,
}

impl PostgreSql {
    /// Makes a cluster, starts it and waits until it answers.
    ///
    /// It sorts texts as English dictionaries do, as many servers do and ours must not rely on.
    pub fn start(scene: &Scene) -> Self {
        let folder = scene.path("postgres");
        std::fs::create_dir(&folder).expect("a new folder");
        if is_root() {
            // The server refuses to run as root, and the scene is root's alone.
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o711);
            std::fs::set_permissions(scene.path("."), mode).expect("it is ours");
            run(Command::new("chown").arg(USER).arg(&folder));
        }
        let mut command = program("initdb");
        command.args(["-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]);
        run(command.args(["--locale-provider=icu", "--icu-locale=en", "-D"]).arg(&folder));
        let (port, log) = (port::free(), scene.path("postgres.log"));
        let mut server = Self { port, folder, log, process: None, databases: AtomicU32::new(0) };
        server.revive();
        server.wait_ready();
        server
    }

    /// `kill -9`; its own children notice and end.
    pub fn kill(&mut self) {
        self.process = None;
        let port = self.port;
        wait::until("postgres to be gone", LIMIT, || TcpStream::connect(("127.0.0.1", port)).err());
    }

    /// Starts it again, without waiting for it.
    pub fn revive(&mut self) {
        let mut command = program("postgres");
        command.arg("-D").arg(&self.folder).arg("-k").arg(&self.folder);
        command.args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        self.process = Some(Process::start("postgres", &mut command, &self.log));
    }

    /// Waits until it answers. One that ended while the last one's children were still there is started again,
    /// as whatever runs it does.
    pub fn wait_ready(&mut self) {
        wait::until("postgres to answer", LIMIT, || {
            if self.process.as_mut().is_some_and(|process| process.ended().is_some()) {
                self.revive();
            }
            let mut command = self.client("pg_isready");
            command.arg("-q").status().ok().filter(std::process::ExitStatus::success)
        });
    }

    /// The address of a new, empty database.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("care_{number}");
        run(self.client("createdb").arg(&name));
        format!("postgres://{USER}@127.0.0.1:{}/{name}", self.port)
    }

    /// The lines that a statement gives in a database of this address.
    pub fn ask(&self, database: &str, statement: &str) -> Vec<String> {
        let output = program("psql").args(["-XAt", "-c", statement, database]).output();
        let output = output.expect("psql comes with the server");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }

    fn client(&self, name: &str) -> Command {
        let mut command = program(name);
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER]);
        command
    }
}

/// One of the server's programs, as the user that Debian's package makes if we are root.
fn program(name: &str) -> Command {
    let path = newest().join(name);
    // The server's own user need not be able to read the folder that the test runs in.
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups"]);
        command.arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/");
    command
}

/// Where Debian puts the programs of the newest version that is installed.
fn newest() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|entry| entry.path().join("bin")).filter(|bin| bin.is_dir()).max();
    newest.expect("PostgreSQL is not in /usr/lib/postgresql: tests/run installs it")
}

fn is_root() -> bool {
    // A process's folder belongs to whom it runs as.
    let owner = std::fs::metadata(Path::new("/proc/self")).map(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid()
    });
    owner.is_ok_and(|uid| uid == 0)
}

fn run(command: &mut Command) {
    let output = command.output().expect("tests/run installs PostgreSQL");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

const USER: &str = "postgres";
const LIMIT: Duration = Duration::from_secs(60);
