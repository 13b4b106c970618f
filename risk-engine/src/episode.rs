//! The life of an alert: raised, joined, acknowledged, escalated, cleared, taken up again.

use std::time::Duration;

use sha2::{Digest, Sha256};
use vitals::{AlertId, PatientId, ReadingId, StoredAt, TakenAt};

use crate::fact::Acknowledge;
use crate::outcome::{Acknowledged, Alert, Automatic, Problem, Severity};
use crate::rules::{RuleSet, Trigger};

/// An episode of one problem, kept after its end for as long as a new trigger would join it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// The alert as people see it.
    pub alert: Alert,
    /// When it was no longer open.
    pub ended_at: Option<StoredAt>,
}

impl Episode {
    /// Begins an episode.
    pub fn raise(
        patient: &PatientId,
        problem: Problem,
        cause: ReadingId,
        now: StoredAt,
        trigger: Trigger,
        rules: &RuleSet,
    ) -> Self {
        let due_at = now.later(rules.acknowledge_within(trigger.severity));
        let mut alert = Alert {
            id: alert_id(patient, problem, cause),
            problem,
            severity: trigger.severity,
            active: true,
            acknowledged: None,
            raised_at: now,
            taken_at: TakenAt::from_unix_ms(now.unix_ms()),
            known_at: now,
            cause,
            due_at: Some(due_at),
            escalated: 0,
            triggers: 1,
            version: 1,
            reasons: Vec::new(),
            rule: trigger.rule.clone(),
            readings: Vec::new(),
            rules_hash: rules.hash(),
            automation: Vec::new(),
        };
        rest_on(&mut alert, trigger);
        Self { alert, ended_at: None }
    }

    /// Adds a trigger to an open episode, or takes an ended one up again.
    ///
    /// What was acknowledged stays so unless it got graver or had ended.
    pub fn join(&mut self, cause: ReadingId, now: StoredAt, trigger: Trigger, rules: &RuleSet) {
        let alert = &mut self.alert;
        let graver = trigger.severity > alert.severity;
        // Whoever saw it so long ago has not seen this.
        let stale = |by: &Acknowledged| by.at.later(rules.merge_within()) <= now;
        let again =
            self.ended_at.take().is_some() || alert.acknowledged.as_ref().is_some_and(stale);
        if again {
            alert.severity = trigger.severity;
            alert.raised_at = now;
            alert.escalated = 0;
        }
        alert.severity = alert.severity.max(trigger.severity);
        if graver || again {
            alert.acknowledged = None;
            alert.due_at = Some(now.later(rules.acknowledge_within(alert.severity)));
            alert.version += 1;
        }
        // A new trigger shortens the pause that earlier escalations have made long.
        let target = now.later(rules.acknowledge_within(alert.severity));
        alert.due_at = alert.due_at.map(|due_at| due_at.min(target));
        alert.active = true;
        alert.known_at = now;
        alert.cause = cause;
        alert.triggers += 1;
        alert.rules_hash = rules.hash();
        rest_on(alert, trigger);
    }

    /// Whether a trigger tells more than the last: another measurement, or a graver one. A sensor that
    /// measures every second doesn't fill the record with the same.
    pub fn is_news(&self, trigger: &Trigger, rules: &RuleSet) -> bool {
        let newest = trigger.samples.iter().map(|sample| sample.taken_at()).max();
        let gap_ms = i64::try_from(rules.confirm_gap().as_millis()).unwrap_or(i64::MAX);
        let apart =
            newest.is_none_or(|newest| newest.unix_ms() - self.alert.taken_at.unix_ms() >= gap_ms);
        apart
            || self.ended_at.is_some()
            || !self.alert.active
            || trigger.severity > self.alert.severity
    }

    /// Notes what the automation had done before.
    pub fn note(&mut self, automation: Vec<Automatic>) {
        self.alert.automation.extend(automation);
    }

    /// Acknowledges, if nobody did and the alert is still what the person saw. Tells whether it is so.
    pub fn acknowledge(&mut self, now: StoredAt, wish: &Acknowledge) -> bool {
        let alert = &mut self.alert;
        if !alert.is_open() || alert.acknowledged.is_some() || alert.version != wish.version {
            return false;
        }
        alert.acknowledged = Some(Acknowledged { by: wish.by.clone(), at: now, next: wish.next });
        alert.due_at = None;
        alert.version += 1;
        self.end_if_over(now);
        true
    }

    /// Marks that the measurements are fine again.
    pub fn clear(&mut self, now: StoredAt) {
        self.alert.active = false;
        self.alert.version += 1;
        self.end_if_over(now);
    }

    /// Escalates if the deadline has passed. Tells whether it did.
    ///
    /// The next deadline is always set: after the second, the pause doubles each time, up to a day.
    pub fn escalate(&mut self, now: StoredAt, rules: &RuleSet) -> bool {
        let alert = &mut self.alert;
        if alert.due_at.is_none_or(|due_at| due_at > now) {
            return false;
        }
        alert.escalated = alert.escalated.saturating_add(1);
        let doublings = u32::from(alert.escalated.saturating_sub(1).min(8));
        let target = rules.acknowledge_within(alert.severity);
        let pause = (target * 2_u32.pow(doublings)).min(target.max(PAUSE_MAX));
        alert.due_at = Some(now.later(pause));
        true
    }

    fn end_if_over(&mut self, now: StoredAt) {
        if !self.alert.is_open() {
            self.alert.due_at = None;
            self.ended_at = Some(now);
        }
    }
}

impl Alert {
    /// An open alert stands on the worklist: it is active, or nobody has seen it and it is graver
    /// than a review. Nothing graver than a review closes in silence.
    pub fn is_open(&self) -> bool {
        self.active || (self.acknowledged.is_none() && self.severity > Severity::Review)
    }
}

/// Nobody waits longer than this for the next escalation, unless the target itself is longer.
const PAUSE_MAX: Duration = Duration::from_secs(24 * 3600);

/// Puts a trigger's reasons and readings in the place of those before.
fn rest_on(alert: &mut Alert, trigger: Trigger) {
    if let Some(newest) = trigger.samples.iter().map(|sample| sample.taken_at()).max() {
        alert.taken_at = newest;
    }
    let mut readings: Vec<_> = trigger.samples.iter().map(|sample| sample.reading()).collect();
    readings.sort();
    readings.dedup();
    alert.reasons = trigger.reasons;
    alert.readings = readings;
    alert.rule = trigger.rule;
}

/// The id that this cause gives, however often it is computed.
fn alert_id(patient: &PatientId, problem: Problem, cause: ReadingId) -> AlertId {
    let digest = Sha256::new()
        .chain_update(patient.as_str())
        .chain_update([0])
        .chain_update(problem.name())
        .chain_update(cause.offset.to_le_bytes())
        .chain_update(cause.index.to_le_bytes())
        .finalize();
    let hex: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    // "a-" and 16 hex digits always make an id.
    format!("a-{hex}").parse().expect("letters, digits and a dash")
}
