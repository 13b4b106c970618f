# Why an alert is there and what happened to a person, for staff.
reason-sign = { $sign ->
    [respiration] Breathing
    [spo2] Oxygen
    [oxygen] Oxygen supply
    [systolic] Systolic pressure
    [diastolic] Diastolic pressure
    [pulse] Pulse
    [consciousness] Consciousness
    [temperature] Temperature
    [weight] Weight
    [glucose] Glucose
   *[rhythm] Pulse rhythm
}
reason-sign-within = { $sign ->
    [respiration] breathing
    [spo2] oxygen
    [oxygen] oxygen supply
    [systolic] systolic pressure
    [diastolic] diastolic pressure
    [pulse] pulse
    [consciousness] consciousness
    [temperature] temperature
    [weight] weight
    [glucose] glucose
   *[rhythm] pulse rhythm
}
reason-value = { $value ->
    [air] air
    [oxygen] oxygen
    [regular] regular
    [irregular] irregular
   *[other] { $value }
}
reason-removed = removed: the journal begins at entry { $entry }
reason-severity = { $severity ->
    [emergency] emergency
    [urgent] urgent
   *[review] review
}
reason-problem = { $problem ->
    [blood_pressure_high] very high blood pressure
    [blood_pressure_low] low blood pressure
    [oxygen_low] low oxygen
    [glucose_low] low glucose
    [glucose_high] very high glucose
    [deterioration] high early-warning score
    [automation_stopped] automation stopped
   *[other] { $written }
}
reason-name = { $name ->
    [hypertension] hypertension
    [heart_failure] heart failure
    [copd] copd
    [diabetes] diabetes
    [type_1_diabetes] type 1 diabetes
    [atrial_fibrillation] atrial fibrillation
    [athlete] athlete
    [insulin] insulin
    [sulfonylurea] sulfonylurea
    [sglt2_inhibitor] sglt2 inhibitor
    [beta_blocker] beta blocker
    [chemotherapy] chemotherapy
    [blood_pressure] blood pressure
    [faintness] faintness
    [low_sugar] low sugar
    [high_sugar] high sugar
    [ketones] ketones
    [who_weighed] who weighed
    [after_discharge] after discharge
    [side_effect] side effect
    [alert] alert
    [confused] confused
    [voice] voice
    [pain] pain
    [unresponsive] unresponsive
    [regular] regular
    [irregular] irregular
    [yes] yes
    [no] no
   *[other] { $written }
}
reason-phrase = { $phrase ->
    [or] {" "}or{" "}
    [and] {" "}and{" "}
    [not] not{" "}
    [without] without { $of }
    [with] with { $of }
    [taking] taking { $of }
    [at-least] at least{" "}
    [of-these] {" "}of:{" "}
    [lasting] {" "}for{" "}
    [unbroken] {" "}without a break
    [times-within] {" "}times within{" "}
    [twice-within] , twice within{" "}
    [under] {" "}under{" "}
    [at-or-under] {" "}at or under{" "}
    [over] {" "}over{" "}
    [at-or-over] {" "}at or over{" "}
    [is] {" "}is{" "}
    [is-not] {" "}is not{" "}
    [other-than] {" "}not{" "}
    [age] age
    [days-since-discharge] days since discharge
    [oxygen-scale] oxygen scale
    [news2-highest] NEWS2 at its highest
    [score-of] score { $of }
    [answer-to] the answer to { $of }
    [quoted] “{ $of }”
    [pregnant] pregnant
    [on-oxygen] on extra oxygen
    [any-symptom] any symptom answered with yes
    [any-symptom-of] any symptom of { $of } answered with yes
    [answered-yes] { $of } answered with yes
    [part-with-three] one part of { $of } with 3 points
    [not-measured-for] { $of } not measured for{" "}
    [late-by] { $of } late by{" "}
    [of-its-interval] {" "}of its interval
    [measurements-in] number of measurements in{" "}
    [days-of] number of days of the last{" "}
    [spells-within] number of spells in{" "}
    [with-that] {" "}with{" "}
    [usual] usual { $of } (of{" "}
    [usual-spread] usual spread of { $of } (of{" "}
    [this-time-of-day] , at this time of day)
    [mean-of] mean { $of } of{" "}
    [median-of] median { $of } of{" "}
    [lowest-of] lowest { $of } of{" "}
    [highest-of] highest { $of } of{" "}
    [change-in] change of { $of } in{" "}
    [change-a-minute] change a minute of { $of } over{" "}
    [expected-in] expected { $of } in{" "}
    [from-at-least] , from at least{" "}
    [values] {" "}values
    [without-first-day] , without the first day
    [figure-mean] { $of }, mean of{" "}
    [figure-median] { $of }, median of{" "}
    [figure-lowest] { $of }, lowest of{" "}
    [figure-highest] { $of }, highest of{" "}
    [figure-change] { $of }, change in{" "}
    [figure-slope] { $of }, change a minute over{" "}
    [figure-forecast] { $of }, expected in{" "}
    [figure-times] Times in{" "}
    [figure-days] Days of the last{" "}
    [figure-spells] Spells in{" "}
    [figure-score] Score { $of }
    [second] { $of } second
    [seconds] { $of } seconds
    [minute] { $of } minute
    [minutes] { $of } minutes
    [hour] { $of } hour
    [hours] { $of } hours
    [day] { $of } day
   *[days] { $of } days
}
reason-answer = { $answer ->
    [yes] Yes
    [no] No
   *[other] { $written }
}
reason-span-minutes = { $n } min
reason-span-hours = { $n } h
reason-span-days = { $n } days
reason-of = { $sign } { $value }
reason-twice = twice in { $span } ({ $before } before)
reason-twice-alone = twice in { $span }
reason-news2 = NEWS2 { $score }, { $known } of 7 known
reason-points = { $sign } { $value } (+{ $points })
reason-by-care-plan = by care plan
reason-no-answer = No answer within { $span }
reason-no-recovery = No recovery within { $span }
reason-figure = { $figure }: { $value }
reason-usual = { $sign } is usually { $value } ({ $days } days)
reason-asked = { $question } { $answer }
reason-asked-so = { $question }: { $answer }
reason-silent = { $sign } not measured for { $span }
reason-rules-failed = The rules failed for this person. Nothing is decided automatically any more
reason-paused = Nobody was asked: { $pathway } is paused for this person
reason-bound = { $side ->
    [at-most] at or under { $bound }
    [below] under { $bound }
    [at-least] at or over { $bound }
   *[above] over { $bound }
}
reason-unless = { $side ->
    [more] Not raised if { $sign } had been { $value } or more
   *[less] Not raised if { $sign } had been { $value } or less
}
event-automatic = { $step } (automatic)
event-no-answer = No answer came (automatic)
event-measure = Asked to measure again: { $sign }
event-ask = Asked questions: { $title }
event-advise = Advised: { $say }
event-remind = Reminded: { $say }
event-thank = Thanked
event-escalate = Brought before a clinician
event-end = Done
event-stepped = { $done } ({ $what }, automatic)
event-stepped-why = { $done }: { $why } ({ $what }, automatic)
event-calmed = What came after was fine: { $what } (automatic)
event-refused = Somebody acted on an alert that had changed
event-raised = Alert raised, { $severity }, { $what }: { $why }
event-joined = Again, { $n } times by now: { $why }
event-somebody = somebody
event-acknowledged = Acknowledged by { $by }: { $what }
event-often = { $n ->
    [1] once
   *[other] { $n } times
}
event-escalated = Not acknowledged in time, escalated ({ $often }): { $what }
event-escalated-to = Not acknowledged in time, escalated to { $to } ({ $often }): { $what }
event-escalated-by = Escalated by { $by } to { $to } ({ $often }): { $what } ({ $why })
event-undone = { $act ->
    [acknowledged] Acknowledgement taken back by { $by }: { $what }
    [assigned] Taken back by { $by } that it was given away: { $what }
    [snoozed] Silence taken back by { $by }: { $what }
   *[closed] Outcome taken back by { $by }, it is open again: { $what }
}
event-cleared = Measurements are fine again: { $what }
event-assigned = Given to { $to }: { $what }
event-snoozed = Silenced for a while by { $by }: { $what } ({ $why })
event-reopened = Somebody has to look again: { $what }
event-put-off = Looked at lately, so the re-check waits: { $what }
event-closed = Closed: { $what }
event-closed-by = Closed by { $by }, { $result }: { $what } ({ $why })
event-result = { $result ->
    [acted_on] acted on
    [nothing_to_do] nothing to do
    [false_reading] the reading was wrong
   *[expected] expected for this person
}
event-alert = Alert
event-alert-of = Alert of { $at }
event-replaced = { $alert } replaced, by what became known later: { $what }
event-taken-back = { $alert } taken back, by what became known later: { $what }
event-corrected = { $alert } corrected to { $severity } by what became known later, { $what }: { $why }
