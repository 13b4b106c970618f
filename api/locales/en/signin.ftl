# Signing in: by password, by a link, by a sign-in service, in a demo.
signin-title = Sign in
signin-left = You have signed out here.
signin-left-elsewhere = On a shared computer, sign out there, too:
signin-sign-out-at = Sign out at { $service }
signin-staff = For staff
signin-with = Sign in with { $service }
signin-demo = This is a demo
signin-demo-notice = { $about ->
    [recorded] Demo: recorded people, de-identified public data.
   *[invented] Demo: invented people.
} Anybody who reaches this page can sign in, as one of these:
signin-demo-be = { $role ->
    [patient] Be a patient
    [carer] Be a carer
    [clinician] Be a clinician
    [care_manager] Be a care manager
   *[operator] Be an operator
}
signin-demo-about = { $role ->
    [patient] measures at home, and sees what it means
    [carer] sees the same, because the patient allowed it
    [clinician] works the list of people who need help
    [care_manager] settles rules, rota and who is let in, too
   *[operator] runs the machine, and sees no patient
}
signin-password-way = With a password
signin-name = Name
signin-password = Password
signin-passkey-way = With a passkey
signin-passkey = Sign in with a passkey
signin-passkey-refused = This passkey lets nobody in here. Sign in another way.
signin-passkey-wait = Too many wrong tries: wait some minutes, then try again.
signin-passkey-failed = You were not signed in. Try again, or sign in another way.
signin-link-way = With a link
signin-link-text = Were you given a link or a square code? Open it on this phone. It works once. If it does not work any more, ask your care team for a new one.

signin-link-title = Sign in by a link
signin-hello = Hello, { $name }
signin-choose = Choose a password. From now on you sign in with your name, { $name }, and this password.
signin-choose-how = At least 12 characters. A short sentence is easy to keep in mind.
signin-keep = Keep it and sign in
signin-link-once = This link works once. Use it on your own phone or computer: you stay signed in there.
signin-link-dead = This link does not work any more
signin-link-new = Links work once, and for a short time. Ask your care team, or whoever runs this server, for a new one.
signin-by-password = Sign in with a password

# Why somebody is not let in.
signin-why-empty = Type your name and your password.
signin-why-wrong = Name or password is wrong.
signin-why-wait = { $seconds ->
    [one] Too many wrong tries: wait { $seconds } second, then try again.
   *[other] Too many wrong tries: wait { $seconds } s, then try again.
}
signin-why-locked = Your account is locked: ask whoever lets people in.
signin-why-link = This link doesn't count any more: ask for a new one.
signin-why-weak = A password has at least { $characters } characters, more than five different ones, and not your name in it.
signin-why-busy = Too many people sign in at once: try again in a moment.
signin-why-store = The server can't look up who you are: try again.
signin-why-unwritten = The server can't write down who does what: tell the operator.
signin-why-service = The sign-in service can't be reached: { $what }.
signin-why-not-begun = This sign-in was not begun here, or too long ago: begin again.
signin-why-refused = The sign-in service let nobody in.
signin-why-untrusted = The sign-in service's answer can't be trusted: { $what }.
signin-why-no-role = Your account there is in none of the groups that may work here: ask whoever runs it.

# The second factor of staff: codes from an app.
codes-title = Your second step
codes-set-up = Set up codes from an app
codes-scan = Put it into the app
codes-scan-how = Open an app for sign-in codes on your phone, such as the one that your hospital uses, and scan this square code.
codes-drawn = The secret for the app as a square code
codes-letters = Or type these letters:
codes-code = Code
codes-code-first = The six digits that the app shows now.
codes-code-how = The six digits that your app shows, or one of your recovery codes.
codes-keep = Switch on
codes-back = Back, and change nothing
codes-begin-again = Begin again
codes-recovery = Your recovery codes
codes-recovery-how = Each of these lets you in once, if you lose the phone with the app. Keep them on paper. They are shown now and never again.
codes-recovery-kept = I have kept them
codes-own = Codes from an app
codes-what = With codes, your password alone lets nobody in. A passkey needs no code.
codes-required = Your role needs a second step.
codes-on = On since: { $when }.
codes-left = { $count ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
}
codes-off = Off.
codes-anew = Set up anew
codes-remove = Switch off
codes-why-wrong = This code is wrong, or was used already. Wait for the next one.
codes-why-late = This took too long: begin again.
codes-why-passkey = Your role needs a second step, and your passkey is both: sign in with your passkey.
codes-why-needed = Your role needs a second step: add a passkey before you switch codes off.
codes-why-elsewhere = You have no password here: your codes are where you sign in.
