# Was jede Seite hat: Rahmen, Wege, Hilfe, Namen der Rollen.
page-skip = Zum Inhalt
page-language = Sprache
page-sign-out = Abmelden
page-pages = Seiten
page-my-day = Mein Tag
page-messages = Nachrichten
page-medicines = Medikamente
page-appointments = Termine
page-documents = Dokumente
page-back = Zurück zu meinem Tag
page-yes = Ja
page-no = Nein
page-send = Senden
page-tell-team = Meinem Team sagen
page-help = Atemnot oder Schmerzen in der Brust?
page-call = Jetzt { $number } anrufen
page-team-phone = Hilfe: { $number }
page-nobody-watches = Niemand schaut ständig auf diese Seite.
page-blind = Vielleicht sehen wir Ihre Werte gerade nicht
page-blind-what = Bei uns stimmt etwas nicht. Wenn es Ihnen schlechter geht, rufen Sie uns an. Warten Sie nicht auf unseren Anruf.
page-people = Um wen ich mich kümmere
page-no-such-file = Diese Art von Datei können wir nicht annehmen. Bitte senden Sie ein Foto, ein PDF oder einfachen Text.
# Jemand aus dem Team, mit der Rolle.
page-person = { $name } ({ $role })
page-role = { $role ->
    [patient] Patient/in
    [carer] Angehörige/r
    [clinician] Pflege oder Arzt
    [care_manager] Versorgungsleitung
    [operator] Betrieb
   *[integrator] Programm
}

# Was ohne Netz gesendet wird, wartet auf diesem Telefon.
outbox-saved = Auf diesem Telefon gespeichert. Wir senden es später.
outbox-kept = Kein Netz. Diese Seite ist von { $when }.
outbox-full = Auf diesem Telefon ist kein Platz mehr für Ungesendetes. Bitte versuchen Sie es wieder, wenn Sie online sind.
# $clock setzt das Programm der Seite ein.
outbox-sent = Gesendet um { $clock }.
outbox-refused = Etwas, das auf diesem Telefon gewartet hat, ließ sich nicht senden ({ $clock }).
# Was zu tun ist, wenn der Server nicht sagt, warum.
outbox-do-again = Bitte sehen Sie auf der Seite nach und tun Sie es noch einmal.
outbox-open-again = Das wartet noch auf diesem Telefon. Bitte öffnen Sie diese Seite neu, und melden Sie sich an, wenn Sie gefragt werden.
outbox-away = Das ließ sich jetzt nicht senden. Ihre bisherigen Antworten stehen noch auf dieser Seite. Bitte versuchen Sie es gleich noch einmal.
outbox-waiting-one = 1 Sendung wartet auf diesem Telefon.
# $count setzt das Programm der Seite ein.
outbox-waiting-other = { $count } Sendungen warten auf diesem Telefon.

denied-title = Nicht für Sie
denied-heading = Diese Seite ist nicht für Ihre Rolle
denied-text = Sie sind angemeldet als { $name } ({ $roles }). Brauchen Sie diese Seite für Ihre Arbeit? Dann fragen Sie, wer hier Zugang gibt.
denied-home = Zu Ihrer eigenen Seite

missing-title = Diese Seite gibt es nicht
missing-text = Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.

looks-title = Wer meine Akte angesehen hat
looks-hint = Sieht dieselbe Person in zehn Minuten noch einmal nach, ist das eine Zeile. Die Liste aller Patienten, mit der das Team arbeitet, ist hier nicht dabei.
looks-stranger = Jemand ohne Anmeldung
looks-what = { $what ->
    [refused] wurde abgewiesen
    [changed] hat etwas geändert
   *[looked] hat nachgesehen
}
