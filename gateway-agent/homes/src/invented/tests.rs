//! What the simulated homes promise to the demo, the tests and the benches.

use gatt::{BloodPressure, Characteristic, LocalTime, SpotCheck, Weight};
use vitals::VitalSign;
use wire::Body;

use super::{couple, invented, invented_at};
use crate::civil::{DAY, HOUR, MINUTE};
use crate::home::{Emission, Home, Sent};

/// 2026-11-21 08:00 UTC.
const START: i64 = 1_795_248_000_000;

fn until(home: &mut Home, end_ms: i64) -> Vec<Emission> {
    std::iter::from_fn(|| home.next_by(end_ms - 1)).collect()
}

fn bytes_of(emission: &Emission, uuid: Characteristic) -> Option<&[u8]> {
    match &emission.what {
        Sent::Characteristic { uuid16, bytes } if *uuid16 == uuid.uuid16() => Some(bytes),
        _ => None,
    }
}

/// Saturation in percent, in the order of time, with the minute since the start.
fn saturations(emissions: &[Emission]) -> Vec<(i64, i32)> {
    let oximetry = emissions.iter().filter_map(|emission| {
        let bytes = bytes_of(emission, Characteristic::SpotCheck)?;
        let spo2 = SpotCheck::decode(bytes).unwrap().normal.spo2.milli()?;
        Some(((emission.taken_at_ms - START) / MINUTE, spo2 / 1000))
    });
    oximetry.collect()
}

fn pressures(emissions: &[Emission]) -> Vec<(i32, i32)> {
    let cuffs = emissions.iter().filter_map(|emission| {
        let cuff =
            BloodPressure::decode(bytes_of(emission, Characteristic::BloodPressure)?).unwrap();
        Some((cuff.systolic.milli()? / 1000, cuff.diastolic.milli()? / 1000))
    });
    cuffs.collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let run = |seed| -> Vec<Emission> {
        invented(12, seed, START, 5)
            .iter_mut()
            .flat_map(|home| until(home, START + 2 * DAY))
            .collect()
    };
    let first = run(7);
    assert!(first.len() > 3_000, "{}", first.len());
    assert_eq!(first, run(7));
    assert_ne!(first, run(8));
}

#[test]
fn emissions_come_in_the_order_of_time_and_never_before_they_are_taken() {
    for mut home in invented(20, 3, START, 10) {
        let mut before = START;
        for emission in until(&mut home, START + 20 * DAY) {
            assert!(
                emission.at_ms >= before && emission.at_ms >= emission.taken_at_ms,
                "{emission:?}"
            );
            before = emission.at_ms;
        }
    }
}

#[test]
fn the_decoders_accept_everything_that_is_sent() {
    let mut kinds = std::collections::BTreeSet::new();
    for mut home in invented(20, 5, START, 15) {
        for emission in until(&mut home, START + 15 * DAY) {
            if let Sent::Characteristic { uuid16, bytes } = emission.what {
                let characteristic = Characteristic::from_uuid16(uuid16).unwrap();
                let decoded = gatt::decode(characteristic, &bytes);
                assert!(decoded.is_ok(), "{characteristic:?} {bytes:02X?}: {decoded:?}");
                kinds.insert(uuid16);
            }
        }
    }
    let all = [0x2A18, 0x2A19, 0x2A1C, 0x2A35, 0x2A37, 0x2A5E, 0x2A9D, 0x2AA7, 0x2AAA];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn what_was_measured_before_the_start_is_in_the_memory_of_the_monitors() {
    for mut home in invented(10, 7, START, 30) {
        let history = until(&mut home, START + 1);
        let oldest = history.iter().map(|emission| emission.taken_at_ms).min().unwrap();
        assert!((START - 30 * DAY..START - 28 * DAY).contains(&oldest), "{}", home.person.patient);
        assert!(history.iter().all(|emission| emission.at_ms == START));
        let belts = history.iter().filter(|e| bytes_of(e, Characteristic::HeartRate).is_some());
        assert_eq!(belts.count(), 0, "a belt keeps nothing");
    }
    let fresh = invented(10, 7, START, 0).iter_mut().filter_map(Home::next_at).min().unwrap();
    assert!(fresh >= START);
}

/// 81 % of weights, 75 % of pressures, 71 % of questions: each over at least 1,000 person-days.
#[test]
fn people_do_the_share_of_what_is_due_that_their_habits_say() {
    let (first, days) = (START + DAY, 60);
    let (mut weights, mut cuffs, mut answers) = ((0, 0), (0, 0), (0, 0));
    for mut home in invented(60, 11, START, 0) {
        let has_scale = home.monitors.iter().any(|m| m.kind == crate::MonitorKind::Scale);
        let emissions = until(&mut home, first + (days + 1) * DAY);
        let taken =
            |emission: &&Emission| (first..first + days * DAY).contains(&emission.taken_at_ms);
        let count = |of: &dyn Fn(&Emission) -> bool| {
            emissions.iter().filter(taken).filter(|emission| of(emission)).count() as i64
        };
        if has_scale {
            weights = (
                weights.0 + count(&|e| bytes_of(e, Characteristic::Weight).is_some()),
                weights.1 + days,
            );
        }
        cuffs = (
            cuffs.0 + count(&|e| bytes_of(e, Characteristic::BloodPressure).is_some()),
            cuffs.1 + 2 * days,
        );
        let is_answer = |e: &Emission| matches!(e.what, Sent::Typed(Body::Respiration { .. }));
        answers = (answers.0 + count(&is_answer), answers.1 + 2 * days);
    }
    for (what, (done, due), share) in
        [("weights", weights, 0.81), ("pressures", cuffs, 0.75), ("questions", answers, 0.71)]
    {
        assert!(due >= 1_000);
        let got = done as f64 / due as f64;
        assert!((got - share).abs() < 0.02, "{what}: {done} of {due} is {got:.3}, not {share}");
    }
}

#[test]
fn within_the_first_hour_every_home_sends_something() {
    for mut home in invented(40, 7, START, 0) {
        let emissions = until(&mut home, START + HOUR);
        assert!(emissions.len() >= 5, "{} sent {}", home.person.patient, emissions.len());
    }
}

#[test]
fn priyas_oxygen_falls_and_keeps_falling_when_she_is_asked() {
    let mut priya = invented(1, 7, START, 30).remove(0);
    assert_eq!((priya.person.name.as_str(), priya.person.spo2_scale), ("Priya Singh", 1));
    until(&mut priya, START + 1);
    let seen = saturations(&until(&mut priya, START + 30 * MINUTE + 30_000));
    assert_eq!(seen, [(3, 95), (20, 91), (30, 89)]);
    assert_eq!(
        priya.asked_to_measure(START + 31 * MINUTE, VitalSign::Spo2),
        Some(START + 33 * MINUTE)
    );
    let seen = saturations(&until(&mut priya, START + 60 * MINUTE));
    assert_eq!(seen, [(33, 89), (41, 87), (56, 86)]);
    priya.asked_to_measure(START + 60 * MINUTE, VitalSign::Spo2).unwrap();
    assert!(saturations(&until(&mut priya, START + 64 * MINUTE))[0].1 <= 86);
}

#[test]
fn bens_odd_pressure_is_normal_when_he_measures_again() {
    let mut ben = invented(2, 7, START, 30).remove(1);
    until(&mut ben, START + 1);
    assert_eq!(pressures(&until(&mut ben, START + 13 * MINUTE)), [(192, 118)]);
    ben.asked_to_measure(START + 13 * MINUTE, VitalSign::Systolic).unwrap();
    assert_eq!(pressures(&until(&mut ben, START + 17 * MINUTE)), [(138, 84)]);
}

#[test]
fn dilys_gateway_drops_out_for_20_minutes_while_she_measures() {
    let mut dilys = invented(3, 7, START, 30).remove(2);
    let out = START + 15 * MINUTE..START + 35 * MINUTE;
    assert_eq!(dilys.offline_within(START..START + 2 * HOUR), std::slice::from_ref(&out));
    assert!(dilys.is_online(out.start - 1) && !dilys.is_online(out.start));
    assert!(!dilys.is_online(out.end - 1) && dilys.is_online(out.end));
    let kept = until(&mut dilys, out.end).into_iter().filter(|e| out.contains(&e.at_ms));
    assert!(kept.count() >= 4);
}

#[test]
fn asking_leaves_everything_else_as_it_was() {
    let alone = until(&mut invented(30, 7, START, 0).remove(29), START + 3 * DAY);
    let mut asked = invented(30, 7, START, 0).remove(29);
    let mut extra = Vec::new();
    for hour in 0..40 {
        extra.extend(asked.asked_to_measure(START + hour * HOUR, VitalSign::Spo2));
    }
    assert!((20..40).contains(&extra.len()), "{} of 40 done", extra.len());
    let mut with_extra = until(&mut asked, START + 3 * DAY);
    with_extra.retain(|emission| !extra.contains(&emission.taken_at_ms));
    assert_eq!(with_extra, alone);
}

#[test]
fn nobody_measures_what_they_have_no_monitor_for() {
    let mut priya = invented(1, 7, START, 0).remove(0);
    assert_eq!(priya.asked_to_measure(START, VitalSign::Weight), None);
    assert_eq!(priya.asked_to_measure(START, VitalSign::Glucose), None);
}

#[test]
fn monitors_fail_now_and_then_as_real_ones_do() {
    let (mut all, mut failed, mut moved, mut stepped_off) = (0, 0, 0, 0);
    for mut home in invented(60, 13, START, 0) {
        for emission in until(&mut home, START + 60 * DAY) {
            if let Some(bytes) = bytes_of(&emission, Characteristic::BloodPressure) {
                let cuff = BloodPressure::decode(bytes).unwrap();
                all += 1;
                failed += usize::from(cuff.systolic.milli().is_none());
                moved += usize::from(cuff.status.is_some_and(|status| status & 1 == 1));
            }
            if let Some(bytes) = bytes_of(&emission, Characteristic::Weight) {
                stepped_off += usize::from(Weight::decode(bytes).unwrap().grams().is_none());
            }
        }
    }
    assert!((all / 100..all / 50).contains(&failed), "{failed} of {all} failed");
    assert!((all / 50..all / 25).contains(&moved), "{moved} of {all} with movement");
    assert!(stepped_off > 0);
}

#[test]
fn a_wrong_clock_is_wrong_in_the_bytes_and_right_once_it_is_set() {
    let mut homes = invented(300, 7, START, 0);
    let is_wrong = |home: &&mut Home| {
        home.monitors.iter().any(|m| m.clock_ms(START).is_some_and(|shows| shows < START - DAY))
    };
    let home = homes.iter_mut().find(is_wrong).expect("one clock in thirty fell back");
    let monitor = home.monitors.iter_mut().find(|m| m.clock_ms(START) < Some(START - DAY)).unwrap();
    let device = monitor.device.clone();
    let monitor = home.monitor_mut(&device).unwrap();
    monitor.set_clock(START, START);
    assert_eq!(monitor.clock_ms(START + DAY), Some(START + DAY));
}

#[test]
fn a_cuffs_time_is_its_clock_and_not_ours() {
    for mut home in invented(40, 9, START, 3) {
        let emissions = until(&mut home, START + DAY);
        for emission in emissions {
            let Some(bytes) = bytes_of(&emission, Characteristic::BloodPressure) else { continue };
            let monitor = home.monitor_mut(&emission.device).unwrap();
            let shows = monitor.clock_ms(emission.taken_at_ms).unwrap();
            let whole_seconds = shows - shows.rem_euclid(1000);
            let time = BloodPressure::decode(bytes).unwrap().time.unwrap();
            assert_eq!(time.local(), LocalTime::At(whole_seconds));
        }
    }
}

#[test]
fn names_and_ids_tell_people_apart() {
    let homes = invented(500, 7, START, 0);
    let count = |of: fn(&Home) -> String| {
        homes.iter().map(of).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(count(|home| home.person.patient.clone()), 500);
    assert_eq!(count(|home| home.person.name.clone()), 500);
    assert_eq!(homes[41].person.patient, "p-0042");
    for home in &homes {
        assert!(home.person.patient.parse::<vitals::PatientId>().is_ok());
        assert_eq!(home.person.born.as_ref().unwrap().len(), 10);
    }
}

#[test]
fn a_couple_shares_a_scale_that_knows_neither() {
    let mut weights = couple(3, 7, START, 0).map(|mut home| until(&mut home, START + 20 * DAY));
    for emissions in &mut weights {
        emissions.retain(|emission| bytes_of(emission, Characteristic::Weight).is_some());
        assert!(emissions.len() > 10, "{}", emissions.len());
    }
    let devices = weights.each_ref().map(|emissions| &emissions[0].device);
    assert_eq!(devices[0], devices[1]);
    let user = |emission: &Emission| {
        Weight::decode(bytes_of(emission, Characteristic::Weight).unwrap()).unwrap().user
    };
    assert!(weights.iter().flatten().all(|emission| user(emission).is_none()));
}

#[test]
fn somebody_who_stops_measuring_sends_nothing_more_whoever_asks() {
    let mut home = invented_at(7, 7, START, 20);
    home.stop_measuring(START - 6 * DAY);
    let sent = until(&mut home, START + 10 * DAY);
    assert!(sent.len() > 20, "{}", sent.len());
    assert!(sent.iter().all(|emission| emission.taken_at_ms < START - 6 * DAY));
    assert_eq!(home.asked_to_measure(START + DAY, VitalSign::Spo2), None);
    assert_eq!(home.next_at(), None);
}

#[test]
fn a_gateway_that_stays_offline_goes_on_hearing_its_monitors() {
    let mut home = invented_at(9, 7, START, 0);
    home.stay_offline(START + HOUR);
    assert!(home.is_online(START + HOUR - 1));
    assert!(!home.is_online(START + HOUR) && !home.is_online(START + 300 * DAY));
    assert!(until(&mut home, START + 3 * DAY).iter().any(|e| e.at_ms > START + DAY));
}

#[test]
fn few_batteries_are_low_at_the_start() {
    let mut low = 0;
    let mut all = 0;
    for mut home in invented(400, 7, START, 0) {
        let mut seen = std::collections::BTreeMap::new();
        for emission in until(&mut home, START + HOUR) {
            if let Some([percent]) = bytes_of(&emission, Characteristic::Battery) {
                seen.insert(emission.device.clone(), *percent);
            }
        }
        all += seen.len();
        low += seen.values().filter(|percent| **percent < 20).count();
    }
    assert!((all / 200..all / 50).contains(&low), "{low} of {all}");
}
