//! What conditions mean: windows, time, baselines, answers, silence and limits of one's own.

use vitals::{StoredAt, TakenAt, VitalSign};

use super::person::{Person, at};
use crate::fact::{Answer, PersonalLimit, Scheduled};
use crate::rules::{Look, RuleSet, Verdict};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// A rule set of one rule.
fn rules(rule: &str) -> RuleSet {
    let text = format!(
        r#"
name = "trial"
version = 1
conditions = ["copd"]
medicines = ["insulin"]
[hold_hours]
default = 12
[acknowledge_minutes]
emergency = 5
urgent = 60
review = 1440
[recheck_minutes]
emergency = 60
urgent = 240
review = 1440
[[questionnaire]]
id = "lungs"
title = "Your breathing"
items = [
  {{ id = "breathless", text = "Are you breathless?", kind = "yes_no" }},
  {{ id = "taken", text = "Have you taken your medicine?", kind = "yes_no", symptom = false }},
  {{ id = "ketone", text = "Your ketone?", kind = "number", unit = "mmol/L" }},
  {{ id = "colour", text = "Its colour?", kind = "choice", choices = ["clear", "green"] }},
]
[[problem]]
id = "trial"
title = "Trial"
[[rule]]
id = "T-1"
problem = "trial"
source = "a book"
{rule}
"#
    );
    RuleSet::from_toml(&text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn verdict(condition: &str, person: &Person, minute: i64) -> Verdict {
    // NEWS2 is for some people only, and the check of the rule set knows.
    let applies =
        if condition.contains("news2") { "age >= 16 and not pregnant" } else { "age >= 0" };
    let rules = rules(&format!(
        "applies = \"{applies}\"\nlevels = [{{ severity = \"review\", when = '{condition}' }}]"
    ));
    rules.judge(0, &person.scene(minute))
}

/// Whether a condition holds; none if that isn't known.
fn held(condition: &str, person: &Person, minute: i64) -> Option<bool> {
    match verdict(condition, person, minute).look {
        Look::Odd(_) => Some(true),
        Look::Clear { .. } => Some(false),
        Look::Unknown => None,
        Look::Between => unreachable!("no clearing limit"),
    }
}

fn check(person: &Person, minute: i64, table: &[(&str, Option<bool>)]) {
    for (condition, want) in table {
        assert_eq!(held(condition, person, minute), *want, "{condition} at {minute}");
    }
}

fn measured(sign: VitalSign, values: &[(i64, i32)]) -> Person {
    let mut person = Person::default();
    values.iter().for_each(|(minute, milli)| person.measure(*minute, sign, *milli));
    person
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn unknown_is_neither_true_nor_false() {
    let person = measured(VitalSign::Spo2, &[(0, 90_000)]);
    #[rustfmt::skip]
    check(&person, 0, &[
        ("pulse > 100 /min", None),
        ("not pulse > 100 /min", None),
        ("spo2 < 92 % or pulse > 100 /min", YES),
        ("spo2 < 80 % or pulse > 100 /min", None),
        ("spo2 < 80 % and pulse > 100 /min", NO),
        ("spo2 < 92 % and pulse > 100 /min", None),
        ("at least 1 of (spo2 < 92 %, pulse > 100 /min, age > 3)", YES),
        ("at least 2 of (spo2 < 92 %, pulse > 100 /min, spo2 > 99 %)", None),
        ("at least 3 of (spo2 < 92 %, pulse > 100 /min, temperature > 39 °C)", None),
        ("at least 3 of (spo2 < 92 %, pulse > 100 /min, spo2 < 89 %)", NO),
    ]);
}

#[test]
fn figures_are_of_a_window_that_ends_with_the_newest_value() {
    let person =
        measured(VitalSign::Systolic, &[(0, 100_000), (DAY, 140_000), (DAY + 60, 160_000)]);
    #[rustfmt::skip]
    check(&person, DAY + 60, &[
        ("mean(systolic, 24 h) >= 150 mmHg", YES),
        ("mean(systolic, 2 d) < 134 mmHg", YES),
        ("mean(systolic, 2 d, at least 4) > 60 mmHg", None),
        ("mean(systolic, 2 d, drop first day) = 150 mmHg", YES),
        ("median(systolic, 7 d) = 140 mmHg", YES),
        ("min(systolic, 7 d) = 100 mmHg", YES),
        ("max(systolic, 7 d) = 160 mmHg", YES),
    ]);
    // The window stands still while nothing is measured, until it is too old as a whole.
    check(&person, 2 * DAY + 60, &[("mean(systolic, 24 h) >= 150 mmHg", YES)]);
    check(&person, 2 * DAY + 61, &[("mean(systolic, 24 h) >= 150 mmHg", None)]);
}

#[test]
fn a_change_is_from_what_was_about_so_long_before() {
    let person = measured(VitalSign::Weight, &[(0, 80_000), (DAY - 10, 81_500)]);
    #[rustfmt::skip]
    check(&person, DAY - 10, &[
        ("change(weight, 24 h) >= 1.4 kg", YES),
        ("change(weight, 24 h) >= 3.31 lb", NO),
        ("change(weight, 7 d) >= 1.4 kg", None),
    ]);
    // Half to one and a half times so long before, both included.
    for (before, want) in
        [(36 * HOUR, YES), (36 * HOUR + 1, None), (12 * HOUR, YES), (12 * HOUR - 1, None)]
    {
        let person = measured(VitalSign::Weight, &[(0, 80_000), (before, 81_500)]);
        check(&person, before, &[("change(weight, 24 h) = 1.5 kg", want)]);
    }
}

#[test]
fn a_slope_is_per_minute_and_a_forecast_follows_it() {
    let values: Vec<_> = (0..4).map(|step| (step * 5, 6_000 - 1_000 * step as i32)).collect();
    let person = measured(VitalSign::Glucose, &values);
    #[rustfmt::skip]
    check(&person, 15, &[
        ("slope(glucose, 15 min) = -0.2 mmol/L/min", YES),
        ("slope(glucose, 15 min) <= -3 mg/dL/min and glucose < 100 mg/dL", YES),
        ("forecast(glucose, 10 min) = 1 mmol/L", YES),
    ]);
}

#[test]
fn what_lasts_has_held_at_each_measurement_since() {
    let glucose = |values: &[(i64, i32)]| measured(VitalSign::Glucose, values);
    let high = "glucose > 250 mg/dL for 2 h";
    let person = glucose(&[(0, 15_000), (60, 15_000), (120, 15_000)]);
    check(&person, 119, &[(high, NO)]);
    check(&person, 120, &[(high, YES)]);
    check(&glucose(&[(0, 15_000), (60, 9_000), (120, 15_000)]), 120, &[(high, NO)]);
    // One measurement alone never lasts, however long it is fresh.
    check(&glucose(&[(0, 15_000)]), 180, &[(high, NO)]);
    check(&glucose(&[]), 180, &[(high, None)]);
    // Two do, and the rules are woken then.
    let two = glucose(&[(0, 15_000), (60, 15_000)]);
    assert_eq!(verdict(high, &two, 61).wake_at, Some(at(120)));
    check(&two, 120, &[(high, YES)]);
    // A pause longer than a value speaks is a break.
    check(&glucose(&[(0, 15_000), (12 * HOUR + 1, 15_000)]), 12 * HOUR + 1, &[(high, NO)]);
    check(&glucose(&[(0, 15_000), (12 * HOUR, 15_000)]), 12 * HOUR, &[(high, YES)]);
}

#[test]
fn what_is_counted_is_measurements_and_days() {
    let values = [(0, 101_000), (60, 90_000), (DAY, 102_000), (DAY + 1, 103_000)];
    let person = measured(VitalSign::Pulse, &values);
    #[rustfmt::skip]
    check(&person, DAY + 1, &[
        ("pulse > 100 /min twice in 24 h", YES),
        ("pulse > 100 /min 3 times in 24 h", NO),
        ("count(pulse > 100 /min, 48 h) = 3", YES),
        ("count(pulse > 100 /min or spo2 < 90 %, 48 h) = 3", YES),
        ("days(pulse > 100 /min, 2 d) >= 2", YES),
        ("days(pulse > 100 /min, 7 d) >= 3", NO),
    ]);
    // Days stand still until the newest measurement is as far back as they reach.
    check(&person, 3 * DAY + 1, &[("days(pulse > 100 /min, 2 d) >= 2", YES)]);
    check(&person, 3 * DAY + 2, &[("days(pulse > 100 /min, 2 d) >= 2", None)]);
}

#[test]
fn a_pressure_over_either_limit_is_one_measurement() {
    let mut person = Person::default();
    person.pressure(0, 190_000, 130_000);
    let twice = "(systolic > 180 mmHg or diastolic > 120 mmHg) twice in 24 h";
    check(&person, 0, &[(twice, NO)]);
    person.pressure(5, 150_000, 130_000);
    check(&person, 5, &[(twice, YES)]);
}

#[test]
fn spells_are_stretches_of_a_quarter_of_an_hour() {
    let mut values: Vec<_> = (0..4).map(|step| (step * 5, 3_500)).collect();
    values.extend((4..10).map(|step| (step * 5, 6_000)));
    values.extend((10..14).map(|step| (step * 5, 3_500)));
    let person = measured(VitalSign::Glucose, &values);
    check(&person, 65, &[("spells(glucose < 70 mg/dL, 7 d) = 2", YES)]);
    // One value opens a spell when nothing contradicts it for so long, and the rules are woken then.
    let low = measured(VitalSign::Glucose, &[(0, 3_500)]);
    let spell = "spells(glucose < 70 mg/dL, 7 d) >= 1";
    assert_eq!(verdict(spell, &low, 1).wake_at, Some(at(15)));
    check(&low, 14, &[(spell, NO)]);
    check(&low, 15, &[(spell, YES)]);
}

#[test]
fn the_usual_is_of_days_gone_by() {
    let mut values: Vec<_> = (0..6).map(|day| (day * DAY, 97_000)).collect();
    values.push((6 * DAY, 93_000));
    let person = measured(VitalSign::Spo2, &values);
    #[rustfmt::skip]
    check(&person, 6 * DAY, &[
        ("spo2 <= usual(spo2) - 4 %", YES),
        ("spo2 <= usual(spo2) - 4.001 %", NO),
        ("spo2 < 0.96 * usual(spo2)", YES),
        ("usual(spo2) - spo2 >= 4 %", YES),
        ("spread(spo2) = 0 %", YES),
        ("spo2 < usual(spo2) - 1.645 * spread(spo2)", YES),
        ("pulse > usual(pulse)", None),
        ("news2 >= usual(news2) + 2", YES),
    ]);
}

#[test]
fn answers_count_for_a_day() {
    let mut person = Person::default();
    check(&person, 0, &[("answer.breathless", None), ("any_symptom", None)]);
    let items = [
        ("breathless", Answer::No),
        ("taken", Answer::Yes),
        ("ketone", Answer::Milli(1_600)),
        ("colour", Answer::Choice("green".into())),
    ];
    person.answer(0, "lungs", &items);
    #[rustfmt::skip]
    let table = [
        ("answer.breathless", NO), ("answer.taken", YES), ("any_symptom", NO), ("any_symptom(lungs)", NO),
        ("answer.ketone >= 1.5 mmol/L", YES), ("answer.ketone >= 3 mmol/L", NO),
        ("answer.colour = green", YES), ("answer.colour != green", NO), ("answer.colour = \"clear\"", NO),
    ];
    check(&person, DAY, &table);
    check(&person, DAY + 1, &table.map(|(condition, _)| (condition, None)));
    person.answer(30, "lungs", &[("breathless", Answer::Yes)]);
    check(&person, 29, &[("any_symptom", NO)]);
    check(&person, 30, &[("any_symptom", YES), ("answer.breathless", YES)]);
}

#[test]
fn the_care_plan_is_known_to_rules() {
    let mut person = Person::default();
    person.plan.conditions.insert("copd".into());
    person.plan.discharged_at = Some(at(-3 * DAY));
    // 2010-01-08: sixteen tomorrow.
    person.plan.born_day = Some(14_617);
    #[rustfmt::skip]
    check(&person, 0, &[
        ("condition.copd", YES), ("medicine.insulin", NO), ("pregnant", NO), ("on_oxygen", None),
        ("spo2_scale = 1", YES), ("age = 15", YES), ("days_since_discharge = 3", YES),
    ]);
    check(&person, DAY, &[("age = 16", YES), ("days_since_discharge <= 3 d", NO)]);
    assert_eq!(verdict("days_since_discharge <= 3", &person, 0).wake_at, Some(at(DAY)));
}

#[test]
fn a_scheduled_sign_is_missed() {
    let mut person = measured(VitalSign::Weight, &[(0, 80_000)]);
    check(&person, 9 * DAY, &[("silent(weight, 48 h)", None)]);
    person.plan.schedule.push(Scheduled { sign: VitalSign::Weight, every_hours: 24 });
    #[rustfmt::skip]
    check(&person, 30 * HOUR - 1, &[("due(weight, 25 %)", NO), ("silent(weight, 48 h)", NO), ("silent(pulse, 48 h)", None)]);
    check(&person, 30 * HOUR, &[("due(weight, 25 %)", YES)]);
    check(&person, 48 * HOUR, &[("silent(weight, 48 h)", YES)]);
    assert_eq!(verdict("silent(weight, 48 h)", &person, 0).wake_at, Some(at(48 * HOUR)));
    // The silence is one thing, whenever it is looked at.
    let newest = |minute| match verdict("silent(weight, 48 h)", &person, minute).look {
        Look::Odd(odd) => odd.newest,
        other => panic!("{other:?}"),
    };
    assert_eq!((newest(48 * HOUR), newest(60 * HOUR)), (at(48 * HOUR), at(48 * HOUR)));
}

#[test]
fn words_are_compared_by_name() {
    let mut person = measured(VitalSign::Consciousness, &[(0, 'C' as i32)]);
    person.pressure(0, 120_000, 80_000);
    #[rustfmt::skip]
    check(&person, 0, &[
        ("consciousness != alert", YES), ("consciousness = confused", YES),
        ("rhythm = irregular", NO), ("count(rhythm = regular, 24 h) >= 1", YES),
    ]);
}

/// How saturation 86 looks under limits of one's own.
fn with_limit(milli: i32, until: Option<TakenAt>) -> (bool, Option<TakenAt>) {
    let rules = rules(
        "limits = { low = { value = \"92 %\", floor = \"85 %\" } }\n\
         levels = [{ severity = \"urgent\", when = \"spo2 <= low\" }]\nclear = \"spo2 >= 95 %\"",
    );
    let mut person = measured(VitalSign::Spo2, &[(0, 86_000)]);
    person.plan.limits.push(PersonalLimit {
        rule: "T-1".into(),
        name: "low".into(),
        milli,
        by: "Dr. One".into(),
        reason: "usual for them".into(),
        until: until.map(|until| StoredAt::from_unix_ms(until.unix_ms())),
    });
    let verdict = rules.judge(0, &person.scene(10));
    (matches!(verdict.look, Look::Odd(_)), verdict.wake_at)
}

#[test]
fn a_limit_of_ones_own_counts_until_it_ends_and_not_beyond_its_floor() {
    let stale = Some(TakenAt::from_unix_ms(at(12 * HOUR).unix_ms() + 1));
    assert_eq!(with_limit(86_000, None), (true, stale));
    assert_eq!(with_limit(85_000, None), (false, stale));
    assert_eq!(with_limit(85_000, Some(at(11))), (false, Some(at(11))));
    assert_eq!(with_limit(85_000, Some(at(10))), (true, stale));
    // Never beyond the floor: 70 counts as 85.
    let rules = rules(
        "limits = { low = { value = \"92 %\", floor = \"87 %\" } }\n\
         levels = [{ severity = \"urgent\", when = \"spo2 <= low\" }]",
    );
    assert_eq!(rules.limits().next().unwrap().floor_milli, Some(87_000));
}

#[test]
fn people_can_be_treated_more_strictly_for_a_while() {
    let adjusted = rules(
        "levels = [{ severity = \"review\", when = \"spo2 < 92 %\" }]\n\
         [[adjust]]\nid = \"PD-1\"\nsource = \"a book\"\nwhen = \"days_since_discharge < 14\"\n\
         graver = true\nhold_percent = 50",
    );
    let mut person = measured(VitalSign::Spo2, &[(0, 90_000)]);
    let look = |person: &Person, minute| match adjusted.judge(0, &person.scene(minute)).look {
        Look::Odd(odd) => format!("{:?}", odd.severity),
        other => format!("{other:?}"),
    };
    assert_eq!(look(&person, 7 * HOUR), "Some(Review)");
    person.plan.discharged_at = Some(at(-DAY));
    assert_eq!(look(&person, 6 * HOUR), "Some(Urgent)");
    assert_eq!(look(&person, 7 * HOUR), "Unknown");
    assert_eq!(look(&person, 0), "Some(Urgent)");
}
