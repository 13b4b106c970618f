//! The server's end: the real admission and the real journal, on a disk that dies in the middle of a
//! write and comes back with what it held.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ingest::admit::{Admission, Message, Verdict};
use ingest::entry::{Entry, Item, Stamped};
use ingest::replay::replay;
use journal::{Disk, Journal, LocalJournal, LocalOptions, RealDisk};
use risk_engine::rules::RuleSet;
use risk_engine::snapshot::Snapshot;
use vitals::{DeviceId, GatewayId, StoredAt};
use wire::{GatewayKey, Incarnation, Ledger, StoreEpoch};

use crate::Bug;

const MASTER_KEY: [u8; 32] = [7; 32];
/// Admission is kept at every so many entries, as the server keeps its snapshots.
const SNAPSHOT_EVERY: u64 = 50;

/// The key that a gateway shares with the server.
pub(crate) fn key_of(gateway: &GatewayId) -> GatewayKey {
    GatewayKey::derive(&MASTER_KEY, gateway)
}

/// Bytes that the disk still takes before it dies. What it took is there afterwards.
#[derive(Clone)]
struct Mortal(Arc<AtomicUsize>);

impl Disk for Mortal {
    fn write(&mut self, file: &File, position: u64, bytes: &[u8]) -> io::Result<()> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(bytes.len()), Ordering::Relaxed);
        let taken = &bytes[..bytes.len().min(left)];
        RealDisk.write(file, position, taken)?;
        if taken.len() < bytes.len() { Err(io::Error::other("the disk has died")) } else { Ok(()) }
    }

    fn sync(&mut self, _: &File) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) == 0 {
            return Err(io::Error::other("the disk has died"));
        }
        Ok(())
    }
}

/// A server, running or not.
pub(crate) struct Server {
    folder: PathBuf,
    bug: Bug,
    running: Option<Running>,
    /// Admission as of so many entries.
    saved: (u64, Admission),
    /// What was told to be durable, by the life of the store and that of the spool.
    pub(crate) promised: BTreeMap<(StoreEpoch, GatewayId, Incarnation), u64>,
}

struct Running {
    journal: LocalJournal,
    disk: Mortal,
    admission: Admission,
    /// Decided, and not durable yet.
    commit: Vec<Stamped>,
    /// Whom to tell once it is.
    ledgers: BTreeSet<(GatewayId, Incarnation)>,
}

/// A ledger on its way to a gateway.
pub(crate) type Told = (GatewayId, Vec<u8>);

impl Server {
    /// A new server with this roster.
    pub(crate) fn new(folder: &Path, bug: Bug, at: StoredAt, roster: Vec<Entry>) -> Self {
        let mut server = Self {
            folder: folder.into(),
            bug,
            running: None,
            saved: (0, Admission::default()),
            promised: BTreeMap::new(),
        };
        server.start();
        for entry in roster {
            server.note(at, entry);
        }
        server.commit(None);
        server
    }

    pub(crate) fn is_up(&self) -> bool {
        self.running.is_some()
    }

    /// Starts on what the disk holds.
    pub(crate) fn start(&mut self) {
        let disk = Mortal(Arc::new(AtomicUsize::new(usize::MAX)));
        let options = LocalOptions { segment_bytes: 64 * 1024, preallocate_bytes: 0 };
        let opened = LocalJournal::open_on(&self.folder, options, Box::new(disk.clone()));
        let journal = opened.expect("a journal opens after each death").journal;
        if self.saved.0 > journal.durable_end() {
            self.saved = (0, Admission::default());
        }
        let (from, mut admission) = self.saved.clone();
        if self.bug != Bug::SnapshotOnly {
            for entry in journal.reader().read_from(from) {
                let entry = entry.expect("a durable entry can be read");
                admission.apply(&Stamped::decode(&entry.bytes).expect("an entry of ours").entry);
            }
        }
        let (commit, ledgers) = (Vec::new(), BTreeSet::new());
        self.running = Some(Running { journal, disk, admission, commit, ledgers });
    }

    /// Its life ends here; what was not durable is gone.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    /// Decides about a message. A buggy server tells before anything is durable.
    pub(crate) fn receive(
        &mut self,
        at: StoredAt,
        gateway: &GatewayId,
        payload: Vec<u8>,
    ) -> Option<Told> {
        let running = self.running.as_mut()?;
        let message = Message { gateway: Some(gateway.clone()), content_type: None, payload };
        match running.admission.decide(&message, at, key_of) {
            Verdict::Append(entry) => {
                let place = match &entry {
                    Entry::Delivered(delivery) => delivery.place,
                    _ => None,
                };
                running.ledgers.extend(place.map(|place| (gateway.clone(), place.incarnation)));
                self.note(at, entry);
                let early = place.filter(|_| self.bug == Bug::ToldBeforeDurable);
                early.and_then(|place| self.ledger(gateway, place.incarnation))
            }
            Verdict::TellLedger(gateway, incarnation, _) => {
                running.ledgers.insert((gateway, incarnation));
                None
            }
            Verdict::Ignore => None,
        }
    }

    /// Something else for the journal.
    pub(crate) fn note(&mut self, stored_at: StoredAt, entry: Entry) {
        if let Some(running) = &mut self.running {
            running.admission.apply(&entry);
            running.commit.push(Stamped { stored_at, entry });
        }
    }

    /// Makes durable what was decided, and gives the ledgers that may go out. With `dies_after`, the
    /// disk takes only so many bytes more, and the server dies with it.
    pub(crate) fn commit(&mut self, dies_after: Option<usize>) -> Vec<Told> {
        let Some(running) = &mut self.running else { return Vec::new() };
        if let Some(bytes) = dies_after {
            running.disk.0.store(bytes, Ordering::Relaxed);
        }
        let entries: Vec<Vec<u8>> = running.commit.drain(..).map(|entry| entry.encode()).collect();
        let slices: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let appended = running.journal.append(&slices);
        if dies_after.is_some() || appended.is_err() {
            self.kill();
            return Vec::new();
        }
        let end = running.journal.durable_end();
        if end >= self.saved.0 + SNAPSHOT_EVERY {
            self.saved = (end, running.admission.clone());
        }
        let epoch = StoreEpoch(running.journal.epoch());
        for (gateway, incarnation, mark) in running.admission.marks() {
            self.promised.insert((epoch, gateway.clone(), incarnation), mark);
        }
        let ledgers = std::mem::take(&mut running.ledgers).into_iter();
        ledgers.filter_map(|(gateway, incarnation)| self.ledger(&gateway, incarnation)).collect()
    }

    /// What a gateway is told that says that it is there.
    pub(crate) fn hello(&mut self, gateway: &GatewayId, incarnation: Incarnation) -> Option<Told> {
        // What is decided and not durable mustn't be told.
        let ledgers = &mut self.running.as_mut()?.ledgers;
        ledgers.insert((gateway.clone(), incarnation));
        None
    }

    fn ledger(&self, gateway: &GatewayId, incarnation: Incarnation) -> Option<Told> {
        let running = self.running.as_ref()?;
        let stored = running.admission.mark(gateway, incarnation);
        let epoch = StoreEpoch(running.journal.epoch());
        let ledger = Ledger { gateway: gateway.clone(), incarnation, stored, epoch };
        Some((gateway.clone(), ledger.encode(&key_of(gateway))))
    }

    /// Copies the journal of a running server as a backup has it: without the file that names its life.
    pub(crate) fn back_up(&self, into: &Path) {
        let _ = fs::remove_dir_all(into);
        copy(&self.folder, into);
        let _ = fs::remove_file(into.join("mark"));
    }

    /// Puts a backup in the place of what is there.
    pub(crate) fn restore(&mut self, from: &Path) {
        self.kill();
        fs::remove_dir_all(&self.folder).expect("the folder can be removed");
        copy(from, &self.folder);
    }

    /// How often each measurement counts, by monitor and its own time, and how late the latest came, ms.
    /// What the server decides by has to be what its journal says.
    pub(crate) fn audit(&self) -> (BTreeMap<(DeviceId, i64), u32>, i64) {
        let running = self.running.as_ref().expect("the server runs at the end");
        let (mut counts, mut again, mut latest) = (BTreeMap::new(), Admission::default(), 0);
        for entry in running.journal.reader().read_from(0) {
            let bytes = entry.expect("a durable entry can be read").bytes;
            let Stamped { stored_at, entry } = Stamped::decode(&bytes).expect("an entry of ours");
            again.apply(&entry);
            let Entry::Delivered(delivery) = entry else { continue };
            for item in delivery.items {
                if let Item::Admitted { reading, .. } = item {
                    let time = reading.device_time.unwrap_or_default();
                    latest = latest.max(stored_at.unix_ms() - time);
                    *counts.entry((reading.device, time)).or_default() += 1;
                }
            }
        }
        assert!(running.admission == again, "the state isn't what the journal says");
        (counts, latest)
    }

    /// Everything decided from the journal, with so many workers.
    pub(crate) fn decide(&self, workers: usize) -> Snapshot {
        let running = self.running.as_ref().expect("the server runs at the end");
        let rules = Arc::new(RuleSet::built_in());
        replay(running.journal.reader().as_ref(), rules, workers, |_| ()).expect("it replays")
    }
}

fn copy(from: &Path, into: &Path) {
    fs::create_dir_all(into).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().expect("it has a name");
        fs::copy(&path, into.join(name)).expect("a file can be copied");
    }
}
