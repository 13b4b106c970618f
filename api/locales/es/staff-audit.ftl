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
