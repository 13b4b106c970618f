//! Three clocks, three types, so that one is never taken for another.
//!
//! All count milliseconds since 1970-01-01 00:00 UTC. Rules about the body use [`TakenAt`];
//! deadlines use [`StoredAt`].

use std::time::Duration;

macro_rules! clock {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, bincode::Encode, bincode::Decode,
        )]
        pub struct $name(i64);

        impl $name {
            /// From milliseconds since 1970-01-01 00:00 UTC.
            pub const fn from_unix_ms(ms: i64) -> Self {
                Self(ms)
            }

            /// Milliseconds since 1970-01-01 00:00 UTC.
            pub const fn unix_ms(self) -> i64 {
                self.0
            }

            /// This moment and then so much later; stops at the end of time.
            #[must_use]
            pub fn later(self, by: Duration) -> Self {
                Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
            }
        }
    };
}

clock!(
    /// When the body was measured: the monitor's clock, corrected by the gateway.
    TakenAt
);
clock!(
    /// When the gateway heard of it: the gateway's clock.
    HeardAt
);
clock!(
    /// When it entered the journal: the server's clock, and the only one that the engine knows.
    StoredAt
);

impl TakenAt {
    /// Time from an earlier moment to this one; zero if it is the other way round.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl StoredAt {
    /// The age, at this moment, of something measured; zero for a measurement from the future.
    pub fn age_of(self, taken_at: TakenAt) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(taken_at.0)).unwrap_or(0))
    }
}
