//! What people were told of a person's problems, and what they have to be told now.
//!
//! The tracks say what is the case, whenever it became known. Here it meets the order of arrival: an alert
//! is raised once, a step of a pathway is taken once, and what late facts take back is superseded.

mod apart;
mod ask;

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use vitals::{AlertId, PatientId, StoredAt};

use crate::apart::Apart;
use crate::contract::{Before, Occasion};
use crate::fact::{Act, Action};
use crate::held::DAY_MS;
use crate::outcome::{Alert, Automatic, Change, Decision, Problem, Severity};
use crate::rules::Odd;
use crate::track::{Fold, Spell};

pub(crate) use apart::Hands;
pub use ask::Asked;

/// What was told, and what is held back for now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Told {
    /// By problem and onset, ms since 1970.
    standing: BTreeMap<(Problem, i64), Box<Standing>>,
    /// Spells raised for want of an answer to a question that was only just asked: until when.
    held_back: BTreeMap<(Problem, i64), StoredAt>,
    /// Spells that were held back and turned out to be nothing: with their triggers then.
    dismissed: BTreeMap<(Problem, i64), u32>,
    /// The steps that were taken with the person lately.
    asked: Vec<Asked>,
    /// Problems that something was asked about, and since when, until it is settled.
    asking: BTreeMap<Problem, i64>,
}

/// An alert, with the spell that it was told for as it then was.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Standing {
    pub(crate) alert: Alert,
    bouts: u32,
    triggers: u32,
    severity: Severity,
    active: bool,
    /// When the spell was last fine again, ms since 1970: its track keeps it for as long from then.
    ended_ms: Option<i64>,
    /// What the last thing that somebody did can be taken back to.
    before: Apart<Option<Box<Before>>>,
}

/// Alerts that are over are kept as long as late facts may reach them, ms.
const KEPT_MS: i64 = 8 * 24 * 3600 * 1000;

impl Told {
    fn is_empty(&self) -> bool {
        self.standing.is_empty()
            && self.held_back.is_empty()
            && self.dismissed.is_empty()
            && self.asking.is_empty()
    }

    /// Whether nothing at all was told of a problem.
    fn knows_nothing_of(&self, problem: &Problem) -> bool {
        !self.asking.contains_key(problem)
            && self.standing.range(all_of(problem)).next().is_none()
            && self.held_back.range(all_of(problem)).next().is_none()
            && self.dismissed.range(all_of(problem)).next().is_none()
    }

    /// Whether everything that a fold says was told as it says it, and nothing is held back or asked.
    fn is_all_told(&self, problem: &Problem, fold: &Fold) -> bool {
        if fold.run().is_some() || !fold.steps().is_empty() {
            return false;
        }
        if !(self.held_back.is_empty() && self.dismissed.is_empty() && self.asking.is_empty()) {
            return false;
        }
        let mut standing = self.standing.range(all_of(problem)).rev();
        fold.spells().iter().rev().all(|spell| {
            let of_spell = standing.find(|((_, onset_ms), _)| *onset_ms == spell.onset_ms);
            of_spell.is_some_and(|(_, standing)| standing.says(spell))
        })
    }

    /// Every alert that is kept.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.standing.values().map(|standing| &standing.alert)
    }

    /// Whether a spell was held back and turned out to be nothing.
    #[cfg(test)]
    pub(crate) fn is_dismissed(&self, problem: &Problem, onset_ms: i64) -> bool {
        self.dismissed.contains_key(&(problem.clone(), onset_ms))
    }

    /// When something falls due.
    pub fn next_deadline(&self) -> Option<StoredAt> {
        let alerts = self.standing.values().filter_map(|standing| standing.alert.due_at);
        alerts.chain(self.held_back.values().copied()).min()
    }

    /// The problems whose held-back spells are due.
    pub fn due(&self, now: StoredAt) -> BTreeSet<Problem> {
        let due = self.held_back.iter().filter(|(_, until)| **until <= now);
        due.map(|((problem, _), _)| problem.clone()).collect()
    }

    /// Tells what is new about a problem. `again` if its past was folded again.
    pub fn tell(
        &mut self,
        patient: &PatientId,
        problem: &Problem,
        fold: &Fold,
        again: bool,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) {
        if fold.is_quiet() && (self.is_empty() || self.knows_nothing_of(problem)) {
            return;
        }
        // Nearly every reading of somebody with an alert says the same again.
        if !again && self.is_all_told(problem, fold) {
            return;
        }
        self.tell_steps(problem, fold, on, decisions);
        let mut vanished = if again { self.vanished(problem, fold, on) } else { Vec::new() };
        let mut raised = None;
        for spell in fold.spells() {
            let key = (problem.clone(), spell.onset_ms);
            if self.standing.contains_key(&key) {
                self.update(&key, fold, spell, again, on, decisions);
            } else if !self.is_held_back(&key, fold, spell, on, decisions) {
                let before = vanished.pop();
                let id = self.raise(patient, &key, spell, before.as_ref(), on, decisions);
                if let Some(before) = before {
                    self.supersede(&before, Some(id.clone()), on, decisions);
                }
                raised = Some(id);
            }
        }
        for before in vanished {
            self.supersede(&before, raised.clone(), on, decisions);
        }
        let is_known = |(of, onset_ms): &(Problem, i64)| {
            of != problem || fold.spells().iter().any(|spell| spell.onset_ms == *onset_ms)
        };
        // What began too long ago to be taken back, and is not known any more, ended long ago.
        for (key, standing) in self.standing.range_mut(all_of(problem)) {
            let stands = standing.alert.active && standing.alert.superseded.is_none();
            if again && stands && !is_known(key) {
                standing.clear(standing.ended_ms, decisions);
            }
        }
        self.held_back.retain(|key, _| is_known(key));
        self.dismissed.retain(|key, _| is_known(key));
        self.settle(problem, fold, decisions);
    }

    /// Does what somebody asks about an alert.
    pub fn act(&mut self, act: &Act, on: &Occasion<'_>) -> Decision {
        let found = self.standing.values_mut().find(|standing| standing.alert.id == act.alert);
        let Some(standing) = found else {
            return Decision::Refused { alert: act.alert.clone(), current: None };
        };
        match standing.act(act, on) {
            Some(change) => changed(change, &standing.alert),
            None => {
                let current = Some(Box::new(standing.alert.clone()));
                Decision::Refused { alert: act.alert.clone(), current }
            }
        }
    }

    /// Does what falls due with the alerts.
    pub fn fall_due(&mut self, on: &Occasion<'_>, decisions: &mut Vec<Decision>) {
        let looks: Vec<_> = self.alerts().filter_map(|alert| alert.looked_at()).collect();
        for standing in self.standing.values_mut() {
            let alert = &mut standing.alert;
            if let Some(change) = alert.put_off(&looks, on).or_else(|| alert.fall_due(on)) {
                decisions.push(changed(change, &standing.alert));
            }
        }
        let oldest_ms = on.now.unix_ms().saturating_sub(KEPT_MS);
        self.standing.retain(|(_, onset_ms), standing| {
            standing.alert.is_open()
                || *onset_ms >= oldest_ms
                || standing.ended_ms.is_some_and(|ended_ms| ended_ms >= oldest_ms - DAY_MS)
        });
        self.forget_asked(oldest_ms);
    }

    /// Raises an alert that no track stands behind.
    pub fn raise_apart(
        &mut self,
        patient: &PatientId,
        problem: &Problem,
        severity: Severity,
        odd: &Odd,
        on: &Occasion<'_>,
    ) -> Decision {
        let onset_ms = on.now.unix_ms();
        let alert = Alert::raise(patient, problem, onset_ms, severity, odd, on);
        let decision = changed(Change::Raised, &alert);
        let standing =
            Standing { bouts: 1, triggers: 1, active: true, ..Standing::new(alert, severity) };
        self.standing.insert((problem.clone(), onset_ms), Box::new(standing));
        decision
    }

    /// Keeps with an alert what was found out about it.
    pub fn explain(&mut self, alert: &Alert) {
        let mut all = self.standing.values_mut();
        if let Some(standing) = all.find(|standing| standing.alert.id == alert.id) {
            standing.alert.unless.clone_from(&alert.unless);
        }
    }

    /// Marks the alerts of a problem that no track stands behind as fine again.
    pub fn clear_apart(&mut self, problem: &Problem, decisions: &mut Vec<Decision>) {
        for (_, standing) in self.standing.range_mut(all_of(problem)) {
            if standing.alert.active {
                standing.alert.clear();
                decisions.push(changed(Change::Cleared, &standing.alert));
            }
        }
    }

    /// The alerts of a problem that no spell stands behind any more, newest last.
    fn vanished(&self, problem: &Problem, fold: &Fold, on: &Occasion<'_>) -> Vec<Alert> {
        let oldest_ms = on.now.unix_ms().saturating_sub(KEPT_MS);
        let standing = self.standing.range(all_of(problem));
        standing
            .filter(|((_, onset_ms), standing)| {
                *onset_ms >= oldest_ms
                    && standing.alert.superseded.is_none()
                    && fold.spells().iter().all(|spell| spell.onset_ms != *onset_ms)
            })
            .map(|(_, standing)| standing.alert.clone())
            .collect()
    }

    fn supersede(
        &mut self,
        before: &Alert,
        by: Option<AlertId>,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) {
        let mut all = self.standing.values_mut();
        if let Some(standing) = all.find(|standing| standing.alert.id == before.id) {
            standing.alert.supersede(by, on);
            decisions.push(changed(Change::Superseded, &standing.alert));
        }
    }

    fn raise(
        &mut self,
        patient: &PatientId,
        key: &(Problem, i64),
        spell: &Spell,
        before: Option<&Alert>,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) -> AlertId {
        let (problem, onset_ms) = key;
        let mut alert = Alert::raise(patient, problem, *onset_ms, spell.severity, &spell.odd, on);
        alert.triggers = spell.triggers;
        alert.note(self.automation_before(problem, spell));
        if let Some(before) = before {
            alert.inherit(before);
        }
        decisions.push(changed(Change::Raised, &alert));
        if !spell.active {
            alert.clear();
            decisions.push(changed(Change::Cleared, &alert));
        }
        let id = alert.id.clone();
        let mut standing = Standing::new(alert, spell.severity);
        standing.note(spell);
        self.standing.insert(key.clone(), Box::new(standing));
        self.dismissed.remove(key);
        id
    }

    fn update(
        &mut self,
        key: &(Problem, i64),
        fold: &Fold,
        spell: &Spell,
        again: bool,
        on: &Occasion<'_>,
        decisions: &mut Vec<Decision>,
    ) {
        let begins = |standing: &Standing| {
            standing.alert.superseded.is_some()
                || spell.bouts > standing.bouts
                || (spell.active && !standing.active)
                || spell.severity > standing.severity
        };
        let begins = self.standing.get(key).is_some_and(|standing| begins(standing));
        if begins && self.is_held_back(key, fold, spell, on, decisions) {
            self.clear(key, spell, decisions);
            return;
        }
        let automation = self.automation_before(&key.0, spell);
        let Some(standing) = self.standing.get_mut(key) else {
            return;
        };
        let alert = &mut standing.alert;
        if begins {
            let asks = alert.begin_again(spell.severity, &spell.odd, on);
            alert.note(automation);
            decisions.push(changed(if asks { Change::Raised } else { Change::Joined }, alert));
        } else if again
            && (spell.severity < standing.severity || spell.triggers < standing.triggers)
        {
            alert.correct(spell.severity, &spell.odd, on);
            decisions.push(changed(Change::Superseded, alert));
        } else if spell.triggers > standing.triggers {
            let change = if alert.join(&spell.odd, on) { Change::Raised } else { Change::Joined };
            decisions.push(changed(change, alert));
        }
        standing.note(spell);
        self.clear(key, spell, decisions);
    }

    /// Says that an alert's measurements are fine again, if they are.
    fn clear(&mut self, key: &(Problem, i64), spell: &Spell, decisions: &mut Vec<Decision>) {
        if let Some(standing) = self.standing.get_mut(key).filter(|one| one.alert.active)
            && !spell.active
        {
            standing.clear(spell.ended_ms, decisions);
        }
    }
}

impl Standing {
    fn new(alert: Alert, severity: Severity) -> Self {
        Self {
            alert,
            bouts: 0,
            triggers: 0,
            severity,
            active: false,
            ended_ms: None,
            before: Apart::default(),
        }
    }

    /// Does what somebody asks. Tells what changed.
    fn act(&mut self, act: &Act, on: &Occasion<'_>) -> Option<Change> {
        if act.action == Action::Undo {
            let change = self.alert.undo(self.before.as_deref()?, act, on)?;
            *self.before = None;
            return Some(change);
        }
        let before = Before::of(&self.alert, act);
        let change = self.alert.act(act, on)?;
        *self.before = before.map(Box::new);
        Some(change)
    }

    /// Whether it was told as the spell is.
    fn says(&self, spell: &Spell) -> bool {
        let told = (self.bouts, self.triggers, self.severity, self.active, self.ended_ms);
        told == (spell.bouts, spell.triggers, spell.severity, spell.active, spell.ended_ms)
            && self.alert.superseded.is_none()
            && (spell.active || !self.alert.active)
    }

    fn note(&mut self, spell: &Spell) {
        self.bouts = spell.bouts;
        self.triggers = spell.triggers;
        self.severity = spell.severity;
        self.active = spell.active;
        self.ended_ms = spell.ended_ms;
    }

    fn clear(&mut self, ended_ms: Option<i64>, decisions: &mut Vec<Decision>) {
        self.active = false;
        self.ended_ms = ended_ms;
        self.alert.clear();
        decisions.push(changed(Change::Cleared, &self.alert));
    }
}

/// The keys of one problem.
fn all_of(problem: &Problem) -> std::ops::RangeInclusive<(Problem, i64)> {
    (problem.clone(), i64::MIN)..=(problem.clone(), i64::MAX)
}

fn changed(change: Change, alert: &Alert) -> Decision {
    Decision::Alert { change, alert: Box::new(alert.clone()) }
}

/// The steps taken and the waits in vain that stand behind a spell.
fn automation_of(asked: &[&Asked], spell: &Spell) -> Vec<Automatic> {
    let mut automation: Vec<_> =
        asked.iter().map(|asked| Automatic::Step(asked.taken.clone())).collect();
    if let Some(due_at) = spell.waited.as_ref().and_then(|mark| {
        let last = asked.iter().rev().find(|asked| asked.is(mark))?;
        last.taken.due_at
    }) {
        automation.push(Automatic::NoAnswer { at_ms: due_at.unix_ms() });
    }
    automation
}
