//! The server's clock, which in a demo runs faster than the wall's.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ingest::pipeline::Clock;
use vitals::StoredAt;

fn wall_ms() -> i64 {
    // Before 1970 is as wrong as 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A clock that started with the wall's and runs `speed` times as fast.
#[derive(Debug, Clone, Copy)]
pub struct ServerClock {
    started_at_ms: i64,
    started: Instant,
    speed: f64,
}

impl ServerClock {
    /// Starts now, or later if something was stored later already.
    pub fn start(speed: f64, stored_ms: Option<i64>) -> Self {
        let started_at_ms = wall_ms().max(stored_ms.unwrap_or(i64::MIN));
        Self { started_at_ms, started: Instant::now(), speed }
    }

    /// Milliseconds since 1970, by this clock. At the wall's own pace it is the wall's clock, which
    /// knows of sleep and of corrections.
    pub fn now_ms(&self) -> i64 {
        if self.speed == 1.0 {
            return wall_ms();
        }
        // A demo of a year at a thousandfold speed stays far below what 64 bits hold.
        self.started_at_ms + (self.started.elapsed().as_secs_f64() * 1000.0 * self.speed) as i64
    }

    /// When it started.
    pub fn started_at_ms(&self) -> i64 {
        self.started_at_ms
    }

    /// How many times as fast as the wall's it runs.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// How long it has run, on the wall.
    pub fn uptime(&self) -> std::time::Duration {
        self.started.elapsed()
    }

    /// In the form that the pipeline takes.
    pub fn to_pipeline(self) -> Clock {
        Arc::new(move || StoredAt::from_unix_ms(self.now_ms()))
    }
}
