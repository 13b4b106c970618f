# Der Tag einer Patientin oder eines Patienten.
day-hello = Guten Tag, { $name }
day-news-calling = Pflege oder Arzt hat Ihre Werte gesehen und ruft Sie an. Setzen Sie sich und ruhen Sie sich aus.
day-news-seen = Pflege oder Arzt hat Ihre Werte gesehen.
day-news-told = Ihr Team weiß von Ihren Werten. Noch hat niemand sie angesehen. Setzen Sie sich und ruhen Sie sich aus.
day-silent = Wir bekommen nichts von Ihren Messgeräten
day-silent-since = Seit { $when } ist nichts gekommen. Ist die Box eingesteckt und eingeschaltet? Dann messen Sie noch einmal.
day-claim = Waren Sie das?
day-to-do = Heute zu tun
day-done-of = { $done } von { $count } erledigt.
day-answer = Fragen beantworten
day-nothing-to-do = Im Moment nichts mehr.
day-task-done = Erledigt:
day-task-open = Zu tun:
day-unread = { $count ->
    [one] { $count } neue Nachricht lesen
   *[other] { $count } neue Nachrichten lesen
}
day-readings-own = Ihre letzten Werte
day-readings = Letzte Werte
day-no-readings = Nichts in den letzten 30 Tagen.
day-usual = Üblich: { $low } bis { $high }
day-measured = Gemessen { $when }
day-said = Was wir Ihnen gesagt haben
day-said-nothing = Noch nichts.
day-said-by = Automatisch gesendet.
day-looks = Wer meine Akte angesehen hat
day-measure-again = Noch einmal messen: { $sign }
day-measure = Messen: { $sign }
day-done-at = Erledigt { $when }.
day-before = Bis { $when }.
day-last-time = Letztes Mal: { $when }.
day-never = Noch nicht gemessen.
day-medicine = Medikament: { $medicine }
day-was-due = Das war um { $clock } dran.
day-at = Um { $clock }.
day-visit = Termin
day-visit-offer = Termin: Bitte sagen Sie, ob Sie kommen können
day-visit-with = { $when }, mit { $with }.
day-visit-with-at = { $when }, mit { $with }, { $place }.
day-fine = Danke. Im Moment ist nichts mehr nötig.
day-compared = { $how ->
    [under] Niedriger, als Ihr Gerät zeigen kann
    [over] Höher, als Ihr Gerät zeigen kann
    [lower] Niedriger als sonst bei Ihnen
    [higher] Höher als sonst bei Ihnen
    [usual] Wie sonst bei Ihnen
   *[unknown] Wir wissen noch nicht, was bei Ihnen üblich ist
}

# Was gemessen wird, als Überschrift und im Satz.
day-sign = { $sign ->
    [respiration] Atmung
    [spo2] Sauerstoff
    [oxygen] Sauerstoffgabe
    [systolic] Blutdruck, obere Zahl
    [diastolic] Blutdruck, untere Zahl
    [pulse] Puls
    [consciousness] Wachheit
    [temperature] Temperatur
    [weight] Gewicht
    [glucose] Zucker
   *[rhythm] Pulsrhythmus
}
day-sign-within = { $sign ->
    [respiration] Atmung
    [spo2] Sauerstoff
    [oxygen] Sauerstoffgabe
    [systolic] Blutdruck, obere Zahl
    [diastolic] Blutdruck, untere Zahl
    [pulse] Puls
    [consciousness] Wachheit
    [temperature] Temperatur
    [weight] Gewicht
    [glucose] Zucker
   *[rhythm] Pulsrhythmus
}
day-value = { $value ->
    [air] Luft
    [oxygen] Sauerstoff
    [regular] regelmäßig
    [irregular] unregelmäßig
    [below] zu niedrig zum Anzeigen
   *[above] zu hoch zum Anzeigen
}
