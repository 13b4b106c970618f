//! The figures against naive models, and by hand where the source has an example.

use std::time::Duration;

use proptest::prelude::*;
use vitals::ReadingId;

use super::*;

const MINUTE: i64 = 60_000;

fn sample(minute: i64, milli: i32) -> Sample {
    let id = ReadingId { offset: minute as u64, index: 0 };
    Sample::of(id, TakenAt::from_unix_ms(minute * MINUTE), milli, Reach::Within)
}

fn every(minutes: i64, values: &[i32]) -> Vec<Sample> {
    values.iter().enumerate().map(|(n, milli)| sample(n as i64 * minutes, *milli)).collect()
}

fn beyond(minute: i64, reach: Reach) -> Sample {
    let id = ReadingId { offset: minute as u64, index: 0 };
    let milli = if reach == Reach::Below { 0 } else { i32::MAX };
    Sample::of(id, TakenAt::from_unix_ms(minute * MINUTE), milli, reach)
}

#[test]
fn a_window_includes_both_ends() {
    let samples = every(10, &[1, 2, 3, 4, 5]);
    let at = |minute| TakenAt::from_unix_ms(minute * MINUTE);
    let check = |from, to, want: &[i32]| {
        let got: Vec<_> = window(&samples, at(from), at(to)).iter().map(|s| s.milli).collect();
        assert_eq!(got, want, "{from} to {to}");
    };
    check(10, 30, &[2, 3, 4]);
    check(11, 29, &[3]);
    check(-5, 100, &[1, 2, 3, 4, 5]);
    check(30, 10, &[]);
    check(50, 60, &[]);
}

#[test]
fn halves_are_rounded_up() {
    assert_eq!(median(&every(1, &[1, 2])), Some(2));
    assert_eq!(median(&every(1, &[-1, -2])), Some(-1));
    assert_eq!(mean(&every(1, &[1, 2])), Some(2));
    assert_eq!(mean(&every(1, &[-1, -2])), Some(-1));
    assert_eq!(mean(&every(1, &[1, 1, 2])), Some(1));
}

#[test]
fn nothing_measured_has_no_figure() {
    assert_eq!((median(&[]), mean(&[]), min(&[]), max(&[])), (None, None, None, None));
    assert_eq!(slope_per_minute(&[]), None);
    assert_eq!(slope_per_minute(&[sample(3, 5)]), None, "one moment has no slope");
}

#[test]
fn what_the_sensor_could_not_tell_has_a_place_but_no_mean() {
    let low = [sample(0, 5), beyond(1, Reach::Below), sample(2, 7)];
    let high = [sample(0, 5), beyond(1, Reach::Above), sample(2, 7)];
    assert_eq!((median(&low), min(&low)), (Some(5), Some(BELOW)));
    assert_eq!((median(&high), max(&high)), (Some(7), Some(ABOVE)));
    assert_eq!((mean(&low), mean(&high)), (None, None));
    assert_eq!((slope_per_minute(&low), slope_per_minute(&high)), (None, None));
}

#[test]
fn a_straight_line_has_its_own_slope() {
    assert_eq!(slope_per_minute(&every(5, &[100, 85, 70, 55])), Some(-3));
    assert_eq!(slope_per_minute(&every(5, &[7, 7, 7])), Some(0));
    // 1 in 2 minutes, which is half up 1 a minute.
    assert_eq!(slope_per_minute(&every(2, &[0, 1])), Some(1));
}

#[test]
fn an_episode_needs_fifteen_minutes_to_open_and_fifteen_to_end() {
    let check = |values: &[i32], want: usize, name: &str| {
        let samples = every(5, values);
        let at = TakenAt::from_unix_ms((values.len() as i64 - 1) * 5 * MINUTE);
        let got = spells(&samples, at, SpellManner::GLUCOSE, |s| s.milli < 70);
        assert_eq!(got, want, "{name}");
    };
    check(&[80, 60, 60, 80, 80, 80, 80], 0, "10 minutes are none");
    check(&[80, 60, 60, 60, 80, 80, 80, 80], 1, "15 minutes are one");
    check(&[60, 60, 60, 80, 80, 60, 60, 60, 80], 1, "10 minutes back don't end it");
    check(&[60, 60, 60, 80, 80, 80, 60, 60, 60, 80], 2, "15 minutes back do");
    check(&[60, 60, 60], 0, "the last value has not spoken yet");
    check(&[60, 60, 60, 60], 1, "now it has lasted");
    check(&[80, 80], 0, "none");
}

#[test]
fn one_value_of_a_meter_speaks_for_itself_unless_contradicted() {
    let check = |samples: &[Sample], want: usize, name: &str| {
        let at = TakenAt::from_unix_ms(10_000 * MINUTE);
        assert_eq!(spells(samples, at, SpellManner::GLUCOSE, |s| s.milli < 70), want, "{name}");
    };
    check(&[sample(0, 60)], 1, "alone");
    check(&[sample(0, 60), sample(10, 80)], 0, "fine after 10 minutes");
    check(&[sample(0, 60), sample(15, 80)], 1, "fine after 15");
    check(&[sample(0, 60), sample(300, 60)], 2, "5 hours apart");
    check(&[sample(0, 60), sample(60, 60)], 1, "within what a value speaks for");
}

fn any_samples() -> impl Strategy<Value = Vec<Sample>> {
    let value = (0..10_000i64, -1_000_000..1_000_000i32);
    prop::collection::vec(value, 1..200).prop_map(|values| {
        let mut samples: Vec<_> = values.into_iter().map(|(at, milli)| sample(at, milli)).collect();
        samples.sort();
        samples
    })
}

proptest! {
    #[test]
    fn figures_equal_a_naive_model(samples in any_samples()) {
        let mut sorted: Vec<_> = samples.iter().map(|s| f64::from(s.milli)).collect();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
        prop_assert_eq!(median(&samples), Some((middle + 0.5).floor() as i64));
        let naive_mean = sorted.iter().sum::<f64>() / count as f64;
        prop_assert!((mean(&samples).unwrap() as f64 - naive_mean).abs() <= 0.5 + 1e-6);
        prop_assert_eq!(min(&samples), Some(sorted[0] as i64));
        prop_assert_eq!(max(&samples), Some(sorted[count - 1] as i64));
    }

    #[test]
    fn the_slope_equals_a_naive_one(samples in any_samples()) {
        let at = |s: &Sample| s.taken_at().unix_ms() as f64 / MINUTE as f64;
        let count = samples.len() as f64;
        let x_mean = samples.iter().map(at).sum::<f64>() / count;
        let y_mean = samples.iter().map(|s| f64::from(s.milli)).sum::<f64>() / count;
        let below: f64 = samples.iter().map(|s| (at(s) - x_mean).powi(2)).sum();
        let above: f64 =
            samples.iter().map(|s| (at(s) - x_mean) * (f64::from(s.milli) - y_mean)).sum();
        match slope_per_minute(&samples) {
            None => prop_assert!(below < 1e-9),
            Some(got) => prop_assert!((got as f64 - above / below).abs() <= 0.5 + 1e-3),
        }
    }

    #[test]
    fn spells_are_no_more_than_the_stretches_beyond(samples in any_samples()) {
        let is_beyond = |s: &Sample| s.milli < 0;
        let at = TakenAt::from_unix_ms(10_000 * MINUTE);
        let got = spells(&samples, at, SpellManner::GLUCOSE, is_beyond);
        let lows = samples.iter().filter(|s| is_beyond(s)).count();
        prop_assert!(got <= lows);
        let at_once = SpellManner {
            opens: Duration::ZERO,
            ends: Duration::ZERO,
            speaks: Duration::from_secs(u32::MAX.into()),
        };
        let stretches = samples.chunk_by(|a, b| is_beyond(a) == is_beyond(b));
        let stretches = stretches.filter(|chunk| is_beyond(&chunk[0])).count();
        prop_assert_eq!(spells(&samples, at, at_once, is_beyond), stretches);
    }
}
