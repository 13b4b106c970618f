//! Whose reading, as a table of evidence and what comes of it, and what holds for any evidence.

use proptest::prelude::*;

use super::*;

const MINUTE_MS: i64 = 60_000;

/// Somebody who usually weighs so much, and used the scale this morning.
fn weighs(kg: f64) -> Evidence {
    let median = (kg * 1000.0).round() as i32;
    Evidence {
        usual: Some(Usual { median, deviation: 400 }),
        previous: Some(median),
        used_apart_ms: Some(DAY_MS),
        just_before: None,
    }
}

fn check(kg: f64, candidates: &[Evidence], want: &str) {
    check_value(Some((Gauge::Weight, (kg * 1000.0).round() as i32)), candidates, false, want);
}

/// In short: whose and how sure, or why it is asked.
fn check_value(value: Option<(Gauge, i32)>, candidates: &[Evidence], told: bool, want: &str) {
    let got = match decide(value, candidates, told) {
        Answer::Theirs(place, confidence) => format!("{place}: {}", confidence.per_mille()),
        Answer::Ask(doubt, shares) => {
            assert_eq!(shares.len(), candidates.len());
            doubt.to_string()
        }
    };
    assert_eq!(got, want, "{value:?} of {candidates:?}");
}

#[test]
fn a_weight_is_whose_usual_it_fits() {
    let (ann, bob) = (weighs(70.0), weighs(84.0));
    check(70.2, &[ann, bob], "0: 990");
    check(83.1, &[ann, bob], "1: 987");
    check(72.0, &[ann, bob], "several");
    check(77.0, &[ann, bob], "stranger");
    check(30.0, &[ann, bob], "stranger");
    check(84.0, &[ann, bob, weighs(84.5)], "several");
}

#[test]
fn two_who_weigh_nearly_the_same_are_told_apart_from_two_and_a_half_kilograms_on() {
    #[rustfmt::skip]
    let table = [
        (0.0, "several"), (1.0, "several"), (2.0, "several"), (2.4, "several"), (2.6, "0: 952"), (4.0, "0: 989"),
    ];
    for (apart, want) in table {
        check(70.0, &[weighs(70.0), weighs(70.0 + apart)], want);
    }
}

#[test]
fn somebody_irregular_draws_nothing_to_themselves() {
    let irregular =
        Evidence { usual: Some(Usual { median: 76_000, deviation: 2_500 }), ..weighs(76.0) };
    check(73.0, &[weighs(70.0), irregular], "several");
    check(70.0, &[weighs(70.0), weighs(76.0)], "0: 990");
    check(70.0, &[weighs(70.0), irregular], "several");
}

#[test]
fn whoever_used_the_scale_lately_is_likelier_and_never_so_by_that_alone() {
    let used = |days: i64, one: Evidence| Evidence { used_apart_ms: Some(days * DAY_MS), ..one };
    let never = |one: Evidence| Evidence { used_apart_ms: None, ..one };
    check(70.0, &[weighs(70.0), never(weighs(70.0))], "several");
    check(70.0, &[weighs(70.0), weighs(72.2)], "several");
    check(70.0, &[weighs(70.0), used(30, weighs(72.2))], "0: 952");
    check(70.0, &[used(100, weighs(70.0)), used(100, weighs(84.0))], "0: 961");
}

#[test]
fn who_stood_on_it_a_moment_ago_stands_on_it_again_or_it_is_asked() {
    let just = |kg: f64, one| Evidence { just_before: Some((kg * 1000.0) as i32), ..one };
    check(70.0, &[just(70.1, weighs(70.0)), weighs(72.0)], "0: 959");
    check(70.0, &[just(70.1, weighs(70.0)), weighs(70.2)], "several");
    check(72.0, &[just(70.1, weighs(70.0)), weighs(76.0)], "several");
}

#[test]
fn nobody_is_told_apart_from_somebody_of_whom_nothing_is_known() {
    check(70.0, &[weighs(70.0), Evidence::default()], "unknown");
    check(70.0, &[Evidence::default()], "unknown");
    check_value(None, &[weighs(70.0), weighs(84.0)], false, "unknown");
}

#[test]
fn a_weight_that_is_hardly_theirs_is_asked_even_of_the_only_one() {
    let alone = |kg: f64, one: Evidence, want: &str| {
        check_value(Some((Gauge::Weight, (kg * 1000.0).round() as i32)), &[one], true, want);
    };
    let before = |kg: f64, one: Evidence| Evidence { previous: Some((kg * 1000.0) as i32), ..one };
    alone(75.0, weighs(70.0), "0: 1000");
    alone(75.001, weighs(70.0), "jump");
    alone(64.999, weighs(70.0), "jump");
    alone(84.0, before(84.0, weighs(70.0)), "0: 1000");
    alone(84.001, before(84.0, weighs(70.0)), "unusual");
    alone(55.999, before(56.0, weighs(70.0)), "unusual");
    alone(200.0, Evidence::default(), "0: 1000");
    check(75.3, &[before(70.0, weighs(74.8)), weighs(90.0)], "jump");
}

#[test]
fn a_pressure_is_hardly_ever_told_by_its_value() {
    let usual = |mmhg: i32| Evidence {
        usual: Some(Usual { median: mmhg * 1000, deviation: 6_000 }),
        used_apart_ms: Some(5 * MINUTE_MS),
        ..Evidence::default()
    };
    let pressure = |mmhg: i32| Some((Gauge::Systolic, mmhg * 1000));
    check_value(pressure(128), &[usual(128), usual(140)], false, "several");
    check_value(pressure(112), &[usual(112), usual(165)], false, "0: 990");
    check_value(pressure(190), &[usual(112)], true, "0: 1000");
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let usual = proptest::option::of((0..400_000_i32, 0..50_000_i32));
    let before = proptest::option::of(0..400_000_i32);
    let apart = proptest::option::of(0..400 * DAY_MS);
    (usual, before.clone(), apart, before).prop_map(
        |(usual, previous, used_apart_ms, just_before)| {
            let usual = usual.map(|(median, deviation)| Usual { median, deviation });
            Evidence { usual, previous, used_apart_ms, just_before }
        },
    )
}

proptest! {
    #[test]
    fn what_the_monitor_says_beats_everything(grams in 0..400_000_i32, one in evidence()) {
        match decide(Some((Gauge::Weight, grams)), &[one], true) {
            Answer::Theirs(place, confidence) => {
                prop_assert_eq!((place, confidence), (0, Confidence::CERTAIN));
            }
            // Who it is isn't doubted: only whether it can be.
            Answer::Ask(doubt, shares) => {
                prop_assert!(matches!(doubt, Doubt::Jump | Doubt::Unusual));
                prop_assert_eq!(shares, vec![Confidence::CERTAIN]);
            }
        }
    }

    #[test]
    fn nothing_counts_under_the_floor_and_the_order_of_candidates_is_nothing(
        grams in 0..400_000_i32,
        all in proptest::collection::vec(evidence(), 2..5),
    ) {
        let value = Some((Gauge::Weight, grams));
        let reversed: Vec<Evidence> = all.iter().rev().copied().collect();
        match (decide(value, &all, false), decide(value, &reversed, false)) {
            (Answer::Theirs(place, confidence), Answer::Theirs(other, same)) => {
                prop_assert!(confidence >= FLOOR);
                prop_assert_eq!((all.len() - 1 - place, confidence), (other, same));
                prop_assert!(all.iter().all(|one| one.usual.is_some()));
            }
            (Answer::Ask(doubt, shares), Answer::Ask(other, others)) => {
                prop_assert_eq!(doubt, other);
                let sum: u16 = shares.iter().map(|share| share.per_mille()).sum();
                prop_assert!(sum <= 1000, "{}", sum);
                prop_assert!(shares.iter().rev().eq(&others));
            }
            (one, other) => prop_assert!(false, "{one:?} and {other:?}"),
        }
    }

    #[test]
    fn a_value_nearer_to_somebody_s_usual_is_never_less_surely_theirs(
        median in 40_000..150_000_i32, other in 40_000..150_000_i32, near in 0..4_000_i32, more in 0..4_000_i32,
    ) {
        let one = |median| weighs(f64::from(median) / 1000.0);
        // Away from the other, so that only one thing changes.
        let away = if other > median { -1 } else { 1 };
        let share = |apart: i32| match decide(Some((Gauge::Weight, median + away * apart)), &[one(median), one(other)], false) {
            Answer::Theirs(0, confidence) => confidence.per_mille(),
            Answer::Theirs(..) => 0,
            Answer::Ask(_, shares) => shares[0].per_mille(),
        };
        let alone = |apart: i32| match decide(Some((Gauge::Weight, median + apart)), &[one(median)], false) {
            Answer::Theirs(_, confidence) => confidence.per_mille(),
            Answer::Ask(_, shares) => shares[0].per_mille(),
        };
        prop_assert!(alone(near) >= alone(near + more));
        prop_assert!(share(near) <= 1000);
    }
}
