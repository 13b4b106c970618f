//! What a server keeps about rules: reports, the back-test that runs, the shadow, who activated what.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ingest::pipeline::StartError;
use ingest::replay::{Activation, activations_since};
use journal::Reader;

use super::{Shadow, Shelf};

/// The desk of one server.
pub(crate) struct Desk {
    shelf: Shelf,
    job: Mutex<Option<Arc<Job>>>,
    shadow: Mutex<Option<Shadow>>,
    /// The newest activation among the journal's entries before an offset.
    activated: Mutex<(u64, Option<Activation>)>,
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
            job: Mutex::default(),
            shadow: Mutex::default(),
            activated: Mutex::default(),
        }
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
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

    /// The newest activation. Reads what the journal got since it was asked last.
    pub(crate) fn activated(&self, journal: &dyn Reader) -> Result<Option<Activation>, StartError> {
        let mut known = lock(&self.activated);
        let end = journal.durable_end();
        if let Some(newer) = activations_since(journal, known.0)?.pop() {
            known.1 = Some(newer);
        }
        known.0 = end;
        Ok(known.1.clone())
    }
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
