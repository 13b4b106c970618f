# Die Seite des Teams über das Protokoll.
staff-audit-heading = Wer hat was getan
staff-audit-loading = Lädt…
staff-audit-about = { $n ->
    [one] { $n } Eintrag, jeder mit der Prüfsumme des vorigen.
   *[other] { $n } Einträge, jeder mit der Prüfsumme des vorigen.
}
staff-audit-about-hash = { $about } Die Prüfsumme des letzten ist { $hash }…
staff-audit-failed = Das Protokoll ließ sich nicht laden.
staff-audit-who = Wer, oder über wen
staff-audit-what = Was
staff-audit-patient = Nummer des Patienten
staff-audit-outcome = Ergebnis
staff-audit-any = alle
staff-audit-outcomes-done = getan
staff-audit-outcomes-denied = abgewiesen
staff-audit-outcomes-failed = fehlgeschlagen
staff-audit-search = Suchen
staff-audit-table-caption = Das Protokoll, Neuestes zuerst
staff-audit-table-at = Wann
staff-audit-table-who = Wer
staff-audit-table-what = Was
staff-audit-table-about = Über
staff-audit-table-from = Von
staff-audit-table-outcome = Ergebnis
staff-audit-deed = { $deed ->
    [signed-in] hat sich angemeldet
    [signed-in-to-the-demo] hat sich in der Demo angemeldet
    [signed-in-by-a-link] hat sich mit einem Link angemeldet
    [signed-in-by-the-sign-in-service] hat sich über den Anmeldedienst angemeldet
    [signed-out] hat sich abgemeldet
    [signed-out-everywhere] hat sich überall abgemeldet
    [locked-an-account] hat ein Konto gesperrt
    [unlocked-an-account] hat ein Konto entsperrt
    [ended-all-sessions] hat alle Sitzungen beendet
    [made-a-link] hat einen Link erstellt
    [removed-an-account] hat ein Konto entfernt
    [changed-roles] hat Rollen geändert: { $of }
    [added-an-account] hat ein Konto angelegt: { $of }
    [made-a-token-for] hat ein Token angelegt: { $of }
    [revoked-token] hat das Token { $of } widerrufen
    [signed-in-by-a-passkey] hat sich mit einem Passkey angemeldet
    [sign-in-by-a-passkey] Anmeldung mit einem Passkey
    [sign-in-by-a-passkey-its-counter-went-back] Anmeldung mit einem Passkey: sein Zähler ging zurück, vielleicht gibt es eine Kopie
    [signed-in-with-a-code] hat sich mit einem Code angemeldet
    [signed-in-with-a-recovery-code] hat sich mit einem Wiederherstellungscode angemeldet
    [signed-in-and-set-up-codes] hat sich angemeldet und Codes eingerichtet
    [set-up-codes] hat Codes eingerichtet
    [removed-their-codes] hat die eigenen Codes entfernt
    [wrong-code] falscher Code
    [added-a-passkey] hat einen Passkey hinzugefügt: { $of }
    [removed-a-passkey] hat einen Passkey entfernt: { $of }
   *[other] { $written }
}
staff-audit-nobody = nicht angemeldet
staff-audit-more = Ältere
staff-audit-none = Nichts passt dazu.
staff-audit-end = Das ist der Anfang des Protokolls.
staff-audit-exactly = genau
staff-audit-request = { $request ->
    [delete-rules-backtests-hash] hielt eine Regelprobe an
    [delete-rules-draft] verwarf den Entwurf der Regeln
    [delete-rules-proposal] zog den Regelvorschlag zurück
    [delete-rules-shadow] beendete Regeln im Schatten
    [delete-tokens-id] widerrief ein Token
    [delete-accounts-name] entfernte ein Konto
    [delete-fhir-export-id] löschte einen Gesamtexport
    [get] öffnete die erste Seite
    [get-accounts] sah die Konten an
    [get-audit] sah dieses Protokoll an
    [get-cohort] sah die Kohorte an
    [get-cohort-view] sah die Kohorte an
    [get-cohort-claims-csv] lud die Abrechnungsliste herunter
    [get-cohort-export-csv] lud die Zahlen der Kohorte herunter (CSV)
    [get-cohort-export-parquet] lud die Zahlen der Kohorte herunter (Parquet)
    [get-gateways] sah die Gateways an
    [get-live] verfolgte die Liste live
    [get-me] fragte, wer angemeldet ist
    [get-ops] sah den Betrieb an
    [get-patients-id] öffnete die Akte
    [get-patients-id-appointments] sah die Termine an
    [get-patients-id-appointments-thing] lud einen Termin für den Kalender herunter
    [get-patients-id-appointments-thing-calendar] lud einen Termin für den Kalender herunter
    [get-patients-id-automation] sah an, was die Automatik getan hat
    [get-patients-id-care] sah die Betreuung in einfachen Worten an
    [get-patients-id-contacts] sah die aufgewendete Zeit an
    [get-patients-id-devices] sah die Geräte an
    [get-patients-id-documents] sah die Liste der Dokumente an
    [get-patients-id-documents-thing] lud ein Dokument herunter
    [get-patients-id-events-event] sah eine Entscheidung an
    [get-patients-id-looks] sah an, wer hineingesehen hat
    [get-patients-id-medicines] sah die Medikamente an
    [get-patients-id-messages] las die Nachrichten
    [get-patients-id-how-thing] sah an, wie man etwas misst
    [get-patients-id-plan] sah den Plan an
    [get-patients-id-plan-changes] sah die Geschichte des Plans an
    [get-patients-id-questions] öffnete die Fragen
    [get-patients-id-stays] sah die Krankenhausaufenthalte an
    [get-patients-id-team] sah das Team an
    [get-patients-id-whereabouts] sah Telefonnummer und Zimmer an
    [get-quarantine] sah abgewiesene Messungen an
    [get-quarantine-id] untersuchte eine abgewiesene Messung
    [get-rota] sah den Dienstplan an
    [get-rules] sah die Regeln an
    [get-rules-view] sah die Regeln an
    [get-rules-backtests-hash] sah eine Regelprobe an
    [get-rules-draft] sah den Entwurf der Regeln an
    [get-rules-history] sah frühere Regeln an
    [get-rules-history-hash] sah frühere Regeln an
    [get-rules-proposal] sah den Regelvorschlag an
    [get-rules-shadow] sah Regeln im Schatten an
    [get-teams] sah die Teams an
    [get-tokens] sah die Tokens an
    [get-unclaimed] sah Messungen an, die niemandem gehören
    [get-worklist] öffnete die Arbeitsliste
    [get-work] öffnete die Arbeitsliste
    [get-fhir-export] begann einen Gesamtexport
    [get-fhir-export-id] fragte nach einem Gesamtexport
    [get-fhir-export-id-name] lud einen Gesamtexport herunter
    [get-fhir-patient-export] begann einen Export von Personen
    [get-fhir-subscription-id-events] fragte nach den Ereignissen eines Abonnements (FHIR)
    [get-fhir-subscription-id-status] fragte nach einem Abonnement (FHIR)
    [get-fhir-kind] suchte (FHIR)
    [get-fhir-kind-id] las eine Ressource (FHIR)
    [get-fhir-kind-id-history] las die Geschichte einer Ressource (FHIR)
    [get-fhir-kind-id-history-version] las eine frühere Fassung (FHIR)
    [get-keys] sah die eigene Anmeldung an
    [get-metrics] holte die Kennzahlen
    [post-accounts] legte ein Konto an
    [post-accounts-name-links] erstellte einen Link
    [post-accounts-name-signouts] beendete alle Sitzungen
    [post-alerts-id-acknowledge] bestätigte einen Alarm
    [post-alerts-id-acts] tat etwas wegen eines Alarms
    [post-devices-id-clocks] legte fest, wie falsch eine Uhr ging
    [post-devices-id-wearings] legte fest, wer ein Gerät trug
    [post-gateways-codes] erstellte einen Code für ein Gateway
    [post-gateways-id-commands] gab einem Gateway einen Befehl
    [post-gateways-id-revocations] sperrte ein Gateway aus
    [post-passkeys] fügte einen Passkey hinzu
    [post-passkeys-challenges] begann, einen Passkey hinzuzufügen
    [post-patients-id-answers] beantwortete Fragen
    [post-patients-id-questions] beantwortete Fragen
    [post-patients-id-appointments] begann einen Termin
    [post-patients-id-appointments-steps] änderte einen Termin
    [post-patients-id-appointments-thing-steps] änderte einen Termin
    [post-patients-id-claims] sagte, wessen eine Messung ist
    [post-patients-id-contacts] trug aufgewendete Zeit ein
    [post-patients-id-contacts-contact-withdrawals] nahm aufgewendete Zeit zurück
    [post-patients-id-documents] reichte ein Dokument ein
    [post-patients-id-events-event-replays] ließ eine Entscheidung nachrechnen
    [post-patients-id-medicines] änderte Medikamente
    [post-patients-id-medicines-effects] meldete eine Nebenwirkung
    [post-patients-id-medicines-thing-doses] vermerkte eine Einnahme
    [post-patients-id-messages] schrieb eine Nachricht
    [post-patients-id-messages-reads] markierte Nachrichten als gelesen
    [post-patients-id-plan-reverts] nahm eine Änderung des Plans zurück
    [post-patients-id-plan-trials] erprobte einen anderen Plan
    [post-patients-id-resumptions] ließ die Automatik weiterlaufen
    [post-patients-id-how-thing] tippte einen Messwert ein
    [post-patients-id-stays] trug einen Krankenhausaufenthalt ein
    [post-quarantine-replays] ließ abgewiesene Messungen neu aufnehmen
    [post-quarantine-id-replays] ließ eine abgewiesene Messung neu aufnehmen
    [post-readings-id-attributions] ordnete eine Messung jemand anderem zu
    [post-readings-id-withdrawals] erklärte eine Messung für ungültig
    [post-rules-activations] aktivierte Regeln
    [post-rules-backtests] begann eine Regelprobe
    [post-rules-checks] prüfte Regeln
    [post-rules-shadow] begann Regeln im Schatten
    [post-signout] meldete sich ab
    [post-tokens] erstellte ein Token
    [post-fhir] sandte ein Bündel (FHIR)
    [post-fhir-kind] sandte eine Ressource (FHIR)
    [post-fhir-kind-search] suchte (FHIR)
    [post-keys-codes] richtete Codes ein
    [post-keys-codes-new] begann, Codes einzurichten
    [post-keys-codes-removals] entfernte die eigenen Codes
    [post-keys-removals] entfernte einen Passkey
    [put-accounts-name-lock] sperrte oder entsperrte ein Konto
    [put-accounts-name-roles] änderte Rollen
    [put-patients-id-medicines-thing] änderte ein Medikament
    [put-patients-id-plan] änderte den Plan
    [put-patients-id-stays-thing] berichtigte einen Krankenhausaufenthalt
    [put-patients-id-team] legte fest, wer jemanden betreut
    [put-patients-id-whereabouts] legte Telefonnummer oder Zimmer fest
    [put-rota] legte den Dienstplan fest
    [put-rules-draft] speicherte einen Entwurf der Regeln
    [put-rules-proposal] schlug Regeln vor
    [put-fhir-kind] sandte eine Ressource (FHIR)
    [put-fhir-kind-id] änderte eine Ressource (FHIR)
   *[other] { $written }
}
