//! The engine's state as bytes, tagged with the journal offset that it is the state after.
//!
//! A snapshot can always be made again from the journal, so its form is bincode's and may change with
//! the version byte; the journal's own bytes never do.

use std::sync::Arc;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use sha2::{Digest, Sha256};
use vitals::{AlertId, PatientId, StoredAt};

use crate::patient::{PatientState, Standards};
use crate::rota::Rota;
use crate::timeline::RuleBook;
use crate::told::Hands;
use crate::view::PatientView;

/// The form of the bytes. Another one is refused, and the journal is replayed instead.
const VERSION: u8 = 7;
/// The same with what people passed on and took back behind it, where there is any.
const VERSION_HANDS: u8 = 8;
/// No snapshot is larger: it bounds what a damaged file can make us allocate.
const BYTES_MAX: usize = 2 << 30;

/// The state after all entries before `offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    offset: u64,
    standards: Standing,
    /// Sorted by id.
    patients: States,
}

/// Everybody's state. Each apart: a million need no room in which to grow together, and none is copied on its way
/// into the engine or out.
pub type States = Vec<Box<PatientState>>;

/// What the engine decided by: the rule sets with their activation, and who is on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The rule sets.
    pub book: RuleBook,
    /// Who is on call.
    pub rota: Arc<Rota>,
}

/// Bytes that are not a snapshot of ours.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Too short, or of another version.
    #[error("snapshot has version {found:?}, and this engine reads {VERSION} and {VERSION_HANDS}")]
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
    /// The state of these patients after all entries before `offset`, decided by these standards.
    pub fn of(offset: u64, standards: Standing, mut patients: States) -> Self {
        patients.sort_by(|one, other| one.patient().cmp(other.patient()));
        Self { offset, standards, patients }
    }

    /// The same with one person only.
    pub fn about(mut self, patient: &PatientId) -> Self {
        self.patients.retain(|state| state.patient() == patient);
        self
    }

    /// What the engine decides by from here on.
    pub fn standards(&self) -> &Standing {
        &self.standards
    }

    /// The offset of the first entry that is not in it.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The states, by id.
    pub fn patients(&self) -> &[Box<PatientState>] {
        &self.patients
    }

    /// What the engine decides by, and the states, by id.
    pub fn into_parts(self) -> (Standing, States) {
        (self.standards, self.patients)
    }

    /// How many readings have been scored.
    pub fn readings(&self) -> u64 {
        self.people().map(|state| state.readings().0).sum()
    }

    /// How everybody stands.
    pub fn views(&self) -> Vec<PatientView> {
        let by = self.standards.as_standards();
        self.people().map(|state| state.view(by)).collect()
    }

    /// Everybody but synthetic patients.
    fn people(&self) -> impl Iterator<Item = &PatientState> {
        self.patients.iter().map(|state| &**state).filter(|state| !state.patient().is_synthetic())
    }

    /// The bytes: the same state gives the same bytes, whatever number of workers made it.
    pub fn encode(&self) -> Vec<u8> {
        let sets = self.standards.book.sets().iter();
        let sets: Vec<_> =
            sets.map(|(since, rules)| (*since, rules.hash(), rules.text())).collect();
        let hands = self.patients.iter().map(|state| (state.patient().clone(), state.hands()));
        let hands: AllHands = hands.filter(|(_, hands)| !hands.is_empty()).collect();
        let mut bytes = vec![if hands.is_empty() { VERSION } else { VERSION_HANDS }];
        bytes.extend(
            // Plain integers, strings and lists always encode into memory.
            bincode::encode_to_vec(
                (self.offset, sets, &*self.standards.rota, &self.patients),
                config(),
            )
            .expect("plain data encodes"),
        );
        if !hands.is_empty() {
            // So do these.
            let hands = bincode::encode_to_vec(&hands, config());
            bytes.extend(hands.expect("plain data encodes"));
        }
        bytes
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let Some((version @ (&VERSION | &VERSION_HANDS), body)) = bytes.split_first() else {
            return Err(SnapshotError::Version { found: bytes.first().copied() });
        };
        let ((offset, sets, rota, mut patients), mut used): (Saved, usize) =
            bincode::decode_from_slice(body, config()).map_err(SnapshotError::Damaged)?;
        if *version == VERSION_HANDS {
            let (hands, more): (AllHands, usize) =
                bincode::decode_from_slice(&body[used..], config())
                    .map_err(SnapshotError::Damaged)?;
            used += more;
            put_hands(&mut patients, hands)?;
        }
        if used != body.len() {
            return Err(SnapshotError::Impossible { what: "bytes after its end" });
        }
        let book = RuleBook::restore(sets)
            .ok_or(SnapshotError::Impossible { what: "a rule set that can't be read" })?;
        let standards = Standing { book, rota: Arc::new(rota) };
        Ok(Self { offset, standards, patients })
    }

    /// SHA-256 of the bytes, to compare two runs.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

/// What a snapshot's bytes hold.
type Saved = (u64, Vec<(StoredAt, [u8; 32], String)>, Rota, States);

/// What stands behind it.
type AllHands = Vec<(PatientId, Vec<(AlertId, Hands)>)>;

fn put_hands(patients: &mut [Box<PatientState>], hands: AllHands) -> Result<(), SnapshotError> {
    for (patient, hands) in hands {
        let found = patients.binary_search_by(|state| state.patient().cmp(&patient)).ok();
        let fits = found.is_some_and(|place| patients[place].take_hands(hands));
        if !fits {
            return Err(SnapshotError::Impossible { what: "acts on alerts" });
        }
    }
    Ok(())
}

impl Standing {
    /// Borrowed, as the patients' folds take it.
    pub fn as_standards(&self) -> Standards<'_> {
        Standards { book: &self.book, rota: &self.rota, explain: true }
    }
}

fn config() -> Configuration<LittleEndian, Varint, Limit<BYTES_MAX>> {
    bincode::config::standard().with_limit::<BYTES_MAX>()
}
