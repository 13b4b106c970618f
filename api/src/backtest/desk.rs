//! What a server keeps about rules: reports, the back-test that runs, the shadow, who activated what.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ingest::pipeline::StartError;
use ingest::replay::{Activation, activations_since};
use journal::Reader;

use super::{Draft, KeptFile, Proposal, Shadow, Shelf};

/// The desk of one server.
pub(crate) struct Desk {
    shelf: Shelf,
    draft: KeptFile<Draft>,
    proposal: KeptFile<Proposal>,
    drafting: Mutex<()>,
    replaying: Arc<tokio::sync::Mutex<()>>,
    job: Mutex<Option<Arc<Job>>>,
    shadow: Mutex<Option<Shadow>>,
    /// The activations among the journal's entries before an offset.
    activated: Mutex<(u64, Vec<Activation>)>,
}

/// A back-test in the background.
#[derive(Default)]
pub(crate) struct Job {
    /// Of the draft.
    pub(crate) hash: String,
    pub(crate) done: AtomicU64,
    pub(crate) total: AtomicU64,
    pub(crate) is_over: AtomicBool,
    /// Why it failed, if it did.
    pub(crate) failure: Mutex<Option<String>>,
    pub(crate) stop: AtomicBool,
}

impl Desk {
    pub(crate) fn of(data: &Path) -> Self {
        Self {
            shelf: Shelf::of(data),
            draft: KeptFile::draft(data),
            proposal: KeptFile::proposal(data),
            drafting: Mutex::default(),
            replaying: Arc::default(),
            job: Mutex::default(),
            shadow: Mutex::default(),
            activated: Mutex::default(),
        }
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The draft that people work on.
    pub(crate) fn draft(&self) -> &KeptFile<Draft> {
        &self.draft
    }

    /// What somebody proposes to activate.
    pub(crate) fn proposal(&self) -> &KeptFile<Proposal> {
        &self.proposal
    }

    /// Held while the draft or what is proposed is compared and changed.
    pub(crate) fn drafting(&self) -> MutexGuard<'_, ()> {
        lock(&self.drafting)
    }

    /// Held while a decision is made again for somebody.
    pub(crate) fn replaying(&self) -> Arc<tokio::sync::Mutex<()>> {
        self.replaying.clone()
    }

    /// The back-test that runs, or ran last.
    pub(crate) fn job(&self) -> Option<Arc<Job>> {
        lock(&self.job).clone()
    }

    /// Begins a back-test, unless one runs.
    pub(crate) fn begin(&self, hash: String) -> Result<Arc<Job>, Arc<Job>> {
        let mut job = lock(&self.job);
        if let Some(running) = job.as_ref().filter(|job| !job.is_over.load(Ordering::Acquire)) {
            return Err(running.clone());
        }
        let begun = Arc::new(Job { hash, ..Job::default() });
        *job = Some(begun.clone());
        Ok(begun)
    }

    /// The shadow, if there is one.
    pub(crate) fn shadow(&self) -> MutexGuard<'_, Option<Shadow>> {
        lock(&self.shadow)
    }

    /// Every activation, oldest first. The journal is read while none is known, and when others decide
    /// now than the newest that is.
    pub(crate) fn activations(
        &self,
        journal: &dyn Reader,
        active: [u8; 32],
    ) -> Result<Vec<Activation>, StartError> {
        let mut known = lock(&self.activated);
        if known.1.last().is_none_or(|newest| newest.rules.hash() != active) {
            read_newer(&mut known, journal)?;
        }
        Ok(known.1.clone())
    }

    /// Notes that there is a new activation.
    pub(crate) fn activated(&self, journal: &dyn Reader) -> Result<(), StartError> {
        read_newer(&mut lock(&self.activated), journal)
    }
}

fn read_newer(known: &mut (u64, Vec<Activation>), journal: &dyn Reader) -> Result<(), StartError> {
    let end = journal.durable_end();
    known.1.extend(activations_since(journal, known.0)?);
    known.0 = end;
    Ok(())
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(job) = self.job() {
            job.stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Job {
    /// Says that it has ended.
    pub(crate) fn end(&self, failure: Option<String>) {
        *lock(&self.failure) = failure;
        self.is_over.store(true, Ordering::Release);
    }

    /// Why it failed, if it did.
    pub(crate) fn why_failed(&self) -> Option<String> {
        lock(&self.failure).clone()
    }
}

/// What is kept is whole at every moment: a panic elsewhere changes nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
