# The pages of staff about rules.
staff-rules-heading = Rules
staff-rules-views-label = Rules
staff-rules-views-active = Active rules
staff-rules-views-draft = Draft
staff-rules-views-history = History
staff-rules-loading = Loading the rules…
staff-rules-failed = The rules could not be loaded. Trying again.
staff-rules-version = { $name }, version { $version }
staff-rules-hash = SHA-256
staff-rules-active-heading = What decides now
staff-rules-active-set = Rule set
staff-rules-active-since = Since
staff-rules-active-built-in = they came with the program
staff-rules-active-by = Activated by
staff-rules-active-nobody = nobody: they came with the program
staff-rules-active-program = hearthwatch { $version }, which came with them
staff-rules-active-report = Back-test's report
staff-rules-active-no-report = none
staff-rules-active-find = Find a rule
staff-rules-active-find-hint = Id, title or words
staff-rules-active-open-all = Open all
staff-rules-active-close-all = Close all
staff-rules-active-none = No rule matches “{ $find }”.
staff-rules-active-unsigned = No clinician has signed off these thresholds.
staff-rules-rule-changed = changed
staff-rules-rule-off = off
staff-rules-rule-mistakes = { $n ->
    [one] { $n } mistake
   *[other] { $n } mistakes
}
staff-rules-rule-on = On
staff-rules-rule-for = For
staff-rules-rule-everybody = everybody
staff-rules-rule-twice = measured twice
staff-rules-rule-twice-label = must be measured twice
staff-rules-rule-twice-of = { $rule }, { $level }: must be measured twice
staff-rules-rule-on-of = { $rule } is on
staff-rules-rule-severity-of = { $rule }, level { $place }: severity
staff-rules-rule-clear = Fine again
staff-rules-rule-clear-never = when no level holds
staff-rules-rule-limits = Limits that a person can have of their own
staff-rules-rule-limit-of = { $rule }, limit { $name }
staff-rules-rule-limit-in-words = { $value } (limit “{ $name }”)
staff-rules-rule-limit-name = { $name ->
    [emergency] emergency
    [urgent] urgent
    [review] review
    [back] back
    [systolic_low] systolic low
    [systolic_target] systolic target
    [diastolic_target] diastolic target
    [systolic_high] systolic high
    [diastolic_high] diastolic high
    [fever] fever
    [high] high
    [day_gain] day gain
    [week_gain] week gain
   *[other] { $written }
}
staff-rules-rule-floor = nobody's own goes beyond { $floor }
staff-rules-rule-no-floor = the same for everybody
staff-rules-rule-source = Source
staff-rules-rule-line = line { $line }
staff-rules-rule-first = What is done first, without a clinician
staff-rules-rule-wait = , waits { $wait }
staff-rules-rule-number = { $where }: { $before }
staff-rules-rule-number-in = { $where }: { $before } in { $unit }
staff-rules-rule-number-wanted = Type a number, such as 92 or 37.5. Until then the old one stays.
staff-rules-rule-automated = Automatic
staff-rules-rule-spans-gap = Measurements closer than this are one
staff-rules-rule-spans-within = A second one confirms within
staff-rules-rule-spans-merge = What begins again joins for
staff-rules-rule-clear-times = Fine measurements that end it
staff-rules-rule-adjusts = Stricter for a while
staff-rules-rule-graver = alerts one severity graver
staff-rules-rule-hold = values count for { $percent } % of their time
staff-rules-rule-times = Times for everybody
staff-rules-rule-tables-hold = A value counts for, hours
staff-rules-rule-tables-acknowledge = An alert has to be acknowledged within, minutes
staff-rules-rule-tables-recheck = Somebody looks again after, minutes
staff-rules-rule-time-of = { $table }: { $of }
staff-rules-rule-time-key = { $key ->
    [default] default
    [temperature] temperature
    [consciousness] consciousness
    [supplemental_oxygen] supplemental oxygen
    [weight] weight
    [rhythm] rhythm
    [answers] answers
    [emergency] emergency
    [urgent] urgent
    [review] review
   *[other] { $written }
}
staff-rules-rule-step = { $do ->
    [measure] measure { $of }
    [ask] ask { $of }
    [escalate] escalate { $of }
    [plain] escalate
    [advise] advise
    [remind] remind
    [thank] thank
    [end] end
   *[other] { $written }
}
staff-rules-rule-questions = { $of ->
    [blood_pressure] blood pressure
    [faintness] faintness
    [heart_failure] heart failure
    [copd] copd
    [low_sugar] low sugar
    [high_sugar] high sugar
    [ketones] ketones
    [who_weighed] who weighed
    [after_discharge] after discharge
    [side_effect] side effect
   *[other] { $written }
}
staff-rules-draft-heading = The draft
staff-rules-draft-none = There is no draft. Start one from the rules that decide now: nothing changes until two people activate it.
staff-rules-draft-start = Start a draft
staff-rules-draft-saved = Saved by { $by }, { $at }.
staff-rules-draft-saving = Saving…
staff-rules-draft-unsaved = Not saved: { $why }
staff-rules-draft-again = Save again
staff-rules-draft-take-theirs = Take theirs, drop mine
staff-rules-draft-keep-mine = Keep mine, drop theirs
staff-rules-draft-discard = Throw the draft away
staff-rules-draft-discard-sure = Throw away for good
staff-rules-draft-discard-keep = Keep it
staff-rules-draft-checking = Checking…
staff-rules-draft-right = No mistakes.
staff-rules-draft-mistakes = { $n ->
    [one] { $n } mistake: activation and back-test wait until there are none.
   *[other] { $n } mistakes: activation and back-test wait until there are none.
}
staff-rules-draft-mistakes-heading = Mistakes
staff-rules-draft-line = Line { $line }
staff-rules-draft-as = Edit as
staff-rules-draft-form = Form
staff-rules-draft-text = Text
staff-rules-draft-text-label = The rule set's text (TOML)
staff-rules-draft-no-form = The text can't be read as a form yet: mend it as text first.
staff-rules-draft-uncheckable = The draft could not be checked: { $why }
staff-rules-changes-heading = What differs from the active rules
staff-rules-changes-none = Nothing differs but comments, order or spaces.
staff-rules-changes-unknown = It can't be told until the text can be read.
staff-rules-changes-whole = The document
staff-rules-changes-place = { $kind ->
    [rule] rule { $id }
    [problem] problem { $id }
    [pathway] pathway { $id }
    [questionnaire] questionnaire { $id }
    [adjust] adjust { $id }
   *[other] { $written }
}
staff-rules-changes-where = Where
staff-rules-changes-what = What
staff-rules-changes-before = Active
staff-rules-changes-after = Draft
staff-rules-changes-was-before = Before
staff-rules-changes-is-after = After
staff-rules-changes-added = new
staff-rules-changes-removed = taken out
staff-rules-changes-absent = not there
staff-rules-changes-first = The rules that the program came with.
staff-rules-trial-heading = Back-test on this cohort's own past
staff-rules-trial-about = Both rule sets decide again about everything in the journal. Alerts of the days chosen are compared. Nobody is told.
staff-rules-trial-days = Days back from the newest reading
staff-rules-trial-start = Back-test
staff-rules-trial-cancel = Stop it
staff-rules-trial-mistakes = It needs a draft without mistakes.
staff-rules-trial-none = There is no back-test of this very draft yet.
staff-rules-trial-stale = This back-test was made beside other active rules. Make a new one before you activate.
staff-rules-trial-progress = { $done } of { $total } journal entries
staff-rules-trial-starting = Starting…
staff-rules-trial-failed = The back-test ended early: { $why }.
staff-rules-trial-cohort = { $patients }, { $readings }, { $days }
staff-rules-trial-patients = { $n ->
    [one] { $n } patient
   *[other] { $n } patients
}
staff-rules-trial-readings = { $n ->
    [one] { $n } reading
   *[other] { $n } readings
}
staff-rules-trial-patient-days = { $n ->
    [one] { $n } patient-day
   *[other] { $n } patient-days
}
staff-rules-trial-period = { $from } to { $to }
staff-rules-trial-sentence = { $added ->
    [one] { $added } alert more, { $removed } fewer, { $moved } moved, { $same } the same.
   *[other] { $added } alerts more, { $removed } fewer, { $moved } moved, { $same } the same.
}
staff-rules-trial-figure = Figure
staff-rules-trial-active = Active
staff-rules-trial-draft = Draft
staff-rules-trial-figures-alerts = Alerts
staff-rules-trial-figures-emergency = of them emergencies
staff-rules-trial-figures-urgent = of them urgent
staff-rules-trial-figures-review = of them reviews
staff-rules-trial-figures-per-patient-day = Alerts per patient-day
staff-rules-trial-figures-automated = Ended without a clinician
staff-rules-trial-figures-share-automated = Share that is
staff-rules-trial-figures-minutes = A clinician's minutes
staff-rules-trial-share-of = { $part } of { $whole }
staff-rules-trial-share = { $percent } % ({ $of })
staff-rules-trial-rate = { $rate } ({ $of })
staff-rules-trial-lists-added = New
staff-rules-trial-lists-removed = Gone
staff-rules-trial-lists-moved = Moved
staff-rules-trial-list = { $list } { $n }
staff-rules-trial-at = Raised
staff-rules-trial-patient = Patient
staff-rules-trial-problem = Problem
staff-rules-trial-severity = Severity
staff-rules-trial-rule = Rule
staff-rules-trial-open = Open that moment
staff-rules-trial-open-of = Open that moment: { $name }, { $at }
staff-rules-trial-more = Show { $n } more
staff-rules-trial-moved-to = now { $at }
staff-rules-trial-nothing = No alert would change.
staff-rules-shadow-heading = Shadow
staff-rules-shadow-about = In the shadow the draft decides about everything that comes in from now on, and nobody is told.
staff-rules-shadow-start = Run it in the shadow
staff-rules-shadow-replace = Run this draft in its place
staff-rules-shadow-stop = End the shadow
staff-rules-shadow-none = Nothing runs in the shadow.
staff-rules-shadow-runs = { $name } runs in the shadow since { $since }.
staff-rules-shadow-other = It is another draft than the one above.
staff-rules-shadow-behind = { $n ->
    [one] It has { $n } journal entry still to read.
   *[other] It has { $n } journal entries still to read.
}
staff-rules-shadow-not-behind = It has decided about everything so far.
staff-rules-shadow-ended = The shadow has ended: { $why }.
staff-rules-activate-heading = Activate
staff-rules-activate-about = One person proposes, another one approves. From that moment the draft decides about everybody.
staff-rules-activate-needs-report = Activation is off until the back-test ran on this very draft.
staff-rules-activate-needs-right = Activation is off while the draft has mistakes.
staff-rules-activate-ready = The back-test of this very draft is there. Read it, then propose or approve.
staff-rules-activate-reason = Reason
staff-rules-activate-propose = Ask for approval
staff-rules-activate-proposed = Proposed by { $by }, { $at }:
staff-rules-activate-waits = Somebody else has to approve it, signed in as themselves.
staff-rules-activate-other = { $by } proposes other rules than these. Yours would take their place.
staff-rules-activate-submit = Approve and activate
staff-rules-activate-busy = Sending…
staff-rules-activate-refused = Not done: { $why }.
staff-rules-activate-done = { $set } decides from now on.
staff-rules-history-heading = Rules that decided
staff-rules-history-now = decides now
staff-rules-history-since = since { $at }
staff-rules-history-built-in = came with the program
staff-rules-history-by = Activated by { $by }
staff-rules-history-entry = journal entry { $offset }
staff-rules-history-report = report { $report }
staff-rules-history-changes = { $n ->
    [one] { $n } difference
   *[other] { $n } differences
}
staff-rules-history-no-changes = No difference but comments
staff-rules-history-again = Make it the draft
staff-rules-history-again-of = Make it the draft: { $set }
staff-rules-history-exists = There is a draft already: throw it away first.
