//! What was decided live beside what a replay decides.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use ingest::places::CarePlace;
use risk_engine::outcome::{ENGINE_VERSION, Outcome};
use serde::Serialize;
use store::care::{Care, EventId, EventRow};
use tokio::runtime::Handle;

/// How the outcomes of a replay compare with those in the care store.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parity {
    /// The care store has everything before this entry.
    pub upto: u64,
    /// Outcomes that are the same in all that they say.
    pub same: u64,
    /// Outcomes that another version of the engine decided: they can't be compared.
    pub other_engine: u64,
    /// Outcomes that differ, or that only one of the two has.
    pub different: u64,
    /// The first of those, each as `offset-index-place patient: what`.
    pub differences: Vec<String>,
}

impl Parity {
    /// Whether nothing differs.
    pub fn holds(&self) -> bool {
        self.different == 0
    }

    /// In words.
    pub(super) fn lines(&self) -> Vec<String> {
        let compared = self.same + self.different;
        // Rounded down: 100 % is all.
        let percent = (self.same * 100).checked_div(compared).unwrap_or(100);
        let mut lines = vec![format!(
            "live and replay: {} of {compared} outcomes are the same ({percent} %), up to entry {}",
            self.same, self.upto
        )];
        if self.other_engine > 0 {
            lines.push(format!(
                "{} outcomes of another engine version were not compared",
                self.other_engine
            ));
        }
        lines.extend(self.differences.iter().map(|line| format!("  {line}")));
        lines
    }
}

/// So many differences are told.
const TOLD_MAX: usize = 100;
/// So many outcomes are read at a time.
const PAGE: u32 = 1000;

/// The care store's outcomes in their order, and what was found so far.
pub(super) struct Comparing {
    care: Care,
    /// What older entries caused isn't compared.
    first: u64,
    page: VecDeque<EventRow>,
    last: Option<EventId>,
    is_through: bool,
    found: Parity,
}

impl Comparing {
    /// Opens the care store that belongs to a data folder, for what these entries caused; none if there is
    /// none.
    pub(super) fn open(data: &Path, place: &CarePlace, range: Range<u64>) -> Result<Option<Self>> {
        let care = Handle::current().block_on(place.open_to_read(data));
        let Some(care) = care.context("could not read the care store")? else {
            return Ok(None);
        };
        let cursor = Handle::current().block_on(care.cursor())?;
        // A server that runs may have projected more than was durable a moment ago.
        let found = Parity { upto: cursor.min(range.end), ..Parity::default() };
        let (page, last) = (VecDeque::new(), None);
        Ok(Some(Self { care, first: range.start, page, last, is_through: false, found }))
    }

    /// Holds an outcome of the replay beside its counterpart.
    pub(super) fn take(&mut self, outcome: &Outcome) -> Result<()> {
        // The care store has nothing of synthetic patients.
        if outcome.cause.offset >= self.found.upto || outcome.patient.is_synthetic() {
            return Ok(());
        }
        let of = key(outcome);
        while let Some(stored) = self.next_before(&of)? {
            self.only_stored(&stored);
        }
        match self.page.front().filter(|stored| key(&stored.outcome) == of) {
            Some(stored) if stored.engine != Some(ENGINE_VERSION) => self.found.other_engine += 1,
            Some(stored) if stored.outcome == *outcome => self.found.same += 1,
            Some(_) => self.differs(outcome, "decided otherwise"),
            None => {
                self.differs(outcome, "only the replay decides it");
                return Ok(());
            }
        }
        self.page.pop_front();
        Ok(())
    }

    /// What the store has and the replay had not, at the end.
    pub(super) fn finish(mut self) -> Result<Parity> {
        self.fill()?;
        while let Some(stored) = self.page.pop_front() {
            if stored.outcome.cause.offset < self.found.upto {
                self.only_stored(&stored);
            }
            self.fill()?;
        }
        Ok(self.found)
    }

    fn next_before(&mut self, of: &Key<'_>) -> Result<Option<EventRow>> {
        self.fill()?;
        let is_before = self.page.front().is_some_and(|stored| key(&stored.outcome) < *of);
        Ok(if is_before { self.page.pop_front() } else { None })
    }

    fn fill(&mut self) -> Result<()> {
        while self.page.is_empty() && !self.is_through {
            let rows = self.care.events_after(self.last.as_ref(), PAGE);
            let rows = Handle::current().block_on(rows)?;
            self.is_through = rows.is_empty();
            self.last = rows.last().map(EventRow::id).or(self.last.take());
            self.page = rows.into();
            self.page.retain(|row| row.outcome.cause.offset >= self.first);
        }
        Ok(())
    }

    fn only_stored(&mut self, stored: &EventRow) {
        if stored.engine == Some(ENGINE_VERSION) {
            self.differs(&stored.outcome, "the replay does not decide it");
        } else {
            self.found.other_engine += 1;
        }
    }

    fn differs(&mut self, outcome: &Outcome, what: &str) {
        self.found.different += 1;
        if self.found.differences.len() < TOLD_MAX {
            let Outcome { cause, place, patient, .. } = outcome;
            let (offset, index) = (cause.offset, cause.index);
            self.found.differences.push(format!("{offset}-{index}-{place} {patient}: {what}"));
        }
    }
}

/// The order of outcomes.
type Key<'a> = (u64, u16, &'a str, u16);

fn key(outcome: &Outcome) -> Key<'_> {
    let cause = outcome.cause;
    (cause.offset, cause.index, outcome.patient.as_str(), outcome.place)
}
