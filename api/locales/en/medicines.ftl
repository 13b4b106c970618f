# Medicines: what to take, what was taken, what does harm.
medicines-none = Your team has not put any medicine on this list yet.
medicines-when-needed = When you need it
medicines-every-day = Every day at { $times }
medicines-last-time = Last time: { $when }.
medicines-not-yet = not yet
medicines-taken-now = I have taken it now
medicines-taken = I have taken it
medicines-not-taken = I did not take it
# Which one, for those who hear the page: stands after "I have taken it".
medicines-which-dose = : { $medicine } at { $clock }
medicines-why-not = Why not?
medicines-reason = { $reason ->
    [forgot] I forgot it
    [unwell] I felt unwell
    [none-left] I have none left
    [told-not-to] I was told not to
   *[did-not-want] I did not want to
}
medicines-later = later today
medicines-said-taken = Taken, { $name } said { $when }
medicines-said-not-taken = Not taken: { $reason }. { $name } said so { $when }
medicines-effect = Does a medicine make you feel bad?
medicines-which = Which medicine?
medicines-what = What do you notice?
medicines-effect-hint = Nobody reads this all the time. Do not stop a medicine before you have talked with us.
medicines-told-already = Thank you. { $name } said so first.
medicines-no-reason = Please say why you did not take it.
medicines-failed = We could not note this. Please look at the list again.
medicines-no-text = Please write what you notice.
medicines-effect-failed = We could not send this. Please choose the medicine and try again.
# A dose with three or more decimals, which could be taken for thousands.
medicines-dose-spoken = { $dose } ({ $whole } point { $decimals })
