# Warum ein Alarm da ist und was mit einer Person geschah, für das Team.
reason-sign = { $sign ->
    [respiration] Atmung
    [spo2] Sauerstoff
    [oxygen] Sauerstoffgabe
    [systolic] Systolischer Druck
    [diastolic] Diastolischer Druck
    [pulse] Puls
    [consciousness] Bewusstsein
    [temperature] Temperatur
    [weight] Gewicht
    [glucose] Glukose
   *[rhythm] Pulsrhythmus
}
reason-sign-within = { $sign ->
    [respiration] Atmung
    [spo2] Sauerstoff
    [oxygen] Sauerstoffgabe
    [systolic] systolischer Druck
    [diastolic] diastolischer Druck
    [pulse] Puls
    [consciousness] Bewusstsein
    [temperature] Temperatur
    [weight] Gewicht
    [glucose] Glukose
   *[rhythm] Pulsrhythmus
}
reason-value = { $value ->
    [air] Raumluft
    [oxygen] Sauerstoff
    [regular] regelmäßig
    [irregular] unregelmäßig
   *[other] { $value }
}
reason-removed = entfernt: Das Journal beginnt bei Eintrag { $entry }
reason-severity = { $severity ->
    [emergency] Notfall
    [urgent] dringend
   *[review] prüfen
}
reason-problem = { $problem ->
    [blood_pressure_high] Sehr hoher Blutdruck
    [blood_pressure_low] Niedriger Blutdruck
    [oxygen_low] Niedriger Sauerstoff
    [glucose_low] Niedrige Glukose
    [glucose_high] Sehr hohe Glukose
    [deterioration] Hoher Frühwarn-Score
    [automation_stopped] Automatik angehalten
   *[other] { $written }
}
reason-name = { $name ->
    [hypertension] Hypertonie
    [heart_failure] Herzinsuffizienz
    [copd] COPD
    [diabetes] Diabetes
    [type_1_diabetes] Typ-1-Diabetes
    [atrial_fibrillation] Vorhofflimmern
    [athlete] Leistungssport
    [insulin] Insulin
    [sulfonylurea] Sulfonylharnstoff
    [sglt2_inhibitor] SGLT2-Hemmer
    [beta_blocker] Betablocker
    [chemotherapy] Chemotherapie
    [blood_pressure] Blutdruck
    [faintness] Schwindel und Ohnmacht
    [low_sugar] niedriger Zucker
    [high_sugar] hoher Zucker
    [ketones] Ketone
    [who_weighed] wer sich gewogen hat
    [after_discharge] nach der Entlassung
    [side_effect] Nebenwirkung
    [alert] wach
    [confused] verwirrt
    [voice] reagiert auf Ansprache
    [pain] reagiert auf Schmerz
    [unresponsive] reagiert nicht
    [regular] regelmäßig
    [irregular] unregelmäßig
    [yes] ja
    [no] nein
   *[other] { $written }
}
reason-phrase = { $phrase ->
    [or] {" "}oder{" "}
    [and] {" "}und{" "}
    [not] nicht{" "}
    [without] ohne { $of }
    [with] mit { $of }
    [taking] unter { $of }
    [at-least] mindestens{" "}
    [of-these] {" "}von:{" "}
    [lasting] {" "}für{" "}
    [unbroken] {" "}ohne Unterbrechung
    [times-within] -mal binnen{" "}
    [twice-within] , zweimal binnen{" "}
    [under] {" "}unter{" "}
    [at-or-under] {" "}höchstens{" "}
    [over] {" "}über{" "}
    [at-or-over] {" "}mindestens{" "}
    [is] {" "}={" "}
    [is-not] {" "}≠{" "}
    [other-than] {" "}nicht{" "}
    [age] Alter
    [days-since-discharge] Tage seit der Entlassung
    [oxygen-scale] Sauerstoffskala
    [news2-highest] NEWS2 im ungünstigsten Fall
    [score-of] Score { $of }
    [answer-to] die Antwort auf { $of }
    [quoted] „{ $of }“
    [pregnant] schwanger
    [on-oxygen] mit zusätzlichem Sauerstoff
    [any-symptom] irgendein Symptom mit Ja beantwortet
    [any-symptom-of] irgendein Symptom ({ $of }) mit Ja beantwortet
    [answered-yes] { $of } mit Ja beantwortet
    [part-with-three] ein Teil von { $of } mit 3 Punkten
    [not-measured-for] { $of } nicht gemessen seit{" "}
    [late-by] { $of } überfällig um{" "}
    [of-its-interval] {" "}des Messabstands
    [measurements-in] Zahl der Messungen in{" "}
    [days-of] Zahl der Tage unter den letzten{" "}
    [spells-within] Zahl der Episoden in{" "}
    [with-that] {" "}mit{" "}
    [usual] { $of } wie üblich (aus{" "}
    [usual-spread] übliche Streuung von { $of } (aus{" "}
    [this-time-of-day] , zu dieser Tageszeit)
    [mean-of] { $of }, Mittel aus{" "}
    [median-of] { $of }, Median aus{" "}
    [lowest-of] { $of }, niedrigster Wert aus{" "}
    [highest-of] { $of }, höchster Wert aus{" "}
    [change-in] { $of }, Änderung in{" "}
    [change-a-minute] { $of }, Änderung je Minute über{" "}
    [expected-in] { $of }, erwartet in{" "}
    [from-at-least] {" "}(aus mindestens{" "}
    [values] {" "}Werten)
    [without-first-day] , ohne den ersten Tag,
    [figure-mean] { $of }, Mittel aus{" "}
    [figure-median] { $of }, Median aus{" "}
    [figure-lowest] { $of }, niedrigster Wert aus{" "}
    [figure-highest] { $of }, höchster Wert aus{" "}
    [figure-change] { $of }, Änderung in{" "}
    [figure-slope] { $of }, Änderung je Minute über{" "}
    [figure-forecast] { $of }, erwartet in{" "}
    [figure-times] Messungen in{" "}
    [figure-days] Tage unter den letzten{" "}
    [figure-spells] Episoden in{" "}
    [figure-score] Score { $of }
    [second] { $of } Sekunde
    [seconds] { $of } Sekunden
    [minute] { $of } Minute
    [minutes] { $of } Minuten
    [hour] { $of } Stunde
    [hours] { $of } Stunden
    [day] { $of } Tag
   *[days] { $of } Tagen
}
reason-answer = { $answer ->
    [yes] Ja
    [no] Nein
   *[other] { $written }
}
reason-span-minutes = { $n } min
reason-span-hours = { $n } h
reason-span-days = { $n } Tagen
reason-of = { $sign } { $value }
reason-twice = zweimal binnen { $span } (davor { $before })
reason-twice-alone = zweimal binnen { $span }
reason-news2 = NEWS2 { $score }, { $known } von 7 bekannt
reason-points = { $sign } { $value } (+{ $points })
reason-by-care-plan = laut Behandlungsplan
reason-no-answer = Keine Antwort binnen { $span }
reason-no-recovery = Keine Erholung binnen { $span }
reason-figure = { $figure }: { $value }
reason-usual = { $sign } sonst { $value } ({ $days } Tage)
reason-asked = { $question } { $answer }
reason-asked-so = { $question }: { $answer }
reason-silent = { $sign } seit { $span } nicht gemessen
reason-rules-failed = Die Regeln sind bei dieser Person gescheitert. Nichts wird mehr automatisch entschieden
reason-paused = Niemand wurde gefragt: { $pathway } ruht bei dieser Person
reason-bound = { $side ->
    [at-most] höchstens { $bound }
    [below] unter { $bound }
    [at-least] mindestens { $bound }
   *[above] über { $bound }
}
reason-unless = { $side ->
    [more] Nicht ausgelöst bei { $sign } von { $value } oder mehr
   *[less] Nicht ausgelöst bei { $sign } von { $value } oder weniger
}
event-automatic = { $step } (automatisch)
event-no-answer = Keine Antwort kam (automatisch)
event-measure = Um neue Messung gebeten: { $sign }
event-ask = Fragen gestellt: { $title }
event-advise = Geraten: { $say }
event-remind = Erinnert: { $say }
event-thank = Gedankt
event-escalate = An eine Fachkraft gegeben
event-end = Beendet
event-stepped = { $done } ({ $what }, automatisch)
event-stepped-why = { $done }: { $why } ({ $what }, automatisch)
event-calmed = Was danach kam, war in Ordnung: { $what } (automatisch)
event-refused = Jemand handelte auf einen Alarm hin, der sich geändert hatte
event-raised = Alarm ausgelöst, { $severity }, { $what }: { $why }
event-joined = Wieder, inzwischen { $n }-mal: { $why }
event-somebody = jemandem
event-acknowledged = Bestätigt von { $by }: { $what }
event-often = { $n ->
    [1] einmal
   *[other] { $n }-mal
}
event-escalated = Nicht rechtzeitig bestätigt, weitergereicht ({ $often }): { $what }
event-escalated-to = Nicht rechtzeitig bestätigt, weitergereicht an { $to } ({ $often }): { $what }
event-escalated-by = Weitergereicht von { $by } an { $to } ({ $often }): { $what } ({ $why })
event-undone = { $act ->
    [acknowledged] Bestätigung zurückgenommen von { $by }: { $what }
    [assigned] Zuweisung zurückgenommen von { $by }: { $what }
    [snoozed] Stummschaltung zurückgenommen von { $by }: { $what }
   *[closed] Ergebnis zurückgenommen von { $by }, wieder offen: { $what }
}
event-cleared = Messungen sind wieder in Ordnung: { $what }
event-assigned = Zugewiesen an { $to }: { $what }
event-snoozed = Eine Zeit lang stumm gestellt von { $by }: { $what } ({ $why })
event-reopened = Jemand muss noch einmal nachsehen: { $what }
event-put-off = Vor Kurzem angesehen, die Nachprüfung wartet: { $what }
event-closed = Abgeschlossen: { $what }
event-closed-by = Abgeschlossen von { $by }, { $result }: { $what } ({ $why })
event-result = { $result ->
    [acted_on] gehandelt
    [nothing_to_do] nichts zu tun
    [false_reading] der Messwert war falsch
   *[expected] bei dieser Person zu erwarten
}
event-alert = Alarm
event-alert-of = Alarm von { $at }
event-replaced = { $alert } ersetzt, durch später Bekanntes: { $what }
event-taken-back = { $alert } zurückgenommen, durch später Bekanntes: { $what }
event-corrected = { $alert } berichtigt auf { $severity } durch später Bekanntes, { $what }: { $why }
