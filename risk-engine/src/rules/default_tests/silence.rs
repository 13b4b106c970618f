//! Silence: what is scheduled and was not measured.

use super::check;

#[test]
fn a_missed_measurement_is_reminded_of_and_then_a_task() {
    #[rustfmt::skip]
    check("silence_weight", &[
        ("weight 70 @9d", "unknown"),
        ("schedule weight 24; weight 70 @29h", "clear"),
        ("schedule weight 24; weight 70 @30h", "automated SI-weight, remind_weight first"),
        ("schedule weight 24; weight 70 @47h", "automated SI-weight, remind_weight first"),
        ("schedule weight 24; weight 70 @48h", "review SI-weight"),
        ("schedule weight 168; weight 70 @72h", "clear"),
        ("discharged 30d; schedule weight 24; weight 70 @31h", "review SI-weight"),
        ("discharged 13d; schedule weight 24; weight 70 @31h", "urgent SI-weight"),
        ("discharged 31d; schedule weight 24; weight 70 @31h", "automated SI-weight, remind_weight first"),
        ("condition heart_failure; schedule weight 24; weight 70 @72h; weight 72 @48h", "urgent SI-weight"),
        ("condition heart_failure; schedule weight 24; weight 70 @72h; weight 71.9 @48h", "review SI-weight"),
    ]);
}

#[test]
fn who_was_ill_when_last_heard_of_is_looked_for_sooner() {
    #[rustfmt::skip]
    check("silence_oxygen", &[
        ("schedule spo2 24; spo2 93 @48h", "review SI-oxygen"),
        ("schedule spo2 24; spo2 92 @48h", "urgent SI-oxygen"),
        ("schedule spo2 24; spo2 92 @47h", "automated SI-oxygen, remind_oxygen first"),
        ("scale 2; schedule spo2 24; spo2 88 @48h", "review SI-oxygen"),
        ("scale 2; schedule spo2 24; spo2 87 @48h", "urgent SI-oxygen"),
    ]);
    #[rustfmt::skip]
    check("silence_pressure", &[
        ("schedule bp 24; bp 180/90 @48h", "review SI-pressure"),
        ("schedule bp 24; bp 181/90 @48h", "urgent SI-pressure"),
        ("schedule bp 24; bp 89/60 @48h", "urgent SI-pressure"),
        ("schedule bp 24; bp 120/80 @30h", "automated SI-pressure, remind_pressure first"),
    ]);
    #[rustfmt::skip]
    check("silence_glucose", &[
        ("schedule glucose 12; glucose 54 @48h", "review SI-glucose"),
        ("schedule glucose 12; glucose 53 @48h", "urgent SI-glucose"),
        ("schedule glucose 12; glucose 401 @48h", "urgent SI-glucose"),
        ("schedule glucose 12; glucose 100 @15h", "automated SI-glucose, remind_glucose first"),
    ]);
    #[rustfmt::skip]
    check("silence_temperature", &[
        ("schedule temperature 24; temperature 37.9 @48h", "review SI-temperature"),
        ("schedule temperature 24; temperature 38 @48h", "urgent SI-temperature"),
        ("schedule temperature 24; temperature 37 @30h", "automated SI-temperature, remind_temperature first"),
    ]);
    #[rustfmt::skip]
    check("silence_pulse", &[
        ("schedule pulse 24; pulse 130 @48h", "review SI-pulse"),
        ("schedule pulse 24; pulse 131 @48h", "urgent SI-pulse"),
        ("schedule pulse 24; pulse 39 @48h", "urgent SI-pulse"),
        ("schedule pulse 24; pulse 70 @30h", "automated SI-pulse, remind_pulse first"),
    ]);
}
