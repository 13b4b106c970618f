//! Waiting for a state, with a limit: the tests' only pause.

use std::thread;
use std::time::{Duration, Instant};

/// Asks until there is an answer and returns it; panics when `limit` has passed.
#[track_caller]
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain for {what}");
        thread::sleep(PAUSE);
    }
}

/// Asks until the answer is the one wanted; panics with the last one when `limit` has passed.
#[track_caller]
pub fn until_equal<T>(what: &str, limit: Duration, wanted: &T, mut ask: impl FnMut() -> T)
where
    T: PartialEq + std::fmt::Debug,
{
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer == *wanted {
            return;
        }
        if start.elapsed() >= limit {
            assert_eq!(answer, *wanted, "waited {limit:?} in vain for {what}");
        }
        thread::sleep(PAUSE);
    }
}

const PAUSE: Duration = Duration::from_millis(20);
