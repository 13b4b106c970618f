# Warum etwas nicht geschah und was zu tun ist: was die Seiten von den Antworten des Servers zeigen.

# In wenigen Worten.
problem-title-not-found = Nicht gefunden
problem-title-bad-request = Nicht lesbar
problem-title-unprocessable = Falsch
problem-title-forbidden = Nicht erlaubt
problem-title-unauthorized = Melden Sie sich zuerst an
problem-title-unavailable = Gerade nicht zu haben
problem-title-too-many = Zu oft
problem-title-method = Das gibt es hier nicht
problem-title-stopping = Der Server hält gerade an
problem-title-misdirected = Nicht hier
problem-title-too-large = Zu groß
problem-title-unsupported = Nicht angenommen
problem-title-changed = Inzwischen geändert
problem-title-taken = Dann nicht frei
problem-title-not-now = Jetzt nicht
problem-title-medicine-there = Steht schon auf der Liste
problem-title-told = Schon gesagt
problem-title-answered = Schon beantwortet
problem-title-acknowledged = Schon bestätigt
problem-title-alert-changed = Geändert
problem-title-one = Eins nach dem anderen
problem-title-taken-back = Schon zurückgenommen
problem-title-entered = Schon eingetragen
problem-title-replayed = Schon wiederholt
problem-title-apart = Es bleibt beiseite
problem-title-stay-there = Schon im Krankenhaus
problem-title-draft-changed = Der Entwurf hat sich geändert
problem-title-not-activated = Nicht aktiviert
problem-title-not-done = Nicht geschehen
problem-title-theirs = Gehört schon dorthin
problem-title-passkeys-many = Mehr darf es nicht geben
problem-title-elsewhere = Anderswo geregelt
problem-title-enrolment = Die Aufnahme ist geschlossen
problem-title-commands-many = Zu viele
problem-title-there = Schon da
problem-title-late = Zu spät

# Bei jeder Anfrage.
problem-signed-out = hier ist niemand angemeldet, oder nicht mehr
problem-forged = diese Anfrage sagt nicht, dass sie von einer Seite dieses Servers kommt: Senden Sie `Origin` oder nehmen Sie ein Token
problem-other-site = diese Anfrage kommt von der Seite eines anderen Servers
problem-old-form = dieses Formular ist veraltet: Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal
problem-no-key = dieses Formular kam ohne seinen `key`: Laden Sie die Seite neu und senden Sie es noch einmal
problem-not-your-role = Ihre Rolle hier erlaubt das nicht: Fragen Sie, wer hier Zugang gibt
problem-by-else = `by` ist jemand anderes: Sie sind als { $name } angemeldet
problem-unwritten = der Server kann nicht aufschreiben, wer was tut: Sagen Sie es dem Betrieb
problem-store-away = der Server kann seinen Speicher nicht lesen: Versuchen Sie es noch einmal, und sagen Sie es dem Betrieb, wenn es so bleibt
problem-method = an dieser Adresse gelten andere Methoden
problem-stopping = nichts wurde geändert: Versuchen Sie es noch einmal, wenn er wieder da ist
problem-misdirected = unter diesem Namen gibt es hier niemanden: Prüfen Sie die Adresse
problem-resting = der Server startet oder kann es nicht: Versuchen Sie es noch einmal, und sagen Sie es dem Betrieb, wenn es so bleibt
problem-no-address = unter dieser Adresse gibt es nichts
problem-no-part = diesen Teil einer Seite gibt es nicht
problem-bad-name = `{ $field }` muss ein Name mit 1 bis { $max } Zeichen sein
problem-long-name = `{ $field }` muss ein Name mit höchstens { $max } Zeichen sein
problem-text = `{ $field }` muss 1 bis { $max } Zeichen haben
problem-long-text = `{ $field }` darf höchstens { $max } Zeichen haben
problem-note = `note` muss eine Zeile mit höchstens { $max } Zeichen sein
problem-no-reason = `{ $field }` muss sagen, warum, mit 1 bis { $max } Zeichen
problem-day = `{ $field }` muss ein Tag wie 2026-11-02 sein und darf nicht in der Zukunft liegen
problem-days = `days` muss zwischen 1 und { $max } liegen
problem-minutes = `minutes` muss zwischen { $min } und { $max } liegen
problem-month = `month` muss ein Monat wie 2026-10 sein
problem-month-past = `month` muss dieser Monat oder der letzte sein: Weiter zurück werden Werte nicht angesehen
problem-id = `{ $field }`: Die Kennung { $given } muss 1 bis 64 der Zeichen A-Z a-z 0-9 . _ : - haben und mit einem Buchstaben oder einer Ziffer beginnen
problem-changed = { $by } hat es zuerst geändert: Sehen Sie es noch einmal an

# Über Personen und ihre Werte.
problem-no-patient = mit dieser Kennung wird hier niemand betreut
problem-patient-unknown = `patient` ist niemand, der hier betreut wird
problem-patient-id = `patient` ist keine Kennung
problem-to-unknown = `to` ist niemand, der hier betreut wird
problem-not-enrolled = diese Person ist noch nicht aufgenommen, darum gibt es keinen Plan
problem-no-decision = mit dieser Kennung wurde über diese Person nichts entschieden
problem-no-reading = diesen Wert gibt es nicht
problem-no-reading-here = diesen Wert von jemandem, der hier betreut wird, gibt es nicht
problem-theirs = der Wert gehört dieser Person schon
problem-not-asked = nach diesem Wert wird diese Person nicht gefragt
problem-not-theirs = es wurde gesagt, dass er nicht von dieser Person ist
problem-pruned = das Journal hat es nicht mehr: Einträge bleiben so lange, wie `[journal] keep_days` es sagt
problem-recomputing = gerade wird eine Entscheidung nachgerechnet: Warten Sie, bis das fertig ist, dann fragen Sie noch einmal
problem-answered-at = `answered_at` muss in den letzten 7 Tagen liegen
problem-no-answer = `answers` enthält keine Antwort
problem-plan-mistakes = { $count ->
    [one] der Plan hat { $count } Fehler; nichts wurde geändert
   *[other] der Plan hat { $count } Fehler; nichts wurde geändert
}
problem-changed-first = { $by } hat es zuerst geändert
problem-phone = schreiben Sie die Telefonnummer mit dem Land vorn und nur in Ziffern: +44 1632 960123

# Über Alarme.
problem-no-alert = es gibt keinen offenen Alarm mit dieser Kennung
problem-until-over = `until` ist vorbei: Nennen Sie eine Zeit, die noch kommt
problem-plan-changed = { $minutes ->
    [0] { $by } hat diesen Plan zuerst geändert, gerade eben: Sehen Sie ihn noch einmal an
   *[other] { $by } hat diesen Plan zuerst geändert, vor { $minutes } min: Sehen Sie ihn noch einmal an
}
problem-no-plan-change = der Plan hat keine solche Änderung
problem-plan-as-before = alles, was diese Änderung festgelegt hat, ist schon wieder wie vorher
problem-plan-changed-again = { $part ->
    [limit] die Grenze { $of } wurde seither noch einmal geändert
    [schedule] wie oft zu messen ist, wurde seither noch einmal geändert: { $of }
    [oxygen] der zusätzliche Sauerstoff wurde seither noch einmal geändert
   *[discharged] wann diese Person das Krankenhaus verließ, wurde seither noch einmal geändert
}, und das bleibt: Es wurde nichts zurückgenommen
problem-trial-long = es dauert zu lange, das am Journal dieses Servers zu erproben; nichts wurde geändert
problem-acknowledged = { $minutes ->
    [0] { $by } hat zuerst bestätigt, gerade eben
   *[other] { $by } hat zuerst bestätigt, vor { $minutes } min
}
problem-alert-changed = der Alarm hat sich geändert, seit Sie ihn gesehen haben: Sehen Sie noch einmal hin, dann bestätigen Sie
problem-plan-scale = es ist { $scale }, und kann 1 oder 2 sein
problem-plan-to-come = das liegt noch in der Zukunft
problem-plan-no-pathway = die Regeln haben keinen Ablauf „{ $id }“
problem-plan-many = es sind mehr als { $max }
problem-plan-twice = es steht zweimal da
problem-plan-no-limit = keine Regel hat einen solchen Grenzwert
problem-plan-over = es endet vor jetzt: lassen Sie es weg
problem-plan-reason = `reason` muss sagen, warum, mit 1 bis { $max } Zeichen
problem-plan-value = { $why }
problem-plan-unit = die Einheit ist { $unit }, nicht „{ $given }“
problem-plan-number = `value` ist keine Zahl, die ein Grenzwert sein kann
problem-plan-nobody = niemand hat von diesem Grenzwert einen eigenen
problem-plan-floor = { $side ->
    [under] es darf nicht unter { $floor } { $unit } liegen: niemand unterschreitet diesen Wert
   *[over] es darf nicht über { $floor } { $unit } liegen: niemand überschreitet diesen Wert
}
problem-plan-none-of = „{ $name }“ ist nichts von { $known }
problem-plan-hours = alle { $hours } h liegt nicht zwischen 1 und { $max }
problem-plan-characters = „{ $text }“ hat nicht 1 bis { $max } Zeichen
problem-snooze-emergency = ein Notfall ist höchstens { $max } Minuten stumm: Sehen Sie dann wieder hin
problem-undo-late = es ist länger her als 10 Sekunden, also gilt es: Tun Sie das Gegenteil
problem-undo-first = { $by } hat seither etwas damit getan, also gilt Ihres: Sehen Sie noch einmal hin
problem-undo-changed = der Alarm hat sich seither geändert, also gilt es: Sehen Sie noch einmal hin
problem-nobody-on-call = im Dienstplan hat jetzt niemand Dienst: Rufen Sie jemanden an und sagen Sie es dem Betrieb
problem-rota-mistakes = { $count ->
    [one] der Dienstplan hat { $count } Fehler; nichts wurde geändert
   *[other] der Dienstplan hat { $count } Fehler; nichts wurde geändert
}

# Über Nachrichten, Medikamente, Termine und Dokumente.
problem-no-conversation = dieses Gespräch gibt es nicht
problem-no-medicine = dieses Medikament gibt es nicht
problem-medicines-many = es gibt schon { $max } Medikamente
problem-medicine-there = { $name } steht schon auf der Liste, eingetragen von { $by }
problem-dose = `dose` muss eine Zahl, ein Leerzeichen und eine Einheit sein: 40 mg, 0.5 mg; nicht 1.0 mg, .5 mg
problem-times = `times` müssen Uhrzeiten sein: 08:00
problem-times-many = `times` dürfen höchstens { $max } sein
problem-not-taken-why = `reason` muss sagen, warum es nicht genommen wurde
problem-no-due-at = `due_at` fehlt: Es wird zu festen Zeiten genommen
problem-due-at = `due_at` ist keine Zeit, zu der es jetzt fällig ist
problem-dose-told = { $by } hat es zuerst gesagt
problem-no-appointment = diesen Termin gibt es nicht
problem-appointments-many = es sind schon { $max } Termine offen
problem-appointment-changed = { $stand ->
    [requested] { $by } hat ihn zuerst geändert: Er ist jetzt erbeten
    [proposed] { $by } hat ihn zuerst geändert: Er ist jetzt vorgeschlagen
    [confirmed] { $by } hat ihn zuerst geändert: Er ist jetzt vereinbart
   *[cancelled] { $by } hat ihn zuerst geändert: Er ist jetzt abgesagt
}
problem-appointment-taken = { $name } hat zu dieser Zeit einen anderen Termin
problem-appointment-not-now = { $stand ->
    [requested] das geht nicht mit einem Termin, der erbeten ist
    [proposed] das geht nicht mit einem Termin, der vorgeschlagen ist
    [confirmed] das geht nicht mit einem Termin, der vereinbart ist
    [cancelled] das geht nicht mit einem Termin, der abgesagt ist
   *[none] das geht nicht mit einem Termin, den es nicht gibt
}
problem-no-starts-at = `starts_at` fehlt
problem-starts-at = `starts_at` muss in den nächsten zwei Jahren liegen
problem-with = `with` ist niemand aus Pflege oder Ärzteschaft, der sich hier anmelden kann
problem-no-document = dieses Dokument gibt es nicht
problem-no-file = das Formular hat keine Datei (`file`)
problem-file-large = eine Datei darf höchstens 10 MB haben
problem-file-kind = das ist weder PDF noch PNG, JPEG oder reiner Text
problem-no-room = für mehr ist kein Platz: 200 Dateien und 100 MB

# Über Aufenthalte im Krankenhaus und über die Zeit, die jemand betreut hat.
problem-no-stay = diesen Aufenthalt gibt es bei dieser Person nicht
problem-stays-many = es gibt schon { $max } Aufenthalte
problem-stay-there = ab { $day } gibt es einen Aufenthalt, eingetragen von { $by }: Berichtigen Sie diesen oder nehmen Sie ihn zurück
problem-admitted = `admitted` muss in den letzten fünf Jahren liegen
problem-discharged = `discharged` darf nicht vor `admitted` liegen
problem-ended = `discharged` und `ended` gehören zusammen
problem-no-contact = diesen Eintrag gibt es bei dieser Person nicht
problem-taken-back = jemand war schneller: Sehen Sie in die Liste
problem-entered = das gibt es schon: derselbe Anfang, von derselben Person gezeichnet
problem-began-at = `began_at` muss in den letzten 62 Tagen liegen, und was getan wurde, muss vorbei sein
problem-interpretation = `interpretation` macht eine Ärztin, ein Arzt oder eine andere Fachkraft: Pflege oder Arzt zeichnet es

# Über Regeln.
problem-rules-mistakes = { $count ->
    [one] die Regeln haben { $count } Fehler; nichts wurde geändert
   *[other] die Regeln haben { $count } Fehler; nichts wurde geändert
}
problem-draft-changed = { $by } hat inzwischen einen anderen Entwurf gespeichert: Ihrer wurde nicht gespeichert
problem-draft-gone = der Entwurf wurde inzwischen aktiviert oder verworfen: Ihrer wurde nicht gespeichert
problem-no-rules = solche Regeln haben hier nie entschieden
problem-not-proposed = niemand schlägt diese Regeln vor: Senden Sie sie mit PUT an /api/rules/proposal, und lassen Sie jemand anderen zustimmen
problem-rules-active = diese Regeln sind schon aktiv: Es gibt nichts zu tun
problem-own-proposal = jemand anderes muss zustimmen: Sie haben diese Regeln vorgeschlagen
problem-no-report = von diesen Regeln gibt es keinen Rücktest: Senden Sie sie mit POST an /api/rules/backtests, lesen Sie den Bericht, dann aktivieren Sie
problem-other-report = der Rücktest entstand neben anderen Regeln oder mit einem anderen Programm: Senden Sie den Entwurf noch einmal mit POST an /api/rules/backtests, lesen Sie den Bericht, dann aktivieren Sie
problem-trial-runs = ein Rücktest von { $hash } läuft: Warten Sie, bis er fertig ist, dann fragen Sie noch einmal
problem-no-trial = von diesen Regeln gibt es keinen Rücktest
problem-no-trial-runs = von diesen Regeln läuft kein Rücktest

# Über Gateways und Geräte.
problem-no-device = kein Gerät hat diese Kennung
problem-no-gateway = es gibt hier kein Gateway mit dieser Kennung
problem-gateway-reserved = { $gateway } heißt etwas beim Server selbst: Wählen Sie einen anderen Namen für das Gateway
problem-enrolment = kein Gateway kann mit einem Code kommen: Setzen Sie `enrol_listen` in der Konfiguration
problem-commands-many = für dieses Gateway warten schon { $max } Befehle
problem-prompt = `text` muss eine Zeile mit 1 bis { $max } Zeichen sein
problem-mends-user = `user` ist keine Nummer eines Benutzers, 0 bis 254
problem-mends-to = `to` muss nach `from` liegen
problem-mends-heard-to = `heard_to` muss nach `heard_from` liegen
problem-mends-shift = `shift_ms` von 0 berichtigt nichts
problem-nothing-apart = unter dieser Kennung liegt nichts beiseite
problem-apart-pruned = das Journal hat nicht mehr, was damals beiseite gelegt wurde
problem-replayed = es wurde schon einmal wiederholt und zählt nur einmal
problem-apart-cut = es war länger als die { $max } Bytes, die aufbewahrt werden
problem-apart-unreadable = es lässt sich nicht lesen
problem-apart-still = { $why }
problem-apart-early = was sein Gateway vorher gesendet hat, fehlt: Das Gateway sendet beides noch einmal

# Über Konten und das Anmelden.
problem-account-name = `name` ist keiner: 2 bis 50 Buchstaben, Ziffern und . - ' _ @ und einzelne Leerzeichen
problem-roles = `roles` muss eines von patient, carer und integrator sein, oder einige von clinician, care_manager und operator
problem-account-nobody = sagen Sie, um welchen Patienten es geht
problem-account-one = ein Patient ist ein Patient
problem-account-many = Angehörige kümmern sich um höchstens { $max } Personen
problem-account-patients = nur Patienten und Angehörige gehören zu bestimmten Patienten: Lassen Sie diese weg
problem-not-theirs-to-let-in = die Versorgungsleitung gibt Patienten, Angehörigen, Pflege und Ärzten Zugang; der Betrieb dem Team und Programmen
problem-own-account = jemand anderes muss Ihr Konto entfernen
problem-own-roles = jemand anderes muss Ihre Rollen festlegen
problem-own-lock = jemand anderes muss Ihr Konto sperren
problem-roles-of-staff = nur das Team wechselt Rollen: Patienten, Angehörige und Programme bekommen einen neuen Zugang
problem-roles-elsewhere = der Anmeldedienst legt diese Rollen fest: Ändern Sie dort die Gruppen der Person
problem-name-there = ein Konto mit diesem Namen gibt es schon
problem-no-name = unter diesem Namen gibt es nichts
problem-no-token = dieses Token gibt es nicht
problem-token-account = `account` ist kein Programm: Nur Programme haben Token
problem-scopes = `scopes` müssen einige von records, metrics und system/KIND.cruds sein
problem-token-days = `days` muss zwischen 1 und { $max } liegen
problem-no-service = hier meldet sich niemand über einen Anmeldedienst an
problem-no-passkeys = für diese Adresse haben Browser keine Passkeys: Rufen Sie den Server bei seinem Namen auf
problem-no-passkey = diesen Passkey gibt es nicht
problem-passkeys-many = nehmen Sie zuerst einen Passkey weg
problem-wait = zu viele falsche Versuche: Warten Sie { $seconds } s und versuchen Sie es wieder
problem-weak = ein Passwort hat mindestens { $characters } Zeichen, mehr als fünf verschiedene, und enthält nicht Ihren Namen
problem-busy = gerade melden sich zu viele an: Versuchen Sie es gleich wieder
problem-late = das hat zu lange gedauert: Beginnen Sie neu
problem-locked = Ihr Konto ist gesperrt: Fragen Sie, wer hier Zugang gibt
problem-elsewhere = Sie melden sich über einen Anmeldedienst an: Er hat eigene Passkeys und Codes
problem-by-passkey = Ihre Rolle braucht einen zweiten Schritt: Melden Sie sich mit Ihrem Passkey an
problem-needs-second = Ihre Rolle braucht einen zweiten Schritt: Fügen Sie zuerst einen Passkey hinzu
