# The cohort pages of staff.
staff-cohort-heading = Cohort
staff-cohort-loading = Counting…
staff-cohort-failed = The figures could not be loaded. Trying again.
staff-cohort-views-label = Cohort
staff-cohort-views-overview = Overview
staff-cohort-views-billing = Billing
staff-cohort-views-changes = Rule changes
staff-cohort-views-teams = Teams
staff-cohort-filters-label = Whose figures
staff-cohort-filters-programme = Programme
staff-cohort-filters-everybody = All
staff-cohort-filters-team = Team
staff-cohort-filters-site = Site
staff-cohort-filters-period = Period
staff-cohort-filters-copy = Copy the link to this view
staff-cohort-filters-copied = The link is copied.
staff-cohort-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
staff-cohort-people = { $n ->
    [one] { $n } patient
   *[other] { $n } patients
}
staff-cohort-as-of = { $people } · as of { $at }
staff-cohort-exports-label = Export this list
staff-cohort-exports-csv = CSV
staff-cohort-exports-parquet = Parquet
staff-cohort-exports-png = PNG
staff-cohort-exports-png-of = PNG of: { $what }
staff-cohort-nothing = nothing to count
staff-cohort-rate = { $n } of { $d } ({ $percent } %)
staff-cohort-percent = { $percent } %
staff-cohort-define = What this counts
staff-cohort-table = Show as table (T)
staff-cohort-chart = Show as chart (T)
staff-cohort-adherence-heading = Who is measuring
staff-cohort-adherence-slots = Measured when due
staff-cohort-adherence-by-device = of it sent by a device
staff-cohort-adherence-not-enough = Not enough readings
staff-cohort-adherence-quiet = Going quiet, or silent
staff-cohort-adherence-by-day = Measured when due, by day
staff-cohort-adherence-sentence = Of what was due in the period, { $percent } was measured.
staff-cohort-adherence-sentence-none = Of what was due in the period, nothing was measured.
staff-cohort-adherence-day = Day
staff-cohort-adherence-done = Measured
staff-cohort-adherence-due = Due
staff-cohort-adherence-share = Share
staff-cohort-control-heading = Who is in control
staff-cohort-control-at-goal = Blood pressure at goal
staff-cohort-control-above = above goal
staff-cohort-control-not-enough = not enough readings
staff-cohort-control-in-range = Days in range
staff-cohort-control-quality = Controlling high blood pressure
staff-cohort-control-quality-note = { $unmeasured } of the others not measured; { $excluded } excluded
staff-cohort-control-by-condition = Blood pressure by condition
staff-cohort-control-sentence = At goal, above goal, and without enough readings, for each condition.
staff-cohort-control-condition = Condition
staff-cohort-control-few = fewer than 5: not broken down
staff-cohort-control-none-watched = nobody's blood pressure is watched
staff-cohort-glucose-heading = Continuous glucose
staff-cohort-glucose-none = Nobody wears a glucose sensor.
staff-cohort-glucose-at-target = Glucose at target
staff-cohort-glucose-in-range = 70 to 180 mg/dL
staff-cohort-glucose-low = Below 70
staff-cohort-glucose-very-low = Below 54
staff-cohort-glucose-high = Above 180
staff-cohort-glucose-very-high = Above 250
staff-cohort-glucose-stable = Stable (variation 36 % at most)
staff-cohort-glucose-episodes = Episodes below 54
staff-cohort-glucose-episodes-of = { $episodes } in { $days }
staff-cohort-glucose-sensor-days = { $n ->
    [one] { $n } sensor-day
   *[other] { $n } sensor-days
}
staff-cohort-risk-heading = Risk today
staff-cohort-risk-emergency = Emergency
staff-cohort-risk-urgent = Urgent
staff-cohort-risk-review = Review
staff-cohort-risk-watching = Watching
staff-cohort-risk-by-day = Patients by the gravest alert that began on a day
staff-cohort-risk-sentence = Patients with a new alert on each of the last { $days } days; everybody else is watched.
staff-cohort-burden-heading = Alerts
staff-cohort-burden-per-day = Alerts per patient-day
staff-cohort-burden-of = { $alerts } in { $days }
staff-cohort-burden-alerts-of = { $n ->
    [one] { $n } alert
   *[other] { $n } alerts
}
staff-cohort-burden-patient-days = { $n ->
    [one] { $n } patient-day
   *[other] { $n } patient-days
}
staff-cohort-burden-within = within the budget of { $budget }
staff-cohort-burden-over = over the budget of { $budget }
staff-cohort-burden-automated = Handled automatically
staff-cohort-burden-seen = Acknowledged
staff-cohort-burden-seen-after = Time to acknowledge
staff-cohort-burden-seen-after-of = half within { $half }, nine of ten within { $most }
staff-cohort-burden-never = none acknowledged yet
staff-cohort-burden-truth = True, of those closed with a result
staff-cohort-burden-acted = Acted on, of those closed
staff-cohort-burden-by-rule = Alerts by rule
staff-cohort-burden-rule = Rule
staff-cohort-burden-problem = Problem
staff-cohort-burden-severity = Severity
staff-cohort-burden-alerts = Alerts
staff-cohort-burden-patients = Patients
staff-cohort-burden-none = No alert began in the period.
staff-cohort-outcomes-heading = In hospital
staff-cohort-outcomes-unplanned = Unplanned admissions
staff-cohort-outcomes-planned = Planned admissions
staff-cohort-outcomes-emergency = Emergency department only
staff-cohort-outcomes-in-hospital = Days in hospital
staff-cohort-outcomes-readmitted = Readmitted within 30 days
staff-cohort-outcomes-per = { $per } per 1,000 patient-days ({ $n } in { $d })
staff-cohort-outcomes-hidden = not shown: fewer than 5 patients
staff-cohort-outcomes-pending = { $n ->
    [one] { $n } discharge not yet 30 days ago
   *[other] { $n } discharges not yet 30 days ago
}
staff-cohort-teams-heading = The work of each team
staff-cohort-teams-by-site = The work of each site
staff-cohort-teams-by-team = Show by site
staff-cohort-teams-by-site-back = Show by team
staff-cohort-teams-none = No team
staff-cohort-teams-nobody = Nobody is cared for yet.
staff-cohort-teams-patients = Patients
staff-cohort-teams-open = Open alerts
staff-cohort-teams-open-none = none
staff-cohort-teams-open-of = { $n ->
    [one] { $open }, of { $n } patient
   *[other] { $open }, of { $n } patients
}
staff-cohort-teams-asked = Asked per patient-day
staff-cohort-teams-asked-of = { $n ->
    [one] { $rate } ({ $asked } in { $n } day)
   *[other] { $rate } ({ $asked } in { $n } days)
}
staff-cohort-teams-minutes = Minutes signed
staff-cohort-teams-minutes-per = { $minutes } ({ $rate } per patient-day)
staff-cohort-teams-few = fewer than 5 patients: no figures
staff-cohort-teams-over = over the budget
staff-cohort-billing-heading = What can be billed
staff-cohort-billing-overall = Both clocks
staff-cohort-billing-supply = Days of device data (99454)
staff-cohort-billing-management = Minutes with a live call (99457)
staff-cohort-billing-standing = Standing
staff-cohort-billing-standings-ready = Ready
staff-cohort-billing-standings-on-track = On track
staff-cohort-billing-standings-not-on-track = Not on track
staff-cohort-billing-standings-no-activity = No activity
staff-cohort-billing-interpretation = Minutes of interpretation (99091)
staff-cohort-billing-programme = Therapy (98975 to 98986)
staff-cohort-billing-claims = Claims
staff-cohort-billing-claims-of = CSV for { $month }
staff-cohort-billing-note = Days are counted in periods of 30 days, minutes in calendar months. Typed readings are shown, and not counted. Amounts in the file are examples.
staff-cohort-changes-heading = Did the new rules help?
staff-cohort-changes-none = No rule set has been activated since the beginning.
staff-cohort-changes-of = { $name }, version { $version }: activated { $at } by { $by }
staff-cohort-changes-span = { $span } before, and as long after
staff-cohort-changes-figure = Figure
staff-cohort-changes-before = Before
staff-cohort-changes-after = After
staff-cohort-changes-by-rule = The same by rule
staff-cohort-rows-heading = Patients: { $list }
staff-cohort-rows-lists-all = Everybody
staff-cohort-rows-lists-not-measuring = Not enough readings
staff-cohort-rows-lists-quiet = Going quiet, or silent
staff-cohort-rows-lists-at-goal = Blood pressure at goal
staff-cohort-rows-lists-above-goal = Blood pressure above goal
staff-cohort-rows-lists-pressure-unknown = Blood pressure: not enough readings
staff-cohort-rows-lists-not-controlled = High blood pressure not controlled
staff-cohort-rows-lists-glucose-at-target = Glucose at target
staff-cohort-rows-lists-glucose-off-target = Glucose not at target
staff-cohort-rows-lists-glucose-unknown = Glucose: not enough values
staff-cohort-rows-lists-emergency = An emergency is open
staff-cohort-rows-lists-urgent = An urgent alert is open
staff-cohort-rows-lists-review = A review is open
staff-cohort-rows-lists-ready = Billing: ready
staff-cohort-rows-lists-on-track = Billing: on track
staff-cohort-rows-lists-not-on-track = Billing: not on track
staff-cohort-rows-lists-no-activity = Billing: no activity
staff-cohort-rows-all = Show everybody
staff-cohort-rows-first = the first { $shown } of { $total }
staff-cohort-rows-none = Nobody is in this list.
staff-cohort-rows-patient = Patient
staff-cohort-rows-condition = Condition
staff-cohort-rows-last = Last reading
staff-cohort-rows-never = never
staff-cohort-rows-measured = Measured
staff-cohort-rows-enough = not enough readings
staff-cohort-rows-unplanned = no schedule: each day
staff-cohort-rows-silent = Silence
staff-cohort-rows-quiet = { $n ->
    [one] { $n } day without a reading
   *[other] { $n } days without a reading
}
staff-cohort-rows-usual = none
staff-cohort-rows-gone = no reading in 60 days
staff-cohort-rows-pressure = Blood pressure, mean
staff-cohort-rows-at-goal = At goal
staff-cohort-rows-glucose = Glucose in range
staff-cohort-rows-glucose-mean = mean { $mean } mg/dL, GMI { $gmi } %
staff-cohort-rows-yes = yes
staff-cohort-rows-no = no
staff-cohort-rows-period = Days of 30
staff-cohort-rows-minutes = Minutes
staff-cohort-rows-live = Live call
staff-cohort-rows-codes = Code so far
staff-cohort-rows-interpreted = and { $n } of interpretation
staff-cohort-rows-standing = Standing
staff-cohort-rows-typed = and { $n } typed
staff-cohort-define-adherence = Slots done, of slots due. A slot is a stretch of as many hours as the plan says, on the patient's own clock; weeks begin on Monday, days at midnight. It is due if it began in the period, the plan held from its beginning to its end, and it is over. It is done if the sign was measured in it at all, by a device or typed. Where a plan schedules nothing, one reading of anything in each day is due.
staff-cohort-define-by-device = Slots done with a reading that a device sent, of slots done. Typed readings are shown apart.
staff-cohort-define-not-enough = Patients with less than 70 % of what was due done: there is no figure for them.
staff-cohort-define-quiet = Going quiet: no reading of anything on four days or more; who is asked to measure less often than each three days may be silent for a quarter longer than that. Silent: no reading in 60 days, or none ever on the second day of care.
staff-cohort-define-at-goal = Patients whose mean blood pressure over the period is below 130 and below 80 mmHg, of those whose pressure is watched (hypertension, a schedule, or readings) and who did at least 70 % of what was due; without a schedule for it one reading a day is due.
staff-cohort-define-in-range = Days whose mean blood pressure lies in 110 to 130 over 70 to 80 mmHg, limits inside, of days with one.
staff-cohort-define-cbp = Controlling High Blood Pressure (CMS165v14): 18 to 85 years old with hypertension; on the most recent day in the period with a device-sent reading the lowest systolic is below 140 and the lowest diastolic below 90 mmHg; without a reading not controlled. Excluded: end-stage renal disease, pregnancy, hospice, frailty.
staff-cohort-define-glucose = Patients whose continuous glucose meets every target of the consensus, of those of whom the last 14 days have 70 % of a sensor's values: more than 70 % in 70 to 180 mg/dL, under 4 % below 70, under 1 % below 54, under 25 % above 180, under 5 % above 250. In pregnancy: more than 70 % in 63 to 140, under 4 % below 63, under 1 % below 54, under 25 % above 140. With frailty or in hospice: more than 50 % in 70 to 180, under 1 % below 70, under 10 % above 250. A device is a sensor if its values follow each other within 20 minutes, at least three times in four; a meter's values don't count.
staff-cohort-define-glucose-shares = Values of patients with enough of them, in whole mg/dL; LO is below, HI above every limit. Mean, standard deviation (n - 1), coefficient of variation and GMI (3.31 + 0.02392 x mean) are of values that are numbers. Stable: a coefficient of variation of 36 % at most.
staff-cohort-define-glucose-episodes = An episode opens after 15 minutes beyond the limit and ends after 15 minutes back; a value speaks until the next one, for two hours at most.
staff-cohort-define-alerts = Alerts that began in the period and were not taken back, per day of 24 hours in which a patient was cared for: since enrolment, or the first reading if that is earlier. Budget: 0.10.
staff-cohort-define-automated = Matters that automation ended without a clinician, of those and the alerts.
staff-cohort-define-seen-after = From the beginning of an alert to its first acknowledgement: half, and nine of ten, took at most so long.
staff-cohort-define-true-of-closed = Alerts closed as acted on, or as true with nothing to do, of those closed with a result: the positive predictive value.
staff-cohort-define-risk = Today: each patient by the gravest alert that is open now. By day: patients by the gravest alert that began on that day, on their own clock.
staff-cohort-define-change = The same figures in two stretches of equal length, before and after a rule set was activated: as long as there has been time since, and at most the period. A day belongs to the stretch that begins on it; the day of the activation is after.
staff-cohort-define-stays = Admissions, visits to an emergency department and days in hospital, as staff entered them, per day on which a patient was cared for, on their own calendar. Where two hospitals follow each other by a transfer, on the same or the next day, it is one stay. Both the day of admission and that of discharge are days in hospital. Nothing is shown of fewer than five patients.
staff-cohort-define-readmitted = Discharges in the period that were followed by an unplanned admission for any cause within 30 days, of discharges that count: after an admission, planned or not, alive, not against medical advice, not into another hospital, not on the day of admission, and with the 30 days over. A readmission's own discharge counts as well (HEDIS; CMS leaves it out). Not adjusted for risk: compare the same patients, not two teams. Nothing is shown where those discharged are one to four patients.
staff-cohort-define-workload = Patients by the team that looks after them today. Open: alerts that are open now. Asked: alerts that began in the period, per day of 24 hours in which a patient was cared for. Minutes: signed in the period, also those of interpretation. Teams of fewer than five patients have no figures.
staff-cohort-define-supply = Days with device-sent data in a fixed period of 30 days, counted from the first such day ever: 2 to 15 99445, 16 to 30 99454. Ready: 16 are there. On track: at this pace there will be 16.
staff-cohort-define-management = Minutes signed in the calendar month, with at least one live contact: 10 to 19 99470, 20 99457, each further 20 99458. Ready: 20 with a live contact. On track: at this pace there will be 20. Minutes of interpretation are none of these.
staff-cohort-define-interpretation = Minutes in which a physician or another qualified professional collected and interpreted data, signed as such, in the fixed period of 30 days: from 30 on 99091, once, and not beside management in a month that the period touches.
staff-cohort-define-programme = Physiologic values, or a therapy (98975 to 98986): one or the other for a patient, as their team's entry says. The codes follow it; days and minutes are counted in the same way.
