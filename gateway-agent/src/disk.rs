//! Where blocking work on the disk is done: a few threads for all gateways of a process.

use tokio::sync::Semaphore;
use tokio::task;

/// A thousand simulated homes share one disk, which gains nothing from more than this at a time.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

/// Runs something that may wait for the disk. Its panic is the caller's.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // The semaphore is never closed.
    let _permit = AT_ONCE.acquire().await.expect("the semaphore is open");
    match task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
