//! Snapshots on disk: what bounds the replay after a restart.
//!
//! A snapshot can always be made again from the journal, so a damaged one is passed over.

mod admitted;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;

use bincode::{Decode, Encode};
use crossbeam::channel::Receiver;
use journal::{JournalError, Reader};
use risk_engine::snapshot::{Snapshot, SnapshotError};
use risk_engine::view::PatientView;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::admit::Admission;
use crate::entry::EntryError;
use admitted::{put, put_admission, take, take_admission};

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
const VERSION: u8 = 5;
const DIGEST_BYTES: u64 = 32;
/// No part of it is larger.
const BYTES_MAX: usize = 4 << 30;
const BUFFER_BYTES: usize = 1 << 20;

impl Saved {
    /// Writes a snapshot beside the others and forgets the oldest.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), SaveError> {
        let offset = self.engine.offset();
        let path = dir.join(file_name(offset));
        let disk = |source| SaveError::Disk { path: path.clone(), source };
        let unfinished = path.with_extension("new");
        fs::create_dir_all(dir).map_err(disk)?;
        let file = File::create(&unfinished).map_err(disk)?;
        self.put(file).and_then(|file| file.sync_all()).map_err(disk)?;
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
    /// beyond the journal's end is of another past, and is removed. With it comes how everybody stands.
    pub(crate) fn newest(
        dir: &Path,
        journal: &dyn Reader,
        epoch: u128,
        limit: u64,
    ) -> Option<(Self, Vec<PatientView>)> {
        for beyond in snapshots(dir).into_iter().filter(|offset| *offset > journal.durable_end()) {
            warn!(offset = beyond, "snapshot of another journal removed");
            // Left over, it is passed over again.
            let _ = fs::remove_file(dir.join(file_name(beyond)));
        }
        snapshots(dir).into_iter().filter(|offset| *offset <= limit).find_map(|offset| {
            let anchored = |saved: (Self, _)| match Anchor::of(journal, epoch, offset) {
                Ok(anchor) if anchor == saved.0.anchor => Ok(saved),
                _ => Err(SaveError::Damaged("it is of another journal")),
            };
            Self::read(&dir.join(file_name(offset)))
                .and_then(anchored)
                .inspect_err(|error| warn!(offset, %error, "snapshot passed over"))
                .ok()
        })
    }

    /// Writes it piece by piece: as a whole it may take up as much memory as the server has left.
    fn put<W: Write>(&self, to: W) -> io::Result<W> {
        let digested = Digested { to, digest: Sha256::new() };
        let mut buffer = BufWriter::with_capacity(BUFFER_BYTES, digested);
        buffer.write_all(&[VERSION])?;
        put(&self.anchor, &mut buffer)?;
        // First, so that everybody's state can be taken apart while the rest is read.
        self.engine.write(&mut buffer)?;
        put_admission(&self.admission, &mut buffer)?;
        let Digested { mut to, digest } =
            buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
        to.write_all(&digest.finalize())?;
        Ok(to)
    }

    /// Reads what [`Self::write`] wrote: nothing of it before its digest has matched, and everybody's state is
    /// taken apart once, so that nothing can be wrong with it later.
    fn read(path: &Path) -> Result<(Self, Vec<PatientView>), SaveError> {
        let disk = |source| SaveError::Disk { path: path.to_owned(), source };
        let file = File::open(path).map_err(disk)?;
        let length = file.metadata().map_err(disk)?.len();
        let covered = length.checked_sub(DIGEST_BYTES).ok_or(SaveError::Damaged("too short"))?;
        let mut from = BufReader::with_capacity(BUFFER_BYTES, file);
        if !is_digested(&mut from, covered).map_err(disk)? {
            return Err(SaveError::Damaged("its digest doesn't match"));
        }
        from.rewind().map_err(disk)?;
        Self::decode(from.take(covered))
    }

    fn decode(mut from: impl Read) -> Result<(Self, Vec<PatientView>), SaveError> {
        let mut version = [0];
        if from.read_exact(&mut version).is_err() || version != [VERSION] {
            return Err(SaveError::Damaged("it is of another version"));
        }
        let anchor = take(&mut from)?;
        let engine = Snapshot::read(&mut from)?;
        let (admission, views) = thread::scope(|scope| {
            let views = scope.spawn(|| engine.views());
            let admission = take_admission(&mut from)?;
            let views = views.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            Ok::<_, SaveError>((admission, views))
        })?;
        if from.read(&mut version).is_ok_and(|more| more > 0) {
            return Err(SaveError::Damaged("there is something after it"));
        }
        Ok((Self { anchor, admission, engine }, views))
    }
}

/// Whether so many bytes are followed by their digest.
fn is_digested(from: &mut impl Read, covered: u64) -> io::Result<bool> {
    let mut digested = Digested { to: io::sink(), digest: Sha256::new() };
    io::copy(&mut from.by_ref().take(covered), &mut digested)?;
    let mut digest = Vec::new();
    from.take(DIGEST_BYTES).read_to_end(&mut digest)?;
    Ok(digested.digest.finalize().as_slice() == digest)
}

/// Keeps what comes, one after the other and beside everything else, until nothing more can come.
pub(crate) fn keep_all(dir: &Path, saved: &Receiver<Saved>) {
    for saved in saved {
        if let Err(error) = saved.write(dir) {
            // The journal has everything: the next start takes longer, that is all.
            warn!(%error, "no snapshot kept");
        }
    }
}

/// What is written, and the digest of it.
struct Digested<W> {
    to: W,
    digest: Sha256,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The offset of the newest snapshot in a folder, whole or not.
pub(crate) fn newest_offset(dir: &Path) -> Option<u64> {
    snapshots(dir).first().copied()
}

/// The state of admission and engine as bytes, without a word about the journal.
pub(crate) fn encode_state(admission: &Admission, engine: &Snapshot) -> Vec<u8> {
    let mut bytes = Vec::new();
    let put = put_admission(admission, &mut bytes).and_then(|()| put(&engine.encode(), &mut bytes));
    // Plain integers, strings and lists always encode into memory.
    put.expect("plain data encodes");
    bytes
}

/// Reads what [`encode_state`] wrote.
pub(crate) fn decode_state(mut bytes: &[u8]) -> Result<(Admission, Snapshot), SaveError> {
    let admission = take_admission(&mut bytes)?;
    let engine: Vec<u8> = take(&mut bytes)?;
    if !bytes.is_empty() {
        return Err(SaveError::Damaged("there is something after it"));
    }
    Ok((admission, Snapshot::decode(&engine)?))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use risk_engine::rules::RuleSet;
    use risk_engine::snapshot::Standing;
    use risk_engine::timeline::RuleBook;

    use super::*;

    fn saved() -> Saved {
        let book = RuleBook::of(Arc::new(RuleSet::workload()));
        let state = risk_engine::patient::PatientState::new("p-1".parse().unwrap());
        let standards = Standing { book, rota: Arc::default() };
        Saved {
            anchor: Anchor { epoch: 7, chain: [3; 16] },
            admission: Admission::default(),
            engine: Snapshot::of(9, standards, vec![Arc::new(state)]),
        }
    }

    #[test]
    fn a_snapshot_comes_back_and_no_byte_of_it_can_change() {
        let dir = tempfile::tempdir().unwrap();
        let saved = saved();
        saved.write(dir.path()).unwrap();
        let path = dir.path().join(file_name(9));
        let (again, views) = Saved::read(&path).unwrap();
        assert_eq!(views, saved.engine.views().unwrap());
        assert_eq!((again.anchor, &again.engine), (saved.anchor, &saved.engine));
        let bytes = fs::read(&path).unwrap();
        for place in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert!(matches!(Saved::read(&path), Err(SaveError::Damaged(_))), "byte {place}");
        }
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(matches!(Saved::read(&path), Err(SaveError::Damaged(_))), "{length} bytes");
        }
    }

    #[test]
    fn what_is_of_another_version_is_passed_over() {
        let mut bytes = saved().put(Vec::new()).unwrap();
        bytes[0] = VERSION - 1;
        let covered = bytes.len() - DIGEST_BYTES as usize;
        let digest = Sha256::digest(&bytes[..covered]);
        bytes.splice(covered.., digest);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(file_name(9));
        fs::write(&path, &bytes).unwrap();
        assert!(
            matches!(Saved::read(&path), Err(SaveError::Damaged(what)) if what.contains("version"))
        );
    }
}
