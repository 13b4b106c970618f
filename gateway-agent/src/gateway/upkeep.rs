//! What a gateway does beside its readings: room in the spool, old ones given up, and each minute a
//! report of how it is.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{error, info};

use super::fresh;
use super::monitors::Monitors;
use super::report::{Pace, Report};
use super::shell::Shell;
use super::steady::Steady;
use crate::agent::Input;
use crate::error::chain;
use crate::spool::SpoolError;
use crate::uplink::Wanted;

/// What the upkeep remembers from minute to minute.
pub(super) struct Upkeep {
    pub(super) monitors: Monitors,
    steady: Steady,
    pace: Pace,
    /// When the next report is due.
    due: Instant,
    /// Why the disk took nothing the last time.
    disk_error: Option<String>,
    /// What the retained status says, and since when.
    told: (Report, Instant),
    reports: watch::Sender<Report>,
}

impl Upkeep {
    pub(super) fn new(monitors: Monitors, steady: Steady, reports: watch::Sender<Report>) -> Self {
        let (pace, told) = (Pace::default(), (Report::default(), Instant::now()));
        Self { monitors, steady, pace, due: Instant::now(), disk_error: None, told, reports }
    }

    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// Takes note of how a write went: a change is reported soon.
    pub(super) fn disk(&mut self, failed: Option<&SpoolError>) {
        if failed.is_some() != self.disk_error.is_some() {
            self.due = Instant::now();
        }
        if failed.is_none() && self.disk_error.is_some() {
            info!("the disk takes readings again");
        }
        self.disk_error = failed.map(|error| chain(error));
    }
}

impl Shell {
    /// Makes room before a write, if there is none. That may begin a new incarnation.
    pub(super) async fn make_room(&mut self, wanted: &watch::Sender<Wanted>) {
        if self.renewal.is_some() || !self.spool.as_ref().is_some_and(|spool| spool.is_full()) {
            return;
        }
        let made = self.with_spool(|spool| spool.make_room(fresh())).await;
        self.after_giving_up(made, wanted);
    }

    /// A new agent for a new incarnation; or the oldest record is another, at least.
    fn after_giving_up(&mut self, done: Result<bool, SpoolError>, wanted: &watch::Sender<Wanted>) {
        match done {
            Ok(true) => self.take_over(wanted),
            Ok(false) => {
                let Some(oldest) = self.spool.as_ref().map(|spool| spool.oldest()) else { return };
                // Nothing is to be done about that.
                let input = Input::Forgotten { oldest };
                self.agent.handle(self.started.elapsed(), input, &mut Vec::new());
            }
            Err(error) => {
                error!(gateway = %self.gateway, error = %chain(&error), "no room could be made");
            }
        }
    }

    /// What is to be done once a minute, and soon after a change.
    pub(super) async fn keep_up(&mut self, wanted: &watch::Sender<Wanted>) {
        let (now, wall) = (self.started.elapsed(), self.clock.now());
        if self.upkeep.steady.check(now, wall) && self.renewal.is_none() {
            let done = self.with_spool(move |spool| spool.give_up_aged(wall, fresh())).await;
            self.after_giving_up(done, wanted);
        }
        if self.upkeep.disk_error.is_some() {
            let tried = self.with_spool(|spool| spool.probe()).await;
            self.upkeep.disk(tried.as_ref().err());
        }
        let (fill, written) = self.with_spool(|spool| (spool.fill(), spool.written())).await;
        self.upkeep.pace.note(now, written);
        let report = Report {
            at: Some(wall),
            connected: self.link.is_some(),
            fill,
            hours_left: self.upkeep.pace.hours(fill.bytes_max.saturating_sub(fill.waiting_bytes)),
            disk_error: self.upkeep.disk_error.clone(),
            monitors: self.upkeep.monitors.list(),
        };
        let (told, since) = &self.upkeep.told;
        if report.differs(told) || since.elapsed() >= REPEAT {
            self.upkeep.told = (report.clone(), Instant::now());
            let said = self.say(wanted.borrow().connected);
            wanted.send_if_modified(|it| std::mem::replace(it, said.clone()) != said);
        }
        self.upkeep.due = Instant::now() + MINUTE;
        self.upkeep.reports.send_replace(report);
    }

    /// What `/status` is to say. It carries no claim that needs proof: ledgers and frames do.
    pub(super) fn say(&self, connected: bool) -> Wanted {
        super::shell::status(self.agent.standing(), connected, &self.upkeep.told.0)
    }

    /// A connection that came or went is reported soon.
    pub(super) fn note_link(&mut self) {
        if self.upkeep.reports.borrow().connected != self.link.is_some() {
            self.upkeep.due = Instant::now();
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);
/// However little changed, the retained status is renewed after this.
const REPEAT: Duration = Duration::from_secs(15 * 60);
