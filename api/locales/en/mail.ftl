# Notices by mail. A subject is shown on locked screens: it says nothing about anybody.
mail-subject-gap = Hearthwatch: nobody is on call ({ $alert })
mail-subject-canary-failed = Hearthwatch: alerts can't be relied on
mail-subject-canary-works = Hearthwatch: alerts come through again
mail-subject-reminder = Hearthwatch: somebody is to be reminded
mail-subject-alert = Hearthwatch: { $severity } alert { $what } ({ $alert })
mail-happened = { $what ->
    [raised] raised
    [joined] joined
    [acknowledged] acknowledged
    [escalated] escalated
    [cleared] cleared
    [assigned] assigned
    [snoozed] snoozed
    [reopened] reopened
    [put_off] put off
    [closed] closed
    [superseded] superseded
    [undone] undone
   *[other] { $what }
}
mail-opening-gap = Nobody is on call for escalation { $level } at { $time }: the alert below reached nobody on the rota.
mail-opening-canary-failed = A synthetic patient's dangerous reading did not become an alert within 5 s. Pages say that alerts can't be relied on, and to phone round. Look at the broker, the log and the operator's page.
mail-opening-canary-works = A synthetic patient's dangerous reading has become an alert in time again.
mail-opening-reminder = The person below has something to do: their page says what.
mail-opening-escalated = An alert was not acknowledged in time, or a colleague passed it on. Escalation { $level } goes to { $person }.
mail-opening-escalated-nobody = An alert was not acknowledged in time, or a colleague passed it on. Escalation { $level } goes to nobody: the rota has a gap.
mail-opening-alert = An alert was { $what }.
mail-opening-alert-for = An alert was { $what } (for { $person }).

# What stands before each line; nine letters at most.
mail-line-alert = Alert
mail-line-patient = Patient
mail-line-problem = Problem
mail-line-severity = Severity
mail-line-happened = Happened
mail-line-due = Act by
mail-line-because = Because
mail-line-look = Look
mail-from = { $id } from { $source }
