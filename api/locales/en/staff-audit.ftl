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
