//! Continuous glucose by hand: limits, spread, targets, episodes, and what is no sensor.

use super::*;
use crate::day::LocalClock;
use crate::panel::tests::nobody;

/// Noon of 4 October 2024 in UTC.
const NOW_MS: i64 = 20_000 * DAY_MS + DAY_MS / 2;

fn person(conditions: &[&str]) -> Person {
    let conditions = conditions.iter().map(ToString::to_string).collect();
    Person { conditions, ..crate::panel::tests::person("ann", &[]) }
}

/// A value in mg/dL each so many minutes, the last of them just now.
fn every(minutes: i64, mg_dl: &[f64]) -> Vec<(i64, Reached)> {
    let umol = |mg_dl: &f64| Reached::Within((mg_dl * 10_000_000.0 / 180_156.0).round() as i32);
    let back = |place: usize| (mg_dl.len() - 1 - place) as i64 * minutes * MINUTE_MS;
    mg_dl.iter().zip(0..).map(|(value, place)| (NOW_MS - back(place), umol(value))).collect()
}

fn of(conditions: &[&str], devices: Vec<Vec<(i64, Reached)>>) -> Option<Glucose> {
    let clock = LocalClock::of("UTC", 0..NOW_MS);
    let time = Time { clock: &clock, days: 19_971..20_001, now_ms: NOW_MS, since_ms: 0 };
    let names = (0..).map(|number| format!("s-{number}"));
    glucose(&person(conditions), names.zip(devices).collect(), &time)
}

/// Whole days of a value each five minutes.
fn days(count: usize, mg_dl: &[f64]) -> Vec<(i64, Reached)> {
    let values: Vec<f64> = mg_dl.iter().copied().cycle().take(count * 288).collect();
    every(5, &values)
}

#[test]
fn limits_are_whole_milligrams_in_either_unit() {
    let check = |umol_l, mg_dl| assert_eq!(whole_mg_dl(umol_l), mg_dl, "{umol_l} µmol/L");
    check(3_900, 70);
    check(3_800, 68);
    check(10_000, 180);
    check(10_100, 182);
    check(3_000, 54);
    check(13_900, 250);
    check(14_000, 252);
    for mg_dl in 10..=1000 {
        let umol_l = vitals::Glucose::from_mg_dl(f64::from(mg_dl)).unwrap().umol_l();
        check(umol_l, i64::from(mg_dl));
    }
}

#[test]
fn shares_spread_and_mean_are_those_of_a_hand_worked_example() {
    let values = [50.0, 54.0, 69.0, 70.0, 100.0, 180.0, 181.0, 250.0, 251.0, 100.0, 100.0, 100.0];
    let found = of(&[], vec![every(5, &values)]).unwrap();
    let Shares { all, lt54, lt70, in_70_180, gt180, gt250, .. } = found.shares;
    assert_eq!((all, lt54, lt70, in_70_180, gt180, gt250), (12, 1, 3, 6, 3, 1));
    assert_eq!(found.mean(), Some(1505.0 / 12.0));
    // The sum of squares is 245,739, so the variance is (245,739 − 1505² ÷ 12) ÷ 11.
    let sd = ((245_739.0 - 1505.0 * 1505.0 / 12.0) / 11.0_f64).sqrt();
    assert!((found.sd().unwrap() - sd).abs() < 1e-9);
    assert!((found.gmi_pct().unwrap() - (3.31 + 0.02392 * 1505.0 / 12.0)).abs() < 1e-12);
    assert_eq!((found.at_target, found.active), (None, Rate::of(60, 20_160)));
}

#[test]
fn a_value_that_is_no_number_has_its_place_and_no_mean() {
    let mut values = every(5, &[100.0; 12]);
    values[3].1 = Reached::Below;
    values[7].1 = Reached::Above;
    let found = of(&[], vec![values]).unwrap();
    assert_eq!((found.shares.all, found.shares.lt54, found.shares.gt250), (12, 1, 1));
    assert_eq!((found.values, found.mean(), found.sd()), (10, Some(100.0), Some(0.0)));
}

#[test]
fn a_meter_is_no_sensor() {
    let hours: Vec<f64> = vec![100.0; 60];
    assert_eq!(of(&[], vec![every(360, &hours)]), None);
    assert_eq!(of(&[], vec![every(5, &[100.0; 11])]), None, "too few to have a pace");
    let both = of(&[], vec![every(360, &hours), every(15, &[120.0; 96])]).unwrap();
    assert_eq!((both.values, both.minutes), (96, 1440));
    assert_eq!(of(&[], Vec::new()), None);
    assert_eq!(nobody().glucose, None);
}

#[test]
fn seventy_percent_of_fourteen_days_are_enough() {
    // 70 % of 4,032 values are 2,822.4.
    let check = |count, enough| {
        let found = of(&[], vec![every(5, &vec![100.0; count])]).unwrap();
        assert_eq!(found.at_target.is_some(), enough, "{count} values: {:?}", found.active);
    };
    check(2_822, false);
    check(2_823, true);
    check(8_000, true);
    // One sensor after another, each with its own pace.
    let ended = every(5, &vec![100.0; 8 * 288]);
    let before: Vec<_> = ended.iter().map(|(at, value)| (at - 6 * DAY_MS, *value)).collect();
    let found = of(&[], vec![before, every(15, &vec![100.0; 6 * 96])]).unwrap();
    assert_eq!(found.active, Rate::of(20_160, 20_160));
}

#[test]
fn each_target_has_to_be_met_and_they_differ_by_who_it_is() {
    let check = |conditions: &[&str], mg_dl: &[f64], met: bool| {
        let found = of(conditions, vec![days(14, mg_dl)]).unwrap();
        assert_eq!(found.at_target, Some(met), "{conditions:?} {:?}", found.shares);
    };
    check(&[], &[100.0], true);
    // 30 of 100 above 180 are too many, for pregnancy's limits even more so.
    let high: Vec<f64> = (0..100).map(|n| if n < 30 { 200.0 } else { 100.0 }).collect();
    check(&[], &high, false);
    check(&["frailty"], &high, true);
    check(&["pregnancy"], &high, false);
    // 2 of 100 at 65: below 70, not below 63.
    let low: Vec<f64> = (0..100).map(|n| if n < 2 { 65.0 } else { 100.0 }).collect();
    check(&[], &low, true);
    check(&["hospice"], &low, false);
    check(&["pregnancy"], &low, true);
    // 1 of 100 below 54 is not under 1 %.
    let very_low: Vec<f64> = (0..100).map(|n| if n < 1 { 50.0 } else { 100.0 }).collect();
    check(&[], &very_low, false);
    check(&[], &[160.0], true);
    check(&["pregnancy"], &[160.0], false);
}

#[test]
fn episodes_are_counted_at_each_limit() {
    let mut values = vec![100.0; 60];
    values[10..14].fill(60.0);
    values[30..34].fill(50.0);
    values[45..47].fill(50.0);
    let found = of(&[], vec![every(5, &values)]).unwrap();
    // Two values at five minutes are ten minutes.
    assert_eq!((found.episodes.lt70, found.episodes.lt54), (2, 1));
    assert_eq!((found.episodes.gt180, found.episodes.gt250), (0, 0));
}
