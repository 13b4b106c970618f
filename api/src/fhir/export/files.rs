//! An export's files: lines of resources, written in portions, within the room that there is.

use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::fhir::kind::Kind;
use crate::fhir::outcome::Refusal;
use crate::fhir::resource::Resource;
use crate::routes::Problem;

/// A file that is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Finished {
    pub(super) kind: String,
    pub(super) name: String,
    /// How many resources.
    pub(super) count: u64,
    pub(super) bytes: u64,
}

/// The room on the disk that all exports share.
#[derive(Debug)]
pub(super) struct Room {
    used: AtomicU64,
    bytes_max: u64,
}

impl Room {
    pub(super) fn of(used: u64, bytes_max: u64) -> Self {
        Self { used: AtomicU64::new(used), bytes_max }
    }

    fn take(&self, bytes: u64) -> bool {
        let used = self.used.fetch_add(bytes, Ordering::AcqRel).saturating_add(bytes);
        used <= self.bytes_max
    }

    pub(super) fn give_back(&self, bytes: u64) {
        let less = |used: u64| Some(used.saturating_sub(bytes));
        let _ = self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
    }
}

/// An export that is being made.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Whether nobody waits for it any more.
    pub(super) is_off: AtomicBool,
    /// How much room it has taken.
    pub(super) taken: AtomicU64,
}

/// The files of one kind, in the making.
pub(in crate::fhir) struct Lines {
    folder: PathBuf,
    kind: Kind,
    since: Option<i64>,
    room: Arc<Room>,
    run: Arc<Run>,
    file: Option<File>,
    buffer: Vec<u8>,
    /// Of the file in hand.
    now: Finished,
    finished: Vec<Finished>,
}

/// Lines are gathered to so many bytes before they are written.
const PORTION: usize = 1 << 20;
/// No file is much longer.
const FILE_BYTES: u64 = 256 << 20;

impl Lines {
    pub(super) fn new(
        folder: &Path,
        kind: Kind,
        since: Option<i64>,
        room: Arc<Room>,
        run: Arc<Run>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            kind,
            since,
            room,
            run,
            file: None,
            buffer: Vec::new(),
            now: Finished::named(kind, 1),
            finished: Vec::new(),
        }
    }

    /// Adds a resource, unless it has not changed since then. What nobody knows the age of is always added.
    pub(in crate::fhir) async fn put(&mut self, one: &Resource) -> Result<(), Refusal> {
        let is_older = self.since.is_some_and(|since| one.updated_at < since);
        if is_older && one.updated_at != 0 {
            return Ok(());
        }
        // In JSON a line's end stands between things only: within a text it is written otherwise.
        let bytes =
            one.text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte });
        self.buffer.extend(bytes);
        self.buffer.push(b'\n');
        self.now.count += 1;
        if self.buffer.len() >= PORTION {
            self.write().await?;
        }
        if self.now.bytes >= FILE_BYTES {
            self.close().await?;
        }
        Ok(())
    }

    /// The files, whole and on disk.
    pub(super) async fn finish(mut self) -> Result<Vec<Finished>, Refusal> {
        self.close().await?;
        Ok(self.finished)
    }

    async fn write(&mut self) -> Result<(), Refusal> {
        if self.run.is_off.load(Ordering::Acquire) {
            return Err(Refusal::stopping());
        }
        let bytes = self.buffer.len() as u64;
        // It is given back with the whole folder.
        self.run.taken.fetch_add(bytes, Ordering::AcqRel);
        self.now.bytes += bytes;
        if !self.room.take(bytes) {
            return Err(Refusal::new(
                500,
                "too-costly",
                "there is no room for it: delete other exports, or have `exchange.export_gb` raised",
            ));
        }
        let (path, buffer) = (self.folder.join(&self.now.name), mem::take(&mut self.buffer));
        let file = self.file.take();
        let put = move || -> io::Result<(File, Vec<u8>)> {
            let mut file = match file {
                Some(file) => file,
                None => create(&path)?,
            };
            file.write_all(&buffer)?;
            Ok((file, buffer))
        };
        let (file, mut buffer) = blocking(put).await?;
        buffer.clear();
        (self.file, self.buffer) = (Some(file), buffer);
        Ok(())
    }

    async fn close(&mut self) -> Result<(), Refusal> {
        if !self.buffer.is_empty() {
            self.write().await?;
        }
        if let Some(file) = self.file.take() {
            blocking(move || file.sync_all()).await?;
            let next = Finished::named(self.kind, self.finished.len() + 2);
            self.finished.push(mem::replace(&mut self.now, next));
        }
        Ok(())
    }
}

impl Finished {
    fn named(kind: Kind, number: usize) -> Self {
        let name = format!("{kind}-{number}.ndjson");
        Self { kind: kind.name().to_owned(), name, count: 0, bytes: 0 }
    }
}

/// Does something with the disk, beside everybody else.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Problem::unavailable(&error))?;
    done.map_err(|error| Problem::unavailable(&error))
}

/// A file that only its owner can read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(folder: &Path, since: Option<i64>, room: u64) -> Lines {
        let room = Arc::new(Room::of(0, room));
        Lines::new(folder, Kind::Observation, since, room, Arc::default())
    }

    fn resource(id: &str, updated_at: i64) -> Resource {
        Resource::made(Kind::Observation, id, 0, updated_at, json!({ "text": "a\nb" }))
    }

    #[tokio::test]
    async fn each_resource_is_a_line_and_what_is_older_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = lines(folder.path(), Some(100), 1 << 20);
        let mut pretty = resource("1", 100);
        pretty.text = serde_json::to_string_pretty(&pretty.value).unwrap();
        for one in [&pretty, &resource("2", 99), &resource("3", 0), &resource("4", 200)] {
            lines.put(one).await.unwrap();
        }
        let files = lines.finish().await.unwrap();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!((file.name.as_str(), file.count), ("Observation-1.ndjson", 3));
        let text = std::fs::read_to_string(folder.path().join(&file.name)).unwrap();
        assert_eq!(text.len() as u64, file.bytes);
        let ids: Vec<String> = text
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(value["text"], "a\nb");
                value["id"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(ids, ["1", "3", "4"]);
    }

    #[tokio::test]
    async fn nothing_is_written_beyond_the_room_or_after_it_was_called_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut full = lines(folder.path(), None, 10);
        full.put(&resource("1", 1)).await.unwrap();
        assert_eq!(full.finish().await.unwrap_err().status(), 500);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut off = lines(folder.path(), None, 1 << 20);
        off.put(&resource("1", 1)).await.unwrap();
        off.run.is_off.store(true, Ordering::Release);
        assert_eq!(off.finish().await.unwrap_err().status(), 503);
        assert!(lines(folder.path(), None, 0).finish().await.unwrap().is_empty(), "no empty files");
    }
}
