//! How a gateway is: what its state file and its retained status say.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use vitals::HeardAt;

use super::monitors::MonitorState;
use crate::spool::Fill;

/// How a gateway is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// When this was so.
    pub at: Option<HeardAt>,
    /// Whether the broker is connected.
    pub connected: bool,
    /// How full the spool is.
    pub fill: Fill,
    /// How long it lasts at the pace of the last hour; `None` while nothing comes.
    pub hours_left: Option<u64>,
    /// Why the disk took nothing the last time it was asked, if it didn't.
    pub disk_error: Option<String>,
    /// The monitors that were heard since the start.
    pub monitors: Vec<MonitorState>,
}

impl Report {
    /// As it stands in the state file.
    pub fn json(&self) -> Value {
        let mut json = self.details();
        json["at"] = moment(self.at);
        json["connected"] = self.connected.into();
        json
    }

    /// As it stands in the retained status, beside what that says anyway.
    pub(super) fn details(&self) -> Value {
        let monitor = |it: &MonitorState| {
            json!({
                "device": it.device.as_str(),
                "battery_percent": it.battery_percent,
                "heard": moment(Some(it.heard)),
            })
        };
        json!({
            "spool": {
                "readings": self.fill.readings,
                "oldest": moment(self.fill.oldest),
                "waiting_bytes": self.fill.waiting_bytes,
                "bytes": self.fill.bytes,
                "bytes_max": self.fill.bytes_max,
                "hours_left": self.hours_left,
                "given_up": self.fill.given_up,
                "error": self.disk_error,
            },
            "monitors": self.monitors.iter().map(monitor).collect::<Vec<_>>(),
        })
    }

    /// Whether the server should hear of this before long. That monitors were heard again, or that the
    /// spool grew by what the server holds, it can see for itself.
    pub(super) fn differs(&self, told: &Self) -> bool {
        let essence = |it: &Self| {
            let batteries: Vec<_> =
                it.monitors.iter().map(|it| (it.device.clone(), it.battery_percent)).collect();
            (it.fill.readings, it.fill.given_up, it.disk_error.clone(), batteries)
        };
        essence(self) != essence(told)
    }
}

fn moment(at: Option<HeardAt>) -> Value {
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at.unix_ms()).ok());
    at.map_or(Value::Null, |at| at.to_string().into())
}

/// How fast the spool fills: what was written, a minute ago and so on, for an hour.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<(Duration, u64)>);

impl Pace {
    /// Notes how much was written by now, in all.
    pub(super) fn note(&mut self, now: Duration, written: u64) {
        self.0.push_back((now, written));
        while self.0.front().is_some_and(|(at, _)| now > *at + HOUR) && self.0.len() > 2 {
            self.0.pop_front();
        }
    }

    /// How many hours it takes until so much more is written.
    pub(super) fn hours(&self, bytes: u64) -> Option<u64> {
        let ((from, before), (until, after)) = (self.0.front()?, self.0.back()?);
        let (passed, written) = ((*until - *from).as_secs(), after.saturating_sub(*before));
        let enough = passed >= MINUTE_S && written > 0;
        // A disk's bytes by a year's seconds fit many times.
        let hours = u128::from(bytes) * u128::from(passed) / (u128::from(written.max(1)) * 3600);
        enough.then(|| u64::try_from(hours).unwrap_or(u64::MAX))
    }
}

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE_S: u64 = 59;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_of_the_last_hour_says_how_long_the_rest_lasts() {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        let mut pace = Pace::default();
        assert_eq!(pace.hours(1000), None);
        pace.note(minutes(0), 500);
        assert_eq!(pace.hours(1000), None);
        pace.note(minutes(1), 500);
        assert_eq!(pace.hours(1000), None, "nothing comes");
        pace.note(minutes(2), 600);
        assert_eq!(pace.hours(1_000_000), Some(333));
        for minute in 3..300 {
            pace.note(minutes(minute), 600 + 10 * minute);
        }
        assert_eq!(pace.hours(6000), Some(10), "600 bytes an hour");
        assert!(pace.0.len() < 70);
    }

    #[test]
    fn a_report_says_times_as_people_write_them_and_null_for_what_is_not_known() {
        let at = HeardAt::from_unix_ms(1_795_249_800_000);
        let device = "cuff-1".parse().unwrap();
        let monitors = vec![MonitorState { device, heard: at, battery_percent: None }];
        let fill = Fill { readings: 2, oldest: Some(at), bytes_max: 64, ..Fill::default() };
        let report = Report { at: Some(at), fill, monitors, ..Report::default() };
        let expected = json!({
            "at": "2026-11-21T08:30:00Z",
            "connected": false,
            "spool": {
                "readings": 2, "oldest": "2026-11-21T08:30:00Z", "waiting_bytes": 0,
                "bytes": 0, "bytes_max": 64, "hours_left": null, "given_up": 0, "error": null,
            },
            "monitors": [
                { "device": "cuff-1", "battery_percent": null, "heard": "2026-11-21T08:30:00Z" },
            ],
        });
        assert_eq!(report.json(), expected);
    }
}
