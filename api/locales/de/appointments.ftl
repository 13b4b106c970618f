# Termine.
appointments-next = Demnächst
appointments-none = Noch keine Termine.
appointments-with = Mit { $with }.
appointments-with-at = Mit { $with }, { $place }.
appointments-calendar = In meinen Kalender
appointments-confirm = Ja, ich komme
appointments-cancel = Absagen
appointments-move = Um eine andere Zeit bitten
appointments-when = Tag und Uhrzeit
appointments-move-to = Um diese Zeit bitten
appointments-ask = Um einen Termin bitten
appointments-wish = Wann hätten Sie ihn gern?
appointments-about = Worum geht es?
appointments-send = Darum bitten
appointments-before = Früher
appointments-stand = { $stand ->
    [requested] Sie haben darum gebeten. Wir antworten Ihnen.
    [proposed] Wir bieten Ihnen diese Zeit an.
    [confirmed] Das steht fest.
   *[cancelled] Abgesagt.
}
appointments-changed = Das ging leider nicht. Jemand hat den Termin schon geändert. Bitte sehen Sie noch einmal auf die Liste.
appointments-taken = Das ging leider nicht. Diese Zeit ist vergeben. Bitte sehen Sie noch einmal auf die Liste.
appointments-not-now = Das geht leider nicht mehr. Bitte sehen Sie noch einmal auf die Liste.
appointments-no-time = Bitte wählen Sie einen Tag und eine Uhrzeit, die noch kommen.
appointments-failed = Das konnten wir nicht tun. Bitte sehen Sie noch einmal auf die Liste.
# In der Datei für einen Kalender.
appointments-summary = Termin
appointments-summary-with = Termin mit { $with }
