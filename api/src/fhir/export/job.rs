//! What is kept of an export: `job.json` in its folder, so that a server that was killed knows of it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{Finished, create};

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// Whose: only they see it.
    pub(super) account: i64,
    /// The address that was asked for.
    pub(super) request: String,
    /// Which kinds of resources.
    pub(super) kinds: Vec<String>,
    /// Only what belongs to a person.
    pub(super) of_patients: bool,
    /// Only what has changed since then, ms since 1970 by the server's clock.
    pub(super) since: Option<i64>,
    /// Everything before this is in it: the same clock.
    pub(super) at: i64,
    /// How often it was begun.
    pub(super) attempts: u32,
    pub(super) state: State,
}

/// How far it is. Times are the wall's, ms since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Begun,
    Done { at: i64, files: Vec<Finished> },
    Failed { at: i64, why: String },
}

const FILE: &str = "job.json";

impl Job {
    /// Keeps it: durable when it returns.
    pub(super) fn keep(&self, folder: &Path) -> io::Result<()> {
        let unfinished = folder.join("job.new");
        let mut file = create(&unfinished)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(FILE))?;
        File::open(folder)?.sync_all()
    }

    /// Reads it; none if there is none that is whole.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(FILE)).ok()?).ok()
    }

    /// How much room its files take.
    pub(super) fn bytes(&self) -> u64 {
        match &self.state {
            State::Done { files, .. } => files.iter().map(|file| file.bytes).sum(),
            _ => 0,
        }
    }

    /// Since when nothing happens to it any more.
    pub(super) fn ended_at(&self) -> Option<i64> {
        match &self.state {
            State::Begun => None,
            State::Done { at, .. } | State::Failed { at, .. } => Some(*at),
        }
    }
}
