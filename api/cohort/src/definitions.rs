//! What each figure means, in words: on the page a click away, and inside every export.

/// A figure's name, and what it counts.
pub const DEFINITIONS: [(&str, &str); 23] = [
    (
        "adherence",
        "Slots done, of slots due. A slot is a stretch of as many hours as the plan says, on the patient's own \
         clock; weeks begin on Monday, days at midnight. It is due if it began in the period, the plan held from \
         its beginning to its end, and it is over. It is done if the sign was measured in it at all, by a device \
         or typed. Where a plan schedules nothing, one reading of anything in each day is due.",
    ),
    (
        "by_device",
        "Slots done with a reading that a device sent, of slots done. Typed readings are shown apart.",
    ),
    (
        "not_enough",
        "Patients with less than 70 % of what was due done: there is no figure for them.",
    ),
    (
        "quiet",
        "Going quiet: no reading of anything on four days or more; who is asked to measure less often than each \
         three days may be silent for a quarter longer than that. Silent: no reading in 60 days, or none ever on the \
         second day of care.",
    ),
    (
        "at_goal",
        "Patients whose mean blood pressure over the period is below 130 and below 80 mmHg, of those whose \
         pressure is watched (hypertension, a schedule, or readings) and who did at least 70 % of what was due; \
         without a schedule for it one reading a day is due.",
    ),
    (
        "in_range",
        "Days whose mean blood pressure lies in 110 to 130 over 70 to 80 mmHg, limits inside, of days with one.",
    ),
    (
        "cbp",
        "Controlling High Blood Pressure (CMS165v14): 18 to 85 years old with hypertension; on the most recent day \
         in the period with a device-sent reading the lowest systolic is below 140 and the lowest diastolic below \
         90 mmHg; without a reading not controlled. Excluded: end-stage renal disease, pregnancy, hospice, frailty.",
    ),
    (
        "glucose",
        "Patients whose continuous glucose meets every target of the consensus, of those of whom the last 14 days \
         have 70 % of a sensor's values: more than 70 % in 70 to 180 mg/dL, under 4 % below 70, under 1 % below 54, \
         under 25 % above 180, under 5 % above 250. In pregnancy: more than 70 % in 63 to 140, under 4 % below 63, \
         under 1 % below 54, under 25 % above 140. With frailty or in hospice: more than 50 % in 70 to 180, under \
         1 % below 70, under 10 % above 250. A device is a sensor if its values follow each other within 20 minutes, \
         at least three times in four; a meter's values don't count.",
    ),
    (
        "glucose_shares",
        "Values of patients with enough of them, in whole mg/dL; LO is below, HI above every limit. Mean, standard \
         deviation (n - 1), coefficient of variation and GMI (3.31 + 0.02392 x mean) are of values that are \
         numbers. Stable: a coefficient of variation of 36 % at most.",
    ),
    (
        "glucose_episodes",
        "An episode opens after 15 minutes beyond the limit and ends after 15 minutes back; a value speaks until the \
         next one, for two hours at most.",
    ),
    (
        "alerts",
        "Alerts that began in the period and were not taken back, per day of 24 hours in which a patient was cared \
         for: since enrolment, or the first reading if that is earlier. Budget: 0.10.",
    ),
    ("automated", "Matters that automation ended without a clinician, of those and the alerts."),
    (
        "seen_after",
        "From the beginning of an alert to its first acknowledgement: half, and nine of ten, took at most so long.",
    ),
    (
        "true_of_closed",
        "Alerts closed as acted on, or as true with nothing to do, of those closed with a result: the positive \
         predictive value.",
    ),
    (
        "risk",
        "Today: each patient by the gravest alert that is open now. By day: patients by the gravest alert that \
         began on that day, on their own clock.",
    ),
    (
        "change",
        "The same figures in two stretches of equal length, before and after a rule set was activated: as long as \
         there has been time since, and at most the period. A day belongs to the stretch that begins on it; the day \
         of the activation is after.",
    ),
    (
        "stays",
        "Admissions, visits to an emergency department and days in hospital, as staff entered them, per day on which \
         a patient was cared for, on their own calendar. Where two hospitals follow each other by a transfer, on the \
         same or the next day, it is one stay. Both the day of admission and that of discharge are days in hospital. \
         Nothing is shown of fewer than five patients.",
    ),
    (
        "readmitted",
        "Discharges in the period that were followed by an unplanned admission for any cause within 30 days, of \
         discharges that count: after an admission, planned or not, alive, not against medical advice, not into \
         another hospital, not on the day of admission, and with the 30 days over. A readmission's own discharge \
         counts as well (HEDIS; CMS leaves it out). Not adjusted for risk: compare the same patients, not two teams. \
         Nothing is shown where those discharged are one to four patients.",
    ),
    (
        "workload",
        "Patients by the team that looks after them today. Open: alerts that are open now. Asked: alerts that began \
         in the period, per day of 24 hours in which a patient was cared for. Minutes: signed in the period, also \
         those of interpretation. Teams of fewer than five patients have no figures.",
    ),
    (
        "supply",
        "Days with device-sent data in a fixed period of 30 days, counted from the first such day ever: 2 to 15 \
         99445, 16 to 30 99454. Ready: 16 are there. On track: at this pace there will be 16.",
    ),
    (
        "management",
        "Minutes signed in the calendar month, with at least one live contact: 10 to 19 99470, 20 99457, each \
         further 20 99458. Ready: 20 with a live contact. On track: at this pace there will be 20. Minutes of \
         interpretation are none of these.",
    ),
    (
        "interpretation",
        "Minutes in which a physician or another qualified professional collected and interpreted data, signed as \
         such, in the fixed period of 30 days: from 30 on 99091, once, and not beside management in a month that the \
         period touches.",
    ),
    (
        "programme",
        "Physiologic values, or a therapy (98975 to 98986): one or the other for a patient, as their team's entry \
         says. The codes follow it; days and minutes are counted in the same way.",
    ),
];

/// What a figure means.
pub fn definition(name: &str) -> Option<&'static str> {
    DEFINITIONS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
