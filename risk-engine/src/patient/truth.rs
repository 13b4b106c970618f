//! Late truth: whatever the order, repetition and delay of a person's facts, what is the case in the end
//! is the same, to the byte.

use proptest::prelude::*;
use vitals::{
    BloodPressure, Flags, Glucose, Known, Measurement, Origin, Pressure, PulseRate,
    RespirationRate, Spo2, Temperature, Weight,
};

use super::*;
use crate::fact::{Answer, Withdrawal, WithdrawalReason};
use crate::rules::RuleSet;

const MINUTE_MS: i64 = 60_000;
/// The facts lie within two days, and all have come when seven more have gone by.
const SPAN_MINUTES: i64 = 2 * 24 * 60;
const START_MS: i64 = 1_767_225_600_000;

/// A fact with its identity, which does not depend on when it comes.
#[derive(Debug, Clone)]
struct Known1 {
    id: ReadingId,
    fact: Fact,
    /// When it was so.
    at_ms: i64,
}

fn measurement() -> impl Strategy<Value = Measurement> {
    let pressure = (80..230_i32, 40..75_i32).prop_map(|(systolic, less)| {
        let systolic = f64::from(systolic);
        let diastolic = (systolic - f64::from(less)).max(25.0);
        let [systolic, diastolic] =
            [systolic, diastolic].map(|mmhg| Pressure::from_mmhg(mmhg).unwrap());
        Measurement::BloodPressure(BloodPressure::new(systolic, diastolic, None).unwrap())
    });
    prop_oneof![
        4 => (80..100_i32).prop_map(|percent| {
            Measurement::Oximetry(Spo2::from_percent(f64::from(percent)).unwrap(), None)
        }),
        2 => pressure,
        2 => (40..300_i32).prop_map(|mg_dl| {
            let glucose = Glucose::from_mg_dl(f64::from(mg_dl)).unwrap();
            Measurement::GlucoseMeter(Known::Value(glucose))
        }),
        1 => (35..160_i32).prop_map(|bpm| {
            Measurement::HeartRate(PulseRate::from_bpm(f64::from(bpm)).unwrap(), Vec::new())
        }),
        1 => (6..36_i32).prop_map(|rate| {
            Measurement::Respiration(RespirationRate::from_per_minute(f64::from(rate)).unwrap())
        }),
        1 => (340..410_i32).prop_map(|tenths| {
            Measurement::Temperature(Temperature::from_celsius(f64::from(tenths) / 10.0).unwrap())
        }),
        1 => (790..830_i32).prop_map(|tenths| {
            Measurement::Weight(Weight::from_kilograms(f64::from(tenths) / 10.0).unwrap())
        }),
    ]
}

fn facts() -> impl Strategy<Value = Vec<Known1>> {
    let one = (0..SPAN_MINUTES, prop_oneof![9 => measurement().prop_map(Some), 1 => Just(None)]);
    proptest::collection::vec(one, 1..40).prop_map(|all| {
        let mut facts = Vec::new();
        for (offset, (minute, measurement)) in (1_u64..).zip(all) {
            let at_ms = START_MS + minute * MINUTE_MS;
            let id = ReadingId { offset, index: 0 };
            let fact = match measurement {
                Some(measurement) => Fact::Read(reading(at_ms, measurement)),
                // Every other one takes back an earlier reading; the rest are answers.
                None if offset % 2 == 0 => Fact::Withdrawn(Withdrawal {
                    reading: ReadingId { offset: offset / 2, index: 0 },
                    by: "nurse".into(),
                    why: WithdrawalReason::EnteredInError,
                }),
                None => Fact::Answered(Answers {
                    answered_at: TakenAt::from_unix_ms(at_ms),
                    questionnaire: "heart_failure".into(),
                    items: vec![("dyspnoea".into(), Answer::Yes)],
                }),
            };
            facts.push(Known1 { id, fact, at_ms });
        }
        facts
    })
}

fn reading(at_ms: i64, measurement: Measurement) -> Reading {
    Reading {
        device: "d-1".parse().unwrap(),
        slot: None,
        taken_at: TakenAt::from_unix_ms(at_ms),
        heard_at: HeardAt::from_unix_ms(at_ms),
        origin: Origin::Device,
        measurement,
        flags: Flags::default(),
    }
}

/// Takes facts as they come, with a tick every quarter of an hour, until day nine; gives what is the
/// case then.
fn fold(arrivals: &[(i64, Known1)]) -> (Vec<u8>, String, Vec<String>) {
    let book = RuleBook::of(Arc::new(RuleSet::built_in()));
    let rota = Rota::default();
    let by = Standards { book: &book, rota: &rota, explain: false };
    let mut state = PatientState::new("p-1".parse().unwrap());
    let mut outcomes = Vec::new();
    let mut arrivals = arrivals.iter().peekable();
    let end_ms = START_MS + 8 * DAY_MS;
    let mut now_ms = START_MS;
    let plan = Fact::Planned(Arc::new(CarePlan {
        conditions: ["heart_failure", "diabetes"].into_iter().map(Arc::from).collect(),
        ..CarePlan::default()
    }));
    let first = ReadingId { offset: 0, index: 0 };
    let mut take = |state: &mut PatientState, id, now_ms, fact: &Fact| {
        let patient = state.patient.clone();
        let stored_at = StoredAt::from_unix_ms(now_ms);
        let fact = PatientFact { id, stored_at, patient, fact: fact.clone() };
        state.observe(by, &fact, &mut outcomes);
    };
    take(&mut state, first, now_ms, &plan);
    while now_ms < end_ms {
        while let Some((at_ms, known)) = arrivals.next_if(|(at_ms, _)| *at_ms <= now_ms) {
            take(&mut state, known.id, *at_ms, &known.fact);
        }
        now_ms += 15 * MINUTE_MS;
        state.tick(by, first, StoredAt::from_unix_ms(now_ms), &mut Vec::new());
    }
    // What is the case: the folds of every problem, and the alerts that stand, as people tell them
    // apart. When something became known differs, of course.
    let folds: Vec<_> = state
        .tracks
        .iter()
        .filter(|(_, track)| !track.is_idle())
        .map(|(problem, track)| (problem.clone(), track.now().clone()))
        .collect();
    let folds = format!("{folds:#?}");
    let mut bytes = bincode::encode_to_vec(&state.trend, bincode::config::standard()).unwrap();
    bytes.extend(bincode::encode_to_vec(&state.baselines, bincode::config::standard()).unwrap());
    let mut alerts: Vec<String> = state
        .alerts()
        .filter(|alert| alert.superseded.is_none())
        .map(|alert| {
            format!("{} {} {:?} {}", alert.id, alert.problem.name(), alert.severity, alert.active)
        })
        .collect();
    alerts.sort();
    (bytes, folds, alerts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_repetition_and_delay_ends_in_the_same_bytes(
        facts in facts(),
        delays in proptest::collection::vec(0..(6 * 24 * 60_i64), 120),
        again in proptest::collection::vec(any::<bool>(), 40),
    ) {
        let mut in_time: Vec<_> =
            facts.iter().map(|known| (known.at_ms, known.clone())).collect();
        // What takes a reading back can't come before it in time either.
        in_time.sort_by_key(|(at_ms, known)| (*at_ms, known.id));
        let mut late = Vec::new();
        for (place, known) in facts.iter().enumerate() {
            late.push((known.at_ms + delays[place] * MINUTE_MS, known.clone()));
            if again[place] {
                late.push((known.at_ms + delays[place + 40] * MINUTE_MS, known.clone()));
            }
        }
        late.sort_by_key(|(at_ms, _)| *at_ms);
        let (expected, expected_folds, expected_alerts) = fold(&in_time);
        let (found, found_folds, found_alerts) = fold(&late);
        prop_assert!(expected_folds == found_folds, "{expected_folds}\n---\n{found_folds}");
        prop_assert_eq!(&expected, &found);
        // Nothing else stands in the end than in time. What was held back because its question came too
        // late, and then turned out to be nothing, is told in time only, or stays cleared.
        for alert in &found_alerts {
            let in_time = expected_alerts.iter().any(|expected| {
                expected == alert || (!alert.ends_with("true") && expected.starts_with(&alert[..26]))
            });
            prop_assert!(in_time, "{alert} in {expected_alerts:?}");
        }
    }
}
