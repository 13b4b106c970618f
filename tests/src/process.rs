//! One child process: started with a log, killed by its own id, never left behind.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::wait;

/// A running child. Dropping it kills it.
pub struct Process {
    name: String,
    child: Child,
}

impl Process {
    /// Starts a program that reads nothing; both its outputs are added to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Self {
        let out = Stdio::from(open(log));
        command.stdin(Stdio::null()).stdout(out).stderr(open(log));
        Self::spawn(name, command)
    }

    /// Starts a program with pipes for its input and output; its errors are added to `log`.
    pub fn start_piped(
        name: &str,
        command: &mut Command,
        log: &Path,
    ) -> (Self, ChildStdin, ChildStdout) {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(open(log));
        let mut process = Self::spawn(name, command);
        let stdin = process.child.stdin.take().expect("stdin is piped");
        let stdout = process.child.stdout.take().expect("stdout is piped");
        (process, stdin, stdout)
    }

    /// Starts a program with a pipe for its input; both its outputs are added to `log`.
    pub fn start_told(name: &str, command: &mut Command, log: &Path) -> (Self, ChildStdin) {
        command.stdin(Stdio::piped()).stdout(open(log)).stderr(open(log));
        let mut process = Self::spawn(name, command);
        let stdin = process.child.stdin.take().expect("stdin is piped");
        (process, stdin)
    }

    fn spawn(name: &str, command: &mut Command) -> Self {
        let child = command.spawn().unwrap_or_else(|e| {
            let program = Path::new(command.get_program()).display();
            let hint =
                if e.kind() == io::ErrorKind::NotFound { "; tests/run installs it" } else { "" };
            panic!("{name}: {program} can't be started: {e}{hint}")
        });
        Self { name: name.into(), child }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, to exactly this process, and waits until it is gone.
    pub fn kill(&mut self) {
        // An error means that it has ended already, which `wait` confirms.
        let _ = self.child.kill();
        self.child.wait().unwrap_or_else(|e| panic!("{}: {e}", self.name));
    }

    /// Asks it to end (SIGTERM) and waits for its status.
    pub fn stop(&mut self, limit: Duration) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "{}: could not be asked", self.name);
        self.wait(limit)
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let what = format!("{} to end", self.name);
        wait::until(&what, limit, || self.ended())
    }

    /// Its status when it has ended, nothing while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn open(log: &Path) -> File {
    let file = OpenOptions::new().create(true).append(true).open(log);
    file.unwrap_or_else(|e| panic!("{}: {e}", log.display()))
}
