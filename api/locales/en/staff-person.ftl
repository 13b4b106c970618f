# A patient's plan, its history, their automation and devices.
staff-person-limits = Limits
staff-person-plan-not-loaded = The plan could not be loaded.
staff-person-limit = Limit
staff-person-limit-default = For everybody
staff-person-limit-own = For this patient
staff-person-limit-until = until { $until }
staff-person-limit-change = Change
staff-person-limit-back = Use everybody's
staff-person-limit-value = Own value, { $unit }
staff-person-limit-floor-low = Not under { $floor } { $unit }: that is the floor.
staff-person-limit-floor-high = Not over { $floor } { $unit }: that is the floor.
staff-person-limit-review = Until when, to look at it again
staff-person-pathways = The automation, for this patient
staff-person-pathway-stopped = stopped for this patient
staff-person-pathway-stop = Stop
staff-person-pathway-resume = Let it run
staff-person-pathway-stop-what = What would have begun it comes before a clinician instead, at once.
staff-person-pathway-is-stopped = stopped
staff-person-pathway-runs = runs
staff-person-plan-version = Version { $version }, settled by { $by }, { $at }.
staff-person-plan-no-version = Nobody has settled anything of their own yet.
staff-person-plan-save = Save
staff-person-plan-done = The plan is changed.
staff-person-plan-failed = Not changed: { $why }
staff-person-preview-run = Try it on the last 30 days
staff-person-preview-busy = Trying…
staff-person-preview-failed = Could not be tried: { $why }
staff-person-preview-alerts = { $after ->
    [one] { $after } alert instead of { $before } in { $days } days.
   *[other] { $after } alerts instead of { $before } in { $days } days.
}
staff-person-preview-same = { $after ->
    [one] { $after } alert in { $days } days, as before.
   *[other] { $after } alerts in { $days } days, as before.
}
staff-person-preview-none-confirmed = None of them was confirmed by a clinician.
staff-person-preview-kept = { $confirmed ->
    [one] The confirmed one is kept.
    [2] Both confirmed ones are kept.
   *[other] All { $confirmed } confirmed ones are kept.
}
staff-person-preview-lost = { $lost } of { $confirmed } confirmed ones would be lost.
staff-person-preview-readings = Decided again on { $readings } of their own readings, by both plans.
staff-person-preview-gone = Gone
staff-person-preview-new = New
staff-person-preview-moved = At another time, or graver or less grave
staff-person-preview-confirmed = confirmed
staff-person-preview-open = Open the moment { $at }, in a new tab
staff-person-changes = History of the plan
staff-person-change-version = Change { $version }:
staff-person-changes-none = Nothing was changed yet.
staff-person-changes-not-loaded = The history could not be loaded.
staff-person-change-reverts = took back change { $version }
staff-person-change-revert = Take back
staff-person-change-revert-of = Take back change { $version }
staff-person-change-reverted = Taken back since.
staff-person-change-revert-what = This is restored. What others have changed since stays.
staff-person-change-optional = Reason (may be empty)
staff-person-change-part = { $part ->
    [limit] { $of }
    [pathway] automation { $of }
    [schedule] to measure: { $of }
    [condition] condition: { $of }
    [medicine] medicine for the rules: { $of }
    [scale] oxygen scale
    [oxygen] extra oxygen
    [pregnant] pregnant
    [discharged] left hospital
   *[priority] priority score
}
staff-person-change-unsettled = not settled
staff-person-change-hours = { $hours ->
    [one] every hour
   *[other] every { $hours } h
}
staff-person-change-yes = yes
staff-person-change-no = no
staff-person-automation-heading = What the automation did
staff-person-automation-none = It has done nothing for this patient lately.
staff-person-automation-not-loaded = What the automation did could not be loaded. Trying again.
staff-person-automation-saw = Saw
staff-person-automation-sent = Sent
staff-person-automation-nothing-sent = nothing to the patient
staff-person-automation-came = Came of it
staff-person-automation-by = { $pathway }, { $set } v{ $version }
staff-person-automation-by-hash = { $pathway }, rules { $hash }…
staff-person-automation-calmed = What came { $at } was fine: nobody needed to look.
staff-person-automation-alert = An alert { $at }: { $severity }.
staff-person-automation-next = Another step { $at }.
staff-person-automation-waiting = Waiting for an answer until { $at }.
staff-person-automation-nothing = Nothing so far.
staff-person-automation-more = { $n } more
staff-person-automation-stop = Stop this for this patient
staff-person-automation-stop-of = Stop this for this patient: { $pathway }
staff-person-devices = Monitors
staff-person-devices-none = No monitor belongs to this patient.
staff-person-devices-not-loaded = The monitors could not be loaded. Trying again.
staff-person-device = Monitor
staff-person-device-last = Last reading
staff-person-device-never = none in 30 days
staff-person-device-battery = Battery
staff-person-device-clock = Clock
staff-person-device-gateway = Gateway
staff-person-device-since = theirs since { $at }
staff-person-device-unassigned = not given to them
staff-person-device-shared = others use it, too
staff-person-device-unknown = not known yet
staff-person-device-corrected = The gateway corrects it.
staff-person-gateway-on = connected
staff-person-gateway-off = not connected
staff-person-clock-right = right
staff-person-clock-behind = { $span } behind
staff-person-clock-ahead = { $span } ahead
