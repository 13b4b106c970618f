# El día de un paciente.
day-hello = Hola, { $name }
day-news-calling = Alguien de enfermería o medicina ha visto sus medidas y le está llamando. Siéntese y descanse.
day-news-seen = Alguien de enfermería o medicina ha visto sus medidas.
day-news-told = Hemos avisado a su equipo de sus medidas. Todavía no las ha visto nadie. Siéntese y descanse.
day-silent = No nos llega nada de sus aparatos
day-silent-since = No ha llegado nada desde { $when }. ¿Está la caja enchufada y encendida? Entonces mida otra vez.
day-claim = ¿Era usted?
day-to-do = Para hacer hoy
day-done-of = { $done } de { $count } hechas.
day-answer = Responder a las preguntas
day-nothing-to-do = Nada más por ahora.
day-task-done = Hecho:
day-task-open = Por hacer:
day-unread = { $count ->
    [one] Leer { $count } mensaje nuevo
   *[other] Leer { $count } mensajes nuevos
}
day-readings-own = Sus últimas medidas
day-readings = Últimas medidas
day-no-readings = Nada en los últimos 30 días.
day-usual = Lo habitual: de { $low } a { $high }
day-measured = Medido: { $when }
day-said = Lo que le dijimos
day-said-nothing = Nada todavía.
day-said-by = Enviado automáticamente.
day-looks = Quién ha mirado mi historia
day-measure-again = Mida otra vez: { $sign }
day-measure = Mida: { $sign }
day-done-at = Hecho: { $when }.
day-before = Antes de: { $when }.
day-last-time = Última vez: { $when }.
day-never = Todavía sin medir.
day-medicine = Medicina: { $medicine }
day-was-due = Tocaba a las { $clock }.
day-at = A las { $clock }.
day-visit = Cita
day-visit-offer = Cita: diga si puede venir
day-visit-with = { $when }, con { $with }.
day-visit-with-at = { $when }, con { $with }, { $place }.
day-fine = Gracias. Por ahora no hace falta nada más.
day-compared = { $how ->
    [under] Más bajo de lo que su aparato puede mostrar
    [over] Más alto de lo que su aparato puede mostrar
    [lower] Más bajo de lo normal para usted
    [higher] Más alto de lo normal para usted
    [usual] Normal para usted
   *[unknown] Todavía no sabemos qué es normal para usted
}

# Lo que se mide, como título y dentro de una frase.
day-sign = { $sign ->
    [respiration] Respiración
    [spo2] Oxígeno
    [oxygen] Aporte de oxígeno
    [systolic] Tensión, número alto
    [diastolic] Tensión, número bajo
    [pulse] Pulso
    [consciousness] Atención
    [temperature] Temperatura
    [weight] Peso
    [glucose] Azúcar
   *[rhythm] Ritmo del pulso
}
day-sign-within = { $sign ->
    [respiration] respiración
    [spo2] oxígeno
    [oxygen] aporte de oxígeno
    [systolic] tensión, número alto
    [diastolic] tensión, número bajo
    [pulse] pulso
    [consciousness] atención
    [temperature] temperatura
    [weight] peso
    [glucose] azúcar
   *[rhythm] ritmo del pulso
}
day-value = { $value ->
    [air] aire
    [oxygen] oxígeno
    [regular] regular
    [irregular] irregular
    [below] demasiado bajo para mostrarlo
   *[above] demasiado alto para mostrarlo
}
