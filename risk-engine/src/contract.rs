//! The alert as a contract: whose it is, until when, and what each act and each passing of time does.
//!
//! An alert that is open and urgent or graver always has a next deadline, so there is always an owner
//! who has to look again, or a timer that will find one. `contract/tests.rs` tries every interleaving.

mod undo;

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt};

use crate::apart::Apart;
use crate::fact::{Act, Action, NextStep};
use crate::outcome::{
    Acknowledged, Alert, Automatic, Change, Closed, EscalatedBy, Problem, Severity, Snoozed,
    Superseded,
};
use crate::rota::Rota;
use crate::rules::{Odd, RuleSet};

pub(crate) use undo::Before;

/// What stands behind every change: when it became known, through what, and by which rules.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The fact that made it known.
    pub cause: ReadingId,
    /// When that entered the journal.
    pub now: StoredAt,
    /// The rules that are active.
    pub rules: &'a RuleSet,
    /// Who is on call.
    pub rota: &'a Rota,
}

/// Nobody waits longer than this for the next escalation, unless the target itself is longer.
const PAUSE_MAX: Duration = Duration::from_secs(24 * 3600);
/// How long one of the engine's own alerts is taken up again.
const MERGE: Duration = Duration::from_secs(72 * 3600);
/// How long what was acknowledged a second time rests, unless it gets graver. Ours: a day is as long as
/// anything urgent may wait.
const REST: [(Severity, Duration); 3] = [
    (Severity::Emergency, Duration::from_secs(24 * 3600)),
    (Severity::Urgent, Duration::from_secs(24 * 3600)),
    (Severity::Review, Duration::from_secs(28 * 24 * 3600)),
];
/// Nobody silences an emergency for longer than this, anything urgent for longer than that.
const SNOOZE_MAX: [(Severity, Duration); 3] = [
    (Severity::Emergency, Duration::from_secs(3600)),
    (Severity::Urgent, Duration::from_secs(24 * 3600)),
    (Severity::Review, Duration::from_secs(30 * 24 * 3600)),
];

impl Alert {
    /// Raises an alert for a problem that began at a moment.
    pub fn raise(
        patient: &PatientId,
        problem: &Problem,
        onset_ms: i64,
        severity: Severity,
        odd: &Odd,
        on: &Occasion<'_>,
    ) -> Self {
        let mut alert = Self {
            id: alert_id(patient, problem, onset_ms),
            problem: problem.clone(),
            severity,
            active: true,
            acknowledged: None,
            owner: None,
            raised_at: on.now,
            taken_at: TakenAt::from_unix_ms(on.now.unix_ms()),
            known_at: on.now,
            cause: on.cause,
            due_at: Some(on.now.later(on.rules.acknowledge_within(severity))),
            escalated: 0,
            escalated_to: None,
            escalated_by: Apart::default(),
            undone: Apart::default(),
            rechecked: 0,
            snoozed: None,
            closed: None,
            superseded: None,
            triggers: 1,
            version: 1,
            reasons: Vec::new(),
            rule: odd.rule.clone(),
            readings: Vec::new(),
            rules_hash: on.rules.hash(),
            automation: Vec::new(),
            unless: Vec::new(),
        };
        alert.rest_on(odd, on);
        alert
    }

    /// An open alert stands on the worklist: it is active, or nobody has seen it and it is graver
    /// than a review. Nothing graver than a review closes in silence.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
            && self.superseded.is_none()
            && (self.active || (self.acknowledged.is_none() && self.severity > Severity::Review))
    }

    /// Whether it is silenced at a moment.
    pub fn is_snoozed(&self, now: StoredAt) -> bool {
        self.snoozed.as_ref().is_some_and(|snoozed| snoozed.until > now)
    }

    /// Takes a trigger that is graver than before, or begins after an end. Tells whether somebody has to
    /// look anew: who has looked within the merge window knows what is no graver, and is asked again at
    /// the re-check. An emergency is for somebody at once, each time.
    pub fn begin_again(&mut self, severity: Severity, odd: &Odd, on: &Occasion<'_>) -> bool {
        let seen =
            self.seen(on).filter(|_| severity <= self.severity && severity < Severity::Emergency);
        self.rechecked = 0;
        self.severity = severity;
        self.active = true;
        match seen {
            Some(seen) => {
                self.owner = Some(seen.by.clone());
                self.due_at = Some(on.now.later(self.rest(self.rechecked, on)));
                self.acknowledged = Some(seen);
            }
            None => {
                if !self.is_open() {
                    self.raised_at = on.now;
                    self.escalated = 0;
                    self.escalated_to = None;
                    *self.escalated_by = None;
                }
                self.snoozed = None;
                self.superseded = None;
                self.ask_anew(on);
            }
        }
        self.closed = None;
        let asks = self.acknowledged.is_none();
        self.join(odd, on) || asks
    }

    /// Who has looked at it within the merge window, if it wasn't taken back since.
    fn seen(&self, on: &Occasion<'_>) -> Option<Acknowledged> {
        let closed = self.closed.as_ref().map(|closed| Acknowledged {
            by: closed.by.clone(),
            at: closed.at,
            next: NextStep::Other,
        });
        let seen = self.acknowledged.clone().or(closed)?;
        (self.superseded.is_none() && !self.is_long_ago(seen.at, on)).then_some(seen)
    }

    /// Whether a moment lies longer ago than triggers are one.
    fn is_long_ago(&self, at: StoredAt, on: &Occasion<'_>) -> bool {
        at.later(self.merge(on)) <= on.now
    }

    /// How long triggers are one matter.
    fn merge(&self, on: &Occasion<'_>) -> Duration {
        let place = on.rules.place_of(&self.problem);
        place.map_or(MERGE, |place| on.rules.manner(place).merge)
    }

    /// Takes another trigger that is no graver. Tells whether somebody has to look anew.
    pub fn join(&mut self, odd: &Odd, on: &Occasion<'_>) -> bool {
        let over = !self.active && self.superseded.is_none() && self.closed.is_none();
        self.active = self.superseded.is_none();
        self.known_at = on.now;
        self.cause = on.cause;
        self.triggers += 1;
        self.rest_on(odd, on);
        // Whoever saw or closed it so long ago has not seen this. A review that was seen has its re-check.
        let stale = self
            .acknowledged
            .as_ref()
            .is_some_and(|by| self.severity > Severity::Review && self.is_long_ago(by.at, on))
            || self.closed.as_ref().is_some_and(|by| self.is_long_ago(by.at, on));
        if stale || over {
            self.closed = None;
            self.ask_anew(on);
        } else if self.acknowledged.is_none() && !self.is_snoozed(on.now) {
            // A new trigger shortens the pause that earlier escalations have made long.
            let target = on.now.later(on.rules.acknowledge_within(self.severity));
            self.due_at = self.due_at.map(|due_at| due_at.min(target));
        } else if let Some(seen) = self.acknowledged.as_ref()
            && self.severity == Severity::Emergency
        {
            let soonest = seen.at.later(self.pause(self.rechecked, on)).max(on.now);
            self.due_at = self.due_at.map(|due_at| due_at.min(soonest));
        }
        self.settle();
        stale || over
    }

    /// What became known later makes it say something else: less grave, or for another reason.
    pub fn correct(&mut self, severity: Severity, odd: &Odd, on: &Occasion<'_>) {
        self.severity = severity;
        self.rest_on(odd, on);
        self.cause = on.cause;
        self.version += 1;
    }

    /// The measurements are fine again.
    pub fn clear(&mut self) {
        self.active = false;
        self.version += 1;
        self.settle();
    }

    /// What became known later takes it back; `by` stands in its place.
    pub fn supersede(&mut self, by: Option<AlertId>, on: &Occasion<'_>) {
        self.superseded = Some(Superseded { at: on.now, cause: on.cause, by });
        self.active = false;
        self.version += 1;
        self.settle();
    }

    /// Goes on from one that it stands in place of: who knows that one knows this one, unless it is
    /// graver.
    pub fn inherit(&mut self, before: &Self) {
        if self.severity <= before.severity {
            self.acknowledged = before.acknowledged.clone();
            self.owner = before.owner.clone();
            self.snoozed = before.snoozed.clone();
            self.due_at = before.due_at.or(self.due_at);
            self.escalated = before.escalated;
            self.escalated_to = before.escalated_to.clone();
            self.escalated_by = before.escalated_by.clone();
        }
    }

    /// Does what somebody asks, if the alert is still what they saw. Tells what changed.
    pub fn act(&mut self, act: &Act, on: &Occasion<'_>) -> Option<Change> {
        if !self.is_open() || self.version != act.version {
            return None;
        }
        let change = match &act.action {
            Action::Acknowledge(_) if self.acknowledged.is_some() => return None,
            Action::Acknowledge(next) => {
                let by = act.by.clone();
                self.acknowledged = Some(Acknowledged { by: by.clone(), at: on.now, next: *next });
                self.owner = Some(by);
                self.due_at = Some(on.now.later(self.rest(self.rechecked, on)));
                Change::Acknowledged
            }
            Action::Assign { to } => {
                self.owner = Some(to.clone());
                self.acknowledged = None;
                self.due_at = Some(on.now.later(on.rules.acknowledge_within(self.severity)));
                Change::Assigned
            }
            Action::Snooze { until, reason } => {
                let until = (*until).min(on.now.later(snooze_max(self.severity)));
                if until <= on.now {
                    return None;
                }
                self.snoozed = Some(Snoozed {
                    until,
                    by: act.by.clone(),
                    reason: reason.clone(),
                    severity: self.severity,
                });
                self.owner = Some(act.by.clone());
                self.due_at = Some(until);
                Change::Snoozed
            }
            Action::Close { result, reason } => {
                self.closed = Some(Closed {
                    by: act.by.clone(),
                    at: on.now,
                    result: *result,
                    reason: reason.clone(),
                });
                Change::Closed
            }
            Action::Escalate { reason } => {
                let (level, to) = on.rota.next_on_call(on.now, self.escalated)?;
                *self.escalated_by =
                    Some(EscalatedBy { by: act.by.clone(), at: on.now, reason: reason.clone() });
                self.owner = Some(to.clone());
                self.acknowledged = None;
                self.snoozed = None;
                self.escalate(level, Some(to.clone()), on);
                Change::Escalated
            }
            // It needs what was the case before: see `undo`.
            Action::Undo => return None,
        };
        *self.undone = None;
        self.version += 1;
        self.settle();
        Some(change)
    }

    /// When somebody looked at the person because of it, and how grave it is.
    pub fn looked_at(&self) -> Option<(Severity, StoredAt)> {
        self.acknowledged.as_ref().map(|by| (self.severity, by.at))
    }

    /// Puts off a re-check that falls due, where it would tell nobody anything. Tells what changed.
    ///
    /// Somebody looked at the person since, because of another alert at least as grave: who sees that one
    /// sees this one beside it, and in the second half of the wait that is as good as the re-check. Or it
    /// was re-checked, and nothing odd was measured since the last look, which is not long ago.
    pub fn put_off(&mut self, looks: &[(Severity, StoredAt)], on: &Occasion<'_>) -> Option<Change> {
        let seen = self.acknowledged.as_ref().filter(|_| self.snoozed.is_none())?.at;
        self.due_at.filter(|due_at| *due_at <= on.now)?;
        let looks = looks.iter().filter(|(severity, _)| *severity >= self.severity);
        let looked = looks.map(|(_, at)| *at).fold(seen, StoredAt::max);
        let half = on.rules.recheck_within(self.severity) / 2;
        let rechecked = self.rechecked.saturating_add(u8::from(looked >= seen.later(half)));
        let (rest, odd_since) = (self.rest(rechecked, on), self.known_at > looked);
        let due_at = if rechecked > 0 && !odd_since {
            on.now.later(rest).min(looked.later(self.merge(on)))
        } else if self.severity == Severity::Emergency && odd_since {
            looked.later(self.pause(rechecked, on))
        } else {
            looked.later(rest)
        };
        if due_at <= on.now {
            return None;
        }
        self.rechecked = rechecked;
        self.due_at = Some(due_at);
        Some(Change::PutOff)
    }

    /// Does what falls due. Tells what changed.
    ///
    /// The next deadline is always set: after the second escalation the pause doubles each time, up to a
    /// day.
    pub fn fall_due(&mut self, on: &Occasion<'_>) -> Option<Change> {
        if self.due_at.is_none_or(|due_at| due_at > on.now) {
            return None;
        }
        if self.snoozed.take().is_some() || self.acknowledged.is_some() {
            self.rechecked = self.rechecked.saturating_add(u8::from(self.acknowledged.is_some()));
            self.ask_anew(on);
            return Some(Change::Reopened);
        }
        let level = self.escalated.saturating_add(1);
        *self.escalated_by = None;
        self.escalate(level, on.rota.on_call(on.now, level).cloned(), on);
        Some(Change::Escalated)
    }

    /// Whoever is on call at a level has to look; the level after that is told when they don't.
    fn escalate(&mut self, level: u8, to: Option<Arc<str>>, on: &Occasion<'_>) {
        self.escalated = level;
        self.escalated_to = to;
        let doublings = u32::from(self.escalated.saturating_sub(1).min(8));
        let target = on.rules.acknowledge_within(self.severity);
        let pause = (target * 2_u32.pow(doublings)).min(target.max(PAUSE_MAX));
        self.due_at = Some(on.now.later(pause));
    }

    /// Notes what the automation did before, each thing once.
    pub fn note(&mut self, automation: impl IntoIterator<Item = Automatic>) {
        for done in automation {
            if !self.automation.contains(&done) {
                self.automation.push(done);
            }
        }
    }

    /// How long what was looked at rests: until its re-check, and after that one for longer.
    fn rest(&self, rechecked: u8, on: &Occasion<'_>) -> Duration {
        let first = on.rules.recheck_within(self.severity);
        if rechecked == 0 { first } else { first.max(of_severity(&REST, self.severity)) }
    }

    /// How long an emergency that is measured odd again rests at least: the longer the more often somebody
    /// has looked.
    fn pause(&self, rechecked: u8, on: &Occasion<'_>) -> Duration {
        let first = on.rules.recheck_within(self.severity);
        (first * 4_u32.pow(u32::from(rechecked.min(4)))).min(self.rest(rechecked, on))
    }

    fn ask_anew(&mut self, on: &Occasion<'_>) {
        self.acknowledged = None;
        self.due_at = Some(on.now.later(on.rules.acknowledge_within(self.severity)));
        self.version += 1;
    }

    /// What is not open has no deadline.
    fn settle(&mut self) {
        if !self.is_open() {
            self.due_at = None;
            self.snoozed = None;
        }
    }

    /// Puts a trigger's reasons and readings in the place of those before.
    fn rest_on(&mut self, odd: &Odd, on: &Occasion<'_>) {
        if let Some(newest) = odd.samples.iter().map(|sample| sample.taken_at()).max() {
            self.taken_at = newest;
        }
        let mut readings: Vec<_> = odd.samples.iter().map(|sample| sample.reading()).collect();
        readings.sort();
        readings.dedup();
        self.readings = readings;
        self.reasons = odd.reasons.clone();
        self.rule = odd.rule.clone();
        self.rules_hash = on.rules.hash();
    }
}

/// The longest that an alert of a severity can be silenced for.
pub fn snooze_max(severity: Severity) -> Duration {
    of_severity(&SNOOZE_MAX, severity)
}

fn of_severity(table: &[(Severity, Duration); 3], severity: Severity) -> Duration {
    let row = table.iter().find(|(of, _)| *of == severity);
    // The tables have every severity.
    row.map_or(Duration::ZERO, |(_, duration)| *duration)
}

/// The id of the alert of a problem that began at a moment, however often it is computed.
pub(crate) fn alert_id(patient: &PatientId, problem: &Problem, onset_ms: i64) -> AlertId {
    let text = format!("{patient}|{}|{onset_ms}", problem.name());
    let hash = Sha256::digest(text.as_bytes());
    let hex: String = hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    // Hex digits are safe in an id.
    format!("a-{hex}").parse().expect("hex digits make an id")
}

#[cfg(test)]
mod tests;
