# La página del equipo sobre el registro.
staff-audit-heading = Quién hizo qué
staff-audit-loading = Cargando…
staff-audit-about = { $n ->
    [one] { $n } anotación, cada una con la huella de la anterior.
   *[other] { $n } anotaciones, cada una con la huella de la anterior.
}
staff-audit-about-hash = { $about } La huella de la última es { $hash }…
staff-audit-failed = No se pudo cargar el registro.
staff-audit-who = Quién, o sobre quién
staff-audit-what = Qué
staff-audit-patient = Número del paciente
staff-audit-outcome = Resultado
staff-audit-any = cualquiera
staff-audit-outcomes-done = hecho
staff-audit-outcomes-denied = denegado
staff-audit-outcomes-failed = falló
staff-audit-search = Buscar
staff-audit-table-caption = El registro, lo más nuevo primero
staff-audit-table-at = Cuándo
staff-audit-table-who = Quién
staff-audit-table-what = Qué
staff-audit-table-about = Sobre
staff-audit-table-from = Desde
staff-audit-table-outcome = Resultado
staff-audit-deed = { $deed ->
    [signed-in] entró
    [signed-in-to-the-demo] entró en la demostración
    [signed-in-by-a-link] entró con un enlace
    [signed-in-by-the-sign-in-service] entró por el servicio de acceso
    [signed-out] salió
    [signed-out-everywhere] cerró todas sus sesiones
    [locked-an-account] bloqueó una cuenta
    [unlocked-an-account] desbloqueó una cuenta
    [ended-all-sessions] cerró todas las sesiones
    [made-a-link] creó un enlace
    [removed-an-account] eliminó una cuenta
    [changed-roles] cambió las funciones: { $of }
    [added-an-account] añadió una cuenta: { $of }
    [made-a-token-for] creó un token: { $of }
    [revoked-token] revocó el token { $of }
    [signed-in-by-a-passkey] entró con una llave de acceso
    [sign-in-by-a-passkey] acceso con una llave de acceso
    [sign-in-by-a-passkey-its-counter-went-back] acceso con una llave de acceso: su contador retrocedió, puede haber una copia
    [signed-in-with-a-code] entró con un código
    [signed-in-with-a-recovery-code] entró con un código de recuperación
    [signed-in-and-set-up-codes] entró y configuró los códigos
    [set-up-codes] configuró los códigos
    [removed-their-codes] quitó sus códigos
    [wrong-code] código incorrecto
    [added-a-passkey] añadió una llave de acceso: { $of }
    [removed-a-passkey] quitó una llave de acceso: { $of }
   *[other] { $written }
}
staff-audit-nobody = sin sesión
staff-audit-more = Más antiguas
staff-audit-none = No hay nada así.
staff-audit-end = Ese es el comienzo del registro.
staff-audit-exactly = exactamente
staff-audit-request = { $request ->
    [delete-rules-backtests-hash] detuvo una prueba de reglas
    [delete-rules-draft] descartó el borrador de reglas
    [delete-rules-proposal] retiró la propuesta de reglas
    [delete-rules-shadow] terminó las reglas en la sombra
    [delete-tokens-id] revocó un token
    [delete-accounts-name] quitó una cuenta
    [delete-fhir-export-id] borró una exportación completa
    [get] abrió la primera página
    [get-accounts] miró las cuentas
    [get-audit] miró este registro
    [get-cohort] miró la cohorte
    [get-cohort-view] miró la cohorte
    [get-cohort-claims-csv] descargó la lista de facturación
    [get-cohort-export-csv] descargó las cifras de la cohorte (CSV)
    [get-cohort-export-parquet] descargó las cifras de la cohorte (Parquet)
    [get-gateways] miró las pasarelas
    [get-live] siguió la lista en vivo
    [get-me] preguntó quién ha entrado
    [get-ops] miró las operaciones
    [get-patients-id] abrió la historia
    [get-patients-id-appointments] miró las citas
    [get-patients-id-appointments-thing] descargó una cita para el calendario
    [get-patients-id-appointments-thing-calendar] descargó una cita para el calendario
    [get-patients-id-automation] miró lo que hizo la automatización
    [get-patients-id-care] miró la atención en palabras sencillas
    [get-patients-id-contacts] miró el tiempo dedicado
    [get-patients-id-devices] miró los aparatos
    [get-patients-id-documents] miró la lista de documentos
    [get-patients-id-documents-thing] descargó un documento
    [get-patients-id-events-event] miró una decisión
    [get-patients-id-looks] miró quién había mirado
    [get-patients-id-medicines] miró los medicamentos
    [get-patients-id-messages] leyó los mensajes
    [get-patients-id-how-thing] miró cómo se mide algo
    [get-patients-id-plan] miró el plan
    [get-patients-id-plan-changes] miró la historia del plan
    [get-patients-id-questions] abrió las preguntas
    [get-patients-id-stays] miró los ingresos
    [get-patients-id-team] miró el equipo
    [get-patients-id-whereabouts] miró el teléfono y la habitación
    [get-quarantine] miró las mediciones rechazadas
    [get-quarantine-id] examinó una medición rechazada
    [get-rota] miró los turnos
    [get-rules] miró las reglas
    [get-rules-view] miró las reglas
    [get-rules-backtests-hash] miró una prueba de reglas
    [get-rules-draft] miró el borrador de reglas
    [get-rules-history] miró las reglas anteriores
    [get-rules-history-hash] miró las reglas anteriores
    [get-rules-proposal] miró la propuesta de reglas
    [get-rules-shadow] miró las reglas en la sombra
    [get-teams] miró los equipos
    [get-tokens] miró los tokens
    [get-unclaimed] miró las mediciones sin dueño
    [get-worklist] abrió la lista de trabajo
    [get-work] abrió la lista de trabajo
    [get-fhir-export] inició una exportación completa
    [get-fhir-export-id] preguntó por una exportación completa
    [get-fhir-export-id-name] descargó una exportación completa
    [get-fhir-patient-export] inició una exportación de personas
    [get-fhir-subscription-id-events] pidió los avisos de una suscripción (FHIR)
    [get-fhir-subscription-id-status] preguntó por una suscripción (FHIR)
    [get-fhir-kind] buscó (FHIR)
    [get-fhir-kind-id] leyó un recurso (FHIR)
    [get-fhir-kind-id-history] leyó la historia de un recurso (FHIR)
    [get-fhir-kind-id-history-version] leyó una versión anterior (FHIR)
    [get-keys] miró cómo entra
    [get-metrics] tomó las cifras (métricas)
    [post-accounts] añadió una cuenta
    [post-accounts-name-links] creó un enlace
    [post-accounts-name-signouts] cerró todas las sesiones
    [post-alerts-id-acknowledge] confirmó una alerta
    [post-alerts-id-acts] hizo algo con una alerta
    [post-devices-id-clocks] fijó el error de un reloj
    [post-devices-id-wearings] fijó quién llevaba un aparato
    [post-gateways-codes] creó un código para una pasarela
    [post-gateways-id-commands] dio una orden a una pasarela
    [post-gateways-id-revocations] excluyó una pasarela
    [post-passkeys] añadió una llave de acceso
    [post-passkeys-challenges] empezó a añadir una llave de acceso
    [post-patients-id-answers] respondió preguntas
    [post-patients-id-questions] respondió preguntas
    [post-patients-id-appointments] inició una cita
    [post-patients-id-appointments-steps] cambió una cita
    [post-patients-id-appointments-thing-steps] cambió una cita
    [post-patients-id-claims] dijo de quién es una medición
    [post-patients-id-contacts] anotó tiempo dedicado
    [post-patients-id-contacts-contact-withdrawals] retiró tiempo dedicado
    [post-patients-id-documents] entregó un documento
    [post-patients-id-events-event-replays] hizo repetir una decisión
    [post-patients-id-medicines] cambió los medicamentos
    [post-patients-id-medicines-effects] comunicó un efecto secundario
    [post-patients-id-medicines-thing-doses] anotó una dosis
    [post-patients-id-messages] escribió un mensaje
    [post-patients-id-messages-reads] marcó los mensajes como leídos
    [post-patients-id-plan-reverts] deshizo un cambio del plan
    [post-patients-id-plan-trials] probó otro plan
    [post-patients-id-resumptions] dejó seguir la automatización
    [post-patients-id-how-thing] escribió un valor medido
    [post-patients-id-stays] anotó un ingreso
    [post-quarantine-replays] hizo tomar otra vez mediciones rechazadas
    [post-quarantine-id-replays] hizo tomar otra vez una medición rechazada
    [post-readings-id-attributions] dio una medición a otra persona
    [post-readings-id-withdrawals] dijo que una medición no cuenta
    [post-rules-activations] activó reglas
    [post-rules-backtests] inició una prueba de reglas
    [post-rules-checks] comprobó reglas
    [post-rules-shadow] inició reglas en la sombra
    [post-signout] salió
    [post-tokens] creó un token
    [post-fhir] envió un paquete (FHIR)
    [post-fhir-kind] envió un recurso (FHIR)
    [post-fhir-kind-search] buscó (FHIR)
    [post-keys-codes] configuró códigos
    [post-keys-codes-new] empezó a configurar códigos
    [post-keys-codes-removals] quitó sus códigos
    [post-keys-removals] quitó una llave de acceso
    [put-accounts-name-lock] bloqueó o desbloqueó una cuenta
    [put-accounts-name-roles] cambió los roles
    [put-patients-id-medicines-thing] cambió un medicamento
    [put-patients-id-plan] cambió el plan
    [put-patients-id-stays-thing] corrigió un ingreso
    [put-patients-id-team] fijó quién atiende a alguien
    [put-patients-id-whereabouts] fijó el teléfono o la habitación
    [put-rota] fijó los turnos
    [put-rules-draft] guardó un borrador de reglas
    [put-rules-proposal] propuso reglas
    [put-fhir-kind] envió un recurso (FHIR)
    [put-fhir-kind-id] cambió un recurso (FHIR)
   *[other] { $written }
}
