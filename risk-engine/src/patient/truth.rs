//! Late truth: whatever the order, repetition and delay of a person's facts, what is the case in the end
//! is the same, to the byte.

use proptest::prelude::*;
use vitals::{
    BloodPressure, Flags, Glucose, Known, Measurement, Origin, Pressure, PulseRate,
    RespirationRate, Spo2, Temperature, Weight,
};

use super::*;
use crate::contract::alert_id;
use crate::fact::{Answer, Withdrawal, WithdrawalReason};
use crate::outcome::Alert;
use crate::rules::RuleSet;

const MINUTE_MS: i64 = 60_000;
/// The facts lie within so many days: long enough for days to be summed up and forgotten.
const SPAN_DAYS: i64 = 24;
/// When everything has come, and nobody waits for anything.
const END_DAYS: i64 = SPAN_DAYS + 8;
/// So late a fact may come.
const DELAY_MAX_MS: i64 = 7 * DAY_MS;
const START_MS: i64 = 1_767_225_600_000;

/// A fact with its identity, which does not depend on when it comes.
#[derive(Debug, Clone)]
struct Known1 {
    id: ReadingId,
    fact: Fact,
    /// When it was so.
    at_ms: i64,
    /// When it comes at the latest.
    until_ms: i64,
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

/// Moments of a life: any, or close to others, down to the same second.
fn moment() -> impl Strategy<Value = i64> {
    let anywhere = 0..SPAN_DAYS * 24 * 3600;
    let close = (0..SPAN_DAYS / 4, 0..300_i64).prop_map(|(day, s)| (day * 4 * 24 + 10) * 3600 + s);
    let seconds = prop_oneof![anywhere, close];
    seconds.prop_map(|seconds| START_MS + seconds * 1000)
}

fn facts() -> impl Strategy<Value = Vec<Known1>> {
    let one = (moment(), prop_oneof![9 => measurement().prop_map(Some), 1 => Just(None)]);
    proptest::collection::vec(one, 1..60).prop_map(|all| {
        let mut facts: Vec<Known1> = Vec::new();
        for (offset, (at_ms, measurement)) in (1_u64..).zip(all) {
            let id = ReadingId { offset, index: 0 };
            let until_ms = at_ms + DELAY_MAX_MS;
            // Every other one takes back an earlier reading; the rest are answers.
            let taken_back = facts.get(offset as usize / 2).filter(|_| offset % 2 == 0);
            let (at_ms, until_ms, fact) = match (measurement, taken_back) {
                (Some(measurement), _) => {
                    (at_ms, until_ms, Fact::Read(reading(at_ms, measurement)))
                }
                (None, Some(before)) => {
                    let withdrawal = Withdrawal {
                        reading: before.id,
                        by: "nurse".into(),
                        why: WithdrawalReason::EnteredInError,
                    };
                    let at_ms = at_ms.clamp(before.at_ms, before.until_ms);
                    (at_ms, before.until_ms, Fact::Withdrawn(withdrawal))
                }
                (None, None) => {
                    let answers = Answers {
                        answered_at: TakenAt::from_unix_ms(at_ms),
                        questionnaire: "heart_failure".into(),
                        items: vec![("dyspnoea".into(), Answer::Yes)],
                    };
                    (at_ms, until_ms, Fact::Answered(answers))
                }
            };
            facts.push(Known1 { id, fact, at_ms, until_ms });
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

/// Takes facts as they come, one by one or the readings of a tick together, with a tick every quarter of
/// an hour, until all is over; gives what is the case then.
fn fold(arrivals: &[(i64, Known1)], together: bool) -> (Vec<u8>, String) {
    let book = RuleBook::of(Arc::new(RuleSet::built_in()));
    let rota = Rota::default();
    let by = Standards { book: &book, rota: &rota, explain: false };
    let mut state = PatientState::new("p-1".parse().unwrap());
    let mut outcomes = Vec::new();
    let mut arrivals = arrivals.iter().peekable();
    let end_ms = START_MS + END_DAYS * DAY_MS;
    let mut now_ms = START_MS;
    let plan = Fact::Planned(Arc::new(CarePlan {
        conditions: ["heart_failure", "diabetes"].into_iter().map(Arc::from).collect(),
        ..CarePlan::default()
    }));
    let first = ReadingId { offset: 0, index: 0 };
    let of = |id, now_ms, fact: &Fact| PatientFact {
        id,
        stored_at: StoredAt::from_unix_ms(now_ms),
        patient: "p-1".parse().unwrap(),
        fact: fact.clone(),
    };
    state.observe(by, &of(first, now_ms, &plan), &mut outcomes);
    while now_ms < end_ms {
        now_ms += 15 * MINUTE_MS;
        while let Some((at_ms, known)) = arrivals.next_if(|(at_ms, _)| *at_ms < now_ms) {
            let mut facts = vec![of(known.id, *at_ms, &known.fact)];
            while together && matches!(facts[0].fact, Fact::Read(_)) {
                let is_read = |(_, next): &&(i64, Known1)| matches!(next.fact, Fact::Read(_));
                let Some((next_ms, next)) =
                    arrivals.next_if(|next| next.0 < now_ms && is_read(next))
                else {
                    break;
                };
                facts.push(of(next.id, *next_ms, &next.fact));
            }
            match facts.as_slice() {
                [fact] => state.observe(by, fact, &mut outcomes),
                facts => state.observe_together(by, facts.iter(), &mut outcomes),
            }
        }
        // As the engine does it: a person is looked at when something is due, and not at every tick.
        let now = StoredAt::from_unix_ms(now_ms);
        if state.next_deadline(by).is_some_and(|due| due <= now) || now_ms >= end_ms {
            state.tick(by, first, now, &mut Vec::new());
        }
    }
    // What is the case: the folds of every problem, and the alerts that stand, as people tell them
    // apart. When something became known differs, of course.
    let folds: Vec<_> = state.tracks.iter().filter(|track| !track.is_idle()).collect();
    let folds = format!("{folds:#?}");
    let mut bytes =
        bincode::encode_to_vec(state.record.baselines(), bincode::config::standard()).unwrap();
    let trend = state.trend(by.book.newest());
    bytes.extend(bincode::encode_to_vec(trend, bincode::config::standard()).unwrap());
    check_told(&state);
    (bytes, folds)
}

/// What people were told is what is the case: an alert that stands has a spell that goes on, and each
/// such spell has its alert, unless its question came too late and was then settled.
fn check_told(state: &PatientState) {
    let standing = |alert: &&Alert| alert.active && alert.superseded.is_none();
    let mut told: Vec<_> = state.alerts().filter(standing).map(|alert| alert.id.clone()).collect();
    for track in &state.tracks {
        let problem = track.problem();
        for spell in track.spells().iter().filter(|spell| spell.active) {
            let id = alert_id(&state.patient, problem, spell.onset_ms);
            let place = told.iter().position(|alert| *alert == id);
            let settled = state.told.is_dismissed(problem, spell.onset_ms);
            assert!(place.is_some() || settled, "nobody was told of {problem:?}: {spell:#?}");
            place.map(|place| told.remove(place));
        }
    }
    assert!(told.is_empty(), "nothing stands behind {told:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_order_repetition_and_delay_ends_in_the_same_bytes(
        facts in facts(),
        delays in proptest::collection::vec(0..=DELAY_MAX_MS, 120),
        again in proptest::collection::vec(any::<bool>(), 60),
    ) {
        let mut in_time: Vec<_> =
            facts.iter().map(|known| (known.at_ms, known.clone())).collect();
        // What takes a reading back can't come before it in time either.
        in_time.sort_by_key(|(at_ms, known)| (*at_ms, known.id));
        let mut late = Vec::new();
        for (place, known) in facts.iter().enumerate() {
            let after = |delay_ms: i64| (known.at_ms + delay_ms).min(known.until_ms);
            late.push((after(delays[place]), known.clone()));
            if again[place] {
                late.push((after(delays[place + 60]), known.clone()));
            }
        }
        late.sort_by_key(|(at_ms, _)| *at_ms);
        let (expected, expected_folds) = fold(&in_time, false);
        for together in [false, true] {
            let (found, found_folds) = fold(&late, together);
            prop_assert!(expected_folds == found_folds, "{expected_folds}\n---\n{found_folds}");
            prop_assert_eq!(&expected, &found);
        }
    }
}
