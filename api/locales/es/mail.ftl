# Avisos por correo. Un asunto se ve en pantallas bloqueadas: no dice nada de nadie.
mail-subject-gap = Hearthwatch: no hay nadie de guardia ({ $alert })
mail-subject-canary-failed = Hearthwatch: no se puede confiar en las alertas
mail-subject-canary-works = Hearthwatch: las alertas llegan otra vez
mail-subject-reminder = Hearthwatch: hay que recordar algo a alguien
mail-subject-alert = Hearthwatch: alerta { $what }, gravedad: { $severity } ({ $alert })
mail-happened = { $what ->
    [raised] creada
    [joined] ampliada
    [acknowledged] confirmada
    [escalated] escalada
    [cleared] terminada
    [assigned] asignada
    [snoozed] silenciada
    [reopened] reabierta
    [put_off] aplazada
    [closed] cerrada
    [superseded] sustituida
    [undone] deshecha
   *[other] { $what }
}
mail-opening-gap = No hay nadie de guardia para la escalada { $level } a las { $time }: la alerta de abajo no llegó a nadie de la guardia.
mail-opening-canary-failed = La medida peligrosa de un paciente artificial no se convirtió en alerta en 5 s. Las páginas dicen que no se puede confiar en las alertas y que hay que llamar por teléfono. Mire el broker, el registro y la página de operación.
mail-opening-canary-works = La medida peligrosa de un paciente artificial se ha convertido otra vez en alerta a tiempo.
mail-opening-reminder = La persona de abajo tiene algo que hacer: su página dice qué.
mail-opening-escalated = Una alerta no se confirmó a tiempo, o un colega la pasó. La escalada { $level } va a { $person }.
mail-opening-escalated-nobody = Una alerta no se confirmó a tiempo, o un colega la pasó. La escalada { $level } no va a nadie: la guardia tiene un hueco.
mail-opening-alert = Una alerta fue { $what }.
mail-opening-alert-for = Una alerta fue { $what } (para { $person }).

# Lo que va delante de cada línea; nueve letras como máximo.
mail-line-alert = Alerta
mail-line-patient = Paciente
mail-line-problem = Problema
mail-line-severity = Gravedad
mail-line-happened = Ocurrió
mail-line-due = Antes de
mail-line-because = Porque
mail-line-look = Ver
mail-from = { $id } de { $source }
