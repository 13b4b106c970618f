//! Progress on a terminal: one line that is written over; nothing where nobody looks.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// The least time between two lines.
const PAUSE: Duration = Duration::from_millis(200);

/// Says how far something is.
pub(crate) struct Meter {
    what: &'static str,
    began: Instant,
    told: Option<Instant>,
    is_watched: bool,
}

impl Meter {
    pub(crate) fn new(what: &'static str) -> Self {
        let is_watched = std::io::stderr().is_terminal();
        Self { what, began: Instant::now(), told: None, is_watched }
    }

    /// Shows that `done` of `total` are through, and `count` things at what rate.
    pub(crate) fn show(&mut self, done: u64, total: u64, count: u64, things: &str) {
        if !self.is_watched || self.told.is_some_and(|told| told.elapsed() < PAUSE) {
            return;
        }
        self.told = Some(Instant::now());
        let seconds = self.began.elapsed().as_secs_f64();
        let line = line(self.what, done, total, count, things, seconds);
        // Progress that can't be shown is no reason to stop.
        let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
    }

    /// Takes the line away.
    pub(crate) fn end(&mut self) {
        if self.told.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(what: &str, done: u64, total: u64, count: u64, things: &str, seconds: f64) -> String {
    let percent = (done.min(total) * 100).checked_div(total).unwrap_or(100);
    let rate = if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
    let left =
        if done == 0 { 0.0 } else { seconds * total.saturating_sub(done) as f64 / done as f64 };
    format!("{what} {percent} %, {count} {things}, {rate:.0}/s, {left:.0} s left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        let told = line("reading", 250, 1000, 5000, "rows", 10.0);
        assert_eq!(told, "reading 25 %, 5000 rows, 500/s, 30 s left");
        assert_eq!(line("reading", 0, 0, 0, "rows", 0.0), "reading 100 %, 0 rows, 0/s, 0 s left");
    }
}
