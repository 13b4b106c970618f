//! The engine's state as bytes, tagged with the journal offset that it is the state after.
//!
//! There are two forms. *Plain* ([`Snapshot::encode`]) is the same for the same state, and what was kept of pruned
//! journals is in it. *Compressed* ([`Snapshot::write`]) can always be made again from the journal: it has
//! everybody at rest, as the engine goes on to hold them. Both are bincode's, with a version byte.

use std::io::{self, Read, Write};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
use sha2::{Digest, Sha256};
use vitals::{AlertId, PatientId, StoredAt};

use crate::dataflow::worker_of;
use crate::patient::{PatientState, Standards};
use crate::rest::{AtRest, Dictionary, Person, Rested, Resting};
use crate::rota::Rota;
use crate::timeline::RuleBook;
use crate::told::Hands;
use crate::view::PatientView;

/// The plain form. Another one is refused, and the journal is replayed instead.
const VERSION: u8 = 7;
/// The same with what people passed on and took back behind it, where there is any.
const VERSION_HANDS: u8 = 8;
/// The compressed form.
const VERSION_COMPRESSED: u8 = 9;
/// Nobody's state is larger, nor what is the same for everybody: it bounds what a damaged file can make us allocate.
pub(crate) const PART_BYTES_MAX: usize = 256 << 20;
/// So many are given back to the engine's workers at a time.
const GIVEN_BACK: usize = 1_024;

/// The state after all entries before `offset`.
#[derive(Debug, Clone)]
pub struct Snapshot {
    offset: u64,
    standards: Standing,
    /// Sorted by id.
    people: Vec<Person>,
    resting: Resting,
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        (self.offset, &self.standards, self.people.len())
            == (other.offset, &other.standards, other.people.len())
            && self.patients().eq(other.patients())
    }
}

impl Eq for Snapshot {}

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
    #[error(
        "snapshot has version {found:?}, and this engine reads {VERSION}, {VERSION_HANDS} and {VERSION_COMPRESSED}"
    )]
    Version {
        /// What was found.
        found: Option<u8>,
    },
    /// The bytes don't decode.
    #[error("snapshot is damaged")]
    Damaged(#[source] DecodeError),
    /// Somebody's bytes can't be decompressed.
    #[error("a state in the snapshot is damaged")]
    Compressed(#[from] lz4_flex::block::DecompressError),
    /// The state doesn't hold together.
    #[error("snapshot holds {what} that can't be")]
    Impossible {
        /// What is wrong.
        what: &'static str,
    },
}

impl Snapshot {
    /// The state of these patients after all entries before `offset`, decided by these standards.
    pub fn of(offset: u64, standards: Standing, states: Vec<Arc<PatientState>>) -> Self {
        let people = states.into_iter().map(Person::AtHand).collect();
        Self::of_people(offset, standards, people, Resting::default())
    }

    /// The same of an engine's people, as it holds them.
    pub(crate) fn of_people(
        offset: u64,
        standards: Standing,
        mut people: Vec<Person>,
        resting: Resting,
    ) -> Self {
        people.sort_by_cached_key(|person| person.patient().clone());
        Self { offset, standards, people, resting }
    }

    /// The same with one person only.
    pub fn about(mut self, patient: &PatientId) -> Self {
        self.people.retain(|person| person.patient() == patient);
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
    pub fn patients(&self) -> impl Iterator<Item = Arc<PatientState>> {
        let (dictionary, rules) = (&self.resting.dictionary, self.standards.book.newest());
        // What a snapshot brings is taken apart once when it is read.
        self.people
            .iter()
            .map(move |person| person.state(dictionary, rules).expect("what was compressed here"))
    }

    /// What the engine decides by, and the people, by id.
    pub(crate) fn into_parts(self) -> (Standing, Vec<Person>, Dictionary) {
        (self.standards, self.people, self.resting.dictionary)
    }

    /// How many readings of people have been scored, but of synthetic patients.
    pub fn readings(&self) -> u64 {
        let people = self.people.iter().filter(|person| !person.patient().is_synthetic());
        people.map(Person::readings).sum()
    }

    /// How everybody but synthetic patients stands. All cores work on it: it takes everybody's state apart.
    pub fn views(&self) -> Result<Vec<PatientView>, SnapshotError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let share = self.people.len().div_ceil(cores).max(1);
        let (by, dictionary) = (self.standards.as_standards(), &self.resting.dictionary);
        let views_of = |people: &[Person]| -> Result<Vec<PatientView>, SnapshotError> {
            let states = people.iter().map(|person| person.state(dictionary, by.book.newest()));
            let shown = |state: &Result<Arc<PatientState>, _>| {
                state.as_ref().map_or(true, |state| !state.patient().is_synthetic())
            };
            states.filter(shown).map(|state| Ok(state?.view(by))).collect()
        };
        thread::scope(|scope| {
            let shares = self.people.chunks(share);
            let shares: Vec<_> = shares.map(|people| scope.spawn(|| views_of(people))).collect();
            let mut views = Vec::with_capacity(self.people.len());
            for share in shares {
                let share = share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                views.extend(share?);
            }
            Ok(views)
        })
    }

    /// The plain bytes: the same state gives the same bytes, whatever number of workers made it.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Plain integers, strings and lists always encode into memory.
        self.write_plain(&mut bytes).expect("plain data encodes");
        bytes
    }

    fn write_plain(&self, to: &mut impl Write) -> io::Result<()> {
        let hands = self.patients().map(|state| (state.patient().clone(), state.hands()));
        let hands: AllHands = hands.filter(|(_, hands)| !hands.is_empty()).collect();
        to.write_all(&[if hands.is_empty() { VERSION } else { VERSION_HANDS }])?;
        put(&self.head(), to)?;
        self.patients().try_for_each(|state| put(&state, to))?;
        if hands.is_empty() { Ok(()) } else { put(&hands, to) }
    }

    /// Writes it compressed, one person after the other, and has the engine hold them so that it comes from.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let Self { standards, people, resting, .. } = self;
        let by = standards.as_standards();
        to.write_all(&[VERSION_COMPRESSED])?;
        put(&self.head(), to)?;
        put(&resting.dictionary.bytes(by.book.newest()), to)?;
        let mut back: Vec<Vec<Rested>> = vec![Vec::new(); resting.back.len()];
        for people in people.chunks(GIVEN_BACK) {
            for person in people {
                let rest = AtRest::of(person, by, &resting.dictionary);
                put(&rest, to)?;
                if let Person::AtHand(state) = person
                    && !back.is_empty()
                {
                    let worker = worker_of(rest.patient(), back.len());
                    back[worker].push((state.clone(), rest));
                }
            }
            for (worker, rested) in resting.back.iter().zip(&mut back) {
                // An engine that has ended needs nobody back.
                let _ = worker.send(std::mem::take(rested));
            }
        }
        Ok(())
    }

    fn head(&self) -> Head {
        let sets = self.standards.book.sets().iter();
        let sets =
            sets.map(|(since, rules)| (*since, rules.hash(), rules.text().to_owned())).collect();
        (self.offset, sets, (*self.standards.rota).clone(), self.people.len() as u64)
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let from = &mut &*bytes;
        let version = match next_byte(from)? {
            Some(version @ (VERSION | VERSION_HANDS)) => version,
            found => return Err(SnapshotError::Version { found }),
        };
        let (offset, standards, count) = take_head(from)?;
        // Each takes up bytes: a count that is made up ends with them.
        let mut states = Vec::new();
        for _ in 0..count {
            let mut state: PatientState = take(from)?;
            state.share(standards.book.newest());
            states.push(Arc::new(state));
        }
        if version == VERSION_HANDS {
            put_hands(&mut states, take(from)?)?;
        }
        if !from.is_empty() {
            return Err(SnapshotError::Impossible { what: "bytes after its end" });
        }
        Ok(Self::of(offset, standards, states))
    }

    /// Reads what [`Self::write`] wrote, and no more. Nobody is taken apart: [`Self::views`] tells of each whether
    /// that can be done.
    pub fn read(from: &mut impl Read) -> Result<Self, SnapshotError> {
        match next_byte(from)? {
            Some(VERSION_COMPRESSED) => {}
            found => return Err(SnapshotError::Version { found }),
        }
        let (offset, standards, count) = take_head(from)?;
        let dictionary = Dictionary::read(take(from)?);
        let mut people = Vec::new();
        for _ in 0..count {
            people.push(Person::AtRest(take(from)?));
        }
        let resting = Resting { dictionary, ..Resting::default() };
        Ok(Self { offset, standards, people, resting })
    }

    /// SHA-256 of the plain bytes, to compare two runs.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

fn take_head(from: &mut impl Read) -> Result<(u64, Standing, u64), SnapshotError> {
    let (offset, sets, rota, count): Head = take(from)?;
    let book = RuleBook::restore(sets)
        .ok_or(SnapshotError::Impossible { what: "a rule set that can't be read" })?;
    Ok((offset, Standing { book, rota: Arc::new(rota) }, count))
}

/// What a snapshot's bytes begin with; the last is how many states come then.
type Head = (u64, Vec<(StoredAt, [u8; 32], String)>, Rota, u64);

/// What stands behind the plain ones.
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

pub(crate) fn config() -> Configuration<LittleEndian, Varint, Limit<PART_BYTES_MAX>> {
    bincode::config::standard().with_limit::<PART_BYTES_MAX>()
}
