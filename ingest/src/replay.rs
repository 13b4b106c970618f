//! The journal decided again, from its beginning: to compare, to explain, to try other rules on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel;
use journal::{Entries, Reader};
use risk_engine::dataflow::{Batch, Decided, Engine, Input};
use risk_engine::fact::PatientFact;
use risk_engine::rules::RuleSet;
use risk_engine::snapshot::Snapshot;
use vitals::{PatientId, ReadingId, StoredAt};

use crate::entry::{Entry, Stamped};
use crate::keepsake::{Keepsake, Rest, removed};
use crate::pipeline::StartError;
use crate::project::inputs_of;

/// So many entries go into one batch.
const STRETCH_MAX: usize = 4096;

/// A journal as batches for an engine, up to where it was durable when this began.
pub struct Stretches<'a> {
    entries: Entries,
    /// What the engine begins with where older entries were removed.
    base: Option<Base>,
    next: u64,
    end: u64,
    stop: Option<&'a AtomicBool>,
    only: Option<&'a PatientId>,
    people_only: bool,
}

/// The state where a journal begins whose older entries were removed.
#[derive(Debug, Clone)]
pub struct Base {
    /// The state.
    pub state: Snapshot,
    /// When the first entry after it was stored.
    pub since: StoredAt,
}

impl<'a> Stretches<'a> {
    /// All of a journal.
    pub fn of(journal: &dyn Reader) -> Result<Self, StartError> {
        Self::upto(journal, u64::MAX)
    }

    /// All of a journal before an entry.
    pub fn upto(journal: &dyn Reader, end: u64) -> Result<Self, StartError> {
        let end = end.min(journal.durable_end());
        let keepsake = Keepsake::of(journal)?;
        let base = keepsake.map(|kept| Base { since: kept.since(), state: kept.engine });
        let next = base.as_ref().map_or(0, |base| base.state.offset());
        if end < next {
            return Err(removed(journal, end).into());
        }
        let entries = journal.read_from(next);
        Ok(Self { entries, base, next, end, stop: None, only: None, people_only: false })
    }

    /// What was stored from about a moment on: for an engine that begins with nothing, where all of a
    /// journal would take too long. Where older entries were removed it begins no earlier than the rest.
    pub fn since(journal: &dyn Reader, at: StoredAt) -> Result<Self, StartError> {
        let all = Self::of(journal)?;
        if all.base.as_ref().is_some_and(|base| base.since >= at) {
            return Ok(all);
        }
        let (mut low, mut high) = (all.next, all.end);
        // Entries are stored in the order of their times.
        while low < high {
            let middle = low + (high - low) / 2;
            match entry_at(journal, middle)? {
                Some(stamped) if stamped.stored_at < at => low = middle + 1,
                _ => high = middle,
            }
        }
        Ok(Self { entries: journal.read_from(low), base: None, next: low, ..all })
    }

    /// What an engine has to begin with; nothing if the journal has all of its entries.
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// The same, ending early once the flag is set.
    pub fn until(self, stop: &'a AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// The same with the facts about one person only: nobody's decisions rest on anybody else's facts.
    pub fn about(self, patient: &'a PatientId) -> Self {
        let base = self.base.map(|base| Base { state: base.state.about(patient), ..base });
        Self { only: Some(patient), base, ..self }
    }

    /// Goes on with what became durable since; at its end it can be asked again.
    pub fn follow(&mut self, journal: &dyn Reader) {
        self.end = journal.durable_end();
    }

    /// The offset after the last entry that there will be.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// The same without the facts about synthetic patients: for figures.
    pub fn of_people(self) -> Self {
        Self { people_only: true, ..self }
    }

    fn is_about(&self, input: &Input) -> bool {
        match (self.only, input) {
            (_, Input::Fact(fact)) if self.people_only && fact.patient.is_synthetic() => false,
            (Some(patient), Input::Fact(fact)) => fact.patient == *patient,
            _ => true,
        }
    }

    fn stretch(&mut self) -> Result<Batch, StartError> {
        let mut batch = Batch::default();
        for _ in 0..STRETCH_MAX {
            if self.next >= self.end {
                break;
            }
            let Some(entry) = self.entries.next().transpose()? else {
                break;
            };
            let stamped = Stamped::decode(&entry.bytes)
                .map_err(|source| StartError::Entry { offset: entry.offset, source })?;
            let inputs = inputs_of(entry.offset, &stamped).into_iter();
            batch.inputs.extend(inputs.filter(|input| self.is_about(input)));
            self.next = entry.offset + 1;
        }
        batch.upto = self.next;
        batch.save = self.next >= self.end;
        Ok(batch)
    }
}

impl Iterator for Stretches<'_> {
    type Item = Result<Batch, StartError>;

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.next;
        let is_stopped = self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        if before >= self.end || is_stopped {
            return None;
        }
        match self.stretch() {
            Ok(batch) if batch.upto > before => Some(Ok(batch)),
            Ok(_) => None,
            Err(error) => {
                self.end = 0;
                Some(Err(error))
            }
        }
    }
}

/// Recomputes the state after the whole journal, from its beginning, and shows each stretch's outcomes.
pub fn replay(
    journal: &dyn Reader,
    rules: Arc<RuleSet>,
    workers: usize,
    each: impl FnMut(&Decided),
) -> Result<Snapshot, StartError> {
    replay_all(Stretches::of(journal)?, rules, workers, each)
}

/// The same for the stretches given.
pub fn replay_all(
    stretches: Stretches<'_>,
    rules: Arc<RuleSet>,
    workers: usize,
    mut each: impl FnMut(&Decided),
) -> Result<Snapshot, StartError> {
    // What comes out is taken after each batch: the engine's own queue bounds how much there is.
    let (decided_tx, decided) = channel::unbounded();
    let base = stretches.base().map(|base| base.state.clone());
    let from = base.as_ref().map_or(0, Snapshot::offset);
    let mut engine = Engine::start(rules, workers, base, decided_tx)?;
    for batch in stretches {
        // The last state is taken at the end, where nothing is copied for it.
        engine.send(Batch { save: false, ..batch? })?;
        decided.try_iter().for_each(|decided| each(&decided));
    }
    if engine.is_idle() {
        // An empty journal has a state, too.
        engine.send(Batch { upto: from, ..Batch::default() })?;
    }
    let snapshot = engine.finish()?;
    decided.iter().for_each(|decided| each(&decided));
    Ok(snapshot)
}

/// A rule set that was activated: who did, when, and at which entry.
#[derive(Debug, Clone)]
pub struct Activation {
    /// The journal entry.
    pub offset: u64,
    /// When.
    pub at: StoredAt,
    /// The rules.
    pub rules: Arc<RuleSet>,
    /// Who.
    pub by: String,
    /// The back-test's report, and what was said of it.
    pub report: String,
}

/// Every activation of a journal, oldest first.
pub fn activations(journal: &dyn Reader) -> Result<Vec<Activation>, StartError> {
    activations_since(journal, 0)
}

/// Those from an entry on.
pub fn activations_since(journal: &dyn Reader, from: u64) -> Result<Vec<Activation>, StartError> {
    let mut found = Vec::new();
    let mut note = |offset, bytes: &[u8]| -> Result<(), StartError> {
        let stamped =
            Stamped::decode(bytes).map_err(|source| StartError::Entry { offset, source })?;
        if let Entry::RulesActivated { rules, by, report } = stamped.entry {
            found.push(Activation { offset, at: stamped.stored_at, rules, by, report });
        }
        Ok(())
    };
    let first = journal.first();
    if from < first {
        let rest = Rest::of(journal)?;
        let kept = rest.entries().filter(|(offset, _)| *offset >= from);
        kept.into_iter().try_for_each(|(offset, bytes)| note(offset, bytes))?;
    }
    for entry in journal.read_from(from.max(first)) {
        let entry = entry?;
        note(entry.offset, &entry.bytes)?;
    }
    Ok(found)
}

/// The entry at an offset; none if there is none. One that was removed is an error, unless it was kept
/// whole.
pub fn entry_at(journal: &dyn Reader, offset: u64) -> Result<Option<Stamped>, StartError> {
    if offset >= journal.durable_end() {
        return Ok(None);
    }
    let decode = |bytes: &[u8]| {
        Stamped::decode(bytes).map_err(|source| StartError::Entry { offset, source })
    };
    if offset < journal.first() {
        let rest = Rest::of(journal)?;
        let kept = rest.entries().find(|(kept, _)| *kept == offset);
        let (_, bytes) = kept.ok_or_else(|| removed(journal, offset))?;
        return decode(bytes).map(Some);
    }
    let entry = journal.read_from(offset).next().transpose()?;
    entry.map(|entry| decode(&entry.bytes)).transpose()
}

/// The fact that an id names; none if there is none.
pub fn fact_at(journal: &dyn Reader, id: ReadingId) -> Result<Option<PatientFact>, StartError> {
    let Some(stamped) = entry_at(journal, id.offset)? else {
        return Ok(None);
    };
    let mut facts = inputs_of(id.offset, &stamped).into_iter().filter_map(|input| match input {
        Input::Fact(fact) => Some(fact),
        _ => None,
    });
    Ok(facts.find(|fact| fact.id == id))
}
