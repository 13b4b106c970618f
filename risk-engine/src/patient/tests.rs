//! One person's facts in an order of ours, and what is decided because of each.

use vitals::{
    BloodPressure, Flags, Glucose, Known, Measurement, Origin, Pressure, PulseRate,
    RespirationRate, Spo2, Temperature, VitalSign,
};

use super::*;
use crate::fact::{Act, Action, NextStep, Spo2Scale, Withdrawal, WithdrawalReason};
use crate::outcome::{Alert, StepAction, Undoable};
use crate::rules::RuleSet;
use crate::snapshot::{Snapshot, Standing};

const MINUTE_MS: i64 = 60_000;

/// One person, and a journal that grows by one entry per fact.
pub(super) struct Bench {
    book: RuleBook,
    rota: Rota,
    pub(super) state: PatientState,
    offset: u64,
}

impl Bench {
    pub(super) fn new() -> Self {
        let patient = "p-1".parse().unwrap();
        Self {
            book: RuleBook::of(Arc::new(RuleSet::built_in())),
            rota: Rota::default(),
            state: PatientState::new(patient),
            offset: 0,
        }
    }

    pub(super) fn by(&self) -> Standards<'_> {
        Standards { book: &self.book, rota: &self.rota, explain: true }
    }

    fn view(&self) -> PatientView {
        self.state.view(self.by())
    }

    /// The one alert of a problem that was not superseded.
    fn alert(&self, problem: &str) -> &Alert {
        let mut standing = self.state.alerts().filter(|alert| alert.superseded.is_none());
        standing.find(|alert| alert.problem.name() == problem).unwrap()
    }

    pub(super) fn take(&mut self, minute: i64, fact: Fact) -> Vec<Decision> {
        self.offset += 1;
        let fact = PatientFact {
            id: ReadingId { offset: self.offset, index: 0 },
            stored_at: StoredAt::from_unix_ms(minute * MINUTE_MS),
            patient: self.state.patient.clone(),
            fact,
        };
        let mut outcomes = Vec::new();
        let by = Standards { book: &self.book, rota: &self.rota, explain: true };
        self.state.observe(by, &fact, &mut outcomes);
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
        lines(&self.take(minute, Fact::Read(reading)))
    }

    fn tick(&mut self, minute: i64) -> Vec<String> {
        self.offset += 1;
        let id = ReadingId { offset: self.offset, index: 0 };
        let mut outcomes = Vec::new();
        let now = StoredAt::from_unix_ms(minute * MINUTE_MS);
        let by = Standards { book: &self.book, rota: &self.rota, explain: true };
        self.state.tick(by, id, now, &mut outcomes);
        let decisions: Vec<_> = outcomes.into_iter().map(|outcome| outcome.decision).collect();
        lines(&decisions)
    }

    fn acknowledge(&mut self, minute: i64, by: &str, version: u32) -> Vec<Decision> {
        let alert = self.state.alerts().next().unwrap().id.clone();
        let action = Action::Acknowledge(NextStep::CallingNow);
        self.take(minute, Fact::Act(Act { alert, version, by: by.into(), action }))
    }
}

/// Decisions as short lines, but for what a person is told when it goes to a clinician.
fn lines(decisions: &[Decision]) -> Vec<String> {
    let escalates = |decision: &Decision| matches!(decision, Decision::Stepped { step, .. } if matches!(step.action, StepAction::Escalate(_)));
    decisions.iter().filter(|decision| !escalates(decision)).map(told).collect()
}

/// A decision as a short line, to compare.
fn told(decision: &Decision) -> String {
    match decision {
        Decision::Stepped { problem, step, .. } => {
            let what = match step.action {
                StepAction::Measure(_) => "ask",
                StepAction::Ask(_) => "question",
                StepAction::Advise => "advise",
                StepAction::Remind => "remind",
                StepAction::Thank => "thank",
                StepAction::Escalate(_) | StepAction::End => "end",
            };
            format!("{what} {}", problem.name())
        }
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
    let told = bench.measure(4, pressure(138.0, 84.0));
    assert_eq!(told, ["thank blood_pressure_high", "calm blood_pressure_high"]);
    assert!(bench.tick(60).is_empty());
}

#[test]
fn no_answer_in_time_escalates() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(91.0));
    assert!(bench.tick(14).is_empty());
    assert_eq!(bench.tick(15), ["raised oxygen_low Urgent"]);
    let alert = bench.alert("oxygen_low");
    assert!(matches!(alert.reasons.last(), Some(Reason::NoAnswer { .. })));
    // It asked, waited, and told the person that somebody will call.
    assert_eq!(alert.automation.len(), 3);
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
    let plan = CarePlan { spo2_scale: Spo2Scale::Two, ..CarePlan::default() };
    bench.take(0, Fact::Planned(Arc::new(plan)));
    assert!(bench.measure(0, oxygen(89.0)).is_empty());
    assert_eq!(bench.measure(10, oxygen(87.0)), ["ask oxygen_low"]);
}

#[test]
fn the_first_plan_also_speaks_for_what_was_measured_before() {
    let plan = Arc::new(CarePlan {
        spo2_scale: Spo2Scale::Two,
        conditions: ["copd"].into_iter().map(Arc::from).collect(),
        ..CarePlan::default()
    });
    // A monitor's memory of the month before the person was enrolled.
    let mut bench = Bench::new();
    bench.take(100, Fact::Planned(plan.clone()));
    assert!(bench.hear(101, 10 * MINUTE_MS, oxygen(90.0)).is_empty());
    // And the same in the other order: what was asked for nothing is taken back.
    let mut bench = Bench::new();
    assert_eq!(bench.hear(99, 95 * MINUTE_MS, oxygen(90.0)), ["ask oxygen_low"]);
    let told = lines(&bench.take(100, Fact::Planned(plan)));
    assert!(bench.state.tracks().iter().all(|track| track.steps().is_empty()), "{told:?}");
    assert!(bench.tick(400).is_empty());
    // A later plan counts from its moment on, also for the value that still speaks for the person.
    let told = lines(&bench.take(401, Fact::Planned(Arc::default())));
    assert_eq!(told, ["ask oxygen_low"]);
}

#[test]
fn a_low_sugar_calms_only_when_it_is_back_at_seventy() {
    let mut bench = Bench::new();
    assert_eq!(bench.measure(0, glucose(50.0)), ["ask glucose_low"]);
    let told = bench.measure(10, glucose(60.0));
    assert!(!told.contains(&"calm glucose_low".into()), "{told:?}");
    let told = bench.measure(20, glucose(72.0));
    assert!(told.contains(&"calm glucose_low".into()), "{told:?}");
}

#[test]
fn two_fine_measurements_clear_and_a_grave_alert_stays_until_somebody_has_seen_it() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    bench.measure(5, oxygen(87.0));
    assert!(bench.measure(10, oxygen(97.0)).is_empty());
    assert_eq!(bench.measure(15, oxygen(97.0)), ["cleared oxygen_low Emergency"]);
    assert!(bench.alert("oxygen_low").is_open());
    let version = bench.alert("oxygen_low").version;
    bench.acknowledge(16, "Dr Evans", version);
    assert!(!bench.alert("oxygen_low").is_open());
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
fn what_somebody_did_last_can_be_taken_back_after_a_restart_too() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    bench.measure(5, oxygen(87.0));
    let snapshot = |bench: &Bench| {
        let standards = Standing { book: bench.book.clone(), rota: Arc::default() };
        Snapshot::of(7, standards, vec![Arc::new(bench.state.clone())])
    };
    assert_eq!(
        snapshot(&bench).encode()[0],
        7,
        "as journals were pruned before there was such a thing"
    );
    bench.acknowledge(6, "Sian Jones", 1);
    let before = snapshot(&bench);
    let after = Snapshot::decode(&before.encode()).unwrap();
    assert_eq!((after.encode()[0], &after), (8, &before));
    bench.state = (*after.patients().next().unwrap()).clone();
    let alert = bench.state.alerts().next().unwrap().id.clone();
    let undo = Act { alert, version: 2, by: "Sian Jones".into(), action: Action::Undo };
    let decided = bench.take(6, Fact::Act(undo));
    assert_eq!(told(&decided[0]), "undone oxygen_low Emergency");
    let after = Snapshot::decode(&snapshot(&bench).encode()).unwrap();
    let undone = after.patients().next().unwrap().alerts().next().unwrap().undone.0.clone();
    assert_eq!(undone.map(|undone| undone.what), Some(Undoable::Acknowledged));
}

#[test]
fn an_alert_that_nobody_acknowledges_always_has_a_timer() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    bench.measure(5, oxygen(87.0));
    let mut escalated = 0;
    for minute in 6..3000 {
        escalated += bench.tick(minute).len();
        let alert = bench.alert("oxygen_low");
        assert!(alert.due_at.is_some(), "minute {minute}");
    }
    assert!(escalated >= 5, "{escalated}");
}

#[test]
fn a_new_trigger_within_72_hours_joins_the_episode_and_needs_a_new_acknowledgement() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    bench.measure(5, oxygen(87.0));
    let id = bench.alert("oxygen_low").id.clone();
    bench.acknowledge(6, "Dr Evans", 1);
    bench.measure(10, oxygen(97.0));
    bench.measure(15, oxygen(97.0));
    bench.measure(600, oxygen(87.0));
    assert_eq!(bench.measure(605, oxygen(87.0)), ["raised oxygen_low Emergency"]);
    let alert = bench.alert("oxygen_low");
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
    assert_eq!(bench.view().news2.unwrap().known, 1);
    let due_at = bench.state.next_deadline(bench.by()).unwrap();
    bench.tick(due_at.unix_ms() / MINUTE_MS + 1);
    let view = bench.view();
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
    let alert = bench.alert("oxygen_low");
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
    let alert = bench.alert("glucose_low");
    assert!(matches!(alert.reasons.last(), Some(Reason::NoRecovery { .. })), "{alert:?}");
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

#[test]
fn a_value_that_scores_nothing_does_not_confirm_a_high_score() {
    let mut bench = Bench::new();
    let breaths = RespirationRate::from_per_minute(28.0).unwrap();
    bench.measure(0, Measurement::Respiration(breaths));
    let pulse = Some(PulseRate::from_bpm(120.0).unwrap());
    let ill = Measurement::Oximetry(Spo2::from_percent(90.0).unwrap(), pulse);
    assert_eq!(
        bench.measure(0, ill.clone()),
        ["ask oxygen_low", "ask pulse_high", "ask deterioration"]
    );
    let normal = Measurement::Temperature(Temperature::from_celsius(37.0).unwrap());
    assert!(bench.measure(2, normal).is_empty());
    let again = bench.measure(3, ill);
    assert_eq!(again, ["raised oxygen_low Urgent", "raised deterioration Emergency"]);
}

#[test]
fn a_late_reading_that_answers_takes_back_what_was_raised_for_want_of_it() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(91.0));
    assert_eq!(bench.tick(15), ["raised oxygen_low Urgent"]);
    let told = bench.hear(40, 6 * MINUTE_MS, oxygen(97.0));
    assert_eq!(told, ["superseded oxygen_low Urgent"]);
    let alert = bench.state.alerts().next().unwrap();
    assert!(!alert.is_open() && alert.due_at.is_none());
}

#[test]
fn a_withdrawn_reading_takes_its_alert_with_it() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    bench.measure(5, oxygen(87.0));
    let reading = ReadingId { offset: 2, index: 0 };
    let why = WithdrawalReason::AnotherPerson;
    let fact = Fact::Withdrawn(Withdrawal { reading, by: "nurse".into(), why });
    let decisions = lines(&bench.take(30, fact));
    // The first reading stands alone now: nobody answered it in time.
    assert!(decisions[0].starts_with("raised") || decisions[0].starts_with("superseded"));
    assert!(bench.state.alerts().any(|alert| alert.superseded.is_some()), "{decisions:?}");
}

#[test]
fn an_alert_that_moves_keeps_who_acknowledged_it() {
    let mut bench = Bench::new();
    bench.measure(10, oxygen(87.0));
    bench.measure(15, oxygen(87.0));
    bench.acknowledge(16, "Dr Evans", 1);
    // It was so low already before, as becomes known later.
    let told = bench.hear(20, 12 * MINUTE_MS, oxygen(86.0));
    assert_eq!(told, ["raised oxygen_low Emergency", "superseded oxygen_low Emergency"]);
    let acknowledged = bench.alert("oxygen_low").acknowledged.as_ref().unwrap();
    assert_eq!(&*acknowledged.by, "Dr Evans");
}

#[test]
fn an_alert_says_what_would_have_kept_it_away() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(91.0));
    bench.measure(5, oxygen(91.0));
    let unless = bench.alert("oxygen_low").unless.clone();
    let [first, ..] = unless.as_slice() else { panic!("{unless:?}") };
    assert_eq!((first.sign, first.milli, first.or_more), (VitalSign::Spo2, 93_000, true));
}

#[test]
fn after_a_failure_somebody_lets_the_automation_go_on() {
    let mut bench = Bench::new();
    bench.measure(0, oxygen(87.0));
    let (book, rota) = (bench.book.clone(), bench.rota.clone());
    let by = Standards { book: &book, rota: &rota, explain: true };
    let id = ReadingId { offset: 1, index: 0 };
    bench.state.stop(by, id, StoredAt::from_unix_ms(MINUTE_MS), &mut Vec::new());
    assert!(bench.measure(5, oxygen(87.0)).is_empty());
    let told = lines(&bench.take(6, Fact::Resumed));
    assert_eq!(told, ["raised oxygen_low Emergency", "cleared automation_stopped Urgent"]);
}
