# Die Seiten des Teams über Regeln.
staff-rules-heading = Regeln
staff-rules-views-label = Regeln
staff-rules-views-active = Aktive Regeln
staff-rules-views-draft = Entwurf
staff-rules-views-history = Verlauf
staff-rules-loading = Die Regeln laden…
staff-rules-failed = Die Regeln ließen sich nicht laden. Es wird wieder versucht.
staff-rules-version = { $name }, Version { $version }
staff-rules-hash = SHA-256
staff-rules-active-heading = Was jetzt entscheidet
staff-rules-active-set = Regelwerk
staff-rules-active-since = Seit
staff-rules-active-built-in = sie kamen mit dem Programm
staff-rules-active-by = Aktiviert von
staff-rules-active-nobody = niemandem: sie kamen mit dem Programm
staff-rules-active-program = hearthwatch { $version }, das sie mitbrachte
staff-rules-active-report = Bericht des Rücktests
staff-rules-active-no-report = keiner
staff-rules-active-find = Regel suchen
staff-rules-active-find-hint = Kürzel oder Wörter
staff-rules-active-open-all = Alle öffnen
staff-rules-active-close-all = Alle schließen
staff-rules-active-none = Keine Regel passt zu „{ $find }“.
staff-rules-active-unsigned = Diese Grenzwerte hat noch keine Fachperson freigegeben.
staff-rules-rule-changed = geändert
staff-rules-rule-off = aus
staff-rules-rule-mistakes = { $n ->
    [one] { $n } Fehler
   *[other] { $n } Fehler
}
staff-rules-rule-on = An
staff-rules-rule-for = Für
staff-rules-rule-everybody = alle
staff-rules-rule-twice = zweimal gemessen
staff-rules-rule-twice-label = muss zweimal gemessen werden
staff-rules-rule-twice-of = { $rule }, { $level }: muss zweimal gemessen werden
staff-rules-rule-on-of = { $rule } ist an
staff-rules-rule-severity-of = { $rule }, Stufe { $place }: Schwere
staff-rules-rule-clear = Wieder in Ordnung
staff-rules-rule-clear-never = wenn keine Stufe mehr zutrifft
staff-rules-rule-limits = Grenzen, die jemand persönlich haben kann
staff-rules-rule-limit-of = { $rule }, Grenze { $name }
staff-rules-rule-limit-in-words = { $value } (Grenze „{ $name }“)
staff-rules-rule-limit-name = { $name ->
    [emergency] Notfall
    [urgent] dringend
    [review] prüfen
    [back] zurück
    [systolic_low] systolisch niedrig
    [systolic_target] systolisches Ziel
    [diastolic_target] diastolisches Ziel
    [systolic_high] systolisch hoch
    [diastolic_high] diastolisch hoch
    [fever] Fieber
    [high] hoch
    [day_gain] Zunahme am Tag
    [week_gain] Zunahme in der Woche
   *[other] { $written }
}
staff-rules-rule-floor = persönlich nicht über { $floor } hinaus
staff-rules-rule-no-floor = für alle gleich
staff-rules-rule-source = Quelle
staff-rules-rule-line = Zeile { $line }
staff-rules-rule-first = Was zuerst geschieht, ohne Fachkraft
staff-rules-rule-wait = , wartet { $wait }
staff-rules-rule-number = { $where }: { $before }
staff-rules-rule-number-in = { $where }: { $before } in { $unit }
staff-rules-rule-number-wanted = Geben Sie eine Zahl mit Dezimalpunkt ein, etwa 92 oder 37.5. Bis dahin bleibt die alte.
staff-rules-rule-automated = Automatisch
staff-rules-rule-spans-gap = Messungen, die näher beieinander liegen, sind eine
staff-rules-rule-spans-within = Eine zweite bestätigt binnen
staff-rules-rule-spans-merge = Was wieder beginnt, zählt dazu für
staff-rules-rule-clear-times = Gute Messungen, die es beenden
staff-rules-rule-adjusts = Eine Zeit lang strenger
staff-rules-rule-graver = Alarme eine Stufe schwerer
staff-rules-rule-hold = Werte zählen { $percent } % ihrer Zeit
staff-rules-rule-times = Zeiten für alle
staff-rules-rule-tables-hold = Ein Wert zählt, Stunden
staff-rules-rule-tables-acknowledge = Ein Alarm ist zu bestätigen binnen, Minuten
staff-rules-rule-tables-recheck = Jemand sieht wieder nach, nach Minuten
staff-rules-rule-time-of = { $table }: { $of }
staff-rules-rule-time-key = { $key ->
    [default] sonst
    [temperature] Temperatur
    [consciousness] Bewusstsein
    [supplemental_oxygen] zusätzlicher Sauerstoff
    [weight] Gewicht
    [rhythm] Rhythmus
    [answers] Antworten
    [emergency] Notfall
    [urgent] dringend
    [review] prüfen
   *[other] { $written }
}
staff-rules-rule-step = { $do ->
    [measure] messen: { $of }
    [ask] fragen: { $of }
    [escalate] an eine Fachkraft: { $of }
    [plain] an eine Fachkraft
    [advise] Rat geben
    [remind] erinnern
    [thank] danken
    [end] beenden
   *[other] { $written }
}
staff-rules-rule-questions = { $of ->
    [blood_pressure] Blutdruck
    [faintness] Schwindel und Ohnmacht
    [heart_failure] Herzinsuffizienz
    [copd] COPD
    [low_sugar] niedriger Zucker
    [high_sugar] hoher Zucker
    [ketones] Ketone
    [who_weighed] wer sich gewogen hat
    [after_discharge] nach der Entlassung
    [side_effect] Nebenwirkung
   *[other] { $written }
}
staff-rules-draft-heading = Der Entwurf
staff-rules-draft-none = Es gibt keinen Entwurf. Beginnen Sie einen aus den Regeln, die jetzt entscheiden: Nichts ändert sich, bis zwei Personen ihn aktivieren.
staff-rules-draft-start = Entwurf beginnen
staff-rules-draft-saved = Gespeichert von { $by }, { $at }.
staff-rules-draft-saving = Wird gespeichert…
staff-rules-draft-unsaved = Nicht gespeichert: { $why }
staff-rules-draft-again = Noch einmal speichern
staff-rules-draft-take-theirs = Fremden nehmen, meinen verwerfen
staff-rules-draft-keep-mine = Meinen behalten, fremden verwerfen
staff-rules-draft-discard = Entwurf verwerfen
staff-rules-draft-discard-sure = Endgültig verwerfen
staff-rules-draft-discard-keep = Behalten
staff-rules-draft-checking = Wird geprüft…
staff-rules-draft-right = Keine Fehler.
staff-rules-draft-mistakes = { $n ->
    [one] { $n } Fehler: Aktivierung und Rücktest warten, bis keiner mehr da ist.
   *[other] { $n } Fehler: Aktivierung und Rücktest warten, bis keiner mehr da ist.
}
staff-rules-draft-mistakes-heading = Fehler
staff-rules-draft-line = Zeile { $line }
staff-rules-draft-as = Bearbeiten als
staff-rules-draft-form = Formular
staff-rules-draft-text = Text
staff-rules-draft-text-label = Der Text des Regelwerks (TOML)
staff-rules-draft-no-form = Der Text lässt sich noch nicht als Formular lesen: Verbessern Sie ihn zuerst als Text.
staff-rules-draft-uncheckable = Der Entwurf ließ sich nicht prüfen: { $why }
staff-rules-changes-heading = Unterschiede zu den aktiven Regeln
staff-rules-changes-none = Nur Kommentare, Reihenfolge oder Leerzeichen weichen ab.
staff-rules-changes-unknown = Das lässt sich erst sagen, wenn der Text lesbar ist.
staff-rules-changes-whole = Das Dokument
staff-rules-changes-place = { $kind ->
    [rule] Regel { $id }
    [problem] Problem { $id }
    [pathway] Ablauf { $id }
    [questionnaire] Fragebogen { $id }
    [adjust] Anpassung { $id }
   *[other] { $written }
}
staff-rules-changes-where = Wo
staff-rules-changes-what = Was
staff-rules-changes-before = Aktiv
staff-rules-changes-after = Entwurf
staff-rules-changes-was-before = Vorher
staff-rules-changes-is-after = Nachher
staff-rules-changes-added = neu
staff-rules-changes-removed = entfernt
staff-rules-changes-absent = nicht vorhanden
staff-rules-changes-first = Die Regeln, die mit dem Programm kamen.
staff-rules-trial-heading = Rücktest an der Vergangenheit dieser Kohorte
staff-rules-trial-about = Beide Regelwerke entscheiden noch einmal über alles im Journal. Verglichen werden die Alarme der gewählten Tage. Niemand wird benachrichtigt.
staff-rules-trial-days = Tage zurück von der neuesten Messung
staff-rules-trial-start = Rücktest
staff-rules-trial-cancel = Anhalten
staff-rules-trial-mistakes = Dazu braucht es einen Entwurf ohne Fehler.
staff-rules-trial-none = Von genau diesem Entwurf gibt es noch keinen Rücktest.
staff-rules-trial-stale = Dieser Rücktest entstand neben anderen aktiven Regeln. Machen Sie einen neuen, bevor Sie aktivieren.
staff-rules-trial-progress = { $done } von { $total } Journaleinträgen
staff-rules-trial-starting = Beginnt…
staff-rules-trial-failed = Der Rücktest endete vorzeitig: { $why }.
staff-rules-trial-cohort = { $patients }, { $readings }, { $days }
staff-rules-trial-patients = { $n ->
    [one] { $n } Patient
   *[other] { $n } Patienten
}
staff-rules-trial-readings = { $n ->
    [one] { $n } Messung
   *[other] { $n } Messungen
}
staff-rules-trial-patient-days = { $n ->
    [one] { $n } Patiententag
   *[other] { $n } Patiententage
}
staff-rules-trial-period = { $from } bis { $to }
staff-rules-trial-sentence = { $added ->
    [one] { $added } Alarm mehr, { $removed } weniger, { $moved } verschoben, { $same } gleich.
   *[other] { $added } Alarme mehr, { $removed } weniger, { $moved } verschoben, { $same } gleich.
}
staff-rules-trial-figure = Zahl
staff-rules-trial-active = Aktiv
staff-rules-trial-draft = Entwurf
staff-rules-trial-figures-alerts = Alarme
staff-rules-trial-figures-emergency = davon Notfälle
staff-rules-trial-figures-urgent = davon dringend
staff-rules-trial-figures-review = davon zu prüfen
staff-rules-trial-figures-per-patient-day = Alarme je Patiententag
staff-rules-trial-figures-automated = Ohne Fachkraft beendet
staff-rules-trial-figures-share-automated = Anteil davon
staff-rules-trial-figures-minutes = Minuten einer Fachkraft
staff-rules-trial-share-of = { $part } von { $whole }
staff-rules-trial-share = { $percent } % ({ $of })
staff-rules-trial-rate = { $rate } ({ $of })
staff-rules-trial-lists-added = Neu
staff-rules-trial-lists-removed = Weggefallen
staff-rules-trial-lists-moved = Verschoben
staff-rules-trial-list = { $list } { $n }
staff-rules-trial-at = Ausgelöst
staff-rules-trial-patient = Patient
staff-rules-trial-problem = Problem
staff-rules-trial-severity = Schwere
staff-rules-trial-rule = Regel
staff-rules-trial-open = Zeitpunkt öffnen
staff-rules-trial-open-of = Zeitpunkt öffnen: { $name }, { $at }
staff-rules-trial-more = { $n } weitere zeigen
staff-rules-trial-moved-to = jetzt { $at }
staff-rules-trial-nothing = Kein Alarm würde sich ändern.
staff-rules-shadow-heading = Schattenlauf
staff-rules-shadow-about = Im Schatten entscheidet der Entwurf über alles, was ab jetzt hereinkommt, und niemand wird benachrichtigt.
staff-rules-shadow-start = Im Schatten laufen lassen
staff-rules-shadow-replace = Diesen Entwurf stattdessen laufen lassen
staff-rules-shadow-stop = Schattenlauf beenden
staff-rules-shadow-none = Nichts läuft im Schatten.
staff-rules-shadow-runs = { $name } läuft im Schatten seit { $since }.
staff-rules-shadow-other = Es ist ein anderer Entwurf als der oben.
staff-rules-shadow-behind = { $n ->
    [one] Er hat noch { $n } Journaleintrag zu lesen.
   *[other] Er hat noch { $n } Journaleinträge zu lesen.
}
staff-rules-shadow-not-behind = Er hat bisher über alles entschieden.
staff-rules-shadow-ended = Der Schattenlauf ist beendet: { $why }.
staff-rules-activate-heading = Aktivieren
staff-rules-activate-about = Eine Person schlägt vor, eine andere stimmt zu. Von da an entscheidet der Entwurf über alle.
staff-rules-activate-needs-report = Aktivieren geht erst, wenn der Rücktest mit genau diesem Entwurf gelaufen ist.
staff-rules-activate-needs-right = Aktivieren geht nicht, solange der Entwurf Fehler hat.
staff-rules-activate-ready = Der Rücktest genau dieses Entwurfs liegt vor. Lesen Sie ihn, dann schlagen Sie vor oder stimmen Sie zu.
staff-rules-activate-reason = Grund
staff-rules-activate-propose = Um Zustimmung bitten
staff-rules-activate-proposed = Vorgeschlagen von { $by }, { $at }:
staff-rules-activate-waits = Jemand anderes muss zustimmen, mit eigener Anmeldung.
staff-rules-activate-other = { $by } schlägt andere Regeln vor. Ihre träten an deren Stelle.
staff-rules-activate-submit = Zustimmen und aktivieren
staff-rules-activate-busy = Wird gesendet…
staff-rules-activate-refused = Nicht geschehen: { $why }.
staff-rules-activate-done = { $set } entscheidet ab jetzt.
staff-rules-history-heading = Regeln, die entschieden haben
staff-rules-history-now = entscheidet jetzt
staff-rules-history-since = seit { $at }
staff-rules-history-built-in = kam mit dem Programm
staff-rules-history-by = Aktiviert von { $by }
staff-rules-history-entry = Journaleintrag { $offset }
staff-rules-history-report = Bericht { $report }
staff-rules-history-changes = { $n ->
    [one] { $n } Unterschied
   *[other] { $n } Unterschiede
}
staff-rules-history-no-changes = Nur Kommentare weichen ab
staff-rules-history-again = Zum Entwurf machen
staff-rules-history-again-of = Zum Entwurf machen: { $set }
staff-rules-history-exists = Es gibt schon einen Entwurf: Verwerfen Sie ihn zuerst.
