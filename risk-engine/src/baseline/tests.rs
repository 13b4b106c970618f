//! Baselines: a function of the set of samples, and equal to a naive model.

use proptest::prelude::*;
use vitals::{
    DeviceId, Flags, HeardAt, Measurement, Origin, PulseRate, Reading, ReadingId, Spo2, Weight,
};

use super::*;

const HOUR_MS: i64 = 3_600_000;
/// A midnight.
const START_MS: i64 = 20_000 * DAY_MS;

fn at(day: i64, hour: i64) -> TakenAt {
    TakenAt::from_unix_ms(START_MS + day * DAY_MS + hour * HOUR_MS)
}

fn stored(day: i64, hour: i64) -> StoredAt {
    StoredAt::from_unix_ms(at(day, hour).unix_ms())
}

fn reading(taken_at: TakenAt, measurement: Measurement) -> Reading {
    Reading {
        device: "d-1".parse::<DeviceId>().unwrap(),
        slot: None,
        taken_at,
        heard_at: HeardAt::from_unix_ms(taken_at.unix_ms()),
        origin: Origin::Device,
        measurement,
        flags: Flags::default(),
    }
}

fn weigh(held: &mut Held, offset: u64, taken_at: TakenAt, grams: i32) {
    let weight = Measurement::Weight(Weight::from_grams(grams).unwrap());
    held.insert(ReadingId { offset, index: 0 }, &reading(taken_at, weight), |_, _| {});
}

/// One weighing each morning at 8, the first on day 0.
fn weighed(grams: &[i32]) -> Held {
    let mut held = Held::default();
    for (day, grams) in grams.iter().enumerate() {
        weigh(&mut held, day as u64, at(day as i64, 8), *grams);
    }
    held
}

fn check(held: &Held, when: TakenAt, want: Option<(i32, i32, u8)>, name: &str) {
    let got = Baselines::default().usual(held, VitalSign::Weight, when, 28, None);
    assert_eq!(got.map(|u| (u.milli, u.spread_milli, u.days)), want, "{name}");
}

#[test]
fn today_never_counts_and_five_days_are_needed() {
    let held = weighed(&[70_000, 71_000, 72_000, 73_000, 74_000, 99_000]);
    check(&held, at(4, 23), None, "four days before today");
    check(&held, at(5, 0), Some((72_000, 1_483, 5)), "five");
    check(&held, at(5, 9), Some((72_000, 1_483, 5)), "today's value is what is compared");
    check(&held, at(6, 0), Some((72_500, 2_224, 6)), "a wild day moves it little");
}

#[test]
fn only_the_days_asked_for_count() {
    let held = weighed(&[50_000, 70_000, 70_000, 70_000, 70_000, 70_000, 70_000]);
    let usual = |days| Baselines::default().usual(&held, VitalSign::Weight, at(7, 8), days, None);
    assert_eq!(usual(6).map(|u| u.days), Some(6));
    assert_eq!(usual(7).map(|u| u.days), Some(7));
    assert_eq!(usual(4), None);
}

#[test]
fn a_part_of_the_day_is_compared_with_the_same_part() {
    let mut held = Held::default();
    for day in 0..6 {
        weigh(&mut held, day, at(day as i64, 8), 70_000);
        weigh(&mut held, day + 100, at(day as i64, 20), 72_000);
    }
    let mut baselines = Baselines::default();
    let usual = |baselines: &Baselines, part| {
        baselines.usual(&held, VitalSign::Weight, at(6, 8), 28, part).map(|u| u.milli)
    };
    for sealed in [false, true] {
        if sealed {
            baselines.seal(&held, stored(28, 0));
            assert_eq!(baselines.sealed(VitalSign::Weight).count(), 18, "two parts and the day");
        }
        assert_eq!(usual(&baselines, None), Some(71_000));
        assert_eq!(usual(&baselines, Some(PartOfDay::Morning)), Some(70_000));
        assert_eq!(usual(&baselines, Some(PartOfDay::Evening)), Some(72_000));
        assert_eq!(usual(&baselines, Some(PartOfDay::Night)), None);
    }
}

#[test]
fn parts_of_the_day_begin_every_six_hours() {
    use PartOfDay::{Afternoon, Evening, Morning, Night};
    let table = [(0, Night), (5, Night), (6, Morning), (12, Afternoon), (18, Evening)];
    for (hour, want) in table {
        assert_eq!(PartOfDay::of(at(0, hour)), want, "{hour} o'clock");
    }
    assert_eq!(PartOfDay::of(TakenAt::from_unix_ms(-1)), Evening);
}

#[test]
fn sealing_again_changes_nothing_though_the_newest_sample_stays_held() {
    let mut held = weighed(&[70_000, 71_000]);
    weigh(&mut held, 9, at(1, 20), 75_000);
    let mut baselines = Baselines::default();
    baselines.seal(&held, stored(30, 0));
    let sealed = baselines.clone();
    held.forget_old(stored(30, 0));
    assert_eq!(held.samples(VitalSign::Weight).len(), 1, "the newest sample stays");
    baselines.seal(&held, stored(30, 5));
    assert_eq!(baselines, sealed);
}

#[test]
fn what_is_older_than_ninety_days_is_forgotten() {
    let held = weighed(&[70_000; 5]);
    let mut baselines = Baselines::default();
    baselines.seal(&held, stored(92, 0));
    assert_eq!(baselines.sealed(VitalSign::Weight).count(), 3, "days 2, 3 and 4");
    baselines.seal(&Held::default(), stored(95, 0));
    assert_eq!(baselines, Baselines::default());
}

#[test]
fn parts_of_a_day_are_forgotten_after_four_weeks_and_the_day_stays() {
    let mut held = weighed(&[70_000]);
    weigh(&mut held, 9, at(0, 20), 72_000);
    let sealed_on = |day| {
        let mut baselines = Baselines::default();
        baselines.seal(&held, stored(day, 0));
        let sealed: Vec<_> = baselines.sealed(VitalSign::Weight).collect();
        (sealed.len(), sealed.last().map(|summary| (summary.part, summary.median_milli)))
    };
    assert_eq!(sealed_on(28), (3, Some((None, 71_000))));
    assert_eq!(sealed_on(29), (1, Some((None, 71_000))));
    assert_eq!(sealed_on(90), (1, Some((None, 71_000))));
    assert_eq!(sealed_on(91), (0, None));
}

#[test]
fn a_date_that_no_summary_can_hold_is_left_out() {
    for far_ms in [-DAY_MS, 70_000 * DAY_MS] {
        let mut held = Held::default();
        weigh(&mut held, 0, TakenAt::from_unix_ms(far_ms), 70_000);
        let mut baselines = Baselines::default();
        baselines.seal(&held, StoredAt::from_unix_ms(far_ms + 20 * DAY_MS));
        assert_eq!(baselines, Baselines::default());
    }
}

#[test]
fn the_usual_score_is_that_of_the_daily_medians() {
    let mut held = Held::default();
    for day in 0..6i64 {
        let oximetry = |percent, bpm| {
            let pulse = PulseRate::from_milli_bpm(bpm * 1000).unwrap();
            Measurement::Oximetry(Spo2::from_milli_percent(percent * 1000).unwrap(), Some(pulse))
        };
        // 94 % scores 1 and 95/min scores 1; the wild 85 % at noon is no median.
        for (hour, percent) in [(8, 94), (12, 85), (20, 94)] {
            let id = ReadingId { offset: (day * 24 + hour) as u64, index: 0 };
            held.insert(id, &reading(at(day, hour), oximetry(percent, 95)), |_, _| {});
        }
    }
    let plan = |oxygen| CarePlan { supplemental_oxygen: oxygen, ..CarePlan::default() };
    let usual = |day, oxygen| {
        let got = Baselines::default().usual_news2(&held, &plan(oxygen), at(day, 8), 28);
        got.map(|usual| (usual.points, usual.days))
    };
    assert_eq!(usual(6, None), Some((2, 6)));
    assert_eq!(usual(6, Some(true)), Some((4, 6)), "oxygen by the care plan");
    assert_eq!(usual(4, None), None, "four days say nothing");
}

/// Day, minute of the day, grams.
fn any_weighings() -> impl Strategy<Value = Vec<(i64, i64, i32)>> {
    prop::collection::vec((0..40i64, 0..1440i64, 40_000..120_000i32), 1..150)
}

fn held_of<'a>(weighings: impl Iterator<Item = (usize, &'a (i64, i64, i32))>) -> Held {
    let mut held = Held::default();
    for (offset, (day, minute, grams)) in weighings {
        let when = at(*day, 0).unix_ms() + minute * 60_000;
        weigh(&mut held, offset as u64, TakenAt::from_unix_ms(when), *grams);
    }
    held
}

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_same_baselines(
        weighings in any_weighings(),
        order in any::<prop::sample::Index>(),
        now in 1..60i64,
    ) {
        let in_order = held_of(weighings.iter().enumerate());
        let turn = order.index(weighings.len());
        let other = weighings.iter().enumerate();
        let turned = held_of(other.clone().skip(turn).chain(other.take(turn)).collect::<Vec<_>>().into_iter().rev());
        let mut baselines = [Baselines::default(), Baselines::default()];
        baselines[0].seal(&in_order, stored(now, 3));
        baselines[1].seal(&turned, stored(now, 9));
        prop_assert_eq!(&baselines[0], &baselines[1]);
    }

    #[test]
    fn sealing_day_by_day_or_not_at_all_says_the_same(weighings in any_weighings(), days in 1..100u8) {
        let whole = held_of(weighings.iter().enumerate());
        let mut held = whole.clone();
        let mut baselines = Baselines::default();
        for day in 0..45 {
            let now = stored(day, 1);
            baselines.seal(&held, now);
            held.forget_old(now);
            for part in [None, Some(PartOfDay::Morning), Some(PartOfDay::Evening)] {
                let want = Baselines::default().usual(&whole, VitalSign::Weight, at(day, 1), days, part);
                prop_assert_eq!(baselines.usual(&held, VitalSign::Weight, at(day, 1), days, part), want);
            }
        }
    }

    #[test]
    fn usual_equals_a_naive_model(weighings in any_weighings(), when in 0..45i64, days in 1..40u8) {
        let held = held_of(weighings.iter().enumerate());
        let median = |mut values: Vec<i64>| {
            values.sort();
            let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
            (low + high + 1).div_euclid(2)
        };
        let mut daily = Vec::new();
        for day in when - i64::from(days)..when {
            let of_day = weighings.iter().filter(|(d, _, _)| *d == day);
            let of_day: Vec<_> = of_day.map(|(_, _, grams)| i64::from(*grams)).collect();
            if !of_day.is_empty() {
                daily.push(median(of_day));
            }
        }
        let got = Baselines::default().usual(&held, VitalSign::Weight, at(when, 7), days, None);
        if daily.len() < 5 {
            prop_assert_eq!(got, None);
        } else {
            let usual = median(daily.clone());
            let apart = median(daily.iter().map(|milli| (milli - usual).abs()).collect());
            let got = got.unwrap();
            prop_assert_eq!(i64::from(got.milli), usual);
            prop_assert_eq!(usize::from(got.days), daily.len());
            prop_assert!((f64::from(got.spread_milli) - apart as f64 * 1.4826).abs() <= 0.5);
        }
    }
}

#[test]
fn a_snapshot_brings_baselines_back() {
    let mut baselines = Baselines::default();
    baselines.seal(&weighed(&[70_000, 71_000, 72_000]), stored(12, 0));
    let bytes = bincode::encode_to_vec(&baselines, bincode::config::standard()).unwrap();
    let (back, _) = bincode::decode_from_slice(&bytes, bincode::config::standard()).unwrap();
    assert_eq!(baselines, back);
}
