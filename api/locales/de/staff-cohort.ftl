# Die Kohortenseiten des Teams.
staff-cohort-heading = Kohorte
staff-cohort-loading = Es wird gezählt…
staff-cohort-failed = Die Zahlen ließen sich nicht laden. Es wird wieder versucht.
staff-cohort-views-label = Kohorte
staff-cohort-views-overview = Überblick
staff-cohort-views-billing = Abrechnung
staff-cohort-views-changes = Regeländerungen
staff-cohort-views-teams = Teams
staff-cohort-filters-label = Wessen Zahlen
staff-cohort-filters-programme = Programm
staff-cohort-filters-everybody = Alle
staff-cohort-filters-team = Team
staff-cohort-filters-site = Standort
staff-cohort-filters-period = Zeitraum
staff-cohort-filters-copy = Link zu dieser Ansicht kopieren
staff-cohort-filters-copied = Der Link ist kopiert.
staff-cohort-days = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
staff-cohort-people = { $n ->
    [one] { $n } Patient
   *[other] { $n } Patienten
}
staff-cohort-as-of = { $people } · Stand { $at }
staff-cohort-exports-label = Diese Liste exportieren
staff-cohort-exports-csv = CSV
staff-cohort-exports-parquet = Parquet
staff-cohort-exports-png = PNG
staff-cohort-exports-png-of = PNG von: { $what }
staff-cohort-nothing = nichts zu zählen
staff-cohort-rate = { $n } von { $d } ({ $percent } %)
staff-cohort-percent = { $percent } %
staff-cohort-define = Was hier gezählt wird
staff-cohort-table = Als Tabelle (T)
staff-cohort-chart = Als Diagramm (T)
staff-cohort-adherence-heading = Wer misst
staff-cohort-adherence-slots = Wie vorgesehen gemessen
staff-cohort-adherence-by-device = davon von einem Gerät gesendet
staff-cohort-adherence-not-enough = Zu wenige Messungen
staff-cohort-adherence-quiet = Messen kaum noch oder gar nicht mehr
staff-cohort-adherence-by-day = Wie vorgesehen gemessen, nach Tagen
staff-cohort-adherence-sentence = Von dem, was im Zeitraum vorgesehen war, wurden { $percent } gemessen.
staff-cohort-adherence-sentence-none = Im Zeitraum war keine Messung vorgesehen.
staff-cohort-adherence-day = Tag
staff-cohort-adherence-done = Gemessen
staff-cohort-adherence-due = Vorgesehen
staff-cohort-adherence-share = Anteil
staff-cohort-control-heading = Wer gut eingestellt ist
staff-cohort-control-at-goal = Blutdruck im Ziel
staff-cohort-control-above = über dem Ziel
staff-cohort-control-not-enough = zu wenige Messungen
staff-cohort-control-in-range = Tage im Zielbereich
staff-cohort-control-quality = Bluthochdruck unter Kontrolle
staff-cohort-control-quality-note = { $unmeasured } der übrigen nicht gemessen; { $excluded } ausgeschlossen
staff-cohort-control-by-condition = Blutdruck nach Krankheit
staff-cohort-control-sentence = Im Ziel, über dem Ziel und mit zu wenigen Messungen, für jede Krankheit.
staff-cohort-control-condition = Krankheit
staff-cohort-control-few = unter 5: nicht aufgeteilt
staff-cohort-control-none-watched = bei niemandem überwacht
staff-cohort-glucose-heading = Kontinuierliche Glukosemessung
staff-cohort-glucose-none = Niemand trägt einen Glukosesensor.
staff-cohort-glucose-at-target = Glukose im Ziel
staff-cohort-glucose-in-range = 70 bis 180 mg/dL
staff-cohort-glucose-low = Unter 70
staff-cohort-glucose-very-low = Unter 54
staff-cohort-glucose-high = Über 180
staff-cohort-glucose-very-high = Über 250
staff-cohort-glucose-stable = Stabil (Schwankung höchstens 36 %)
staff-cohort-glucose-episodes = Episoden unter 54
staff-cohort-glucose-episodes-of = { $episodes } in { $days }
staff-cohort-glucose-sensor-days = { $n ->
    [one] { $n } Sensortag
   *[other] { $n } Sensortagen
}
staff-cohort-risk-heading = Risiko heute
staff-cohort-risk-emergency = Notfall
staff-cohort-risk-urgent = Dringend
staff-cohort-risk-review = Prüfen
staff-cohort-risk-watching = Beobachtet
staff-cohort-risk-by-day = Patienten nach dem schwersten Alarm, der an einem Tag begann
staff-cohort-risk-sentence = Patienten mit einem neuen Alarm an jedem der letzten { $days } Tage; alle anderen werden beobachtet.
staff-cohort-burden-heading = Alarme
staff-cohort-burden-per-day = Alarme je Patiententag
staff-cohort-burden-of = { $alerts } in { $days }
staff-cohort-burden-alerts-of = { $n ->
    [one] { $n } Alarm
   *[other] { $n } Alarme
}
staff-cohort-burden-patient-days = { $n ->
    [one] { $n } Patiententag
   *[other] { $n } Patiententagen
}
staff-cohort-burden-within = im Rahmen von { $budget }
staff-cohort-burden-over = über dem Rahmen von { $budget }
staff-cohort-burden-automated = Automatisch erledigt
staff-cohort-burden-seen = Bestätigt
staff-cohort-burden-seen-after = Zeit bis zur Bestätigung
staff-cohort-burden-seen-after-of = die Hälfte binnen { $half }, neun von zehn binnen { $most }
staff-cohort-burden-never = noch keiner bestätigt
staff-cohort-burden-truth = Zutreffend, von denen mit Ergebnis
staff-cohort-burden-acted = Gehandelt, von den abgeschlossenen
staff-cohort-burden-by-rule = Alarme nach Regel
staff-cohort-burden-rule = Regel
staff-cohort-burden-problem = Problem
staff-cohort-burden-severity = Schwere
staff-cohort-burden-alerts = Alarme
staff-cohort-burden-patients = Patienten
staff-cohort-burden-none = Im Zeitraum hat kein Alarm begonnen.
staff-cohort-outcomes-heading = Im Krankenhaus
staff-cohort-outcomes-unplanned = Ungeplante Aufnahmen
staff-cohort-outcomes-planned = Geplante Aufnahmen
staff-cohort-outcomes-emergency = Nur Notaufnahme
staff-cohort-outcomes-in-hospital = Krankenhaustage
staff-cohort-outcomes-readmitted = Wiederaufnahmen binnen 30 Tagen
staff-cohort-outcomes-per = { $per } je 1000 Patiententage ({ $n } in { $d })
staff-cohort-outcomes-hidden = nicht gezeigt: unter 5 Patienten
staff-cohort-outcomes-pending = { $n ->
    [one] { $n } Entlassung ist noch keine 30 Tage her
   *[other] { $n } Entlassungen sind noch keine 30 Tage her
}
staff-cohort-teams-heading = Die Arbeit jedes Teams
staff-cohort-teams-by-site = Die Arbeit jedes Standorts
staff-cohort-teams-by-team = Nach Standorten
staff-cohort-teams-by-site-back = Nach Teams
staff-cohort-teams-none = Kein Team
staff-cohort-teams-nobody = Noch wird niemand betreut.
staff-cohort-teams-patients = Patienten
staff-cohort-teams-open = Offene Alarme
staff-cohort-teams-open-none = keine
staff-cohort-teams-open-of = { $n ->
    [one] { $open }, bei { $n } Patienten
   *[other] { $open }, bei { $n } Patienten
}
staff-cohort-teams-asked = Alarme je Patiententag
staff-cohort-teams-asked-of = { $n ->
    [one] { $rate } ({ $asked } in { $n } Tag)
   *[other] { $rate } ({ $asked } in { $n } Tagen)
}
staff-cohort-teams-minutes = Gezeichnete Minuten
staff-cohort-teams-minutes-per = { $minutes } ({ $rate } je Patiententag)
staff-cohort-teams-few = unter 5 Patienten: keine Zahlen
staff-cohort-teams-over = über dem Rahmen
staff-cohort-billing-heading = Was abgerechnet werden kann
staff-cohort-billing-overall = Beide Zählungen
staff-cohort-billing-supply = Tage mit Gerätedaten (99454)
staff-cohort-billing-management = Minuten mit persönlichem Gespräch (99457)
staff-cohort-billing-standing = Stand
staff-cohort-billing-standings-ready = Bereit
staff-cohort-billing-standings-on-track = Auf Kurs
staff-cohort-billing-standings-not-on-track = Nicht auf Kurs
staff-cohort-billing-standings-no-activity = Keine Aktivität
staff-cohort-billing-interpretation = Minuten der Auswertung (99091)
staff-cohort-billing-programme = Therapie (98975 bis 98986)
staff-cohort-billing-claims = Abrechnungsfälle
staff-cohort-billing-claims-of = CSV für { $month }
staff-cohort-billing-note = Tage zählen in Zeiträumen von 30 Tagen, Minuten in Kalendermonaten. Von Hand eingegebene Werte werden gezeigt, zählen aber nicht. Die Beträge in der Datei sind Beispiele.
staff-cohort-changes-heading = Haben die neuen Regeln geholfen?
staff-cohort-changes-none = Seit dem Anfang wurde kein Regelwerk aktiviert.
staff-cohort-changes-of = { $name }, Version { $version }: aktiviert { $at } von { $by }
staff-cohort-changes-span = { $span } davor, und ebenso lange danach
staff-cohort-changes-figure = Zahl
staff-cohort-changes-before = Davor
staff-cohort-changes-after = Danach
staff-cohort-changes-by-rule = Dasselbe nach Regel
staff-cohort-rows-heading = Patienten: { $list }
staff-cohort-rows-lists-all = Alle
staff-cohort-rows-lists-not-measuring = Zu wenige Messungen
staff-cohort-rows-lists-quiet = Messen kaum noch oder gar nicht mehr
staff-cohort-rows-lists-at-goal = Blutdruck im Ziel
staff-cohort-rows-lists-above-goal = Blutdruck über dem Ziel
staff-cohort-rows-lists-pressure-unknown = Blutdruck: zu wenige Messungen
staff-cohort-rows-lists-not-controlled = Bluthochdruck nicht unter Kontrolle
staff-cohort-rows-lists-glucose-at-target = Glukose im Ziel
staff-cohort-rows-lists-glucose-off-target = Glukose nicht im Ziel
staff-cohort-rows-lists-glucose-unknown = Glukose: zu wenige Werte
staff-cohort-rows-lists-emergency = Ein Notfall ist offen
staff-cohort-rows-lists-urgent = Ein dringender Alarm ist offen
staff-cohort-rows-lists-review = Eine Prüfung ist offen
staff-cohort-rows-lists-ready = Abrechnung: bereit
staff-cohort-rows-lists-on-track = Abrechnung: auf Kurs
staff-cohort-rows-lists-not-on-track = Abrechnung: nicht auf Kurs
staff-cohort-rows-lists-no-activity = Abrechnung: keine Aktivität
staff-cohort-rows-all = Alle zeigen
staff-cohort-rows-first = die ersten { $shown } von { $total }
staff-cohort-rows-none = Niemand ist auf dieser Liste.
staff-cohort-rows-patient = Patient
staff-cohort-rows-condition = Krankheit
staff-cohort-rows-last = Letzte Messung
staff-cohort-rows-never = nie
staff-cohort-rows-measured = Gemessen
staff-cohort-rows-enough = zu wenige Messungen
staff-cohort-rows-unplanned = ohne Plan: jeden Tag
staff-cohort-rows-silent = Stille
staff-cohort-rows-quiet = { $n ->
    [one] { $n } Tag ohne Messung
   *[other] { $n } Tage ohne Messung
}
staff-cohort-rows-usual = keine
staff-cohort-rows-gone = keine Messung in 60 Tagen
staff-cohort-rows-pressure = Blutdruck, Mittel
staff-cohort-rows-at-goal = Im Ziel
staff-cohort-rows-glucose = Glukose im Zielbereich
staff-cohort-rows-glucose-mean = Mittel { $mean } mg/dL, GMI { $gmi } %
staff-cohort-rows-yes = ja
staff-cohort-rows-no = nein
staff-cohort-rows-period = Tage von 30
staff-cohort-rows-minutes = Minuten
staff-cohort-rows-live = Gespräch
staff-cohort-rows-codes = Bisher erreichter Code
staff-cohort-rows-interpreted = und { $n } der Auswertung
staff-cohort-rows-standing = Stand
staff-cohort-rows-typed = und { $n } von Hand
staff-cohort-define-adherence = Erfüllte Messfenster von den vorgesehenen. Ein Messfenster dauert so viele Stunden, wie der Plan sagt, nach der Uhr des Patienten; Wochen beginnen am Montag, Tage um Mitternacht. Vorgesehen ist es, wenn es im Zeitraum begann, der Plan von Anfang bis Ende galt und es vorbei ist. Erfüllt ist es, wenn der Wert darin gemessen wurde, mit einem Gerät oder von Hand eingegeben. Wo kein Plan besteht, ist an jedem Tag eine beliebige Messung vorgesehen.
staff-cohort-define-by-device = Erfüllte Messfenster mit einem Wert, den ein Gerät gesendet hat, von den erfüllten. Von Hand eingegebene Werte werden getrennt gezeigt.
staff-cohort-define-not-enough = Patienten, die weniger als 70 % des Vorgesehenen erfüllt haben: Für sie gibt es keine Zahl.
staff-cohort-define-quiet = Messen kaum noch: seit vier Tagen oder länger keine Messung; wer seltener als alle drei Tage messen soll, darf ein Viertel länger schweigen. Messen gar nicht mehr: keine Messung in 60 Tagen, oder am zweiten Tag der Betreuung noch keine.
staff-cohort-define-at-goal = Patienten, deren mittlerer Blutdruck im Zeitraum unter 130 und unter 80 mmHg liegt, von denen, deren Blutdruck überwacht wird (Hypertonie, ein Messplan oder Messungen) und die mindestens 70 % des Vorgesehenen erfüllt haben; ohne Messplan ist eine Messung am Tag vorgesehen.
staff-cohort-define-in-range = Tage mit einem mittleren Blutdruck von 110 bis 130 zu 70 bis 80 mmHg, Grenzen eingeschlossen, von den Tagen mit einem Mittel.
staff-cohort-define-cbp = Bluthochdruck unter Kontrolle (CMS165v14): 18 bis 85 Jahre alt mit Hypertonie; am letzten Tag des Zeitraums mit einer vom Gerät gesendeten Messung liegt der niedrigste systolische Wert unter 140 und der niedrigste diastolische unter 90 mmHg; ohne Messung nicht unter Kontrolle. Ausgeschlossen: terminale Niereninsuffizienz, Schwangerschaft, Hospiz, Gebrechlichkeit.
staff-cohort-define-glucose = Patienten, deren kontinuierlich gemessene Glukose alle Ziele des Konsenses erfüllt, von denen, für die aus den letzten 14 Tagen 70 % der Werte eines Sensors vorliegen: mehr als 70 % zwischen 70 und 180 mg/dL, unter 4 % unter 70, unter 1 % unter 54, unter 25 % über 180, unter 5 % über 250. In der Schwangerschaft: mehr als 70 % zwischen 63 und 140, unter 4 % unter 63, unter 1 % unter 54, unter 25 % über 140. Bei Gebrechlichkeit oder im Hospiz: mehr als 50 % zwischen 70 und 180, unter 1 % unter 70, unter 10 % über 250. Ein Gerät gilt als Sensor, wenn seine Werte in mindestens drei von vier Fällen binnen 20 Minuten aufeinander folgen; Werte eines Messgeräts zählen nicht.
staff-cohort-define-glucose-shares = Werte von Patienten mit genügend Daten, in ganzen mg/dL; LO liegt unter, HI über jeder Grenze. Mittel, Standardabweichung (n − 1), Variationskoeffizient und GMI (3,31 + 0,02392 × Mittel) beruhen auf den Zahlenwerten. Stabil: Variationskoeffizient höchstens 36 %.
staff-cohort-define-glucose-episodes = Eine Episode beginnt nach 15 Minuten jenseits der Grenze und endet nach 15 Minuten diesseits; ein Wert gilt bis zum nächsten, höchstens zwei Stunden.
staff-cohort-define-alerts = Alarme, die im Zeitraum begannen und nicht zurückgenommen wurden, je 24 Stunden, in denen ein Patient betreut wurde: seit der Aufnahme, oder seit der ersten Messung, wenn diese früher war. Rahmen: 0,10.
staff-cohort-define-automated = Vorgänge, die die Automatik ohne Fachkraft beendet hat, von diesen und den Alarmen.
staff-cohort-define-seen-after = Vom Beginn eines Alarms bis zur ersten Bestätigung: So lange dauerte es höchstens bei der Hälfte und bei neun von zehn.
staff-cohort-define-true-of-closed = Alarme, die mit einer Handlung oder als zutreffend ohne Handlungsbedarf abgeschlossen wurden, von denen mit Ergebnis: der positive Vorhersagewert.
staff-cohort-define-risk = Heute: jeder Patient nach dem schwersten Alarm, der jetzt offen ist. Nach Tagen: Patienten nach dem schwersten Alarm, der an diesem Tag begann, nach ihrer eigenen Uhr.
staff-cohort-define-change = Dieselben Zahlen in zwei gleich langen Zeitspannen, vor und nach der Aktivierung eines Regelwerks: so lang, wie seither Zeit vergangen ist, höchstens der Zeitraum. Ein Tag gehört zu der Spanne, die an ihm beginnt; der Tag der Aktivierung gehört zum Danach.
staff-cohort-define-stays = Aufnahmen, Besuche in der Notaufnahme und Krankenhaustage, wie das Team sie eingetragen hat, je Tag, an dem ein Patient betreut wurde, nach seinem Kalender. Folgen zwei Krankenhäuser durch Verlegung am selben oder nächsten Tag aufeinander, ist es ein Aufenthalt. Der Tag der Aufnahme und der Tag der Entlassung sind beide Krankenhaustage. Unter fünf Patienten wird nichts gezeigt.
staff-cohort-define-readmitted = Entlassungen im Zeitraum, auf die binnen 30 Tagen eine ungeplante Aufnahme aus irgendeinem Grund folgte, von den Entlassungen, die zählen: nach einer Aufnahme, geplant oder nicht, lebend, nicht gegen ärztlichen Rat, nicht in ein anderes Krankenhaus, nicht am Tag der Aufnahme, und mit abgelaufenen 30 Tagen. Auch die Entlassung nach einer Wiederaufnahme zählt (HEDIS; CMS lässt sie aus). Nicht risikoadjustiert: Vergleichen Sie dieselben Patienten, nicht zwei Teams. Bei einem bis vier Entlassenen wird nichts gezeigt.
staff-cohort-define-workload = Patienten nach dem Team, das sie heute betreut. Offen: Alarme, die jetzt offen sind. Je Patiententag: Alarme, die im Zeitraum begannen, je 24 Stunden, in denen ein Patient betreut wurde. Minuten: im Zeitraum gezeichnete, auch die der Auswertung. Teams mit weniger als fünf Patienten haben keine Zahlen.
staff-cohort-define-supply = Tage mit vom Gerät gesendeten Daten in einem festen Zeitraum von 30 Tagen, gezählt ab dem ersten solchen Tag: 2 bis 15 99445, 16 bis 30 99454. Bereit: 16 sind da. Auf Kurs: In diesem Tempo werden es 16.
staff-cohort-define-management = Im Kalendermonat gezeichnete Minuten, mit mindestens einem persönlichen Gespräch: 10 bis 19 99470, 20 99457, je weitere 20 99458. Bereit: 20 mit einem Gespräch. Auf Kurs: In diesem Tempo werden es 20. Minuten der Auswertung zählen hier nicht.
staff-cohort-define-interpretation = Minuten, in denen ärztliches oder anderes qualifiziertes Personal Daten gesammelt und ausgewertet hat, als solche gezeichnet, im festen Zeitraum von 30 Tagen: ab 30 99091, einmal, und nicht neben der Betreuung in einem Monat, den der Zeitraum berührt.
staff-cohort-define-programme = Physiologische Werte oder eine Therapie (98975 bis 98986): eines von beiden je Patient, wie es sein Team eingetragen hat. Danach richten sich die Codes; Tage und Minuten zählen gleich.
