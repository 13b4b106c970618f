//! The engine's state as bytes, tagged with the journal offset that it is the state after.
//!
//! A snapshot can always be made again from the journal, so its form is bincode's and may change with
//! the version byte; the journal's own bytes never do.

use std::io::{self, Read, Write};
use std::sync::Arc;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
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
/// Nobody's state is larger, nor what is the same for everybody: it bounds what a damaged file can make us allocate.
const PART_BYTES_MAX: usize = 256 << 20;

/// The state after all entries before `offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    offset: u64,
    standards: Standing,
    /// Sorted by id.
    patients: States,
}

/// Everybody's state. Each apart: a million need no room in which to grow together. None is copied on its way into the
/// engine or out, and for a snapshot only who changes while it is being written.
pub type States = Vec<Arc<PatientState>>;

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
    Damaged(#[source] DecodeError),
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
        patients.sort_by_cached_key(|state| state.patient().clone());
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
    pub fn patients(&self) -> &[Arc<PatientState>] {
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
    pub fn views(&self) -> impl Iterator<Item = PatientView> {
        let by = self.standards.as_standards();
        self.people().map(move |state| state.view(by))
    }

    /// Everybody but synthetic patients.
    fn people(&self) -> impl Iterator<Item = &PatientState> {
        self.patients.iter().map(|state| &**state).filter(|state| !state.patient().is_synthetic())
    }

    /// The bytes: the same state gives the same bytes, whatever number of workers made it.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Plain integers, strings and lists always encode into memory.
        self.write(&mut bytes).expect("plain data encodes");
        bytes
    }

    /// Writes the bytes, one person after the other.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let sets = self.standards.book.sets().iter();
        let sets: Vec<_> =
            sets.map(|(since, rules)| (*since, rules.hash(), rules.text())).collect();
        let hands = self.patients.iter().map(|state| (state.patient().clone(), state.hands()));
        let hands: AllHands = hands.filter(|(_, hands)| !hands.is_empty()).collect();
        to.write_all(&[if hands.is_empty() { VERSION } else { VERSION_HANDS }])?;
        put(&(self.offset, sets, &*self.standards.rota, self.patients.len() as u64), to)?;
        self.patients.iter().try_for_each(|state| put(state, to))?;
        if hands.is_empty() { Ok(()) } else { put(&hands, to) }
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        Self::read(&mut &*bytes)
    }

    /// Reads to the end what [`Self::write`] wrote, one person after the other.
    pub fn read(from: &mut impl Read) -> Result<Self, SnapshotError> {
        let version = match next_byte(from)? {
            Some(version @ (VERSION | VERSION_HANDS)) => version,
            found => return Err(SnapshotError::Version { found }),
        };
        let (offset, sets, rota, count): Head = take(from)?;
        let book = RuleBook::restore(sets)
            .ok_or(SnapshotError::Impossible { what: "a rule set that can't be read" })?;
        let rules = book.newest().clone();
        // Each takes up bytes: a count that is made up ends with them.
        let mut patients = States::new();
        for _ in 0..count {
            let mut state: PatientState = take(from)?;
            state.share(&rules);
            patients.push(Arc::new(state));
        }
        if version == VERSION_HANDS {
            put_hands(&mut patients, take(from)?)?;
        }
        if next_byte(from)?.is_some() {
            return Err(SnapshotError::Impossible { what: "bytes after its end" });
        }
        let standards = Standing { book, rota: Arc::new(rota) };
        Ok(Self { offset, standards, patients })
    }

    /// SHA-256 of the bytes, to compare two runs.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

/// What a snapshot's bytes begin with; the last is how many states come then.
type Head = (u64, Vec<(StoredAt, [u8; 32], String)>, Rota, u64);

/// What stands behind them.
type AllHands = Vec<(PatientId, Vec<(AlertId, Hands)>)>;

fn put_hands(patients: &mut [Arc<PatientState>], hands: AllHands) -> Result<(), SnapshotError> {
    for (patient, hands) in hands {
        let found = patients.binary_search_by(|state| state.patient().cmp(&patient)).ok();
        let fits = found.is_some_and(|place| Arc::make_mut(&mut patients[place]).take_hands(hands));
        if !fits {
            return Err(SnapshotError::Impossible { what: "acts on alerts" });
        }
    }
    Ok(())
}

fn put(part: &impl Encode, to: &mut impl Write) -> io::Result<()> {
    bincode::encode_into_std_write(part, to, config()).map(drop).map_err(|error| match error {
        EncodeError::Io { inner, .. } => inner,
        other => io::Error::other(other),
    })
}

fn take<T: Decode<()>>(from: &mut impl Read) -> Result<T, SnapshotError> {
    bincode::decode_from_std_read(from, config()).map_err(SnapshotError::Damaged)
}

/// None at the end.
fn next_byte(from: &mut impl Read) -> Result<Option<u8>, SnapshotError> {
    let mut byte = Vec::with_capacity(1);
    match from.take(1).read_to_end(&mut byte) {
        Ok(_) => Ok(byte.first().copied()),
        Err(inner) => Err(SnapshotError::Damaged(DecodeError::Io { inner, additional: 1 })),
    }
}

impl Standing {
    /// Borrowed, as the patients' folds take it.
    pub fn as_standards(&self) -> Standards<'_> {
        Standards { book: &self.book, rota: &self.rota, explain: true }
    }
}

fn config() -> Configuration<LittleEndian, Varint, Limit<PART_BYTES_MAX>> {
    bincode::config::standard().with_limit::<PART_BYTES_MAX>()
}
