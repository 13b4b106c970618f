//! What is remembered of all monitors, in one file beside the spool.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::warn;

use super::memory::Memory;

/// The file, and what is in it.
#[derive(Clone)]
pub(super) struct Book {
    path: Arc<Path>,
    entries: Arc<Mutex<BTreeMap<String, Memory>>>,
}

impl Book {
    /// Opens it. One that can't be read is begun anew: what is lost is only asked for again.
    pub(super) fn open(path: PathBuf) -> Self {
        let entries = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                warn!(%error, "what was remembered of monitors is damaged: asking for everything");
                BTreeMap::new()
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                warn!(%error, "can't read what was remembered of monitors");
                BTreeMap::new()
            }
        };
        Self { path: path.into(), entries: Arc::new(Mutex::new(entries)) }
    }

    /// What is remembered of a monitor.
    pub(super) fn get(&self, address: &str) -> Memory {
        self.lock().get(address).cloned().unwrap_or_default()
    }

    /// Remembers it, on disk too.
    pub(super) async fn put(&self, address: &str, memory: Memory) -> io::Result<()> {
        self.lock().insert(address.to_owned(), memory);
        let book = self.clone();
        crate::disk::blocking(move || book.write()).await
    }

    /// Beside the file, then in its place: the file is always whole.
    fn write(&self) -> io::Result<()> {
        // Held over the write, so that an older state never replaces a newer one.
        let entries = self.lock();
        let beside = self.path.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(serde_json::to_string_pretty(&*entries)?.as_bytes())?;
        file.sync_data()?;
        fs::rename(&beside, &self.path)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Memory>> {
        // A panic while it was held would have left a whole map.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_remembered_is_there_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("monitors.json");
        let memory = Memory { next_record: Some(7), ..Memory::default() };
        Book::open(path.clone()).put("A", memory.clone()).await.unwrap();
        assert_eq!(Book::open(path.clone()).get("A"), memory);
        assert_eq!(Book::open(path.clone()).get("B"), Memory::default());
        fs::write(&path, b"{").unwrap();
        assert_eq!(Book::open(path).get("A"), Memory::default());
    }
}
