# Por qué algo no se hizo y qué hacer: lo que las páginas muestran de las respuestas del servidor.

# En pocas palabras.
problem-title-not-found = No se encuentra
problem-title-bad-request = No se puede leer
problem-title-unprocessable = Incorrecto
problem-title-forbidden = No permitido
problem-title-unauthorized = Entre primero
problem-title-unavailable = Ahora no disponible
problem-title-too-many = Demasiadas veces
problem-title-method = Aquí no se hace
problem-title-stopping = El servidor se está parando
problem-title-misdirected = No es aquí
problem-title-too-large = Demasiado grande
problem-title-unsupported = No se acepta
problem-title-changed = Cambió mientras tanto
problem-title-taken = No está libre entonces
problem-title-not-now = Ahora no
problem-title-medicine-there = Ya está en la lista
problem-title-told = Ya se dijo
problem-title-answered = Ya se respondió
problem-title-acknowledged = Ya confirmada
problem-title-alert-changed = Ha cambiado
problem-title-one = De una en una
problem-title-taken-back = Ya retirado
problem-title-entered = Ya anotado
problem-title-replayed = Ya se repitió
problem-title-apart = Queda aparte
problem-title-stay-there = Ya en el hospital
problem-title-draft-changed = El borrador ha cambiado
problem-title-not-activated = No activado
problem-title-not-done = No se hizo
problem-title-theirs = Ya es de esa persona
problem-title-passkeys-many = No puede haber más
problem-title-elsewhere = Se decide en otro sitio
problem-title-enrolment = El alta está cerrada
problem-title-commands-many = Demasiadas
problem-title-there = Ya existe
problem-title-late = Demasiado tarde

# De cualquier petición.
problem-signed-out = aquí no ha entrado nadie, o ya no
problem-forged = esta petición no dice que viene de una página de este servidor: envíe `Origin` o use un token
problem-other-site = esta petición viene de la página de otro sitio
problem-old-form = este formulario es antiguo: vuelva atrás, cargue la página de nuevo y envíelo otra vez
problem-no-key = este formulario llegó sin su `key`: cargue la página de nuevo y envíelo otra vez
problem-not-your-role = su función aquí no permite esto: pregunte a quien da acceso
problem-by-else = `by` es otra persona: usted ha entrado como { $name }
problem-unwritten = el servidor no puede anotar quién hace qué: avise a quien lo lleva
problem-store-away = el servidor no puede leer su almacén: inténtelo otra vez y avise a quien lo lleva si sigue así
problem-method = esta dirección admite otros métodos
problem-stopping = no se cambió nada: inténtelo otra vez cuando vuelva
problem-misdirected = aquí no se atiende a nadie con ese nombre: mire la dirección
problem-resting = el servidor está arrancando o no puede: inténtelo otra vez y avise a quien lo lleva si sigue así
problem-no-address = en esta dirección no hay nada
problem-no-part = no hay tal parte de una página
problem-bad-name = `{ $field }` debe ser un nombre de 1 a { $max } caracteres
problem-long-name = `{ $field }` debe ser un nombre de { $max } caracteres como máximo
problem-text = `{ $field }` debe tener de 1 a { $max } caracteres
problem-long-text = `{ $field }` debe tener { $max } caracteres como máximo
problem-note = `note` debe ser una línea de { $max } caracteres como máximo
problem-no-reason = `{ $field }` debe decir por qué, con 1 a { $max } caracteres
problem-day = `{ $field }` debe ser un día como 2026-11-02, y no futuro
problem-days = `days` debe estar entre 1 y { $max }
problem-minutes = `minutes` debe estar entre { $min } y { $max }
problem-month = `month` debe ser un mes como 2026-10
problem-month-past = `month` debe ser este mes o el anterior: no se miran medidas más antiguas
problem-id = `{ $field }`: el identificador { $given } debe tener de 1 a 64 de los caracteres A-Z a-z 0-9 . _ : - y empezar por letra o cifra
problem-changed = { $by } hizo un cambio antes: mírelo otra vez

# De personas y sus medidas.
problem-no-patient = aquí no se cuida a nadie con ese identificador
problem-patient-unknown = `patient` no es nadie a quien se cuide aquí
problem-patient-id = `patient` no es un identificador
problem-to-unknown = `to` no es nadie a quien se cuide aquí
problem-not-enrolled = esta persona aún no tiene el alta, así que no hay plan
problem-no-decision = no se decidió nada sobre esta persona con ese identificador
problem-no-reading = no hay tal medida
problem-no-reading-here = no hay tal medida de nadie a quien se cuide aquí
problem-theirs = la medida ya es de esta persona
problem-not-asked = a esta persona no se le pregunta por esa medida
problem-not-theirs = se dijo que no es de esta persona
problem-pruned = el diario ya no lo tiene: guarda las entradas mientras dice `[journal] keep_days`
problem-recomputing = se está recalculando una decisión: espere a que termine y pregunte otra vez
problem-answered-at = `answered_at` debe estar en los últimos 7 días
problem-no-answer = `answers` no lleva ninguna respuesta
problem-plan-mistakes = { $count ->
    [one] el plan tiene { $count } error; no se cambió nada
   *[other] el plan tiene { $count } errores; no se cambió nada
}
problem-changed-first = { $by } hizo un cambio antes
problem-phone = escriba el teléfono con el país delante y solo cifras: +44 1632 960123

# De alertas.
problem-no-alert = no hay ninguna alerta abierta con ese identificador
problem-until-over = `until` ya pasó: diga una hora futura
problem-plan-changed = { $minutes ->
    [0] { $by } cambió este plan antes, ahora mismo: vuelva a mirarlo
   *[other] { $by } cambió este plan antes, hace { $minutes } min: vuelva a mirarlo
}
problem-no-plan-change = el plan no tiene ese cambio
problem-plan-as-before = todo lo que fijó este cambio ya está como estaba antes
problem-plan-changed-again = { $part ->
    [limit] el límite { $of } se cambió otra vez después
    [schedule] cada cuánto medir se cambió otra vez después: { $of }
    [oxygen] el oxígeno adicional se cambió otra vez después
   *[discharged] cuándo salió esta persona del hospital se cambió otra vez después
}, y eso queda: no se deshizo nada
problem-trial-long = probarlo con el diario de este servidor tarda demasiado; no se ha cambiado nada
problem-acknowledged = { $minutes ->
    [0] { $by } la confirmó antes, ahora mismo
   *[other] { $by } la confirmó antes, hace { $minutes } min
}
problem-alert-changed = la alerta ha cambiado desde que usted la vio: mire otra vez y después confirme
problem-plan-scale = es { $scale }, y puede ser 1 o 2
problem-plan-to-come = esto aún está por venir
problem-plan-no-pathway = las reglas no tienen la vía «{ $id }»
problem-plan-many = hay más de { $max }
problem-plan-twice = está dos veces
problem-plan-no-limit = ninguna regla tiene ese límite
problem-plan-over = termina antes de ahora: quítelo
problem-plan-reason = `reason` debe decir por qué, con entre 1 y { $max } caracteres
problem-plan-value = { $why }
problem-plan-unit = su unidad es { $unit }, no «{ $given }»
problem-plan-number = `value` no es un número que un límite pueda ser
problem-plan-nobody = nadie tiene un valor propio de este límite
problem-plan-floor = { $side ->
    [under] no puede estar por debajo de { $floor } { $unit }: nadie cruza ese mínimo
   *[over] no puede estar por encima de { $floor } { $unit }: nadie cruza ese máximo
}
problem-plan-none-of = «{ $name }» no es ninguno de { $known }
problem-plan-hours = cada { $hours } h no está entre 1 y { $max }
problem-plan-characters = «{ $text }» no tiene entre 1 y { $max } caracteres
problem-snooze-emergency = una emergencia se silencia { $max } minutos como máximo: mírela otra vez entonces
problem-undo-late = fue hace más de 10 segundos, así que queda como está: haga lo contrario
problem-undo-first = { $by } hizo algo después, así que queda como está: mire otra vez
problem-undo-changed = la alerta ha cambiado después, así que queda como está: mire otra vez
problem-nobody-on-call = ahora no hay nadie de guardia: llame a alguien y avise al operador
problem-rota-mistakes = { $count ->
    [one] el turno de guardias tiene { $count } error; no se cambió nada
   *[other] el turno de guardias tiene { $count } errores; no se cambió nada
}

# De mensajes, medicinas, citas y documentos.
problem-no-conversation = no hay tal conversación
problem-no-medicine = no hay tal medicina
problem-medicines-many = ya hay { $max } medicinas
problem-medicine-there = { $name } ya está en la lista, por { $by }
problem-dose = `dose` debe ser un número, un espacio y una unidad: 40 mg, 0.5 mg; no 1.0 mg, .5 mg
problem-times = `times` deben ser horas del día: 08:00
problem-times-many = `times` deben ser { $max } como máximo
problem-not-taken-why = `reason` debe decir por qué no se tomó
problem-no-due-at = falta `due_at`: se toma a horas fijas
problem-due-at = `due_at` no es una hora a la que toque ahora
problem-dose-told = { $by } lo dijo antes
problem-no-appointment = no hay tal cita
problem-appointments-many = ya hay { $max } citas abiertas
problem-appointment-changed = { $stand ->
    [requested] { $by } la cambió antes: ahora está pedida
    [proposed] { $by } la cambió antes: ahora está propuesta
    [confirmed] { $by } la cambió antes: ahora está fijada
   *[cancelled] { $by } la cambió antes: ahora está anulada
}
problem-appointment-taken = { $name } tiene otra cita a esa hora
problem-appointment-not-now = { $stand ->
    [requested] eso no se puede hacer con una cita pedida
    [proposed] eso no se puede hacer con una cita propuesta
    [confirmed] eso no se puede hacer con una cita fijada
    [cancelled] eso no se puede hacer con una cita anulada
   *[none] eso no se puede hacer con una cita que no existe
}
problem-no-starts-at = falta `starts_at`
problem-starts-at = `starts_at` debe estar en los próximos dos años
problem-with = `with` no es nadie del personal clínico que pueda entrar aquí
problem-no-document = no hay tal documento
problem-no-file = el formulario no lleva archivo (`file`)
problem-file-large = un archivo puede tener 10 MB como máximo
problem-file-kind = no es PDF, PNG, JPEG ni texto simple
problem-no-room = no hay sitio para más: 200 archivos y 100 MB

# De estancias en el hospital y del tiempo dedicado a alguien.
problem-no-stay = esta persona no tiene esa estancia
problem-stays-many = ya hay { $max } estancias
problem-stay-there = hay una estancia desde { $day }, anotada por { $by }: corrija esa o retírela
problem-admitted = `admitted` debe estar en los últimos cinco años
problem-discharged = `discharged` no puede ser anterior a `admitted`
problem-ended = `discharged` y `ended` van juntos
problem-no-contact = esta persona no tiene esa anotación
problem-taken-back = alguien fue más rápido: mire la lista
problem-entered = esto ya está: el mismo comienzo, firmado por la misma persona
problem-began-at = `began_at` debe estar en los últimos 62 días, y lo hecho debe haber terminado
problem-interpretation = `interpretation` es cosa de un médico o de otro profesional cualificado: lo firma el personal clínico

# De reglas.
problem-rules-mistakes = { $count ->
    [one] las reglas tienen { $count } error; no se cambió nada
   *[other] las reglas tienen { $count } errores; no se cambió nada
}
problem-draft-changed = { $by } ha guardado otro borrador desde entonces: el de usted no se guardó
problem-draft-gone = el borrador se activó o se descartó desde entonces: el de usted no se guardó
problem-no-rules = tales reglas nunca decidieron aquí
problem-not-proposed = nadie propone estas reglas: envíelas con PUT a /api/rules/proposal y haga que otra persona las apruebe
problem-rules-active = estas reglas ya están activas: no hay nada que hacer
problem-own-proposal = debe aprobar otra persona: usted propuso estas reglas
problem-no-report = no hay prueba de estas reglas: envíelas con POST a /api/rules/backtests, lea el informe y después active
problem-other-report = la prueba se hizo frente a otras reglas o con otro motor: envíe el borrador otra vez con POST a /api/rules/backtests, lea el informe y después active
problem-trial-runs = hay una prueba de { $hash } en marcha: espere a que termine y pregunte otra vez
problem-no-trial = no hay prueba de estas reglas
problem-no-trial-runs = no hay ninguna prueba de estas reglas en marcha

# De pasarelas y aparatos.
problem-no-device = ningún aparato tiene ese identificador
problem-no-gateway = aquí no hay ninguna pasarela con ese identificador
problem-gateway-reserved = { $gateway } es un nombre del propio servidor: elija otro para la pasarela
problem-enrolment = ninguna pasarela puede venir con un código: ponga `enrol_listen` en la configuración
problem-commands-many = ya esperan { $max } órdenes para esta pasarela
problem-prompt = `text` debe ser una línea de 1 a { $max } caracteres
problem-mends-user = `user` no es un número de usuario, de 0 a 254
problem-mends-to = `to` debe ser posterior a `from`
problem-mends-heard-to = `heard_to` debe ser posterior a `heard_from`
problem-mends-shift = `shift_ms` de 0 no corrige nada
problem-nothing-apart = no hay nada aparte con ese identificador
problem-apart-pruned = el diario ya no tiene lo que se apartó entonces
problem-replayed = ya se repitió y cuenta una sola vez
problem-apart-cut = era más largo que los { $max } bytes que se guardan
problem-apart-unreadable = no se puede leer
problem-apart-still = { $why }
problem-apart-early = falta lo que su pasarela envió antes: la pasarela envía las dos cosas otra vez

# De cuentas y de entrar.
problem-account-name = `name` no lo es: de 2 a 50 letras, cifras y . - ' _ @ y espacios sueltos
problem-roles = `roles` debe ser uno de patient, carer e integrator, o algunos de clinician, care_manager y operator
problem-account-nobody = diga de qué paciente se trata
problem-account-one = un paciente es un solo paciente
problem-account-many = una persona que cuida atiende a { $max } personas como máximo
problem-account-patients = solo pacientes y personas que cuidan van con ciertos pacientes: quítelos
problem-not-theirs-to-let-in = la gestión de cuidados da acceso a pacientes, personas que cuidan y personal clínico; la operación, al personal y a programas
problem-own-account = otra persona debe quitar la cuenta de usted
problem-own-roles = otra persona debe decidir las funciones de usted
problem-own-lock = otra persona debe bloquear la cuenta de usted
problem-roles-of-staff = solo el personal cambia de función: pacientes, personas que cuidan y programas reciben un acceso nuevo
problem-roles-elsewhere = el servicio de entrada decide estas funciones: cambie allí los grupos de la persona
problem-name-there = ya hay una cuenta con ese nombre
problem-no-name = no hay nada con ese nombre
problem-no-token = no hay tal token
problem-token-account = `account` no es un programa: solo los programas tienen tokens
problem-scopes = `scopes` deben ser algunos de records, metrics y system/KIND.cruds
problem-token-days = `days` debe estar entre 1 y { $max }
problem-no-service = aquí nadie entra con un servicio de entrada
problem-no-passkeys = los navegadores no tienen llaves de acceso para esta dirección: llame al servidor por su nombre
problem-no-passkey = no hay tal llave de acceso
problem-passkeys-many = quite antes una llave de acceso
problem-wait = demasiados intentos: espere { $seconds } s e inténtelo otra vez
problem-weak = una contraseña tiene al menos { $characters } caracteres, más de cinco distintos, y no lleva su nombre
problem-busy = demasiadas personas entran a la vez: inténtelo en un momento
problem-late = esto duró demasiado: empiece otra vez
problem-locked = su cuenta está bloqueada: pregunte a quien da acceso
problem-elsewhere = usted entra con un servicio de entrada: tiene sus propias llaves y códigos
problem-by-passkey = su función necesita un segundo paso: entre con su llave de acceso
problem-needs-second = su función necesita un segundo paso: añada antes una llave de acceso
