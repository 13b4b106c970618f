//! How long things took, in fixed buckets, as Prometheus counts them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The buckets' upper ends, µs. The last bucket has none.
pub const BOUNDS_US: [u64; 14] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    5_000_000, 30_000_000,
];

/// Durations, counted.
#[derive(Debug, Default)]
pub(super) struct Spread {
    counts: [AtomicU64; BOUNDS_US.len() + 1],
    sum_us: AtomicU64,
}

/// The same at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spreading {
    /// How many took at most as long as each of [`BOUNDS_US`].
    pub within: [u64; BOUNDS_US.len()],
    /// How many there were.
    pub count: u64,
    /// How long all of them took.
    pub sum: Duration,
}

impl Spread {
    pub(super) fn note(&self, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_US.partition_point(|bound| *bound < us);
        self.counts[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Spreading {
        let mut count = 0;
        let mut within = [0; BOUNDS_US.len()];
        for (bucket, counted) in self.counts.iter().enumerate() {
            count += counted.load(Ordering::Relaxed);
            if let Some(within) = within.get_mut(bucket) {
                *within = count;
            }
        }
        let sum = Duration::from_micros(self.sum_us.load(Ordering::Relaxed));
        Spreading { within, count, sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_counts_in_its_bucket_and_in_those_above() {
        let spread = Spread::default();
        for us in [0, 100, 101, 30_000_000, 30_000_001] {
            spread.note(Duration::from_micros(us));
        }
        let now = spread.now();
        assert_eq!((now.within[0], now.within[1], now.within[13], now.count), (2, 3, 4, 5));
        assert_eq!(now.sum, Duration::from_micros(60_000_202));
    }
}
