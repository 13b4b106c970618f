//! The folder of one test: data, configuration and logs of the processes that it starts.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

/// A folder that goes with the test, after showing the end of each log if the test failed.
pub struct Scene {
    folder: TempDir,
}

impl Scene {
    /// An empty scene.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("hearthwatch-test-").expect("a temporary folder");
        Self { folder }
    }

    /// The path of something in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        path
    }

    fn logs(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten();
        let mut logs: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
            .collect();
        logs.sort();
        logs
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for log in self.logs() {
                println!("--- the end of {}\n{}", log.display(), tail(&log));
            }
        }
    }
}

fn tail(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

/// Waits for this test's turn among those that load the whole machine, and holds it.
///
/// Two of them at once on two cores would each make the other's limits false.
pub fn turn() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::new(());
    // A test that failed in its turn says nothing about the next.
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

const TAIL_LINES: usize = 40;
