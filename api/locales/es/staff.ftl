# Las páginas del personal: marco, lista, paciente, operación.
staff-product = Hearthwatch
staff-nav-label = Páginas
staff-nav-worklist = Lista
staff-nav-cohort = Cohorte
staff-nav-rules = Reglas
staff-nav-ops = Operación
staff-nav-accounts = Cuentas
staff-nav-audit = Registro
staff-nav-patient = Paciente
staff-unreachable = el servidor no responde
staff-title-lost = (!) Sin conexión · Hearthwatch
staff-title-canary = (!) No se puede confiar en las alertas · Hearthwatch
staff-missing-page = Esta página no existe. Elija una arriba.
staff-skip = Ir al contenido
staff-severity-emergency = Emergencia
staff-severity-urgent = Urgente
staff-severity-review = Revisar
staff-severity-task = Sin medida
staff-severity-watching = En vigilancia
staff-time-now = ahora
staff-time-under-aminute = menos de un minuto
staff-time-never = nunca
staff-link-connecting = Conectando…
staff-link-live = En directo
staff-link-canary = No se puede confiar en las alertas: falló la prueba con un paciente sintético. Llame a sus pacientes y avise a operación.
staff-link-pause = Pausar cambios
staff-announce-sorted = Ordenado.
staff-announce-nothing-urgent = No espera ninguna emergencia.
staff-list-heading = Lista de trabajo
staff-list-caption = Pacientes, primero a quien hay que ayudar
staff-list-sections-label = Mostrar
staff-list-sections-mine = Me espera
staff-list-sections-snoozed = En silencio
staff-list-sections-waiting = En espera
staff-list-sections-seen = En atención
staff-list-sections-all = Todos
staff-list-severities = Solo una gravedad
staff-list-find = Buscar
staff-list-find-hint = Nombre o enfermedad
staff-list-loading = Cargando la lista…
staff-list-empty = No hay nadie.
staff-list-empty-waiting = Nadie espera.
staff-list-held-nothing = El orden no cambia mientras trabaja aquí.
staff-list-free = Ordenado por gravedad, luego atraso, luego tiempo de espera.
staff-list-sort-now = Ordenar ahora (R)
staff-list-keys = Teclas (?)
staff-list-lane-label = Emergencia nueva
staff-list-lane-none = Ninguna emergencia nueva.
staff-list-lane-new = Nueva
staff-list-lane-open = Abrir (N)
staff-list-columns-news2 = NEWS2 · Gravedad
staff-list-columns-patient = Paciente
staff-list-columns-why = Por qué está aquí
staff-list-columns-trend = 24 h
staff-list-columns-respiration = Resp
staff-list-columns-spo2 = SpO₂
staff-list-columns-blood-pressure = TA
staff-list-columns-pulse = Pulso
staff-list-columns-temperature = Temp
staff-list-columns-last = Última
staff-list-columns-waiting = Espera
staff-list-columns-state = Estado
staff-list-stale-score = Puntuación antigua
staff-list-no-score = Aún sin puntuación
staff-list-no-reading = Aún sin medidas
staff-list-nothing-to-do = Ninguna alerta abierta
staff-list-unknown = no se sabe
staff-list-stale = antiguo
staff-list-waiting-state = En espera
staff-list-acknowledge = Confirmar
staff-list-no-trend = Sin puntuación en las últimas 24 h
staff-signed-in-as = Ha entrado como
staff-signed-in-out = Salir
staff-signed-in-how = Cómo entro
staff-signed-in-failed = El servidor no responde: sigue dentro.
staff-acknowledge-heading = Confirmar
staff-acknowledge-question = ¿Qué pasa ahora?
staff-acknowledge-submit = Confirmar
staff-acknowledge-busy = Enviando…
staff-acknowledge-cancel = Atrás
staff-acknowledge-close = Volver a la lista
staff-acknowledge-again = Confirmar igualmente
staff-acknowledge-first = Alguien fue antes
staff-acknowledge-changed = La alerta ha cambiado desde que la abrió. Mírela otra vez y luego confirme.
staff-acknowledge-gone = Esta alerta ya no está abierta.
staff-acknowledge-unreachable = El servidor no responde: quizá no quedó anotado. Inténtelo otra vez: repetir no hace daño.
staff-acknowledge-next-calling-now = Llamo ahora
staff-acknowledge-next-known = Conocido en este paciente
staff-acknowledge-next-reading-wrong = Medida dudosa, pedida otra vez
staff-acknowledge-next-passed-on = Pasado a otra persona
staff-acknowledge-next-other = Otra cosa
staff-sound-off = Sonido apagado
staff-sound-on = Sonido encendido
staff-sound-blocked = Sonido bloqueado: pulse en la página
staff-sound-test = Probar
staff-sound-pause = Callar 2 min
staff-sound-paused = Callado: { $left }
staff-wall-open = Pared
staff-wall-more = { $n ->
    [one] y { $n } paciente más
   *[other] y { $n } pacientes más
}
staff-act-snooze = Silenciar
staff-act-assign = Asignar
staff-act-close = Resultado
staff-act-how-long = ¿Por cuánto tiempo?
staff-act-ends-early = Termina antes si empeora o si surge cualquier otra cosa.
staff-act-to = ¿A quién? Su nombre, como aparece aquí
staff-act-they-acknowledge = Esa persona tiene que confirmarla.
staff-act-came-to = ¿En qué quedó?
staff-act-results-acted-on = Se hizo algo
staff-act-results-nothing-to-do = Era cierta y no hubo que hacer nada
staff-act-results-false-reading = La medición estaba mal
staff-act-results-expected = Esperable en este paciente
staff-act-reason = Motivo
staff-act-done = { $act ->
    [escalate] { $name }: se avisa a quien sigue en la guardia.
    [snooze] { $name }: en silencio por ahora.
    [assign] { $name }: asignada.
   *[other] { $name }: cerrada.
}
staff-act-changed = No se anotó: { $why }. Mire otra vez y pulse de nuevo.
staff-act-failed = No se anotó: { $why }.
staff-patient-previous = Anterior ([)
staff-patient-next = Siguiente (])
staff-patient-close = Atrás (Esc)
staff-patient-score = Puntuación NEWS2
staff-patient-score-none = Aún sin puntuación: faltan medidas.
staff-patient-scale-two = El oxígeno se puntúa con la escala 2: objetivo de 88 a 92 %, según indicó un clínico.
staff-patient-copyright = NEWS2 © Royal College of Physicians 2017
staff-patient-vitals = Constantes vitales
staff-patient-sign = Constante
staff-patient-value = Valor
staff-patient-points-column = Puntos
staff-patient-measured = Medido
staff-patient-known = Conocido aquí
staff-patient-from = De
staff-patient-id = Medida
staff-patient-no-points = sin puntos
staff-patient-out-of-score = antiguo, no cuenta
staff-patient-trend = Puntuación en las últimas 24 horas
staff-patient-trend-table = Ver como tabla (T)
staff-patient-trend-chart = Ver como gráfico (T)
staff-patient-time = Hora
staff-patient-alerts = Alertas abiertas
staff-patient-no-alerts = Ninguna alerta abierta.
staff-patient-why = Por qué
staff-patient-automation = Lo que hizo la automatización
staff-patient-no-automation = Nada hasta ahora.
staff-patient-provenance = De dónde viene
staff-patient-rule = Regla
staff-patient-rules = Conjunto de reglas
staff-patient-engine = Motor
staff-patient-entry = Entrada del diario
staff-patient-readings-used = Medidas usadas
staff-patient-timeline = Cronología
staff-patient-no-timeline = Aún no ha pasado nada.
staff-patient-readings = Últimas medidas
staff-patient-all-readings = Mostrar las { $n } medidas
staff-patient-newest-readings = Mostrar solo las { $n } más recientes
staff-patient-no-readings = Aún sin medidas.
staff-patient-readings-missing = Ahora no se pueden mostrar las medidas: su almacén no responde. Las alertas no se ven afectadas.
staff-patient-undated = sin fecha
staff-patient-used = usada por una alerta abierta
staff-patient-withdrawn = no cuenta
staff-patient-origin-device = Aparato
staff-patient-origin-typed = Escrito a mano
staff-patient-kinds-alert = Alerta
staff-patient-kinds-action = Automático
staff-patient-kinds-acknowledged = Confirmado
staff-patient-kinds-cleared = Resuelto
staff-patient-kinds-escalated = Escalado
staff-patient-kinds-superseded = Retirado
staff-patient-loading = Cargando…
staff-patient-failed = No se pudieron cargar cronología y medidas. Se intenta otra vez.
staff-patient-newest = Mostrar lo más nuevo
staff-patient-moment = el momento pedido
staff-patient-recompute = Recalcular
staff-patient-recomputing = Recalculando…
staff-patient-question = ¿Era suya esta medida?
staff-patient-yes = Sí, es suya
staff-patient-no = No
staff-patient-signs-respiration = Respiración
staff-patient-signs-spo2 = Oxígeno
staff-patient-signs-blood-pressure = Tensión arterial
staff-patient-signs-systolic = Tensión sistólica
staff-patient-signs-diastolic = Tensión diastólica
staff-patient-signs-pulse = Pulso
staff-patient-signs-heart-rate = Frecuencia cardíaca
staff-patient-signs-temperature = Temperatura
staff-patient-signs-weight = Peso
staff-patient-signs-glucose = Glucosa
staff-patient-signs-rhythm = Ritmo del pulso
staff-patient-signs-consciousness = Consciencia
staff-patient-signs-supplemental-oxygen = Oxígeno adicional
staff-messages-heading = Mensajes
staff-messages-new = Nuevo
staff-messages-not-loaded = No se pudieron cargar los mensajes. Se intenta otra vez.
staff-messages-none = Aún no hay mensajes.
staff-messages-carers = Lo ven el paciente y quienes le cuidan.
staff-messages-no-carers = Solo lo ve el paciente.
staff-messages-mark = Marcar todo como leído
staff-messages-marked = Marcado como leído.
staff-messages-begin = Conversación nueva
staff-messages-subject = Asunto
staff-messages-message = Mensaje
staff-messages-send = Enviar
staff-messages-sent = Enviado.
staff-messages-file = Archivo
staff-messages-sides-patient = paciente
staff-messages-sides-carer = persona que cuida
staff-messages-sides-team = equipo
staff-messages-sides-server = automático
staff-tabs-label = Partes de esta página
staff-tabs-vitals = Constantes
staff-tabs-timeline = Cronología
staff-tabs-thresholds = Umbrales
staff-tabs-care = Plan de cuidados
staff-tabs-messages = Mensajes
staff-tabs-devices = Aparatos
staff-charts-heading = Gráficos
staff-charts-period = Periodo
staff-charts-day = 24 h
staff-charts-days = { $days } días
staff-charts-around = un día antes y después de { $at }
staff-charts-none = { $period }: no se midió nada.
staff-charts-legend = ● de un aparato  ○ escrito  ◌ no cuenta; gris: habitual en este paciente; +1 +2 +3: puntos
staff-charts-as-of = A las { $at }; horas de { $zone }
staff-charts-newest = Las { $shown } más recientes de { $of } horas.
staff-charts-png = PNG
staff-charts-png-of = PNG de: { $what }
staff-documents-heading = Documentos
staff-documents-not-loaded = No se pudieron cargar los documentos. Se intenta otra vez.
staff-documents-none = Aún no se ha entregado nada.
staff-documents-name = Documento
staff-documents-kind = Tipo
staff-documents-size = Tamaño
staff-documents-at = Entregado
staff-documents-by = Por
staff-documents-kinds-pdf = PDF
staff-documents-kinds-png = Imagen (PNG)
staff-documents-kinds-jpeg = Foto (JPEG)
staff-documents-kinds-text = Texto sin formato
staff-documents-trail = Quién descarga un documento queda en el registro.
staff-medicines-heading = Medicinas
staff-medicines-not-loaded = No se pudieron cargar las medicinas. Se intenta otra vez.
staff-medicines-none = Aún no hay medicinas en la lista.
staff-medicines-when-needed = cuando haga falta
staff-medicines-stop = Suspender
staff-medicines-stopped = Suspendida
staff-medicines-taken = tomada,
staff-medicines-add = Añadir una medicina
staff-medicines-fields-name = Nombre genérico completo
staff-medicines-fields-dose = Dosis, con espacio y unidad y punto decimal (40 mg, 0.5 mg)
staff-medicines-fields-times = Horas, en la hora del paciente (08:00, 14:00); vacío: cuando haga falta
staff-medicines-fields-note = Cómo tomarla
staff-appointments-heading = Citas
staff-appointments-not-loaded = No se pudieron cargar las citas. Se intenta otra vez.
staff-appointments-none = Ninguna cita.
staff-appointments-stands-requested = La pide el paciente.
staff-appointments-stands-proposed = Ofrecida; el paciente no ha respondido.
staff-appointments-stands-confirmed = Fijada.
staff-appointments-stands-cancelled = Anulada.
staff-appointments-confirm = Aceptar
staff-appointments-cancel = Anular
staff-appointments-other = Ofrecer otra hora
staff-appointments-offer = Ofrecer una cita
staff-appointments-when = Día y hora, según el reloj del paciente
staff-appointments-length = Minutos
staff-appointments-place = Lugar, o por qué medio
staff-appointments-done = Hecho.
staff-stays-heading = En el hospital
staff-stays-not-loaded = No se pudieron cargar los ingresos. Se intenta otra vez.
staff-stays-none = No se conoce ningún ingreso.
staff-stays-kinds-unplanned = Ingreso no planeado
staff-stays-kinds-planned = Ingreso planeado
staff-stays-kinds-emergency = Solo urgencias
staff-stays-ends-home = alta a casa
staff-stays-ends-transferred = a otro hospital
staff-stays-ends-against-advice = se fue contra el consejo médico
staff-stays-ends-died = falleció
staff-stays-lasts = sigue allí
staff-stays-withdrawn = Retirado: no cuenta.
staff-stays-add = Anotar un ingreso
staff-stays-discharge = Anotar el alta
staff-stays-take-back = Retirar
staff-stays-kind = Tipo
staff-stays-admitted = Día del ingreso
staff-stays-discharged = Día del alta, si ya terminó
staff-stays-discharged-on = Día del alta
staff-stays-ended = Cómo terminó
staff-stays-note = Dónde y por qué
staff-stays-done = Anotado.
staff-team-heading = Equipo
staff-team-not-loaded = No se pudo cargar el equipo. Se intenta otra vez.
staff-team-none = Ningún equipo cuida a este paciente.
staff-team-change = Cambiar de equipo
staff-team-team = Equipo
staff-team-site = Centro
staff-team-programme = Seguimiento, para facturar
staff-team-programmes-physiologic = Valores fisiológicos (RPM)
staff-team-programmes-therapy-respiratory = Terapia respiratoria (RTM)
staff-team-programmes-therapy-musculoskeletal = Terapia musculoesquelética (RTM)
staff-team-programmes-therapy-cognitive = Terapia cognitivo-conductual (RTM)
staff-team-save = Guardar
staff-team-done = Guardado.
staff-keys-heading = Teclas
staff-keys-close = Cerrar
staff-keys-only = Funcionan mientras la lista o un paciente tiene el foco.
staff-keys-letters = Usar teclas de una letra
staff-keys-list-0-0 = ↑ ↓ o K J
staff-keys-list-0-1 = mover
staff-keys-list-1-0 = Enter
staff-keys-list-1-1 = abrir el paciente
staff-keys-list-2-0 = Esc
staff-keys-list-2-1 = atrás
staff-keys-list-3-0 = A
staff-keys-list-3-1 = confirmar
staff-keys-list-snooze-0 = S
staff-keys-list-snooze-1 = silenciar
staff-keys-list-assign-0 = G
staff-keys-list-assign-1 = asignar
staff-keys-list-close-0 = O
staff-keys-list-close-1 = resultado
staff-keys-list-message-0 = M
staff-keys-list-message-1 = mensaje
staff-keys-list-next-0 = [ ]
staff-keys-list-next-1 = paciente anterior o siguiente
staff-keys-list-4-0 = N
staff-keys-list-4-1 = emergencia más nueva
staff-keys-list-5-0 = R
staff-keys-list-5-1 = ordenar ahora
staff-keys-list-6-0 = 1 2 3
staff-keys-list-6-1 = solo emergencias, urgentes, revisar
staff-keys-list-7-0 = T
staff-keys-list-7-1 = tabla o gráfico
staff-keys-list-8-0 = /
staff-keys-list-8-1 = buscar
staff-keys-list-9-0 = ?
staff-keys-list-9-1 = esta lista
staff-ops-heading = Operación
staff-ops-loading = Cargando las cifras…
staff-ops-unscored = Medida más antigua sin evaluar
staff-ops-canary = Paciente sintético
staff-ops-rate = Medidas que entran
staff-ops-lag = Retraso, típico
staff-ops-lag-worst = Retraso, el 1 % más lento
staff-ops-store = Almacén de medidas, atraso
staff-ops-care = Almacén de cuidados, atraso
staff-ops-scored = Medidas evaluadas
staff-ops-admitted = Admitidas
staff-ops-duplicates = Repetidas descartadas
staff-ops-journal = Diario
staff-ops-memory = Memoria
staff-ops-clocks = Relojes con más de 2 min de error
staff-ops-no-clocks = Ningún reloj oído tiene más de 2 min de error.
staff-ops-clock-of = De quién es el reloj
staff-ops-clock-off = Error
staff-ops-clock-behind = { $span } de retraso
staff-ops-clock-ahead = { $span } de adelanto
staff-ops-disk = Disco
staff-ops-disk-used = { $percent } %
staff-ops-disk-full = { $days ->
    [one] lleno en { $days } día a este ritmo;
   *[other] lleno en { $days } días a este ritmo;
}
staff-ops-disk-years = lleno en más de 10 años a este ritmo;
staff-ops-disk-still = últimamente no ha crecido nada;
staff-ops-disk-unknown = aún no se sabe cuándo se llena;
staff-ops-disk-ours = datos { $size }
staff-ops-uptime = En marcha desde hace
staff-ops-gateways = Pasarelas
staff-ops-gateway = Pasarela
staff-ops-gateway-state = Estado
staff-ops-on = Encendida
staff-ops-off = Apagada
staff-ops-heard = Última señal
staff-ops-stored = Guardado hasta
staff-ops-no-gateways = Aún no ha llamado ninguna pasarela.
staff-ops-batteries = Baterías por debajo de 20 %
staff-ops-no-batteries = Ningún aparato tiene la batería por debajo de 20 %.
staff-ops-battery = Batería
staff-ops-kept = Guardado allí
staff-ops-broker = Broker
staff-ops-broker-on = conectado
staff-ops-broker-off = sin conexión
staff-ops-outbox = Avisos por enviar
staff-ops-outbox-sent = { $n } enviados desde el inicio
staff-ops-no-channels = No hay ningún canal: no se avisa a nadie fuera.
staff-ops-channel = Canal
staff-ops-waiting = Esperan
staff-ops-failing-column = Fallan
staff-ops-failing = { $n } intentados en vano
staff-ops-oldest = El más antiguo
staff-ops-sent = Enviados
staff-ops-failure = Último fallo
staff-ops-rota = De guardia
staff-ops-rota-until = planeado hasta { $until }
staff-ops-no-rota = nadie está de guardia: los avisos escalados no llegan a nadie
staff-ops-gaps = Huecos de guardia, 7 días
staff-ops-no-gaps = En los próximos 7 días hay alguien de guardia en cada nivel.
staff-ops-gap = Nivel { $level }: nadie desde { $from } hasta { $to }
staff-ops-held = ¿De quién es la medida?
staff-ops-held-none = Ninguna medida espera a su dueño.
staff-ops-held-failed = No se pudieron cargar las medidas sin dueño. Se intenta otra vez.
staff-ops-held-fewer = Mostrar menos
staff-ops-held-what = Medido
staff-ops-held-device = Aparato
staff-ops-held-why = Por qué se pregunta
staff-ops-held-who = De quién es
staff-ops-held-doubts-several = Puede ser de varias personas
staff-ops-held-doubts-stranger = Puede ser de una visita
staff-ops-held-doubts-unknown = De alguna aún no se sabe lo habitual
staff-ops-held-doubts-jump = Demasiado lejos de la anterior
staff-ops-held-doubts-unusual = Demasiado lejos de lo habitual
staff-ops-held-nobody = De nadie de ellos
staff-ops-held-denials = ya no es de nadie aquí: queda aparte
staff-ops-rejected = Medidas rechazadas
staff-ops-rejected-none = No se rechazó nada.
staff-ops-rejected-failed = No se pudo cargar la lista de medidas rechazadas. Se intenta otra vez.
staff-ops-inspect = Examinar
staff-ops-replay = Repetir
staff-ops-became-admitted = ahora cuenta, como si hubiera llegado a tiempo
staff-ops-became-repeated = la misma medida ya estaba
staff-ops-became-unclaimed = cuenta cuando alguien diga de quién es
staff-ops-became-quarantined = una parte queda aparte
staff-ops-became-nothing = ya estaba todo
staff-ops-what-mends = Qué lo arregla
staff-ops-no-time = sin hora
staff-ops-actions = Acciones
staff-ops-reasons = Solo un motivo
staff-ops-every-reason = Todos
staff-ops-at = Cuándo
staff-ops-reason = Motivo
staff-ops-detail = Qué estaba mal
staff-ops-bytes = Bytes
staff-ops-nobody = desconocida
staff-ops-reason-names-implausible = No creíble
staff-ops-reason-names-not-measured = Sin medir
staff-ops-reason-names-undatable = Sin fecha posible
staff-ops-reason-names-unknown-device = De nadie
staff-ops-reason-names-unknown-gateway = Pasarela desconocida
staff-ops-reason-names-not-authentic = No auténtica
staff-ops-reason-names-damaged = Dañada
staff-ops-reason-names-future-version = De una versión más nueva
staff-ops-reason-names-malformed = Mal formada
staff-title-page = { $page } · Hearthwatch
staff-title-emergencies = ({ $n }!!!) { $page } · Hearthwatch
staff-time-minutes = { $n } min
staff-time-hours = { $n } h
staff-time-days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
staff-time-late-by = { $span } tarde
staff-list-empty-find = Nadie coincide con «{ $find }».
staff-list-held-moved = { $n ->
    [one] { $n } paciente se movería. El orden no cambia mientras trabaja aquí.
   *[other] { $n } pacientes se moverían. El orden no cambia mientras trabaja aquí.
}
staff-list-lane-others = y { $n } más
staff-list-known = { $known } de { $of } conocidos
staff-list-more-reasons = { $n ->
    [one] +{ $n } motivo
   *[other] +{ $n } motivos
}
staff-list-more-alerts = +{ $n }
staff-list-more-alerts-hidden = { $n ->
    [one] y { $n } alerta abierta más:
   *[other] y { $n } alertas abiertas más:
}
staff-list-points = { $n } puntos
staff-list-seen-by = Visto por { $by } { $at }
staff-list-owned-by = Con { $owner }
staff-list-back-at = vuelve a las { $at }
staff-list-escalated-to = → { $to }
staff-list-snoozed-until = En silencio hasta { $until } ({ $by })
staff-list-more-waiting = { $n } más en espera
staff-list-escalated = { $n ->
    [1] escalado una vez
   *[other] escalado { $n } veces
}
staff-list-triggers = { $n ->
    [2] ya dos veces
   *[other] ya { $n } veces
}
staff-list-trend = NEWS2 en 24 h: { $first }, ahora { $last }, máximo { $top }
staff-list-trend-short = { $first } → { $last }
staff-acknowledge-as = Se anota como { $by }.
staff-acknowledge-refused = El servidor lo rechazó: { $detail }
staff-patient-born = nacimiento: { $date }
staff-patient-score-complete = NEWS2 { $score }: se conocen las { $of } partes.
staff-patient-score-partial = NEWS2 entre { $low } y { $high }: se conocen { $known } de { $of } partes.
staff-patient-measured-at = medido { $at }
staff-patient-known-at = conocido aquí { $at }
staff-patient-due = límite { $at }
staff-patient-around = Lo que se sabía alrededor de { $at }: un día antes y un día después.
staff-patient-unknown = Aquí no se cuida a nadie con el número { $id }.
staff-patient-recompute-of = Recalcular con el diario, { $at }: { $what }
staff-patient-recompute-failed = No se recalculó: { $why }.
staff-patient-recomputed-same = { $entries ->
    [one] Decidido otra vez con { $entries } entrada del diario: igual en cada bit.
   *[other] Decidido otra vez con { $entries } entradas del diario: igual en cada bit.
}
staff-patient-recomputed-other = { $entries ->
    [one] Decidido otra vez con { $entries } entrada del diario: ES DISTINTO. Avise a operación.
   *[other] Decidido otra vez con { $entries } entradas del diario: ES DISTINTO. Avise a operación.
}
staff-patient-rests-on = se basa en { $reading }: { $values }, tomada { $at }
staff-patient-after = según { $source }
staff-patient-question-about = Medido { $at }; no cuenta hasta que alguien diga de quién es.
staff-patient-yes-of = Sí, es suya: { $what }
staff-patient-no-of = No, no es suya: { $what }
staff-patient-claimed = La medida cuenta ahora para { $name }.
staff-patient-denied = Ya no se pregunta a { $name } por ella.
staff-patient-claim-failed = No se anotó: { $why }.
staff-messages-unread = { $n ->
    [one] { $n } mensaje nuevo
   *[other] { $n } mensajes nuevos
}
staff-messages-answer = Respuesta: { $subject }
staff-messages-read-by = Leído por { $who } { $when }
staff-messages-failed = No se envió: { $why }.
staff-medicines-daily = cada día a las { $times }
staff-medicines-stop-of = Suspender { $name }
staff-medicines-stopped-now = { $name } está suspendida.
staff-medicines-due = Prevista { $when }:
staff-medicines-not-taken = no tomada ({ $reason }),
staff-medicines-said-by = dijo { $by } { $when }
staff-medicines-added = { $name } está en la lista.
staff-medicines-failed = No se cambió: { $why }.
staff-appointments-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
staff-appointments-by = { $by }, { $when }
staff-appointments-failed = No se cambió: { $why }.
staff-stays-from = desde { $admitted }
staff-stays-until = hasta { $discharged }, { $ended }
staff-stays-by = { $by }, { $when }
staff-stays-take-back-of = Retirar el ingreso desde { $admitted }
staff-stays-failed = No se cambió: { $why }.
staff-team-by = Decidido por { $by }, { $when }
staff-team-failed = No se cambió: { $why }.
staff-ops-canary-ok = Bien en { $latency }, { $age }
staff-ops-canary-usual = hasta su alerta: p50 { $p50 }, p99 { $p99 }
staff-ops-canary-failed = Falló, { $age }
staff-ops-per-second = { $n }/s
staff-ops-workers = { $n ->
    [one] { $n } proceso
   *[other] { $n } procesos
}
staff-ops-journal-entries = { $n ->
    [one] { $n } entrada
   *[other] { $n } entradas
}
staff-ops-durable = en disco hasta { $n }
staff-ops-version = versión { $version }
staff-ops-gateways-on = { $n } encendidas
staff-ops-gateways-off = { $n } apagadas
staff-ops-held-count = { $n ->
    [one] { $n } medida sin dueño
   *[other] { $n } medidas sin dueño
}
staff-ops-held-shown = Las { $shown } más antiguas de { $total }.
staff-ops-held-more = Mostrar { $n } más
staff-ops-held-is = Era { $name }
staff-ops-held-is-of = Era { $name }: { $what }
staff-ops-held-share = { $percent } % probable
staff-ops-held-denied = { $name } dijo que no
staff-ops-held-nobody-of = De nadie de ellos: { $what }
staff-ops-rejected-shown = Las { $shown } más nuevas de { $total }.
staff-ops-rejected-replayed = { $n } repetidas desde el principio
staff-ops-inspect-of = Examinar { $id }
staff-ops-replay-of = Repetir { $id }
staff-ops-replayed = { $id }: { $became }
staff-ops-replay-failed = { $id } queda aparte: { $why }
staff-ops-bytes-part = los primeros { $shown } de { $total } bytes
staff-ops-bytes-all = { $total ->
    [one] { $total } byte
   *[other] { $total } bytes
}
staff-demo = { $notice } · tiempo ×{ $speed }
staff-demo-invented = Demostración: personas inventadas
staff-demo-recorded = Demostración: personas grabadas, datos públicos sin nombres
staff-time-ago = hace { $age }
staff-time-just-now = ahora mismo
staff-link-lost = Sin conexión desde { $since }. Las cifras pueden ser antiguas.
staff-link-never = Sin conexión. El servidor aún no ha respondido.
staff-link-resume = Seguir con los cambios
staff-link-resume-changed = { $n ->
    [one] Seguir con los cambios (cambió { $n } paciente)
   *[other] Seguir con los cambios (cambiaron { $n } pacientes)
}
staff-announce-emergencies = { $n ->
    [one] { $n } emergencia nueva
   *[other] { $n } emergencias nuevas
}
staff-announce-urgents = { $n ->
    [one] { $n } alerta urgente nueva
   *[other] { $n } alertas urgentes nuevas
}
staff-announce-acknowledged = Confirmado: { $name }. { $next }.
staff-patient-score-stale = NEWS2 era { $low }; las medidas son antiguas.
staff-patient-score-stale-between = NEWS2 estaba entre { $low } y { $high }; las medidas son antiguas.
staff-patient-beyond = { $reach ->
    [below] más bajo de lo que el sensor puede decir
    [above] más alto de lo que el sensor puede decir
   *[unknown] no se sabe
}
staff-patient-recomputed-engine = Entonces decidió el motor { $engine }, así que no se puede comparar.
staff-patient-recomputed-unknown = Entonces decidió un motor desconocido, así que no se puede comparar.
staff-team-nobody = Sin equipo
staff-ops-failed = El servidor no responde desde { $since }. Se intenta otra vez.
staff-ops-failed-never = El servidor aún no ha respondido. Se intenta otra vez.
staff-ops-ms = { $n } ms
staff-ops-no-ms = aún sin cifra
staff-ops-seconds = { NUMBER($n, maximumFractionDigits: 1, minimumFractionDigits: 1) } s
staff-language = Idioma
staff-person = { $name } ({ $role })
staff-role = { $role ->
    [patient] paciente
    [carer] persona que cuida
    [clinician] personal clínico
    [care_manager] gestión de cuidados
    [operator] operación
   *[integrator] programa
}
staff-condition = { $condition ->
    [copd] EPOC
    [heart_failure] Insuficiencia cardíaca
    [hypertension] Hipertensión arterial
    [diabetes] Diabetes
    [type_1_diabetes] Diabetes tipo 1
    [type_2_diabetes] Diabetes tipo 2
    [atrial_fibrillation] Fibrilación auricular
    [athlete] Deportista
    [pregnancy] Embarazo
   *[other] { $written }
}
staff-loading = Cargando…
staff-page-not-loaded = No se pudo cargar esta página.
staff-again = Intentar otra vez
staff-patient-zone = Las horas son las del paciente ({ $zone }).
staff-problem = { $problem ->
    [blood_pressure_high] Presión arterial muy alta
    [blood_pressure_low] Presión arterial baja
    [blood_pressure_control] Presión arterial por encima del objetivo
    [blood_pressure_rise] Presión arterial por encima de lo habitual
    [blood_pressure_doubtful] Presión arterial dudosa
    [oxygen_low] Oxígeno bajo
    [oxygen_high] Oxígeno por encima del objetivo
    [copd_exacerbation] EPOC que empeora
    [glucose_low] Azúcar muy baja
    [glucose_low_mild] Azúcar bajo
    [glucose_low_repeated] Azúcar baja repetida
    [glucose_falling] Azúcar que baja deprisa
    [glucose_high] Azúcar muy alta
    [glucose_high_lasting] Azúcar alta durante horas
    [weight_gain] Aumento de peso
    [weight_doubtful] Peso dudoso
    [heart_failure_signs] Signos de insuficiencia cardíaca
    [pulse_high] Pulso rápido
    [pulse_low] Pulso lento
    [pulse_change] Pulso por encima de lo habitual
    [rhythm_irregular] Pulso irregular
    [fever] Fiebre
    [temperature_low] Temperatura baja
    [deterioration] NEWS2 alto
    [after_discharge] Después de un ingreso
    [side_effect] Un efecto secundario de un medicamento
    [silence_weight] Peso sin medir
    [silence_pressure] Presión arterial sin medir
    [silence_oxygen] Oxígeno sin medir
    [silence_glucose] Azúcar sin medir
    [silence_temperature] Temperatura sin medir
    [silence_pulse] Pulso sin medir
    [automation_stopped] Automatización detenida
   *[other] { $written }
}
staff-sex = { $sex ->
    [F] Mujer
    [M] Hombre
   *[other] { $sex }
}
