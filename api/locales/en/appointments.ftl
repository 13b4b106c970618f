# Appointments.
appointments-next = Coming up
appointments-none = No appointments yet.
appointments-with = With { $with }.
appointments-with-at = With { $with }, { $place }.
appointments-calendar = Put it in my calendar
appointments-confirm = Yes, I will come
appointments-cancel = Call it off
appointments-move = Ask for another time
appointments-when = Day and time
appointments-move-to = Ask for this time
appointments-ask = Ask for an appointment
appointments-wish = When would you like it?
appointments-about = What is it about?
appointments-send = Ask for it
appointments-before = Before
appointments-stand = { $stand ->
    [requested] You asked for this. We will answer.
    [proposed] We offer you this time.
    [confirmed] This is fixed.
   *[cancelled] Called off.
}
appointments-changed = Sorry, this did not work. Somebody changed it first. Please look at the list again.
appointments-taken = Sorry, this did not work. That time is taken. Please look at the list again.
appointments-not-now = Sorry, this can not be done any more. Please look at the list again.
appointments-no-time = Please choose a day and a time that are still to come.
appointments-failed = We could not do this. Please look at the list again.
# In the file for a calendar.
appointments-summary = Appointment
appointments-summary-with = Appointment with { $with }
