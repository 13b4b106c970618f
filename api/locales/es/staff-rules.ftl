# Las páginas del equipo sobre las reglas.
staff-rules-heading = Reglas
staff-rules-views-label = Reglas
staff-rules-views-active = Reglas activas
staff-rules-views-draft = Borrador
staff-rules-views-history = Historial
staff-rules-loading = Cargando las reglas…
staff-rules-failed = No se pudieron cargar las reglas. Se intenta otra vez.
staff-rules-version = { $name }, versión { $version }
staff-rules-hash = SHA-256
staff-rules-active-heading = Lo que decide ahora
staff-rules-active-set = Conjunto de reglas
staff-rules-active-since = Desde
staff-rules-active-built-in = venían con el programa
staff-rules-active-by = Activado por
staff-rules-active-nobody = nadie: venían con el programa
staff-rules-active-program = hearthwatch { $version }, que venía con ellas
staff-rules-active-report = Informe de la prueba retrospectiva
staff-rules-active-no-report = ninguno
staff-rules-active-find = Buscar una regla
staff-rules-active-find-hint = Código o palabras
staff-rules-active-open-all = Abrir todas
staff-rules-active-close-all = Cerrar todas
staff-rules-active-none = Ninguna regla coincide con «{ $find }».
staff-rules-active-unsigned = Ningún profesional clínico ha validado estos umbrales.
staff-rules-rule-changed = cambiada
staff-rules-rule-off = desactivada
staff-rules-rule-mistakes = { $n ->
    [one] { $n } error
   *[other] { $n } errores
}
staff-rules-rule-on = Activada
staff-rules-rule-for = Para
staff-rules-rule-everybody = todas las personas
staff-rules-rule-twice = medido dos veces
staff-rules-rule-twice-label = se debe medir dos veces
staff-rules-rule-twice-of = { $rule }, { $level }: se debe medir dos veces
staff-rules-rule-on-of = { $rule } está activada
staff-rules-rule-severity-of = { $rule }, nivel { $place }: gravedad
staff-rules-rule-clear = De nuevo bien
staff-rules-rule-clear-never = cuando no se cumple ningún nivel
staff-rules-rule-limits = Límites que una persona puede tener propios
staff-rules-rule-limit-of = { $rule }, límite { $name }
staff-rules-rule-limit-in-words = { $value } (límite «{ $name }»)
staff-rules-rule-limit-name = { $name ->
    [emergency] emergencia
    [urgent] urgente
    [review] revisar
    [back] de vuelta
    [systolic_low] sistólica baja
    [systolic_target] objetivo sistólico
    [diastolic_target] objetivo diastólico
    [systolic_high] sistólica alta
    [diastolic_high] diastólica alta
    [fever] fiebre
    [high] alto
    [day_gain] aumento en un día
    [week_gain] aumento en una semana
   *[other] { $written }
}
staff-rules-rule-floor = el de nadie pasa de { $floor }
staff-rules-rule-no-floor = igual para todas las personas
staff-rules-rule-source = Fuente
staff-rules-rule-line = línea { $line }
staff-rules-rule-first = Lo que se hace antes, sin un profesional
staff-rules-rule-wait = , espera { $wait }
staff-rules-rule-number = { $where }: { $before }
staff-rules-rule-number-in = { $where }: { $before } en { $unit }
staff-rules-rule-number-wanted = Escriba un número con punto decimal, como 92 o 37.5. Hasta entonces queda el anterior.
staff-rules-rule-automated = Automático
staff-rules-rule-spans-gap = Mediciones más cercanas que esto son una
staff-rules-rule-spans-within = Una segunda confirma dentro de
staff-rules-rule-spans-merge = Lo que empieza de nuevo se une durante
staff-rules-rule-clear-times = Mediciones buenas que lo terminan
staff-rules-rule-adjusts = Más estricto por un tiempo
staff-rules-rule-graver = alertas un grado más graves
staff-rules-rule-hold = los valores cuentan el { $percent } % de su tiempo
staff-rules-rule-times = Tiempos para todas las personas
staff-rules-rule-tables-hold = Un valor cuenta durante, horas
staff-rules-rule-tables-acknowledge = Una alerta se debe confirmar en, minutos
staff-rules-rule-tables-recheck = Alguien vuelve a mirar después de, minutos
staff-rules-rule-time-of = { $table }: { $of }
staff-rules-rule-time-key = { $key ->
    [default] por defecto
    [temperature] temperatura
    [consciousness] conciencia
    [supplemental_oxygen] oxígeno suplementario
    [weight] peso
    [rhythm] ritmo
    [answers] respuestas
    [emergency] emergencia
    [urgent] urgente
    [review] revisar
   *[other] { $written }
}
staff-rules-rule-step = { $do ->
    [measure] medir: { $of }
    [ask] preguntar: { $of }
    [escalate] pasar a un profesional: { $of }
    [plain] pasar a un profesional
    [advise] aconsejar
    [remind] recordar
    [thank] dar las gracias
    [end] terminar
   *[other] { $written }
}
staff-rules-rule-questions = { $of ->
    [blood_pressure] presión arterial
    [faintness] mareo o desmayo
    [heart_failure] insuficiencia cardíaca
    [copd] EPOC
    [low_sugar] azúcar baja
    [high_sugar] azúcar alta
    [ketones] cetonas
    [who_weighed] quién se pesó
    [after_discharge] tras el alta
    [side_effect] efecto secundario
   *[other] { $written }
}
staff-rules-draft-heading = El borrador
staff-rules-draft-none = No hay borrador. Empiece uno a partir de las reglas que deciden ahora: nada cambia hasta que dos personas lo activen.
staff-rules-draft-start = Empezar un borrador
staff-rules-draft-saved = Guardado por { $by }, { $at }.
staff-rules-draft-saving = Guardando…
staff-rules-draft-unsaved = No guardado: { $why }
staff-rules-draft-again = Guardar otra vez
staff-rules-draft-take-theirs = Tomar el suyo, descartar el mío
staff-rules-draft-keep-mine = Conservar el mío, descartar el suyo
staff-rules-draft-discard = Descartar el borrador
staff-rules-draft-discard-sure = Descartar para siempre
staff-rules-draft-discard-keep = Conservarlo
staff-rules-draft-checking = Comprobando…
staff-rules-draft-right = Sin errores.
staff-rules-draft-mistakes = { $n ->
    [one] { $n } error: la activación y la prueba esperan hasta que no haya ninguno.
   *[other] { $n } errores: la activación y la prueba esperan hasta que no haya ninguno.
}
staff-rules-draft-mistakes-heading = Errores
staff-rules-draft-line = Línea { $line }
staff-rules-draft-as = Editar como
staff-rules-draft-form = Formulario
staff-rules-draft-text = Texto
staff-rules-draft-text-label = El texto del conjunto de reglas (TOML)
staff-rules-draft-no-form = El texto aún no se puede leer como formulario: corríjalo antes como texto.
staff-rules-draft-uncheckable = No se pudo comprobar el borrador: { $why }
staff-rules-changes-heading = Diferencias con las reglas activas
staff-rules-changes-none = Solo difieren comentarios, orden o espacios.
staff-rules-changes-unknown = No se puede decir hasta que el texto se pueda leer.
staff-rules-changes-whole = El documento
staff-rules-changes-place = { $kind ->
    [rule] regla { $id }
    [problem] problema { $id }
    [pathway] recorrido { $id }
    [questionnaire] cuestionario { $id }
    [adjust] ajuste { $id }
   *[other] { $written }
}
staff-rules-changes-where = Dónde
staff-rules-changes-what = Qué
staff-rules-changes-before = Activas
staff-rules-changes-after = Borrador
staff-rules-changes-was-before = Antes
staff-rules-changes-is-after = Después
staff-rules-changes-added = nuevo
staff-rules-changes-removed = quitado
staff-rules-changes-absent = no está
staff-rules-changes-first = Las reglas que venían con el programa.
staff-rules-trial-heading = Prueba retrospectiva con el pasado de esta cohorte
staff-rules-trial-about = Los dos conjuntos de reglas deciden de nuevo sobre todo lo que hay en el diario. Se comparan las alertas de los días elegidos. No se avisa a nadie.
staff-rules-trial-days = Días hacia atrás desde la medición más reciente
staff-rules-trial-start = Probar
staff-rules-trial-cancel = Detener
staff-rules-trial-mistakes = Hace falta un borrador sin errores.
staff-rules-trial-none = Aún no hay prueba de este mismo borrador.
staff-rules-trial-stale = Esta prueba se hizo frente a otras reglas activas. Haga una nueva antes de activar.
staff-rules-trial-progress = { $done } de { $total } entradas del diario
staff-rules-trial-starting = Empezando…
staff-rules-trial-failed = La prueba terminó antes de tiempo: { $why }.
staff-rules-trial-cohort = { $patients }, { $readings }, { $days }
staff-rules-trial-patients = { $n ->
    [one] { $n } paciente
   *[other] { $n } pacientes
}
staff-rules-trial-readings = { $n ->
    [one] { $n } medición
   *[other] { $n } mediciones
}
staff-rules-trial-patient-days = { $n ->
    [one] { $n } día de paciente
   *[other] { $n } días de paciente
}
staff-rules-trial-period = del { $from } al { $to }
staff-rules-trial-sentence = { $added ->
    [one] { $added } alerta más, { $removed } menos, { $moved } cambian, { $same } iguales.
   *[other] { $added } alertas más, { $removed } menos, { $moved } cambian, { $same } iguales.
}
staff-rules-trial-figure = Cifra
staff-rules-trial-active = Activas
staff-rules-trial-draft = Borrador
staff-rules-trial-figures-alerts = Alertas
staff-rules-trial-figures-emergency = de ellas, emergencias
staff-rules-trial-figures-urgent = de ellas, urgentes
staff-rules-trial-figures-review = de ellas, para revisar
staff-rules-trial-figures-per-patient-day = Alertas por paciente y día
staff-rules-trial-figures-automated = Terminado sin un profesional
staff-rules-trial-figures-share-automated = Proporción
staff-rules-trial-figures-minutes = Minutos de un profesional
staff-rules-trial-share-of = { $part } de { $whole }
staff-rules-trial-share = { $percent } % ({ $of })
staff-rules-trial-rate = { $rate } ({ $of })
staff-rules-trial-lists-added = Nuevas
staff-rules-trial-lists-removed = Desaparecen
staff-rules-trial-lists-moved = Cambian
staff-rules-trial-list = { $list } { $n }
staff-rules-trial-at = Surgió
staff-rules-trial-patient = Paciente
staff-rules-trial-problem = Problema
staff-rules-trial-severity = Gravedad
staff-rules-trial-rule = Regla
staff-rules-trial-open = Abrir ese momento
staff-rules-trial-open-of = Abrir ese momento: { $name }, { $at }
staff-rules-trial-more = Mostrar { $n } más
staff-rules-trial-moved-to = ahora { $at }
staff-rules-trial-nothing = No cambiaría ninguna alerta.
staff-rules-shadow-heading = En la sombra
staff-rules-shadow-about = En la sombra, el borrador decide sobre todo lo que llegue desde ahora, y no se avisa a nadie.
staff-rules-shadow-start = Ponerlo en la sombra
staff-rules-shadow-replace = Poner este borrador en su lugar
staff-rules-shadow-stop = Terminar la sombra
staff-rules-shadow-none = No hay nada en la sombra.
staff-rules-shadow-runs = { $name } está en la sombra desde { $since }.
staff-rules-shadow-other = Es un borrador distinto del de arriba.
staff-rules-shadow-behind = { $n ->
    [one] Le queda { $n } entrada del diario por leer.
   *[other] Le quedan { $n } entradas del diario por leer.
}
staff-rules-shadow-not-behind = Hasta ahora ha decidido sobre todo.
staff-rules-shadow-ended = La sombra ha terminado: { $why }.
staff-rules-activate-heading = Activar
staff-rules-activate-about = Una persona propone y otra aprueba. Desde ese momento el borrador decide sobre todas las personas.
staff-rules-activate-needs-report = No se puede activar hasta que se haya hecho la prueba con este mismo borrador.
staff-rules-activate-needs-right = No se puede activar mientras el borrador tenga errores.
staff-rules-activate-ready = La prueba de este mismo borrador está hecha. Léala y después proponga o apruebe.
staff-rules-activate-reason = Motivo
staff-rules-activate-propose = Pedir aprobación
staff-rules-activate-proposed = Propuesto por { $by }, { $at }:
staff-rules-activate-waits = Lo debe aprobar otra persona, con su propia sesión.
staff-rules-activate-other = { $by } propone otras reglas. Las de usted ocuparían su lugar.
staff-rules-activate-submit = Aprobar y activar
staff-rules-activate-busy = Enviando…
staff-rules-activate-refused = No se hizo: { $why }.
staff-rules-activate-done = { $set } decide desde ahora.
staff-rules-history-heading = Reglas que han decidido
staff-rules-history-now = decide ahora
staff-rules-history-since = desde { $at }
staff-rules-history-built-in = venía con el programa
staff-rules-history-by = Activado por { $by }
staff-rules-history-entry = entrada { $offset } del diario
staff-rules-history-report = informe { $report }
staff-rules-history-changes = { $n ->
    [one] { $n } diferencia
   *[other] { $n } diferencias
}
staff-rules-history-no-changes = Solo difieren los comentarios
staff-rules-history-again = Hacerlo borrador
staff-rules-history-again-of = Hacerlo borrador: { $set }
staff-rules-history-exists = Ya hay un borrador: descártelo antes.
