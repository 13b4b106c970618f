//! Somebody's state while nothing happens to them: its bytes, compressed.
//!
//! States are alike: the same problems by name, the same few moments again and again. Compressed against a
//! typical one, a state of 4 kB takes a few hundred bytes. So a million people fit into memory of whom a few
//! thousand measure something at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use bincode::error::DecodeError;
use bincode::{Decode, Encode};
use crossbeam::channel::Sender;
use lz4_flex::block;
use vitals::{
    AlertId, BloodPressure, Flags, HeardAt, Measurement, Origin, PatientId, Pressure, PulseRate,
    Reading, ReadingId, RespirationRate, Spo2, StoredAt, TakenAt, Temperature, Weight,
};

use crate::fact::{Fact, PatientFact};
use crate::patient::{PatientState, Standards};
use crate::rota::Rota;
use crate::rules::RuleSet;
use crate::snapshot::{PART_BYTES_MAX, SnapshotError, config};
use crate::timeline::RuleBook;
use crate::told::Hands;

/// Somebody's state, wherever it is.
#[derive(Debug, Clone)]
pub(crate) enum Person {
    /// As it is worked with. Shared with a snapshot that is being written: copied only if it changes meanwhile.
    AtHand(Arc<PatientState>),
    /// As bytes.
    AtRest(AtRest),
}

/// A state as bytes, with what is asked of it without taking it apart.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct AtRest {
    patient: PatientId,
    deadline: Option<StoredAt>,
    readings: u64,
    compressed: Arc<[u8]>,
}

/// A state that was put to rest, and what it was: if that has changed meanwhile, the bytes are of no use.
pub(crate) type Rested = (Arc<PatientState>, AtRest);

/// How an engine and its snapshots put people to rest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resting {
    /// What all of them are compressed against.
    pub(crate) dictionary: Dictionary,
    /// Where whoever was compressed for a snapshot is given back to: to each worker what is its own.
    pub(crate) back: Arc<[Sender<Vec<Rested>>]>,
}

/// The bytes of a typical state, made when they are needed first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary(Arc<OnceLock<Vec<u8>>>);

impl Person {
    pub(crate) fn patient(&self) -> &PatientId {
        match self {
            Self::AtHand(state) => state.patient(),
            Self::AtRest(rest) => &rest.patient,
        }
    }

    /// The state, if nobody needs to take it apart.
    pub(crate) fn as_at_hand(&self) -> Option<&Arc<PatientState>> {
        match self {
            Self::AtHand(state) => Some(state),
            Self::AtRest(_) => None,
        }
    }

    /// How many of their readings came in.
    pub(crate) fn readings(&self) -> u64 {
        match self {
            Self::AtHand(state) => state.readings().0,
            Self::AtRest(rest) => rest.readings,
        }
    }

    /// When something is to be done about them next.
    pub(crate) fn deadline(&self, by: Standards<'_>) -> Option<StoredAt> {
        match self {
            // Nobody is to hear of a synthetic patient again by time alone.
            Self::AtHand(state) if state.patient().is_synthetic() => None,
            Self::AtHand(state) => state.next_deadline(by),
            Self::AtRest(rest) => rest.deadline,
        }
    }

    /// The state, in whatever form it is.
    pub(crate) fn state(
        &self,
        dictionary: &Dictionary,
        rules: &RuleSet,
    ) -> Result<Arc<PatientState>, SnapshotError> {
        match self {
            Self::AtHand(state) => Ok(state.clone()),
            Self::AtRest(rest) => rest.state(dictionary, rules).map(Arc::new),
        }
    }

    /// The state to be worked on; from now on it is at hand.
    pub(crate) fn at_hand(
        &mut self,
        dictionary: &Dictionary,
        rules: &RuleSet,
    ) -> &mut Arc<PatientState> {
        if let Self::AtRest(rest) = self {
            // What a snapshot brings is taken apart once when it is read.
            let state = rest.state(dictionary, rules).expect("what was compressed here");
            *self = Self::AtHand(Arc::new(state));
        }
        let Self::AtHand(state) = self else { unreachable!("it has just been put there") };
        state
    }
}

impl AtRest {
    /// Puts a state to rest.
    pub(crate) fn of(person: &Person, by: Standards<'_>, dictionary: &Dictionary) -> Self {
        let state = match person {
            Person::AtRest(rest) => return rest.clone(),
            Person::AtHand(state) => state,
        };
        // Plain integers, strings and lists always encode into memory.
        let plain = bincode::encode_to_vec((&**state, state.hands()), config());
        let plain = plain.expect("plain data encodes");
        let dictionary = dictionary.bytes(by.book.newest());
        Self {
            patient: state.patient().clone(),
            deadline: person.deadline(by),
            readings: person.readings(),
            compressed: block::compress_prepend_size_with_dict(&plain, dictionary).into(),
        }
    }

    pub(crate) fn patient(&self) -> &PatientId {
        &self.patient
    }

    /// The state; what everybody shares is shared.
    fn state(
        &self,
        dictionary: &Dictionary,
        rules: &RuleSet,
    ) -> Result<PatientState, SnapshotError> {
        let (size, _) = block::uncompressed_size(&self.compressed)?;
        if size > PART_BYTES_MAX {
            return Err(SnapshotError::Damaged(DecodeError::LimitExceeded));
        }
        let dictionary = dictionary.bytes(rules);
        let plain = block::decompress_size_prepended_with_dict(&self.compressed, dictionary)?;
        let ((mut state, hands), used): ((PatientState, Vec<(AlertId, Hands)>), usize) =
            bincode::decode_from_slice(&plain, config()).map_err(SnapshotError::Damaged)?;
        let fits = used == plain.len()
            && state.take_hands(hands)
            && (&state.patient, state.readings().0) == (&self.patient, self.readings);
        if !fits {
            return Err(SnapshotError::Impossible { what: "a state of somebody else" });
        }
        state.share(rules);
        Ok(state)
    }
}

impl Dictionary {
    /// The one that a snapshot was written with.
    pub(crate) fn read(bytes: Vec<u8>) -> Self {
        Self(Arc::new(OnceLock::from(bytes)))
    }

    /// The bytes; made by these rules, if there are none yet.
    pub(crate) fn bytes(&self, rules: &RuleSet) -> &[u8] {
        // Without one everything is larger, that is all.
        let typical = || catch_unwind(AssertUnwindSafe(|| typical(rules))).unwrap_or_default();
        self.0.get_or_init(typical)
    }
}

/// The bytes of somebody who doesn't exist, after a day with four rounds of measurements, of which the last were odd.
fn typical(rules: &RuleSet) -> Vec<u8> {
    const ROUND_MS: i64 = 4 * 3_600 * 1_000;
    const BEGIN_MS: i64 = 1_780_000_000_000;
    let book = RuleBook::of(Arc::new(rules.clone()));
    let rota = Rota::default();
    let by = Standards { book: &book, rota: &rota, explain: false };
    let rounds = (BEGIN_MS..).step_by(ROUND_MS as usize).zip([97.0, 97.0, 86.0, 86.0]);
    let state = lived(by, "typical", rounds);
    state.and_then(|state| bincode::encode_to_vec(&state, config()).ok()).unwrap_or_default()
}

/// Somebody after rounds of measurements: when (ms since 1970), and what the oxygen was in %.
fn lived(
    by: Standards<'_>,
    name: &str,
    rounds: impl Iterator<Item = (i64, f64)>,
) -> Option<PatientState> {
    let mut state = PatientState::new(name.parse().ok()?);
    for (offset, (at_ms, spo2_percent)) in (0..).zip(rounds) {
        for (index, measurement) in (0..).zip(measured(spo2_percent)) {
            let reading = Reading {
                device: "monitor".parse().ok()?,
                slot: None,
                taken_at: TakenAt::from_unix_ms(at_ms),
                heard_at: HeardAt::from_unix_ms(at_ms),
                origin: Origin::Device,
                measurement,
                flags: Flags::default(),
            };
            let fact = PatientFact {
                id: ReadingId { offset, index },
                stored_at: StoredAt::from_unix_ms(at_ms),
                patient: state.patient().clone(),
                fact: Fact::Read(reading),
            };
            state.observe(by, &fact, &mut Vec::new());
        }
    }
    Some(state)
}

/// A round of measurements, healthy but for the oxygen.
fn measured(spo2_percent: f64) -> Vec<Measurement> {
    let pulse = PulseRate::from_bpm(70.0).ok();
    let pressure = || {
        let (high, low) = (Pressure::from_mmhg(120.0).ok()?, Pressure::from_mmhg(75.0).ok()?);
        Some(Measurement::BloodPressure(BloodPressure::new(high, low, pulse).ok()?))
    };
    [
        pressure(),
        Spo2::from_percent(spo2_percent).ok().map(|spo2| Measurement::Oximetry(spo2, pulse)),
        RespirationRate::from_per_minute(15.0).ok().map(Measurement::Respiration),
        Temperature::from_celsius(36.6).ok().map(Measurement::Temperature),
        Weight::from_kilograms(75.0).ok().map(Measurement::Weight),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Snapshot, Standing};

    fn standing() -> Standing {
        Standing { book: RuleBook::of(Arc::new(RuleSet::built_in())), rota: Arc::default() }
    }

    /// Somebody after some rounds of measurements, some of them odd.
    fn somebody(name: &str, rounds: u64) -> PatientState {
        let round =
            |round| (1_790_000_000_000 + round as i64 * 2_400_000, 86.0 + (round % 9) as f64);
        lived(standing().as_standards(), name, (0..rounds).map(round)).unwrap()
    }

    #[test]
    fn whoever_was_at_rest_is_who_they_were_and_took_little_room() {
        let (standing, dictionary) = (standing(), Dictionary::default());
        let by = standing.as_standards();
        for rounds in [0, 1, 2, 30] {
            let state = Arc::new(somebody("p-17", rounds));
            assert!(rounds < 30 || state.alerts().next().is_some(), "something was odd");
            let at_hand = Person::AtHand(state.clone());
            let rest = AtRest::of(&at_hand, by, &dictionary);
            let plain = bincode::encode_to_vec(&*state, config()).unwrap().len();
            assert!(rounds != 2 || rest.compressed.len() * 4 < plain, "{plain} bytes");
            let mut person = Person::AtRest(rest);
            assert_eq!(person.patient(), at_hand.patient());
            assert_eq!(person.readings(), at_hand.readings());
            assert_eq!(person.deadline(by), at_hand.deadline(by));
            assert_eq!(person.state(&dictionary, by.book.newest()).unwrap(), state);
            assert_eq!(*person.at_hand(&dictionary, by.book.newest()), state);
        }
    }

    #[test]
    fn bytes_that_do_not_come_apart_are_refused_and_never_panic() {
        let (standing, dictionary) = (standing(), Dictionary::default());
        let by = standing.as_standards();
        let whole = Person::AtHand(Arc::new(somebody("p-17", 3)));
        let whole = AtRest::of(&whole, by, &dictionary);
        let rules = by.book.newest();
        for place in 0..whole.compressed.len() {
            for bit in [0x01, 0x80] {
                let mut bytes = whole.compressed.to_vec();
                bytes[place] ^= bit;
                // Some flips give another state; the file around it carries a digest.
                let _ =
                    AtRest { compressed: bytes.into(), ..whole.clone() }.state(&dictionary, rules);
            }
            let cut = AtRest { compressed: whole.compressed[..place].into(), ..whole.clone() };
            assert!(cut.state(&dictionary, rules).is_err(), "cut at {place}");
        }
        let other = AtRest { patient: "p-18".parse().unwrap(), ..whole.clone() };
        assert!(other.state(&dictionary, rules).is_err(), "somebody else's");
        let huge = [&u32::MAX.to_le_bytes()[..], &whole.compressed[4..]].concat();
        let huge = AtRest { compressed: huge.into(), ..whole };
        assert!(huge.state(&dictionary, rules).is_err(), "nobody's state is as large");
    }

    #[test]
    fn a_snapshot_that_was_written_compressed_is_the_same() {
        let people = ["p-1", "p-2", "p-3"].map(|name| Arc::new(somebody(name, 20)));
        let snapshot = Snapshot::of(9, standing(), people.to_vec());
        let mut bytes = Vec::new();
        snapshot.write(&mut bytes).unwrap();
        let again = Snapshot::read(&mut &bytes[..]).unwrap();
        assert_eq!(again, snapshot);
        assert_eq!((again.hash(), again.readings()), (snapshot.hash(), snapshot.readings()));
        assert_eq!(again.views().unwrap(), snapshot.views().unwrap());
        let mut twice = Vec::new();
        again.write(&mut twice).unwrap();
        assert!(bytes == twice, "nobody's bytes change by lying there");
        for cut in 0..bytes.len() {
            assert!(Snapshot::read(&mut &bytes[..cut]).is_err(), "cut at {cut}");
        }
    }
}
