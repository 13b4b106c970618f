//! What documents say of people, and what is told of wrong ones.

mod anybody;
mod language;
mod meaning;
mod person;
mod wrong;

use vitals::VitalSign;

use super::{Look, RuleSet};
use crate::outcome::{Limit, Problem, Reason, Severity};
use person::{Person, at};

fn place_of(rules: &RuleSet, problem: &str) -> usize {
    rules.problems().iter().position(|known| *known == Problem::named(problem)).unwrap()
}

/// The severity of a problem, or how it looks.
fn look(rules: &RuleSet, problem: &str, person: &Person, minute: i64) -> String {
    match rules.judge(place_of(rules, problem), &person.scene(minute)).look {
        Look::Odd(odd) => format!("{:?}", odd.severity),
        Look::Clear { .. } => "clear".into(),
        Look::Between => "between".into(),
        Look::Unknown => "unknown".into(),
    }
}

#[test]
fn the_shipped_rule_sets_are_right() {
    assert_eq!(RuleSet::built_in().name(), "hearthwatch");
    assert_eq!(RuleSet::workload().problems().len(), 1);
}

#[test]
fn the_example_of_the_package_s_page_is_right() {
    let page = include_str!("../../README.md");
    let example = page.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let rules = RuleSet::from_toml(example).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((rules.name(), rules.limits().count()), ("example", 1));
}

#[test]
fn each_threshold_of_the_problems_of_one_sign_from_both_sides() {
    use VitalSign::{Glucose, Spo2, Systolic};
    #[rustfmt::skip]
    let table = [
        ("blood_pressure_low", vec![(Systolic, 89_000)], "Some(Review)"),
        ("blood_pressure_low", vec![(Systolic, 90_000)], "between"),
        ("blood_pressure_low", vec![(Systolic, 100_000)], "clear"),
        ("oxygen_low", vec![(Spo2, 88_400)], "Some(Emergency)"),
        ("oxygen_low", vec![(Spo2, 88_500)], "Some(Urgent)"),
        ("oxygen_low", vec![(Spo2, 92_000)], "Some(Urgent)"),
        ("oxygen_low", vec![(Spo2, 93_000)], "Some(Review)"),
        ("oxygen_low", vec![(Spo2, 94_499)], "Some(Review)"),
        ("oxygen_low", vec![(Spo2, 94_500)], "clear"),
        ("glucose_low", vec![(Glucose, 2_996)], "Some(Urgent)"),
        ("glucose_low", vec![(Glucose, 2_997)], "between"),
        ("glucose_low", vec![(Glucose, 3_885)], "between"),
        ("glucose_low", vec![(Glucose, 3_886)], "clear"),
        ("glucose_high", vec![(Glucose, 22_203)], "between"),
        ("glucose_high", vec![(Glucose, 22_204)], "Some(Urgent)"),
        ("glucose_high", vec![], "unknown"),
    ];
    let rules = RuleSet::built_in();
    for (problem, values, want) in table {
        let mut person = Person::default();
        values.iter().for_each(|(sign, milli)| person.measure(0, *sign, *milli));
        assert_eq!(look(&rules, problem, &person, 0), want, "{problem} {values:?}");
    }
}

#[test]
fn the_graver_of_two_pressures_counts() {
    #[rustfmt::skip]
    let table = [
        (181_000, 80_000, "Some(Urgent)"),
        (180_499, 80_000, "between"),
        (150_000, 121_000, "Some(Urgent)"),
        (150_000, 120_000, "between"),
        (160_000, 100_000, "clear"),
        (161_000, 100_000, "between"),
        (160_000, 101_000, "between"),
    ];
    for (systolic, diastolic, want) in table {
        let mut person = Person::default();
        person.pressure(0, systolic, diastolic);
        let got = look(&RuleSet::built_in(), "blood_pressure_high", &person, 0);
        assert_eq!(got, want, "{systolic}/{diastolic}");
    }
}

#[test]
fn what_the_sensor_cannot_tell_is_beyond_every_limit() {
    let rules = RuleSet::built_in();
    for (low, problem) in [(true, "glucose_low"), (false, "glucose_high")] {
        let mut person = Person::default();
        person.beyond(0, low);
        assert_eq!(look(&rules, problem, &person, 0), "Some(Urgent)");
    }
}

#[test]
fn a_value_speaks_for_its_hold_time_and_wakes_the_rules_then() {
    let rules = RuleSet::built_in();
    let mut person = Person::default();
    person.measure(0, VitalSign::Spo2, 97_000);
    assert_eq!(look(&rules, "oxygen_low", &person, 12 * 60), "clear");
    assert_eq!(look(&rules, "oxygen_low", &person, 12 * 60 + 1), "unknown");
    let verdict = rules.judge(place_of(&rules, "oxygen_low"), &person.scene(5));
    assert_eq!(verdict.wake_at.unwrap().unix_ms(), at(12 * 60).unix_ms() + 1);
    let late = rules.judge(place_of(&rules, "oxygen_low"), &person.scene(12 * 60 + 1));
    assert_eq!(late.wake_at, None);
}

#[test]
fn an_odd_value_comes_with_its_limit_its_sample_and_its_time() {
    let rules = RuleSet::built_in();
    let mut person = Person::default();
    person.measure(0, VitalSign::Spo2, 91_000);
    person.measure(9, VitalSign::Pulse, 70_000);
    let verdict = rules.judge(place_of(&rules, "oxygen_low"), &person.scene(9));
    let Look::Odd(odd) = verdict.look else { panic!("{verdict:?}") };
    assert_eq!((odd.severity, &*odd.rule, odd.confirm), (Some(Severity::Urgent), "O2-1", true));
    assert_eq!(odd.newest, at(0));
    let sample = odd.samples[0];
    let limit = Limit::AtMost(92_000);
    assert_eq!(odd.reasons, [Reason::Value { sign: VitalSign::Spo2, sample, limit }]);
}

#[test]
fn the_problems_that_a_sign_can_change_are_those_that_read_it() {
    let rules = RuleSet::built_in();
    let names = |sign| {
        let places = rules.problems_of(sign).iter();
        places.map(|place| rules.problems()[*place].name()).collect::<Vec<_>>()
    };
    assert!(names(VitalSign::Spo2).contains(&"oxygen_low"));
    assert!(names(VitalSign::Spo2).contains(&"deterioration"));
    assert!(!names(VitalSign::Glucose).contains(&"oxygen_low"));
}
