# Medikamente: was zu nehmen ist, was genommen wurde, was schadet.
medicines-none = Ihr Team hat noch kein Medikament auf diese Liste gesetzt.
medicines-when-needed = Wenn Sie es brauchen
medicines-every-day = Jeden Tag um { $times }
medicines-last-time = Letztes Mal: { $when }.
medicines-not-yet = noch nicht
medicines-taken-now = Ich habe es jetzt genommen
medicines-taken = Ich habe es genommen
medicines-not-taken = Ich habe es nicht genommen
# Welches, für alle, die die Seite hören: steht nach »Ich habe es genommen«.
medicines-which-dose = : { $medicine } um { $clock }
medicines-why-not = Warum nicht?
medicines-reason = { $reason ->
    [forgot] Ich habe es vergessen
    [unwell] Mir ging es nicht gut
    [none-left] Ich habe keins mehr
    [told-not-to] Mir wurde gesagt, ich soll nicht
   *[did-not-want] Ich wollte nicht
}
medicines-later = später heute
medicines-said-taken = Genommen, sagte { $name } { $when }
medicines-said-not-taken = Nicht genommen: { $reason }. Das sagte { $name } { $when }
medicines-effect = Geht es Ihnen mit einem Medikament schlecht?
medicines-which = Welches Medikament?
medicines-what = Was merken Sie?
medicines-effect-hint = Niemand liest das ständig. Setzen Sie kein Medikament ab, bevor Sie mit uns gesprochen haben.
medicines-told-already = Danke. { $name } hat es schon gesagt.
medicines-no-reason = Bitte sagen Sie, warum Sie es nicht genommen haben.
medicines-failed = Das konnten wir nicht vermerken. Bitte sehen Sie noch einmal auf die Liste.
medicines-no-text = Bitte schreiben Sie, was Sie merken.
medicines-effect-failed = Das konnten wir nicht senden. Bitte wählen Sie das Medikament und versuchen Sie es noch einmal.
# Eine Dosis mit drei oder mehr Nachkommastellen, die sich als Tausender lesen ließe.
medicines-dose-spoken = { $dose } ({ $whole } Komma { $decimals })
