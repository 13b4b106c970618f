# Citas.
appointments-next = Próximas
appointments-none = Todavía no hay citas.
appointments-with = Con { $with }.
appointments-with-at = Con { $with }, { $place }.
appointments-calendar = Ponerla en mi calendario
appointments-confirm = Sí, iré
appointments-cancel = Anularla
appointments-move = Pedir otra hora
appointments-when = Día y hora
appointments-move-to = Pedir esta hora
appointments-ask = Pedir una cita
appointments-wish = ¿Cuándo le gustaría?
appointments-about = ¿De qué se trata?
appointments-send = Pedirla
appointments-before = Anteriores
appointments-stand = { $stand ->
    [requested] Usted la ha pedido. Le responderemos.
    [proposed] Le ofrecemos esta hora.
    [confirmed] Está fijada.
   *[cancelled] Anulada.
}
appointments-changed = Lo sentimos, no se pudo. Alguien la cambió antes. Mire la lista otra vez.
appointments-taken = Lo sentimos, no se pudo. Esa hora está ocupada. Mire la lista otra vez.
appointments-not-now = Lo sentimos, esto ya no se puede hacer. Mire la lista otra vez.
appointments-no-time = Elija un día y una hora que estén por venir.
appointments-failed = No pudimos hacerlo. Mire la lista otra vez.
# En el archivo para un calendario.
appointments-summary = Cita
appointments-summary-with = Cita con { $with }
