//! One person's state, and what each fact changes about it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use vitals::{HeardAt, PatientId, Reading, ReadingId, StoredAt};

use crate::episode::Episode;
use crate::fact::{Acknowledge, CarePlan, Fact, PatientFact};
use crate::held::{Held, SIGNS};
use crate::news2::{News2, score};
use crate::outcome::{Automatic, Change, Decision, Outcome, PROBLEMS, Problem, Reason, Severity};
use crate::request::{Request, sign_to_measure};
use crate::rules::deterioration::{SCORED, observe};
use crate::rules::{Finding, RuleSet, Trigger};
use crate::view::{PatientView, ScoreView, Status, VitalView};

/// How far back the trend goes, and how close its points may lie.
const TREND_SPAN_MS: i64 = 24 * 3600 * 1000;
const TREND_STEP_MS: i64 = 30 * 60 * 1000;

/// Everything that the engine knows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientState {
    pub(crate) patient: PatientId,
    pub(crate) plan: CarePlan,
    pub(crate) held: Held,
    pub(crate) episodes: BTreeMap<Problem, Episode>,
    pub(crate) requests: BTreeMap<Problem, Request>,
    pub(crate) trend: Vec<(i64, u8)>,
    pub(crate) readings: u64,
    pub(crate) heard_at: Option<HeardAt>,
    /// The last fact that changed something.
    pub(crate) cause: ReadingId,
    pub(crate) at: StoredAt,
    /// Set when the rules panicked on this person: nothing is decided any more.
    pub(crate) stopped: bool,
}

impl PatientState {
    /// Nothing known yet.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            plan: CarePlan::default(),
            held: Held::default(),
            episodes: BTreeMap::new(),
            requests: BTreeMap::new(),
            trend: Vec::new(),
            readings: 0,
            heard_at: None,
            cause: ReadingId { offset: 0, index: 0 },
            at: StoredAt::from_unix_ms(0),
            stopped: false,
        }
    }

    /// Takes one fact and pushes what was decided because of it.
    pub fn observe(&mut self, rules: &RuleSet, fact: &PatientFact, outcomes: &mut Vec<Outcome>) {
        self.cause = fact.id;
        self.at = fact.stored_at;
        let mut decisions = Vec::new();
        match &fact.fact {
            Fact::Planned(plan) => self.plan = *plan,
            Fact::Read(reading) => self.read(rules, fact.id, reading, &mut decisions),
            Fact::Acknowledge(wish) => self.acknowledge(wish, &mut decisions),
        }
        self.emit(decisions, outcomes);
    }

    /// Takes the time and pushes what was decided because it has come.
    pub fn tick(
        &mut self,
        rules: &RuleSet,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
    ) {
        self.cause = id;
        self.at = now;
        let mut decisions = Vec::new();
        for problem in PROBLEMS {
            if self.requests.get(&problem).is_some_and(|request| request.due_at <= now)
                && let Some(request) = self.requests.remove(&problem)
            {
                let measured_since =
                    self.held.latest(sign_to_measure(problem)).is_some_and(|latest| {
                        request
                            .trigger
                            .samples
                            .iter()
                            .all(|sample| sample.taken_at() < latest.taken_at())
                    });
                let (trigger, automation) = request.unanswered(measured_since);
                self.alarm(rules, problem, trigger, automation, &mut decisions);
            }
            if let Some(episode) = self.episodes.get_mut(&problem)
                && episode.escalate(now, rules)
            {
                decisions.push(alert(Change::Escalated, episode));
            }
        }
        self.episodes.retain(|_, episode| {
            episode.ended_at.is_none_or(|ended_at| ended_at.later(rules.merge_within()) > now)
        });
        self.emit(decisions, outcomes);
    }

    /// Stops the automation for this person, and says so: the rules panicked.
    pub fn stop(
        &mut self,
        rules: &RuleSet,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
    ) {
        self.cause = id;
        self.at = now;
        self.stopped = true;
        let trigger = Trigger {
            severity: Severity::Urgent,
            rule: "engine".into(),
            reasons: vec![Reason::RulesFailed],
            samples: Vec::new(),
        };
        let mut decisions = Vec::new();
        self.alarm(rules, Problem::AutomationStopped, trigger, Vec::new(), &mut decisions);
        self.emit(decisions, outcomes);
    }

    /// When [`Self::tick`] next has something to do, or the view changes by itself.
    pub fn next_deadline(&self, rules: &RuleSet) -> Option<StoredAt> {
        let requests = self.requests.values().map(|request| request.due_at);
        let alerts = self.episodes.values().filter_map(|episode| episode.alert.due_at);
        let ends = self
            .episodes
            .values()
            .filter_map(|episode| Some(episode.ended_at?.later(rules.merge_within())));
        // One millisecond past its hold time a value no longer speaks for the person.
        let stale = SCORED.iter().filter_map(|sign| {
            let taken_at = self.held.latest(*sign)?.taken_at();
            let until = StoredAt::from_unix_ms(taken_at.unix_ms())
                .later(rules.hold(*sign) + Duration::from_millis(1));
            (until > self.at).then_some(until)
        });
        requests.chain(alerts).chain(ends).chain(stale).min()
    }

    /// How the person stands.
    pub fn view(&self, rules: &RuleSet) -> PatientView {
        let (scored, _) = self.score(rules);
        let vitals = SIGNS
            .into_iter()
            .filter_map(|sign| {
                let sample = *self.held.latest(sign)?;
                let stale = self.at.age_of(sample.taken_at()) > rules.hold(sign);
                let part = SCORED.iter().position(|scored| *scored == sign);
                let points = part.and_then(|part| scored.parts[part]).filter(|_| !stale);
                Some(VitalView { sign, sample, points, stale })
            })
            .collect();
        PatientView {
            patient: self.patient.clone(),
            cause: self.cause,
            at: self.at,
            news2: self.score_view(rules, &scored),
            vitals,
            trend: self.trend.clone(),
            heard_at: self.heard_at,
            readings: self.readings,
        }
    }

    fn read(
        &mut self,
        rules: &RuleSet,
        id: ReadingId,
        reading: &Reading,
        decisions: &mut Vec<Decision>,
    ) {
        let mut problems = [false; PROBLEMS.len()];
        self.held.insert(id, reading, |sign| {
            for problem in RuleSet::problems_of(sign) {
                problems[*problem as usize] = true;
            }
        });
        self.readings += 1;
        // A gateway whose clock is ahead must not look alive for ever.
        let heard_at = reading.heard_at.min(HeardAt::from_unix_ms(self.at.unix_ms()));
        self.heard_at = self.heard_at.max(Some(heard_at));
        self.held.forget_old(self.at);
        if !self.stopped {
            for (problem, touched) in PROBLEMS.into_iter().zip(problems) {
                if touched {
                    self.decide(rules, problem, decisions);
                }
            }
        }
        self.note_trend(rules);
    }

    /// Judges one problem and acts on the finding.
    fn decide(&mut self, rules: &RuleSet, problem: Problem, decisions: &mut Vec<Decision>) {
        let now = self.at;
        let active = self.episodes.get(&problem).filter(|episode| episode.alert.active);
        let active_at = active.map(|episode| episode.alert.severity);
        match rules.judge(problem, &self.held, &self.plan, now) {
            Finding::Unknown => {}
            Finding::Confirmed(trigger) => {
                let automation = self.requests.remove(&problem).map(|request| request.asked());
                self.alarm(rules, problem, trigger, automation.unwrap_or_default(), decisions);
            }
            Finding::Suspect(trigger)
                if active_at.is_some_and(|active| trigger.severity <= active) =>
            {
                self.alarm(rules, problem, trigger, Vec::new(), decisions);
            }
            Finding::Suspect(trigger) => self.ask(rules, problem, trigger, decisions),
            // A person on the way back from a low sugar is not there yet, and a score that fell
            // because a part grew stale says nothing.
            Finding::Between if problem == Problem::GlucoseLow => {}
            Finding::Between | Finding::Fine { .. } if self.has_lost_parts(rules, problem) => {}
            Finding::Between => self.calm(problem, decisions),
            Finding::Fine { clear } => {
                self.calm(problem, decisions);
                if clear
                    && active_at.is_some()
                    && let Some(episode) = self.episodes.get_mut(&problem)
                {
                    episode.clear(now);
                    decisions.push(alert(Change::Cleared, episode));
                }
            }
        }
    }

    fn ask(
        &mut self,
        rules: &RuleSet,
        problem: Problem,
        trigger: Trigger,
        decisions: &mut Vec<Decision>,
    ) {
        let place = match self.requests.entry(problem) {
            Entry::Vacant(place) => place,
            Entry::Occupied(mut waiting) => {
                // One question is enough, but without an answer the gravest is what is raised.
                if trigger.severity > waiting.get().trigger.severity {
                    waiting.get_mut().trigger = trigger;
                }
                return;
            }
        };
        let due_at = self.at.later(rules.answer_within(problem));
        decisions.push(Decision::AskedToMeasure {
            problem,
            sign: sign_to_measure(problem),
            reasons: trigger.reasons.clone(),
            due_at,
        });
        place.insert(Request { asked_at: self.at, due_at, trigger });
    }

    /// Whether the score that made us ask knew more parts than it does now.
    fn has_lost_parts(&self, rules: &RuleSet, problem: Problem) -> bool {
        let Some(request) =
            self.requests.get(&problem).filter(|_| problem == Problem::Deterioration)
        else {
            return false;
        };
        let known_then = request.trigger.reasons.iter().find_map(|reason| match reason {
            Reason::News2 { known, .. } => Some(usize::from(*known)),
            _ => None,
        });
        known_then.is_some_and(|known_then| self.score(rules).0.known() < known_then)
    }

    fn calm(&mut self, problem: Problem, decisions: &mut Vec<Decision>) {
        if self.requests.remove(&problem).is_some() {
            decisions.push(Decision::Calmed { problem });
        }
    }

    /// Raises an alert, or adds to the one that is there.
    fn alarm(
        &mut self,
        rules: &RuleSet,
        problem: Problem,
        trigger: Trigger,
        automation: Vec<Automatic>,
        decisions: &mut Vec<Decision>,
    ) {
        let (episode, change) = match self.episodes.entry(problem) {
            Entry::Occupied(place) => {
                let episode = place.into_mut();
                if !episode.is_news(&trigger, rules) {
                    return;
                }
                let graver = trigger.severity > episode.alert.severity;
                let begins = graver || episode.ended_at.is_some();
                let change = if begins { Change::Raised } else { Change::Joined };
                episode.join(self.cause, self.at, trigger, rules);
                (episode, change)
            }
            Entry::Vacant(place) => {
                let raised =
                    Episode::raise(&self.patient, problem, self.cause, self.at, trigger, rules);
                (place.insert(raised), Change::Raised)
            }
        };
        episode.note(automation);
        decisions.push(alert(change, episode));
    }

    fn acknowledge(&mut self, wish: &Acknowledge, decisions: &mut Vec<Decision>) {
        let now = self.at;
        let episode = self.episodes.values_mut().find(|episode| episode.alert.id == wish.alert);
        decisions.push(match episode {
            None => Decision::Refused { alert: wish.alert.clone(), current: None },
            Some(episode) => {
                if episode.acknowledge(now, wish) {
                    alert(Change::Acknowledged, episode)
                } else {
                    let current = Some(Box::new(episode.alert.clone()));
                    Decision::Refused { alert: wish.alert.clone(), current }
                }
            }
        });
    }

    fn score(&self, rules: &RuleSet) -> (News2, bool) {
        let (observation, samples) = observe(rules, &self.held, &self.plan, self.at);
        (score(&observation), samples.iter().any(Option::is_some))
    }

    fn score_view(&self, rules: &RuleSet, scored: &News2) -> Option<ScoreView> {
        let (_, samples) = observe(rules, &self.held, &self.plan, self.at);
        if samples.iter().all(Option::is_none) {
            return None;
        }
        let was_measured = |part: usize| self.held.latest(SCORED[part]).is_some();
        let status = if scored.is_complete() {
            Status::Complete
        } else if scored
            .parts
            .iter()
            .enumerate()
            .any(|(part, points)| points.is_none() && was_measured(part))
        {
            Status::Stale
        } else {
            Status::Partial
        };
        let known = scored.known() as u8;
        Some(ScoreView { low: scored.low, high: scored.high, known, status })
    }

    fn note_trend(&mut self, rules: &RuleSet) {
        let (scored, fresh) = self.score(rules);
        if !fresh {
            return;
        }
        let now_ms = self.at.unix_ms();
        // Within one step the newest score stands for it.
        let same_step =
            |last: &(i64, u8)| last.0.div_euclid(TREND_STEP_MS) == now_ms.div_euclid(TREND_STEP_MS);
        if self.trend.last().is_some_and(same_step) {
            self.trend.pop();
        }
        self.trend.push((now_ms, scored.low));
        self.trend.retain(|(at_ms, _)| now_ms - at_ms <= TREND_SPAN_MS);
    }

    fn emit(&self, decisions: Vec<Decision>, outcomes: &mut Vec<Outcome>) {
        outcomes.extend(decisions.into_iter().zip(0..).map(|(decision, place)| Outcome {
            cause: self.cause,
            place,
            at: self.at,
            patient: self.patient.clone(),
            decision,
        }));
    }
}

fn alert(change: Change, episode: &Episode) -> Decision {
    Decision::Alert { change, alert: Box::new(episode.alert.clone()) }
}

#[cfg(test)]
mod tests;
