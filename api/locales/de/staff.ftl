# Die Seiten des Teams: Rahmen, Arbeitsliste, Patient, Betrieb.
staff-product = Hearthwatch
staff-nav-label = Seiten
staff-nav-worklist = Liste
staff-nav-cohort = Kohorte
staff-nav-rules = Regeln
staff-nav-ops = Betrieb
staff-nav-accounts = Konten
staff-nav-audit = Protokoll
staff-nav-patient = Patient
staff-unreachable = der Server antwortet nicht
staff-title-lost = (!) Nicht live · Hearthwatch
staff-title-canary = (!) Auf Alarme ist kein Verlass · Hearthwatch
staff-missing-page = Diese Seite gibt es nicht. Wählen Sie oben eine.
staff-skip = Zum Inhalt
staff-severity-emergency = Notfall
staff-severity-urgent = Dringend
staff-severity-review = Prüfen
staff-severity-task = Kein Wert
staff-severity-watching = Beobachtet
staff-time-now = jetzt
staff-time-under-aminute = unter einer Minute
staff-time-never = nie
staff-link-connecting = Verbinde…
staff-link-live = Live
staff-link-canary = Auf Alarme ist kein Verlass: Die Probe mit einem künstlichen Patienten ist fehlgeschlagen. Rufen Sie Ihre Patienten an und den Betrieb.
staff-link-pause = Anhalten
staff-announce-sorted = Sortiert.
staff-announce-nothing-urgent = Kein Notfall wartet.
staff-list-heading = Arbeitsliste
staff-list-caption = Patienten, wer zuerst Hilfe braucht, zuerst
staff-list-sections-label = Anzeigen
staff-list-sections-mine = Wartet auf mich
staff-list-sections-snoozed = Stumm
staff-list-sections-waiting = Wartend
staff-list-sections-seen = In Arbeit
staff-list-sections-all = Alle
staff-list-severities = Nur ein Schweregrad
staff-list-find = Suchen
staff-list-find-hint = Name oder Krankheit
staff-list-loading = Die Arbeitsliste lädt…
staff-list-empty = Niemand hier.
staff-list-empty-waiting = Niemand wartet.
staff-list-held-nothing = Die Reihenfolge bleibt, solange Sie hier arbeiten.
staff-list-free = Sortiert nach Schwere, dann überfällig, dann Wartezeit.
staff-list-sort-now = Jetzt sortieren (R)
staff-list-keys = Tasten (?)
staff-list-lane-label = Neuer Notfall
staff-list-lane-none = Kein neuer Notfall.
staff-list-lane-new = Neu
staff-list-lane-open = Öffnen (N)
staff-list-columns-news2 = NEWS2 · Schwere
staff-list-columns-patient = Patient
staff-list-columns-why = Warum hier
staff-list-columns-trend = 24 h
staff-list-columns-respiration = Atm.
staff-list-columns-spo2 = SpO₂
staff-list-columns-blood-pressure = RR
staff-list-columns-pulse = Puls
staff-list-columns-temperature = Temp
staff-list-columns-last = Zuletzt
staff-list-columns-waiting = Wartet
staff-list-columns-state = Stand
staff-list-stale-score = Score ist alt
staff-list-no-score = Noch kein Score
staff-list-no-reading = Noch kein Wert
staff-list-nothing-to-do = Kein offener Alarm
staff-list-unknown = unbekannt
staff-list-stale = alt
staff-list-waiting-state = Wartet
staff-list-acknowledge = Bestätigen
staff-list-no-trend = Kein Score in den letzten 24 h
staff-signed-in-as = Angemeldet als
staff-signed-in-out = Abmelden
staff-signed-in-how = Wie ich mich anmelde
staff-signed-in-failed = Der Server antwortet nicht: Sie sind noch angemeldet.
staff-acknowledge-heading = Bestätigen
staff-acknowledge-question = Was geschieht jetzt?
staff-acknowledge-submit = Bestätigen
staff-acknowledge-busy = Wird gesendet…
staff-acknowledge-cancel = Zurück
staff-acknowledge-close = Zurück zur Liste
staff-acknowledge-again = Trotzdem bestätigen
staff-acknowledge-first = Jemand war schneller
staff-acknowledge-changed = Der Alarm hat sich geändert, seit Sie ihn geöffnet haben. Sehen Sie noch einmal hin, dann bestätigen Sie.
staff-acknowledge-gone = Dieser Alarm ist nicht mehr offen.
staff-acknowledge-unreachable = Der Server antwortet nicht, vielleicht ist das nicht vermerkt. Versuchen Sie es noch einmal: Ein zweites Mal schadet nicht.
staff-acknowledge-next-calling-now = Ich rufe jetzt an
staff-acknowledge-next-known = Bei diesem Patienten bekannt
staff-acknowledge-next-reading-wrong = Wert sieht falsch aus, erneut angefordert
staff-acknowledge-next-passed-on = Weitergegeben
staff-acknowledge-next-other = Anderes
staff-sound-off = Ton aus
staff-sound-on = Ton an
staff-sound-blocked = Ton gesperrt: irgendwo drücken
staff-sound-test = Probe
staff-sound-pause = 2 min Ruhe
staff-sound-paused = Ruhe: { $left }
staff-wall-open = Wand
staff-wall-more = { $n ->
    [one] und { $n } weitere Person
   *[other] und { $n } weitere Personen
}
staff-act-snooze = Stummschalten
staff-act-assign = Zuweisen
staff-act-close = Ergebnis
staff-act-how-long = Wie lange?
staff-act-ends-early = Es endet früher, wenn es schlimmer wird oder etwas anderes dazukommt.
staff-act-to = Wem? Der Name, wie er hier steht
staff-act-they-acknowledge = Die Person muss bestätigen.
staff-act-came-to = Was ist daraus geworden?
staff-act-results-acted-on = Es wurde etwas getan
staff-act-results-nothing-to-do = Richtig, und nichts war zu tun
staff-act-results-false-reading = Die Messung war falsch
staff-act-results-expected = Hier zu erwarten
staff-act-reason = Grund
staff-act-done = { $act ->
    [escalate] { $name }: Der nächste Dienst wird benachrichtigt.
    [snooze] { $name }: vorerst stumm.
    [assign] { $name }: zugewiesen.
   *[other] { $name }: abgeschlossen.
}
staff-act-changed = Nicht eingetragen: { $why }. Sehen Sie noch einmal hin und drücken Sie erneut.
staff-act-failed = Nicht eingetragen: { $why }.
staff-patient-previous = Zurück ([)
staff-patient-next = Weiter (])
staff-patient-close = Zurück (Esc)
staff-patient-score = NEWS2-Score
staff-patient-score-none = Noch kein Score: zu wenige Werte.
staff-patient-scale-two = Sauerstoff wird nach Skala 2 bewertet: Ziel 88 bis 92 %, ärztlich verordnet.
staff-patient-copyright = NEWS2 © Royal College of Physicians 2017
staff-patient-vitals = Vitalwerte
staff-patient-sign = Vitalwert
staff-patient-value = Wert
staff-patient-points-column = Punkte
staff-patient-measured = Gemessen
staff-patient-known = Hier bekannt
staff-patient-from = Von
staff-patient-id = Messung
staff-patient-no-points = ohne Punkte
staff-patient-out-of-score = alt, zählt nicht
staff-patient-trend = Score in den letzten 24 Stunden
staff-patient-trend-table = Als Tabelle (T)
staff-patient-trend-chart = Als Diagramm (T)
staff-patient-time = Zeit
staff-patient-alerts = Offene Alarme
staff-patient-no-alerts = Kein offener Alarm.
staff-patient-why = Warum
staff-patient-automation = Was die Automatik getan hat
staff-patient-no-automation = Bisher nichts.
staff-patient-provenance = Woher das kommt
staff-patient-rule = Regel
staff-patient-rules = Regelwerk
staff-patient-engine = Engine
staff-patient-entry = Journaleintrag
staff-patient-readings-used = Verwendete Messungen
staff-patient-timeline = Verlauf
staff-patient-no-timeline = Noch ist nichts geschehen.
staff-patient-readings = Letzte Messungen
staff-patient-all-readings = Alle { $n } Messungen zeigen
staff-patient-newest-readings = Nur die neuesten { $n } zeigen
staff-patient-no-readings = Noch keine Messung.
staff-patient-readings-missing = Die Messungen lassen sich jetzt nicht zeigen: Ihr Speicher antwortet nicht. Alarme sind davon nicht betroffen.
staff-patient-undated = ohne Datum
staff-patient-used = von einem offenen Alarm verwendet
staff-patient-withdrawn = zählt nicht
staff-patient-origin-device = Gerät
staff-patient-origin-typed = Von Hand eingegeben
staff-patient-kinds-alert = Alarm
staff-patient-kinds-action = Automatisch
staff-patient-kinds-acknowledged = Bestätigt
staff-patient-kinds-cleared = Beendet
staff-patient-kinds-escalated = Weitergereicht
staff-patient-kinds-superseded = Zurückgenommen
staff-patient-loading = Lädt…
staff-patient-failed = Verlauf und Messungen ließen sich nicht laden. Es wird wieder versucht.
staff-patient-newest = Stattdessen das Neueste zeigen
staff-patient-moment = der gefragte Zeitpunkt
staff-patient-recompute = Neu berechnen
staff-patient-recomputing = Wird neu berechnet…
staff-patient-question = War das die Messung dieser Person?
staff-patient-yes = Ja, von ihr
staff-patient-no = Nein
staff-patient-signs-respiration = Atmung
staff-patient-signs-spo2 = Sauerstoff
staff-patient-signs-blood-pressure = Blutdruck
staff-patient-signs-systolic = Systolischer Druck
staff-patient-signs-diastolic = Diastolischer Druck
staff-patient-signs-pulse = Puls
staff-patient-signs-heart-rate = Herzfrequenz
staff-patient-signs-temperature = Temperatur
staff-patient-signs-weight = Gewicht
staff-patient-signs-glucose = Glukose
staff-patient-signs-rhythm = Pulsrhythmus
staff-patient-signs-consciousness = Bewusstsein
staff-patient-signs-supplemental-oxygen = Zusätzlicher Sauerstoff
staff-messages-heading = Nachrichten
staff-messages-new = Neu
staff-messages-not-loaded = Die Nachrichten ließen sich nicht laden. Es wird wieder versucht.
staff-messages-none = Noch keine Nachrichten.
staff-messages-carers = Das sehen Patient und Angehörige.
staff-messages-no-carers = Das sieht nur der Patient.
staff-messages-mark = Alles als gelesen markieren
staff-messages-marked = Als gelesen markiert.
staff-messages-begin = Neues Gespräch
staff-messages-subject = Betreff
staff-messages-message = Nachricht
staff-messages-send = Senden
staff-messages-sent = Gesendet.
staff-messages-file = Datei
staff-messages-sides-patient = Patient
staff-messages-sides-carer = Angehörige/r
staff-messages-sides-team = Team
staff-messages-sides-server = automatisch
staff-tabs-label = Teile dieser Seite
staff-tabs-vitals = Vitalwerte
staff-tabs-timeline = Verlauf
staff-tabs-thresholds = Grenzwerte
staff-tabs-care = Behandlungsplan
staff-tabs-messages = Nachrichten
staff-tabs-devices = Geräte
staff-charts-heading = Verläufe
staff-charts-period = Zeitraum
staff-charts-day = 24 Std.
staff-charts-days = { $days } Tage
staff-charts-around = ein Tag vor und nach { $at }
staff-charts-none = { $period }: nichts wurde gemessen.
staff-charts-legend = ● vom Gerät  ○ getippt  ◌ zählt nicht; grau: hier üblich; +1 +2 +3: Punkte
staff-charts-as-of = Stand { $at }; Zeiten von { $zone }
staff-charts-newest = Die { $shown } neuesten von { $of } Zeiten.
staff-charts-png = PNG
staff-charts-png-of = PNG von: { $what }
staff-documents-heading = Dokumente
staff-documents-not-loaded = Die Dokumente ließen sich nicht laden. Es wird wieder versucht.
staff-documents-none = Noch wurde nichts eingereicht.
staff-documents-name = Dokument
staff-documents-kind = Art
staff-documents-size = Größe
staff-documents-at = Eingereicht
staff-documents-by = Von
staff-documents-kinds-pdf = PDF
staff-documents-kinds-png = Bild (PNG)
staff-documents-kinds-jpeg = Foto (JPEG)
staff-documents-kinds-text = Reiner Text
staff-documents-trail = Wer ein Dokument herunterlädt, steht im Protokoll.
staff-medicines-heading = Medikamente
staff-medicines-not-loaded = Die Medikamente ließen sich nicht laden. Es wird wieder versucht.
staff-medicines-none = Noch keine Medikamente auf der Liste.
staff-medicines-when-needed = bei Bedarf
staff-medicines-stop = Absetzen
staff-medicines-stopped = Abgesetzt
staff-medicines-taken = genommen,
staff-medicines-add = Ein Medikament hinzufügen
staff-medicines-fields-name = Voller Wirkstoffname
staff-medicines-fields-dose = Dosis, mit Leerzeichen, Einheit und Dezimalpunkt (40 mg, 0.5 mg)
staff-medicines-fields-times = Zeiten, nach der Uhr des Patienten (08:00, 14:00); leer: bei Bedarf
staff-medicines-fields-note = Wie es zu nehmen ist
staff-appointments-heading = Termine
staff-appointments-not-loaded = Die Termine ließen sich nicht laden. Es wird wieder versucht.
staff-appointments-none = Keine Termine.
staff-appointments-stands-requested = Der Patient bittet darum.
staff-appointments-stands-proposed = Angeboten; der Patient hat nicht geantwortet.
staff-appointments-stands-confirmed = Steht fest.
staff-appointments-stands-cancelled = Abgesagt.
staff-appointments-confirm = Zusagen
staff-appointments-cancel = Absagen
staff-appointments-other = Andere Zeit anbieten
staff-appointments-offer = Einen Termin anbieten
staff-appointments-when = Tag und Uhrzeit, nach der Uhr des Patienten
staff-appointments-length = Minuten
staff-appointments-place = Ort, oder auf welchem Weg
staff-appointments-done = Erledigt.
staff-stays-heading = Im Krankenhaus
staff-stays-not-loaded = Die Aufenthalte ließen sich nicht laden. Es wird wieder versucht.
staff-stays-none = Kein Aufenthalt im Krankenhaus ist bekannt.
staff-stays-kinds-unplanned = Aufgenommen, ungeplant
staff-stays-kinds-planned = Aufgenommen, geplant
staff-stays-kinds-emergency = Nur Notaufnahme
staff-stays-ends-home = nach Hause entlassen
staff-stays-ends-transferred = in ein anderes Krankenhaus
staff-stays-ends-against-advice = gegen ärztlichen Rat gegangen
staff-stays-ends-died = verstorben
staff-stays-lasts = noch dort
staff-stays-withdrawn = Zurückgenommen: zählt nicht.
staff-stays-add = Aufenthalt eintragen
staff-stays-discharge = Entlassung eintragen
staff-stays-take-back = Zurücknehmen
staff-stays-kind = Art
staff-stays-admitted = Tag der Aufnahme
staff-stays-discharged = Tag der Entlassung, wenn er vorbei ist
staff-stays-discharged-on = Tag der Entlassung
staff-stays-ended = Wie er endete
staff-stays-note = Wo und weswegen
staff-stays-done = Eingetragen.
staff-team-heading = Team
staff-team-not-loaded = Das Team ließ sich nicht laden. Es wird wieder versucht.
staff-team-none = Kein Team betreut diesen Patienten.
staff-team-change = Team ändern
staff-team-team = Team
staff-team-site = Standort
staff-team-programme = Überwacht, für die Abrechnung
staff-team-programmes-physiologic = Physiologische Werte (RPM)
staff-team-programmes-therapy-respiratory = Therapie, Atmung (RTM)
staff-team-programmes-therapy-musculoskeletal = Therapie, Bewegungsapparat (RTM)
staff-team-programmes-therapy-cognitive = Therapie, kognitiv-verhaltenstherapeutisch (RTM)
staff-team-save = Speichern
staff-team-done = Gespeichert.
staff-keys-heading = Tasten
staff-keys-close = Schließen
staff-keys-only = Sie gelten, solange die Liste oder ein Patient den Fokus hat.
staff-keys-letters = Tasten mit einem Buchstaben verwenden
staff-keys-list-0-0 = ↑ ↓ oder K J
staff-keys-list-0-1 = bewegen
staff-keys-list-1-0 = Enter
staff-keys-list-1-1 = Patient öffnen
staff-keys-list-2-0 = Esc
staff-keys-list-2-1 = zurück
staff-keys-list-3-0 = A
staff-keys-list-3-1 = bestätigen
staff-keys-list-snooze-0 = S
staff-keys-list-snooze-1 = stummschalten
staff-keys-list-assign-0 = G
staff-keys-list-assign-1 = zuweisen
staff-keys-list-close-0 = O
staff-keys-list-close-1 = Ergebnis
staff-keys-list-message-0 = M
staff-keys-list-message-1 = Nachricht
staff-keys-list-next-0 = [ ]
staff-keys-list-next-1 = vorige oder nächste Person
staff-keys-list-4-0 = N
staff-keys-list-4-1 = neuester Notfall
staff-keys-list-5-0 = R
staff-keys-list-5-1 = jetzt sortieren
staff-keys-list-6-0 = 1 2 3
staff-keys-list-6-1 = nur Notfälle, dringende, zu prüfende
staff-keys-list-7-0 = T
staff-keys-list-7-1 = Tabelle oder Diagramm
staff-keys-list-8-0 = /
staff-keys-list-8-1 = suchen
staff-keys-list-9-0 = ?
staff-keys-list-9-1 = diese Liste
staff-ops-heading = Betrieb
staff-ops-loading = Die Zahlen laden…
staff-ops-unscored = Älteste noch nicht bewertete Messung
staff-ops-canary = Künstlicher Patient
staff-ops-rate = Messungen herein
staff-ops-lag = Verzögerung, typisch
staff-ops-lag-worst = Verzögerung, langsamstes 1 %
staff-ops-store = Messwertspeicher zurück
staff-ops-care = Behandlungsspeicher zurück
staff-ops-scored = Bewertete Messungen
staff-ops-admitted = Zugelassen
staff-ops-duplicates = Wiederholungen verworfen
staff-ops-journal = Journal
staff-ops-memory = Speicher
staff-ops-clocks = Uhren mit mehr als 2 min Abweichung
staff-ops-no-clocks = Keine gehörte Uhr weicht mehr als 2 min ab.
staff-ops-clock-of = Wessen Uhr
staff-ops-clock-off = Abweichung
staff-ops-clock-behind = { $span } nach
staff-ops-clock-ahead = { $span } vor
staff-ops-disk = Platte
staff-ops-disk-used = { $percent } %
staff-ops-disk-full = { $days ->
    [one] voll in { $days } Tag bei diesem Tempo;
   *[other] voll in { $days } Tagen bei diesem Tempo;
}
staff-ops-disk-years = voll in mehr als 10 Jahren bei diesem Tempo;
staff-ops-disk-still = zuletzt wuchs nichts;
staff-ops-disk-unknown = wann sie voll ist, ist noch nicht bekannt;
staff-ops-disk-ours = Daten { $size }
staff-ops-uptime = Läuft seit
staff-ops-gateways = Gateways
staff-ops-gateway = Gateway
staff-ops-gateway-state = Stand
staff-ops-on = An
staff-ops-off = Aus
staff-ops-heard = Zuletzt gehört
staff-ops-stored = Gespeichert bis
staff-ops-no-gateways = Noch hat sich kein Gateway gemeldet.
staff-ops-batteries = Batterien unter 20 %
staff-ops-no-batteries = Bei keinem Gerät liegt die Batterie unter 20 %.
staff-ops-battery = Batterie
staff-ops-kept = Dort aufbewahrt
staff-ops-broker = Broker
staff-ops-broker-on = verbunden
staff-ops-broker-off = nicht verbunden
staff-ops-outbox = Zu sendende Nachrichten
staff-ops-outbox-sent = { $n } seit dem Start gesendet
staff-ops-no-channels = Kein Kanal ist eingerichtet: Niemand außerhalb erfährt etwas.
staff-ops-channel = Kanal
staff-ops-waiting = Warten
staff-ops-failing-column = Scheitern
staff-ops-failing = { $n } vergeblich versucht
staff-ops-oldest = Älteste
staff-ops-sent = Gesendet
staff-ops-failure = Letzter Fehler
staff-ops-rota = Bereitschaft
staff-ops-rota-until = geplant bis { $until }
staff-ops-no-rota = niemand hat Bereitschaft: Weitergegebenes erreicht keinen
staff-ops-gaps = Lücken der Bereitschaft, 7 Tage
staff-ops-no-gaps = In den nächsten 7 Tagen hat auf jeder Stufe jemand Bereitschaft.
staff-ops-gap = Stufe { $level }: niemand von { $from } bis { $to }
staff-ops-held = Wessen Messung?
staff-ops-held-none = Keine Messung wartet darauf, wessen sie ist.
staff-ops-held-failed = Die Messungen ohne Besitzer ließen sich nicht laden. Es wird wieder versucht.
staff-ops-held-fewer = Weniger zeigen
staff-ops-held-what = Gemessen
staff-ops-held-device = Messgerät
staff-ops-held-why = Warum gefragt wird
staff-ops-held-who = Wessen sie ist
staff-ops-held-doubts-several = Kann von mehreren Personen sein
staff-ops-held-doubts-stranger = Kann von einem Gast sein
staff-ops-held-doubts-unknown = Was bei einer Person üblich ist, ist noch nicht bekannt
staff-ops-held-doubts-jump = Zu weit von der davor
staff-ops-held-doubts-unusual = Zu weit vom Üblichen
staff-ops-held-nobody = Niemand davon
staff-ops-held-denials = niemand mehr hier: bleibt beiseite
staff-ops-rejected = Zurückgewiesene Messungen
staff-ops-rejected-none = Nichts wurde zurückgewiesen.
staff-ops-rejected-failed = Die Liste der zurückgewiesenen Messungen ließ sich nicht laden. Es wird wieder versucht.
staff-ops-inspect = Ansehen
staff-ops-replay = Wiederholen
staff-ops-became-admitted = zählt jetzt, als wäre sie rechtzeitig gekommen
staff-ops-became-repeated = dieselbe Messung war schon da
staff-ops-became-unclaimed = zählt, sobald jemand sagt, wessen sie ist
staff-ops-became-quarantined = ein Teil bleibt beiseite
staff-ops-became-nothing = alles war schon da
staff-ops-what-mends = Was es behebt
staff-ops-no-time = keine Zeit
staff-ops-actions = Aktionen
staff-ops-reasons = Nur ein Grund
staff-ops-every-reason = Alle
staff-ops-at = Wann
staff-ops-reason = Grund
staff-ops-detail = Was falsch war
staff-ops-bytes = Bytes
staff-ops-nobody = unbekannt
staff-ops-reason-names-implausible = Unglaubwürdig
staff-ops-reason-names-not-measured = Nicht gemessen
staff-ops-reason-names-undatable = Nicht datierbar
staff-ops-reason-names-unknown-device = Von niemandem
staff-ops-reason-names-unknown-gateway = Unbekanntes Gateway
staff-ops-reason-names-not-authentic = Nicht echt
staff-ops-reason-names-damaged = Beschädigt
staff-ops-reason-names-future-version = Aus einer neueren Version
staff-ops-reason-names-malformed = Fehlerhaft
staff-title-page = { $page } · Hearthwatch
staff-title-emergencies = ({ $n }!!!) { $page } · Hearthwatch
staff-time-minutes = { $n } min
staff-time-hours = { $n } h
staff-time-days = { $n ->
    [one] { $n } Tg.
   *[other] { $n } Tg.
}
staff-time-late-by = { $span } zu spät
staff-list-empty-find = Niemand passt zu „{ $find }“.
staff-list-held-moved = { $n ->
    [one] { $n } Patient würde wandern. Die Reihenfolge bleibt, solange Sie hier arbeiten.
   *[other] { $n } Patienten würden wandern. Die Reihenfolge bleibt, solange Sie hier arbeiten.
}
staff-list-lane-others = und { $n } weitere
staff-list-known = { $known } von { $of } bekannt
staff-list-more-reasons = { $n ->
    [one] +{ $n } Grund
   *[other] +{ $n } Gründe
}
staff-list-more-alerts = +{ $n }
staff-list-more-alerts-hidden = { $n ->
    [one] und { $n } weiterer offener Alarm:
   *[other] und { $n } weitere offene Alarme:
}
staff-list-points = { $n } Punkte
staff-list-seen-by = Gesehen von { $by } { $at }
staff-list-owned-by = Bei { $owner }
staff-list-back-at = wieder um { $at }
staff-list-escalated-to = → { $to }
staff-list-snoozed-until = Stumm bis { $until } ({ $by })
staff-list-more-waiting = { $n } weitere warten
staff-list-escalated = { $n ->
    [1] einmal weitergereicht
   *[other] { $n }-mal weitergereicht
}
staff-list-triggers = { $n ->
    [2] schon zweimal
   *[other] schon { $n }-mal
}
staff-list-trend = NEWS2 in 24 h: { $first }, jetzt { $last }, höchstens { $top }
staff-list-trend-short = { $first } → { $last }
staff-acknowledge-as = Wird vermerkt als { $by }.
staff-acknowledge-refused = Der Server hat abgelehnt: { $detail }
staff-patient-born = geboren { $date }
staff-patient-score-complete = NEWS2 { $score }: alle { $of } Teile bekannt.
staff-patient-score-partial = NEWS2 zwischen { $low } und { $high }: { $known } von { $of } Teilen bekannt.
staff-patient-measured-at = gemessen { $at }
staff-patient-known-at = hier bekannt { $at }
staff-patient-due = fällig { $at }
staff-patient-around = Was um { $at } bekannt war: einen Tag davor und einen danach.
staff-patient-unknown = Niemand mit der Nummer { $id } wird hier betreut.
staff-patient-recompute-of = Aus dem Journal neu berechnen, { $at }: { $what }
staff-patient-recompute-failed = Nicht neu berechnet: { $why }.
staff-patient-recomputed-same = { $entries ->
    [one] Noch einmal entschieden aus { $entries } Journaleintrag: in jedem Bit gleich.
   *[other] Noch einmal entschieden aus { $entries } Journaleinträgen: in jedem Bit gleich.
}
staff-patient-recomputed-other = { $entries ->
    [one] Noch einmal entschieden aus { $entries } Journaleintrag: ES WEICHT AB. Sagen Sie es dem Betrieb.
   *[other] Noch einmal entschieden aus { $entries } Journaleinträgen: ES WEICHT AB. Sagen Sie es dem Betrieb.
}
staff-patient-rests-on = beruht auf { $reading }: { $values }, gemessen { $at }
staff-patient-after = nach { $source }
staff-patient-question-about = Gemessen { $at }; zählt erst, wenn jemand sagt, wessen sie ist.
staff-patient-yes-of = Ja, von ihr: { $what }
staff-patient-no-of = Nein, nicht von ihr: { $what }
staff-patient-claimed = Die Messung zählt jetzt für { $name }.
staff-patient-denied = { $name } wird danach nicht mehr gefragt.
staff-patient-claim-failed = Nicht vermerkt: { $why }.
staff-messages-unread = { $n ->
    [one] { $n } neue Nachricht
   *[other] { $n } neue Nachrichten
}
staff-messages-answer = Antwort: { $subject }
staff-messages-read-by = Gelesen von { $who } { $when }
staff-messages-failed = Nicht gesendet: { $why }.
staff-medicines-daily = täglich um { $times }
staff-medicines-stop-of = { $name } absetzen
staff-medicines-stopped-now = { $name } ist abgesetzt.
staff-medicines-due = Fällig { $when }:
staff-medicines-not-taken = nicht genommen ({ $reason }),
staff-medicines-said-by = sagte { $by } { $when }
staff-medicines-added = { $name } ist auf der Liste.
staff-medicines-failed = Nicht geändert: { $why }.
staff-appointments-minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
}
staff-appointments-by = { $by }, { $when }
staff-appointments-failed = Nicht geändert: { $why }.
staff-stays-from = ab { $admitted }
staff-stays-until = bis { $discharged }, { $ended }
staff-stays-by = { $by }, { $when }
staff-stays-take-back-of = Aufenthalt ab { $admitted } zurücknehmen
staff-stays-failed = Nicht geändert: { $why }.
staff-team-by = Festgelegt von { $by }, { $when }
staff-team-failed = Nicht geändert: { $why }.
staff-ops-canary-ok = OK in { $latency }, { $age }
staff-ops-canary-usual = bis zu ihrem Alarm: p50 { $p50 }, p99 { $p99 }
staff-ops-canary-failed = Fehlgeschlagen, { $age }
staff-ops-per-second = { $n }/s
staff-ops-workers = { $n ->
    [one] { $n } Worker
   *[other] { $n } Worker
}
staff-ops-journal-entries = { $n ->
    [one] { $n } Eintrag
   *[other] { $n } Einträge
}
staff-ops-durable = auf der Platte bis { $n }
staff-ops-version = Version { $version }
staff-ops-gateways-on = { $n } an
staff-ops-gateways-off = { $n } aus
staff-ops-held-count = { $n ->
    [one] { $n } Messung ohne Besitzer
   *[other] { $n } Messungen ohne Besitzer
}
staff-ops-held-shown = Die ältesten { $shown } von { $total }.
staff-ops-held-more = { $n } weitere zeigen
staff-ops-held-is = Es war { $name }
staff-ops-held-is-of = Es war { $name }: { $what }
staff-ops-held-share = { $percent } % wahrscheinlich
staff-ops-held-denied = { $name } sagte nein
staff-ops-held-nobody-of = Niemand davon: { $what }
staff-ops-rejected-shown = Die neuesten { $shown } von { $total }.
staff-ops-rejected-replayed = { $n } wiederholt seit dem Anfang
staff-ops-inspect-of = { $id } ansehen
staff-ops-replay-of = { $id } wiederholen
staff-ops-replayed = { $id }: { $became }
staff-ops-replay-failed = { $id } bleibt beiseite: { $why }
staff-ops-bytes-part = die ersten { $shown } von { $total } Bytes
staff-ops-bytes-all = { $total ->
    [one] { $total } Byte
   *[other] { $total } Bytes
}
staff-demo = { $notice } · Zeit ×{ $speed }
staff-demo-invented = Demo: erfundene Personen
staff-demo-recorded = Demo: aufgezeichnete Personen, öffentliche Daten ohne Namen
staff-time-ago = vor { $age }
staff-time-just-now = gerade eben
staff-link-lost = Nicht live seit { $since }. Zahlen können alt sein.
staff-link-never = Nicht live. Der Server hat noch nicht geantwortet.
staff-link-resume = Weiter
staff-link-resume-changed = { $n ->
    [one] Weiter ({ $n } Patient geändert)
   *[other] Weiter ({ $n } Patienten geändert)
}
staff-announce-emergencies = { $n ->
    [one] { $n } neuer Notfall
   *[other] { $n } neue Notfälle
}
staff-announce-urgents = { $n ->
    [one] { $n } neuer dringender Alarm
   *[other] { $n } neue dringende Alarme
}
staff-announce-acknowledged = Bestätigt: { $name }. { $next }.
staff-patient-score-stale = NEWS2 war { $low }; die Werte sind alt.
staff-patient-score-stale-between = NEWS2 lag zwischen { $low } und { $high }; die Werte sind alt.
staff-patient-beyond = { $reach ->
    [below] niedriger, als der Sensor sagen kann
    [above] höher, als der Sensor sagen kann
   *[unknown] unbekannt
}
staff-patient-recomputed-engine = Damals hat Engine { $engine } entschieden, das lässt sich nicht vergleichen.
staff-patient-recomputed-unknown = Damals hat eine unbekannte Engine entschieden, das lässt sich nicht vergleichen.
staff-team-nobody = Kein Team
staff-ops-failed = Der Server antwortet seit { $since } nicht. Es wird wieder versucht.
staff-ops-failed-never = Der Server hat noch nicht geantwortet. Es wird wieder versucht.
staff-ops-ms = { $n } ms
staff-ops-no-ms = noch keine Zahl
staff-ops-seconds = { NUMBER($n, maximumFractionDigits: 1, minimumFractionDigits: 1) } s
staff-language = Sprache
staff-person = { $name } ({ $role })
staff-role = { $role ->
    [patient] Patient/in
    [carer] Angehörige/r
    [clinician] Pflege oder Arzt
    [care_manager] Versorgungsleitung
    [operator] Betrieb
   *[integrator] Programm
}
staff-condition = { $condition ->
    [copd] COPD
    [heart_failure] Herzinsuffizienz
    [hypertension] Hypertonie
    [diabetes] Diabetes
    [type_1_diabetes] Typ-1-Diabetes
    [type_2_diabetes] Typ-2-Diabetes
    [atrial_fibrillation] Vorhofflimmern
    [athlete] Leistungssport
    [pregnancy] Schwangerschaft
   *[other] { $written }
}
staff-loading = Lädt…
staff-page-not-loaded = Diese Seite ließ sich nicht laden.
staff-again = Noch einmal versuchen
staff-patient-zone = Zeiten nach der Uhr des Patienten ({ $zone }).
staff-problem = { $problem ->
    [blood_pressure_high] Sehr hoher Blutdruck
    [blood_pressure_low] Niedriger Blutdruck
    [blood_pressure_control] Blutdruck über dem Ziel
    [blood_pressure_rise] Blutdruck höher als üblich
    [blood_pressure_doubtful] Zweifelhafter Blutdruck
    [oxygen_low] Niedriger Sauerstoff
    [oxygen_high] Sauerstoff über dem Ziel
    [copd_exacerbation] Verschlechterung der COPD
    [glucose_low] Sehr niedriger Zucker
    [glucose_low_mild] Niedriger Zucker
    [glucose_low_repeated] Wiederholt niedriger Zucker
    [glucose_falling] Schnell fallender Zucker
    [glucose_high] Sehr hoher Zucker
    [glucose_high_lasting] Seit Stunden hoher Zucker
    [weight_gain] Gewichtszunahme
    [weight_doubtful] Zweifelhaftes Gewicht
    [heart_failure_signs] Zeichen einer Herzinsuffizienz
    [pulse_high] Schneller Puls
    [pulse_low] Langsamer Puls
    [pulse_change] Puls höher als üblich
    [rhythm_irregular] Unregelmäßiger Puls
    [fever] Fieber
    [temperature_low] Niedrige Temperatur
    [deterioration] Hoher NEWS2
    [after_discharge] Nach einem Krankenhausaufenthalt
    [side_effect] Eine Nebenwirkung eines Medikaments
    [silence_weight] Gewicht nicht gemessen
    [silence_pressure] Blutdruck nicht gemessen
    [silence_oxygen] Sauerstoff nicht gemessen
    [silence_glucose] Zucker nicht gemessen
    [silence_temperature] Temperatur nicht gemessen
    [silence_pulse] Puls nicht gemessen
    [automation_stopped] Automatik angehalten
   *[other] { $written }
}
staff-sex = { $sex ->
    [F] w
    [M] m
   *[other] { $sex }
}
