//! The score: NEWS2 by itself, together with a rise, and single parts of it.

use super::check;

#[test]
fn a_score_of_seven() {
    // 3 + 2 (oxygen given) + 2; one part less is six.
    #[rustfmt::skip]
    check("deterioration", &[
        ("", "unknown"),
        ("spo2 91; oxygen yes; bp 100/60", "emergency NEWS2, check_everything first"),
        ("spo2 91; oxygen yes; bp 101/60", "between"),
        ("spo2 96; oxygen no; bp 120/70", "clear"),
        ("pregnant; spo2 91; oxygen yes; bp 100/60", "unknown"),
        ("age 15; spo2 91; oxygen yes; bp 100/60", "unknown"),
        ("age 16; spo2 91; oxygen yes; bp 100/60", "emergency NEWS2, check_everything first"),
        ("spo2 91 @13h; oxygen yes; bp 100/60", "between"),
    ]);
}

#[test]
fn five_counts_only_with_a_rise_over_the_usual() {
    #[rustfmt::skip]
    check("deterioration", &[
        // 3 + 2 is five; usual is 3 (91 %), and then 4 (with a pulse of 95).
        ("daily spo2 91 x5; spo2 91; oxygen yes; daily pulse 80 x5; pulse 80", "urgent NEWS2, check_again first"),
        ("daily spo2 91 x5; spo2 91; oxygen yes; daily pulse 95 x5; pulse 80", "between"),
        // Four is not enough, whatever the rise.
        ("daily spo2 96 x5; spo2 91; pulse 95", "clear"),
        // Nothing is usual yet.
        ("daily spo2 91 x4; spo2 91; oxygen yes", "between"),
    ]);
}

#[test]
fn a_single_part_with_three_points() {
    #[rustfmt::skip]
    check("deterioration", &[
        ("respiration 25", "urgent NEWS2-3, breathing_again first"),
        ("respiration 24", "between"),
        ("respiration 8", "urgent NEWS2-3, breathing_again first"),
        ("respiration 9", "between"),
        ("respiration 12; acvpu A", "clear"),
        ("acvpu C", "urgent NEWS2-3"),
        ("acvpu V", "urgent NEWS2-3"),
        ("acvpu P", "emergency NEWS2-3, call_now first"),
        ("acvpu U", "emergency NEWS2-3, call_now first"),
        ("pregnant; respiration 25", "unknown"),
        ("age 15; respiration 25", "unknown"),
        ("respiration 25 @13h", "unknown"),
    ]);
}

/// PD-1.1 and PD-1.2.
#[test]
fn after_a_discharge_everything_is_graver_and_speaks_for_half_as_long() {
    #[rustfmt::skip]
    check("oxygen_low", &[
        ("discharged 13d; spo2 94", "urgent O2-1, oxygen_lowish first"),
        ("discharged 13d; spo2 92", "emergency O2-1, oxygen_low first"),
        ("discharged 13d; spo2 88", "emergency O2-1, oxygen_very_low first"),
        ("discharged 14d; spo2 92", "urgent O2-1, oxygen_low first"),
        ("discharged 30d; spo2 92 @6h", "urgent O2-1, oxygen_low first"),
        ("discharged 30d; spo2 92 @7h", "unknown"),
        ("discharged 31d; spo2 92 @7h", "urgent O2-1, oxygen_low first"),
    ]);
    // What the automation does by itself stays with it.
    check(
        "glucose_low_mild",
        &[("discharged 3d; glucose 60", "automated GL-2.1, sugar_low first")],
    );
}

#[test]
fn questions_on_the_second_and_the_seventh_day_after_a_discharge() {
    #[rustfmt::skip]
    check("after_discharge", &[
        ("", "unknown"),
        ("discharged 1d", "clear"),
        ("discharged 2d", "automated PD-1.3, discharge_questions first"),
        ("discharged 3d", "clear"),
        ("discharged 7d", "automated PD-1.3, discharge_questions first"),
        ("discharged 8d", "clear"),
    ]);
}
