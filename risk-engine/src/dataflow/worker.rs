//! One worker's part: the states of its patients, and the fold over their facts.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use crossbeam::channel::{Receiver, Sender};
use vitals::{IdMap, PatientId, ReadingId, StoredAt};

use super::{Batch, Input};
use crate::fact::{Fact, PatientFact};
use crate::outcome::Outcome;
use crate::patient::{PatientState, Standards};
use crate::rest::{Dictionary, Person, Rested};
use crate::rules::{Order, RuleSet};
use crate::snapshot::Standing;
use crate::timeline::RuleBook;
use crate::view::PatientView;

/// What one worker made of one batch.
pub(super) struct Part {
    pub(super) upto: u64,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) views: Vec<PatientView>,
    pub(super) scored: u64,
    /// If it was asked for.
    pub(super) saved: Option<Saved>,
}

/// What a worker decides by, and all its patients.
pub(super) type Saved = (Standing, Vec<Person>);

/// How people come to rest at a worker, and are woken.
pub(super) struct Rest {
    pub(super) dictionary: Dictionary,
    /// Whoever was compressed for a snapshot.
    pub(super) rested: Receiver<Vec<Rested>>,
}

/// The fold of one worker.
pub(super) struct Fold {
    standards: Standing,
    parts: Sender<Part>,
    patients: Vec<Kept>,
    /// The place of each in `patients`. Looked up by id only; nothing depends on its order.
    places: IdMap<PatientId, usize>,
    /// Who has something due, soonest first.
    due: BTreeSet<(StoredAt, PatientId)>,
    /// Parts of batches that are not complete yet.
    waiting: BTreeMap<u64, Batch>,
    rest: Rest,
}

/// So many lots of people are put to rest before a batch: it must not wait long for them.
const RESTED: usize = 16;

/// The states of so many facts are fetched at a time: they fit into a core's own cache.
const FETCHED: usize = 256;

/// A patient's state, with its deadline.
struct Kept {
    person: Person,
    /// Its deadline as it stood when the state was at hand last.
    deadline: Option<StoredAt>,
    /// The deadline that stands in [`Fold::due`] for it.
    due_at: Option<StoredAt>,
    /// Whether it stands among those whom the batch touched.
    touched: bool,
}

impl Kept {
    fn new(person: Person) -> Self {
        Self { person, deadline: None, due_at: None, touched: false }
    }

    /// Notes the state's deadline, while the state is at hand.
    fn find_deadline(&mut self, by: Standards<'_>) {
        self.deadline = self.person.deadline(by);
    }
}

/// Whom a batch touched, by their place, each once.
#[derive(Default)]
struct Touched(Vec<usize>);

impl Touched {
    fn add(&mut self, place: usize, kept: &mut Kept) {
        if !std::mem::replace(&mut kept.touched, true) {
            self.0.push(place);
        }
    }
}

impl Fold {
    pub(super) fn new(
        standards: Standing,
        people: impl Iterator<Item = Person>,
        parts: Sender<Part>,
        rest: Rest,
    ) -> Self {
        let mut fold = Self {
            standards,
            parts,
            patients: Vec::new(),
            places: IdMap::default(),
            due: BTreeSet::new(),
            waiting: BTreeMap::new(),
            rest,
        };
        for person in people {
            let place = fold.add(person);
            fold.note_deadline(place);
        }
        fold
    }

    /// Takes a part that has arrived.
    pub(super) fn take(&mut self, part: Batch) {
        self.waiting.insert(part.upto, part);
    }

    /// Folds every batch that nothing more can come for.
    pub(super) fn finish_before(&mut self, is_complete: impl Fn(u64) -> bool) {
        while let Some(first) = self.waiting.first_entry() {
            if !is_complete(*first.key()) {
                break;
            }
            let batch = first.remove();
            let part = self.fold(batch);
            // The gatherer outlives the workers; if it died, the engine reports that it stopped.
            let _ = self.parts.send(part);
        }
    }

    /// Gives everybody's state away.
    pub(super) fn end(&mut self) -> Saved {
        self.places.clear();
        self.due.clear();
        let people = self.patients.drain(..).map(|kept| kept.person).collect();
        (self.standards.clone(), people)
    }

    /// Holds as bytes whoever a snapshot has compressed and nothing has happened to since.
    fn put_to_rest(&mut self) {
        for (was, rest) in self.rest.rested.try_iter().take(RESTED).flatten() {
            let Some(place) = self.places.get(rest.patient()) else { continue };
            let person = &mut self.patients[*place].person;
            if matches!(person, Person::AtHand(state) if Arc::ptr_eq(state, &was)) {
                *person = Person::AtRest(rest);
            }
        }
    }

    fn fold(&mut self, batch: Batch) -> Part {
        self.put_to_rest();
        let Batch { inputs, upto, show, save } = batch;
        let mut part =
            Part { upto, outcomes: Vec::new(), views: Vec::new(), scored: 0, saved: None };
        let mut touched = Touched::default();
        let places = self.find(&inputs);
        let mut rest = inputs.iter().zip(places.iter().copied()).peekable();
        let mut facts = Vec::new();
        let mut ahead = places.chunks(FETCHED);
        let mut fetched = 0;
        loop {
            if places.len() - rest.len() >= fetched {
                let next = ahead.next().unwrap_or_default();
                fetched += next.len().max(1);
                self.fetch(next);
            }
            let Some((input, place)) = rest.next() else { break };
            match input {
                Input::Fact(fact) => {
                    facts.clear();
                    facts.push((fact, place));
                    while let Some((Input::Fact(next), place)) = rest.next_if(|(next, _)| {
                        matches!(next, Input::Fact(next) if next.id.offset == fact.id.offset)
                    }) {
                        facts.push((next, place));
                    }
                    // Who else was in the entry is for another worker to know, and changes nothing.
                    facts.sort_by(|(one, _), (other, _)| one.patient.cmp(&other.patient));
                    let is_read = |(fact, _): &&(&PatientFact, _)| {
                        matches!(fact.fact, Fact::Read(_)) && !fact.patient.is_synthetic()
                    };
                    part.scored += facts.iter().filter(is_read).count() as u64;
                    for facts in facts.chunk_by(|(one, _), (next, _)| is_of(one, next)) {
                        self.observe(facts, &mut part.outcomes, &mut touched);
                    }
                }
                Input::Tick(id, at) => {
                    touched.0.iter().for_each(|place| self.note_deadline(*place));
                    self.tick(*id, *at, &mut part.outcomes, &mut touched);
                }
                Input::Rules(id, at, rules) => {
                    self.standards.book.activate(*at, rules.clone());
                    self.judge_anew(*id, *at, &mut part.outcomes, &mut touched);
                }
                Input::Rota(rota) => self.standards.rota = rota.clone(),
            }
        }
        for place in &touched.0 {
            self.note_deadline(*place);
            self.patients[*place].touched = false;
        }
        let by = self.standards.as_standards();
        if show {
            let touched = touched.0.iter().map(|place| &self.patients[*place].person);
            // Whoever was touched is at hand.
            let states = touched.filter_map(Person::as_at_hand);
            let shown = states.filter(|state| !state.patient().is_synthetic());
            part.views = shown.map(|state| state.view(by)).collect();
        }
        part.saved = save.then(|| {
            let people = self.patients.iter().map(|kept| kept.person.clone()).collect();
            (self.standards.clone(), people)
        });
        part
    }

    /// The place of whom each fact is about, if they have one. All are looked up in one go: then no look-up waits
    /// for the memory of the one before.
    fn find(&self, inputs: &[Input]) -> Vec<Option<usize>> {
        let place = |input: &Input| match input {
            Input::Fact(fact) => self.places.get(&fact.patient).copied(),
            _ => None,
        };
        inputs.iter().map(place).collect()
    }

    /// Has the memory of those people at hand, see [`PatientState::fetch`].
    fn fetch(&self, places: &[Option<usize>]) {
        let people = places.iter().flatten().map(|place| &self.patients[*place].person);
        let states = people.filter_map(Person::as_at_hand);
        std::hint::black_box(states.fold(0, |all, state| all ^ state.fetch()));
    }

    /// Takes the facts of one patient and one entry: one fact, or readings.
    fn observe(
        &mut self,
        facts: &[(&PatientFact, Option<usize>)],
        outcomes: &mut Vec<Outcome>,
        touched: &mut Touched,
    ) {
        let Some((last, place)) = facts.last() else {
            return;
        };
        // They may be new with this batch.
        let place = place.or_else(|| self.places.get(&last.patient).copied());
        let unknown = || Person::AtHand(Arc::new(PatientState::new(last.patient.clone())));
        let place = place.unwrap_or_else(|| self.add(unknown()));
        let kept = &mut self.patients[place];
        let by = by_of(&self.standards, &last.patient);
        let dictionary = &self.rest.dictionary;
        if last.patient.is_synthetic() {
            // Each of their readings is the first: nothing of them grows, and each raises its alert.
            kept.person = unknown();
        }
        // Where the order of arrival counts, each has its turn.
        let together = if by.book.newest().order() == Order::Arrival { 1 } else { facts.len() };
        for facts in facts.chunks(together) {
            let Some((last, _)) = facts.last() else { continue };
            guarded(by, dictionary, kept, last.id, last.stored_at, outcomes, |state, outcomes| {
                match facts {
                    [(fact, _)] => state.observe(by, fact, outcomes),
                    facts => {
                        state.observe_together(by, facts.iter().map(|(fact, _)| *fact), outcomes);
                    }
                }
            });
        }
        kept.find_deadline(by);
        touched.add(place, kept);
    }

    /// Judges everybody by the rules that are new.
    fn judge_anew(
        &mut self,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
        touched: &mut Touched,
    ) {
        let (by, dictionary) = (self.standards.as_standards(), &self.rest.dictionary);
        let people = self.patients.iter_mut().enumerate();
        for (place, kept) in people.filter(|(_, kept)| !kept.person.patient().is_synthetic()) {
            guarded(by, dictionary, kept, id, now, outcomes, |state, outcomes| {
                state.judge_anew(by, id, now, outcomes);
            });
            kept.find_deadline(by);
            touched.add(place, kept);
        }
    }

    fn tick(
        &mut self,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
        touched: &mut Touched,
    ) {
        // Each once: whoever still has something due waits for the next tick.
        let due = self.due.iter().take_while(|(due_at, _)| *due_at <= now);
        let due: Vec<usize> =
            due.filter_map(|(_, patient)| self.places.get(patient).copied()).collect();
        for place in due {
            let kept = &mut self.patients[place];
            let (by, dictionary) = (self.standards.as_standards(), &self.rest.dictionary);
            guarded(by, dictionary, kept, id, now, outcomes, |state, outcomes| {
                state.tick(by, id, now, outcomes);
            });
            kept.find_deadline(by);
            touched.add(place, kept);
            self.note_deadline(place);
        }
    }

    /// Adds somebody; gives their place.
    fn add(&mut self, person: Person) -> usize {
        let place = self.patients.len();
        self.places.insert(person.patient().clone(), place);
        let mut kept = Kept::new(person);
        kept.find_deadline(self.standards.as_standards());
        self.patients.push(kept);
        place
    }

    /// Keeps the queue of deadlines in step with a patient's state.
    fn note_deadline(&mut self, place: usize) {
        let kept = &mut self.patients[place];
        let due_at = kept.deadline;
        if due_at == kept.due_at {
            return;
        }
        let patient = kept.person.patient();
        if let Some(before) = kept.due_at {
            self.due.remove(&(before, patient.clone()));
        }
        if let Some(due_at) = due_at {
            self.due.insert((due_at, patient.clone()));
        }
        kept.due_at = due_at;
    }
}

/// What decides about somebody. A synthetic patient has a rule of their own: whatever a site activates, their
/// reading is dangerous, and no rota names anybody for it.
fn by_of<'a>(standards: &'a Standing, patient: &PatientId) -> Standards<'a> {
    if patient.is_synthetic() { CANARY.as_standards() } else { standards.as_standards() }
}

static CANARY: LazyLock<Standing> = LazyLock::new(|| Standing {
    book: RuleBook::of(Arc::new(RuleSet::canary())),
    rota: Arc::default(),
});

/// Whether something is one more reading of the same patient in the same entry: what a gateway had
/// gathered is decided on at once, and not as if each had been the last word.
fn is_of(fact: &PatientFact, next: &PatientFact) -> bool {
    matches!((&fact.fact, &next.fact), (Fact::Read(_), Fact::Read(_)))
        && (fact.id.offset, &fact.patient) == (next.id.offset, &next.patient)
}

/// Runs the rules on one patient. A panic stops that patient's automation and touches nobody else.
fn guarded(
    by: Standards<'_>,
    dictionary: &Dictionary,
    kept: &mut Kept,
    id: ReadingId,
    now: StoredAt,
    outcomes: &mut Vec<Outcome>,
    run: impl FnOnce(&mut PatientState, &mut Vec<Outcome>),
) {
    let before = outcomes.len();
    let state = Arc::make_mut(kept.person.at_hand(dictionary, by.book.newest()));
    if catch_unwind(AssertUnwindSafe(|| run(&mut *state, outcomes))).is_err() {
        // What was half decided is taken back; the alert stands in its place.
        outcomes.truncate(before);
        state.stop(by, id, now, outcomes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Decision, Problem};

    #[test]
    fn each_reading_of_a_synthetic_patient_raises_its_alert_and_leaves_nothing() {
        let (parts, _parts) = crossbeam::channel::unbounded();
        // Whatever rules a site has activated.
        let standards =
            Standing { book: RuleBook::of(Arc::new(RuleSet::workload())), rota: Arc::default() };
        let rest = Rest { dictionary: Dictionary::default(), rested: crossbeam::channel::never() };
        let mut fold = Fold::new(standards, std::iter::empty(), parts, rest);
        let reading = |offset: u64| {
            let at_ms = i64::try_from(offset).unwrap() * 2_000;
            let reading = vitals::Reading {
                device: vitals::DeviceId::synthetic(0),
                slot: None,
                taken_at: vitals::TakenAt::from_unix_ms(at_ms),
                heard_at: vitals::HeardAt::from_unix_ms(at_ms),
                origin: vitals::Origin::Device,
                measurement: vitals::Measurement::Oximetry(
                    vitals::Spo2::from_percent(70.0).unwrap(),
                    None,
                ),
                flags: vitals::Flags::default(),
            };
            Input::Fact(PatientFact {
                id: ReadingId { offset, index: 0 },
                stored_at: StoredAt::from_unix_ms(at_ms),
                patient: PatientId::synthetic(0),
                fact: Fact::Read(reading),
            })
        };
        let day = StoredAt::from_unix_ms(86_400_000);
        let mut sizes = Vec::new();
        for offset in 1..50 {
            let tick = Input::Tick(ReadingId { offset, index: 0 }, day);
            let inputs = vec![reading(offset), tick];
            let part = fold.fold(Batch { inputs, upto: offset + 1, show: true, save: true });
            let [outcome] = part.outcomes.as_slice() else { panic!("{:?}", part.outcomes) };
            let Decision::Alert { change, alert } = &outcome.decision else {
                panic!("{outcome:?}")
            };
            assert_eq!((*change, alert.is_open()), (crate::outcome::Change::Raised, true));
            assert_eq!(alert.taken_at.unix_ms(), i64::try_from(offset).unwrap() * 2_000);
            assert_eq!((part.views.len(), part.scored), (0, 0), "nobody's row, nobody's reading");
            let (_, people) = part.saved.unwrap();
            let states: Vec<_> = people.iter().filter_map(Person::as_at_hand).collect();
            sizes.push(bincode::encode_to_vec(&states, bincode::config::standard()).unwrap().len());
        }
        // Numbers that count take some bytes more.
        assert!(sizes[sizes.len() - 1] < sizes[0] + 100, "the state grows: {sizes:?}");
    }

    #[test]
    fn a_panic_in_one_persons_rules_raises_an_alert_and_takes_back_what_was_half_decided() {
        let standards =
            Standing { book: RuleBook::of(Arc::new(RuleSet::built_in())), rota: Arc::default() };
        let by = standards.as_standards();
        let state = PatientState::new("p-1".parse().unwrap());
        let (mut kept, dictionary) =
            (Kept::new(Person::AtHand(Arc::new(state))), Dictionary::default());
        let mut outcomes = Vec::new();
        let id = ReadingId { offset: 7, index: 0 };
        let now = StoredAt::from_unix_ms(0);
        guarded(by, &dictionary, &mut kept, id, now, &mut outcomes, |state, outcomes| {
            state.tick(by, id, StoredAt::from_unix_ms(0), outcomes);
            panic!("a rule's mistake");
        });
        let [outcome] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        let Decision::Alert { alert, .. } = &outcome.decision else { panic!("{outcome:?}") };
        assert_eq!(alert.problem.name(), Problem::AUTOMATION_STOPPED);
    }
}
