# Mitteilungen per E-Mail. Ein Betreff steht auf gesperrten Bildschirmen: Er sagt nichts über jemanden.
mail-subject-gap = Hearthwatch: niemand hat Dienst ({ $alert })
mail-subject-canary-failed = Hearthwatch: auf Alarme ist kein Verlass
mail-subject-canary-works = Hearthwatch: Alarme kommen wieder an
mail-subject-reminder = Hearthwatch: jemand ist zu erinnern
mail-subject-alert = Hearthwatch: Alarm { $what }, Schwere: { $severity } ({ $alert })
mail-happened = { $what ->
    [raised] ausgelöst
    [joined] ergänzt
    [acknowledged] bestätigt
    [escalated] eskaliert
    [cleared] beendet
    [assigned] zugewiesen
    [snoozed] stummgeschaltet
    [reopened] wieder geöffnet
    [put_off] aufgeschoben
    [closed] geschlossen
    [superseded] ersetzt
    [undone] zurückgenommen
   *[other] { $what }
}
mail-opening-gap = Um { $time } hat für Eskalation { $level } niemand Dienst: Der Alarm unten erreichte niemanden im Dienstplan.
mail-opening-canary-failed = Aus der gefährlichen Messung eines künstlichen Patienten wurde nicht innerhalb von 5 s ein Alarm. Die Seiten sagen, dass auf Alarme kein Verlass ist und dass Sie anrufen sollen. Sehen Sie nach Broker, Log und Betriebsseite.
mail-opening-canary-works = Aus der gefährlichen Messung eines künstlichen Patienten wurde wieder rechtzeitig ein Alarm.
mail-opening-reminder = Die Person unten hat etwas zu tun: Ihre Seite sagt, was.
mail-opening-escalated = Ein Alarm wurde nicht rechtzeitig bestätigt, oder jemand hat ihn weitergereicht. Eskalation { $level } geht an { $person }.
mail-opening-escalated-nobody = Ein Alarm wurde nicht rechtzeitig bestätigt, oder jemand hat ihn weitergereicht. Eskalation { $level } geht an niemanden: Der Dienstplan hat eine Lücke.
mail-opening-alert = Ein Alarm wurde { $what }.
mail-opening-alert-for = Ein Alarm wurde { $what } (für { $person }).

# Was vor jeder Zeile steht; höchstens neun Buchstaben.
mail-line-alert = Alarm
mail-line-patient = Patient
mail-line-problem = Problem
mail-line-severity = Schwere
mail-line-happened = Geschehen
mail-line-due = Frist
mail-line-because = Weil
mail-line-look = Ansehen
mail-from = { $id } von { $source }
