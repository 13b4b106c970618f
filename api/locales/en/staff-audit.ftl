# The page of staff about the trail.
staff-audit-heading = Who did what
staff-audit-loading = Loading…
staff-audit-about = { $n ->
    [one] { $n } record, each with the hash of the one before.
   *[other] { $n } records, each with the hash of the one before.
}
staff-audit-about-hash = { $about } The last one's hash is { $hash }…
staff-audit-failed = The trail could not be loaded.
staff-audit-who = Who, or about whom
staff-audit-what = What
staff-audit-patient = Patient's id
staff-audit-outcome = Outcome
staff-audit-any = any
staff-audit-outcomes-done = done
staff-audit-outcomes-denied = refused
staff-audit-outcomes-failed = failed
staff-audit-search = Search
staff-audit-table-caption = The trail, newest first
staff-audit-table-at = When
staff-audit-table-who = Who
staff-audit-table-what = What
staff-audit-table-about = About
staff-audit-table-from = From
staff-audit-table-outcome = Outcome
staff-audit-deed = { $deed ->
    [signed-in] signed in
    [signed-in-to-the-demo] signed in to the demo
    [signed-in-by-a-link] signed in by a link
    [signed-in-by-the-sign-in-service] signed in by the sign-in service
    [signed-out] signed out
    [signed-out-everywhere] signed out everywhere
    [locked-an-account] locked an account
    [unlocked-an-account] unlocked an account
    [ended-all-sessions] ended all sessions
    [made-a-link] made a link
    [removed-an-account] removed an account
    [changed-roles] changed roles: { $of }
    [added-an-account] added an account: { $of }
    [made-a-token-for] made a token for { $of }
    [revoked-token] revoked token { $of }
    [signed-in-by-a-passkey] signed in by a passkey
    [sign-in-by-a-passkey] sign in by a passkey
    [sign-in-by-a-passkey-its-counter-went-back] sign in by a passkey: its counter went back, so there may be a copy
    [signed-in-with-a-code] signed in with a code
    [signed-in-with-a-recovery-code] signed in with a recovery code
    [signed-in-and-set-up-codes] signed in, and set up codes
    [set-up-codes] set up codes
    [removed-their-codes] removed their codes
    [wrong-code] wrong code
    [added-a-passkey] added a passkey: { $of }
    [removed-a-passkey] removed a passkey: { $of }
   *[other] { $written }
}
staff-audit-nobody = not signed in
staff-audit-more = Older ones
staff-audit-none = Nothing like that.
staff-audit-end = That is the beginning of the trail.
staff-audit-exactly = exactly
staff-audit-request = { $request ->
    [delete-rules-backtests-hash] stopped a back-test
    [delete-rules-draft] dropped the draft of rules
    [delete-rules-proposal] withdrew the proposal of rules
    [delete-rules-shadow] ended rules in the shadow
    [delete-tokens-id] revoked a token
    [delete-accounts-name] removed an account
    [delete-fhir-export-id] deleted a bulk export
    [get] opened the first page
    [get-accounts] looked at accounts
    [get-audit] looked at this trail
    [get-cohort] looked at the cohort
    [get-cohort-view] looked at the cohort
    [get-cohort-claims-csv] took out the billing list
    [get-cohort-export-csv] took out the cohort's figures (CSV)
    [get-cohort-export-parquet] took out the cohort's figures (Parquet)
    [get-gateways] looked at gateways
    [get-live] followed the live list
    [get-me] asked who is signed in
    [get-ops] looked at operations
    [get-patients-id] opened the record
    [get-patients-id-appointments] looked at appointments
    [get-patients-id-appointments-thing] took out an appointment for a calendar
    [get-patients-id-appointments-thing-calendar] took out an appointment for a calendar
    [get-patients-id-automation] looked at what the automation did
    [get-patients-id-care] looked at the care in plain words
    [get-patients-id-contacts] looked at time spent
    [get-patients-id-devices] looked at the monitors
    [get-patients-id-documents] looked at the list of documents
    [get-patients-id-documents-thing] took out a document
    [get-patients-id-events-event] looked at a decision
    [get-patients-id-looks] looked at who had looked
    [get-patients-id-medicines] looked at medicines
    [get-patients-id-messages] read messages
    [get-patients-id-how-thing] looked at how something is measured
    [get-patients-id-plan] looked at the plan
    [get-patients-id-plan-changes] looked at the plan's history
    [get-patients-id-questions] opened the questions
    [get-patients-id-stays] looked at stays in hospital
    [get-patients-id-team] looked at the team
    [get-patients-id-whereabouts] looked at the telephone number and the room
    [get-quarantine] looked at rejected readings
    [get-quarantine-id] inspected a rejected reading
    [get-rota] looked at the rota
    [get-rules] looked at the rules
    [get-rules-view] looked at the rules
    [get-rules-backtests-hash] looked at a back-test
    [get-rules-draft] looked at the draft of rules
    [get-rules-history] looked at past rules
    [get-rules-history-hash] looked at past rules
    [get-rules-proposal] looked at the proposal of rules
    [get-rules-shadow] looked at rules in the shadow
    [get-teams] looked at the teams
    [get-tokens] looked at tokens
    [get-unclaimed] looked at readings that are nobody's
    [get-worklist] opened the work list
    [get-work] opened the work list
    [get-fhir-export] began a bulk export
    [get-fhir-export-id] asked for a bulk export
    [get-fhir-export-id-name] took out a bulk export
    [get-fhir-patient-export] began a bulk export of people
    [get-fhir-subscription-id-events] asked a subscription for its events (FHIR)
    [get-fhir-subscription-id-status] asked a subscription how it is (FHIR)
    [get-fhir-kind] searched (FHIR)
    [get-fhir-kind-id] read a resource (FHIR)
    [get-fhir-kind-id-history] read a resource's history (FHIR)
    [get-fhir-kind-id-history-version] read an earlier version (FHIR)
    [get-keys] looked at how they sign in
    [get-metrics] took the figures (metrics)
    [post-accounts] added an account
    [post-accounts-name-links] made a link
    [post-accounts-name-signouts] ended all sessions
    [post-alerts-id-acknowledge] acknowledged an alert
    [post-alerts-id-acts] did something about an alert
    [post-devices-id-clocks] settled how wrong a clock was
    [post-devices-id-wearings] settled who wore a monitor
    [post-gateways-codes] made a code for a gateway
    [post-gateways-id-commands] gave a gateway a command
    [post-gateways-id-revocations] shut out a gateway
    [post-passkeys] added a passkey
    [post-passkeys-challenges] began to add a passkey
    [post-patients-id-answers] answered questions
    [post-patients-id-questions] answered questions
    [post-patients-id-appointments] began an appointment
    [post-patients-id-appointments-steps] changed an appointment
    [post-patients-id-appointments-thing-steps] changed an appointment
    [post-patients-id-claims] said whose a reading is
    [post-patients-id-contacts] entered time spent
    [post-patients-id-contacts-contact-withdrawals] took time spent back
    [post-patients-id-documents] handed in a document
    [post-patients-id-events-event-replays] had a decision made again
    [post-patients-id-medicines] changed medicines
    [post-patients-id-medicines-effects] reported a side effect
    [post-patients-id-medicines-thing-doses] noted a dose
    [post-patients-id-messages] wrote a message
    [post-patients-id-messages-reads] marked messages as read
    [post-patients-id-plan-reverts] took a change of the plan back
    [post-patients-id-plan-trials] tried another plan
    [post-patients-id-resumptions] let the automation go on
    [post-patients-id-how-thing] typed a number that was measured
    [post-patients-id-stays] entered a stay in hospital
    [post-quarantine-replays] had rejected readings taken again
    [post-quarantine-id-replays] had a rejected reading taken again
    [post-readings-id-attributions] gave a reading to somebody else
    [post-readings-id-withdrawals] said that a reading doesn't count
    [post-rules-activations] activated rules
    [post-rules-backtests] began a back-test of rules
    [post-rules-checks] checked rules
    [post-rules-shadow] began rules in the shadow
    [post-signout] signed out
    [post-tokens] made a token
    [post-fhir] sent a bundle (FHIR)
    [post-fhir-kind] sent a resource (FHIR)
    [post-fhir-kind-search] searched (FHIR)
    [post-keys-codes] set up codes
    [post-keys-codes-new] began to set up codes
    [post-keys-codes-removals] removed their codes
    [post-keys-removals] removed a passkey
    [put-accounts-name-lock] locked or unlocked an account
    [put-accounts-name-roles] changed roles
    [put-patients-id-medicines-thing] changed a medicine
    [put-patients-id-plan] changed the plan
    [put-patients-id-stays-thing] mended a stay in hospital
    [put-patients-id-team] settled who looks after somebody
    [put-patients-id-whereabouts] settled the telephone number or the room
    [put-rota] settled the rota
    [put-rules-draft] saved a draft of rules
    [put-rules-proposal] proposed rules
    [put-fhir-kind] sent a resource (FHIR)
    [put-fhir-kind-id] changed a resource (FHIR)
   *[other] { $written }
}
