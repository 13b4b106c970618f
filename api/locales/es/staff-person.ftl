# La página del equipo: el plan de un paciente, su historia, su automatización y sus aparatos.
staff-person-limits = Límites
staff-person-plan-not-loaded = No se pudo cargar el plan.
staff-person-limit = Límite
staff-person-limit-default = Para todos
staff-person-limit-own = Para este paciente
staff-person-limit-until = hasta { $until }
staff-person-limit-change = Cambiar
staff-person-limit-back = Usar el general
staff-person-limit-value = Valor propio, { $unit }
staff-person-limit-floor-low = No por debajo de { $floor } { $unit }: ese es el suelo.
staff-person-limit-floor-high = No por encima de { $floor } { $unit }: ese es el tope.
staff-person-limit-review = Hasta cuándo, para revisarlo
staff-person-pathways = La automatización, para este paciente
staff-person-pathway-stopped = parado para este paciente
staff-person-pathway-stop = Parar
staff-person-pathway-resume = Dejar que siga
staff-person-pathway-stop-what = Lo que lo habría iniciado llega en su lugar a un clínico, enseguida.
staff-person-pathway-is-stopped = parado
staff-person-pathway-runs = en marcha
staff-person-plan-version = Versión { $version }, fijada por { $by }, { $at }.
staff-person-plan-no-version = Nadie ha fijado todavía nada propio.
staff-person-plan-save = Guardar
staff-person-plan-done = El plan ha cambiado.
staff-person-plan-failed = No se cambió: { $why }
staff-person-preview-run = Probarlo con los últimos 30 días
staff-person-preview-busy = Probando…
staff-person-preview-failed = No se pudo probar: { $why }
staff-person-preview-alerts = { $after ->
    [one] { $after } alerta en lugar de { $before } en { $days } días.
   *[other] { $after } alertas en lugar de { $before } en { $days } días.
}
staff-person-preview-same = { $after ->
    [one] { $after } alerta en { $days } días, como antes.
   *[other] { $after } alertas en { $days } días, como antes.
}
staff-person-preview-none-confirmed = Ninguna fue confirmada por un clínico.
staff-person-preview-kept = { $confirmed ->
    [one] La confirmada se mantiene.
    [2] Las dos confirmadas se mantienen.
   *[other] Las { $confirmed } confirmadas se mantienen.
}
staff-person-preview-lost = Se perderían { $lost } de { $confirmed } confirmadas.
staff-person-preview-readings = Decidido otra vez con { $readings } mediciones propias, con ambos planes.
staff-person-preview-gone = Desaparecen
staff-person-preview-new = Nuevas
staff-person-preview-moved = En otro momento, o más o menos graves
staff-person-preview-confirmed = confirmada
staff-person-preview-open = Abrir el momento { $at }, en otra pestaña
staff-person-changes = Historia del plan
staff-person-change-version = Cambio { $version }:
staff-person-changes-none = Todavía no se ha cambiado nada.
staff-person-changes-not-loaded = No se pudo cargar el historial.
staff-person-change-reverts = deshizo el cambio { $version }
staff-person-change-revert = Deshacer
staff-person-change-revert-of = Deshacer el cambio { $version }
staff-person-change-reverted = Deshecho después.
staff-person-change-revert-what = Esto se restablece. Lo que otros han cambiado después se queda.
staff-person-change-optional = Motivo (puede quedar vacío)
staff-person-change-part = { $part ->
    [limit] { $of }
    [pathway] automatización { $of }
    [schedule] medir: { $of }
    [condition] enfermedad: { $of }
    [medicine] medicamento para las reglas: { $of }
    [scale] escala de oxígeno
    [oxygen] oxígeno adicional
    [pregnant] embarazo
    [discharged] alta del hospital
   *[priority] puntuación de prioridad
}
staff-person-change-unsettled = sin fijar
staff-person-change-hours = { $hours ->
    [one] cada hora
   *[other] cada { $hours } h
}
staff-person-change-yes = sí
staff-person-change-no = no
staff-person-automation-heading = Lo que hizo la automatización
staff-person-automation-none = No ha hecho nada últimamente para este paciente.
staff-person-automation-not-loaded = No se pudo cargar lo que hizo la automatización. Se intenta otra vez.
staff-person-automation-saw = Vio
staff-person-automation-sent = Envió
staff-person-automation-nothing-sent = nada al paciente
staff-person-automation-came = Resultado
staff-person-automation-by = { $pathway }, { $set } v{ $version }
staff-person-automation-by-hash = { $pathway }, reglas { $hash }…
staff-person-automation-calmed = Lo que llegó ({ $at }) estaba bien: nadie tuvo que mirar.
staff-person-automation-alert = Una alerta ({ $at }): { $severity }.
staff-person-automation-next = Otro paso ({ $at }).
staff-person-automation-waiting = Espera respuesta hasta { $at }.
staff-person-automation-nothing = Nada hasta ahora.
staff-person-automation-more = { $n } más
staff-person-automation-stop = Parar esto para este paciente
staff-person-automation-stop-of = Parar esto para este paciente: { $pathway }
staff-person-devices = Aparatos
staff-person-devices-none = Ningún aparato pertenece a este paciente.
staff-person-devices-not-loaded = No se pudieron cargar los aparatos. Se intenta otra vez.
staff-person-device = Aparato
staff-person-device-last = Última medición
staff-person-device-never = ninguna en 30 días
staff-person-device-battery = Batería
staff-person-device-clock = Reloj
staff-person-device-gateway = Pasarela
staff-person-device-since = suyo desde { $at }
staff-person-device-unassigned = no asignado
staff-person-device-shared = otros también lo usan
staff-person-device-unknown = aún no se sabe
staff-person-device-corrected = La pasarela lo corrige.
staff-person-gateway-on = conectada
staff-person-gateway-off = sin conexión
staff-person-clock-right = en hora
staff-person-clock-behind = { $span } de retraso
staff-person-clock-ahead = { $span } de adelanto
