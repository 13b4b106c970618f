//! Every interleaving of a few steps, and a million random schedules: an open alert that is urgent or
//! graver never lacks a deadline, and never more than a day of waiting.

use super::*;
use crate::fact::{CaseResult, NextStep};
use crate::outcome::Undoable;

/// What can happen to an alert.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Join(Severity),
    BeginAgain(Severity),
    Clear,
    Acknowledge,
    Assign,
    Snooze {
        hours: u64,
    },
    Close,
    Escalate,
    /// Somebody does it, and takes it back.
    Undone(Doing),
    /// An act on a version that is not the newest.
    Stale,
    Supersede,
    /// Somebody looks at another alert of the person, and then time goes by.
    LookElsewhere {
        minutes: u64,
    },
    Wait {
        minutes: u64,
    },
}

/// What can be taken back.
#[derive(Debug, Clone, Copy)]
enum Doing {
    Acknowledge,
    Assign,
    Snooze,
    Close,
}

const ALL: [Happening; 20] = [
    Happening::Join(Severity::Review),
    Happening::Join(Severity::Emergency),
    Happening::BeginAgain(Severity::Urgent),
    Happening::BeginAgain(Severity::Emergency),
    Happening::Clear,
    Happening::Acknowledge,
    Happening::Assign,
    Happening::Snooze { hours: 2 },
    Happening::Snooze { hours: 100_000 },
    Happening::Close,
    Happening::Escalate,
    Happening::Undone(Doing::Acknowledge),
    Happening::Undone(Doing::Assign),
    Happening::Undone(Doing::Snooze),
    Happening::Undone(Doing::Close),
    Happening::Stale,
    Happening::Supersede,
    Happening::LookElsewhere { minutes: 200 },
    Happening::Wait { minutes: 3 },
    Happening::Wait { minutes: 3000 },
];

struct Bench {
    rules: RuleSet,
    rota: Rota,
}

impl Bench {
    fn new() -> Self {
        let rota = Rota::of(Vec::new(), vec!["first".into(), "second".into()]).unwrap();
        Self { rules: RuleSet::built_in(), rota }
    }

    fn on(&self, now_ms: i64) -> Occasion<'_> {
        Occasion {
            cause: ReadingId { offset: 1, index: 0 },
            now: StoredAt::from_unix_ms(now_ms),
            rules: &self.rules,
            rota: &self.rota,
        }
    }

    fn raised(&self, severity: Severity) -> Alert {
        let patient = "p-1".parse().unwrap();
        let problem = Problem::named("oxygen_low");
        Alert::raise(&patient, &problem, 0, severity, &odd(severity), &self.on(0))
    }

    /// Applies one happening at a time; gives the time after it.
    fn apply(&self, alert: &mut Alert, happening: Happening, now_ms: i64) -> i64 {
        let on = self.on(now_ms);
        match happening {
            // What joins is no graver than what is there: the track begins it again otherwise.
            Happening::Join(severity) => {
                let severity = severity.min(alert.severity);
                alert.join(&odd(severity), &on);
            }
            Happening::BeginAgain(severity) => {
                alert.begin_again(severity, &odd(severity), &on);
            }
            Happening::Clear => alert.clear(),
            Happening::Supersede => alert.supersede(None, &on),
            Happening::Wait { minutes } => {
                let now_ms = now_ms + i64::try_from(minutes).unwrap() * 60_000;
                alert.fall_due(&self.on(now_ms));
                return now_ms;
            }
            Happening::LookElsewhere { minutes } => {
                let looked = [(alert.severity, StoredAt::from_unix_ms(now_ms))];
                let now_ms = now_ms + i64::try_from(minutes).unwrap() * 60_000;
                let on = self.on(now_ms);
                alert.put_off(&looked, &on).or_else(|| alert.fall_due(&on));
                return now_ms;
            }
            Happening::Undone(doing) => {
                let act = act(alert.version, action(of(doing), now_ms));
                if let Some(before) = Before::of(alert, &act)
                    && let was = alert.clone()
                    && alert.act(&act, &on).is_some()
                {
                    assert_eq!(
                        alert.undo(&before, &undo(alert.version), &on),
                        Some(Change::Undone)
                    );
                    assert_eq!(what_counts(alert), what_counts(&was));
                }
            }
            Happening::Stale => {
                let version = alert.version.wrapping_sub(1);
                let wish = act(version, Action::Acknowledge(NextStep::CallingNow));
                assert_eq!(alert.act(&wish, &on), None);
            }
            other => {
                let before = alert.is_open();
                let changed = alert.act(&act(alert.version, action(other, now_ms)), &on);
                assert!(before || changed.is_none(), "an act on what is not open");
            }
        }
        now_ms
    }
}

fn of(doing: Doing) -> Happening {
    match doing {
        Doing::Acknowledge => Happening::Acknowledge,
        Doing::Assign => Happening::Assign,
        Doing::Snooze => Happening::Snooze { hours: 2 },
        Doing::Close => Happening::Close,
    }
}

fn undo(version: u32) -> Act {
    act(version, Action::Undo)
}

/// All of an alert but who took something back when, and how often it has changed.
fn what_counts(alert: &Alert) -> Alert {
    Alert { undone: Apart::default(), version: 0, ..alert.clone() }
}

fn action(happening: Happening, now_ms: i64) -> Action {
    match happening {
        Happening::Escalate => Action::Escalate { reason: "in theatre".into() },
        Happening::Assign => Action::Assign { to: "somebody else".into() },
        Happening::Snooze { hours } => Action::Snooze {
            until: StoredAt::from_unix_ms(now_ms).later(Duration::from_secs(hours * 3600)),
            reason: "known".into(),
        },
        Happening::Close => {
            Action::Close { result: CaseResult::NothingToDo, reason: "looked".into() }
        }
        _ => Action::Acknowledge(NextStep::CallingNow),
    }
}

fn act(version: u32, action: Action) -> Act {
    Act { alert: "a-1".parse().unwrap(), version, by: "nurse".into(), action }
}

fn odd(severity: Severity) -> Odd {
    Odd {
        severity: Some(severity),
        rule: "O2-1".into(),
        pathway: None,
        confirm: false,
        reasons: Vec::new(),
        samples: Vec::new(),
        newest: TakenAt::from_unix_ms(0),
    }
}

/// The promise: whoever is open and urgent has a deadline that comes, and closed ones have none.
fn check(alert: &Alert, now_ms: i64, history: &[Happening]) {
    if !alert.is_open() {
        assert_eq!(alert.due_at, None, "{history:?}: {alert:?}");
        return;
    }
    let day_ms = 24 * 3600 * 1000;
    match alert.due_at {
        Some(due_at) if alert.severity >= Severity::Urgent => {
            assert!(due_at.unix_ms() <= now_ms + day_ms, "{history:?}: {alert:?}");
        }
        Some(_) => {}
        None => assert!(alert.severity < Severity::Urgent, "{history:?}: {alert:?}"),
    }
    if alert.acknowledged.is_some() || alert.snoozed.is_some() {
        assert!(alert.owner.is_some(), "{history:?}: {alert:?}");
    }
}

#[test]
fn no_interleaving_of_five_steps_leaves_an_urgent_alert_without_owner_and_timer() {
    let bench = Bench::new();
    fn go(
        bench: &Bench,
        alert: &Alert,
        now_ms: i64,
        history: &mut Vec<Happening>,
        tried: &mut u32,
    ) {
        check(alert, now_ms, history);
        *tried += 1;
        if history.len() == 5 {
            return;
        }
        for happening in ALL {
            let mut next = alert.clone();
            history.push(happening);
            let then_ms = bench.apply(&mut next, happening, now_ms);
            go(bench, &next, then_ms, history, tried);
            history.pop();
        }
    }
    let mut tried = 0;
    for severity in [Severity::Review, Severity::Urgent, Severity::Emergency] {
        go(&bench, &bench.raised(severity), 0, &mut Vec::new(), &mut tried);
    }
    assert_eq!(tried, 3 * (0..=5).map(|steps| 20_u32.pow(steps)).sum::<u32>());
}

#[test]
fn a_million_random_schedules_never_leave_an_urgent_alert_without_owner_and_timer() {
    let bench = Bench::new();
    let mut seed: u64 = 0x5eed;
    let mut next = |below: usize| {
        // splitmix64
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    };
    let severities = [Severity::Review, Severity::Urgent, Severity::Emergency];
    let first = severities.map(|severity| bench.raised(severity));
    let mut history = Vec::new();
    for _ in 0..1_000_000 {
        let mut alert = first[next(3)].clone();
        let mut now_ms = 0;
        history.clear();
        for _ in 0..4 + next(8) {
            let happening = ALL[next(ALL.len())];
            history.push(happening);
            now_ms = bench.apply(&mut alert, happening, now_ms);
            check(&alert, now_ms, &history);
        }
    }
}

#[test]
fn an_acknowledged_alert_comes_back_when_its_recheck_falls_due() {
    let bench = Bench::new();
    let mut alert = bench.raised(Severity::Urgent);
    let acknowledged =
        alert.act(&act(1, Action::Acknowledge(NextStep::CallingNow)), &bench.on(60_000));
    assert_eq!(acknowledged, Some(Change::Acknowledged));
    let due_ms = alert.due_at.unwrap().unix_ms();
    assert_eq!(alert.fall_due(&bench.on(due_ms - 1)), None);
    assert_eq!(alert.fall_due(&bench.on(due_ms)), Some(Change::Reopened));
    assert_eq!(alert.acknowledged, None);
    assert!(alert.due_at.is_some());
}

#[test]
fn a_graver_trigger_ends_a_snooze_and_another_like_it_does_not() {
    let bench = Bench::new();
    let mut alert = bench.raised(Severity::Urgent);
    let snooze = action(Happening::Snooze { hours: 2 }, 0);
    assert_eq!(alert.act(&act(1, snooze), &bench.on(0)), Some(Change::Snoozed));
    alert.join(&odd(Severity::Urgent), &bench.on(60_000));
    assert!(alert.is_snoozed(StoredAt::from_unix_ms(60_000)));
    alert.begin_again(Severity::Emergency, &odd(Severity::Emergency), &bench.on(120_000));
    assert!(!alert.is_snoozed(StoredAt::from_unix_ms(120_000)));
}

#[test]
fn an_emergency_is_not_silenced_for_longer_than_an_hour() {
    let bench = Bench::new();
    let mut alert = bench.raised(Severity::Emergency);
    let snooze = action(Happening::Snooze { hours: 100 }, 0);
    alert.act(&act(1, snooze), &bench.on(0));
    assert_eq!(alert.snoozed.unwrap().until, StoredAt::from_unix_ms(3600 * 1000));
}

#[test]
fn what_is_passed_on_goes_to_the_next_on_call_at_once_and_then_by_its_time() {
    let bench = Bench::new();
    let mut alert = bench.raised(Severity::Urgent);
    alert.act(&act(1, Action::Acknowledge(NextStep::CallingNow)), &bench.on(60_000));
    let pass_on = |version| act(version, action(Happening::Escalate, 0));
    assert_eq!(alert.act(&pass_on(2), &bench.on(120_000)), Some(Change::Escalated));
    assert_eq!((alert.escalated, alert.escalated_to.as_deref()), (1, Some("first")));
    assert_eq!((alert.owner.as_deref(), &alert.acknowledged), (Some("first"), &None));
    assert_eq!(alert.escalated_by.as_ref().map(|passed| &*passed.by), Some("nurse"));
    let due_ms = 120_000 + bench.rules.acknowledge_within(Severity::Urgent).as_millis() as i64;
    assert_eq!(alert.due_at, Some(StoredAt::from_unix_ms(due_ms)));
    assert_eq!(alert.fall_due(&bench.on(due_ms)), Some(Change::Escalated));
    assert_eq!((alert.escalated_to.as_deref(), alert.escalated_by.0), (Some("second"), None));
    let mut nobody_s = bench.raised(Severity::Urgent);
    let empty = Bench { rota: Rota::default(), ..Bench::new() };
    assert_eq!(nobody_s.act(&pass_on(1), &empty.on(0)), None, "there is nobody to pass it to");
}

#[test]
fn only_who_did_the_last_thing_takes_it_back_and_only_while_nothing_has_changed() {
    let bench = Bench::new();
    let acknowledged = || {
        let mut alert = bench.raised(Severity::Urgent);
        let act = act(1, Action::Acknowledge(NextStep::Known));
        let before = Before::of(&alert, &act).unwrap();
        alert.act(&act, &bench.on(1_000));
        (alert, before)
    };
    let (mut alert, before) = acknowledged();
    let by_another = Act { by: "doctor".into(), ..undo(2) };
    assert_eq!(alert.undo(&before, &by_another, &bench.on(2_000)), None);
    assert_eq!(alert.undo(&before, &undo(1), &bench.on(2_000)), None, "an old version");
    alert.act(&act(2, action(Happening::Assign, 0)), &bench.on(3_000));
    assert_eq!(alert.undo(&before, &undo(3), &bench.on(4_000)), None, "not the last");
    let (mut alert, before) = acknowledged();
    alert.clear();
    assert_eq!(alert.undo(&before, &undo(alert.version), &bench.on(2_000)), None);
    let (mut alert, before) = acknowledged();
    alert.join(&odd(Severity::Urgent), &bench.on(2_000));
    assert_eq!(alert.undo(&before, &undo(2), &bench.on(3_000)), Some(Change::Undone));
    assert_eq!((alert.acknowledged.is_none(), alert.owner.is_none()), (true, true));
    assert_eq!(alert.undone.as_ref().map(|undone| undone.what), Some(Undoable::Acknowledged));
    let (mut alert, before) = acknowledged();
    alert.supersede(None, &bench.on(2_000));
    assert_eq!(alert.undo(&before, &undo(alert.version), &bench.on(3_000)), None);
}

#[test]
fn what_begins_again_within_72_hours_asks_at_its_recheck_unless_it_is_graver() {
    let bench = Bench::new();
    let hour_ms = 3_600_000;
    let check = |severity: Severity, hours: i64, asks: bool| {
        let mut alert = bench.raised(Severity::Urgent);
        alert.act(&act(1, Action::Acknowledge(NextStep::CallingNow)), &bench.on(hour_ms));
        alert.clear();
        let now_ms = hours * hour_ms;
        let asked = alert.begin_again(severity, &odd(severity), &bench.on(now_ms));
        assert_eq!((asked, alert.acknowledged.is_none()), (asks, asks), "{severity:?}, {hours} h");
        let due_ms = alert.due_at.unwrap().unix_ms();
        assert!((now_ms + 1..=now_ms + 4 * hour_ms).contains(&due_ms), "{severity:?}, {hours} h");
    };
    check(Severity::Urgent, 72, false);
    check(Severity::Urgent, 73, true);
    check(Severity::Emergency, 10, true);
}

#[test]
fn a_look_at_something_as_grave_puts_a_recheck_off_and_a_lesser_one_does_not() {
    let bench = Bench::new();
    let check = |severity: Severity, change: Option<Change>| {
        let mut alert = bench.raised(Severity::Urgent);
        alert.act(&act(1, Action::Acknowledge(NextStep::CallingNow)), &bench.on(60_000));
        let due_ms = alert.due_at.unwrap().unix_ms();
        let looks = [(severity, StoredAt::from_unix_ms(due_ms - 60_000))];
        assert_eq!(alert.put_off(&looks, &bench.on(due_ms - 1)), None, "it isn't due");
        assert_eq!(alert.put_off(&looks, &bench.on(due_ms)), change, "{severity:?}");
    };
    check(Severity::Urgent, Some(Change::PutOff));
    check(Severity::Review, None);
}
