//! The trail: who saw and did what. Append-only and hash-chained, in a journal of its own in `audit`.

mod flood;
mod index;
mod record;
mod writer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crossbeam::channel::{Sender, bounded};
use journal::{Journal, JournalError, LocalJournal, LocalOptions, Reader};
use tokio::sync::{oneshot, watch};
use vitals::PatientId;

use self::flood::{Flood, Written};
use self::index::Index;
pub(crate) use self::record::{Outcome, Record};
use self::writer::{Work, Writer};
use super::secret::SecretHash;

/// Where the trail is, in a data folder.
pub(crate) const FOLDER: &str = "audit";
/// The same person looking at the same record is written down once in so long.
const LOOK_PAUSE: Duration = Duration::from_secs(10 * 60);
/// So many records wait for the disk; then who asks waits.
const WAITING_MAX: usize = 4096;
/// So many looks are remembered.
const LOOKS_MAX: usize = 100_000;

/// The trail. It can be added to and read, and nothing else.
pub(crate) struct Audit {
    work: Sender<Work>,
    reader: Arc<dyn Reader>,
    index: Arc<RwLock<Index>>,
    looks: Mutex<HashMap<(SecretHash, Option<PatientId>), Instant>>,
    flood: Mutex<Flood>,
    broken: watch::Receiver<bool>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// The trail can't be written.
#[derive(Debug, thiserror::Error)]
#[error("what is done can't be written down, so nothing can be done")]
pub(crate) struct Unwritten;

impl Audit {
    /// Opens the trail in a data folder, or begins one.
    pub(crate) fn open(data: &Path) -> Result<Self, JournalError> {
        let options = LocalOptions { segment_bytes: 16 << 20, preallocate_bytes: 256 << 10 };
        let journal = LocalJournal::open(&data.join(FOLDER), options)?.journal;
        let reader = journal.reader();
        let index = Arc::new(RwLock::new(Index::of(reader.as_ref())?));
        let (work, works) = bounded(WAITING_MAX);
        let (breaks, broken) = watch::channel(false);
        let writer = Writer { journal, index: index.clone(), breaks };
        let thread = std::thread::spawn(move || writer.run(&works));
        let (looks, thread) = (Mutex::default(), Mutex::new(Some(thread)));
        let flood = Mutex::new(Flood::new(Instant::now()));
        Ok(Self { work, reader, index, looks, flood, broken, thread })
    }

    /// Writes something down; it is on the disk when this is done.
    pub(crate) async fn write(&self, record: &Record) -> Result<(), Unwritten> {
        let (done, wait) = oneshot::channel();
        self.send(Work::Append(record.clone(), Some(done))).await?;
        wait.await.map_err(|_| Unwritten)
    }

    /// Writes down that somebody was refused who isn't signed in. Of very many, the number.
    pub(crate) async fn refuse(&self, record: &Record) -> Result<(), Unwritten> {
        let taken = self.flood.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now());
        let Written::Whole { before } = taken else { return Ok(()) };
        if before > 0 {
            let what = format!("{before} more refusals of people who were not signed in");
            self.write(&Record::of(record.at, "", &what).with(Outcome::Denied)).await?;
        }
        self.write(record).await
    }

    /// Writes down that a session looked at something, unless it says so already. It is on the disk soon.
    pub(crate) async fn look(&self, session: SecretHash, record: Record) -> Result<(), Unwritten> {
        if self.is_new_look(session, record.patient()) {
            self.send(Work::Append(record, None)).await?;
        }
        Ok(())
    }

    fn is_new_look(&self, session: SecretHash, patient: Option<PatientId>) -> bool {
        let now = Instant::now();
        // A lock that broke while somebody held it still holds what was there.
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() >= LOOKS_MAX {
            looks.retain(|_, at| now.saturating_duration_since(*at) < LOOK_PAUSE);
        }
        let last = looks.insert((session, patient.clone()), now);
        let again = last.filter(|at| now.saturating_duration_since(*at) < LOOK_PAUSE);
        if let Some(at) = again {
            looks.insert((session, patient), at);
        }
        again.is_none()
    }

    async fn send(&self, work: Work) -> Result<(), Unwritten> {
        let work = match self.work.try_send(work) {
            Ok(()) => return Ok(()),
            Err(crossbeam::channel::TrySendError::Full(work)) => work,
            Err(crossbeam::channel::TrySendError::Disconnected(_)) => return Err(Unwritten),
        };
        let queue = self.work.clone();
        let sent = tokio::task::spawn_blocking(move || queue.send(work).map_err(|_| Unwritten));
        sent.await.map_err(|_| Unwritten)?
    }

    /// The newest records, newest first; of one patient, or all.
    pub(crate) fn newest(
        &self,
        patient: Option<&PatientId>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Record)>, JournalError> {
        let offsets = self.index().newest(patient, before, limit);
        let mut found = Vec::with_capacity(offsets.len());
        // What lies together is read together.
        let mut entries: Option<(u64, journal::Entries)> = None;
        for offset in offsets.into_iter().rev() {
            let mut from = match entries.take() {
                Some((next, entries)) if offset.abs_diff(next) < NEAR && next <= offset => entries,
                _ => self.reader.read_from(offset),
            };
            while let Some(entry) = from.next().transpose()? {
                if entry.offset == offset {
                    found.extend(Record::of_bytes(&entry.bytes).map(|record| (offset, record)));
                    break;
                }
            }
            entries = Some((offset + 1, from));
        }
        found.reverse();
        Ok(found)
    }

    /// How many records there are, and the chain's last hash: who writes it down elsewhere can tell later
    /// that nothing before it was changed.
    pub(crate) fn head(&self) -> (u64, Option<String>) {
        self.index().head()
    }

    fn index(&self) -> std::sync::RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Completes when the trail can't be written any more.
    pub(crate) async fn failure(&self) {
        let mut broken = self.broken.clone();
        if broken.wait_for(|broken| *broken).await.is_err() {
            // The writer ended because it was told to.
            std::future::pending::<()>().await;
        }
    }

    /// Writes what waits, and lets go of the folder.
    pub(crate) async fn close(&self) {
        // An error means that it has ended already.
        let _ = self.send(Work::Stop).await;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

/// Records that are closer are read in one go.
const NEAR: u64 = 200;

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::*;

    fn record(what: &str, patient: Option<&str>) -> Record {
        let mut record = Record::of(7, "Ann Moss", what);
        record.patient = patient.map(str::to_owned);
        record
    }

    async fn written(audit: &Audit, patient: Option<&str>) -> Vec<String> {
        let patient: Option<PatientId> = patient.map(|id| id.parse().unwrap());
        let found = audit.newest(patient.as_ref(), None, 10).unwrap();
        found.into_iter().map(|(_, record)| record.what).collect()
    }

    #[tokio::test]
    async fn what_is_written_is_found_newest_first_by_patient_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        for (what, patient) in
            [("a", Some("p-1")), ("b", None), ("c", Some("p-2")), ("d", Some("p-1"))]
        {
            audit.write(&record(what, patient)).await.unwrap();
        }
        assert_eq!(written(&audit, None).await, ["d", "c", "b", "a"]);
        assert_eq!(written(&audit, Some("p-1")).await, ["d", "a"]);
        let head = audit.head();
        audit.close().await;
        assert!(audit.write(&record("late", None)).await.is_err());
        let audit = Audit::open(folder.path()).unwrap();
        assert_eq!(written(&audit, Some("p-2")).await, ["c"]);
        assert_eq!(audit.head(), head);
        assert_eq!(audit.newest(None, Some(2), 1).unwrap()[0].1.what, "b");
        audit.close().await;
    }

    #[tokio::test]
    async fn a_look_is_written_once_for_each_session_and_patient() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let [one, other] = [(); 2].map(|()| Secret::make().hash("session"));
        for (session, patient) in [(one, "p-1"), (one, "p-1"), (one, "p-2"), (other, "p-1")] {
            audit.look(session, record("look", Some(patient))).await.unwrap();
        }
        audit.write(&record("end", None)).await.unwrap();
        assert_eq!(written(&audit, Some("p-1")).await.len(), 2);
        assert_eq!(written(&audit, Some("p-2")).await.len(), 1);
        audit.close().await;
    }

    #[tokio::test]
    async fn every_byte_that_is_changed_in_the_trail_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        for what in ["first", "second", "third"] {
            audit.write(&record(what, Some("p-1"))).await.unwrap();
        }
        audit.close().await;
        let trail = folder.path().join(FOLDER);
        assert_eq!(journal::verify(&trail).unwrap().entries, 3);
        let segments = std::fs::read_dir(&trail).unwrap().map(|file| file.unwrap().path());
        let segment = segments.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
        let bytes = std::fs::read(&segment).unwrap();
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
        for place in 0..=end {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            std::fs::write(&segment, changed).unwrap();
            assert!(journal::verify(&trail).is_err(), "byte {place}");
        }
    }
}
