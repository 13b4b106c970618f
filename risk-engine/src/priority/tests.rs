//! Tests of the priority score.

use vitals::{
    BloodPressure, Consciousness, Flags, HeardAt, Measurement, Origin, Pressure, PulseRate,
    Reading, ReadingId, RespirationRate, Spo2, TakenAt, Temperature,
};

use super::*;

const HOUR_MS: i64 = 3_600_000;

fn held(readings: &[(i64, Measurement)]) -> Held {
    let mut held = Held::default();
    for (offset, (hour, measurement)) in (0..).zip(readings) {
        let at = hour * HOUR_MS;
        let reading = Reading {
            device: "monitor".parse().unwrap(),
            slot: None,
            taken_at: TakenAt::from_unix_ms(at),
            heard_at: HeardAt::from_unix_ms(at),
            origin: Origin::Device,
            measurement: measurement.clone(),
            flags: Flags::default(),
        };
        held.insert(ReadingId { offset, index: 0 }, &reading, |_, _| {});
    }
    held
}

/// Respiration, saturation, systolic, diastolic, pulse and temperature at an hour.
fn set(
    hour: i64,
    [rr, spo2, systolic, diastolic, pulse, celsius]: [f64; 6],
) -> [(i64, Measurement); 5] {
    let mmhg = |value| Pressure::from_mmhg(value).unwrap();
    let cuff = BloodPressure::new(mmhg(systolic), mmhg(diastolic), None).unwrap();
    [
        (hour, Measurement::Respiration(RespirationRate::from_per_minute(rr).unwrap())),
        (hour, Measurement::Oximetry(Spo2::from_percent(spo2).unwrap(), None)),
        (hour, Measurement::BloodPressure(cuff)),
        (hour, Measurement::HeartRate(PulseRate::from_bpm(pulse).unwrap(), Vec::new())),
        (hour, Measurement::Temperature(Temperature::from_celsius(celsius).unwrap())),
    ]
}

fn well() -> Vec<(i64, Measurement)> {
    (0..3).flat_map(|day| set(24 * day, [14.0, 97.0, 128.0, 76.0, 68.0, 36.7])).collect()
}

fn ill() -> Vec<(i64, Measurement)> {
    let mut readings = well();
    readings.extend(set(60, [27.0, 89.0, 94.0, 50.0, 118.0, 38.9]));
    readings.push((60, Measurement::SupplementalOxygen(true)));
    readings.push((60, Measurement::Consciousness(Consciousness::Confused)));
    readings
}

fn at(hour: i64) -> TakenAt {
    TakenAt::from_unix_ms(hour * HOUR_MS)
}

fn score(readings: &[(i64, Measurement)], hour: i64) -> Option<Priority> {
    priority(built_in(), &held(readings), &CarePlan::default(), at(hour))
}

#[test]
fn scores_are_the_same_on_every_machine() {
    #[track_caller]
    fn check(readings: &[(i64, Measurement)], hour: i64, expected: (u16, i32)) {
        let plan = CarePlan::default();
        let scored = explained(built_in(), &held(readings), &plan, at(hour)).unwrap();
        assert_eq!((scored.priority.per_ten_thousand(), scored.milli_log_odds), expected);
    }
    check(&well(), 48, (64, -4961));
    check(&ill(), 60, (887, -2324));
}

#[test]
fn the_coefficients_are_those_that_the_readme_tells_of() {
    let hash: String = built_in().hash().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        (built_in().version(), hash.as_str()),
        (1, "6a16e8d94b794727b541f31ff10d769600b846809bf770e0014ed9e1b780ce5a")
    );
}

#[test]
fn who_is_ill_comes_before_who_is_well() {
    let (well, ill) = (score(&well(), 60).unwrap(), score(&ill(), 60).unwrap());
    assert!(ill.per_ten_thousand() > 5 * well.per_ten_thousand(), "{ill:?} {well:?}");
}

#[test]
fn what_was_taken_later_does_not_count() {
    let all = ill();
    let before: Vec<_> = all.iter().filter(|(hour, _)| *hour <= 50).cloned().collect();
    assert_eq!(score(&all, 50), score(&before, 50));
    assert_ne!(score(&all, 60), score(&before, 60));
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let mut turned = ill();
    turned.reverse();
    assert_eq!(score(&turned, 60), score(&ill(), 60));
}

#[test]
fn the_contributions_and_the_intercept_are_the_score() {
    for (readings, hour) in [(well(), 48), (ill(), 60), (ill(), 65)] {
        let held = held(&readings);
        let plan = CarePlan::default();
        let scored = explained(built_in(), &held, &plan, at(hour)).unwrap();
        let sum: i32 = scored.contributions.iter().map(|part| part.milli_log_odds).sum();
        assert_eq!(scored.milli_log_odds, scored.intercept + sum);
        let by_subject: i32 = scored.by_subject().iter().map(|(_, sum)| sum).sum();
        assert_eq!(by_subject, sum);
        assert_eq!(Some(scored.priority), priority(built_in(), &held, &plan, at(hour)));
    }
}

#[test]
fn nobody_without_a_fresh_sign_has_a_score() {
    assert_eq!(score(&[], 0), None);
    assert!(score(&well(), 48 + 23).is_some(), "temperature holds for a day");
    assert_eq!(score(&well(), 48 + 24), None);
}

#[test]
fn a_sign_that_nobody_measures_counts_nothing() {
    let held = held(&set(0, [14.0, 97.0, 128.0, 76.0, 68.0, 36.7])[3..4]);
    let scored = explained(built_in(), &held, &CarePlan::default(), at(0)).unwrap();
    let subjects: Vec<_> = scored.by_subject().into_iter().map(|(subject, _)| subject).collect();
    assert!(subjects.iter().all(|subject| ["pulse", "news2"].contains(subject)), "{subjects:?}");
}

#[test]
fn measuring_again_within_the_hour_with_the_same_result_changes_nothing() {
    let mut twice = ill();
    let again = Measurement::HeartRate(PulseRate::from_bpm(118.0).unwrap(), Vec::new());
    twice.push((60, again));
    assert_eq!(score(&twice, 60), score(&ill(), 60));
}

#[test]
fn oxygen_never_lowers_the_score() {
    let plain: Vec<_> = ill().into_iter().take(20).collect();
    let mut with = plain.clone();
    with.push((60, Measurement::SupplementalOxygen(true)));
    assert!(score(&with, 60) > score(&plain, 60));
}

#[test]
fn of_people_who_were_assessed_those_who_are_not_alert_come_first() {
    let assessed = |level| {
        let mut readings: Vec<_> = ill().into_iter().take(20).collect();
        readings.push((60, Measurement::Consciousness(level)));
        score(&readings, 60)
    };
    let alert = assessed(Consciousness::Alert);
    for level in [Consciousness::Confused, Consciousness::Pain, Consciousness::Unresponsive] {
        assert!(assessed(level) > alert, "{level:?}: {:?}, alert: {alert:?}", assessed(level));
    }
}

#[test]
fn every_input_has_a_name_of_its_own() {
    let mut names = NAMES.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), COUNT);
}

#[test]
fn a_document_that_contradicts_itself_is_refused_with_everything_that_is_wrong() {
    #[track_caller]
    fn check(change: (&str, &str), expected: &str) {
        let text = COEFFICIENTS.replacen(change.0, change.1, 1);
        assert_ne!(text, COEFFICIENTS);
        match Model::read(&text) {
            Err(ModelError::Contradictions(wrong)) => {
                assert!(wrong.iter().any(|line| line.contains(expected)), "{wrong:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    check(("\"respiration latest\"", "\"respiration first\""), "there is no input");
    check(("\"respiration latest\"", "\"spo2 latest\""), "is there twice");
    check(("adds = [", "adds = [99999, "), "as many contributions");
    check(("is = [", "is = [9999, "), "the calibration has to rise");
}
