# A patient's day.
day-hello = Hello, { $name }
day-news-calling = A nurse or doctor has seen your readings and is calling you. Sit down and rest.
day-news-seen = A nurse or doctor has seen your readings.
day-news-told = Your care team has been told about your readings. Nobody has looked at them yet. Sit down and rest.
day-silent = We get nothing from your monitors
day-silent-since = Nothing has come since { $when }. Is the box plugged in and switched on? Then measure once more.
day-claim = Was this you?
day-to-do = To do today
day-done-of = { $done } of { $count } done.
day-answer = Answer the questions
day-nothing-to-do = Nothing more for now.
day-task-done = Done:
day-task-open = To do:
day-unread = { $count ->
    [one] Read { $count } new message
   *[other] Read { $count } new messages
}
day-readings-own = Your last readings
day-readings = Last readings
day-no-readings = Nothing in the last 30 days.
day-usual = Usual: { $low } to { $high }
day-measured = Measured { $when }
day-said = What we told you
day-said-nothing = Nothing yet.
day-said-by = Sent automatically.
day-looks = Who looked at my record
day-measure-again = Measure again: { $sign }
day-measure = Measure: { $sign }
day-done-at = Done { $when }.
day-before = Before { $when }.
day-last-time = Last time: { $when }.
day-never = Not measured yet.
day-medicine = Medicine: { $medicine }
day-was-due = It was due at { $clock }.
day-at = At { $clock }.
day-visit = Appointment
day-visit-offer = Appointment: please say if you can come
day-visit-with = { $when }, with { $with }.
day-visit-with-at = { $when }, with { $with }, { $place }.
day-fine = Thank you. Nothing more is needed for now.
day-compared = { $how ->
    [under] Lower than your monitor can show
    [over] Higher than your monitor can show
    [lower] Lower than usual for you
    [higher] Higher than usual for you
    [usual] As usual for you
   *[unknown] We do not know yet what is usual for you
}

# What is measured, as a heading and within a sentence.
day-sign = { $sign ->
    [respiration] Breathing
    [spo2] Oxygen
    [oxygen] Oxygen supply
    [systolic] Blood pressure, upper number
    [diastolic] Blood pressure, lower number
    [pulse] Pulse
    [consciousness] Alertness
    [temperature] Temperature
    [weight] Weight
    [glucose] Sugar
   *[rhythm] Pulse rhythm
}
day-sign-within = { $sign ->
    [respiration] breathing
    [spo2] oxygen
    [oxygen] oxygen supply
    [systolic] blood pressure, upper number
    [diastolic] blood pressure, lower number
    [pulse] pulse
    [consciousness] alertness
    [temperature] temperature
    [weight] weight
    [glucose] sugar
   *[rhythm] pulse rhythm
}
day-value = { $value ->
    [air] air
    [oxygen] oxygen
    [regular] regular
    [irregular] irregular
    [below] too low to show
   *[above] too high to show
}
