# The pages of staff: frame, work list, patient, operations.
staff-product = Hearthwatch
staff-nav-label = Pages
staff-nav-worklist = Worklist
staff-nav-cohort = Cohort
staff-nav-rules = Rules
staff-nav-ops = Operations
staff-nav-accounts = Accounts
staff-nav-audit = Trail
staff-nav-patient = Patient
staff-unreachable = no answer from the server
staff-title-lost = (!) Not live · Hearthwatch
staff-title-canary = (!) Alerts can't be relied on · Hearthwatch
staff-missing-page = There is no such page. Choose one above.
staff-skip = Skip to the page
staff-severity-emergency = Emergency
staff-severity-urgent = Urgent
staff-severity-review = Review
staff-severity-task = No reading
staff-severity-watching = Watching
staff-time-now = now
staff-time-under-aminute = under a minute
staff-time-never = never
staff-link-connecting = Connecting…
staff-link-live = Live
staff-link-canary = Alerts can't be relied on: the check with a synthetic patient failed. Phone round your patients and call the operator.
staff-link-pause = Pause updates
staff-announce-sorted = Sorted.
staff-announce-nothing-urgent = No emergency is waiting.
staff-list-heading = Worklist
staff-list-caption = Patients, the next to help first
staff-list-sections-label = Show
staff-list-sections-mine = Needs me
staff-list-sections-snoozed = Snoozed
staff-list-sections-waiting = Waiting
staff-list-sections-seen = Being seen
staff-list-sections-all = All
staff-list-severities = Only one severity
staff-list-find = Find
staff-list-find-hint = Name, number or condition
staff-list-loading = Loading the worklist…
staff-list-empty = Nobody here.
staff-list-empty-waiting = Nobody is waiting.
staff-list-held-nothing = The order is held while you work here.
staff-list-free = Sorted by severity, then overdue, then waiting time.
staff-list-sort-now = Sort now (R)
staff-list-keys = Keys (?)
staff-list-lane-label = New emergency
staff-list-lane-none = No new emergency.
staff-list-lane-new = New
staff-list-lane-open = Open (N)
staff-list-columns-news2 = NEWS2 · Severity
staff-list-columns-patient = Patient
staff-list-columns-why = Why here
staff-list-columns-trend = 24 h
staff-list-columns-respiration = Resp
staff-list-columns-spo2 = SpO₂
staff-list-columns-blood-pressure = BP
staff-list-columns-pulse = Pulse
staff-list-columns-temperature = Temp
staff-list-columns-last = Last
staff-list-columns-waiting = Waiting
staff-list-columns-state = State
staff-list-stale-score = Score is old
staff-list-no-score = No score yet
staff-list-no-reading = No reading yet
staff-list-nothing-to-do = No open alert
staff-list-unknown = not known
staff-list-stale = old
staff-list-waiting-state = Waiting
staff-list-acknowledge = Acknowledge
staff-list-no-trend = No score in the last 24 h
staff-signed-in-as = Signed in as
staff-signed-in-out = Sign out
staff-signed-in-how = How I sign in
staff-signed-in-failed = No answer from the server: you are still signed in.
staff-acknowledge-heading = Acknowledge
staff-acknowledge-question = What happens next?
staff-acknowledge-submit = Acknowledge
staff-acknowledge-busy = Sending…
staff-acknowledge-cancel = Back
staff-acknowledge-close = Back to the list
staff-acknowledge-again = Acknowledge anyway
staff-acknowledge-first = Somebody was first
staff-acknowledge-changed = The alert has changed since you opened it. Look again, then acknowledge.
staff-acknowledge-gone = This alert is no longer open.
staff-acknowledge-unreachable = No answer from the server, so this may not be recorded. Try again: a second try does no harm.
staff-acknowledge-next-calling-now = Calling now
staff-acknowledge-next-known = Known for this patient
staff-acknowledge-next-reading-wrong = Reading looks wrong, asked again
staff-acknowledge-next-passed-on = Passed on
staff-acknowledge-next-other = Other
staff-sound-off = Sound off
staff-sound-on = Sound on
staff-sound-blocked = Sound blocked: press anywhere
staff-sound-test = Test
staff-sound-pause = Quiet for 2 min
staff-sound-paused = Quiet: { $left }
staff-wall-open = Wall
staff-wall-more = { $n ->
    [one] and { $n } more patient
   *[other] and { $n } more patients
}
staff-act-snooze = Snooze
staff-act-assign = Assign
staff-act-close = Outcome
staff-act-how-long = For how long?
staff-act-ends-early = It ends early when it gets worse, or when anything else is raised.
staff-act-to = To whom? Their name, as it is shown here
staff-act-they-acknowledge = They have to acknowledge it.
staff-act-came-to = What did it come to?
staff-act-results-acted-on = Something was done
staff-act-results-nothing-to-do = True, and nothing had to be done
staff-act-results-false-reading = The reading was wrong
staff-act-results-expected = Expected for this patient
staff-act-reason = Reason
staff-act-done = { $act ->
    [escalate] { $name }: the next on call is told.
    [snooze] { $name }: silent for now.
    [assign] { $name }: given away.
   *[other] { $name }: closed.
}
staff-act-changed = Not recorded: { $why }. Look again, then press once more.
staff-act-failed = Not recorded: { $why }.
staff-patient-previous = Previous ([)
staff-patient-next = Next (])
staff-patient-close = Back (Esc)
staff-patient-score = NEWS2 score
staff-patient-score-none = No score yet: not enough readings.
staff-patient-scale-two = Oxygen is scored on scale 2: target 88 to 92 %, as a clinician prescribed.
staff-patient-copyright = NEWS2 © Royal College of Physicians 2017
staff-patient-vitals = Vital signs
staff-patient-sign = Sign
staff-patient-value = Value
staff-patient-points-column = Points
staff-patient-measured = Measured
staff-patient-known = Known here
staff-patient-from = From
staff-patient-id = Reading
staff-patient-no-points = not scored
staff-patient-out-of-score = old, not in the score
staff-patient-trend = Score in the last 24 hours
staff-patient-trend-table = Show as table (T)
staff-patient-trend-chart = Show as chart (T)
staff-patient-time = Time
staff-patient-alerts = Open alerts
staff-patient-no-alerts = No open alert.
staff-patient-why = Why
staff-patient-automation = What the automation did
staff-patient-no-automation = Nothing so far.
staff-patient-provenance = Where this comes from
staff-patient-rule = Rule
staff-patient-rules = Rule set
staff-patient-engine = Engine
staff-patient-entry = Journal entry
staff-patient-readings-used = Readings used
staff-patient-timeline = Timeline
staff-patient-no-timeline = Nothing has happened yet.
staff-patient-readings = Latest readings
staff-patient-all-readings = Show all { $n } readings
staff-patient-newest-readings = Show the newest { $n } only
staff-patient-no-readings = No reading yet.
staff-patient-readings-missing = The readings cannot be shown now: their store does not answer. Alerts are not affected.
staff-patient-undated = undated
staff-patient-used = used by an open alert
staff-patient-withdrawn = doesn't count
staff-patient-origin-device = Device
staff-patient-origin-typed = Typed by hand
staff-patient-kinds-alert = Alert
staff-patient-kinds-action = Automatic
staff-patient-kinds-acknowledged = Acknowledged
staff-patient-kinds-cleared = Cleared
staff-patient-kinds-escalated = Passed up
staff-patient-kinds-superseded = Taken back
staff-patient-loading = Loading…
staff-patient-failed = Timeline and readings could not be loaded. Trying again.
staff-patient-newest = Show the newest instead
staff-patient-moment = the moment asked for
staff-patient-recompute = Recompute
staff-patient-recomputing = Recomputing…
staff-patient-question = Was this their reading?
staff-patient-yes = Yes, theirs
staff-patient-no = No
staff-patient-signs-respiration = Respiration
staff-patient-signs-spo2 = Oxygen
staff-patient-signs-blood-pressure = Blood pressure
staff-patient-signs-systolic = Systolic pressure
staff-patient-signs-diastolic = Diastolic pressure
staff-patient-signs-pulse = Pulse
staff-patient-signs-heart-rate = Heart rate
staff-patient-signs-temperature = Temperature
staff-patient-signs-weight = Weight
staff-patient-signs-glucose = Glucose
staff-patient-signs-rhythm = Pulse rhythm
staff-patient-signs-consciousness = Consciousness
staff-patient-signs-supplemental-oxygen = Extra oxygen
staff-messages-heading = Messages
staff-messages-new = New
staff-messages-not-loaded = The messages could not be loaded. Trying again.
staff-messages-none = No messages yet.
staff-messages-carers = The patient and their carers see this.
staff-messages-no-carers = Only the patient sees this.
staff-messages-mark = Mark all as read
staff-messages-marked = Marked as read.
staff-messages-begin = New conversation
staff-messages-subject = Subject
staff-messages-message = Message
staff-messages-send = Send
staff-messages-sent = Sent.
staff-messages-file = File
staff-messages-sides-patient = patient
staff-messages-sides-carer = carer
staff-messages-sides-team = team
staff-messages-sides-server = automatic
staff-tabs-label = Parts of this page
staff-tabs-vitals = Vitals
staff-tabs-timeline = Timeline
staff-tabs-thresholds = Thresholds
staff-tabs-care = Care plan
staff-tabs-messages = Messages
staff-tabs-devices = Devices
staff-charts-heading = Charts
staff-charts-period = Period
staff-charts-day = 24 h
staff-charts-days = { $days } days
staff-charts-around = a day before and after { $at }
staff-charts-none = { $period }: nothing was measured.
staff-charts-legend = ● by a device  ○ typed  ◌ doesn't count; grey: usual for this patient; +1 +2 +3: points
staff-charts-as-of = As of { $at }; times in { $zone }
staff-charts-newest = The newest { $shown } of { $of } times.
staff-charts-png = PNG
staff-charts-png-of = PNG of: { $what }
staff-documents-heading = Documents
staff-documents-not-loaded = The documents could not be loaded. Trying again.
staff-documents-none = Nothing was handed in yet.
staff-documents-name = Document
staff-documents-kind = Kind
staff-documents-size = Size
staff-documents-at = Handed in
staff-documents-by = By
staff-documents-kinds-pdf = PDF
staff-documents-kinds-png = Picture (PNG)
staff-documents-kinds-jpeg = Photo (JPEG)
staff-documents-kinds-text = Plain text
staff-documents-trail = Who downloads a document is in the trail.
staff-medicines-heading = Medicines
staff-medicines-not-loaded = The medicines could not be loaded. Trying again.
staff-medicines-none = No medicines on the list yet.
staff-medicines-when-needed = when needed
staff-medicines-stop = Stop
staff-medicines-stopped = Stopped
staff-medicines-taken = taken,
staff-medicines-add = Add a medicine
staff-medicines-fields-name = Full generic name
staff-medicines-fields-dose = Dose, with a space and a unit (40 mg)
staff-medicines-fields-times = Times, in the patient's own time (08:00, 14:00); empty: when needed
staff-medicines-fields-note = How to take it
staff-appointments-heading = Appointments
staff-appointments-not-loaded = The appointments could not be loaded. Trying again.
staff-appointments-none = No appointments.
staff-appointments-stands-requested = The patient asks for it.
staff-appointments-stands-proposed = Offered; the patient has not answered.
staff-appointments-stands-confirmed = Fixed.
staff-appointments-stands-cancelled = Called off.
staff-appointments-confirm = Agree
staff-appointments-cancel = Call off
staff-appointments-other = Offer another time
staff-appointments-offer = Offer an appointment
staff-appointments-when = Day and time, on the patient's clock
staff-appointments-length = Minutes
staff-appointments-place = Place, or by which way
staff-appointments-done = Done.
staff-stays-heading = In hospital
staff-stays-not-loaded = The stays could not be loaded. Trying again.
staff-stays-none = No stay in hospital is known.
staff-stays-kinds-unplanned = Admitted, unplanned
staff-stays-kinds-planned = Admitted, planned
staff-stays-kinds-emergency = Emergency department only
staff-stays-ends-home = discharged home
staff-stays-ends-transferred = to another hospital
staff-stays-ends-against-advice = left against medical advice
staff-stays-ends-died = died
staff-stays-lasts = still there
staff-stays-withdrawn = Taken back: doesn't count.
staff-stays-add = Enter a stay
staff-stays-discharge = Enter the discharge
staff-stays-take-back = Take back
staff-stays-kind = Kind
staff-stays-admitted = Day of admission
staff-stays-discharged = Day of discharge, if it is over
staff-stays-discharged-on = Day of discharge
staff-stays-ended = How it ended
staff-stays-note = Where, and what for
staff-stays-done = Entered.
staff-team-heading = Team
staff-team-not-loaded = The team could not be loaded. Trying again.
staff-team-none = No team looks after this patient.
staff-team-change = Change team
staff-team-team = Team
staff-team-site = Site
staff-team-programme = Monitored, for billing
staff-team-programmes-physiologic = Physiologic values (RPM)
staff-team-programmes-therapy-respiratory = Therapy, respiratory (RTM)
staff-team-programmes-therapy-musculoskeletal = Therapy, musculoskeletal (RTM)
staff-team-programmes-therapy-cognitive = Therapy, cognitive behavioural (RTM)
staff-team-save = Save
staff-team-done = Saved.
staff-keys-heading = Keys
staff-keys-close = Close
staff-keys-only = They work while the list or a patient has focus.
staff-keys-letters = Use single-letter keys
staff-keys-list-0-0 = ↑ ↓ or K J
staff-keys-list-0-1 = move
staff-keys-list-1-0 = Enter
staff-keys-list-1-1 = open the patient
staff-keys-list-2-0 = Esc
staff-keys-list-2-1 = back
staff-keys-list-3-0 = A
staff-keys-list-3-1 = acknowledge
staff-keys-list-snooze-0 = S
staff-keys-list-snooze-1 = snooze
staff-keys-list-assign-0 = G
staff-keys-list-assign-1 = assign
staff-keys-list-close-0 = O
staff-keys-list-close-1 = outcome
staff-keys-list-message-0 = M
staff-keys-list-message-1 = message
staff-keys-list-next-0 = [ ]
staff-keys-list-next-1 = previous or next patient
staff-keys-list-4-0 = N
staff-keys-list-4-1 = newest emergency
staff-keys-list-5-0 = R
staff-keys-list-5-1 = sort now
staff-keys-list-6-0 = 1 2 3
staff-keys-list-6-1 = only emergencies, urgent, review
staff-keys-list-7-0 = T
staff-keys-list-7-1 = table or chart
staff-keys-list-8-0 = /
staff-keys-list-8-1 = find
staff-keys-list-9-0 = ?
staff-keys-list-9-1 = this list
staff-ops-heading = Operations
staff-ops-loading = Loading the figures…
staff-ops-unscored = Oldest reading not yet scored
staff-ops-canary = Synthetic patient
staff-ops-rate = Readings in
staff-ops-lag = Lag, typical
staff-ops-lag-worst = Lag, slowest 1 %
staff-ops-store = Readings store behind
staff-ops-care = Care store behind
staff-ops-scored = Readings scored
staff-ops-admitted = Admitted
staff-ops-duplicates = Repeats dropped
staff-ops-journal = Journal
staff-ops-memory = Memory
staff-ops-clocks = Clocks off by more than 2 min
staff-ops-no-clocks = No clock that was heard is off by more than 2 min.
staff-ops-clock-of = Whose clock
staff-ops-clock-off = Off by
staff-ops-clock-behind = { $span } behind
staff-ops-clock-ahead = { $span } ahead
staff-ops-disk = Disk
staff-ops-disk-used = { $percent } %
staff-ops-disk-full = { $days ->
    [one] full in { $days } day at this rate;
   *[other] full in { $days } days at this rate;
}
staff-ops-disk-years = full in more than 10 years at this rate;
staff-ops-disk-still = nothing has grown lately;
staff-ops-disk-unknown = when it is full is not known yet;
staff-ops-disk-ours = data { $size }
staff-ops-uptime = Running for
staff-ops-gateways = Gateways
staff-ops-gateway = Gateway
staff-ops-gateway-state = State
staff-ops-on = On
staff-ops-off = Off
staff-ops-heard = Last heard
staff-ops-stored = Stored up to
staff-ops-no-gateways = No gateway has reported yet.
staff-ops-batteries = Batteries under 20 %
staff-ops-no-batteries = No monitor's battery is under 20 %.
staff-ops-battery = Battery
staff-ops-kept = Kept there
staff-ops-broker = Broker
staff-ops-broker-on = connected
staff-ops-broker-off = not connected
staff-ops-outbox = Notices to send
staff-ops-outbox-sent = { $n } sent since the start
staff-ops-no-channels = No channel is set up: nobody outside is told.
staff-ops-channel = Channel
staff-ops-waiting = Waiting
staff-ops-failing-column = Failing
staff-ops-failing = { $n } tried in vain
staff-ops-oldest = Oldest
staff-ops-sent = Sent
staff-ops-failure = What went wrong last
staff-ops-rota = On call
staff-ops-rota-until = planned until { $until }
staff-ops-no-rota = nobody is on call: escalations reach no one
staff-ops-gaps = Gaps on call, next 7 days
staff-ops-no-gaps = Somebody is on call at every level for the next 7 days.
staff-ops-gap = Level { $level }: nobody from { $from } to { $to }
staff-ops-held = Whose reading?
staff-ops-held-none = No reading waits to be somebody's.
staff-ops-held-failed = The readings of nobody yet could not be loaded. Trying again.
staff-ops-held-fewer = Show fewer
staff-ops-held-what = Measured
staff-ops-held-device = Monitor
staff-ops-held-why = Why it is asked
staff-ops-held-who = Whose it is
staff-ops-held-doubts-several = It may be several people's
staff-ops-held-doubts-stranger = It may be a guest's
staff-ops-held-doubts-unknown = What is usual for one of them isn't known yet
staff-ops-held-doubts-jump = Too far from the one before
staff-ops-held-doubts-unusual = Too far from what is usual
staff-ops-held-nobody = None of them
staff-ops-held-denials = nobody here any more: it stays apart
staff-ops-rejected = Rejected readings
staff-ops-rejected-none = Nothing was rejected.
staff-ops-rejected-failed = The list of rejected readings could not be loaded. Trying again.
staff-ops-inspect = Inspect
staff-ops-replay = Replay
staff-ops-became-admitted = it counts now, as if it had come in time
staff-ops-became-repeated = the same measurement was there already
staff-ops-became-unclaimed = it counts when somebody says whose it is
staff-ops-became-quarantined = part of it stays apart
staff-ops-became-nothing = all of it was there already
staff-ops-what-mends = What mends it
staff-ops-no-time = no time
staff-ops-actions = Actions
staff-ops-reasons = Only one reason
staff-ops-every-reason = All
staff-ops-at = When
staff-ops-reason = Reason
staff-ops-detail = What was wrong
staff-ops-bytes = Bytes
staff-ops-nobody = unknown
staff-ops-reason-names-implausible = Implausible
staff-ops-reason-names-not-measured = Not measured
staff-ops-reason-names-undatable = Undatable
staff-ops-reason-names-unknown-device = Nobody's
staff-ops-reason-names-unknown-gateway = Unknown gateway
staff-ops-reason-names-not-authentic = Not authentic
staff-ops-reason-names-damaged = Damaged
staff-ops-reason-names-future-version = From a newer version
staff-ops-reason-names-malformed = Malformed
staff-title-page = { $page } · Hearthwatch
staff-title-emergencies = ({ $n }!!!) { $page } · Hearthwatch
staff-time-minutes = { $n } min
staff-time-hours = { $n } h
staff-time-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
staff-time-late-by = late by { $span }
staff-list-empty-find = Nobody matches “{ $find }”.
staff-list-held-moved = { $n ->
    [one] { $n } patient would move. The order is held while you work here.
   *[other] { $n } patients would move. The order is held while you work here.
}
staff-list-lane-others = and { $n } more
staff-list-known = { $known } of { $of } known
staff-list-more-reasons = { $n ->
    [one] +{ $n } reason
   *[other] +{ $n } reasons
}
staff-list-more-alerts = +{ $n }
staff-list-more-alerts-hidden = { $n ->
    [one] and { $n } more open alert:
   *[other] and { $n } more open alerts:
}
staff-list-points = { $n } points
staff-list-seen-by = Seen by { $by } { $at }
staff-list-owned-by = With { $owner }
staff-list-back-at = back at { $at }
staff-list-escalated-to = → { $to }
staff-list-snoozed-until = Silent until { $until } ({ $by })
staff-list-more-waiting = { $n } more waiting
staff-list-escalated = { $n ->
    [1] passed up once
   *[other] passed up { $n } times
}
staff-list-triggers = { $n ->
    [2] twice by now
   *[other] { $n } times by now
}
staff-list-trend = NEWS2 over 24 h: { $first }, now { $last }, highest { $top }
staff-list-trend-short = { $first } → { $last }
staff-acknowledge-as = Recorded as { $by }.
staff-acknowledge-refused = The server refused: { $detail }
staff-patient-born = born { $date }
staff-patient-score-complete = NEWS2 { $score }: all { $of } parts known.
staff-patient-score-partial = NEWS2 between { $low } and { $high }: { $known } of { $of } parts known.
staff-patient-measured-at = measured { $at }
staff-patient-known-at = known here { $at }
staff-patient-due = due { $at }
staff-patient-around = What was known around { $at }: a day before and a day after.
staff-patient-unknown = Nobody with the id { $id } is cared for here.
staff-patient-recompute-of = Recompute from the journal, { $at }: { $what }
staff-patient-recompute-failed = Not recomputed: { $why }.
staff-patient-recomputed-same = { $entries ->
    [one] Decided again from { $entries } journal entry: the same in every bit.
   *[other] Decided again from { $entries } journal entries: the same in every bit.
}
staff-patient-recomputed-other = { $entries ->
    [one] Decided again from { $entries } journal entry: IT DIFFERS. Tell the operator.
   *[other] Decided again from { $entries } journal entries: IT DIFFERS. Tell the operator.
}
staff-patient-rests-on = rests on { $reading }: { $values }, taken { $at }
staff-patient-after = after { $source }
staff-patient-question-about = Measured { $at }; it doesn't count until somebody says whose it is.
staff-patient-yes-of = Yes, theirs: { $what }
staff-patient-no-of = No, not theirs: { $what }
staff-patient-claimed = The reading counts for { $name } now.
staff-patient-denied = { $name } isn't asked about it any more.
staff-patient-claim-failed = Not recorded: { $why }.
staff-messages-unread = { $n ->
    [one] { $n } new message
   *[other] { $n } new messages
}
staff-messages-answer = Answer: { $subject }
staff-messages-read-by = Read by { $who } { $when }
staff-messages-failed = Not sent: { $why }.
staff-medicines-daily = daily at { $times }
staff-medicines-stop-of = Stop { $name }
staff-medicines-stopped-now = { $name } is stopped.
staff-medicines-due = Due { $when }:
staff-medicines-not-taken = not taken ({ $reason }),
staff-medicines-said-by = said { $by } { $when }
staff-medicines-added = { $name } is on the list.
staff-medicines-failed = Not changed: { $why }.
staff-appointments-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
staff-appointments-by = { $by }, { $when }
staff-appointments-failed = Not changed: { $why }.
staff-stays-from = from { $admitted }
staff-stays-until = to { $discharged }, { $ended }
staff-stays-by = { $by }, { $when }
staff-stays-take-back-of = Take back the stay from { $admitted }
staff-stays-failed = Not changed: { $why }.
staff-team-by = Settled by { $by }, { $when }
staff-team-failed = Not changed: { $why }.
staff-ops-canary-ok = OK in { $latency }, { $age }
staff-ops-canary-usual = to its alert: p50 { $p50 }, p99 { $p99 }
staff-ops-canary-failed = Failed, { $age }
staff-ops-per-second = { $n }/s
staff-ops-workers = { $n ->
    [one] { $n } worker
   *[other] { $n } workers
}
staff-ops-journal-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
staff-ops-durable = on disk up to { $n }
staff-ops-version = version { $version }
staff-ops-gateways-on = { $n } on
staff-ops-gateways-off = { $n } off
staff-ops-held-count = { $n ->
    [one] { $n } reading of nobody yet
   *[other] { $n } readings of nobody yet
}
staff-ops-held-shown = The oldest { $shown } of { $total }.
staff-ops-held-more = Show { $n } more
staff-ops-held-is = It was { $name }
staff-ops-held-is-of = It was { $name }: { $what }
staff-ops-held-share = { $percent } % likely
staff-ops-held-denied = { $name } said no
staff-ops-held-nobody-of = None of them: { $what }
staff-ops-rejected-shown = The newest { $shown } of { $total }.
staff-ops-rejected-replayed = { $n } replayed since the beginning
staff-ops-inspect-of = Inspect { $id }
staff-ops-replay-of = Replay { $id }
staff-ops-replayed = { $id }: { $became }
staff-ops-replay-failed = { $id } stays apart: { $why }
staff-ops-bytes-part = first { $shown } of { $total } bytes
staff-ops-bytes-all = { $total ->
    [one] { $total } byte
   *[other] { $total } bytes
}
staff-demo = { $notice } · time ×{ $speed }
staff-demo-invented = Demo: invented people
staff-demo-recorded = Demo: recorded people, de-identified public data
staff-time-ago = { $age } ago
staff-time-just-now = just now
staff-link-lost = Not live since { $since }. Figures may be old.
staff-link-never = Not live. No answer from the server yet.
staff-link-resume = Resume updates
staff-link-resume-changed = { $n ->
    [one] Resume updates ({ $n } patient changed)
   *[other] Resume updates ({ $n } patients changed)
}
staff-announce-emergencies = { $n ->
    [one] { $n } new emergency
   *[other] { $n } new emergencies
}
staff-announce-urgents = { $n ->
    [one] { $n } new urgent alert
   *[other] { $n } new urgent alerts
}
staff-announce-acknowledged = Acknowledged: { $name }. { $next }.
staff-patient-score-stale = NEWS2 was { $low }; the readings are old.
staff-patient-score-stale-between = NEWS2 was between { $low } and { $high }; the readings are old.
staff-patient-beyond = { $reach ->
    [below] lower than the sensor can tell
    [above] higher than the sensor can tell
   *[unknown] not known
}
staff-patient-recomputed-engine = Engine { $engine } decided then, so it can't be held beside it.
staff-patient-recomputed-unknown = An unknown engine decided then, so it can't be held beside it.
staff-team-nobody = No team
staff-ops-failed = No answer from the server since { $since }. Trying again.
staff-ops-failed-never = No answer from the server yet. Trying again.
staff-ops-ms = { $n } ms
staff-ops-no-ms = no figure yet
staff-ops-seconds = { NUMBER($n, maximumFractionDigits: 1, minimumFractionDigits: 1) } s
staff-language = Language
staff-person = { $name } ({ $role })
staff-role = { $role ->
    [patient] patient
    [carer] carer
    [clinician] clinician
    [care_manager] care manager
    [operator] operator
   *[integrator] program
}
staff-condition = { $condition ->
    [copd] COPD
    [heart_failure] Heart failure
    [hypertension] Hypertension
    [diabetes] Diabetes
    [type_1_diabetes] Type 1 diabetes
    [type_2_diabetes] Type 2 diabetes
    [atrial_fibrillation] Atrial fibrillation
    [athlete] Athlete
    [pregnancy] Pregnancy
   *[other] { $written }
}
staff-loading = Loading…
staff-page-not-loaded = This page could not be loaded.
staff-again = Try again
staff-patient-zone = Times are the patient's own ({ $zone }).
staff-problem = { $problem ->
    [blood_pressure_high] Very high blood pressure
    [blood_pressure_low] Low blood pressure
    [blood_pressure_control] Blood pressure over target
    [blood_pressure_rise] Blood pressure over the usual
    [blood_pressure_doubtful] Doubtful blood pressure
    [oxygen_low] Low oxygen
    [oxygen_high] Oxygen over target
    [copd_exacerbation] COPD getting worse
    [glucose_low] Very low sugar
    [glucose_low_mild] Low sugar
    [glucose_low_repeated] Repeated low sugar
    [glucose_falling] Sugar falling fast
    [glucose_high] Very high sugar
    [glucose_high_lasting] Sugar high for hours
    [weight_gain] Weight gain
    [weight_doubtful] Doubtful weight
    [heart_failure_signs] Signs of heart failure
    [pulse_high] Fast pulse
    [pulse_low] Slow pulse
    [pulse_change] Pulse over the usual
    [rhythm_irregular] Irregular pulse
    [fever] Fever
    [temperature_low] Low temperature
    [deterioration] High NEWS2
    [after_discharge] After a stay in hospital
    [side_effect] A side effect of a medicine
    [silence_weight] Weight not measured
    [silence_pressure] Blood pressure not measured
    [silence_oxygen] Oxygen not measured
    [silence_glucose] Sugar not measured
    [silence_temperature] Temperature not measured
    [silence_pulse] Pulse not measured
    [automation_stopped] Automation stopped
   *[other] { $written }
}
staff-sex = { $sex ->
    [F] F
    [M] M
   *[other] { $sex }
}
