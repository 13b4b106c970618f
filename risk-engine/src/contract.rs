//! The alert as a contract: whose it is, until when, and what each act and each passing of time does.
//!
//! An alert that is open and urgent or graver always has a next deadline, so there is always an owner
//! who has to look again, or a timer that will find one. `contract/tests.rs` tries every interleaving.

use std::time::Duration;

use sha2::{Digest, Sha256};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt};

use crate::fact::{Act, Action};
use crate::outcome::{
    Acknowledged, Alert, Automatic, Change, Closed, Problem, Severity, Snoozed, Superseded,
};
use crate::rota::Rota;
use crate::rules::{Odd, RuleSet};

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

    /// Takes a trigger that is graver than before, or begins after an end: somebody has to look anew.
    pub fn begin_again(&mut self, severity: Severity, odd: &Odd, on: &Occasion<'_>) {
        if !self.is_open() {
            self.raised_at = on.now;
            self.escalated = 0;
            self.escalated_to = None;
        }
        self.severity = severity;
        self.active = true;
        self.snoozed = None;
        self.closed = None;
        self.superseded = None;
        self.ask_anew(on);
        self.join(odd, on);
    }

    /// Takes another trigger that is no graver. Tells whether somebody has to look anew.
    pub fn join(&mut self, odd: &Odd, on: &Occasion<'_>) -> bool {
        let over = !self.active && self.superseded.is_none() && self.closed.is_none();
        self.active = self.superseded.is_none();
        self.known_at = on.now;
        self.cause = on.cause;
        self.triggers += 1;
        self.rest_on(odd, on);
        // Whoever saw or closed it so long ago has not seen this.
        let place = on.rules.place_of(&self.problem);
        let merge = place.map_or(MERGE, |place| on.rules.manner(place).merge);
        let long_ago = |at: StoredAt| at.later(merge) <= on.now;
        let stale = self.acknowledged.as_ref().is_some_and(|by| long_ago(by.at))
            || self.closed.as_ref().is_some_and(|by| long_ago(by.at));
        if stale || over {
            self.closed = None;
            self.ask_anew(on);
        } else if self.acknowledged.is_none() && !self.is_snoozed(on.now) {
            // A new trigger shortens the pause that earlier escalations have made long.
            let target = on.now.later(on.rules.acknowledge_within(self.severity));
            self.due_at = self.due_at.map(|due_at| due_at.min(target));
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
                self.due_at = Some(on.now.later(on.rules.recheck_within(self.severity)));
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
        };
        self.version += 1;
        self.settle();
        Some(change)
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
            self.ask_anew(on);
            return Some(Change::Reopened);
        }
        self.escalated = self.escalated.saturating_add(1);
        self.escalated_to = on.rota.on_call(on.now, self.escalated).cloned();
        let doublings = u32::from(self.escalated.saturating_sub(1).min(8));
        let target = on.rules.acknowledge_within(self.severity);
        let pause = (target * 2_u32.pow(doublings)).min(target.max(PAUSE_MAX));
        self.due_at = Some(on.now.later(pause));
        Some(Change::Escalated)
    }

    /// Notes what the automation did before.
    pub fn note(&mut self, automation: impl IntoIterator<Item = Automatic>) {
        self.automation.extend(automation);
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
    let longest = SNOOZE_MAX.iter().find(|(of, _)| *of == severity);
    // The table has every severity.
    longest.map_or(Duration::ZERO, |(_, longest)| *longest)
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
