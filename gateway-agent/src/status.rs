//! `gateway-agent status`: one line and an exit code, for a hub without a screen.
//!
//! A running gateway writes its state file each minute, and soon after a change.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use tokio::sync::watch;
use tracing::warn;
use vitals::HeardAt;

use crate::gateway::Report;

/// Keeps the state file true, until there are no more reports. It is put in place by a rename and not
/// made durable: after a power cut nobody runs.
pub async fn keep(mut reports: watch::Receiver<Report>, file: &Path) {
    let mut well = true;
    while reports.changed().await.is_ok() {
        let text = format!("{:#}\n", reports.borrow_and_update().json());
        let beside = file.with_extension("new");
        let path = file.to_owned();
        let written = crate::disk::blocking(move || {
            fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path))
        });
        let failed = written.await.err();
        if let Some(error) = failed.as_ref().filter(|_| well) {
            warn!(%error, "can't write the state file");
        }
        well = failed.is_none();
    }
}

/// What the state file says, as far as it is judged.
#[derive(Debug, Deserialize)]
struct State {
    at: String,
    connected: bool,
    spool: SpoolState,
    monitors: Vec<Monitor>,
}

#[derive(Debug, Deserialize)]
struct SpoolState {
    readings: u64,
    oldest: Option<String>,
    waiting_bytes: u64,
    bytes_max: u64,
    hours_left: Option<u64>,
    given_up: u64,
    error: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Monitor {
    device: String,
    battery_percent: Option<u8>,
}

/// How a gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Well = 0,
    /// The broker is not connected; what is measured waits in the spool.
    Offline = 10,
    /// More than half of what the spool may hold waits in it.
    HalfFull = 11,
    /// The disk takes nothing.
    Disk = 12,
    /// No gateway runs on this spool.
    NotRunning = 13,
    /// One runs, and has said nothing for five minutes.
    Silent = 14,
    /// The battery of a monitor is at 10 % or less.
    Battery = 15,
    /// The broker is connected, and for ten minutes the server took nothing of what waits.
    NotTaken = 16,
}

/// Looks at a gateway from outside: its state file, and whether somebody has its spool open.
pub fn look(spool: &Path, file: &Path, now: HeardAt) -> (Verdict, String) {
    let state = fs::read_to_string(file).map_err(|error| error.to_string());
    let state = state
        .and_then(|text| serde_json::from_str::<State>(&text).map_err(|error| error.to_string()));
    judge(state, is_open(spool), now)
}

/// Whether a process has the spool for itself.
fn is_open(spool: &Path) -> bool {
    let lock = fs::File::options().write(true).open(spool.join("lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// The worst of what is wrong, and everything in one line.
fn judge(state: Result<State, String>, runs: bool, now: HeardAt) -> (Verdict, String) {
    if !runs {
        return (Verdict::NotRunning, "no gateway runs here".to_owned());
    }
    let state = match state {
        Ok(state) => state,
        Err(reason) => {
            return (Verdict::Silent, format!("it runs, and its state can't be read: {reason}"));
        }
    };
    let age = age_s(&state.at, now);
    let low = |it: &&Monitor| it.battery_percent.is_some_and(|percent| percent <= BATTERY_LOW);
    let low: Vec<&Monitor> = state.monitors.iter().filter(low).collect();
    let SpoolState {
        readings,
        waiting_bytes: bytes,
        bytes_max,
        hours_left,
        given_up,
        error,
        oldest,
    } = &state.spool;
    let waits = oldest.as_ref().is_some_and(|oldest| age_s(oldest, now) > WAITS_S);
    let half = bytes.saturating_mul(2) > *bytes_max;
    let verdict = match () {
        () if age > SILENT_S => Verdict::Silent,
        () if error.is_some() => Verdict::Disk,
        () if half => Verdict::HalfFull,
        () if !state.connected => Verdict::Offline,
        () if waits => Verdict::NotTaken,
        () if !low.is_empty() => Verdict::Battery,
        () => Verdict::Well,
    };
    let mut parts = vec![match verdict {
        Verdict::Well => "well".to_owned(),
        Verdict::Silent => format!("it runs, and has said nothing for {age} s"),
        _ => "in trouble".to_owned(),
    }];
    parts.push(if state.connected { "connected" } else { "not connected" }.to_owned());
    let tenths = bytes / (1 << 20) * 10 + bytes % (1 << 20) * 10 / (1 << 20);
    let size = format!("{}.{} of {} MB", tenths / 10, tenths % 10, bytes_max >> 20);
    parts.push(format!("{readings} readings wait, {size}"));
    parts.extend(hours_left.filter(|_| *readings > 0).map(|it| format!("{it} hours left")));
    if *given_up > 0 {
        parts.push(format!("{given_up} given up so far"));
    }
    parts.extend(error.iter().map(|error| format!("the disk takes nothing: {error}")));
    parts.push(format!("{} monitors heard", state.monitors.len()));
    parts
        .extend(low.iter().map(|it| {
            format!("battery of {} at {} %", it.device, it.battery_percent.unwrap_or(0))
        }));
    (verdict, parts.join("; "))
}

/// How long ago that was.
fn age_s(moment: &str, now: HeardAt) -> i64 {
    let at = moment.parse::<jiff::Timestamp>().map_or(0, |at| at.as_millisecond());
    now.unix_ms().saturating_sub(at) / 1000
}

const WAITS_S: i64 = 600;
const BATTERY_LOW: u8 = 10;
const SILENT_S: i64 = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::MonitorState;
    use crate::spool::Fill;

    const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

    fn check(report: &Report, expected: Verdict, line: &str) {
        let state = serde_json::from_str(&report.json().to_string());
        let judged = judge(state.map_err(|error| error.to_string()), true, NOW);
        assert_eq!(judged, (expected, line.to_owned()));
    }

    fn well() -> Report {
        let fill = Fill { waiting_bytes: 3 << 20, bytes_max: 64 << 20, ..Fill::default() };
        let device = "cuff-1".parse().unwrap();
        let monitor = MonitorState { device, heard: NOW, battery_percent: Some(87) };
        let (at, monitors) = (Some(NOW), vec![monitor]);
        Report { at, connected: true, fill, hours_left: Some(500), disk_error: None, monitors }
    }

    #[test]
    fn one_line_says_how_a_gateway_is_and_the_code_what_is_worst() {
        let mut report = well();
        let line = "well; connected; 0 readings wait, 3.0 of 64 MB; 1 monitors heard";
        check(&report, Verdict::Well, line);
        report.monitors[0].battery_percent = Some(10);
        let line = "in trouble; connected; 0 readings wait, 3.0 of 64 MB; 1 monitors heard; \
                    battery of cuff-1 at 10 %";
        check(&report, Verdict::Battery, line);
        report.fill.readings = 9;
        report.fill.oldest = Some(HeardAt::from_unix_ms(NOW.unix_ms() - 601_000));
        let line = "in trouble; connected; 9 readings wait, 3.0 of 64 MB; 500 hours left; \
                    1 monitors heard; battery of cuff-1 at 10 %";
        check(&report, Verdict::NotTaken, line);
        report.connected = false;
        let line = "in trouble; not connected; 9 readings wait, 3.0 of 64 MB; 500 hours left; \
                    1 monitors heard; battery of cuff-1 at 10 %";
        check(&report, Verdict::Offline, line);
        report.fill.waiting_bytes = (32 << 20) + 1;
        report.fill.given_up = 7;
        let line = "in trouble; not connected; 9 readings wait, 32.0 of 64 MB; 500 hours left; \
                    7 given up so far; 1 monitors heard; battery of cuff-1 at 10 %";
        check(&report, Verdict::HalfFull, line);
        report.disk_error = Some("no space left".to_owned());
        let line = "in trouble; not connected; 9 readings wait, 32.0 of 64 MB; 500 hours left; \
                    7 given up so far; the disk takes nothing: no space left; 1 monitors heard; \
                    battery of cuff-1 at 10 %";
        check(&report, Verdict::Disk, line);
    }

    #[test]
    fn a_gateway_that_does_not_run_or_says_nothing_is_told_apart() {
        assert_eq!(judge(Err(String::new()), false, NOW).0, Verdict::NotRunning);
        assert_eq!(judge(Err(String::new()), true, NOW).0, Verdict::Silent);
        let before = |s: i64| Some(HeardAt::from_unix_ms(NOW.unix_ms() - s * 1000));
        let line = "well; connected; 0 readings wait, 3.0 of 64 MB; 1 monitors heard";
        check(&Report { at: before(300), ..well() }, Verdict::Well, line);
        let line = "it runs, and has said nothing for 301 s; connected; 0 readings wait, \
                    3.0 of 64 MB; 1 monitors heard";
        check(&Report { at: before(301), ..well() }, Verdict::Silent, line);
    }

    #[test]
    fn who_has_a_spool_open_is_seen_by_its_lock() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state.json");
        assert_eq!(look(dir.path(), &state, NOW).0, Verdict::NotRunning);
        let lock = fs::File::create(dir.path().join("lock")).unwrap();
        assert_eq!(look(dir.path(), &state, NOW).0, Verdict::NotRunning);
        lock.lock().unwrap();
        assert_eq!(look(dir.path(), &state, NOW).0, Verdict::Silent);
    }
}
