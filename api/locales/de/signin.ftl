# Anmelden: mit Passwort, mit einem Link, über einen Dienst, in einer Demo.
signin-title = Anmelden
signin-left = Sie haben sich hier abgemeldet.
signin-left-elsewhere = An einem gemeinsamen Computer melden Sie sich auch dort ab:
signin-sign-out-at = Bei { $service } abmelden
signin-staff = Für das Team
signin-with = Mit { $service } anmelden
signin-demo = Das ist eine Demo
signin-demo-notice = { $about ->
    [recorded] Demo: aufgezeichnete Personen, öffentliche Daten ohne Namen.
   *[invented] Demo: erfundene Personen.
} Wer diese Seite erreicht, kann sich anmelden, als eine von diesen:
signin-demo-be = { $role ->
    [patient] Patientin sein
    [carer] Angehörige sein
    [clinician] Pflege oder Arzt sein
    [care_manager] Versorgungsleitung sein
   *[operator] Betrieb sein
}
signin-demo-about = { $role ->
    [patient] misst zu Hause und sieht, was es heißt
    [carer] sieht dasselbe, weil die Patientin es erlaubt hat
    [clinician] arbeitet die Liste derer ab, die Hilfe brauchen
    [care_manager] legt auch Regeln, Dienstplan und Zugang fest
   *[operator] betreibt die Anlage und sieht keine Patienten
}
signin-password-way = Mit Passwort
signin-name = Name
signin-password = Passwort
signin-passkey-way = Mit einem Passkey
signin-passkey = Mit einem Passkey anmelden
signin-passkey-refused = Dieser Passkey lässt hier niemanden hinein. Melden Sie sich anders an.
signin-passkey-wait = Zu viele falsche Versuche: Warten Sie einige Minuten und versuchen Sie es wieder.
signin-passkey-failed = Sie sind nicht angemeldet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
signin-link-way = Mit einem Link
signin-link-text = Haben Sie einen Link oder einen viereckigen Code bekommen? Öffnen Sie ihn auf diesem Telefon. Er gilt einmal. Gilt er nicht mehr, fragen Sie Ihr Team nach einem neuen.

signin-link-title = Mit einem Link anmelden
signin-hello = Guten Tag, { $name }
signin-choose = Wählen Sie ein Passwort. Ab jetzt melden Sie sich mit Ihrem Namen, { $name }, und diesem Passwort an.
signin-choose-how = Mindestens 12 Zeichen. Ein kurzer Satz ist leicht zu merken.
signin-keep = Behalten und anmelden
signin-link-once = Dieser Link gilt einmal. Öffnen Sie ihn auf Ihrem eigenen Telefon oder Computer: Dort bleiben Sie angemeldet.
signin-link-dead = Dieser Link gilt nicht mehr
signin-link-new = Links gelten einmal und nur kurze Zeit. Fragen Sie Ihr Team oder den Betrieb nach einem neuen.
signin-by-password = Mit Passwort anmelden

# Warum jemand nicht hineinkommt.
signin-why-empty = Geben Sie Ihren Namen und Ihr Passwort ein.
signin-why-wrong = Name oder Passwort ist falsch.
signin-why-wait = { $seconds ->
    [one] Zu viele falsche Versuche: Warten Sie { $seconds } Sekunde und versuchen Sie es wieder.
   *[other] Zu viele falsche Versuche: Warten Sie { $seconds } s und versuchen Sie es wieder.
}
signin-why-locked = Ihr Konto ist gesperrt: Fragen Sie, wer hier Zugang gibt.
signin-why-link = Dieser Link gilt nicht mehr: Fragen Sie nach einem neuen.
signin-why-weak = Ein Passwort hat mindestens { $characters } Zeichen, mehr als fünf verschiedene, und enthält nicht Ihren Namen.
signin-why-busy = Gerade melden sich zu viele an: Versuchen Sie es gleich wieder.
signin-why-store = Der Server kann nicht nachsehen, wer Sie sind: Versuchen Sie es noch einmal.
signin-why-unwritten = Der Server kann nicht aufschreiben, wer was tut: Sagen Sie es dem Betrieb.
signin-why-service = Der Anmeldedienst ist nicht zu erreichen: { $what }.
signin-why-not-begun = Diese Anmeldung hat nicht hier oder vor zu langer Zeit begonnen: Beginnen Sie neu.
signin-why-refused = Der Anmeldedienst hat niemanden hereingelassen.
signin-why-untrusted = Der Antwort des Anmeldedienstes ist nicht zu trauen: { $what }.
signin-why-no-role = Ihr Konto dort ist in keiner Gruppe, die hier arbeiten darf: Fragen Sie, wer es verwaltet.

# Der zweite Schritt des Teams: Codes aus einer App.
codes-title = Ihr zweiter Schritt
codes-set-up = Codes aus einer App einrichten
codes-scan = In die App übernehmen
codes-scan-how = Öffnen Sie auf Ihrem Telefon eine App für Anmeldecodes, etwa die Ihrer Klinik, und scannen Sie diesen viereckigen Code.
codes-drawn = Das Geheimnis für die App als viereckiger Code
codes-letters = Oder tippen Sie diese Buchstaben ein:
codes-code = Code
codes-code-first = Die sechs Ziffern, die die App jetzt zeigt.
codes-code-how = Die sechs Ziffern, die Ihre App zeigt, oder einer Ihrer Ersatzcodes.
codes-keep = Einschalten
codes-back = Zurück, nichts ändern
codes-begin-again = Neu beginnen
codes-recovery = Ihre Ersatzcodes
codes-recovery-how = Jeder davon lässt Sie einmal hinein, wenn Sie das Telefon mit der App verlieren. Bewahren Sie sie auf Papier auf. Sie werden jetzt gezeigt und nie wieder.
codes-recovery-kept = Ich habe sie aufbewahrt
codes-own = Codes aus einer App
codes-what = Mit Codes lässt Ihr Passwort allein niemanden hinein. Ein Passkey braucht keinen Code.
codes-required = Ihre Rolle braucht einen zweiten Schritt.
codes-on = Eingeschaltet: { $when }.
codes-left = { $count ->
    [one] Es bleibt { $count } Ersatzcode.
   *[other] Es bleiben { $count } Ersatzcodes.
}
codes-off = Ausgeschaltet.
codes-anew = Neu einrichten
codes-remove = Ausschalten
codes-why-wrong = Dieser Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten.
codes-why-late = Das hat zu lange gedauert: Beginnen Sie neu.
codes-why-passkey = Ihre Rolle braucht einen zweiten Schritt, und Ihr Passkey ist beides: Melden Sie sich mit ihm an.
codes-why-needed = Ihre Rolle braucht einen zweiten Schritt: Fügen Sie einen Passkey hinzu, bevor Sie Codes ausschalten.
codes-why-elsewhere = Sie haben hier kein Passwort: Ihre Codes sind dort, wo Sie sich anmelden.
