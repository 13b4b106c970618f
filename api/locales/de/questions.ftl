# Fragen, eine nach der anderen.
questions-title = Fragen
questions-read-back = Stimmt das so?
questions-place = Frage { $place }
questions-number = Zahl ({ $unit })
questions-next = Weiter
questions-before = Zurück
questions-send = Ja, senden
questions-change = Ändern
questions-none = Es warten keine Fragen auf Sie
questions-over = Diese Fragen warten nicht mehr auf Sie.
questions-too-late = Diese Antworten sind älter als 7 Tage. Sie kommen zu spät. Wenn es Ihnen nicht gut geht, rufen Sie bitte Ihr Team an.
questions-unanswered = Bitte beantworten Sie diese Frage.
questions-wrong = Diese Antwort kann nicht stimmen. Bitte sehen Sie noch einmal hin.
