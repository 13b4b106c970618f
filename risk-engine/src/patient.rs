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
mod tests {
    use vitals::{
        BloodPressure, Flags, Glucose, Known, Measurement, Origin, Pressure, Spo2, TakenAt,
    };

    use super::*;
    use crate::fact::NextStep;
    use crate::fact::Spo2Scale;

    const MINUTE_MS: i64 = 60_000;

    /// One person, and a journal that grows by one entry per fact.
    struct Bench {
        rules: RuleSet,
        state: PatientState,
        offset: u64,
    }

    impl Bench {
        fn new() -> Self {
            let patient = "p-1".parse().unwrap();
            Self { rules: RuleSet::built_in(), state: PatientState::new(patient), offset: 0 }
        }

        fn take(&mut self, minute: i64, fact: Fact) -> Vec<Decision> {
            self.offset += 1;
            let fact = PatientFact {
                id: ReadingId { offset: self.offset, index: 0 },
                stored_at: StoredAt::from_unix_ms(minute * MINUTE_MS),
                patient: self.state.patient.clone(),
                fact,
            };
            let mut outcomes = Vec::new();
            self.state.observe(&self.rules, &fact, &mut outcomes);
            outcomes.into_iter().map(|outcome| outcome.decision).collect()
        }

        fn measure(&mut self, minute: i64, measurement: Measurement) -> Vec<String> {
            self.hear(minute, minute * MINUTE_MS, measurement)
        }

        /// Something that was measured at another time than it became known.
        fn hear(&mut self, minute: i64, taken_ms: i64, measurement: Measurement) -> Vec<String> {
            let reading = Reading {
                device: "d-1".parse().unwrap(),
                slot: None,
                taken_at: TakenAt::from_unix_ms(taken_ms),
                heard_at: HeardAt::from_unix_ms(minute * MINUTE_MS),
                origin: Origin::Device,
                measurement,
                flags: Flags::default(),
            };
            self.take(minute, Fact::Read(reading)).iter().map(told).collect()
        }

        fn tick(&mut self, minute: i64) -> Vec<String> {
            self.offset += 1;
            let id = ReadingId { offset: self.offset, index: 0 };
            let mut outcomes = Vec::new();
            self.state.tick(
                &self.rules,
                id,
                StoredAt::from_unix_ms(minute * MINUTE_MS),
                &mut outcomes,
            );
            outcomes.iter().map(|outcome| told(&outcome.decision)).collect()
        }

        fn acknowledge(&mut self, minute: i64, by: &str, version: u32) -> Vec<Decision> {
            let alert = self.state.episodes.values().next().unwrap().alert.id.clone();
            self.take(
                minute,
                Fact::Acknowledge(Acknowledge {
                    alert,
                    version,
                    by: by.into(),
                    next: NextStep::CallingNow,
                }),
            )
        }
    }

    /// A decision as a short line, to compare.
    fn told(decision: &Decision) -> String {
        match decision {
            Decision::AskedToMeasure { problem, .. } => format!("ask {}", problem.name()),
            Decision::Calmed { problem } => format!("calm {}", problem.name()),
            Decision::Alert { change, alert } => {
                format!("{} {} {:?}", change.name(), alert.problem.name(), alert.severity)
            }
            Decision::Refused { .. } => "refused".into(),
        }
    }

    fn oxygen(percent: f64) -> Measurement {
        Measurement::Oximetry(Spo2::from_percent(percent).unwrap(), None)
    }

    fn pressure(systolic: f64, diastolic: f64) -> Measurement {
        let [systolic, diastolic] =
            [systolic, diastolic].map(|mmhg| Pressure::from_mmhg(mmhg).unwrap());
        Measurement::BloodPressure(BloodPressure::new(systolic, diastolic, None).unwrap())
    }

    fn glucose(mg_dl: f64) -> Measurement {
        Measurement::GlucoseMeter(Known::Value(Glucose::from_mg_dl(mg_dl).unwrap()))
    }

    #[test]
    fn a_single_odd_reading_asks_and_a_second_one_alarms() {
        let mut bench = Bench::new();
        assert_eq!(bench.measure(0, oxygen(88.0)), ["ask oxygen_low"]);
        assert_eq!(bench.measure(5, oxygen(87.0)), ["raised oxygen_low Emergency"]);
    }

    #[test]
    fn a_second_measurement_within_a_minute_is_the_same_measurement() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(88.0));
        assert!(bench.measure(0, oxygen(88.0)).is_empty());
    }

    #[test]
    fn a_fine_second_reading_calms_and_nobody_is_alarmed() {
        let mut bench = Bench::new();
        assert_eq!(bench.measure(0, pressure(192.0, 118.0)), ["ask blood_pressure_high"]);
        assert_eq!(bench.measure(4, pressure(138.0, 84.0)), ["calm blood_pressure_high"]);
        assert!(bench.tick(60).is_empty());
    }

    #[test]
    fn no_answer_in_time_escalates() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(91.0));
        assert!(bench.tick(14).is_empty());
        assert_eq!(bench.tick(15), ["raised oxygen_low Urgent"]);
        let alert = &bench.state.episodes[&Problem::OxygenLow].alert;
        assert!(matches!(alert.reasons.last(), Some(Reason::NoAnswer { .. })));
        assert_eq!(alert.automation.len(), 2);
    }

    #[test]
    fn what_both_measurements_say_is_how_grave_it_is() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(91.0));
        assert_eq!(bench.measure(5, oxygen(85.0)), ["raised oxygen_low Urgent"]);
        assert_eq!(bench.measure(10, oxygen(85.0)), ["raised oxygen_low Emergency"]);
    }

    #[test]
    fn a_person_on_scale_2_is_judged_by_scale_2() {
        let mut bench = Bench::new();
        bench.take(
            0,
            Fact::Planned(CarePlan { spo2_scale: Spo2Scale::Two, supplemental_oxygen: None }),
        );
        assert!(bench.measure(0, oxygen(89.0)).is_empty());
        assert_eq!(bench.measure(10, oxygen(87.0)), ["ask oxygen_low"]);
    }

    #[test]
    fn a_low_sugar_calms_only_when_it_is_back_at_seventy() {
        let mut bench = Bench::new();
        assert_eq!(bench.measure(0, glucose(50.0)), ["ask glucose_low"]);
        assert!(bench.measure(10, glucose(60.0)).is_empty());
        assert_eq!(bench.measure(20, glucose(72.0)), ["calm glucose_low"]);
    }

    #[test]
    fn two_fine_measurements_clear_and_a_grave_alert_stays_until_somebody_has_seen_it() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        assert!(bench.measure(10, oxygen(97.0)).is_empty());
        assert_eq!(bench.measure(15, oxygen(97.0)), ["cleared oxygen_low Emergency"]);
        assert!(bench.state.episodes[&Problem::OxygenLow].alert.is_open());
        let version = bench.state.episodes[&Problem::OxygenLow].alert.version;
        bench.acknowledge(16, "Dr Evans", version);
        assert!(!bench.state.episodes[&Problem::OxygenLow].alert.is_open());
    }

    #[test]
    fn the_second_to_acknowledge_learns_who_was_first() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        assert_eq!(
            told(&bench.acknowledge(6, "Sian Jones", 1)[0]),
            "acknowledged oxygen_low Emergency"
        );
        let Decision::Refused { current, .. } = &bench.acknowledge(7, "Dr Evans", 1)[0] else {
            panic!("the second acknowledgement was taken");
        };
        let first = current.as_ref().unwrap().acknowledged.as_ref().unwrap();
        assert_eq!(&*first.by, "Sian Jones");
    }

    #[test]
    fn an_alert_that_nobody_acknowledges_always_has_a_timer() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        let mut escalated = 0;
        for minute in 6..3000 {
            escalated += bench.tick(minute).len();
            let alert = &bench.state.episodes[&Problem::OxygenLow].alert;
            assert!(alert.due_at.is_some(), "minute {minute}");
        }
        assert!(escalated >= 5, "{escalated}");
    }

    #[test]
    fn a_new_trigger_within_72_hours_joins_the_episode_and_needs_a_new_acknowledgement() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        let id = bench.state.episodes[&Problem::OxygenLow].alert.id.clone();
        bench.acknowledge(6, "Dr Evans", 1);
        bench.measure(10, oxygen(97.0));
        bench.measure(15, oxygen(97.0));
        bench.measure(600, oxygen(87.0));
        assert_eq!(bench.measure(605, oxygen(87.0)), ["raised oxygen_low Emergency"]);
        let alert = &bench.state.episodes[&Problem::OxygenLow].alert;
        assert_eq!((&alert.id, alert.acknowledged.is_some()), (&id, false));
    }

    #[test]
    fn an_old_reading_that_comes_late_alarms_nobody() {
        let mut bench = Bench::new();
        let now = 30 * 24 * 60;
        bench.measure(now, oxygen(97.0));
        assert!(bench.hear(now, 10 * MINUTE_MS, oxygen(85.0)).is_empty());
        assert!(bench.hear(now, 20 * MINUTE_MS, oxygen(85.0)).is_empty());
    }

    #[test]
    fn a_score_grows_stale_without_any_reading() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(97.0));
        assert_eq!(bench.state.view(&bench.rules).news2.unwrap().known, 1);
        let due_at = bench.state.next_deadline(&bench.rules).unwrap();
        bench.tick(due_at.unix_ms() / MINUTE_MS + 1);
        let view = bench.state.view(&bench.rules);
        assert_eq!(view.news2, None);
        assert!(view.vitals[0].stale);
    }

    #[test]
    fn an_acknowledgement_of_long_ago_does_not_swallow_a_new_emergency() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        bench.acknowledge(6, "Dr Evans", 1);
        // Neither fine nor odd, for weeks: the episode never ends.
        let later = 21 * 24 * 60;
        bench.measure(later, oxygen(87.0));
        bench.measure(later + 5, oxygen(87.0));
        let alert = &bench.state.episodes[&Problem::OxygenLow].alert;
        assert!(alert.acknowledged.is_none() && alert.due_at.is_some());
    }

    #[test]
    fn a_graver_reading_while_an_answer_is_awaited_is_what_is_raised() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(94.0));
        assert!(bench.hear(1, 30_000, oxygen(80.0)).is_empty());
        assert_eq!(bench.tick(15), ["raised oxygen_low Emergency"]);
    }

    #[test]
    fn the_gravest_of_the_measurements_before_counts() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(94.0));
        assert_eq!(bench.measure(10, oxygen(87.0)), ["raised oxygen_low Emergency"]);
    }

    #[test]
    fn a_single_artefact_does_not_make_an_active_alert_graver() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(94.0));
        bench.measure(5, oxygen(94.0));
        assert_eq!(bench.measure(200, oxygen(70.0)), ["ask oxygen_low"]);
    }

    #[test]
    fn a_grave_value_that_comes_late_asks_and_alarms_if_nobody_answers() {
        let mut bench = Bench::new();
        let minute = 13 * 60;
        assert_eq!(bench.hear(minute, 0, oxygen(80.0)), ["ask oxygen_low"]);
        assert_eq!(bench.tick(minute + 15), ["raised oxygen_low Emergency"]);
    }

    #[test]
    fn a_low_sugar_gets_its_time_to_recover() {
        let mut bench = Bench::new();
        bench.measure(0, glucose(50.0));
        assert!(bench.measure(5, glucose(50.0)).is_empty());
        bench.measure(20, glucose(60.0));
        assert_eq!(bench.tick(30), ["raised glucose_low Urgent"]);
        let alert = &bench.state.episodes[&Problem::GlucoseLow].alert;
        assert!(matches!(alert.reasons.last(), Some(Reason::NoRecovery { .. })));
    }

    #[test]
    fn a_sensor_that_measures_every_second_does_not_fill_the_record() {
        let mut bench = Bench::new();
        bench.measure(0, oxygen(87.0));
        bench.measure(5, oxygen(87.0));
        let mut told = 0;
        for second in 1..=120 {
            told += bench.hear(5 + second / 60, 5 * MINUTE_MS + second * 1000, oxygen(87.0)).len();
        }
        assert_eq!(told, 2);
    }
}
