# Por qué hay una alerta y qué pasó con una persona, para el equipo.
reason-sign = { $sign ->
    [respiration] Respiración
    [spo2] Oxígeno
    [oxygen] Aporte de oxígeno
    [systolic] Presión sistólica
    [diastolic] Presión diastólica
    [pulse] Pulso
    [consciousness] Conciencia
    [temperature] Temperatura
    [weight] Peso
    [glucose] Glucosa
   *[rhythm] Ritmo del pulso
}
reason-sign-within = { $sign ->
    [respiration] respiración
    [spo2] oxígeno
    [oxygen] aporte de oxígeno
    [systolic] presión sistólica
    [diastolic] presión diastólica
    [pulse] pulso
    [consciousness] conciencia
    [temperature] temperatura
    [weight] peso
    [glucose] glucosa
   *[rhythm] ritmo del pulso
}
reason-value = { $value ->
    [air] aire
    [oxygen] oxígeno
    [regular] regular
    [irregular] irregular
   *[other] { $value }
}
reason-removed = borrado: el diario empieza en la entrada { $entry }
reason-severity = { $severity ->
    [emergency] emergencia
    [urgent] urgente
   *[review] revisar
}
reason-problem = { $problem ->
    [blood_pressure_high] presión arterial muy alta
    [blood_pressure_low] presión arterial baja
    [oxygen_low] oxígeno bajo
    [glucose_low] glucosa baja
    [glucose_high] glucosa muy alta
    [deterioration] puntuación de alerta precoz alta
    [automation_stopped] automatización detenida
   *[other] { $written }
}
reason-name = { $name ->
    [hypertension] hipertensión arterial
    [heart_failure] insuficiencia cardíaca
    [copd] EPOC
    [diabetes] diabetes
    [type_1_diabetes] diabetes tipo 1
    [atrial_fibrillation] fibrilación auricular
    [athlete] deporte de competición
    [insulin] insulina
    [sulfonylurea] sulfonilurea
    [sglt2_inhibitor] inhibidor de SGLT2
    [beta_blocker] betabloqueante
    [chemotherapy] quimioterapia
    [blood_pressure] presión arterial
    [faintness] mareo o desmayo
    [low_sugar] azúcar baja
    [high_sugar] azúcar alta
    [ketones] cetonas
    [who_weighed] quién se pesó
    [after_discharge] tras el alta
    [side_effect] efecto secundario
    [alert] alerta
    [confused] confusión
    [voice] responde a la voz
    [pain] responde al dolor
    [unresponsive] no responde
    [regular] regular
    [irregular] irregular
    [yes] sí
    [no] no
   *[other] { $written }
}
reason-phrase = { $phrase ->
    [or] {" "}o bien{" "}
    [and] {" "}y{" "}
    [not] no{" "}
    [without] sin { $of }
    [with] con { $of }
    [taking] en tratamiento con { $of }
    [at-least] al menos{" "}
    [of-these] {" "}de:{" "}
    [lasting] {" "}durante{" "}
    [unbroken] {" "}sin interrupción
    [times-within] {" "}veces en{" "}
    [twice-within] , dos veces en{" "}
    [under] {" "}por debajo de{" "}
    [at-or-under] {" "}igual o inferior a{" "}
    [over] {" "}por encima de{" "}
    [at-or-over] {" "}igual o superior a{" "}
    [is] {" "}={" "}
    [is-not] {" "}≠{" "}
    [other-than] {" "}no{" "}
    [age] edad
    [days-since-discharge] días desde el alta
    [oxygen-scale] escala de oxígeno
    [news2-highest] NEWS2 en el peor caso
    [score-of] puntuación { $of }
    [answer-to] la respuesta a { $of }
    [quoted] «{ $of }»
    [pregnant] con embarazo
    [on-oxygen] con oxígeno suplementario
    [any-symptom] algún síntoma con respuesta «sí»
    [any-symptom-of] algún síntoma de { $of } con respuesta «sí»
    [answered-yes] { $of } con respuesta «sí»
    [part-with-three] una parte de { $of } con 3 puntos
    [not-measured-for] { $of } sin medir durante{" "}
    [late-by] { $of } con retraso de{" "}
    [of-its-interval] {" "}de su intervalo
    [measurements-in] número de mediciones en{" "}
    [days-of] número de días de los últimos{" "}
    [spells-within] número de episodios en{" "}
    [with-that] {" "}con{" "}
    [usual] { $of } habitual (de{" "}
    [usual-spread] variación habitual de { $of } (de{" "}
    [this-time-of-day] , a esta hora del día)
    [mean-of] { $of }, media de{" "}
    [median-of] { $of }, mediana de{" "}
    [lowest-of] { $of }, valor más bajo de{" "}
    [highest-of] { $of }, valor más alto de{" "}
    [change-in] { $of }, cambio en{" "}
    [change-a-minute] { $of }, cambio por minuto en{" "}
    [expected-in] { $of }, valor previsto en{" "}
    [from-at-least] {" "}(con al menos{" "}
    [values] {" "}valores)
    [without-first-day] , sin el primer día,
    [figure-mean] { $of }, media de{" "}
    [figure-median] { $of }, mediana de{" "}
    [figure-lowest] { $of }, valor más bajo de{" "}
    [figure-highest] { $of }, valor más alto de{" "}
    [figure-change] { $of }, cambio en{" "}
    [figure-slope] { $of }, cambio por minuto en{" "}
    [figure-forecast] { $of }, valor previsto en{" "}
    [figure-times] Veces en{" "}
    [figure-days] Días de los últimos{" "}
    [figure-spells] Episodios en{" "}
    [figure-score] Puntuación { $of }
    [second] { $of } segundo
    [seconds] { $of } segundos
    [minute] { $of } minuto
    [minutes] { $of } minutos
    [hour] { $of } hora
    [hours] { $of } horas
    [day] { $of } día
   *[days] { $of } días
}
reason-answer = { $answer ->
    [yes] Sí
    [no] No
   *[other] { $written }
}
reason-span-minutes = { $n } min
reason-span-hours = { $n } h
reason-span-days = { $n } días
reason-of = { $sign } { $value }
reason-twice = dos veces en { $span } (antes { $before })
reason-twice-alone = dos veces en { $span }
reason-news2 = NEWS2 { $score }, { $known } de 7 conocidos
reason-points = { $sign } { $value } (+{ $points })
reason-by-care-plan = por el plan de cuidados
reason-no-answer = Sin respuesta en { $span }
reason-no-recovery = Sin recuperación en { $span }
reason-figure = { $figure }: { $value }
reason-usual = { $sign }: lo habitual es { $value } ({ $days } días)
reason-asked = { $question } { $answer }
reason-asked-so = { $question }: { $answer }
reason-silent = { $sign } sin medir desde hace { $span }
reason-rules-failed = Las reglas fallaron para esta persona. Ya no se decide nada automáticamente
reason-paused = No se preguntó a nadie: { $pathway } está en pausa para esta persona
reason-bound = { $side ->
    [at-most] igual o inferior a { $bound }
    [below] por debajo de { $bound }
    [at-least] igual o superior a { $bound }
   *[above] por encima de { $bound }
}
reason-unless = { $side ->
    [more] No habría surgido con { $sign } de { $value } o más
   *[less] No habría surgido con { $sign } de { $value } o menos
}
event-automatic = { $step } (automático)
event-no-answer = No llegó respuesta (automático)
event-measure = Se pidió medir otra vez: { $sign }
event-ask = Se hicieron preguntas: { $title }
event-advise = Se aconsejó: { $say }
event-remind = Se recordó: { $say }
event-thank = Se dieron las gracias
event-escalate = Se pasó a un profesional
event-end = Terminado
event-stepped = { $done } ({ $what }, automático)
event-stepped-why = { $done }: { $why } ({ $what }, automático)
event-calmed = Lo que siguió estaba bien: { $what } (automático)
event-refused = Alguien actuó sobre una alerta que había cambiado
event-raised = Surge una alerta, { $severity }, { $what }: { $why }
event-joined = Otra vez, ya { $n } veces: { $why }
event-somebody = alguien
event-acknowledged = Confirmada por { $by }: { $what }
event-often = { $n ->
    [1] una vez
   *[other] { $n } veces
}
event-escalated = Sin confirmar a tiempo, pasada a otra persona ({ $often }): { $what }
event-escalated-to = Sin confirmar a tiempo, pasada a { $to } ({ $often }): { $what }
event-escalated-by = Pasada por { $by } a { $to } ({ $often }): { $what } ({ $why })
event-undone = { $act ->
    [acknowledged] Confirmación retirada por { $by }: { $what }
    [assigned] Asignación retirada por { $by }: { $what }
    [snoozed] Silencio retirado por { $by }: { $what }
   *[closed] Resultado retirado por { $by }, está abierta otra vez: { $what }
}
event-cleared = Las mediciones vuelven a estar bien: { $what }
event-assigned = Asignada a { $to }: { $what }
event-snoozed = Silenciada un tiempo por { $by }: { $what } ({ $why })
event-reopened = Alguien debe mirar otra vez: { $what }
event-put-off = Vista hace poco, por eso la revisión espera: { $what }
event-closed = Cerrada: { $what }
event-closed-by = Cerrada por { $by }, { $result }: { $what } ({ $why })
event-result = { $result ->
    [acted_on] se actuó
    [nothing_to_do] nada que hacer
    [false_reading] la medida era errónea
   *[expected] esperado en esta persona
}
event-alert = Alerta
event-alert-of = Alerta de las { $at }
event-replaced = { $alert } sustituida, por lo que se supo después: { $what }
event-taken-back = { $alert } retirada, por lo que se supo después: { $what }
event-corrected = { $alert } corregida a { $severity } por lo que se supo después, { $what }: { $why }
