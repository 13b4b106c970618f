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
