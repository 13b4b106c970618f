# Warum eine Messung beiseite liegt: was das Journal auf Englisch festhält.
recorded-why-nobody-wears = niemand trägt das Gerät { $device }
recorded-why-nobody-wore = niemand trug das Gerät { $device } zu dieser Zeit als dieser Benutzer
recorded-why-not-enrolled = niemand ist als { $patient } aufgenommen
recorded-why-worn-by-other = das Gerät { $device } trägt jemand anderes als { $patient }
recorded-why-no-clock = das Gerät { $device } weiß nicht, wann es gemessen hat
recorded-why-days-away = das Gerät { $device } sagt, es habe { $days } Tage von jetzt an gemessen
recorded-why-no-time = die Messung hat keine Zeit
recorded-why-not-measured = das Messgerät gab nicht: { $sign }; { $why }
recorded-why-letter = Bewusstsein { $letter } ist keines von A C V P U
recorded-why-out-of-range = { $measured } liegt nicht zwischen { $low } und { $high }
recorded-why-no-topic = das Topic nennt kein Gateway
recorded-why-not-registered = das Gateway { $gateway } ist nicht eingetragen
recorded-why-shut-out = das Gateway { $gateway } wurde ausgeschlossen, von { $by }: { $reason }
recorded-why-json = das Gateway { $gateway } darf kein JSON senden, denn das trägt keinen Nachweis, woher es kommt
recorded-why-other-topic = Nachricht von { $other } auf dem Topic von { $gateway }
recorded-why-too-short = { $length } Bytes sind zu kurz für eine Nachricht
recorded-why-no-mark = die ersten zwei Bytes sind nicht das Zeichen einer Nachricht
recorded-why-version = Version { $version } der Nachricht ist hier nicht bekannt
recorded-why-kind = Byte 3 sagt Art { $found }, erwartet war { $expected }
recorded-why-length = Byte 4 gibt einen Inhalt von { $declared } Bytes an, das ist zu viel oder nicht, was ankam (insgesamt { $length } Bytes)
recorded-why-checksum = die Prüfsumme stimmt nicht
recorded-why-mac = der Nachweis, woher es kommt, stimmt nicht
recorded-why-field = { $what } bei Byte { $at } ist abgeschnitten oder ohne Bedeutung
recorded-why-left-over = ab Byte { $at } bleiben Bytes übrig

# Teile davon, und was gemessen wurde.
recorded-part-nan = keine Zahl
recorded-part-nres = nicht mit dieser Auflösung
recorded-part-above = über seinem Bereich
recorded-part-below = unter seinem Bereich
recorded-part-reserved = ein vorbehaltener Code
recorded-part-absent = es sandte keinen
recorded-part-failed = { $sign }: die Messung misslang
recorded-part-unresolved = { $sign }: nicht mit dieser Auflösung
recorded-part-over = { $sign } über dem Bereich des Sensors
recorded-part-under = { $sign } unter dem Bereich des Sensors
recorded-part-code = { $sign }: ein Code ohne Bedeutung
recorded-part-on-oxygen = mit Sauerstoff
recorded-part-on-air = ohne Sauerstoff
recorded-part-systolic-pressure = systolischer Druck
recorded-part-systolic-pressure-value = systolischer Druck { $value }
recorded-part-diastolic-pressure = diastolischer Druck
recorded-part-diastolic-pressure-value = diastolischer Druck { $value }
recorded-part-pressure = Blutdruck
recorded-part-pressure-value = Blutdruck { $value }
recorded-part-systolic = systolisch
recorded-part-systolic-value = systolisch { $value }
recorded-part-diastolic = diastolisch
recorded-part-diastolic-value = diastolisch { $value }
recorded-part-oxygen-saturation = Sauerstoffsättigung
recorded-part-oxygen-saturation-value = Sauerstoffsättigung { $value }
recorded-part-saturation = Sättigung
recorded-part-saturation-value = Sättigung { $value }
recorded-part-heart-rate = Herzfrequenz
recorded-part-heart-rate-value = Herzfrequenz { $value }
recorded-part-pulse = Puls
recorded-part-pulse-value = Puls { $value }
recorded-part-respiration = Atmung
recorded-part-respiration-value = Atmung { $value }
recorded-part-temperature = Temperatur
recorded-part-temperature-value = Temperatur { $value }
recorded-part-weight = Gewicht
recorded-part-weight-value = Gewicht { $value }
recorded-part-glucose = Glukose
recorded-part-glucose-value = Glukose { $value }
recorded-part-consciousness = Bewusstsein
recorded-part-consciousness-value = Bewusstsein { $value }

# Was es behebt.
recorded-mend-unknown-device = sagen Sie, wer das Gerät damals trug, für eine Zeit oder im Verzeichnis, und wiederholen Sie es
recorded-mend-undatable = berichtigen Sie die Uhr des Geräts für die Zeit, in der es gehört wurde, oder nehmen Sie die Zeit des Gateways, und wiederholen Sie es
recorded-mend-unknown-gateway = tragen Sie das Gateway ein, wenn es unseres ist: Es sendet von selbst noch einmal, und was nur einmal kam, lässt sich wiederholen
recorded-mend-not-authentic = sehen Sie nach, ob das Gateway seinen richtigen Schlüssel und sein Zertifikat hat; wird ihm wieder vertraut, sendet es noch einmal, und dies lässt sich wiederholen
recorded-mend-future-version = betreiben Sie einen Server, der diese Version kennt, und wiederholen Sie es
recorded-mend-no-value = nichts: kein Körper hat einen solchen Wert; bitten Sie die Person, noch einmal zu messen
recorded-mend-damaged = nichts: Es wurde unterwegs beschädigt, und sein Gateway sendet es noch einmal
recorded-mend-bad-message = bringen Sie den Absender in Ordnung: Diese Nachricht ist nicht lesbar
recorded-mend-bad-reading = bringen Sie den Absender in Ordnung: Diese Messung ist nicht lesbar

# Was in einem Dienstplan falsch ist, und was zu tun ist.
recorded-rota-empty = Stufe { $level }: der Dienst von { $who } endet mit seinem Beginn oder davor
recorded-rota-overlap = Stufe { $level }: { $who } und { $other } haben bei { $at } ms beide Dienst
recorded-rota-layers = es gibt { $count } Ebenen, und { $max } sind das Meiste
recorded-rota-later = lassen Sie ihn später enden
recorded-rota-begins = lassen Sie den einen enden, wo der andere beginnt
recorded-rota-list = setzen Sie die letzten Personen in `list`, die der Reihe nach gefragt wird

# Wer Regeln gelten ließ.
recorded-approved = { $by }, freigegeben von { $second }: { $reason }
recorded-came-with = { $program }, das sie mitbrachte
