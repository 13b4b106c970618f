# Why something was not done, and what to do: what pages show of the server's answers, and programs read.

# In a few words.
problem-title-not-found = Not found
problem-title-bad-request = Can't be read
problem-title-unprocessable = Wrong
problem-title-forbidden = Not allowed
problem-title-unauthorized = Sign in first
problem-title-unavailable = Not to be had now
problem-title-too-many = Too often
problem-title-method = Not done here
problem-title-stopping = The server is stopping
problem-title-misdirected = Not here
problem-title-too-large = Too large
problem-title-unsupported = Not taken
problem-title-changed = Changed meanwhile
problem-title-taken = Not free then
problem-title-not-now = Not now
problem-title-medicine-there = On the list already
problem-title-told = Told already
problem-title-answered = Answered already
problem-title-acknowledged = Already acknowledged
problem-title-alert-changed = It has changed
problem-title-one = One at a time
problem-title-taken-back = Taken back already
problem-title-entered = Entered already
problem-title-replayed = Replayed before
problem-title-apart = It stays apart
problem-title-stay-there = In hospital already
problem-title-draft-changed = The draft has changed
problem-title-not-activated = Not activated
problem-title-not-done = Not done
problem-title-theirs = Theirs already
problem-title-passkeys-many = As many as there may be
problem-title-elsewhere = Settled elsewhere
problem-title-enrolment = Enrolment is closed
problem-title-commands-many = Too many
problem-title-there = There already
problem-title-late = Too late

# Of any request.
problem-signed-out = nobody is signed in here, or no longer
problem-forged = this request doesn't say that it comes from a page of this server: send `Origin`, or use a token
problem-other-site = this request comes from another site's page
problem-old-form = this form is out of date: go back, load the page again, and send it again
problem-no-key = this form came without its `key`: load the page again, and send it again
problem-not-your-role = your role here doesn't allow this: ask whoever lets people in
problem-by-else = `by` is somebody else: you are signed in as { $name }
problem-unwritten = the server can't write down who does what: tell the operator
problem-store-away = the server can't read its store: try again, and tell the operator if it stays so
problem-method = this address takes other methods
problem-stopping = nothing was changed: try again when it is back
problem-misdirected = nobody of this name is served here: look at the address
problem-resting = it is being started, or can't be: try again, and tell the operator if it stays so
problem-no-address = there is nothing at this address
problem-no-part = there is no such part of a page
problem-bad-name = `{ $field }` must be a name of 1 to { $max } characters
problem-long-name = `{ $field }` must be a name of at most { $max } characters
problem-text = `{ $field }` must have 1 to { $max } characters
problem-long-text = `{ $field }` must have { $max } characters at most
problem-note = `note` must be a line of at most { $max } characters
problem-no-reason = `{ $field }` must say why, in 1 to { $max } characters
problem-day = `{ $field }` must be a day such as 2026-11-02, and not in the future
problem-days = `days` must be 1 to { $max }
problem-minutes = `minutes` must be { $min } to { $max }
problem-month = `month` must be a month such as 2026-10
problem-month-past = `month` must be this month or the last: readings are looked at no further back
problem-id = `{ $field }`: id { $given } must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, starting with a letter or digit
problem-changed = { $by } changed it first: look at it again

# Of people and their readings.
problem-no-patient = nobody with this id is cared for here
problem-patient-unknown = `patient` is nobody who is cared for here
problem-patient-id = `patient` is no id
problem-to-unknown = `to` is nobody who is cared for here
problem-not-enrolled = this person isn't enrolled yet, so there is no plan
problem-no-decision = nothing with this id was decided about this person
problem-no-reading = there is no such reading
problem-no-reading-here = there is no such reading of somebody cared for here
problem-theirs = the reading is this person's already
problem-not-asked = this person isn't asked about such a reading
problem-not-theirs = it was said that it isn't theirs
problem-pruned = the journal no longer has it: entries are kept as long as `[journal] keep_days` says
problem-recomputing = a decision is being recomputed: wait until it is through, then ask again
problem-answered-at = `answered_at` must lie within the last 7 days
problem-no-answer = `answers` holds no answer
problem-plan-mistakes = { $count ->
    [one] the plan has { $count } mistake; nothing was changed
   *[other] the plan has { $count } mistakes; nothing was changed
}
problem-changed-first = { $by } changed it first
problem-phone = write the telephone number with its country first and digits only: +44 1632 960123

# Of alerts.
problem-no-alert = there is no open alert with this id
problem-until-over = `until` is over: name a time to come
problem-plan-changed = { $minutes ->
    [0] { $by } changed this plan first, just now: look at it again
   *[other] { $by } changed this plan first, { $minutes } min ago: look at it again
}
problem-no-plan-change = the plan has no such change
problem-plan-as-before = everything that this change settled is as it was before it already
problem-plan-changed-again = { $part ->
    [limit] the limit { $of } was changed again since
    [schedule] how often to measure was changed again since: { $of }
    [oxygen] extra oxygen was changed again since
   *[discharged] when this person left hospital was changed again since
}, and that stays: nothing was taken back
problem-trial-long = it takes too long to try this on the journal of this server; nothing was changed
problem-acknowledged = { $minutes ->
    [0] { $by } acknowledged it first, just now
   *[other] { $by } acknowledged it first, { $minutes } min ago
}
problem-alert-changed = the alert has changed since you saw it: look again, then acknowledge
problem-plan-scale = it is { $scale }, and can be 1 or 2
problem-plan-to-come = this is still to come
problem-plan-no-pathway = the rules have no pathway "{ $id }"
problem-plan-many = there are more than { $max }
problem-plan-twice = it is there twice
problem-plan-no-limit = no rule has such a limit
problem-plan-over = it ends before now: leave it out
problem-plan-reason = `reason` must say why, in 1 to { $max } characters
problem-plan-value = { $why }
problem-plan-unit = its unit is { $unit }, not "{ $given }"
problem-plan-number = `value` is not a number that a limit can be
problem-plan-nobody = nobody has their own of this limit
problem-plan-floor = { $side ->
    [under] it may not lie under { $floor } { $unit }: nobody crosses that floor
   *[over] it may not lie over { $floor } { $unit }: nobody crosses that floor
}
problem-plan-none-of = "{ $name }" is none of { $known }
problem-plan-hours = every { $hours } h is not 1 to { $max }
problem-plan-characters = "{ $text }" is not 1 to { $max } characters
problem-snooze-emergency = an emergency is silent for { $max } minutes at most: look at it again then
problem-undo-late = it was longer ago than 10 seconds, so it stands: do it the other way round
problem-undo-first = { $by } did something about it since, so yours stands: look again
problem-undo-changed = the alert has changed since, so it stands: look again
problem-nobody-on-call = the rota has nobody who is on call now: phone somebody, and tell the operator
problem-rota-mistakes = { $count ->
    [one] the rota has { $count } mistake; nothing was changed
   *[other] the rota has { $count } mistakes; nothing was changed
}

# Of messages, medicines, appointments and documents.
problem-no-conversation = there is no such conversation
problem-no-medicine = there is no such medicine
problem-medicines-many = there are { $max } medicines
problem-medicine-there = { $name } is on the list already, settled by { $by }
problem-dose = `dose` must be a number, a space and a unit: 40 mg, 0.5 mg; not 1.0 mg, .5 mg
problem-times = `times` must be times of a day: 08:00
problem-times-many = `times` must be { $max } at most
problem-not-taken-why = `reason` must say why it was not taken
problem-no-due-at = `due_at` is missing: it is taken at set times
problem-due-at = `due_at` is no time at which it is due now
problem-dose-told = { $by } said so first
problem-no-appointment = there is no such appointment
problem-appointments-many = { $max } appointments are open already
problem-appointment-changed = { $stand ->
    [requested] { $by } changed it first: it is requested now
    [proposed] { $by } changed it first: it is proposed now
    [confirmed] { $by } changed it first: it is confirmed now
   *[cancelled] { $by } changed it first: it is cancelled now
}
problem-appointment-taken = { $name } has another appointment at that time
problem-appointment-not-now = { $stand ->
    [requested] you can't do that with an appointment that is requested
    [proposed] you can't do that with an appointment that is proposed
    [confirmed] you can't do that with an appointment that is confirmed
    [cancelled] you can't do that with an appointment that is cancelled
   *[none] you can't do that with an appointment that is not there
}
problem-no-starts-at = `starts_at` is missing
problem-starts-at = `starts_at` must lie in the next two years
problem-with = `with` is no clinician who can sign in here
problem-no-document = there is no such document
problem-no-file = the form has no `file`
problem-file-large = a file may have 10 MB at most
problem-file-kind = this is no PDF, PNG, JPEG or plain text
problem-no-room = there is no room for more: 200 files and 100 MB

# Of stays in hospital, and time spent on somebody's care.
problem-no-stay = this person has no such stay
problem-stays-many = there are { $max } stays already
problem-stay-there = there is a stay from { $day } on, entered by { $by }: mend that one, or take it back
problem-admitted = `admitted` must lie in the last five years
problem-discharged = `discharged` must not be before `admitted`
problem-ended = `discharged` and `ended` belong together
problem-no-contact = this person has no such contact
problem-taken-back = somebody was first: see the list
problem-entered = this is there already: the same beginning, signed by the same person
problem-began-at = `began_at` must lie in the last 62 days, and what was done must be over
problem-interpretation = `interpretation` is a physician's, or another qualified professional's: a clinician signs it

# Of rules.
problem-rules-mistakes = { $count ->
    [one] the rules have { $count } mistake; nothing was changed
   *[other] the rules have { $count } mistakes; nothing was changed
}
problem-draft-changed = { $by } has saved another draft since: yours was not saved
problem-draft-gone = the draft was activated or thrown away since: yours was not saved
problem-no-rules = such rules never decided here
problem-not-proposed = nobody proposes these rules: PUT them to /api/rules/proposal, and have somebody else approve
problem-rules-active = these rules are active already: there is nothing to do
problem-own-proposal = somebody else has to approve: you proposed these rules
problem-no-report = there is no back-test of these rules: POST them to /api/rules/backtests, read its report, then activate
problem-other-report = the back-test was made against other rules or another engine: POST the draft to /api/rules/backtests again, read its report, then activate
problem-trial-runs = a back-test of { $hash } is running: wait until it is through, then ask again
problem-no-trial = there is no back-test of these rules
problem-no-trial-runs = no back-test of these rules runs

# Of gateways and devices.
problem-no-device = no device has such an id
problem-no-gateway = there is no gateway with this id here
problem-gateway-reserved = { $gateway } is a name of the server's own: choose another for the gateway
problem-enrolment = no gateway can come with a code: set `enrol_listen` in the configuration
problem-commands-many = { $max } commands wait for this gateway already
problem-prompt = `text` must be a line of 1 to { $max } characters
problem-mends-user = `user` is no user index, 0 to 254
problem-mends-to = `to` must be after `from`
problem-mends-heard-to = `heard_to` must be after `heard_from`
problem-mends-shift = `shift_ms` of 0 corrects nothing
problem-nothing-apart = nothing was kept apart under this id
problem-apart-pruned = the journal no longer holds what was kept apart then
problem-replayed = it was replayed before, and counts once
problem-apart-cut = it was longer than the { $max } bytes that are kept
problem-apart-unreadable = it can't be read
problem-apart-still = { $why }
problem-apart-early = what its gateway sent before it is missing: the gateway sends both again

# Of accounts and signing in.
problem-account-name = `name` is none: 2 to 50 letters, digits, and . - ' _ @ and single spaces
problem-roles = `roles` must be one of patient, carer and integrator, or some of clinician, care_manager and operator
problem-account-nobody = say which patient it is about
problem-account-one = a patient is one patient
problem-account-many = a carer cares for { $max } people at most
problem-account-patients = only patients and carers are about some patients: leave these out
problem-not-theirs-to-let-in = care managers let in patients, carers and clinicians; operators let in staff and programs
problem-own-account = somebody else has to remove your account
problem-own-roles = somebody else has to settle your roles
problem-own-lock = somebody else has to lock your account
problem-roles-of-staff = only staff changes roles: patients, carers and programs are let in anew
problem-roles-elsewhere = the sign-in service settles these roles: change the person's groups there
problem-name-there = there is an account with this name already
problem-no-name = there is nothing with this name
problem-no-token = there is no such token
problem-token-account = `account` is no integrator: only programs have tokens
problem-scopes = `scopes` must be some of records, metrics and system/KIND.cruds
problem-token-days = `days` must lie between 1 and { $max }
problem-no-service = nobody signs in by a sign-in service here
problem-no-passkeys = browsers have no passkeys for this address: ask for the server by its name
problem-no-passkey = there is no such passkey
problem-passkeys-many = take a passkey away first
problem-wait = too many wrong tries: wait { $seconds } s, then try again
problem-weak = a password has at least { $characters } characters, more than five different ones, and not your name in it
problem-busy = too many people sign in at once: try again in a moment
problem-late = this took too long: begin again
problem-locked = your account is locked: ask whoever lets people in
problem-elsewhere = you sign in by a sign-in service: it has passkeys and codes of its own
problem-by-passkey = your role needs a second factor: sign in by your passkey
problem-needs-second = your role needs a second factor: add a passkey first
