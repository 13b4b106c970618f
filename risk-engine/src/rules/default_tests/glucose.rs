//! Glucose: GL-1 to GL-5.

use super::check;

#[test]
fn very_low_sugar() {
    #[rustfmt::skip]
    check("glucose_low", &[
        ("", "unknown"),
        ("glucose 53", "urgent GL-1, sugar_very_low first"),
        ("glucose LO", "urgent GL-1, sugar_very_low first"),
        ("glucose 54", "between"),
        ("glucose 69", "between"),
        ("glucose 70", "clear"),
        ("glucose 53; yes low_sugar drowsy", "emergency GL-1, call_now first"),
        ("glucose 53; no low_sugar drowsy; acvpu A", "urgent GL-1, sugar_very_low first"),
        ("glucose 53; acvpu C", "emergency GL-1, call_now first"),
        ("glucose 54; acvpu C", "between"),
        ("glucose 40 @13h", "unknown"),
    ]);
}

#[test]
fn low_sugar_is_treated_and_counted() {
    #[rustfmt::skip]
    check("glucose_low_mild", &[
        ("glucose 54", "automated GL-2.1, sugar_low first"),
        ("glucose 69", "automated GL-2.1, sugar_low first"),
        ("glucose 70", "clear"),
        ("glucose 53", "between"),
    ]);
    #[rustfmt::skip]
    check("glucose_low_repeated", &[
        ("glucose 60 @30h; glucose 100 @29h; glucose 60 @20h; glucose 100 @19h", "review GL-2.2"),
        ("glucose 60 @30h; glucose 100 @29h; glucose 100 @19h", "between"),
        ("glucose 70 @30h; glucose 100 @29h", "clear"),
        ("age 70; medicine insulin; glucose 60 @30h; glucose 100 @29h", "review GL-2.2"),
        ("age 70; medicine sulfonylurea; glucose 60 @30h; glucose 100 @29h", "review GL-2.2"),
        ("age 64; medicine insulin; glucose 60 @30h; glucose 100 @29h", "between"),
        ("age 70; glucose 60 @30h; glucose 100 @29h", "between"),
    ]);
}

#[test]
fn falling_sugar() {
    let falling = |from: f64, by: f64, want: &str| {
        let values = [15, 10, 5, 0]
            .map(|ago| format!("glucose {} @{ago}m", from - by * f64::from(15 - ago)));
        check("glucose_falling", &[(&values.join("; "), want)]);
    };
    // Ends at 99 and at 101 mg/dL, by 3.1 a minute; the forecast alone counts from a slope of 2.2.
    falling(145.5, 3.1, "automated GL-3, sugar_falling first");
    falling(175.0, 3.1, "between");
    falling(133.0, 2.2, "between");
    falling(128.0, 2.2, "automated GL-3, sugar_falling first");
    falling(100.0, 0.5, "clear");
    // A meter has no slope.
    check("glucose_falling", &[("glucose 200 @15m; glucose 90", "between")]);
}

#[test]
fn very_high_sugar() {
    #[rustfmt::skip]
    check("glucose_high", &[
        ("glucose 401", "urgent GL-5, sugar_very_high first"),
        ("glucose HI", "urgent GL-5, sugar_very_high first"),
        ("glucose 400", "between"),
        ("glucose 251", "between"),
        ("glucose 250", "clear"),
        ("glucose 401; yes high_sugar vomiting", "emergency GL-5, call_now first"),
        ("glucose 401; yes ketones drowsy", "emergency GL-5, call_now first"),
        ("glucose 401; no high_sugar vomiting,drowsy", "urgent GL-5, sugar_very_high first"),
        ("glucose 401 @13h", "unknown"),
    ]);
}

#[test]
fn sugar_that_stays_high() {
    let sensor: Vec<_> = (0..=24).map(|n| format!("glucose 251 @{}m", n * 5)).collect();
    let short: Vec<_> = (0..=20).map(|n| format!("glucose 251 @{}m", n * 5)).collect();
    #[rustfmt::skip]
    check("glucose_high_lasting", &[
        (&sensor.join("; "), "automated GL-4.1, sugar_lasting first"),
        (&format!("glucose 100 @105m; {}", short.join("; ")), "between"),
        ("glucose 250 @20h; glucose 250", "automated GL-4.1, sugar_lasting first"),
        ("glucose 250 @20h; glucose 249", "between"),
        ("glucose 250 @25h; glucose 250", "between"),
        ("glucose 179", "clear"),
        ("medicine sglt2_inhibitor; glucose 250 @20h; glucose 250", "automated GL-4.2, sugar_ketones first"),
        ("condition type_1_diabetes; glucose 250 @20h; glucose 250", "automated GL-4.2, sugar_ketones first"),
        ("condition type_1_diabetes; glucose 200; answer ketones ketone 3.0", "emergency GL-4.2, call_now first"),
        ("condition type_1_diabetes; glucose 200; answer ketones ketone 2.9", "urgent GL-4.2"),
        ("condition type_1_diabetes; glucose 200; answer ketones ketone 1.5", "urgent GL-4.2"),
        ("condition type_1_diabetes; glucose 200; answer ketones ketone 1.4", "between"),
        ("glucose 200; answer ketones ketone 3.0", "between"),
    ]);
}
