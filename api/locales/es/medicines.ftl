# Medicinas: qué tomar, qué se tomó, qué sienta mal.
medicines-none = Su equipo todavía no ha puesto ninguna medicina en esta lista.
medicines-when-needed = Cuando la necesite
medicines-every-day = Todos los días a las { $times }
medicines-last-time = Última vez: { $when }.
medicines-not-yet = todavía no
medicines-taken-now = La he tomado ahora
medicines-taken = La he tomado
medicines-not-taken = No la he tomado
# Cuál, para quien oye la página: va después de «La he tomado».
medicines-which-dose = : { $medicine } a las { $clock }
medicines-why-not = ¿Por qué no?
medicines-reason = { $reason ->
    [forgot] Se me olvidó
    [unwell] Me sentía mal
    [none-left] No me queda
    [told-not-to] Me dijeron que no
   *[did-not-want] No quise
}
medicines-later = más tarde, hoy
medicines-said-taken = Tomada, lo dijo { $name } { $when }
medicines-said-not-taken = No tomada: { $reason }. Lo dijo { $name } { $when }
medicines-effect = ¿Le sienta mal una medicina?
medicines-which = ¿Qué medicina?
medicines-what = ¿Qué nota?
medicines-effect-hint = Nadie lee esto todo el tiempo. No deje una medicina antes de hablar con nosotros.
medicines-told-already = Gracias. { $name } lo dijo antes.
medicines-no-reason = Diga por qué no la ha tomado.
medicines-failed = No pudimos anotar esto. Mire la lista otra vez.
medicines-no-text = Escriba qué nota.
medicines-effect-failed = No pudimos enviar esto. Elija la medicina e inténtelo otra vez.
# Una dosis con tres o más decimales, que se podría leer como miles.
medicines-dose-spoken = { $dose } ({ $whole } coma { $decimals })
