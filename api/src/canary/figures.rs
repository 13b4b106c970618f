//! How the watch stands: for pages, for `/metrics`, for whoever asks.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use utoipa::ToSchema;

/// So many times are kept for the percentiles: a day of minutes.
const TIMES_MAX: usize = 1440;

/// What the watch has found, shared with the routes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Canary(Arc<Mutex<Found>>);

#[derive(Debug, Default)]
struct Found {
    /// By shard: when it was tried last, by the server's clock and by the wall's, and how long the alert took if
    /// it came in time.
    last: BTreeMap<u32, (i64, Instant, Option<Duration>)>,
    /// How long alerts took that came in time, in ms, oldest first.
    times: VecDeque<u32>,
    tried: u64,
    failed: u64,
}

/// How the synthetic patients stand: as the worst of them does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Canary)]
pub(crate) struct Standing {
    /// Whether the alert came within 5 s when it was tried last.
    pub(crate) ok: bool,
    /// When that was, Unix ms.
    checked_at: i64,
    /// How long it took from the measurement to the news of the alert.
    latency_ms: Option<u32>,
    /// Half of the times of the last day were shorter.
    p50_ms: Option<u32>,
    /// Ninety-nine of a hundred were.
    p99_ms: Option<u32>,
    /// Since the start.
    #[serde(skip)]
    pub(crate) tried: u64,
    #[serde(skip)]
    pub(crate) failed: u64,
}

impl Canary {
    /// Notes what came of one reading.
    pub(super) fn note(&self, shard: u32, now_ms: i64, took: Option<Duration>) {
        let mut found = self.found();
        found.last.insert(shard, (now_ms, Instant::now(), took));
        found.tried += 1;
        match took {
            None => found.failed += 1,
            Some(took) => {
                found.times.push_back(ms(took));
                if found.times.len() > TIMES_MAX {
                    found.times.pop_front();
                }
            }
        }
    }

    /// None before the first reading has come through or not, and where there is no synthetic patient.
    pub(crate) fn standing(&self) -> Option<Standing> {
        let found = self.found();
        let checked_at = found.last.values().map(|(at, ..)| *at).min()?;
        let times = found.last.values().map(|(.., took)| took.map(ms));
        let latency_ms =
            times.collect::<Option<Vec<u32>>>().and_then(|times| times.into_iter().max());
        let mut sorted: Vec<u32> = found.times.iter().copied().collect();
        sorted.sort_unstable();
        let percentile = |share: usize| sorted.get(sorted.len() * share / 100).copied();
        Some(Standing {
            ok: latency_ms.is_some(),
            checked_at,
            latency_ms,
            p50_ms: percentile(50),
            p99_ms: percentile(99),
            tried: found.tried,
            failed: found.failed,
        })
    }

    /// How long ago that was on the wall, where a minute is a minute also in a demo.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.found().last.values().map(|(_, at, _)| at.elapsed()).max()
    }

    /// Whether people have to be told that alerts can't be relied on.
    pub(crate) fn has_failed(&self) -> bool {
        self.standing().is_some_and(|standing| !standing.ok)
    }

    /// A number is right or wrong by itself: a panic elsewhere doesn't spoil it.
    fn found(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    /// How long the last alert took, and what half and ninety-nine of a hundred were shorter than, in s.
    pub(crate) fn seconds(&self) -> [Option<f64>; 3] {
        [self.latency_ms, self.p50_ms, self.p99_ms].map(|ms| Some(f64::from(ms?) / 1000.0))
    }
}

fn ms(took: Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_as_the_worst_shard_does_and_is_well_again_when_all_are() {
        let canary = Canary::default();
        assert_eq!(canary.standing(), None);
        assert_eq!(canary.age(), None);
        assert!(!canary.has_failed(), "nothing is known yet");
        canary.note(0, 1_000, Some(Duration::from_millis(20)));
        canary.note(1, 2_000, Some(Duration::from_millis(30)));
        let standing = canary.standing().unwrap();
        assert_eq!(
            (standing.ok, standing.checked_at, standing.latency_ms),
            (true, 1_000, Some(30))
        );
        assert!(
            canary.age() < Some(Duration::from_secs(60)),
            "by the wall, not by the server's clock"
        );
        canary.note(1, 3_000, None);
        let standing = canary.standing().unwrap();
        assert_eq!((standing.ok, standing.latency_ms, standing.failed), (false, None, 1));
        canary.note(1, 4_000, Some(Duration::from_millis(10)));
        let standing = canary.standing().unwrap();
        assert_eq!((standing.ok, standing.p50_ms, standing.p99_ms), (true, Some(20), Some(30)));
    }
}
