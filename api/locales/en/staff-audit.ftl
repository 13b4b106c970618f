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
staff-audit-nobody = not signed in
staff-audit-more = Older ones
staff-audit-none = Nothing like that.
staff-audit-end = That is the beginning of the trail.
