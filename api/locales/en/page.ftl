# What every page has: frame, ways on, help, names of roles.
page-skip = Skip to the page
page-language = Language
page-sign-out = Sign out
page-pages = Pages
page-my-day = My day
page-messages = Messages
page-medicines = Medicines
page-appointments = Appointments
page-documents = Documents
page-back = Back to my day
page-yes = Yes
page-no = No
page-send = Send
page-tell-team = Tell my team
page-help = Struggling to breathe, or chest pain?
page-call = Call { $number } now
page-team-phone = Help: { $number }
page-nobody-watches = Nobody watches this page all the time.
page-blind = We may not see your readings now
page-blind-what = Something is wrong on our side. If you feel worse, phone us. Don't wait for our call.
page-people = Whom I care for
page-no-such-file = We can not take this kind of file. Please send a photo, a PDF or plain text.
# Somebody of staff, with what they are: "Ann Moss (care manager)".
page-person = { $name } ({ $role })
page-role = { $role ->
    [patient] patient
    [carer] carer
    [clinician] clinician
    [care_manager] care manager
    [operator] operator
   *[integrator] integrator
}

# The outbox: what is sent without a network waits on this phone.
outbox-saved = Saved on this phone. We will send it.
outbox-kept = No network. This page is from { $when }.
outbox-full = This phone has no more room for unsent messages. Please try again when you are online.
# $clock is put in by the page's script.
outbox-sent = Sent { $clock }.
outbox-refused = Something that waited on this phone could not be sent ({ $clock }).
# What to do, if the server did not say why.
outbox-do-again = Please look at the page and do it again.
outbox-open-again = These things still wait on this phone. Please open this page again, and sign in if you are asked to.
outbox-away = This could not be sent now. Your answers so far are still on this page. Please try again in a moment.
outbox-waiting-one = 1 thing waits on this phone to be sent.
# $count is put in by the page's script.
outbox-waiting-other = { $count } things wait on this phone to be sent.

denied-title = Not for you
denied-heading = This page is not for your role
denied-text = You are signed in as { $name } ({ $roles }). If you need this page for your work, ask whoever lets people in here.
denied-home = Go to your own page

missing-title = There is no such page
missing-text = The address may be mistyped, or the page may have moved.

looks-title = Who looked at my record
looks-hint = If the same person looks again within ten minutes, it is one line. The list of all patients, which nurses and doctors work with, is not in here.
looks-stranger = Somebody who was not signed in
looks-what = { $what ->
    [refused] was refused
    [changed] changed something
   *[looked] looked
}
