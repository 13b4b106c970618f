//! What holds of anybody: no facts make a rule panic, time alone changes nothing before the rules
//! wake, and the workload's rule set gives what a plain table gives.

use proptest::prelude::*;
use vitals::VitalSign;

use super::person::{Person, at};
use crate::fact::{Answer, Scheduled};
use crate::rules::sign::words_of;
use crate::rules::{Look, RuleSet, Verdict};

/// What was measured or answered, at a minute.
#[derive(Debug, Clone)]
enum Told {
    Value(VitalSign, i32),
    Beyond(bool),
    Answer(&'static str, bool),
}

const SIGNS: [VitalSign; 9] = [
    VitalSign::Respiration,
    VitalSign::Spo2,
    VitalSign::SupplementalOxygen,
    VitalSign::Systolic,
    VitalSign::Pulse,
    VitalSign::Consciousness,
    VitalSign::Temperature,
    VitalSign::Weight,
    VitalSign::Glucose,
];

/// A value of a sign anywhere in its range.
fn value() -> impl Strategy<Value = (VitalSign, i32)> {
    (prop::sample::select(SIGNS.to_vec()), any::<prop::sample::Index>()).prop_map(
        |(sign, place)| {
            let words = words_of(sign);
            let (low, high) = words.range_milli;
            let milli = match words.words {
                [] => low + place.index((high - low) as usize + 1) as i64,
                words => words[place.index(words.len())].1,
            };
            (sign, i32::try_from(milli).unwrap())
        },
    )
}

fn told() -> impl Strategy<Value = Told> {
    let question = prop::sample::select(vec!["breathless", "chest_pain", "dizzy", "drowsy"]);
    prop_oneof![
        8 => value().prop_map(|(sign, milli)| Told::Value(sign, milli)),
        1 => any::<bool>().prop_map(Told::Beyond),
        1 => (question, any::<bool>()).prop_map(|(question, yes)| Told::Answer(question, yes)),
    ]
}

prop_compose! {
    fn person()(
        facts in prop::collection::vec((-9 * 1440i64..1440, told()), 0..60),
        plan in (any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(-40 * 1440i64..0)),
    ) -> Person {
        let mut facts = facts;
        facts.sort_by_key(|(minute, _)| *minute);
        let mut person = Person::default();
        for (minute, told) in &facts {
            match told {
                Told::Value(sign, milli) => person.measure(*minute, *sign, *milli),
                Told::Beyond(low) => person.beyond(*minute, *low),
                Told::Answer(question, yes) => {
                    let answer = if *yes { Answer::Yes } else { Answer::No };
                    person.answer(*minute, "breathing", &[(question, answer)]);
                }
            }
        }
        let (pregnant, ill, scheduled, discharged) = plan;
        person.plan.pregnant = pregnant;
        person.plan.discharged_at = discharged.map(at);
        if ill {
            for word in ["heart_failure", "copd", "diabetes", "hypertension", "type_1_diabetes"] {
                person.plan.conditions.insert(word.into());
            }
        }
        if scheduled {
            let signs = [VitalSign::Weight, VitalSign::Systolic];
            person.plan.schedule.extend(signs.map(|sign| Scheduled { sign, every_hours: 24 }));
        }
        person
    }
}

/// How a verdict looks, without the reasons, in which ages may differ.
fn look(verdict: &Verdict) -> String {
    match &verdict.look {
        Look::Odd(odd) => format!("{:?} {} {:?}", odd.severity, odd.rule, odd.newest),
        Look::Clear { .. } => "clear".into(),
        other => format!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn time_alone_changes_nothing_before_the_rules_wake(
        person in person(),
        minute in -1440i64..3 * 1440,
        place in any::<prop::sample::Index>(),
    ) {
        let rules = RuleSet::built_in();
        for (problem, name) in rules.problems().iter().enumerate() {
            let now = rules.judge(problem, &person.scene(minute));
            let newest = person.next_after(minute).unwrap_or(at(30 * 1440));
            let end = now.wake_at.unwrap_or(newest).min(newest).unix_ms();
            let between = end - at(minute).unix_ms() - 1;
            if between <= 0 {
                continue;
            }
            let later = at(minute).unix_ms() + 1 + place.index(between as usize) as i64;
            let later = rules.judge(problem, &person.scene_at_ms(later));
            prop_assert_eq!(look(&now), look(&later), "{}", name.name());
        }
    }

    #[test]
    fn the_workload_s_rules_give_what_its_table_gives(
        values in prop::collection::vec(value(), 1..40),
    ) {
        let rules = RuleSet::workload();
        let mut person = Person::default();
        let mut parts = [0u16; 7];
        for (minute, (sign, milli)) in (0..).zip(values) {
            person.measure(minute, sign, milli);
            if let Some((place, points)) = points(sign, milli) {
                parts[place] = points;
            }
            let sum: u16 = parts.iter().sum();
            let level = match sum {
                7.. => "Some(Emergency)",
                5.. => "Some(Urgent)",
                _ if parts.contains(&3) => "Some(Review)",
                _ => "None",
            };
            let scene = person.scene(minute + 1_000_000);
            prop_assert_eq!(rules.score("levels", &scene).unwrap().low, sum);
            let got = match rules.judge(0, &scene).look {
                Look::Odd(odd) => format!("{:?}", odd.severity),
                _ => "None".into(),
            };
            prop_assert_eq!(got, level);
        }
    }
}

/// Points of the workload's table, for values as it has them: the part and its points.
fn points(sign: VitalSign, milli: i32) -> Option<(usize, u16)> {
    let whole = (milli + 500) / 1000;
    let tenth = (milli + 50) / 100;
    Some(match sign {
        VitalSign::Respiration if whole <= 8 || whole >= 25 => (0, 3),
        VitalSign::Respiration if whole >= 21 => (0, 2),
        VitalSign::Respiration => (0, u16::from(whole <= 11)),
        VitalSign::Spo2 => (1, [3, 2, 2, 1, 1, 0][(whole - 91).clamp(0, 5) as usize]),
        VitalSign::SupplementalOxygen => (2, 2 * milli as u16),
        VitalSign::Systolic if whole <= 90 || whole >= 220 => (3, 3),
        VitalSign::Systolic => (3, u16::from(whole <= 100) + u16::from(whole <= 110)),
        VitalSign::Pulse if whole <= 40 || whole >= 131 => (4, 3),
        VitalSign::Pulse if whole <= 50 => (4, 1),
        VitalSign::Pulse => (4, u16::from(whole >= 91) + u16::from(whole >= 111)),
        VitalSign::Consciousness => (5, if milli == 'A' as i32 { 0 } else { 3 }),
        VitalSign::Temperature if tenth <= 350 => (6, 3),
        VitalSign::Temperature if tenth <= 360 => (6, 1),
        VitalSign::Temperature => (6, u16::from(tenth >= 381) + u16::from(tenth >= 391)),
        _ => return None,
    })
}
