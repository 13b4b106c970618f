//! Heart failure, pulse, rhythm and temperature: HF-1 to HF-3, HR-1 to HR-3, AF-1, FV-1, FV-2.

use super::check;

#[test]
fn weight_gain() {
    #[rustfmt::skip]
    check("weight_gain", &[
        ("condition heart_failure; daily weight 70 x7; weight 71.4", "automated HF-1, weigh_and_ask first"),
        ("condition heart_failure; daily weight 70 x7; weight 71.3", "between"),
        ("condition heart_failure; daily weight 70 x7; weight 70.9", "clear"),
        ("daily weight 70 x7; weight 71.4", "unknown"),
        ("condition heart_failure; daily weight 70 x4 @4d; weight 71.3 @3d; weight 71.7 @2d; weight 72 @1d; weight 72.3", "automated HF-1, weigh_and_ask first"),
        ("condition heart_failure; daily weight 70 x7; weight 75.1", "between"),
        ("condition heart_failure; daily weight 70 x5 @2d; weight 72 @25h", "unknown"),
        ("condition heart_failure; limit HF-1 day_gain 1.8; limit HF-1 week_gain 2.8; daily weight 70 x7; weight 71.7", "between"),
    ]);
}

#[test]
fn a_weight_that_may_be_somebody_elses() {
    #[rustfmt::skip]
    check("weight_doubtful", &[
        ("daily weight 70 x7; weight 75.1", "automated PL-2.1, was_it_you first"),
        ("daily weight 70 x7; weight 75", "clear"),
        ("daily weight 70 x7; weight 64.9", "automated PL-2.1, was_it_you first"),
        ("daily weight 70 x7; weight 65", "clear"),
        ("daily weight 70 x6 @3d; weight 84.1", "automated PL-2.2, was_it_you first"),
        ("daily weight 70 x6 @3d; weight 55.9", "automated PL-2.2, was_it_you first"),
    ]);
}

#[test]
fn two_of_three_signs_of_heart_failure() {
    let usual = "condition heart_failure; daily weight 70 x4 @4d; daily pulse 70 x4 @4d; \
                 daily bp 120/70 x4 @4d; daily weight 70 x1 @3d; daily pulse 70 x1 @3d; daily bp 120/70 x1 @3d";
    let now = |weight: &str, pulse: &str, pressure: &str, want: &str| {
        let line = format!(
            "{usual}; weight {weight}; weight {weight} @1d; weight {weight} @2d; \
             pulse {pulse}; pulse {pulse} @1d; pulse {pulse} @2d; \
             bp {pressure}; bp {pressure} @1d; bp {pressure} @2d"
        );
        check("heart_failure_signs", &[(&line, want)]);
    };
    now("71.5", "85", "120/70", "automated HF-2, heart_failure_check first");
    now("71.5", "70", "100/60", "automated HF-2, heart_failure_check first");
    now("70", "85", "100/60", "automated HF-2, heart_failure_check first");
    now("71.5", "70", "120/70", "clear");
    now("70", "70", "120/70", "clear");
    check("heart_failure_signs", &[("condition heart_failure; weight 80; pulse 100", "unknown")]);
}

#[test]
fn fast_pulse() {
    #[rustfmt::skip]
    check("pulse_high", &[
        ("", "unknown"),
        ("pulse 131", "urgent HR-1.1, pulse_far_off first"),
        ("pulse 130", "review HR-1.1, pulse_off first"),
        ("pulse 111", "review HR-1.1, pulse_off first"),
        ("pulse 110", "between"),
        ("pulse 100", "clear"),
        ("pulse 131 @20m; pulse 131; yes faintness chest_pain", "emergency HR-1.1, call_now first"),
        ("pulse 140 @40m; pulse 140 @20m; pulse 80; yes faintness chest_pain", "clear"),
        ("pulse 131; yes faintness chest_pain", "urgent HR-1.1, pulse_far_off first"),
        ("pulse 131 @20m; pulse 131; yes faintness dizzy", "urgent HR-1.1, pulse_far_off first"),
        ("limit HR-1.1 review 120; pulse 120", "between"),
        ("limit HR-1.1 review 120; limit HR-1.1 back 115; pulse 115", "clear"),
        ("pulse 140 @13h", "unknown"),
        ("condition heart_failure; pulse 111", "urgent HF-3.3, pulse_far_off first"),
        ("condition heart_failure; pulse 110", "between"),
        ("condition heart_failure; pulse 101; yes heart_failure swelling", "urgent HF-3.3, pulse_far_off first"),
        ("condition heart_failure; pulse 100; yes heart_failure swelling", "clear"),
    ]);
}

#[test]
fn slow_pulse() {
    #[rustfmt::skip]
    check("pulse_low", &[
        ("pulse 39", "urgent HR-1.2, pulse_far_off first"),
        ("pulse 40", "review HR-2, pulse_off first"),
        ("pulse 49", "review HR-2, pulse_off first"),
        ("pulse 50", "clear"),
        ("pulse 39 @20m; pulse 39; yes faintness fainted", "emergency HR-1.2, call_now first"),
        ("medicine beta_blocker; pulse 40", "between"),
        ("condition athlete; pulse 40", "between"),
        ("medicine beta_blocker; pulse 39", "urgent HR-1.2, pulse_far_off first"),
        ("medicine beta_blocker; limit HR-1.2 urgent 20; pulse 34", "between"),
        ("medicine beta_blocker; limit HR-1.2 urgent 20; pulse 33", "urgent HR-1.2, pulse_far_off first"),
        ("condition heart_failure; pulse 49; yes heart_failure dizzy", "urgent HF-3.4, pulse_far_off first"),
        ("condition heart_failure; pulse 49; no heart_failure dizzy", "review HR-2, pulse_off first"),
        ("pulse 30 @13h", "unknown"),
    ]);
}

#[test]
fn pulse_over_the_usual_for_two_days() {
    let days = |usual: &str, now: &str, want: &str| {
        let line = format!(
            "daily pulse {usual} x5 @2d; pulse {now}; pulse {now} @5h; pulse {now} @26h; pulse {now} @30h"
        );
        check("pulse_change", &[(&line, want)]);
    };
    days("70", "84", "review HR-3");
    days("70", "83", "between");
    days("70", "76", "clear");
    check(
        "pulse_change",
        &[
            ("daily pulse 70 x6 @1d; pulse 90; pulse 90 @2h", "between"),
            ("pulse 90; pulse 90 @5h; pulse 90 @26h; pulse 90 @30h", "unknown"),
        ],
    );
}

#[test]
fn irregular_pulse() {
    #[rustfmt::skip]
    check("rhythm_irregular", &[
        ("rhythm irregular", "automated AF-1, two_more_records first"),
        ("rhythm irregular @20m; rhythm irregular", "automated AF-1, two_more_records first"),
        ("rhythm irregular @20m; rhythm regular @10m; rhythm irregular", "review AF-1, rhythm_check first"),
        ("rhythm irregular @20m; rhythm irregular @10m; rhythm regular", "review AF-1, rhythm_check first"),
        ("rhythm irregular @20m; rhythm regular @10m; rhythm regular", "clear"),
        ("rhythm irregular @3h; rhythm irregular @2h; rhythm regular @1h; rhythm regular", "between"),
        ("rhythm regular", "clear"),
        ("condition atrial_fibrillation; rhythm irregular", "unknown"),
        ("rhythm irregular @25h", "unknown"),
    ]);
}

#[test]
fn fever() {
    #[rustfmt::skip]
    check("fever", &[
        ("temperature 37.9", "between"),
        ("temperature 37.95", "review FV-1.1, fever first"),
        ("temperature 38", "review FV-1.1, fever first"),
        ("temperature 39", "review FV-1.1, fever first"),
        ("temperature 39.1", "urgent FV-1.1, fever_high first"),
        ("temperature 38; respiration 21", "urgent FV-1.1, fever_high first"),
        ("temperature 38; respiration 20", "review FV-1.1, fever first"),
        ("temperature 38; bp 100/60", "urgent FV-1.1, fever_high first"),
        ("temperature 38; bp 101/60", "review FV-1.1, fever first"),
        ("temperature 38; pulse 111", "urgent FV-1.1, fever_high first"),
        ("temperature 38; pulse 110", "review FV-1.1, fever first"),
        ("temperature 37.5", "between"),
        ("temperature 37.4", "clear"),
        ("temperature 40 @25h", "unknown"),
        ("medicine chemotherapy; temperature 38", "emergency FV-1.2, fever_on_chemotherapy first"),
        ("medicine chemotherapy; temperature 37.9", "between"),
    ]);
}

#[test]
fn low_temperature() {
    #[rustfmt::skip]
    check("temperature_low", &[
        ("temperature 35.04", "urgent FV-2, temperature_low first"),
        ("temperature 35.1", "between"),
        ("temperature 35.5", "clear"),
        ("temperature 34 @25h", "unknown"),
    ]);
}
