//! A wall clock that a test sets, for programs that know nothing of tests: libfaketime in front of them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::scene::Scene;

/// What programs that it leads take for the time of day. Time that only passes is left as it is.
#[derive(Debug, Clone)]
pub struct WallClock {
    file: PathBuf,
}

impl WallClock {
    /// Whether this machine has what leads programs.
    pub fn is_possible() -> bool {
        library().is_some()
    }

    /// A clock that is so many seconds ahead, or behind.
    pub fn ahead_by(scene: &Scene, seconds: i64) -> Self {
        let clock = Self { file: scene.path("wall-clock") };
        clock.set(seconds);
        clock
    }

    /// The clock of one machine among several, which is right so far.
    pub fn of(scene: &Scene, machine: &str) -> Self {
        let clock = Self { file: scene.path(&format!("{machine}.clock")) };
        clock.set(0);
        clock
    }

    /// Sets it, for programs that run, too.
    pub fn set(&self, seconds: i64) {
        // Under its name it is whole at every moment.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{seconds:+}\n")).expect("the scene takes files");
        fs::rename(&new, &self.file).expect("the scene takes files");
    }

    /// Has a program that is about to start go by it.
    pub fn lead(&self, command: &mut Command) {
        command.env("LD_PRELOAD", library().expect("tests/run installs libfaketime"));
        command.env("FAKETIME_TIMESTAMP_FILE", &self.file).env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
}

/// Where Debian has it.
fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").expect("Linux").flatten().map(|entry| entry.path());
    let mut found = folders.map(|folder| folder.join("faketime/libfaketime.so.1"));
    found.find(|path| path.exists())
}
