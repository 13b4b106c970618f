//! Blood pressure: BP-2 to BP-7, the limits of BEAT-HF, and what looks like a badly fitting cuff.

use super::check;

#[test]
fn very_high_pressure() {
    #[rustfmt::skip]
    check("blood_pressure_high", &[
        ("", "unknown"),
        ("bp 180/120", "between"),
        ("bp 181/100", "urgent BP-3, pressure_very_high first"),
        ("bp 150/121", "urgent BP-3, pressure_very_high first"),
        ("bp 161/100", "between"),
        ("bp 160/101", "between"),
        ("bp 160/100", "clear"),
        ("bp 192/118 @13h", "unknown"),
        ("limit BP-3 systolic_high 190; bp 190/100", "between"),
        ("limit BP-3 systolic_high 250; bp 201/100", "urgent BP-3, pressure_very_high first"),
    ]);
}

#[test]
fn very_high_pressure_twice_with_a_symptom() {
    #[rustfmt::skip]
    check("blood_pressure_high", &[
        ("bp 185/100 @20m; bp 185/100; yes blood_pressure chest_pain", "emergency BP-2, call_now first"),
        ("bp 150/121 @20m; bp 185/100; yes blood_pressure speech", "emergency BP-2, call_now first"),
        ("bp 185/100 @20m; bp 185/100; no blood_pressure chest_pain", "urgent BP-3, pressure_very_high first"),
        ("bp 185/100 @40m; bp 185/100 @20m; bp 150/90; yes blood_pressure chest_pain", "clear"),
        ("bp 185/100; yes blood_pressure chest_pain", "urgent BP-3, pressure_very_high first"),
        ("bp 180/100 @20m; bp 185/100; yes blood_pressure chest_pain", "urgent BP-3, pressure_very_high first"),
        ("bp 185/100 @2h; bp 185/100; yes blood_pressure chest_pain", "urgent BP-3, pressure_very_high first"),
        ("bp 185/100 @20m; bp 185/100; yes blood_pressure chest_pain @25h", "urgent BP-3, pressure_very_high first"),
    ]);
}

#[test]
fn high_pressure_with_heart_failure() {
    #[rustfmt::skip]
    check("blood_pressure_high", &[
        ("condition heart_failure; bp 171/90", "urgent HF-3.1, pressure_very_high first"),
        ("condition heart_failure; bp 170/90", "between"),
        ("bp 171/90", "between"),
        ("condition heart_failure; bp 161/90; yes heart_failure swelling", "urgent HF-3.1, pressure_very_high first"),
        ("condition heart_failure; bp 160/90; yes heart_failure swelling", "between"),
        ("condition heart_failure; bp 161/90; no heart_failure swelling", "between"),
        ("condition heart_failure; bp 150/90", "clear"),
    ]);
}

#[test]
fn pressure_in_pregnancy() {
    #[rustfmt::skip]
    check("blood_pressure_high", &[
        ("pregnant; bp 160/90", "emergency BP-7, pressure_pregnant_very_high first"),
        ("pregnant; bp 150/110", "emergency BP-7, pressure_pregnant_very_high first"),
        ("pregnant; bp 159/109", "urgent BP-7, pressure_again first"),
        ("pregnant; bp 140/80", "urgent BP-7, pressure_again first"),
        ("pregnant; bp 130/90", "urgent BP-7, pressure_again first"),
        ("pregnant; bp 139/89", "between"),
        ("pregnant; bp 134/84", "clear"),
        ("pregnant; bp 160/110 @13h", "unknown"),
        ("bp 160/90", "clear"),
    ]);
}

#[test]
fn low_pressure() {
    #[rustfmt::skip]
    check("blood_pressure_low", &[
        ("bp 89/60", "review BP-4, pressure_low first"),
        ("bp 90/60", "between"),
        ("bp 100/60", "clear"),
        ("bp 99/60; yes faintness dizzy", "urgent BP-4, pressure_very_low first"),
        ("bp 99/60; yes faintness fainted", "urgent BP-4, pressure_very_low first"),
        ("bp 99/60; no faintness dizzy,fainted", "between"),
        ("bp 100/60; yes faintness fainted", "clear"),
        ("bp 80/50 @13h", "unknown"),
        ("limit BP-4 systolic_low 85; bp 86/60", "between"),
        ("limit BP-4 systolic_low 60; bp 79/60", "review BP-4, pressure_low first"),
    ]);
}

#[test]
fn low_pressure_with_heart_failure() {
    #[rustfmt::skip]
    check("blood_pressure_low", &[
        ("condition heart_failure; bp 79/50", "urgent HF-3.2, pressure_very_low first"),
        ("condition heart_failure; bp 80/50", "review BP-4, pressure_low first"),
        ("condition heart_failure; bp 89/50; yes heart_failure breathless", "urgent HF-3.2, pressure_very_low first"),
        ("condition heart_failure; bp 90/50; yes heart_failure breathless", "between"),
        ("bp 79/50", "review BP-4, pressure_low first"),
    ]);
}

/// Two readings on each of the six days before, and one now.
fn week(one: &str, other: &str) -> String {
    format!("daily bp {one} x6; daily bp {other} x6 @3h; bp {one}")
}

#[test]
fn means_of_a_week_and_of_three_days() {
    let means = |one: &str, other: &str, want: &str| {
        check("blood_pressure_control", &[(&week(one, other), want)]);
    };
    means("135/80", "135/80", "unknown");
    let long = |one: &str, want: &str| {
        let facts = format!("daily bp {one} x7; daily bp {one} x7 @3h; bp {one}");
        check("blood_pressure_control", &[(&facts, want)]);
    };
    long("135/70", "review BP-5");
    long("120/85", "review BP-5");
    long("134/84", "between");
    long("129/79", "clear");
    long("159/99", "review BP-5");
    long("160/90", "urgent BP-5");
    long("140/100", "urgent BP-5");
    check(
        "blood_pressure_control",
        &[
            ("daily bp 170/90 x1; bp 170/90", "unknown"),
            ("daily bp 170/90 x3; daily bp 170/90 x2 @3h; bp 170/90", "urgent BP-5"),
            ("pregnant; daily bp 170/90 x3; daily bp 170/90 x2 @3h; bp 170/90", "unknown"),
        ],
    );
}

#[test]
fn three_days_far_over_the_usual() {
    // Usual 110; then three days of 130, which is under every limit.
    #[rustfmt::skip]
    check("blood_pressure_rise", &[
        ("daily bp 110/60 x7 @4d; daily bp 130/60 x3; bp 130/60", "review BP-6"),
        ("daily bp 110/60 x7 @4d; daily bp 129/60 x3; bp 129/60", "between"),
        ("daily bp 110/60 x4 @4d; bp 130/60 @2h; bp 130/60 @1h; bp 130/60", "unknown"),
    ]);
}

#[test]
fn two_pressures_that_lie_too_close() {
    #[rustfmt::skip]
    check("blood_pressure_doubtful", &[
        ("bp 100/86", "automated PL-1, pressure_doubtful first"),
        ("bp 100/85", "between"),
        ("bp 100/80", "clear"),
        ("bp 100/86 @13h", "unknown"),
    ]);
}
