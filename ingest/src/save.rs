//! Snapshots on disk: what bounds the replay after a restart.
//!
//! A snapshot can always be made again from the journal, so a damaged one is passed over.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bincode::{Decode, Encode};
use journal::{JournalError, Reader};
use risk_engine::snapshot::{Snapshot, SnapshotError};
use sha2::{Digest, Sha256};
use tracing::{info, warn};
use vitals::ReadingId;
use wire::Incarnation;

use crate::admit::{Admission, Totals};
use crate::attribute::habits::Habits;
use crate::clocks::Clocks;
use crate::entry::EntryError;
use crate::fleet::Fleet;
use crate::roster::Roster;

/// The state after all entries before an offset.
#[derive(Debug, Clone)]
pub(crate) struct Saved {
    pub(crate) anchor: Anchor,
    pub(crate) admission: Admission,
    pub(crate) engine: Snapshot,
}

/// What ties a snapshot to one journal: its epoch, and the hash of the entry before the offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Anchor {
    epoch: u128,
    chain: [u8; 16],
}

impl Anchor {
    /// The anchor of the state after all entries before `offset` of this journal.
    pub(crate) fn of(journal: &dyn Reader, epoch: u128, offset: u64) -> Result<Self, JournalError> {
        Ok(Self { epoch, chain: journal.chain_at(offset)?.to_bytes() })
    }
}

/// A snapshot that can't be written or used.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Disk trouble.
    #[error("could not keep a snapshot at {}", path.display())]
    Disk {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The bytes are not what was written.
    #[error("snapshot is damaged: {0}")]
    Damaged(&'static str),
    /// The engine's part can't be used.
    #[error("could not read the engine's part of a snapshot")]
    Engine(#[from] SnapshotError),
    /// The roster's part can't be used.
    #[error("could not read the roster's part of a snapshot")]
    Roster(#[from] EntryError),
}

/// So many snapshots are kept: the newest, and the one before in case it is damaged.
const KEPT: usize = 2;
const VERSION: u8 = 3;
const DIGEST_BYTES: usize = 32;
const BYTES_MAX: usize = 4 << 30;

/// The plain form of [`Admission`].
#[derive(Encode, Decode)]
struct SavedAdmission {
    roster: Vec<Vec<u8>>,
    marks: Vec<(String, u128, u64)>,
    seen: Vec<(String, Vec<crate::admit::SeenKey>)>,
    habits: crate::attribute::habits::Saved,
    totals: Totals,
    settled: Vec<(u64, u16)>,
}

impl Saved {
    /// Writes a snapshot beside the others and forgets the oldest.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), SaveError> {
        let offset = self.engine.offset();
        let path = dir.join(file_name(offset));
        let disk = |source| SaveError::Disk { path: path.clone(), source };
        let unfinished = path.with_extension("new");
        fs::create_dir_all(dir).map_err(disk)?;
        let mut file = File::create(&unfinished).map_err(disk)?;
        file.write_all(&self.encode()).map_err(disk)?;
        file.sync_all().map_err(disk)?;
        fs::rename(&unfinished, &path).map_err(disk)?;
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(disk)?;
        for old in snapshots(dir).into_iter().skip(KEPT) {
            // Left over, it costs space and nothing else.
            let _ = fs::remove_file(dir.join(file_name(old)));
        }
        info!(offset, "snapshot kept");
        Ok(())
    }

    /// The newest snapshot of this journal that can be used and lies at or before `limit`. What lies
    /// beyond the journal's end is of another past, and is removed.
    pub(crate) fn newest(
        dir: &Path,
        journal: &dyn Reader,
        epoch: u128,
        limit: u64,
    ) -> Option<Self> {
        for beyond in snapshots(dir).into_iter().filter(|offset| *offset > journal.durable_end()) {
            warn!(offset = beyond, "snapshot of another journal removed");
            // Left over, it is passed over again.
            let _ = fs::remove_file(dir.join(file_name(beyond)));
        }
        snapshots(dir).into_iter().filter(|offset| *offset <= limit).find_map(|offset| {
            let path = dir.join(file_name(offset));
            let read = fs::read(&path).map_err(|source| SaveError::Disk { path, source });
            let anchored = |saved: Self| match Anchor::of(journal, epoch, offset) {
                Ok(anchor) if anchor == saved.anchor => Ok(saved),
                _ => Err(SaveError::Damaged("it is of another journal")),
            };
            read.and_then(|bytes| Self::decode(&bytes))
                .and_then(anchored)
                .inspect_err(|error| warn!(offset, %error, "snapshot passed over"))
                .ok()
        })
    }

    fn encode(&self) -> Vec<u8> {
        let saved = SavedAdmission::of(&self.admission);
        let mut bytes = vec![VERSION];
        let body = bincode::encode_to_vec((self.anchor, saved, self.engine.encode()), config());
        // Plain integers, strings and lists always encode into memory.
        bytes.extend(body.expect("plain data encodes"));
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Self, SaveError> {
        let split = bytes.len().checked_sub(DIGEST_BYTES).ok_or(SaveError::Damaged("too short"))?;
        let (covered, digest) = bytes.split_at(split);
        if Sha256::digest(covered).as_slice() != digest {
            return Err(SaveError::Damaged("its digest doesn't match"));
        }
        let Some((&VERSION, body)) = covered.split_first() else {
            return Err(SaveError::Damaged("it is of another version"));
        };
        let ((anchor, saved, engine), _): ((Anchor, SavedAdmission, Vec<u8>), usize) =
            bincode::decode_from_slice(body, config())
                .map_err(|_| SaveError::Damaged("it doesn't decode"))?;
        Ok(Self { anchor, admission: saved.restore()?, engine: Snapshot::decode(&engine)? })
    }
}

/// The offset of the newest snapshot in a folder, whole or not.
pub(crate) fn newest_offset(dir: &Path) -> Option<u64> {
    snapshots(dir).first().copied()
}

/// The state of admission and engine as bytes, without a word about the journal.
pub(crate) fn encode_state(admission: &Admission, engine: &Snapshot) -> Vec<u8> {
    let state = (SavedAdmission::of(admission), engine.encode());
    // Plain integers, strings and lists always encode into memory.
    bincode::encode_to_vec(state, config()).expect("plain data encodes")
}

/// Reads what [`encode_state`] wrote.
pub(crate) fn decode_state(bytes: &[u8]) -> Result<(Admission, Snapshot), SaveError> {
    let ((saved, engine), used): ((SavedAdmission, Vec<u8>), usize) =
        bincode::decode_from_slice(bytes, config())
            .map_err(|_| SaveError::Damaged("it doesn't decode"))?;
    if used != bytes.len() {
        return Err(SaveError::Damaged("there is something after it"));
    }
    Ok((saved.restore()?, Snapshot::decode(&engine)?))
}

impl SavedAdmission {
    fn of(admission: &Admission) -> Self {
        Self {
            // In one list: each reads what is its own.
            roster: [
                admission.roster.encode(),
                admission.fleet.encode(),
                admission.clocks.encode(),
            ]
            .concat(),
            marks: admission
                .marks
                .iter()
                .map(|((gateway, incarnation), mark)| (gateway.to_string(), incarnation.0, *mark))
                .collect(),
            seen: admission.seen.export(),
            habits: admission.habits.export(),
            totals: admission.totals,
            settled: admission.settled.iter().map(|id| (id.offset, id.index)).collect(),
        }
    }

    fn restore(self) -> Result<Admission, SaveError> {
        let mut admission = Admission {
            roster: Roster::decode(&self.roster)?,
            fleet: Fleet::decode(&self.roster)?,
            clocks: Clocks::decode(&self.roster)?,
            settled: self.settled.into_iter().map(settled).collect(),
            habits: Habits::import(self.habits).ok_or(SaveError::Damaged("a habit's id"))?,
            totals: self.totals,
            ..Admission::default()
        };
        for (gateway, incarnation, mark) in self.marks {
            let gateway = gateway.parse().map_err(|_| SaveError::Damaged("a gateway id"))?;
            admission.marks.insert((gateway, Incarnation(incarnation)), mark);
        }
        for (device, keys) in self.seen {
            let device = device.parse().map_err(|_| SaveError::Damaged("a device id"))?;
            admission.seen.import(device, keys);
        }
        Ok(admission)
    }
}

fn settled((offset, index): (u64, u16)) -> ReadingId {
    ReadingId { offset, index }
}

fn config() -> bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Varint,
    bincode::config::Limit<BYTES_MAX>,
> {
    bincode::config::standard().with_limit::<BYTES_MAX>()
}

fn file_name(offset: u64) -> String {
    format!("{offset:020}.snapshot")
}

/// The offsets of the snapshots in a folder, newest first.
fn snapshots(dir: &Path) -> Vec<u64> {
    let names = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut offsets: Vec<u64> = names
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".snapshot")?.parse().ok())
        .collect();
    offsets.sort_unstable_by(|one, other| other.cmp(one));
    offsets
}
