//! Oxygen: O2-1, CO-1 to CO-3.

use super::check;

#[test]
fn low_oxygen_on_scale_1() {
    #[rustfmt::skip]
    check("oxygen_low", &[
        ("", "unknown"),
        ("spo2 88", "emergency O2-1, oxygen_very_low first"),
        ("spo2 88.4", "emergency O2-1, oxygen_very_low first"),
        ("spo2 88.5", "urgent O2-1, oxygen_low first"),
        ("spo2 92", "urgent O2-1, oxygen_low first"),
        ("spo2 93", "review O2-1, oxygen_lowish first"),
        ("spo2 94", "review O2-1, oxygen_lowish first"),
        ("spo2 95", "clear"),
        ("spo2 92; yes copd breathless,breathless_at_rest", "emergency O2-1, oxygen_very_low first"),
        ("spo2 92; no copd breathless,breathless_at_rest", "urgent O2-1, oxygen_low first"),
        ("spo2 93; yes copd breathless,breathless_at_rest", "review O2-1, oxygen_lowish first"),
        ("spo2 92; yes copd breathless_at_rest @25h", "urgent O2-1, oxygen_low first"),
        ("spo2 80 @11h", "emergency O2-1, oxygen_very_low first"),
        ("spo2 80 @13h", "unknown"),
    ]);
}

#[test]
fn low_oxygen_on_scale_2() {
    #[rustfmt::skip]
    check("oxygen_low", &[
        ("scale 2; spo2 85", "emergency CO-1.2, oxygen_very_low first"),
        ("scale 2; spo2 86", "urgent CO-1.2, oxygen_low first"),
        ("scale 2; spo2 87", "urgent CO-1.2, oxygen_low first"),
        ("scale 2; spo2 88", "clear"),
        ("scale 2; spo2 87; yes copd breathless_at_rest", "emergency CO-1.2, oxygen_very_low first"),
        ("scale 2; spo2 80 @13h", "unknown"),
    ]);
}

#[test]
fn low_oxygen_with_copd_on_scale_1() {
    #[rustfmt::skip]
    check("oxygen_low", &[
        ("condition copd; spo2 85", "emergency CO-1.1, oxygen_very_low first"),
        ("condition copd; spo2 86", "urgent CO-1.1, oxygen_low first"),
        ("condition copd; spo2 91", "urgent CO-1.1, oxygen_low first"),
        ("condition copd; spo2 92", "between"),
        ("condition copd; spo2 93", "clear"),
        ("condition copd; spo2 91; yes copd breathless_at_rest", "emergency CO-1.1, oxygen_very_low first"),
        ("condition copd; spo2 80 @13h", "unknown"),
    ]);
}

#[test]
fn a_personal_limit_counts_up_to_the_floor() {
    #[rustfmt::skip]
    check("oxygen_low", &[
        ("limit O2-1 urgent 90; spo2 91", "review O2-1, oxygen_lowish first"),
        ("limit O2-1 urgent 90; spo2 90", "urgent O2-1, oxygen_low first"),
        ("limit O2-1 urgent 70; limit O2-1 emergency 70; spo2 85", "urgent O2-1, oxygen_low first"),
        ("limit O2-1 urgent 88; limit O2-1 review 89; limit O2-1 back 91; spo2 90", "between"),
        ("limit O2-1 urgent 88; limit O2-1 review 89; limit O2-1 back 91; spo2 91", "clear"),
        ("limit O2-1 emergency 70; spo2 80", "emergency O2-1, oxygen_very_low first"),
        ("limit O2-1 emergency 70; spo2 81", "urgent O2-1, oxygen_low first"),
    ]);
}

#[test]
fn a_fall_under_the_persons_own_usual() {
    // Daily values of 92 and 94 by turns: usual 93 with a spread of 1.5, so the band ends at 90.6.
    #[rustfmt::skip]
    check("copd_exacerbation", &[
        ("condition copd; daily spo2 93 x7; spo2 89", "automated CO-2, copd_check first"),
        ("condition copd; daily spo2 93 x7; spo2 90", "automated CO-2, copd_check first"),
        ("condition copd; daily spo2 93 x7; spo2 92", "clear"),
        ("condition copd; daily spo2 92,94 x6; spo2 90", "automated CO-2, copd_check first"),
        ("condition copd; daily spo2 92,94 x6; spo2 91", "between"),
        ("condition copd; daily spo2 92,94 x6; spo2 92", "clear"),
        ("condition copd; daily spo2 93 x4; spo2 80", "unknown"),
        ("daily spo2 93 x7; spo2 80", "unknown"),
        ("condition copd; daily spo2 93 x7; spo2 80 @13h", "unknown"),
    ]);
}

#[test]
fn too_much_oxygen_for_who_retains_carbon_dioxide() {
    #[rustfmt::skip]
    check("oxygen_high", &[
        ("scale 2; on oxygen; spo2 97", "review CO-3, oxygen_high first"),
        ("scale 2; oxygen yes; spo2 97", "review CO-3, oxygen_high first"),
        ("scale 2; on oxygen; spo2 96", "between"),
        ("scale 2; on oxygen; spo2 94", "clear"),
        ("scale 2; oxygen no; spo2 97", "between"),
        ("scale 2; spo2 97", "between"),
        ("on oxygen; spo2 97", "unknown"),
    ]);
}
