//! The engine's state as bytes, tagged with the journal offset that it is the state after.
//!
//! A snapshot can always be made again from the journal, so its form is bincode's and may change with
//! the version byte; the journal's own bytes never do.

mod saved;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use sha2::{Digest, Sha256};

use crate::patient::PatientState;
use crate::rules::RuleSet;
use crate::view::PatientView;

/// The form of the bytes. Another one is refused, and the journal is replayed instead.
const VERSION: u8 = 1;
/// No snapshot is larger: it bounds what a damaged file can make us allocate.
const BYTES_MAX: usize = 2 << 30;

/// The state after all entries before `offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    offset: u64,
    /// Sorted by id.
    patients: Vec<PatientState>,
}

/// Bytes that are not a snapshot of ours.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Too short, or of another version.
    #[error("snapshot has version {found:?}, and this engine reads version {VERSION}")]
    Version {
        /// What was found.
        found: Option<u8>,
    },
    /// The bytes don't decode.
    #[error("snapshot is damaged")]
    Damaged(#[source] bincode::error::DecodeError),
    /// The state doesn't hold together.
    #[error("snapshot holds {what} that can't be")]
    Impossible {
        /// What is wrong.
        what: &'static str,
    },
}

impl Snapshot {
    /// The state of these patients after all entries before `offset`.
    pub fn of(offset: u64, mut patients: Vec<PatientState>) -> Self {
        patients.sort_by(|one, other| one.patient.cmp(&other.patient));
        Self { offset, patients }
    }

    /// The offset of the first entry that is not in it.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The states, by id.
    pub fn patients(&self) -> Vec<PatientState> {
        self.patients.clone()
    }

    /// How many readings have been scored.
    pub fn readings(&self) -> u64 {
        self.patients.iter().map(|state| state.readings).sum()
    }

    /// How everybody stands.
    pub fn views(&self, rules: &RuleSet) -> Vec<PatientView> {
        self.patients.iter().map(|state| state.view(rules)).collect()
    }

    /// The bytes: the same state gives the same bytes, whatever number of workers made it.
    pub fn encode(&self) -> Vec<u8> {
        let saved: Vec<saved::Patient> = self.patients.iter().map(saved::Patient::of).collect();
        let mut bytes = vec![VERSION];
        bytes.extend(
            // Plain integers, strings and lists always encode into memory.
            bincode::encode_to_vec((self.offset, saved), config()).expect("plain data encodes"),
        );
        bytes
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let Some((&VERSION, body)) = bytes.split_first() else {
            return Err(SnapshotError::Version { found: bytes.first().copied() });
        };
        let ((offset, saved), used): ((u64, Vec<saved::Patient>), usize) =
            bincode::decode_from_slice(body, config()).map_err(SnapshotError::Damaged)?;
        if used != body.len() {
            return Err(SnapshotError::Impossible { what: "bytes after its end" });
        }
        let patients = saved.into_iter().map(saved::Patient::restore).collect::<Result<_, _>>()?;
        Ok(Self { offset, patients })
    }

    /// SHA-256 of the bytes, to compare two runs.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

fn config() -> Configuration<LittleEndian, Varint, Limit<BYTES_MAX>> {
    bincode::config::standard().with_limit::<BYTES_MAX>()
}
