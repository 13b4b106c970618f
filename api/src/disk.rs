//! How full the disk is that the data lie on, and how long it lasts at the present rate.

use std::collections::VecDeque;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::clock::ServerClock;

/// The disk as it was looked at last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    total: u64,
    free: u64,
    /// Time by the server's clock, ms, and what the data folder takes; oldest first.
    taken: VecDeque<(i64, u64)>,
}

/// The disk in figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct DiskFigures {
    /// Of the whole disk, by whomever.
    pub(crate) used_percent: f64,
    pub(crate) free_bytes: u64,
    pub(crate) total_bytes: u64,
    /// What journal, stores and documents take.
    pub(crate) data_bytes: u64,
    /// By how much that grows; none until it was watched for an hour.
    pub(crate) bytes_per_day: Option<u64>,
    /// At that rate; none until that is known, and while nothing grows.
    pub(crate) full_in_days: Option<f64>,
}

/// It is looked at so often, by a watch …
const LOOK: Duration = Duration::from_secs(10);
/// … and noted so often by the server's clock, for a day.
const NOTE_MS: i64 = 600_000;
const NOTED_MAX: usize = 145;
/// Shorter than this a rate says nothing: files grow in steps.
const RATE_MS: i64 = 3_600_000;
const DAY_MS: f64 = 86_400_000.0;

impl Disk {
    /// How it stands; none before the first look, and where the disk tells nothing.
    pub(crate) fn figures(&self) -> Option<DiskFigures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).figures()
    }

    /// Looks again and again until the server stops.
    pub(crate) async fn watch(
        self,
        data: PathBuf,
        clock: ServerClock,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            let (disk, data, now) = (self.clone(), data.clone(), clock.now_ms());
            let look = tokio::task::spawn_blocking(move || disk.look(&data, now)).await;
            if let Ok(Err(error)) = look {
                tracing::debug!(%error, "the disk tells nothing of itself");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    fn look(&self, data: &Path, now: i64) -> std::io::Result<()> {
        let (total, free) = (fs4::total_space(data)?, fs4::available_space(data)?);
        let is_due = {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.total, seen.free) = (total, free);
            seen.taken.back().is_none_or(|(at, _)| now - at >= NOTE_MS)
        };
        if is_due {
            let bytes = bytes_under(data);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).note(now, bytes);
        }
        Ok(())
    }
}

impl Seen {
    fn note(&mut self, now: i64, bytes: u64) {
        self.taken.push_back((now, bytes));
        if self.taken.len() > NOTED_MAX {
            self.taken.pop_front();
        }
    }

    fn figures(&self) -> Option<DiskFigures> {
        let ((from, before), (to, after)) = (self.taken.front()?, self.taken.back()?);
        if self.total == 0 {
            return None;
        }
        let (passed, grown) = ((to - from) as f64, after.saturating_sub(*before) as f64);
        let per_day = (to - from >= RATE_MS).then(|| grown / passed * DAY_MS);
        Some(DiskFigures {
            used_percent: (self.total - self.free.min(self.total)) as f64 * 100.0
                / self.total as f64,
            free_bytes: self.free,
            total_bytes: self.total,
            data_bytes: *after,
            bytes_per_day: per_day.map(|bytes| bytes as u64),
            full_in_days: per_day
                .filter(|bytes| *bytes >= 1.0)
                .map(|bytes| self.free as f64 / bytes),
        })
    }
}

/// What the files of a folder take; what goes away meanwhile takes nothing.
fn bytes_under(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let entries = entries.filter_map(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(of) if of.is_dir() => bytes_under(&entry.path()),
            // Blocks are of 512 bytes, whatever the disk's own are.
            Ok(of) => of.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_the_disk_lasts_is_said_once_it_was_watched_for_an_hour() {
        let mut seen = Seen { total: 1_000_000, free: 400_000, ..Seen::default() };
        assert_eq!(seen.figures(), None);
        seen.note(0, 500);
        let figures = seen.figures().unwrap();
        assert_eq!((figures.used_percent, figures.data_bytes), (60.0, 500));
        assert_eq!((figures.bytes_per_day, figures.full_in_days), (None, None), "not known yet");
        seen.note(RATE_MS, 500);
        let still = seen.figures().unwrap();
        assert_eq!((still.bytes_per_day, still.full_in_days), (Some(0), None), "it doesn't grow");
        seen.note(24 * RATE_MS, 10_500);
        let figures = seen.figures().unwrap();
        assert_eq!((figures.bytes_per_day, figures.full_in_days), (Some(10_000), Some(40.0)));
    }

    #[test]
    fn what_a_folder_takes_is_that_of_all_files_in_it() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(bytes_under(&folder.path().join("nothing")), 0);
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        std::fs::write(folder.path().join("deep/file"), vec![1; 10_000]).unwrap();
        assert!(bytes_under(folder.path()) >= 10_000);
        let disk = Disk::default();
        disk.look(folder.path(), 0).unwrap();
        assert!((0.0..=100.0).contains(&disk.figures().unwrap().used_percent));
    }
}
