# Wie man misst, auf einer eigenen Seite für jede Art von Messgerät.
how-link = So geht es
how-link-what = : { $task }
how-title = { $kind ->
    [pressure] So messen Sie Ihren Blutdruck
    [oxygen] So messen Sie Ihren Sauerstoff
    [pulse] So messen Sie Ihren Puls
    [temperature] So messen Sie Ihre Temperatur
    [weight] So wiegen Sie sich
    [sugar] So messen Sie Ihren Zucker
   *[breathing] So zählen Sie Ihre Atemzüge
}
how-rest = Setzen Sie sich und ruhen Sie sich zuerst 5 Minuten aus.
how-pressure-1 = Lehnen Sie sich an. Stellen Sie beide Füße auf den Boden. Kreuzen Sie die Beine nicht.
how-pressure-2 = Legen Sie die Manschette um den bloßen Arm, knapp über dem Ellenbogen.
how-pressure-3 = Legen Sie den Arm auf einen Tisch, so hoch wie Ihr Herz.
how-pressure-4 = Drücken Sie auf Start. Reden Sie nicht, bis es fertig ist, und bleiben Sie ruhig.
how-oxygen-1 = Wärmen Sie die Hand. Entfernen Sie Nagellack.
how-oxygen-2 = Stecken Sie einen Finger in den Clip, Nagel nach oben.
how-oxygen-3 = Halten Sie die Hand ruhig. Warten Sie, bis die Zahl gleich bleibt.
how-pulse-1 = Legen Sie die Manschette, den Fingerclip oder den Brustgurt an.
how-pulse-2 = Sitzen Sie eine Minute still. Reden Sie nicht.
how-temperature-1 = Warten Sie 20 Minuten nach dem Essen, einem heißen Getränk oder einem Bad.
how-temperature-2 = Messen Sie immer an derselben Stelle: Mund, Ohr oder Achsel.
how-temperature-3 = Halten Sie still, bis es piept.
how-weight-1 = Wiegen Sie sich morgens vor dem Essen. Gehen Sie vorher zur Toilette.
how-weight-2 = Stellen Sie die Waage auf einen harten Boden.
how-weight-3 = Ziehen Sie Schuhe und schwere Kleidung aus.
how-weight-4 = Stehen Sie still, bis die Zahl gleich bleibt.
how-sugar-1 = Waschen Sie die Hände mit warmem Wasser. Trocknen Sie sie gut ab.
how-sugar-2 = Stecken Sie einen neuen Teststreifen in das Gerät.
how-sugar-3 = Stechen Sie mit einer neuen Nadel seitlich in den Finger.
how-sugar-4 = Halten Sie den Streifen an den Tropfen. Warten Sie auf die Zahl.
how-breathing-1 = Schauen Sie auf eine Uhr. Zählen Sie eine Minute lang Ihre Atemzüge.
how-breathing-2 = Ein und aus ist ein Atemzug. Atmen Sie wie immer.
how-sends = Ihr Messgerät sendet die Zahl von selbst. Das kann ein paar Minuten dauern.
how-type = Nichts gesendet? Tippen Sie es ein
how-type-hint = Tippen Sie ein, was Sie jetzt sehen.
how-field = { $sign } ({ $unit })
how-wrong = Diese Zahl kann nicht stimmen. Bitte sehen Sie noch einmal nach.
how-too-late = Diese Messung ist so lange her, dass wir sie nicht mehr verwenden können. Bitte messen Sie neu.
