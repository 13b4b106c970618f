# Die Seite des Teams: der Plan einer Person, seine Geschichte, ihre Automatik und Geräte.
staff-person-limits = Grenzen
staff-person-plan-not-loaded = Der Plan ließ sich nicht laden.
staff-person-limit = Grenze
staff-person-limit-default = Für alle
staff-person-limit-own = Für diese Person
staff-person-limit-until = bis { $until }
staff-person-limit-change = Ändern
staff-person-limit-back = Allgemeinen nehmen
staff-person-limit-value = Eigener Wert, { $unit }
staff-person-limit-floor-low = Nicht unter { $floor } { $unit }: das ist die Untergrenze.
staff-person-limit-floor-high = Nicht über { $floor } { $unit }: das ist die Obergrenze.
staff-person-limit-review = Bis wann, um neu zu prüfen
staff-person-pathways = Die Automatik, für diese Person
staff-person-pathway-stopped = für diese Person angehalten
staff-person-pathway-stop = Anhalten
staff-person-pathway-resume = Weiterlaufen lassen
staff-person-pathway-stop-what = Was ihn ausgelöst hätte, kommt stattdessen sofort vor eine Fachkraft.
staff-person-pathway-is-stopped = angehalten
staff-person-pathway-runs = läuft
staff-person-plan-version = Version { $version }, festgelegt von { $by }, { $at }.
staff-person-plan-no-version = Noch hat niemand etwas Eigenes festgelegt.
staff-person-plan-save = Speichern
staff-person-plan-done = Der Plan ist geändert.
staff-person-plan-failed = Nicht geändert: { $why }
staff-person-preview-run = An den letzten 30 Tagen erproben
staff-person-preview-busy = Wird erprobt …
staff-person-preview-failed = Ließ sich nicht erproben: { $why }
staff-person-preview-alerts = { $after ->
    [one] { $after } Alarm statt { $before } in { $days } Tagen.
   *[other] { $after } Alarme statt { $before } in { $days } Tagen.
}
staff-person-preview-same = { $after ->
    [one] { $after } Alarm in { $days } Tagen, wie bisher.
   *[other] { $after } Alarme in { $days } Tagen, wie bisher.
}
staff-person-preview-none-confirmed = Keinen davon hat eine Fachkraft bestätigt.
staff-person-preview-kept = { $confirmed ->
    [one] Der bestätigte bleibt.
    [2] Beide bestätigten bleiben.
   *[other] Alle { $confirmed } bestätigten bleiben.
}
staff-person-preview-lost = { $lost } von { $confirmed } bestätigten gingen verloren.
staff-person-preview-readings = Neu entschieden an { $readings } eigenen Messungen, nach beiden Plänen.
staff-person-preview-gone = Fallen weg
staff-person-preview-new = Neu
staff-person-preview-moved = Zu anderer Zeit, oder schwerer oder leichter
staff-person-preview-confirmed = bestätigt
staff-person-preview-open = Den Zeitpunkt { $at } öffnen, in einem neuen Tab
staff-person-changes = Geschichte des Plans
staff-person-change-version = Änderung { $version }:
staff-person-changes-none = Noch wurde nichts geändert.
staff-person-changes-not-loaded = Die Geschichte ließ sich nicht laden.
staff-person-change-reverts = nahm Änderung { $version } zurück
staff-person-change-revert = Zurücknehmen
staff-person-change-revert-of = Änderung { $version } zurücknehmen
staff-person-change-reverted = Seither zurückgenommen.
staff-person-change-revert-what = Das wird wiederhergestellt. Was andere seither geändert haben, bleibt.
staff-person-change-optional = Grund (darf leer bleiben)
staff-person-change-part = { $part ->
    [limit] { $of }
    [pathway] Automatik { $of }
    [schedule] zu messen: { $of }
    [condition] Krankheit: { $of }
    [medicine] Arznei für die Regeln: { $of }
    [scale] Sauerstoffskala
    [oxygen] zusätzlicher Sauerstoff
    [pregnant] schwanger
    [discharged] aus dem Krankenhaus
   *[priority] Dringlichkeitswert
}
staff-person-change-unsettled = nicht festgelegt
staff-person-change-hours = { $hours ->
    [one] jede Stunde
   *[other] alle { $hours } h
}
staff-person-change-yes = ja
staff-person-change-no = nein
staff-person-automation-heading = Was die Automatik getan hat
staff-person-automation-none = Für diese Person hat sie in letzter Zeit nichts getan.
staff-person-automation-not-loaded = Was die Automatik getan hat, ließ sich nicht laden. Neuer Versuch.
staff-person-automation-saw = Sah
staff-person-automation-sent = Schickte
staff-person-automation-nothing-sent = nichts an die Person
staff-person-automation-came = Ergebnis
staff-person-automation-by = { $pathway }, { $set } v{ $version }
staff-person-automation-by-hash = { $pathway }, Regeln { $hash } …
staff-person-automation-calmed = Was { $at } kam, war in Ordnung: Niemand musste hinsehen.
staff-person-automation-alert = Ein Alarm { $at }: { $severity }.
staff-person-automation-next = Ein weiterer Schritt { $at }.
staff-person-automation-waiting = Wartet auf Antwort bis { $at }.
staff-person-automation-nothing = Bisher nichts.
staff-person-automation-more = { $n } weitere
staff-person-automation-stop = Für diese Person anhalten
staff-person-automation-stop-of = Für diese Person anhalten: { $pathway }
staff-person-devices = Messgeräte
staff-person-devices-none = Zu dieser Person gehört kein Gerät.
staff-person-devices-not-loaded = Die Geräte ließen sich nicht laden. Neuer Versuch.
staff-person-device = Gerät
staff-person-device-last = Letzte Messung
staff-person-device-never = keine in 30 Tagen
staff-person-device-battery = Batterie
staff-person-device-clock = Uhr
staff-person-device-gateway = Gateway
staff-person-device-since = gehört dazu seit { $at }
staff-person-device-unassigned = nicht zugeteilt
staff-person-device-shared = andere benutzen es auch
staff-person-device-unknown = noch nicht bekannt
staff-person-device-corrected = Das Gateway gleicht es aus.
staff-person-gateway-on = verbunden
staff-person-gateway-off = nicht verbunden
staff-person-clock-right = richtig
staff-person-clock-behind = { $span } nach
staff-person-clock-ahead = { $span } vor
